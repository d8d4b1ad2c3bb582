"""Fixtures: the worked example, built once; LibreOffice, which must be present in CI."""

from __future__ import annotations

import os

os.environ.setdefault("XLWINGS_LICENSE_KEY", "noncommercial")  # read at xlwings' first import: for its remote engine
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # each program that a test starts would compile all modules anew
import pickle
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings
from locket import lock_file
from openpyxl.worksheet.merge import MergedCellRange

from xlcsp.demo.tour import make
from xlcsp.memory import search_no_more, search_rarely
from xlcsp.report.model import Report

settings.register_profile("untimed", deadline=None)  # on a busy machine a rule holds all the same
settings.load_profile("untimed")
search_rarely()  # through ten thousand tests and what they keep: it took a tenth of the time
MergedCellRange.format = lambda _: None  # type: ignore[method-assign] # opening a report takes a third as long


def pytest_collection_finish() -> None:
    """What was collected stays to the end and is not looked through again."""
    search_no_more()


class Example(NamedTuple):
    """The worked example: its folder and its four reports."""

    folder: Path
    reports: list[Report]


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Example:
    """The worked example, built once for all workers. Tests only read it."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent  # a worker's own folder lies in that of the run
    folder, reports = shared / "example", shared / "example.pickle"
    with lock_file(str(shared / "example.lock")):
        if not reports.exists():
            reports.write_bytes(pickle.dumps(make(folder)))
    return Example(folder, pickle.loads(reports.read_bytes()))  # noqa: S301 - written above


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice's program."""
    found = shutil.which("soffice")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is not installed, and in CI nothing is skipped")
        pytest.skip("LibreOffice is not installed")
    return found
