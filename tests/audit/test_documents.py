"""A document of another body gives the same tables and sentences as text, Word, Excel, OpenDocument and PDF."""

from __future__ import annotations

from pathlib import Path

import docx
import pdfplumber
import pytest
from openpyxl import Workbook

from xlcsp.audit import Audit, audit_file, audit_text
from xlcsp.audit.pdf_page import plain

SENTENCE = "Burglary fell from 312 to 287 (12%)."
ROWS = (
    ("Offence", "2022/23", "2023/24", "Change", "% change"),
    ("Burglary", "312", "287", "-25", "-8.0%"),
    ("Robbery", "80", "92", "12", "25.0%"),
    ("Theft", "1,200", "1,302", "102", "8.5%"),
)
EXPECTED = {("12", "-8.0128"), ("25.0", "15")}


def text(folder: Path) -> Path:
    path = folder / "report.txt"
    path.write_text("\n".join([SENTENCE, *("\t".join(row) for row in ROWS)]), encoding="utf-8")
    return path


def word(folder: Path) -> Path:
    document = docx.Document()
    document.add_paragraph(SENTENCE)
    table = document.add_table(len(ROWS), len(ROWS[0]))
    for row, cells in enumerate(ROWS):
        for column, value in enumerate(cells):
            table.cell(row, column).text = value
    document.save(str(folder / "report.docx"))
    return folder / "report.docx"


def excel(folder: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([SENTENCE])
    sheet.append([])
    for row in ROWS:
        sheet.append([*row])
    book.save(folder / "report.xlsx")
    return folder / "report.xlsx"


def pdf(folder: Path) -> Path:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"pdf.fonttype": 42}):
        figure = Figure(figsize=(8, 6))
        figure.text(0.1, 0.9, SENTENCE)
        axes = figure.add_axes((0.1, 0.3, 0.8, 0.4))
        axes.axis("off")
        axes.table([list(row) for row in ROWS], loc="center", cellLoc="left")
        figure.savefig(folder / "report.pdf")
    return folder / "report.pdf"


def wrong(audit: Audit) -> set[tuple[str, str]]:
    return {(one.printed, one.recomputed) for one in audit.findings if one.status == "FAIL"}


@pytest.mark.parametrize("made", [text, word, excel, pdf])
def test_the_same_slips_are_found_in_each_format(tmp_path: Path, made: object) -> None:
    assert callable(made)
    audit = audit_file(made(tmp_path))
    assert wrong(audit) == EXPECTED
    assert [column.meaning for column in audit.tables[0].columns] == ["label", "figure", "figure", "change", "% change"]
    assert sum(one.status == "OK" for one in audit.findings) == 5


def test_a_document_without_any_number_is_told(tmp_path: Path) -> None:
    from xlcsp.errors import WorkbookError

    path = tmp_path / "words.txt"
    path.write_text("Nothing to report.", encoding="utf-8")
    with pytest.raises(WorkbookError, match="no number was found"):
        audit_file(path)


def test_numbers_that_are_all_spelt_out_are_numbers(tmp_path: Path) -> None:
    path = tmp_path / "spelt.txt"
    path.write_text("Three of the four targets were met; two more than the two of last year.", encoding="utf-8")
    assert audit_file(path).findings


@pytest.mark.parametrize("text", ["{}", "In 2014 there were {} crimes.", "a\t{}\t2"])
def test_digits_without_end_are_no_figure(tmp_path: Path, text: str) -> None:
    path = tmp_path / "digits.txt"
    path.write_text(f"{SENTENCE}\n\n{text.format('9' * 4_500)}", encoding="utf-8")
    assert wrong(audit_file(path)) == {("12", "-8.0128")}


@pytest.mark.parametrize("text", ["(" * 100_000 + "1", " " * 100_000 + "x 1", "1 " * 100_000])
def test_a_sentence_longer_than_any_is_refused_not_read_for_minutes(tmp_path: Path, text: str) -> None:
    from xlcsp.errors import WorkbookError

    path = tmp_path / "long.txt"
    path.write_text(text, encoding="utf-8")
    if text.strip() == "x 1":
        assert audit_file(path).findings == ()
    else:
        with pytest.raises(WorkbookError, match=r"long\.txt: ¶ 1: .* Shorten it"):
            audit_file(path)


def test_a_line_that_was_broken_before_a_number_runs_on() -> None:
    text = (
        "There were 642 offences of theft in the borough compared with 587 in the same period last year, a rise of\n"
        "{} or 9.4%.\nKey points\n2023 saw 12 visits."
    )
    assert [one.status for one in audit_text(text.format(55))] == ["OK", "OK"]
    assert "FAIL" in {one.status for one in audit_text(text.format(65))}


def test_a_page_of_a_pdf_read_plainly_has_the_text_and_tables_that_it_has(tmp_path: Path) -> None:
    with pdfplumber.open(pdf(tmp_path)) as document:
        for page in document.pages:
            own = plain(page)
            assert own.extract_text() == page.extract_text() != ""
            assert own.extract_tables() == page.extract_tables()
            places = ("text", "fontname", "size", "upright", "x0", "top", "x1", "bottom", "doctop", "matrix")
            assert [[one[key] for key in places] for one in own.chars] == [
                [one[key] for key in places] for one in page.chars
            ]


def test_a_change_that_names_no_row_is_right_where_two_figures_of_a_row_give_both_its_numbers() -> None:
    table = "Year\t2013/14\t2014/15\nQ1\t96\t88\nQ2\t240\t240\nTotal\t336\t328\n\n"
    text = table + "Fires were down 8 on the year before, or {}%."
    for share, status in (("2.4", "OK"), ("2.6", "UNVERIFIABLE")):
        found = [one.status for one in audit_text(text.format(share)) if one.measure.startswith("¶")]
        assert found == [status, status]
