"""The form of a theme lead: each measure with its RAG and figures, and a cell for what is being done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xlcsp import theme
from xlcsp.domain.periods import Quarter
from xlcsp.errors import Problem, ReturnError
from xlcsp.files import packed
from xlcsp.files import write as files
from xlcsp.files.cells import CellError, read_book
from xlcsp.files.table import Faults
from xlcsp.forms import layout
from xlcsp.forms.cells import LINE, Styles, line_count, set_up, write, write_day
from xlcsp.forms.layout import Form
from xlcsp.returns.read import Identity, tables

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

SHEET, LEAD = "Comments", "Theme lead"
FIGURES, PROVIDER_SAYS, DOING, RAG = (
    "What the figures say",
    "What the provider says",
    "What we are doing about it",
    "RAG",
)
COLUMNS = (layout.NO, layout.MEASURE, RAG, FIGURES, PROVIDER_SAYS, DOING, layout.ROW_ID)
HEADER = 11  # the header's row, counted from 0
_WIDTHS = (6, 32, 11, 46, 40, 52, 8)
_LABELS = (layout.PARTNERSHIP, layout.YEAR, layout.QUARTER, LEAD, layout.FORM_ID)


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A measure as the theme lead sees it."""

    ref: str
    measure: str
    rag: str
    figures: str
    said: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class CommentsForm:
    """A theme lead's form as a value. due: when the comments are due."""

    partnership: str
    quarter: Quarter
    lead: str
    due: date | None
    issued: date
    rows: tuple[CommentRow, ...]
    signed: date | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """What a theme lead said of a measure, and where."""

    ref: str
    quarter: Quarter
    lead: str
    text: str
    file: str
    cell: str


@dataclass(frozen=True, slots=True)
class ReturnedComments:
    """A theme lead's form as it came back."""

    file: str
    sha256: str
    partnership: str
    quarter: Quarter | None
    lead: str
    signed: date | None
    comments: tuple[Comment, ...]
    problems: tuple[Problem, ...]


def write_comments(form: CommentsForm, path: Path) -> None:
    """Writes the form whole or not at all. The same form gives the same bytes."""
    with files.replacing(path) as draft, packed.new_workbook(draft) as book:
        title = f"Comments of {form.lead}, {form.quarter}"
        created = files.midnight(form.issued)
        book.set_properties({"title": title, "author": files.PROGRAM, "company": form.partnership, "created": created})
        _write(form, book.add_worksheet(SHEET), Styles(book))


def _write(form: CommentsForm, sheet: Worksheet, styles: Styles) -> None:
    shell = Form(form.partnership, form.quarter, form.lead, "Comments", form.issued, form.due, ())
    set_up(sheet, shell, _WIDTHS, styles)
    sheet.write_string(0, 0, f"{form.lead}: what we are doing about it, {form.quarter}", styles.title)
    due = f" by {form.due.day} {form.due:%B %Y}" if form.due else ""
    text = (
        f"1. Write into the yellow cells what is being done, above all about what is Red, and send the file back{due}."
    )
    sheet.write_string(1, 0, text, styles.text)
    sheet.write_string(2, 0, "2. Leave a cell blank where there is nothing to add.", styles.text)
    values = (form.partnership, form.quarter.year, form.quarter.short, form.lead, "Comments")
    for row, (label, value) in enumerate(zip(_LABELS, values, strict=True), 4):
        sheet.write_string(row, 1, label, styles.label)
        sheet.write_string(row, 2, value, styles.value)
    sheet.write_string(4, 4, layout.SIGNED, styles.label)
    write_day(sheet, 4, 5, form.signed, styles.filled_day)
    for column, name in enumerate(COLUMNS):
        sheet.write_string(HEADER, column, name, styles.head)
    for row, one in enumerate(form.rows, HEADER + 1):
        fill, ink = theme.RAG_COLOURS.get(one.rag, (theme.LOCKED, theme.INK))
        rag = styles.make(
            bold=True, bg_color=fill, font_color=ink, border=1, border_color=theme.RULE, valign="vcenter", indent=1
        )
        cells = ((one.ref, styles.locked), (one.measure, styles.locked), (one.rag, rag), (one.figures, styles.locked))
        for column, (value, style) in enumerate((*cells, (one.said, styles.locked))):
            sheet.write_string(row, column, value, style)
        write(sheet, row, 5, one.comment or None, styles.choice)
        sheet.write_string(row, 6, one.ref, styles.id)
        lines = max(
            line_count(text, width)
            for text, width in zip((one.measure, one.figures, one.said), (32, 46, 40), strict=True)
        )
        sheet.set_row(row, min(409, max(4, lines) * LINE + 6))
    sheet.repeat_rows(HEADER)
    sheet.print_area(0, 0, HEADER + len(form.rows), len(COLUMNS) - 1)


def read_comments(path: Path, name: str) -> ReturnedComments | None:
    """A theme lead's form; None where the workbook is none, or cannot be read."""
    try:
        book = read_book(path, name, (layout.YEAR_SHEET,))
    except ReturnError:
        return None
    table = next(tables(book, SHEET, COLUMNS), None)
    if table is None:
        return None
    faults = Faults(name)
    identity = Identity(name, table.sheet, (*_LABELS, layout.SIGNED))
    quarter, lead = identity.quarter(), identity.text(LEAD)
    comments = []
    for row in table.rows(faults):
        value, cell = row.value(DOING), row.cell(DOING)
        if isinstance(value, CellError):
            row.fault(DOING, f"The comment holds {value}", do="Enter it as text", code="error cell")
        elif value is not None and quarter is not None:
            ref = row.text(layout.ROW_ID) or row.text(layout.NO)
            comments.append(Comment(ref, quarter, lead, row.text(DOING), name, cell))
    told = (*identity.problems, *faults.found)
    partnership = identity.text(layout.PARTNERSHIP)
    signed = identity.day(layout.SIGNED)
    return ReturnedComments(name, book.sha256, partnership, quarter, lead, signed, tuple(comments), told)
