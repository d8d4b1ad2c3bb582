"""The sheet *Guide*: the kinds of series, in their own words, and the names that *Contacts* chooses from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from xlcsp.domain.kinds import KINDS, Kind
from xlcsp.files.cells import address
from xlcsp.files.names import alike
from xlcsp.master.beside import ACTIONS, BENCHMARKS, MONTHS, OVERRIDES, POPULATIONS
from xlcsp.master.sheets import GUIDE, NAMES_COLUMN, NAMES_HEADER, NAMES_SHOWN
from xlcsp.master.styles import Styles
from xlcsp.master.tables import HEADER_ROW, Cell, write_table

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_ROWS = 300  # of Measures below its headings: a table may not have grown with what was typed below it
_SOURCES = ("provider", "theme_lead")
_LETTERS = address(1, NAMES_COLUMN + 1)[:-1]


OPTIONAL = tuple((of.name, of.purpose) for of in (POPULATIONS, BENCHMARKS, MONTHS, ACTIONS, OVERRIDES))
"""Sheets that a partnership may leave empty, and what each is for."""
HOW_OFTEN = (
    ("quarterly", "One figure a quarter."),
    (
        "monthly",
        "Three figures a quarter, added up by kind; of a latest value the last month's. Two of three are no quarter.",
    ),
    ("half-yearly", "A figure of six months, asked for with Q2 and Q4; Not due otherwise."),
    ("annual", "One figure a year, asked for with Q4; Not due otherwise."),
)
"""What each frequency of *Measures* means."""


def guide_rows() -> list[dict[str, Cell]]:
    """A row for each kind of series."""
    return [
        {
            "kind": kind.word,
            "what a provider enters": kind.asks.value,
            "the year so far is": kind.year.value,
            "its target is": _target(kind),
            "such as": kind.example,
        }
        for kind in KINDS
    ]


def _target(kind: Kind) -> str:
    if kind.has_status:
        return "none: its status is judged"
    return "a proportion: 0.62 for 62%" if kind.is_proportion else "a number"


def write_guide(sheet: Worksheet, measures: Sequence[Mapping[str, Cell]], styles: Styles) -> None:
    """The whole sheet. The names are formulas, so that they follow *Measures* while it is filled in."""
    write_table(sheet, GUIDE, guide_rows(), styles)
    below = HEADER_ROW + len(KINDS) + 2
    for heading, lines in (("How often there is a figure", HOW_OFTEN), ("Sheets that may stay empty", OPTIONAL)):
        sheet.write_string(below, 0, heading, styles.heading)
        for row, (name, told) in enumerate(lines, below + 1):
            sheet.write_string(row, 0, name, styles.by_form["code"])
            sheet.write_string(row, 1, told, styles.plain)
        below += len(lines) + 2
    sheet.set_column(NAMES_COLUMN, NAMES_COLUMN, 36)
    sheet.write_string(HEADER_ROW, NAMES_COLUMN, NAMES_HEADER, styles.head_of("text"))
    names = names_of(measures)
    for at in range(NAMES_SHOWN):
        row = HEADER_ROW + 1 + at
        above = f"{_LETTERS}${HEADER_ROW + 1}:{_LETTERS}{row}"
        value = names[at] if at < len(names) else ""
        sheet.write_array_formula(
            row, NAMES_COLUMN, row, NAMES_COLUMN, f"={_next_name(above)}", styles.by_form["text"], value
        )


def names_of(measures: Iterable[Mapping[str, Cell]]) -> list[str]:
    """The providers and then the theme leads of the plan, each once, as its first row has it."""
    rows = list(measures)
    found: dict[str, str] = {}
    for source in _SOURCES:
        for row in rows:
            name = str(row.get(source) or "").strip()
            if name:
                found.setdefault(alike(name), name)
    return list(found.values())


def _next_name(above: str) -> str:
    """The first name that does not stand above: of the providers, then of the theme leads; blank where none is left."""
    formula = '""'
    for source in reversed(_SOURCES):
        names = f"OFFSET(tMeasures[[#Headers],[{source}]],1,0,{_ROWS},1)"
        first = f'MATCH(0,COUNTIF({above},TRIM({names}))+(TRIM({names})=""),0)'
        formula = f"IFERROR(TRIM(INDEX({names},{first})),{formula})"
    return formula
