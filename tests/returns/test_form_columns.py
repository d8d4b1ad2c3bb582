"""A column is added to the return form by one entry, as the docstring of ``xlcsp.forms`` says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.returns.forms import random_form
from tests.returns.white import said
from tests.support import ANSWERS, Q1, Q2, ROWS, partnership, send
from xlcsp import theme
from xlcsp.forms.columns import EARLIER, RETURN, FormColumn
from xlcsp.forms.layout import TO_DATE_BASIS, Answer
from xlcsp.forms.write import write_form
from xlcsp.pipeline import make
from xlcsp.report.sheets import write_report
from xlcsp.report.sheets.grid import INDENT
from xlcsp.returns.collect import collect
from xlcsp.returns.issue import form_for, form_path, issue

TRIAL = FormColumn("caveat", "Caveat", 20, "choice", ("Counted", "Estimated"), help="How the figure was made.")


@dataclass(frozen=True, slots=True)
class CaveatAnswer(Answer):
    caveat: str = ""


def with_caveat(word: str) -> dict[str, Answer]:
    violence = ANSWERS["v"]
    return {**ANSWERS, "v": CaveatAnswer(violence.figure, status="Provided", commentary="Steady.", caveat=word)}


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch) -> FormColumn:
    """Stands before the figures, so that the letters of nearly all other columns change."""
    place = RETURN.index("figure")
    monkeypatch.setattr(RETURN, "columns", (*RETURN.columns[:place], TRIAL, *RETURN.columns[place:]))
    return TRIAL


def test_it_is_written_with_width_drop_down_and_help(trial: FormColumn, tmp_path: Path) -> None:
    path = send(partnership(tmp_path), answers=with_caveat("Estimated"))
    sheet = load_workbook(path)["Return"]
    letter = RETURN.letter(trial.key)
    assert sheet[f"{letter}{ROWS['v'] - 1}"].value == "Caveat"
    assert sheet[f"{letter}{ROWS['v']}"].value == "Estimated"
    assert not sheet[f"{letter}{ROWS['r']}"].protection.locked
    assert sheet.column_dimensions[letter].width == pytest.approx(trial.width, abs=1)
    rule = next(one for one in sheet.data_validations.dataValidation if f"{letter}{ROWS['r']}" in str(one.sqref))
    assert (rule.formula1, rule.promptTitle, rule.prompt) == ('"Counted,Estimated"', "Caveat", trial.help)


def test_the_other_columns_say_what_they_said_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    form, path = random_form(2), tmp_path / "form.xlsx"
    write_form(form, path)
    before = said(path, form)
    place = RETURN.index("figure")
    monkeypatch.setattr(RETURN, "columns", (*RETURN.columns[:place], TRIAL, *RETURN.columns[place:]))
    write_form(form, path)
    for name, row in said(path, form).items():
        assert {key: row[key] for key in row if key != TRIAL.key} == before[name]
    assert load_workbook(path)["Return"]["A12"].value.count("COUNTA(K6:K8)") == 1


def test_it_reads_back_and_a_wrong_word_is_named_with_its_cell(trial: FormColumn, tmp_path: Path) -> None:
    master = partnership(tmp_path)
    send(master, answers=with_caveat("Estimated"))
    found = collect(master, Q1)
    assert dict(found.figures["v"][Q1].others)["caveat"] == "Estimated"
    assert dict(found.figures["r"][Q1].others)["caveat"] is None
    assert found.figures["v"][Q1].source.cell == f"{RETURN.letter('figure')}{ROWS['v']}"
    send(master, answers=with_caveat("Guessed"))
    (problem,) = [one for one in collect(master, Q1).problems if one.series == "v"]
    assert (problem.cell, problem.code) == (f"{RETURN.letter(trial.key)}{ROWS['v']}", "unknown word")
    assert problem.allowed == "It is one of: Counted, Estimated"


def test_what_a_message_says_of_other_columns_is_where_they_stand(trial: FormColumn, tmp_path: Path) -> None:
    del trial
    master = partnership(tmp_path)
    send(master, answers={**ANSWERS, "v": replace(ANSWERS["v"], figure="approx 300")})  # type: ignore[arg-type]
    (problem,) = [one for one in collect(master, Q1).problems if one.series == "v"]
    assert problem.do == "Enter the count only; put remarks in the commentary (column K)"


@pytest.mark.parametrize("before", ["figure", "commentary", "id", "series"])
def test_it_stands_anywhere_and_is_read_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str) -> None:
    place = RETURN.index(before)
    monkeypatch.setattr(RETURN, "columns", (*RETURN.columns[:place], TRIAL, *RETURN.columns[place:]))
    master = partnership(tmp_path, settings={"quarter": "Q1"})
    send(master, answers=with_caveat("Estimated"))
    made = make(master, Q1)
    assert made.collection.problems == []
    assert made.collection.receipts[0].as_at == date(2014, 7, 10)
    write_report(made.report, tmp_path / "report.xlsx")
    shown = [row[6].value for row in load_workbook(tmp_path / "report.xlsx")["Figures"].iter_rows()]
    assert [text for text in shown if text and "aveat" in text] == ["provided; Caveat: Estimated"]


def test_a_form_that_was_issued_before_is_read_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    master = partnership(tmp_path)
    send(master)
    monkeypatch.setattr(RETURN, "columns", (*RETURN.columns, TRIAL))
    found = collect(master, Q1)
    assert found.problems == []
    assert found.figures["v"][Q1].numerator == 100
    assert dict(found.figures["v"][Q1].others)["caveat"] is None


def test_a_form_in_which_it_alone_is_filled_in_is_not_issued_anew(trial: FormColumn, tmp_path: Path) -> None:
    del trial
    master = partnership(tmp_path)
    form = form_for(master, "Police", Q1, {}, date(2014, 6, 30))
    path = form_path(master, form)
    path.parent.mkdir(parents=True)
    write_form(replace(form, answers={"r": CaveatAnswer(caveat="Counted")}), path)
    kept, *_drafts = issue(master, [form], date(2014, 7, 1))
    assert kept.is_kept


def test_before_any_figure_there_is_no_year_to_date(tmp_path: Path) -> None:
    """An untouched row and one with a reason stay empty under "To date"; a figure of 0 is 0."""
    given = {"v": Answer(figure=0), "r": Answer(reason="Staff change", status="No figure")}
    sheet = load_workbook(send(partnership(tmp_path), answers=given), data_only=True)["Year so far"]
    heads = [cell.value for cell in sheet[4]]
    totals = [(row[heads.index("To date")], row[heads.index("To date out of")]) for row in sheet.values][4:7]
    assert totals == [(0, None), (None, None), (None, None)]


def test_the_year_so_far_says_which_quarters_were_given_as_year_to_date(tmp_path: Path) -> None:
    """Its column of the quarter holds what was given: 250 for a quarter of 150."""
    master = partnership(tmp_path)
    for quarter, figure, basis in ((Q1, 100, ""), (Q2, 250, TO_DATE_BASIS)):
        send(master, quarter, answers={**ANSWERS, "v": Answer(figure=figure, basis=basis)})
    for before, told in ((Q1, False), (Q2, True)):
        form = form_for(master, "Police", before.plus(1), collect(master, before).figures, None)
        write_form(form, tmp_path / "form.xlsx")
        words = load_workbook(tmp_path / "form.xlsx")["Year so far"]["A2"].value
        assert str(words).endswith(" Given as year to date: 1.1 Q2.") is told


def test_the_year_so_far_shows_a_lead_officer_nothing_internal(tmp_path: Path) -> None:
    sheet = load_workbook(send(partnership(tmp_path)))["Year so far"]
    header = next(row for row in sheet.iter_rows() if row[0].value == "No")
    hidden: set[int] = set()
    for span in sheet.column_dimensions.values():
        if span.hidden:
            hidden |= set(range(span.min, span.max + 1))
    shown = [cell.value for cell in header if cell.column not in hidden]
    quarters = [name for number in range(1, 5) for name in (f"Q{number}", f"Q{number} out of")]
    bounds = ["Green from", "Green to", "Amber from", "Amber to"]
    totals = ["To date", "To date out of", "Last year", "Last year out of"]
    assert shown == ["No", "Measure", "What to enter", *quarters, *totals, *bounds]


@pytest.mark.parametrize(("figure", "share"), [(2999, 0.0), (2998, -1 / 1500), (3001, 0.0), (3000, 0.0)])
def test_a_change_of_less_than_is_printed_never_reads_as_minus_nothing(
    tmp_path: Path, figure: int, share: float
) -> None:
    """One fewer than 3,000 was shown as −0.0%."""
    history = ({"id": "v", "year": "2013/14", "Q1": 3000, "Q2": 3000, "Q3": 3000, "Q4": 3000},)
    master = partnership(tmp_path, history=history)
    form = form_for(master, "Police", Q1, {}, date(2014, 7, 1))
    path = tmp_path / "form.xlsx"
    write_form(replace(form, answers={"v": Answer(figure=figure, status="Provided")}), path)
    assert said(path, form)["v"]["variance_pct"] == pytest.approx(share)


def test_no_word_of_a_heading_on_earlier_quarters_touches_the_edge() -> None:
    """The heads "Last out of" and "Revised figure" filled their cells to the border, and "Revised out of" broke."""
    for column in EARLIER.columns:
        assert theme.line_count(column.heading, column.width - INDENT, 10, bold=True) == 1, column.heading
