"""A sentence that a page, a column's edge or a table cuts is read whole, or not judged."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from xlcsp.audit import audit_file
from xlcsp.audit.judge import Audit

FIRST = "Of the £20,000 raised, £12,000 was paid in grants, leaving £3,000 after fees of"
REST = "£5,000."
HALVES = ("Burglary fell from 312 to 287 in the year, which is a fall of", "8%.", "9%.")
OTHER = "The partnership met four times and agreed its plan for the coming year."


def pages_of_pdf(folder: Path, pages: list[list[str]]) -> Path:
    import matplotlib as mpl
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    path = folder / "report.pdf"
    with mpl.rc_context({"pdf.fonttype": 42}), PdfPages(path) as book:
        for lines in pages:
            figure = Figure(figsize=(8, 11))
            for place, line in enumerate(lines):
                figure.text(0.05, 0.95 - place / 40, line, fontsize=9)
            book.savefig(figure)
    return path


def word(folder: Path, *parts: str | list[list[str]]) -> Path:
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
        else:
            table = document.add_table(len(part), len(part[0]))
            for row, cells in zip(table.rows, part, strict=True):
                for cell, value in zip(row.cells, cells, strict=True):
                    cell.text = value
    document.save(str(folder / "report.docx"))
    return folder / "report.docx"


def wrong(audit: Audit) -> list[str]:
    return [one.printed for one in audit.findings if one.status == "FAIL"]


def head_and_foot(number: int) -> tuple[str, str]:
    return "Community Safety Partnership: annual report", f"Issued by the partnership, page {number} of 2"


@pytest.mark.parametrize(("first", "end", "found"), [(FIRST, REST, []), (*HALVES[:2], []), (*HALVES[::2], ["9"])])
def test_a_sentence_goes_on_behind_the_foot_of_its_page_and_the_head_of_the_next(
    first: str, end: str, found: list[str], tmp_path: Path
) -> None:
    (head, foot), (_, last) = head_and_foot(1), head_and_foot(2)
    pages = [[head, OTHER, first, foot], [head, end, OTHER, last]]
    assert wrong(audit_file(pages_of_pdf(tmp_path, pages))) == found


def test_a_number_of_a_page_is_no_part_of_the_sentence_that_goes_on_below_it(tmp_path: Path) -> None:
    first, right, slip = HALVES
    for end, found in ((right, []), (slip, ["9"])):
        audit = audit_file(pages_of_pdf(tmp_path, [[OTHER, first, "- 12 -"], ["Page 13", end, OTHER]]))
        assert wrong(audit) == found
        assert "12" in [one.number for one in audit.not_read]


@pytest.mark.parametrize("gap", ["\n", "\n12\n\f", "\f"], ids=["line", "page number", "page"])
def test_a_line_that_ends_in_the_midst_of_its_sentence_goes_on(gap: str, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    for first, end, found in ((FIRST, REST, []), (*HALVES[:2], []), (*HALVES[::2], ["9"])):
        path.write_text(f"{OTHER}\n\n{first}{gap}{end}\n\n{OTHER}\n", "utf-8")
        assert wrong(audit_file(path)) == found


def test_a_line_nearly_as_long_as_the_longest_goes_on_with_the_number_below_it(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    lines = [
        "The group for the town and its harbour met in May, also",
        "in June. Burglary fell from 312 to 287, i.e. down",
    ]
    for end, found in (("8% in all.", []), ("9% in all.", ["9"])):
        path.write_text("\n".join([*lines, end]), "utf-8")
        assert wrong(audit_file(path)) == found


def test_a_sentence_goes_on_below_a_table(tmp_path: Path) -> None:
    table = [["Ward", "2024/25", "2025/26"], ["Quay", "96", "88"], ["Hill", "104", "99"]]
    first, right, slip = HALVES
    assert wrong(audit_file(word(tmp_path, OTHER, first, table, right))) == []
    assert wrong(audit_file(word(tmp_path, OTHER, first, table, slip))) == ["9"]


def test_a_sentence_without_its_end_is_not_called_wrong(tmp_path: Path) -> None:
    audit = audit_file(word(tmp_path, FIRST))
    assert wrong(audit) == []
    assert "the sentence has no end" in "".join(one.reason for one in audit.findings)


def test_paragraphs_that_merely_stand_side_by_side_are_not_joined(tmp_path: Path) -> None:
    (head, foot), (_, last) = head_and_foot(1), head_and_foot(2)
    pages = [[head, "Theft fell from 50 to 40.", foot], [head, "12% of calls were about fires.", last]]
    audit = audit_file(pages_of_pdf(tmp_path, pages))
    assert wrong(audit) == []
    assert not any("40. 12" in one.quote for one in (*audit.findings, *audit.not_read))
