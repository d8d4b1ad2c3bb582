"""Claims that nothing else decides, confirmed by the few figures beside them; nothing is called wrong here.

A claim is confirmed by a figure of its own sentence with one shortly before it, by two of the sentence that it goes on
from, or by the table row that it names. Few figures are tried, so that a wrong number hardly fits any two by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import islice, product

from xlcsp.audit.amounts import EARLIER
from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.claim import Judged, of_change, of_share
from xlcsp.audit.finding import as_text
from xlcsp.audit.tables import PrintedTable
from xlcsp.audit.tables.columns import LEVEL as FIGURE
from xlcsp.audit.tables.columns import RATE
from xlcsp.audit.tables.shares import latest_two
from xlcsp.audit.tables.table import Row
from xlcsp.claims.agreement import agrees, fits, percent
from xlcsp.claims.prose import CHANGE, LEVEL, SHARE, Pair, Quantity, Reading
from xlcsp.claims.prose.quantities import BASE, LONE_BASE, TARGET
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, POINTS

_FIGURES = (LEVEL, SHARE, BASE, LONE_BASE, TARGET)
_SENTENCES, _MOST_COUPLES, _TELLING, _SHORTEST = 3, 5, 10, 4
_REST = re.compile(
    r"\b(?:the (?:other|remaining|rest)|remainder)\b,?[^\d,;]{0,30}$|\b(?:leaving|left) (?:just |only )?£?$",
    re.IGNORECASE,
)
_LEAVING = re.compile(r"\bleaving (?:just |only )?£?$", re.IGNORECASE)
_STILL = re.compile(r"(?: [a-z]+){0,2} (?:still|remain\w*|outstanding|left)\b", re.IGNORECASE)
_AVERAGE = re.compile(r"\baverage\b[^\d;.]{0,25}£?$", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:this|that|it|these|which)\b|.{1,25}\b(?:therefore|thus|hence)\b", re.IGNORECASE)
_TOGETHER = re.compile(r"\b(?:together|combined|in total|in all|altogether|overall|between them)\b", re.IGNORECASE)
_FROM = re.compile(r"(?: [a-z]+){0,3} from £?")


def confirmed(
    readings: Sequence[Reading], at: int, found: Iterable[Judged], tables: Sequence[PrintedTable]
) -> Iterator[Judged]:
    """The open claims of a sentence that figures beside them give. found: what is decided already."""
    reading = readings[at]
    decided = {one.claim.at for one in found if one.status in (OK, FAIL)}
    for claim in reading.quantities:
        ways: Iterator[Judged] = iter(())
        if claim.at in decided:
            continue
        if claim.is_share_like and claim.role != CHANGE:
            ways = _shares(readings, at, claim)
        elif claim.role == CHANGE and _TOGETHER.search(reading.text[: claim.start]):
            ways = _together(readings[max(0, at - _SENTENCES) : at], claim)
        elif claim.role == CHANGE:
            is_telling = claim.kind != NUMBER or _is_of_points(claim) or abs(claim.value) >= _TELLING
            ways = _changes(readings, at, claim) if is_telling else ways
            yield from islice(_by_row(reading.text, claim, tables), 1)
        elif claim.kind == NUMBER and _AVERAGE.search(reading.text[: claim.start]):
            ways = _averages(readings, at, claim)
        elif claim.role == LEVEL and claim.kind == NUMBER and _is_rest(reading, claim):
            ways = _rest(readings, at, claim)
        elif claim.kind == NUMBER and at and _TOGETHER.search(reading.text):
            ways = _sums(readings[at - 1], claim)
        yield from islice((one for one in islice(ways, _MOST_COUPLES) if one.status == OK), 1)


def _figures(reading: Reading, kind: str = NUMBER) -> list[Quantity]:
    return [one for one in reading.quantities if one.kind == kind and one.role in _FIGURES]


def _beside(reading: Reading, claim: Quantity, kind: str = NUMBER) -> list[Quantity]:
    """The other figures of a claim's sentence that no semicolon parts from it, the nearest first."""
    found = [
        one
        for one in _figures(reading, kind)
        if one.at != claim.at and ";" not in reading.text[min(one.end, claim.end) : max(one.start, claim.start)]
    ]
    return sorted(found, key=lambda one: abs(one.start - claim.start))


def _goes_on(reading: Reading) -> bool:
    return reading.follows or _GOES_ON.match(reading.text) is not None


def _above(readings: Sequence[Reading], at: int, kind: str = NUMBER) -> list[Quantity]:
    """The figures of the sentence before, then the first and the largest of each of those before it."""
    found: list[Quantity] = []
    for place in range(at - 1, max(-1, at - 1 - _SENTENCES), -1):
        own = _figures(readings[place], kind)
        found += [one for one in own if place == at - 1 or one in (own[0], max(own, key=lambda one: one.value))]
    return found


def _without_earlier(readings: Sequence[Reading], at: int, figures: Iterable[Quantity]) -> list[Quantity]:
    """The figures without those of an earlier time, of which nothing now is a part."""
    earlier = [pair.previous for other in readings[max(0, at - _SENTENCES) : at] for pair in other.pairs]
    now = (one for one in figures if one.role in (LEVEL, SHARE, TARGET))
    return [one for one in now if not any(one.is_at(other) for other in earlier)]


def _shares(readings: Sequence[Reading], at: int, claim: Quantity) -> Iterator[Judged]:
    """The figure beside a share, in its sentence, as a part of a larger one or the whole of a smaller one."""
    reading, above = readings[at], _without_earlier(readings, at, _above(readings, at))
    own = _beside(reading, claim)
    couples = [
        (one, base)
        for one, base in product((one for one in reading.changes if one.kind == NUMBER), own)
        if _FROM.fullmatch(reading.text[one.end : base.start]) or (len(own) == 1 and _is_earlier(reading, base))
    ]
    if own and reading.text[own[0].end : claim.start] == " (":
        couples += [(own[0], one) for one in (*own[1:], *above) if one.value > own[0].value]
    elif own:
        couples += [(own[0], one) for one in own[1:] or above]
    elif at and _goes_on(reading):
        told = [one for one in readings[at - 1].quantities if one.kind == NUMBER]
        couples += product(told[-2:], above)
    for one, other in couples:
        part, whole = sorted((one, other), key=lambda figure: abs(figure.value))
        if 0 < abs(part.value) < abs(whole.value):
            yield of_share(claim, part, whole)


def _changes(readings: Sequence[Reading], at: int, claim: Quantity) -> Iterator[Judged]:
    """The figure of a change's sentence against one shortly before, or the two of the sentence that it goes on from."""
    reading, kind = readings[at], PERCENT if _is_of_points(claim) else NUMBER
    own, above = _beside(reading, claim, kind), _above(readings, at, kind)
    couples = [*product(own[:1], own[1:]), *product(own[1:], own[:1]), *product(own, above)]
    if not own and _goes_on(reading):
        couples = [*product(above[:1], above[1:2])]
    for one, other in couples:
        ways = [(other, one)] if _is_earlier(reading, one) else [(one, other), (other, one)]
        for now, then in ways if claim.kind != PERCENT else ways[:1]:
            if (now.value - then.value) * (claim.direction or 1) > 0 and then.value:
                yield of_change(claim, Pair(now, then, 0, 0, 0))


def _is_of_points(claim: Quantity) -> bool:
    return claim.kind == POINTS or (claim.kind == NUMBER and claim.unit.lower().startswith("point"))


def _is_earlier(reading: Reading, figure: Quantity) -> bool:
    """Whether a figure is said to be of an earlier time: ``The year before there were 1,580``."""
    return EARLIER.search(reading.text[: figure.start]) is not None


def _rest(readings: Sequence[Reading], at: int, claim: Quantity) -> Iterator[Judged]:
    """``The other 192``: what is left of a figure told before, less those told since."""
    own = [one for one in _figures(readings[at]) if one.start < claim.start]
    near = _figures(readings[at - 1]) if at else []
    is_at_once = _LEAVING.search(readings[at].text[: claim.start])
    for parts in (own if is_at_once else [], [*near, *own]):
        for whole in (one for one in _above(readings, at) if parts):
            rest = [one for one in parts if one is not whole]
            left = whole.value - sum((one.value for one in rest), Fraction(0))
            if rest and left == claim.value:
                words = f"{whole.text} less {' and '.join(one.text for one in rest)}"
                yield Judged(claim, "SUM", OK, as_text(left), words, (whole, *rest))


def _is_rest(reading: Reading, claim: Quantity) -> bool:
    is_left = _REST.search(reading.text[: claim.start]) or _STILL.match(reading.text[claim.end :])
    return is_left is not None


def _averages(readings: Sequence[Reading], at: int, claim: Quantity) -> Iterator[Judged]:
    """``It cost £84,000. It helped 420 people, at an average cost of £200``."""
    for own, other in product(_beside(readings[at], claim), _above(readings, at)):
        low, high = sorted((own, other), key=lambda one: one.value)
        if low.value > 1 and fits(high.value / low.value, claim.value, max(claim.decimals, 0)):
            words = f"{high.text} divided by {low.text}"
            yield Judged(claim, "RATE", OK, as_text(high.value / low.value), words, (high, low))


def _together(above: Sequence[Reading], claim: Quantity) -> Iterator[Judged]:
    """``Taken together they rose by 44``: the changes of all the pairs before it."""
    pairs = [pair for other in above for pair in other.pairs]
    if len(pairs) > 1 and claim.kind in (NUMBER, PERCENT):
        now, then = (sum((getattr(one, name).value for one in pairs), Fraction(0)) for name in ("current", "previous"))
        truth = percent(now - then, then) if claim.kind == PERCENT and then else now - then
        if (now - then) * (claim.direction or 1) > 0 and fits(abs(truth), abs(claim.value), max(claim.decimals, 0)):
            yield Judged(claim, "SUM", OK, as_text(abs(truth)), f"{as_text(then)} to {as_text(now)} together")


def _sums(above: Reading, claim: Quantity) -> Iterator[Judged]:
    """``Together they had 182, against 200``: of what each is now, or was, in the sentence before."""
    for parts in ([one.current for one in above.pairs], [one.previous for one in above.pairs], above.levels):
        if len(parts) > 1 and sum(one.value for one in parts) == claim.value:
            words = " and ".join(one.text for one in parts)
            yield Judged(claim, "SUM", OK, as_text(claim.value), words, tuple(parts))


def _by_row(text: str, claim: Quantity, tables: Sequence[PrintedTable]) -> Iterator[Judged]:
    """A change by the latest two figures of the table row that is named last before it."""
    named = [
        (place, len(row.label), table, row)
        for table in tables
        for row in table.rows
        if len(row.label) >= _SHORTEST and (place := text.lower().rfind(row.label.lower(), 0, claim.start)) >= 0
    ]
    for place, length, table, row in named:
        if (place, length) == max(one[:2] for one in named):
            yield from _of_row(claim, table, row)


def _of_row(claim: Quantity, table: PrintedTable, row: Row) -> Iterator[Judged]:
    columns = latest_two(table.of(FIGURE, RATE))
    now, then = (row.numbers.get(one.index) for one in columns) if columns is not None else (None, None)
    if now is None or then is None or not then.value:
        return
    change = now.value - then.value
    truth = percent(change, then.value) if claim.kind == PERCENT else change
    is_way = not claim.direction or change * claim.direction > 0
    is_right = agrees(claim, abs(truth), Fraction(0)) if claim.kind == PERCENT else abs(truth) == abs(claim.value)
    if is_way and is_right and claim.kind in (NUMBER, PERCENT, POINTS):
        check = "PCT_CHANGE" if claim.kind == PERCENT else "DIFF"
        words = f"{then.text} to {now.text} in the row {row.label} of {table.name}"
        yield Judged(claim, check, OK, as_text(abs(truth)), words)
