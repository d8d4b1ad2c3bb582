"""The cells of one worksheet part, with their positions in its bytes; and the formulas that refer to changed cells."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from xlcsp.errors import WouldLoseParts
from xlcsp.files.cells import address
from xlcsp.files.links import is_link
from xlcsp.master.parts import values
from xlcsp.master.parts.archive import refusal
from xlcsp.master.parts.book import Area, Workbook, area_of, opened, string_text
from xlcsp.master.parts.markup import Node, prefix

Place = tuple[int, int]


@dataclass(slots=True)
class Row:
    """A row's element and those of its cells, by column."""

    node: Node
    cells: dict[int, Node] = field(default_factory=dict)


class Grid:
    """A worksheet's cells as they were saved."""

    def __init__(self, book: Workbook, name: str) -> None:
        """Raises WouldLoseParts if the sheet's structure is unknown."""
        self.name, self._book = name, book
        self.part = book.part_of(name)
        self._xml = book.archive.part(self.part)
        self._root = book.parsed(self.part)
        data = self._root.first("sheetData")
        if self._root.name != "worksheet" or data is None:
            raise self.refused("Its structure is unknown", do="Save the workbook again in Excel")
        self._data = data
        self._prefix = prefix(self._xml, data)
        self._rows = self._read_rows()
        self._arrays = [area for _, node in self.formula_nodes() if (area := _spread(node)) is not None]
        areas = (area_of(merged.attributes.get("ref", "")) for merged in self._root.listed("mergeCells"))
        self.merged = [area for area in areas if area is not None]

    def refused(self, found: str, allowed: str = "", do: str = "", cell: str = "") -> WouldLoseParts:
        """The error of a change that would lose what a person owns on this sheet."""
        return refusal(self._book.file, found, allowed, do, sheet=self.name, cell=cell)

    def has_formula(self, row: int, column: int) -> bool:
        """Whether a formula gives the cell's value: its own, or one that spreads over it; not a link of ours."""
        formula = self._formula(row, column)
        own = formula is not None and not is_link(formula.text)
        return own or any((row, column) in area for area in self._arrays)

    def places(self) -> Iterator[Place]:
        """The places of all cells."""
        return ((number, column) for number, row in self._rows.items() for column in row.cells)

    def is_blank(self, row: int, column: int) -> bool:
        """Whether the cell is empty, though it may have a style or an empty text."""
        cell = self._cell(row, column)
        return cell is None or not cell.children or (cell.first("f") is None and not self.text(row, column))

    def holds_text(self, row: int, column: int) -> bool:
        """Whether the cell has a text that is not a formula's."""
        cell = self._cell(row, column)
        is_text = cell is not None and cell.attributes.get("t") in ("s", "str", "inlineStr")
        return is_text and not self.has_formula(row, column)

    def style(self, row: int, column: int) -> str | None:
        """The cell's own style; None if there is no such cell."""
        cell = self._cell(row, column)
        return None if cell is None else cell.attributes.get("s", "0")

    def text(self, row: int, column: int) -> str:
        """The cell's value as text, numbers at their shortest; empty if it is blank."""
        cell = self._cell(row, column)
        stored = cell.first("v") if cell is not None else None
        if cell is None or (stored is None and cell.first("is") is None):
            return ""
        kind = cell.attributes.get("t", "n")
        if kind == "inlineStr":
            return "".join(string_text(node) for node in cell.all("is")).strip()
        content = stored.text if stored is not None else ""
        try:
            if kind == "s":
                return self._book.strings[int(content)].strip()
            return values.number(float(content)) if kind == "n" and content else content.strip()
        except (ValueError, IndexError):
            raise self.refused("The cell is damaged", do="Enter it again", cell=address(row, column)) from None

    def default_style(self, row: int, column: int) -> str | None:
        """The style that a new cell takes from its row, else from its column."""
        row_part = self._rows.get(row)
        if row_part is not None and row_part.node.attributes.get("customFormat") in ("1", "true"):
            return row_part.node.attributes.get("s")
        for node in self._root.listed("cols"):
            if int(node.attributes.get("min", "0")) <= column <= int(node.attributes.get("max", "0")):
                return node.attributes.get("style")
        return None

    def formula(self, row: int, column: int) -> str:
        """The cell's own formula with its row written as ``#``; for a shared formula, which one it is."""
        node = self._formula(row, column)
        if node is None:
            return ""
        shared = node.attributes.get("si")
        return f"shared {shared}" if shared else re.sub(rf"(?<=[A-Z$]){row}(?!\d)", "#", node.text)

    def is_shared_by_others(self, row: int, column: int) -> bool:
        """Whether other cells' values depend on the formula written in this one, which spreads or is shared."""
        node = self._formula(row, column)
        area = area_of(node.attributes.get("ref", "")) if node is not None else None
        return area is not None and (area.top, area.left) != (area.bottom, area.right)

    def formulas(self) -> Iterator[tuple[str, str]]:
        """Address and formula of each formula cell; cells that share a formula each have the text of the first."""
        shared: dict[str, str] = {}
        for place, node in self.formula_nodes():
            group = node.attributes.get("si", "")
            text = node.text or shared.get(group, "")
            if group:
                shared.setdefault(group, text)
            yield address(*place), text

    def formula_nodes(self) -> Iterator[tuple[Place, Node]]:
        """Each formula with its cell's place."""
        for number, row in self._rows.items():
            for column, cell in row.cells.items():
                formula = cell.first("f")
                if formula is not None:
                    yield (number, column), formula

    def anchors(self) -> Iterator[Place]:
        """The cells with comments or links, which are stored elsewhere and cannot be moved."""
        nodes = self._root.listed("hyperlinks")
        for relation in self._book.relations(self.part):
            nodes += self._book.parsed(relation.target).listed("commentList") if relation.kind == "comments" else []
        for node in nodes:
            area = area_of(node.attributes.get("ref", ""))
            if area is not None:
                yield area.top, area.left

    def _cell(self, row: int, column: int) -> Node | None:
        row_part = self._rows.get(row)
        return row_part.cells.get(column) if row_part is not None else None

    def _formula(self, row: int, column: int) -> Node | None:
        cell = self._cell(row, column)
        return cell.first("f") if cell is not None else None

    def _read_rows(self) -> dict[int, Row]:
        rows: dict[int, Row] = {}
        last = 0
        for node in self._data.all("row"):
            text = node.attributes.get("r", "")
            number = int(text) if text.isdecimal() else 0
            if number <= last:
                raise self._unordered(f"row {text or 'without number'}")
            rows[number], last = Row(node), number
            before = 0
            for cell in node.all("c"):
                place = area_of(cell.attributes.get("r", ""))
                if place is None or place.top != number or place.left <= before:
                    raise self._unordered(f"cell {cell.attributes.get('r') or 'without address'} in row {number}")
                rows[number].cells[place.left] = cell
                before = place.left
        return rows

    def _unordered(self, what: str) -> WouldLoseParts:
        return self.refused(f"Its cells are not in order ({what})", do="Open the workbook in Excel and save it again")


def _spread(formula: Node) -> Area | None:
    """The cells over which an array formula or a data table spreads."""
    if formula.attributes.get("t") not in ("array", "dataTable"):
        return None
    return area_of(formula.attributes.get("ref", ""))


_QUOTED = re.compile(r'"[^"]*"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


def readers(
    file: str, content: bytes, sheets: Collection[str], known: Mapping[str, Collection[str]] | None = None
) -> dict[str, list[str]]:
    """By sheet, the formula cells that depend on one of the sheets, directly or through another sheet.

    sheets: those with new values. known: formula cells whose stored values are new themselves.
    Formulas that find their cells by text (INDIRECT) are not seen.
    """
    book, known = opened(file, content), known or {}
    formulas = {
        name: list(Grid(book, name).formulas())
        for name, part in book.sheets.items()
        if _FORMULA.search(book.archive.part(part))
    }
    readers_of: dict[str, list[str]] = {}
    changed = set(sheets)
    while True:
        words = _words(book, changed)
        for name, cells in formulas.items():
            new = [at for at, text in cells if at not in known.get(name, ()) and words.search(_QUOTED.sub("", text))]
            if new:
                readers_of[name] = new
        if set(readers_of) <= changed:
            return readers_of
        changed |= set(readers_of)


def _words(book: Workbook, sheets: Collection[str]) -> re.Pattern[str]:
    """The words of formulas that refer to one of the sheets: its name, its tables' names, defined names."""
    sheets = [name for name in sheets if name in book.sheets]
    direct = [f"(?:'{re.escape(name.replace(chr(39), chr(39) * 2))}'|(?<![\\w.]){re.escape(name)})!" for name in sheets]
    direct += [rf"(?<![\w.]){re.escape(table.name)}\[" for name in sheets for table in book.tables(name)]
    pattern = re.compile("|".join(direct) or "(?!)", re.IGNORECASE)
    nodes = book.root.listed("definedNames")
    names = [node.attributes.get("name", "") for node in nodes if pattern.search(node.text)]
    named = [rf"(?<![\w.!]){re.escape(name)}(?![\w.(])" for name in names if not name.startswith("_xlnm")]
    return re.compile("|".join([*direct, *named]) or "(?!)", re.IGNORECASE)
