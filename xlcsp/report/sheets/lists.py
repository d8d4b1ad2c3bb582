"""The sheets that are lists: exceptions, actions, revisions, returns, problems; two of them on one page of the PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from xlcsp.domain.figures import Figure
from xlcsp.domain.periods import day, short_day
from xlcsp.domain.places import place_words, sources_of_change
from xlcsp.errors import Problem
from xlcsp.report import officers, words
from xlcsp.report.model import Report
from xlcsp.report.revised import is_new, steps, why
from xlcsp.report.sheets.grid import READABLE, Grid, Value
from xlcsp.report.sheets.part import HEADER, Part, Styled, draft, list_part
from xlcsp.report.sheets.styles import Styles
from xlcsp.returns.standing import SUPPLIED, note_of, of_comments

WHAT_IS_RED = "What is Red, with the commentary."


def reds(report: Report) -> Iterator[Styled]:
    """What is Red, or the sentence that nothing is."""
    rows = list(officers.exceptions(report))
    for row in rows:
        yield row, ("strong", "strong", *["text"] * 3)
    if not rows:
        yield ("", officers.NO_EXCEPTION, "", "", ""), "text"


def _revisions(report: Report) -> Iterator[Styled]:
    if not report.revisions:
        yield ("", "No figure was revised.", *[""] * 8), "text"
    by_id = {line.series.id: line.series for line in report.series}
    for revision in report.revisions:
        series = by_id[revision.series]
        before, now = map(place_words, sources_of_change(revision))
        sources = (f"{before}{_as_at(revision.old)}", f"{now}{_as_at(revision.new)}", revision.kind)
        since = "new" if is_new(revision, report) else ""
        for step in steps(revision, series):
            values = (series.ref, series.title, *step, why(revision, series, report), *sources, since)
            yield values, ("strong", "text", "text", "strong", "strong", *["text"] * 5)


def _as_at(figure: Figure) -> str:
    when = figure.source.as_at
    return f" (as at {short_day(when)})" if when else ""


def _problems(problems: Sequence[Problem]) -> Iterator[Styled]:
    for problem in problems:
        where = f"{problem.sheet}!{problem.cell}" if problem.sheet and problem.cell else problem.sheet
        words = ". ".join(part for part in (problem.stated, problem.allowed) if part)
        yield (problem.file, where, words, problem.do), "text"
    if not problems:
        yield ("None.", "", "", ""), "text"


def found_wrong(report: Report) -> Iterator[Styled]:
    """The problems, then those that were settled; or that there is none."""
    return _problems((*report.problems, *report.settled))


def found_odd(report: Report) -> Iterator[Styled]:
    """The queries, or that there is none."""
    return _problems(report.queries)


def _receipts(report: Report) -> Iterator[Styled]:
    styles = ("strong", "text", "text", "text", "day", "day", "text")
    for missing in report.not_sent:
        provider, quarter, due = missing
        parts = (f"due {day(due)}" if due else "", SUPPLIED if missing in report.excused else "")
        note = "; ".join(filter(None, parts))
        yield ("–", provider, str(quarter), "missing", None, None, note), styles
    for lead, quarter, due in report.comments_not_sent:
        note = of_comments(f"due {day(due)}" if due else "")
        yield ("–", lead, str(quarter), "missing", None, None, note), styles
    for receipt in report.receipts:
        note, period = note_of(receipt), str(receipt.quarter) if receipt.quarter else ""
        yield (receipt.file, receipt.provider, period, receipt.state, receipt.as_at, receipt.signed, note), styles


EXCEPTIONS = list_part(
    words.EXCEPTIONS,
    WHAT_IS_RED,
    dict(zip(officers.EXCEPTION_HEAD, (6, 34, 62, 62, 26), strict=True)),
    reds,
)
REVISIONS = list_part(
    "Revisions",
    "Figures that a later return or a correction changed or supplied; the newest counts.",
    {
        "No": 6, "Measure": 36, "Quarter": 12, "Old": 11, "New": 11, "Why": 30, "Old source": 37, "New source": 37,
        "Kind": 18, "Since last report": 12,
    },
    _revisions,
    purpose="Figures that later returns or corrections changed or supplied",
)  # fmt: skip
RETURNS = list_part(
    "Returns",
    "Which returns came in, and which are missing.",
    {"Return": 40, "Provider": 24, "Quarter": 12, "State": 12, "Data as at": 13, "Signed": 13, "Note": 50},
    _receipts,
)
PROBLEM_WIDTHS = {"File": 38, "Sheet and cell": 24, "What": 62, "What to do": 62}
WHAT_IS_WRONG, WHAT_IS_ODD = (
    "What is wrong in the returns, and what to do.",
    "What is odd in the returns, and what to ask.",
)
PROBLEMS = list_part("Problems", WHAT_IS_WRONG, PROBLEM_WIDTHS, found_wrong)
QUERIES = list_part("Queries", WHAT_IS_ODD, PROBLEM_WIDTHS, found_odd)


_STYLES = ("strong", "text", "text", "text", "day", "text", "strong", "day")


def styled_actions(report: Report) -> Iterator[Styled]:
    """Every action with the styles of its cells."""
    return ((row, _STYLES) for row in officers.action_rows(report))


ACTIONS = list_part(
    words.ACTIONS,
    officers.actions_line,
    dict(zip(officers.ACTIONS_HEAD, (6, 34, 66, 28, 14, 14, 12, 14), strict=True)),
    styled_actions,
    purpose="What is being done, by which role, by when",
    is_there=officers.has_actions,
)


_WIDTHS = (6, 34, 62, 28, 14, 18.5, 12, 13.5)
_SPANS = (1, 1, 1, 3, 2)  # columns under each heading of the exceptions
_FIRST = tuple(accumulate(_SPANS, initial=1))
_WriteRow = Callable[[Grid, int, Sequence[Value], str | Sequence[str]], None]


@dataclass(frozen=True, slots=True)
class _List:
    """One of them. about: the line below its name; write: writes one of its rows."""

    part: Part
    about: Callable[[Report], str]
    head: Sequence[str]
    rows: Callable[[Report], Iterable[Styled]]
    write: _WriteRow = Grid.row


@dataclass(frozen=True, slots=True)
class TwoLists:
    """Both, the sheet of the first holding the second as well. is_there: whether the report has them both."""

    first: _List
    second: _List
    widths: Sequence[float]
    is_there: Callable[[Report], bool] = lambda _report: True

    @property
    def parts(self) -> tuple[Part, Part]:
        """The sheets that they have in the workbook."""
        return self.first.part, self.second.part

    def fit(self, report: Report, styles: Styles) -> bool:
        """Whether both fit a page that can be read."""
        if not self.is_there(report):
            return False
        grid = draft(styles, self.widths)
        return grid.one_page(self._write(grid, report)[1], READABLE)

    def write(self, grid: Grid, report: Report) -> int:
        """Writes both on one page; returns the row where the second begins."""
        start, last = self._write(grid, report)
        grid.one_page(last, READABLE)
        name = self.first.part.name.lower()
        grid.finish(header=None, footer=f"{report.title}: {name}")
        return start

    def _write(self, grid: Grid, report: Report) -> tuple[int, int]:
        """Writes both; returns the row of the heading of the second, and the last row."""
        about = f"{report.title}. {self.first.about(report)}"
        grid.title(self.first.part.name, about)
        row = _write_list(grid, HEADER, self.first, report)
        start = row + 2
        row = grid.heading(start, self.second.part.name)
        grid.put(row, 1, self.second.about(report), "subtitle")
        grid.height(row, 18)
        return start, _write_list(grid, row + 1, self.second, report)


def _write_list(grid: Grid, row: int, of_list: _List, report: Report) -> int:
    """Writes header and rows from that row on; returns the last row."""
    of_list.write(grid, row, of_list.head, "head left")
    for values, styles in of_list.rows(report):
        row += 1
        of_list.write(grid, row, values, styles)
    return row


def _write_wide(grid: Grid, row: int, values: Sequence[Value], styles: str | Sequence[str]) -> None:
    """Writes a row of exceptions, whose last two columns are as wide as five of the actions."""
    for place, (value, first, span) in enumerate(zip(values, _FIRST, _SPANS, strict=False)):
        style = styles if isinstance(styles, str) else styles[place]
        last = first + span - 1
        grid.put(row, first, value, style)
        grid.fit(row, str(value), grid.width(first, last))
        if span > 1:
            grid.merge(row, first, row, last, style)


RED_PAGE = TwoLists(
    _List(EXCEPTIONS, lambda _report: WHAT_IS_RED, officers.EXCEPTION_HEAD, reds, _write_wide),
    _List(ACTIONS, officers.actions_line, officers.ACTIONS_HEAD, styled_actions),
    _WIDTHS,
    officers.has_actions,
)
"""What is Red, and what is being done, in the pack."""
LAST_PAGE = TwoLists(
    _List(PROBLEMS, lambda _report: WHAT_IS_WRONG, tuple(PROBLEM_WIDTHS), found_wrong),
    _List(QUERIES, lambda _report: WHAT_IS_ODD, tuple(PROBLEM_WIDTHS), found_odd),
    tuple(PROBLEM_WIDTHS.values()),
)
"""What is wrong in the returns, and what is odd, at the end of the annex."""
