"""An analyst's own tidy table as a plan with figures, read by the same rules as a master workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from xlcsp.domain.figures import THIS_QUARTER, YEAR_TO_DATE, Figure, Source
from xlcsp.domain.kinds import Kind
from xlcsp.domain.periods import PeriodError, Quarter, parse_quarter, parse_year
from xlcsp.domain.plan import Series, Settings, plan_of
from xlcsp.domain.slots import HELD, Slot
from xlcsp.domain.years import YearOfFigures
from xlcsp.errors import PlanError, XlcspError
from xlcsp.files.cells import Sheet, Value, plain
from xlcsp.files.table import Faults
from xlcsp.frames.rules import settings_of
from xlcsp.measures.marks import MISSING
from xlcsp.measures.numbers import QUARTERS_A_YEAR, listed
from xlcsp.planbook import Master
from xlcsp.planbook.benchmarks import names_comparator
from xlcsp.planbook.columns import MEASURES
from xlcsp.planbook.history import check_numbers
from xlcsp.planbook.names import as_first_written
from xlcsp.planbook.series import check_series, read_series
from xlcsp.planbook.table import PlanRow
from xlcsp.returns.collect import Collection

if TYPE_CHECKING:
    import pandas as pd

BLANK = ("", MISSING, "na", "n/a", "nan")
_FIGURES = ("numerator", "count", "value")
_NEEDED = ("series", "year", "quarter", "numerator")
_NUMBERS = (*_FIGURES, "denominator", "to_date", "denominator_to_date")
_PLAIN_QUARTER = re.compile(r"(?:[qQ](?:uarter)?\s*)?([1-4])(?:\.0)?")
_PLAIN_YEAR = re.compile(r"(?:19|20|21)\d\d(?:\.0)?")  # 2014 is 2014/15
_MOST_FAULTS = 100  # faults reported for one table
_NO_FIGURE = "None in the table"
_AS_FLOAT = Decimal("1e-9")  # tolerance for a value worked out elsewhere
_Years = dict[int, dict[int | None, "_Row"]]


@dataclass(frozen=True, slots=True)
class _Row(PlanRow):
    """A row of the table; messages give its index."""

    label: object = None

    def value(self, column: str) -> Value:
        """The cell's value; None if it is missing, which for a number includes words such as n/a."""
        value = PlanRow.value(self, column)
        return None if column in _NUMBERS and plain(value).lower() in BLANK else value

    def cell(self, column: str) -> str:
        """The row and column, for messages."""
        return f"row {self.label}, {column}"


def start_of_year(text: object) -> int:
    """The first calendar year of a financial year as written in tables: 2014/15, or 2014. Raises PeriodError."""
    written = str(text).strip()
    return int(float(written)) if _PLAIN_YEAR.fullmatch(written) else parse_year(written)


def quarter_of(text: str) -> int | None:
    """The quarter's number as written in tables: 3, 3.0 or Q3; None if it is not a quarter."""
    match = _PLAIN_QUARTER.fullmatch(text)
    return int(match[1]) if match else None


def own_table(
    table: pd.DataFrame, quarter: str | None, settings: Settings | Mapping[str, object] | None
) -> tuple[Master, Collection]:
    """The plan and the earlier years of the table, and the figures of the quarter's year up to it.

    Raises PlanError with all faults of the table, PeriodError for the quarter.
    """
    faults = Faults("table")
    by_series = _by_series(table, faults)
    plan = {key: _plan_row(key, list(rows), faults) for key, rows in by_series.items()}
    spelled, queries = as_first_written(plan.values())
    series = {key: read_series(row, spelled) for key, row in plan.items()}
    check_series(list(series.values()), faults)
    years = {key: _years(rows, faults) for key, rows in by_series.items()}
    if faults.found:
        raise PlanError(replace(fault, sheet="") for fault in faults.found[:_MOST_FAULTS])
    at = _report_quarter(quarter, years)
    rules = settings_of(settings, at)
    series = {key: replace(each, decimals=rules.decimals) for key, each in series.items()}
    master = Master(
        path=Path("table"),
        plan=plan_of(list(series.values())),
        history={series[key].id: tuple(_earlier(years[key], series[key].kind, at)) for key in series},
        settings=rules,
        corrections=(),
        contacts=(),
        queries=tuple(queries),
    )
    figures = {series[key].id: dict(_current(years[key], series[key], at)) for key in series}
    if faults.found:
        raise PlanError(faults.found[:_MOST_FAULTS])
    return master, Collection(at, figures=figures)


def _by_series(table: pd.DataFrame, faults: Faults) -> dict[str, list[_Row]]:
    """The rows of each series, in the order in which the series appear."""
    headings = {str(name).strip().lower(): place for place, name in enumerate(table.columns, 1)}
    if {"numerator", "count"} <= headings.keys():
        raise XlcspError("The table has both numerator and count. Keep the one whose figures are meant.")
    columns = dict(headings)
    for needed, others in (("numerator", _FIGURES), ("series", ("id",))):
        other = next((name for name in others if name in headings), None)
        if needed not in columns and other:
            columns[needed] = headings[other]
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        names = ", ".join(map(str, table.columns)) or "none"
        raise XlcspError(
            f"The table has no column {', '.join(missing)}; its columns are: {names}. It needs series (or id), year, "
            "quarter and numerator (or count, or value)."
        )
    cells = table.astype(object).where(table.notna(), None).to_numpy().tolist()
    sheet = Sheet("", cells)
    by_series: dict[str, list[_Row]] = {}
    for number, label in enumerate(table.index, 1):
        row = _Row(sheet, number, columns, faults, label)
        key = row.text("id") or row.text("series")
        if key:
            by_series.setdefault(key, []).append(row)
        elif len(faults.found) < _MOST_FAULTS:
            row.fault("series", "The series has no name", do="Enter it")
    return by_series


def _plan_row(key: str, rows: list[_Row], faults: Faults) -> PlanRow:
    """A series' row of the plan, from its columns of *Measures*, which must be the same in all its rows."""
    first = rows[0]
    values: dict[str, Value] = {}
    headings = [column.heading for column in MEASURES]
    for heading in headings:
        if heading not in first.columns:
            continue
        stated = {plain(value): value for row in rows if (value := row.value(heading)) is not None}
        if len(stated) > 1:
            words = f"{key} has {heading} {listed(sorted(stated))}"
            first.fault(heading, words, do="Write the same in all rows of a series")
        values[heading] = next(iter(stated.values()), None)
    name = plain(values.get("series")) or ("" if "id" in first.columns else key)
    usual = {"id": key, "ref": key, "theme": "All series", "measure": name or key, "series": name, "provider": "table"}
    if (target := values.get("target")) is not None and names_comparator(first, "target"):
        do = "Enter the number alone; at most or at least goes under target_rule"
        first.fault("target", f'"{plain(target)}" is not a number', "A table of one's own has no benchmarks", do)
    cells = [values.get(heading) or usual.get(heading) for heading in headings]
    places = {heading: place for place, heading in enumerate(headings, 1)}
    return _Row(Sheet("", [cells]), 1, places, faults, first.label)


def _years(rows: list[_Row], faults: Faults) -> _Years:
    """The rows of a series by year and quarter; None is the whole year."""
    by_year: _Years = {}
    for row in rows:
        if len(faults.found) >= _MOST_FAULTS:
            break
        try:
            start = start_of_year(row.text("year"))
        except PeriodError as error:
            row.fault("year", str(error))
            continue
        text = row.text("quarter")
        number = quarter_of(text)
        if text and number is None:
            row.fault("quarter", f'"{text}" is not a quarter', "1 to 4, or Q1 to Q4", "Correct it")
            continue
        twin = by_year.setdefault(start, {}).setdefault(number, row)
        if twin is not row:
            what = f"Q{number}" if number else "total"
            row.fault("quarter", f"This series has the {what} of the year in row {twin.label}, too", do="Keep one")
    return by_year


def _report_quarter(quarter: str | None, years: dict[str, _Years]) -> Quarter:
    held = [(start, number) for of in years.values() for start, quarters in of.items() for number in quarters if number]
    if not held:
        raise XlcspError("The table has no row of a quarter. Each row is one quarter of a series.")
    start, number = max(held)
    return parse_quarter(quarter, start) if quarter else Quarter(start, number)


def _earlier(years: _Years, kind: Kind, at: Quarter) -> Iterator[YearOfFigures]:
    for start in sorted(start for start in years if start < at.start):
        quarters = [years[start].get(number) for number in range(1, QUARTERS_A_YEAR + 1)]
        above, below = zip(*(_numbers(row, kind) for row in quarters), strict=True)
        total, total_below = _numbers(years[start].get(None), kind)
        yield YearOfFigures(start, above, total, below, total_below)


def _current(years: _Years, series: Series, at: Quarter) -> Iterator[tuple[Quarter, Figure]]:
    rows = years.get(at.start, {})
    for number in range(1, at.number + 1):
        quarter, row = Quarter(at.start, number), rows.get(number)
        if row is None:
            yield quarter, Figure(series.id, quarter, Source("table", "", ""), reason=_NO_FIGURE)
            continue
        to_date, below_to_date = (row.number_or_none(name) for name in ("to_date", "denominator_to_date"))
        above, below = (to_date, below_to_date) if to_date is not None else _numbers(row, series.kind)
        if to_date is not None and series.kind.has_denominator and below_to_date is None:
            words, allowed = f"{to_date} has no denominator", f"A {series.kind} needs both"
            row.fault("denominator_to_date", words, allowed, "Enter it")
        if to_date is not None and series.kind.is_added_up:
            _check_sum(row, to_date, [rows.get(place) for place in range(1, number + 1)])
        is_alone = series.kind.is_bare_percentage or (series.kind.is_pair and below is None)
        value = None if above is None else Fraction(above)
        figure = Figure(
            series.id,
            quarter,
            Source("table", "", row.cell("numerator"), as_at=row.day("as_at")),
            numerator=None if is_alone else value,
            denominator=None if below is None else Fraction(below),
            proportion=value if is_alone else None,
            milestone=row.text("milestone"),
            reason=row.text("reason") or _NO_FIGURE,
            basis=YEAR_TO_DATE if to_date is not None else THIS_QUARTER,
        )
        yield quarter, figure


def _numbers(row: _Row | None, kind: Kind) -> tuple[Decimal | None, Decimal | None]:
    """A quarter's figure (for a rate without numbers its proportion) and its denominator."""
    if row is None:
        return None, None
    above, below = row.number_or_none("numerator"), row.number_or_none("denominator")
    if kind.has_denominator and below is None:
        return _proportion(row, above, kind), None
    if above is None and below is None:
        above = row.number_or_none("value")
    check_numbers(row, above, below, kind)
    _check_value(row, above, below, kind)
    return above, below if kind.has_denominator else None


def _check_value(row: _Row, above: Decimal | None, below: Decimal | None, kind: Kind) -> None:
    """Adds a fault if a value beside numerator and denominator is not their quotient, to the decimals given."""
    value = row.number_or_none("value") if row.columns["numerator"] != row.columns.get("value") else None
    if value is None or value == above:
        return
    if above is None:
        words = f"The value {value} has a denominator, but no numerator"
        row.fault("value", words, do="Enter the numerator, or clear the denominator")
        return
    share = Slot(Quarter(0, 1), HELD, Fraction(above), Fraction(below) if below is not None else None).proportion(kind)
    exponent = value.as_tuple().exponent
    half = Decimal(5).scaleb(exponent - 1) if isinstance(exponent, int) and share != above else _AS_FLOAT
    if share is None or abs(share - Fraction(value)) > Fraction(max(half, _AS_FLOAT)):
        figures = f"{above} of {below}" if kind.has_denominator else f"the figure is {above}"
        row.fault("value", f"The value is {value}, but {figures}", "A row has one figure", "Keep the one that is meant")


def _check_sum(row: _Row, to_date: Decimal, so_far: list[_Row | None]) -> None:
    """Adds a fault if the year to date is not the sum of the quarters' own figures, where all are given."""
    own = [row_there.number_or_none("numerator") if row_there else None for row_there in so_far]
    known = [value for value in own if value is not None]
    if len(known) == len(own) and sum(known) != to_date:
        words = f"{to_date} to date is not the sum of the quarters, {sum(known)}"
        row.fault("to_date", words, "A row has one figure", "Keep the one that is meant")


def _proportion(row: _Row, number: Decimal | None, kind: Kind) -> Decimal | None:
    """The proportion in the column *value*, for a figure without a denominator; a count there is a fault."""
    own = row.columns["numerator"] != row.columns.get("value")
    if own and number is not None:
        words = f"{number} has no denominator"
        row.fault("denominator", words, f"A {kind} needs both", "Enter it, or the proportion alone in a column value")
        return None
    share = row.number_or_none("value")
    if share is not None and kind.is_part and not 0 <= share <= 1:
        row.fault("value", f"{share} is no proportion", "A proportion is 0 to 1: 0.62 is 62%", "Correct it")
        return None
    return share
