"""A figure called the highest, the first in years or the third rise running, held against them."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from xlcsp.claims.gaps import sentences
from xlcsp.claims.lexer import NUMBER_WORDS
from xlcsp.claims.prose import read_sentence
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, WORD, Token
from xlcsp.domain.figures import Figure
from xlcsp.domain.numbers import in_full
from xlcsp.domain.periods import QUARTERS_A_YEAR, Month, Quarter, months_of
from xlcsp.measures.numbers import rounded
from xlcsp.returns.comparisons import Comparisons
from xlcsp.returns.levels import is_said
from xlcsp.returns.subjects import PLAIN, is_own, tokens_of

_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_NTH, _MANY = "|".join(_ORDINALS), rf"\d+|{'|'.join(NUMBER_WORDS)}"
_MOST = {
    "highest": 1, "most": 1, "largest": 1, "busiest": 1, "peak": 1, "longest": 1, "lowest": -1, "fewest": -1,
    "quietest": -1, "smallest": -1, "shortest": -1, "best": 0, "worst": 0,
}  # fmt: skip
_EXTREME = re.compile(rf"\b({'|'.join(_MOST)})\b", re.IGNORECASE)
_ON_END = r"(?:consecutive|successive|straight)"
_RUN = re.compile(
    rf"\b({_NTH})\s(?:quarter(?:ly)?|time|{_ON_END})?\b(?:\s\w+){{0,3}}?\s?"
    rf"(?:in a row|running|consecutive|successive|in succession)|\b(?:each|every)\squarter\b"
    rf"|\bquarter[ -](?:on|by|after)[ -]quarter\b|\b({_NTH})\s{_ON_END}\s(?:quarterly\s)?"
    rf"|\b(?:for|the last|over)\s({_MANY})\s(?:{_ON_END}\s)?quarters\b(?: in a row| running| in succession)?",
    re.IGNORECASE,
)
_AT_LEAST = r"(?:over |more than |the last |at least )?"
_FIRST = re.compile(rf"\bfirst time (?:in|for) {_AT_LEAST}({_MANY}|a) years?\b", re.IGNORECASE)
_IN_YEARS = re.compile(rf"\b(?:in|for|over)\s{_AT_LEAST}({_MANY})\syears?\b", re.IGNORECASE)
_UNDER = ("below", "under", "fewer", "less")
_CROSSED = re.compile(
    rf"\b({'|'.join(_UNDER)}|above|over|more|exceed\w*)\s(?:than\s)?£?(\d[\d,.]*)"
    rf"|(\d[\d,.]*)\s?%?\sor\s({'|'.join(_UNDER)}|more|above|better|over)",
    re.IGNORECASE,
)
_EACH_MONTH = re.compile(r"\b(?:all three|each|every)\s(?:of the\s)?(?:three\s)?months?\b", re.IGNORECASE)
_ON_LAST_YEAR = re.compile(
    r"\b(?:last|previous) year|\bthe year before\b|\ba year (?:ago|before|earlier)|\byear[ -]on[ -]year", re.IGNORECASE
)
_THIS_YEAR = re.compile(
    r"\b(?:of|in|so far|since)\b.{0,12}\b(?:this|the) (?:financial )?year\b|\bso far\b|\bthis year\b", re.IGNORECASE
)
_EVER = re.compile(
    r"\b(?:ever|on record|since (?:we|records?|recording|the (?:survey|plan|measure))|to date)\b", re.IGNORECASE
)
_QUARTER = re.compile(r"\bQ(?:uarter\s)?\s?([1-4])\b", re.IGNORECASE)
_CLAUSES = re.compile(r"[;:]|,(?!\d)|\b(?:but|although|while|because|despite|due to|following|as)\b")
_NOT = re.compile(
    r"\b(?:consecutive|successive|straight)\s(?:year|month)s?\b|\b(?:year|month)s?\s(?:in a row|running)\b"
    r"|\b(?:not|never|no longer|(?:last|previous) quarter was|one of|among|"
    r"second|third|joint|equal|if|would|will|could|target|since (?:before|20))\b"
    r"|n['\u2019]t\b",
    re.IGNORECASE,
)
_PLAIN = PLAIN | frozenset((
    "month", "quarterly",
    "one", "the", "months", "quarters", "row", "running", "consecutive", "successive", "first", "three", "ever",
    "record", "since", "or", "survey", "began", "start", "started", "records", "per", "plan", "measure", "when",
    "straight", "succession", "under",
    *_MOST, *_ORDINALS,
))  # fmt: skip
_LISTED = re.compile(r"\d\D+\d\D+\d")
_A_LIST, _TELLING = 3, 10  # figures in a list; the least number that is hardly one by chance
_JOINS = re.compile(  # 158 compared to 149 and 140; Q1 12, Q2 17, Q3 16; 34 in October
    r"(?:[\s%,;:()/>\u2192-]|\b(?:and|then|now|to|in|compared|after|followed|by|was|were|Q[1-4]|20\d\d/\d\d"
    rf"|{'|'.join(month_name[1:])})\b)+",
    re.IGNORECASE,
)
_MONTHS = frozenset(name[:3] for name in month_name[1:])
_Contrary = Sequence[tuple[Quarter, Fraction]] | Sequence[tuple[Month, Fraction]]
_Way = Callable[[Token], int]


@dataclass(frozen=True, slots=True)
class _Series:
    """The quarters of a series with their values, oldest first, and its months. better: 1 where more is, else -1."""

    quarters: Sequence[tuple[Quarter, Fraction]]
    months: Sequence[tuple[Month, Fraction]]
    better: int
    is_share: bool

    def told(self, known: _Contrary) -> str:
        """``Q1 140, Q2 149, Q3 158``, with the year before where there are several."""
        return ", ".join(f"{self._number(value)} in {period}" for period, value in known)

    def _number(self, value: Fraction) -> str:
        return f"{rounded(value * 100, 1)}%" if self.is_share else in_full(Fraction(rounded(value, 2)))


def unlikely_orders(
    commentary: str, past: Comparisons, own: Quarter, now: Figure, words: set[str], way: _Way
) -> Iterator[tuple[str, str]]:
    """Sentences that put the figure in an order with earlier ones in which it does not stand, with those figures."""
    value = past.value(now)
    if value is None or not any(order.search(commentary) for order in (_EXTREME, _RUN, _FIRST, _EACH_MONTH, _LISTED)):
        return
    quarters = [
        (Quarter(year.start, number), past.of_year(year, number - 1))
        for year in past.history if year.start < own.start for number in range(1, QUARTERS_A_YEAR + 1)
    ]  # fmt: skip
    quarters += [
        (Quarter(own.start, n), past.value(past.figures.get(Quarter(own.start, n)))) for n in range(1, own.number)
    ]
    known = [(quarter, number) for quarter, number in quarters if number is not None]
    better = {"lower": -1, "higher": 1}.get(past.series.polarity, 0)
    series = _Series([*known, (own, value)], past.months(own), better, past.series.is_proportion)
    for sentence in sentences(commentary):
        listed = _slips(sentence, series)
        if listed:
            yield sentence, series.told(listed)
            continue
        for clause in _CLAUSES.split(sentence):
            found = [token for token in tokens_of(clause) if token.kind == WORD and token.text[:3] not in _MONTHS]
            is_about = all(way(token) or token.low in _PLAIN or is_own(token, words) for token in found)
            if not is_about or _NOT.search(_RUN.sub("", _IN_YEARS.sub("", clause))):
                continue
            contrary = _contrary(clause, series, [way(token) for token in found if way(token)])
            if contrary:
                yield sentence, series.told(contrary)
                break


def _slips(sentence: str, series: _Series) -> _Contrary:
    """The figures of a list of three or more in a row of which a sentence gives all but one: 75%, 78.5% and 82%."""
    found, own = read_sentence(sentence).quantities, series.quarters[-1][0]
    kind = PERCENT if series.is_share else NUMBER
    this_year = [each for each in series.quarters if each[0].start == own.start]
    same = [each for each in series.quarters if each[0].number == own.number]
    months = [each for each in series.months if each[0] in months_of(own)]
    for row in (this_year, this_year[::-1], same, same[::-1], months):
        for start in range(len(found) - len(row) + 1) if len(row) >= _A_LIST else ():
            run = found[start : start + len(row)]
            is_list = {each.kind for each in run} == {kind} and all(
                _JOINS.fullmatch(sentence[one.end : other.start]) for one, other in pairwise(run)
            )
            values = [value * 100 if series.is_share else value for _, value in row]
            if (
                is_list
                and max(values) >= _TELLING
                and [is_said(*each) for each in zip(run, values, strict=True)].count(False) == 1
            ):
                return row
    return ()


def _contrary(clause: str, series: _Series, ways: Sequence[int]) -> _Contrary:
    """The figures that contradict a clause about their order; none where they bear it out or it is about none."""
    extreme, run, first = _EXTREME.search(clause), _RUN.search(clause), _FIRST.search(clause)
    if first is not None:
        return _not_first(clause, first, series)
    if _EACH_MONTH.search(clause) and len(ways) == 1:
        return _not_each_month(clause, series, ways[0])
    if run is not None and len(ways) == 1:
        count = _ORDINALS.get((run[1] or run[2] or "").lower(), series.quarters[-1][0].number)
        return _no_run(clause, series, ways[0], _count(run[3]) if run[3] else count, is_each=not any(run.groups()))
    if extreme is not None:
        return _not_extreme(clause, extreme[1].lower(), series)
    return ()


def _not_extreme(clause: str, word: str, series: _Series) -> _Contrary:
    side = _MOST[word] or (series.better if word == "best" else -series.better)
    of_month = [period for period, _ in series.months if re.search(rf"\b{period.name[:3]}", clause)]
    own = series.quarters[-1][0]
    if of_month and side:
        known = {month: value for month, value in series.months if month in months_of(own)}
        named = of_month[-1]
        above = [month for month in known if named in known and (known[month] - known[named]) * side > 0]
        return [(month, known[month]) for month in (named, *above)] if above else ()
    years = _IN_YEARS.search(clause)
    is_this_year, is_ever = _THIS_YEAR.search(clause), _EVER.search(clause)
    is_other = any(match[1] != str(own.number) for match in _QUARTER.finditer(clause))
    if not side or is_other or re.search(r"\bmonth\b", clause) or not (years or is_this_year or is_ever):
        return ()
    since = own.start if is_this_year else own.start - _count(years[1]) if years else 0
    within = [(quarter, value) for quarter, value in series.quarters if quarter.start >= since]
    beaten = [(quarter, value) for quarter, value in within[:-1] if (value - within[-1][1]) * side > 0]
    of_same = [quarter for quarter, _ in beaten if quarter.number == own.number or is_this_year]
    sums_may_be_meant = not is_this_year and not of_same  # the lowest third quarter
    return [*beaten[-3:], within[-1]] if beaten and not sums_may_be_meant else ()


def _no_run(clause: str, series: _Series, way: int, count: int, *, is_each: bool) -> _Contrary:
    """Those of as many quarters as are said to have gone the same way, if they did so by no reading."""
    known = dict(series.quarters)
    last = [quarter for quarter, _ in series.quarters][-count:]
    on_before = [(known.get(quarter.plus(-1)), known[quarter]) for quarter in last]
    on_year = [(known.get(quarter.plus(-QUARTERS_A_YEAR)), known[quarter]) for quarter in last]
    readings = [on_year] if _ON_LAST_YEAR.search(clause) else [on_before, on_year]
    if is_each and not _ON_LAST_YEAR.search(clause):
        readings.append(list(pairwise(known[quarter] for quarter in last)))
    if len(last) < count or any(then is None for reading in readings for then, _ in reading):
        return ()
    so = [all((value - then) * way > 0 for then, value in reading if then is not None) for reading in readings]
    return [] if any(so) else [(quarter, value) for quarter, value in series.quarters if quarter in last]


def _not_each_month(clause: str, series: _Series, way: int) -> _Contrary:
    known, months = dict(series.months), months_of(series.quarters[-1][0])
    back = (12,) if _ON_LAST_YEAR.search(clause) else (1, 12)
    readings = [[(known.get(month.plus(-by)), known.get(month)) for month in months] for by in back]
    if any(number is None for reading in readings for pair in reading for number in pair):
        return ()
    so = [all((value - then) * way > 0 for then, value in reading if value is not None and then is not None)
          for reading in readings]  # fmt: skip
    return [] if any(so) else [(month, known[month]) for month in months]


def _not_first(clause: str, first: re.Match[str], series: _Series) -> _Contrary:
    """Earlier figures on the same side of a number that is said to be passed for the first time in years."""
    crossed = _CROSSED.search(clause)
    if crossed is None:
        return ()
    number = Fraction((crossed[2] or crossed[3]).replace(",", "").rstrip("."))
    bound = number / 100 if series.is_share else number
    is_below = (crossed[1] or crossed[4]).lower() in _UNDER
    own, years = series.quarters[-1][0], _count(first[1])
    earlier = [
        (quarter, value) for quarter, value in series.quarters[:-1]
        if own.start - years < quarter.start < own.start and quarter.number == own.number
    ]  # fmt: skip
    return [(quarter, value) for quarter, value in earlier if (value < bound if is_below else value >= bound)]


def _count(word: str) -> int:
    return int(word) if word.isdigit() else NUMBER_WORDS.get(word.lower(), 1)
