"""The printed report, read as a reader has it, agrees with its workbook, and a contradiction printed in it is found."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import Example
from tests.report.agree import contradictions
from tests.report.test_agree import PLANTED
from xlcsp.planbook import read_master
from xlcsp.report.build import build_report
from xlcsp.report.model import Report
from xlcsp.report.pdf import ToPrint, write_pdfs
from xlcsp.report.sheets import write_parts, write_report
from xlcsp.returns.collect import collect

pytestmark = [pytest.mark.office, pytest.mark.long]
KEPT = Path(__file__).parents[1] / "fixtures" / "partnership_b69be13"
IN_PRINT = {  # what is typed into the copy that is printed, and of what the reader is then told in two ways
    "the scorecard's RAG": "('RAG', '2.2')",
    "the scorecard's RAG before": "('RAG before', '2.2')",
    "the scorecard's rate": "('figure', '6.2', '', 'Q3')",
    "the scorecard's year to date": "('to date', '2.2', '')",
    "the theme's figure of an earlier quarter": "('figure', '2.2', '', 'Q1')",
    "the theme's figure": "('figure', '2.2', '', 'Q3')",
    "the theme's sentence": "('sentence', '2.2', '', 'Q3')",
    "the theme's sentence of an earlier quarter": "('sentence', '2.2', '', 'Q1')",
    "a count of the summary": "('count', 'Violentcrimeandrobbery', ",
}


def printed(source: Path) -> Path:
    (made,) = write_pdfs([ToPrint(source, source.with_suffix(".pdf"), "Report", "Example", date(2015, 1, 9))])
    return made


def both(report: Report, folder: Path) -> tuple[Path, Path]:
    """The workbook, and the pack as it is printed."""
    write_report(report, folder / "report.xlsx")
    write_parts(report, folder / "pack.xlsx", folder / "annex.xlsx")
    return folder / "report.xlsx", printed(folder / "pack.xlsx")


@pytest.mark.parametrize("index", [0, 3])
def test_the_printed_pack_of_the_example_says_what_its_workbook_says(
    soffice: str, example: Example, tmp_path: Path, index: int
) -> None:
    assert soffice
    workbook, pack = both(example.reports[index], tmp_path)
    assert contradictions(workbook, pdf=pack) == []


def test_the_printed_pack_of_a_partnership_says_what_its_workbook_says(soffice: str, tmp_path: Path) -> None:
    """With a rate per population, a correction, a gap, a closed series and one that is not due."""
    assert soffice
    master = read_master(KEPT)
    workbook, pack = both(build_report(master, collect(master, master.settings.quarter)), tmp_path)
    assert contradictions(workbook, pdf=pack) == []


def test_contradictions_printed_in_the_pack_are_found(soffice: str, example: Example, tmp_path: Path) -> None:
    assert soffice
    workbook = example.folder / "reports" / "2014-15 Q3.xlsx"
    book = load_workbook(workbook)
    for name in IN_PRINT:
        PLANTED[name](book)
    book.save(tmp_path / "spoiled.xlsx")
    found = contradictions(workbook, pdf=printed(tmp_path / "spoiled.xlsx"))
    assert {name for name, key in IN_PRINT.items() if not any(one.startswith(key) for one in found)} == set()
