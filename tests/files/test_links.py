"""A link is its text to every reader; to a workbook it is a formula made of texts alone."""

from __future__ import annotations

import pickle

import pytest

from xlcsp.errors import Problem
from xlcsp.files.links import Link, is_link, linked, where

OURS = ("Measures", "Settings")


def at(file: str, sheet: str = "", cell: str = "") -> Problem:
    return Problem(file, sheet, cell, "code", "found")


def test_it_is_its_text_and_goes_to_another_process_whole() -> None:
    link = Link("Police.xlsx", "returns/Police.xlsx")
    assert link == "Police.xlsx"
    again = pickle.loads(pickle.dumps(link))  # noqa: S301 - our own
    assert (again, again.target) == (link, link.target)


@pytest.mark.parametrize(
    ("problem", "target"),
    [
        (at("2014-15 Q3/Police.xlsx", "Return", "D14"), "returns/2014-15 Q3/Police.xlsx#'Return'!D14"),
        (at("Police.xlsx", "Bob's own", "A1"), "returns/Police.xlsx#'Bob''s own'!A1"),
        (at("2014-15 Q3/Police.xlsx"), "returns/2014-15 Q3/Police.xlsx"),
        (at("master.xlsm", "Measures", "C5"), "#'Measures'!C5"),
        (at("2014-15 Q3"), None),
        (at("Police #2.xlsx", "Return", "D14"), None),
        (at("x" * 250 + ".xlsx"), None),
    ],
)
def test_it_leads_to_file_and_cell_where_a_formula_can_say_it(problem: Problem, target: str | None) -> None:
    place = where(problem, "returns", OURS)
    assert place == problem.where
    assert getattr(place, "target", None) == target


def test_what_is_in_it_cannot_end_its_text() -> None:
    link = linked('a "b"', 'c".xlsx')
    assert isinstance(link, Link)
    assert link.formula == 'HYPERLINK("c"".xlsx","a ""b""")'
    assert is_link(f"={link.formula}")
    assert is_link('HYPERLINK("a";"b")')  # as some spreadsheets write it


@pytest.mark.parametrize(
    "formula", ["=A1", '=HYPERLINK(A1,"b")', '=HYPERLINK("a","b")&C1', '=HYPERLINK("a","b"&C1)', ""]
)
def test_a_formula_of_a_person_s_own_is_none(formula: str) -> None:
    assert not is_link(formula)
