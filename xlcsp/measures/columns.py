"""Columns of series: a function of single values answers lists, arrays and pandas series row by row.

A list gives a list with None for missing. A numpy array or pandas series gives an array: of numbers, with NaN for
missing, or of objects if the answers are words. Neither library is imported unless one of its values is passed.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from xlcsp.errors import MeasureError

_SINGLE = frozenset((int, float, str, type(None)))  # tested first, since most values are of these types
Function = TypeVar("Function", bound=Callable[..., Any])


def columns(**depths: int) -> Callable[[Function], Function]:
    """Decorator: lets the named arguments be columns, all of one length.

    depths: how deep a single value of each is nested: 0 a number, 1 a row of quarters, 2 a history of such rows. An
    argument nested one deeper is a column; any other is the same for every row. ``__wrapped__`` is the function itself.
    Raises MeasureError for columns of different length, and whatever a row raises.
    """

    def wrap(function: Function) -> Function:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            bound = signature.bind(*args, **kwargs).arguments
            deep = {name: bound[name] for name in depths if name in bound and _depth(bound[name]) > depths[name]}
            if not deep:
                return function(*args, **kwargs)
            alike = {name: _lists(value) for name, value in bound.items() if name not in deep}
            answers = [function(**alike, **row) for row in _rows(deep)]
            return _array(answers) if any(hasattr(column, "__array__") for column in deep.values()) else answers

        return cast("Function", call)

    return wrap


def _depth(value: object) -> int:
    """How deep the value is nested: 0 for a single one."""
    if type(value) in _SINGLE:
        return 0
    if hasattr(value, "ndim"):
        return int(value.ndim)
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        return 0
    if _SINGLE.issuperset(map(type, value)):
        return 1
    return 1 + max(_depth(item) for item in value)


def _rows(deep: dict[str, Any]) -> list[dict[str, Any]]:
    """The arguments of each row."""
    sizes = {name: len(column) for name, column in deep.items()}
    if len(set(sizes.values())) != 1:
        lengths = ", ".join(f"{name} {size}" for name, size in sizes.items())
        raise MeasureError(f"Columns of different length: {lengths}.")
    return [dict(zip(deep, row, strict=True)) for row in zip(*map(_lists, deep.values()), strict=True)]


def _lists(values: Any) -> Any:
    """An array, series or table as lists of plain numbers; everything else as it is."""
    if hasattr(values, "to_numpy"):
        values = values.to_numpy()
    return values.tolist() if hasattr(values, "tolist") else values


def _array(answers: list[Any]) -> Any:
    import numpy as np

    if all(answer is None or isinstance(answer, int | float) for answer in answers):
        return np.array([np.nan if answer is None else answer for answer in answers], dtype=float)
    return np.array(answers, dtype=object)
