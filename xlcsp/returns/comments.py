"""The form of a theme lead: each measure with its RAG and figures, and a cell for what is being done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from pathlib import Path

from xlcsp import theme
from xlcsp.domain.logo import Logo
from xlcsp.domain.officers import Action
from xlcsp.domain.periods import Quarter, day
from xlcsp.errors import Problem, ReturnError
from xlcsp.files import packed
from xlcsp.files import write as files
from xlcsp.files.cells import CellError
from xlcsp.files.columns import Columns
from xlcsp.files.read import read_book
from xlcsp.files.table import Faults, Row, no_identifier
from xlcsp.forms import layout
from xlcsp.forms.cells import LINE, Page, Styles
from xlcsp.forms.columns import FormColumn
from xlcsp.forms.guide import FOR_THEME_LEADS, write_guide
from xlcsp.forms.layout import Form
from xlcsp.returns import actions
from xlcsp.returns.read import Identity, noted, tables

SHEET, LEAD = "Comments", "Theme lead"
FIGURES, PROVIDER_SAYS, DOING, RAG = (
    "What the figures say",
    "What the provider says",
    "What we are doing about it",
    "RAG",
)
COLUMNS = Columns(
    FormColumn("ref", layout.NO, 6, "ref", shows=attrgetter("ref"), needed=True),
    FormColumn("measure", layout.MEASURE, 32, "locked", shows=attrgetter("measure"), needed=True),
    FormColumn("rag", RAG, 11, "locked", shows=attrgetter("rag"), needed=True),
    FormColumn("figures", FIGURES, 46, "locked", shows=attrgetter("figures"), needed=True),
    FormColumn("commentary", PROVIDER_SAYS, 40, "locked", shows=attrgetter("commentary"), needed=True),
    FormColumn("comment", DOING, 52, needed=True, help="Printed in the report with your role. Name no person."),
    FormColumn("id", layout.ROW_ID, 8, "id", shows=attrgetter("ref"), needed=True),
)
IDENTITY, HEADER = 4, 11  # the rows of the form's identity and of the header, counted from 0
_LOGO = (140.0, 88.0)  # points that the logo may take
_LABELS = (layout.PARTNERSHIP, layout.YEAR, layout.QUARTER, LEAD, layout.FORM_ID)


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A measure as the theme lead sees it."""

    ref: str
    measure: str
    rag: str
    figures: str
    commentary: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class CommentsForm:
    """A theme lead's form as a value.

    due: when the comments are due. actions: the open ones. place: the lead's position in the plan. logo: the
    partnership's.
    """

    partnership: str
    quarter: Quarter
    lead: str
    due: date | None
    issued: date
    rows: tuple[CommentRow, ...]
    signed: date | None = None
    marking: str = ""
    actions: tuple[Action, ...] = ()
    place: int = 1
    logo: Logo | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A theme lead's comment on a measure, with its cell."""

    ref: str
    quarter: Quarter
    lead: str
    text: str
    file: str
    cell: str
    signed: date | None = None


@dataclass(frozen=True, slots=True)
class ReturnedComments:
    """A theme lead's form as it came back. measures: their names, by the numbers they had when it was issued."""

    file: str
    sha256: str
    partnership: str
    quarter: Quarter | None
    lead: str
    signed: date | None
    comments: tuple[Comment, ...]
    problems: tuple[Problem, ...]
    actions: tuple[Action, ...] = ()
    measures: Mapping[str, str] = field(default_factory=dict)
    queries: tuple[Problem, ...] = ()


def write_comments(form: CommentsForm, path: Path) -> None:
    """Writes the form whole or not at all. The same form gives the same bytes."""
    with files.replacing(path) as draft, packed.new_workbook(draft) as book:
        packed.describe(book, f"Comments of {form.lead}, {form.quarter}", form.issued, form.partnership)
        styles = Styles(book)
        _write(form, Page(book.add_worksheet(SHEET), COLUMNS, styles))
        page = Page(book.add_worksheet(actions.SHEET), actions.COLUMNS, styles)
        page.set_up(_shell(form))
        actions.write_actions(_action_sheet(form), page)
        write_guide(_shell(form), book.add_worksheet(layout.GUIDE_SHEET), styles, FOR_THEME_LEADS)


def _action_sheet(form: CommentsForm) -> actions.Asked:
    start = f"{form.quarter.folder.replace(' ', '-')}-{form.place:02d}"
    refs = f"{SHEET}!$A${HEADER + 2}:$A${HEADER + 1 + len(form.rows)}"
    day = form.quarter.plus(1).last_day
    return actions.Asked(f"{form.lead}: actions, {form.quarter}", form.actions, start, refs, day)


def _shell(form: CommentsForm) -> Form:
    return Form(
        form.partnership, form.quarter, form.lead, "Comments", form.issued, form.due, (), marking=form.marking,
        logo=form.logo,
    )  # fmt: skip


def _write(form: CommentsForm, page: Page) -> None:
    sheet, styles = page.sheet, page.styles
    page.set_up(_shell(form))
    page.add_logo(_shell(form), IDENTITY, "commentary", _LOGO)
    sheet.write_string(0, 0, f"{form.lead}: what we are doing about it, {form.quarter}", styles.title)
    due = f" by {day(form.due)}" if form.due else ""
    text = (
        f"1. Write into the yellow cells what is being done, above all about what is Red, and send the file back{due}."
    )
    sheet.write_string(1, 0, text, styles.text)
    text = f'2. Leave a cell blank where there is nothing to add. Actions stand on the sheet "{actions.SHEET}".'
    sheet.write_string(2, 0, text, styles.text)
    values = (form.partnership, form.quarter.year, form.quarter.short, form.lead, "Comments")
    for row, (label, value) in enumerate(zip(_LABELS, values, strict=True), IDENTITY):
        page.write(row, "measure", label, styles.label)
        page.write(row, "rag", value, styles.named)
        sheet.set_row(row, 18)
    page.write(IDENTITY, "commentary", layout.SIGNED, styles.label)
    page.write_day(IDENTITY, "comment", form.signed, styles.filled_day)
    page.write_heads(HEADER, page.columns)
    for row, line in enumerate(form.rows, HEADER + 1):
        lines = page.write_row(row, line, page.columns, line)
        fill, ink = theme.RAG_COLOURS.get(line.rag, (theme.LOCKED, theme.INK))
        rag = styles.make(
            bold=True, bg_color=fill, font_color=ink, border=1, border_color=theme.RULE, valign="vcenter", indent=1
        )
        page.write(row, "rag", line.rag, rag)
        sheet.set_row(row, min(409, max(4, lines) * LINE + 6))
    sheet.set_selection(HEADER + 1, page.columns.index("comment"), HEADER + 1, page.columns.index("comment"))
    sheet.repeat_rows(HEADER)
    sheet.print_area(0, 0, HEADER + len(form.rows), len(page.columns) - 1)


def read_comments(path: Path, name: str) -> ReturnedComments | None:
    """A theme lead's form; None if the workbook is not one, or cannot be read."""
    try:
        book = read_book(path, name, layout.NOT_READ, is_tolerant=True)
    except ReturnError:
        return None
    table = next(tables(book, SHEET, COLUMNS), None)
    if table is None:
        return None
    faults = Faults(name)
    identity = Identity(name, table.sheet, (*_LABELS, layout.SIGNED))
    quarter, lead = identity.quarter(), identity.text(LEAD)
    comments, signed, measures = [], identity.day(layout.SIGNED), {}
    for row in table.rows(faults):
        measures[row.text(layout.NO)] = row.text(layout.MEASURE)
        value, cell = row.value(DOING), row.cell(DOING)
        if isinstance(value, CellError):
            row.fault(DOING, f"The comment holds {value}", do="Enter it as text", code="error cell")
        elif value is not None and quarter is not None and (ref := _ref_of(row)):
            comments.append(Comment(ref, quarter, lead, row.text(DOING), name, cell, signed))
    entered, wrong = actions.read_form_actions(book, name, signed or (quarter.last_day if quarter else None))
    problems = (*identity.problems, *faults.found, *wrong)
    partnership, notes = identity.text(layout.PARTNERSHIP), tuple(noted(name, table.sheet))
    return ReturnedComments(
        name, book.sha256, partnership, quarter, lead, signed, tuple(comments), problems, entered, measures, notes
    )


def _ref_of(row: Row) -> str:
    """The measure of a row, if its No and Row id agree; otherwise empty, with a problem."""
    wrong = False
    for column in (layout.NO, layout.ROW_ID):
        fault = no_identifier(column, row.value(column))
        if fault:
            wrong = True
            row.fault(column, f"{fault}; the comment was not taken", do="Enter it as text, as issued", code="row id")
    no, identity = row.text(layout.NO), row.text(layout.ROW_ID)
    if not wrong and no and identity and no != identity:
        words = f"The row says {no}, but its row id is that of {identity}; the comment was not taken"
        row.fault(layout.ROW_ID, words, do="Write it into the right row of a new form", code="row id")
        wrong = True
    return "" if wrong else identity or no
