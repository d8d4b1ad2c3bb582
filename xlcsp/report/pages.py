"""What the page of a rated series shows: its table, its facts and its charts, worked out before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.numbers import places_of
from xlcsp.domain.periods import Quarter, year_label
from xlcsp.domain.plan import Series
from xlcsp.domain.target import Target
from xlcsp.measures.assess import Assessment, demand_to_date
from xlcsp.measures.comparators import Comparators, comparable_years, comparators, value_of
from xlcsp.measures.control import Control, control
from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.measures.rating import NO_DATA, NOT_DUE, RATED
from xlcsp.measures.travel import NOT_APPLICABLE
from xlcsp.measures.year_to_date import exact_year_to_date
from xlcsp.report.model import MeasureReport, Report, SeriesReport
from xlcsp.report.sentence import change, percentage, points
from xlcsp.report.signals import signals_of
from xlcsp.report.units import told

Row = tuple[Fraction | None, ...]
ENOUGH_TO_DRAW = 2  # figures
LIKELY = "Likely: the range in which the year ends in 8 years of 10, going by how the quarters have varied."
ITS_PAST = (
    "Change on last year's quarter looks at these two alone, against its own past at all that are known: one may be "
    "unusual where the other is not."
)


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one headline series. Rows hold the four quarters; None is unknown, never zero.

    rows: by name, in the order of the table, without those that are empty. facts: what is to be read beside it.
    control: its control chart where there are twelve points.
    """

    measure: MeasureReport
    one: SeriesReport
    rows: dict[str, Row]
    facts: tuple[tuple[str, str], ...]
    control: Control | None

    @property
    def series(self) -> Series:
        """The series of the plan."""
        return self.one.series

    @property
    def title(self) -> str:
        """The measure's name, with the series' own where it has several."""
        return self.series.title if len(self.measure.series) > 1 else self.series.measure

    @property
    def rag(self) -> str:
        """The state that the page tells: the series' own."""
        return self.one.rag

    @property
    def rag_words(self) -> str:
        """That state, with the measure's beside it where another series decides it: ``Green (measure: Red)``."""
        if self.rag == self.measure.rag:
            return self.measure.rag_words.replace("\n", " ")
        return f"{self.rag} (measure: {self.measure.rag})"

    @property
    def has_charts(self) -> bool:
        """Whether there is enough to draw: two figures of this year and last."""
        names = Names(self.one.assessment.quarter.start)
        drawn = (*self.rows.get(names.this, ()), *self.rows.get(names.last, ()))
        return sum(value is not None for value in drawn) >= ENOUGH_TO_DRAW


class Names:
    """The names of a page's rows: as they stand in its table and in the legends of its charts."""

    target, baseline = "Target", "Baseline"

    def __init__(self, start: int) -> None:
        self.this, self.last = year_label(start), year_label(start - 1)
        self.to_date, self.last_to_date = f"{self.this} to date", f"{self.last} to date"
        self.target_upper = "Target, upper bound"
        self.target_to_date, self.target_upper_to_date = "Target to date", "Target to date, upper bound"
        self.baseline_to_date = "Baseline to date"
        self.projected, self.low, self.high = "Projected year end", "Likely range from", "Likely range to"


def pages(report: Report) -> tuple[Page, ...]:
    """A page for every headline series of a rated measure that has figures, and for every series with a control chart.

    A milestone has no figures to draw; it stands on its theme's sheet.
    """
    return tuple(page for measure in report.measures for page in _pages_of(measure, report.quarter))


def _pages_of(measure: MeasureReport, quarter: Quarter) -> Iterator[Page]:
    for one in measure.series:
        if one.series.role != "headline" or one.series.kind.has_status:
            continue
        chart = control(one.assessment.observed, one.history)
        rows = _rows(one, quarter)
        held = any(value is not None for value in rows.get(Names(quarter.start).this, ()))
        is_judged = measure.rag in (*RATED, NO_DATA) and one.assessment.requirement is not None
        if held and (chart is not None or is_judged):
            facts = (*_facts(one), *(_signal(chart, one) if chart else ()))
            yield Page(measure, one, rows, facts, chart)


def _rows(one: SeriesReport, quarter: Quarter) -> dict[str, Row]:
    """The rows of the table; empty ones are left out."""
    observed, names = one.assessment.observed, Names(quarter.start)
    numbers = range(1, QUARTERS_A_YEAR + 1)
    against = [comparators(observed, one.history, number) for number in numbers]
    rows = {
        names.this: tuple(value_of(observed, slot) for slot in observed.slots),
        names.last: tuple(_unless_broken(each, each.last_year_quarter) for each in against),
    }
    if one.series.is_cumulative:
        rows |= _to_date_rows(one, against, names, quarter.number)
    else:
        rows |= _level_rows(one.assessment, names)
    low, high = one.assessment.low, one.assessment.high
    end = one.assessment.projection
    if is_projected(one.assessment, one.series):
        rows |= {name: (None, None, None, value) for name, value in
                 ((names.projected, end.value), (names.low, low), (names.high, high))}  # fmt: skip
    return {name: row for name, row in rows.items() if any(value is not None for value in row)}


def _to_date_rows(one: SeriesReport, against: list[Comparators], names: Names, upto: int) -> dict[str, Row]:
    """The cumulative rows: this year, last year, target and baseline to the end of each quarter."""
    observed, demand = one.assessment.observed, one.assessment.requirement
    numbers = range(1, QUARTERS_A_YEAR + 1)
    to_date = tuple(
        exact_year_to_date(observed.upto(number))
        if number <= upto and value_of(observed, observed.slots[number - 1]) is not None
        else None
        for number in numbers
    )
    rows = {
        names.to_date: to_date,
        names.last_to_date: tuple(_unless_broken(each, each.last_year_to_date) for each in against),
    }
    if demand is not None:
        parts = [_part_of(demand, one, number).in_whole() for number in numbers]
        single = demand.lower is None or demand.upper is None
        rows[names.target_to_date] = tuple(part.bound if single else part.lower for part in parts)
        rows[names.target_upper_to_date] = tuple(None if single else part.upper for part in parts)
    rows[names.baseline_to_date] = tuple(each.baseline_part for each in against)
    return rows


def _part_of(demand: Target, one: SeriesReport, number: int) -> Target:
    """The target to the end of a quarter, as the series is judged by it."""
    years = comparable_years(one.series, one.history, one.assessment.quarter.start)
    return demand_to_date(one.series, number, demand, years) or demand


def _level_rows(found: Assessment, names: Names) -> dict[str, Row]:
    """The level rows of rates, percentages, rolling and snapshot figures: the same target in each quarter."""
    demand, baseline = found.requirement, found.comparators.baseline
    rows: dict[str, Row] = {}
    if demand is not None:
        numbers = range(1, QUARTERS_A_YEAR + 1)
        parts = [demand_to_date(found.observed.series, place, demand, []) or demand for place in numbers]
        rows[names.target] = tuple(one.lower if one.is_range else one.bound for one in parts)
        rows[names.target_upper] = tuple(one.upper if one.is_range else None for one in parts)
    rows[names.baseline] = (baseline,) * QUARTERS_A_YEAR
    return rows


def _unless_broken(against: Comparators, value: Fraction | None) -> Fraction | None:
    return None if against.broken else value


def _facts(one: SeriesReport) -> Iterator[tuple[str, str]]:
    """What is to be read beside the charts, each with its name; what is unknown is left out."""
    found, series = one.assessment, one.series
    against = found.comparators
    yield from (tuple(line.split(": ", 1)) for line in one.target.split("\n") if ": " in line)  # type: ignore[misc]
    if found.to_date is not None:
        yield "Year to date", told(series, found.to_date)
    elif found.to_date_text:
        yield "Year to date", found.to_date_text
    if found.to_date is not None and against.last_year_to_date is not None and not against.broken:
        yield "On last year to date", _change(found.to_date, against.last_year_to_date, series)
    if one.outturn is not None and one.outturn.verdict is not None:
        yield one.outturn.title, f"{one.outturn.value}: {one.outturn.verdict.words}"
    yield from _outlook(found, series)
    for name, word in (
        ("Against the quarter before", found.travel_previous),
        ("Against last year's quarter", found.travel_last_year),
        ("Change on last year's quarter", found.significance or ""),
    ):
        if word and word not in (NOT_APPLICABLE, NO_DATA, NOT_DUE):
            yield name, word


def _signal(chart: Control, one: SeriesReport) -> Iterator[tuple[str, str]]:
    """What the control chart, which stands in the annex, says of the quarter that the page is of."""
    of = one.assessment.asked or one.assessment.quarter
    yield (
        "Against its own past (control chart in the annex)",
        signals_of(chart, of, is_proportion=one.series.is_proportion),
    )


def row_places(page: Page, name: str, value: Fraction) -> int:
    """The decimals of a value in a row: a target or baseline of the plan has its own, 3.65 beside 3.4."""
    is_of_plan = page.series.kind.is_measured and name.startswith((Names.target, Names.baseline))
    return places_of(value, 1) if is_of_plan else 1


def is_projected(found: Assessment, series: Series) -> bool:
    """Whether a year end is to be told: not of figures that are only their latest value, nor without a target."""
    end = found.projection
    is_known = end.value is not None and not end.is_actual
    return is_known and not series.kind.is_latest_only and series.target_rule != "monitor"


def _outlook(found: Assessment, series: Series) -> Iterator[tuple[str, str]]:
    end = found.projection
    if not is_projected(found, series) or end.value is None:
        return
    likely, value = likely_words(found, unit=series.unit), told(series, end.value)
    yield "Projected year end", f"{value} (likely {likely})" if likely else value
    if found.chance is not None:
        yield "Chance of meeting the target", chance_words(found.chance)


def likely_words(found: Assessment, decimals: int = 1, unit: str = "") -> str:
    """``1,053 to 1,275``: between which numbers the year is likely to end; empty where that is not known."""
    low, high, kind = found.low, found.high, found.observed.series.kind
    if low is None or high is None or low == high:
        return ""
    return f"{kind.text(low, decimals, unit)} to {kind.text(high, decimals, unit)}"


def chance_words(chance: float) -> str:
    """``74%``; at the ends ``under 1%`` and ``over 99%``, since nothing is certain before the year is over."""
    if 0 < chance < 0.01:  # noqa: PLR2004 - one in a hundred
        return "under 1%"
    if 0.99 < chance < 1:  # noqa: PLR2004 - the same
        return "over 99%"
    return percentage(Fraction(repr(chance)), 0)


def _change(value: Fraction, against: Fraction, series: Series) -> str:
    if series.is_proportion:
        said = points(value, against, 1)
        return said if said != "equal to" else "no change"
    return change(value, against, 1, series.unit)


__all__ = ["Names", "Page", "Row", "chance_words", "is_projected", "likely_words", "pages"]
