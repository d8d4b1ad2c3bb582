"""What a new year takes over: final figures as rows of *History*, the baselines that they suggest, and the dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from xlcsp.domain.figures import figure_words, number_text
from xlcsp.domain.periods import Quarter, day, quarter_of, year_label
from xlcsp.domain.plan import CHANGE, FREQUENCIES, Series
from xlcsp.domain.target import target_of
from xlcsp.domain.years import YearOfFigures
from xlcsp.master.parts import Value
from xlcsp.measures.closing import Year, year_of
from xlcsp.measures.comparators import is_comparable
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact, listed, number, rounded
from xlcsp.measures.observed import Observed

YEARS_OF_A_BASELINE = 3
_DECIMALS_OF_RATES = 4  # decimals of a proposed baseline; for counts 1


def history_row(observed: Observed, *, retired: bool) -> dict[str, Value] | None:
    """The row of *History*; None if there is nothing to enter: a milestone, or no figure at all.

    A year that late figures will complete always has a row, with its target.
    """
    year = year_of(observed)
    if observed.series.kind.has_status or (year.is_blank and not year.is_open):
        return None
    row: dict[str, Value] = {"id": observed.series.id, "year": year_label(year.start)}
    row |= {f"Q{number}": value for number, value in enumerate(year.quarters, 1)}
    row |= {f"D{number}": value for number, value in enumerate(year.below, 1)}
    row |= {"year_total": year.total, "D_total": year.below_total}
    notes = [f"Returns of {year_label(year.start)}, as they counted at its end"]
    notes += ["provisional"] if observed.is_provisional else []
    notes += [f"no figure for {listed(year.lacking)}"] if year.lacking else []
    notes += [year.note] if year.note else []
    row |= _standard(observed.series) if year.is_open else {}
    return row | {"origin": "; ".join(notes), "retired": "yes" if retired else None}


def _standard(series: Series) -> dict[str, Value]:
    """The year's target in the columns of *History*; a change on the baseline becomes a number."""
    demand, rule = target_of(series), series.target_rule
    row: dict[str, Value] = {"target_rule": rule}
    row |= {name: number(exact(getattr(series, name))) for name in ("green", "amber")}
    if demand is None:
        return row
    if demand.is_range:
        return row | {"target": f"{series.target} to {series.target_upper}"}
    if rule != CHANGE:
        return row | {"target": number(exact(series.target))}
    return row | {"target_rule": "at least" if demand.upper is None else "at most", "target": number(demand.bound)}


def completed_cells(sheet: YearOfFigures, now: YearOfFigures) -> dict[str, int | float | None]:
    """The cells of the year's row that late figures fill or change, by column. sheet: the present row."""
    pairs = {
        "year_total": (sheet.year_total, now.year_total),
        "D_total": (sheet.denominator_total, now.denominator_total),
    }
    for place in range(QUARTERS_A_YEAR):
        pairs[f"Q{place + 1}"] = sheet.quarters[place], now.quarters[place]
        pairs[f"D{place + 1}"] = sheet.denominators[place], now.denominators[place]
    return {name: number(exact(new)) for name, (old, new) in pairs.items() if new is not None and new != old}


@dataclass(frozen=True, slots=True)
class ProposedBaseline:
    """value: None if none can be proposed; source: the years that it comes from, or why there is none."""

    value: Decimal | None
    source: str


def proposed_baseline(series: Series, history: Sequence[YearOfFigures], closing: Year) -> ProposedBaseline | None:
    """The mean of the last three years' totals; for a rate Σn ÷ Σm. None for kinds whose year is not a sum.

    The three years are the closing one and the two before it, all complete and comparable.
    """
    if not (series.kind.is_added_up or series.kind.is_pooled):
        return None
    by_start = {year.start: _totals_of(year, series) for year in history}
    by_start[closing.start] = (closing.total, closing.below_total)
    starts = range(closing.start - YEARS_OF_A_BASELINE + 1, closing.start + 1)
    totals = [by_start.get(start, (None, None)) for start in starts]
    for start, (above, below) in zip(starts, totals, strict=True):
        if not is_comparable(series, start):
            return ProposedBaseline(None, f"None: {year_label(start)} was recorded in another way")
        if above is None or (series.kind.is_pooled and not below):
            return ProposedBaseline(None, f"None: {year_label(start)} is not complete in the sheet History")
    above = sum((total for total, _ in totals if total is not None), Fraction(0))
    parts = zip(starts, totals, strict=True)
    if series.kind.is_pooled:
        below = sum((total for _, total in totals if total is not None), Fraction(0))
        words = " + ".join(
            f"{year_label(start)}: {figure_words(number_text(n, m, None), series.kind)}" for start, (n, m) in parts
        )
        return ProposedBaseline(rounded(above / below, _DECIMALS_OF_RATES), f"Pooled {series.kind} of {words}")
    words = " + ".join(f"{year_label(start)}: {number(n)}" for start, (n, _) in parts)
    return ProposedBaseline(rounded(above / YEARS_OF_A_BASELINE, 1), f"Mean of {words}, sheet History")


def _totals_of(year: YearOfFigures, series: Series) -> tuple[Fraction | None, Fraction | None]:
    above = _total(year.year_total, year.quarters, series)
    return above, _total(year.denominator_total, year.denominators, series) if series.kind.is_pooled else None


def _total(stated: Decimal | None, quarters: Sequence[Decimal | None], series: Series) -> Fraction | None:
    """The sum of the figures that the year has, by how often there is one; otherwise the stated total."""
    if all(quarters[place - 1] is not None for place in FREQUENCIES[series.frequency]):
        return sum((Fraction(value) for value in quarters if value is not None), Fraction(0))
    return Fraction(stated) if stated is not None else None


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
