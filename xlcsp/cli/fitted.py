"""Tables that fit the terminal: as wide as it is, or as lists if it is too narrow; without control characters."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.table import Column, Table
from rich.text import Text

from xlcsp.files.cells import legible

_WIDEST, _WITHOUT = 140, 120  # characters: a terminal's usual width, and the width without a terminal
_FRAME = 3  # characters that lines and spaces take beside each column
_WORD, _SENTENCE, _LEGIBLE = 16, 40, 24  # characters: longer words may be broken


def console() -> Console:
    """A console as wide as the terminal."""
    width = shutil.get_terminal_size((_WITHOUT, 24)).columns
    return Console(width=max(1, min(_WIDEST, width)), highlight=False)


def cell(words: str, style: str | Style = "") -> Text:
    """A cell's text without markup, with control characters made visible."""
    return Text(legible(words), style=style)


def show(table: Table) -> None:
    """Prints the table, or if the terminal is too narrow, each row as a list of its columns."""
    out = console()
    if sum(_needed(column) + _FRAME for column in table.columns) < out.width:
        out.print(table)
        return
    if table.title:
        out.print(table.title, style="italic")
    heads = [str(column.header) for column in table.columns]
    for row in zip(*(column.cells for column in table.columns), strict=True):
        for head, value in zip(heads, row, strict=True):
            words = _text(value)
            if words.plain:
                out.print(Text(f"{head}: " if head else "").append_text(words), overflow="fold")
        out.print()


def tell(words: str) -> None:
    """Prints a line below a table."""
    console().print(cell(words), overflow="fold")


def _needed(column: Column) -> int:
    """How wide a column must be to be read."""
    return max(map(_width, (str(column.header), *_plain(column))), default=0) if column.no_wrap else _widest(column)


def _widest(column: Column) -> int:
    words = [str(column.header), *_plain(column)]
    longest = max(min(_WORD, _width(word)) for text in words for word in (text.split() or [""]))
    return max(longest, _LEGIBLE) if max(map(_width, words)) > _SENTENCE else longest


def _width(text: str) -> int:
    return max(map(cell_len, text.split("\n")))


def _plain(column: Column) -> Iterator[str]:
    return (_text(value).plain for value in column.cells)


def _text(value: object) -> Text:
    return value.copy() if isinstance(value, Text) else Text.from_markup(str(value))
