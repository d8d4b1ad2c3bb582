"""Whole numpy columns at the speed of memory: variance, straight line and RAG, with the answers of the single ones.

Comparisons are made on whole numbers, cross-multiplied, which floats hold exactly up to 2^53; a row whose numbers are
fractions so near the edge that a float might decide it wrongly is left to the exact way.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from xlcsp.errors import MeasureError
from xlcsp.measures import rating
from xlcsp.measures.numbers import QUARTERS_A_YEAR, check_kind, exact
from xlcsp.plan import KINDS, POLARITIES, PROPORTIONS, WHOLE

Array = Any
CODES = (rating.GREEN, rating.AMBER, rating.RED, rating.NO_DATA, rating.MONITOR)  # by the codes 0 to 4
_GREEN, _RED, _NO_DATA, _MONITOR = 0, 2, 3, 4
_AT_ONCE = 8_192  # rows: what the processor's nearest caches hold of all columns; whole columns take twice as long
_LARGEST = 2.0**53 / 1_000  # whole floats are exact up to 2^53, and are multiplied by tolerances' denominators
_DOUBT = 1e-9  # of the numbers compared: nearer than that, the exact way decides


class Judged(NamedTuple):
    """Columns: variance on last year, straight-line projection (NaN missing) and RAG as codes of ``CODES``."""

    variance: Array
    projection: Array
    rag: Array


def judge(
    quarters: Array, last_year: Array, target: Array, *, polarity: str = "lower", tolerance: Fraction | None = None
) -> Judged:
    """Counts to date against last year, projected by the straight line, the projection rated against the target.

    quarters: floats, one row for each quarter that is in, one column for each series; NaN missing. last_year: the same
    period's counts. target: the year's. tolerance: default 5 %. Raises MeasureError for what is no whole count.
    """
    due, number = quarters.shape
    if not 1 <= due <= QUARTERS_A_YEAR or polarity not in ("lower", "higher"):
        raise MeasureError("One to four quarters are judged, by a polarity lower or higher.")
    share = rating.TOLERANCE["tolerance"] if tolerance is None else tolerance
    found = Judged(np.empty(number), np.empty(number), np.empty(number, np.uint8))
    size = min(number, _AT_ONCE)
    buffers = np.empty((3, size))
    for start in range(0, number, _AT_ONCE):
        part = slice(start, min(start + _AT_ONCE, number))
        own = buffers[:, : part.stop - part.start]
        ends = tuple(column[part] for column in found)
        _judge(quarters[:, part], last_year[part], target[part], ends, own, (polarity == "lower", share))
    return found


def _judge(
    quarters: Array, last_year: Array, target: Array, out: Any, buffers: Array, rule: tuple[bool, Fraction]
) -> None:
    """One block. rule: whether lower is better, and the tolerance."""
    is_lower, share = rule
    variance, projection, codes = out
    to_date, missed, bound = buffers
    due = len(quarters)
    np.copyto(to_date, quarters[0])
    for row in quarters[1:]:
        np.add(to_date, row, out=to_date)
    if not _are_counts(to_date, missed) or not _are_counts(target, missed):
        raise MeasureError("A figure or target is no whole count of 0 or more.")
    np.subtract(to_date, last_year, out=variance)
    np.multiply(to_date, QUARTERS_A_YEAR / due, out=projection)
    np.multiply(target, due, out=bound)  # both sides times the quarters that are in: whole numbers
    np.multiply(to_date, QUARTERS_A_YEAR, out=missed)
    np.subtract(*((missed, bound) if is_lower else (bound, missed)), out=missed)
    np.multiply(bound, share.numerator, out=bound)
    if share:  # the band is at least one event, unless the target is 0
        np.minimum(target, 1.0, out=to_date)
        np.multiply(to_date, due * share.denominator, out=to_date)
        np.maximum(bound, to_date, out=bound)
    np.multiply(missed, share.denominator, out=to_date)
    np.add((to_date <= bound).view(np.uint8), (missed <= 0).view(np.uint8), out=codes)  # Green is within the band too
    np.subtract(np.uint8(_RED), codes, out=codes)
    unknown = np.isnan(missed)
    if unknown.any():
        codes[unknown] = _NO_DATA


def _are_counts(column: Array, spare: Array) -> bool:
    low, high = column.min(), column.max()  # NaN where any is missing: then looked at without
    if not (low >= 0 and high < _LARGEST):
        known = column[~np.isnan(column)]
        if known.size and not (known.min() >= 0 and known.max() < _LARGEST):
            return False
    np.floor(column, out=spare)
    return not (spare < column).any()


def variances(given: Mapping[str, Any]) -> Array | None:
    """``variance`` of columns of whole numbers; None where they are left to the row by row way."""
    actual, comparator = _column(given["actual"]), _column(given["comparator"])
    if actual is None or comparator is None or not (_are_whole(actual) and _are_whole(comparator)):
        return None
    return actual - comparator


def rags(given: Mapping[str, Any]) -> Array | None:
    """``rag`` of columns by the rule *tolerance*; None where they are left to the row by row way."""
    kind, polarity = given.get("kind", "count"), given["polarity"]
    judged, target = _column(given["judged"]), _column(given["target"])
    is_plain = given.get("rule", "tolerance") == "tolerance" and kind in KINDS and polarity in POLARITIES
    if not is_plain or judged is None or target is None or given.get("same_period_last_year") is not None:
        return None
    check_kind(kind)
    share = exact(given.get("tolerance"), "tolerance")
    share = rating.TOLERANCE["tolerance"] if share is None else share
    if share < 0 or share.denominator > 1_000:  # noqa: PLR2004 - beyond, products of whole numbers may be inexact
        return None
    judged, target = np.broadcast_arrays(judged, target)
    codes, doubtful = _rated(judged, target, share, kind, polarity)
    words = np.array(CODES, dtype=object)[codes]
    for row in np.flatnonzero(doubtful):
        words[row] = rating.rag(
            float(judged[row]), float(target[row]), polarity, tolerance=given.get("tolerance"), kind=kind
        )
    return words


def _rated(judged: Array, target: Array, share: Fraction, kind: str, polarity: str) -> tuple[Array, Array]:
    """The codes, and which rows are too near the edge for floats."""
    missed = target - judged if polarity == "higher" else judged - target
    size = np.abs(target)
    band = np.full(judged.shape, float(share.numerator)) if kind in PROPORTIONS else share.numerator * size
    if share and kind in WHOLE and kind != "per population":
        band = np.where((band < share.denominator) & (target != 0), float(share.denominator), band)
    scaled = missed * share.denominator
    codes = np.full(judged.shape, _RED, np.uint8)
    codes[(scaled <= band) & (target != 0)] = 1
    codes[missed <= 0] = _GREEN
    codes[np.isnan(judged)] = _NO_DATA
    codes[np.isnan(target) | (polarity == "none")] = _MONITOR
    near = _DOUBT * share.denominator * (np.abs(judged) + size + 1)
    is_near = (np.abs(scaled - band) <= near) | (np.abs(scaled) <= near)
    return codes, is_near & ~(_whole(judged) & _whole(target)) & (codes < _NO_DATA)


def _column(values: Any) -> Array | None:
    """Finite numbers of one numpy column (or one number) as floats, NaN missing; None for anything else."""
    if not isinstance(values, np.ndarray | np.generic | int | float) or isinstance(values, bool | np.bool_):
        return None
    found = np.asarray(values)
    if found.dtype.kind not in "iuf" or found.ndim > 1:
        return None
    found = found.astype(float, copy=False)
    return None if (np.abs(found) >= _LARGEST).any() else found


def _whole(column: Array) -> Array:
    return np.floor(column) == column


def _are_whole(column: Array) -> bool:
    return bool((_whole(column) | np.isnan(column)).all())
