"""Percentages of n and m, and percentage points on the baseline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.compared import about, baseline_said
from xlcsp.audit.finding import TRUNCATED, Finding, as_text, joined
from xlcsp.audit.series import QUARTERS, Said, Series
from xlcsp.claims import model as kinds
from xlcsp.claims.agreement import fits, is_cut, percent

HALF = Fraction(1, 20)  # half of the last printed decimal of a percentage with one


def check_rates(series: Series) -> Iterator[Finding]:
    """Checks percentages against n and m; those without n and m cannot be checked."""
    bare: dict[tuple[str, str], list[Said]] = {}
    for said in series.said:
        claim = said.claim
        if claim.kind not in (kinds.PERCENT, "ytd pct") or claim.base != kinds.LEVEL:
            continue
        pair = pair_of(series, said)
        if pair is None:
            bare.setdefault((said.column, claim.quarter), []).append(said)
            continue
        n, m = pair
        truth = percent(n, m)
        if fits(truth, claim.value, claim.decimals):
            yield about(series, said, "RATE", OK, as_text(truth))
            continue
        if not _is_said_together(series, said):
            bare.setdefault((said.column, claim.quarter), []).append(said)
            continue
        why = TRUNCATED if is_cut(truth, claim.value, claim.decimals) else _exact_for(n, m, claim.value, claim.decimals)
        yield about(series, said, "RATE", FAIL, as_text(truth), why)
    for (_, quarter), group in bare.items():
        unsure = [said for said in group if not _is_measured(series, said)]
        if unsure:
            printed = "; ".join(said.claim.printed for said in unsure)
            quote, why = joined(said.quote for said in unsure), "no denominator is printed"
            yield Finding(series.measure.ref, quarter, "RATE", UNVERIFIABLE, quote, printed, "", why)
    yield from _contradiction(series)


def pair_of(series: Series, said: Said) -> tuple[Fraction, Fraction] | None:
    """The n and m of a percentage: the pair before it in its cell, unless another percentage used that."""
    prefix = "ytd " if said.claim.kind == "ytd pct" else ""
    n = m = None
    for one in sorted(series.said, key=lambda other: other.claim.start):
        claim = one.claim
        if one.column != said.column or claim.quarter != said.claim.quarter or claim.start >= said.claim.start:
            continue
        if claim.kind == f"{prefix}{kinds.NUMERATOR}":
            n = claim.value
        elif claim.kind == f"{prefix}{kinds.DENOMINATOR}":
            m = claim.value
        elif claim.kind == said.claim.kind and claim.base == kinds.LEVEL:
            n = m = None
    return (n, m) if n is not None and m else None


def _is_said_together(series: Series, said: Said) -> bool:
    """Whether n or m is in the percentage's own sentence; in another sentence it may be about something else."""
    kind = (kinds.NUMERATOR, kinds.DENOMINATOR)
    return any(one.claim.kind.endswith(kind) and one.quote == said.quote for one in series.said)


def _is_measured(series: Series, said: Said) -> bool:
    """Whether points on the baseline are printed beside it, which check it."""
    return series.first(kinds.POINTS, said.claim.quarter) is not None


def _exact_for(n: Fraction, m: Fraction, printed: Fraction, decimals: int) -> str:
    for step in range(1, int(m) + 1):
        for other in (m - step, m + step):
            if other >= n and other > 0 and fits(percent(n, other), printed, decimals):
                return f"exact for {as_text(n)} of {as_text(other)}"
    return "n and m give another percentage"


def _contradiction(series: Series) -> Iterator[Finding]:
    """A whole year cannot be at 100% (or 0%) or beyond every quarter if a quarter contradicts that."""
    year = series.first(kinds.PERCENT, kinds.WHOLE_YEAR, kinds.LEVEL)
    if year is None or series.value(kinds.NUMERATOR, kinds.WHOLE_YEAR) is not None:
        return
    found: list[tuple[Fraction, Said]] = []
    for quarter in QUARTERS:
        n, m = series.value(kinds.NUMERATOR, quarter), series.value(kinds.DENOMINATOR, quarter)
        said = series.first(kinds.NUMERATOR, quarter)
        if n is not None and m and said is not None and _are_about_the_same(said, year):
            found.append((percent(n, m), said))
    value = year.claim.value
    is_extreme = value in (0, 100)
    is_whole = len(found) == len(QUARTERS)
    rates = [rate for rate, _ in found] or [value]
    against = [one for one in found if not fits(one[0], value, year.claim.decimals)]
    if against and (is_extreme or (is_whole and not min(rates) - HALF <= value <= max(rates) + HALF)):
        rate, said = against[0]
        why = f"the year includes {said.claim.quarter}, whose numbers give {as_text(rate)}%: scope or category change"
        yield Finding(
            series.measure.ref, kinds.WHOLE_YEAR, "CONTRADICTION", FAIL, joined((said.quote, year.quote)),
            year.claim.printed, as_text(rate), why,
        )  # fmt: skip


def _are_about_the_same(one: Said, other: Said) -> bool:
    """Whether two cells share their long words, so that their percentages may be of the same thing."""
    mine, others = (set(re.findall(r"[a-z]{6,}", said.cell.lower())) for said in (one, other))
    return len(mine & others) >= 2  # noqa: PLR2004 - "satisfaction surveys"


def check_points(series: Series) -> Iterator[Finding]:
    """Checks percentage points on the baseline. A percentage is known only to half its last printed decimal."""
    for said in series.said:
        claim = said.claim
        if claim.kind != kinds.POINTS:
            continue
        baseline, level = baseline_said(series), _level(series, said)
        if claim.text == "equal":
            claim = replace(claim, decimals=1)
        if claim.base != kinds.ON_BASELINE or baseline is None or level is None:
            yield about(series, said, "DIFF", UNVERIFIABLE, "", "the comparator is not printed")
            continue
        value, room = level
        truth = value - baseline.claim.value
        room += HALF if baseline.claim.decimals else 0
        step = Fraction(1, 2 * 10**claim.decimals)
        is_right = abs(truth - claim.value) <= room + step if room else fits(truth, claim.value, claim.decimals)
        why = "" if is_right else "the percentages beside it are another number of points apart"
        yield about(series, said, "DIFF", OK if is_right else FAIL, as_text(truth), why)


def _level(series: Series, said: Said) -> tuple[Fraction, Fraction] | None:
    """The percentage that points refer to (the last one before them), and its rounding."""
    before = [
        one for one in series.said
        if one.column == said.column and one.claim.start < said.claim.start
        and one.claim.kind in (kinds.PERCENT, "ytd pct") and one.claim.base == kinds.LEVEL
    ]  # fmt: skip
    if not before:
        return None
    claim = before[-1].claim
    pair = pair_of(series, before[-1])
    if pair is not None:
        return percent(*pair), Fraction(0)
    return claim.value, Fraction(1, 2 * 10**claim.decimals)
