"""A workbook as its owner saved it: sheets and tables by name, located in the package."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from posixpath import normpath

from xlcsp.domain.places import column_number
from xlcsp.files.cells import address
from xlcsp.master.parts.archive import Archive, refusal
from xlcsp.master.parts.markup import RELATION, STRICT, MarkupError, Node, parse

_SIGNATURE = "digital-signature/origin"
_CODE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})(?::\$?([A-Z]{1,3})\$?([1-9]\d{0,6}))?")
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # built in, in any language
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General', re.IGNORECASE)
_DATE_LETTERS = re.compile(r"[dmyhs]", re.IGNORECASE)
_OUR_PARTS = "The program changes only its own cells and leaves everything else as it is"
TOTALS_OFF = "Turn the totals row off (Table Design, Total Row) and run again"


@dataclass(frozen=True, slots=True)
class Relation:
    """A reference of a part. kind: the last word of its type. target: a part, or an address if external."""

    id: str
    kind: str
    target: str
    is_external: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A block of cells, both ends included; rows and columns count from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def meets(self, other: Area) -> bool:
        """Whether they have a cell in common."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def __contains__(self, place: tuple[int, int]) -> bool:
        row, column = place
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def __str__(self) -> str:
        first, last = address(self.top, self.left), address(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"


@dataclass(frozen=True, slots=True)
class Table:
    """A table part: its name, its cells with header and totals row, its columns' names in order."""

    part: str
    name: str
    area: Area
    columns: tuple[str, ...]
    headers: bool
    totals: bool
    root: Node

    @property
    def places(self) -> dict[str, int]:
        """The sheet's column of each name, in small letters; of a name given twice the first."""
        named = enumerate(self.columns, self.area.left)
        return {name.casefold(): column for column, name in reversed(list(named))}


class Workbook:
    """The parsed package of a workbook. Raises WouldLoseParts if its structure is unknown."""

    def __init__(self, file: str, content: bytes) -> None:
        """file: its name in messages. content: the bytes of an .xlsx or .xlsm file."""
        self.file, self.content = file, content
        self.archive = Archive(file, content)
        self._parsed: dict[str, Node] = {}
        roots = self.relations("")
        if any(name.startswith("_xmlsignatures/") for name in self.archive.names) or any(
            _SIGNATURE in relation.kind for relation in roots
        ):
            found = "It carries a digital signature, which any change would break"
            raise refusal(file, found, _OUR_PARTS, "Remove the signature (File, Info), run again, and sign it anew")
        main = next((relation.target for relation in roots if relation.kind == "officeDocument"), "")
        if main not in self.archive.names:
            raise refusal(file, "It is a package without a workbook", do="Save it in Excel as .xlsx or .xlsm")
        self.main = main
        self.root = self.parsed(main)
        if self.root.name == f"{STRICT} workbook":
            found = "It is saved as Strict Open XML, which has a different structure"
            raise refusal(file, found, do="Save it in Excel as Excel Workbook or Excel Macro-Enabled Workbook")
        if self.root.name != "workbook":
            raise refusal(file, "Its structure is unknown", do="Save it in Excel as .xlsx or .xlsm")
        properties = self.root.first("workbookPr")
        self.since_1904 = properties is not None and properties.attributes.get("date1904", "0") in ("1", "true")
        self.sheets = self._sheets()

    def parsed(self, part: str) -> Node:
        """The elements of a part; they are read, never changed."""
        if part not in self._parsed:
            self._parsed[part] = self._parse(part)
        return self._parsed[part]

    def _parse(self, part: str) -> Node:
        try:
            return parse(self.archive.part(part))
        except MarkupError as error:
            found = f"The part {part} cannot be changed piece by piece: {error}"
            raise refusal(self.file, found, do="Save it again in Excel") from error

    def relations(self, part: str) -> list[Relation]:
        """The relations of the part; those of the package itself for an empty name."""
        folder, relations = part.rpartition("/")[0], relations_part(part)
        if relations not in self.archive.names:
            return []
        listed = []
        for node in self.parsed(relations).all("Relationship"):
            get = node.attributes.get
            target, is_external = get("Target", ""), get("TargetMode") == "External"
            if not is_external:
                target = normpath(target[1:] if target.startswith("/") else f"{folder}/{target}".lstrip("/"))
            kind = get("Type", "")
            kind = kind if _SIGNATURE in kind else kind.rpartition("/")[2]
            listed.append(Relation(get("Id", ""), kind, target, is_external))
        return listed

    def part_called(self, kind: str) -> str:
        """The part of the workbook of that kind (styles, sharedStrings, vbaProject); empty where it has none."""
        return next((relation.target for relation in self.relations(self.main) if relation.kind == kind), "")

    def part_of(self, sheet: str) -> str:
        """The part of a worksheet. Raises WouldLoseParts if there is no such sheet."""
        if sheet not in self.sheets:
            found, allowed = f'It has no worksheet "{sheet}"', f"Its worksheets are: {', '.join(self.sheets)}"
            raise refusal(self.file, found, allowed, "Restore the sheet, or copy it from a new master (xlcsp new)")
        return self.sheets[sheet]

    def tables(self, sheet: str) -> list[Table]:
        """The tables of a worksheet."""
        targets = [relation.target for relation in self.relations(self.part_of(sheet)) if relation.kind == "table"]
        return [self._table(sheet, target) for target in targets]

    @functools.cached_property
    def strings(self) -> list[str]:
        """The shared strings, in order."""
        part = self.part_called("sharedStrings")
        return [string_text(node) for node in self.parsed(part).all("si")] if part else []

    @functools.cached_property
    def date_styles(self) -> frozenset[int]:
        """The numbers of the cell styles that show a date."""
        styles = self.part_called("styles")
        if not styles:
            return frozenset()
        root = self.parsed(styles)
        own = (node.attributes for node in root.listed("numFmts"))
        formats = {node.get("numFmtId"): node.get("formatCode", "") for node in own}
        dates = {
            code for code, shown in formats.items() if _DATE_LETTERS.search(_NOT_FORMAT.sub("", shown.split(";")[0]))
        } | {str(code) for code in _DATE_FORMATS if str(code) not in formats}
        looks = enumerate(root.listed("cellXfs"))
        return frozenset(index for index, look in looks if look.attributes.get("numFmtId") in dates)

    def _sheets(self) -> dict[str, str]:
        targets = {relation.id: relation for relation in self.relations(self.main)}
        sheets: dict[str, str] = {}
        for node in self.root.listed("sheets", "sheet"):
            name = node.attributes.get("name", "")
            relation = targets.get(node.attributes.get(f"{RELATION} id", ""))
            if relation is None:
                raise refusal(self.file, f'Its sheet "{name}" has no part', do="Open it in Excel and save it again")
            if relation.kind != "worksheet":
                continue
            if name in sheets or relation.target in sheets.values():
                raise refusal(self.file, f'It lists the sheet "{name}" twice', do="Open it in Excel and save it again")
            sheets[name] = relation.target
        return sheets

    def _table(self, sheet: str, part: str) -> Table:
        root = self.parsed(part)
        area = area_of(root.attributes.get("ref", ""))
        listed = root.first("tableColumns")
        if root.name != "table" or area is None or listed is None:
            raise refusal(
                self.file, f"The table part {part} is of an unknown structure", do="Save it again", sheet=sheet
            )
        columns = tuple(_plain(node.attributes.get("name", "")) for node in listed.all("tableColumn"))
        get = root.attributes.get
        if len(columns) != area.right - area.left + 1:
            found = f'The table "{get("displayName")}" does not fit its columns'
            raise refusal(self.file, found, do="Open it in Excel, let Excel repair it, and save it", sheet=sheet)
        headers, totals = get("headerRowCount", "1") == "1", get("totalsRowCount", "0") == "1"
        return Table(part, get("displayName", ""), area, columns, headers, totals, root)


@functools.lru_cache(maxsize=2)  # one edit opens the same workbook several times
def opened(file: str, content: bytes) -> Workbook:
    """The parsed workbook; the result is cached."""
    return Workbook(file, content)


def relations_part(part: str) -> str:
    """The part that says what a part refers to."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def area_of(text: str) -> Area | None:
    """``B2:C5`` (or ``B2``) as an area; None if it is not one."""
    area = _RANGE.fullmatch(text)
    if area is None:
        return None
    left, top = column_number(area[1]), int(area[2])
    return Area(top, left, int(area[4]) if area[4] else top, column_number(area[3]) if area[3] else left)


def string_text(node: Node) -> str:
    """The text of a string, without formats and phonetic guides."""
    runs = (text for run in node.all("r") for text in run.all("t"))
    return "".join(text.text for text in (*node.all("t"), *runs))


def _plain(name: str) -> str:
    """A column's name as the header cell shows it: coded line breaks resolved, runs of spaces reduced to one."""
    return " ".join(_CODE.sub(lambda code: chr(int(code[1], 16)), name).split())
