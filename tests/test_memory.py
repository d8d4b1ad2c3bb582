"""The search for circles of objects is rare only where it should be."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator

import pytest

from xlcsp.memory import search_rarely, searched_rarely


@pytest.fixture(autouse=True)
def kept() -> Iterator[None]:
    """A test of a command in this process may have left its own threshold."""
    before = gc.get_threshold()
    gc.set_threshold(700)
    yield
    gc.set_threshold(*before)


@pytest.mark.parametrize(("its_own", "within"), [(700, 100_000), (190_000, 190_000), (0, 0)])
def test_a_caller_keeps_its_own_threshold(its_own: int, within: int) -> None:
    gc.set_threshold(its_own)

    @searched_rarely()
    def fails() -> None:
        assert gc.get_threshold()[0] == within
        raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert gc.get_threshold()[0] == its_own


def test_a_command_searches_rarely_from_its_start_on() -> None:
    ours = "import gc; from xlcsp.__main__ import run; import sys; sys.argv = ['xlcsp', '--version']\n"
    told = "import atexit; atexit.register(lambda: print(gc.get_threshold()[0], gc.get_freeze_count() > 0)); run()"
    run = subprocess.run([sys.executable, "-c", ours + told], capture_output=True, text=True, check=True)
    with searched_rarely():
        search_rarely()
        assert run.stdout.split()[-2:] == [str(gc.get_threshold()[0]), "True"]
