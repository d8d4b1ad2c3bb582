"""Adds columns at the right end of a table in a person's workbook; nothing existing moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape, quoteattr

from xlcsp.files.cells import address
from xlcsp.master.parts.book import TOTALS_OFF, Area, Table, Workbook, area_of
from xlcsp.master.parts.markup import Node, Splices, parse, with_attributes
from xlcsp.master.parts.sheet import SheetPart
from xlcsp.master.parts.values import Value

_AFTER_VALIDATIONS = (  # the elements that may follow dataValidations in a worksheet, in their order
    "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
    "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF",
    "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip


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
    for at, column in enumerate(columns, new.left):
        like = table.places.get(column.like.casefold(), area.right)
        sheet.write(area.top, at, column.name, sheet.style(area.top, like))
        for row in range(area.top + 1, area.bottom + 1 - table.totals):
            style = sheet.style(row, like)
            if column.formula:
                sheet.write_formula(row, at, column.formula, column.values.get(row), style)
            elif style not in (None, "0"):
                sheet.write(row, at, None, style)
    return _with_widths(sheet.changed(), {at: column.width for at, column in enumerate(columns, new.left)})


def _check_free(book: Workbook, sheet: SheetPart, table: Table, area: Area) -> None:
    do = "Move what is to the right of the table to a sheet of its own, and run again"
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            if not sheet.is_blank(row, column):
                found = f'It is not empty, and the table "{table.name}" needs it for a new column'
                raise sheet.refused(found, do=do, cell=address(row, column))
    if table.totals:
        raise sheet.refused("The table has a totals row", do=TOTALS_OFF)
    for merged in sheet.merged:
        if merged.meets(area):
            found = "Cells are merged where the table needs new columns"
            raise sheet.refused(found, do="Unmerge them", cell=address(merged.top, merged.left))
    for other in book.tables(sheet.name):
        if other.part != table.part and other.area.meets(area):
            raise sheet.refused(f'The table "{other.name}" is where "{table.name}" needs new columns', do=do)


def wider_table(
    book: Workbook, table: Table, columns: Sequence[NewColumn], formulas: Mapping[str, str] | None = None
) -> bytes:
    """The table's part with the new columns. formulas: by name, new formulas of existing calculated columns."""
    splices = Splices(book.archive.part(table.part))
    listed = table.root.first("tableColumns")
    nodes = list(listed.all("tableColumn")) if listed else []
    for node, name in zip(nodes, table.columns, strict=True):
        if formulas and name in formulas:
            _put_formula(node, formulas[name], splices)
    if listed is not None and columns:
        number = max(int(node.attributes.get("id", "0")) for node in nodes)
        elements = "".join(_column(column, at) for at, column in enumerate(columns, number + 1))
        splices.append(listed, elements.encode(), count=str(len(nodes) + len(columns)))
    for node in (table.root, *table.root.all("autoFilter")):
        area = area_of(node.attributes.get("ref", ""))
        if area and area.right == table.area.right:
            splices.set(node, ref=str(replace(area, right=area.right + len(columns))))
    return splices.applied()


def _column(column: NewColumn, number: int) -> str:
    inner = f">{_calculated(column.formula)}</tableColumn>" if column.formula else "/>"
    return f'<tableColumn id="{number}" name={quoteattr(column.name)}{inner}'


def _calculated(formula: str) -> str:
    return f"<calculatedColumnFormula>{escape(formula)}</calculatedColumnFormula>"


def _put_formula(node: Node, formula: str, splices: Splices) -> None:
    new, present = _calculated(formula).encode(), node.first("calculatedColumnFormula")
    if present is not None:
        splices.put(present.start, present.end, new)
    elif node.is_empty_tag:
        splices.append(node, new)
    else:
        splices.put(node.inner, node.inner, new)


def _with_widths(xml: bytes, widths: Mapping[int, float]) -> bytes:
    """The sheet with widths for columns that have none yet."""
    root, splices = parse(xml), Splices(xml)
    listed, data = root.first("cols"), root.first("sheetData")
    last = max((int(node.attributes.get("max", "0")) for node in root.listed("cols")), default=0)  # they are in order
    elements = "".join(
        f'<col min="{at}" max="{at}" width="{width + 0.7109375:g}" customWidth="1"/>'
        for at, width in sorted(widths.items())
        if at > last
    ).encode()
    if elements and listed is not None:
        splices.append(listed, elements)
    elif elements and data is not None:
        splices.put(data.start, data.start, b"<cols>" + elements + b"</cols>")
    return splices.applied()


def validations(xml: bytes, table: Table) -> dict[str, bytes]:
    """The validations of the table's columns by name, without those of single rows."""
    return {
        table.columns[area.left - table.area.left]: element
        for area, element in _validations(xml)
        if area.left == area.right and area.top < area.bottom
    }


def with_validations(xml: bytes, places: Mapping[str, int], ours: Mapping[str, bytes], rows: range) -> bytes:
    """The sheet with the program's validations of its columns, recognised by their title, the column's name.

    places: the column of each name. ours: the elements of a new master. rows: those that have them. Other validations
    are a person's and stay; a column with one gets none of ours.
    """
    root, splices = parse(xml), Splices(xml)
    nodes = root.listed("dataValidations", "dataValidation")
    added = []
    for name, element in ours.items():
        if name not in places:
            continue
        letters = address(1, places[name])[:-1]
        own = [node for node in nodes if _touches(node, places[name])]
        mine = next((node for node in own if _is_titled(node, name) and " " not in node.attributes["sqref"]), None)
        if mine is not None and _rule(mine) != _rule(parse(element)):
            splices.put(mine.start, mine.end, _placed(element, mine.attributes["sqref"]))
        elif not own:
            added.append(_placed(element, f"{letters}{rows.start}:{letters}{rows.stop - 1}"))
    _add(root, added, splices)
    return splices.applied()


def with_cell_validations(xml: bytes, ours: Mapping[tuple[int, int], bytes]) -> bytes:
    """The sheet with validations of single cells, by row and column; a cell that has one keeps it."""
    root, splices = parse(xml), Splices(xml)
    nodes = root.listed("dataValidations", "dataValidation")
    areas = [area_of(reference) for node in nodes for reference in node.attributes.get("sqref", "").split()]
    taken = {at for at in ours for area in areas if area is not None and area.meets(Area(*at, *at))}
    added = [_placed(element, address(*at)) for at, element in ours.items() if at not in taken]
    _add(root, added, splices)
    return splices.applied()


def cell_validations(xml: bytes) -> dict[tuple[int, int], bytes]:
    """The validations of single cells, by row and column."""
    return {
        (area.top, area.left): element
        for area, element in _validations(xml)
        if (area.top, area.left) == (area.bottom, area.right)
    }


def _validations(xml: bytes) -> Iterator[tuple[Area, bytes]]:
    """Each validation of a single block of cells."""
    for node in parse(xml).listed("dataValidations", "dataValidation"):
        area = area_of(node.attributes.get("sqref", ""))
        if area is not None:
            yield area, xml[node.start : node.end]


def _add(root: Node, added: Sequence[bytes], splices: Splices) -> None:
    if not added:
        return
    listed, inside = root.first("dataValidations"), b"".join(added)
    if listed is not None:
        nodes = root.listed("dataValidations", "dataValidation")
        splices.append(listed, inside, count=str(len(nodes) + len(added)))
    else:
        at = next((node.start for node in root.children if node.name in _AFTER_VALIDATIONS), root.close)
        splices.put(at, at, f'<dataValidations count="{len(added)}">'.encode() + inside + b"</dataValidations>")


def _touches(node: Node, column: int) -> bool:
    areas = (area_of(text) for text in node.attributes.get("sqref", "").split())
    return any(area.left <= column <= area.right for area in areas if area is not None)


def _is_titled(node: Node, name: str) -> bool:
    return node.attributes.get("promptTitle", "").casefold() == name.casefold()


def _rule(node: Node) -> tuple[str, str, str]:
    """The rule and messages of a validation; the rest is written differently by each spreadsheet."""
    kind = node.attributes.get("type", "none")
    listed = node.first("formula1")
    return kind, listed.text if listed is not None and kind == "list" else "", node.attributes.get("prompt", "")


def _placed(element: bytes, area: str) -> bytes:
    end = element.index(b">") + 1
    return with_attributes(element[:end], sqref=area) + element[end:]
