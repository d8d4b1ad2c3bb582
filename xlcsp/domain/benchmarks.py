"""Benchmarks: published values for England, a force or the most similar group, each with its own period."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from xlcsp.domain.periods import PeriodError, Quarter, parse_quarter, parse_year

_MONTHS = tuple(date(2000, number, 1).strftime("%B") for number in range(1, 13))
_NAMED = re.compile(rf"\b({'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in _MONTHS)})\.?\s+(\d{{4}})$", re.IGNORECASE)
_YEAR = re.compile(r"(mid[- ])?((?:19|20|21)\d\d)", re.IGNORECASE)
_TEENS = (11, 12, 13)
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A row of *Benchmarks*: a published value. Not for publication unless marked so.

    ends: the last day of its period. value: in the terms of the series, so a proportion for a rate. rank, of: the
    partnership's own place, and among how many areas; None where none is published. is_decided: whether the sheet says
    if it may be published.
    """

    series: str
    period: str
    ends: date
    comparator: str
    value: Decimal
    rank: int | None = None
    of: int | None = None
    source: str = ""
    publishable: bool = False
    is_decided: bool = False
    cell: str = ""

    @property
    def place(self) -> str:
        """``8th of 15``; empty without a rank."""
        return f"{ordinal(self.rank)} of {self.of}" if self.rank is not None else ""

    def is_older(self, quarter: Quarter) -> bool:
        """Whether its period was over before the quarter began."""
        return self.ends <= quarter.plus(-1).last_day


def newest(known: tuple[Benchmark, ...], series: str, quarter: Quarter) -> tuple[Benchmark, ...]:
    """The newest value of each comparator whose period is over with the quarter, in the sheet's order."""
    by_comparator: dict[str, Benchmark] = {}
    for benchmark in known:
        if benchmark.series == series and benchmark.ends <= quarter.last_day:
            key = benchmark.comparator.casefold()
            by_comparator[key] = max(by_comparator.get(key, benchmark), benchmark, key=lambda each: each.ends)
    return tuple(by_comparator.values())


def ordinal(number: int) -> str:
    """``1st``, ``8th``, ``12th``."""
    return f"{number}{'th' if number % 100 in _TEENS else _ENDINGS.get(number % 10, 'th')}"


def period_end(text: str) -> date | None:
    """The last day of ``2013/14``, ``2014/15 Q2``, ``year ending June 2014`` or ``2014``; None for no period."""
    with contextlib.suppress(PeriodError):
        return parse_quarter(text).last_day
    with contextlib.suppress(PeriodError):
        return Quarter(parse_year(text), 4).last_day
    month, year = _NAMED.search(text), _YEAR.fullmatch(text)
    if month is not None:
        number = next(at for at, name in enumerate(_MONTHS, 1) if name[:3].lower() == month[1][:3].lower())
        return _end_of_month(int(month[2]), number)
    if year is not None:
        return _end_of_month(int(year[2]), 6 if year[1] else 12)
    return None


def _end_of_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
