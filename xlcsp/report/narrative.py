"""The report's sentences, generated from the figures alone: the same numbers always give the same words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from xlcsp.domain.benchmarks import Benchmark
from xlcsp.domain.gaps import reason_in_sentence
from xlcsp.domain.kinds import Kind
from xlcsp.domain.numbers import is_money
from xlcsp.domain.periods import Quarter, day
from xlcsp.domain.plan import CHANGE, Series
from xlcsp.domain.slots import CLOSED, CONTAINED, GAP, NOT_BEGUN, NOT_DUE, Slot
from xlcsp.domain.target import Target, target_of
from xlcsp.domain.wording import sentence_case
from xlcsp.measures.assess import Assessment
from xlcsp.measures.comparators import BREAK_MARK, Comparators, is_mixed
from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.measures.observed import Observed
from xlcsp.report.rule_words import own_rule, plain_percentage, plan_number
from xlcsp.report.sentence import Projected, Sentence
from xlcsp.report.units import plan_text
from xlcsp.report.year_end import places_to_date, projected


def quarter_sentence(assessment: Assessment, against: Comparators, number: int) -> str:
    """The sentence on a quarter's figure, with the year to date up to that quarter, from the figures known now.

    against: the quarter's comparators. Empty for a quarter that is not due. A quarter before the report's has no
    projected year end.
    """
    observed = assessment.observed
    slot = observed.slots[number - 1]
    if slot.quarter > assessment.quarter or slot.state in (NOT_DUE, NOT_BEGUN):
        return ""
    if slot.state == CLOSED:
        return f"Closed. {_stop(observed.series.note)}" if observed.series.note else "Closed: no longer recorded."
    if slot.state == CONTAINED:
        return f"No figure for {slot.quarter.short} alone; contained in the year to date that follows."
    if slot.state == GAP:
        return gap_sentence(slot, observed.series.kind)
    is_now = slot.quarter == assessment.asked
    projection = _projected(assessment) if is_now else (None, (None, None))
    beside = places_to_date(assessment) if is_now else None
    told = Sentence(observed, slot, against, projection, beside).text()
    return f"{told}{_mixed(observed, number)}"


def _mixed(observed: Observed, number: int) -> str:
    """Says that the year's value is made of quarters that were recorded differently."""
    since = observed.series.comparable_from
    if since is None or observed.to_date is None or not is_mixed(observed, number):
        return ""
    year = "year" if number == QUARTERS_A_YEAR else "year to date"
    return f" The {year} holds figures from before and after recording changed in {since.short} {BREAK_MARK}."


def gap_sentence(slot: Slot, kind: Kind) -> str:
    """For example ``No figure for Q2 [x]: staff change``; of a milestone ``No status …``."""
    what = "status" if kind.has_status else "figure"
    return f"No {what} for {slot.quarter.short} [x]: {reason_in_sentence(slot.reason)}."


def target_sentence(demand: Target, series: Series) -> str:
    """For example ``Target for the year: at most 1,108 offences``."""
    bounds = [bound for bound in (demand.lower, demand.upper) if bound is not None]
    if demand.is_range:
        return f"Target for the year: {_range(series, bounds[0], bounds[1])}."
    strict, plain = ("above", "at least") if demand.upper is None else ("below", "at most")
    value = plan_number(series, bounds[0], with_unit=True)
    return f"Target for the year: {strict if demand.strict else plain} {value}."


def target_words(series: Series) -> str:
    """Baseline and target as in the second column of the report; empty where there is neither."""
    parts = []
    if series.baseline is not None:
        label = f" ({series.baseline_label})" if series.baseline_label else ""
        parts.append(f"Baseline{label}: {plan_value(series, series.baseline)}")
    if series.target_rule == "monitor":
        parts.append("Monitored, no target")
    elif target := _nothing_allowed(series) or target_alone(series):
        parts.append(f"Target: {target}{_in_whole(series)}")
    if series.per_words:
        parts.append(f"Rate: {series.per_words}")
    return "\n".join(parts)


def _nothing_allowed(series: Series) -> str:
    """``0 children`` where the target is at most 0; otherwise empty."""
    is_none = series.target_rule == "at most" and series.target == 0 and series.benchmark is None
    return plan_value(series, Decimal(0)) if is_none else ""


def target_alone(series: Series) -> str:
    """The target in words; empty for a series that is only monitored or has no target."""
    if series.target_rule in ("to be set", "monitor"):
        return "to be set" if series.target_rule == "to be set" else ""
    if series.target is not None:
        return target_text(series)
    return f"milestone achieved{f' by {day(series.due)}' if series.due else ''}" if series.kind.has_status else ""


def plan_words(assessment: Assessment) -> str:
    """As ``target_words``, with the series' own RAG rule, if it has one, and the source of its figures."""
    series, rule = assessment.observed.series, own_rule(assessment)
    lines = (
        target_words(series),
        f"RAG: {rule}" if rule else "",
        f"Source: {series.source}" if series.source else "",
    )
    return "\n".join(filter(None, lines))


def target_text(series: Series) -> str:
    """The target alone: ``at most 420 offences``, ``−5% on baseline``."""
    target = series.target or Decimal(0)
    if series.benchmark is not None:
        named = f"{series.benchmark.comparator}, {series.benchmark.period}"
        return f"{series.target_rule} {plan_value(series, target)} ({named})"
    if series.target_rule == "between" and series.target_upper is not None:
        return _range(series, Fraction(target), Fraction(series.target_upper))
    if series.target_rule == CHANGE:
        return f"{plain_percentage(Fraction(target), series.decimals, signed=True)} on baseline"
    return f"{series.target_rule} {plan_value(series, target)}"


def _in_whole(series: Series) -> str:
    """`` (at least 101)``, where the change on the baseline ends between whole events; otherwise empty."""
    demand = target_of(series) if series.target_rule == CHANGE else None
    exact = Fraction(series.baseline or 0) * (1 + Fraction(series.target or 0))
    return f" ({bound_words(demand, series)})" if demand is not None and demand.bound != exact else ""


def bound_words(demand: Target, series: Series, decimals: int | None = None) -> str:
    """``at most 831``, ``above 62.0%``, ``170 to 190``; for counts, the last whole number that meets it."""
    whole = demand.in_whole()
    below = "" if whole.upper is None else plan_text(series, whole.upper, decimals)
    above = "" if whole.lower is None else plan_text(series, whole.lower, decimals)
    if demand.is_range:
        return f"{above} to {below}"
    if whole.upper == 0 and not demand.strict:
        return below
    strict, plain = ("below", "at most") if below else ("above", "at least")
    return f"{strict if demand.strict else plain} {below or above}"


def plan_value(series: Series, value: Decimal) -> str:
    """A number of the plan with its unit, or as a percentage."""
    return plan_number(series, Fraction(value), with_unit=True)


def _range(series: Series, lower: Fraction, upper: Fraction) -> str:
    """``60 to 80 people``; pounds and percentages at both ends."""
    has_sign = series.is_proportion or is_money(series.unit)
    first = plan_number(series, lower, with_unit=has_sign)
    return f"{first} to {plan_number(series, upper, with_unit=True)}"


def _projected(assessment: Assessment) -> Projected:
    """The projected year end in the sentence and its likely range; None where there is none."""
    told = projected(assessment)
    if told is None:
        return None, (None, None)
    return replace(assessment.projection, value=told.value), (told.low, told.high)


def _stop(text: str) -> str:
    text = sentence_case(text)
    return text if text.endswith(".") else f"{text}."


OLDER = "an older period"


def benchmark_line(benchmark: Benchmark, series: Series, quarter: Quarter) -> str:
    """``England: 61.2%, 8th of 15 (2013/14, an older period; ONS)``."""
    value = plan_number(series, Fraction(benchmark.value))
    period = f"{benchmark.period}, {OLDER}" if benchmark.is_older(quarter) else benchmark.period
    told = ", ".join(filter(None, (value, benchmark.place)))
    return f"{sentence_case(benchmark.comparator)}: {told} ({period}; {benchmark.source})"


def benchmark_entry(benchmark: Benchmark, series: Series, quarter: Quarter) -> str:
    """The short form for the scorecard: ``England 61.2%, 8th of 15 (2013/14, older)``."""
    value = plan_number(series, Fraction(benchmark.value))
    period = f"{benchmark.period}, older" if benchmark.is_older(quarter) else benchmark.period
    return f"{sentence_case(benchmark.comparator)} {', '.join(filter(None, (value, benchmark.place)))} ({period})"
