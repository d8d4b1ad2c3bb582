"""The dates of *Settings*, a year later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from xlcsp.domain.periods import Quarter, day, quarter_of, year_label
from xlcsp.master.parts import Value

_SATURDAY = 5
_WEEKS = 52 * 7  # days


def a_year_later(day: date, quarter: Quarter) -> date:
    """The same weekday 52 weeks later. A quarter's last day becomes the new last day, and later days stay later."""
    later, end = day + timedelta(days=_WEEKS), quarter.plus(4).last_day
    if day == quarter.last_day:  # up to which data are complete
        return end
    return later + timedelta(days=7) if day > quarter.last_day and later <= end else later


def date_proposals(cells: Mapping[str, tuple[Value, str]], start: int) -> Iterator[dict[str, Value]]:
    """The rows of *Proposals* about the dates that *Settings* now hold, by their cells. start: the closing year."""
    for address, (value, what) in cells.items():
        if isinstance(value, date):
            how = f"The weekday of {year_label(start)}, 52 weeks later"
            if value == quarter_of(value).last_day:
                how = f"The quarter's last day, as in {year_label(start)}"
            source = f"{how} (Settings!{address})"
            is_weekend = value.weekday() >= _SATURDAY
            do = f"It is a {value:%A}: choose another day" if is_weekend else "Confirm it in Settings"
            yield {
                "about": "date", "what": what, "now": day(value), "source": source, "do": do,
            }  # fmt: skip
