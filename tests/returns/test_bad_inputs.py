"""The catalogue of bad inputs: each gets its own message, no wrong number is taken, no file is changed."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from tests.returns.bad_inputs import CASES
from tests.support import ANSWERS, Q1, partnership, value_of
from xlcsp.report.build import build_report
from xlcsp.returns.collect import collect

CATALOGUE = Path(__file__).with_name("bad_inputs.csv")


def messages() -> dict[str, list[str]]:
    """The messages that each case gets."""
    found: dict[str, list[str]] = {}
    with CATALOGUE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["case"], []).append(row["message"])
    return found


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def test_the_catalogue_holds_every_case_and_at_least_sixty() -> None:
    assert set(messages()) == set(CASES)
    assert len(CASES) >= 60


@pytest.mark.parametrize("name", CASES)
def test_each_bad_input_gets_just_its_message(tmp_path: Path, name: str) -> None:
    master = partnership(tmp_path)
    CASES[name](master)
    before = hashes(tmp_path)
    found = collect(master, Q1)
    assert [str(problem) for problem in found.problems] == messages()[name]
    right = {"v": 100, "r": 12, "s": 6}
    for series, figure in right.items():
        assert value_of(found, series)[0] in (None, figure), "a wrong number was taken"  # type: ignore[index]
    assert len(build_report(master, found).series) == len(ANSWERS)
    assert hashes(tmp_path) == before
