"""The errors of xlcsp, as a tree.

    XlcspError
    ├── PlanError        the plan in the master workbook is not usable; carries every fault found
    ├── ReturnError      a return cannot be read at all (its problems are records, not errors)
    ├── MeasureError     a value that no measure can take: negative, fractional, infinite, text
    └── WorkbookError    a workbook cannot be read or written
        ├── LockedWorkbook   it is open on somebody's desk
        └── WouldLoseParts   writing it would lose parts that a person owns

Every message says where, what was found, what is allowed and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class XlcspError(Exception):
    """The base of every error that xlcsp raises on purpose."""


class MeasureError(XlcspError, ValueError):
    """A value that no measure accepts."""


class ReturnError(XlcspError):
    """A return that cannot be read at all."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class WorkbookError(XlcspError):
    """A workbook that cannot be read or written."""


class LockedWorkbook(WorkbookError):
    """A workbook that somebody has open."""


class WouldLoseParts(WorkbookError):
    """Writing the workbook would lose parts that a person owns."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong, or (as a query) worth a question, with its place.

    file, sheet, cell: the place; empty if it is the whole file or sheet. code: short and stable, for programs. found,
    allowed, do: for people. series, quarter: what it is about, if known. about: measure and series by their names.
    """

    file: str
    sheet: str
    cell: str
    code: str
    found: str
    allowed: str = ""
    do: str = ""
    series: str = ""
    quarter: str = ""
    about: str = ""

    @property
    def stated(self) -> str:
        """What was found, after the names of measure and series, with the measure's number only once."""
        ref = self.about.partition(" ")[0]
        if ref and self.found.startswith(f"{ref} "):
            return f"{self.about}{self.found.removeprefix(ref)}"
        return f"{self.about}: {self.found.removeprefix(f'{ref}: ')}" if self.about else self.found

    @property
    def where(self) -> str:
        """File and address as a person writes them: ``Police Q3.xlsx, Return!D14``."""
        address = f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell
        return ", ".join(part for part in (self.file, address) if part)

    def __str__(self) -> str:
        said = " ".join(sentence(part) for part in (self.stated, self.allowed, self.do) if part)
        return f"{self.where}: {said}" if self.where else said

    def as_dict(self) -> dict[str, str]:
        """The record of ``check --json``."""
        keys = ("file", "sheet", "cell", "code", "found", "allowed", "do", "series", "quarter", "about")
        return {key: getattr(self, key) for key in keys}


class PlanError(XlcspError):
    """The plan in the master workbook is not usable. All its faults are listed at once."""

    def __init__(self, faults: Iterable[Problem]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends with punctuation of its own."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def was_stopped(error: BaseException) -> bool:
    """Whether Ctrl-C is behind an error: Python 3.11 tells one in the midst of making a class as a RuntimeError."""
    return isinstance(error, KeyboardInterrupt) or isinstance(error.__cause__, KeyboardInterrupt)
