"""Actions, officers' states and published benchmarks as tables: every row of the sheets, with its place."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pandas as pd

from tests.frames.test_frames import held
from tests.planbook import test_benchmarks, test_overrides
from tests.returns import test_actions
from tests.support import Q1, partnership
from xlcsp import frames
from xlcsp.pipeline import make
from xlcsp.report.as_json import report_json


def test_actions_are_those_of_the_report_as_they_were_last_said(tmp_path: Path) -> None:
    old = {**test_actions.KEPT, "action id": "A0", "ref": "9.9", "status": "Done"}
    master = test_actions.sent(tmp_path, test_actions.KEPT, old)
    test_actions.returned(master, Q1, {6: (..., ..., ..., ..., "Done"), 7: test_actions.NEW}, signed=date(2014, 7, 18))
    table = frames.actions(tmp_path)
    told = {one["id"]: one for one in report_json(make(master, Q1).report, [])["actions"]}
    rows = {row["action_id"]: row for row in held(table)}
    assert set(rows) == {*told, "A0"}
    assert len(told) == 2
    for key, one in told.items():
        row = rows[key]
        assert [row[name] for name in ("ref", "action", "owner", "status", "overdue")] == [
            one[name] for name in ("ref", "action", "owner", "status", "overdue")
        ]
        for name in ("due", "updated"):
            assert str(row[name])[:10] == one[name]
    assert (rows["A1"]["status"], rows["A1"]["open"], rows["A1"]["overdue"]) == ("Done", False, False)
    assert (rows["A1"]["file"], rows["A1"]["sheet"], rows["A1"]["cell"]) == (
        "2014-15 Q1/comments.xlsx",
        "Actions",
        "B6",
    )
    assert (rows["A0"]["file"], rows["A0"]["measure"]) == ("master.xlsm", None)
    assert (str(table["due"].dtype), str(table["overdue"].dtype)) == ("datetime64[s]", "boolean")


def test_every_row_of_overrides_is_there_whatever_its_quarter(tmp_path: Path) -> None:
    earlier = {**test_overrides.ONE, "ref": "7.7", "year": "2013/14", "quarter": "Q4"}
    test_overrides.sent(tmp_path, test_overrides.ONE, earlier)
    now, before = held(frames.overrides(tmp_path))
    assert now == {
        "partnership": "Test Partnership", "theme": "Violence", "ref": "1.1", "measure": "Violence", "year": "2014/15",
        "quarter": 1, "state": "Green", "reason": "One gang, now in prison", "who": "Head of Safety",
        "date": pd.Timestamp(2014, 7, 12), "file": "master.xlsm", "sheet": "Overrides", "cell": "D5",
    }  # fmt: skip
    assert (before["ref"], before["measure"], before["year"], before["quarter"]) == ("7.7", None, "2013/14", 4)


def test_benchmarks_are_numbers_as_their_series_with_the_day_that_their_period_ends(tmp_path: Path) -> None:
    no_rank = {**test_benchmarks.GROUP, "comparator": "England", "rank": None, "of": None, "publishable": None}
    partnership(tmp_path, (test_benchmarks.SUPPORT,), more={"Benchmarks": (test_benchmarks.GROUP, no_rank)})
    group, england = held(frames.benchmarks(tmp_path))
    given = test_benchmarks.GROUP
    assert [group[name] for name in ("id", "comparator", "period", "value", "rank", "of", "source")] == [
        given[name] for name in ("id", "comparator", "period", "value", "rank", "of", "source")
    ]
    assert (group["ends"], group["kind"], group["cell"]) == (datetime(2014, 3, 31), "rate", "D5")  # noqa: DTZ001
    assert (england["rank"], england["of"], england["publishable"]) == (None, None, False)


def test_a_partnership_without_the_sheets_has_empty_tables_of_the_same_columns(tmp_path: Path) -> None:
    partnership(tmp_path)
    for table, key in ((frames.actions(tmp_path), "due"), (frames.overrides(tmp_path), "date"),
                       (frames.benchmarks(tmp_path), "ends")):  # fmt: skip
        assert (len(table), str(table[key].dtype)) == (0, "datetime64[s]")
