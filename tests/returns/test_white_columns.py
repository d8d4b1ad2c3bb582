"""A form's white columns agree with what the report makes of its figures: for every kind of series and quarter."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.returns.white import differences, issued, return_path
from xlcsp.domain.kinds import KIND_WORDS
from xlcsp.forms.write import write_form


@pytest.mark.parametrize("quarter", range(4))
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
