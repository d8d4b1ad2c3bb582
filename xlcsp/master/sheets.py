"""The sheets of a master workbook: their names, purposes and columns (a contract that others build on).

People own *Measures*, *History*, *Corrections*, *Contacts*, *Peers* and *Settings*; a rebuild writes *Figures*,
*Comparators*, *Returns*, *Attention* and the panel on *Start*; *Performance* holds formulas. *Proposals* is filled as a
new year is made.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlcsp.domain import plan
from xlcsp.domain.kinds import KIND_WORDS

_YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. width in characters; choices: its drop-down.

    form: text, id (text though it looks like a number or a day: 2.10, 2011/12), number, figure (with thousands),
    percent, day, or code (text on one line, however long).
    """

    name: str
    width: float = 12
    form: str = "text"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetOf:
    """A sheet with one table. frozen: how many columns stay in view; pages_wide: over how many pages it prints."""

    name: str
    purpose: str
    columns: tuple[Column, ...]
    frozen: int = 0
    pages_wide: int = 1


def _numbers(*names: str, width: float = 10) -> tuple[Column, ...]:
    return tuple(Column(name, width, "number") for name in names)


SETTINGS = SheetOf(
    "Settings",
    "The partnership, the quarter that is worked on, the folders (relative to this workbook), dates and rules.",
    (
        Column("setting", 22),
        Column("value", 34),
        *(Column(f"Q{number}", 14, "day") for number in range(1, 5)),
        Column("meaning", 70),
    ),
)
MEASURES = SheetOf(
    "Measures",
    "The plan: one row for each series of a measure. The id stays the same over the years; rates are proportions "
    "(62% is 0.62).",
    (
        Column("id", 13, "id"),
        Column("ref", 7, "id"),
        Column("theme", 18),
        Column("measure", 34),
        Column("series", 22),
        Column("role", 13, choices=plan.ROLES),
        Column("kind", 13, choices=KIND_WORDS),
        Column("unit", 15),
        Column("polarity", 11, choices=plan.POLARITIES),
        Column("frequency", 12, choices=plan.FREQUENCIES),
        Column("lag_quarters", 15, "number"),
        Column("baseline", 11, "number"),
        Column("baseline_label", 20),
        Column("target_rule", 14, choices=plan.TARGET_RULES),
        Column("target", 9, "number"),
        *_numbers("target_q1", "target_q2", "target_q3", "target_q4", width=11),
        Column("judged", 10, choices=plan.JUDGED),
        Column("tolerance", 11, "percent"),
        Column("rag_rule", 11, choices=plan.RAG_RULES),
        Column("projection", 13, choices=plan.PROJECTIONS),
        Column("provider", 20),
        Column("theme_lead", 24),
        Column("disclosive", 12, choices=_YES_NO),
        Column("publishable", 13, choices=_YES_NO),
        Column("comparable_from", 18),
        Column("break_reason", 18),
        Column("first_year", 12),
        Column("closed_from", 13),
        Column("note", 34),
    ),
    frozen=2,
    pages_wide=3,
)
HISTORY = SheetOf(
    "History",
    "Earlier years, one row for each series and year. D columns: the denominators of rates. Blank means not known.",
    (
        Column("id", 14, "id"),
        Column("year", 10, "id"),
        *_numbers("Q1", "Q2", "Q3", "Q4", "year_total", "D1", "D2", "D3", "D4", "D_total"),
        Column("origin", 52),
        Column("retired", 10, choices=_YES_NO),
    ),
    frozen=2,
)
PROPOSALS = SheetOf(
    "Proposals",
    "What xlcsp new-year proposes for this year. Nothing of it counts until a person enters it where it belongs: "
    "baselines and targets in Measures, dates in Settings.",
    (
        Column("about", 12),
        Column("id", 13, "id"),
        Column("ref", 7, "id"),
        Column("what", 36),
        Column("now", 22),
        Column("proposed", 14, "number"),
        Column("source", 60),
        Column("do", 44),
    ),
    frozen=1,
)
CORRECTIONS = SheetOf(
    "Corrections",
    "Changes made by the partnership after the returns; each says why, by whom and when. The program only reads it.",
    (
        Column("id", 14, "id"),
        Column("year", 10, "id"),
        Column("quarter", 9, choices=("Q1", "Q2", "Q3", "Q4")),
        Column(
            "field",
            13,
            choices=("numerator", "denominator", "percentage", "status", "reason", "commentary"),
        ),
        Column("old", 14),
        Column("new", 14),
        Column("reason", 44),
        Column("who", 24),
        Column("date", 13, "day"),
    ),
)
CONTACTS = SheetOf(
    "Contacts",
    "Who sends returns and who writes comments: roles, not names.",
    (
        Column("role", 26),
        Column("organisation", 28),
        Column("email", 42),
        Column("deputy", 28),
        Column("from", 13, "day"),
        Column("to", 13, "day"),
    ),
)
PEERS = SheetOf(
    "Peers",
    "Figures of similar areas, for comparison.",
    (
        Column("id", 14, "id"),
        Column("period", 13),
        Column("area", 28),
        *_numbers("numerator", "population", width=13),
        Column("source", 44),
        Column("publishable", 13, choices=_YES_NO),
    ),
)
_QUARTERS = tuple(f"Q{number}" for number in range(1, 5))
YEARS_KEPT = 10  # earlier years that the formulas of Performance look at


def _each_quarter(name: str, width: float, form: str = "text") -> tuple[Column, ...]:
    return tuple(Column(f"{name} {quarter}", width, form) for quarter in _QUARTERS)


FIGURES = SheetOf(
    "Figures",
    "What the returns say, as collected by the last rebuild; it is written anew each time. [x] no figure, "
    "[s] contained in the next; each figure names the cell it came from.",
    (
        Column("id", 13, "id"),
        Column("ref", 7, "id"),
        Column("series", 30),
        Column("kind", 13),
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
COMPARATORS = SheetOf(
    "Comparators",
    "What each series is compared with, from History and Figures; written anew by each rebuild. [b] a break in "
    'recording; Y-1 is last year; columns with "of" are denominators of rates.',
    (
        Column("id", 13, "id"),
        Column("state", 9),
        *_numbers("quarter", "this quarter", "previous quarter", width=11),
        *_numbers("same quarter last year", "last year to date", "same period", width=13),
        Column("remark", 26),
        *_each_quarter("last year", 11, "number"),
        *_each_quarter("this year", 11, "number"),
        *(
            Column(f"{prefix}Y-{back} {quarter}", 9, "number")
            for prefix in ("", "of ")
            for back in range(YEARS_KEPT, 0, -1)
            for quarter in _QUARTERS
        ),
    ),
    frozen=1,
    pages_wide=5,
)
RETURNS = SheetOf(
    "Returns",
    "Which returns came in, as found by the last rebuild; it is written anew each time.",
    (
        Column("file", 44),
        Column("provider", 26),
        Column("quarter", 13),
        Column("state", 12),
        Column("data as at", 13, "day"),
        Column("received", 13, "day"),
        Column("superseded by", 36),
        Column("note", 44),
        Column("hash", 64, "code"),
    ),
    frozen=1,
)
ATTENTION = SheetOf(
    "Attention",
    "What needs a person, as found by the last rebuild: missing returns, problems, and queries worth a question.",
    (Column("kind", 11), Column("where", 46), Column("what", 84), Column("do", 50)),
)
BY_PEOPLE = (MEASURES, HISTORY, PROPOSALS, CORRECTIONS, CONTACTS, PEERS, SETTINGS)
COLLECTED = (FIGURES, COMPARATORS, RETURNS, ATTENTION)
