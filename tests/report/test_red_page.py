"""Exceptions and actions share a page of the printed pack where both fit it; in the workbook each has its sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.returns.test_actions import KEPT, sent
from tests.support import Q1
from xlcsp.pipeline import make
from xlcsp.report.sheets import make_workbook


def _contents(book: Workbook) -> list[tuple[object, ...]]:
    return [tuple(row) for row in book["Contents"].iter_rows(min_row=5, values_only=True)]


@pytest.mark.parametrize(("count", "is_joined"), [(1, True), (60, False)])
def test_what_is_red_and_what_is_done_share_a_printed_page_where_they_fit(
    tmp_path: Path, count: int, *, is_joined: bool
) -> None:
    report = make(sent(tmp_path, *({**KEPT, "action id": f"A{place}"} for place in range(count))), Q1).report
    book, printed = make_workbook(report), make_workbook(report, is_printed=True)
    assert {"Exceptions", "Actions"} <= set(book.sheetnames)
    assert ("Actions" in printed.sheetnames) is not is_joined
    assert _contents(book) == _contents(printed), "The workbook's page numbers are those of its PDF."
    pages = {row[0]: row[2] for row in _contents(book)}
    assert (pages["Actions"] == pages["Exceptions"]) is is_joined
    shown = [cell.value for row in printed["Exceptions"].iter_rows(min_row=1) for cell in row]
    assert ("Patrol the park" in shown) is is_joined
    assert printed["Exceptions"].print_title_rows != "$4:$4" or not is_joined, "One header for two lists"
