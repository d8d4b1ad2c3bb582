"""The columns of a table, one entry each: heading, width, allowed cells, help text, and how it is read.

Letters, widths, validation, reader and help of a sheet all follow from its list of columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from xlcsp.files.cells import address

_LONGEST_LIST = 255  # characters of a drop-down that is written out, with its commas


def check_choices(what: str, choices: Sequence[str]) -> None:
    """Raises ValueError for words that cannot be the choices of a drop-down."""
    parted = next((word for word in choices if "," in word), None)
    if parted is not None:
        raise ValueError(f'{what}: "{parted}" has a comma, at which Excel would part it. Write it without.')
    length = len(",".join(choices))
    if length > _LONGEST_LIST:
        raise ValueError(f"{what}: the choices take {length} characters. Excel takes {_LONGEST_LIST}. Shorten them.")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    key: its name in the program. width: in characters. form: what its cells hold, in the terms of the sheet's writer.
    choices: its drop-down. help: shown beside a cell when it is selected. read: how a cell is read, if that does not
    follow from its form. needed: whether every such table has it; older workbooks may lack other columns.
    """

    key: str
    heading: str
    width: float = 12
    form: str = "text"
    choices: tuple[str, ...] = ()
    help: str = ""
    read: Callable[..., Any] | None = None
    needed: bool = False

    def __post_init__(self) -> None:
        """Raises ValueError for a drop-down without choices, or with choices of which Excel would make other ones."""
        check_choices(self.heading, self.choices)
        if self.form == "choice" and not self.choices:
            raise ValueError(f"{self.heading}: it is a drop-down, but has no choices. Give them.")

    def of(self, line: Any) -> str:  # noqa: ARG002 - in sheets whose rows differ a column looks at the line
        """The form of its cell in the line."""
        return self.form


Kept = TypeVar("Kept", bound=Column)


class Columns(Generic[Kept]):
    """The columns of a table in their order."""

    def __init__(self, *columns: Kept) -> None:
        """Raises ValueError where two columns have one key: only the first would be found."""
        keys = [column.key for column in columns]
        if len(set(keys)) < len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise ValueError(f'"{twice}" is the key of two columns. Give each its own.')
        self.columns = columns

    def __iter__(self) -> Iterator[Kept]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def __getitem__(self, key: str) -> Kept:
        return self.columns[self.index(key)]

    def index(self, key: str) -> int:
        """The column's place, counted from 0. Raises KeyError for a key that no column has."""
        for place, column in enumerate(self.columns):
            if column.key == key:
                return place
        raise KeyError(key)

    def letter(self, key: str) -> str:
        """The column's letters, as in addresses."""
        return address(1, self.index(key) + 1)[:-1]

    def left_of(self, key: str) -> str:
        """The key of the column beside it on the left."""
        return self.columns[self.index(key) - 1].key

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings in their order."""
        return tuple(column.heading for column in self.columns)

    @property
    def needed(self) -> tuple[str, ...]:
        """The headings that every such table has."""
        return tuple(column.heading for column in self.columns if column.needed)
