"""``workbooks/`` holds the worked example as built: a rebuild is identical, byte for byte."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Example
from xlcsp import __version__
from xlcsp.demo.story import SECOND
from xlcsp.demo.tour import make
from xlcsp.master.lite.bundle import made_by
from xlcsp.master.lite.parts import code_of

WORKBOOKS = Path(__file__).parents[1] / "workbooks"
SECOND_HOME = WORKBOOKS / "second"
_CODE = re.compile(rb'(?<=name="main.py" value=)"[^"]*"')


def test_the_workbooks_are_what_the_code_builds(example: Example) -> None:
    assert_same(example.folder, WORKBOOKS, "xlcsp demo into a new folder, look at it, and replace workbooks/ by it")


def assert_same(folder: Path, home: Path, do: str) -> None:
    """The workbooks of a folder are those that are kept."""
    built = {path.relative_to(folder): path for path in folder.rglob("*.xls?")}
    there = [path for path in home.rglob("*.xls?") if home == SECOND_HOME or SECOND_HOME not in path.parents]
    kept = {path.relative_to(home): path for path in there}
    assert set(built) == set(kept)
    different = [str(name) for name, path in built.items() if content(path) != content(kept[name])]
    assert different == [], f"run: {do}"


@pytest.mark.long
def test_the_second_example_is_what_the_code_builds_and_shows_what_it_says(tmp_path: Path) -> None:
    reports = make(tmp_path, story=SECOND)
    assert_same(tmp_path, SECOND_HOME, "xlcsp demo --second into a new folder, look at it, replace workbooks/second")
    last = reports[-1]
    assert str(last.quarter) == "2026/27 Q3"
    assert all(not one.problems and not one.missing for one in reports)
    series = [one.series for one in last.series]
    assert len({one.provider for one in series}) == 6
    assert {"per population", "ratio", "amount", "milestone", "percentage"} <= {one.kind.word for one in series}
    assert any(one.has_thresholds for one in series)
    assert any(one.kind.per == 100_000 for one in series)
    assert {"half-yearly", "monthly"} <= {one.frequency for one in series}
    assert any(one.kind.is_bare_percentage and one.target_profile for one in series)
    assert any(one.benchmark for one in series)
    outturns = {one.series.ref: one.outturn for one in last.series if one.outturn is not None}
    assert {ref: str(one.verdict) for ref, one in outturns.items()} == dict.fromkeys(
        ("3.1", "3.2", "3.4"), "Target achieved"
    )
    assert {slot.quarter.short for slot in outturns["3.4"].late} == {"Q3", "Q4"}
    (renewed,) = [one for one in last.measures if one.measure.ref == "5.2"]
    assert renewed.rag == "Red"
    assert renewed.override is not None
    assert any(one.comments[2] for one in last.measures)


def content(path: Path) -> bytes | dict[str, bytes]:
    """The file's bytes; of the master for xlwings Lite its parts, but for the code, which any change of ours changes.

    The kept one has the code of the day on which it was made.
    """
    if path.parent.name != "lite":
        return path.read_bytes()
    with zipfile.ZipFile(path) as package:
        return {name: _CODE.sub(b"", package.read(name)) for name in package.namelist()}


def test_the_kept_code_for_xlwings_lite_is_of_this_version() -> None:
    path = WORKBOOKS / "lite" / "master.xlsx"
    told = made_by(code_of(path.name, path.read_bytes()).main)
    assert told is not None
    assert told[0] == __version__


def test_the_example_has_all_measures_providers_and_quarters(example: Example) -> None:
    report = example.reports[3]
    published = [one.measure.ref for one in report.measures if one.measure.ref != "7.1"]
    assert len(published) == 20
    assert len({one.series.provider for one in report.series}) == 7
    assert all(not one.problems and not one.missing for one in example.reports)


def test_one_measure_has_sixteen_quarters(example: Example) -> None:
    (bicycles,) = [one for one in example.reports[3].series if one.series.id == "7.1"]
    earlier = [value for year in bicycles.history for value in year.quarters if value is not None]
    now = [slot for slot in bicycles.assessment.observed.slots if slot.value is not None]
    assert len(earlier) + len(now) == 16


def test_the_assumed_restatements_are_logged_with_both_returns(example: Example) -> None:
    found = [
        (one.series, one.quarter.short, one.old.numerator, one.new.numerator, one.new.source.quarter.short)  # type: ignore[union-attr]
        for one in example.reports[3].revisions
    ]
    assert found == [("1.3", "Q1", 3616, 3606, "Q2"), ("1.3", "Q3", 2864, 2854, "Q4"), ("2.2", "Q3", 367, 370, "Q4")]


def test_no_series_of_the_demo_names_a_person(example: Example) -> None:
    text = " ".join(one.series.theme_lead + one.series.provider for one in example.reports[3].series)
    assert not any(title in text for title in ("Mr ", "Mrs ", "Ms ", "Dr "))
