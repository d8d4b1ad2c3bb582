"""The form of a theme lead as it is issued: a sheet of measures, and one of the open actions and rows for new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlcsp import theme
from xlcsp.domain.logo import Logo
from xlcsp.domain.officers import Action
from xlcsp.domain.periods import Quarter, day
from xlcsp.files import packed
from xlcsp.files import write as files
from xlcsp.forms import layout
from xlcsp.forms.cells import LINE, Page, Styles, line_count
from xlcsp.forms.guide import FOR_THEME_LEADS, write_guide
from xlcsp.forms.layout import Form
from xlcsp.returns import actions
from xlcsp.returns.comments import COLUMNS, LABELS, SHEET

_IDENTITY, _HEADER = 4, 11  # the rows of the form's identity and of the header, counted from 0
_LOGO = (140.0, 88.0)  # points that the logo may take
_ACTIONS_HEADER = 4  # the row of the header on the sheet of actions
_NEW = 5  # rows for new actions
_HOW_TO = (
    "1. Update each open action: its status, and its due date if that has moved. Done and Stopped end an action.",
    f"2. Enter up to {_NEW} new actions: the measure's number, what is done, by which role (no person), and by when.",
)


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
class _Asked:
    """What the sheet asks. given: the open actions. start: the beginning of new ids. refs: the measures to choose from.

    day: an example of a due date, for the prompt.
    """

    title: str
    given: Sequence[Action]
    start: str
    refs: str
    day: date


def write_comments(form: CommentsForm, path: Path) -> None:
    """Writes the form whole or not at all. The same form gives the same bytes."""
    with files.replacing(path) as draft, packed.new_workbook(draft) as book:
        packed.describe(book, f"Comments of {form.lead}, {form.quarter}", form.issued, form.partnership)
        styles = Styles(book)
        _write(form, Page(book.add_worksheet(SHEET), COLUMNS, styles))
        page = Page(book.add_worksheet(actions.SHEET), actions.COLUMNS, styles)
        page.set_up(_shell(form))
        _write_actions(_action_sheet(form), page)
        write_guide(_shell(form), book.add_worksheet(layout.GUIDE_SHEET), styles, FOR_THEME_LEADS)


def _action_sheet(form: CommentsForm) -> _Asked:
    start = f"{layout.form_id(form.quarter)}{form.place:02d}"
    refs = f"{SHEET}!$A${_HEADER + 2}:$A${_HEADER + 1 + len(form.rows)}"
    day = form.quarter.plus(1).last_day
    return _Asked(f"{form.lead}: actions, {form.quarter}", form.actions, start, refs, day)


def _shell(form: CommentsForm) -> Form:
    return Form(
        form.partnership, form.quarter, form.lead, "Comments", form.issued, form.due, (), marking=form.marking,
        logo=form.logo,
    )  # fmt: skip


def _write(form: CommentsForm, page: Page) -> None:
    sheet, styles = page.sheet, page.styles
    page.set_up(_shell(form))
    page.add_logo(_shell(form), _IDENTITY, "commentary", _LOGO)
    sheet.write_string(0, 0, f"{form.lead}: what we are doing about it, {form.quarter}", styles.title)
    due = f" by {day(form.due)}" if form.due else ""
    text = (
        f"1. Write into the yellow cells what is being done, above all about what is Red, and send the file back{due}."
    )
    sheet.write_string(1, 0, text, styles.text)
    text = f'2. Leave a cell blank where there is nothing to add. Actions are on the sheet "{actions.SHEET}".'
    sheet.write_string(2, 0, text, styles.text)
    values = (form.partnership, form.quarter.year, form.quarter.short, form.lead, "Comments")
    for row, (label, value) in enumerate(zip(LABELS, values, strict=True), _IDENTITY):
        page.write(row, "measure", label, styles.label)
        page.write(row, "rag", value, styles.named)
        sheet.set_row(row, 18)
    page.write(_IDENTITY, "commentary", layout.SIGNED, styles.label)
    page.write(_IDENTITY, "comment", form.signed, styles.filled_day)
    page.write_heads(_HEADER, page.columns)
    for row, line in enumerate(form.rows, _HEADER + 1):
        lines = page.write_row(row, line, page.columns, line)
        fill, ink = theme.RAG_COLOURS.get(line.rag, (theme.LOCKED, theme.INK))
        rag = styles.make(
            bold=True, bg_color=fill, font_color=ink, border=1, border_color=theme.RULE, valign="vcenter", indent=1
        )
        page.write(row, "rag", line.rag, rag)
        sheet.set_row(row, min(409, max(4, lines) * LINE + 6))
    sheet.set_selection(_HEADER + 1, page.columns.index("comment"), _HEADER + 1, page.columns.index("comment"))
    sheet.repeat_rows(_HEADER)
    sheet.print_area(0, 0, _HEADER + len(form.rows), len(page.columns) - 1)


def _write_actions(asked: _Asked, page: Page) -> None:
    """Writes the sheet, which is set up already."""
    sheet, styles = page.sheet, page.styles
    sheet.write_string(0, 0, asked.title, styles.title)
    for row, text in enumerate(_HOW_TO, 1):
        sheet.write_string(row, 0, text, styles.text)
    page.write_heads(_ACTIONS_HEADER, page.columns)
    row = _ACTIONS_HEADER
    for action in asked.given:
        row += 1
        page.write(row, "ref", action.ref, styles.ref)
        _write_row(page, row, action.id, action, asked.day)
    for number in range(1, _NEW + 1):
        row += 1
        page.write(row, "ref", None, styles.filled_ref)
        page.allow(row, "ref", {"validate": "list", "source": f"={asked.refs}"})
        _write_row(page, row, f"{asked.start}-{number}", None, asked.day)
    sheet.repeat_rows(_ACTIONS_HEADER)
    sheet.print_area(0, 0, row, len(page.columns) - 1)


def _write_row(page: Page, row: int, key: str, action: Action | None, day: date) -> None:
    """The cells to fill in; those of an open action show what was last entered."""
    for name, value in (("action", action.text if action else None), ("owner", action.owner if action else None)):
        page.ask(row, page.columns[name], "words", value, page.columns[name].help)
    page.write(row, "due", action.due if action else None, page.styles.filled_day)
    page.allow(row, "due", {
        "validate": "date", "criteria": ">", "value": date(2000, 1, 1), "input_title": "Due",
        "input_message": f"A date, such as {day:%d/%m/%Y}.", "error_title": "Not a date",
        "error_message": "Enter the date as day/month/year.",
    })  # fmt: skip
    page.ask(row, page.columns["status"], "choice", action.status if action else None)
    page.write(row, "id", key, page.styles.id)
    texts = ((action.text, "action"), (action.owner, "owner")) if action else ()
    lines = max((line_count(text, page.columns[name].width) for text, name in texts), default=1)
    page.sheet.set_row(row, max(2, lines) * LINE + 6)
