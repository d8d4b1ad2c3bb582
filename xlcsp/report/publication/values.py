"""The publication copy as values, for any file format: tables of cells, and the marks in them.

Plain tuples rather than the tables of ``xlcsp.frames``: those contain the numbers that a publication withholds, and
the report does without pandas. Only the Excel writer makes DataFrames of them, because gptables takes nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

from xlcsp.domain.logo import Logo
from xlcsp.domain.numbers import percentage, shown

NOT_AVAILABLE, NOT_APPLICABLE, CONFIDENTIAL, UNRELIABLE = "[x]", "[z]", "[c]", "[u]"
SHORTHAND = {
    "[x]": "not available: there is no figure",
    "[z]": "not applicable: no figure is due yet, or the column does not apply to this measure",
    "[c]": "confidential: withheld since a small number could be worked out, or since its source may not be published",
    "[u]": "low reliability: no percentage is given, since it would rest on too few people or events",
    "[p]": "provisional",
    "[r]": "revised since a partner first reported it",
    "[b]": "break in recording: not comparable with the year before",
    "[e]": "estimated: the difference of two year-to-date figures",
    "[f]": "forecast: worked out from the year to date",
}
"""The marks that government statisticians use, with their meaning: "Symbols in tables: definitions and help"."""
ABOUT_CONTENTS = "This worksheet contains one table."
ABOUT_NOTES = "This worksheet contains one table: the shorthand and the terms used."
CONTACT = "Contact"
Cell = str | int | float
REPORTED = "Reported"


class Number(float):
    """A number with the decimals in which it is shown; None: as other numbers of the copy."""

    __slots__ = ("places",)
    places: int | None

    def __new__(cls, value: float | Fraction | Decimal, places: int | None = None) -> Self:
        """The number nearest to the value."""
        own = super().__new__(cls, value)
        own.places = places
        return own


class Share(Number):
    """A proportion, shown as a percentage."""

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

    @property
    def instructions(self) -> str:
        """What stands below the title, for those who do not see where the table ends."""
        return f"{ABOUT_CONTENTS} {self.about} Shorthand is explained on the sheet Notes."


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
        places = places_of(value, self.decimals)
        return percentage(value, places) if isinstance(value, Share) else shown(value, places)


def places_of(value: float, decimals: int) -> int:
    """The decimals in which a cell's number is shown. decimals: of numbers without their own."""
    if isinstance(value, Number) and value.places is not None:
        return value.places
    return decimals if isinstance(value, float) else 0
