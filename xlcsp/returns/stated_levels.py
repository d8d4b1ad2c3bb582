"""A figure that a commentary names, held against the figures of that name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.claims.gaps import sentences
from xlcsp.claims.prose import CHANGE, Quantity, read_sentence
from xlcsp.claims.prose.qualifiers import EXACTLY
from xlcsp.claims.prose.tokens import MARK, NUMBER, PERCENT, PERIOD, WORD, WORDED, Token, may_count
from xlcsp.claims.prose.vocabulary import CONNECTORS, direction_of, is_change_word
from xlcsp.domain.plan import Series
from xlcsp.returns.commentary import IS_OFF, is_of_clock
from xlcsp.returns.comparisons import BASELINE, LAST_YEAR, NOW, PROJECTED, TARGET, THIS_YEAR, TO_DATE, TOTAL
from xlcsp.returns.levels import Level, is_said
from xlcsp.returns.names import UNKNOWN, names_at
from xlcsp.returns.stated_targets import is_distance
from xlcsp.returns.subjects import EXPLAINS, PLAIN, is_named, is_own, tokens_of, words_of

_COMPARE = frozenset(("against", "from", "than", "versus", "vs", "v", "on", "compared", "to", "with"))
_PARTS = frozenset(("which", "whom", "including", "these", "them", "those", "another", "each", "per", "every"))
_PLAIN = PLAIN | frozenset((
    "do", "does", "go", "stands", "stood", "stand", "received", "made", "took", "waited", "currently", "until",
    "being", "who", "our", "performance", "position", "outcome", "latest", "final", "actual", "average", "averaged",
    "provided", "logged", "counted", "secured", "open", "end", "more", "total",
))  # fmt: skip
_OF_THIS_YEAR = re.compile(
    r"^(?!.*\b(?:last|ago|before|previous|past)\b).*\b(?:in|over|for|during|across)\sthe\s(?:whole\s|full\s)?year\b(?!\s(?:to|so))",
    re.IGNORECASE,
)
_COMPARATIVES = ("more", "less", "fewer", "higher", "lower", "better")
_SIDES = ("inside", "within", "outside", "under", "below", "above", "over", "short", "beyond")
_ROUGH = ("just", "about", "around", "over", "under")
_PEOPLE = re.compile(r"\s(?:\w+\s)?people\b", re.IGNORECASE)
_LISTS = frozenset((">", "/", "-", ",", "\u2192"))
_BY = re.compile(r"(?<!followed )\bby\s(?:(?:about|around|just|only|nearly|almost|over|some)\s)?£?$", re.IGNORECASE)
_QUARTER = re.compile(r"\bQ([1-4])\b", re.IGNORECASE)
_TOLD = 6  # figures that a question names
_ROUGHLY = Fraction(1, 50)
_WIDE = 4  # points that "one in four" may be out


@dataclass(frozen=True, slots=True)
class _Segment:
    """A part of a sentence that names one figure. lead: the word or mark before it. at: its first token."""

    lead: str
    at: int
    tokens: tuple[Token, ...]

    @property
    def words(self) -> list[Token]:
        return [token for token in self.tokens if token.kind == WORD]


def unlikely_levels(
    commentary: str, levels: Callable[[], Sequence[Level]], series: Series, own: set[str]
) -> Iterator[tuple[str, str]]:
    """Sentences that give a figure of a name another value than any figure of that name has, with those figures.

    levels: gives the figures that are known, which few commentaries need.
    """
    for sentence in filter(may_count, sentences(commentary)):
        by_place = {quantity.at: quantity for quantity in read_sentence(sentence).quantities}
        segments = list(_segments(tokens_of(sentence)))
        if not _are_known(sentence, levels()):
            continue
        for place, segment in enumerate(segments):
            claims = [by_place[at] for at in range(segment.at, segment.at + len(segment.tokens)) if at in by_place]
            if len(claims) != 1 or not _may_be_level(sentence, segment, claims[0], series):
                continue
            if place + 1 < len(segments) and _is_listed(segments[place + 1], claims[0]):
                continue
            if segment.lead == "and" and place and not _counts_own(segment, claims[0], series):
                last = segments[place - 1]
                if any(
                    by_place[at].role == CHANGE for at in range(last.at, last.at + len(last.tokens)) if at in by_place
                ):
                    continue  # rises of 4 in Q1 and 6 in Q2
            if _is_a_part([each.value for each in by_place.values()], claims[0].value, levels()):
                continue
            possible = _meant(sentence, segments[: place + 1], claims[0], levels(), own, series)
            if possible and not _is_one_of(claims[0], possible, series.unit):
                told = {level.on: level for level in reversed(possible)}  # a part of the target once, as printed
                yield sentence, "; ".join(level.in_words(series.unit) for level in [*reversed(told.values())][-_TOLD:])
                break


def _is_a_part(numbers: Sequence[Fraction], value: Fraction, levels: Sequence[Level]) -> bool:
    """Whether numbers side by side, this one among them, add up to another or to the figure: 22 crimes, 6 incidents."""
    wholes = {*numbers, *(level.value for level in levels if NOW in level.keys)} - {value}
    runs = (numbers[start:end] for start in range(len(numbers)) for end in range(start + 2, len(numbers) + 1))
    return any(value in run and sum(run) in wholes for run in runs)


def _are_known(sentence: str, levels: Sequence[Level]) -> bool:
    """Whether there are figures of all quarters that are named: Q1 and Q2 are no half-years."""
    known = {key for level in levels for key in level.keys}
    return all(f"Q{number}" in known for number in _QUARTER.findall(sentence))


def _is_listed(following: _Segment, claim: Quantity) -> bool:
    """Whether another number alone goes on with a list: 75% > 80.5% > 82%."""
    numbers = [token for token in following.tokens if token.text != "%"]
    return following.lead in _LISTS and [token.kind for token in numbers] == [claim.kind]


def _segments(found: Sequence[Token]) -> Iterator[_Segment]:
    """A sentence cut at its marks, its conjunctions and the words that compare."""
    lead, start = "", 0
    for at, token in enumerate(found):
        if not _cuts(found, at):
            continue
        if at > start:
            yield _Segment(lead, start, tuple(found[start:at]))
        is_compared_to = at == start and lead in _COMPARE and token.kind == WORD and token.low != "and"
        lead, start = lead if is_compared_to else token.low, at + 1
    if start < len(found):
        yield _Segment(lead, start, tuple(found[start:]))


def _cuts(found: Sequence[Token], at: int) -> bool:
    """Whether another part of a sentence begins after the token."""
    token, low, after = found[at], found[at].low, found[at + 1] if at + 1 < len(found) else None
    if token.kind == MARK:
        return token.text not in "£%'/"
    lead, is_of_number = found[at - 1].low if at else "", after is not None and after.is_quantity
    if token.kind != WORD or (low == "since" and after is not None and after.kind == PERIOD):
        return False
    is_more_than = low == "than" and lead in _COMPARATIVES and is_of_number  # more than 90
    if is_more_than or (low == "before" and lead.rstrip("s") in ("quarter", "year", "month")):
        return False  # 75% in the quarters before
    if low in _SIDES and lead in ("is", "was", "are", "were"):
        return True  # the year's 87 is inside the target of 90
    if low == "to":
        return is_of_number or (after is not None and after.low in _ROUGH)
    return low in _COMPARE or low in CONNECTORS | EXPLAINS or low == "and"


def _may_be_level(sentence: str, segment: _Segment, claim: Quantity, series: Series) -> bool:
    """Whether a number of that kind may be a figure of the series, and is no change, no distance and no time of day."""
    kinds = (PERCENT, WORDED) if series.is_proportion else (NUMBER,)
    is_money = claim.text[:1] in "£€" and not series.unit.startswith("£")
    if claim.kind not in kinds or claim.role == CHANGE or segment.lead in EXPLAINS or is_money:
        return False
    if _BY.search(sentence[: claim.start]):
        return False
    is_clock = is_of_clock(sentence, claim)
    is_change = segment.lead == "on" and any(
        token.low in ("is", "was", "at") for token in segment.words
    )  # on Q2 it is 9
    return not (is_change or is_clock or IS_OFF.match(sentence[claim.end :]) or is_distance(sentence, claim))


def _meant(
    sentence: str, segments: Sequence[_Segment], claim: Quantity, levels: Sequence[Level], own: set[str], series: Series
) -> list[Level]:
    """The figures that the number in the last of the segments may be; none if it is of something else."""
    segment = segments[-1]
    names, is_plain = _names(sentence, segment, levels, own)
    if segment.lead == "from" and _PEOPLE.match(sentence[claim.end :]) and "people" not in series.unit:
        return []  # 31 convictions from 22 people
    before = segments[-2] if len(segments) > 1 else None
    if not is_plain or UNKNOWN in names or not _is_of_series(sentence, segments[:-1], levels, own):
        return []
    if before is not None and not names and not any(token.is_quantity for token in before.tokens):
        if before.lead not in _COMPARE:  # up 9 on Q2 to 158
            names = _names(sentence, before, levels, own)[0]  # Last year we finished on 634; in Q2, 149 burglaries
        if UNKNOWN in names:
            return []
        if not names and segment.lead == "to" and any(map(is_change_word, before.tokens)):
            names = frozenset({NOW})
    if not names and segment.lead not in _COMPARE and any(is_named(token) for token in segment.words):
        names = frozenset({NOW})
    if not names - {NOW} and not (
        series.is_proportion
        or claim.text[:1] == "£"
        or _is_set_against(segment, before, levels)
        or "min" in claim.text.lower()
        or _counts_own(segment, claim, series)
    ):
        return []
    found = _by_name(levels, names, is_compared=segment.lead in _COMPARE)
    rates = [level for level in found if level.is_rate]
    if claim.decimals > 0 and series.kind.is_per_population:
        return rates
    return found


def _is_set_against(segment: _Segment, before: _Segment | None, levels: Sequence[Level]) -> bool:
    """Whether a number is compared with one that is a figure of the series: 84 reports against 79."""
    numbers = [token.value for token in before.tokens if token.kind == NUMBER] if before is not None else []
    return segment.lead in _COMPARE and any(level.value in numbers for level in levels)


def _by_name(levels: Sequence[Level], names: frozenset[str], *, is_compared: bool) -> list[Level]:
    """The figures that go by all these names. Those of the plan, an earlier year and a projection are named as such."""
    if not names - {NOW}:
        return [level for level in levels if names <= level.keys and PROJECTED not in level.keys]
    unnamed = {TARGET, BASELINE, PROJECTED} - names
    found = [level for level in levels if names <= level.keys and not unnamed & level.keys]
    may_be_past = is_compared or LAST_YEAR in names or any("/" in name for name in names)
    is_open = is_compared and found and names <= {NOW, THIS_YEAR, TO_DATE, TOTAL}
    planned = [level for level in levels if is_open and TARGET in level.keys]  # 44 against 90 for the year
    return [*(level for level in found if may_be_past or not level.is_past), *planned]


def _counts_own(segment: _Segment, claim: Quantity, series: Series) -> bool:
    """Whether a number without a name of its time counts what the series counts: 149 burglaries."""
    after = [token for token in segment.words if token.start >= claim.end]
    return bool(after) and after[0].low.rstrip("s") in words_of(f"{series.unit} {series.measure}")


def _names(sentence: str, segment: _Segment, levels: Sequence[Level], own: set[str]) -> tuple[frozenset[str], bool]:
    """The names in a segment, and whether it says nothing but those, the figure and what the series is about."""
    start, end = segment.tokens[0].start, segment.tokens[-1].end
    known = {key for level in levels for key in level.keys}
    names, places = names_at(sentence, segment.tokens, known)
    if _OF_THIS_YEAR.search(sentence[start:end]):  # 15 in the year: of a change it would be the year before
        names = names - {LAST_YEAR} | {THIS_YEAR}
    rest = [
        token for token in segment.words
        if not any(low <= token.start - start and token.end - start <= high for low, high in places)
    ]  # fmt: skip
    is_plain = all(
        (is_own(token, own) or token.low in _PLAIN or direction_of(token)) and token.low not in _PARTS for token in rest
    )
    return names, is_plain


def _is_of_series(sentence: str, earlier: Sequence[_Segment], levels: Sequence[Level], own: set[str]) -> bool:
    """Whether what was said before in the sentence is about the series, too."""
    return all(_names(sentence, segment, levels, own)[1] for segment in earlier)


def _is_one_of(claim: Quantity, levels: Sequence[Level], unit: str) -> bool:
    """Whether the number is one of these; a projection may lie anywhere between those of the usual methods."""
    projected = [level.value for level in levels if PROJECTED in level.keys]
    if projected and min(projected) * (1 - _ROUGHLY) <= claim.value <= max(projected) * (1 + _ROUGHLY):
        return True
    return any(_is(claim, level, unit) for level in levels)


def _is(claim: Quantity, level: Level, unit: str) -> bool:
    is_duration = "min" in claim.text.lower()
    values = [level.value, 100 - level.value] if level.is_share else [level.value]
    if claim.kind == WORDED and claim.hedge == EXACTLY:
        return any(abs(claim.value - value) <= _WIDE for value in values)
    if is_duration and unit.startswith("minute"):
        values = [60 * value for value in values]
    return any(is_said(claim, value) for value in values)
