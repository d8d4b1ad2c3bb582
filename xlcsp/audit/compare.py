"""Recomputes differences and percentages on last year and the baseline exactly; finds the likely cause of errors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from xlcsp.audit import cause
from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE, WARN
from xlcsp.audit.compared import Compared, baseline_of, baseline_said
from xlcsp.audit.finding import ROUNDED, Finding, as_text
from xlcsp.audit.lastyear import LastYear, actuals, is_supported, pairs, slot_of
from xlcsp.audit.series import GENERIC, QUARTERS, Said, Series, noun
from xlcsp.claims import model as kinds
from xlcsp.claims.agreement import fits, percent, room_of, spread_of
from xlcsp.measures.numbers import rounded

_CHAINED = 5  # a figure, and two totals with their changes: each may be half a pound off


def check_changes(series: Series) -> Iterator[Finding]:
    """Checks every difference and percentage of a series."""
    last = LastYear(series)
    for change, share in pairs(series):
        said = change or share
        if said is None:
            continue
        base = said.claim.base
        is_apart = series.is_commentary and not _is_said_beside(series, said)
        is_apart = is_apart or _is_of_other_things(series, change)
        found = [] if is_apart else actuals(series, base, said.claim.quarter)
        before = _before(series, last, base, change, share)
        if rates := _rates_beside(series, said):  # 82.2 per 100,000 residents, a reduction of 5.2 (-6.0%)
            found, before = rates, None
        compared = Compared(series, change, share, found, before)
        yield from _sign_of_words(compared)
        if base == kinds.UNCLEAR and change is not None:
            yield from _on_something(compared, change, share)
            continue
        if change is not None and share is not None and _went_the_other_way(compared, change, share):
            why = "wrong word: the percentage beside it, and its sign, are those of a change the other way"
            yield compared.finding("PCT_SIGN", FAIL, change, as_text(-change.claim.value), why)
            continue
        if change is not None:
            yield from _difference(compared, change, last)
        if share is not None:
            yield from _share(compared, share, last)
        elif change is not None:
            yield from _lost_share(compared, change)
    yield from _comparators(series, last)
    yield from _ambiguous(series)


def _is_of_other_things(series: Series, change: Said | None) -> bool:
    """Whether a difference counts something other than the series: burglaries beside a count of thefts."""
    mine = {noun(said.claim.unit) for said in series.said if said.claim.kind in (kinds.QUARTER, *kinds.LEVELS)}
    own = noun(change.claim.unit) if change is not None else ""
    known = mine - {""}
    return bool(own and known) and own not in known | GENERIC and not known & GENERIC


def _is_said_beside(series: Series, change: Said) -> bool:
    """Whether a lead officer's sentence itself gives the figure whose change it states."""
    figures = (kinds.QUARTER, kinds.TO_DATE, *kinds.LEVELS)
    return any(said.quote == change.quote and said.claim.kind in figures for said in series.said)


def _rates_beside(series: Series, said: Said) -> list[Fraction]:
    """The rate per population in the sentence of a change: the change is of that rate, not of the count."""
    rates = (one for one in series.said if one.claim.kind == kinds.POPULATION and one.quote == said.quote)
    return [one.claim.value for one in rates]


def _on_something(compared: Compared, change: Said, share: Said | None) -> Iterator[Finding]:
    """A change without a named comparator: right where it agrees with its percentage, otherwise not checkable."""
    is_right = any(is_supported(actual, change, share) for actual in compared.actuals)
    for check, said in (("DIFF", change), ("PCT_CHANGE", share)):
        if said is not None and is_right:
            yield compared.finding(check, OK, said, as_text(said.claim.value), "agrees with what stands beside it")
        elif said is not None:
            yield compared.finding(check, UNVERIFIABLE, said, "", "it is not said what it is compared with")


def _before(series: Series, last: LastYear, base: str, change: Said | None, share: Said | None) -> Fraction | None:
    """The comparator as known without the difference: printed, or derived from other quarters."""
    said = change or share
    if base == kinds.ON_BASELINE:
        return baseline_of(series)
    slot = slot_of(base, said.claim.quarter) if said else None
    if slot is None:
        return None
    return last.printed[slot].claim.value if slot in last.printed else last.chained(slot)


def _went_the_other_way(compared: Compared, change: Said, share: Said) -> bool:
    """Whether sign and percentage agree with each other but not with the word before them."""
    claim = change.claim
    if not share.claim.signed or share.claim.value * claim.value >= 0:
        return False
    flipped = Said(replace(claim, value=-claim.value), change.column, change.cell, change.quote)
    return any(is_supported(actual, flipped, share) for actual in compared.actuals)


def _difference(compared: Compared, change: Said, last: LastYear) -> Iterator[Finding]:
    claim, before = change.claim, compared.before
    if not compared.actuals:
        yield compared.finding("DIFF", UNVERIFIABLE, change, "", "the figure that is compared is not printed")
        return
    supported = any(is_supported(actual, change, compared.share) for actual in compared.actuals)
    if before is None:
        if supported:
            yield compared.finding("DIFF", OK, change, as_text(claim.value), "agrees with the percentage beside it")
        elif compared.share is None and any(actual == claim.value for actual in compared.actuals):
            yield compared.finding("DIFF", OK, change, as_text(claim.value), "last year's figure is 0")
        elif all(actual < claim.value for actual in compared.actuals):
            why = "last year's figure would be negative"
            yield compared.finding("DIFF", FAIL, change, f"at most {as_text(compared.actuals[0])}", why)
        elif compared.share is None:
            yield compared.finding("DIFF", UNVERIFIABLE, change, "", "the comparator is not printed")
        return
    values = [actual - before for actual in compared.actuals]
    slot = slot_of(claim.base, claim.quarter)
    is_chained = slot is not None and slot not in last.printed
    if claim.value in values:
        yield compared.finding("DIFF", OK, change, as_text(claim.value))
    elif is_chained and supported:
        return  # the percentage supports it: the error is in the figures of another quarter
    elif -claim.value in values and claim.word:
        yield compared.finding("PCT_SIGN", FAIL, change, as_text(-claim.value), "wrong word: it went the other way")
    else:
        yield compared.finding("DIFF", FAIL, change, as_text(values[0]), cause.of_difference(compared, change))


def _share(compared: Compared, share: Said, last: LastYear) -> Iterator[Finding]:
    claim = share.claim
    truths = [percent(actual - before, before) for actual, before in _pairs_of(compared, last)]
    if not truths:
        yield from _without_comparator(compared, share)
        return
    if any(fits(truth, claim.value, claim.decimals) for truth in truths):
        truth = next(truth for truth in truths if fits(truth, claim.value, claim.decimals))
        yield compared.finding("PCT_CHANGE", OK, share, as_text(truth))
        return
    if compared.before is None and compared.change is not None and _fits_rounded(compared, compared.change, share):
        yield compared.finding("PCT_CHANGE", OK, share, as_text(truths[0]), ROUNDED)
        return
    truth = truths[0]
    if any(fits(-one, claim.value, claim.decimals) for one in truths):
        truth = next(one for one in truths if fits(-one, claim.value, claim.decimals))
        word = "reduction" if truth < 0 else "increase"
        why = f"wrong sign: the {word} is printed with the other sign"
        yield compared.finding("PCT_SIGN", FAIL, share, as_text(truth), why)
        return
    check, why = cause.of_percentage(compared, share, truths)
    yield compared.finding(check, FAIL, share, as_text(truth), why)


def _fits_rounded(compared: Compared, change: Said, share: Said) -> bool:
    """Whether the percentage could come from the year's figure and the change before these were rounded."""
    amount, room = change.claim.value, change.room or room_of(change.claim.decimals)
    return room > 0 and any(
        abs(percent(amount, actual - amount) - share.claim.value)
        <= spread_of(actual, amount, (room, room)) + Fraction(1, 2 * 10**share.claim.decimals)
        for actual in compared.actuals
        if actual > amount
    )


def _pairs_of(compared: Compared, last: LastYear) -> list[tuple[Fraction, Fraction]]:
    """Pairs of this year's and last year's figures that may give the percentage, the most certain first."""
    change, before = compared.change, compared.before
    found: list[tuple[Fraction, Fraction]] = []
    if change is not None:
        own = [(actual, actual - change.claim.value) for actual in compared.actuals]
        slot = slot_of(change.claim.base, change.claim.quarter)
        is_chained = slot is not None and slot not in last.printed
        if before is None or (
            is_chained and any(is_supported(actual, change, compared.share) for actual in compared.actuals)
        ):
            found += own
    if before is not None:
        found += [(actual, before) for actual in compared.actuals]
    return [(actual, one) for actual, one in found if one > 0]


def _without_comparator(compared: Compared, share: Said) -> Iterator[Finding]:
    """A percentage alone: against a whole-year baseline, pro rata, where there is one; otherwise not checkable."""
    claim, whole = share.claim, baseline_of(compared.series)
    base = claim.base
    is_on_year = whole is not None and _is_of_last_year(compared.series) and claim.quarter in QUARTERS
    if is_on_year and whole and compared.actuals and base != kinds.ON_BASELINE:
        actual, part = compared.actuals[0], whole * int(claim.quarter[1]) / 4
        truth = percent(actual - part, part)
        if fits(truth, claim.value, claim.decimals):
            yield compared.finding("PCT_CHANGE", OK, share, as_text(truth), "against the baseline, pro rata")
            return
        found = cause.of_part_of_year(compared, share, percent(actual - whole, whole))
        if found is not None:
            yield compared.finding(found[0], FAIL, share, as_text(truth), found[1])
            return
    implied = ""
    if compared.actuals and claim.value > -100:  # noqa: PLR2004 - per cent: nothing is left
        implied = as_text(compared.actuals[0] / (1 + claim.value / 100))
    why = "the comparator is not printed" + (f"; about {rounded(Fraction(implied), 0)} is implied" if implied else "")
    yield compared.finding("PCT_CHANGE", UNVERIFIABLE, share, implied, why)


def _is_of_last_year(series: Series) -> bool:
    """Whether the baseline's label names the year before the report's."""
    said = baseline_said(series)
    if said is None or not series.year:
        return False
    start = int(series.year[:4]) - 1
    label = said.claim.text.replace(" ", "")
    return f"{start}/{(start + 1) % 100:02d}" in label or f"{start}/{(start + 1) % 10}" in label


def _sign_of_words(compared: Compared) -> Iterator[Finding]:
    """``reduction = -84%`` reads as an increase."""
    said = compared.share
    if said is not None and said.claim.equals and said.claim.signed and said.claim.value * said.claim.word > 0:
        yield compared.finding("SIGN_CONVENTION", WARN, said, "", cause.DOUBLE_NEGATIVE)


def _lost_share(compared: Compared, change: Said) -> Iterator[Finding]:
    """A cell that ends in the middle of a comparison: its percentage was lost."""
    end = change.cell.rstrip().lower().rsplit(" ", 1)[-1]
    if end not in ("compared", "compare", "on", "against", "to", "with") or not compared.actuals:
        return
    before = compared.actuals[0] - change.claim.value
    recomputed = as_text(percent(change.claim.value, before)) if before else ""
    quote = change.quote
    yield Finding(
        compared.series.measure.ref, change.claim.quarter, "PCT_CHANGE", UNVERIFIABLE, quote, "lost", recomputed,
        "text lost: the cell ends in the middle of the comparison",
    )  # fmt: skip


def _comparators(series: Series, last: LastYear) -> Iterator[Finding]:
    """Checks a printed figure of last year against those of the other quarters."""
    for slot, said in last.printed.items():
        other = last.chained(slot)
        if other is None:
            continue
        claim = said.claim
        quarter = kinds.WHOLE_YEAR if slot[1] == len(QUARTERS) else claim.quarter
        status = OK if abs(other - claim.value) <= _CHAINED * said.room else FAIL
        why = "" if status == OK else "it does not agree with last year's other figures"
        yield Finding(series.measure.ref, quarter, "DIFF", status, said.quote, claim.printed, as_text(other), why)


def _ambiguous(series: Series) -> Iterator[Finding]:
    """A change of the year to date without a printed total: it could be taken for a change of the quarter."""
    for said in series.said:
        claim = said.claim
        if claim.kind != kinds.CHANGE or claim.base != kinds.ON_TO_DATE or claim.quarter not in QUARTERS[1:]:
            continue
        own = series.value(kinds.QUARTER, claim.quarter)
        if (
            own is None
            or _rates_beside(series, said)
            or series.first(kinds.TO_DATE, claim.quarter) is not None
            or own == claim.value
        ):
            continue
        ref, beside = series.measure.ref, as_text(percent(claim.value, own - claim.value))
        why = "base not stated: read against the quarter's count beside it, it would be another percentage"
        yield Finding(ref, claim.quarter, "BASE_AMBIGUOUS", WARN, said.quote, claim.printed, beside, why)
        why = "the year to date that is compared is not printed"
        yield Finding(ref, claim.quarter, "MISSING_TOTAL", WARN, said.quote, "", "", why)
