"""Cells of the publication copy: how a series is named, and how a value is shown."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xlcsp.domain.numbers import PENCE, is_money, places_of
from xlcsp.domain.per import unit_alone
from xlcsp.domain.plan import Series
from xlcsp.domain.slots import Slot
from xlcsp.measures.numbers import rounded
from xlcsp.measures.observed import REVISED_MARK
from xlcsp.report.publication.values import NOT_APPLICABLE, REPORTED, SHORTHAND, UNRELIABLE, Cell, Number, Share
from xlcsp.report.publication.withhold import PublicReport
from xlcsp.report.units import events, values_unit


def labels(series: Series) -> tuple[str, str, str, str]:
    """The first cells of a row: number, measure, series, unit."""
    if series.is_proportion and not series.kind.is_pair:
        unit = values_unit(series)
    else:  # of a ratio, what is divided: 1,561 days, not 1,561 days per referral
        unit = unit_alone(series.unit) if series.kind.is_quotient else events(series)
    return series.ref, series.measure, series.name or "All", unit or NOT_APPLICABLE


def rate_labels(series: Series) -> tuple[str, str, str, str]:
    """The same for a row of values: a rate has its population in the unit, a percentage what it is of."""
    *own, unit = labels(series)
    told = f"{unit} {series.per_words}" if series.per_words else values_unit(series)
    return own[0], own[1], own[2], told or unit


def comparator_labels(series: Series) -> tuple[str, str, str, str]:
    """The same for another area's value: the unit is per so many residents, without our own denominator."""
    if series.is_proportion:
        return rate_labels(series)
    *own, unit = labels(series)
    return own[0], own[1], own[2], values_unit(series) or unit


def share_of(share: Fraction, places: int) -> Share:
    """A proportion, rounded for display. places: its decimals as a percentage."""
    return Share(rounded(share, places + 2), places)


def is_few(public: PublicReport, below: Fraction | None) -> bool:
    """Whether the denominator is too small for a percentage to be published."""
    return below is not None and below < public.report.settings.pct_min_base


def status_of(slot: Slot, *, is_revised: bool) -> str:
    """The state of a quarter's figure in words. is_revised: whether there was another figure before."""
    marks = [mark for mark in slot.marks if mark in SHORTHAND and mark != REVISED_MARK]
    marks += [REVISED_MARK] if is_revised else []
    return " ".join(marks) or REPORTED


def base_of(series: Series, below: Sequence[Fraction | None]) -> Fraction | None:
    """The denominator of a year's percentage, added up from its quarters; None where they are not known."""
    counted = [value for value in below if value is not None]
    return sum(counted[-1:] if series.kind.is_latest_only else counted, Fraction(0)) if counted else None


def value_of(
    public: PublicReport, series: Series, value: Fraction | None, blank: str, base: Fraction | None, places: int = 0
) -> Cell:
    """A number of the series, rounded for display. base: a percentage's denominator; [u] where it is too small.

    places: the decimals that tell it from its target, where they are more than usual.
    """
    if value is None:
        return blank
    most = max(places, series.decimals)
    if series.is_proportion:
        return UNRELIABLE if is_few(public, base) else share_of(value, most)
    own = series.places(value, most)
    return _shown_with(Fraction(rounded(value, own)), own)


def plan_cell(series: Series, value: Fraction | None, blank: str) -> Cell:
    """A number of the plan, with its own decimals."""
    if value is None:
        return blank
    own = places_of(value * (100 if series.is_proportion else 1), 0)
    if series.is_proportion:
        return share_of(value, max(own, series.decimals))
    return _shown_with(value, max(own, series.places(value)))


def _shown_with(value: Fraction, places: int) -> Cell:
    """The number with its decimals; a whole one without any as an int."""
    return Number(value, places) if places or value.denominator != 1 else int(value)


def recorded_cell(series: Series, value: Fraction) -> Cell:
    """A number as it was given: an amount like the series' other numbers, n and m with the decimals that they have."""
    if not series.kind.has_denominator:
        return _shown_with(value, series.places(value))
    own = PENCE if is_money(series.unit) else places_of(value, series.decimals)
    return _shown_with(value, 0 if value.denominator == 1 else own)
