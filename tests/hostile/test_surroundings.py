"""In odd surroundings the program says and makes the same as anywhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.campaign import broken, contents, hidden, made

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="a shell of a Unix"),
    pytest.mark.long,
]
USUAL = "{python} -m xlcsp {call}"
SURROUNDINGS = {
    "warnings are errors": "PYTHONWARNINGS=error " + USUAL,
    "optimised": "{python} -OO -m xlcsp {call}",
    "a Turkish locale at the edge of the day": "LC_ALL=tr_TR.UTF-8 TZ=Pacific/Kiritimati " + USUAL,
    "the C locale without UTF-8": "LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 " + USUAL,
    "a locale that is none": "LC_ALL=xx_YY.FOO TZ=/dev/zero " + USUAL,
    "a day of 100 hours": "TZ=XXX-99:99 " + USUAL,
    "no home, no user": "env -u HOME -u USER -u LOGNAME -u XDG_CACHE_HOME " + USUAL,
    "standard streams closed": USUAL + " <&- >&- 2>&-",
    "files for nobody": "umask 0777; " + USUAL,
    "no temporary folder": "TMPDIR=/nowhere " + USUAL,
    "few open files": "ulimit -n 20; " + USUAL,
    "a terminal of one column": "COLUMNS=1 LINES=0 TERM=dumb " + USUAL,
}


CALLS = ("release 2014-15 --version 1.0 --reason Board --publish", "refresh 2014-15")


def reports(place: Path, surroundings: str) -> dict[str, bytes]:
    """The reports that are made there."""
    made(place / "2014-15")
    paths = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    for call in CALLS:
        shell = ["bash", "-c", surroundings.format(python=sys.executable, call=call)]
        done = subprocess.run(shell, cwd=place, env=paths, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
    assert list(broken(place)) == hidden(place) == []
    return {path: content for path, content in contents(place).items() if "/reports/" in path}


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return reports(tmp_path_factory.mktemp("usual") / "place", USUAL)


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_no_surroundings_end_in_a_traceback_or_change_the_report(
    tmp_path: Path, usual: dict[str, bytes], name: str
) -> None:
    assert reports(tmp_path / "place", SURROUNDINGS[name]) == usual != {}
