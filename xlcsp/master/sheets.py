"""The sheets of a master workbook: their names, purposes and columns (a contract that others build on).

People own *Measures*, *History*, *Corrections*, *Contacts*, *Peers*, *Populations*, *Benchmarks*, *Months*, *Actions*,
*Overrides* and *Settings*; a rebuild writes *Figures*, *Comparators*, *Returns*, *Attention* and the panel on *Start*;
*Performance* holds formulas. *Proposals* is filled as a new year is made.
"""

from __future__ import annotations

from xlcsp.domain.periods import QUARTERS
from xlcsp.files.columns import Column, Columns
from xlcsp.planbook.actions import ACTIONS
from xlcsp.planbook.benchmarks import BENCHMARKS
from xlcsp.planbook.columns import MEASURES as MEASURE_COLUMNS
from xlcsp.planbook.contacts import CONTACTS
from xlcsp.planbook.corrections import CORRECTIONS
from xlcsp.planbook.history import HISTORY
from xlcsp.planbook.months import MONTHS
from xlcsp.planbook.overrides import OVERRIDES
from xlcsp.planbook.peers import PEERS
from xlcsp.planbook.populations import POPULATIONS
from xlcsp.planbook.settings import SETTINGS
from xlcsp.planbook.sheet_of import SheetOf, column, numbers

MEASURES = SheetOf(
    "Measures",
    "The plan: one row for each series of a measure. The id stays the same over the years; rates are proportions "
    "(62% is 0.62).",
    MEASURE_COLUMNS,
    frozen=2,
    pages_wide=3,
)
PROPOSALS = SheetOf(
    "Proposals",
    "What xlcsp new-year proposes for this year: baselines, targets and dates count when a person enters them in "
    "Measures and Settings. Late figures of the last year count already, and are to be entered in History.",
    Columns(
        column("about", 12),
        column("id", 13, "id"),
        column("ref", 7, "id"),
        column("what", 36),
        column("now", 22),
        column("proposed", 14, "number"),
        column("source", 60),
        column("do", 44),
    ),
    frozen=1,
)
GUIDE = SheetOf(
    "Guide",
    "The kinds of series, a quarter in ten steps, what to do when … Nothing is read from here.",
    Columns(
        column("kind", 16),
        column("what a provider enters", 44),
        column("the year so far is", 46),
        column("its target is", 30),
        column("such as", 48),
    ),
)
NAMES_HEADER, NAMES_SHOWN = "Names in Measures", 60  # beside the table of Guide: the choices of Contacts
NAMES_COLUMN = len(GUIDE.columns) + 1  # counted from 0, with a column between
CONFIG_SHEET = "xlwings.conf"
_QUARTERS = tuple(f"Q{number}" for number in QUARTERS)
YEARS_KEPT = 10  # earlier years that the formulas of Performance look at


def _each_quarter(name: str, width: float, form: str = "text") -> tuple[Column, ...]:
    return tuple(column(f"{name} {quarter}", width, form) for quarter in _QUARTERS)


FIGURES = SheetOf(
    "Figures",
    "What the returns say, as collected by the last rebuild; each rebuild rewrites the sheet. [x] no figure, "
    "[s] contained in the next, [z] not begun; each figure names the cell it came from.",
    Columns(
        column("id", 13, "id"),
        column("ref", 7, "id"),
        column("series", 30),
        column("kind", 13),
        *_each_quarter("numerator", 12, "figure"),
        *_each_quarter("denominator", 13, "figure"),
        *_each_quarter("status", 17),
        *_each_quarter("basis", 13),
        *_each_quarter("as returned", 13),
        *_each_quarter("source", 34),
        *_each_quarter("as at", 13, "day"),
        *_each_quarter("received", 13, "day"),
    ),
    frozen=3,
    pages_wide=3,
)
LATER_COMPARATORS = (
    "judged",
    "target judged",
    "green",
    "amber",
    "target named",
    "planned share",
    "decimals",
)  # older masters lack them
COMPARATORS = SheetOf(
    "Comparators",
    "What each series is compared with, from History and Figures; each rebuild rewrites it. [b] a break in "
    'recording; Y-1 is last year; columns with "of" are denominators of rates.',
    Columns(
        column("id", 13, "id"),
        column("state", 9),
        *numbers("quarter", "this quarter", "previous quarter", width=11),
        *numbers("same quarter last year", "last year to date", "same period", width=13),
        column("remark", 26),
        *_each_quarter("last year", 11, "number"),
        *_each_quarter("this year", 11, "number"),
        *(
            column(f"{prefix}Y-{back} {quarter}", 9, "number")
            for prefix in ("", "of ")
            for back in range(YEARS_KEPT, 0, -1)
            for quarter in _QUARTERS
        ),
        *numbers(*LATER_COMPARATORS, width=11),
    ),
    frozen=1,
    pages_wide=5,
)
RETURNS = SheetOf(
    "Returns",
    "Which returns came in, as found by the last rebuild; each rebuild rewrites the sheet.",
    Columns(
        column("file", 44),
        column("provider", 26),
        column("quarter", 13),
        column("state", 12),
        column("data as at", 13, "day"),
        column("received", 13, "day"),
        column("superseded by", 36),
        column("note", 44),
        column("hash", 64, "code"),
    ),
    frozen=1,
)
ATTENTION = SheetOf(
    "Attention",
    "What needs a person, as found by the last rebuild: missing returns, problems, and queries worth a question.",
    Columns(column("kind", 11), column("where", 46), column("what", 84), column("do", 50)),
)
BY_PEOPLE = (
    MEASURES,
    HISTORY,
    PROPOSALS,
    CORRECTIONS,
    CONTACTS,
    PEERS,
    POPULATIONS,
    BENCHMARKS,
    MONTHS,
    ACTIONS,
    OVERRIDES,
    SETTINGS,
)
COLLECTED = (FIGURES, COMPARATORS, RETURNS, ATTENTION)
