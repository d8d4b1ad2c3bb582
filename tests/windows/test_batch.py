"""Many partnerships on Windows: processes are spawned, and what they write is what Linux writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.windows.conftest import both
from tests.windows.folders import differences
from tests.windows.wine import Rig
from xlcsp.sample.make import make, orders

pytestmark = pytest.mark.windows


def lines(words: list[str]) -> list[str]:
    """What was told of each folder, in no order: the bar of progress tells seconds, and Windows draws it otherwise."""
    return sorted(line for line in words if not line.startswith("Reports "))


def test_a_pool_of_three_writes_what_linux_writes(rig: Rig, tmp_path: Path) -> None:
    sample = tmp_path / "sample"
    for order in orders(sample, 3, faulty=1 / 3):
        make(order)
    sides = both(rig, tmp_path, sample)
    linux, windows = sides.xlcsp("batch", "sample", "--workers", "2")
    assert windows.exit == linux.exit
    assert lines(sides.words(windows.err)) == lines(sides.words(linux.err))
    assert len(list(sides.windows.glob("sample/*/reports/*.xlsx"))) == 3
    assert differences(sides.linux, sides.windows) == []
