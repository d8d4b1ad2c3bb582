"""Thousands of damaged forms: no traceback, no hang, no wrong number, no file changed. The long run is a command."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.fuzz import cells
from tests.fuzz.mutations import MUTATIONS, parts_of
from tests.fuzz.run import WrongNumber, judge, originals, run
from tests.support import Q1, answers, partnership, put_xml, send
from xlcsp.files.cells import Percent
from xlcsp.files.read import read_book
from xlcsp.forms.layout import Answer
from xlcsp.returns.collect import collect

FILES, PARTS, COMPARED = 2_000, 4, 120


@pytest.mark.filterwarnings("default")  # of the libraries, on what is damaged
@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.long) for part in range(1, PARTS))])
def test_no_damaged_form_stops_the_run_or_gives_a_wrong_number(tmp_path: Path, part: int) -> None:
    size = FILES // PARTS
    outcomes = run(tmp_path, iter(range(part * size, part * size + size)))
    assert sum(outcomes.values()) >= size
    assert len(outcomes) >= 10


def test_each_cell_of_a_damaged_form_is_what_openpyxl_reads_or_is_told(tmp_path: Path) -> None:
    outcomes = cells.run(tmp_path, range(7_000, 7_000 + COMPARED))
    assert outcomes["read alike"] > COMPARED / 5


@pytest.mark.office
@pytest.mark.long
def test_each_number_of_a_damaged_form_is_what_libreoffice_reads(tmp_path: Path, soffice: str) -> None:
    assert soffice
    assert cells.run_libreoffice(tmp_path, range(8_000, 8_000 + COMPARED // 2))["read alike"] > COMPARED / 10


@pytest.mark.parametrize("content", ["<v>31</v>", "<v>0.5</v>"])
def test_the_comparison_would_see_a_wrong_cell(tmp_path: Path, content: str) -> None:
    path = send(partnership(tmp_path))
    put_xml(path, "D14", content)
    book = read_book(path)
    cells.check(book, load_workbook(path, data_only=True))
    book.sheets["Return"].rows[13][3] = Percent(0.5)
    with pytest.raises(cells.Differs):
        cells.check(book, load_workbook(path, data_only=True))


def test_the_run_would_see_a_wrong_number(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    path = send(master, answers=answers(v=Answer(figure=7)))
    found = collect(master, Q1)
    judge(path, found)
    figure = found.figures["v"][Q1]
    object.__setattr__(figure, "numerator", Fraction(8))
    with pytest.raises(WrongNumber):
        judge(path, found)


def test_every_kind_of_damage_changes_every_original(tmp_path: Path) -> None:
    import random

    _, files = originals(tmp_path)
    assert [suffix for suffix, _, _ in files] == [".xlsx", ".xlsx", ".ods", ".xlsx"]
    for damage in MUTATIONS:
        for _, _, content in files:
            assert any(damage(random.Random(seed), content) != content for seed in range(5))
    assert "content.xml" in parts_of(files[2][2])
