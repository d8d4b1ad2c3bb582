"""The Word version: real headings and tables, repeated header rows, text alternatives, the same figures."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from openpyxl import load_workbook

from tests.conftest import Example
from tests.returns.test_actions import KEPT, sent
from tests.support import Q1
from xlcsp.cli import main
from xlcsp.pipeline import make
from xlcsp.report.officers import ACTIONS_HEAD, exceptions
from xlcsp.report.pages import pages
from xlcsp.report.pictures import picture
from xlcsp.report.plots.of_page import control_plot, plots
from xlcsp.report.released import Edition, Notice
from xlcsp.report.sheets import FRONT, write_report
from xlcsp.report.summary import summary_lists
from xlcsp.report.word import write_word
from xlcsp.report.words import ACTIONS, SCORECARD


@pytest.fixture(scope="module")
def document(example: Example, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("word") / "report.docx"
    write_word(example.reports[3], path)
    return docx.Document(str(path))


def test_headings_lead_through_the_document(document: Any, example: Example) -> None:
    first = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert first == ["Scorecard", "Summary", "Exceptions", *(theme.name for theme in example.reports[3].themes)]
    assert [one.text for one in document.paragraphs if one.style.name == "Title"] == [
        "Example Community Safety Partnership: performance report 2014/15 Q4"
    ]


@pytest.mark.parametrize("has_actions", [False, True])
def test_its_sections_before_the_themes_are_sheets_of_the_pack(tmp_path: Path, *, has_actions: bool) -> None:
    report = make(sent(tmp_path, *([KEPT] if has_actions else [])), Q1).report
    write_word(report, tmp_path / "report.docx")
    document = docx.Document(str(tmp_path / "report.docx"))
    titles = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    sections = titles[: titles.index(report.themes[0].name)]
    assert sections[0] == SCORECARD  # which fills the first page
    assert set(sections) == {part.name for part in FRONT if part.is_there(report)}
    assert (ACTIONS in sections) is has_actions
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    told = [rows for rows in tables if rows[0] == list(ACTIONS_HEAD)]
    write_report(report, tmp_path / "report.xlsx")
    if has_actions:
        sheet = load_workbook(tmp_path / "report.xlsx")[ACTIONS]
        assert len(told[0]) == sheet.max_row - 3
        for row, cells in zip(told[0], sheet.iter_rows(min_row=4, values_only=True), strict=True):
            assert row == [f"{one.day} {one:%b %Y}" if isinstance(one, date) else one or "–" for one in cells]


def test_a_long_reason_stands_below_the_measure_not_in_the_narrow_cell_of_its_rag(document: Any) -> None:
    rows = [row for table in document.tables for row in table.rows if row.cells[0].text == "1.2"]
    states = [row.cells[-1].text for row in rows]
    assert "No data\nCannot be determined" in states
    (named,) = [row.cells[1].text for row in rows if row.cells[-1].text.endswith("determined")]
    assert named.split("\n")[1].startswith("No figure for Q2 and Q3 (staff change)")
    assert all(len(line) <= 40 for state in states for line in state.split("\n"))


def test_a_measures_charts_stand_on_one_page_with_its_name(document: Any) -> None:
    """A control chart stood on the page after, without a word of what it was."""
    texts = document.paragraphs
    has_charts = [bool(one._p.findall(f".//{qn('w:drawing')}")) for one in texts]
    several = [place for place in range(len(texts) - 1) if has_charts[place] and has_charts[place + 1]]
    assert several
    assert all(texts[place].paragraph_format.keep_with_next for place in several)


def test_its_summary_has_the_lists_of_the_workbook(example: Example, tmp_path: Path) -> None:
    """In their order, line by line, with what a reissue changed and what became of the RAG."""
    notice = Notice(
        "1.2", "Robbery, 2014/15 Q1", "12", "40", "typed wrongly", "correction of an error", "RAG to Red", "r"
    )
    edition = Edition("1.1", replaces="1.0", notices=(notice,))
    report = replace(example.reports[3], edition=edition)
    write_word(report, tmp_path / "report.docx")
    texts = [one.text for one in docx.Document(str(tmp_path / "report.docx")).paragraphs]
    write_report(report, tmp_path / "report.xlsx")
    sheet = {cell.value for row in load_workbook(tmp_path / "report.xlsx")["Summary"] for cell in row}
    last = 0
    for one in summary_lists(report):
        last = texts.index(one.title, last)
        assert texts[last + 1 : last + 1 + len(one.lines)] == [
            f"{ref}  {text}" if ref else text for ref, text in one.lines
        ]
        assert {one.title, *(text for _, text in one.lines)} <= sheet
    assert any(text.endswith("(correction of an error: typed wrongly). RAG to Red.") for text in texts)


def test_what_is_said_of_a_measure_stands_together_each_with_its_speaker(example: Example, tmp_path: Path) -> None:
    """The lead's comment stood apart, as "1.1 Vehicle crime: Lead: …"."""
    report = example.reports[3]
    theme = report.themes[0]
    first = replace(theme.measures[0], comments=("", "", "", "Theme lead: Patrols were doubled."))
    parted = replace(theme, measures=(first, *theme.measures[1:]))
    write_word(replace(report, themes=(parted, *report.themes[1:])), tmp_path / "report.docx")
    texts = [one.text for one in docx.Document(str(tmp_path / "report.docx")).paragraphs]
    name, *said = texts[texts.index("Commentary") + 1].split("\n")
    assert name == f"{first.measure.ref} {first.measure.name}"
    told = [first.spoken(one, one.commentary) for one in first.series if one.commentary]
    assert said == [*told, "Theme lead: Patrols were doubled."]
    assert told
    assert all(one.startswith(first.series[0].series.provider) for one in told)


def test_every_table_repeats_its_header_keeps_rows_whole_and_is_told_in_words(document: Any) -> None:
    assert len(document.tables) == 10
    for table in document.tables:
        properties = table.rows[0]._tr.trPr
        assert properties.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        for tag in ("w:tblCaption", "w:tblDescription"):
            assert table._tbl.tblPr.find(qn(tag)).get(qn("w:val"))


def test_themes_flow_and_a_measure_of_several_series_is_not_parted_from_them(document: Any, example: Example) -> None:
    headings = [one for one in document.paragraphs if one.style.name == "Heading 1"]
    assert not any(one.paragraph_format.page_break_before for one in headings), "no half-empty page before a theme"
    several = {one.measure.name for one in example.reports[3].measures if len(one.series) > 1}
    rows = [row for table in document.tables for row in table.rows if row.cells[1].text in several]
    assert several
    for row in rows:
        assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells)


def test_a_control_chart_stands_beside_a_chart_that_would_be_alone(document: Any, example: Example) -> None:
    counts = [len(one._p.findall(f".//{qn('w:drawing')}")) for one in document.paragraphs]
    wanted = 0
    for page in pages(example.reports[3]):
        wanted += -(-(len(plots(page)) + bool(page.control)) // 2)
    assert sum(count > 0 for count in counts) == wanted


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


@pytest.mark.parametrize("index", [0, 2])
def test_quarters_to_come_have_no_column(example: Example, tmp_path: Path, index: int) -> None:
    write_word(example.reports[index], tmp_path / "report.docx")
    tables = docx.Document(str(tmp_path / "report.docx")).tables
    heads = [[cell.text for cell in table.rows[0].cells] for table in tables]
    quarters = [head[2:-1] for head in heads if head[1] == "Performance measure"]
    assert len(quarters) == len(example.reports[index].themes)
    assert all(found == [f"Quarter {number}" for number in range(1, index + 2)] for found in quarters)


def test_every_red_is_an_exception_in_the_words_of_the_workbook(document: Any, example: Example) -> None:
    report = example.reports[3]
    (table,) = [table for table in document.tables if table.rows[0].cells[2].text == "What the figures say"]
    told = [tuple(cell.text for cell in row.cells) for row in table.rows[1:]]
    assert told == [(f"{ref}\nRed", *(text or "–" for text in rest)) for ref, *rest in exceptions(report)]
    assert len(told) > 1


def test_every_page_has_its_charts_and_each_is_told_in_words(document: Any, example: Example) -> None:
    wanted = [
        plot.alt_text
        for page in pages(example.reports[3])
        for plot in (*plots(page), *([control_plot(page, page.control)] if page.control else []))
    ]
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == wanted
    assert len(wanted) > 10
    widths = [
        sum(extent.cx for extent in paragraph._p.iter(qn("wp:extent")))
        for paragraph in document.paragraphs
        if paragraph._p.findall(f".//{qn('wp:extent')}")
    ]
    assert len(set(widths)) == 1, "a chart with none beside it takes the whole width"


def test_a_dollar_sign_in_a_text_is_a_dollar_sign(example: Example) -> None:
    plot = next(plot for page in pages(example.reports[3]) for plot in plots(page))
    priced = replace(plot, title="Grants of $5 and $10", axis=replace(plot.axis, unit=r"$ of \frac{}"))
    assert picture(priced, 350, 170) == picture(priced, 350, 170)
    one, two = (picture(replace(plot, title=text), 350, 170) for text in ("$a$", "a"))
    assert one != two, "a formula would be drawn without its dollar signs"


def test_without_matplotlib_the_document_has_no_charts_and_the_command_says_so_once(
    example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("matplotlib", "matplotlib.figure"):
        monkeypatch.setitem(sys.modules, name, None)
    folder = tmp_path / "CSP"
    shutil.copytree(example.folder, folder)
    assert main(["report", str(folder), "--docx"]) == 0
    assert capsys.readouterr().err.count("matplotlib is not installed") == 1
    (made,) = folder.glob("reports/*.docx")
    assert len(docx.Document(str(made)).inline_shapes) == 0


def test_rag_is_a_word_and_not_a_colour_alone(document: Any, example: Example) -> None:
    states: dict[str, set[str]] = {one.measure.ref: {one.rag} for one in example.reports[3].measures}
    for one in example.reports[3].series:
        states[one.series.ref].add(one.rag)
    for table in document.tables[2:]:
        for row in table.rows[1:]:
            shade = row.cells[-1]._tc.tcPr.find(qn("w:shd")) if row.cells[-1]._tc.tcPr is not None else None
            if shade is not None:
                assert row.cells[-1].text.split("\n")[0] in states[row.cells[0].text]


def test_language_title_and_dates_come_from_the_report(document: Any, example: Example) -> None:
    properties = document.core_properties
    assert (properties.language, properties.title) == ("en-GB", "Performance report 2014/15 Q4")
    assert properties.created.date() == properties.modified.date() == example.reports[3].data_date
    assert properties.author == properties.last_modified_by == "xlcsp"
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en-GB"


@pytest.mark.long
def test_the_same_report_gives_the_same_bytes(example: Example, tmp_path: Path) -> None:
    one, other = tmp_path / "one.docx", tmp_path / "other.docx"
    for path in (one, other):
        write_word(example.reports[1], path)
    assert one.read_bytes() == other.read_bytes()


def test_the_scorecard_leaves_its_small_figures_the_room_of_their_cells(document: Any) -> None:
    """With Word's usual margins £31,549.50 would go on in a second line."""
    card, *others = document.tables
    sides = [int(one.get(qn("w:w"))) for one in card._tbl.tblPr.find(qn("w:tblCellMar"))]
    assert sides == [54, 54]
    assert card._tbl.tblPr.find(qn("w:tblCellMar")).getnext().tag == qn("w:tblLook"), "in the order that Word demands"
    assert all(one._tbl.tblPr.find(qn("w:tblCellMar")) is None for one in others)
