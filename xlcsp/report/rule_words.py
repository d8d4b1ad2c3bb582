"""A series' RAG rule in words: ``tolerance 5%``, ``Green at most 110, Amber at most 120``."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from xlcsp.domain.numbers import MOST_PLACES, percentage, places_of
from xlcsp.domain.plan import ALONE, CHANCE, HALF_YEARLY, ROLLING, TOLERANCE, Series, Settings
from xlcsp.measures.assess import Assessment
from xlcsp.measures.judging import how_of
from xlcsp.measures.rag_rules import RULES, Wording, rule_of
from xlcsp.report.units import counted, events, per_residents

_JUDGED = {
    "profile": "the year to date",
    "projection": "the projected year end",
    "latest": "the latest figure",
    ALONE: "this quarter alone",
    ROLLING: "the last four quarters together",
}


def what_is_judged(series: Series, judged: str) -> str:
    """What of a series such a word of the plan says is judged: ``the year to date``, ``this half-year alone``."""
    words = _JUDGED.get(judged, judged)
    return words.replace("quarter alone", "half-year alone") if series.frequency == HALF_YEARLY else words


def rule_words(series: Series, settings: Settings) -> str:
    """The rule by which figures of the series are coloured."""
    return RULES[rule_of(series, settings)].words(how_of(series, settings), wording_of(series))


def wording_of(series: Series) -> Wording:
    """How a rule names the bounds of the series, and prints its numbers."""
    side = "at most" if series.polarity == "lower" else "at least"
    return Wording(side, series.is_proportion, lambda value: plan_number(series, value))


def own_rule(assessment: Assessment) -> str:
    """What judges the series, with its tolerance; empty where it is the year to date and the usual tolerance.

    Once the year is over, nothing but its actual is judged.
    """
    series, settings, is_over = assessment.observed.series, assessment.settings, assessment.is_over
    if series.target_rule in ("monitor", "to be set") or series.kind.has_status:
        return ""
    basis, colours = "" if is_over else own_basis(series, settings), own_colours(series, settings, is_over=is_over)
    told = colours or (rule_words(series, settings) if basis else "")
    return ", ".join(filter(None, (basis, told)))


def own_basis(series: Series, settings: Settings) -> str:
    """What is judged, where the plan names something else than the year to date; empty beside the rule *chance*."""
    is_plain = series.kind.is_latest_only or series.judged == "profile" or rule_of(series, settings) == CHANCE
    return "" if is_plain else f"by {what_is_judged(series, series.judged)}"


def own_colours(series: Series, settings: Settings, *, is_over: bool = False) -> str:
    """The rule of the colours; empty where it is the usual tolerance."""
    if is_over and rule_of(series, settings) == CHANCE:
        return "at year end any miss is Red"
    usual = how_of(replace(series, tolerance=None), settings)
    is_usual = usual.rule == TOLERANCE and how_of(series, settings).allowed == usual.allowed
    return rule_words(series, settings) if series.green_within is not None or not is_usual else ""


def plain_percentage(share: Fraction, decimals: int, *, signed: bool = False) -> str:
    """A percentage of the plan with its own decimals: ``62%``, ``44.25%``, ``−10%``."""
    number = percentage(share, places_of(share * 100, decimals), signed=signed).removesuffix("%")
    return f"{number.rstrip('0').rstrip('.') if '.' in number else number}%"


def plan_number(series: Series, value: Fraction, *, with_unit: bool = False) -> str:
    """A number of the plan as written there, with its own decimals; a proportion as a percentage."""
    if series.is_proportion:
        return plain_percentage(value, series.decimals)
    most = max(series.decimals, MOST_PLACES) if series.kind.is_measured else series.decimals - 1
    places = next((at for at in range(most + 1) if (value * 10**at).denominator == 1), series.decimals)
    if not with_unit:
        return counted(value, "", places)
    return f"{counted(value, events(series), places, series.unit_one)} {per_residents(series)}".strip()
