"""Columns of cells answered at once, where that is quicker than one by one; None where it cannot be done so.

A fault in one cell must not be its neighbours': then the callers answer cell by cell.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from xlcsp import measures as of
from xlcsp.domain.plan import PROPORTIONS
from xlcsp.errors import XlcspError
from xlcsp.excel.answers import NO_DATA, Row, chance, or_word, projection, setting
from xlcsp.excel.shapes import by_row, numeric, of_row, word
from xlcsp.measures.travel import NOT_APPLICABLE
from xlcsp.measures.year_end import LEVEL


def variances(actual: Row, comparator: Row) -> list[Any]:
    """``variance`` of many cells at once."""
    ones = [numeric(one) for one in actual]
    found: Any = of.variance(ones, [numeric(one) for one in comparator])
    return [_differing(one, difference) for one, difference in zip(ones, found, strict=True)]


def variances_pct(actual: Row, comparator: Row, kind: Row) -> list[Any] | None:
    """``variance_pct`` of many cells at once, where they are of one kind."""
    if len(set(kind)) > 1:
        return None
    ones = [numeric(one) for one in actual]
    found: Any = of.variance_pct(ones, [numeric(one) for one in comparator], word(kind[0], "count"))
    return [_differing(one, difference) for one, difference in zip(ones, found, strict=True)]


def _differing(actual: float | None, difference: float | None) -> Any:
    if difference is not None:
        return difference
    return NO_DATA if actual is None else NOT_APPLICABLE


def rags(judged: Row, target: Row, *words: Row) -> list[Any] | None:
    """``rag`` of many cells at once: against numbers, by one rule."""
    polarity, tolerance, rule, last_year, kind = words
    one_rule = all(len(set(cells)) == 1 for cells in (polarity, tolerance, rule, kind))
    if not one_rule or any(one is None or isinstance(one, str) for one in target) or word(kind[0]) == "milestone":
        return None
    if word(kind[0]) in PROPORTIONS and any(one > 1 for one in target):  # type: ignore[operator]  # numbers only
        return None
    found: Any = of.rag(
        [numeric(one) for one in judged], target, word(polarity[0], "none"),
        tolerance=setting(tolerance[0], "tolerance"),
        rule=word(rule[0], "tolerance"), same_period_last_year=[numeric(one) for one in last_year],
        kind=word(kind[0], "count"),
    )  # fmt: skip
    return list(found)


def project(part: str, quarters: Any, history: Any, kind: Any, below: Any, history_below: Any, **options: Any) -> Any:
    """Value, low or high of the projections of rows; of many counts by one method and level at once.

    options: method, level.
    """
    one = functools.partial(projection, part)

    def whole(rows: list[Row], years: list[Any], below_years: list[Any], *cells: list[Any]) -> list[Any] | None:
        if any(below is not None for below in cells[1]) or any(below_years) or _differ(cells[0], *cells[2:]):
            return None
        kind, method, level = word(cells[0][0], "count"), word(cells[2][0], "auto"), cells[3][0]
        return _plain_rows(
            lambda row: one(*row),
            list(zip(rows, years, below_years, *cells, strict=True)),
            lambda numbers, past: of.project(
                numbers, past, method=method, level=or_word(setting(level, "level"), LEVEL), kind=kind
            ),
            lambda found: getattr(found, part),
        )

    method, level = options.get("method"), options.get("level")
    return by_row(one, quarters, (history, history_below), kind, below, method, level, whole=whole)


def chances(
    rows: list[Row], years: list[Any], below_years: list[Any], targets: list[Any], *cells: list[Any]
) -> list[Any] | None:
    """``chance`` of many rows at once; None where they must go one by one."""
    if _differ(*cells[:2]):
        return None
    polarity, kind = word(cells[0][0]), word(cells[1][0], "count")
    if any(isinstance(one, str) or one is None for one in targets) or any(below_years) or kind == "milestone":
        return None
    if polarity not in ("lower", "higher") or any(one is not None for one in cells[2]):
        return None
    at = iter(targets[place] for place, row in enumerate(rows) if str not in map(type, row))
    return _plain_rows(
        lambda row: chance(*row), list(zip(rows, years, below_years, targets, *cells, strict=True)),
        lambda numbers, years: of.chance(numbers, list(at), polarity, years, kind=kind),
        lambda found: found,
    )  # fmt: skip


def _differ(*columns: list[Any]) -> bool:
    """Whether the rows of a column are not alike, so that none of them speaks for the others."""
    return any(one != column[0] for column in columns for one in column)


def _plain_rows(
    one: Callable[[Any], Any], rows: list[Any], measure: Callable[..., Any], answer: Callable[[Any], Any]
) -> list[Any] | None:
    """The rows whose quarters are numbers at once, the others one by one; None where a number is no figure."""
    plain = [at for at, row in enumerate(rows) if str not in map(type, row[0])]
    try:
        found = measure(_numbers(rows[at][0] for at in plain), _numbers(rows[at][1] for at in plain)) if plain else ()
    except XlcspError:
        return None
    answers: list[Any] = [None] * len(rows)
    for at, value in zip(plain, found, strict=True):
        answers[at] = None if value is None or value != value else answer(value)  # noqa: PLR0124 - NaN is missing
    return [of_row(one, (row,)) if answers[at] is None else answers[at] for at, row in enumerate(rows)]


def _numbers(rows: Iterable[Any]) -> Any:
    """As an array, which the measures take three times as fast as lists; rows of unequal length stay lists."""
    import numpy as np  # it takes longer to load than most answers

    rows = list(rows)
    try:
        return np.array(rows, dtype=float) if all(rows) else rows
    except ValueError:
        return rows
