"""The functions in the formulas of *Performance*: as many of Excel's as they call, and those of ``xlcsp.answers``."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from xlcsp.answers.functions import FUNCTIONS
from xlcsp.answers.shapes import guarded
from xlcsp.master.performance.cells import Area, Cell, Fault, Node, Place, as_text, flat, is_number, rank, value_of


def call(name: str, arguments: Sequence[Node]) -> Node:
    """The call of a function. Raises ValueError for one that is not known."""
    if name in _LAZY:
        return functools.partial(_LAZY[name], arguments)
    function = _SHEET.get(name) or guarded(_for_cells(name))
    return lambda place: function(*(value_of(one, place) for one in arguments))


def _for_cells(name: str) -> Callable[..., Any]:
    function = FUNCTIONS.get(name.lower())
    if function is None:
        raise ValueError(f"The function {name} is not known. Add what it does to those of the sheet.")
    return function


def _if(arguments: Sequence[Node], place: Place) -> Any:
    test, then, otherwise = arguments
    return (then if value_of(test, place) else otherwise)(place)


def _or(arguments: Sequence[Node], place: Place) -> bool:
    return any(any(flat((value_of(one, place),))) for one in arguments)


def _and(arguments: Sequence[Node], place: Place) -> bool:
    return all(all(flat((value_of(one, place),))) for one in arguments)


def _if_error(arguments: Sequence[Node], place: Place) -> Any:
    value, otherwise = arguments
    try:
        return value_of(value, place)
    except Fault:
        return otherwise(place)


def _index(arguments: Sequence[Node], place: Place) -> Area:
    area: Area = arguments[0](place)
    row, *column = (value_of(one, place) for one in arguments[1:])
    return area.part(row, *(column or (1,)))


def _match(wanted: Cell, cells: Any, _: int) -> int:
    like = rank(wanted)
    found = (at for at, one in enumerate(flat((cells,)), 1) if rank(one) == like)
    at = next(found, None)
    if at is None:
        raise Fault
    return at


_LAZY: dict[str, Callable[[Sequence[Node], Place], Any]] = {  # these see their arguments before they are worked out
    "IF": _if, "OR": _or, "AND": _and, "IFERROR": _if_error, "INDEX": _index,
}  # fmt: skip
_SHEET: dict[str, Callable[..., Any]] = {
    "MATCH": _match,
    "N": lambda value: value if is_number(value) else 0,
    "TRIM": lambda value: " ".join(filter(None, as_text(value).split(" "))),
    "ISTEXT": lambda value: isinstance(value, str),
    "ISNUMBER": is_number,
    "SUM": lambda *values: sum(filter(is_number, flat(values))),
    "COUNT": lambda *values: sum(map(is_number, flat(values))),
    "SUMPRODUCT": lambda values: sum(flat((values,))),
}
