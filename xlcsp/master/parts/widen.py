"""Adds columns at the right end of a table in a person's workbook; nothing existing moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from xlcsp.files.cells import address
from xlcsp.master.parts.book import Area, Table, Workbook, area_of
from xlcsp.master.parts.markup import Node, Splices, attribute_span, parse, with_attribute
from xlcsp.master.parts.sheet import SheetPart
from xlcsp.master.parts.values import Value

_AFTER_VALIDATIONS = (  # the elements that may follow dataValidations in a worksheet, in their order
    "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
    "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF",
    "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
_SPARE = 500  # rows below a table that have its drop-downs


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A column to be added. like: the column whose look its cells take. width: in characters.

    formula, values: for a calculated column, its formula and its cells' values by row.
    """

    name: str
    like: str
    width: float
    formula: str = ""
    values: Mapping[int, Value] = field(default_factory=dict)


def widened(book: Workbook, sheet: SheetPart, table: Table, columns: Sequence[NewColumn]) -> bytes:
    """The sheet's part with the new columns; ``wider_table`` makes the table's part.

    Raises WouldLoseParts if anything is in their place.
    """
    area = table.area
    new = Area(area.top, area.right + 1, area.bottom, area.right + len(columns))
    _check_free(book, sheet, table, new)
    places = {" ".join(name.split()).casefold(): area.left + at for at, name in enumerate(table.columns)}
    for at, column in enumerate(columns, new.left):
        like = places.get(column.like.casefold(), area.right)
        sheet.write(area.top, at, column.name, sheet.style(area.top, like))
        for row in range(area.top + 1, area.bottom + 1 - table.totals):
            style = sheet.style(row, like)
            if column.formula:
                sheet.write_formula(row, at, column.formula, column.values.get(row), style)
            elif style not in (None, "0"):
                sheet.write(row, at, None, style)
    return _with_widths(sheet.changed(), {at: column.width for at, column in enumerate(columns, new.left)})


def _check_free(book: Workbook, sheet: SheetPart, table: Table, area: Area) -> None:
    do = "Move what stands to the right of the table to a sheet of its own, and run again"
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            if not sheet.is_blank(row, column):
                found = f'It is not empty, and the table "{table.name}" needs it for a new column'
                raise sheet.refused(found, do=do, cell=address(row, column))
    if table.totals:
        raise sheet.refused("The table has a totals row", do="Turn it off (Table Design, Total Row) and run again")
    for merged in sheet.merged:
        if merged.meets(area):
            found = "Cells are merged where the table needs new columns"
            raise sheet.refused(found, do="Unmerge them", cell=address(merged.top, merged.left))
    for other in book.tables(sheet.name):
        if other.part != table.part and other.area.meets(area):
            raise sheet.refused(f'The table "{other.name}" stands where "{table.name}" needs new columns', do=do)


def wider_table(
    book: Workbook, table: Table, columns: Sequence[NewColumn], formulas: Mapping[str, str] | None = None
) -> bytes:
    """The table's part with the new columns. formulas: by name, new formulas of existing calculated columns."""
    xml, splices = book.archive.part(table.part), Splices()
    listed = table.root.first("tableColumns")
    nodes = list(listed.all("tableColumn")) if listed else []
    for node, name in zip(nodes, table.columns, strict=True):
        if name in (formulas or {}):
            _put_formula(xml, node, (formulas or {})[name], splices)
    if listed is not None and columns:
        number = max(int(one.attributes.get("id", "0")) for one in nodes)
        made = "".join(_column(column, at) for at, column in enumerate(columns, number + 1))
        splices.put(listed.close, listed.close, made.encode())
        count = with_attribute(xml[listed.start : listed.inner], "count", str(len(nodes) + len(columns)))
        splices.put(listed.start, listed.inner, count)
    for node in (table.root, *table.root.all("autoFilter")):
        span = attribute_span(xml, node, "ref")
        area = area_of(xml[span[0] : span[1]].decode()) if span else None
        if span and area and area.right == table.area.right:
            last = address(area.bottom, area.right + len(columns))
            splices.put(*span, f"{address(area.top, area.left)}:{last}".encode())
    return splices.applied(xml)


def _column(column: NewColumn, number: int) -> str:
    inner = f">{_calculated(column.formula)}</tableColumn>" if column.formula else "/>"
    return f'<tableColumn id="{number}" name={quoteattr(column.name)}{inner}'


def _calculated(formula: str) -> str:
    return f"<calculatedColumnFormula>{escape(formula)}</calculatedColumnFormula>"


def _put_formula(xml: bytes, node: Node, formula: str, splices: Splices) -> None:
    new, held = _calculated(formula).encode(), node.first("calculatedColumnFormula")
    if held is not None:
        splices.put(held.start, held.end, new)
    elif node.is_empty_tag:
        tag = xml[node.start : node.inner]
        splices.put(node.start, node.end, tag[:-2].rstrip() + b">" + new + b"</tableColumn>")
    else:
        splices.put(node.inner, node.inner, new)


def _with_widths(xml: bytes, widths: Mapping[int, float]) -> bytes:
    """The sheet with widths for columns that have none yet."""
    root, splices = parse(xml), Splices()
    listed, data = root.first("cols"), root.first("sheetData")
    held = [(int(one.attributes.get("min", "0")), int(one.attributes.get("max", "0"))) for one in root.listed("cols")]
    free = {at: width for at, width in widths.items() if not any(first <= at <= last for first, last in held)}
    made = "".join(
        f'<col min="{at}" max="{at}" width="{width + 0.7109375:g}" customWidth="1"/>'
        for at, width in sorted(free.items())
        if at > max((last for _, last in held), default=0)  # they are in order
    ).encode()
    if made and listed is not None:
        splices.put(listed.close, listed.close, made)
    elif made and data is not None:
        splices.put(data.start, data.start, b"<cols>" + made + b"</cols>")
    return splices.applied(xml)


def validations(xml: bytes, table: Table) -> dict[str, bytes]:
    """The validations of the table's columns by name, without those of single rows."""
    found = {}
    for node in parse(xml).listed("dataValidations", "dataValidation"):
        area = area_of(node.attributes.get("sqref", ""))
        if area is not None and area.left == area.right and area.top < area.bottom:
            found[table.columns[area.left - table.area.left]] = xml[node.start : node.end]
    return found


def with_validations(xml: bytes, places: Mapping[str, int], ours: Mapping[str, bytes], rows: range) -> bytes:
    """The sheet with the program's validations of its columns, recognised by their title, the column's name.

    places: the column of each name. ours: the elements of a new master. rows: those of the table. Other validations are
    a person's and stay; a column with one gets none of ours.
    """
    root, splices = parse(xml), Splices()
    nodes = root.listed("dataValidations", "dataValidation")
    added = []
    for name, element in ours.items():
        if name not in places:
            continue
        letters = address(1, places[name])[:-1]
        there = [one for one in nodes if _touches(one, places[name])]
        mine = next((one for one in there if _is_titled(one, name) and " " not in one.attributes["sqref"]), None)
        if mine is not None and _said(mine) != _said(parse(element)):
            splices.put(mine.start, mine.end, _placed(element, mine.attributes["sqref"]))
        elif not there:
            added.append(_placed(element, f"{letters}{rows.start}:{letters}{rows.stop - 1 + _SPARE}"))
    _add(root, xml, added, splices)
    return splices.applied(xml)


def with_cell_validations(xml: bytes, ours: Mapping[tuple[int, int], bytes]) -> bytes:
    """The sheet with validations of single cells, by row and column; a cell that has one keeps it."""
    root, splices = parse(xml), Splices()
    nodes = root.listed("dataValidations", "dataValidation")
    held = [area_of(one) for node in nodes for one in node.attributes.get("sqref", "").split()]
    taken = {at for at in ours for area in held if area is not None and area.meets(Area(*at, *at))}
    added = [_placed(element, address(*at)) for at, element in ours.items() if at not in taken]
    _add(root, xml, added, splices)
    return splices.applied(xml)


def cell_validations(xml: bytes) -> dict[tuple[int, int], bytes]:
    """The validations of single cells, by row and column."""
    found = {}
    for node in parse(xml).listed("dataValidations", "dataValidation"):
        area = area_of(node.attributes.get("sqref", ""))
        if area is not None and (area.top, area.left) == (area.bottom, area.right):
            found[area.top, area.left] = xml[node.start : node.end]
    return found


def _add(root: Node, xml: bytes, added: Sequence[bytes], splices: Splices) -> None:
    listed, data = root.first("dataValidations"), root.first("sheetData")
    nodes = root.listed("dataValidations", "dataValidation")
    if added and listed is not None and not listed.is_empty_tag:
        splices.put(listed.close, listed.close, b"".join(added))
        count = str(len(nodes) + len(added))
        splices.put(listed.start, listed.inner, with_attribute(xml[listed.start : listed.inner], "count", count))
    elif added and data is not None:
        at = next((node.start for node in root.children if node.name in _AFTER_VALIDATIONS), root.close)
        inside = b"".join(added)
        splices.put(at, at, f'<dataValidations count="{len(added)}">'.encode() + inside + b"</dataValidations>")


def _touches(node: Node, column: int) -> bool:
    areas = (area_of(one) for one in node.attributes.get("sqref", "").split())
    return any(one.left <= column <= one.right for one in areas if one is not None)


def _is_titled(node: Node, name: str) -> bool:
    return node.attributes.get("promptTitle", "").casefold() == name.casefold()


def _said(node: Node) -> tuple[str, str, str]:
    """The rule and messages of a validation; the rest is written differently by each spreadsheet."""
    kind = node.attributes.get("type", "none")
    listed = node.first("formula1")
    return kind, listed.text if listed is not None and kind == "list" else "", node.attributes.get("prompt", "")


def _placed(element: bytes, area: str) -> bytes:
    end = element.index(b">") + 1
    return with_attribute(element[:end], "sqref", area) + element[end:]
