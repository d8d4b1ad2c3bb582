"""Fixtures: the worked example built once; LibreOffice, which must be there in CI."""

from __future__ import annotations

import os

os.environ.setdefault("XLWINGS_LICENSE_KEY", "noncommercial")  # read at xlwings' first import: for its remote engine
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from xlcsp.demo.tour import make
from xlcsp.report.model import Report


class Example(NamedTuple):
    """The worked example: its folder and its four reports."""

    folder: Path
    reports: list[Report]


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """The worked example, built once. Tests only read it."""
    folder = tmp_path_factory.mktemp("example")
    return Example(folder, make(folder))


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice's program."""
    found = shutil.which("soffice")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is not installed, and in CI nothing is skipped")
        pytest.skip("LibreOffice is not installed")
    return found
