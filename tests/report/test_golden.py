"""Report, publication copy and Word version of a small partnership, compared part by part with the kept ones.

After a change that is meant, run it once with XLCSP_KEEP=1, and look at the files before they are kept.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.report.parts import differences
from tests.support import Q1, Q2, answers, partnership, send
from xlcsp.forms.layout import Answer
from xlcsp.report.build import build_report
from xlcsp.report.outputs import Wanted, write_outputs
from xlcsp.report.sheets import write_report
from xlcsp.returns.collect import collect

GOLDEN = Path(__file__).parents[1] / "golden"
NAMES = ("small.xlsx", "small.docx", "small publication.xlsx", "small publication.ods")
HISTORY = (
    {"id": "v", "year": "2012/13", "Q1": 90, "Q2": 101, "Q3": 99, "Q4": 110},
    {"id": "v", "year": "2013/14", "Q1": 98, "Q2": 104, "Q3": 97, "Q4": 108},
)


def make(folder: Path) -> Path:
    """The small partnership's second quarter; returns the folder of its report."""
    master = partnership(folder, history=HISTORY, settings={"quarter": "Q2"})
    send(master, Q1)
    send(master, Q2, answers(v=Answer(figure=120, commentary="More in the town centre."), r=Answer(figure=19)))
    collection = collect(master, Q2)
    report = build_report(master, collection)
    path = folder / "small.xlsx"
    write_report(report, path)
    write_outputs(Wanted(docx=True, publish=True), report, master, collection, path)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make(tmp_path_factory.mktemp("golden"))
    if os.environ.get("XLCSP_KEEP"):
        for name in NAMES:
            shutil.copyfile(folder / name, GOLDEN / name)
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_it_is_what_is_kept(made: Path, name: str) -> None:
    assert differences(GOLDEN / name, made / name) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_second_run_gives_the_same_bytes(made: Path, name: str, tmp_path: Path) -> None:
    again = make(tmp_path)
    assert (again / name).read_bytes() == (made / name).read_bytes()
