"""A person's workbook, changed in our own cells only: every other part keeps its exact bytes.

    edit(name, content, tables={"Figures": rows}, cells={"Start": {"B5": 3}}, cached={"Performance": {"F5": 12}})

Values in, bytes out; ``xlcsp.files.write.rewrite`` does the file's part. Styles, shared strings and all sheets that are
not named stay as they are, byte for byte, in the order of the package. Any other change is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from xlcsp.files.cells import address
from xlcsp.master.parts.book import area_of, opened
from xlcsp.master.parts.grid import Grid, readers
from xlcsp.master.parts.removal import mended
from xlcsp.master.parts.sheet import SheetPart
from xlcsp.master.parts.tables import Rows, Rule, lengthened, write_table
from xlcsp.master.parts.values import Value

__all__ = ["Rows", "Rule", "Value", "edit", "formulas", "named", "named_cell", "readers"]

_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]+)\$?(\d+)")
Cells = Mapping[str, Mapping[str, Value]]


def edit(  # noqa: PLR0913 - each kind of change has its name
    file: str,
    content: bytes,
    *,
    tables: Mapping[str, Rows] | None = None,
    rules: Mapping[str, Rule] | None = None,
    cells: Cells | None = None,
    cached: Cells | None = None,
    reach: Mapping[str, tuple[Sequence[str], int]] | None = None,
) -> bytes:
    """The workbook with new values.

    file: its name in messages. tables: by sheet, the rows of its table, each by column name (None is blank). rules: by
    sheet, all columns that are ours (what a row does not name is blank), and by which of them a row is known again.
    cells: by sheet and address, plain values. cached: by sheet and address, the stored values of formula cells; a
    formula cell that is not named stays as it is. Dates become serial numbers in the style of their cell. reach: by
    sheet, columns of its table and the last row that its reader found: a spreadsheet may have kept a shorter range. The
    same edit twice gives the same bytes. Raises WouldLoseParts if anything that a person owns would be lost; the
    message says where and what to do.
    """
    book = opened(file, content)
    tables, cells, cached, rules = tables or {}, cells or {}, cached or {}, rules or {}
    replaced: dict[str, bytes] = {}
    removed: set[str] = set()
    for name, (columns, last) in (reach or {}).items():
        part, table = lengthened(book, SheetPart(book, name), columns, last)
        replaced[part] = table
    for name in dict.fromkeys([*tables, *cells, *cached]):
        sheet = SheetPart(book, name)
        if name in tables:
            part, table = write_table(book, sheet, tables[name], rules.get(name, Rule()))
            replaced[part] = table
        for at, value in cells.get(name, {}).items():
            _write_cell(sheet, at, value)
        for at, value in cached.get(name, {}).items():
            sheet.put_cached(*_place(at), value)
        replaced[sheet.part] = sheet.changed()
        if sheet.loses_formulas:
            removed |= {relation.target for relation in book.relations(book.main) if relation.kind == "calcChain"}
    return book.archive.rebuilt({**mended(book, removed), **replaced} if removed else replaced, removed)


def formulas(file: str, content: bytes, sheet: str) -> dict[str, str]:
    """The formula of each formula cell of a sheet, by address, without ``=``; none if there is no such sheet."""
    book = opened(file, content)
    return dict(Grid(book, sheet).formulas()) if sheet in book.sheets else {}


def named(file: str, content: bytes, name: str) -> str:
    """What a defined name of the workbook refers to; empty if there is no such name."""
    nodes = opened(file, content).root.listed("definedNames")
    return next(
        (node.text.strip() for node in nodes if node.attributes.get("name", "").casefold() == name.casefold()), ""
    )


def named_cell(file: str, content: bytes, name: str) -> tuple[str, str] | None:
    """Sheet and address of the single cell that a defined name refers to; None if it refers to anything else."""
    reference = _REFERENCE.fullmatch(named(file, content, name))
    return ((reference[1] or reference[2]).replace("''", "'"), f"{reference[3]}{reference[4]}") if reference else None


def _write_cell(sheet: SheetPart, at: str, value: Value) -> None:
    row, column = _place(at)
    if sheet.has_formula(row, column):
        raise sheet.refused("It holds a formula, which would be overwritten", do="Move the formula", cell=at)
    hidden = next(
        (area for area in sheet.merged if (row, column) in area and (row, column) != (area.top, area.left)), None
    )
    if hidden is not None:
        found = f"It is merged into {address(hidden.top, hidden.left)}"
        raise sheet.refused(found, do="Unmerge the cells", cell=at)
    sheet.write(row, column, value, sheet.style(row, column) or sheet.default_style(row, column))


def _place(at: str) -> tuple[int, int]:
    area = area_of(at)
    if area is None or (area.top, area.left) != (area.bottom, area.right):
        raise ValueError(f"{at} is not a cell address")
    return area.top, area.left
