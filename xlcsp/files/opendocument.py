"""Inside an .ods package: what calamine does not tell about its cells. Hostile input, as in ``xlcsp.files.package``."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat

from xlcsp.files.package import MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, MOST_UNPACKED, unreadable
from xlcsp.files.sheet_xml import Place

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "Err:")
_NAME_AT = slice(30, 38)  # of the first entry in a zip archive
_LONGEST_REPEAT = 7  # digits of a number of repeated cells


def is_opendocument(content: bytes) -> bool:
    """Whether the package begins as the format asks: with its media type."""
    return content[_NAME_AT] == b"mimetype"


@dataclass(slots=True)
class _Found:
    """The special cells of a sheet."""

    errors: dict[Place, str] = field(default_factory=dict)
    formulas: list[Place] = field(default_factory=list)
    percentages: list[Place] = field(default_factory=list)


class OpenDocument:
    """The sheets of an .ods workbook by name, with their errors, formulas and percentages; as ``Package``."""

    def __init__(self, file: str, content: bytes, is_read: Callable[[str], bool] = bool) -> None:
        """Raises ReturnError where the package is too large or encrypted; zip's and expat's errors where damaged."""
        self.plain_content = content
        with zipfile.ZipFile(BytesIO(content)) as package:
            if sum(entry.file_size for entry in package.infolist()) > MOST_UNPACKED:
                limit = f"Unpacked it would be larger than {MOST_UNPACKED // 2**20} MB"
                raise unreadable(file, "too large", limit, "Ask for the form again")
            if _MANIFEST in package.NameToInfo and b"encryption-data" in package.read(_MANIFEST):
                raise unreadable(file, "encrypted", "The file is protected by a password", "Save it without a password")
            reader = _Reader(file)
            reader.read(package.read(_CONTENT))
        if len(reader.sheets) > MOST_SHEETS:
            found = f"The workbook has {len(reader.sheets)} sheets; a form has three"
            raise unreadable(file, "too large", found, "Send the form alone")
        self.sheets = {name: found for name, found in reader.sheets.items() if is_read(name)}

    def calculated(self, sheet: str) -> tuple[dict[Place, str], list[Place]]:
        """The sheet's cells that hold an error or a formula never calculated, and those with other formulas."""
        return self.sheets[sheet].errors, self.sheets[sheet].formulas

    def percentages(self, sheet: str) -> list[Place]:
        """The sheet's cells that show their number as a percentage."""
        return self.sheets[sheet].percentages


class _Reader:
    """Reads content.xml once, counting rows and columns as they repeat."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.sheets: dict[str, _Found] = {}
        self._name = ""
        self._depth = self._row = self._column = self._rows = self._columns = 0
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._in_text = 0

    def read(self, content: bytes) -> None:
        """Raises ReturnError for cells far outside a form or a document type, ExpatError where it is damaged."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(content, True)

    def _refuse(self, *_: object) -> None:
        found = "The file declares a document type, which no spreadsheet program writes"
        raise unreadable(self._file, "damaged", found, "Ask for the form again")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_TABLE}table":
            self._depth += 1
            if self._depth == 1:
                self._name = attributes.get(f"{_TABLE}name", "")
                self.sheets.setdefault(self._name, _Found())
                self._row, self._rows = 1, 0
        elif self._depth != 1:
            return
        elif name == f"{_TABLE}table-row":
            self._row += self._rows
            self._rows = self._repeats(attributes, "rows")
            self._column, self._columns = 1, 0
        elif name in _CELLS:
            self._column += self._columns
            self._columns = self._repeats(attributes, "columns")
            self._cell, self._text = attributes, []
        elif name == f"{_TEXT}p":
            self._in_text += 1

    def _end(self, name: str) -> None:
        if name == f"{_TABLE}table":
            self._depth -= 1
        elif self._depth == 1 and name == f"{_TEXT}p":
            self._in_text -= 1
        elif self._depth == 1 and name in _CELLS and self._cell is not None:
            self._take(self._cell, "".join(self._text).strip())
            self._cell = None

    def _characters(self, text: str) -> None:
        if self._in_text and self._cell is not None:
            self._text.append(text)

    def _take(self, cell: dict[str, str], text: str) -> None:
        of_type, has_formula = cell.get(f"{_OFFICE}value-type", ""), f"{_TABLE}formula" in cell
        if not of_type and not has_formula and not text:
            return
        last_row, last_column = self._row + self._rows - 1, self._column + self._columns - 1
        if last_row > MOST_ROWS or last_column > MOST_COLUMNS:
            found = f'Sheet "{self._name}" has cells far outside the form (row {last_row}, column {last_column})'
            raise unreadable(self._file, "too large", found, "Copy the answers into a new form")
        sheet, is_error = self.sheets[self._name], cell.get(f"{_CALCEXT}value-type") == "error"
        for row in range(self._row, last_row + 1):
            for column in range(self._column, last_column + 1):
                if is_error or (has_formula and text.startswith(_ERRORS)):
                    sheet.errors[row, column] = text or "#ERROR!"
                elif has_formula and not of_type:
                    sheet.errors[row, column] = ""
                elif has_formula:
                    sheet.formulas.append((row, column))
                if of_type == "percentage":
                    sheet.percentages.append((row, column))

    def _repeats(self, attributes: dict[str, str], what: str) -> int:
        text = attributes.get(f"{_TABLE}number-{what}-repeated", "1")
        return int(text) if text.isdecimal() and len(text) <= _LONGEST_REPEAT else 10**_LONGEST_REPEAT
