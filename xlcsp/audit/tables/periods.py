"""Which periods make up which, months a quarter and quarters a year, and which a heading of changes compares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from xlcsp.audit.tables.columns import A_MONTH, LEVEL, QUARTER, RATE, Column, column_of
from xlcsp.audit.tables.table import PrintedTable

_TO_DATE = re.compile(r"(?:.*\b)?(?:to date|ytd|fytd|so far)", re.IGNORECASE)
_YEAR = re.compile(r"(?:full |whole )?year", re.IGNORECASE)
_A_YEAR = r"(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?"
A_YEAR = re.compile(_A_YEAR)
_YEARS = re.compile(
    rf"{_A_YEAR} ?(?:to|[-–]) ?{_A_YEAR}|all(?: \w+)? years|(?:total over )?\w+[ -]years?(?: total)?", re.IGNORECASE
)
_WEEK, _MONTH = re.compile(r"(?:week|wk)\.? ?\d+", re.IGNORECASE), re.compile(r"month|4 weeks|period", re.IGNORECASE)
_MADE_OF = (  # parts, what they make up, and of how many at least and at most
    (A_MONTH, QUARTER, 3, 3), (A_MONTH, re.compile(r"(?:quarter|qtr)(?: total)?", re.IGNORECASE), 3, 3),
    (_WEEK, _MONTH, 4, 5), (A_MONTH, _TO_DATE, 2, 12), (QUARTER, _TO_DATE, 2, 4),
    (A_MONTH, _YEAR, 12, 12), (QUARTER, _YEAR, 4, 4),
    (A_MONTH, A_YEAR, 12, 12), (QUARTER, A_YEAR, 4, 4), (A_YEAR, _YEARS, 2, 12),
)  # fmt: skip


_ON_A_PERIOD = re.compile(
    r"\b(?:since|on|from|against|with|to|vs\.?|versus) (?P<period>[A-Z0-9].{1,20}?)(?: [Nn]o\.?| ?%)?$"
)
_OF_TWO_PERIODS = re.compile(
    r"(?P<first>[A-Z0-9][^()]{1,20}?)(?: (?:to|and|v|vs\.?|versus|[-–]) |(?<=\d{4})[-–](?=\d{4}))"
    r"(?P<second>[A-Z0-9][^()]{1,20}?)(?: ?[(\[][^)\]]*[)\]]| ?%| [Nn]o\.?| [Nn]umber| change)*$"
)
_ANY_YEAR = range(1980, 2050)


def made_of(names: Sequence[str], whole: str) -> int:
    """How many of the last names are the periods that one of this name is made of; 0 if they are none."""
    for part, name, least, most in _MADE_OF:
        run = list(takewhile(part.fullmatch, reversed(names)))[:most]
        if least <= len(run) and name.fullmatch(whole):
            return len(run)
    return 0


def is_on_another_period(table: PrintedTable, column: Column) -> bool:
    """Whether a heading names a period none of whose figures are printed: ``Change since Mar 22``."""
    printed = {one.order for one in table.of(LEVEL, RATE)}
    if None in printed or len(printed) <= 1:
        return False
    orders = (column_of(0, period).order for period in _periods_of(column))
    return any(one is not None and one[0] in _ANY_YEAR and not _of_period(table, one) for one in orders)


def _periods_of(column: Column) -> tuple[str, ...]:
    """The periods that a heading compares: ``Change 2019 to 2023``, or the one that it goes back to."""
    said = _OF_TWO_PERIODS.search(column.heading)
    if said is not None and all(column_of(0, period).order for period in said.groups()):
        return said["second"], said["first"]
    said = _ON_A_PERIOD.search(column.heading)
    return (said["period"],) if said is not None else ()


def _of_period(table: PrintedTable, order: tuple[int, int] | None) -> list[Column]:
    """The figures of a period; of a year that alone is named, those of the year to any month."""
    levels = [one for one in table.of(LEVEL, RATE) if one.order is not None and order is not None]
    of_year = [one for one in levels if order and not order[1] and one.order and one.order[0] == order[0]]
    return [one for one in levels if one.order == order] or of_year


def figures_named(table: PrintedTable, column: Column) -> tuple[Column, Column] | None:
    """The figures of the periods that the heading names, or the latest and that one: ``Change since Sep 23``."""
    levels, periods = table.of(LEVEL, RATE), _periods_of(column)
    named = [
        [one for one in levels if one.heading.casefold() == period.casefold()]
        or _of_period(table, column_of(0, period).order)
        for period in periods
    ]
    latest = max((one for one in levels if one.order is not None), key=lambda one: one.order or (0, 0), default=None)
    if len(periods) == 1 and latest is not None:
        named.insert(0, [latest])
    is_told = [len(one) for one in named] == [1, 1] and named[0] != named[1]
    return (named[0][0], named[1][0]) if is_told else None
