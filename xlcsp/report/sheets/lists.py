"""The sheets that are lists: exceptions, revisions, returns and problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from xlcsp.domain.figures import Figure
from xlcsp.domain.places import sources_of_change, told_places
from xlcsp.errors import Problem
from xlcsp.report.exceptions import EXCEPTION_HEAD, NO_EXCEPTION, exceptions
from xlcsp.report.model import Report
from xlcsp.report.revised import is_new, steps, why
from xlcsp.report.sheets.grid import Grid, Value

HEADER = 4
EXCEPTIONS = (6, 34, 62, 62, 26)
REVISIONS = (6, 36, 12, 11, 11, 30, 37, 37, 18, 12)
RETURNS = (40, 24, 12, 12, 13, 13, 50)
PROBLEMS = (38, 24, 62, 62)
_PROBLEM_HEAD = ("File", "Sheet and cell", "What", "What to do")
Styled = tuple[Sequence[Value], str | Sequence[str]]


def _write(grid: Grid, report: Report, title: str, purpose: str, head: Sequence[str], rows: Iterable[Styled]) -> int:
    grid.title(title, f"{report.settings.partnership}, {report.quarter}. {purpose}")
    last = _table(grid, HEADER, head, rows)
    grid.sheet.freeze_panes = grid.sheet.cell(HEADER + 1, 1)
    return last


def list_sheet(
    grid: Grid, report: Report, title: str, purpose: str, head: Sequence[str], rows: Iterable[Styled]
) -> None:
    """Writes a sheet that consists of one list."""
    _finish(grid, report, title.lower(), _write(grid, report, title, purpose, head, rows))


def _table(grid: Grid, row: int, head: Sequence[str], rows: Iterable[Styled]) -> int:
    """Writes a header and its rows; returns the last row."""
    grid.row(row, head, "head left")
    for values, styles in rows:
        row += 1
        grid.row(row, values, styles)
    return row


def _finish(grid: Grid, report: Report, name: str, last: int) -> None:
    grid.paginate([(row, row) for row in range(HEADER + 1, last + 1)], HEADER)
    grid.finish(header=HEADER, footer=f"{report.settings.partnership}, {report.quarter}: {name}")


def write_exceptions(grid: Grid, report: Report) -> None:
    """Writes every Red series with its commentary."""
    purpose = "What is Red, with the commentary."
    last = _write(grid, report, "Exceptions", purpose, EXCEPTION_HEAD, _reds(report))
    _finish(grid, report, "exceptions", last)


def _reds(report: Report) -> Iterator[Styled]:
    found = list(exceptions(report))
    for one in found:
        yield one, ("strong", "strong", *["text"] * 3)
    if not found:
        yield ("", NO_EXCEPTION, "", "", ""), "text"


def write_revisions(grid: Grid, report: Report) -> None:
    """Lists the figures changed by a later return or a correction."""
    head = ("No", "Measure", "Quarter", "Old", "New", "Why", "Old source", "New source", "Kind", "Since last report")
    purpose = "Figures that a later return or a correction changed or supplied; the newest counts."
    last = _write(grid, report, "Revisions", purpose, head, _revisions(report))
    _finish(grid, report, "revisions", last)


def _revisions(report: Report) -> Iterator[Styled]:
    if not report.revisions:
        yield ("", "No figure was revised.", *[""] * 8), "text"
    by_id = {one.series.id: one.series for one in report.series}
    for one in report.revisions:
        series = by_id[one.series]
        before, now = map(told_places, sources_of_change(one))
        sources = (f"{before}{_as_at(one.old)}", f"{now}{_as_at(one.new)}", one.kind)
        since = "new" if is_new(one, report) else ""
        for step in steps(one, series):
            values = (series.ref, series.title, *step, why(one, report), *sources, since)
            yield values, ("strong", "text", "text", "strong", "strong", *["text"] * 5)


def _as_at(figure: Figure) -> str:
    day = figure.source.as_at
    return f" (as at {day.day} {day:%b %Y})" if day else ""


def write_returns(grid: Grid, report: Report) -> None:
    """Lists the returns received, and those missing."""
    head = ("Return", "Provider", "Quarter", "State", "Data as at", "Signed", "Note")
    list_sheet(grid, report, "Returns", "Which returns came in, and which are missing.", head, _receipts(report))


def write_problems(grid: Grid, report: Report) -> None:
    """Lists the problems in the returns."""
    rows = _problems(report.problems)
    list_sheet(grid, report, "Problems", "What is wrong in the returns, and what to do.", _PROBLEM_HEAD, rows)


def write_queries(grid: Grid, report: Report) -> None:
    """Lists the queries on the returns."""
    rows = _problems(report.queries)
    list_sheet(grid, report, "Queries", "What is odd in the returns, and what to ask.", _PROBLEM_HEAD, rows)


def _problems(found: Sequence[Problem]) -> Iterator[Styled]:
    for one in found:
        where = f"{one.sheet}!{one.cell}" if one.sheet and one.cell else one.sheet
        said = ". ".join(part for part in (one.stated, one.allowed) if part)
        yield (one.file, where, said, one.do), "text"
    if not found:
        yield ("None.", "", "", ""), "text"


def _receipts(report: Report) -> Iterator[Styled]:
    styles = ("strong", "text", "text", "text", "day", "day", "text")
    for provider, quarter, due in report.missing:
        note = f"due {due.day} {due:%B %Y}" if due else ""
        yield ("–", provider, str(quarter), "missing", None, None, note), styles
    for one in report.receipts:
        note = f"superseded by {one.superseded_by}" if one.superseded_by else one.note
        period = str(one.quarter) if one.quarter else ""
        yield (one.file, one.provider, period, one.state, one.as_at, one.signed, note), styles
