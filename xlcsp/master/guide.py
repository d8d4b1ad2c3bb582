"""The sheet *Guide*: the kinds of series, the handbook's words, and the names that *Contacts* chooses from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from xlcsp import theme
from xlcsp.domain.kinds import KINDS, Kind
from xlcsp.domain.periods import EXAMPLE, by_example
from xlcsp.files.cells import address
from xlcsp.files.names import alike
from xlcsp.handbook import Line, lines
from xlcsp.master.performance import PERFORMANCE
from xlcsp.master.sheets import BY_PEOPLE, COLLECTED, GUIDE, NAMES_COLUMN, NAMES_HEADER, NAMES_SHOWN
from xlcsp.master.styles import LINE, SIZE, Styles
from xlcsp.master.tables import HEADER_ROW, Cell, write_table
from xlcsp.planbook.columns import MEASURES

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_ROWS = 300  # rows of Measures below its headings: a table may not have grown with what was typed below it
_SOURCES = ("provider", "theme_lead")
_LEAD, _TEXT = (0, 1), (2, 3)  # columns over which a line's heading and text run
_LETTERS = address(1, NAMES_COLUMN + 1)[:-1]


HOW_OFTEN = (
    ("quarterly", "One figure a quarter."),
    (
        "monthly",
        "Three figures a quarter, added up by kind; of a latest value the last month's. Two of three are no quarter.",
    ),
    ("half-yearly", "A figure of six months, asked for with Q2 and Q4; Not due otherwise."),
    ("annual", "One figure a year, asked for with Q4; Not due otherwise."),
)
"""What each frequency of *Measures* means."""


def guide_rows() -> list[dict[str, Cell]]:
    """A row for each kind of series."""
    return [
        {
            "kind": kind.word,
            "what a provider enters": kind.asks.value,
            "the year so far is": kind.year.value,
            "its target is": _target(kind),
            "such as": kind.example,
        }
        for kind in KINDS
    ]


def _target(kind: Kind) -> str:
    if kind.has_status:
        return "none: its status is judged"
    return "a proportion: 0.62 for 62%" if kind.is_proportion else "a number"


def write_guide(sheet: Worksheet, measures: Sequence[Mapping[str, Cell]], styles: Styles) -> None:
    """The whole sheet. The names are formulas, so that they follow *Measures* while it is filled in."""
    write_table(sheet, GUIDE, guide_rows(), styles)
    sheet.repeat_rows(0)  # the sheet has other tables below, with other headings
    last = _write_told(sheet, styles)
    sheet.print_area(0, 0, last, len(GUIDE.columns) - 1)
    sheet.set_column(NAMES_COLUMN, NAMES_COLUMN, 36)
    sheet.write_string(HEADER_ROW, NAMES_COLUMN, NAMES_HEADER, styles.head_of("text"))
    names = names_of(measures)
    for at in range(NAMES_SHOWN):
        row = HEADER_ROW + 1 + at
        above = f"{_LETTERS}${HEADER_ROW + 1}:{_LETTERS}{row}"
        value = names[at] if at < len(names) else ""
        sheet.write_array_formula(
            row, NAMES_COLUMN, row, NAMES_COLUMN, f"={_next_name(above)}", styles.by_form["text"], value
        )


def guide_text() -> Iterator[Line]:
    """The text below the kinds: chapters of the handbook, and descriptions of sheets and columns."""
    yield from lines("10-quarter")
    yield from lines("40-situations")
    for heading, entries in (
        ("How often there is a figure", HOW_OFTEN),
        ("The sheets", sheet_purposes()),
        ("The columns of Measures", ((column.heading, by_example(column.help, EXAMPLE)) for column in MEASURES)),
    ):
        yield Line(heading, level=1)
        yield from (Line(name, words) for name, words in entries)
    yield from lines("20-lead-officers")


def sheet_purposes() -> list[tuple[str, str]]:
    """What each sheet of the master is for."""
    return [(layout.name, layout.purpose) for layout in (*BY_PEOPLE, *COLLECTED, PERFORMANCE)]


def _write_told(sheet: Worksheet, styles: Styles) -> int:
    """Writes the text below the table, and links to its parts above it; returns the last row, counted from 0."""
    row, begins = HEADER_ROW + len(KINDS) + 1, list[tuple[int, str]]()
    for line in guide_text():
        row += 2 if line.level == 1 else 1
        if line.level:
            begins += [(row, line.lead)] if line.level == 1 else []
            sheet.write_string(row, 0, line.lead, styles.heading if line.level == 1 else styles.step)
            sheet.set_row(row, (2 if line.level == 1 else 1.5) * LINE)
        else:
            _write_line(sheet, row, line, styles)
    sheet.write_string(2, 0, "Further down:", styles.muted)
    for column, (at, heading) in enumerate(begins[: len(GUIDE.columns) - 1], 1):
        sheet.write_url(2, column, f"internal:{GUIDE.name}!A{at + 1}", styles.step_link, heading)
    return row


def _write_line(sheet: Worksheet, row: int, line: Line, styles: Styles) -> None:
    """Writes a line: heading on the left with its text beside it; a text without a heading across both."""
    widths, most = [column.width for column in GUIDE.columns], 1
    parts = [(line.lead, *_LEAD, styles.lead), (line.text, *_TEXT, styles.words)]
    for words, first, last, style in parts if line.lead else [(line.text, _LEAD[0], _TEXT[1], styles.words)]:
        sheet.merge_range(row, first, row, last, words, style)
        lines_taken = theme.line_count(words, sum(widths[first : last + 1]) - 1, SIZE, bold=style is styles.lead)
        most = max(most, lines_taken)
    sheet.set_row(row, most * LINE + 4)


def names_of(measures: Iterable[Mapping[str, Cell]]) -> list[str]:
    """The providers and then the theme leads of the plan, each once, as its first row has it."""
    rows = list(measures)
    names: dict[str, str] = {}
    for source in _SOURCES:
        for row in rows:
            name = str(row.get(source) or "").strip()
            if name:
                names.setdefault(alike(name), name)
    return list(names.values())


def _next_name(above: str) -> str:
    """The formula of the first name that is not above: providers, then theme leads; blank if none is left."""
    formula = '""'
    for source in reversed(_SOURCES):
        names = f"OFFSET(tMeasures[[#Headers],[{source}]],1,0,{_ROWS},1)"
        first = f'MATCH(0,COUNTIF({above},TRIM({names}))+(TRIM({names})=""),0)'
        formula = f"IFERROR(TRIM(INDEX({names},{first})),{formula})"
    return formula
