"""The sheet *Settings*, one entry for each row: its meaning, what a new master has in it, and how it is read.

To add one: a field with its default in ``domain.plan.Settings``, and an entry in ``ROWS`` (in the order of the sheet).
Help, drop-down, handbook and reading follow from it, and ``xlcsp upgrade`` adds the row. A master without the row, or
with a blank one, has the field's default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from xlcsp.domain.logo import Logo
from xlcsp.domain.numbers import either, percentage
from xlcsp.domain.periods import QUARTERS, PeriodError, Quarter, parse_quarter
from xlcsp.domain.plan import IN_POINTS, MARKINGS, RATE_TOLERANCES, Settings
from xlcsp.files.cells import Book
from xlcsp.files.columns import Columns
from xlcsp.files.table import Faults
from xlcsp.measures import rag_rules
from xlcsp.planbook.logo import read_logo
from xlcsp.planbook.sheet_of import SheetOf, column
from xlcsp.planbook.table import PlanRow, rows

SETTINGS = SheetOf(
    "Settings",
    "The partnership, the quarter that is worked on, the folders (relative to this workbook), dates and rules.",
    Columns(
        column("setting", 22),
        column("value", 34),
        *(column(f"Q{number}", 14, "day") for number in QUARTERS),
        column("meaning", 70),
    ),
)
FOLDERS = {
    "forms": "Folder of the issued forms.",
    "returns": "Folder of the returns, one folder a quarter.",
    "reports": "Folder of the reports.",
}
DATES = {
    "return_due": "When the returns are due.",
    "comments_due": "When the theme leads' comments are due.",
    "data_cutoff": ("The day as at which figures are asked for; the report bears the latest date of its returns."),
    "board_date": "When the board meets.",
}
DECISIONS = tuple(f"decision {number}" for number in range(1, 6))
RULES = ("rag rule", "tolerance", "tolerance of rates", "rounding")  # that decide what a figure means
_NEEDED = ("partnership", "financial year", "quarter")
_MOST_DECIMALS, _MOST_PEOPLE, _LARGEST_STEP = 6, 10_000, 100


@dataclass(frozen=True, slots=True)
class _At:
    """What a row's meaning depends on: the quarter worked on, and the master's folder."""

    quarter: Quarter
    folder: Path


@dataclass(frozen=True, slots=True)
class Setting:
    """A row. usual: its value in a new master. choices: the words of its drop-down.

    read: how it is read; None stands for the field's default. field: that of ``Settings``; by default of the same name.
    """

    name: str
    meaning: str
    usual: str | float | None = None
    read: Callable[[PlanRow, _At], Any] | None = None
    field: str = ""
    choices: tuple[str, ...] = ()


def read_settings(book: Book, faults: Faults, folder: Path) -> Settings | None:
    """The settings; None if the sheet, or its quarter, cannot be read. Anything wrong is added to the faults."""
    by_name = {row.text("setting").lower(): row for row in rows(book, SETTINGS.name, ("setting", "value"), faults)}
    if not by_name:
        return None
    for name in _NEEDED:
        if name not in by_name or not by_name[name].text("value"):
            cell = by_name[name].cell("value") if name in by_name else ""
            faults.add(SETTINGS.name, cell, f'The setting "{name}" is missing', do="Enter it")
    quarter = _current_quarter(by_name)
    if quarter is None:
        return None
    faults.start = quarter.start
    return _with_rows(Settings("", quarter, decisions=_decisions(by_name)), by_name, ROWS, folder)


def with_rules(settings: Settings, by_name: Mapping[str, PlanRow]) -> Settings:
    """The settings with the rating and rounding rules that the rows give, by their names in lower case."""
    return _with_rows(settings, by_name, [row for row in ROWS if row.name in RULES])


def _with_rows(
    settings: Settings, by_name: Mapping[str, PlanRow], of: Iterable[Setting], folder: Path = Path()
) -> Settings:
    at = _At(settings.quarter, folder)
    values = {row.field or row.name: row.read(by_name[row.name], at) for row in of if row.read and row.name in by_name}
    return replace(settings, **{field: value for field, value in values.items() if value is not None})


def _current_quarter(by_name: Mapping[str, PlanRow]) -> Quarter | None:
    if "quarter" not in by_name or "financial year" not in by_name:
        return None
    start = by_name["financial year"].year("value")
    if start is None:
        return None
    text = by_name["quarter"].text("value")
    try:
        return parse_quarter(f"Q{text}" if text.isdigit() else text, start)
    except PeriodError as error:
        by_name["quarter"].fault("value", str(error))
        return None


def _decisions(by_name: Mapping[str, PlanRow]) -> dict[int, tuple[str, ...]]:
    """The decisions asked of the board, by quarter.

    A fault if under *value*, where they would be asked every quarter.
    """
    decisions = [by_name[name] for name in DECISIONS if name in by_name]
    for row in decisions:
        if row.text("value"):
            allowed = "A decision goes into the column of the quarter whose report asks for it: Q1 to Q4"
            row.fault("value", "It does not say in which quarter the board is asked", allowed, "Move it to that column")
    by_quarter = {number: tuple(filter(None, (row.text(f"q{number}") for row in decisions))) for number in QUARTERS}
    return {number: texts for number, texts in by_quarter.items() if texts}


def _text(row: PlanRow, _: _At) -> str | None:
    return row.text("value") or None


def _days(row: PlanRow, at: _At) -> dict[int, date]:
    """A date for each quarter; one under *value* is that of the quarter worked on."""
    days = {number: row.day(f"q{number}") for number in QUARTERS}
    if row.value("value") is not None:
        days[at.quarter.number] = row.day("value")
    return {number: day for number, day in days.items() if day is not None}


def _whole(row: PlanRow, _: _At, *, default: int, most: int) -> int:
    value = row.whole("value", default)
    if value > most:
        row.fault("value", f"{value:,} is too large", f"It is at most {most:,}", f"Enter {default}")
    return value


def _share(row: PlanRow, _: _At, *, what: str, example: float, fits: Callable[[Decimal], bool]) -> Decimal | None:
    value = row.number_or_none("value")
    if value is not None and not fits(value):
        allowed = f"It is a proportion: {percentage(example)} is {example}"
        row.fault("value", f"{value} is not a {what}", allowed, f"Enter {example}")
    return value


def _rag_rule(row: PlanRow, _: _At) -> str:
    return row.word("value", rag_rules.NAMES, rag_rules.USUAL.name)


def _rate_tolerance(row: PlanRow, _: _At) -> str:
    return row.word("value", RATE_TOLERANCES, IN_POINTS)


def _marking(row: PlanRow, _: _At) -> str:
    text = row.text("value")
    word = next((marking for marking in MARKINGS if marking == text.upper()), "")
    if text and not word:
        allowed = f"It is {' or '.join(MARKINGS)}, or blank for none"
        row.fault("value", f'"{text}" is not a protective marking', allowed, "Choose one of them, or clear the cell")
    return word


def _logo(row: PlanRow, at: _At) -> Logo | None:
    return read_logo(row, at.folder)


ROWS = (
    Setting("partnership", "As it is printed on forms and reports.", read=_text),
    Setting("financial year", "April to March, as {year}."),
    Setting("quarter", "The quarter worked on: Q1 to Q4.", choices=tuple(f"Q{number}" for number in QUARTERS)),
    *(Setting(name, meaning, name, _text) for name, meaning in FOLDERS.items()),
    *(Setting(name, meaning, read=_days) for name, meaning in DATES.items()),
    Setting(
        "rag rule", f"{either(rag_rules.OF_SETTINGS)}; a measure may have its own.", rag_rules.USUAL.name, _rag_rule,
        "rag_rule", rag_rules.OF_SETTINGS,
    ),
    Setting(
        "tolerance",
        f"{rag_rules.ARGUMENTS['tolerance']}; blank: {' '.join(rag_rules.own_tolerances(percentage))}.",
        float(rag_rules.USUAL.tolerance),
        partial(_share, what="tolerance", example=0.05, fits=lambda value: 0 <= value < 1),
    ),
    Setting(
        "tolerance of rates", "points: a tolerance of a rate is percentage points; share: a share of its target.",
        IN_POINTS, _rate_tolerance, "rate_tolerance", RATE_TOLERANCES,
    ),
    Setting(
        "rounding", "Decimals of percentages.", 1, partial(_whole, default=1, most=_MOST_DECIMALS), "decimals",
    ),
    Setting(
        "query_step", "A change on the quarter before that is asked about; 0.5 is half.", 0.5,
        partial(_share, what="step", example=0.5, fits=lambda value: 0 < value <= _LARGEST_STEP),
    ),
    Setting(
        "disclosure threshold", "Counts below this are hidden in publications of disclosive series.", 5,
        partial(_whole, default=5, most=_MOST_PEOPLE), "disclosure_threshold",
    ),
    Setting(
        "pct_min_base", "Below this base a publication prints numbers, no percentage.", 50,
        partial(_whole, default=50, most=_MOST_PEOPLE),
    ),
    Setting(
        "protective marking", "OFFICIAL or OFFICIAL-SENSITIVE: on every page, form and e-mail; blank: none.",
        read=_marking, field="marking", choices=MARKINGS,
    ),
    *(
        Setting(name, "What the board is asked to decide: write it under the quarter of the report.")
        for name in DECISIONS
    ),
    Setting(
        "logo", "A picture (.png, .jpg) beside the master, on cover, forms, Word and publication copy; blank: none.",
        read=_logo,
    ),
)  # fmt: skip
