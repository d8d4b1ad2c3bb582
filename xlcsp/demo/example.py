"""A worked example's master, forms and returns, quarter by quarter, from the tables of its story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

from xlcsp.demo.story import Story
from xlcsp.domain.periods import Month, Quarter, parse_month, year_label
from xlcsp.forms.layout import TO_DATE_BASIS, Answer, Form, Revised
from xlcsp.forms.write import write_form
from xlcsp.master.new import settings_rows
from xlcsp.master.sheets import BY_PEOPLE
from xlcsp.master.start import STEPS
from xlcsp.master.tables import Cell
from xlcsp.master.workbook import Content, write_master
from xlcsp.planbook import MASTERS, Master, read_master
from xlcsp.planbook.settings import DATES, DECISIONS
from xlcsp.report.model import Report
from xlcsp.report.to_comment import comment_forms
from xlcsp.returns.collect import collect
from xlcsp.returns.folder import comment_paths
from xlcsp.returns.issue import form_path, forms
from xlcsp.returns.lead_form import write_comments

_WEEKDAY_BEFORE_DUE = timedelta(days=2)


def build(story: Story, folder: Path, say: Callable[[str], None] = lambda _: None) -> Master:
    """Makes the example's master, forms and returns in the folder; returns the master.

    said: called with messages on progress. Makes the same bytes every time.
    """
    path = folder / MASTERS[0]
    write_master(content(story), path)
    master = read_master(path)
    for quarter in story.quarters:
        answers = _answers(story, quarter)
        known = collect(master, quarter.plus(-1)).figures if quarter.number > 1 else {}
        dates = _dates(story, quarter)
        for form in forms(master, quarter, known, dates["data_cutoff"] - timedelta(days=14)):
            write_form(form, form_path(master, form))
            returned = folder / master.settings.returns / quarter.folder / form_path(master, form).name
            write_form(_filled(story, form, answers, dates["as_at"]), returned)
        say(f"{quarter}: forms issued, returns in")
    return master


def add_comments(story: Story, master: Master, report: Report) -> bool:
    """Adds the theme leads' returned forms for the report's quarter, if they have comments; returns whether any has."""
    quarter = report.quarter
    texts = {row["ref"]: row["text"] for row in story.rows("comments.csv") if row["quarter"] == quarter.short}
    if not texts:
        return False
    dates, paths = _dates(story, quarter), comment_paths(master, quarter)
    for form in comment_forms(report, dates["return_due"]):
        write_comments(form, paths[form.lead])
        rows = tuple(replace(row, comment=texts.get(row.ref, "")) for row in form.rows)
        if any(row.comment for row in rows):
            returned = master.path.parent / master.settings.returns / quarter.folder / f"{form.lead} comments.xlsx"
            signed = dates["comments_due"] - _WEEKDAY_BEFORE_DUE
            write_comments(replace(form, rows=rows, signed=signed), returned)
    return True


def _filled(story: Story, form: Form, answers: dict[str, Answer], as_at: date) -> Form:
    """The form as returned by its provider."""
    due = form.due or as_at
    late = story.late.get((form.provider, form.quarter.number))
    signed = due + timedelta(days=late) if late else due - _WEEKDAY_BEFORE_DUE
    own = {series.id: answers[series.id] for series, _ in form.rows if series.id in answers}
    revised: dict[tuple[str, Quarter | Month], Revised] = {
        (row["id"], _revised(story, row["for_quarter"])): Revised(figure=int(row["figure"]), why=row["why"])
        for row in story.rows("revisions.csv")
        if row["quarter"] == form.quarter.short and row["id"] in {series.id for series, _ in form.rows}
    }
    role = f"{form.provider} lead officer"
    return replace(form, as_at=as_at, signed_by=role, signed=signed, answers=own, revised=revised)


def _revised(story: Story, period: str) -> Quarter | Month:
    """``Q1``, or a month such as May 2026."""
    return Quarter(story.year, int(period[1])) if period[:1] == "Q" else parse_month(period)


def _answers(story: Story, quarter: Quarter) -> dict[str, Answer]:
    return {
        row["id"]: Answer(
            figure=_number(row["figure"]),
            out_of=int(row["out_of"]) if row["out_of"] else None,
            percentage=float(row["percentage"]) if row["percentage"] else None,
            milestone=row["milestone"],
            basis=TO_DATE_BASIS if row["basis"] else "",
            status=row["status"],
            reason=row["reason"],
            commentary=row["commentary"],
            month_1=_number(row.get("month_1") or ""),
            month_2=_number(row.get("month_2") or ""),
            month_3=_number(row.get("month_3") or ""),
        )
        for row in story.rows("returns.csv")
        if row["quarter"] == quarter.short
    }


def _number(text: str) -> int | float | None:
    if not text:
        return None
    return float(text) if "." in text else int(text)


def content(story: Story) -> Content:
    """The example's plan, before anything is collected."""
    tables = {
        layout.name: [
            {column.heading: _typed(row.get(column.heading) or "", column.form) for column in layout.columns}
            for row in story.rows(f"{layout.name.lower()}.csv")
        ]
        for layout in BY_PEOPLE
    }
    plan = {"Settings": _settings(story)}
    created = Quarter(story.year, 1).plus(-1).last_day
    filled = {name: rows for name, rows in tables.items() if rows}
    return Content(story.partnership, created, filled | plan, (*STEPS, story.about))


def _settings(story: Story) -> list[dict[str, Cell]]:
    values: dict[str, Cell] = {
        "partnership": story.partnership, "financial year": year_label(story.year), "quarter": f"Q{story.upto}",
    }  # fmt: skip
    days = {row["quarter"]: row for row in story.rows("dates.csv")}
    names = [name for name in DATES if name in days["Q1"]]
    dates: dict[str, dict[str, Cell]] = {
        name: {quarter: date.fromisoformat(of[name]) for quarter, of in days.items()} for name in names
    }
    for row in story.rows("decisions.csv"):
        name = next(name for name in DECISIONS if row["quarter"] not in dates.setdefault(name, {}))
        dates[name][row["quarter"]] = row["text"]
    return settings_rows(values, dates)


def _dates(story: Story, quarter: Quarter) -> dict[str, date]:
    row = next(row for row in story.rows("dates.csv") if row["quarter"] == quarter.short)
    return {name: date.fromisoformat(text) for name, text in row.items() if name != "quarter"}


def _typed(text: str, form: str) -> Cell:
    """A day or a number if the text is one, unless the column has identifiers."""
    if form == "id" or not text:
        return text or None
    if form == "day":
        return date.fromisoformat(text)
    try:
        return float(Decimal(text))
    except InvalidOperation:
        return text
