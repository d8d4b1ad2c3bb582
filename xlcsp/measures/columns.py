"""Whole columns: the same functions over lists and arrays, and exact kernels for long columns.

``each`` and ``by_row`` let a function of single values take columns too: a list gives a list with None for missing,
a numpy array an array with NaN (or objects, where the answers are words). The kernels below do the hot ones in numpy.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from xlcsp.errors import MeasureError

Function = TypeVar("Function", bound=Callable[..., Any])


def each(*names: str) -> Callable[[Function], Function]:
    """Let the named arguments be columns: element by element, single values repeated."""
    return _spread(names, lambda value: 0 if _is_column(value) else None)


def by_row(*names: str) -> Callable[[Function], Function]:
    """Let the named arguments, each a row of values, be blocks of k rows."""
    return _spread(names, lambda value: 1 if _is_column(value) and any(_is_column(row) for row in value) else None)


def _is_column(value: object) -> bool:
    return (isinstance(value, Sequence) and not isinstance(value, str | bytes)) or hasattr(value, "__array__")


def _spread(names: tuple[str, ...], depth: Callable[[Any], int | None]) -> Callable[[Function], Function]:
    def wrap(function: Function) -> Function:
        signature = inspect.signature(function)
        positions = {name: index for index, name in enumerate(signature.parameters)}

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            given = {name: args[positions[name]] for name in names if positions[name] < len(args)}
            given |= {name: kwargs[name] for name in names if name in kwargs}
            columns = {name: value for name, value in given.items() if depth(value) is not None}
            if not columns:
                return function(*args, **kwargs)
            rest = dict(signature.bind(*args, **kwargs).arguments)
            return _answer(function, rest, columns)

        return cast("Function", call)

    return wrap


def _answer(function: Callable[..., Any], given: dict[str, Any], columns: dict[str, Any]) -> Any:
    lengths = {len(column) for column in columns.values()}
    if len(lengths) != 1:
        sizes = ", ".join(f"{name} {len(column)}" for name, column in columns.items())
        raise MeasureError(f"Columns of different length: {sizes}.")
    lists = {name: column.tolist() if hasattr(column, "tolist") else column for name, column in columns.items()}
    answers = [function(**{**given, **dict(zip(lists, row, strict=True))}) for row in zip(*lists.values(), strict=True)]
    if not any(hasattr(column, "__array__") for column in columns.values()):
        return answers
    import numpy as np

    if all(answer is None or isinstance(answer, int | float) for answer in answers):
        return np.array([np.nan if answer is None else answer for answer in answers], dtype=float)
    return np.array(answers, dtype=object)
