"""The ways in which a returned file may be damaged or odd."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable
from io import BytesIO

Mutation = Callable[[random.Random, bytes], bytes]
_HEADER = 4  # rows above which no cell is filled in
_CELL = re.compile(r'<c r="([A-K]\d+)"((?: [a-z]+="[^"]*")*)(?:/>|>(.*?)</c>)', re.DOTALL)
_SHEETS = ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "content.xml")
_TYPED = (*[_SHEETS[0]] * 5, *_SHEETS[1:])  # most is typed on the first sheet
ODD_VALUES = (
    "<v>7</v>", "<v>-3</v>", "<v>12.5</v>", "<v>1e999</v>", "<v>1E+2</v>", "<v>NaN</v>", "<v></v>", "<v>0</v>",
    "<f>1/0</f><v>#DIV/0!</v>", "<f>A1</f><v>0</v>", "<f>A1</f>", "<f>A1</f><v>31</v>", "<v>99999999999999999999</v>",
    "<is><t>approx 300</t></is>", "<is><t>1,291</t></is>", "<is><t>69%</t></is>", "<is><t>\u0661\u0662</t></is>",
    "<is><t>=1+1</t></is>", "<is><t>１２</t></is>", "<is><r><t>1</t></r><r><t>5</t></r></is>", "<v>43831</v>",
)  # fmt: skip
_KINDS = (*[""] * 12, "n", "n", "str", "str", "b", "e", "s", "d", "inlineStr", "zzz")
_SPLICES = (
    b"<", b">", b"&", b"&#x0;", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"\xff\xfe", b'"', b"</c>", b"<c r='D14'>",
    b"&lt;", b"</row>", b"<f>", b"\x00", b"99999999999999999999", b'r="XFD1048576"', b"<v>5</v>",
)  # fmt: skip


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a package."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {entry.filename: package.read(entry) for entry in package.infolist() if not entry.is_dir()}


def packed(parts: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package of the parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", kind) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_STORED if name == "mimetype" else kind)
    return out.getvalue()


def cells(chance: random.Random, content: bytes) -> bytes:
    """Cells hold what nobody expects in them."""
    parts = parts_of(content)
    name = chance.choice([part for part in _TYPED if part in parts])
    xml = parts[name].decode()
    if name == "content.xml":
        parts[name] = _values(chance, xml).encode()
        return packed(parts)
    for _ in range(chance.randint(1, 4)):
        found = list(_CELL.finditer(xml))
        if not found:
            break
        columns = "DEF" if chance.random() < 0.7 else "GHIJ"
        filled = [
            cell for cell in found if cell[1][0] in columns and int(cell[1][1:]) > _HEADER and "t=" not in cell[2]
        ]
        cell = chance.choice(filled if filled and chance.random() < 0.85 else found)
        kind = chance.choice(_KINDS)
        value = chance.choice(ODD_VALUES) if chance.random() < 0.8 else cell[3] or ""
        if "<is>" in value:  # without its type, programs do not agree on what the cell holds
            kind = "inlineStr"
        style = re.search(r' s="\d+"', cell[2])
        attributes = (style[0] if style and chance.random() < 0.9 else f' s="{chance.randint(0, 60)}"') + (
            f' t="{kind}"' if kind else ""
        )
        place = cell[1] if chance.random() < 0.9 else f"{chance.choice('ADFKZ')}{chance.randint(1, 40)}"
        xml = f'{xml[: cell.start()]}<c r="{place}"{attributes}>{value}</c>{xml[cell.end() :]}'
    parts[name] = xml.encode(errors="replace")
    return packed(parts)


def _values(chance: random.Random, xml: str) -> str:
    """An .ods with other values in some of its cells."""
    found = list(re.finditer(r'office:value-type="(?:float|string)"(?: office:value="[^"]*")?', xml))
    for cell in sorted(chance.sample(found, min(5, len(found))), key=lambda one: -one.start()):
        odd = chance.choice(("-3", "12.5", "1e999", "x", "7", ""))
        kind = chance.choice(("float", "float", "percentage", "boolean", "date", "string", "zzz"))
        error = ' calcext:value-type="error"' if chance.random() < 0.1 else ""
        xml = f'{xml[: cell.start()]}office:value-type="{kind}" office:value="{odd}"{error}{xml[cell.end() :]}'
    return xml


def markup(chance: random.Random, content: bytes) -> bytes:
    """The XML of a part is cut, doubled, swapped or spliced."""
    parts = parts_of(content)
    name = chance.choice([*parts, *[part for part in _SHEETS if part in parts] * 3])
    for _ in range(chance.randint(1, 3)):
        part = parts[name]
        start = chance.randrange(len(part) + 1)
        end = min(len(part), start + chance.choice((1, 5, 40, 400)))
        how = chance.randrange(5)
        if how == 0:
            part = part[:start] + part[end:]
        elif how == 1:
            part = part[:end] + part[start:end] + part[end:]
        elif how == 2:
            part = part[:start] + chance.choice(_SPLICES) + part[start:]
        elif how == 3:
            part = part[:start] + bytes(chance.randrange(256) for _ in range(end - start)) + part[end:]
        else:
            part = part[:start]
        parts[name] = part
    return packed(parts, chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)))


def archive(chance: random.Random, content: bytes) -> bytes:
    """The bytes of the archive itself are changed."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 20))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    how = chance.randrange(4)
    if how == 0:
        return bytes(changed[: chance.randrange(len(changed))])
    if how == 1:
        place = chance.randrange(len(changed))
        return bytes(changed[:place] + bytes(chance.randrange(256) for _ in range(30)) + changed[place:])
    return bytes(changed)


def rows(chance: random.Random, content: bytes) -> bytes:
    """Rows are doubled, lost, moved or renumbered."""
    parts = parts_of(content)
    name = chance.choice([part for part in _SHEETS if part in parts])
    found = re.split(rb"(?=<row |<table:table-row)", parts[name])
    for _ in range(chance.randint(1, 3)):
        if len(found) < 3:
            break
        one, other = (chance.randrange(1, len(found) - 1) for _ in range(2))
        how = chance.randrange(4)
        if how == 0:
            found[one], found[other] = found[other], found[one]
        elif how == 1:
            del found[one]
        elif how == 2:
            found.insert(other, found[one])
        else:
            found[one] = re.sub(rb'r="(\D*)\d+"', b'r="\\g<1>%d"' % chance.randint(1, 30), found[one])
    parts[name] = b"".join(found)
    return packed(parts)


def parts(chance: random.Random, content: bytes) -> bytes:
    """Whole parts are lost, exchanged or renamed."""
    found = parts_of(content)
    one, other = chance.choice(list(found)), chance.choice(list(found))
    how = chance.randrange(4)
    if how == 0:
        del found[one]
    elif how == 1:
        found[one], found[other] = found[other], found[one]
    elif how == 2:
        found[f"{one}x"] = found.pop(one)
    else:
        found[one] = b"" if chance.random() < 0.5 else found[one] * 2
    return packed(found)


MUTATIONS: tuple[Mutation, ...] = (cells, cells, cells, markup, markup, archive, rows, parts)


def name_of(chance: random.Random, suffix: str) -> str:
    """What the file may be called."""
    stem = chance.choice(("Police", "Police v2", "Police (1)", "[b]x[b]", "Éamonn ’s", "x" * 200, "CON", "police.xlsx",
                          "~Police", "=1+1", "\u202eecilop", "a\tb"))  # fmt: skip
    return stem + chance.choice((*[suffix] * 30, suffix.upper(), ".xlsx", ".xlsm", ".ods", ".csv", ""))
