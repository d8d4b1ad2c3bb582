"""Financial years (April to March), quarters and months, and the ways in which people write them."""

from __future__ import annotations

import contextlib
import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date, datetime

from xlcsp.domain.numbers import is_number
from xlcsp.errors import XlcspError

QUARTERS = (1, 2, 3, 4)
QUARTERS_A_YEAR = len(QUARTERS)
MONTHS_A_YEAR, _APRIL = 12, 4
_MONTHS = ("April", "June", "July", "September", "October", "December", "January", "March")
_FIRST, _LAST = 1900, 2199  # financial years
_YEAR = re.compile(r"(\d{4})\s*[/\-\u2013]\s*(\d{2}|\d{4})")
_TIME_OF_DAY = re.compile(r"[T\s]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[ap]\.?m\.?)?$", re.IGNORECASE)
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+", re.IGNORECASE)
_SEPT = re.compile(r"\bsept\b", re.IGNORECASE)  # as the British shorten September
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b(?:\s+of\b)?", re.IGNORECASE)
_QUARTER = re.compile(r"(?:(\d{4}\s*[/\-\u2013]\s*\d{2,4})\s*,?\s*)?[Qq](?:uarter)?\s*([1-4])")


class PeriodError(XlcspError, ValueError):
    """A text that names no financial year or quarter."""


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a financial year: ``Quarter(2014, 3)`` is October to December 2014.

    start: the calendar year in which the financial year begins. number: 1 to 4.
    """

    start: int
    number: int

    @property
    def year(self) -> str:
        """The financial year, ``2014/15``."""
        return year_label(self.start)

    @property
    def short(self) -> str:
        """``Q3``."""
        return f"Q{self.number}"

    @property
    def folder(self) -> str:
        """A name that is valid on every file system: ``2014-15 Q3``."""
        return f"{self.year.replace('/', '-')} {self.short}"

    @property
    def months(self) -> str:
        """``October to December``."""
        return self.months_from(self.number)

    def months_from(self, first: int) -> str:
        """The months from quarter ``first`` of the year to this one's end: ``April to December``."""
        return f"{_MONTHS[2 * first - 2]} to {_MONTHS[2 * self.number - 1]}"

    @property
    def last_day(self) -> date:
        """The quarter's last day."""
        calendar_year = self.start + (self.number == 4)  # noqa: PLR2004 - January to March
        month = (6, 9, 12, 3)[self.number - 1]
        return date(calendar_year, month, 30 if month in (6, 9) else 31)

    def plus(self, quarters: int) -> Quarter:
        """The quarter that many quarters later; earlier if negative."""
        index = self.start * 4 + self.number - 1 + quarters
        return Quarter(index // 4, index % 4 + 1)

    def __str__(self) -> str:
        return f"{self.year} {self.short}"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month: ``Month(2015, 1)`` is January 2015, of 2014/15 Q4."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """``January``."""
        return month_name[self.number]

    @property
    def short(self) -> str:
        """``Jan 15``: as on the axis of a chart."""
        return f"{self.name[:3]} {self.year % 100:02d}"

    @property
    def quarter(self) -> Quarter:
        """The quarter that it belongs to."""
        return quarter_of(self.first_day)

    @property
    def place(self) -> int:
        """Its place in the financial year: April is 1, March 12."""
        return (self.number - _APRIL) % MONTHS_A_YEAR + 1

    @property
    def first_day(self) -> date:
        """The month's first day."""
        return date(self.year, self.number, 1)

    def plus(self, months: int) -> Month:
        """The month that many months later; earlier if negative."""
        index = self.year * MONTHS_A_YEAR + self.number - 1 + months
        return Month(index // MONTHS_A_YEAR, index % MONTHS_A_YEAR + 1)

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


def months_of(quarter: Quarter) -> tuple[Month, Month, Month]:
    """The three months of a quarter."""
    last = Month(quarter.last_day.year, quarter.last_day.month)
    return last.plus(-2), last.plus(-1), last


def parse_month(value: object) -> Month:
    """The month of ``April 2014``, ``Apr 14``, ``2014-04``, ``04/2014``, or of a day in it.

    Raises PeriodError if it names none.
    """
    if isinstance(value, date):
        return Month(value.year, value.month)
    words = re.sub(r"[\s/.,\-\u2013]+", " ", str(value)).strip()
    for form in ("%B %Y", "%b %Y", "%B %y", "%b %y", "%Y %m", "%m %Y", "%Y %B", "%Y %b"):
        with contextlib.suppress(ValueError):
            moment = datetime.strptime(words, form)  # noqa: DTZ007 - it has no zone
            return Month(moment.year, moment.month)
    day = parse_day(str(value))
    if day is None:
        raise PeriodError(f'"{value}" is not a month. Write its name and the year.')
    return Month(day.year, day.month)


def quarter_of(day: date) -> Quarter:
    """The quarter of a day."""
    months = (day.month - 4) % 12
    return Quarter(day.year - (day.month < 4), months // 3 + 1)  # noqa: PLR2004 - the year begins in April


def year_label(start: int) -> str:
    """``2014`` → ``2014/15``."""
    return f"{start}/{(start + 1) % 100:02d}"


EXAMPLE = 2014  # the year of examples where no plan is known: that of the worked example


def by_example(text: str, start: int) -> str:
    """A text whose examples ``{year}``, ``{last year}`` and ``{start}`` are of the financial year that begins then."""
    for name, shown in (("year", year_label(start)), ("last year", year_label(start - 1)), ("start", str(start))):
        text = text.replace(f"{{{name}}}", shown)
    return text


def parse_year(text: object) -> int:
    """The first calendar year of ``2014/15``, ``2014-15`` or ``2014/2015``.

    Raises PeriodError where the second year does not follow the first (``2015/15``).
    """
    match = _YEAR.fullmatch(str(text).strip())
    if match is None:
        raise PeriodError(f'"{text}" is not a financial year. Write it as YYYY/YY.')
    start = int(match[1])
    if int(match[2]) % 100 != (start + 1) % 100:
        raise PeriodError(f'"{text}" is not a financial year: the second year must follow the first.')
    if not _FIRST <= start <= _LAST:
        words = f"Years go from {year_label(_FIRST)} to {year_label(_LAST)}."
        raise PeriodError(f'"{text}" is not a financial year that figures are kept for. {words}')
    return start


def parse_quarter(text: object, year: int | None = None) -> Quarter:
    """The quarter named by ``2014/15 Q3``, or by ``Q3`` (or 3) when the year is known.

    Raises PeriodError where the text names no quarter.
    """
    if is_number(text) and text in QUARTERS and year is not None:
        return Quarter(year, int(text))
    match = _QUARTER.fullmatch(str(text).strip())
    start = parse_year(match[1]) if match and match[1] else year
    if match is None or start is None:
        of_year = year_label(year) if year is not None else "YYYY/YY"
        raise PeriodError(f'"{text}" is not a quarter. Write it as {of_year} Q3.')
    return Quarter(start, int(match[2]))


def parse_day(text: str) -> date | None:
    """The day that a text names: 18/07/2014, 18.7.14, 18th July 2014 or 2014-07-18; None where it names none.

    The day comes before the month, unless the month is a word or the year comes first. A time of day is left out.
    """
    bare = _TIME_OF_DAY.sub("", _WEEKDAY.sub("", text.strip()))
    parts = _ORDINAL.sub(r"\1", bare).replace(",", " ")
    words = _SEPT.sub("Sep", re.sub(r"[\s/.\-]+", " ", parts).strip())
    for form in ("%d %m %Y", "%d %m %y", "%Y %m %d", "%d %B %Y", "%d %b %Y", "%d %B %y", "%d %b %y", "%B %d %Y",
                 "%b %d %Y"):  # fmt: skip
        try:
            return datetime.strptime(words, form).date() if words.isascii() else None  # noqa: DTZ007 - it has no zone
        except ValueError:
            continue
    return None


def day(when: date | None) -> str:
    """``18 July 2014``; empty where it is not known."""
    return f"{when.day} {when:%B %Y}" if when else ""


def short_day(when: date | None) -> str:
    """``18 Jul 2014``; empty where it is not known."""
    return f"{when.day} {when:%b %Y}" if when else ""
