"""The Word version: real headings and tables, header rows repeated, every table told in words, the same figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from tests.conftest import Example
from xlcsp.report.word import write_word


@pytest.fixture(scope="module")
def document(example: Example, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("word") / "report.docx"
    write_word(example.reports[3], path)
    return docx.Document(str(path))


def test_headings_lead_through_the_document(document: Any, example: Example) -> None:
    first = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert first == ["Scorecard", "Summary", *(theme.name for theme in example.reports[3].themes)]
    assert [one.text for one in document.paragraphs if one.style.name == "Title"] == [
        "Example Community Safety Partnership: performance report 2014/15 Q4"
    ]


def test_every_table_repeats_its_header_keeps_rows_whole_and_is_told_in_words(document: Any) -> None:
    assert len(document.tables) == 9
    for table in document.tables:
        properties = table.rows[0]._tr.trPr
        assert properties.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        for tag in ("w:tblCaption", "w:tblDescription"):
            assert table._tbl.tblPr.find(qn(tag)).get(qn("w:val"))


def test_no_cell_is_empty_or_merged(document: Any) -> None:
    for table in document.tables:
        for row in table.rows:
            cells = row.cells
            assert len({id(cell._tc) for cell in cells}) == len(table.columns)
            assert all(cell.text.strip() for cell in cells)


def test_it_says_what_the_report_says(document: Any, example: Example) -> None:
    report = example.reports[3]
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    for one in report.series:
        assert {text for text in one.sentences if text} <= cells
    said = " ".join(one.text for one in document.paragraphs)
    assert all(one.commentaries[3] in said for one in report.series if one.commentaries[3])


def test_rag_is_a_word_and_not_a_colour_alone(document: Any, example: Example) -> None:
    states = {one.measure.ref: one.rag for one in example.reports[3].measures}
    for table in document.tables[2:]:
        for row in table.rows[1:]:
            shade = row.cells[-1]._tc.tcPr.find(qn("w:shd")) if row.cells[-1]._tc.tcPr is not None else None
            if shade is not None:
                assert row.cells[-1].text.startswith(states[row.cells[0].text])


def test_language_title_and_dates_come_from_the_report(document: Any, example: Example) -> None:
    properties = document.core_properties
    assert (properties.language, properties.title) == ("en-GB", "Performance report 2014/15 Q4")
    assert properties.created.date() == properties.modified.date() == example.reports[3].data_date
    assert properties.author == properties.last_modified_by == "xlcsp"
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en-GB"


def test_the_same_report_gives_the_same_bytes(example: Example, tmp_path: Path) -> None:
    one, other = tmp_path / "one.docx", tmp_path / "other.docx"
    for path in (one, other):
        write_word(example.reports[1], path)
    assert one.read_bytes() == other.read_bytes()
