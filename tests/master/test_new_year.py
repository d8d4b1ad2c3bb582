"""Next year's master: the closing year goes to History, the plan is carried over, and the old folder stays as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from tests.master import officer
from tests.master.test_parts import changed, findings, opened, parts_of
from tests.support import PARTNERSHIP, Q1, Q2, Q3, Q4, SERIES, answers, send, write_plan
from xlcsp.cli import main
from xlcsp.domain.periods import Quarter
from xlcsp.domain.years import YearOfFigures
from xlcsp.errors import PlanError
from xlcsp.files.read import read_book
from xlcsp.forms.layout import TO_DATE_BASIS, Answer
from xlcsp.master.history import a_year_later
from xlcsp.master.workbook import Cell
from xlcsp.pipeline.new_year import folder_of_year
from xlcsp.planbook import Master, read_master

EARLIER: tuple[Mapping[str, Cell], ...] = (
    {"id": "v", "year": "2012/13", "Q1": 90, "Q2": 90, "Q3": 90, "Q4": 91, "year_total": 361},
    {"id": "v", "year": "2013/14", "year_total": 380},
    {"id": "s", "year": "2012/13", "year_total": 20, "D_total": 40},
    {"id": "s", "year": "2013/14", "year_total": 30, "D_total": 50},
    {"id": "old", "year": "2013/14", "Q1": 7},
)
CLOSED: dict[str, Cell] = {"id": "old", "ref": "1.6", "measure": "Old scheme", "closed_from": "2014/15 Q3"}
DATES: dict[str, Cell] = {"return_due": date(2015, 4, 17)}


def a_year(folder: Path, series: tuple[Mapping[str, Cell], ...] = (*SERIES, CLOSED), *, upto: Quarter = Q4) -> Master:
    """A partnership whose four returns are in."""
    corrections: dict[str, Cell] = {
        "id": "v", "year": "2014/15", "quarter": "Q1", "field": "numerator", "old": 100, "new": 101,
        "reason": "Counted twice", "who": "Officer", "date": date(2014, 8, 1),
    }  # fmt: skip
    master = read_master(write_plan(folder, series, history=EARLIER, corrections=(corrections,), settings=DATES))
    given: dict[str, Answer] = answers(old=Answer(figure=3, status="Provided"))
    for quarter in (Q1, Q2, Q3, Q4):
        if quarter > upto:
            continue
        sent = dict(given)
        if quarter == Q3:
            sent["t"] = Answer(status="No figure", reason="National system closed")
        if quarter >= Q3:
            del sent["old"]
        send(master, quarter, sent, as_at=quarter.last_day.replace(day=28), name=f"Police {quarter.short}.xlsx")
    return master


def run(*arguments: str | Path) -> int:
    return main([str(one) for one in arguments])


@pytest.fixture
def old(tmp_path: Path) -> Master:
    return a_year(tmp_path / "CSP 2014-15")


def hashes(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_closing_year_stands_in_history_as_it_counted(old: Master) -> None:
    before = hashes(old.path.parent)
    assert run("new-year", old.path) == 0
    assert hashes(old.path.parent) == before
    new = read_master(old.path.parent.with_name("CSP 2015-16"))
    year = {name: years[-1] for name, years in new.history.items()}
    assert {one.start for one in year.values()} == {2014}
    assert year["v"].quarters == (101, 100, 100, 100)  # with its correction
    assert year["v"].year_total == 401
    assert (year["s"].quarters, year["s"].denominators) == ((6, 6, 6, 6), (10, 10, 10, 10))
    assert (year["s"].year_total, year["s"].denominator_total) == (24, 40)
    assert [str(value) for value in year["t"].quarters] == ["0.3", "0.3", "None", "0.3"]  # a gap is never 0
    assert year["t"].year_total is None
    assert "m" not in year
    assert [one.start for one in new.history["v"]] == [2012, 2013, 2014]


def test_settings_move_on_and_corrections_stay_behind(old: Master) -> None:
    run("new-year", old.path)
    new = read_master(old.path.parent.with_name("CSP 2015-16"))
    assert new.settings.quarter == Quarter(2015, 1)
    assert new.settings.partnership == PARTNERSHIP
    assert new.settings.return_due == {1: date(2016, 4, 15)}
    assert new.corrections == ()
    assert len(old.corrections) == 1


def test_a_closed_measure_is_retired_and_its_years_are_kept(old: Master) -> None:
    run("new-year", old.path)
    folder = old.path.parent.with_name("CSP 2015-16")
    assert [one.id for one in read_master(folder).plan.series] == ["v", "r", "s", "t", "m"]
    sheet = read_book(folder / old.path.name).sheets["History"]
    kept = [[sheet.text(row, column) for column in (1, 2, 3, 4, 14)] for row in range(5, len(sheet.rows) + 1)]
    assert ["old", "2013/14", "7", "", "yes"] in kept
    assert ["old", "2014/15", "3", "3", "yes"] in kept
    assert sum(row[4] == "yes" for row in kept) == 2


def test_an_unknown_id_of_history_is_a_fault_unless_it_is_retired(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="column retired"):
        read_master(write_plan(tmp_path / "a", history=({"id": "typo", "year": "2013/14", "Q1": 1},)))
    row: dict[str, Cell] = {"id": "gone", "year": "2013/14", "Q1": 1, "retired": "yes"}
    assert read_master(write_plan(tmp_path / "b", history=(row,))).history == {}


def test_the_only_headline_of_a_measure_that_goes_on_is_not_retired(tmp_path: Path) -> None:
    supporting: dict[str, Cell] = {
        "id": "sup", "ref": "1.6", "measure": "Old scheme", "series": "Visits", "role": "supporting",
        "first_year": "2015/16",
    }  # fmt: skip
    master = a_year(tmp_path / "CSP 2014-15", (*SERIES, CLOSED, supporting))
    assert run("new-year", master.path) == 0
    new = read_master(tmp_path / "CSP 2015-16")
    assert "old" in {one.id for one in new.plan.series}
    proposals = {(one["about"], one["id"]) for one in table(tmp_path / "CSP 2015-16", "Proposals")}
    assert ("closed", "old") in proposals


def table(folder: Path, name: str) -> list[dict[str, str]]:
    sheet = read_book(folder / "master.xlsm").sheets[name]
    heads = [sheet.text(4, column) for column in range(1, len(sheet.rows[3]) + 1)]
    return [
        {head: sheet.text(row, column) for column, head in enumerate(heads, 1)} for row in range(5, len(sheet.rows) + 1)
    ]


def test_baselines_are_proposed_from_three_complete_years_and_not_adopted(old: Master) -> None:
    run("new-year", old.path)
    folder = old.path.parent.with_name("CSP 2015-16")
    lines = {(one["about"], one["id"]): one for one in table(folder, "Proposals") if one["id"]}
    violence, rate, robbery = (lines["baseline", name] for name in ("v", "s", "r"))
    assert violence["proposed"] == "380.7"  # (361 + 380 + 401) / 3
    assert "2012/13: 361 + 2013/14: 380 + 2014/15: 401" in violence["source"]
    assert rate["proposed"] == "0.5692"  # 74 of 130: never the mean of percentages
    assert (robbery["proposed"], robbery["source"]) == ("", "None: 2012/13 is not complete in the sheet History")
    assert "Carried over from 2014/15" in lines["target", "v"]["source"]
    assert ("baseline", "t") not in lines
    new = {one.id: one for one in read_master(folder).plan.series}
    assert (new["v"].baseline, new["v"].target) == (420, 400)
    dates = [one for one in table(folder, "Proposals") if one["about"] == "date"]
    assert [(one["what"], one["now"], one["do"]) for one in dates] == [
        ("return_due", "15 April 2016", "Confirm it in Settings")
    ]


def test_a_break_in_recording_gives_no_baseline(tmp_path: Path) -> None:
    broken = ({**SERIES[0], "comparable_from": "2013/14 Q1"}, *SERIES[1:], CLOSED)
    master = a_year(tmp_path / "CSP 2014-15", broken)
    run("new-year", master.path)
    lines = {(one["about"], one["id"]): one for one in table(tmp_path / "CSP 2015-16", "Proposals")}
    assert lines["baseline", "v"]["source"] == "None: 2012/13 was recorded in another way"


def test_figures_that_hold_earlier_quarters_are_no_quarters_figures(tmp_path: Path) -> None:
    master = read_master(write_plan(tmp_path / "CSP 2014-15"))
    send(master, Q1, answers(v=Answer(status="No figure", reason="Staff change")), as_at=date(2014, 7, 10))
    send(master, Q2, answers(v=Answer(figure=210, basis=TO_DATE_BASIS, status="Provided")), as_at=date(2014, 10, 10))
    for quarter in (Q3, Q4):
        send(master, quarter, as_at=quarter.plus(1).last_day)
    run("new-year", master.path)
    found = read_master(tmp_path / "CSP 2015-16").history["v"]
    assert found[0].quarters == (None, None, 100, 100)
    assert found[0].year_total == 410


def test_a_rate_of_which_only_the_percentage_is_known_is_not_entered(tmp_path: Path) -> None:
    master = read_master(write_plan(tmp_path / "CSP 2014-15"))
    for quarter in (Q1, Q2, Q3, Q4):
        only = answers(s=Answer(percentage=60, status="Provided")) if quarter == Q2 else answers()
        send(master, quarter, only, as_at=quarter.plus(1).last_day)
    run("new-year", master.path)
    (year,) = read_master(tmp_path / "CSP 2015-16").history["s"]
    assert (year.quarters, year.denominators) == ((6, None, 6, 6), (10, None, 10, 10))
    assert (year.year_total, year.denominator_total) == (None, None)
    origin = next(one["origin"] for one in table(tmp_path / "CSP 2015-16", "History") if one["id"] == "s")
    assert "no figure for Q2 (only a percentage)" in origin


def test_a_year_without_its_last_return_is_made_named_and_exits_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    master = a_year(tmp_path / "CSP 2014-15", upto=Q3)
    assert run("new-year", master.path) == 1
    assert "2014-15 Q4: no return from Police" in capsys.readouterr().err
    found: YearOfFigures = read_master(tmp_path / "CSP 2015-16").history["v"][-1]
    assert (found.quarters, found.year_total) == ((101, 100, 100, None), None)


def test_nothing_is_overwritten_and_an_open_master_is_left_alone(
    old: Master, capsys: pytest.CaptureFixture[str]
) -> None:
    new = old.path.parent.with_name("CSP 2015-16")
    lock = old.path.with_name("~$master.xlsm")
    lock.write_bytes(b"x")
    assert run("new-year", old.path) == 2
    assert not new.exists()
    lock.unlink()
    new.mkdir()
    (new / "mine.txt").write_text("mine")
    assert run("new-year", old.path) == 2
    assert "exists already" in capsys.readouterr().err
    assert [path.name for path in new.iterdir()] == ["mine.txt"]


def test_what_was_never_collected_is_not_in_the_new_master(old: Master) -> None:
    assert run("refresh", old.path) == 0
    run("new-year", old.path)
    folder = old.path.parent.with_name("CSP 2015-16")
    assert [one["file"] for one in table(folder, "Returns")] in ([], [""])
    figures = table(folder, "Figures")
    assert [one["id"] for one in figures] == ["v", "r", "s", "t", "m"]
    assert {one[f"numerator {quarter}"] for one in figures for quarter in ("Q1", "Q2", "Q3", "Q4")} <= {"", "[x]"}
    performance = table(folder, "Performance")
    assert [one["id"] for one in performance] == ["v", "r", "s", "t", "m"]
    assert performance[0]["last year"] == "101"
    assert sorted(path.name for path in folder.iterdir()) == ["forms", "master.xlsm", "reports", "returns"]


def test_the_officers_own_parts_go_along(old: Master, tmp_path: Path) -> None:
    pytest.importorskip("excelize")
    officer.with_own_sheets(old.path, "=History!C5*2")
    before = parts_of(old.path.read_bytes())
    assert run("new-year", old.path) == 0
    after = parts_of((old.path.parent.with_name("CSP 2015-16") / "master.xlsm").read_bytes())
    assert list(before) == list(after)
    own = ("chart", "media", "slicer", "pivot", "comments", "customXml", "persons", "printer", "styles", "vbaProject")
    kept = [name for name in before if any(word in name for word in own)]
    assert len(kept) > 8
    assert {name for name in kept if before[name] != after[name]} == set()
    sheet = next(name for name, part in before.items() if name.startswith("xl/worksheets/s") and b"slicerList" in part)
    assert before[sheet] == after[sheet]
    told = findings(old.path.read_bytes(), tmp_path)
    assert findings((old.path.parent.with_name("CSP 2015-16") / "master.xlsm").read_bytes(), tmp_path) == told


def test_a_comment_in_the_plan_keeps_closed_measures_in_it(old: Master, capsys: pytest.CaptureFixture[str]) -> None:
    """A comment cannot go along with its row, so the rows stay where they are, and it is said."""
    content = old.path.read_bytes()
    sheet = next(
        name
        for name in parts_of(content)
        if name.startswith("xl/worksheets/s") and b'name="tMeasures"' in related(content, name)
    )
    old.path.write_bytes(
        changed(
            content,
            sheet,
            "<tableParts",
            '<hyperlinks><hyperlink ref="A10" location="Start!A1"/></hyperlinks><tableParts',
        )
    )
    assert run("new-year", old.path) == 0
    assert "Closed series stay in the plan, marked Closed (old). master.xlsm, Measures!A10" in capsys.readouterr().err
    assert "old" in {one.id for one in read_master(old.path.parent.with_name("CSP 2015-16")).plan.series}


def related(content: bytes, sheet: str) -> bytes:
    """The table parts of a sheet."""
    parts = parts_of(content)
    rels = parts.get(sheet.replace("worksheets/", "worksheets/_rels/") + ".rels", b"")
    return b"".join(
        part for name, part in parts.items() if "tables/" in name and name.rpartition("/")[2].encode() in rels
    )


@pytest.mark.parametrize(
    ("name", "then"), [("CSP 2014-15", "CSP 2015-16"), ("CSP", "CSP 2015-16"), ("2014-15 x", "2015-16 x")]
)
def test_the_new_folder_is_named_after_the_old_one(tmp_path: Path, name: str, then: str) -> None:
    assert folder_of_year(tmp_path / name, 2014) == tmp_path / then


def test_two_years_on_the_history_grows(old: Master) -> None:
    run("new-year", old.path)
    second = old.path.parent.with_name("CSP 2015-16")
    assert run("new-year", second) == 1  # no return came in
    third = read_master(old.path.parent.with_name("CSP 2016-17"))
    assert third.settings.quarter == Quarter(2016, 1)
    assert [one.start for one in third.history["v"]] == [2012, 2013, 2014]  # a year without any figure is no row
    assert opened((third.path).read_bytes())["Proposals"].tables["tProposals"]


def test_the_new_masters_prompts_are_of_its_year_and_no_upgrade_is_due(
    old: Master, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("new-year", old.path) == 0
    new = old.path.parent.with_name("CSP 2015-16") / old.path.name
    told = b"".join(parts_of(new.read_bytes()).values())
    assert b'prompt="First quarter without figures, such as 2015/16 Q3."' in told
    capsys.readouterr()
    assert run("upgrade", new) == 0
    assert "the help of this version" not in capsys.readouterr().err  # of settings, this plan has but a few


def test_an_achieved_milestone_is_not_proposed_as_a_target_once_more(tmp_path: Path) -> None:
    master = read_master(write_plan(tmp_path / "CSP 2014-15", settings=DATES))
    for quarter in (Q1, Q2, Q3, Q4):
        said = answers(m=Answer(figure="Achieved" if quarter == Q4 else "On track"))
        send(master, quarter, said, as_at=quarter.last_day.replace(day=28), name=f"Police {quarter.short}.xlsx")
    run("new-year", master.path)
    rows = read_book(tmp_path / "CSP 2015-16" / "master.xlsm").sheets["Proposals"].rows
    (target,) = [list(row) for row in rows if list(row[:2]) == ["target", "m"]]
    assert target[6:] == ["Achieved in 2014/15", "Enter closed_from, or the next milestone"]


def test_a_target_of_a_part_of_the_year_is_not_carried_over_without_saying_so(tmp_path: Path) -> None:
    """450 for three quarters would be 113 a quarter in the next year."""
    series = (SERIES[0], {**SERIES[1], "first_year": "2014/15 Q2"}, *SERIES[2:], CLOSED)
    master = a_year(tmp_path / "CSP 2014-15", series)
    run("new-year", master.path)
    rows = read_book(tmp_path / "CSP 2015-16" / "master.xlsm").sheets["Proposals"].rows
    told = {row[1]: row[6] for row in map(list, rows) if row[:1] == ["target"]}
    assert told["r"] == "Carried over from 2014/15, where it was for 3 quarters alone"
    assert told["v"] == "Carried over from 2014/15"


@pytest.mark.parametrize(("number", "later"), [(1, date(2015, 6, 30)), (4, date(2016, 3, 31))])
def test_data_complete_to_a_quarters_end_are_so_in_the_next_year(number: int, later: date) -> None:
    quarter = Quarter(2014, number)
    assert a_year_later(quarter.last_day, quarter) == later


@pytest.mark.parametrize(
    ("day", "number", "later"),
    [
        (date(2015, 4, 17), 4, date(2016, 4, 15)),
        (date(2014, 7, 18), 1, date(2015, 7, 17)),
        (date(2015, 4, 1), 4, date(2016, 4, 6)),  # 52 weeks later the quarter is not over
        (date(2014, 6, 20), 1, date(2015, 6, 19)),  # as early as it was
    ],
)
def test_dates_keep_their_weekday_and_stay_after_the_quarters_end(day: date, number: int, later: date) -> None:
    found = a_year_later(day, Quarter(2014, number))
    assert found == later
    assert found.weekday() == day.weekday()
