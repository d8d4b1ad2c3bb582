"""Formulas that refer to changed cells: they show their old values until a spreadsheet recalculates them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from xlcsp.master.parts.book import Workbook, opened
from xlcsp.master.parts.grid import Grid

_QUOTED = re.compile(r'"[^"]*"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


def readers(
    file: str, content: bytes, sheets: Collection[str], known: Mapping[str, Collection[str]] | None = None
) -> dict[str, list[str]]:
    """By sheet, the formula cells that depend on one of the sheets, directly or through another sheet.

    sheets: those with new values. known: formula cells whose stored values are new themselves.
    Formulas that find their cells by text (INDIRECT) are not seen.
    """
    book, known = opened(file, content), known or {}
    formulas = {
        name: list(Grid(book, name).formulas())
        for name, part in book.sheets.items()
        if _FORMULA.search(book.archive.part(part))
    }
    readers_of: dict[str, list[str]] = {}
    changed = set(sheets)
    while True:
        words = _words(book, changed)
        for name, cells in formulas.items():
            new = [at for at, text in cells if at not in known.get(name, ()) and words.search(_QUOTED.sub("", text))]
            if new:
                readers_of[name] = new
        if set(readers_of) <= changed:
            return readers_of
        changed |= set(readers_of)


def _words(book: Workbook, sheets: Collection[str]) -> re.Pattern[str]:
    """The words of formulas that refer to one of the sheets: its name, its tables' names, defined names."""
    sheets = [name for name in sheets if name in book.sheets]
    direct = [f"(?:'{re.escape(name.replace(chr(39), chr(39) * 2))}'|(?<![\\w.]){re.escape(name)})!" for name in sheets]
    direct += [rf"(?<![\w.]){re.escape(table.name)}\[" for name in sheets for table in book.tables(name)]
    pattern = re.compile("|".join(direct) or "(?!)", re.IGNORECASE)
    nodes = book.root.listed("definedNames")
    names = [node.attributes.get("name", "") for node in nodes if pattern.search(node.text)]
    named = [rf"(?<![\w.!]){re.escape(name)}(?![\w.(])" for name in names if not name.startswith("_xlnm")]
    return re.compile("|".join([*direct, *named]) or "(?!)", re.IGNORECASE)
