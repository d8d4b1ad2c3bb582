"""A form's formulas worked out as a spreadsheet would, so that each rule of a form is written once: in its formula.

Numbers are exact. Only the functions that the forms use are known; any other, and an error that no IFERROR takes,
raises. (Libraries that calculate workbooks do it in floats and need numpy.)
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from xlcsp.files.cells import address
from xlcsp.measures.numbers import exact, number, rounded, shown

Value = str | Fraction | bool | None  # None is a blank cell
Known = Callable[[int], Any]  # what a formula's reference holds, by its place: a value, or a range's list of them
Part = Callable[[Known], Any]

_REFERENCE = r"(?:'[^']+'!|[A-Z][a-z]+!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?"
_SPLIT = re.compile(rf'("(?:[^"]|"")*")|({_REFERENCE})')
_ENDS = re.compile(r"([A-Z]+)(\d+):[A-Z]+(\d+)")
_TOKEN = re.compile(r'"(?:[^"]|"")*"|\{\d+\}|\d+(?:\.\d+)?|[A-Z]+|<>|>=|<=|[-+*/&=<>(),]')
_LEVELS = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"))  # the loosest first
_CONSTANTS = {"TRUE": True, "FALSE": False}
_ERRORS = (ArithmeticError, LookupError, ValueError)  # as #DIV/0!, #N/A, #VALUE! in a cell


@dataclass(slots=True)
class Cells:
    """The cells of a form by sheet and address: what they hold, and the formulas of those that are worked out."""

    held: dict[tuple[str, str], Value] = field(default_factory=dict)
    formulas: dict[tuple[str, str], str] = field(default_factory=dict)

    def hold(self, sheet: str, row: int, column: int, value: str | float | Fraction | date) -> None:
        """The cell, counted from 0, holds that. Of a date only that it is there."""
        held = value.toordinal() if isinstance(value, date) else value
        self.held[sheet, address(row + 1, column + 1)] = held if isinstance(held, str) else exact(held)

    def stored(self, sheet: str, cell: str) -> str | int | float:
        """What the cell's formula gives, as a cell stores it."""
        value = self.value(sheet, cell)
        found = number(value) if isinstance(value, Fraction) else value
        return "" if found is None else found

    def value(self, sheet: str, cell: str) -> Value:
        """What the cell holds or its formula gives; None where it is blank."""
        at = sheet, cell
        if at not in self.held and at in self.formulas:
            part, references = _compiled(self.formulas[at])
            self.held[at] = part(lambda place: self._referred(sheet, references[place]))
        return self.held.get(at)

    def _referred(self, sheet: str, reference: str) -> Value | list[Value]:
        *named, cells = reference.replace("$", "").rsplit("!", 1)
        sheet = named[0].strip("'") if named else sheet
        ends = _ENDS.fullmatch(cells)
        if ends is None:
            return self.value(sheet, cells)
        return [self.value(sheet, f"{ends[1]}{row}") for row in range(int(ends[2]), int(ends[3]) + 1)]


def _compiled(formula: str) -> tuple[Part, list[str]]:
    """The formula as a function of what its references hold, and these references."""
    references: list[str] = []

    def numbered(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        references.append(match[2])
        return f"{{{len(references) - 1}}}"

    return _parsed(_SPLIT.sub(numbered, formula)), references


@functools.lru_cache(maxsize=1024)  # rows of one kind differ only in their references
def _parsed(formula: str) -> Part:
    tokens = [*_TOKEN.findall(formula), ""]
    if "".join(tokens) != formula:
        raise NotImplementedError(formula)
    part = _operation(tokens)
    if tokens != [""]:
        raise NotImplementedError(formula)
    return part


def _operation(tokens: list[str], level: int = 0) -> Part:
    """Takes an operation of that level, or a tighter one, from the front of the tokens."""
    if level == len(_LEVELS):
        return _operand(tokens)
    left = _operation(tokens, level + 1)
    while tokens[0] in _LEVELS[level]:
        left = _of(_OPERATORS[tokens.pop(0)], [left, _operation(tokens, level + 1)])
    return left


def _of(function: Callable[..., Any], parts: list[Part]) -> Part:
    return lambda known: function(*[part(known) for part in parts])


def _operand(tokens: list[str]) -> Part:
    if tokens[0] == "(":
        tokens.pop(0)
        inner = _operation(tokens)
        _take(tokens, ")")
        return inner
    token = tokens.pop(0)
    if token == "-":  # noqa: S105 - no password
        return _of(operator.neg, [_operand(tokens)])
    if token.startswith("{"):
        place = int(token[1:-1])
        return lambda known: known(place)
    if token.isalpha() and token not in _CONSTANTS:
        return _call(token, tokens)
    value: Value = _CONSTANTS.get(token)
    if token.startswith('"'):
        value = token[1:-1].replace('""', '"')
    elif token[0].isdigit():
        value = Fraction(token)
    return lambda _: value


def _call(name: str, tokens: list[str]) -> Part:
    _take(tokens, "(")
    parts = [_operation(tokens)]
    while tokens[0] == ",":
        tokens.pop(0)
        parts.append(_operation(tokens))
    _take(tokens, ")")
    if name == "IF":
        test, then, otherwise = parts
        return lambda known: then(known) if test(known) else otherwise(known)
    if name == "IFERROR":
        part, instead = parts
        return functools.partial(_unless_error, part, instead)
    return _of(_FUNCTIONS[name], parts)


def _take(tokens: list[str], token: str) -> None:
    if tokens.pop(0) != token:
        raise NotImplementedError(f"{token} is missing before {''.join(tokens)}")


def _unless_error(part: Part, instead: Part, known: Known) -> Any:
    try:
        return part(known)
    except _ERRORS:
        return instead(known)


def _numeric(value: Value) -> Fraction:
    """A value in a sum: blank is 0; text is an error."""
    return Fraction(value or 0) if not isinstance(value, str) else _no_number(value)


def _no_number(text: str) -> Fraction:
    raise ValueError(f'"{text}" is not a number')


def _text(value: Value) -> str:
    if isinstance(value, Fraction):
        return f"{number(value):.15g}"
    return str(value).upper() if isinstance(value, bool) else value or ""


def _ranked(value: Value, other: Value) -> tuple[int, Any]:
    """What a comparison compares: numbers stand before texts, texts before truth values; blank is as the other is."""
    if value is None:
        value = "" if isinstance(other, str) else Fraction(0)
    if isinstance(value, str):
        return 1, value.casefold()
    return (2 if isinstance(value, bool) else 0), value


def _compared(compare: Callable[[Any, Any], bool]) -> Callable[[Value, Value], bool]:
    return lambda left, right: compare(_ranked(left, right), _ranked(right, left))


def _worked(work: Callable[[Fraction, Fraction], Fraction]) -> Callable[[Value, Value], Fraction]:
    return lambda left, right: work(_numeric(left), _numeric(right))


def _as_text(value: Value, pattern: str) -> str:
    """A number by a format such as ``#,##0.0``, or one each for above, below and exactly 0."""
    found, sections = _numeric(value), pattern.split(";")
    section = sections[(found < 0) + 2 * (found == 0)] if len(sections) > 1 else pattern
    sign = "-" if found < 0 and len(sections) == 1 else section[0].strip("#0")
    return sign + shown(abs(found), len(section.partition(".")[2]))


def _match(value: Value, within: list[Value], _: Value) -> Fraction:
    return Fraction(within.index(value) + 1)


def _is_number(value: Value) -> bool:
    return isinstance(value, Fraction)


_OPERATORS: dict[str, Callable[[Value, Value], Value]] = {
    "=": _compared(operator.eq),
    "<>": _compared(operator.ne),
    "<": _compared(operator.lt),
    ">": _compared(operator.gt),
    "<=": _compared(operator.le),
    ">=": _compared(operator.ge),
    "&": lambda left, right: _text(left) + _text(right),
    "+": _worked(operator.add),
    "-": _worked(operator.sub),
    "*": _worked(operator.mul),
    "/": _worked(operator.truediv),
}
_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "ABS": lambda value: abs(_numeric(value)),
    "AND": lambda *values: all(values),
    "COUNTA": lambda values: Fraction(sum(value is not None for value in values)),
    "INDEX": lambda values, place: values[int(place) - 1],
    "INT": lambda value: Fraction(_numeric(value).__floor__()),
    "ISNUMBER": _is_number,
    "LEN": lambda value: Fraction(len(_text(value).encode("utf-16-le")) // 2),
    "MATCH": _match,
    "MAX": lambda values: max(filter(_is_number, values), default=Fraction(0)),
    "MID": lambda text, start, count: _text(text)[int(start) - 1 : int(start) - 1 + int(count)],
    "N": lambda value: value if _is_number(value) else Fraction(0),
    "NOT": operator.not_,
    "OR": lambda *values: any(values),
    "ROUND": lambda value, decimals: Fraction(rounded(_numeric(value), int(decimals))),
    "SUM": lambda values: sum(filter(_is_number, values), Fraction(0)),
    "TEXT": _as_text,
}
