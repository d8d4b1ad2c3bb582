"""The rows of the tables for analysts, flattened from the other layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from xlcsp.domain.figures import MonthFigure
from xlcsp.domain.officers import newest_actions
from xlcsp.domain.periods import Quarter, parse_quarter, year_label
from xlcsp.domain.places import sources_of, spans
from xlcsp.domain.plan import Series
from xlcsp.domain.slots import CONTAINED, GAP, HELD, Slot
from xlcsp.domain.years import YearOfFigures, year_from
from xlcsp.files.cells import legible
from xlcsp.measures.by_month import month_value, own_months
from xlcsp.measures.numbers import number
from xlcsp.pipeline import Made
from xlcsp.planbook import Master
from xlcsp.report.model import Report, SeriesReport

if TYPE_CHECKING:
    import pandas as pd

TEXT = "string"  # the type of words in pandas
_FORMULA = r"^[=+\-@\t\r]"


def frame(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    """The rows as a DataFrame with these columns and types. A key that a row lacks, or None, is missing."""
    import pandas as pd

    all_rows = list(rows)

    def column(name: str, of_type: str) -> pd.Series:
        values = [row.get(name) for row in all_rows]
        return pd.Series(
            [legible(value) if isinstance(value, str) else value for value in values] if of_type == TEXT else values,
            dtype=of_type,
        )

    return pd.DataFrame({name: column(name, of_type) for name, of_type in columns.items()})


def as_csv(table: pd.DataFrame) -> str:
    """The table as CSV, with empty cells for missing. Texts that look like formulas get an apostrophe."""
    plain = table.copy()
    for name in plain.columns[plain.dtypes == TEXT]:
        plain[name] = plain[name].str.replace(_FORMULA, r"'\g<0>", regex=True)
    text: str = plain.to_csv(index=False, lineterminator="\n")
    return text


def flat(series: Mapping[str, Any], measure: Mapping[str, Any], *, partnership: str, quarter: str) -> dict[str, Any]:
    """A series and its measure, as ``report --json`` has them, in one row. A mark such as ``[x]`` is missing.

    quarter: that of the report, such as ``2026/27 Q2``.
    """
    quarters = {f"q{place}": _plain(value) for place, value in enumerate(series["quarters"], 1)}
    below = {f"d{place}": _plain(value) for place, value in enumerate(series["denominators"], 1)}
    statuses = [status for status in series["milestones"] if status]
    previous, last_year = series["travel"]
    outturn = series["outturn"] or {}
    return {
        **series,
        **quarters,
        **below,
        "partnership": partnership,
        "quarter": quarter,
        "theme": measure["theme"],
        "measure": measure["measure"],
        "run_rate": _plain(series["run_rate"]),
        "milestone": statuses[-1] if statuses else None,
        "travel_previous": previous,
        "travel_last_year": last_year,
        "measure_rag": measure["rag"],
        "measure_verdict": measure["verdict"],
        "reason": measure["reason"] or None,
        **_override(measure["override"]),
        "outturn": outturn.get("value"),
        "outturn_year": outturn.get("year"),
        "outturn_verdict": outturn.get("verdict"),
        "outturn_reason": outturn.get("reason"),
        "sentence": series["sentences"][parse_quarter(quarter).number - 1],
    }


def _override(override: Mapping[str, Any] | None) -> dict[str, Any]:
    """An officer's state beside the computed ``measure_rag``: why, by whom, when."""
    if override is None:
        return {}
    return {"override": override["state"], **{f"override_{name}": override[name] for name in ("reason", "who", "date")}}


def figure_rows(line: SeriesReport, report: Report) -> Iterator[dict[str, Any]]:
    """The due quarters of a series, each with the cell of the return that it came from."""
    for slot in line.assessment.observed.slots:
        if slot.state in (HELD, GAP, CONTAINED):
            yield {**who(line.series, report.settings.partnership), **_figure(line.series, slot)}
    last_year = year_from(line.history, report.quarter.start - 1)
    for slot in line.outturn.late if line.outturn and last_year else ():  # last year's quarters, completed this year
        if slot.state == GAP or (last_year and last_year.came_from[slot.quarter.number - 1]):
            yield {**who(line.series, report.settings.partnership), **_figure(line.series, slot)}


def month_rows(line: SeriesReport, report: Report, master: str) -> Iterator[dict[str, Any]]:
    """The months of a monthly series: earlier years' from the master's sheet, then those from the returns."""
    earlier = [_of_master(month, master) for year in line.history for month in year.months]
    for month in (*earlier, *own_months(line.assessment.observed)):
        quarter, source = month.month.quarter, month.source
        yield {
            **who(line.series, report.settings.partnership),
            "year": quarter.year,
            "quarter": quarter.number,
            "month": month.month.first_day,
            "numerator": number(month.numerator),
            "denominator": number(month.denominator),
            "value": number(month_value(line.series.kind, month)),
            "file": source.file,
            "sheet": source.sheet,
            "cell": source.cell,
            "as_at": source.as_at,
        }


def _of_master(month: MonthFigure, file: str) -> MonthFigure:
    """A month of the master's own sheet with the master's name."""
    return replace(month, source=replace(month.source, file=file))


def history_rows(series: Series, master: Master) -> Iterator[dict[str, Any]]:
    """The earlier years of a series as the sheet *History* has them."""
    whose = who(series, master.settings.partnership)
    for year in master.history.get(series.id, ()):
        for place, above, below in _known(year):
            values = _pair(series, _fraction(above), _fraction(below))
            at = {"year": year_label(year.start), "quarter": place, "state": HELD.value}
            source = {"file": master.path.name, "sheet": "History", "cell": f"{year.row}:{year.row}"}
            yield {**whose, **at, **values, **source}


def _known(year: YearOfFigures) -> Iterator[tuple[int | None, Decimal | None, Decimal | None]]:
    for place, (above, below) in enumerate(year.pairs, 1):
        if above is not None:
            yield place, above, below
    if year.year_total is not None and None in year.quarters:
        yield None, year.year_total, year.denominator_total


def who(series: Series, partnership: str) -> dict[str, Any]:
    """The columns that say which series a row belongs to."""
    return {
        "partnership": partnership,
        "theme": series.theme,
        "ref": series.ref,
        "measure": series.measure,
        "id": series.id,
        "series": series.name,
        "kind": series.kind.word,
        "unit": series.unit,
        "per": series.kind.per if series.kind.is_per_population else None,
        "provider": series.provider,
    }


def _figure(series: Series, slot: Slot) -> dict[str, Any]:
    figure, quarter = slot.figure, slot.quarter
    cells: dict[str, Any] = {
        "year": quarter.year,
        "quarter": quarter.number,
        "state": slot.state.value,
        "reason": slot.reason if slot.state == GAP else None,
        "milestone": slot.milestone or None,
        "marks": " ".join(slot.marks) or None,
    }
    if slot.state == HELD:
        cells |= _pair(series, slot.value, slot.denominator)
    if figure is not None:
        source = figure.source
        same = [place.cell for place in sources_of(figure) if (place.file, place.sheet) == (source.file, source.sheet)]
        cells |= {"file": source.file, "sheet": source.sheet, "cell": spans(same), "as_at": source.as_at}
        if figure.is_to_date and slot.to_date is not None:
            cells |= {"to_date": number(slot.to_date), "denominator_to_date": number(figure.denominator)}
    return cells


def _pair(series: Series, above: Fraction | None, below: Fraction | None) -> dict[str, Any]:
    """Numerator, denominator and value; for a percentage without numbers only the value."""
    kind = series.kind
    value = Slot(Quarter(0, 1), HELD, above, below).proportion(kind)
    is_alone = kind.is_bare_percentage or (kind.is_pair and below is None)
    return {"numerator": None if is_alone else number(above), "denominator": number(below), "value": number(value)}


def _fraction(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _plain(value: object) -> int | float | None:
    return value if isinstance(value, int | float) else None


def action_rows(made: Made) -> Iterator[dict[str, Any]]:
    """Each action as last updated, including those of measures that the plan no longer has."""
    master, on = made.master, made.report.actions_date
    for action in newest_actions(master.actions, made.collection.actions.values()):
        yield {
            **_measure(master, action.ref),
            "action_id": action.id,
            "action": action.text,
            "owner": action.owner,
            "due": action.due,
            "status": action.status,
            "updated": action.updated,
            "open": action.is_open,
            "overdue": action.is_overdue(on),
            "file": action.file or master.path.name,
            "sheet": "Actions",
            "cell": action.cell,
        }


def override_rows(master: Master) -> Iterator[dict[str, Any]]:
    """Each row of *Overrides*, of whatever quarter."""
    for override in master.overrides:
        yield {
            **_measure(master, override.ref),
            "year": override.quarter.year,
            "quarter": override.quarter.number,
            "state": override.state,
            "reason": override.reason,
            "who": override.who,
            "date": override.when,
            "file": master.path.name,
            "sheet": "Overrides",
            "cell": override.cell,
        }


def benchmark_rows(master: Master) -> Iterator[dict[str, Any]]:
    """Each row of *Benchmarks*, of whatever period."""
    by_id = master.plan.by_id
    for benchmark in master.benchmarks:
        yield {
            **who(by_id[benchmark.series], master.settings.partnership),
            "comparator": benchmark.comparator,
            "period": benchmark.period,
            "ends": benchmark.ends,
            "value": number(Fraction(benchmark.value)),
            "rank": benchmark.rank,
            "of": benchmark.of,
            "source": benchmark.source,
            "publishable": benchmark.publishable,
            "file": master.path.name,
            "sheet": "Benchmarks",
            "cell": benchmark.cell,
        }


def _measure(master: Master, ref: str) -> dict[str, Any]:
    """The measure's columns; only its number if the plan no longer has it."""
    of_plan = next((measure for measure in master.plan.measures if measure.ref == ref), None)
    names = {"theme": of_plan.theme, "measure": of_plan.name} if of_plan else {}
    return {"partnership": master.settings.partnership, "ref": ref, **names}
