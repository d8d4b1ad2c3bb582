"""A series' RAG rule in words: ``tolerance 5%``, ``Green at most 110, Amber at most 120``."""

from __future__ import annotations

from fractions import Fraction

from xlcsp.domain.numbers import MOST_PLACES, places_of
from xlcsp.domain.plan import ALONE, ROLLING, Series, Settings
from xlcsp.measures.judging import how_of
from xlcsp.measures.rag_rules import RULES, Wording, rule_of
from xlcsp.report.units import counted, events, per_residents

JUDGED_ALONE = {ALONE: "by this quarter alone", ROLLING: "by the last four quarters together"}


def rule_words(series: Series, settings: Settings) -> str:
    """The rule by which figures of the series are coloured."""
    side = "at most" if series.polarity == "lower" else "at least"
    wording = Wording(side, series.is_proportion, lambda value: plan_number(series, value, settings.decimals))
    return RULES[rule_of(series, settings)].words(how_of(series, settings), wording)


def own_rule(series: Series, settings: Settings) -> str:
    """The series' own RAG rule in the plan; empty where the usual rule applies."""
    if series.target_rule in ("monitor", "to be set") or series.kind.has_status:
        return ""
    is_own = series.has_thresholds or series.green_within is not None
    parts = (JUDGED_ALONE.get(series.judged, ""), rule_words(series, settings) if is_own else "")
    return ", ".join(filter(None, parts))


def plan_number(series: Series, value: Fraction, decimals: int, *, with_unit: bool = False) -> str:
    """A number of the plan as written there, with its own decimals; a proportion as a percentage."""
    if series.is_proportion:
        text = series.kind.text(value, places_of(value * 100, decimals))
        number = text.removesuffix("%")
        return f"{number.rstrip('0').rstrip('.') if '.' in number else number}%"
    most = max(decimals, MOST_PLACES) if series.kind.is_measured else decimals - 1
    places = next((at for at in range(most + 1) if (value * 10**at).denominator == 1), decimals)
    if not with_unit:
        return counted(value, "", places)
    return f"{counted(value, events(series), places, series.unit_one)} {per_residents(series)}".strip()
