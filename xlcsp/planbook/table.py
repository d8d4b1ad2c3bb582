"""The tables of the plan: each cell read as what its column means; every fault kept with its address."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from xlcsp.domain.periods import PeriodError, Quarter, parse_day, parse_quarter, parse_year
from xlcsp.files.cells import Book, CellError, Value, address, plain
from xlcsp.files.table import Faults, Row, find_table, no_identifier
from xlcsp.planbook.typed import as_decimal

Period = TypeVar("Period")
YES_NO = ("yes", "no")
_LARGEST_POWER = 12  # power of ten: no number in a plan is larger, or smaller than its inverse


@dataclass(frozen=True, slots=True)
class PlanRow(Row):
    """A row of a table of the plan, whose cells are read by the meaning of their columns."""

    def value(self, column: str) -> Value:
        """The cell; None if it is blank or there is no such column. An error value is a fault."""
        value = Row.value(self, column)
        if isinstance(value, CellError):
            self.fault(column, f"The cell holds {value}", do="Enter the value itself")
            return None
        return value

    def identifier(self, column: str) -> str:
        """An identifier, which is text; a number is a fault, since 2.10 typed as a number becomes 2.1."""
        value = self.value(column)
        wrong = no_identifier(column, value)
        if wrong:
            example = plain(value) if isinstance(value, int | float) else "1-2"
            self.fault(column, wrong, do=f"Format the cell as Text, then type it again, such as {example}")
        return plain(value)

    def series(self, known: Collection[str], do: str = "Correct the id, or remove the row") -> str:
        """The id of the row's series; one that the plan does not know is a fault."""
        series = self.identifier("id")
        if series not in known:
            self.fault("id", f'"{series}" is not an id of the sheet Measures', do=do)
        return series

    def need(self, *columns: str, allowed: str = "", do: str = "Fill it in") -> None:
        """Each of these cells that is blank is a fault."""
        for column in columns:
            if not self.text(column):
                self.fault(column, f"{column} is blank", allowed, do)

    def word(self, column: str, allowed: tuple[str, ...], default: str = "") -> str:
        """One of the allowed words, whatever its capitals; the default if the cell is blank."""
        text, one_of = self.text(column), f"It is one of: {', '.join(allowed)}"
        if not text:
            if not default:
                self.fault(column, f"{column} is blank", one_of, "Choose one")
            return default or allowed[0]
        choice = next((word for word in allowed if word.lower() == text.lower()), None)
        if choice is None:
            self.fault(column, f'"{text}" is not a choice for {column}', one_of, "Choose one of them")
        return choice or default or allowed[0]

    def number_or_none(self, column: str) -> Decimal | None:
        """A number at its shortest decimal; None if the cell is blank or (with a fault) not a number."""
        value = self.value(column)
        if value is None:
            return None
        if isinstance(value, bool | date):
            self.fault(column, f'"{plain(value)}" is not a number', do="Enter a number")
            return None
        result = as_decimal(plain(value))
        if result is None:
            self.fault(column, f'"{plain(value)}" is not a number', do="Enter a number, or leave the cell blank")
            return None
        if abs(result.adjusted()) > _LARGEST_POWER:
            self.fault(column, f'"{plain(value)}" is too large or too small', do="Check the number")
            return None
        return result

    def whole(self, column: str, default: int = 0) -> int:
        """A whole number of 0 or more."""
        value = self.number_or_none(column)
        if value is None:
            return default
        if value < 0 or value != int(value):
            self.fault(column, f'"{self.text(column)}" is not a whole number of 0 or more', do="Enter a whole number")
            return default
        return int(value)

    def yes(self, column: str, *, default: bool) -> bool:
        """Yes or no."""
        text = self.text(column).lower()
        if text in ("yes", "true", "1", "y"):
            return True
        if text in ("no", "false", "0", "n"):
            return False
        if text:
            self.fault(column, f'"{self.text(column)}" is neither yes nor no', do="Enter yes or no")
        return default

    def day(self, column: str) -> date | None:
        """A date."""
        value = self.value(column)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date) or value is None:
            return value
        parsed = parse_day(plain(value))
        if parsed is None:
            self.fault(column, f'"{plain(value)}" is not a date', do="Enter a date, such as 18/07/{start}")
        return parsed

    def year(self, column: str) -> int | None:
        """A financial year; None if the cell is blank."""
        return self._period(column, parse_year)

    def quarter(self, column: str) -> Quarter | None:
        """A quarter with its year, such as 2014/15 Q3; None if the cell is blank."""
        return self._period(column, parse_quarter)

    def year_or_quarter(self, column: str) -> Quarter | None:
        """A quarter, or the first one of a financial year; None if the cell is blank."""
        if "Q" in self.text(column).upper():
            return self.quarter(column)
        start = self.year(column)
        return None if start is None else Quarter(start, 1)

    def _period(self, column: str, read: Callable[[object], Period]) -> Period | None:
        text = self.text(column)
        if not text:
            return None
        try:
            return read(text)
        except PeriodError as error:
            self.fault(column, str(error))
            return None


def rows(
    book: Book, name: str, needed: tuple[str, ...], faults: Faults, *, optional: bool = False
) -> Iterator[PlanRow]:
    """The rows of the sheet's table that are not blank. A missing sheet or column is a fault."""
    sheet = book.sheets.get(name)
    if sheet is None:
        if not optional:
            faults.add(
                name,
                "",
                f'The master workbook has no sheet "{name}"',
                f"Its sheets are: {', '.join(book.sheets)}",
                "Restore the sheet, or copy it from a new master (xlcsp new)",
                code="no sheet",
            )
        return
    table = find_table(sheet, needed)
    if table is None:
        faults.add(name, "", f'No row with the column "{needed[0]}" was found', do="Restore the table's header row")
        return
    if table.missing:
        words = "The table has no column " + ", ".join(f'"{column}"' for column in table.missing)
        faults.add(name, address(table.header, 1), words, do="Restore the column in the header row")
        return
    for row in table.rows(faults):
        yield PlanRow(row.sheet, row.number, row.columns, faults)
