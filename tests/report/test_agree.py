"""A report agrees with itself, and a contradiction typed into a copy is found."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from openpyxl import load_workbook

from tests.conftest import Example
from tests.report.agree import contradictions
from xlcsp.report.word import write_word

VIOLENCE = "Violent crime and robbery"
WORKBOOKS = Path(__file__).parents[2] / "workbooks"


@pytest.fixture(scope="module")
def word(example: Example, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("agree") / "report.docx"
    write_word(example.reports[2], path)
    return path


@pytest.mark.parametrize("index", [*(pytest.param(quarter, marks=pytest.mark.long) for quarter in range(3)), 3])
def test_a_report_says_the_same_wherever_it_says_it(example: Example, tmp_path: Path, index: int) -> None:
    write_word(example.reports[index], tmp_path / "report.docx")
    workbook = example.folder / "reports" / f"2014-15 Q{index + 1}.xlsx"
    assert contradictions(workbook, tmp_path / "report.docx") == []


def row_of(sheet: Any, text: object, column: int = 1, after: int = 1) -> int:
    """The first row below ``after`` whose cell begins with the text."""
    rows = range(after, sheet.max_row + 1)
    return next(row for row in rows if str(sheet.cell(row, column).value or "").startswith(str(text)))


def put(
    sheet: str, find: tuple[object, int], column: int, down: int, value: object, *, is_new: bool = False
) -> Callable[[Any], None]:
    """Types a value over a cell: of the row whose column ``find[1]`` begins with ``find[0]``, so many rows below it."""

    def spoil(book: Any) -> None:
        cell = book[sheet].cell(row_of(book[sheet], *find) + down, column)
        assert (cell.value is None) is is_new
        assert cell.value != value
        cell.value = value

    return spoil


def form(sheet: str, find: tuple[object, int], column: int, number_format: str) -> Callable[[Any], None]:
    """Gives a number another format."""

    def spoil(book: Any) -> None:
        cell = book[sheet].cell(row_of(book[sheet], *find), column)
        assert isinstance(cell.value, float)
        assert cell.number_format != number_format
        cell.number_format = number_format

    return spoil


def reword(sheet: str, find: tuple[object, int], column: int, down: int, old: str, new: str) -> Callable[[Any], None]:
    """Types over a part of a cell's text."""

    def spoil(book: Any) -> None:
        cell = book[sheet].cell(row_of(book[sheet], *find) + down, column)
        assert old in cell.value
        cell.value = cell.value.replace(old, new)

    return spoil


PLANTED = {
    "the scorecard's RAG": put("Scorecard", ("2.2", 1), 9, 0, "Amber"),
    "the scorecard's RAG before": put("Scorecard", ("2.2", 1), 10, 0, "Green"),
    "the scorecard's figure": put("Scorecard", ("2.2", 1), 4, 0, 366),
    "the scorecard's rate": put("Scorecard", ("6.2", 1), 4, 0, 0.413),
    "the scorecard's year to date": put("Scorecard", ("2.2", 1), 5, 0, 751),
    "the theme's RAG": put(VIOLENCE, ("2.2", 2), 7, 0, "Green"),
    "the theme's figure": put(VIOLENCE, ("2.2", 2), 6, 1, 376),
    "the theme's figure of an earlier quarter": put(VIOLENCE, ("2.2", 2), 4, 1, 129),
    "the theme's sentence": reword(VIOLENCE, ("2.2", 2), 6, 2, "750", "760"),
    "the theme's sentence of an earlier quarter": reword(VIOLENCE, ("2.2", 2), 4, 2, "192", "129"),
    "the theme's commentary": reword(VIOLENCE, ("2.2", 2), 6, 3, "repeat", "other"),
    "the measure page's RAG": put("Measures", ("2.2", 1), 12, 0, "Amber"),
    "the measure page's sentence": reword("Measures", ("2.2", 1), 1, 1, "367", "376"),
    "the measure page's commentary": reword("Measures", ("2.2", 1), 1, 2, "repeat", "other"),
    "the measure page's figure": put("Measures", ("2.2", 1), 5, 10, 376),
    "the measure page's year to date": put("Measures", ("2.2", 1), 9, 5, "705"),
    "a result's RAG": put("Results", ("2.2", 1), 13, 0, "Amber"),
    "a result's year to date": put("Results", ("2.2", 1), 3, 0, 570),
    "a recorded figure": put("Figures", ("2.2", 1), 4, 2, 376),
    "what an exception says of the figures": reword("Exceptions", ("2.2", 1), 3, 0, "750", "705"),
    "what an exception says is done": reword("Exceptions", ("2.2", 1), 4, 0, "repeat", "other"),
    "an exception without commentary": put("Exceptions", ("2.2", 1), 4, 0, "No commentary was given; ask the Police."),
    "a count of the summary": put("Summary", (VIOLENCE, 1), 3, 0, 2),
    "a move of the summary": reword("Summary", ("2.2", 5), 6, 0, "Amber to Red", "Green to Red"),
    "the state of what is off target": reword("Summary", ("2.2", 1), 2, 0, "Red.", "Amber."),
    "a result's target to date": put("Results", ("2.2", 1), 8, 0, 554),
    "a result's projection": put("Results", ("2.2", 1), 9, 0, 1010),
    "a result's likely range": put("Results", ("2.2", 1), 10, 0, 956),
    "a result's projection without its decimals": form("Results", ("6.2", 1), 9, "0%"),
    "a result's year to date with other decimals": form("Results", ("6.2", 1), 3, "0.00%"),
    "a projection that the scorecard has not": put("Results", ("1.1", 1), 9, 0, 129, is_new=True),
    "a projection that only the scorecard has": put("Scorecard", ("5.5", 1), 8, 0, "57 (50 to 66)"),
    "the measure page's projection": reword("Measures", ("2.2", 1), 12, 5, "1,000", "1,010"),
    "the theme's projection": reword(VIOLENCE, ("2.2", 2), 6, 2, "965", "956"),
    "a figure to date that is said to be the quarter's": reword(
        "Summary", ("2.2", 1), 2, 0, "750 to date", "750 in Q3"
    ),
    "a figure to date that is said to be projected": reword(
        "Summary", ("2.2", 1), 2, 0, "750 to date", "750 projected for the year"
    ),
    "a judged figure that is not said to be of anything": reword("Summary", ("2.2", 1), 2, 0, "750 to date", "750"),
    "a judged figure of an exception": reword("Exceptions", ("2.2", 1), 3, 0, "750 to date", "705 to date"),
    "a series that the scorecard does not name": reword("Scorecard", ("1.2", 1), 2, 0, ": Good or better", ""),
    "a tile of the cover": put("Cover", ("5", 2), 2, 0, 6),
}


def test_the_second_example_agrees_with_itself() -> None:
    """Months, late figures, benchmarks, pounds, ratios, actions and an officer's state."""
    for path in sorted((WORKBOOKS / "second" / "reports").glob("*.xlsx")):
        assert contradictions(path) == []


@pytest.mark.long
@pytest.mark.parametrize("name", PLANTED)
def test_a_contradiction_typed_into_the_workbook_is_found(
    example: Example, word: Path, tmp_path: Path, name: str
) -> None:
    book = load_workbook(example.folder / "reports" / "2014-15 Q3.xlsx")
    PLANTED[name](book)
    book.save(tmp_path / "spoiled.xlsx")
    assert contradictions(tmp_path / "spoiled.xlsx", word) != []


def cell_of(document: Any, heading: str, ref: str, place: int) -> Any:
    """A cell of the table that has the heading, in the row of the measure."""
    for table in document.tables:
        if heading in [cell.text for cell in table.rows[0].cells]:
            for row in table.rows:
                if row.cells[0].text == ref:
                    return row.cells[place]
    raise AssertionError(heading)


@pytest.mark.parametrize(
    ("heading", "place", "words"),
    [("RAG Q3", 8, ("Red", "Amber")), ("RAG Q3", 4, ("750", "705")), ("Performance measure", -1, ("Red", "Green")),
     ("Performance measure", -2, ("367", "376")), ("Performance measure", 2, ("192", "129"))],
)  # fmt: skip
def test_a_contradiction_typed_into_word_is_found(
    example: Example, word: Path, tmp_path: Path, heading: str, place: int, words: tuple[str, str]
) -> None:
    document = docx.Document(str(shutil.copyfile(word, tmp_path / "spoiled.docx")))
    cell = cell_of(document, heading, "2.2", place)
    assert words[0] in cell.text
    cell.paragraphs[0].runs[0].text = cell.text.replace(*words)
    document.save(str(tmp_path / "spoiled.docx"))
    assert contradictions(example.folder / "reports" / "2014-15 Q3.xlsx", tmp_path / "spoiled.docx") != []
