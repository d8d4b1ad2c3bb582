"""The native formulas of a form's row: no macros, no Python, and functions that every spreadsheet has.

A form's rules are written only here; ``xlcsp.forms.stored`` works out the values that are stored with the formulas.
Percentages and rounding use whole numbers, so that halves are exact; text is compared as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlcsp.domain import figures as kept
from xlcsp.domain.figures import Figure
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.files.columns import Columns
from xlcsp.forms import layout, months

EARLIER = f"'{layout.EARLIER_SHEET}'!"
YEAR = f"'{layout.YEAR_SHEET}'!"
TO_DATE = f'="{layout.TO_DATE_BASIS}"'


EXACT = 6  # decimals of a typed number that are made whole
BLANK, GAP, WRONG, FIGURE, SHARE = "blank", "gap", "wrong", "figure", "percentage alone"
NONE = "–"  # shown if there is no number, or nothing that a form can judge


@dataclass(frozen=True, slots=True)
class Sheets:
    """The columns of the form's three sheets."""

    returned: Columns[Any]
    earlier: Columns[Any]
    year: Columns[Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a series is: its row on *Return*, on *Year so far*, and those of its earlier quarters.

    months: for a monthly series, the rows of each earlier quarter's three months.
    """

    sheets: Sheets
    series: Series
    quarter: Quarter
    row: int
    year_row: int
    earlier: Mapping[int, tuple[int, Figure | None]]
    months: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def is_pair(self) -> bool:
        """Whether the figure has a denominator."""
        return self.series.kind.has_denominator

    @property
    def own(self) -> str:
        """The cell of its own figure."""
        return self.cell("percentage" if self.series.kind.is_bare_percentage else "figure")

    @property
    def has_sums(self) -> bool:
        """Whether its quarters are added up."""
        return self.series.kind.has_year_to_date

    def cell(self, column: str) -> str:
        """A cell of the row on *Return*."""
        return f"{layout.RETURN_SHEET}!{self.sheets.returned.letter(column)}{self.row}"

    def made_whole(self, value: str) -> str:
        """One of its numbers made whole, for multiplying and dividing."""
        return whole(value) if self.series.kind.takes_decimals else value

    @property
    def as_at(self) -> str:
        """The cell of the day up to which the form's data are complete."""
        return f"{layout.RETURN_SHEET}!${self.sheets.returned.letter('commentary')}${layout.IDENTITY_ROW + 1}"

    def year(self, column: str) -> str:
        """A cell of the row on *Year so far*."""
        return f"{YEAR}{self.sheets.year.letter(column)}{self.year_row}"

    def quarter_cells(self, number: int) -> tuple[str, str]:
        """A quarter's figure and denominator on *Year so far*."""
        return self.year(f"q{number}"), self.year(f"q{number}_of")

    def last_and_new(self, row: int) -> list[str]:
        """What a row of *Earlier quarters* last reported, and the new entry: figure, denominator, percentage."""
        letters = [self.sheets.earlier.letter(f"{age}{name}") for age in ("last_", "") for name in layout.NUMBERS]
        return [f"{EARLIER}{letter}{row}" for letter in letters]


def whole(value: str) -> str:
    """A typed decimal (or a sum of some) made whole, so that halves are exact."""
    return f"ROUND({value}*{10**EXACT},0)"


def quoted(text: str) -> str:
    """A text constant in a formula."""
    return '"' + text.replace('"', '""') + '"'


def either(conditions: Sequence[str]) -> str:
    """The condition that one of them holds."""
    return f"OR({','.join(conditions)})" if len(conditions) > 1 else conditions[0]


def is_whole(cell: str) -> str:
    """The condition that the cell has a whole number of 0 or more."""
    return f"IF(ISNUMBER({cell}),AND({cell}>=0,{cell}=INT({cell})),FALSE)"


def is_number(cell: str, most: int | None = None) -> str:
    """The condition that the cell has a number of 0 or more (and at most ``most``)."""
    limit = f",{cell}<={most}" if most is not None else ""
    return f"IF(ISNUMBER({cell}),AND({cell}>=0{limit}),FALSE)"


def is_filled(at: Place) -> str:
    """The condition that any of the row's open figure cells is filled in."""
    if at.series.is_monthly:
        return months.is_filled(months.Cells(at.series, at.cell))
    filled = ",".join(f'{at.cell(key)}<>""' for key in layout.NUMBERS if at.sheets.returned[key].of(at))
    return f"OR({filled})"


def _counting_earlier(at: Place, number: int) -> tuple[str, str]:
    """An earlier quarter's figure and denominator."""
    if number in at.months:
        return months.from_months(at.series.kind, [_counting_figure(at, row) for row in at.months[number]])
    return _counting_figure(at, at.earlier[number][0])


def _counting_figure(at: Place, row: int) -> tuple[str, str]:
    """The figure of a row of *Earlier quarters*: the revised one if there is one, else the last reported."""
    kind = at.series.kind
    last, last_of, last_share, new, new_of, new_share = at.last_and_new(row)
    if at.is_pair:
        fits = f",{new}<={new_of}" if kind.is_part else ""
        whole, whole_of = ("", "") if kind.takes_decimals else (f",{new}=INT({new})", f",{new_of}=INT({new_of})")
        is_used = f"IF(AND(ISNUMBER({new}),ISNUMBER({new_of})),AND({new}>=0{whole},{new_of}>=0{whole_of}{fits}),FALSE)"
        known = f"AND(ISNUMBER({last}),ISNUMBER({last_of}))"
        if kind.takes_share:  # a percentage alone replaces them: the two numbers are no longer known
            known = f'AND({known},NOT(AND({new}="",{new_of}="",{is_number(new_share, 100)})))'
        return (
            f'IF({is_used},{new},IF({known},{last},"[x]"))',
            f'IF({is_used},{new_of},IF({known},{last_of},"[x]"))',
        )
    if kind.has_status:
        return f'IF({new}<>"",{new},IF({last}={quoted(layout.NOT_REPORTED)},"[x]",{last}))', ""
    if kind.is_bare_percentage:
        old = f'IF(ISNUMBER({last_share}),{last_share},"[x]")'
        return f"IF({is_number(new_share, 100)},{new_share},{old})", ""
    is_used = is_whole(new) if kind.is_counted else is_number(new)
    return f'IF({is_used},{new},IF(ISNUMBER({last}),{last},"[x]"))', ""


@dataclass(frozen=True, slots=True)
class Before:
    """The sums of the quarters before this one, as expressions: numerator, denominator, and the missing quarters."""

    n: str = "0"
    m: str = "0"
    missing: str = '""'


def before(at: Place) -> Before:
    """The sums before the row's quarter. A year to date in an earlier quarter includes the quarters before it."""
    sums = Before()
    if not at.has_sums:
        return sums
    for number, (_, figure) in sorted(at.earlier.items()):
        n, m = at.quarter_cells(number)
        lost = f'{sums.missing}&", Q{number}"'
        if figure is None or figure.basis != kept.YEAR_TO_DATE:
            missing = f'{sums.missing}&IF(ISNUMBER({n}),"",", Q{number}")'
            sums = Before(f"{sums.n}+N({n})", f"{sums.m}+N({m})", missing)
            continue
        holds = f"{n}>={sums.n}"
        if at.series.kind.is_pair:
            fits = f",{n}-({sums.n})<={m}-({sums.m})" if at.series.kind.is_part else ""
            holds = f"AND({holds},{m}>={sums.m}{fits})"
        holds = f"IF(ISNUMBER({n}),{holds},FALSE)"
        sums = Before(f"IF({holds},{n},{sums.n})", f"IF({holds},{m},{sums.m})", f'IF({holds},"",{lost})')
    return sums


def state(at: Place) -> str:
    """The formula of the row's state: blank, gap, wrong, figure or percentage alone."""
    filled = quoted(FIGURE)
    if at.series.kind.takes_share:
        filled = f'IF({at.cell("figure")}="",{quoted(SHARE)},{filled})'
    empty = f'IF({at.cell("reason")}<>"",{quoted(GAP)},{quoted(BLANK)})'
    return f'IF({is_filled(at)},IF({at.year("check")}<>"",{quoted(WRONG)},{filled}),{empty})'


def quarter_cells(at: Place, number: int) -> tuple[str, str]:
    """A quarter's figure and denominator; empty if the row has none."""
    if number == at.quarter.number:
        return _own_held(at)
    return _counting_earlier(at, number) if number in at.earlier else ("", "")


def _own_held(at: Place) -> tuple[str, str]:
    """The row's own figure and denominator on *Year so far*."""
    at_state = at.year("state")
    none = f"OR({at_state}={quoted(BLANK)},{at_state}={quoted(WRONG)})"
    cell = at.own
    has = f"{at_state}={quoted(FIGURE)}"
    below = f'IF({none},"",IF({has},{at.cell("out_of")},"[x]"))' if at.is_pair else ""
    return f'IF({none},"",IF({has},{cell},"[x]"))', below


def sums(at: Place) -> tuple[str, str, str]:
    """The year to date: numerator, denominator, and the quarters that are missing."""
    has = f"{at.year('state')}={quoted(FIGURE)}"
    if not at.has_sums:
        cell, below = at.own, f'IF({has},{at.cell("out_of")},"")' if at.is_pair else ""
        return ('""' if at.series.kind.has_status else f'IF({has},{cell},"")'), below, '""'
    past, is_to_date = before(at), f"{at.cell('basis')}{TO_DATE}"
    cells = ",".join(at.quarter_cells(number)[0] for number in at.earlier)  # without a figure blank, which is not 0
    n, m = (f'IF(COUNT({cells}),{part},"")' if cells else '""' for part in (past.n, past.m))
    n = f"IF({has},IF({is_to_date},{at.cell('figure')},{past.n}+{at.cell('figure')}),{n})"
    if at.series.kind.is_pair:
        m = f"IF({has},IF({is_to_date},{at.cell('out_of')},{past.m}+{at.cell('out_of')}),{m})"
    else:
        m = f'IF({has},{at.cell("out_of")},"")' if at.series.kind.is_per_population else ""
    said_none = f"OR({at.year('state')}={quoted(GAP)},{at.year('state')}={quoted(SHARE)})"
    lost = f'IF({said_none},{past.missing}&", Q{at.quarter.number}",{past.missing})'
    return n, m, f'MID(IF({has},IF({is_to_date},"",{past.missing}),{lost}),3,20)'
