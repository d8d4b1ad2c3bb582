"""The cells of one worksheet part, changed by splicing: every byte outside the changed cells stays."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from xlcsp.files.cells import address
from xlcsp.files.links import Link
from xlcsp.master.parts.book import Area, Workbook
from xlcsp.master.parts.grid import Grid, Place
from xlcsp.master.parts.markup import Splices, prefix, with_attribute
from xlcsp.master.parts.values import Value, cached, content

_NOT_COPIED = ("hidden", "collapsed")  # attributes of a row's look that a new row takes over


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
        there = self._cell(row, column)
        self.loses_formulas |= there is not None and there.first("f") is not None
        kind, inner = content(value, self._prefix, since_1904=self._book.since_1904)
        if not inner and style in (None, "0"):
            self.remove(row, column)
            return
        shown = "".join(f' {name}="{of}"' for name, of in (("s", style), ("t", kind)) if of and of != "0")
        tag = f"{self._prefix}c"
        cell = f'<{tag} r="{address(row, column)}"{shown}'
        self._set(row, column, f"{cell}>{inner}</{tag}>" if inner else f"{cell}/>")
        if isinstance(value, Link):
            self.write_formula(row, column, value.formula, str(value), style)
        if model is not None:
            self.look_like(row, model)

    def write_formula(self, row: int, column: int, formula: str, value: Value, style: str | None) -> None:
        """Sets a formula cell with its stored value, in that style."""
        kind, shown = cached(value, since_1904=self._book.since_1904)
        attributes = "".join(f' {name}="{of}"' for name, of in (("s", style), ("t", kind)) if of and of != "0")
        tag = self._prefix
        inner = f"<{tag}f>{escape(formula)}</{tag}f><{tag}v>{shown}</{tag}v>"
        self._set(row, column, f'<{tag}c r="{address(row, column)}"{attributes}>{inner}</{tag}c>')

    def move(self, row: int, column: int, to: int) -> None:
        """Moves the cell's present content to another row of its column."""
        cell = self._cell(row, column)
        if cell is None:
            self.remove(to, column)
            return
        tag = with_attribute(self._xml[cell.start : cell.inner], "r", address(to, column))
        self._set(to, column, (tag + self._xml[cell.inner : cell.end]).decode())

    def restyle(self, row: int, column: int, style: str) -> None:
        """Gives the cell another style; its content stays."""
        cell = self._cell(row, column)
        if cell is not None:
            tag = with_attribute(self._xml[cell.start : cell.inner], "s", style)
            self._set(row, column, (tag + self._xml[cell.inner : cell.end]).decode())

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
        tag = with_attribute(self._xml[cell.start : cell.inner], "t", kind or None)
        formula = cell.first("f")
        stored = f"<{self._prefix}v>{shown}</{self._prefix}v>".encode()
        splices = Splices()
        for old in cell.children:
            if old.name in ("v", "is"):
                splices.put(old.start, old.end, stored)
                stored = b""
        at = formula.end if formula is not None else cell.inner
        splices.put(at, at, stored)
        inside = _within(splices, self._xml, cell.inner, cell.close)
        opened = tag[:-2].rstrip() + b">" if cell.is_empty_tag else tag
        self._set(row, column, (opened + inside + f"</{prefix(self._xml, cell)}c>".encode()).decode())

    def changed(self) -> bytes:
        """The part with all changes: cells, spans of rows, the sheet's dimension."""
        splices = Splices()
        data, numbers = self._data, sorted({*self._rows, *self._changes})
        fresh: list[tuple[int, bytes]] = []
        for number in numbers:
            if number not in self._changes:
                continue
            if number in self._rows:
                self._change_row(number, splices)
            elif any(self._changes[number].values()):
                fresh.append((number, self._new_row(number)))
        following = iter(sorted(self._rows))
        after = next(following, None)
        for number, row in fresh:
            while after is not None and after < number:
                after = next(following, None)
            at = self._rows[after].node.start if after is not None else data.close
            splices.put(at, at, row)
        self._change_dimension(splices)
        if not data.is_empty_tag:
            return splices.applied(self._xml)
        opened = self._xml[data.start : data.inner - 2].rstrip() + b">"
        inside = b"".join(row for _, row in fresh)
        rest = Splices([one for one in splices.made if one[0] != data.close])
        rest.put(data.start, data.end, opened + inside + f"</{self._prefix}sheetData>".encode())
        return rest.applied(self._xml)

    def _set(self, row: int, column: int, cell: str) -> None:
        self._changes.setdefault(row, {})[column] = cell.encode()

    def _change_row(self, number: int, splices: Splices) -> None:
        row, changes = self._rows[number], self._changes[number]
        kept = [column for column in row.cells if changes.get(column, b"kept") is not None]
        added = {column: cell for column, cell in changes.items() if column not in row.cells and cell is not None}
        if not kept and not added:
            splices.put(row.node.start, row.node.end, b"")
            return
        node = row.node
        tag = self._spanned(self._of_height(number, self._xml[node.start : node.inner]), [*kept, *added])
        if node.is_empty_tag:
            inside = b"".join(added[column] for column in sorted(added))
            end = f"</{prefix(self._xml, node)}row>".encode()
            splices.put(node.start, node.end, tag[:-2].rstrip() + b">" + inside + end)
            return
        if tag != self._xml[node.start : node.inner]:
            splices.put(node.start, node.inner, tag)
        for column, cell in changes.items():
            if column in row.cells:
                splices.put(row.cells[column].start, row.cells[column].end, cell or b"")
        for column in sorted(added):
            after = next((one for other, one in row.cells.items() if other > column), None)
            at = after.start if after is not None else node.close
            splices.put(at, at, added[column])

    def _of_height(self, number: int, tag: bytes) -> bytes:
        """The row's start tag with its own new height, or with that of the row that it looks like."""
        if number in self._heights:
            tag = with_attribute(tag, "ht", f"{self._heights[number]:g}")
            return with_attribute(tag, "customHeight", "1")
        model = self._rows.get(self._models.get(number, number))
        if model is None:
            return tag
        for name in ("ht", "customHeight"):
            tag = with_attribute(tag, name, model.node.attributes.get(name))
        return tag

    def _new_row(self, number: int) -> bytes:
        cells = {column: cell for column, cell in self._changes[number].items() if cell is not None}
        model = self._rows.get(self._models.get(number, 0))
        tag = f"<{self._prefix}row>".encode()
        if model is not None:
            tag = self._xml[model.node.start : model.node.inner]
            tag = tag[:-2].rstrip() + b">" if tag.endswith(b"/>") else tag
            for name in _NOT_COPIED:
                tag = with_attribute(tag, name, None)
            if model.node.attributes.get("customHeight") not in ("1", "true"):
                tag = with_attribute(tag, "ht", None)
        if number in self._heights:
            tag = self._of_height(number, tag)
        tag = self._spanned(with_attribute(tag, "r", str(number)), list(cells))
        inside = b"".join(cells[column] for column in sorted(cells))
        return tag + inside + f"</{self._prefix}row>".encode()

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
        return with_attribute(tag, "spans", f"{min([low, *ends])}:{max([high, *ends])}")

    def _change_dimension(self, splices: Splices) -> None:
        """Updates the sheet's used range if the cells changed it."""
        node = self._root.first("dimension")
        before = _bounds((number, column) for number, row in self._rows.items() for column in row.cells)
        after = _bounds(self._places_after())
        if node is None or before == after or after is None:
            return
        tag = with_attribute(self._xml[node.start : node.inner], "ref", _reference(after))
        splices.put(node.start, node.inner, tag)

    def _places_after(self) -> Iterator[Place]:
        for number in {*self._rows, *self._changes}:
            changes = self._changes.get(number, {})
            there = self._rows[number].cells if number in self._rows else {}
            for column in {*there, *changes}:
                if changes.get(column, b"kept") is not None:
                    yield number, column


def _within(splices: Splices, xml: bytes, start: int, end: int) -> bytes:
    moved = Splices([(one - start, other - start, put) for one, other, put in splices.made])
    return moved.applied(xml[start:end])


def _bounds(places: Iterator[Place]) -> Area | None:
    found = list(places)
    if not found:
        return None
    rows, columns = [row for row, _ in found], [column for _, column in found]
    return Area(min(rows), min(columns), max(rows), max(columns))


def _reference(area: Area) -> str:
    first, last = address(area.top, area.left), address(area.bottom, area.right)
    return first if first == last else f"{first}:{last}"
