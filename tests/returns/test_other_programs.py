"""Forms saved by other programs, and forms of the version before.

The files of LibreOffice 7.4 and of the version before are real. Excel for the web, Google Sheets and Numbers could not
be run: their files are imitated from what is known of them, and stay unverified.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.conftest import Example
from tests.support import ANSWERS, Q1, ROWS, codes, edit_part, partnership, put_xml, send, value_of
from xlcsp.domain.periods import Quarter
from xlcsp.planbook import Master, read_master
from xlcsp.returns.collect import Collection, collect

FILES = Path(__file__).with_name("files")
SHEET = "xl/worksheets/sheet1.xml"
Change = Callable[[Path], None]


@pytest.fixture
def master(tmp_path: Path) -> Master:
    return partnership(tmp_path)


def reading(found: Collection) -> dict[str, object]:
    """What was read of the usual answers, with cell and dates."""
    figure, receipt = found.figures["v"][Q1], found.receipts[-1]
    return {
        "problems": codes(found),
        "values": [value_of(found, name) for name in ANSWERS],
        "cell": figure.source.cell,
        "commentary": figure.commentary,
        "receipt": (receipt.as_at, receipt.state),
    }


USUAL = {
    "problems": [],
    "values": [(100, None, None, ""), (12, None, None, ""), (6, 10, None, ""), (None, None, Fraction(3, 10), ""),
               (None, None, None, "On track")],
    "cell": f"D{ROWS['v']}",
    "commentary": "Steady.",
    "receipt": (date(2014, 7, 10), "received"),
}  # fmt: skip


@pytest.mark.parametrize("name", ["LibreOffice.xlsx", "LibreOffice.ods"])
def test_files_that_libreoffice_saved_are_read(master: Master, name: str) -> None:
    folder = master.path.parent / "returns" / Q1.folder
    folder.mkdir(parents=True)
    shutil.copyfile(FILES / name, folder / name)
    found = collect(master, Q1)
    assert reading(found) == USUAL
    assert [receipt.file for receipt in found.receipts] == [f"{Q1.folder}/{name}"]


@pytest.mark.parametrize(
    ("name", "quarter", "figures"),
    [
        ("Probation Q2.xlsx", Quarter(2014, 2), {"3.1": 27, "3.2": 101, "5.2-placed": 12}),
        ("Police Q4.xlsx", Quarter(2014, 4), {"2.1": 280, "2.2": 315, "1.1-police": 22}),
        ("Public health Q3.xlsx", Quarter(2014, 3), {}),
    ],
)
def test_forms_of_the_version_before_are_read(
    example: Example, tmp_path: Path, name: str, quarter: Quarter, figures: dict[str, int]
) -> None:
    """They had no columns that work themselves out, and two sheets."""
    shutil.copyfile(example.folder / "master.xlsm", tmp_path / "master.xlsm")
    folder = tmp_path / "returns" / quarter.folder
    folder.mkdir(parents=True)
    shutil.copyfile(FILES / name, folder / name)
    found = collect(read_master(tmp_path), quarter)
    assert codes(found) == []
    assert {one: found.figures[one][quarter].numerator for one in figures} == figures
    (receipt,) = found.receipts
    assert receipt.state == "received"


def excel_for_the_web(path: Path) -> None:
    """Unverified. Namespaces, spans and heights on rows, formulas shared and kept, integers plain."""
    space = (
        'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" mc:Ignorable="x14ac" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )

    def change(xml: str) -> str:
        xml = xml.replace("<worksheet ", f"<worksheet {space} ", 1)
        return re.sub(r'<row r="(\d+)"', r'<row r="\1" x14ac:dyDescent="0.25"', xml)

    edit_part(path, SHEET, change)


def google_sheets(path: Path) -> None:
    """Unverified. Every number with a decimal point, a thousand rows, no document properties, one style a cell."""
    blank = "".join(f'<row r="{row}" ht="15.75" customHeight="1"/>' for row in range(60, 1001))

    def change(xml: str) -> str:
        xml = re.sub(r'(<c r="[A-Z]+\d+"(?: s="\d+")?)><v>(\d+)</v>', r"\1><v>\2.0</v>", xml)
        return xml.replace("</sheetData>", f"{blank}</sheetData>")

    edit_part(path, SHEET, change)
    with zipfile.ZipFile(path) as package:
        parts = {entry.filename: package.read(entry) for entry in package.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            if not name.startswith("docProps"):
                package.writestr(name, content)


def numbers(path: Path) -> None:
    """Unverified. A first sheet that lists the tables, sheets named after them, formulas turned into values."""
    edit_part(path, "xl/workbook.xml", lambda xml: xml.replace('name="Return"', 'name="Return - Table 1"', 1))
    edit_part(path, SHEET, lambda xml: re.sub(r"<f>.*?</f>", "", xml))


@pytest.mark.parametrize("save", [excel_for_the_web, google_sheets, numbers])
def test_files_as_other_programs_are_known_to_save_them_are_read(master: Master, save: Change) -> None:
    path = send(master)
    before = path.read_bytes()
    save(path)
    assert path.read_bytes() != before
    assert reading(collect(master, Q1)) == USUAL


def test_texts_inside_the_cells_are_read(master: Master) -> None:
    path = send(master)
    put_xml(path, f"J{ROWS['v']}", "<is><t>Steady.</t></is>", "inlineStr")
    assert reading(collect(master, Q1)) == USUAL


def test_forms_inside_folders_per_lead_with_long_names_and_accents_are_read(master: Master) -> None:
    path = send(master)
    folder = path.parent / "Éamonn – équipe (nuit)" / ("Police " + "x" * 200)
    folder.mkdir(parents=True)
    path.rename(folder / f"{'ß' * 100} return.xlsx")
    assert reading(collect(master, Q1)) == USUAL


def test_a_conflict_copy_with_the_same_answers_counts_once_and_is_named(master: Master) -> None:
    path = send(master)
    shutil.copyfile(path, path.with_name("Police-LAPTOP123.xlsx"))
    found = collect(master, Q1)
    assert codes(found) == []
    assert sorted((one.file.split("/")[1], one.state) for one in found.receipts) == [
        ("Police-LAPTOP123.xlsx", "received"), ("Police.xlsx", "duplicate"),
    ]  # fmt: skip


def test_macros_of_a_form_are_not_looked_at(master: Master) -> None:
    path = send(master)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"Attribute VB_Name")
    path.rename(path.with_suffix(".xlsm"))
    assert reading(collect(master, Q1)) == USUAL


def test_an_external_entity_is_not_fetched(master: Master, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("4711", encoding="utf-8")
    path = send(master)
    entity = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
    edit_part(path, SHEET, lambda xml: xml.replace("<worksheet ", f"{entity}<worksheet ", 1))
    put_xml(path, f"D{ROWS['v']}", "<v>&s;</v>")
    found = collect(master, Q1)
    assert value_of(found, "v") == (None, None, None, "")
    assert found.problems
    assert "4711" not in " ".join(str(problem) for problem in found.problems)
