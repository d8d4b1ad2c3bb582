"""Of a provider's several returns the newest counts; the first decides whether it came in time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.support import ANSWERS, Q1, ROWS, answers, codes, partnership, send, value_of
from xlcsp.forms.layout import Answer
from xlcsp.planbook import Master
from xlcsp.report.build import build_report
from xlcsp.returns.collect import Collection, collect

LATER = date(2014, 10, 9)
DUE = {"quarter": "Q1", "return_due": date(2014, 7, 18)}
IN_TIME, TOO_LATE = date(2014, 7, 15), date(2014, 7, 22)


@pytest.fixture
def master(tmp_path: Path) -> Master:
    return partnership(tmp_path)


def state(found: Collection, name: str) -> tuple[str, str]:
    (one,) = [receipt for receipt in found.receipts if receipt.file.endswith(f"/{name}")]
    return one.state, one.note


def test_a_correction_that_was_asked_for_does_not_make_a_return_late(tmp_path: Path) -> None:
    master = partnership(tmp_path, settings=DUE)
    send(master, signed=IN_TIME)
    send(master, answers=answers(v=Answer(figure=333)), name="Police v2.xlsx", signed=TOO_LATE)
    found = collect(master, Q1)
    told = "a revision of 22 July 2014; first received in time (2014-15 Q1/Police.xlsx)"
    assert state(found, "Police v2.xlsx") == ("received", told)
    assert build_report(master, found).late == ()


def test_what_first_came_too_late_is_late_by_that_day_however_often_it_is_sent_again(tmp_path: Path) -> None:
    master = partnership(tmp_path, settings=DUE)
    send(master, signed=TOO_LATE)
    send(master, answers=answers(v=Answer(figure=333)), name="Police v2.xlsx", signed=LATER)
    assert state(collect(master, Q1), "Police v2.xlsx") == ("late", "due 18 July 2014, signed 22 July 2014")


def test_a_file_that_could_not_be_used_is_no_return_in_time(tmp_path: Path) -> None:
    master = partnership(tmp_path, settings=DUE)
    send(master, signed=IN_TIME, partnership_named="Another Partnership")
    send(master, name="Police v2.xlsx", signed=TOO_LATE)
    assert state(collect(master, Q1), "Police v2.xlsx")[0] == "late"


def test_an_undated_first_return_that_was_sent_again_with_its_date_is_no_open_problem(master: Master) -> None:
    send(master, as_at=None, signed=IN_TIME)
    send(master, answers=answers(v=Answer(figure=333)), name="Police v2.xlsx", signed=IN_TIME)
    found = collect(master, Q1)
    assert codes(found) == []
    assert value_of(found, "v")[0] == 333  # type: ignore[index]


@pytest.mark.parametrize("name", ["Aardvark.xlsx", "Police (1).xlsx", "Zebra.xlsx"])
def test_a_corrected_file_under_any_name_counts_by_its_signature(master: Master, name: str) -> None:
    send(master, signed=IN_TIME)
    send(master, answers=answers(v=Answer(figure=333)), name=name, signed=TOO_LATE)
    found = collect(master, Q1)
    assert codes(found) == []
    assert value_of(found, "v")[0] == 333  # type: ignore[index]


@pytest.mark.parametrize("name", ["Police v2 final.xlsx", "Police_v2_final.xlsx", "Police (v2).xlsx", "Police.V2.xlsx"])
def test_a_version_is_read_wherever_it_stands_in_the_name(master: Master, name: str) -> None:
    send(master)
    send(master, answers=answers(v=Answer(figure=333)), name=name)
    found = collect(master, Q1)
    assert codes(found) == []
    assert value_of(found, "v")[0] == 333  # type: ignore[index]


def test_two_returns_that_nothing_tells_apart_are_both_named_with_how_to_name_them(master: Master) -> None:
    send(master)
    send(master, answers=answers(v=Answer(figure=333)), name="Police again.xlsx")
    (told,) = collect(master, Q1).problems
    assert "Police.xlsx" in told.file + told.found
    assert "Police again.xlsx" in told.file + told.found
    assert '"Police v2.xlsx"' in told.do


def test_a_later_return_with_one_row_filled_in_says_what_the_one_before_had(master: Master) -> None:
    """People send the form again with the corrected figure alone: what they left blank is asked for with its figure."""
    send(master)
    only = {name: Answer() for name in ANSWERS} | {"v": Answer(figure=105)}
    send(master, answers=only, name="Police v2.xlsx", as_at=date(2014, 7, 12))
    found = collect(master, Q1)
    assert (value_of(found, "v")[0], found.figures["r"][Q1].has_value) == (105, False)  # type: ignore[index]
    (of_r,) = (one.do for one in found.problems if one.series == "r")
    assert of_r.endswith(f"; the return before it (2014-15 Q1/Police.xlsx, D{ROWS['r']}) has 12")
