"""The catalogue of bad inputs: what each does to a good return."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.support import Q1, Q2, ROWS, answers, edit_part, opened, put_xml, send
from xlcsp.forms.layout import Answer
from xlcsp.planbook import Master

Case = Callable[[Master], object]
CASES: dict[str, Case] = {}
D, E, F, G, H, WHY, J = "DEFGHIJ"


def case(name: str) -> Callable[[Case], Case]:
    """Adds a case to the catalogue."""

    def add(make: Case) -> Case:
        assert name not in CASES
        CASES[name] = make
        return make

    return add


def typed(name: str, series: str, column: str, value: Any, number_format: str = "") -> None:
    """A case in which one cell of a row holds something else."""

    def make(master: Master) -> None:
        def change(sheet: Worksheet) -> None:
            cell = sheet[f"{column}{ROWS[series]}"]
            cell.value = value
            if number_format:
                cell.number_format = number_format

        edited(master, change)

    CASES[name] = make


def edited(master: Master, change: Callable[[Worksheet], object], sheet: str = "Return") -> None:
    """A good return, changed by hand."""
    path = send(master)
    book = load_workbook(path)
    change(book[sheet])
    book.save(path)


def raw(name: str, series: str, column: str, content: str, kind: str = "") -> None:
    """A case in which one cell's XML is another."""
    CASES[name] = lambda master: put_xml(send(master), f"{column}{ROWS[series]}", content, kind)


def file(name: str, called: str, content: bytes | Callable[[bytes], bytes]) -> None:
    """A case in which the file is no form at all."""

    def make(master: Master) -> None:
        path = send(master)
        found = content(path.read_bytes()) if callable(content) else content
        path.unlink()
        path.with_name(called).write_bytes(found)

    CASES[name] = make


def text(name: str, old: str, new: str) -> None:
    """A case in which a text of the form is another."""
    CASES[name] = lambda master: edit_part(send(master), "xl/sharedStrings.xml", lambda xml: xml.replace(old, new, 1))


def zipped(**parts: bytes) -> bytes:
    """An archive that is no workbook."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


# What people type into the cell of a count.
typed("about a number", "v", D, "approx 300")
typed("not applicable", "v", D, "n/a")
typed("not applicable with a remark", "v", D, "N/A - see note")
typed("to be confirmed", "v", D, "TBC")
typed("a dash", "v", D, "-")
typed("nil in words", "v", D, "nil")
typed("n of m in one cell", "v", D, "11 of 16")
typed("n/m in one cell", "v", D, "11/16")
typed("comma out of place", "v", D, "1,29")
typed("continental decimal", "v", D, "12,5")
typed("number with a unit", "v", D, "300 offences")
typed("number with a question mark", "v", D, "300?")
typed("number in words", "v", D, "twelve")
typed("a range", "v", D, "10-12")
typed("negative", "v", D, -5)
typed("negative as text", "v", D, "-5")
typed("decimals", "v", D, 12.5)
typed("far too large", "v", D, 123_456_789_012)
typed("a date", "v", D, date(2014, 7, 1), "dd/mm/yyyy")
typed("a percentage in a count", "v", D, 0.69, "0%")
typed("percentage as text in a count", "v", D, "69%")
typed("sixteen digits of text", "v", D, "1" * 16)
typed("a truth value", "v", D, True)
typed("a blank of spaces", "v", D, "   ")
typed("nothing", "v", D, None)
raw("division by zero", "v", D, "<f>1/0</f><v>#DIV/0!</v>", "e")
raw("not available", "v", D, "<v>#N/A</v>", "e")
raw("broken reference", "v", D, "<f>[2]Old!#REF!</f><v>#REF!</v>", "e")
raw("unknown name", "v", D, "<f>MYADDIN()</f><v>#NAME?</v>", "e")
raw("a formula never calculated", "v", D, "<f>SUM(A1:A2)</f>")
raw("a formula that gives 0", "v", D, "<f>[1]Other!B4</f><v>0</v>")
raw("a formula that gives text", "v", D, '<f>"about "&amp;5</f><v>about 5</v>', "str")
raw("infinite", "v", D, "<v>1e999</v>")
# Rates, percentages, milestones.
typed("half a pair: no denominator", "s", E, None)
typed("half a pair: no numerator", "s", D, None)
typed("more than out of", "s", D, 11)
typed("denominator in words", "s", E, "ten")
typed("percentage above 100", "t", F, 130)
typed("percentage negative", "t", F, -1)
typed("percentage in words", "t", F, "about a third")
typed("percentage of n of m", "t", F, "3 of 10")
raw("percentage in error", "t", F, "<f>A1/B1</f><v>#VALUE!</v>", "e")
raw("percentage formula that gives 0", "t", F, "<f>A1</f><v>0</v>")
typed("milestone in other words", "m", D, "Nearly there")
typed("milestone as a number", "m", D, 1)
# Words beside the figures.
typed("status of no list", "v", H, "Done")
typed("status says no figure", "v", H, "No figure")
typed("basis of no list", "v", G, "Half year")
raw("basis in error", "v", G, "<v>#N/A</v>", "e")
raw("commentary in error", "v", J, "<v>#NAME?</v>", "e")
raw("reason in error", "v", WHY, "<v>#REF!</v>", "e")


@case("zero beside a reason")
def _(master: Master) -> None:
    send(master, answers=answers(v=Answer(figure=0, reason="Staff change")))


@case("percentage of the year to date")
def _(master: Master) -> None:
    send(master, answers=answers(s=Answer(percentage=60, basis="Year to date")))


# The form itself.
text("another partnership", "<t>Test Partnership</t>", "<t>Elsewhere</t>")
text("an unknown provider", "<t>Police</t>", "<t>Polcie</t>")
text("no such quarter", "<t>Q1</t>", "<t>Q7</t>")
text("no such year", "<t>2014/15</t>", "<t>2014/16</t>")
text("the label of the provider is gone", "<t>Provider</t>", "<t>From</t>")
text("a column's name was changed", "<t>Figure</t>", "<t>Number</t>")
text("the label of the date of the data was changed", "<t>Data complete up to</t>", "<t>Data up to</t>")


@case("no date of the data")
def _(master: Master) -> None:
    send(master, as_at=None, signed=date(2014, 7, 11))


@case("a date of the data in words")
def _(master: Master) -> None:
    edited(master, lambda sheet: sheet.__setitem__("J6", "end of June"))


@case("data from before the quarter")
def _(master: Master) -> None:
    send(master, as_at=date(2014, 3, 1), signed=date(2014, 7, 11))


@case("data from after the signature")
def _(master: Master) -> None:
    send(master, as_at=date(2041, 7, 10), signed=date(2014, 7, 11))


@case("a row deleted")
def _(master: Master) -> None:
    edited(master, lambda sheet: sheet.delete_rows(ROWS["v"]))


@case("a row twice")
def _(master: Master) -> None:
    def twice(sheet: Worksheet) -> None:
        for column in range(1, 12):
            sheet.cell(30, column).value = sheet.cell(ROWS["v"], column).value
        sheet.cell(30, 4).value = 999

    edited(master, twice)


@case("a row of nobody")
def _(master: Master) -> None:
    def stranger(sheet: Worksheet) -> None:
        for column, value in ((1, "9.9"), (3, "Number of cats"), (4, 12), (11, "zz")):
            sheet.cell(30, column).value = value

    edited(master, stranger)


@case("a row's id of another row")
def _(master: Master) -> None:
    edited(master, lambda sheet: sheet.__setitem__(f"K{ROWS['v']}", "r"))


@case("a column twice")
def _(master: Master) -> None:
    edited(master, lambda sheet: sheet.__setitem__("V13", "Figure"))


@case("the wrong quarter's folder")
def _(master: Master) -> None:
    send(master, Q2, into=Q1, as_at=date(2014, 10, 9))


@case("two versions that nothing tells apart")
def _(master: Master) -> None:
    send(master)
    send(master, answers=answers(v=Answer(figure=95)), name="Police-LAPTOP123.xlsx")


@case("a synced folder's conflict copy")
def _(master: Master) -> None:
    send(master)
    send(master, answers=answers(v=Answer(figure=95)), name="Police (2).xlsx")


@case("the same name in a folder of none")
def _(master: Master) -> None:
    path = send(master)
    shutil.copyfile(path, path.parent.parent / "Police again.xlsx")


@case("open on somebody's desk")
def _(master: Master) -> None:
    send(master).with_name("~$Police.xlsx").write_bytes(b"x")


# Files.
file("an empty file", "Police.xlsx", b"")
file("text called a workbook", "Police.xlsx", b"figures: 1, 2, 3")
file("a truncated workbook", "Police.xlsx", lambda content: content[:3000])
file("an archive of something else", "Police.xlsx", zipped(readme=b"hello"))
file("a portable document", "Police.pdf", b"%PDF-1.4")
file("a text table", "Police.csv", b"1.1,100\n")
file("a Numbers file", "Police.numbers", zipped(Index__Document=b"x"))
file("a file without a name's end", "Police", b"PK\x03\x04")
file("the old format", "Police.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600)
file(
    "protected by a password", "Police.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
)
file("a file of 21 MB", "Police.xlsx", b"PK\x03\x04" + b"\0" * (21 * 2**20))
file("a decompression bomb", "Police.xlsx", lambda _: zipped(**{"[Content_Types].xml": b"\0" * (101 * 2**20)}))
file(
    "an OpenDocument with a document type",
    "Police.ods",
    zipped(
        mimetype=b"application/vnd.oasis.opendocument.spreadsheet",
        **{"content.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'},
    ),
)


@case("a workbook that is no form")
def _(master: Master) -> None:
    shutil.copyfile(master.path, send(master))


@case("a form that lost a column")
def _(master: Master) -> None:
    path = send(master)
    book = opened(path)
    book["Return"].delete_cols(5)
    book.save(path)


@case("a row put between")
def _(master: Master) -> None:
    path = send(master)
    book = opened(path)
    book["Return"].insert_rows(ROWS["r"])
    book["Return"][f"D{ROWS['r']}"] = 999
    book.save(path)


@case("a cell far outside")
def _(master: Master) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    edit_part(send(master), "xl/worksheets/sheet1.xml", lambda xml: xml.replace("</sheetData>", far))


@case("two rows with one number")
def _(master: Master) -> None:
    """Met in the fuzz run: programs mix the cells of both."""
    edit_part(send(master), "xl/worksheets/sheet1.xml", lambda xml: re.sub(r'r="([A-Z]*)15"', r'r="\g<1>14"', xml))
