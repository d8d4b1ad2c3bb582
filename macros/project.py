"""``vbaProject.bin`` built from the text of its modules: the source-only form of [MS-OVBA], which Excel compiles.

``python -m tests.macros`` builds it anew; the package only embeds it.
Written after [MS-OVBA] and [MS-CFB], and after reading pyOpenVBA (MIT). The same modules give the same bytes.
"""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from macros.compound import compound_file
from macros.compression import compress
from xlcsp.master.workbook import ORDER, code_name

FOLDER = Path(__file__).parent
BUILT = FOLDER / "vbaProject.bin"
FILES = (
    "ThisWorkbook.cls",
    "Report.bas",
    "VersionCheck.bas",
    "Wizard.bas",
    "Udfs.bas",
    "xlwings.bas",
    "Dictionary.cls",
)
BOOK = "ThisWorkbook"
_PROJECT = "VBAProject"
_ENCODING, _CODE_PAGE = "cp1252", 1252
_ENGLISH = 0x409
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_CLASS_HEAD = re.compile(r"\AVERSION 1\.0 CLASS\r\nBEGIN\r\n.*?\r\nEND\r\n", re.DOTALL)
_NAMED = re.compile(r'^Attribute VB_Name = "(\w+)"\r\n', re.MULTILINE)
_EXPOSED = re.compile(r"^Attribute VB_Exposed = \w+\r\n", re.MULTILINE)
_BASES = {  # 2.3.4.3: what a module is derived from
    "book": "00020819-0000-0000-C000-000000000046",
    "sheet": "00020820-0000-0000-C000-000000000046",
    "class": "FCFB3D2A-A0FA-1068-A738-08002B3371B5",
}
_OFFICE = r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library"
_REFERENCES = (
    ("stdole", r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"),
    ("Office", r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#" + _OFFICE),
)
_SHEET_HEAD = """VERSION 1.0 CLASS
BEGIN
  MultiUse = -1  'True
END
Attribute VB_Name = "{}"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = True
Attribute VB_Exposed = True
"""
Kind = Literal["standard", "class", "document"]


@dataclass(frozen=True, slots=True)
class Module:
    """A module as its stream holds it. source: with its attributes, lines ending in CR LF."""

    name: str
    kind: Kind
    source: str


def macro_modules() -> tuple[Module, ...]:
    """The modules whose text stands in this folder."""
    return tuple(module_from_text((FOLDER / name).read_bytes().decode(_ENCODING)) for name in FILES)


def built() -> bytes:
    """What ``BUILT`` holds: those modules, and an empty one for each sheet of a new master."""
    return vba_project(macro_modules(), [code_name(sheet) for sheet in ORDER])


def module_from_text(text: str, base: str = "") -> Module:
    """A module from the text that the VBA editor exports (``.bas`` and ``.cls``).

    base: ``sheet`` for a sheet's module; a class named ThisWorkbook is the workbook's.
    Raises ValueError where it has no ``Attribute VB_Name``.
    """
    lines = re.sub(r"\r\n|\r|\n", "\r\n", text)
    source = _CLASS_HEAD.sub("", lines)
    named = _NAMED.match(source)
    if named is None:
        found = lines.partition("\r\n")[0]
        raise ValueError(f'VBA module beginning "{found}": it has no name. It begins with Attribute VB_Name = "…".')
    name = named[1]
    if source == lines:
        return Module(name, "standard", source)
    base = base or ("book" if name == BOOK else "class")
    derived = f'Attribute VB_Base = "0{{{_BASES[base]}}}"\r\n'
    source = source[: named.end()] + derived + source[named.end() :]
    more = f"Attribute VB_TemplateDerived = False\r\nAttribute VB_Customizable = {base != 'class'}\r\n"
    source = _EXPOSED.sub(lambda exposed: exposed[0] + more, source, count=1)
    return Module(name, "class" if base == "class" else "document", source)


def sheet_module(code_name: str) -> Module:
    """The empty module that belongs to a sheet; ``code_name`` is the sheet's own."""
    return module_from_text(_SHEET_HEAD.format(code_name), "sheet")


def vba_project(modules: Sequence[Module], sheets: Sequence[str] = ()) -> bytes:
    """The bytes of ``xl/vbaProject.bin``: these modules and an empty one for each sheet.

    sheets: the sheets' code names. Raises ValueError on names that VBA does not take or that are taken twice, and
    on text outside Windows-1252.
    """
    documents = [*modules, *map(sheet_module, sheets)]
    documents.sort(key=lambda module: module.kind != "document")  # the order in which Excel lists them
    _check_names([module.name for module in documents])
    streams = {module.name: compress(_encoded(module)) for module in documents}
    streams["_VBA_PROJECT"] = bytes.fromhex("cc61ffff000000")  # 2.3.4.1: no compiled code is kept
    streams["dir"] = compress(_directory(documents))
    names = b"".join(_ansi(one.name) + b"\0" + _wide(one.name) + b"\0\0" for one in documents) + b"\0\0"
    return compound_file({"VBA": streams, "PROJECT": _project(documents), "PROJECTwm": names})


def _check_names(names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        if not _NAME.fullmatch(name):
            allowed = "A name has up to 31 letters, digits and _, the first a letter"
            raise ValueError(f'VBA project: "{name}" is no name of a module. {allowed}.')
        if name.lower() in {earlier.lower() for earlier in names[:number]}:
            raise ValueError(f'VBA project: two modules are named "{name}". Rename one, or the sheet\'s code name.')


def _encoded(module: Module) -> bytes:
    try:
        return module.source.encode(_ENCODING)
    except UnicodeEncodeError as error:
        line = module.source.count("\n", 0, error.start) + 1
        found = module.source[error.start]
        message = f'VBA module {module.name}, line {line}: "{found}" is not in Windows-1252. Write it otherwise.'
        raise ValueError(message) from error


def _directory(modules: Sequence[Module]) -> bytes:
    """The stream ``dir`` (2.3.4.2): the project, its references and its modules, as records of id, size, content."""
    parts = [_record(0x01, _long(1)), _record(0x02, _long(_ENGLISH)), _record(0x14, _long(_ENGLISH))]
    parts += [_record(0x03, _short(_CODE_PAGE)), _record(0x04, _ansi(_PROJECT)), _record(0x05), _record(0x40)]
    parts += [_record(0x06), _record(0x3D), _record(0x07, _long(0)), _record(0x08, _long(0))]
    parts += [struct.pack("<HIIH", 0x09, 4, 1, 1), _record(0x0C), _record(0x3C)]
    for name, library in _REFERENCES:
        path = _ansi(library)
        parts += [_record(0x16, _ansi(name)), _record(0x3E, _wide(name))]
        parts.append(_record(0x0D, _long(len(path)) + path + _long(0) + _short(0)))
    parts += [_record(0x0F, _short(len(modules))), _record(0x13, _short(0xFFFF))]
    for one in modules:
        ansi, wide = _ansi(one.name), _wide(one.name)
        parts += [_record(0x19, ansi), _record(0x47, wide), _record(0x1A, ansi), _record(0x32, wide)]
        parts += [_record(0x1C), _record(0x48), _record(0x31, _long(0)), _record(0x1E, _long(0))]
        parts += [_record(0x2C, _short(0xFFFF)), _record(0x21 if one.kind == "standard" else 0x22), _record(0x2B)]
    return b"".join(parts) + _record(0x10)


def _project(modules: Sequence[Module]) -> bytes:
    """The stream ``PROJECT`` (2.3.1)."""
    declared = {"document": "Document={}/&H00000000", "standard": "Module={}", "class": "Class={}"}
    names = "|".join(one.name for one in modules)
    identity = "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, f"xlcsp:{names}")).upper() + "}"
    lines = [
        f'ID="{identity}"',
        *(declared[one.kind].format(one.name) for one in modules),
        f'Name="{_PROJECT}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_obfuscated(bytes(4), identity, 0xE0)}"',  # no protection
        f'DPB="{_obfuscated(bytes(1), identity, 0xC2)}"',  # no password
        f'GC="{_obfuscated(bytes([255]), identity, 0xA4)}"',  # visible
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{one.name}=0, 0, 0, 0, C" for one in modules),  # every editor window closed
    ]
    return _ansi("\r\n".join(lines) + "\r\n")


def _obfuscated(content: bytes, identity: str, seed: int) -> str:
    """The "data encryption" of 2.4.3.2, with a fixed seed."""
    key = sum(identity.encode()) & 0xFF
    out = [seed, seed ^ 2, seed ^ key]
    plain, last, before = key, seed ^ key, seed ^ 2
    for byte in bytes([7] * ((seed & 6) // 2)) + _long(len(content)) + content:
        hidden = byte ^ (before + plain & 0xFF)
        out.append(hidden)
        before, last, plain = last, hidden, byte
    return bytes(out).hex().upper()


def _record(identity: int, content: bytes = b"") -> bytes:
    return struct.pack("<HI", identity, len(content)) + content


def _long(value: int) -> bytes:
    return struct.pack("<I", value)


def _short(value: int) -> bytes:
    return struct.pack("<H", value)


def _ansi(text: str) -> bytes:
    return text.encode(_ENCODING)


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")
