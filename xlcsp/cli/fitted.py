"""Tables as the terminal holds them: as wide as it is, as lists where that is too narrow, nothing that it obeys."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.table import Column, Table
from rich.text import Text

from xlcsp.files.cells import legible

_WIDEST, _WITHOUT = 140, 120  # characters; of a terminal, and where there is none
_FRAME = 3  # characters that a table's lines and blanks take beside each column
_WORD, _SENTENCE, _LEGIBLE = 16, 40, 24  # a word may be broken from here on; what is longer than that is a text


def console() -> Console:
    """A console as wide as the terminal."""
    width = shutil.get_terminal_size((_WITHOUT, 24)).columns
    return Console(width=max(1, min(_WIDEST, width)), highlight=False)


def cell(words: str, style: str | Style = "") -> Text:
    """A cell's words as they are: no markup, and a symbol for what a terminal would obey."""
    return Text(legible(words), style=style)


def show(table: Table) -> None:
    """Prints the table; where the terminal is too narrow to read it, each row as a list of what its columns say."""
    out = console()
    if sum(_needed(column) + _FRAME for column in table.columns) < out.width:
        out.print(table)
        return
    if table.title:
        out.print(table.title, style="italic")
    heads = [str(column.header) for column in table.columns]
    for row in zip(*(column.cells for column in table.columns), strict=True):
        for head, one in zip(heads, row, strict=True):
            words = _text(one)
            if words.plain:
                out.print(Text(f"{head}: " if head else "").append_text(words), overflow="fold")
        out.print()


def tell(words: str) -> None:
    """A line below a table."""
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
    return (_text(one).plain for one in column.cells)


def _text(one: object) -> Text:
    return one.copy() if isinstance(one, Text) else Text.from_markup(str(one))
