"""Cells of the publication copy: how a series is named, and how a value is shown."""

from __future__ import annotations

from fractions import Fraction

from xlcsp.domain.plan import Series
from xlcsp.measures.numbers import rounded
from xlcsp.measures.observed import Observed
from xlcsp.report.model import SeriesReport
from xlcsp.report.publication.values import LOW, NOT_APPLICABLE, Cell, Share
from xlcsp.report.publication.withhold import PublicReport


def labels(series: Series) -> tuple[str, str, str, str]:
    """What a row is about: number, measure, series, unit."""
    return series.ref, series.measure, series.name or "All", series.unit or NOT_APPLICABLE


def rate_labels(series: Series) -> tuple[str, str, str, str]:
    """The same, of a value: a rate says per how many of whom."""
    *own, unit = labels(series)
    return own[0], own[1], own[2], f"{unit} {series.per_words}" if series.per_words else unit


def share_of(share: Fraction, public: PublicReport) -> Share:
    """A proportion, rounded as it is shown."""
    return Share(rounded(share, public.report.settings.decimals + 2))


def value_of(
    public: PublicReport, one: SeriesReport, value: Fraction | None, blank: str, observed: Observed | None = None
) -> Cell:
    """A number of the series, rounded as it is shown; proportions of too few [low].

    observed: the year that it is of, where that is not the report's.
    """
    if value is None:
        return blank
    decimals = public.report.settings.decimals
    if one.series.kind.is_bare_percentage:
        return share_of(value, public)
    if one.series.is_proportion:
        slots = (observed or one.assessment.observed).slots
        below = [slot.denominator for slot in slots if slot.denominator is not None]
        counted = below[-1:] if one.series.kind.is_latest_only else below
        is_low = sum(counted, Fraction(0)) < public.report.settings.pct_min_base
        return LOW if is_low else share_of(value, public)
    return int(value) if value.denominator == 1 else float(rounded(value, decimals))
