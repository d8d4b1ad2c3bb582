"""Checks projections, verdicts and baselines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from xlcsp.audit import cause
from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE, WARN
from xlcsp.audit.compared import about, baseline_of, projection_of, rounds_to
from xlcsp.audit.finding import TRUNCATED, Finding, as_text, joined
from xlcsp.audit.lastyear import LastYear, actuals, level_of
from xlcsp.audit.rates import HALF
from xlcsp.audit.series import QUARTERS, Said, Series
from xlcsp.claims import model as kinds
from xlcsp.claims.agreement import fits, is_cut, percent

_LOWER = re.compile(r"\b(?:reduc|decreas|fewer|lower|less\b|cut\b)", re.IGNORECASE)
_HIGHER = re.compile(r"\b(?:increas|more\b|improv|raise|higher|maintain an?\s\d)", re.IGNORECASE)
_AVERAGE = re.compile(r"(?:average|mean).*20\d\d\s?(?:to|-)\s?20\d\d(?!/)", re.IGNORECASE)
_YEAR_ONLY = re.compile(r"\W*(20\d\d)\s?/\s?(\d{1,2})\W*")
STRAIGHT_LINE = "straight line"
STRAIGHT = f"{STRAIGHT_LINE}: year to date × 4 ÷ quarters in"


# --- projections ---------------------------------------------------------------------------------------------------


def check_projections(series: Series) -> Iterator[Finding]:
    """Checks projected year ends and their change on the baseline."""
    baseline = baseline_of(series)
    for quarter in QUARTERS:
        given = series.of(kinds.PROJECTION, quarter)
        number = next((said for said in given if not said.claim.is_percentage), None)
        share = next((said for said in given if said.claim.is_percentage), None)
        ends = [projection_of(actual, quarter) for actual in actuals(series, kinds.ON_TO_DATE, quarter)]
        if share is not None and share.claim.equals and share.claim.value * share.claim.word > 0:
            yield about(series, share, "SIGN_CONVENTION", WARN, "", cause.DOUBLE_NEGATIVE)
        if number is not None:
            yield _projected_number(series, number, share, ends, baseline)
        if share is not None and baseline and number is None:
            yield _projected_share(series, share, ends, baseline)
        elif share is not None and not baseline:
            yield about(series, share, "PROJECTION", UNVERIFIABLE, "", "the baseline is not printed")


def _projected_share(series: Series, share: Said, ends: list[Fraction], baseline: Fraction) -> Finding:
    claim, truths = share.claim, [percent(end - baseline, baseline) for end in ends]
    if not truths:
        return about(series, share, "PROJECTION", UNVERIFIABLE, "", "the year to date is not printed")
    right = next((truth for truth in truths if fits(truth, claim.value, claim.decimals)), None)
    if right is not None:
        return about(series, share, "PROJECTION", OK, as_text(right), STRAIGHT)
    truth = truths[0]
    if any(is_cut(one, claim.value, claim.decimals) for one in truths):
        return about(series, share, "PROJECTION", FAIL, as_text(truth), TRUNCATED)
    if any(fits(-one, claim.value, claim.decimals) for one in truths):
        return about(series, share, "PROJECTION", FAIL, as_text(truth), "wrong sign or word")
    if cause.is_stale(series, share):
        return about(series, share, "STALE_COPY", FAIL, as_text(truth), "stale copy of the quarter before")
    exact = _exact_year_to_date(ends[0], claim.quarter, baseline, share)
    return about(series, share, "PROJECTION", FAIL, as_text(truth), exact)


def _exact_year_to_date(end: Fraction, quarter: str, baseline: Fraction, share: Said) -> str:
    """The nearest year to date that makes the projection exact."""
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
    """Checks a printed projection: by straight line exactly; by another method only that its percentage agrees.

    If no method is named it may be any; a number by another named method is not compared with the straight line.
    """
    method = number.claim.text
    if method not in ("", STRAIGHT_LINE):
        ends = []
    straight = next((end for end in ends if rounds_to(end, number)), None)
    if method == STRAIGHT_LINE and ends and straight is None:
        return about(series, number, "PROJECTION", FAIL, as_text(ends[0]), f"by {STRAIGHT} it is another number")
    if share is not None and baseline:
        return _projected_pair(series, number, share, [straight] if straight is not None else ends, baseline)
    if straight is not None:
        return about(series, number, "PROJECTION", OK, as_text(straight), STRAIGHT)
    why = f"what {method} rests on is not printed" if method else "the method of the projection is not printed"
    return about(series, number, "PROJECTION", UNVERIFIABLE, "", why)


def _projected_pair(series: Series, number: Said, share: Said, ends: list[Fraction], baseline: Fraction) -> Finding:
    """A projected number with its percentage on the baseline."""
    value, printed, decimals = number.claim.value, share.claim.value, share.claim.decimals
    right = next((end for end in ends if fits(percent(end - baseline, baseline), printed, decimals)), None)
    if right is not None and rounds_to(right, number):
        return about(series, number, "PROJECTION", OK, as_text(right), STRAIGHT)
    straight = next((end for end in ends if rounds_to(end, number)), None)
    if straight is not None and fits(percent(value - baseline, baseline), printed, decimals):
        return about(series, number, "PROJECTION", OK, as_text(value), "the percentage is that of the number printed")
    if straight is not None:
        truth = percent(straight - baseline, baseline)
        why = TRUNCATED if is_cut(truth, printed, decimals) else "the percentage is not that of the projection"
        return about(series, share, "PROJECTION", FAIL, as_text(truth), why)
    low, high = (percent(value + side - baseline, baseline) for side in (-Fraction(1, 2), Fraction(1, 2)))
    step = Fraction(1, 2 * 10**decimals)
    if low - step <= printed <= high + step:
        return about(series, number, "PROJECTION", OK, as_text(value), "another method; it agrees with its percentage")
    if right is not None:
        return about(series, number, "PROJECTION", FAIL, as_text(right), "the percentage beside it is right")
    truth = percent(value - baseline, baseline)
    return about(series, share, "PROJECTION", FAIL, as_text(truth), "the percentage is not that of the projection")


# --- the year's end ------------------------------------------------------------------------------------------------


def check_verdict(series: Series) -> Iterator[Finding]:
    """Checks "achieved" or "not achieved" against the printed target, else the baseline in the title's direction."""
    for said in series.of(kinds.VERDICT, kinds.WHOLE_YEAR):
        value, rule = _year_value(series), _rule(series)
        if value is None or rule is None:
            why = "there is no figure of the year" if value is None else "there is no target in numbers"
            yield about(series, said, "VERDICT", UNVERIFIABLE, "", why)
            continue
        is_met, words = _is_met(value, *rule)
        if _is_share(series) and 0 < abs(value - rule[1]) <= HALF:
            is_met, words = None, f"{words}: nearer than the target's printed decimals"
        elif value.denominator == 1 < rule[1].denominator and abs(value - rule[1]) <= Fraction(1, 2):
            is_met, words = None, f"{words}: it is not said whether the target is rounded to a whole number"
        if is_met is None:
            yield about(series, said, "VERDICT", UNVERIFIABLE, "", words)
            continue
        is_right = is_met == (said.claim.text == "met")
        why = words if is_right else f"the verdict is wrong: {words}"
        yield about(series, said, "VERDICT", OK if is_right else FAIL, str(is_right), why)


def _is_share(series: Series) -> bool:
    """Whether its target or baseline is a printed percentage, and so known only to its decimals."""
    kept = [*series.of(kinds.TARGET, kinds.TARGET), *series.of(kinds.BASELINE, kinds.BASELINE)]
    return any(said.claim.is_percentage for said in kept)


def _year_value(series: Series) -> Fraction | None:
    n, m = (series.value(kind, kinds.WHOLE_YEAR) for kind in (kinds.NUMERATOR, kinds.DENOMINATOR))
    if n is not None and m:
        return percent(n, m)
    total = series.value(kinds.TO_DATE, kinds.WHOLE_YEAR)
    if total is not None:
        return total
    level = level_of(series, "Q4")
    if level is not None:
        return level
    share = series.value(kinds.PERCENT, kinds.WHOLE_YEAR, kinds.LEVEL)
    return share if share is not None else series.value(kinds.PERCENT, "Q4", kinds.LEVEL)


def _rule(series: Series) -> tuple[str, Fraction, Fraction | None] | None:
    """The target's rule in words, its bound, and the upper bound of "between"."""
    targets, baseline = series.of(kinds.TARGET, kinds.TARGET), baseline_of(series)
    upper = next((said.claim.value for said in targets if said.claim.text == "upper"), None)
    stated = sorted(
        targets, key=lambda said: not said.claim.rule.startswith("target")
    )  # before a level that a title names
    own = next((said.claim for said in stated if said.claim.text != "upper"), None)
    if own is not None and own.text == "on baseline":
        rule = "at most" if own.value < 0 else "at least"
        return None if baseline is None else (rule, baseline * (1 + own.value / 100), None)
    if own is not None and own.text == "by":
        step = {"lower": -own.value, "higher": own.value}.get(_direction(series))
        if step is None or baseline is None:
            return None
        return ("at most" if step < 0 else "at least"), baseline * (1 + step / 100), None
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


def check_baseline(series: Series) -> Iterator[Finding]:
    """Checks that a baseline labelled as last year's is last year's total; explains numbers and averages beside it."""
    ref = series.measure.ref
    given = [said for said in series.of(kinds.BASELINE, kinds.BASELINE) if said.claim.text != "unexplained"]
    for said in series.of(kinds.BASELINE, kinds.BASELINE):
        if said.claim.text == "unexplained" and said.column in ("", *QUARTERS):
            why = "a number in brackets that nothing explains"
            yield Finding(ref, kinds.BASELINE, "UNEXPLAINED_NUMBER", WARN, said.quote, said.claim.printed, "", why)
            break
    if given and _AVERAGE.search(given[0].claim.text):
        why = "calendar or financial years? The parts of the average are not printed"
        yield Finding(ref, kinds.BASELINE, "BASELINE_PERIOD", WARN, given[0].quote, "", "", why)
    label = _YEAR_ONLY.fullmatch(given[0].claim.text) if given else None
    if label is None or not series.year or int(label[1]) != int(series.year[:4]) - 1 or given[0].claim.is_percentage:
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
