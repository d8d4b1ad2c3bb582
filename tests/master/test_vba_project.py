"""Other readers of the format, which share no code with its writer, find in the VBA project what was written."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import olefile
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from oletools.olevba import VBA_Parser, decompress_stream
from pyopenvba import ExcelFile, check_file
from pyopenvba.vba import decompress

from macros.compound import compound_file
from macros.compression import compress
from macros.project import (
    BUILT,
    Module,
    built,
    macro_modules,
    module_from_text,
    sheet_module,
    vba_project,
)
from xlcsp.master.macros import project
from xlcsp.master.workbook import ORDER, code_name

SHEETS = ("SheetStart", "SheetMeasures", "SheetConf")
STATEMENT = "    total = total + Cells({}, 2).Value ' row {}: £, é and – are of Windows-1252\r\n"
HUGE = 'Attribute VB_Name = "Huge"\r\n' + "".join(STATEMENT.format(row, row * 7919) for row in range(8_000))


def standard(name: str, code: str = "Sub Nothing_()\r\nEnd Sub\r\n") -> Module:
    return module_from_text(f'Attribute VB_Name = "{name}"\r\n{code}')


def workbook(path: Path, content: bytes, sheets: Sequence[str] = SHEETS) -> Path:
    """A workbook that carries the project, and these sheets."""
    book = xlsxwriter.Workbook(str(path))
    book.add_vba_project(BytesIO(content), is_stream=True)
    book.set_vba_name("ThisWorkbook")
    for name in sheets:
        book.add_worksheet().set_vba_name(name)
    book.close()
    return path


def test_the_project_that_is_kept_is_a_fresh_build_of_the_text() -> None:
    """After a change of a macro or of the master's sheets: python -m tests.macros."""
    assert project() == BUILT.read_bytes() == built()


MASTERS = tuple(map(code_name, ORDER))
HUGE_TOO = (*macro_modules(), module_from_text(HUGE))


@pytest.mark.parametrize(
    ("content", "modules", "sheets"),
    [(project(), macro_modules(), MASTERS), (vba_project(HUGE_TOO, SHEETS), HUGE_TOO, SHEETS)],
    ids=["as kept", "with a module of 600 kB"],
)
def test_two_other_readers_read_every_module_back_exactly(
    tmp_path: Path, content: bytes, modules: tuple[Module, ...], sheets: tuple[str, ...]
) -> None:
    path = workbook(tmp_path / "master.xlsm", content, sheets)
    sources = {module.name: module.source for module in (*modules, *map(sheet_module, sheets))}
    found = {stream.removeprefix("VBA/"): code for _, stream, _, code in VBA_Parser(str(path)).extract_all_macros()}
    assert found == sources
    with ExcelFile(path) as read:
        assert read.validate() == []
        assert {one.name: one.source for one in read.vba_project().modules} == sources
    report = check_file(path)
    assert report.ok, report.issues
    assert not report.issues


def test_the_modules_of_book_sheets_and_classes_are_told_apart(tmp_path: Path) -> None:
    path = workbook(tmp_path / "master.xlsm", vba_project(macro_modules(), SHEETS))
    with ExcelFile(path) as read:
        kinds = {one.name: one.kind.name for one in read.vba_project().modules}
    assert {name for name, kind in kinds.items() if kind == "standard"} == {
        "Report", "VersionCheck", "Wizard", "xlwings", "xlwings_udfs"
    }  # fmt: skip
    bases = {one.name: one.source for one in (*macro_modules(), sheet_module("SheetStart"))}
    assert "{00020819-" in bases["ThisWorkbook"]  # a workbook, a worksheet, a class of one's own
    assert "{00020820-" in bases["SheetStart"]
    assert "{FCFB3D2A-" in bases["Dictionary"]
    listed = olefile.OleFileIO(BytesIO(project())).openstream("PROJECT").read().decode()
    assert "Document=ThisWorkbook/&H00000000" in listed
    assert "Document=SheetXlwingsConf/&H00000000" in listed
    assert "Class=Dictionary" in listed
    assert "Module=Report" in listed


def test_the_same_modules_give_the_same_bytes() -> None:
    assert vba_project(macro_modules(), SHEETS) == vba_project(macro_modules(), SHEETS)


def test_lines_end_as_vba_wants_them_whatever_the_text_had() -> None:
    text = 'Attribute VB_Name = "One"\nSub A()\nEnd Sub\n'
    assert module_from_text(text) == module_from_text(text.replace("\n", "\r\n"))
    assert module_from_text(text).source.count("\r\n") == module_from_text(text).source.count("\n") == 3


@pytest.mark.parametrize(
    ("modules", "sheets", "said"),
    [
        ([standard("One"), standard("one")], (), "two modules are named"),
        ([standard("Start")], ("Start",), "two modules are named"),
        ([standard("_hidden")], (), "no name of a module"),
        ([standard("a" * 32)], (), "no name of a module"),
        ([], ("Größe",), "no name of a module"),
        ([standard("One", "' at most ≤\r\n")], (), 'One, line 2: "≤" is not in Windows-1252'),
    ],
)
def test_what_vba_does_not_take_is_refused(modules: list[Module], sheets: tuple[str, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        vba_project(modules, sheets)


def test_a_module_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="it has no name"):
        module_from_text("Sub A()\r\nEnd Sub\r\n")


texts = st.one_of(
    st.binary(max_size=3_000),
    st.lists(st.sampled_from([b"a", b"ab", b"End Sub\r\n", b" " * 70, b"Dim x As Long\r\n"]), max_size=1_500).map(
        b"".join
    ),
    st.tuples(st.binary(min_size=1, max_size=60), st.integers(1, 600)).map(lambda pair: pair[0] * pair[1]),
)


@given(texts)
@settings(deadline=None)
def test_compressed_text_is_read_back_by_both_readers(content: bytes) -> None:
    packed = compress(content)
    assert bytes(decompress_stream(bytearray(packed))) == content
    assert decompress(packed) == content


@given(texts)
@settings(deadline=None)
def test_every_chunk_is_compressed_and_full_but_the_last(content: bytes) -> None:
    """Excel refuses a project with a raw chunk at its beginning."""
    packed, at = compress(content), 1
    chunks = []
    while at < len(packed):
        header = int.from_bytes(packed[at : at + 2], "little")
        assert header >> 12 == 0b1011  # the signature 3 and the flag of compression
        chunks.append(packed[at : at + (header & 0xFFF) + 3])
        at += len(chunks[-1])
    assert at == len(packed)
    assert len(chunks) == -(-len(content) // 4096)
    for chunk in chunks[:-1]:
        assert len(decompress(b"\x01" + chunk)) == 4096


def test_what_cannot_be_compressed_is_refused() -> None:
    noise = b"".join((number * 2654435761 % 2**32).to_bytes(4, "little") for number in range(1_024))
    with pytest.raises(ValueError, match="cannot be compressed"):
        compress(noise)


names = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=12)
storages = st.dictionaries(
    names, st.integers(0, 20_000).map(lambda size: bytes(range(256)) * (size // 256)), max_size=40
)


@given(storages, storages)
@settings(deadline=None, max_examples=50)
def test_a_compound_file_gives_back_every_stream(outer: dict[str, bytes], inner: dict[str, bytes]) -> None:
    """Of any number and size: short streams lie in mini sectors, long ones in sectors of their own."""
    with olefile.OleFileIO(
        BytesIO(compound_file({**outer, "INNER": inner})), raise_defects=olefile.DEFECT_UNSURE
    ) as read:
        found = {"/".join(path): read.openstream(path).read() for path in read.listdir()}
    assert found == {**outer, **{f"INNER/{name}": content for name, content in inner.items()}}


@given(storages)
@settings(deadline=None, max_examples=50)
def test_a_storage_is_a_red_black_tree(content: dict[str, bytes]) -> None:
    """Sorted by length and name, no red entry below a red one, as many black ones on every way down."""
    with olefile.OleFileIO(BytesIO(compound_file(content))) as read:
        entries = read.direntries

        def blacks(number: int, above: int) -> int:
            if number == olefile.NOSTREAM:
                return 0
            entry = entries[number]
            assert entry.color or above  # 0 is red, 1 is black
            below = {blacks(entry.sid_left, entry.color), blacks(entry.sid_right, entry.color)}
            assert len(below) == 1
            return below.pop() + entry.color

        assert (blacks(read.root.sid_child, 1) > 0) == bool(content)
