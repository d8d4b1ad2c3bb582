"""The pages as LibreOffice prints them: nothing spills onto an extra page, each says DRAFT, and no text is cut off."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Example
from xlcsp.report.word import write_word

pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def pages(soffice: str, example: Example, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The text of each page of the Q4 report."""
    return printed(soffice, example.folder / "reports" / "2014-15 Q4.xlsx", tmp_path_factory.mktemp("pdf"))


def printed(soffice: str, source: Path, folder: Path) -> list[str]:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pdf = folder / f"{source.stem}.pdf"
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    return text.split("\f")[:-1]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_each_page_says_draft_and_which_page_it_is(pages: list[str]) -> None:
    for number, page in enumerate(pages, 1):
        assert "DRAFT" in page
        assert f"Page {number} of {len(pages)}" in page


def test_no_column_spills_onto_a_page_of_its_own(pages: list[str]) -> None:
    """Each page of a theme holds its first and its last column."""
    theme = [page for page in pages if "Performance measure" in page]
    assert len(theme) >= 7
    for page in theme:
        (header,) = [line for line in page.splitlines() if "Performance measure" in line]
        assert re.search(r"No\s+Performance measure\s+Quarter 1\s+Quarter 2\s+Quarter 3\s+Quarter 4\s+RAG", header)


def test_every_measure_stands_on_the_pages(pages: list[str], example: Example) -> None:
    text = squeezed(" ".join(pages))
    for one in example.reports[3].measures:
        assert one.measure.ref in text


def test_summary_fits_one_page(pages: list[str]) -> None:
    assert sum("summary" in page.splitlines()[-1] or ": summary" in page for page in pages) == 1


@pytest.mark.long
def test_the_scorecard_of_twenty_one_measures_is_the_first_page_of_word(
    soffice: str, example: Example, tmp_path: Path
) -> None:
    write_word(example.reports[3], tmp_path / "report.docx")
    first, second, *_ = printed(soffice, tmp_path / "report.docx", tmp_path)
    lines = {line.split()[0] for line in first.splitlines() if line.split()}
    assert {one.measure.ref for one in example.reports[3].measures} <= lines
    assert "On last year: the year to date against" in first
    assert second.split()[0] == "Summary"
