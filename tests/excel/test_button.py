"""The button as RunPython runs it: on the open workbook, including edits that are not saved."""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from tests.conftest import Example
from tests.excel.books import actions, opened, written
from xlcsp.errors import WorkbookError
from xlcsp.excel import button
from xlcsp.excel.open_book import read_open
from xlcsp.files.links import is_link
from xlcsp.master.sheets import COLLECTED, FIGURES
from xlcsp.master.start import LINES

IS_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@pytest.fixture
def master(example: Example, tmp_path: Path) -> Path:
    """The example's partnership, without reports."""
    folder = tmp_path / "Example CSP"
    shutil.copytree(example.folder, folder, ignore=shutil.ignore_patterns("reports", "forms"))
    return folder / "master.xlsm"


def message(book: Any) -> str:
    """What the officer reads on *Start* in the end."""
    blocks = [one for one in written(book, "Start") if (one["start_row"], one["start_column"]) == (3, 1)]
    return str(blocks[-1]["values"][0][0])


def row_of(block: dict[str, Any], series: str) -> dict[str, Any]:
    """A series' cells in the block of *Figures*."""
    names = list(FIGURES.columns.headings)
    (row,) = (one for one in block["values"] if one[0] == f"'{series}")
    return dict(zip(names, row, strict=True))


def test_it_is_run_as_runpython_runs_it(master: Path, example: Example) -> None:
    book = opened(master)
    book.set_mock_caller()
    command = (
        "import xlwings.utils;xlwings.utils.prepare_sys_path('true;m.xlsm;m.xlsm;;;;.'); "
        "import xlcsp.excel.button as b; b.rebuild()"
    )
    exec(command, {})  # noqa: S102 - the very line that the macro hands to Python
    assert (master.parent / "reports" / "2014-15 Q4.xlsx").exists()
    assert message(book) == (
        "'2014/15 Q4: figures collected, report written to reports/2014-15 Q4.xlsx. Needs attention: "
        f"{len(example.reports[3].queries)} queries; see below."
    )


def test_each_collected_sheet_is_written_in_one_block(master: Path) -> None:
    book = opened(master)
    button.rebuild(book)
    for of in COLLECTED:
        assert len(written(book, of.name)) == 1, of.name


def test_the_figures_are_those_of_the_returns_each_with_its_cell(master: Path) -> None:
    book = opened(master)
    button.rebuild(book)
    (block,) = written(book, "Figures")
    violence = row_of(block, "2.1")
    assert [violence[f"numerator Q{number}"] for number in (1, 2, 3, 4)] == [260, 303, 303, 280]
    assert violence["source Q3"] == "'2014-15 Q3/Police.xlsx, Return!D16"
    missing = row_of(block, "3.2")
    assert missing["numerator Q3"] == "'[x]"
    assert missing["status Q3"] == "'missing: awaiting provider"
    spanned = row_of(block, "3.1")
    assert (spanned["numerator Q1"], spanned["numerator Q2"]) == ("'[s]", 27)


def test_an_edit_that_is_not_saved_counts(master: Path) -> None:
    def at_quarter_2(cells: dict[str, list[list[Any]]]) -> None:
        (row,) = (one for one in cells["Settings"] if one[0] == "quarter")
        row[1] = "Q2"

    book = opened(master, at_quarter_2)
    button.rebuild(book)
    assert (master.parent / "reports" / "2014-15 Q2.xlsx").exists()
    (block,) = written(book, "Figures")
    assert row_of(block, "2.1")["numerator Q3"] == ""
    assert message(book).startswith("'2014/15 Q2: ")


def test_text_is_handed_over_as_text(master: Path) -> None:
    """Excel would make a number of 1.1, a date of 3/4 and a formula of =1+1."""
    book = opened(master)
    button.rebuild(book)
    for one in actions(book, "setValues"):
        texts = [cell for row in one["values"] for cell in row if isinstance(cell, str) and cell]
        plain = [text for text in texts if not is_link(text)]
        assert [text for text in plain if not text.startswith("'") and not IS_DAY.fullmatch(text)] == []


def test_the_panel_says_what_was_found(master: Path, example: Example) -> None:
    book = opened(master)
    button.rebuild(book)
    panel = next(one for one in written(book, "Start") if len(one["values"]) == len(LINES))
    said = dict(zip(LINES, (row[-1] for row in panel["values"]), strict=True))
    assert said["Quarter"] == "'2014/15 Q4"
    assert (said["Returns in"], said["Missing"], said["Queries"]) == (7, 0, len(example.reports[3].queries))
    assert str(said["Last rebuild"]).endswith("by the button")


def test_a_panel_that_was_moved_is_found(master: Path) -> None:
    def moved(cells: dict[str, list[list[Any]]]) -> None:
        cells["Start"] = [[""] * 4, *([["", "", *row] for row in cells["Start"]])]

    book = opened(master, moved)
    button.rebuild(book)
    panel = next(one for one in written(book, "Start") if len(one["values"]) == len(LINES))
    assert panel["start_column"] == 2


def test_a_missing_return_is_told_in_the_workbook(master: Path) -> None:
    (master.parent / "returns" / "2014-15 Q4" / "Police.xlsx").unlink()
    book = opened(master)
    button.rebuild(book)
    assert "1 return missing" in message(book)
    (block,) = written(book, "Attention")
    assert block["values"][0][:2] == ["'Missing", "'2014-15 Q4"]
    assert "No return from Police." in block["values"][0][2]


def without_two(cells: dict[str, list[list[Any]]]) -> None:
    """*Performance* without the rows of two series."""
    cells["Performance"] = [row for row in cells["Performance"] if row[0] not in ("2.1", "6.3")]


def test_a_series_without_its_row_on_performance_gets_one_below_the_others(master: Path) -> None:
    """The last row is filled down, as a person would do it; nothing that stands there moves."""
    book = opened(master, without_two)
    last = len(book.sheets["Performance"].used_range.rows)
    button.rebuild(book)
    (block,) = written(book, "Performance")
    assert (block["start_row"], block["start_column"]) == (last, 0)
    assert block["values"] == [["'2.1"], ["'6.3"]]
    (copied,) = actions(book, "copyRange")
    assert (copied["start_row"], copied["row_count"]) == (last - 1, 1)
    assert copied["args"][1].replace("$", "").startswith(f"A{last + 1}:")
    assert copied["args"][1].endswith(f"${last + 2}")
    assert any(one["args"][1].endswith(f"${last + 2}") for one in actions(book, "resizeTable"))
    assert not any("Row missing" in str(row[0]) for one in written(book, "Attention") for row in one["values"])


def test_a_series_without_its_row_is_told_where_there_is_no_room(master: Path) -> None:
    def with_a_note(cells: dict[str, list[list[Any]]]) -> None:
        without_two(cells)
        width = len(cells["Performance"][0])
        cells["Performance"] += [[""] * width, ["a note of mine", *[""] * (width - 1)]]

    book = opened(master, with_a_note)
    for sheet in book.impl.api["sheets"]:
        for one in sheet["tables"]:
            if one["name"] == "tPerformance":
                one["range_address"] = re.sub(r"\d+$", str(len(sheet["values"]) - 2), one["range_address"])
    button.rebuild(book)
    (block,) = written(book, "Attention")
    assert block["values"][0][0] == "'Row missing"
    assert "The plan has 2.1 and 6.3" in block["values"][0][2]
    assert written(book, "Performance") == []


def test_tables_are_as_long_as_their_rows(master: Path) -> None:
    book = opened(master)
    button.rebuild(book)
    resized = {one["args"][1] for one in actions(book, "resizeTable")}
    assert len(actions(book, "resizeTable")) == len(COLLECTED)
    assert "$A$4:$AJ$42" in resized


def test_a_table_that_people_fill_reaches_to_its_last_row_again(master: Path) -> None:
    """LibreOffice leaves the range as it was when rows are typed below it; formulas would not see them."""
    book = opened(master)
    sheet = next(one for one in book.impl.api["sheets"] if one["name"] == "Measures")
    short = next(one for one in book.impl.api["sheets"] if one["name"] == "Figures")["tables"][0]
    sheet["tables"] = [{**short, "name": "tMeasures", "range_address": "A4:AM20"}]
    button.rebuild(book)
    index = [one.name for one in book.sheets].index("Measures")
    (resized,) = [one for one in actions(book, "resizeTable") if one["sheet_position"] == index]
    assert resized["args"][1] == "$A$4:$AM$42"


def test_rows_of_a_longer_time_ago_are_blanked(master: Path) -> None:
    def longer(cells: dict[str, list[list[Any]]]) -> None:
        cells["Returns"].append(["old.xlsx", *[""] * 8])

    book = opened(master, longer)
    button.rebuild(book)
    (block,) = written(book, "Returns")
    assert block["values"][-1] == [""] * 9


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda cells: cells["Measures"][4].__setitem__(0, ""), "id is blank"),
        (lambda cells: cells["Measures"][4].__setitem__(14, "#REF!"), "#REF!"),
        (lambda cells: cells.pop("Figures"), 'the sheet "Figures" has no table with its columns'),
        (lambda cells: cells["Figures"][3].__setitem__(1, "reference"), 'has no column "ref"'),
        (lambda cells: cells.pop("Settings"), 'has no sheet "Settings"'),
    ],
)
def test_a_fault_changes_nothing_and_is_told_in_a_sentence(master: Path, spoil: Any, said: str) -> None:
    book = opened(master, spoil)
    button.rebuild(book)
    assert message(book).startswith("'The report was not rebuilt, and nothing was changed. ")
    assert said in message(book)
    assert len(actions(book, "setValues")) == 1


def test_a_report_that_is_open_elsewhere_changes_nothing(master: Path) -> None:
    reports = master.parent / "reports"
    reports.mkdir()
    (reports / "~$2014-15 Q4.xlsx").write_bytes(b"\x08Somebody".ljust(165, b" "))
    book = opened(master)
    button.rebuild(book)
    assert "it is open on somebody's desk" in message(book) or "open" in message(book)
    assert len(actions(book, "setValues")) == 1


def test_a_workbook_without_a_folder_is_told_to_be_saved(master: Path) -> None:
    book = opened(master)
    book.impl.api["book"]["name"] = "Book1.xlsm"
    button.rebuild(book)
    assert "Save it in one, and press again" in message(book)


def test_the_file_itself_is_not_touched(master: Path) -> None:
    before = hashlib.sha256(master.read_bytes()).hexdigest()
    button.rebuild(opened(master))
    assert hashlib.sha256(master.read_bytes()).hexdigest() == before


def test_a_write_that_fails_gives_the_old_cells_back(master: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel may refuse a block, for instance while a cell is being edited."""
    import xlwings.pro._xlremote as remote

    book = opened(master)
    real = remote.Range.raw_value.fset

    def refusing(self: Any, value: Any) -> None:
        if self.sheet.name == "Returns" and isinstance(value, list) and value[0][0] != "'2014-15 Q1/x":
            raise OSError("Excel is busy")
        real(self, value)

    monkeypatch.setattr(remote.Range, "raw_value", property(remote.Range.raw_value.fget, refusing))
    button.rebuild(book)
    first, last = written(book, "Figures")
    assert first["values"][0][0] == last["values"][0][0] == "'1.1-asb"
    assert "Excel is busy" in message(book)


def test_what_stands_below_a_table_stays(master: Path) -> None:
    def with_a_note(cells: dict[str, list[list[Any]]]) -> None:
        cells["Figures"] += [[""], ["a note of mine"]]

    book = opened(master, with_a_note)
    for table in book.impl.api["sheets"]:
        for one in table["tables"]:
            if one["name"] == "tFigures":
                one["range_address"] = "A4:AJ42"
    button.rebuild(book)
    (block,) = written(book, "Figures")
    assert len(block["values"]) == 38


def test_a_remark_beside_a_series_does_not_come_to_stand_beside_another(master: Path) -> None:
    def turned(cells: dict[str, list[list[Any]]]) -> None:
        cells["Figures"][3].append("mine")
        cells["Figures"][4] += [""] * (36 - len(cells["Figures"][4])) + ["on 1.1-asb"]
        cells["Measures"][4:] = cells["Measures"][4:][::-1]

    book = opened(master, turned)
    for sheet in book.impl.api["sheets"]:
        for one in sheet["tables"]:
            if one["name"] == "tFigures":
                one["range_address"] = "A4:AK42"
    button.rebuild(book)
    assert "Figures!AK5" in message(book)
    assert "xlcsp refresh" in message(book)
    assert len(actions(book, "setValues")) == 1


def test_currency_cells_of_the_plan_are_numbers(master: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel gives them as Decimals."""
    book = opened(master)
    plain = read_open(book)
    value = type(book.sheets[0].range("A1")).value

    def as_excel(self: Any) -> Any:
        found = value.fget(self)
        rows = found if isinstance(found, list) and found and isinstance(found[0], list) else [[found]]
        return [
            [Decimal(f"{cell:.4f}") if type(cell) in (int, float) and cell == round(cell, 4) else cell for cell in row]
            for row in rows
        ]

    monkeypatch.setattr(type(book.sheets[0].range("A1")), "value", property(as_excel, value.fset))
    there = read_open(book)
    assert there.sheets["Measures"].rows == plain.sheets["Measures"].rows
    assert not any(isinstance(cell, Decimal) for sheet in there.sheets.values() for row in sheet.rows for cell in row)


@pytest.mark.parametrize(("argument", "expected"), [("--from_xl=1", SystemExit), ("", WorkbookError)])
def test_without_its_workbook_it_says_so_in_one_sentence(
    argument: str, expected: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["-c", "--wb=master.xlsm", argument, "--hwnd=1"])
    monkeypatch.delattr(xw.Book, "_mock_caller", raising=False)
    with pytest.raises(expected) as refused:
        button.rebuild()
    told = str(refused.value)
    assert told.startswith("The report was not rebuilt, and nothing was changed. Excel did not say which workbook (")
    assert refused.value.__suppress_context__
