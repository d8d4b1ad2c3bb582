"""Published values appear beside a series, with period, rank and source; they rate it only if its target names one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from tests.master.test_performance import differences, on_performance
from tests.support import Q1, Q2, Q3, partnership, send, write_plan
from xlcsp.domain.benchmarks import ordinal, period_end
from xlcsp.errors import PlanError
from xlcsp.forms.layout import Answer
from xlcsp.master.workbook import Cell
from xlcsp.pipeline import Wanted, make, write
from xlcsp.planbook import Master, read_master
from xlcsp.report.as_json import report_json
from xlcsp.report.described import described

Row = Mapping[str, Cell]
SUPPORT: Row = {
    "id": "s", "ref": "1.1", "measure": "Support", "kind": "rate", "unit": "people", "polarity": "higher",
    "target_rule": "at least", "target": 0.5,
}  # fmt: skip
GROUP: Row = {
    "id": "s", "period": "2013/14", "comparator": "most similar group", "value": 0.612, "rank": 8, "of": 15,
    "source": "Home Office", "publishable": "yes",
}  # fmt: skip
ENGLAND: Row = {**GROUP, "period": "2014/15 Q1", "comparator": "England", "value": 0.7, "rank": None, "of": None}
SECRET: Row = {**ENGLAND, "comparator": "Force", "value": 0.55, "publishable": None}
FIGURE = {"s": Answer(figure=60, out_of=100, status="Provided")}
SAID = "Most similar group: 61.2%, 8th of 15 (2013/14, an older period; Home Office)"


def sent(folder: Path, *benchmarks: Row, **changed: Cell) -> Master:
    settings = {"quarter": "Q2"}
    master = partnership(folder, ({**SUPPORT, **changed},), settings=settings, more={"Benchmarks": benchmarks})
    for quarter, day in ((Q1, date(2014, 7, 5)), (Q2, date(2014, 10, 5))):
        send(master, quarter, FIGURE, as_at=day)
    return master


def texts(path: Path, sheet: str) -> list[str]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    return [str(cell) for row in rows for cell in row if cell != ""]


@pytest.mark.parametrize("place", ["top quartile", "rank 5 or better", "5th of 15"])
def test_a_place_is_a_target_by_the_figure_that_it_needs(tmp_path: Path, place: str) -> None:
    """As the handbook says; a rank itself is never judged."""
    row: Row = {**GROUP, "comparator": place, "value": 0.71}
    (one,) = make(sent(tmp_path, row, target=place), Q2).report.series
    assert one.target.splitlines()[0] == f"Target: at least 71% ({place}, 2013/14)"
    assert one.rag == "Red"  # 60% is eleven points below


@pytest.mark.parametrize("place", ["top quartile", "rank 5", "top 5", "5th"])
def test_a_place_without_its_figure_says_where_it_is_entered(tmp_path: Path, place: str) -> None:
    with pytest.raises(PlanError) as caught:
        sent(tmp_path, target=place)
    do = f'Add a row there, with "{place}" as comparator and the figure that earned this place as value'
    assert caught.value.faults[0].do == do


def test_a_benchmark_is_told_with_rank_period_and_source_and_rates_nothing(tmp_path: Path) -> None:
    made = make(sent(tmp_path, GROUP, ENGLAND), Q2)
    (one,) = made.report.series
    assert one.target.split("\n")[-2:] == [SAID, "England: 70% (2014/15 Q1, an older period; Home Office)"]
    assert one.rag == "Green"  # 60% of at least 50%, though the group has 61.2%
    assert make(sent(tmp_path / "none"), Q2).report.series[0].assessment == one.assessment
    told = report_json(made.report, [])
    assert told["series"][0]["benchmarks"][0] == {
        "comparator": "most similar group", "period": "2013/14", "older": True, "value": 0.612, "rank": 8, "of": 15,
        "publishable": True, "source": "Home Office",
    }  # fmt: skip
    beside = "Most similar group 61.2%, 8th of 15 (2013/14, older)\nEngland 70% (2014/15 Q1, older)"
    assert told["scorecard"][0]["Benchmarks"] == beside


def test_it_stands_on_scorecard_theme_measure_page_and_in_word(tmp_path: Path) -> None:
    files = write(make(sent(tmp_path, GROUP), Q2), Wanted(docx=True)).files
    board = next(path for path in files if path.suffix == ".xlsx")
    assert "Most similar group 61.2%, 8th of 15 (2013/14, older)" in texts(board, "Scorecard")
    assert any(SAID in text for text in texts(board, "Violence"))
    assert SAID.split(": ")[1] in texts(board, "Measures")
    document = Document(str(next(path for path in files if path.suffix == ".docx")))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert "Most similar group 61.2%, 8th of 15 (2013/14, older)" in cells
    assert any(SAID in text for text in cells)


def test_only_what_may_be_published_is(tmp_path: Path) -> None:
    files = write(make(sent(tmp_path, GROUP, SECRET), Q2), Wanted(publish=True)).files
    published = next(path for path in files if path.name.endswith("publication.xlsx"))
    rows = CalamineWorkbook.from_path(published).get_sheet_by_name("Benchmarks").to_python()
    assert rows[-1][4:] == ["most similar group", "2013/14", "Older than the quarter", 0.612, 8.0, 15.0, "Home Office"]
    everything = CalamineWorkbook.from_path(published)
    assert not any("Force" in text for name in everything.sheet_names for text in texts(published, name))


def test_of_several_periods_the_newest_that_is_over_with_the_quarter_counts(tmp_path: Path) -> None:
    later = {**GROUP, "period": "2014/15", "value": 0.9}
    newer = {**GROUP, "period": datetime(2014, 9, 1), "value": 0.65}  # noqa: DTZ001 - as a cell holds Sep-14
    (one,) = make(sent(tmp_path, GROUP, newer, later), Q2).report.series
    assert one.target.endswith("Most similar group: 65%, 8th of 15 (September 2014; Home Office)")
    (one,) = make(sent(tmp_path / "b", GROUP, newer, later), Q1).report.series
    assert one.target.endswith(SAID)


@pytest.mark.parametrize(
    ("rule", "target", "rag"),
    [
        ("above", "most similar group", "Amber"),
        ("above", "better than the Most Similar Group", "Amber"),
        ("at least", "England", "Red"),
        ("at least", "Force", "Green"),
    ],
)
def test_a_target_that_names_a_comparator_is_its_value(tmp_path: Path, rule: str, target: str, rag: str) -> None:
    master = sent(tmp_path, GROUP, ENGLAND, SECRET, target=target, target_rule=rule)
    report = make(master, Q2).report
    (one,) = report.series
    assert one.rag == rag
    assert one.assessment.requirement is not None
    named = one.series.benchmark
    assert named is not None
    assert one.assessment.requirement.bound == Fraction(named.value)
    assert f"({named.comparator}, {named.period})" in one.target.split("\n")[0]
    assert f"({named.comparator}, {named.period})" in described(one.series, master.settings)
    rows = on_performance(report, [{**SUPPORT, "target": target, "target_rule": rule}], {"rag rule": "tolerance"})
    assert differences(report, rows) == []


def test_a_target_by_an_unpublished_value_is_withheld_with_its_rag_which_is_said(tmp_path: Path) -> None:
    made = make(sent(tmp_path, SECRET, target="Force", baseline=0.45), Q2)
    assert [one.code for one in made.collection.queries] == ["target not publishable"]
    files = write(made, Wanted(publish=True)).files
    published = next(path for path in files if path.name.endswith("publication.xlsx"))
    notes = texts(published, "Notes")
    assert notes[notes.index("Withheld of 1.1") + 1].startswith("Target and RAG: ")
    assert "0.45" in texts(published, "Year to date"), "the partnership's own baseline is no secret"
    said = [text for name in ("Measures", "Year to date") for text in texts(published, name)]
    assert "[c]" in said
    assert not {"Green", "Red", "Amber"} & set(said)
    assert not any("Force" in text or "55" in text for text in (*said, *notes))
    answered = (ENGLAND, "England"), ({**SECRET, "publishable": "no"}, "Force")
    for name, (row, target) in zip(("open", "no"), answered, strict=True):
        shown = make(sent(tmp_path / name, row, target=target), Q2).collection
        assert "target not publishable" not in {one.code for one in shown.queries}


@pytest.mark.parametrize(
    ("changed", "cell", "said"),
    [
        (
            {"period": None},
            "B5",
            "period is blank. It is a period such as 2013/14, 2014/15 Q2, year ending June 2014, or",
        ),
        ({"period": "lately"}, "B5", '"lately" is not a period. It is a period such as 2013/14'),
        ({"source": None}, "G5", "source is blank. Say where the value is published."),
        ({"comparator": None}, "C5", "comparator is blank. Name it, such as England"),
        ({"rank": 16}, "E5", "The rank 16 is above the number of areas, 15. 8th of 15. Correct one of them."),
        ({"rank": 0}, "E5", "0 is not a whole number of 1 or more"),
        ({"of": None}, "F5", "of is blank beside rank. A rank is 8 of 15. Fill it in, or clear both."),
        ({"rank": None}, "E5", "rank is blank beside of."),
        ({"value": None}, "D5", "value is blank. Enter it, or remove the row: a missing value is not zero."),
        ({"value": 61.2}, "D5", "61.2 is above 1. A rate is a proportion: 0.62 is 62%. Enter 0.612."),
        ({"value": -1}, "D5", "-1 is negative. Enter 0 or more."),
        ({"value": "about 60%"}, "D5", '"about 60%" is not a number'),
        ({"id": "z"}, "A5", '"z" is not an id of the sheet Measures. Correct the id, or remove the row.'),
        ({"publishable": "perhaps"}, "H5", '"perhaps" is neither yes nor no'),
    ],
)
def test_each_fault_of_a_benchmark_is_told_once_with_its_cell(
    tmp_path: Path, changed: Row, cell: str, said: str
) -> None:
    path = write_plan(tmp_path, (SUPPORT,), more={"Benchmarks": ({**GROUP, **changed},)})
    with pytest.raises(PlanError) as caught:
        read_master(path)
    (fault,) = caught.value.faults
    assert str(fault).startswith(f"master.xlsm, Benchmarks!{cell}: {said}"), fault


@pytest.mark.parametrize(
    ("target", "rule", "said"),
    [
        ("Wales", "above", "on the sheet Benchmarks, which has of s most similar group up to 2014/15 Q4. Enter a"),
        ("lots", "at most", "which has of s most similar group up to"),
        ("most similar group", None, 'The target "most similar group" has no target_rule. Better than it is below or'),
        ("most similar group", "between", '"most similar group" is not a range'),
    ],
)  # fmt: skip
def test_a_target_that_names_nothing_is_told(tmp_path: Path, target: str, rule: str | None, said: str) -> None:
    plan = ({**SUPPORT, "target": target, "target_rule": rule},)
    with pytest.raises(PlanError) as caught:
        read_master(write_plan(tmp_path, plan, more={"Benchmarks": (GROUP,)}))
    assert said in str(caught.value)


def test_the_same_value_twice_is_told(tmp_path: Path) -> None:
    twice = (GROUP, {**GROUP, "comparator": "Most similar group "})
    with pytest.raises(PlanError, match=r"Benchmarks!B6: s has Most similar group, 2013/14 already in D5"):
        read_master(write_plan(tmp_path, (SUPPORT,), more={"Benchmarks": twice}))


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2013/14", date(2014, 3, 31)), ("2014-15", date(2015, 3, 31)), ("2014/15 Q2", date(2014, 9, 30)),
        ("year ending June 2014", date(2014, 6, 30)), ("12 months to Feb 2016", date(2016, 2, 29)),
        ("2014", date(2014, 12, 31)), ("mid-2014", date(2014, 6, 30)), ("2014/16", None), ("Q2", None), ("May", None),
        ("year ending December 2014", date(2014, 12, 31)),
    ],
)  # fmt: skip
def test_the_end_of_a_period(text: str, ends: date | None) -> None:
    assert period_end(text) == ends


def test_places() -> None:
    assert [ordinal(one) for one in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th",
    ]  # fmt: skip


def test_a_value_is_older_once_its_period_was_over_before_the_quarter_began(tmp_path: Path) -> None:
    (one,) = make(sent(tmp_path, ENGLAND), Q1).report.series
    assert "an older period" not in one.target
    master = sent(tmp_path / "b", {**ENGLAND, "period": "July 2014"})
    for quarter, is_older in ((Q2, False), (Q3, True)):
        (one,) = make(master, quarter).report.series
        assert ("an older period" in one.target) is is_older
