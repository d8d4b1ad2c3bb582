"""The worked example: the figures of one published report as returns of seven providers, quarter by quarter."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from importlib import resources
from pathlib import Path

from xlcsp.domain.periods import Month, Quarter, parse_quarter
from xlcsp.forms.layout import TO_DATE_BASIS, Answer, Form, Revised
from xlcsp.forms.write import write_form
from xlcsp.master.new import MEANINGS, settings_rows
from xlcsp.master.sheets import MEASURES
from xlcsp.master.start import STEPS
from xlcsp.master.tables import Cell
from xlcsp.master.workbook import Content, write_master
from xlcsp.planbook import MASTERS, Master, read_master
from xlcsp.returns.collect import collect
from xlcsp.returns.issue import form_path, forms

PARTNERSHIP = "Example Community Safety Partnership"
YEAR = 2014
_LATE = ("Probation", 1)  # signed six days after its due date
_WEEKDAY_BEFORE_DUE = timedelta(days=2)

ABOUT = (
    "About this example",
    (
        "The figures are those of the end-of-year report 2014/15 of a Community Safety Partnership in the "
        "north-east of England, as published. Roles, wording, dates and commentaries are invented; so are the "
        "restatements of 1.3 and 2.2. Measure 7.1: Metropolitan Police recorded crime, Open Government Licence."
    ),
)


def build(folder: Path, said: Callable[[str], None] = lambda _: None) -> Master:
    """Makes the example's master, forms and returns in the folder; returns the master.

    said: told what is done, for people. The same bytes every time.
    """
    path = folder / MASTERS[0]
    write_master(content(), path)
    master = read_master(path)
    answers = {number: _answers(number) for number in range(1, 5)}
    for number in range(1, 5):
        quarter = Quarter(YEAR, number)
        known = collect(master, Quarter(YEAR, number - 1)).figures if number > 1 else {}
        issued = _table_row("dates.csv", quarter.short)
        for form in forms(master, quarter, known, date.fromisoformat(issued["data_cutoff"]) - timedelta(days=14)):
            write_form(form, form_path(master, form))
            returned = folder / master.settings.returns / quarter.folder / form_path(master, form).name
            write_form(_filled(form, answers[number], date.fromisoformat(issued["as_at"])), returned)
        said(f"{quarter}: forms issued, returns in")
    return master


def _filled(form: Form, answers: dict[str, Answer], as_at: date) -> Form:
    """The form as its provider sent it back."""
    due = form.due or as_at
    late = (form.provider, form.quarter.number) == _LATE
    signed = due + timedelta(days=6) if late else due - _WEEKDAY_BEFORE_DUE
    own = {series.id: answers[series.id] for series, _ in form.rows if series.id in answers}
    revised: dict[tuple[str, Quarter | Month], Revised] = {
        (row["id"], Quarter(YEAR, int(row["for_quarter"][1]))): Revised(figure=int(row["figure"]), why=row["why"])
        for row in _table("revisions.csv")
        if row["quarter"] == form.quarter.short and row["id"] in {series.id for series, _ in form.rows}
    }
    role = f"{form.provider} lead officer"
    return replace(form, as_at=as_at, signed_by=role, signed=signed, answers=own, revised=revised)


def _answers(number: int) -> dict[str, Answer]:
    return {
        row["id"]: Answer(
            figure=int(row["figure"]) if row["figure"] else None,
            out_of=int(row["out_of"]) if row["out_of"] else None,
            percentage=float(row["percentage"]) if row["percentage"] else None,
            milestone=row["milestone"],
            basis=TO_DATE_BASIS if row["basis"] else "",
            status=row["status"],
            reason=row["reason"],
            commentary=row["commentary"],
        )
        for row in _table("returns.csv")
        if row["quarter"] == f"Q{number}"
    }


def content() -> Content:
    """The example's plan, before anything is collected."""
    kept_as_text = {"id", "ref"}
    measures = [
        {name: _typed(name, row.get(name, ""), kept_as_text) for name in MEASURES.columns.headings}
        for row in _table("measures.csv")
    ]
    history = [
        {name: _typed(name, text, {"id", "year"}) for name, text in row.items()} for row in _table("history.csv")
    ]
    contacts: list[dict[str, Cell]] = [dict(row) for row in _table("contacts.csv")]
    tables = {"Measures": measures, "History": history, "Contacts": contacts, "Settings": _settings()}
    return Content(PARTNERSHIP, Quarter(YEAR, 1).plus(-1).last_day, tables, (*STEPS, ABOUT))


def _settings() -> list[dict[str, Cell]]:
    year = str(parse_quarter(f"{YEAR}/15 Q1").year)
    values: dict[str, Cell] = {"partnership": PARTNERSHIP, "financial year": year, "quarter": "Q4"}
    days = {row["quarter"]: row for row in _table("dates.csv")}
    names = [name for name in MEANINGS if name in days["Q1"] and name != "quarter"]
    dates: dict[str, dict[str, Cell]] = {
        name: {quarter: date.fromisoformat(of[name]) for quarter, of in days.items()} for name in names
    }
    return settings_rows(values, dates)


def _typed(name: str, text: str, as_text: set[str]) -> Cell:
    """A number where the text is one, unless the column holds text."""
    if name in as_text or not text:
        return text or None
    try:
        return float(Decimal(text))
    except InvalidOperation:
        return text


def _table(name: str) -> Iterator[dict[str, str]]:
    text = resources.files("xlcsp.demo").joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _table_row(name: str, quarter: str) -> dict[str, str]:
    return next(row for row in _table(name) if row["quarter"] == quarter)
