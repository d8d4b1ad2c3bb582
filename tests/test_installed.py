"""The package as others install it: a complete wheel with the same bytes each time, working away from its source."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _pip(*words: str | Path) -> None:
    subprocess.run([sys.executable, "-m", "pip", "-q", *words], check=True, cwd=ROOT)


@pytest.mark.long
def test_the_wheel_is_the_same_each_time_and_works_away_from_its_source(tmp_path: Path) -> None:
    for place in ("first", "second"):
        _pip("wheel", "--no-deps", "--wheel-dir", tmp_path / place, ".")
    (first,), (second,) = (list((tmp_path / place).glob("*.whl")) for place in ("first", "second"))
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()

    place, empty = tmp_path / "installed", tmp_path / "empty"
    _pip("install", "--no-deps", "--target", place, first)
    empty.mkdir()

    def run(*words: str) -> str:
        code = (
            "import sys, xlcsp; from xlcsp.cli import main; print(xlcsp.__file__); raise SystemExit(main(sys.argv[1:]))"
        )
        ran = subprocess.run(
            [sys.executable, "-c", code, *words],
            cwd=empty, env={**os.environ, "PYTHONPATH": str(place)}, check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    assert run("demo", "example").startswith(str(place))
    run("guide")
    run("new", "riverside", "--partnership", "Riverside")
    assert (empty / "example" / "reports" / "2014-15 Q4.xlsx").read_bytes() == (
        ROOT / "workbooks" / "reports" / "2014-15 Q4.xlsx"
    ).read_bytes()
    assert (empty / "xlcsp-guide.html").stat().st_size > 500_000  # with its pictures
