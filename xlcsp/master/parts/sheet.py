"""The cells of one worksheet part, changed by splicing: every byte outside the changed cells stays."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from xml.sax.saxutils import escape

from xlcsp.files.cells import address
from xlcsp.files.links import Link
from xlcsp.master.parts.book import Area, Workbook
from xlcsp.master.parts.grid import Grid, Place
from xlcsp.master.parts.markup import Node, Splices, filled, start_tag, with_attributes
from xlcsp.master.parts.values import Value, cached, content


class SheetPart(Grid):
    """A worksheet's cells, and the changes to be made to them."""

    def __init__(self, book: Workbook, name: str) -> None:
        """Raises WouldLoseParts if the sheet's structure is unknown."""
        super().__init__(book, name)
        self._changes: dict[int, dict[int, bytes | None]] = {}
        self._models: dict[int, int] = {}
        self._heights: dict[int, float] = {}
        self.loses_formulas = False  # then the calculation chain is no longer right

    def has_cell(self, row: int, column: int) -> bool:
        """Whether there is a cell, after the changes made so far."""
        if column in self._changes.get(row, {}):
            return self._changes[row][column] is not None
        return self._cell(row, column) is not None

    def write(self, row: int, column: int, value: Value, style: str | None, model: int | None = None) -> None:
        """Sets a plain cell in that style. model: the row whose height and look a new row takes."""
        cell = self._cell(row, column)
        self.loses_formulas |= cell is not None and cell.first("f") is not None
        kind, inner = content(value, self._prefix, since_1904=self._book.since_1904)
        if not inner and style in (None, "0"):
            self.remove(row, column)
            return
        if isinstance(value, Link):
            self.write_formula(row, column, value.formula, str(value), style)
        else:
            self._put(row, column, style, kind, inner)
        if model is not None:
            self.look_like(row, model)

    def write_formula(self, row: int, column: int, formula: str, value: Value, style: str | None) -> None:
        """Sets a formula cell with its stored value, in that style."""
        kind, shown = cached(value, since_1904=self._book.since_1904)
        tag = self._prefix
        self._put(row, column, style, kind, f"<{tag}f>{escape(formula)}</{tag}f><{tag}v>{shown}</{tag}v>")

    def _put(self, row: int, column: int, style: str | None, kind: str, inner: str) -> None:
        attributes = "".join(f' {name}="{of}"' for name, of in (("s", style), ("t", kind)) if of and of != "0")
        tag = f"{self._prefix}c"
        cell = f'<{tag} r="{address(row, column)}"{attributes}'
        self._set(row, column, (f"{cell}>{inner}</{tag}>" if inner else f"{cell}/>").encode())

    def move(self, row: int, column: int, to: int) -> None:
        """Moves the cell's present content to another row of its column."""
        cell = self._cell(row, column)
        if cell is None:
            self.remove(to, column)
            return
        self._set(to, column, self._with(cell, r=address(to, column)))

    def restyle(self, row: int, column: int, style: str) -> None:
        """Gives the cell another style; its content stays."""
        cell = self._cell(row, column)
        if cell is not None:
            self._set(row, column, self._with(cell, s=style))

    def look_like(self, row: int, model: int) -> None:
        """Gives a row the height of another one; a new row takes all of its look."""
        self._models[row] = model

    def set_height(self, row: int, points: float) -> None:
        """Gives a row that has cells a height of its own."""
        self._heights[row] = points
        self._changes.setdefault(row, {})

    def remove(self, row: int, column: int) -> None:
        """Removes the cell, if there is one."""
        cell = self._cell(row, column)
        if cell is not None:
            self._changes.setdefault(row, {})[column] = None
            self.loses_formulas |= cell.first("f") is not None

    def put_cached(self, row: int, column: int, value: Value) -> None:
        """Sets the stored value of a formula cell; its formula, style and all else stay."""
        cell = self._cell(row, column)
        if cell is None or not self.has_formula(row, column):
            found = "It holds no formula whose value could be stored"
            raise self.refused(found, do="Fill the formula down into it again", cell=address(row, column))
        kind, shown = cached(value, since_1904=self._book.since_1904)
        tag = with_attributes(self._xml[cell.start : cell.inner], t=kind or None)
        formula = cell.first("f")
        stored = f"<{self._prefix}v>{shown}</{self._prefix}v>".encode()
        splices = Splices(self._xml)
        for old in cell.children:
            if old.name in ("v", "is"):
                splices.remove(old)
        at = formula.end if formula is not None else cell.inner
        splices.put(at, at, stored)
        self._set(row, column, filled(tag, splices.applied(cell.inner, cell.close)))

    def check_free(self, row: int, column: int) -> None:
        """Raises WouldLoseParts unless the cell, which the table above needs, is empty."""
        if not self.is_blank(row, column):
            found = "It is not empty, and the table above needs the row"
            raise self.refused(found, do="Move what is below the table", cell=address(row, column))

    def changed(self) -> bytes:
        """The part with all changes: cells, spans of rows, the sheet's dimension."""
        splices = Splices(self._xml)
        existing = sorted(self._rows)
        at_end = b""
        for number in sorted(self._changes):
            if number in self._rows:
                self._change_row(number, splices)
            elif any(self._changes[number].values()):
                following = bisect(existing, number)
                if following < len(existing):
                    before = self._rows[existing[following]].node.start
                    splices.put(before, before, self._new_row(number))
                else:
                    at_end += self._new_row(number)
        splices.append(self._data, at_end)
        self._change_dimension(splices)
        return splices.applied()

    def _with(self, cell: Node, **attributes: str) -> bytes:
        return with_attributes(self._xml[cell.start : cell.inner], **attributes) + self._xml[cell.inner : cell.end]

    def _set(self, row: int, column: int, cell: bytes) -> None:
        self._changes.setdefault(row, {})[column] = cell

    def _change_row(self, number: int, splices: Splices) -> None:
        row, changes = self._rows[number], self._changes[number]
        staying = [column for column in row.cells if changes.get(column, b"kept") is not None]
        added = {column: cell for column, cell in changes.items() if column not in row.cells and cell is not None}
        if not staying and not added:
            splices.remove(row.node)
            return
        node = row.node
        tag = self._spanned(self._of_height(number, self._xml[node.start : node.inner]), [*staying, *added])
        if node.is_empty_tag:
            splices.put(node.start, node.end, filled(tag, b"".join(added[column] for column in sorted(added))))
            return
        splices.put(node.start, node.inner, tag)
        for column, cell in changes.items():
            if column in row.cells:
                splices.put(row.cells[column].start, row.cells[column].end, cell or b"")
        for column in sorted(added):
            after = next((cell for other, cell in row.cells.items() if other > column), None)
            at = after.start if after is not None else node.close
            splices.put(at, at, added[column])

    def _of_height(self, number: int, tag: bytes) -> bytes:
        """The row's start tag with its own new height, or with that of the row that it looks like."""
        if number in self._heights:
            return with_attributes(tag, ht=f"{self._heights[number]:g}", customHeight="1")
        model = self._rows.get(self._models.get(number, number))
        if model is None:
            return tag
        look = model.node.attributes
        return with_attributes(tag, ht=look.get("ht"), customHeight=look.get("customHeight"))

    def _new_row(self, number: int) -> bytes:
        cells = {column: cell for column, cell in self._changes[number].items() if cell is not None}
        model = self._rows.get(self._models.get(number, 0))
        tag = f"<{self._prefix}row>".encode()
        if model is not None:
            tag = start_tag(self._xml[model.node.start : model.node.inner])
            tag = with_attributes(tag, hidden=None, collapsed=None)
            if model.node.attributes.get("customHeight") not in ("1", "true"):
                tag = with_attributes(tag, ht=None)
        if number in self._heights:
            tag = self._of_height(number, tag)
        tag = self._spanned(with_attributes(tag, r=str(number)), list(cells))
        return filled(tag, b"".join(cells[column] for column in sorted(cells)))

    def _spanned(self, tag: bytes, columns: list[int]) -> bytes:
        """A row's start tag whose spans, if it has any, include all its cells."""
        at = tag.find(b' spans="')
        if at < 0 or not columns:
            return tag
        spans = tag[at + 8 : tag.index(b'"', at + 8)].decode()
        ends = [int(end) for span in spans.split() for end in span.split(":") if end.isdecimal()]
        low, high = min(columns), max(columns)
        if ends and min(ends) <= low and high <= max(ends):
            return tag
        return with_attributes(tag, spans=f"{min([low, *ends])}:{max([high, *ends])}")

    def _change_dimension(self, splices: Splices) -> None:
        """Updates the sheet's used range if the cells changed it."""
        node = self._root.first("dimension")
        before = _bounds((number, column) for number, row in self._rows.items() for column in row.cells)
        after = _bounds(self._places_after())
        if node is None or before == after or after is None:
            return
        splices.set(node, ref=str(after))

    def _places_after(self) -> Iterator[Place]:
        for number in {*self._rows, *self._changes}:
            changes = self._changes.get(number, {})
            existing = self._rows[number].cells if number in self._rows else {}
            for column in {*existing, *changes}:
                if changes.get(column, b"kept") is not None:
                    yield number, column


def _bounds(places: Iterator[Place]) -> Area | None:
    filled = list(places)
    if not filled:
        return None
    rows, columns = [row for row, _ in filled], [column for _, column in filled]
    return Area(min(rows), min(columns), max(rows), max(columns))
