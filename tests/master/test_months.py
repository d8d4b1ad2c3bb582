"""The sheet *Months* of a master: rebuilds write this year's months below people's rows; a new year keeps those."""

from datetime import UTC, date, datetime
from pathlib import Path

from tests.excel.books import opened, written
from tests.support import PARTNERSHIP, Q1, Q2, Q3, Q4, partnership, send
from xlcsp.excel import button
from xlcsp.files.read import read_book
from xlcsp.forms.layout import Answer
from xlcsp.master.refresh import refresh
from xlcsp.master.workbook import Cell
from xlcsp.pipeline import make
from xlcsp.pipeline.new_year import write_new_year
from xlcsp.pipeline.rebuild import rebuild
from xlcsp.planbook import Master, read_master

PLAN: tuple[dict[str, Cell], ...] = (
    {"id": "b", "ref": "1.1", "measure": "Burglary", "unit": "offences", "polarity": "lower",
     "target_rule": "at most", "target": 1200, "frequency": "monthly"},
    {"id": "p", "ref": "1.2", "measure": "Feeling safe", "kind": "percentage", "frequency": "monthly"},
)  # fmt: skip
HISTORY: tuple[dict[str, Cell], ...] = (
    {"id": "b", "month": "February 2014", "numerator": 80},
    {"id": "b", "month": date(2014, 3, 1), "numerator": 90},
)


def sent(folder: Path, upto: int = 1) -> Master:
    master = partnership(folder, PLAN, more={"Months": HISTORY})
    for place, quarter in enumerate((Q1, Q2, Q3, Q4)[:upto]):
        answers = {
            "b": Answer(month_1=100 + place, month_2=None if quarter == Q3 else 101, month_3=102, status="Provided"),
            "p": Answer(month_1=60, month_2=61.5, month_3=62),
        }
        send(master, quarter, answers, as_at=quarter.last_day)
    return master


def refreshed(master: Master, upto: int) -> list[list[str]]:
    quarter = (Q1, Q2, Q3, Q4)[upto - 1]
    refresh(master.path, rebuild(master, quarter, datetime(2015, 5, 1, tzinfo=UTC), "a test").collected)
    return rows(master.path)


def rows(path: Path) -> list[list[str]]:
    sheet = read_book(path).sheets["Months"]
    found = [[sheet.text(row, column) for column in range(1, 5)] for row in range(5, len(sheet.rows) + 1)]
    return [row for row in found if any(row)]


def test_a_rebuild_writes_the_months_below_those_of_earlier_years(tmp_path: Path) -> None:
    found = refreshed(sent(tmp_path), 1)
    assert found == [
        ["b", "February 2014", "80", ""],
        ["b", "2014-03-01", "90", ""],
        ["b", "April 2014", "100", ""],
        ["b", "May 2014", "101", ""],
        ["b", "June 2014", "102", ""],
        ["p", "April 2014", "0.6", ""],
        ["p", "May 2014", "0.615", ""],
        ["p", "June 2014", "0.62", ""],
    ]


def test_a_second_rebuild_changes_nothing_and_a_later_quarter_adds_its_own(tmp_path: Path) -> None:
    master = sent(tmp_path, 2)
    first = refreshed(master, 1)
    assert refreshed(master, 1) == first
    later = refreshed(master, 2)
    assert later[: len(first)] == first
    assert [row[:3] for row in later[len(first) :]][:2] == [["b", "July 2014", "101"], ["b", "August 2014", "101"]]
    assert [row[1] for row in later if row[0] == "b"].count("July 2014") == 1


def test_the_months_of_this_year_are_not_read_as_history(tmp_path: Path) -> None:
    master = sent(tmp_path)
    refreshed(master, 1)
    assert read_master(master.path).history == master.history


def test_without_monthly_series_the_sheet_keeps_its_bytes(tmp_path: Path) -> None:
    master = partnership(tmp_path, ({"id": "v", "ref": "1.1", "measure": "Violence"},), more={"Months": ()})
    send(master, Q1, {"v": Answer(figure=3, status="Provided")})
    done = rebuild(master, Q1, datetime(2015, 5, 1, tzinfo=UTC), "a test").collected
    assert "Months" not in done.tables


def test_the_button_writes_the_same_months(tmp_path: Path) -> None:
    master = sent(tmp_path)
    book = opened(master.path)
    button.rebuild(book)
    (block,) = written(book, "Months")
    assert [row[:3] for row in block["values"][2:5]] == [
        ["'b", "'April 2014", 100], ["'b", "'May 2014", 101], ["'b", "'June 2014", 102],
    ]  # fmt: skip


def test_a_new_year_carries_the_months_and_makes_last_year_of_them(tmp_path: Path) -> None:
    master = sent(tmp_path / f"{PARTNERSHIP} 2014-15", 4)
    path, *_ = write_new_year(master)
    new = read_master(path)
    last = new.history["b"][-1]
    assert (last.start, [None if one is None else int(one) for one in last.quarters]) == (2014, [303, 304, None, 306])
    assert len(last.months) == 11  # November 2014 never came
    send(new, Q1.plus(4), {"b": Answer(month_1=1, month_2=2, month_3=3)}, as_at=Q1.plus(4).last_day)
    found = next(iter(make(new, Q1.plus(4)).report.series)).assessment
    assert found.comparators.last_year_quarter == 303
