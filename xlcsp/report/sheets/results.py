"""The sheets of values: the results of each series, displayed as on every other page, and how areas compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import compress

from xlcsp.domain.kinds import USUAL_PER
from xlcsp.domain.per import per_text
from xlcsp.domain.plan import Series
from xlcsp.measures.assess import Assessment, demand_to_date
from xlcsp.measures.comparators import BREAK_MARK, comparable_years
from xlcsp.measures.numbers import QUARTERS_A_YEAR, number, rounded
from xlcsp.measures.travel import NOT_APPLICABLE
from xlcsp.report.model import Report, SeriesReport
from xlcsp.report.narrative import bound_words
from xlcsp.report.needed import each_remaining, on_the_safe_side
from xlcsp.report.sheets.grid import Value
from xlcsp.report.sheets.part import Styled, list_part
from xlcsp.report.sheets.styles import TOO_SMALL, number_style
from xlcsp.report.units import places_apart
from xlcsp.report.year_end import as_projected, places_to_date, projected

_LAST = ("strong", "text", "text")  # columns before the run rate


def _row(line: SeriesReport) -> Styled:
    assessment, series = line.assessment, line.series
    demand, end = assessment.requirement, projected(assessment)
    last_year, chance = assessment.comparators.alike_to_date, end.chance if end else None
    mark = BREAK_MARK if assessment.comparators.broken else None
    plan, ends = (demand.bound if demand else None, _to_date(assessment)), (end.value, end.low, end.high) if end else ()
    variance, variance_style = _variance(assessment, series)
    ranges, rate = _ranges(line), _each_remaining(assessment, series)
    to_date = () if assessment.to_date is None else (number(assessment.to_date),)
    values: tuple[Value, ...] = (
        series.ref,
        series.title,
        *(to_date or (None if series.kind.has_status else assessment.to_date_text or "No data",)),
        mark or number(last_year),
        mark or variance,
        mark or _share(assessment.variance_pct, series.decimals),
        *(ranges or map(number, plan)),
        *(number(value) for value in ends or (None,) * 3),
        chance,
        line.rag if series.role != "context" else "",
        assessment.travel_previous,
        assessment.travel_last_year,
        rate if isinstance(rate, str) else number(rate),
        assessment.significance or "",
    )
    styles = (
        "strong",
        "text",
        number_style(series, assessment.to_date, places=places_to_date(assessment)),
        number_style(series, last_year),
        variance_style,
        "change",
        *(number_style(series, value, is_of_plan=True) for value in plan),
        *(number_style(as_projected(series), value) for value in ends or (None,) * 3),
        "whole percent",
        *_LAST,
        "number" if isinstance(rate, str) else number_style(as_projected(series), rate),
        "text",
    )
    return values, styles


def _each_remaining(assessment: Assessment, series: Series) -> Fraction | str:
    """What each remaining quarter may be, as it is printed."""
    rate = each_remaining(assessment)
    return rate if isinstance(rate, str) else on_the_safe_side(rate, series)


def _ranges(line: SeriesReport) -> tuple[str, ...]:
    """The target and the target to date as text where they are ranges, which no number can show; otherwise empty."""
    assessment, demand = line.assessment, line.assessment.requirement
    if demand is None or not demand.is_range:
        return ()
    years = comparable_years(line.series, line.history, assessment.quarter.start)
    last = assessment.observed.current
    to_date = demand_to_date(line.series, last.quarter, demand, years) if last else None
    return tuple("" if each is None else bound_words(each, line.series) for each in (demand, to_date))


def _to_date(assessment: Assessment) -> Fraction | None:
    """The target to date as it is printed."""
    demand, bound = assessment.requirement, assessment.profile
    if demand is None or bound is None:
        return bound
    side = (
        replace(demand, lower=bound, upper=None) if demand.upper is None else replace(demand, lower=None, upper=bound)
    )
    return side.in_whole().bound


def _variance(assessment: Assessment, series: Series) -> tuple[Value, str]:
    """The variance and its style: in points for percentages; displayed in words where it would be printed as 0."""
    if assessment.variance is None:
        return None, "text"
    difference = assessment.variance * 100 if series.is_proportion else assessment.variance
    style = "points" if series.is_proportion else f"change {number_style(series, difference)}"
    is_small = difference and not rounded(difference, places_apart(series, difference))
    return number(difference), f"{style}{TOO_SMALL}" if is_small else style


def _share(value: Fraction | None, decimals: int) -> float | None:
    """The number in full; 0 where it would read −0.0%."""
    return number(value) if value is None or rounded(value, decimals + 2) else 0


_COLUMNS = {
    "No": 6, "Measure": 40, "Year to date": 12, "Same period last year": 10, "Variance": 10, "Variance %": 10,
    "Target": 10, "Target to date": 10, "Projection": 11, "Likely from": 9, "Likely to": 9, "Chance of target": 9,
    "RAG": 10, "Against quarter before": 12, "Against last year": 12,
    "Each remaining quarter": 12, "This quarter against last year's": 17,
}  # fmt: skip
_AHEAD = ("Projection", "Likely from", "Likely to", "Chance of target", "Each remaining quarter")


def _columns(report: Report) -> dict[str, float]:
    """Without those on what is to come once the year is over, unless a late figure is still to come."""
    ahead = (projected(line.assessment) or each_remaining(line.assessment) != NOT_APPLICABLE for line in report.series)
    is_over = report.quarter.number == QUARTERS_A_YEAR and not any(ahead)
    return {heading: width for heading, width in _COLUMNS.items() if not is_over or heading not in _AHEAD}


def _results(report: Report) -> Iterator[Styled]:
    columns = _columns(report)
    shown = [heading in columns for heading in _COLUMNS]
    for line in report.series:
        values, styles = _row(line)
        yield tuple(compress(values, shown)), tuple(compress(styles, shown))


RESULTS = list_part(
    "Results",
    "What was worked out from the figures.",
    _columns,
    _results,
    purpose="What was worked out for each series, as numbers",
)


_STYLES = (
    "strong",
    "text",
    "text",
    "text",
    "number",
    "number",
    "decimal",
    "text",
    "text",
    "decimal",
    "text",
    "text",
    "text",
)


def _rows(report: Report) -> Iterator[Styled]:
    for line in report.series:
        kind = line.series.kind
        per = kind.per
        for peer in line.peers:
            figure = peer.figure
            values: tuple[Value, ...] = (
                line.series.ref,
                line.series.title,
                figure.period,
                figure.area,
                figure.numerator,
                figure.population,
                number(peer.rate * per / USUAL_PER),
                per_text(per, kind.whom).removeprefix("per "),
                f"{peer.rank} of {peer.of}",
                number(peer.peer_median * per / USUAL_PER) if peer.peer_median is not None else None,
                peer.flag,
                figure.source,
                "yes" if figure.publishable else "no",
            )
            area = "strong" if peer.is_own else "text"
            yield values, (*_STYLES[:3], area, *_STYLES[4:])


PEERS = list_part(
    "Peers",
    "How areas compare. Higher or lower: beyond the 99.8% limits of a funnel that allows for how areas differ. "
    "Rank 1 is the best rate; for a measure without polarity, the highest.",
    {
        "No": 6, "Measure": 34, "Period": 14, "Area": 28, "Events": 11, "Out of": 13, "Rate": 11,
        "Rate per": 18, "Rank": 11, "Median of the others": 13, "Among these areas": 24, "Source": 32,
        "May be published": 13,
    },
    _rows,
    purpose="Compared with similar areas",
    is_there=lambda report: any(line.peers for line in report.series),
)  # fmt: skip
