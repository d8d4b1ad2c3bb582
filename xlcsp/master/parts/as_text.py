"""Formats columns of a person's sheet as text down to the last row, so that 2.10 typed into them stays 2.10."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xlcsp.master.parts.book import Table, Workbook
from xlcsp.master.parts.carry import extend
from xlcsp.master.parts.markup import Node, Splices, parse, prefix, with_attributes
from xlcsp.master.parts.sheet import SheetPart

_TEXT, _CODE = "49", "@"


class TextLooks:
    """The cell styles of a workbook; for those that are not text, the same styles as text are added at the end."""

    def __init__(self, book: Workbook) -> None:
        self.part = book.part_called("styles")
        self._xml, self._root = book.archive.part(self.part), book.parsed(self.part)
        codes, self._looks = self._root.listed("numFmts"), self._root.listed("cellXfs")
        texts = {_TEXT, *(node.attributes["numFmtId"] for node in codes if node.attributes.get("formatCode") == _CODE)}
        self._texts = {str(at) for at, look in enumerate(self._looks) if look.attributes.get("numFmtId") in texts}
        self._made: dict[str, str] = {}

    def of(self, style: str | None) -> str:
        """The number of that style as text; its own if it is text already."""
        style = style or "0"
        if style in self._texts:
            return style
        return self._made.setdefault(style, str(len(self._looks) + len(self._made)))

    def changed(self) -> bytes:
        """The styles part with the styles that were asked for."""
        splices = Splices(self._xml)
        extend(self._root, "cellXfs", [self._as_text(self._looks[int(style)]) for style in self._made], splices)
        return splices.applied()

    def _as_text(self, look: Node) -> bytes:
        tag = with_attributes(self._xml[look.start : look.inner], numFmtId=_TEXT, applyNumberFormat="1")
        return tag + self._xml[look.inner : look.end]


def with_text(sheet: SheetPart, table: Table, widths: Mapping[int, float], looks: TextLooks) -> bytes:
    """The sheet's part, those of its columns text: the columns, texts in the table, and blank cells in and below it.

    widths: by column number, for columns without one. A cell with a number or formula stays as it is.
    """
    last = table.area.bottom - table.totals
    for row, column in sheet.places():
        if row <= table.area.top or column not in widths:
            continue
        style = sheet.style(row, column)
        is_ours = sheet.is_blank(row, column) or (row <= last and sheet.holds_text(row, column))
        if is_ours and looks.of(style) != (style or "0"):
            sheet.restyle(row, column, looks.of(style))
    return _with_columns(sheet.changed(), widths, looks)


def _with_columns(xml: bytes, widths: Mapping[int, float], looks: TextLooks) -> bytes:
    root, splices = parse(xml), Splices(xml)
    listed, data = root.first("cols"), root.first("sheetData")
    left = dict(sorted(widths.items()))
    start = f"<{prefix(xml, data or root)}"

    def new(before: int) -> bytes:
        """Those that are not there, as far as they stand before that one."""
        own = [at for at in left if at < before]
        return "".join(
            f'{start}col min="{at}" max="{at}" width="{left.pop(at) + 0.7109375:g}" customWidth="1" '
            f'style="{looks.of(None)}"/>'
            for at in own
        ).encode()

    for node in listed.children if listed else ():
        first, last = (int(node.attributes[name]) for name in ("min", "max"))
        splices.put(node.start, node.start, new(first))
        inside, style = [at for at in left if at <= last], node.attributes.get("style")
        for at in inside:
            del left[at]
        if inside and looks.of(style) != (style or "0"):
            pieces = _pieces(xml[node.start : node.inner], range(first, last + 1), inside, looks.of(style))
            splices.put(node.start, node.end, b"".join(pieces))
    rest = new(max(widths) + 1)
    if listed is not None:
        splices.append(listed, rest)
    elif data is not None:
        splices.put(data.start, data.start, f"{start}cols>".encode() + rest + f"</{start[1:]}cols>".encode())
    return splices.applied()


def _pieces(tag: bytes, columns: range, inside: list[int], style: str) -> Iterator[bytes]:
    """The element of several columns as one for each that becomes text, and those between them."""
    if not tag.endswith(b"/>"):
        tag = tag[:-1] + b"/>"
    at = columns.start
    for column in [*inside, columns.stop]:
        if at < column:
            yield with_attributes(tag, min=str(at), max=str(column - 1))
        if column < columns.stop:
            yield with_attributes(tag, min=str(column), max=str(column), style=style)
        at = column + 1
