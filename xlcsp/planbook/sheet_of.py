"""The definition of a sheet of the master with one table: its name, purpose and columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xlcsp.files.columns import Column, Columns


@dataclass(frozen=True, slots=True)
class SheetOf:
    """A sheet with one table. frozen: how many columns stay in view; pages_wide: over how many pages it prints."""

    name: str
    purpose: str
    columns: Columns[Any]
    frozen: int = 0
    pages_wide: int = 1


def column(
    name: str, width: float = 12, form: str = "text", choices: tuple[str, ...] = (), *, tell: str = "",
    needed: bool = True,
) -> Column:  # fmt: skip
    """A column whose key is its heading.

    form: text, id (text though it looks like a number or a day: 2.10, 2011/12), number, figure (with thousands),
    percent, day, or code (text on one line, however long). tell: its help. needed: whether the reader must find it.
    """
    return Column(name, name, width, form, choices, tell, needed=needed)


def numbers(*names: str, width: float = 10, needed: bool = True) -> tuple[Column, ...]:
    """Columns of numbers."""
    return tuple(column(name, width, "number", needed=needed) for name in names)
