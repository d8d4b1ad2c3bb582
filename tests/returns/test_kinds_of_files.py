"""A file of the wrong kind is named as what it is, with what to do."""

from __future__ import annotations

import os
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.returns.test_other_programs import USUAL, reading
from tests.support import Q1, codes, partnership, send
from xlcsp.errors import ReturnError
from xlcsp.files.container import MOST_UNPACKED
from xlcsp.files.read import read_book
from xlcsp.returns.collect import collect

BY_ENDING = '<Types xmlns="x"><Default Extension="bin" ContentType="application/vnd.%s"/></Types>'
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def compound(*streams: str) -> bytes:
    return COMPOUND + b"\0\0".join(stream.encode("utf-16-le") for stream in streams) + b"\0" * 64


def archive(**parts: str) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr({"types": "[Content_Types].xml"}.get(name, name.replace("__", "/")), text)
    return packed.getvalue()


def office(main: str) -> bytes:
    return archive(types=f'<Types xmlns="x"><Override PartName="/a" ContentType="application/vnd.{main}"/></Types>')


@pytest.mark.parametrize(
    ("content", "what", "do"),
    [
        (compound("__substg1.0_0037001F"), "an Outlook message", "attached"),
        (compound("\6DataSpaces", "DRMEncryptedDataSpace", "EncryptedPackage"), "sensitivity label", "protection"),
        (compound("EncryptionInfo", "EncryptedPackage"), "protected by a password", "without a password"),
        (compound("Workbook"), "old Excel format (.xls)", "Excel Workbook (.xlsx)"),
        (b"\x09\x08\x10\x00" + b"\0" * 200, "old Excel format (.xls)", "Excel Workbook (.xlsx)"),
        (compound("WordDocument"), "a Word document", "Excel Workbook (.xlsx)"),
        (office("ms-excel.sheet.binary.macroEnabled.main"), "(.xlsb)", "Excel Workbook (.xlsx)"),
        (office("openxmlformats-officedocument.wordprocessingml.document.main+xml"), "a Word document", "the form"),
        (archive(mimetype="application/vnd.oasis.opendocument.text", content__xml="<x/>"), "zip archive", "form"),
        (archive(**{"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "(.odt)", "form"),
        (b"<html xmlns:o='urn:x'><table><tr><td>1</td></tr></table></html>", "a web page", "Excel Workbook"),
        ("\ufeff<!DOCTYPE html><html></html>".encode(), "a web page", "Excel Workbook"),
        ("<html></html>".encode("utf-16"), "a web page", "Excel Workbook"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "an e-mail or a web archive", "attached"),
        (b"No,Measure,Figure\r\n1.1,Violence,5\r\n", "a text table (.csv)", "Copy the answers"),
        ("No\tFigure\n1.1\t5\n".encode("utf-16"), "a text table (.csv)", "Copy the answers"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "2003", "(.xlsx)"),
        (b'<?xml version="1.0"?><office:document xmlns:office="x"/>', "(.fods)", ".ods"),
        (b"%PDF-1.7", "a PDF", "Ask for the form"),
        (b"\x89PNG\r\n", "a picture", "Ask for the form"),
        (b"anything", "not an Excel workbook", "Excel Workbook (.xlsx)"),
        (b"\0" * 9000, "holds nothing", "Ask for it again"),
        (b"[InternetShortcut]\r\nURL=https://example.org/a.xlsx", "a shortcut", "download"),
        (b'{"":"", "doc_id":"1x"}', "a shortcut", "download"),
        (b'{"error":"access denied"}', "a program's reply", "again"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "a program's reply", "again"),
        (b"<!DOCTYPE html><title>Sign in to your account</title>", "a web page", "sign in and download"),
        (archive(types=BY_ENDING % "ms-excel.sheet.binary.macroEnabled.main"), "(.xlsb)", "Excel Workbook (.xlsx)"),
        (archive(types=BY_ENDING % "x.wordprocessingml.document.main+xml"), "a Word document", "the form"),
        (archive(**{"Index/Document.iwa": "x"}), "a Numbers document", "Export To"),
        (archive(**{"Police/Police.xlsx": "x"}), '"police.xlsx" in it', "Unpack it"),
        (archive(types="<Types/>", content__xml="x" * 999)[:200], "cut short", "Copy it again"),
    ],
)
def test_a_file_is_named_as_what_it_is(tmp_path: Path, content: bytes, what: str, do: str) -> None:
    path = tmp_path / "Police.xlsx"
    path.write_bytes(content)
    with pytest.raises(ReturnError) as told:
        read_book(path)
    assert what in told.value.problem.found
    assert do in told.value.problem.do


@pytest.mark.parametrize(
    ("name", "what", "do"),
    [
        ("Police.gsheet", "a shortcut", "download"),
        ("Police.xlsx.url", "a shortcut", "download"),
        ("Police.xlsx.crdownload", "not downloaded in full", "Download it again"),
        ("Police.numbers", "Numbers", "Export To"),
        ("Police.eml", "an e-mail", "attached"),
        ("Police.mht", "a web archive", "Excel Workbook (.xlsx)"),
        ("Police.zip", "an archive", "Unpack it"),
        ("Police.xltx", "a different kind", "Excel Workbook (.xlsx)"),
        ("~WRL0001.tmp", "a temporary one", "Remove it"),
        ("Police", "no ending", '".xlsx"'),
        (".Police.xlsx.icloud", "in iCloud", "Open it once"),
    ],
)
def test_a_file_whose_name_says_that_it_is_no_form_is_told_with_what_to_do(
    tmp_path: Path, name: str, what: str, do: str
) -> None:
    master = partnership(tmp_path)
    path = send(master)
    path.rename(path.with_name(name))
    (problem,) = collect(master, Q1).problems
    assert what in problem.found
    assert do in problem.do


@pytest.mark.parametrize("name", ["Police.xlsx ", "POLICE.XLSX", "Police.xlsx.xlsx"])
def test_a_form_is_known_by_its_ending_however_it_is_written(tmp_path: Path, name: str) -> None:
    master = partnership(tmp_path)
    path = send(master)
    path.rename(path.with_name(name))
    assert reading(collect(master, Q1)) == USUAL


@pytest.mark.parametrize(
    "name", ["Police.xlsx:Zone.Identifier", "Police.xlsxZone.Identifier", "Thumbs.db", "desktop.ini"]
)
def test_what_systems_leave_beside_files_is_not_looked_at(tmp_path: Path, name: str) -> None:
    master = partnership(tmp_path)
    send(master).with_name(name).write_text("[ZoneTransfer]\nZoneId=3\n", encoding="utf-8")
    assert reading(collect(master, Q1)) == USUAL


@pytest.mark.parametrize("count", [11_000])
def test_too_many_parts_are_refused(tmp_path: Path, count: int) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        for number in range(count):
            package.writestr(f"x{number}", b"")
    with pytest.raises(ReturnError, match="11,000 parts"):
        read_book(path)


def test_a_part_packed_far_too_tightly_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", b" " * (MOST_UNPACKED // 2))
    with pytest.raises(ReturnError, match="hundreds of times"):
        read_book(path)


@pytest.mark.skipif(sys.platform == "win32", reason="names are no bytes there")
def test_a_name_that_is_no_utf_8_is_shown(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    path = send(master)
    path.rename(path.with_name(os.fsdecode(b"Police \xe9.xlsx")))
    found = collect(master, Q1)
    assert codes(found) == []
    assert [receipt.file for receipt in found.receipts] == ["2014-15 Q1/Police \\xe9.xlsx"]
