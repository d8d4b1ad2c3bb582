"""A form's white columns agree with what the report makes of its figures: for every kind of series and quarter."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.returns.white import AS_TYPED, differences, issued, return_path
from tests.support import ANSWERS, Q1, ROWS, partnership, send
from xlcsp.domain.kinds import KIND_WORDS
from xlcsp.forms.columns import RETURN
from xlcsp.forms.layout import RETURN_SHEET, Answer
from xlcsp.forms.write import write_form
from xlcsp.returns.collect import collect


@pytest.mark.parametrize("quarter", [0, *(pytest.param(after, marks=pytest.mark.long) for after in (1, 2)), 3])
def test_the_white_columns_agree_with_the_report(quarter: int, tmp_path: Path) -> None:
    seen = set()
    for seed in range(quarter, quarter + 12, 4):
        folder = tmp_path / str(seed)
        folder.mkdir()
        master, form = issued(seed, folder)
        path = return_path(master, form.quarter)
        write_form(form, path)
        differ, compared = differences(master, form, path)
        assert differ == [], f"seed {seed}, {form.quarter}"
        seen |= compared
    assert {kind for kind, _ in seen} == set(KIND_WORDS)
    assert {"Red", "Green", "Monitor", "No data", "–"} <= {state for _, state in seen}


@pytest.mark.parametrize(
    ("series", "cells"),
    [
        ("v", {"figure": entry})
        for entry in ("41 250", "1,204", "£41,250", "41250 ", "12.5%", "1,2", "approx 300", "-", 12, 12.5, -1)
    ]
    + [("t", {"percentage": entry}) for entry in ("12.5%", "69", "n/a", 0.69, 0.125, 69, 101, 0, 1)]
    + [("s", {"figure": above, "out_of": below}) for above, below in (("6", 10), (6, "10 "), (6, 10), (12, 10))]
    + [("s", {"percentage": entry}) for entry in ("60%", 0.6, 60)],
)
def test_the_form_asks_for_what_the_reader_asks_about(
    series: str, cells: dict[str, str | float], tmp_path: Path
) -> None:
    """A form called ready what the reader asked about or refused, or was silent on why it was not."""
    master = partnership(tmp_path)
    answers = {**ANSWERS, series: Answer(**cells, status="Provided", commentary="As typed.")}  # type: ignore[arg-type]
    path = send(master, answers=answers)
    found = collect(master, Q1)
    asked = {one.series for one in found.problems} | {one.series for one in found.queries if one.code in AS_TYPED}
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(RETURN_SHEET).to_python(skip_empty_area=False)
    row = dict(zip((column.key for column in RETURN), rows[ROWS[series] - 1], strict=False))
    assert (row["ready"] == "Check the figure") == (series in asked), (row["sentence"], found.problems, found.queries)
