"""A formula of *Performance*, read as it stands in the file, so that it can be worked out without a spreadsheet.

As much of Excel's language as these formulas speak; whatever else one says is refused when it is read. Libraries that
calculate workbooks know neither its tables nor functions of one's own.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Iterator
from typing import Any

from xlcsp.master.performance.cells import Area, Cell, Node, Place, as_number, as_text, each, ranked, value_of
from xlcsp.master.performance.functions import call

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"]|"")*")|(?P<number>\d+(?:\.\d+)?)|(?P<table>\w+\[(?:[^][]|\[[^]]*\])*\])"""
    r"""|(?P<function>\w+)\(|(?P<name>\w+)|(?P<mark><>|<=|>=|[-=<>&+:,()]))"""
)
_COMPARED = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip
_BINDS = {**dict.fromkeys(_COMPARED, 1), "&": 2, "+": 3, "-": 3, ":": 5}
_SIGN = 4


@functools.cache
def read(formula: str) -> Node:
    """The formula, ready to be worked out. Raises ValueError where it says what is not known here."""
    node = _Reader(formula.removeprefix("=")).whole()
    return lambda place: value_of(node, place)


class _Reader:
    """One formula being read."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.at = 0

    def whole(self) -> Node:
        found = self.expression(0)
        if self.at < len(self.tokens):
            raise ValueError(f"{self.tokens[self.at][1]} is one too many.")
        return found

    def expression(self, above: int) -> Node:
        left = self.operand()
        while self.at < len(self.tokens) and _BINDS.get(self.tokens[self.at][1], 0) > above:
            _, mark = self.next()
            left = _joined(mark, left, self.expression(_BINDS[mark]))
        return left

    def operand(self) -> Node:
        kind, text = self.next()
        if kind in _OPERANDS:
            return _OPERANDS[kind](text)
        if kind == "function":
            return call(text, self.arguments())
        if text == "-":
            value = self.expression(_SIGN)
            return lambda place: each(lambda one: -as_number(one), value_of(value, place))
        if text == "(":
            found = self.expression(0)
            self.next()
            return found
        raise ValueError(f"{text} stands where a value was expected.")

    def arguments(self) -> list[Node]:
        found: list[Node] = []
        while self.tokens[self.at][1] != ")":
            found.append(self.expression(0))
            if self.tokens[self.at][1] == ",":
                self.next()
        self.next()
        return found

    def next(self) -> tuple[str, str]:
        self.at += 1
        return self.tokens[self.at - 1]


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError(f"{text[at : at + 20]} is not known.")
        kind = str(found.lastgroup)
        yield kind, str(found[kind])
        at = found.end()


def _constant(value: Cell) -> Node:
    return lambda _: value


def _name(text: str) -> Node:
    return lambda place: place.names.get(text)


def _area(text: str) -> Node:
    """``tName[column]``, ``tName[[first]:[last]]``, both also of ``[#This Row]``."""
    name, inner = text[:-1].split("[", 1)
    parts = re.findall(r"\[([^]]*)\]", inner) or [inner]
    is_own = parts[0] == "#This Row"
    first, last = parts[is_own], parts[-1]

    def area(place: Place) -> Area:
        table = place.tables[name]
        top, bottom = (place.row, place.row + 1) if is_own else (0, len(table.rows))
        return Area(table, top, bottom, table.places[first], table.places[last] + 1)

    return area


_OPERANDS: dict[str, Callable[[str], Node]] = {
    "text": lambda text: _constant(text[1:-1].replace('""', '"')),
    "number": lambda text: _constant(float(text) if "." in text else int(text)),
    "table": _area,
    "name": _name,
}


def _joined(mark: str, left: Node, right: Node) -> Node:
    """Two parts with a mark between them."""
    if mark == ":":
        return lambda place: left(place).upto(right(place))
    if mark == "&":
        return lambda place: as_text(value_of(left, place)) + as_text(value_of(right, place))
    if mark in "+-":
        sign = 1 if mark == "+" else -1
        return lambda place: as_number(value_of(left, place)) + sign * as_number(value_of(right, place))
    compare = _COMPARED[mark]

    def compared(place: Place) -> Any:
        one, other = value_of(left, place), value_of(right, place)
        if isinstance(one, list):
            return each(lambda cell: compare(*ranked(cell, other)), one)
        return compare(*ranked(one, other))

    return compared
