"""The partnership's corrections come after the returns, are shown, and never undo a newer figure in silence."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.support import Q1, Q2, answers, codes, partnership, send, value_of
from xlcsp.forms.layout import Answer
from xlcsp.master.workbook import Cell
from xlcsp.report.model import build_report
from xlcsp.returns.collect import collect

ROW: dict[str, Cell] = {
    "id": "v", "year": "2014/15", "quarter": "Q1", "field": "numerator", "old": 100, "new": 97,
    "reason": "telephone", "who": "performance officer", "date": date(2014, 7, 30),
}  # fmt: skip


def test_a_correction_replaces_the_figure_and_is_logged_with_its_cell(tmp_path: Path) -> None:
    master = partnership(tmp_path, corrections=(ROW,))
    send(master)
    found = collect(master, Q1)
    assert codes(found) == []
    assert value_of(found, "v")[0] == 97  # type: ignore[index]
    (revision,) = found.revisions
    assert (revision.old.numerator, revision.new.numerator, revision.kind) == (100, 97, "correction")
    assert (revision.new.source.file, revision.new.source.sheet) == ("master.xlsm", "Corrections")
    assert "97 offences in Q1 [corrected]" in build_report(master, found).series[0].sentences[0]


def test_a_correction_whose_old_value_no_longer_holds_is_a_problem_and_changes_nothing(tmp_path: Path) -> None:
    master = partnership(tmp_path, corrections=({**ROW, "old": 99},))
    send(master)
    found = collect(master, Q1)
    assert codes(found) == ["correction"]
    assert value_of(found, "v")[0] == 100  # type: ignore[index]


def test_a_correction_of_a_later_quarter_waits_for_it(tmp_path: Path) -> None:
    master = partnership(tmp_path, corrections=({**ROW, "quarter": "Q2"},))
    send(master)
    assert codes(collect(master, Q1)) == []
    send(master, Q2, as_at=date(2014, 10, 9))
    assert value_of(collect(master, Q2), "v", Q2)[0] == 97  # type: ignore[index]


@pytest.mark.parametrize(
    ("series", "changed", "value"),
    [
        ("t", {"field": "percentage", "old": "30", "new": "31.5"}, (None, None, Fraction(63, 200), "")),
        ("m", {"field": "status", "old": "On track", "new": "At risk"}, (None, None, None, "At risk")),
        ("s", {"field": "denominator", "old": 10, "new": 12}, (6, 12, None, "")),
    ],
)
def test_each_field_can_be_corrected(tmp_path: Path, series: str, changed: dict[str, Cell], value: object) -> None:
    master = partnership(tmp_path, corrections=({**ROW, "id": series, **changed},))
    send(master)
    found = collect(master, Q1)
    assert codes(found) == []
    assert value_of(found, series) == value


def test_a_correction_can_fill_a_gap(tmp_path: Path) -> None:
    master = partnership(tmp_path, corrections=({**ROW, "old": None},))
    send(master, answers=answers(v=Answer(status="No figure", reason="Staff change")))
    found = collect(master, Q1)
    assert codes(found) == []
    assert value_of(found, "v")[0] == 97  # type: ignore[index]
