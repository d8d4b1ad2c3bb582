"""The columns of the tables for analysts: their order, what each means (for the handbook), and its type in pandas."""

from __future__ import annotations

from collections.abc import Mapping

from xlcsp.report.keys import ASSESSED, DAY, NUMBER, OF_ACTION, OF_THE_PLAN, OVERDUE, PER, SHARE, TEXT, VALUE, YES, Key

_NONE = "there is none"
_TYPES = {TEXT: "string", DAY: "datetime64[s]", YES: "boolean"}
_WHOLE = ("quarter", "per", "rank", "of")  # of the numbers those that are counted out
_PARTNERSHIP = Key("partnership", TEXT, "its name, as *Settings* has it; empty for a table of one's own")
_ID, _REF, _SERIES, _ROLE, _KIND, _UNIT, _POLARITY = OF_THE_PLAN
_THEME = Key("theme", TEXT, "the theme of its measure", "the plan no longer has the measure")
_MEASURE = Key("measure", TEXT, "the words of its measure", "the plan no longer has the measure")
_NAMES = (_THEME, _REF, _MEASURE, _ID, _SERIES, _KIND, _UNIT)
_WHO = (_PARTNERSHIP, *_NAMES, PER, Key("provider", TEXT, "who sends the figures"))
_YEAR = Key("year", TEXT, "the financial year, as 2026/27")
_QUARTER = Key("quarter", NUMBER, "1 to 4", "the row is the total of a year")
_PLACE = (
    Key("file", TEXT, "the return, with its folder, or the master workbook", "nothing came"),
    Key("sheet", TEXT, "the sheet", "nothing came"),
    Key("cell", TEXT, "the cells or the row", "nothing came"),
)
_AS_AT = Key("as_at", DAY, "up to which day its provider's figures are complete", "it is not said")
_PAIR = (
    Key("numerator", NUMBER, "the period's own figure; of a rate n. Where a return gave the year to date, what is left "
        "of it", "there is no figure, or a proportion alone"),
    Key("denominator", NUMBER, "m, or the residents", "the kind has none, or a proportion alone was given"),
    Key("value", VALUE, "the rate or percentage as a proportion; of other kinds the numerator", "there is no figure"),
)  # fmt: skip
_FIGURES = (
    *_WHO, _YEAR, _QUARTER, *_PAIR,
    Key("to_date", NUMBER, "the year to date, where the return gave that", "it gave the quarter alone"),
    Key("denominator_to_date", NUMBER, "what that is out of", "the same, or the kind has none"),
    Key("milestone", TEXT, "the status of a milestone", "the kind is another, or there is none"),
    Key("state", TEXT, "figure, missing, or contained (in the next figure, a year to date)"),
    Key("reason", TEXT, "why there is no figure", "there is one"),
    Key("marks", TEXT, "`[r]` revised, `[p]` provisional, `[e]` worked out from a year to date, `[corrected]`", _NONE),
    *_PLACE, _AS_AT,
)  # fmt: skip
_MONTHS = (*_WHO, _YEAR, _QUARTER, Key("month", DAY, "its first day"), *_PAIR, *_PLACE, _AS_AT)
_RUN_RATE = Key("run_rate", NUMBER, "what each quarter left must average to meet the target", "it does not apply")
_BY_NAME = {key.name: key for key in ASSESSED}
_RESULTS = (
    _PARTNERSHIP, Key("quarter", TEXT, "the quarter of the results, as 2026/27 Q2"), *_NAMES, PER, _ROLE, _POLARITY,
    Key("q1 … q4", NUMBER, "each quarter's own figure; of a rate n", "missing, not due, or contained in the next"),
    Key("d1 … d4", NUMBER, "what each is out of, or the residents", "the same, or the kind has none"),
    *(_RUN_RATE if key.name == _RUN_RATE.name else key for key in ASSESSED if key.holds != TEXT),
    Key("outturn", VALUE, "last year as late figures complete it", "its figures come in time, or one is missing"),
    _BY_NAME["ytd_text"],
    Key("milestone", TEXT, "the last status of a milestone", "the kind is another, or there is none"),
    *(_BY_NAME[name] for name in ("projection_method", "projection_why", "rag")),
    Key("travel_previous", TEXT, "the direction on the quarter before: Improving, Steady, Worsening, or why none"),
    Key("travel_last_year", TEXT, "the same on this quarter of last year"),
    *(_BY_NAME[name] for name in ("needed", "significance", "verdict")),
    Key("measure_rag", TEXT, "the state of its measure: the worst of its headline series"),
    Key("measure_verdict", TEXT, "the year-end verdict of its measure", "before the year's end"),
    Key("reason", TEXT, "why the measure is rated so, or not rated", "there is nothing to say"),
    Key("override", TEXT, "an officer's state of the measure, beside the computed one", _NONE),
    Key("override_reason", TEXT, "why", _NONE),
    Key("override_who", TEXT, "whose it is: a role", _NONE),
    Key("override_date", TEXT, "of which day it is, as 2027-01-20", _NONE),
    Key("sentence", TEXT, "the sentence of the quarter; empty before it is due"),
    Key("outturn_year", TEXT, "which year the outturn is of", "its figures come in time"),
    Key("outturn_verdict", TEXT, "that year's verdict", "the same, or a figure is still to come"),
    Key("outturn_reason", TEXT, "why it is so, or cannot be determined", "the same, or there is nothing to say"),
)  # fmt: skip
_ACTIONS = (
    _PARTNERSHIP, _THEME, _REF, _MEASURE,
    Key("action_id", TEXT, "the action's id; empty where it has none"),
    *OF_ACTION,
    Key("open", YES, "whether anything is left to do"),
    OVERDUE,
    *_PLACE,
)  # fmt: skip
_OVERRIDES = (
    _PARTNERSHIP, _THEME, _REF, _MEASURE, _YEAR, _QUARTER._replace(missing=""),
    Key("state", TEXT, "the officer's state"),
    Key("reason", TEXT, "why"),
    Key("who", TEXT, "whose it is: a role"),
    Key("date", DAY, "of which day it is"),
    *_PLACE,
)  # fmt: skip
_BENCHMARKS = (
    *_WHO,
    Key("comparator", TEXT, "whose value it is, such as England"),
    Key("period", TEXT, "of which period, as published"),
    Key("ends", DAY, "the last day of the period"),
    Key("value", VALUE, "the published value"),
    Key("rank", NUMBER, "the partnership's place", "none was published"),
    Key("of", NUMBER, "among how many", "none was published"),
    Key("source", TEXT, "where it is published"),
    Key("publishable", YES, "whether it may be published with ours"),
    *_PLACE,
)  # fmt: skip
TABLES: Mapping[str, tuple[Key, ...]] = {
    "figures": _FIGURES,
    "months": _MONTHS,
    "results": _RESULTS,
    "actions": _ACTIONS,
    "overrides": _OVERRIDES,
    "benchmarks": _BENCHMARKS,
}
"""The columns by the function that gives them; *history* has those of *figures*, *assess* those of *results*."""


def types(table: str) -> dict[str, str]:
    """The columns of a table, in their order, with their types in pandas."""
    return {name: _type(key) for key in TABLES[table] for name in _columns(key.name)}


def _columns(name: str) -> tuple[str, ...]:
    """The columns of an entry: of ``q1 … q4`` all four."""
    first, _, last = name.partition(" … ")
    return tuple(f"{name[0]}{place}" for place in range(int(first[1:]), int(last[1:]) + 1)) if last else (name,)


def _type(key: Key) -> str:
    return _TYPES.get(key.holds) or ("Int64" if key.name in _WHOLE else "Float64")


GIVEN = (
    Key("series, or id", TEXT, "which series the row is of", "a fault"),
    Key("year", TEXT, "2026/27, or 2026 for it", "a fault"),
    Key("quarter", TEXT, "1 to 4, or Q1 to Q4", "the row is the total of an earlier year"),
    Key("numerator, or count", NUMBER, "the quarter's own figure; of a rate n", "the figure is missing: never 0"),
    Key("denominator", NUMBER, "what it is out of", "a fault where the kind has one"),
    Key("value", SHARE, "a rate or percentage known only as a proportion (0.62); beside the numbers it must agree",
        "the numbers count"),
    Key("to_date", NUMBER, "the year to date in place of the quarter's own figure", "the quarter's own counts"),
    Key("denominator_to_date", NUMBER, "what that is out of", "a fault where the kind has one"),
    Key("milestone", TEXT, "the status of a milestone", "the status is missing"),
    Key("reason", TEXT, "why there is no figure", "*None in the table*"),
    Key("as_at", DAY, "up to which day the figure is complete", "the quarter's last day"),
    Key("each column of *Measures*", TEXT, "kind, polarity, target_rule, target and so on, the same in all rows of a "
        "series (the table stands in *The plan*)", "as a blank cell there: a count, Monitor"),
)  # fmt: skip
"""The columns of a table of one's own."""
