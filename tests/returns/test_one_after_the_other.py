"""What is kept from one form for the next, because most are alike, never stands for one that differs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from tests.support import Q1, ROWS, edit_part, partnership, send, value_of
from xlcsp.files.cells import Percent, Value
from xlcsp.files.read import read_book
from xlcsp.returns.collect import collect


def held(path: Path, *, since_1904: bool = False, **settings: object) -> Callable[[], Value]:
    """A book with 41883 in A1, written so; what is read there."""
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900
    book.active["A1"] = 41883  # type: ignore[index]
    for name, value in settings.items():
        setattr(book.active["A1"], name, value)  # type: ignore[index]
    book.save(path)
    return lambda: read_book(path).sheets["Sheet"].value(1, 1)


def in_turn(one: Callable[[], Value], other: Callable[[], Value]) -> tuple[Value, Value]:
    """What both give, whichever is read first."""
    first, second = one(), other()
    assert (other(), one()) == (second, first)
    assert [type(each) for each in (other(), one())] == [type(second), type(first)]
    return first, second


def test_styles_are_those_of_the_own_file(tmp_path: Path) -> None:
    plain = held(tmp_path / "a.xlsx", number_format="0.0")
    first, second = in_turn(plain, held(tmp_path / "b.xlsx", number_format="0%"))
    assert type(first) is float
    assert isinstance(second, Percent)


def test_days_count_from_the_own_files_first_day(tmp_path: Path) -> None:
    """The same bytes of styles in both files: one counts its days from 1904."""
    first = held(tmp_path / "a.xlsx", number_format="dd/mm/yyyy")
    second = held(tmp_path / "b.xlsx", number_format="dd/mm/yyyy", since_1904=True)
    assert [str(day) for day in in_turn(first, second)] == ["2014-09-01", "2018-09-02"]


@pytest.mark.parametrize("part", ["xl/_rels/workbook.xml.rels", "xl/workbook.xml"])
def test_sheets_are_those_that_the_own_file_names(tmp_path: Path, part: str) -> None:
    paths = [tmp_path / name for name in ("a.xlsx", "b.xlsx")]
    for path in paths:
        book = Workbook()
        for number in (1, 2):
            book.create_sheet(f"S{number}")["A1"] = number
        del book["Sheet"]
        book.save(path)
    swapped = ("sheet1.xml", "sheet2.xml") if part.endswith("rels") else ("S1", "S2")
    edit_part(paths[1], part, lambda xml: _swapped(xml, *swapped))
    first, second = (lambda path=path: read_book(path).sheets["S1"].value(1, 1) for path in paths)
    assert in_turn(first, second) == (1, 2)


def _swapped(xml: str, one: str, other: str) -> str:
    return xml.replace(one, "\0").replace(other, one).replace("\0", other)


def test_columns_are_those_of_the_own_header(tmp_path: Path) -> None:
    """Two forms of one issue; in one somebody moved the numerator and the denominator, headings and all."""
    given = {}
    for name in ("as issued", "moved", "as issued again"):
        master = partnership(tmp_path / name)
        path = send(master)
        if name == "moved":
            book = load_workbook(path)
            sheet = book["Return"]
            header = next(row for row in range(1, ROWS["v"]) if sheet.cell(row, 4).value and sheet.cell(row, 5).value)
            for row in (header, ROWS["s"]):
                left, right = sheet.cell(row, 4), sheet.cell(row, 5)
                left.value, right.value = right.value, left.value
            book.save(path)
        given[name] = value_of(collect(master, Q1), "s")
    assert set(given.values()) == {(6, 10, None, "")}
