"""Benchmarks in words: the published value, its rank, period and source; an older period is labelled as older."""

from __future__ import annotations

from fractions import Fraction

from xlcsp.domain.benchmarks import Benchmark, newest
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.wording import sentence_case
from xlcsp.planbook import Master
from xlcsp.report.rule_words import plan_number

OLDER = "an older period"


def benchmarks_of(series: Series, master: Master, quarter: Quarter) -> tuple[Benchmark, ...]:
    """The benchmarks printed beside the series: the newest of each comparator, up to the quarter."""
    return newest(master.benchmarks, series.id, quarter)


def benchmark_line(one: Benchmark, series: Series, quarter: Quarter, decimals: int) -> str:
    """``England: 61.2%, 8th of 15 (2013/14, an older period; ONS)``."""
    value = plan_number(series, Fraction(one.value), decimals)
    period = f"{one.period}, {OLDER}" if one.is_older(quarter) else one.period
    return f"{sentence_case(one.comparator)}: {', '.join(filter(None, (value, one.place)))} ({period}; {one.source})"


def benchmark_entry(benchmark: Benchmark, series: Series, quarter: Quarter, decimals: int) -> str:
    """The short form for the scorecard: ``England 61.2%, 8th of 15 (2013/14, older)``."""
    value = plan_number(series, Fraction(benchmark.value), decimals)
    period = f"{benchmark.period}, older" if benchmark.is_older(quarter) else benchmark.period
    return f"{sentence_case(benchmark.comparator)} {', '.join(filter(None, (value, benchmark.place)))} ({period})"
