"""Reading and writing of the audit: every kind of file gives the same findings, and hostile files are refused."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from tests.conftest import Example
from xlcsp.audit import Audit, audit_file, audit_text
from xlcsp.audit.unread import NotRead
from xlcsp.audit.workbook import HISTORY_COLUMNS, NUMBER_COLUMNS, write_audit, write_figures
from xlcsp.cli import DONE, PROBLEMS, WRONG_USE, main
from xlcsp.errors import WorkbookError
from xlcsp.report.word import write_word

HEAD = ["", "No", "Performance Measure", "Quarter 1", "Quarter 2", "Quarter 3", "Quarter 4", "RAG"]
ROWS = [
    ["", "1.1", "Reduce theft Baseline: three year average 900 thefts", "200 thefts in Q1",
     "210 thefts in Q2 That makes a year to date total (April to June) of 410 thefts.",
     "220 thefts in Q3 That makes a year to date total (April to Dec) of 640 thefts.",
     "230 thefts in Q4. FYE - 860 thefts during 2015/16. Target achieved!", ""],
    ["", "1.2", "Increase engagement", "6 out of 15 families engaged in Q1 (40%).",
     "No data available: staff change.", "", "", ""],
]  # fmt: skip
WRONG = {
    ("1.1", "Q2", "PERIOD_LABEL", "April to June", "April to September"),
    ("1.1", "Q3", "SUM", "640", "630"),
}


def text() -> str:
    lines = ["End of year report 2015/16", *("\t".join(row) for row in (HEAD, *ROWS))]
    return "\n".join(lines)


def xlsx(path: Path) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["End of year report 2015/16"])
    for row in (HEAD, *ROWS):
        sheet.append(row)
    book.save(path)
    return path


def docx(path: Path, *, prolog: str = "", filler: int = 0) -> Path:
    def cell(words: str) -> str:
        return f"<w:tc><w:p><w:r><w:t>{escape(words)}</w:t></w:r></w:p></w:tc>"

    rows = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in (HEAD, *ROWS))
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    title = "<w:p><w:r><w:t>End of year report 2015/16</w:t></w:r></w:p>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        body = f"<w:body>{title}<w:tbl>{rows}</w:tbl></w:body>"
        start = f'<?xml version="1.0"?>{prolog}<w:document {space}>'
        package.writestr("word/document.xml", f"{start}{body}</w:document>")
        if filler:
            package.writestr("word/media/picture.bin", b"\0" * filler)
    return path


def wrong(findings: object) -> set[tuple[str, str, str, str, str]]:
    return {
        (one.measure, one.quarter, one.check, one.printed, one.recomputed)
        for one in findings  # type: ignore[attr-defined]
        if one.status == "FAIL"
    }


def test_text_word_and_excel_give_the_same_findings(tmp_path: Path) -> None:
    expected = audit_text(text())
    by_text = tmp_path / "report.txt"
    by_text.write_text(text(), encoding="utf-8")
    assert list(audit_file(by_text).findings) == expected
    assert list(audit_file(xlsx(tmp_path / "report.xlsx")).findings) == expected
    assert list(audit_file(docx(tmp_path / "report.docx")).findings) == expected
    assert wrong(expected) == WRONG


def not_read_of_measures(audit: Audit) -> list[NotRead]:
    return [one for one in audit.not_read if re.fullmatch(r"\d+\.\d+", one.measure)]


def test_the_programs_own_reports_hold_nothing_wrong_or_odd(example: Example) -> None:
    for path in sorted((example.folder / "reports").glob("*.xlsx")):
        audit = audit_file(path)
        assert [one for one in audit.findings if one.status in ("FAIL", "WARN")] == []
        assert audit.count("OK") >= 30
        assert audit.count("UNVERIFIABLE") <= 30  # percentages without n of m, and projections by no method named
        assert not_read_of_measures(audit) == []


def test_nothing_is_wrong_or_odd_in_the_reports_of_the_second_example() -> None:
    reports = sorted((Path(__file__).parents[2] / "workbooks" / "second" / "reports").glob("*.xlsx"))
    assert len(reports) == 3
    for path in reports:
        audit = audit_file(path)
        assert [one for one in audit.findings if one.status in ("FAIL", "WARN")] == []
        assert audit.count("OK") >= 30


def right_of_measures(audit: Audit) -> int:
    """What is right on the measures' own pages: workbook, Word version and PDF have other tables beside them."""
    return sum(one.status == "OK" and one.measure[0].isdigit() for one in audit.findings)


@pytest.mark.long
@pytest.mark.office
def test_a_pdf_of_a_report_gives_what_its_workbook_gives(example: Example, soffice: str, tmp_path: Path) -> None:
    source = example.folder / "reports" / "2014-15 Q3.xlsx"
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [soffice, "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    printed, own = audit_file(tmp_path / "2014-15 Q3.pdf"), audit_file(source)
    assert printed.count("FAIL") == own.count("FAIL") == 0
    assert right_of_measures(printed) == right_of_measures(own)
    assert {(n.measure, n.quarter, n.figure_kind, n.value) for n in own.figures} == {
        (n.measure, n.quarter, n.figure_kind, n.value) for n in printed.figures
    }


@pytest.mark.long
def test_the_programs_own_word_report_gives_what_its_workbook_gives(example: Example, tmp_path: Path) -> None:
    for number, report in enumerate(example.reports, 1):
        write_word(report, tmp_path / "report.docx")
        printed = audit_file(tmp_path / "report.docx")
        own = audit_file(example.folder / "reports" / f"2014-15 Q{number}.xlsx")
        assert [one for one in printed.findings if one.status in ("FAIL", "WARN")] == []
        assert not_read_of_measures(printed) == []
        assert right_of_measures(printed) == right_of_measures(own)
        assert {(n.measure, n.quarter, n.figure_kind, n.value) for n in printed.figures} == {
            (n.measure, n.quarter, n.figure_kind, n.value) for n in own.figures
        }


def test_sheets_of_figures_beside_charts_are_no_measures(tmp_path: Path) -> None:
    expected = audit_file(xlsx(tmp_path / "report.xlsx"))
    book = load_workbook(tmp_path / "report.xlsx")
    sheet = book.create_sheet("Charts")
    for row in (["1.1", "Reduce theft"], ["", "", "Q1", "Q2", "Q3", "Q4"], ["2014/15", "", 200, 210, 999, 230],
                ["1.2", "Increase engagement"], ["", "", "Q1", "Q2", "Q3", "Q4"], ["2014/15", "", 0.4]):  # fmt: skip
        sheet.append(row)
    book.save(tmp_path / "charts.xlsx")
    audit = audit_file(tmp_path / "charts.xlsx")
    assert (audit.findings, audit.figures) == (expected.findings, expected.figures)


@pytest.mark.parametrize("is_first_named", [True, False])
def test_a_sheet_whose_header_names_the_quarters_only_is_read_where_measures_follow(
    tmp_path: Path, *, is_first_named: bool
) -> None:
    unnamed = ["", "", "", *HEAD[3:]]
    book = Workbook()
    for head, row in ((HEAD if is_first_named else unnamed, ROWS[0]), (unnamed, ROWS[1])):
        sheet = book.create_sheet()
        sheet.append(["End of year report 2015/16"])
        sheet.append(head)
        sheet.append(row)
    book.save(tmp_path / "report.xlsx")
    assert list(audit_file(tmp_path / "report.xlsx").findings) == audit_text(text())


def test_a_docx_that_declares_entities_is_refused_and_nothing_is_fetched(tmp_path: Path) -> None:
    prolog = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    with pytest.raises(WorkbookError, match="declares entities"):
        audit_file(docx(tmp_path / "entities.docx", prolog=prolog))


def test_a_package_that_grows_when_unpacked_is_refused(tmp_path: Path) -> None:
    path = docx(tmp_path / "bomb.docx", filler=101 * 2**20)
    assert path.stat().st_size < 2**20
    with pytest.raises(WorkbookError, match="unpacked it would be larger than 100 MB"):
        audit_file(path)


@pytest.mark.parametrize("name", ["report.docx", "report.xlsx", "report.pdf", "report.txt", "report.odt"])
def test_damaged_files_and_files_of_another_kind_are_refused_by_name(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(b"PK\x03\x04 this is none of them \0\0")
    assert main(["audit", str(path)]) == WRONG_USE
    assert name in capsys.readouterr().err


def test_a_csv_is_read_as_the_table_that_it_is(tmp_path: Path) -> None:
    path = tmp_path / "theft.csv"
    path.write_text(
        'Offence,2022,2023,Change\r\n"Theft, other","1,210","1,150",-60\r\nArson,77,61,-61\r\n', "utf-8-sig"
    )
    (fault,) = [one for one in audit_file(path).findings if one.status == "FAIL"]
    assert (fault.measure, fault.printed, fault.recomputed) == ("Table 1: Arson", "-61", "-16")


def test_a_csv_that_is_none_is_refused_by_name(tmp_path: Path) -> None:
    (path := tmp_path / "long.csv").write_text("9" * 200_000)
    with pytest.raises(WorkbookError, match=r"long\.csv: "):
        audit_file(path)


def test_columns_set_by_blanks_are_not_guessed_and_no_claim_is_bound_across_them(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(text().replace("\t", "   "), encoding="utf-8")
    found = audit_file(path).findings
    assert found
    assert not wrong(found)
    assert all("   " not in one.quote for one in found)


def test_a_cell_too_long_to_be_a_reports_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(text().replace("Increase engagement", "one of 2 " * 5000), encoding="utf-8")
    with pytest.raises(WorkbookError, match="Shorten the cell"):
        audit_file(path)


def test_the_command_prints_one_json_document_and_exits_1_for_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = xlsx(tmp_path / "report.xlsx")
    before = path.read_bytes()
    assert main(["audit", str(path), "--json"]) == PROBLEMS
    document = json.loads(capsys.readouterr().out)
    assert document["counts"]["FAIL"] == 2
    assert {one["status"] for one in document["findings"]} == {"OK", "FAIL", "GAP"}
    assert list(document["findings"][0])[:8] == [
        "measure", "quarter", "check", "status", "quote", "printed", "recomputed", "reason",
    ]  # fmt: skip
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["report.xlsx"]


def test_a_gap_with_its_reason_is_no_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "report.txt"
    path.write_text("\n".join(("Report 2015/16", "\t".join(HEAD), "\t".join(ROWS[1]))), encoding="utf-8")
    assert main(["audit", str(path)]) == DONE
    assert "1 no figure" in capsys.readouterr().out


def test_the_workbooks_are_whole_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    audit = audit_file(xlsx(tmp_path / "report.xlsx"))
    for write, name in ((write_audit, "audit"), (write_figures, "figures")):
        first, second = tmp_path / f"{name} 1.xlsx", tmp_path / f"{name} 2.xlsx"
        write(audit, first)
        write(audit, second)
        assert first.read_bytes() == second.read_bytes()
    book = CalamineWorkbook.from_path(tmp_path / "audit 1.xlsx")
    assert book.sheet_names == ["Audit", "Right", "Figures", "Not read"]
    rows = book.get_sheet_by_name("Audit").to_python()
    (months,) = [row for row in rows if row[3] == "Months"]
    assert months[2] == "Wrong"
    assert months[5:7] == ["April to June", "April to September"]
    assert months[8] == 'Write "April to September".'


def test_the_figures_are_tidy_and_ready_for_history(tmp_path: Path) -> None:
    path = tmp_path / "figures.xlsx"
    assert main(["audit", str(xlsx(tmp_path / "report.xlsx")), "--figures", str(path), "--json"]) == PROBLEMS
    book = CalamineWorkbook.from_path(path)
    table = book.get_sheet_by_name("Figures").to_python()
    assert table[0] == list(NUMBER_COLUMNS)
    assert ["1.1", "Q2", "ytd", 410] in [[row[0], row[2], row[3], row[4]] for row in table[1:]]
    history = book.get_sheet_by_name("History").to_python()
    assert history[0] == list(HISTORY_COLUMNS)
    assert history[1][:7] == ["1.1", "2015/16", 200, 210, 220, 230, 860]
    assert history[2][:3] == ["1.2", "2015/16", 6]
    assert history[2][7] == 15


def test_the_report_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = xlsx(tmp_path / "report.xlsx")
    before = path.read_bytes()
    assert main(["audit", str(path), "--workbook", str(path)]) == WRONG_USE
    assert "only read" in capsys.readouterr().err
    assert path.read_bytes() == before
    twice = str(tmp_path / "out.xlsx")
    assert main(["audit", str(path), "--workbook", twice, "--figures", twice]) == WRONG_USE
    assert not Path(twice).exists()


@pytest.mark.parametrize(
    ("more", "is_wrong"),
    [
        (" 190 thefts in Q1.", True),
        (" 12 arrests in Q1.", False),
        (" 50 thefts in Q1 were from shops.", False),
        (" In Q1 there were 50 thefts from shops.", False),
    ],
)
def test_the_same_count_printed_twice_differs_but_a_part_of_it_may(more: str, *, is_wrong: bool) -> None:
    findings = audit_text(text().replace("200 thefts in Q1", f"200 thefts in Q1.{more}"))
    assert any(one.check == "CROSS_TOTAL" and one.status == "FAIL" for one in findings) == is_wrong


def test_cells_that_hold_numbers_are_the_quarters_figures(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Report 2015/16"])
    sheet.append(HEAD)
    sheet.append(["", "1.1", "Thefts", 200, 210, "220 thefts in Q3. Year to date (April to December) 640.", None, ""])
    sheet.append(["", "1.2", "Satisfaction", 0.695, None, None, None, ""])
    for cell in sheet[4]:
        cell.number_format = "0.0%"
    book.save(tmp_path / "numbers.xlsx")
    audit = audit_file(tmp_path / "numbers.xlsx")
    assert [(one.measure, one.quarter, one.figure_kind, one.value) for one in audit.figures] == [
        ("1.1", "Q1", "quarter", "200"), ("1.1", "Q2", "quarter", "210"), ("1.1", "Q3", "quarter", "220"),
        ("1.1", "Q3", "ytd", "640"), ("1.2", "Q1", "pct", "69.5"),
    ]  # fmt: skip
    assert wrong(audit.findings) == {("1.1", "Q3", "SUM", "640", "630")}


@pytest.mark.long
@pytest.mark.parametrize(
    ("said", "instead", "expected"),
    [
        ("(April to September) 563", "(April to September) 573", ("2.1", "Q2", "SUM", "573", "563")),
        ("(April to September) 563", "(April to June) 563",
         ("2.1", "Q2", "PERIOD_LABEL", "April to June", "April to September")),
        ("a reduction of 7 (−36.8%)", "a reduction of 7 (+36.8%)", ("2.3", "Q1", "PCT_SIGN", "36.8", "-36.8421")),
        ("an increase of 7 (+11.7%)", "an increase of 7 (+11.6%)", ("2.3", "FY", "PCT_CHANGE", "11.6", "11.6667")),
        ("Year total 19 of 43", "Year total 19 of 45", ("6.2", "FY", "DENOMINATOR", "45", "43")),
        ("8.9% below the baseline", "8.8% below the baseline", ("2.3", "Q3", "PROJECTION", "-8.8", "-8.8889")),
        ("(223 in the same quarter", "(232 in the same quarter", ("2.1", "FY", "DIFF", "232", "223")),
    ],
)  # fmt: skip
def test_a_slip_typed_into_the_programs_own_report_is_found(
    example: Example, tmp_path: Path, said: str, instead: str, expected: tuple[str, ...]
) -> None:
    quarter = expected[1] if expected[2] == "PROJECTION" else "Q4"  # a year end is told of the quarter itself
    book = load_workbook(example.folder / "reports" / f"2014-15 {quarter}.xlsx")
    cells = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if sheet["C4"].value == "Performance measure" and said in str(cell.value)
    ]
    assert len(cells) == 1
    cells[0].value = str(cells[0].value).replace(said, instead)
    book.save(tmp_path / "typed over.xlsx")
    found = wrong(audit_file(tmp_path / "typed over.xlsx").findings)
    assert expected in found
    assert {one[0] for one in found} == {expected[0]}
