"""Carries a sheet of another workbook of the program into a person's; its styles are added after the existing ones.

The person's cells keep their bytes: styles are only added, so that no style number changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from posixpath import relpath
from xml.sax.saxutils import escape, quoteattr

from xlcsp.master.parts.book import Workbook, relations_part
from xlcsp.master.parts.markup import RELATION, Node, Splices, parse, with_attributes
from xlcsp.master.parts.removal import CONTENT_TYPES, ended, relations_of

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
_FIRST_OWN_FORMAT = 164
_STYLED = re.compile(rb'(<(?:c|row)\b[^>]*?\ss=")(\d+)(")')
_STYLED_COLUMN = re.compile(rb'(<col\b[^>]*?\sstyle=")(\d+)(")')
_SHARED = re.compile(rb'(<c\b[^>]*?) t="s"([^>]*)><v>(\d+)</v></c>')
_DIFFERENT = re.compile(rb'(\s(?:dxfId|dataDxfId|headerRowDxfId)=")(\d+)(")')
_USES = {"fonts": "fontId", "fills": "fillId", "borders": "borderId"}


class Carrier:
    """Carries sheets of ``source`` into ``book``; collects the changed and the new parts."""

    def __init__(self, book: Workbook, source: Workbook) -> None:
        self._book, self._source = book, source
        self.replaced: dict[str, bytes] = {}
        self.added: dict[str, bytes] = {}
        self._styles = book.part_called("styles")
        self._first_look, self._first_difference, self.replaced[self._styles] = self._with_styles()
        self._names = {name.casefold() for name in book.archive.names}
        self._added: list[str] = []
        self._renewed: list[str] = []
        self._rows: list[str] = []  # of the workbook's list of sheets, of relationships and of content types
        self._relations: list[str] = []
        self._types: list[str] = []
        self._table_ids = [
            int(table.root.attributes.get("id", "0")) for name in book.sheets for table in book.tables(name)
        ]

    def renew(self, name: str) -> None:
        """Replaces the sheet of that name by the source's, with its table."""
        self._renewed.append(name)
        (old,), (new,) = self._book.tables(name), self._source.tables(name)
        relation = next(one.id for one in self._book.relations(self._book.sheets[name]) if one.kind == "table")
        xml = self._sheet(name)
        self.replaced[self._book.sheets[name]] = re.sub(
            rb'(<tablePart r:id=")[^"]*', rb"\g<1>" + relation.encode(), xml
        )
        self.replaced[old.part] = self._table(new.part, int(old.root.attributes.get("id", "0")))

    def add(self, name: str) -> None:
        """Adds the source's sheet with its table, as the last of the workbook."""
        self._added.append(name)
        part, table_part = self._free("xl/worksheets/sheet{}.xml"), self._free("xl/tables/table{}.xml")
        (table,) = self._source.tables(name)
        self.added[part] = self._sheet(name)
        self._table_ids.append(max(self._table_ids, default=0) + 1)
        self.added[table_part] = self._table(table.part, self._table_ids[-1])
        relation = next(one.id for one in self._source.relations(self._source.sheets[name]) if one.kind == "table")
        target = relpath(table_part, "xl/worksheets")
        link = f'<Relationship Id="{relation}" Type="{RELATION}/table" Target="{target}"/>'
        self.added[relations_part(part)] = relations_of(link)
        numbers = [int(node.attributes.get("sheetId", "0")) for node in self._book.root.listed("sheets")]
        number = max(numbers, default=0) + len(self._rows) + 1
        own = f"rIdAdded{number}"
        self._rows.append(f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="{own}"/>')
        target = relpath(part, self._book.main.rpartition("/")[0])
        self._relations.append(f'<Relationship Id="{own}" Type="{RELATION}/worksheet" Target="{target}"/>')
        self._types += [
            f'<Override PartName="/{name}" ContentType="{_TYPE.format(kind)}"/>'
            for name, kind in ((part, "worksheet"), (table_part, "table"))
        ]

    def finish(self, workbook: bytes) -> None:
        """Registers the carried sheets and their print names. workbook: the workbook part as changed so far."""
        main, root = self._book.main, parse(workbook)
        splices = Splices(workbook)
        listed, names = root.first("sheets"), root.first("definedNames")
        if listed is not None and self._rows:
            splices.append(listed, "".join(self._rows).encode())
        places = [*(node.attributes.get("name", "") for node in root.listed("sheets")), *self._added]
        new = b""
        for name, node in self._printed():
            number = str(places.index(name))
            old = next((old for old in names.children if _is_same(old, node, number)), None) if names else None
            if old is not None:
                splices.fill(old, node.text)
            else:
                what = node.attributes["name"]
                new += f'<definedName name="{what}" localSheetId="{number}">{escape(node.text)}</definedName>'.encode()
        if new and names is not None:
            splices.append(names, new)
        self.replaced[main] = splices.applied()
        if self._rows:
            for part, rows in ((relations_part(main), self._relations), (CONTENT_TYPES, self._types)):
                self.replaced[part] = ended(self._book.archive.part(part), "".join(rows))

    def _printed(self) -> Iterator[tuple[str, Node]]:
        """The names by which carried sheets print, each with its sheet's name."""
        order = [node.attributes.get("name", "") for node in self._source.root.listed("sheets")]
        for node in self._source.root.listed("definedNames"):
            at = node.attributes.get("localSheetId", "")
            name = order[int(at)] if at else ""
            if name in (*self._added, *self._renewed):
                yield name, node

    def _free(self, pattern: str) -> str:
        part = next(name for name in map(pattern.format, count(1)) if name.casefold() not in self._names)
        self._names.add(part.casefold())
        return part

    def _sheet(self, name: str) -> bytes:
        """The source's sheet with this workbook's style numbers, and with its texts inline in the cells."""
        xml = self._source.archive.part(self._source.sheets[name])
        for pattern in (_STYLED, _STYLED_COLUMN):
            xml = pattern.sub(self._renumbered(self._first_look), xml)
        xml = _DIFFERENT.sub(self._renumbered(self._first_difference), xml)
        return _SHARED.sub(self._in_cell, xml)

    def _in_cell(self, cell: re.Match[bytes]) -> bytes:
        text = escape(self._source.strings[int(cell[3])]).encode()
        return cell[1] + b' t="inlineStr"' + cell[2] + b'><is><t xml:space="preserve">' + text + b"</t></is></c>"

    def _renumbered(self, first: int) -> Callable[[re.Match[bytes]], bytes]:
        return lambda attribute: attribute[1] + str(int(attribute[2]) + first).encode() + attribute[3]

    def _table(self, part: str, number: int) -> bytes:
        xml, root = self._source.archive.part(part), self._source.parsed(part)
        tag = with_attributes(xml[root.start : root.inner], id=str(number))
        rest = _DIFFERENT.sub(self._renumbered(self._first_difference), xml[root.inner :])
        return xml[: root.start] + tag + rest

    def _with_styles(self) -> tuple[int, int, bytes]:
        """Where the source's styles and conditional formats begin in the workbook's styles, and these with them."""
        theirs = self._source.part_called("styles")
        xml, root = self._book.archive.part(self._styles), self._book.parsed(self._styles)
        new, new_root = self._source.archive.part(theirs), self._source.parsed(theirs)
        splices = Splices(xml)
        formats = _formats(new_root)
        taken = [_FIRST_OWN_FORMAT - 1, *(int(number) for number in _formats(root))]
        numbers = {old: str(max(taken) + at) for at, old in enumerate(formats, 1)}
        own_formats = (f'<numFmt numFmtId="{numbers[old]}" formatCode={quoteattr(formats[old])}/>' for old in formats)
        extend(root, "numFmts", [element.encode() for element in own_formats], splices)
        for name in _USES:
            extend(root, name, [new[node.start : node.end] for node in new_root.listed(name)], splices)
        firsts = {attribute: len(root.listed(name)) for name, attribute in _USES.items()}
        extend(root, "cellXfs", [_look(new, node, firsts, numbers) for node in new_root.listed("cellXfs")], splices)
        different = [_numbered(new[node.start : node.end], numbers) for node in new_root.listed("dxfs")]
        extend(root, "dxfs", different, splices)
        return len(root.listed("cellXfs")), len(root.listed("dxfs")), splices.applied()


def _is_same(present: Node, node: Node, number: str) -> bool:
    names = (present.attributes.get("name"), present.attributes.get("localSheetId"))
    return names == (node.attributes.get("name"), number)


def _formats(root: Node) -> dict[str, str]:
    """Number formats by number, including those of conditional formats."""
    nodes = [*root.listed("numFmts"), *(node for look in root.listed("dxfs") for node in look.all("numFmt"))]
    return {node.attributes["numFmtId"]: node.attributes.get("formatCode", "") for node in nodes}


def _look(xml: bytes, node: Node, firsts: Mapping[str, int], numbers: Mapping[str, str]) -> bytes:
    uses = {name: str(int(node.attributes.get(name, "0")) + first) for name, first in firsts.items()}
    tag = with_attributes(xml[node.start : node.inner], **uses, xfId="0")
    return _numbered(tag, numbers) + xml[node.inner : node.end]


def _numbered(xml: bytes, numbers: Mapping[str, str]) -> bytes:
    def put(attribute: re.Match[bytes]) -> bytes:
        old = attribute[2].decode()
        return attribute[1] + numbers.get(old, old).encode() + attribute[3]

    return re.sub(rb'(numFmtId=")(\d+)(")', put, xml)


def extend(root: Node, name: str, elements: Sequence[bytes], splices: Splices) -> None:
    """Adds elements to one of the lists of the styles, and the list itself if it is missing."""
    listed = root.first(name)
    if not elements:
        return
    if listed is None:  # number formats come first, conditional formats after cell styles and named styles
        looks = [node for node in root.children if node.name in ("cellXfs", "cellStyles")]
        at = root.inner if name == "numFmts" else looks[-1].end
        splices.put(at, at, f'<{name} count="{len(elements)}">'.encode() + b"".join(elements) + f"</{name}>".encode())
    else:
        splices.append(listed, b"".join(elements), count=str(len(listed.children) + len(elements)))
