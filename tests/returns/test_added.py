"""What a person added to a form beside the answers is named with its cell: none of it is read, or lost in silence."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.returns.test_identity import changed
from tests.returns.test_other_programs import USUAL, reading
from tests.support import ANSWERS, PARTNERSHIP, Q1, Q2, ROWS, SERIES, partnership, send, value_of
from xlcsp.forms.layout import Answer
from xlcsp.planbook import Master
from xlcsp.returns.collect import Collection, collect
from xlcsp.returns.lead_form import CommentRow, CommentsForm, write_comments

TOP, LAST = ROWS["v"], max(ROWS.values())
DRAWING = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOX = """<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><xdr:twoCellAnchor>
<xdr:from><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>
{}</xdr:twoCellAnchor></xdr:wsDr>"""
WORDS = """<xdr:sp><xdr:txBody><a:p><a:r><a:t>Please use </a:t></a:r><a:r><a:t>105</a:t></a:r></a:p>
<a:p><a:r><a:t>instead</a:t></a:r></a:p></xdr:txBody></xdr:sp>"""
Typed = Callable[[Worksheet], object]


def typed(**cells: object) -> Typed:
    """Enters values in cells."""
    return lambda sheet: [sheet.__setitem__(cell, value) for cell, value in cells.items()]


def told(found: Collection) -> list[tuple[str, str]]:
    """The queries about what was added, each with its cell."""
    return [(one.cell, one.found) for one in found.queries if one.code == "remark"]


def column(sheet: Worksheet) -> None:
    sheet.insert_cols(5)
    typed(**{f"E{TOP - 1}": "Of which knife", f"E{TOP}": 7, f"E{TOP + 1}": 2})(sheet)


def test_a_column_put_in_beside_the_labels_at_the_top_parts_none_from_its_value(tmp_path: Path) -> None:
    """The form was refused as one for "" "", which is not a quarter."""
    master = partnership(tmp_path)
    path = send(master)
    book = load_workbook(path)
    book["Return"].insert_cols(3)
    book["Return"].insert_cols(11)  # before the data date, with whoever signed it
    book.save(path)
    found = collect(master, Q1)
    assert ([str(one) for one in found.problems], found.missing) == ([], [])
    assert value_of(found, "v")[0] == 100  # type: ignore[index]
    assert found.receipts[0].as_at == date(2014, 7, 10)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (typed(**{f"B{LAST + 1}": "Total", f"D{LAST + 1}": 112}),
         (f"B{LAST + 1}", 'A row "Total, 112" was added; it was not read, since the report adds up itself')),
        (typed(**{f"C{LAST + 3}": "Grand total", f"D{LAST + 3}": 112}),
         (f"C{LAST + 3}", 'A row "Grand total, 112" was added; it was not read, since the report adds up itself')),
        (typed(**{f"H{LAST + 1}": "see e-mail"}),
         (f"H{LAST + 1}", '"see e-mail" is in a row of its own; it was not read')),
        (typed(**{f"X{TOP}": "use 105", f"Y{TOP}": 105}),
         (f"X{TOP}", '"use 105" and "105" are outside the form\'s table; they were not read')),
        (typed(D11="All provisional"), ("D11", '"All provisional" is outside the form\'s table; it was not read')),
        (typed(X90="Jo"), ("X90", '"Jo" is outside the form\'s table; it was not read')),
        (typed(**{f"V{TOP - 1}": "Sergeant", f"V{TOP}": "it is 105"}),
         (f"V{TOP - 1}", 'A column "Sergeant" was added ("it is 105"); it was not read')),
        (column, (f"E{TOP - 1}", 'A column "Of which knife" was added ("7" and "2"); it was not read')),
    ],
)  # fmt: skip
def test_cells_that_no_form_has_are_named_and_the_figures_count(
    tmp_path: Path, change: Typed, expected: tuple[str, str]
) -> None:
    master = partnership(tmp_path)
    changed(send(master), change)
    found = collect(master, Q1)
    assert reading(found) == USUAL
    assert told(found) == [expected]


def test_a_block_of_cells_is_named_once_and_counted(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    changed(send(master), lambda sheet: [sheet.cell(row, 26, row) for row in range(30, 70)])
    cells, words = zip(*told(collect(master, Q1)), strict=True)
    assert cells == ("Z30", "Z31", "Z32", "Z33", "Z34", "Z35")
    assert words[-1] == "From here on, 35 more rows hold something outside the form's table; not read"


def test_a_sheet_of_earlier_quarters_without_a_table_is_looked_at_too(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    changed(send(master), lambda sheet: typed(B9="Q4 was 90")(sheet.parent["Earlier quarters"]))
    assert told(collect(master, Q1)) == [("B9", '"Q4 was 90" is outside the form\'s table; it was not read')]


def test_a_reason_for_a_revision_without_one_is_named(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    send(master)
    path = send(master, Q2, as_at=date(2014, 10, 10))
    changed(path, lambda sheet: typed(K5="To be restated")(sheet.parent["Earlier quarters"]))
    assert told(collect(master, Q2)) == [("K5", '"To be restated" is beside no revised figure; it was not read')]


def test_a_copy_of_the_sheet_of_earlier_quarters_is_named(tmp_path: Path) -> None:
    """What was revised on it was lost in silence."""
    master = partnership(tmp_path)
    send(master)

    def copied(sheet: Worksheet) -> None:
        book = sheet.parent
        book.copy_worksheet(book["Earlier quarters"]).title = "Earlier (2)"
        typed(H5=105)(book["Earlier (2)"])

    changed(send(master, Q2, as_at=date(2014, 10, 10)), copied)
    (problem,) = collect(master, Q2).problems
    assert problem.code == "two forms"
    assert (
        problem.found
        == 'The sheet "Earlier (2)" is a second list of earlier quarters in the same file; it was not read'
    )


def test_a_form_as_issued_has_nothing_added(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    send(master)
    assert told(collect(master, Q1)) == []


def test_a_comment_below_a_theme_leads_table_is_named(tmp_path: Path) -> None:
    """It was lost in silence."""
    master = partnership(tmp_path)
    path = send(master).with_name("Comments.xlsx")
    rows = (CommentRow("1.1", "Violence", "Red", "", "", comment="Done."),)
    write_comments(CommentsForm(PARTNERSHIP, Q1, "Lead", None, date(2014, 7, 1), rows), path)
    changed(path, typed(F15="Ask Jo", J13="by May"), "Comments")
    found = collect(master, Q1)
    assert sorted(told(found)) == [
        ("F15", '"Ask Jo" is in a row of its own; it was not read'),
        ("J13", '"by May" is outside the form\'s table; it was not read'),
    ]
    assert found.comments["1.1", Q1].text == "Done."


@pytest.mark.parametrize(("number_format", "value"), [(";;;", 100), ("0;-0;;@", 0)])
def test_a_number_that_its_format_hides_is_not_taken_for_an_answer(
    tmp_path: Path, number_format: str, value: int
) -> None:
    """The cell looks blank."""
    master = partnership(tmp_path)

    def hide(sheet: Worksheet) -> None:
        sheet[f"D{TOP}"] = value
        sheet[f"D{TOP}"].number_format = number_format

    changed(send(master), hide)
    found = collect(master, Q1)
    assert not found.figures["v"][Q1].has_value
    assert [(problem.code, problem.cell) for problem in found.problems] == [("unseen", f"D{TOP}")]


def drawn(path: Path, row: int, content: str) -> None:
    """Draws a text box or picture at column D of a row, as Excel does."""
    link = f'<Relationship Id="rId9" Type="{DRAWING}/drawing" Target="../drawings/drawing1.xml"/>'
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/drawings/drawing1.xml", BOX.format(row - 1, content))
        package.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels", f'<Relationships xmlns="{space}">{link}</Relationships>'
        )


def test_a_text_box_is_named_with_its_words(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    drawn(send(master), 21, WORDS)
    found = collect(master, Q1)
    assert reading(found) == USUAL
    assert told(found) == [("D21", 'A text box says "Please use 105 instead"; it was not read')]


@pytest.mark.parametrize(
    ("row", "expected"), [(7, []), (15, [("D15", "A picture or chart was added; what it shows was not read")])]
)
def test_a_picture_on_the_table_is_named_and_one_above_it_is_the_logo(
    tmp_path: Path, row: int, expected: list[tuple[str, str]]
) -> None:
    master = partnership(tmp_path)
    drawn(send(master), row, "<xdr:pic/>")
    assert told(collect(master, Q1)) == expected


def test_a_drawing_without_words_and_a_damaged_one_are_none(tmp_path: Path) -> None:
    for name, content in (("arrow", "<xdr:sp/>"), ("damaged", "<xdr:sp>")):
        master = partnership(tmp_path / name)
        drawn(send(master), 15, content)
        found = collect(master, Q1)
        assert (reading(found), told(found)) == (USUAL, [])


OF_EVERY_COLUMN = (
    *SERIES,
    {"id": "mo", "ref": "1.6", "measure": "Visits", "unit": "visits", "polarity": "higher", "target_rule": "at least",
     "target": 100, "frequency": "monthly"},
    {"id": "pp", "ref": "1.7", "measure": "Burglary", "kind": "per population", "unit": "burglaries", "per": 1000,
     "polarity": "lower", "target_rule": "at most", "target": 5, "population": 200000},
)  # fmt: skip
FILLED = {
    **ANSWERS,
    "mo": Answer(month_1=5, month_2=6, month_3=7, status="Provided"),
    "pp": Answer(figure=50, status="Provided"),
}
OWN_CELLS = {
    "Return": "A3 A7 C10 C11 A12 D14 E15 J17 J18 H19 I19 J19 N16 H20 O14 P15 Q16 R17 S18 T19 U20 V14 W15 X16",
    "Earlier quarters": "A2 A3 D5 L6 E6 F9 G7 D11 F13 I13",
}  # of the form itself: instructions, ids, cells not asked for, what it works out, what was last reported


def in_second_quarter(folder: Path) -> tuple[Master, Path]:
    """A partnership with series of every column, and its return of the second quarter."""
    master = partnership(folder, OF_EVERY_COLUMN)
    send(master, answers=FILLED)
    path = send(master, Q2, {**FILLED, "v": Answer(figure=90, status="Provided")}, as_at=date(2014, 10, 10))
    return master, path


def as_values(path: Path) -> None:
    """Saves the file as programs do that keep no formulas."""
    load_workbook(path, data_only=True).save(path)


def test_what_is_typed_over_a_cell_of_the_forms_own_is_told(tmp_path: Path) -> None:
    """All but a few were lost in silence, above all what stood in the white columns."""
    master, path = in_second_quarter(tmp_path)
    before = {name: row[Q2].content for name, row in collect(master, Q2).figures.items()}
    for sheet, cells in OWN_CELLS.items():
        changed(path, typed(**{cell: f"remark in {cell}" for cell in cells.split()}), sheet)
    found = collect(master, Q2)
    words = " ".join(one.found for one in (*found.queries, *found.problems))
    lost = [cell for cells in OWN_CELLS.values() for cell in cells.split() if f'"remark in {cell}"' not in words]
    assert lost == []
    assert {name: row[Q2].content for name, row in found.figures.items()} == before


@pytest.mark.parametrize("change", [None, as_values])
def test_nothing_is_typed_over_in_a_form_that_was_only_filled_in(
    tmp_path: Path, change: Callable[[Path], object] | None
) -> None:
    """A file that keeps no formulas has the same words as values: nobody typed them."""
    master, path = in_second_quarter(tmp_path)
    if change is not None:
        change(path)
    assert {one.code for one in collect(master, Q2).queries} == {"red without commentary"}
