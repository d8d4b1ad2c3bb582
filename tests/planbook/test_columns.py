"""A column is added to *Measures* by one entry and one field, as the docstring of ``xlcsp.planbook`` says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.support import SERIES, opened, partnership, write_plan
from xlcsp.domain.plan import Series
from xlcsp.errors import PlanError
from xlcsp.master.sheets import BY_PEOPLE, PROPOSALS
from xlcsp.measures import rag_rules
from xlcsp.planbook import read_master
from xlcsp.planbook import series as reading
from xlcsp.planbook.columns import MEASURES, PlanColumn
from xlcsp.planbook.master import SHEETS

TRIAL = PlanColumn("rounding", "rounding", 14, choices=("none", "fives"), help="How figures are rounded.", usual="none")


@dataclass(frozen=True, slots=True)
class RoundedSeries(Series):
    rounding: str = "none"


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch) -> PlanColumn:
    """The recipe followed: the field, and the entry, in the middle of the sheet."""
    monkeypatch.setattr(reading, "Series", RoundedSeries)
    monkeypatch.setattr(MEASURES, "columns", (*MEASURES.columns[:8], TRIAL, *MEASURES.columns[8:]))
    return TRIAL


def test_it_is_written_with_drop_down_and_help_and_read(trial: PlanColumn, tmp_path: Path) -> None:
    master = partnership(tmp_path, ({**SERIES[0], "rounding": "fives"}, *SERIES[1:]))
    assert [getattr(one, "rounding") for one in master.plan.series] == ["fives", "none", "none", "none", "none"]  # noqa: B009
    sheet = opened(master.path)["Measures"]
    letter = MEASURES.letter(trial.key)
    assert sheet[f"{letter}4"].value == "rounding"
    rule = next(one for one in sheet.data_validations.dataValidation if f"{letter}5" in str(one.sqref))
    assert (rule.formula1, rule.promptTitle, rule.prompt) == ('"none,fives"', "rounding", trial.help)


@pytest.mark.parametrize("name", [name for name in rag_rules.ARGUMENTS if name in {one.key for one in MEASURES}])
def test_what_a_rag_rule_is_given_is_explained_in_its_own_words(name: str, tmp_path: Path) -> None:
    """Help written beside the rules said "the target" where they said "a target", and would have stayed behind."""
    assert rag_rules.ARGUMENTS[name] in MEASURES[name].help
    (found,) = [one for one in MEASURES if one.key == name]
    prompts = [rule.prompt for rule in opened(write_plan(tmp_path))["Measures"].data_validations.dataValidation]
    assert found.help in prompts


def test_a_rule_that_does_not_fit_a_series_is_refused_in_the_rule_s_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader of the plan names no rule."""
    usual = rag_rules.USUAL
    strict = replace(usual, fits=lambda series: series.kind.word == "rate", unfit="A {kind} has no strict target")
    monkeypatch.setitem(rag_rules.RULES, usual.name, strict)
    path = write_plan(tmp_path, ({**SERIES[0], "rag_rule": usual.name}, *SERIES[1:]))
    with pytest.raises(PlanError, match="A count has no strict target"):
        read_master(path)


def test_the_reader_and_the_writer_of_a_master_have_one_list_of_sheets_and_columns() -> None:
    """The names and headings stood in both; a column that only one of them knew was written and never read."""
    assert {*SHEETS} == {of.name for of in BY_PEOPLE} - {PROPOSALS.name}
    for of in BY_PEOPLE:
        assert set(of.columns.needed) <= set(of.columns.headings)
        assert of.columns.needed[:1] == of.columns.headings[:1]


def test_numbers_of_a_new_column_show_as_percentages_where_its_entry_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No heading decides whether 0.62 is 62%."""
    aim = MEASURES["target"].form_of
    new = [PlanColumn(name, name, 14, form=form) for name, form in (("hoped", "percent"), ("target_size", "number"))]
    new.append(PlanColumn("aim", "aim", 14, form="number", form_of=aim))
    monkeypatch.setattr(MEASURES, "columns", (*MEASURES.columns, *new))
    cells = {column.key: 0.62 for column in new}
    plan = [SERIES[0] | cells, SERIES[2] | cells, SERIES[0] | cells | {"target_rule": "% change on baseline"}]
    sheet = opened(write_plan(tmp_path, tuple(plan)))["Measures"]
    shown = [[sheet[f"{MEASURES.letter(name)}{row}"].number_format for name in cells] for row in (5, 6, 7)]
    percent, number = "0.0##%", "General"
    assert shown == [[percent, number, number], [percent, number, percent], [percent, number, percent]]


def test_a_word_that_is_none_of_its_list_is_a_fault_at_its_cell(trial: PlanColumn, tmp_path: Path) -> None:
    path = write_plan(tmp_path, ({**SERIES[0], "rounding": "tens"}, *SERIES[1:]))
    with pytest.raises(PlanError) as told:
        read_master(path)
    assert f"{MEASURES.letter(trial.key)}5" in str(told.value)
    assert "It is one of: none, fives" in str(told.value)


def test_a_master_without_the_column_is_read_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_plan(tmp_path)
    monkeypatch.setattr(reading, "Series", RoundedSeries)
    monkeypatch.setattr(MEASURES, "columns", (*MEASURES.columns, TRIAL))
    assert {getattr(one, "rounding") for one in read_master(path).plan.series} == {"none"}  # noqa: B009


def test_an_entry_without_its_field_is_refused_as_soon_as_a_plan_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_plan(tmp_path)
    monkeypatch.setattr(MEASURES, "columns", (*MEASURES.columns, TRIAL))
    with pytest.raises(TypeError, match="rounding"):
        read_master(path)


def test_every_column_tells_what_it_is_for() -> None:
    assert [column.key for column in MEASURES if not column.help] == []
