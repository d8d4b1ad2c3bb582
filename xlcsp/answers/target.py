"""A target as a cell holds it: a number, ``10 to 20``, or ``above 62%``."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from fractions import Fraction

from xlcsp.domain.kinds import COUNT, Kind
from xlcsp.domain.numbers import MOST_PLACES
from xlcsp.domain.target import Target
from xlcsp.errors import MeasureError
from xlcsp.measures.numbers import exact, number

_WORDS = re.compile(r"(?:(below|above) )?(\d+(?:\.\d+)?)(%?)(?: to (\d+(?:\.\d+)?)(%?))?", re.IGNORECASE)


def target_cell(demand: Target) -> int | float | str:
    """The target as a cell shows it: a number; ``10 to 20``; for a rate that must be exceeded ``above 62%``."""
    if demand.lower is not None and demand.upper is not None:
        return f"{_text(demand.lower, demand.kind, math.ceil)} to {_text(demand.upper, demand.kind, math.floor)}"
    bound = demand.bound or Fraction(0)
    if demand.strict:
        return f"{'below' if demand.upper is not None else 'above'} {_text(bound, demand.kind)}"
    return number(bound) or 0


def _text(bound: Fraction, kind: Kind, inwards: Callable[[Fraction], int] = round) -> str:
    """The bound with at most the decimals of a plan. inwards: so that no figure with as many is judged otherwise."""
    own = bound * 100 if kind.is_proportion else bound
    shortened = Fraction(inwards(own * 10**MOST_PLACES), 10**MOST_PLACES)
    return f"{number(shortened)}{'%' * kind.is_proportion}"


def read_target(value: object, polarity: str, kind: Kind = COUNT) -> Target | None:
    """The target that a cell states, as ``target_cell`` writes it; None for a missing one.

    A plain number is what the value must be at most (polarity lower) or at least (higher). ``62%`` is 0.62.
    Raises MeasureError for other text.
    """
    if not isinstance(value, str):
        bound = exact(value, "target")
        if bound is None:
            return None
        return Target.at(bound, polarity, kind)
    match = _WORDS.fullmatch(value.strip())
    if match is None or (match[1] and match[4]):
        raise MeasureError(f'target "{value}" is not a number. Enter one, or a range such as 10 to 20.')
    first = Fraction(match[2]) / (100 if match[3] else 1)
    if match[4]:
        return Target(kind, first, Fraction(match[4]) / (100 if match[5] else 1))
    word = (match[1] or "").lower()
    if word == "above" or (not word and polarity == "higher"):
        return Target(kind, lower=first, strict=bool(word))
    return Target(kind, upper=first, strict=bool(word))
