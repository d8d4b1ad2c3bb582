"""Checks totals against their quarters, quantities printed twice, flows, and parts of a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE, WARN
from xlcsp.audit.finding import ROUNDED, Finding, as_text, joined
from xlcsp.audit.series import GENERIC, QUARTERS, Said, Series, noun
from xlcsp.claims import model as kinds

_IN = re.compile(r"\b(?:placed|start|commence|referr|received|opened|admitted)", re.IGNORECASE)
_OUT = re.compile(r"\b(?:complet|engaged|revok|breach|withdr|closed|discharg|terminat|left)", re.IGNORECASE)
_TWICE = (kinds.QUARTER, *kinds.LEVELS, kinds.TO_DATE, kinds.LAST_QUARTER, kinds.LAST_TO_DATE, kinds.LAST_TOTAL)


def check_sums(series: Series) -> Iterator[Finding]:
    """Checks years to date and the year's total against the printed quarters."""
    if series.is_ratio:
        yield from _twice(series)
        return
    for number in (2, 3, 4):
        total = total_at(series, number)
        if total is not None and not _is_own_figure(series, number, total):
            yield _sum(series, number, total)
    yield from _pair_sums(series)
    yield from _parts(series)
    yield from _twice(series)
    missing = [index for index in range(1, 5) if _quarter(series, index) is None]
    if len(missing) == 1:
        yield from _cross(series, missing[0])
    yield from _units(series)


def total_at(series: Series, number: int) -> Said | None:
    """The printed year to date of a quarter; in the fourth the year's total."""
    year = series.first(kinds.TO_DATE, kinds.WHOLE_YEAR) if number == len(QUARTERS) else None
    return year or series.first(kinds.TO_DATE, f"Q{number}")


def _is_own_figure(series: Series, number: int, total: Said) -> bool:
    """Whether a year to date is given as one figure that spans its quarters, none of which is printed."""
    quarters = (series.first(kinds.QUARTER, f"Q{index}") for index in range(1, number + 1))
    return total.claim.rule in ("quarters amount", "dates amount", "outturn") and not any(quarters)


def _quarter(series: Series, number: int) -> Fraction | None:
    return series.value(kinds.QUARTER, f"Q{number}")


def to_date(series: Series, number: int) -> list[Fraction]:
    """Candidates for the year to date: as printed, the sum of quarters, the one before plus the quarter."""
    found = [total.claim.value] if (total := total_at(series, number)) else []
    found += [value for value, _ in _sums(series, number)]
    return list(dict.fromkeys(found))


def _sums(series: Series, number: int) -> list[tuple[Fraction, list[Said]]]:
    """The ways to add up a year to date, each with what was added."""
    quarters = [series.first(kinds.QUARTER, f"Q{index}") for index in range(1, number + 1)]
    held = [one for one in quarters if one is not None]
    if series.is_ratio:
        return []
    ways = [held] if len(held) == number else []
    before, own = total_at(series, number - 1) if number > 1 else None, quarters[-1]
    if before is not None and own is not None:
        ways.append([before, own])
    return [(sum((one.claim.value for one in way), Fraction(0)), way) for way in ways]


def _sum(series: Series, number: int, total: Said) -> Finding:
    claim, ways = total.claim, _sums(series, number)
    if not ways:
        known = [said for index in range(1, number + 1) if (said := series.first(kinds.QUARTER, f"Q{index}"))]
        least = sum((one.claim.value for one in known), Fraction(0))
        if known and claim.value < least:
            why = "the total is less than the quarters it holds"
            return _of(series, "SUM", FAIL, claim.quarter, [*known, total], f"at least {as_text(least)}", why)
        return _of(series, "SUM", UNVERIFIABLE, claim.quarter, [total], "", "a quarter's own figure is not printed")
    for value, added in ways:
        if abs(value - claim.value) <= _room([*added, total]):
            why = "" if value == claim.value else ROUNDED
            return _of(series, "SUM", OK, claim.quarter, [*added, total], as_text(value), why)
    value, added = ways[0]
    if _count_other_things([*added, total]):
        return _of(series, "SUM", UNVERIFIABLE, claim.quarter, [*added, total], "", "they count different things")
    return _of(series, "SUM", FAIL, claim.quarter, [*added, total], as_text(value), _why(series, number, total, value))


def _room(said: list[Said]) -> Fraction:
    """How far apart a total and what it adds up may be because each was rounded."""
    return sum((one.room for one in said), Fraction(0))


def _count_other_things(said: list[Said]) -> bool:
    units = {noun(one.claim.unit) for one in said} - {""}
    return len(units) > 1 and not units & GENERIC


def _why(series: Series, number: int, total: Said, value: Fraction) -> str:
    before = total_at(series, number - 1)
    if before is not None and before.claim.value == total.claim.value:
        return "stale copy of the quarter before"
    off = total.claim.value - value
    return f"revision or typo: {as_text(abs(off))} {'more' if off > 0 else 'less'} than the figures it adds up"


def _of(  # noqa: PLR0913, PLR0917 - a finding has these parts
    series: Series, check: str, status: str, quarter: str, said: list[Said], recomputed: str, reason: str = ""
) -> Finding:
    quotes = joined(one.quote for one in said)
    return Finding(series.measure.ref, quarter, check, status, quotes, said[-1].claim.printed, recomputed, reason)


def _pair_sums(series: Series) -> Iterator[Finding]:
    """Checks n and m of a year (or year to date) against those of the quarters."""
    for quarter, upto in ((kinds.WHOLE_YEAR, 4), ("Q2", 2), ("Q3", 3), ("Q4", 4)):
        prefix = "" if quarter == kinds.WHOLE_YEAR else "ytd "
        for kind, check in ((kinds.NUMERATOR, "SUM"), (kinds.DENOMINATOR, "DENOMINATOR")):
            total = series.first(f"{prefix}{kind}", quarter)
            added = [one for index in range(1, upto + 1) if (one := series.first(kind, f"Q{index}")) is not None]
            several = any(len({one.claim.value for one in series.of(kind, f"Q{q}")}) > 1 for q in range(1, upto + 1))
            if total is None or len(added) < upto or several:  # of several pairs, the measure's is not known
                continue
            value = sum((one.claim.value for one in added), Fraction(0))
            is_right = value == total.claim.value
            why = "" if is_right else "the quarters' numbers add up to another one"
            yield _of(series, check, OK if is_right else FAIL, quarter, [*added, total], as_text(value), why)


def _parts(series: Series) -> Iterator[Finding]:
    """Parts of a whole add up to it; rounded parts may miss it by half a unit each."""
    parts = [said for said in series.said if said.claim.text == "part"]
    for column in dict.fromkeys(said.column for said in parts):
        own = [said for said in parts if said.column == column]
        wholes = [
            said
            for said in series.said
            if said.column == column and said.claim.kind == kinds.PERCENT and said.claim.text != "part"
        ]
        if not wholes:
            continue
        whole, total = wholes[-1], sum((said.claim.value for said in own), Fraction(0))
        room = sum(
            (Fraction(1, 2 * 10**said.claim.decimals) for said in own if total != whole.claim.value), Fraction(0)
        )
        is_right = abs(total - whole.claim.value) <= room
        why = "" if is_right else "the parts do not add up to the whole"
        yield _of(series, "SUM", OK if is_right else FAIL, own[0].claim.quarter, [*own, whole], as_text(total), why)


def _twice(series: Series) -> Iterator[Finding]:
    """Checks that a quantity printed twice is the same number. Counts of something else or of a part are left out."""
    for kind in _TWICE:
        for quarter in (*QUARTERS, kinds.WHOLE_YEAR):
            given = series.of(kind, quarter)
            own = next((said for said in given if said.column == quarter), given[0] if given else None)
            for other in given:
                if own is None or other.claim.value == own.claim.value or not _is_same(own, other):
                    continue
                printed = as_text(own.claim.value)
                yield _of(series, "CROSS_TOTAL", FAIL, quarter, [own, other], printed, "printed twice, differently")


def _is_same(one: Said, other: Said) -> bool:
    units = {noun(said.claim.unit) for said in (one, other) if said.claim.unit}
    return len(units) < 2 and other.claim.text != kinds.MAYBE_PART  # noqa: PLR2004 - two units are two things


def _cross(series: Series, missing: int) -> Iterator[Finding]:
    """A quarter that is not printed follows from the totals; every calculation must give the same."""
    others = [_quarter(series, index) for index in range(1, 5)]
    befores: list[Fraction] = []
    if all(value is not None for value in others[: missing - 1]):
        befores.append(sum((value for value in others[: missing - 1] if value is not None), Fraction(0)))
    previous = total_at(series, missing - 1) if missing > 2 else None  # noqa: PLR2004 - the first total is a quarter
    used = [said for index in range(1, 5) if (said := series.first(kinds.QUARTER, f"Q{index}")) is not None]
    if previous is not None:
        befores.append(previous.claim.value)
    afters: list[Fraction] = []
    for number in range(missing, 5):
        total, between = total_at(series, number), others[missing:number]
        if total is not None and all(value is not None for value in between):
            afters.append(total.claim.value - sum((value for value in between if value is not None), Fraction(0)))
            used.append(total)
    derived = [
        after - before
        for index, after in enumerate(afters)
        for before in (befores if index % 2 == 0 else list(reversed(befores)))
    ]
    if len(derived) < 2:  # noqa: PLR2004 - one way alone contradicts nothing
        return
    is_right = max(derived) - min(derived) <= _room(used)
    yield Finding(
        series.measure.ref,
        f"Q{missing}",
        "CROSS_TOTAL",
        OK if is_right else FAIL,
        joined(said.quote for said in used),
        f"Q{missing} count not printed",
        as_text(derived[0]) if is_right else "; ".join(as_text(value) for value in derived),
        "" if is_right else "revision or typo: the printed totals give different counts for the quarter",
    )


def _units(series: Series) -> Iterator[Finding]:
    """A total whose unit differs from that of the quarters."""
    total = series.first(kinds.TO_DATE, kinds.WHOLE_YEAR)
    quarters = [said for said in series.said if said.claim.kind == kinds.QUARTER and said.claim.unit]
    units = {noun(said.claim.unit) for said in quarters}
    if total is None or not total.claim.unit or len(units) != 1 or len(quarters) < 2:  # noqa: PLR2004 - a habit
        return
    if noun(total.claim.unit) not in units:
        why = f"the quarters count {quarters[0].claim.unit}, the total {total.claim.unit}"
        yield _of(series, "UNIT_CONFLICT", WARN, kinds.WHOLE_YEAR, [quarters[0], total], "", why)


def check_flow(members: list[Series]) -> Iterator[Finding]:
    """In a cell's account of people or orders, no more can have left than came."""
    for quarter in QUARTERS:
        here = [
            (said, f"{said.claim.component} {said.claim.unit}")
            for one in members
            for said in one.said
            if said.column == quarter and said.claim.kind in (kinds.QUARTER, kinds.TO_DATE) and said.claim.component
        ]
        came = [said for said, label in here if _IN.search(label)]
        went = [said for said, label in here if _OUT.search(label) and said not in came]
        if len(came) != 1 or not went:
            continue
        left = sum((said.claim.value for said in went), Fraction(0))
        is_right = left <= came[0].claim.value
        why = "" if is_right else "flow balance: more outcomes than were placed"
        quotes = joined(said.quote for said in (*came, *went))
        yield Finding(
            members[0].measure.ref, quarter, "FLOW_BALANCE", OK if is_right else FAIL, quotes, came[0].claim.printed,
            as_text(left), why,
        )  # fmt: skip
