"""A series of the plan in one plain sentence: what is counted, the target, and who sends the figures."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xlcsp.domain.areas import base_words
from xlcsp.domain.numbers import plural
from xlcsp.domain.per import per_text
from xlcsp.domain.periods import day
from xlcsp.domain.plan import Series, Settings
from xlcsp.domain.target import target_of
from xlcsp.measures.numbers import listed, shown
from xlcsp.planbook import Master
from xlcsp.report.narrative import plan_value, target_text
from xlcsp.report.rule_words import rule_words, what_is_judged

_POLARITY = {"lower": "lower is better", "higher": "higher is better", "none": "neither way is better"}


def described(series: Series, settings: Settings) -> str:
    """``3.1: count, lower is better, at most 420 by year end, …, from Police, quarterly``."""
    name = f" {series.name}" if series.name else ""
    return f"{series.ref}{name}: {', '.join(_parts(series, settings))}"


def optional_sheets(master: Master) -> Iterator[tuple[str, str]]:
    """The optional sheets beside the plan: each name with a sentence on its contents; empty sheets are left out."""
    ids = {benchmark.series for benchmark in master.benchmarks}
    held = [series for series in master.plan.series if series.id in ids]
    named = [
        f"the target of {series.ref} is {series.benchmark.comparator}"
        for series in held
        if series.benchmark is not None
    ]
    if held:
        told = f"{plural(len(master.benchmarks), 'published value')} beside {listed(series.ref for series in held)}"
        yield "Benchmarks", ", ".join((told, *named))
    if master.actions:
        yield (
            "Actions",
            f"{plural(len(master.actions), 'action')}, {sum(action.is_open for action in master.actions)} of them open",
        )
    for override in master.overrides:
        yield "Override", f"{override.ref}, {override.quarter}: {override.words}"


def _parts(series: Series, settings: Settings) -> Iterator[str]:
    is_untold = series.kind.is_per_population and series.target is None
    per = f" ({per_text(series.kind.per, series.kind.whom).removeprefix('per ')})" if is_untold else ""
    yield f"{series.kind}{per}"
    if series.population is not None and series.residents is not None:
        yield base_words(series.kind, series.population)
    if not series.kind.has_status:
        yield _POLARITY.get(series.polarity, series.polarity)
    yield from _held_against(series, settings)
    if series.role != "headline":
        yield f"{series.role} only: it does not decide the measure's RAG"
    yield f"from {series.provider}"
    later = f", {series.lag_quarters} quarter{'s' * (series.lag_quarters > 1)} later" if series.lag_quarters else ""
    yield f"{series.frequency}{later}"
    if series.begins is not None and series.begins.number > 1:
        yield f"begins in {series.begins}"
    if series.closed_from is not None:
        yield f"closed from {series.closed_from}"


def _held_against(series: Series, settings: Settings) -> Iterator[str]:
    """The target and the RAG rule; for a series that is not rated, why not."""
    if series.target_rule == "monitor":
        yield "monitored only: no target, no RAG"
        return
    if series.kind.has_status:
        yield "rated by its status"
        if series.due is not None:
            yield f"due {day(series.due)} and Red after that day unless achieved"
        return
    if series.target_rule == "to be set":
        yield "target to be set: no RAG until then"
        return
    if series.target is None:
        yield "no target given"
        return
    when = " by year end" if series.kind.is_cumulative else ""
    yield f"{_target(series)}{when}"
    if series.target_profile is not None:
        yield "with targets for each quarter"
    yield f"judged on {what_is_judged(series, series.judged)}"
    yield rule_words(series, settings)


def _target(series: Series) -> str:
    """The target in words; a change on the baseline is also given as a number."""
    target = target_of(series)
    if series.target_rule != "% change on baseline" or series.baseline is None or not series.target or target is None:
        return target_text(series)
    size = shown(abs(Fraction(series.target)) * 100, series.decimals).removesuffix(".0")
    base = plan_value(series, series.baseline)
    way = "less" if series.target < 0 else "more"
    side = "at least" if target.upper is None else "at most"
    return f"{size}% {way} than the baseline of {base}: {side} {series.text(target.bound or Fraction(0))}"
