"""The columns of the sheet *Measures*, one entry each: its look, its help, and how its cells are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from xlcsp.domain import plan
from xlcsp.domain.kinds import KIND_WORDS, KINDS, kind_of
from xlcsp.domain.numbers import is_number
from xlcsp.files.columns import Column, Columns
from xlcsp.measures import rag_rules
from xlcsp.measures.numbers import listed
from xlcsp.planbook.populations import named, whom_of
from xlcsp.planbook.table import YES_NO, PlanRow
from xlcsp.planbook.targets import as_typed, kind_of_row, target_bounds

_ADDED_UP = listed(kind.word for kind in KINDS if kind.is_added_up)
_RULE_HELP = rag_rules.ARGUMENTS
_BY_THRESHOLDS = f"Rule {rag_rules.taking('green')}"
_BY_FORM = {
    "id": PlanRow.identifier,
    "text": PlanRow.text,
}
"""What a cell means, by its column's form; a column whose cells mean something else says so by ``read``."""
_OTHER_YEAR = re.compile(r"academic|school|term|calendar|september", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlanColumn(Column):
    """A column of *Measures*. Its key, which is also its heading, is the field of ``Series`` that it fills.

    usual: the word that a blank cell stands for. is_required: whether blank cells are faults. form_of: the form by row,
    if it is not the same in all rows.
    """

    usual: str = ""
    is_required: bool = False
    form_of: Callable[[Mapping[str, Any]], str] | None = None

    def of(self, line: Mapping[str, Any]) -> str:
        """The form of its cell in a row of the plan."""
        return self.form_of(line) if self.form_of else self.form

    def value(self, row: PlanRow) -> Any:
        """The value of the row's cell; anything wrong with it is added to the row's faults."""
        if self.is_required:
            row.need(self.heading)
        if self.read:
            return self.read(row, self.heading)
        if self.choices:
            return row.word(self.heading, self.choices, self.usual or " ").strip()
        return _BY_FORM.get(self.form, as_typed)(row, self.heading)


def _column(key: str, width: float, help: str, form: str = "text", *, heading: str = "", **more: Any) -> PlanColumn:  # noqa: A002
    return PlanColumn(key, heading or key, width, form, help=help, needed=True, **more)


def _later(key: str, width: float, help: str, form: str = "text", **more: Any) -> PlanColumn:  # noqa: A002
    """A column that older masters lack; it counts as blank there."""
    return PlanColumn(key, key, width, form, help=help, **more)


def _ref(row: PlanRow, column: str) -> str:
    """An identifier; a number is accepted, and queried (``numbered_refs``)."""
    return row.text(column) if is_number(row.value(column)) else row.identifier(column)


def _per(row: PlanRow, column: str) -> int | None:
    value = row.number_or_none(column)
    if value is not None and (value < 1 or value % 1):
        row.fault(
            column,
            f"{value} is not a number of {whom_of(row)}",
            "It is a whole number, such as 1000 or 100000",
            "Correct it",
        )
        return None
    return int(value) if value is not None else None


def _target_rule(row: PlanRow, column: str) -> str:
    """Blank means *monitor*, except for a milestone, judged by its status, and for thresholds, which are a target."""
    usual = "monitor"
    if kind_of_row(row).has_status or row.text("green"):
        usual = "at most" if row.text("polarity").lower() == "lower" else "at least"
    return row.word(column, plan.TARGET_RULES, usual)


def _frequency(row: PlanRow, column: str) -> str:
    """One of the choices; of another kind of year, the fault says what can be had."""
    text = row.text(column)
    if _OTHER_YEAR.search(text) is None:
        return row.word(column, tuple(plan.FREQUENCIES), "quarterly")
    allowed = "Years run from April to March, and quarters with them: no other year can be chosen"
    do = (
        "Choose annual for the figure of such a year, which is asked for with Q4, or the kind rolling 12 for the "
        "latest twelve months each quarter; name the year under measure"
    )
    row.fault(column, f'"{text}" is not a choice for {column}', allowed, do)
    return "quarterly"


def _judged(row: PlanRow, column: str) -> str:
    is_latest = kind_of_row(row).is_latest_only
    return row.word(column, plan.JUDGED, "latest" if is_latest else "profile")


def _in_kind(row: Mapping[str, Any]) -> str:
    """A value of the series: a percentage if its kind is a proportion."""
    return "percent" if kind_of(str(row.get("kind") or "count")).is_proportion else "number"


def _as_target(row: Mapping[str, Any]) -> str:
    """The same; a change on the baseline is a percentage of any kind."""
    return "percent" if row.get("target_rule") == "% change on baseline" else _in_kind(row)


_QUARTER = PlanRow.quarter
PROFILE = ("target_q1", "target_q2", "target_q3", "target_q4")
MEASURES = Columns(
    _column(
        "id", 13, "Stays the same over the years; letters and digits. History, Corrections and Performance name it.",
        "id", is_required=True,
    ),
    _column(
        "ref", 7, "The measure's number as printed, such as 2.1. Rows with the same number are one measure.", "id",
        is_required=True, read=_ref,
    ),
    _column("theme", 18, "The theme that the measure belongs to.", is_required=True),
    _column("measure", 34, "The measure as the board reads it; the same in each of its rows.", is_required=True),
    _column("name", 22, "What this row counts, where a measure has several rows; else blank.", heading="series"),
    _column(
        "role", 13,
        "headline decides the measure's RAG; supporting shows its own; context shows none. Blank: headline.",
        choices=plan.ROLES, usual="headline",
    ),
    _column(
        "kind", 13,
        f"{_ADDED_UP} are added up; a rate is n of m, a ratio n by m; others are the latest value. "
        "The sheet Guide explains each.",
        choices=KIND_WORDS, read=kind_of_row,
    ),
    _column("unit", 15, "What is counted, such as offences."),
    _column(
        "polarity", 11, "Which is better: lower, higher, or none.", choices=plan.POLARITIES, usual="none"
    ),
    _column(
        "frequency", 12,
        "quarterly; monthly: three figures a quarter; half-yearly: one of six months, with Q2 and Q4; annual: one, "
        "with Q4. Years run from April to March; of a school or calendar year, see the handbook.",
        choices=tuple(plan.FREQUENCIES), usual="quarterly", read=_frequency,
    ),
    _column(
        "lag_quarters", 15,
        "How many quarters later the figure comes, 1 to 4; blank: none. The Q4 figure is then asked for in next year's "
        "forms, and completes the year in History.", "number", read=PlanRow.whole,
    ),
    _column(
        "baseline", 11, "The number that was adopted; of a rate a proportion (62% is 0.62).", "number", form_of=_in_kind
    ),
    _column("baseline_label", 20, "Where the baseline comes from, such as {last year}."),
    _column(
        "target_rule", 14, "How the target is meant. to be set and monitor have no number.",
        choices=plan.TARGET_RULES, usual="monitor", read=_target_rule,
    ),
    _column(
        "target", 9,
        "The year's target: a number; a proportion for rates; 10 to 20 with between; -0.05 for 5% less; or a "
        "comparator of Benchmarks, such as most similar group.",
        "number", read=target_bounds, form_of=_as_target,
    ),
    _column(
        "target_q1", 11, "Cumulative target to the end of Q1. Blank: by the quarter shares of earlier years.", "number",
        form_of=_as_target,
    ),
    _column("target_q2", 11, "Cumulative target to the end of Q2.", "number", form_of=_as_target),
    _column("target_q3", 11, "Cumulative target to the end of Q3.", "number", form_of=_as_target),
    _column("target_q4", 11, "Cumulative target to the end of Q4: the year's target.", "number", form_of=_as_target),
    _column(
        "judged", 10, "What RAG judges: the year to date (profile), the projection, or the latest figure.",
        choices=plan.JUDGED, read=_judged,
    ),
    _column(
        "tolerance", 11, f"{_RULE_HELP['tolerance']}; blank: as in Settings.", "percent"
    ),
    _column("rag_rule", 11, "Blank: as in Settings.", choices=rag_rules.NAMES),
    _column(
        "projection", 13, "How the year end is projected; blank: auto. none: not at all.",
        choices=plan.PROJECTIONS, usual="auto",
    ),
    _column("provider", 20, "Who sends the figure. Each provider gets one form.", is_required=True),
    _column("theme_lead", 24, "The role that is responsible for the measure."),
    _column(
        "disclosive", 12, "yes: small numbers are hidden in publications.",
        choices=YES_NO, read=partial(PlanRow.yes, default=False),
    ),
    _column(
        "publishable", 13, "no: left out of publications.", choices=YES_NO, read=partial(PlanRow.yes, default=True)
    ),
    _column(
        "comparable_from", 18, "First quarter that is recorded as today, such as {year} Q1; blank: always.",
        read=_QUARTER,
    ),
    _column("break_reason", 18, "Why earlier figures are recorded differently."),
    _column(
        "begins", 12, "First financial year with figures, such as {year}, or its first quarter, such as {year} Q2.",
        heading="first_year", read=PlanRow.year_or_quarter,
    ),
    _column("closed_from", 13, "First quarter without figures, such as {year} Q3.", read=_QUARTER),
    _column("note", 34, "Printed in the report where the series is closed or its target is still to be set."),
    _later(
        "green", 9, f"{_BY_THRESHOLDS}: {_RULE_HELP['green']}.", "number", form_of=_in_kind,
    ),
    _later(
        "amber", 9, f"{_BY_THRESHOLDS}: {_RULE_HELP['amber']}.", "number", form_of=_in_kind
    ),
    _later(
        "green_within", 13, f"{_RULE_HELP['green_within']}.", "percent",
    ),
    _later(
        "per", 10,
        "Of a rate per population: per how many residents, such as 100000; blank: 1,000. If it is per dwellings or "
        "employees, the unit says so: fires per 10,000 dwellings.", "number",
        read=_per,
    ),
    _later("due", 12, "When a milestone is due, such as 30/09/{start}.", "day", read=PlanRow.day),
    _later("unit_one", 13, "The unit of a single one, such as address: 1 address."),
    _later("source", 24, "For figures that are imported: where they are published."),
    _later(
        "population", 18,
        "Of a rate per population: an area of the sheet Populations (Havering; with a group: Havering, 10 to 17), or "
        "the number itself: of residents, or of what the unit says, such as dwellings. Blank: the provider enters it.",
        read=named,
    ),
)  # fmt: skip
