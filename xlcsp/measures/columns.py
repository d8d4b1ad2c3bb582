"""Whole columns: a function of single values takes columns of them too, row by row.

A list gives a list with None for missing; a numpy array or pandas series gives an array, with NaN for missing where the
answers are numbers and objects where they are words.
"""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from xlcsp.errors import MeasureError

_SINGLE = frozenset((int, float, str, type(None)))  # looked for first: most values are
Function = TypeVar("Function", bound=Callable[..., Any])


def columns(*, whole: str = "", **depths: int) -> Callable[[Function], Function]:
    """Let the named arguments be columns.

    whole: ``module:function`` that answers for all rows at once, given the arguments, or None to leave it to the row
    by row way; imported when columns come.
    depths: how deep a single value of each is nested: 0 a number, 1 a row of quarters, 2 a history of such rows. What
    is nested one deeper is a column; what is not is the same for every row.
    """

    def wrap(function: Function) -> Function:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            given = {name: _plain(value) for name, value in signature.bind(*args, **kwargs).arguments.items()}
            found = {name: given[name] for name in depths if name in given and _depth(given[name]) > depths[name]}
            if not found:
                return function(**given)
            _check_lengths(found)
            answers = _at_once(whole, given) if whole else None
            if hasattr(answers, "dtype"):  # an array for arrays already
                return answers
            return _by_row(function, given, found) if answers is None else _as_given(answers, found)

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
    return 1 + max(_depth(one) for one in value)


def _plain(value: Any) -> Any:
    """A pandas table as the block of its rows; everything else as it is."""
    return value.to_numpy() if hasattr(value, "to_numpy") and value.ndim > 1 else value


def _check_lengths(found: dict[str, Any]) -> None:
    sizes = {name: len(column) for name, column in found.items()}
    if len(set(sizes.values())) != 1:
        told = ", ".join(f"{name} {size}" for name, size in sizes.items())
        raise MeasureError(f"Columns of different length: {told}.")


def _at_once(whole: str, given: dict[str, Any]) -> Any:
    module, function = whole.split(":")
    return getattr(importlib.import_module(module), function)(given)


def _by_row(function: Callable[..., Any], given: dict[str, Any], found: dict[str, Any]) -> Any:
    lists = {name: column.tolist() if hasattr(column, "tolist") else column for name, column in found.items()}
    answers = [function(**{**given, **dict(zip(lists, row, strict=True))}) for row in zip(*lists.values(), strict=True)]
    return _as_given(answers, found)


def _as_given(answers: list[Any], found: dict[str, Any]) -> Any:
    """A list for lists, an array for arrays."""
    if not any(hasattr(column, "__array__") for column in found.values()):
        return answers
    import numpy as np

    if all(answer is None or isinstance(answer, int | float) for answer in answers):
        return np.array([np.nan if answer is None else answer for answer in answers], dtype=float)
    return np.array(answers, dtype=object)
