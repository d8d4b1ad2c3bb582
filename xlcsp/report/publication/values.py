"""The publication copy as values, for any file format: tables of cells, and the marks in them.

Plain tuples rather than the tables of ``xlcsp.frames``: those contain the numbers that a publication withholds, and
the report does without pandas. Only the Excel writer makes DataFrames of them, because gptables takes nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlcsp.domain.logo import Logo
from xlcsp.domain.numbers import PENCE, percentage, shown

NOT_AVAILABLE, NOT_APPLICABLE, CONFIDENTIAL, UNRELIABLE = "[x]", "[z]", "[c]", "[u]"
SHORTHAND = {
    "[x]": "not available: there is no figure",
    "[z]": "not applicable: no figure is due yet, or the column does not apply to this measure",
    "[c]": "confidential: withheld since a small number could be worked out, or since its source may not be published",
    "[u]": "low reliability: no percentage is given, since it would be of too few people or events",
    "[p]": "provisional",
    "[r]": "revised since a partner first reported it",
    "[b]": "break in recording: not comparable with the year before",
    "[e]": "estimated: the difference of two year-to-date figures",
    "[f]": "forecast: worked out from the year to date",
}
"""The marks that government statisticians use, with their meaning: "Symbols in tables: definitions and help"."""
Cell = str | int | float
REPORTED = "Reported"


class Share(float):
    """A proportion, shown as a percentage."""

    __slots__ = ()


class Pence(float):
    """Pounds with pence."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its name, title, one line on what it holds, and the table. name: unique; also the Excel table's."""

    sheet: str
    name: str
    title: str
    about: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """The whole publication copy. cover: headings with their paragraphs. decimals: of numbers that are not whole."""

    title: str
    partnership: str
    cover: tuple[tuple[str, tuple[str, ...]], ...]
    notes: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    decimals: int = 1
    logo: Logo | None = None

    def text(self, value: Cell) -> str:
        """A cell as text."""
        if isinstance(value, str):
            return value
        if isinstance(value, Share):
            return percentage(value, self.decimals)
        return shown(value, PENCE if isinstance(value, Pence) else self.decimals * isinstance(value, float))
