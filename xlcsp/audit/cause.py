"""Why a printed difference or percentage is probably wrong: the first explanation that gives what is printed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xlcsp.audit.compared import Compared
from xlcsp.audit.finding import TRUNCATED, as_text
from xlcsp.audit.series import QUARTERS, Said, Series
from xlcsp.claims import model as kinds
from xlcsp.claims.agreement import fits, is_cut, percent

STALE = "STALE_COPY", "stale copy of the quarter before: the percentage is unchanged, the figures are not"
DOUBLE_NEGATIVE = 'double negative: "reduction = -x" reads as an increase'
_FURTHEST = 200  # whole numbers to try on either side when looking for a restatement


def of_percentage(compared: Compared, share: Said, truths: Sequence[Fraction]) -> tuple[str, str]:
    """The check's code and the cause, for a percentage that does not round to what is printed."""
    claim = share.claim
    if any(is_cut(truth, claim.value, claim.decimals) for truth in truths):
        return "PCT_CHANGE", f"{TRUNCATED}: {as_text(truths[0])} was cut off"
    change = _change(compared, truths[0])
    if is_stale(compared.series, share):
        return STALE
    if change is not None and abs(change) == abs(claim.value) and claim.decimals == 0:
        return "PCT_CHANGE", f"a count printed as a percentage: the change is {as_text(abs(change))}"
    if change is not None and compared.actuals and compared.actuals[0] > 0:
        other = percent(change, compared.actuals[0])
        if fits(other, claim.value, claim.decimals) or is_cut(other, claim.value, claim.decimals):
            return "WRONG_BASE", f"wrong base: {as_text(other)}% is the share of this year's figure, not of last year's"
    wrong = _other_base(compared, share)
    if wrong:
        return "WRONG_BASE", wrong
    return "PCT_CHANGE", restatement(compared, share) or "typo, or worked out from other figures"


def of_difference(compared: Compared, change: Said) -> str:
    """The cause, for a difference that is not this year's figure minus last year's."""
    share = compared.share
    if share is None or compared.before is None or compared.before == 0:
        return "typo, or worked out from other figures"
    other = percent(change.claim.value, compared.before)
    if fits(other, share.claim.value, share.claim.decimals):
        then = as_text(compared.before + change.claim.value)
        return f"revision: difference and percentage are exact for {then}; the figure was changed afterwards"
    return "typo: the percentage beside it is another one"


def of_part_of_year(compared: Compared, share: Said, on_whole: Fraction) -> tuple[str, str] | None:
    """The cause where part of a year was compared with a whole year; None where nothing explains it."""
    claim = share.claim
    if is_stale(compared.series, share):
        return STALE
    is_truncated = is_cut(on_whole, claim.value, claim.decimals)
    if is_truncated or fits(on_whole, claim.value, claim.decimals):
        cut = ", then truncation" if is_truncated and not fits(on_whole, claim.value, claim.decimals) else ""
        return "WRONG_BASE", f"wrong base{cut}: a part of the year is compared with the whole last year"
    return None


def is_stale(series: Series, share: Said) -> bool:
    """Whether the quarter before printed the same percentage (or projection)."""
    quarter = share.claim.quarter
    if quarter not in QUARTERS[1:]:
        return False
    before = QUARTERS[QUARTERS.index(quarter) - 1]
    return any(
        other.claim.kind == share.claim.kind
        and other.claim.quarter == before
        and other.claim.is_percentage
        and other.claim.is_change
        and other.claim.value == share.claim.value
        and (other.claim.base == kinds.ON_BASELINE) == (share.claim.base == kinds.ON_BASELINE)
        for other in series.said
    )


def _change(compared: Compared, truth: Fraction) -> Fraction | None:
    if compared.change is not None:
        return compared.change.claim.value
    if compared.before is not None and compared.actuals:
        return truth * compared.before / 100
    return None


def _other_base(compared: Compared, share: Said) -> str:
    """Another printed comparator against which the percentage would be right."""
    claim, words = share.claim, {kinds.BASELINE: "the baseline", kinds.LAST_TOTAL: "last year's total",
                                 kinds.LAST_QUARTER: "last year's quarter"}  # fmt: skip
    for said in compared.series.said:
        word = words.get(said.claim.kind)
        value = said.claim.value
        if word is None or value in (0, compared.before) or not compared.actuals or said.claim.is_percentage:
            continue
        if said.claim.kind == kinds.LAST_QUARTER and said.claim.quarter != claim.quarter:
            continue
        other = percent(compared.actuals[0] - value, value)
        if fits(other, claim.value, claim.decimals) or is_cut(other, claim.value, claim.decimals):
            return f"wrong base: {as_text(other)}% is the change on {word}"
    return ""


def restatement(compared: Compared, share: Said) -> str:
    """The smallest change of a figure, in whole numbers, that makes the percentage exact."""
    claim = share.claim
    if not compared.actuals:
        return ""
    actual, change = compared.actuals[0], compared.change
    before = compared.before if compared.before is not None else (actual - change.claim.value if change else None)
    if before is None:
        return ""
    for step in range(1, _FURTHEST):
        for moved in (step, -step):
            if before > 0 and actual + moved >= 0:
                truth = percent(actual + moved - before, before)
                if fits(truth, claim.value, claim.decimals):
                    return f"revision or typo: exact if this year's figure were {as_text(actual + moved)}"
            if before + moved > 0:
                truth = percent(actual - before - moved, before + moved)
                if fits(truth, claim.value, claim.decimals):
                    return f"revision or typo: exact if last year's figure were {as_text(before + moved)}"
    return ""
