"""Next year's master: the old package with the plan carried over, and the closing year added to *History*.

The officer's own sheets, charts and formats are kept as they are. Targets and baselines are proposed, never adopted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from xlcsp.domain.numbers import listed, plural
from xlcsp.domain.periods import Quarter, year_label
from xlcsp.domain.plan import Series
from xlcsp.errors import WouldLoseParts
from xlcsp.files.cells import Book
from xlcsp.files.read import read_book
from xlcsp.files.table import Faults
from xlcsp.master import sheets
from xlcsp.master.additions import month_rows, open_actions, with_months
from xlcsp.master.history import a_year_later, completed_cells, date_proposals, history_row, proposed_baseline
from xlcsp.master.live import READ, last_row, sheet_of, table_rows
from xlcsp.master.parts import Rule, Value, edit, formulas
from xlcsp.master.parts.archive import refusal
from xlcsp.master.tables import row_height
from xlcsp.measures.closing import year_of
from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.planbook import Master
from xlcsp.planbook.actions import ACTIONS
from xlcsp.planbook.corrections import CORRECTIONS
from xlcsp.planbook.history import HISTORY
from xlcsp.planbook.months import MONTHS
from xlcsp.planbook.settings import DATES, DECISIONS
from xlcsp.planbook.sheet_of import SheetOf
from xlcsp.planbook.table import PlanRow, rows
from xlcsp.report.model import Report, SeriesReport
from xlcsp.report.narrative import target_alone

Line = dict[str, Value]
_QUARTERS = ("value", "Q1", "Q2", "Q3", "Q4")
_NO_TARGET = ("monitor", "to be set")


@dataclass(frozen=True, slots=True)
class NewYear:
    """The new master, and what a person must know: proposals, retired series, and anything that could not be done."""

    content: bytes
    proposals: Sequence[Line]
    retired: Sequence[str]
    notes: Sequence[str]


def new_year(master: Master, report: Report) -> NewYear:
    """The master of the year after the report's; the report is that of the fourth quarter.

    Closed series are retired, unless a person's comment or formula is in the way: then they stay, closed. Raises
    WouldLoseParts if a formula or merged cells are where the program must write.
    """
    retired = retired_series(master, Quarter(master.settings.quarter.start + 1, 1))
    if not retired:
        return _NewYear(master, report, retired).changed()
    try:
        return _NewYear(master, report, retired).changed()
    except WouldLoseParts as error:
        renewed = _NewYear(master, report, frozenset()).changed()
        words = f"Closed series stay in the plan, marked Closed ({', '.join(sorted(retired))}). {error}"
        return replace(renewed, notes=[words, *renewed.notes])


class _NewYear:
    def __init__(self, master: Master, report: Report, retired: frozenset[str]) -> None:
        self._master, self._report, self._retired = master, report, retired
        self._file, self._content = master.path.name, master.path.read_bytes()
        self._book: Book = read_book(master.path, only=(*READ, sheets.PROPOSALS.name))
        self._start = master.settings.quarter.start
        self._next = Quarter(self._start + 1, 1)
        self._columns = self._columns_of_history()
        self._notes: list[str] = []
        if self._retired and "retired" not in self._columns:
            found, do = "It has no column retired, in which closed series keep their years", "Add the column"
            raise refusal(self._file, found, do=do, sheet="History")

    def changed(self) -> NewYear:
        history = self._history()
        cells = self._settings()
        proposals = [*self._proposals(), *date_proposals(cells, self._start)]
        tables: dict[str, Sequence[Mapping[str, Value]]] = {"History": history, "Corrections": []}
        corrections = CORRECTIONS.columns.headings
        rules = {
            "Corrections": Rule(corrections, through=self._last("Corrections")),
            "History": Rule(self._columns, append=True, height=_high(HISTORY), through=self._last("History")),
        }
        if self._retired:
            for name in ("Measures", "Performance", "Figures", "Comparators"):
                if name in self._book.sheets:
                    tables[name] = self._staying(name)
                    rules[name] = Rule(keys=("id",), lets_go=True, as_they_are=True, through=self._last(name))
        months = self._months()
        if months is not None:
            tables["Months"] = months
            rules["Months"] = Rule(MONTHS.columns.headings, ("id", "month"), through=self._last("Months"))
        actions, notes = open_actions(self._report, self._retired)
        self._notes += notes
        lost = "open actions are not carried over; xlcsp upgrade adds it" if actions else ""
        for of, own_rows, without in (
            (sheets.PROPOSALS, proposals, "the proposals are printed only"), (ACTIONS, actions, lost),
        ):  # fmt: skip
            if of.name in self._book.sheets:
                tables[of.name] = own_rows
                rules[of.name] = Rule(of.columns.headings, height=_high(of), through=self._last(of.name))
            elif without:
                self._notes.append(f'The master has no sheet "{of.name}": {without}.')
        values = {
            "Settings": {address: value for address, (value, _) in cells.items()},
            "History": dict([*self._marks_of_retired(), *self._completed()]),
        }
        content = edit(self._file, self._content, tables=tables, rules=rules, cells=values)
        return NewYear(content, proposals, sorted(self._retired), self._notes)

    def _last(self, sheet: str) -> int:
        """The last row of the sheet's table as read; 0 if it has none."""
        return last_row(self._book, sheet_of(sheet))

    def _rows_of_history(self) -> Iterator[PlanRow]:
        return rows(self._book, "History", ("id",), Faults(self._file))

    def _columns_of_history(self) -> tuple[str, ...]:
        """Our columns of *History* that the master has."""
        row = next(self._rows_of_history(), None)
        ours = HISTORY.columns.headings
        return tuple(name for name in ours if row is None or name.lower() in row.columns)

    def _history(self) -> list[Line]:
        """The closing year's rows; a year that a person entered already is left as it is."""
        known = {(series, year.start) for series, years in self._master.history.items() for year in years}
        rows = []
        for line in self._report.series:
            retired = line.series.id in self._retired
            if (line.series.id, self._start) in known:
                words = f"{line.series.id}: History has {year_label(self._start)} already; it was left as it is."
                self._notes.append(words)
                continue
            row = history_row(line.assessment.observed, retired=retired)
            if row is not None:
                rows.append({name: value for name, value in row.items() if name in self._columns})
        return rows

    def _months(self) -> list[Line] | None:
        """The rows of *Months* with those of the closing year; None if they do not change."""
        known = {*self._master.history, *(line.series.id for line in self._report.series)} - self._retired
        months = [row for row in month_rows(self._report.series) if row["id"] in known]
        if not months:
            return None
        if "Months" not in self._book.sheets or formulas(self._file, self._content, "Months"):
            why = "holds formulas" if "Months" in self._book.sheets else "is not there"
            self._notes.append(
                f"The sheet Months {why}: the months of {year_label(self._start)} are not entered in it."
            )
            return None
        return [dict(row) for row in with_months(table_rows(self._book, MONTHS), months)]

    def _marks_of_retired(self) -> Iterator[tuple[str, Value]]:
        """Marks the earlier years of retired series, which stay."""
        for row in self._rows_of_history():
            if row.text("id") in self._retired:
                yield row.cell("retired"), "yes"

    def _completed(self) -> Iterator[tuple[str, Value]]:
        """Completes the year before the closing one with this year's late figures."""
        known = {(line.series.id, year.start): year for line in self._report.series for year in line.history}
        by_row = {(series, year.row): year for series, years in self._master.history.items() for year in years}
        for row in self._rows_of_history():
            year = by_row.get((row.text("id"), row.number))
            if year is None or year.start != self._start - 1:
                continue
            cells = completed_cells(year, known.get((row.text("id"), year.start), year))
            here = {name: value for name, value in cells.items() if name.lower() in row.columns}
            changed = [name for name in here if row.text(name.lower())]
            if changed:
                words = f"{row.text('id')}: {listed(changed)} of {year_label(year.start)} in History are now as revised"
                self._notes.append(f"{words} in this year's returns.")
            yield from ((row.cell(name.lower()), value) for name, value in here.items())

    def _staying(self, sheet: str) -> list[Line]:
        """The ids of the rows that stay."""
        ids = (row.text("id") for row in rows(self._book, sheet, ("id",), Faults(self._file)))
        return [{"id": series} for series in ids if series not in self._retired]

    def _settings(self) -> dict[str, tuple[Value, str]]:
        """The cells of *Settings* that change, each with its subject; formulas stay."""
        calculated = formulas(self._file, self._content, "Settings")
        cells: dict[str, tuple[Value, str]] = {}
        for row in rows(self._book, "Settings", ("setting", "value"), Faults(self._file)):
            name = row.text("setting").lower()
            if name == "financial year":
                cells[row.cell("value")] = (self._next.year, name)
            elif name == "quarter":
                cells[row.cell("value")] = (self._next.short, name)
            elif name in DECISIONS:  # about the old year's boards
                written = [column.lower() for column in _QUARTERS if row.text(column.lower())]
                cells |= {row.cell(column): (None, name) for column in written}
            elif name in DATES:
                for column in _QUARTERS:
                    day = row.day(column.lower())
                    if day is not None:
                        later = a_year_later(day, self._quarter_of(column))
                        cells[row.cell(column.lower())] = (later, f"{name} {column}".replace(" value", ""))
        for address in [cell for cell in cells if cell in calculated]:
            self._notes.append(f"Settings!{address}: a formula gives it; check that it gives the new year's value.")
            del cells[address]
        return cells

    def _quarter_of(self, column: str) -> Quarter:
        """The old year's quarter that a date in that column of *Settings* belongs to."""
        number = int(column[1:]) if column.startswith("Q") else self._master.settings.quarter.number
        return Quarter(self._start, number)

    def _proposals(self) -> Iterator[Line]:
        for line in self._report.series:
            if line.series.id in self._retired:
                closed = line.series.closed_from
                words = f"Retired: closed from {closed}; its figures are in {self._file} of {year_label(self._start)}"
                yield _line("retired", line.series, "Closed", None, words, "Nothing; restore the row if it goes on")
                continue
            if line.series.is_closed(self._next):
                is_late = not line.series.is_closed(self._next.plus(-line.series.lag_quarters))
                why = (
                    "Its last figures are still to come" if is_late else "It is the headline of a measure that goes on"
                )
                do = "Nothing this year" if is_late else "Give the measure another headline, or remove the row"
                yield _line("closed", line.series, "Closed", None, why, do)
            yield from self._of_series(line)

    def _of_series(self, line: SeriesReport) -> Iterator[Line]:
        series = line.series
        closing = year_of(line.assessment.observed)
        if series.target_rule not in _NO_TARGET:
            now = target_alone(series) or series.target_rule
            source = f"Carried over from {year_label(self._start)}"
            missed = series.quarters_before(self._start) if series.kind.is_cumulative else 0
            if missed:
                source = f"{source}, where it was for {plural(QUARTERS_A_YEAR - missed, 'quarter')} alone"
            quarterly = " (with target_q1 to target_q4)" if series.target_profile else ""
            do = f"Confirm it, or enter the new one{quarterly}"
            if _is_achieved(line):
                source, do = f"Achieved in {year_label(self._start)}", "Enter closed_from, or the next milestone"
            yield _line("target", series, now, None, source, do)
        proposed = proposed_baseline(series, line.history, closing)
        if proposed is not None and (proposed.value is not None or series.target_rule not in _NO_TARGET):
            now = number_words(series)
            do = "Enter it as baseline, if the board adopts it" if proposed.value is not None else "Set it by hand"
            yield _line("baseline", series, now, proposed.value, proposed.source, do)


def retired_series(master: Master, first: Quarter) -> frozenset[str]:
    """The series that are closed before the year begins; not the last headline of a measure that goes on."""
    retired = set()
    for measure in master.plan.measures:
        closed = {series.id for series in measure.series if series.is_closed(first.plus(-series.lag_quarters))}
        goes_on = [series for series in measure.series if series.id not in closed]
        if goes_on and not any(series.role == "headline" for series in goes_on):
            closed -= {series.id for series in measure.headline}
        retired |= closed
    return frozenset(retired)


def _is_achieved(line: SeriesReport) -> bool:
    """Whether it is a milestone whose last status says so."""
    statuses = [slot.milestone for slot in line.assessment.observed.slots if slot.milestone]
    return statuses[-1:] == ["Achieved"]


def number_words(series: Series) -> str:
    """The present baseline, with its label."""
    if series.baseline is None:
        return "none"
    label = f" ({series.baseline_label})" if series.baseline_label else ""
    return f"{series.baseline:f}{label}"


def _high(layout: SheetOf) -> Callable[[Mapping[str, Value]], float]:
    return lambda row: row_height(layout, row)


def _line(about: str, series: Series, now: str, proposed: Value, source: str, do: str) -> Line:
    return {
        "about": about, "id": series.id, "ref": series.ref, "what": series.title,
        "now": now, "proposed": proposed, "source": source, "do": do,
    }  # fmt: skip
