"""The paragraphs and tables of a .docx file, through the standard library."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree as ET  # declarations of types and entities are refused before parsing

from xlcsp.errors import WorkbookError
from xlcsp.files.container import MOST_UNPACKED

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT = "word/document.xml"
_MOST_COLUMNS = 40


def docx_parts(path: Path) -> list[str | list[list[str]]]:
    """Paragraphs and tables (rows of cells, a merged cell followed by blanks) in their order.

    Raises WorkbookError where the file is damaged, protected, too large unpacked, or declares entities.
    """
    body = _document(path).find(f"{_W}body")
    blocks = list(body) if body is not None else []
    return [
        [_cells(row) for row in block.iter(f"{_W}tr")] if block.tag == f"{_W}tbl" else _text(block) for block in blocks
    ]


def _document(path: Path) -> ET.Element:
    damaged = f"{path.name}: it is damaged or not a Word document. Save it again as .docx."
    try:
        with zipfile.ZipFile(path) as package:
            entry = package.getinfo(_DOCUMENT)
            if sum(one.file_size for one in package.infolist()) > MOST_UNPACKED:
                raise WorkbookError(f"{path.name}: unpacked it would be larger than {MOST_UNPACKED // 2**20} MB.")
            with package.open(entry) as part:
                content = part.read(entry.file_size + 1)
        if len(content) > entry.file_size:
            raise WorkbookError(damaged)
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise WorkbookError(f"{path.name}: it declares entities, which no Word document does. It was not read.")
        return ET.fromstring(content)  # noqa: S314 - without declarations there is nothing to expand
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, NotImplementedError, EOFError,
            ET.ParseError, ValueError) as error:  # fmt: skip
        raise WorkbookError(damaged) from error


def _cells(row: ET.Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{_W}tc"):
        cells.append(_text(cell))
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        wide = span.get(f"{_W}val", "1") if span is not None else "1"
        cells += [""] * (min(int(wide), _MOST_COLUMNS) - 1 if wide.isdecimal() else 0)
    return cells


def _text(block: ET.Element) -> str:
    """The paragraphs of a cell or block, one per line; tabs and breaks become blanks; deleted text is left out."""
    paragraphs = []
    for paragraph in block.iter(f"{_W}p"):
        pieces = [
            (piece.text or "") if piece.tag == f"{_W}t" else " "
            for piece in paragraph.iter()
            if piece.tag in (f"{_W}t", f"{_W}tab", f"{_W}br")
        ]
        paragraphs.append("".join(pieces))
    return "\n".join(text for text in paragraphs if text.strip())
