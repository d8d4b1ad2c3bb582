"""The sheets of a master that may stay empty, to be read beside the plan and its figures."""

from __future__ import annotations

from xlcsp.domain.officers import ACTION_STATUSES
from xlcsp.files.columns import Columns
from xlcsp.master.sheet_of import SheetOf, column, numbers
from xlcsp.measures.rating import STATES
from xlcsp.planbook.columns import YES_NO

PEERS = SheetOf(
    "Peers",
    "Figures of similar areas, for comparison.",
    Columns(
        column("id", 14, "id"),
        column("period", 13),
        column("area", 28),
        *numbers("numerator", "population", width=13),
        column("source", 44),
        column("publishable", 13, choices=YES_NO),
    ),
)
POPULATIONS = SheetOf(
    "Populations",
    "Estimates of residents, one row for each area, group and year; the column population of Measures names them.",
    Columns(
        column("area", 28, tell="As the column population of Measures names it, such as Havering."),
        column("group", 20, tell="Blank: all residents; else such as 10 to 17, named as Havering, 10 to 17."),
        column("year", 10, "id", tell="The year that the estimate is for: {start} is mid-{start}, for {year}."),
        column("population", 13, "figure", tell="Residents, a whole number."),
        column("source", 44, tell="Whose estimate it is, such as ONS."),
    ),
)
BENCHMARKS = SheetOf(
    "Benchmarks",
    "Published values to read beside a series: of England, the force, the most similar group. They give no RAG, "
    "unless a target on Measures names the comparator.",
    Columns(
        column("id", 14, "id"),
        column("period", 22, "id", tell="{last year}, {year} Q2, year ending June {start}, or {start}; it is printed."),
        column("comparator", 28, tell="Such as England or most similar group; a target of Measures may name it."),
        column("value", 13, "number", tell="As published; of rates and percentages a proportion: 0.62 is 62%."),
        column("rank", 9, "number", tell="The partnership's own rank, where one is published."),
        column("of", 9, "number", tell="Of how many areas."),
        column("source", 44, tell="Where it is published; it is printed."),
        column("publishable", 13, choices=YES_NO, tell="yes: it may stand in the publication copy."),
    ),
)
MONTHS = SheetOf(
    "Months",
    "Figures of monthly series, month by month. Earlier years are entered here, and supply the quarters that "
    "History lacks; this year's come from the returns.",
    Columns(
        column("id", 14, "id"),
        column("month", 16, "id", tell="Such as April {start}."),
        column("numerator", 12, "figure", tell="The month's figure; of a percentage 0.62 for 62%. Blank: not known."),
        column("denominator", 13, "figure", tell="Of a rate or ratio: what it is out of."),
    ),
    frozen=2,
)
ACTIONS = SheetOf(
    "Actions",
    "What is being done, by which role and when. The forms of the theme leads ask for it; they show what is open here.",
    Columns(
        column("action id", 20, "id", tell="Stays the same; such as A1."),
        column("ref", 7, "id", tell="The measure's number, as in Measures."),
        column("action", 60),
        column("owner", 26, tell="The role that does it, no person."),
        column("due", 13, "day", tell="The day by which it is to be done."),
        column("status", 14, choices=ACTION_STATUSES, tell="Blank: Not started."),
        column("updated", 13, "day", tell="When this was last said; a form that was signed later replaces the row."),
    ),
    frozen=1,
)
OVERRIDES = SheetOf(
    "Overrides",
    "An officer's state of a measure in a quarter: printed beside the computed RAG, never instead of it.",
    Columns(
        column("ref", 7, "id", tell="The measure's number, as in Measures."),
        column("year", 10, "id", tell="Financial year, such as {year}."),
        column("quarter", 9, choices=("Q1", "Q2", "Q3", "Q4")),
        column("state", 12, choices=STATES),
        column("reason", 60, tell="Why; it is printed."),
        column("who", 26, tell="The role that states it."),
        column("date", 13, "day", tell="When."),
    ),
)
