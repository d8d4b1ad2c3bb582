"""PDF: title, language, fixed bytes; the accessible one is tagged, and the other does not claim to be."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pikepdf
import pytest
from openpyxl import load_workbook

from tests.conftest import Example
from xlcsp.errors import WorkbookError
from xlcsp.planbook import read_master
from xlcsp.report import pdf
from xlcsp.report.outputs import Wanted, write_outputs
from xlcsp.report.sheets import write_report
from xlcsp.returns.collect import collect

pytestmark = pytest.mark.office


def made(example: Example, folder: Path) -> tuple[Path, Path]:
    report = example.reports[2]
    master = read_master(example.folder)
    workbook = folder / "2014-15 Q3.xlsx"
    write_report(report, workbook)
    made, faults = write_outputs(Wanted(pdf=True), report, master, collect(master, report.quarter), workbook)
    assert faults == []
    pages, annex, accessible = made
    assert annex.name == "2014-15 Q3 annex.pdf"
    return pages, accessible


@pytest.fixture(scope="module")
def pdfs(soffice: str, example: Example, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    assert soffice
    return made(example, tmp_path_factory.mktemp("pdf"))


def test_title_language_and_dates_are_those_of_the_report(pdfs: tuple[Path, Path]) -> None:
    for path in pdfs:
        with pikepdf.open(path) as document:
            assert str(document.docinfo["/Title"]) == "Performance report 2014/15 Q3"
            assert str(document.Root.Lang) == "en-GB"
            assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
            assert str(document.docinfo["/CreationDate"]) == str(document.docinfo["/ModDate"]) == "D:20150109000000Z"


def test_only_a_pdf_with_a_structure_is_marked_as_tagged(pdfs: tuple[Path, Path]) -> None:
    tagged = []
    for path in pdfs:
        with pikepdf.open(path) as document:
            marked = "/MarkInfo" in document.Root and bool(document.Root.MarkInfo.get("/Marked", False))
            assert marked == ("/StructTreeRoot" in document.Root)
            tagged.append(marked)
    assert tagged == [False, True]


def test_the_structure_holds_headings_and_tables_with_header_cells(pdfs: tuple[Path, Path]) -> None:
    done = subprocess.run(["pdfinfo", "-struct", str(pdfs[1])], check=True, capture_output=True, text=True)
    words = re.findall(r"^ *(\w+)", done.stdout, re.MULTILINE)
    assert words[0] == "Document"
    assert words.count("H1") >= 8
    assert words.count("Table") >= 8
    assert words.count("TH") >= 8 * 7
    with pikepdf.open(pdfs[1]) as document:
        figures = [
            one for one in document.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
        ]
        told = [str(one.get("/Alt", "")) for one in figures]
    assert words.count("Figure") == len(told) > 10
    assert all(any(mark.isdigit() for mark in text) for text in told), "each chart is told in words"


@pytest.mark.long
def test_a_second_run_gives_the_same_bytes(pdfs: tuple[Path, Path], example: Example, tmp_path: Path) -> None:
    assert [path.read_bytes() for path in made(example, tmp_path)] == [path.read_bytes() for path in pdfs]


def test_measure_pages_hold_two_charts_or_one_and_nothing_spills(pdfs: tuple[Path, Path]) -> None:
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdfs[0]), "-"], check=True, capture_output=True, text=True
    ).stdout
    pages = [page for page in text.split("\f") if ": measures" in page]
    assert len(pages) == 6
    for page in pages:
        head = " ".join(page.split())[:120]
        assert re.match(r"DRAFT .*\d\.\d ", head), "each page begins with its measure"
        assert page.count(" Quarter by quarter") <= 2
    assert sum(page.count(" Quarter by quarter") for page in pages) == 10
    assert not re.search(r"\d Control chart", text), "those stand in the annex"


def test_without_libreoffice_the_message_says_what_to_do(
    example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SOFFICE", raising=False)
    monkeypatch.setattr(pdf, "_PLACES", ())
    workbook = example.folder / "reports" / "2014-15 Q3.xlsx"
    job = pdf.ToPrint(workbook, tmp_path / "out.pdf", "t", "a", example.reports[2].data_date)
    with pytest.raises(WorkbookError, match="LibreOffice was not found"):
        pdf.write_pdfs([job])
    assert not (tmp_path / "out.pdf").exists()


def text_of(path: Path) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True)
    return [" ".join(page.split()) for page in done.stdout.split("\f")[:-1]]


def test_contents_names_the_page_on_which_each_part_begins(pdfs: tuple[Path, Path]) -> None:
    """As LibreOffice breaks the pages, in the pack and in the annex."""
    pack, annex = text_of(pdfs[0]), text_of(pdfs[0].with_name("2014-15 Q3 annex.pdf"))
    workbook = pdfs[0].with_suffix(".xlsx")
    rows = [[cell.value for cell in row] for row in load_workbook(workbook)["Contents"].iter_rows(min_row=5)]
    assert len(rows) > 20
    for title, _, place in rows:
        is_annex = str(place).startswith("annex ")
        page = (annex if is_annex else pack)[int(str(place).removeprefix("annex ")) - 1]
        name = "summary" if title == "Summary" else title
        assert set(str(name).lower().split()) <= set(page.lower().split()), (title, place)
    assert [one.rsplit(": ", 1)[1].split(" Page")[0] for one in annex[-1:]] == ["problems"]  # and the queries below
    assert not [
        page
        for page in pack
        if re.search(r": (results|figures|revisions|data quality|returns|problems|queries) Page", page)
    ]


def test_pack_and_annex_hold_each_page_of_the_report_once(pdfs: tuple[Path, Path]) -> None:
    """Together they are the workbook, but that the themes share pages, and problems and queries one."""
    book = load_workbook(pdfs[0].with_suffix(".xlsx"))
    themes = [sheet for sheet in book if sheet["C4"].value == "Performance measure"]
    pages, apart = (sum(1 + len(sheet.row_breaks.brk) for sheet in sheets) for sheets in (book, themes))
    pack, annex = text_of(pdfs[0]), text_of(pdfs[0].with_name("2014-15 Q3 annex.pdf"))
    shared = [page for page in pack if re.search(r": themes Page", page)]
    assert len(pack) + len(annex) == pages - apart + len(shared) - 1
    assert len(shared) < apart
