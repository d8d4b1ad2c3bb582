"""A little of each part of the campaign; the whole of it is ``python -m tests.hostile``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.hostile.courses import COURSES

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and disks of a Unix")
SOME = [("names", 1), ("sizes", 1), pytest.param("disks", 2, marks=pytest.mark.long)]
SOME += [pytest.param(name, 1, marks=pytest.mark.long) for name in ("kills", "races")]


@pytest.mark.long
@pytest.mark.parametrize(("name", "rounds"), SOME)
def test_nothing_is_lost_silent_or_left_and_no_traceback(tmp_path: Path, name: str, rounds: int) -> None:
    count = COURSES[name](tmp_path / "work", rounds, lambda _: None)
    assert count.cases >= 11
    assert count.told == []
