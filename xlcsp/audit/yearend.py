"""Rates, projections, verdicts and baselines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from xlcsp.audit import cause
from xlcsp.audit.compare import baseline_of, projection_of, rounds_to
from xlcsp.audit.finding import FAIL, OK, TRUNCATED, UNVERIFIABLE, WARN, Finding, as_text, fits, is_cut, joined, percent
from xlcsp.audit.lastyear import LastYear, actuals
from xlcsp.audit.series import QUARTERS, Said, Series
from xlcsp.claims import model as kinds

_LOWER = re.compile(r"\b(?:reduc|decreas|fewer|lower|less\b|cut\b)", re.IGNORECASE)
_HIGHER = re.compile(r"\b(?:increas|more\b|improv|raise|higher|maintain an?\s\d)", re.IGNORECASE)
_AVERAGE = re.compile(r"(?:average|mean).*20\d\d\s?(?:to|-)\s?20\d\d(?!/)", re.IGNORECASE)
_YEAR_ONLY = re.compile(r"\W*(20\d\d)\s?/\s?(\d{1,2})\W*")
HALF = Fraction(1, 20)  # half of the last printed decimal of a percentage with one
STRAIGHT = "straight line: year to date × 4 ÷ quarters in"


def _of(series: Series, said: Said, check: str, status: str, recomputed: str, reason: str = "") -> Finding:
    claim = said.claim
    return Finding(series.measure.ref, claim.quarter, check, status, said.quote, claim.printed, recomputed, reason)


# --- rates ---------------------------------------------------------------------------------------------------------


def check_rates(series: Series) -> Iterator[Finding]:
    """Percentages of n and m; those without n and m cannot be checked."""
    bare: dict[tuple[str, str], list[Said]] = {}
    for said in series.said:
        claim = said.claim
        prefix = "ytd " if claim.kind == "ytd pct" else ""
        if claim.kind not in (kinds.PERCENT, "ytd pct") or claim.base != kinds.LEVEL:
            continue
        n = series.value(f"{prefix}{kinds.NUMERATOR}", claim.quarter)
        m = series.value(f"{prefix}{kinds.DENOMINATOR}", claim.quarter)
        if n is None or not m:
            bare.setdefault((said.column, claim.quarter), []).append(said)
            continue
        truth = percent(n, m)
        if fits(truth, claim.value, claim.decimals):
            yield _of(series, said, "RATE", OK, as_text(truth))
            continue
        why = TRUNCATED if is_cut(truth, claim.value, claim.decimals) else _exact_for(n, m, claim.value, claim.decimals)
        yield _of(series, said, "RATE", FAIL, as_text(truth), why)
    for (_, quarter), group in bare.items():
        unsure = [said for said in group if not _is_measured(series, said)]
        if unsure:
            printed = "; ".join(said.claim.printed for said in unsure)
            quote, why = joined(said.quote for said in unsure), "no denominator is printed"
            yield Finding(series.measure.ref, quarter, "RATE", UNVERIFIABLE, quote, printed, "", why)
    yield from _contradiction(series)


def _is_measured(series: Series, said: Said) -> bool:
    """Whether points on the baseline are printed beside it, by which it is checked."""
    return series.first(kinds.POINTS, said.claim.quarter) is not None


def _exact_for(n: Fraction, m: Fraction, printed: Fraction, decimals: int) -> str:
    for step in range(1, int(m) + 1):
        for other in (m - step, m + step):
            if other >= max(n, 1) and fits(percent(n, other), printed, decimals):
                return f"exact for {as_text(n)} of {as_text(other)}"
    return "n and m give another percentage"


def _contradiction(series: Series) -> Iterator[Finding]:
    """The whole year cannot be at 100% (or 0%), nor beyond every quarter, when a quarter says otherwise."""
    year = series.first(kinds.PERCENT, kinds.WHOLE_YEAR, kinds.LEVEL)
    if year is None or series.value(kinds.NUMERATOR, kinds.WHOLE_YEAR) is not None:
        return
    found: list[tuple[Fraction, Said]] = []
    for quarter in QUARTERS:
        n, m = series.value(kinds.NUMERATOR, quarter), series.value(kinds.DENOMINATOR, quarter)
        said = series.first(kinds.NUMERATOR, quarter)
        if n is not None and m and said is not None:
            found.append((percent(n, m), said))
    value = year.claim.value
    is_extreme = value in (0, 100)
    is_whole = len(found) == len(QUARTERS)
    low, high = min([rate for rate, _ in found] or [value]), max([rate for rate, _ in found] or [value])
    against = [one for one in found if not fits(one[0], value, year.claim.decimals)]
    if against and (is_extreme or (is_whole and not low - HALF <= value <= high + HALF)):
        rate, said = against[0]
        why = f"the year includes {said.claim.quarter}, whose n of m give {as_text(rate)}%: scope or category change"
        yield Finding(
            series.measure.ref, kinds.WHOLE_YEAR, "CONTRADICTION", FAIL, joined((said.quote, year.quote)),
            year.claim.printed, as_text(rate), why,
        )  # fmt: skip


def check_points(series: Series) -> Iterator[Finding]:
    """Percentage points on the baseline; printed percentages are known to half their last decimal only."""
    for said in series.said:
        claim = said.claim
        if claim.kind != kinds.POINTS:
            continue
        baseline, level = baseline_of(series), _level(series, said)
        if claim.base != kinds.ON_BASELINE or baseline is None or level is None:
            yield _of(series, said, "DIFF", UNVERIFIABLE, "", "the comparator is not printed")
            continue
        value, room = level
        truth = value - baseline
        printed = claim.value
        step = Fraction(1, 2 * 10 ** max(claim.decimals, 1))
        is_right = abs(truth - printed) <= room + HALF + step
        exact = as_text(truth)
        yield _of(series, said, "DIFF", OK if is_right else FAIL, exact, "" if is_right else "points do not agree")


def _level(series: Series, said: Said) -> tuple[Fraction, Fraction] | None:
    """The percentage that points are about, and by how much its print may miss it: the last one before them."""
    before = [
        one for one in series.said
        if one.column == said.column and one.claim.start < said.claim.start
        and one.claim.kind in (kinds.PERCENT, "ytd pct") and one.claim.base == kinds.LEVEL
    ]  # fmt: skip
    if not before:
        return None
    claim = before[-1].claim
    prefix = "ytd " if claim.kind == "ytd pct" else ""
    n = series.value(f"{prefix}{kinds.NUMERATOR}", claim.quarter)
    m = series.value(f"{prefix}{kinds.DENOMINATOR}", claim.quarter)
    if n is not None and m:
        return percent(n, m), Fraction(0)
    return claim.value, Fraction(1, 2 * 10**claim.decimals)


# --- projections ---------------------------------------------------------------------------------------------------


def check_projections(series: Series) -> Iterator[Finding]:
    """Projected year ends and their change on the baseline."""
    baseline = baseline_of(series)
    for quarter in QUARTERS:
        given = series.of(kinds.PROJECTION, quarter)
        number = next((said for said in given if not said.claim.is_percentage), None)
        share = next((said for said in given if said.claim.is_percentage), None)
        ends = [projection_of(actual, quarter) for actual in actuals(series, kinds.ON_TO_DATE, quarter)]
        if share is not None and share.claim.equals and share.claim.value * share.claim.word > 0:
            why = 'double negative: "reduction = -x" reads as an increase'
            yield _of(series, share, "SIGN_CONVENTION", WARN, "", why)
        if number is not None:
            yield _projected_number(series, number, share, ends, baseline)
        if share is not None and baseline and number is None:
            yield _projected_share(series, share, ends, baseline)
        elif share is not None and not baseline:
            yield _of(series, share, "PROJECTION", UNVERIFIABLE, "", "the baseline is not printed")


def _projected_share(series: Series, share: Said, ends: list[Fraction], baseline: Fraction) -> Finding:
    claim, truths = share.claim, [percent(end - baseline, baseline) for end in ends]
    if not truths:
        return _of(series, share, "PROJECTION", UNVERIFIABLE, "", "the year to date is not printed")
    right = next((truth for truth in truths if fits(truth, claim.value, claim.decimals)), None)
    if right is not None:
        return _of(series, share, "PROJECTION", OK, as_text(right), STRAIGHT)
    truth = truths[0]
    if any(is_cut(one, claim.value, claim.decimals) for one in truths):
        return _of(series, share, "PROJECTION", FAIL, as_text(truth), TRUNCATED)
    if any(fits(-one, claim.value, claim.decimals) for one in truths):
        return _of(series, share, "PROJECTION", FAIL, as_text(truth), "wrong sign or word")
    if cause.is_stale(series, share):
        return _of(series, share, "STALE_COPY", FAIL, as_text(truth), "stale copy of the quarter before")
    exact = _exact_year_to_date(ends[0], claim.quarter, baseline, share)
    return _of(series, share, "PROJECTION", FAIL, as_text(truth), exact)


def _exact_year_to_date(end: Fraction, quarter: str, baseline: Fraction, share: Said) -> str:
    """The nearest year to date with which the projection is exact."""
    actual = end * int(quarter[1]) / 4
    for step in range(1, 200):
        for moved in (actual - step, actual + step):
            truth = percent(projection_of(moved, quarter) - baseline, baseline)
            if moved >= 0 and fits(truth, share.claim.value, share.claim.decimals):
                return f"revision or typo: exact for a year to date of {as_text(moved)}"
    return "typo, or worked out from other figures"


def _projected_number(
    series: Series, number: Said, share: Said | None, ends: list[Fraction], baseline: Fraction | None
) -> Finding:
    """A printed projection: by straight line exactly; by another method at least in agreement with its percentage."""
    straight = next((end for end in ends if rounds_to(end, number)), None)
    if share is not None and baseline:
        return _projected_pair(series, number, share, [straight] if straight is not None else ends, baseline)
    if straight is not None:
        return _of(series, number, "PROJECTION", OK, as_text(straight), STRAIGHT)
    return _of(series, number, "PROJECTION", UNVERIFIABLE, "", "the method of the projection is not printed")


def _projected_pair(series: Series, number: Said, share: Said, ends: list[Fraction], baseline: Fraction) -> Finding:
    """A projected number with its percentage on the baseline."""
    value, printed, decimals = number.claim.value, share.claim.value, share.claim.decimals
    right = next((end for end in ends if fits(percent(end - baseline, baseline), printed, decimals)), None)
    if right is not None and rounds_to(right, number):
        return _of(series, number, "PROJECTION", OK, as_text(right), STRAIGHT)
    if right is not None:
        return _of(series, number, "PROJECTION", FAIL, as_text(right), "the percentage beside it is right")
    straight = next((end for end in ends if rounds_to(end, number)), None)
    if straight is not None:
        truth = percent(straight - baseline, baseline)
        why = TRUNCATED if is_cut(truth, printed, decimals) else "the percentage is not that of the projection"
        return _of(series, share, "PROJECTION", FAIL, as_text(truth), why)
    low, high = (percent(value + side - baseline, baseline) for side in (-Fraction(1, 2), Fraction(1, 2)))
    step = Fraction(1, 2 * 10**decimals)
    if low - step <= printed <= high + step:
        return _of(series, number, "PROJECTION", OK, as_text(value), "another method; it agrees with its percentage")
    truth = percent(value - baseline, baseline)
    return _of(series, share, "PROJECTION", FAIL, as_text(truth), "the percentage is not that of the projection")


# --- the year's end ------------------------------------------------------------------------------------------------


def check_verdict(series: Series) -> Iterator[Finding]:
    """Achieved or not, against the printed target, else the baseline in the direction that the title names."""
    for said in series.of(kinds.VERDICT, kinds.WHOLE_YEAR):
        value, rule = _year_value(series), _rule(series)
        if value is None or rule is None:
            why = "there is no figure of the year" if value is None else "there is no target in numbers"
            yield _of(series, said, "VERDICT", UNVERIFIABLE, "", why)
            continue
        is_met, words = _is_met(value, *rule)
        if is_met is None:
            yield _of(series, said, "VERDICT", UNVERIFIABLE, "", words)
            continue
        is_right = is_met == (said.claim.text == "met")
        why = words if is_right else f"the verdict is wrong: {words}"
        yield _of(series, said, "VERDICT", OK if is_right else FAIL, str(is_right), why)


def _year_value(series: Series) -> Fraction | None:
    n, m = (series.value(kind, kinds.WHOLE_YEAR) for kind in (kinds.NUMERATOR, kinds.DENOMINATOR))
    if n is not None and m:
        return percent(n, m)
    total = series.value(kinds.TO_DATE, kinds.WHOLE_YEAR)
    if total is not None:
        return total
    rolling = series.value(kinds.ROLLING, "Q4")
    if rolling is not None:
        return rolling
    level = series.value(kinds.PERCENT, kinds.WHOLE_YEAR, kinds.LEVEL)
    return level if level is not None else series.value(kinds.PERCENT, "Q4", kinds.LEVEL)


def _rule(series: Series) -> tuple[str, Fraction, Fraction | None] | None:
    """The rule in words, its bound, and the upper bound of "between"."""
    targets, baseline = series.of(kinds.TARGET, kinds.TARGET), baseline_of(series)
    upper = next((said.claim.value for said in targets if said.claim.text == "upper"), None)
    own = next((said.claim for said in targets if said.claim.text != "upper"), None)
    if own is not None and own.text == "on baseline":
        return None if baseline is None else (_direction(series), baseline * (1 + own.value / 100), None)
    if own is not None:
        known = own.text in ("at most", "at least", "below", "above")
        return (own.text if known else _direction(series)), own.value, upper
    return None if baseline is None or not _direction(series) else (_direction(series), baseline, None)


def _direction(series: Series) -> str:
    title = f"{series.measure.title} {series.line.label}"
    lower, higher = _LOWER.search(title), _HIGHER.search(title)
    if lower and (not higher or lower.start() < higher.start()):
        return "lower"
    return "higher" if higher else ""


def _is_met(value: Fraction, rule: str, bound: Fraction, upper: Fraction | None) -> tuple[bool | None, str]:
    said = f"{as_text(value)} against {as_text(bound)}"
    if upper is not None:
        return bound <= value <= upper, f"{said} to {as_text(upper)}"
    by_rule = {"at most": value <= bound, "below": value < bound, "at least": value >= bound, "above": value > bound,
               "lower": value < bound, "higher": value > bound}  # fmt: skip
    if rule not in by_rule:
        return None, "it is not said whether lower or higher is better"
    if rule in ("lower", "higher") and value == bound:
        return None, f"{said}: it is not said whether reaching it is enough"
    return by_rule[rule], said


def check_baseline(series: Series, year: str) -> Iterator[Finding]:
    """A baseline that is last year's total is last year's total; one without a number is no baseline."""
    ref, title = series.measure.ref, series.line.label or series.measure.title
    given = [said for said in series.of(kinds.BASELINE, kinds.BASELINE) if said.claim.text != "unexplained"]
    for said in series.of(kinds.BASELINE, kinds.BASELINE):
        if said.claim.text == "unexplained" and said.column in ("", *QUARTERS):
            why = "a number in brackets that nothing explains"
            yield Finding(ref, kinds.BASELINE, "UNEXPLAINED_NUMBER", WARN, said.quote, said.claim.printed, "", why)
            break
    if given and _AVERAGE.search(given[0].claim.text):
        why = "calendar or financial years? The parts of the average are not printed"
        yield Finding(ref, kinds.BASELINE, "BASELINE_PERIOD", WARN, given[0].quote, "", "", why)
    if not given and re.search(r"\bbaseline\b", title, re.IGNORECASE) and not series.component:
        quote = title[title.lower().index("baseline") :]
        yield Finding(ref, kinds.BASELINE, "BASELINE_NOT_NUMERIC", WARN, quote, "", "", "the baseline holds no number")
    label = _YEAR_ONLY.fullmatch(given[0].claim.text) if given else None
    if label is None or not year or int(label[1]) != int(year[:4]) - 1 or given[0].claim.is_percentage:
        return
    last, slot = LastYear(series), (kinds.ON_TO_DATE, 4)
    total = last.direct(slot)
    if total is None or not last.is_sure(slot):
        return
    claim, change = given[0].claim, series.first(kinds.CHANGE, kinds.WHOLE_YEAR, kinds.ON_TOTAL)
    status = OK if total == claim.value else FAIL
    why = "" if status == OK else f"revision or wrong baseline year: last year's total is {as_text(total)}"
    quotes = joined((given[0].quote, change.quote if change else ""))
    yield Finding(ref, kinds.BASELINE, "BASELINE_CONFLICT", status, quotes, claim.printed, as_text(total), why)
