"""The functions that cells call, ``=CSP_RAG(…)`` and the others, without Excel: thin shells over ``xlcsp.measures``.

They take cells or ranges (in Python: single values, or lists of lists), and answer with numbers, short words or a
sentence; a column of inputs gives a column of answers. A figure is a number; an empty cell is not due yet; ``[x]`` or
any other text is due and missing; ``[s]`` is contained in the next figure, ``[z]`` before the series began. Missing is
never zero.

``xlcsp.excel.udfs`` gives them to Excel; the values of *Performance* come from them too. Their
signatures are typed Any, since xlwings would convert arguments to any other type.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from xlcsp import __version__
from xlcsp import measures as of
from xlcsp.answers import sentence, single
from xlcsp.answers.shapes import block, by_cell, by_row, numeric, word
from xlcsp.domain.kinds import COUNT, KIND_WORDS
from xlcsp.domain.numbers import either
from xlcsp.measures import rag_rules, rating

Function = Callable[..., Any]


def _either(words: Sequence[str], usual: str) -> str:
    """The words that an argument may be. usual: the default among them."""
    return either([f"{word} (default)" if word == usual else word for word in words])


HELP = {
    "quarters": "The year's four quarters side by side, Q1 to Q4; empty = not due yet, [x] = missing",
    "history": "Earlier years, oldest first: rows of four quarters, or side by side in one row",
    "kind": _either(KIND_WORDS, COUNT.word),
    "denominators": "Of a rate the numbers that the quarters are out of; else leave it out",
    "history_denominators": "Of a rate the denominators of the earlier years; else leave it out",
    "polarity": "lower, higher or none: which is better",
    "target": "The year's target",
    "level": "Level of the prediction interval, 0.8 unless given",
    "method": "auto (default), straight line, seasonal, prior year or rolling",
}


FUNCTIONS: dict[str, Function] = {}  # by name in lower case: csp_ytd
ARGUMENTS: dict[str, dict[str, str]] = {}  # the help of each function's arguments, in their order


def for_cells(**own: str) -> Callable[[Function], Function]:
    """Adds a function for cells. own: help for arguments that HELP does not explain, or that differ from it here."""

    def add(function: Function) -> Function:
        names = function.__code__.co_varnames[: function.__code__.co_argcount]
        FUNCTIONS[function.__name__] = function
        ARGUMENTS[function.__name__] = {name: own.get(name) or HELP[name] for name in names}
        return function

    return add


@for_cells()
def csp_ytd(quarters: Any, kind: Any = None, denominators: Any = None) -> Any:
    """Year to date by kind of series: counts are added up, a rate is pooled, others give the latest value.

    With a quarter missing it says which quarters there are ("Q1 and Q3 only"); without any, "No data".
    """
    return by_row(single.year_to_date, quarters, (), kind, denominators)


@for_cells(numerators="How many, of each pair", denominators="Out of how many; same shape as the numerators")
def csp_rate(numerators: Any, denominators: Any) -> Any:
    """Pooled rate: the sum of the numerators by the sum of the denominators, of the pairs that have both.

    A proportion (0.62), or "No data". One answer for the whole range.
    """
    flat = [[numeric(cell) for row in block(cells) for cell in row] for cells in (numerators, denominators)]
    return single.or_word(of.rate(*flat))


@for_cells(actual="The figure", comparator="What it is compared with, such as last year's same quarters")
def csp_variance(actual: Any, comparator: Any) -> Any:
    """Difference between a figure and its comparator; of rates a difference of proportions (0.04 is 4 points)."""
    return by_cell(single.variance, actual, comparator)


@for_cells(actual="The figure", comparator="What it is compared with, such as last year's same quarters")
def csp_variance_pct(actual: Any, comparator: Any, kind: Any = None) -> Any:
    """Difference as a proportion of the comparator (0.072 is 7.2%); "n/a" on one of 0 or below, and for rates."""
    return by_cell(single.variance_pct, actual, comparator, kind)


@for_cells(
    history="Earlier years, oldest first: rows of four quarters, or one column of year totals",
    denominators="Of a rate the denominators of the earlier years, in the same form; else leave it out",
)
def csp_baseline(history: Any, denominators: Any = None) -> Any:
    """Mean of the earlier years' totals; of a rate its pooled value. Only complete years count; else "No data"."""
    return single.baseline(history, denominators)


@for_cells(quarter="1, 2, 3 or 4: the last quarter that counts")
def csp_profile(target: Any, quarter: Any, history: Any = None) -> Any:
    """Target to date: the year's target up to the end of a quarter, by the mean quarter shares of earlier years.

    Without a complete earlier year: equal quarters.
    """
    return by_row(single.profile, quarter, (history,), target, width=1)


@for_cells()
def csp_projection(
    quarters: Any, history: Any = None, method: Any = None, kind: Any = None,
    denominators: Any = None, history_denominators: Any = None,
) -> Any:  # fmt: skip
    """Projected year end. Not given while a quarter is missing ("Q1 and Q3 only") or without figures ("No data")."""
    return _projected("value", quarters, (history, history_denominators), kind, denominators, method, None)


def _end_of_interval(part: str, which: str) -> Function:
    """The function for one end of the interval."""

    def end(
        quarters: Any, history: Any = None, level: Any = None, kind: Any = None,
        denominators: Any = None, history_denominators: Any = None,
    ) -> Any:  # fmt: skip
        return _projected(part, quarters, (history, history_denominators), kind, denominators, None, level)

    end.__name__ = end.__qualname__ = f"csp_projection_{part}"
    end.__doc__ = (
        f"{which} end of the interval in which the year end is likely to lie (8 times in 10, unless a level is given)."
    )
    return for_cells()(end)


csp_projection_low = _end_of_interval("low", "Lower")
csp_projection_high = _end_of_interval("high", "Upper")


@for_cells()
def csp_chance(
    quarters: Any, target: Any, polarity: Any, history: Any = None, kind: Any = None,
    denominators: Any = None, history_denominators: Any = None,
) -> Any:  # fmt: skip
    """Chance of meeting the year's target, 0 to 1, by how far such years have moved after this quarter before."""
    return by_row(single.chance, quarters, (history, history_denominators), target, polarity, kind, denominators)


@for_cells(
    judged="The figure that is judged: year to date, projection, or (rule chance) the chance of meeting the target",
    target="The target that it is judged against; for a range, 10 to 20",
    rule=_either(rag_rules.NAMES, rag_rules.USUAL.name),
    **dict(rag_rules.argument_help()),
)
def csp_rag(
    judged: Any,
    target: Any,
    polarity: Any,
    tolerance: Any = None,
    rule: Any = None,
    same_period_last_year: Any = None,
    kind: Any = None,
    green: Any = None,
    amber: Any = None,
    green_within: Any = None,
) -> Any:
    """RAG state: Green on target, Amber within the tolerance, else Red; No data where there is none to judge.

    Of a count the tolerance is a share of the target (at least one event), of a rate percentage points. Without a
    target: Monitor. A milestone's status has its own state (On track is Green).
    """
    return by_cell(
        single.rag, judged, target, polarity, tolerance, rule, same_period_last_year, kind, green, amber, green_within
    )


@for_cells(states="The RAG states of the measure's headline series")
def csp_rollup(states: Any) -> Any:
    """A measure's RAG from its headline series: Red if any is; else No data if any lacks data; else Amber; Green."""
    return of.rollup(_state(cell) for row in block(states) for cell in row if cell is not None)


@for_cells(
    current="This period's figure",
    previous="The earlier figure that it is compared with",
    decimals="At how many decimals the two are shown; of a rate 3 for 62.1%. Left out: by the figures themselves",
)
def csp_travel(current: Any, previous: Any, polarity: Any, decimals: Any = None) -> Any:
    """Direction of travel: Improving, Steady (the two read the same) or Worsening; No data where one is missing."""
    return by_cell(single.travel, current, previous, polarity, decimals)


@for_cells(
    count="This period's count",
    comparator="The count that it is compared with, of a period as long",
    past="Earlier years, oldest first: rows of four quarters; from four years on they say what is usual",
)
def csp_significant(count: Any, comparator: Any, past: Any = None) -> Any:
    """Whether two counts differ by more than chance and the usual ups and downs would bring, in words."""
    return by_row(single.significant, count, (past,), comparator, width=1)


@for_cells()
def csp_run_rate(quarters: Any, target: Any, polarity: Any, kind: Any = None) -> Any:
    """What each remaining quarter may be (lower is better) or must be (higher is better) to meet the target.

    A whole number, of an amount the exact one; "Already missed", "Already met", or "n/a" (no sum, a gap, year over).
    """
    return by_row(single.run_rate, quarters, (), target, polarity, kind)


@for_cells(
    last_year="Last year's four quarters, or its figure to the end of the same quarter",
    unit="What is counted, such as offences",
    baseline="The year's baseline, where there is one",
    target="The year's target; stated in the sentence where it is given",
    projection="The projected year end, if it is to be stated",
    low="Lower end of the likely year end, if it is to be stated",
    high="Upper end of the likely year end",
    reason="Why the latest quarter has no figure, or the marks that its figure bears, such as [r]",
)
def csp_narrative(
    quarters: Any,
    last_year: Any,
    unit: Any,
    polarity: Any,
    baseline: Any = None,
    target: Any = None,
    projection: Any = None,
    kind: Any = None,
    denominators: Any = None,
    reason: Any = None,
    low: Any = None,
    high: Any = None,
    method: Any = None,
) -> Any:
    """The report's sentence on the latest quarter: its figure, the year to date, and the change on last year."""
    return by_row(
        sentence.narrative, quarters, (), last_year, unit, polarity, baseline, target, projection, kind, denominators,
        reason, low, high, method,
    )  # fmt: skip


@for_cells(
    target="The target as the plan gives it",
    rule="at most, below, at least, above, between, % change on baseline, to be set or monitor",
    baseline="The baseline, for % change on baseline",
)
def csp_target(target: Any, rule: Any, baseline: Any = None, kind: Any = None, polarity: Any = None) -> Any:
    """The year's target as a number to compare figures with: of a count "below 60" is 59.

    A range stays "10 to 20"; of a rate "above 0.62" stays as it is; "Monitor" and "To be set" where there is none.
    """
    return by_cell(single.target, target, rule, baseline, kind, polarity)


@for_cells()
def csp_version() -> Any:
    """The version of xlcsp that answers the functions of this workbook."""
    return __version__


def _projected(part: str, quarters: Any, years: tuple[Any, Any], *options: Any) -> Any:
    """Value, low or high of each row's projection. options: kind, denominators, method, level."""
    return by_row(functools.partial(single.projection, part), quarters, years, *options)


def _state(value: Any) -> str:
    return {state.lower(): state for state in rating.STATES}.get(word(value), str(value))
