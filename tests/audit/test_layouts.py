"""Our own documents in other formats: what is wrong in the text is wrong in Word and Excel, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from openpyxl import Workbook

from xlcsp.audit import audit_file
from xlcsp.audit.blocks import Block, blocks_of_lines

TEXTS = [path for folder in ("forms", "styles") for path in sorted((Path(__file__).parent / folder).glob("*.txt"))]


def blocks(path: Path) -> list[Block]:
    return blocks_of_lines(path.read_text("utf-8").splitlines())


def as_word(path: Path, folder: Path) -> Path:
    document = docx.Document()
    for block in blocks(path):
        if not block.is_table:
            document.add_paragraph(block.rows[0][0])
            continue
        width = max(map(len, block.rows))
        table = document.add_table(rows=0, cols=width)
        for row in block.rows:
            for cell, text in zip(table.add_row().cells, [*row, *[""] * (width - len(row))], strict=True):
                cell.text = text
    document.save(str(folder / "a.docx"))
    return folder / "a.docx"


def as_excel(path: Path, folder: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for block in blocks(path):
        for row in block.rows:
            sheet.append(list(row))
        sheet.append([])
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def wrong(path: Path) -> list[str]:
    return sorted(one.printed for one in audit_file(path).findings if one.status == "FAIL")


@pytest.mark.parametrize("write", [as_word, as_excel])
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_the_same_is_wrong_in_word_and_excel(path: Path, write: Callable[[Path, Path], Path], tmp_path: Path) -> None:
    assert wrong(write(path, tmp_path)) == wrong(path)
