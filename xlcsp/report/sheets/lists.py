"""The sheets that are lists: exceptions, results, figures with their sources, revisions, returns and problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from xlcsp.domain.figures import CONFIRMED, Figure, Revision, Source
from xlcsp.domain.kinds import Kind
from xlcsp.domain.numbers import in_full
from xlcsp.domain.slots import CLOSED, GAP, NOT_DUE, Slot
from xlcsp.errors import Problem
from xlcsp.measures.assess import Assessment
from xlcsp.measures.marks import MISSING
from xlcsp.measures.numbers import number, rounded
from xlcsp.report.exceptions import EXCEPTION_HEAD, NO_EXCEPTION, exceptions
from xlcsp.report.figure import Entry
from xlcsp.report.model import Report, SeriesReport
from xlcsp.report.sheets.grid import Grid, Value
from xlcsp.report.words import correction_of, is_new

HEADER = 4
EXCEPTIONS = (6, 34, 62, 62, 26)
RESULTS = (6, 40, 12, 10, 10, 10, 10, 10, 11, 9, 9, 9, 10, 12, 12, 12, 17)
FIGURES = (6, 50, 13, 10, 9, 9, 28, 38, 23, 14, 10, 14)
REVISIONS = (6, 36, 12, 11, 11, 30, 37, 37, 18, 12)
RETURNS = (40, 24, 12, 12, 13, 13, 50)
PROBLEMS = (38, 24, 62, 62)
_PROBLEM_HEAD = ("File", "Sheet and cell", "What", "What to do")
_WORDS = ("strong", "text", "text", "number", "text")  # the last columns of the results
_Styled = tuple[Sequence[Value], str | Sequence[str]]


def _write(grid: Grid, report: Report, title: str, purpose: str, head: Sequence[str], rows: Iterable[_Styled]) -> int:
    grid.title(title, f"{report.settings.partnership}, {report.quarter}. {purpose}")
    last = _table(grid, HEADER, head, rows)
    grid.sheet.freeze_panes = grid.sheet.cell(HEADER + 1, 1)
    return last


def list_sheet(
    grid: Grid, report: Report, title: str, purpose: str, head: Sequence[str], rows: Iterable[_Styled]
) -> None:
    """A sheet that is one list."""
    _finish(grid, report, title.lower(), _write(grid, report, title, purpose, head, rows))


def _table(grid: Grid, row: int, head: Sequence[str], rows: Iterable[_Styled]) -> int:
    """A header and its rows; returns the last row."""
    grid.row(row, head, "head left")
    for values, styles in rows:
        row += 1
        grid.row(row, values, styles)
    return row


def _finish(grid: Grid, report: Report, name: str, last: int) -> None:
    grid.paginate([(row, row) for row in range(HEADER + 1, last + 1)], HEADER)
    grid.finish(header=HEADER, footer=f"{report.settings.partnership}, {report.quarter}: {name}")


def write_exceptions(grid: Grid, report: Report) -> None:
    """Every Red series, and what is said about it."""
    purpose = "What is Red, and what is said about it."
    last = _write(grid, report, "Exceptions", purpose, EXCEPTION_HEAD, _reds(report))
    _finish(grid, report, "exceptions", last)


def _reds(report: Report) -> Iterator[_Styled]:
    found = list(exceptions(report))
    for one in found:
        yield one, ("strong", "strong", *["text"] * 3)
    if not found:
        yield ("", NO_EXCEPTION, "", "", ""), "text"


def write_results(grid: Grid, report: Report) -> None:
    """What was worked out for each series, as numbers."""
    head = (
        "No", "Measure", "Year to date", "Same period last year", "Variance", "Variance %",
        "Target", "Target to date", "Projection", "Likely from", "Likely to", "Chance of target",
        "RAG", "Against quarter before", "Against last year",
        "Each remaining quarter", "This quarter against last year's",
    )  # fmt: skip
    last = _write(grid, report, "Results", "What was worked out from the figures.", head, _results(report))
    _finish(grid, report, "results", last)


def _results(report: Report) -> Iterator[_Styled]:
    for measure in report.measures:
        for one in measure.series:
            found, series = one.assessment, one.series
            style = number_style(series.kind)
            demand = found.requirement
            bound = demand.bound if demand else None
            last_year = found.comparators.last_year_to_date
            text = None if series.kind.has_status else found.to_date_text or "No data"
            values: tuple[Value, ...] = (
                series.ref,
                series.title,
                number(found.to_date) if found.to_date is not None else text,
                number(last_year),
                _variance(found, series.kind, report.settings.decimals),
                _signed(found.variance_pct, report.settings.decimals + 2),
                number(bound),
                number(_to_date(found)),
                number(found.projection.value),
                number(found.low),
                number(found.high),
                found.chance,
                one.rag if series.role != "context" else "",
                found.travel_previous,
                found.travel_last_year,
                found.run_rate,
                found.significance or "",
            )
            whole = "number" if series.kind.is_level or series.kind.is_quotient else style
            to_date = "text" if found.to_date is None else style
            variance = "points" if series.is_proportion else style
            shown = ("strong", "text", to_date, style, variance, "change", style, style, *[whole] * 3, "whole percent")
            yield values, (*shown, *_WORDS)


def _to_date(found: Assessment) -> Fraction | None:
    """The target to date as it is printed."""
    demand, bound = found.requirement, found.profile
    if demand is None or bound is None:
        return bound
    side = (
        replace(demand, lower=bound, upper=None) if demand.upper is None else replace(demand, lower=None, upper=bound)
    )
    return side.in_whole().bound


def _variance(found: Assessment, kind: Kind, decimals: int) -> float | None:
    """In percentage points where the values are percentages."""
    if kind.is_proportion and found.variance is not None:
        return _signed(found.variance * 100, decimals)
    return number(found.variance)


def _signed(value: Fraction | None, decimals: int) -> float | None:
    """A signed number in full; 0 where it would read −0.0."""
    return number(value) if value is None or rounded(value, decimals) else 0


def entry_style(entry: Entry, kind: Kind) -> str:
    """The style by which a figure's number reads as its text does; ``text`` where there is no number."""
    if entry.value is None:
        return "text"
    return "number" if entry.value.denominator == 1 and not kind.is_proportion else number_style(kind)


def number_style(kind: Kind) -> str:
    """The style of a value of that kind."""
    return "percent" if kind.is_proportion else "decimal" if kind.is_measured else "number"


def write_figures(grid: Grid, report: Report) -> None:
    """Every figure with the file, sheet and cell that it came from."""
    head = (
        "No", "Measure", "Quarter", "Figure", "Out of", "%", "State", "Source file", "Sheet and cell",
        "Data as at", "Last year", "Source",
    )  # fmt: skip
    last = _write(grid, report, "Figures", "Every figure and the cell it came from.", head, _figures(report))
    _finish(grid, report, "figures", last)


def _figures(report: Report) -> Iterator[_Styled]:
    for measure in report.measures:
        for one in measure.series:
            for slot in one.slots:
                if slot.state in (NOT_DUE, CLOSED) or slot.quarter > report.quarter:
                    continue
                yield _figure_row(one, slot)


def _figure_row(one: SeriesReport, slot: Slot) -> _Styled:
    series, index = one.series, slot.quarter.number - 1
    source = slot.figure.source if slot.figure else Source("", "", "")
    share = slot.proportion(series.kind) if series.is_proportion else None
    is_pair = slot.denominator is not None or not series.is_proportion
    own: Value = slot.milestone or (number(slot.value) if is_pair else None)
    last = next((year for year in one.history if year.start == slot.quarter.start - 1), None)
    before = last.quarters[index] if last else None
    where = ""
    if last and before is not None:
        where = last.came_from[index] or last.place(index + 1)
    style = "percent" if series.kind.is_bare_percentage else "decimal" if series.kind.takes_decimals else "number"
    values: tuple[Value, ...] = (
        series.ref,
        series.title,
        str(slot.quarter),
        own if own is not None or slot.state != GAP else "[x]",
        number(slot.denominator),
        number(share),
        _state(slot.figure, slot.state, slot.marks),
        source.file,
        f"{source.sheet}!{source.cell}" if source.cell else source.sheet,
        source.as_at,
        float(before) if before is not None else None,
        where,
    )
    styles = ("strong", "text", "text", "number", "number", "percent", "text", "text", "text", "day")
    return values, (*styles, style, "text")


def _state(figure: Figure | None, state: str, marks: tuple[str, ...]) -> str:
    if state == GAP:
        return f"missing: {figure.reason.lower() if figure and figure.reason else 'no return'}"
    if state == "contained":
        return "contained in a later year to date"
    words = [figure.status if figure else ""]
    if figure is not None and figure.basis == "year to date":
        total = "" if figure.numerator is None else f"{in_full(figure.numerator)} "
        words.append(f"from a year to date {total}".strip())
    if figure is not None and figure.basis == CONFIRMED:
        words.append("the quarter's alone, as its provider confirms")
    return " ".join([", ".join(words), *marks]).strip()


def write_revisions(grid: Grid, report: Report) -> None:
    """Figures that a later return or a correction changed."""
    head = ("No", "Measure", "Quarter", "Old", "New", "Why", "Old source", "New source", "Kind", "Since last report")
    purpose = "Figures that a later return or a correction changed; the newest counts."
    last = _write(grid, report, "Revisions", purpose, head, _revisions(report))
    _finish(grid, report, "revisions", last)


def _revisions(report: Report) -> Iterator[_Styled]:
    if not report.revisions:
        yield ("", "No figure was revised.", *[""] * 8), "text"
    by_id = {one.series.id: one.series for one in report.series}
    for one in report.revisions:
        series = by_id[one.series]
        row = correction_of(one, report)
        said = f"{row.reason} ({row.who})" if row else one.new.reason if one.new.restates else ""
        why = ". ".join(part for part in (one.months_text, said) if part)
        values = (series.ref, series.title, str(one.quarter), *_both(one, series.kind), why)
        sources = (f"{one.old.source}{_as_at(one.old)}", f"{one.new.source}{_as_at(one.new)}", one.kind)
        since = "new" if is_new(one, report) else ""
        yield (*values, *sources, since), ("strong", "text", "text", "strong", "strong", *["text"] * 5)


def _both(one: Revision, kind: Kind) -> tuple[str, str]:
    """The old figure and the new."""
    return one.old.told(kind) or MISSING, one.new.told(kind) or MISSING


def _as_at(figure: Figure) -> str:
    day = figure.source.as_at
    return f" (as at {day.day} {day:%b %Y})" if day else ""


def write_returns(grid: Grid, report: Report) -> None:
    """Which returns came in, and which are missing."""
    head = ("Return", "Provider", "Quarter", "State", "Data as at", "Signed", "Note")
    list_sheet(grid, report, "Returns", "Which returns came in, and which are missing.", head, _receipts(report))


def write_problems(grid: Grid, report: Report) -> None:
    """What is wrong in the returns."""
    rows = _problems(report.problems)
    list_sheet(grid, report, "Problems", "What is wrong in the returns, and what to do.", _PROBLEM_HEAD, rows)


def write_queries(grid: Grid, report: Report) -> None:
    """What is odd in the returns."""
    rows = _problems(report.queries)
    list_sheet(grid, report, "Queries", "What is odd in the returns, and what to ask.", _PROBLEM_HEAD, rows)


def _problems(found: Sequence[Problem]) -> Iterator[_Styled]:
    for one in found:
        where = f"{one.sheet}!{one.cell}" if one.sheet and one.cell else one.sheet
        said = ". ".join(part for part in (one.stated, one.allowed) if part)
        yield (one.file, where, said, one.do), "text"
    if not found:
        yield ("None.", "", "", ""), "text"


def _receipts(report: Report) -> Iterator[_Styled]:
    styles = ("strong", "text", "text", "text", "day", "day", "text")
    for provider, quarter, due in report.missing:
        note = f"due {due.day} {due:%B %Y}" if due else ""
        yield ("–", provider, str(quarter), "missing", None, None, note), styles
    for one in report.receipts:
        note = f"superseded by {one.superseded_by}" if one.superseded_by else one.note
        period = str(one.quarter) if one.quarter else ""
        yield (one.file, one.provider, period, one.state, one.as_at, one.signed, note), styles
