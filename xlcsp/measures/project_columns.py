"""Projections and chances of whole columns of counts, in numpy: the same answers as row by row, hundreds at a time.

What is not plain numbers is left to the row by row way, which also names what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from xlcsp.domain.plan import ADDED_UP
from xlcsp.measures.auto_columns import Pasts, Rests, simple_rests
from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.measures.outlook import STEADY
from xlcsp.measures.outlook_columns import Outlooks, outlooks
from xlcsp.measures.projection import USUAL_SCALE, Projection, exact_projection, why_auto
from xlcsp.measures.year_end import LEVEL

Array = Any
_AT_ONCE = 8_192  # series: what the processor's cache holds
_LARGEST = 2.0**53  # whole floats are exact up to here


class Ends(NamedTuple):
    """The year ends of a column. is_new: whether there is no earlier figure; rest: what the method found."""

    value: Array
    outlook: Outlooks
    is_new: Array
    rest: Rests


def projections(given: Mapping[str, Any]) -> list[Projection] | None:
    """``project`` of whole columns; None where they are left to the row by row way."""
    level = given.get("level", LEVEL)
    read = _read(given)
    if read is None or not 0 < level < 1:
        return None
    answers: list[Projection] = []
    for quarters, history in _parts(*read):
        answers += _projected(quarters, history, level)
    return answers


def chances(given: Mapping[str, Any]) -> list[float | None] | None:
    """``chance`` of whole columns; None where they are left to the row by row way."""
    target, read = _numbers(given["target"]), _read(given)
    if read is None or target is None or given["polarity"] not in ("lower", "higher"):
        return None
    quarters, history = read
    targets = np.broadcast_to(target, quarters.shape[1])
    answers: list[float | None] = []
    for place, (part, past) in enumerate(_parts(quarters, history)):
        aims = targets[place * _AT_ONCE : place * _AT_ONCE + part.shape[1]]
        answers += _chanced(part, past, aims, is_lower=given["polarity"] == "lower")
    return answers


def _read(given: Mapping[str, Any]) -> tuple[Array, list[Array]] | None:
    """Quarters (4, series) and earlier years, each (4, series); NaN is missing."""
    is_plain = given.get("kind", "count") in ADDED_UP and given.get("method", "auto") == "auto"
    has_denominators = given.get("denominators") is not None or given.get("history_denominators") is not None
    quarters = _counts(given["quarters"], 2) if is_plain and not has_denominators else None
    history = _history(given.get("history"), quarters.shape[1]) if quarters is not None else None
    return None if history is None else (quarters, history)


def _history(history: Any, series: int) -> list[Array] | None:
    if history is None or len(history) == 0:
        return []
    past = _counts(history, 3)
    if past is not None:
        return list(past.transpose(1, 0, 2)) if past.shape[2] == series else None
    shared = _counts(history, 2)
    if shared is None:
        return None
    return [np.repeat(shared[:, [year]], series, axis=1) for year in range(shared.shape[1])]


def _counts(rows: Any, depth: int) -> Array | None:
    """Whole numbers of 0 or more with the quarters first and the series last; None for anything else."""
    if not hasattr(rows, "dtype"):
        rows = _padded(list(rows), depth)
    found = _numbers(rows)
    if found is None or found.ndim != depth or found.shape[-1] != QUARTERS_A_YEAR:
        return None
    known = found[~np.isnan(found)]
    if known.size and not (known.min() >= 0 and known.max() < _LARGEST and (known % 1 == 0).all()):
        return None
    return np.ascontiguousarray(np.moveaxis(found, -1, 0).swapaxes(1, -1) if depth > 2 else found.T)  # noqa: PLR2004


def _numbers(values: Any) -> Array | None:
    """As floats; None where there is text, a truth value or anything infinite."""
    if hasattr(values, "dtype") and values.dtype.kind not in "iuf":
        return None
    try:
        found = np.array(values, dtype=object) if not hasattr(values, "dtype") else values
        if found.dtype == object and any(issubclass(one, str | bool | np.bool_) for one in set(map(type, found.flat))):
            return None
        found = found.astype(float)
    except (TypeError, ValueError, OverflowError):
        return None
    return None if np.isinf(found).any() else found


def _padded(rows: list[Any], depth: int) -> list[Any]:
    """Rows of four quarters, the later ones not yet due; histories of one length, the earlier years unknown."""
    if depth > 2:  # noqa: PLR2004 - a column of histories
        found = [_padded(list(history), depth - 1) for history in rows]
        longest = max((len(history) for history in found), default=0)
        return [[[None] * QUARTERS_A_YEAR] * (longest - len(history)) + history for history in found]
    if all(hasattr(row, "__len__") and not isinstance(row, str) for row in rows):
        return [[*row, *[None] * (QUARTERS_A_YEAR - len(row))] for row in rows]
    return rows


def _parts(quarters: Array, history: list[Array]) -> list[tuple[Array, list[Array]]]:
    starts = range(0, quarters.shape[1], _AT_ONCE)
    cuts = [slice(start, start + _AT_ONCE) for start in starts]
    return [(quarters[:, cut], [year[:, cut] for year in history]) for cut in cuts]


def _projected(quarters: Array, history: list[Array], level: float) -> list[Projection]:
    answers = _without_future(quarters)
    for due, places in _by_due(quarters):
        ends = _ends(quarters[:, places], [year[:, places] for year in history], due)
        low, high = ends.outlook.interval(level)
        low, high = np.minimum(low, np.floor(ends.value)), np.maximum(high, np.ceil(ends.value))
        columns = (_plain(ends.value), low.astype(int).tolist(), high.astype(int).tolist(), _words(ends, due))
        for place, value, below, above, (method, why) in zip(places.tolist(), *columns, strict=True):
            answers[place] = Projection(value, below, above, method, why)
    return answers


def _chanced(quarters: Array, history: list[Array], targets: Array, *, is_lower: bool) -> list[float | None]:
    answers: list[float | None] = []
    for end, aim in zip(_without_future(quarters), targets.tolist(), strict=True):
        is_met = None if end.value is None else (end.value <= aim if is_lower else end.value >= aim)
        answers.append(None if is_met is None or aim != aim else float(is_met))  # noqa: PLR0124 - NaN is missing
    for due, places in _by_due(quarters):
        ends = _ends(quarters[:, places], [year[:, places] for year in history], due)
        aims = targets[places]
        outlook = ends.outlook
        found = outlook.at_most(aims) if is_lower else np.round(1 - outlook.at_most(np.ceil(aims) - 1), STEADY)
        for place, one in zip(places.tolist(), found.tolist(), strict=True):
            answers[place] = None if one != one else one  # noqa: PLR0124 - NaN is missing
    return answers


def _without_future(quarters: Array) -> list[Projection]:
    """The answer for each series without a future: no data, a gap, or a complete year. For others a placeholder."""
    known = ~np.isnan(quarters)
    patterns = ((1 << np.arange(QUARTERS_A_YEAR)) @ known).tolist()
    kinds: dict[int, Projection] = {}
    for pattern in set(patterns):
        end = exact_projection([0 if pattern >> place & 1 else None for place in range(QUARTERS_A_YEAR)])
        kinds[pattern] = Projection(None, None, None, end.method, end.why)
    answers = [kinds[pattern] for pattern in patterns]
    whole = np.flatnonzero(known.all(axis=0))
    for place, total in zip(whole.tolist(), quarters[:, whole].sum(axis=0).astype(int).tolist(), strict=True):
        answers[place] = Projection(total, total, total, "actual", "the year is complete")
    return answers


def _by_due(quarters: Array) -> list[tuple[int, Array]]:
    """The series without gaps after one, two and three quarters."""
    known = ~np.isnan(quarters)
    due = known.sum(axis=0)
    return [
        (number, places)
        for number in range(1, QUARTERS_A_YEAR)
        if (places := np.flatnonzero((due == number) & known[:number].all(axis=0))).size
    ]


def _ends(quarters: Array, history: list[Array], due: int) -> Ends:
    pasts = Pasts(quarters.shape[1], (due,))
    for year in history:
        pasts.learn(year)
    rest = pasts.rest(quarters, simple_rests(quarters, history, due), due)
    so_far = quarters[:due].sum(axis=0)
    is_new = np.isnan(np.stack(history)).all(axis=(0, 1)) if history else np.ones(so_far.shape, dtype=bool)
    straight = so_far * QUARTERS_A_YEAR / due
    value = np.where(is_new, straight, so_far + np.floor(rest.mean + 0.5))
    usual = np.array(USUAL_SCALE["auto"])[np.minimum(rest.years, len(USUAL_SCALE["auto"]) - 1)]
    scale = np.where(is_new, USUAL_SCALE["straight line"][0], rest.scale * usual)
    outlook = outlooks(so_far, np.where(is_new, straight - so_far, rest.mean), due, scale)
    return Ends(value, outlook, is_new, rest)


def _words(ends: Ends, due: int) -> list[tuple[str, str]]:
    """Method and reason of each."""
    rest = ends.rest
    columns = (rest.scale, rest.years, rest.seasons, rest.speed, ends.is_new)
    keys = list(zip(*(column.tolist() for column in columns), strict=True))
    return [
        ("straight line", "no earlier year") if new else ("auto", why_auto(due, scale, years, seasons, speed))
        for scale, years, seasons, speed, new in keys
    ]


def _plain(values: Array) -> list[int | float]:
    return [int(value) if value == int(value) else value for value in values.tolist()]
