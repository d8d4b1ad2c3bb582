"""The keys of ``audit --json``, as the handbook lists them; a test compares them with the document."""

from __future__ import annotations

from collections.abc import Mapping

from xlcsp.audit.checks import STATUSES, WORDS
from xlcsp.report.keys import NUMBER, TEXT, Key

_QUARTER = Key("quarter", TEXT, "Q1 to Q4, FY for the whole year, baseline, target; empty where nothing says")
KEYS: Mapping[str, tuple[Key, ...]] = {
    "": (
        Key("file", TEXT, "the name of the report's file"),
        Key("year", TEXT, "the financial year it is about, as 2014/15; empty where it does not say"),
        *(Key(f"counts.{status}", NUMBER, f"how many findings are *{WORDS[status]}*") for status in STATUSES),
    ),
    "findings": (
        Key("measure", TEXT, "the number of its measure as printed; else the table and row, or the paragraph"),
        _QUARTER,
        Key("check", TEXT, "the code of what was recomputed (see *Audit*)"),
        Key("status", TEXT, f"{', '.join(STATUSES[:-1])} or {STATUSES[-1]}"),
        Key("quote", TEXT, "the words that make the claim; those of several cells with ` || ` between"),
        Key("printed", TEXT, "the number as printed, a percentage without %; empty for a claim without a number"),
        Key("recomputed", TEXT, "what it should be, to four decimals; empty where it cannot be worked out"),
        Key("reason", TEXT, "the likely cause, or why it cannot be checked; may be empty"),
        Key("suggestion", TEXT, "what to do; empty where there is nothing to do"),
    ),
    "figures": (
        Key("measure", TEXT, "the number of its measure as printed"),
        Key("component", TEXT, "which of the measure's series; empty where it has one"),
        _QUARTER,
        Key("figure_kind", TEXT, "quarter, ytd, rolling12, snapshot, numerator, denominator, pct, change_abs, "
            "projection, baseline, target, last_year_same_quarter, last_year_ytd or last_year_total"),
        Key("value", TEXT, "the number as printed, without its unit"),
        Key("unit", TEXT, "what is counted, % or % on baseline; empty where nothing says"),
        Key("text_quoted", TEXT, "the words it was read from"),
        Key("pct_base", TEXT, "what a change or percentage is held against: vs_last_year_same_quarter, "
            "vs_last_year_ytd, vs_last_year_total, vs_baseline, level (of a whole) or unclear; else empty"),
        Key("origin", TEXT, "printed"),
    ),
    "tables": (
        Key("name", TEXT, "the table's name in the findings"),
        Key("columns[].heading", TEXT, "a column's heading; empty where it has none"),
        Key("columns[].meaning", TEXT, "what the column was taken to hold; `--columns` corrects it"),
    ),
    "not_read": (
        Key("measure", TEXT, "where the number stands: its measure, table or paragraph"),
        _QUARTER,
        Key("number", TEXT, "the number, or those of a column, as printed"),
        Key("quote", TEXT, "its sentence, or its column"),
        Key("why", TEXT, "why it was not checked"),
    ),
}  # fmt: skip
"""The keys of the document itself, and of each of its lists. Nothing is null: what is not known is empty."""
