"""The form of a theme lead as it came back: a comment on each measure, and actions; ``lead_form`` writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from pathlib import Path

from xlcsp.domain.officers import Action
from xlcsp.domain.periods import Quarter
from xlcsp.errors import Problem, ReturnError
from xlcsp.files.cells import CellError
from xlcsp.files.columns import Columns
from xlcsp.files.read import read_book
from xlcsp.files.table import Faults, Row, no_identifier
from xlcsp.forms import layout
from xlcsp.forms.columns import FormColumn
from xlcsp.returns import actions
from xlcsp.returns.added import added, noted, own_headings, stray
from xlcsp.returns.read import Identity, tables

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
LABELS = (layout.PARTNERSHIP, layout.YEAR, layout.QUARTER, LEAD, layout.FORM_ID)


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
    identity = Identity(name, table.sheet, (*LABELS, layout.SIGNED))
    quarter, lead = identity.quarter(), identity.text(LEAD)
    comments, queries, signed, measures = [], list[Problem](), identity.day(layout.SIGNED), {}
    for row in table.rows(faults):
        if not (row.text(layout.NO) or row.text(layout.ROW_ID)):
            queries += stray(name, row, row.columns)
            continue
        measures[row.text(layout.NO)] = row.text(layout.MEASURE)
        value, cell = row.value(DOING), row.cell(DOING)
        if isinstance(value, CellError):
            row.fault(DOING, f"The comment holds {value}", do="Enter it as text", code="error cell")
        elif value is not None and quarter is not None and (ref := _ref_of(row)):
            comments.append(Comment(ref, quarter, lead, row.text(DOING), name, cell, signed))
    entered, wrong = actions.read_form_actions(book, name, signed or (quarter.last_day if quarter else None))
    problems = (*identity.problems, *faults.found, *wrong)
    partnership = identity.text(layout.PARTNERSHIP)
    notes = (
        *queries,
        *noted(name, table.sheet),
        *added(name, table.sheet, table, own_headings(*(column.heading for column in COLUMNS)), identity.cells),
    )
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
