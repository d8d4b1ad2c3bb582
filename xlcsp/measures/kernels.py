"""Whole numpy columns at the speed of memory: variance, straight line and RAG, with the answers of the single ones.

Comparisons are made on whole numbers, cross-multiplied, which floats hold exactly up to 2^53; a row whose numbers are
fractions so near the edge that a float might decide it wrongly is left to the exact way.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from xlcsp.domain.plan import KINDS, POLARITIES, PROPORTIONS, WHOLE
from xlcsp.errors import MeasureError
from xlcsp.measures import rating
from xlcsp.measures.numbers import QUARTERS_A_YEAR, check_kind, exact

Array = Any
CODES = (rating.GREEN, rating.AMBER, rating.RED, rating.NO_DATA, rating.MONITOR)  # by the codes 0 to 4
_GREEN, _RED, _NO_DATA, _MONITOR = 0, 2, 3, 4
_AT_ONCE = 32_768  # rows: what the caches hold of all columns; 8,192 at once or all of them take half as long again
_LARGEST = 2.0**53 / 1_000  # whole floats are exact up to 2^53, and are multiplied by tolerances' denominators
_FINEST = 100  # denominator of a tolerance with which products of the largest counts stay exact
_LARGEST_BITS: Any = np.float64(_LARGEST).view(np.uint64)
_NO_COUNT = "A figure or target is no whole count of 0 or more."
_DOUBT = 1e-9  # of the numbers compared: nearer than that, the exact way decides


class Judged(NamedTuple):
    """Columns: variance on last year, straight-line projection (NaN missing) and RAG as codes of ``CODES``."""

    variance: Array
    projection: Array
    rag: Array


def judge(
    quarters: Array,
    last_year: Array,
    target: Array,
    *,
    polarity: str = "lower",
    tolerance: Fraction | None = None,
    out: Judged | None = None,
) -> Judged:
    """Counts to date against last year, projected by the straight line, the projection rated against the target.

    quarters: floats, one row for each quarter that is in, one column for each series; NaN missing. last_year: the same
    period's counts. target: the year's. tolerance: default 5 %; hundredths at the finest. out: columns to write into
    (float, float, uint8); new ones cost a fifth more. Raises MeasureError for what is no whole count.
    """
    due, number = quarters.shape
    if not 1 <= due <= QUARTERS_A_YEAR or polarity not in ("lower", "higher"):
        raise MeasureError("One to four quarters are judged, by a polarity lower or higher.")
    share = rating.TOLERANCE["tolerance"] if tolerance is None else tolerance
    if not 0 <= share < 1 or share.denominator > _FINEST:
        raise MeasureError(f"A tolerance of {share} is none. It is a proportion in hundredths: 0.05 is 5 %.")
    found = out or Judged(np.empty(number), np.empty(number), np.empty(number, np.uint8))
    size = min(number, _AT_ONCE)
    buffers, flags = np.empty((3, size)), np.empty((2, size), np.bool_)
    for start in range(0, number, _AT_ONCE):
        part = slice(start, min(start + _AT_ONCE, number))
        own = part.stop - part.start
        columns = quarters[:, part], last_year[part], target[part]
        spare = (*buffers[:, :own], *flags[:, :own])
        _judge(columns, tuple(column[part] for column in found), spare, (polarity == "lower", share))
    return found


def _judge(columns: Any, out: Any, spare: Any, rule: tuple[bool, Fraction]) -> None:
    """One block. rule: whether lower is better, and the tolerance. Both sides are multiplied until they are whole."""
    (quarters, last_year, target), (variance, projection, codes) = columns, out
    to_date, bound, band, flag, other = spare
    is_lower, share = rule
    due, parts = len(quarters), share.denominator
    if due == 1:
        np.copyto(to_date, quarters[0])
    else:
        np.add(quarters[0], quarters[1], out=to_date)
    for row in quarters[2:]:
        np.add(to_date, row, out=to_date)
    is_full = [
        _are_counts(found, total, bound, band, flag) for found, total in ((quarters, to_date), (target[None], target))
    ]
    np.subtract(to_date, last_year, out=variance)
    np.multiply(to_date, QUARTERS_A_YEAR / due, out=projection)
    np.multiply(to_date, QUARTERS_A_YEAR * parts, out=to_date)
    np.multiply(target, due * parts, out=bound)
    np.multiply(target, due * share.numerator, out=band)
    meets, worse = (np.less_equal, np.add) if is_lower else (np.greater_equal, np.subtract)
    meets(to_date, bound, out=flag)
    if share:  # the band is at least one event, unless the target is 0
        np.maximum(band, np.minimum(bound, due * parts), out=band)
        worse(bound, band, out=bound)
    meets(to_date, bound, out=other)
    np.add(flag.view(np.uint8), other.view(np.uint8), out=codes)  # Green is within the band too
    np.subtract(np.uint8(_RED), codes, out=codes)
    if not all(is_full):
        codes[np.isnan(to_date) | np.isnan(target)] = _NO_DATA


def _are_counts(columns: Array, total: Array, spare: Array, whole: Array, flag: Array) -> bool:
    """Whether none is missing. Raises MeasureError for what is no whole count of 0 or more.

    total: of the columns; it is exact, and more than that of their whole parts where any is not whole.
    As bits, a float that is negative, infinite or not a number is larger than any count: one search finds all three.
    """
    is_full = bool(columns.view(np.uint64).max() < _LARGEST_BITS)
    known: Array = () if is_full else columns[~np.isnan(columns)]
    if len(known) and not (known.min() >= 0 and known.max() < _LARGEST):
        raise MeasureError(_NO_COUNT)
    np.floor(columns[0], out=whole)
    for column in columns[1:]:
        np.add(whole, np.floor(column, out=spare), out=whole)
    if np.less(whole, total, out=flag).any():
        raise MeasureError(_NO_COUNT)
    return is_full


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
