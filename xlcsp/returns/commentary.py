"""A number in a commentary that disagrees with the figure beside it: a question for the provider."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from xlcsp.domain.figures import Figure
from xlcsp.domain.numbers import in_full
from xlcsp.domain.plan import FREQUENCIES, Series
from xlcsp.forms import layout
from xlcsp.measures.numbers import rounded
from xlcsp.returns.filled import FilledRow

if TYPE_CHECKING:
    from xlcsp.claims import Claim
    from xlcsp.claims.prose import Quantity

WHICH = "Ask which one is right"
_QUARTER = r"(?:(?:in|for|during)?\s*(?:q(?:uarter)?\s?[1-4]|this quarter)\b\s*)?"
_HAS_NUMBER = re.compile(  # except the number of a quarter
    r"(?<!q)(?<!quarter\s)\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", re.IGNORECASE
)
_HEDGE = re.compile(
    r"\b(?:(?P<more>over|above|more than|at least|no fewer than|no less than)"
    r"|(?P<less>under|below|fewer than|less than|at most|up to|no more than)"
    r"|(?P<near>about|around|approximately|roughly|some|circa|nearly|almost))\s+(?:the\s+|£)?$",
    re.IGNORECASE,
)
_NEAR = Fraction(1, 20)  # how far from the figure "about" and "nearly" may be
_MOVES = re.compile(  # how many came to a level or went from it
    r"\b(?:left|joined|moved|came|went|arrived|departed|began|started|stopped|opened|closed)$", re.IGNORECASE
)
IS_OFF = re.compile(  # a number that is a distance from another: 4 up, 11 seconds over
    r"\s*(?:(?!(?:is|was|are|were|dr[ae]wn?)\b)[a-z]+\s)?(?:up|down|more|fewer|less|higher|lower|better|worse|over|under|above|below|short|inside|outside"
    r"|behind|ahead|off)\b",
    re.IGNORECASE,
)
_GAINED = re.compile(r"\b(?:los(?:t|ing)|gain(?:ed|ing)|sav(?:ed|ing)|add(?:ed|ing)|extra|another)\s£?$", re.IGNORECASE)
_OF_YEAR = re.compile(  # 79.5% this quarter; 76.4% for the year
    r"\s*(?:[a-z]+\s){0,2}(?:for|in|over|across|during)\s(?:the|this)\s(?:whole\s|full\s)?year\b", re.IGNORECASE
)
_OF_ONE = re.compile(  # the longest wait was 41 days
    r"\b(?:average|longest|shortest|largest|smallest|biggest|oldest|youngest|maximum|minimum|rang(?:ed|es|ing))\b[^.,;:]*$",
    re.IGNORECASE,
)
_A_YEAR = re.compile(r"\b(?:12|twelve)[ -]months?\b|\brolling\b", re.IGNORECASE)  # 404 in the twelve months to December
_LABEL = re.compile(r"\b(20\d\d)\s?[/-]\s?(?:20)?\d\d\b")
_SAID_OF_ALL = ("recorded", "reported", "received", "made", "overall", "altogether", "total", "there", "here")
_NAMED = re.compile(r"\bQ([1-4])\b", re.IGNORECASE)
_WORD, _STEM = re.compile(r"[a-z]{4,}"), 5
_IS_RATE = re.compile(r"\b(?:rate|per)\b", re.IGNORECASE)
_END = r"(?:$|[.,;:(]|compared|against|and\s|made|recorded)"


def ask_about_commentary(filled: FilledRow, figure: Figure) -> None:
    """Adds a query for each number in the row's commentary that contradicts the row's figure."""
    for sentence, other in disagreements(figure, filled.series):
        words = f'The commentary says "{sentence}"; the figure beside it is {other}'
        filled.query(layout.COMMENTARY, "commentary", words, WHICH)


def disagreements(figure: Figure, series: Series) -> Iterator[tuple[str, str]]:
    """The sentences of a commentary that contradict the figure, each with the figure.

    Parts of the figure (12 of them in May) do not.
    """
    if not figure.has_value or not _HAS_NUMBER.search(figure.commentary):
        return
    from xlcsp.claims import read_cell, sentences  # few commentaries have a number, and the grammar takes time to load
    from xlcsp.claims.model import MAYBE_PART

    for sentence in filter(_HAS_NUMBER.search, sentences(figure.commentary)):
        if _is_of_another_time(sentence, figure, series):
            continue
        reading = read_cell(sentence, figure.quarter.short, is_rolling=series.kind.is_rolling)
        for index, claim in enumerate(reading.claims):
            after = sentence[claim.end :]
            if is_of_clock(sentence, claim) or claim.text == MAYBE_PART or _GAINED.search(sentence[: claim.start]):
                continue
            if claim.quarter != figure.quarter.short or IS_OFF.match(after) or _OF_YEAR.match(after):
                continue
            previous = reading.claims[index - 1] if index else None
            other = _figure_beside(claim, previous, sentence, figure, series)
            if other:
                yield sentence, other


def is_of_clock(sentence: str, number: Claim | Quantity) -> bool:
    """Whether a number is the minutes or the seconds of 4:11."""
    return bool(re.search(r"\d:$", sentence[: number.start]) or re.match(r":\d", sentence[number.end :]))


def _is_of_another_time(sentence: str, figure: Figure, series: Series) -> bool:
    """Whether it is of twelve months, names an earlier year, or a quarter of which the series asks for no figure."""
    years = {int(year) for year in _LABEL.findall(sentence)}
    is_of_parts = any(int(number) not in FREQUENCIES[series.frequency] for number in _NAMED.findall(sentence))
    is_of_year = _A_YEAR.search(sentence) is not None and not series.kind.is_rolling
    return is_of_year or is_of_parts or (bool(years) and figure.quarter.start not in years)


def _figure_beside(claim: Claim, previous: Claim | None, sentence: str, figure: Figure, series: Series) -> str:
    """The figure that a claim contradicts, as text; empty if it contradicts none."""
    from xlcsp.claims import model as kinds

    n, m = figure.numerator, figure.denominator
    is_to_date = figure.is_to_date
    if claim.kind in (kinds.QUARTER, *kinds.LEVELS) and n is not None and not is_to_date and not claim.component:
        is_ratio = series.kind.is_pair and not series.kind.is_proportion  # its value is n by m; its n may be said too
        value = n / m if is_ratio and m else n
        if series.kind.is_per_population and (claim.decimals or _IS_RATE.search(sentence)):
            return ""
        is_move = series.kind.is_latest_only and _MOVES.search(claim.unit) is not None
        is_whole = _is_unit(claim.unit, series.unit) and _is_whole(sentence, claim) and not is_move
        is_rest = m is not None and claim.value in (m, m - n)
        is_wrong = is_whole and claim.value != n and not is_rest and not _fits(sentence, claim, value)
        return _printed(value, claim, is_ratio=is_ratio) if is_wrong else ""
    is_count = not (series.kind.is_pair or series.kind.is_per_population)  # of one per population its rate may be said
    if claim.kind == kinds.TO_DATE and n is not None and is_count and not claim.component:
        if is_to_date:
            return "" if _fits(sentence, claim, n) else f"{in_full(n)} (year to date)"
        return in_full(n) if claim.value < n and not _fits(sentence, claim, n) else ""
    if claim.kind == kinds.NUMERATOR and previous is not None and previous.kind == kinds.DENOMINATOR and m:
        is_rest = n is not None and claim.value == m - n  # five of 69 were not satisfied: 64 were
        is_half_right = (claim.value == n) != (previous.value == m) and not _is_a_group(
            sentence, claim, previous, series
        )
        return f"{n} of {m}" if is_half_right and not is_rest else ""
    return ""


def _is_a_group(sentence: str, claim: Claim, whole: Claim, series: Series) -> bool:
    """Whether it is of a group among the counted, not of what the series counts: 30 of the 80 were on private land."""
    counted = {word[:_STEM] for word in _WORD.findall(series.measure.lower())} - set(_WORD.findall(series.unit.lower()))
    said = {word[:_STEM] for word in _WORD.findall(sentence.lower())}
    return sentence[claim.end : whole.start] == " of the " and counted.isdisjoint(said)


def _printed(value: Fraction, claim: Claim, *, is_ratio: bool) -> str:
    return in_full(Fraction(rounded(value, max(claim.decimals, 1))) if is_ratio else value)


def _fits(sentence: str, claim: Claim, value: Fraction) -> bool:
    """Whether the figure is as the claim says: as printed, or ``under 14``, ``over 380``, ``about 400``."""
    hedge = _HEDGE.search(sentence[: claim.start])
    if hedge is None:
        return Fraction(rounded(value, claim.decimals)) == claim.value
    is_near = abs(value - claim.value) <= abs(claim.value) * _NEAR
    return {"more": value >= claim.value, "less": value <= claim.value, "near": is_near}[str(hedge.lastgroup)]


def _is_whole(sentence: str, claim: Claim) -> bool:
    """Whether the sentence does not qualify the count, which would make it a part of the figure, or one case of it."""
    if _OF_ONE.search(sentence[: claim.start]):
        return False
    pattern = rf"\s*{re.escape(claim.unit)}\s*{_QUARTER}{_END}"
    return re.match(pattern, sentence[claim.end :], re.IGNORECASE) is not None


def _is_unit(text: str, unit: str) -> bool:
    """Whether the unit counted is that of the series and nothing is said of it, or none is named: not ten jobs late."""
    first, *rest = unit.lower().split(" ")
    named, *more = text.lower().split() or [first]
    return named.rstrip("s").startswith(first.rstrip("s")) and set(more) <= {*rest, *_SAID_OF_ALL}
