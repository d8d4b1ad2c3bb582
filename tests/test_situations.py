"""Each situation of the handbook's *What to do when …* is shown by a test, here if nowhere else."""

from __future__ import annotations

import ast
import csv
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support import ANSWERS, Q1, Q2, Q3, Q4, SERIES, Cell, codes, partnership, send, value_of, write_plan
from xlcsp.cli import main
from xlcsp.domain.figures import MISSING
from xlcsp.domain.periods import Quarter
from xlcsp.forms.layout import Answer, Revised
from xlcsp.handbook import lines
from xlcsp.pipeline import make
from xlcsp.planbook import Master, read_master
from xlcsp.report.figure import figure_of
from xlcsp.report.model import SeriesReport
from xlcsp.returns.chase import _question
from xlcsp.returns.collect import collect
from xlcsp.returns.issue import due_forms, form_for, forms, issue

TESTS = Path(__file__).parent


def test_each_situation_of_the_handbook_is_shown_by_a_test() -> None:
    told = [line.lead.removeprefix("… ").removesuffix(".") for line in lines("40-situations") if not line.level]
    with (TESTS / "situations.csv").open(encoding="utf-8", newline="") as table:
        shown = {row["situation"]: row["test"] for row in csv.DictReader(table)}
    assert told == list(shown)
    for name in shown.values():
        file, _, test = name.partition("::")
        tree = ast.parse((TESTS / f"{file}.py").read_text(encoding="utf-8"))
        assert f"test_{test}" in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, name


def changed(tmp_path: Path, name: str, **cells: Cell) -> Master:
    """The plan with some cells of one series changed, in the folder of the one before."""
    series = tuple({**one, **(cells if one["id"] == name else {})} for one in SERIES)
    return read_master(write_plan(tmp_path, series, settings={"quarter": "Q2"}))


def told(master: Master, name: str) -> SeriesReport:
    """What the report of the first quarter says of a series."""
    return next(one for one in make(master, Q1).report.series if one.series.id == name)


def test_a_figure_can_be_entered_where_no_form_came(tmp_path: Path) -> None:
    row: dict[str, Cell] = {
        "id": "r", "year": "2014/15", "quarter": "Q1", "field": "numerator", "new": 17, "reason": "The form was lost",
        "who": "Performance officer", "date": date(2014, 8, 1),
    }  # fmt: skip
    found = collect(partnership(tmp_path, corrections=(row,)), Q1)
    assert value_of(found, "r")[0] == 17
    assert codes(found) == []
    assert [provider for provider, _, _ in found.missing] == ["Police"]


@pytest.mark.parametrize("name", ["Police.pdf", "Police.csv"])
def test_what_is_no_workbook_is_named(tmp_path: Path, name: str) -> None:
    master = partnership(tmp_path)
    path = send(master)
    path.rename(path.with_name(name))
    (told,) = collect(master, Q1).problems
    assert told.code == "wrong format"
    assert "saved as Excel Workbook" in told.do


def test_a_new_target_counts_from_the_next_run(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    send(master)
    assert (told(master, "r").rag, told(changed(tmp_path, "r", target=40), "r").rag) == ("Green", "Red")


def test_a_measure_is_dropped(tmp_path: Path) -> None:
    """Its history stays; a figure that a form brings all the same is named and not taken; its provider is not asked."""
    master = partnership(tmp_path)
    send(master)
    send(master, Q2, as_at=date(2014, 10, 10))
    found = collect(changed(tmp_path, "r", closed_from="2014/15 Q2"), Q2)
    assert value_of(found, "r", Q1)[0] == 12
    assert Q2 not in found.figures["r"]
    assert codes(found) == []
    (told,) = (one for one in found.queries if one.code == "row not due")
    assert "1.2 has no figure for 2014/15 Q2, since it is closed from 2014/15 Q2" in told.found
    assert "correct closed_from on the sheet Measures" in told.do
    assert not _question(told)


@pytest.mark.parametrize(("quarter", "value"), [(Q1, 14), (Q2, 20)])
def test_a_dropped_measure_may_be_revised_up_to_its_end(tmp_path: Path, quarter: Quarter, value: int) -> None:
    """A form that was issued before it was dropped brings new figures of earlier quarters."""
    master = partnership(tmp_path)
    for at in (Q1, Q2):
        send(master, at, as_at=at.last_day)
    send(master, Q3, as_at=Q3.last_day, revised={("r", quarter): Revised(figure=value, why="Late records")})
    found = collect(changed(tmp_path, "r", closed_from="2014/15 Q2"), Q3)
    assert codes(found) == []
    assert value_of(found, "r")[0] == (14 if quarter == Q1 else 12)
    told = [one for one in found.queries if one.code == "row not due" and one.sheet == "Earlier quarters"]
    assert len(told) == (quarter == Q2)


def test_a_row_that_is_not_due_says_why(tmp_path: Path) -> None:
    send(partnership(tmp_path))
    for change, why in (
        ({"frequency": "half-yearly"}, "its figures are half-yearly"),
        ({"first_year": "2015/16"}, "it begins in 2015/16 Q1"),
    ):
        found = collect(changed(tmp_path, "r", **change), Q1)
        assert [why in one.found for one in found.queries if one.code == "row not due"] == [True]


ADDED: dict[str, Cell] = {"id": "n", "ref": "1.9", "measure": "New", "unit": "cases", "polarity": "lower",
                          "target_rule": "monitor"}  # fmt: skip


@pytest.mark.parametrize("provider", ["Police", "Housing"])
def test_a_series_of_mid_year_is_not_missed_in_the_quarters_before_it(tmp_path: Path, provider: str) -> None:
    """Nobody was asked for it then. Its quarter is a gap that says so, and the next form offers to fill it."""
    first = partnership(tmp_path)
    list(issue(first, forms(first, Q1, {}, None), date(2014, 7, 1)))
    send(first)
    master = read_master(write_plan(tmp_path, (*SERIES, {**ADDED, "provider": provider})))
    now = collect(master, Q1)  # the quarter of the return itself: its form can still be issued anew
    assert (codes(now), len(now.missing)) == ((["row missing"], 0) if provider == "Police" else ([], 1))
    list(issue(master, due_forms(master, Q2, date(2014, 10, 1)), date(2014, 10, 1)))
    send(master, Q2, {**ANSWERS, "n": Answer(figure=4)}, provider="Police", as_at=date(2014, 10, 10))
    if provider != "Police":
        send(master, Q2, {"n": Answer(figure=4)}, provider=provider, name="H.xlsx", as_at=date(2014, 10, 10))
    found = collect(master, Q2)
    assert (codes(found), found.missing) == ([], [])
    assert value_of(found, "n", Q2)[0] == 4
    assert (found.figures["n"][Q1].status, found.figures["n"][Q1].reason) == (MISSING, "Added to the plan since")
    revised = {("n", Q1): Revised(figure=3, why="Now known")}
    answered = {**ANSWERS, "n": Answer(figure=5)} if provider == "Police" else {"n": Answer(figure=5)}
    send(master, Q3, answered, provider=provider, name="3.xlsx", as_at=date(2015, 1, 10), revised=revised)
    assert value_of(collect(master, Q3), "n")[0] == 3


@pytest.mark.parametrize(
    ("known", "expected"), [({"Q1": 10, "Q2": 11, "Q3": 9, "Q4": 12}, [10, 42]), ({"year_total": 42}, [None, 42])]
)
def test_earlier_years_come_from_elsewhere(tmp_path: Path, known: dict[str, Cell], expected: list[int | None]) -> None:
    """Quarters give a comparison at once, a year's total only at its end."""
    row = {"id": "r", "year": "2013/14", **known}
    master = partnership(tmp_path, history=(row,), settings={"quarter": "Q4"})
    quarters = [Quarter(2014, number) for number in range(1, 5)]
    for quarter in quarters:
        send(master, quarter, as_at=quarter.last_day + timedelta(days=9))
    results = [make(master, quarter).report.series for quarter in (quarters[0], quarters[-1])]
    found = [
        one.assessment.comparators.last_year_to_date for series in results for one in series if one.series.id == "r"
    ]
    assert found == expected


def test_forms_in_flight_without_a_new_measure_are_read(tmp_path: Path) -> None:
    send(partnership(tmp_path))
    found = collect(read_master(write_plan(tmp_path, (*SERIES, ADDED))), Q1)
    assert value_of(found, "r")[0] == 12
    assert found.figures["n"][Q1].status == MISSING


def test_a_provider_is_renamed(tmp_path: Path) -> None:
    """Under a name that the plan lacks nothing is read; under the old one the successor's figures are."""
    master = partnership(tmp_path)
    send(master)
    renamed = tuple({**one, "provider": "County Police"} for one in SERIES)
    assert codes(collect(read_master(write_plan(tmp_path, renamed)), Q1)) == ["unknown provider"]
    master = partnership(tmp_path)
    send(master, Q2, as_at=date(2014, 10, 10), name="From the successor.xlsx")
    assert value_of(collect(master, Q2), "r", Q2)[0] == 12


def test_another_method_of_projection_can_be_chosen(tmp_path: Path) -> None:
    send(partnership(tmp_path))
    line, none = (told(changed(tmp_path, "r", projection=one), "r").assessment for one in ("straight line", "none"))
    assert (line.projection.value, none.projection.value) == (48, None)


def test_an_encrypted_master_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "master.xlsx").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert main(["check", str(tmp_path)]) == 2
    assert "password" in capsys.readouterr().err


def test_a_renamed_folder_goes_on(tmp_path: Path) -> None:
    send(partnership(tmp_path / "old", settings={"quarter": "Q1"}))
    (tmp_path / "old").rename(tmp_path / "new")
    assert main(["check", str(tmp_path / "new")]) == 0


def test_a_new_year_needs_no_return_of_the_old_one(tmp_path: Path) -> None:
    master = partnership(tmp_path / "castlemere 2014-15")
    for number in range(1, 5):
        send(master, Quarter(2014, number), as_at=Quarter(2014, number).last_day + timedelta(days=9))
    assert main(["new-year", str(master.path)]) == 0
    shutil.rmtree(master.path.parent / master.settings.returns)
    (new,) = (path for path in tmp_path.glob("*/master.xlsm") if path != master.path)
    (year,) = read_master(new).history["r"]
    assert (year.start, year.quarters) == (2014, (12, 12, 12, 12))


BEGUN: dict[str, Cell] = {**ADDED, "first_year": "2014/15 Q2", "target_rule": "at least", "polarity": "higher",
                          "target": 300, "provider": "Police"}  # fmt: skip


def _in_mid_year(folder: Path) -> Master:
    """A partnership to which a measure came in the second quarter, with all its returns."""
    send(partnership(folder))
    master = read_master(write_plan(folder, (*SERIES, BEGUN)))
    for quarter, figure in ((Q2, 88), (Q3, 104), (Q4, 117)):
        send(master, quarter, {**ANSWERS, "n": Answer(figure=figure)}, as_at=quarter.last_day)
    return master


def test_a_measure_begins_in_mid_year(tmp_path: Path) -> None:
    """The quarters before it are no gaps and nobody is asked for them; target and projection are of those it has."""
    master = _in_mid_year(tmp_path)
    for quarter, said in (
        (Q1, ("Not due", None, None, None, ["Not begun", "Not due", "Not due", "Not due"])),
        (Q2, ("Red", 88, 100, 264, ["Not begun", "88", "Not due", "Not due"])),
        (Q3, ("Amber", 192, 200, 288, ["Not begun", "88", "104", "Not due"])),
        (Q4, ("Green", 309, 300, 309, ["Not begun", "88", "104", "117"])),
    ):
        report = make(master, quarter).report
        (one,) = (one for one in report.series if one.series.id == "n")
        found, shown = one.assessment, [figure_of(one, number).text for number in range(1, 5)]
        assert (one.rag, found.to_date, found.profile, found.projection.value, shown) == said
        assert [gap for gap in report.problems if gap.series == "n"] == []
    assert (found.observed.gaps, str(one.verdict)) == ((), "Target achieved")
    form = form_for(master, "Police", Q3, collect(master, Q2).figures, None)
    assert [(earlier.series.id, earlier.quarter) for earlier in form.earlier if earlier.series.id == "n"] == [("n", Q2)]


def test_a_figure_of_a_quarter_before_it_began_is_named_and_not_taken(tmp_path: Path) -> None:
    _in_mid_year(tmp_path)
    found = collect(read_master(write_plan(tmp_path, (*SERIES, {**BEGUN, "first_year": "2014/15 Q3"}))), Q2)
    (told,) = (one for one in found.queries if one.code == "row not due")
    assert "1.9 has no figure for 2014/15 Q2, since it begins in 2014/15 Q3" in told.found
    assert "correct first_year on the sheet Measures" in told.do


def test_the_next_year_is_not_held_against_part_of_a_year(tmp_path: Path) -> None:
    master = _in_mid_year(tmp_path / "castlemere 2014-15")
    assert main(["new-year", str(master.path)]) == 0
    (year,) = read_master(tmp_path / "castlemere 2015-16" / "master.xlsm").history["n"]
    assert (year.quarters, year.year_total) == ((None, 88, 104, 117), None)
