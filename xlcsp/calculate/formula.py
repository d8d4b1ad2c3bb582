"""A formula, read into a function that gives what it says."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from xlcsp.calculate.cells import value_of
from xlcsp.calculate.functions import FUNCTIONS, LAZY, OPERATORS, negated

Part = Callable[[Any], Any]  # a formula, or a part of one: what it gives at a place, which references know to read
_CONSTANTS = {"TRUE": True, "FALSE": False}
_END = ("end", "")


@dataclass(frozen=True)
class Language:
    """What a sheet's formulas speak beside Excel's operators and functions.

    reference: the pattern of what they refer to. refer: what such a text stands for.
    functions: those of one's own, of values.
    """

    reference: str
    refer: Callable[[str], Part]
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    @functools.cached_property
    def _token(self) -> re.Pattern[str]:
        return re.compile(
            r"""\s*(?:(?P<text>"(?:[^"]|"")*")|(?P<number>\d+(?:\.\d+)?)|(?P<function>\w+)\(|(?P<constant>TRUE|FALSE)\b"""
            rf"|(?P<reference>{self.reference})|(?P<mark><>|<=|>=|[-=<>&+*/:,()]))"
        )

    def read(self, formula: str) -> Part:
        """The formula, ready to be worked out. Raises ValueError where it says what is not known here."""
        reader = _Reader(self, [*self.tokens(formula.removeprefix("=")), _END])
        whole = reader.operation()
        reader.take(*_END)
        return lambda place: value_of(whole(place))

    def tokens(self, text: str) -> Iterator[tuple[str, str]]:
        """Its parts, each with what it is."""
        at = 0
        while at < len(text):
            match = self._token.match(text, at)
            if match is None:
                raise ValueError(f"{text[at : at + 20]} is not known.")
            kind = str(match.lastgroup)
            yield kind, match[kind]
            at = match.end()

    def call(self, name: str, arguments: Sequence[Part]) -> Part:
        """The call of a function."""
        if name in LAZY:
            lazy = LAZY[name]
            return lambda place: lazy(*(functools.partial(argument, place) for argument in arguments))
        function = FUNCTIONS.get(name) or self.functions.get(name)
        if function is None:
            raise ValueError(f"The function {name} is not known. Add what it does to the functions.")
        return _of(function, arguments)


@dataclass
class _Reader:
    """A formula being read, from the front of its tokens."""

    language: Language
    tokens: list[tuple[str, str]]

    def operation(self, level: int = 0) -> Part:
        """An operation of that level, or a tighter one."""
        if level == len(OPERATORS):
            return self.operand()
        left = self.operation(level + 1)
        while self.tokens[0][1] in OPERATORS[level]:
            mark = self.tokens.pop(0)[1]
            left = _of(OPERATORS[level][mark], (left, self.operation(level + 1)))
        return left

    def operand(self) -> Part:
        if self.tokens[0] == ("mark", "-"):
            self.take("mark", "-")
            return _of(negated, (self.operand(),))
        first = self.single()
        while self.tokens[0] == ("mark", ":"):
            self.take("mark", ":")
            first = _upto(first, self.single())
        return first

    def single(self) -> Part:
        kind, text = self.tokens.pop(0)
        if kind == "reference":
            return self.language.refer(text)
        if kind == "function":
            return self.language.call(text, self.arguments())
        if (kind, text) == ("mark", "("):
            inner = self.operation()
            self.take("mark", ")")
            return inner
        if kind not in _MEANT:
            raise ValueError(f"{text or 'The end'} was found where a value was expected.")
        value = _MEANT[kind](text)
        return lambda _: value

    def arguments(self) -> list[Part]:
        operands = [self.operation()]
        while self.tokens[0] == ("mark", ","):
            self.take("mark", ",")
            operands.append(self.operation())
        self.take("mark", ")")
        return operands

    def take(self, kind: str, text: str) -> None:
        token = self.tokens.pop(0)
        if token != (kind, text):
            raise ValueError(f"{token[1] or 'The end'} was found where {text or 'the end'} was expected.")


_MEANT: dict[str, Callable[[str], Any]] = {
    "text": lambda text: text[1:-1].replace('""', '"'),
    "number": Fraction,
    "constant": _CONSTANTS.__getitem__,
}


def _of(function: Callable[..., Any], parts: Sequence[Part]) -> Part:
    return lambda place: function(*[value_of(part(place)) for part in parts])


def _upto(first: Part, last: Part) -> Part:
    return lambda place: first(place).upto(last(place))
