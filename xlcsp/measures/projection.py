"""The likely year end from the quarters so far."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from xlcsp.domain.kinds import Kind, kind_of
from xlcsp.domain.numbers import plural
from xlcsp.domain.slots import Run, Year
from xlcsp.domain.target import check_polarity
from xlcsp.errors import MeasureError
from xlcsp.measures.auto import (
    CLEAR_SEASONS,
    LARGEST_ERROR,
    SIMPLE_SHARE,
    USUAL_ERRORS,
    YEARS_OF_SHARES,
    rest_of_year,
    stopped,
    usual_variance,
)
from xlcsp.measures.baseline import share_of, whole_years
from xlcsp.measures.columns import columns
from xlcsp.measures.marks import Quarters, Years, read_year, read_years
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact, number
from xlcsp.measures.outlook import STEADY, count_outlook
from xlcsp.measures.rate_projection import rate_projection, unit_of
from xlcsp.measures.year_end import LEVEL, NO_RANGE, YearEnd, no_figures
from xlcsp.measures.year_to_date import exact_year_to_date

METHODS = ("auto", "straight line", "seasonal", "prior year", "rolling")
SIMPLE = ("straight line", "seasonal", "rolling")  # auto uses a share of their mean
# squared errors relative to auto with at least three complete earlier years; for auto also with none, one and two
USUAL_SCALE = {
    "auto": (1.3, 1.2, 1.1, 1.0),
    "straight line": (1.5,),
    "seasonal": (1.6,),
    "prior year": (2.5,),
    "rolling": (1.8,),
}
UNSURE = 1.3  # squared errors relative to the usual that are worth mentioning


@dataclass(frozen=True, slots=True)
class Projection:
    """A year end: the value, its prediction interval (None if none is given), the method and why it was used."""

    value: int | float | None
    low: int | float | None
    high: int | float | None
    method: str
    why: str


@columns(quarters=1, history=2, denominators=1, history_denominators=2)
def project(
    quarters: Quarters,
    history: Years = (),
    *,
    method: str = "auto",
    level: float = LEVEL,
    kind: str | Kind = "count",
    denominators: Quarters | None = None,
    history_denominators: Years | None = None,
) -> Projection:
    """The year end that the quarters so far point to.

    quarters: up to four figures, None = missing (trailing: not yet due; before a figure: a gap). history: earlier years
    of four quarters, oldest first; None is missing, never 0. method: one of ``METHODS``; ``auto`` is explained in
    ``xlcsp.measures.auto``, and without an earlier year is the straight line. A rate passes its numerators with
    ``denominators``: its projection is the pooled rate itself. level: that of the prediction interval, whose limits are
    whole events; for a complete year both limits are the actual. An amount has no interval before four quarters are
    known: until then nothing says how much it varies. For rolling figures and snapshots the latest value is
    taken, without an interval. Columns of series (lists, arrays, tables) give a column of answers. The value is None if
    there are no data, if a quarter is missing, or if the method lacks its history; ``why`` says so. Raises MeasureError
    for an unknown method, a level outside 0 to 1 and figures that the kind cannot take.
    """
    kind = kind_of(kind)
    year, years = read_year(quarters, kind, denominators), read_years(history, kind, history_denominators)
    return projection_of(year, years, method=method, level=level)


def projection_of(year: Year, history: Sequence[Year], *, method: str, level: float) -> Projection:
    """As ``project``, for years that are already read."""
    if not 0 < level < 1:
        raise MeasureError(f"level {level} is not between 0 and 1.")
    end = exact_projection(year, history, method=method)
    low, high = end.interval(level)
    return Projection(number(end.value), number(low), number(high), end.method, end.why)


@columns(quarters=1, target=0, history=2, denominators=1, history_denominators=2)
def chance(
    quarters: Quarters,
    target: object,
    polarity: str,
    history: Years = (),
    *,
    kind: str | Kind = "count",
    denominators: Quarters | None = None,
    history_denominators: Years | None = None,
) -> float | None:
    """The chance, 0 to 1, that the year ends on the right side of the target, by the projection ``auto``.

    polarity: lower (at most the target) or higher (at least). The rest as for ``project``.
    Exactly 0 or 1 when the year is complete, when a lower-is-better count exceeds its target already, and when a
    higher-is-better one has reached it. None without data, with a gap, without a target or polarity, for kinds whose
    future is not projected, and where ``project`` gives no interval. Raises MeasureError as ``project`` does.
    """
    check_polarity(polarity)
    kind = kind_of(kind)
    year, years = read_year(quarters, kind, denominators), read_years(history, kind, history_denominators)
    end = exact_projection(year, years)
    aim = exact(target, "target")
    return None if aim is None or polarity == "none" else end.chance(aim, polarity)


def exact_projection(year: Year, history: Sequence[Year] = (), *, method: str = "auto") -> YearEnd:
    """As ``project``, as an exact fraction with its outlook."""
    if method not in METHODS:
        raise MeasureError(f'"{method}" is not a method. It is one of: {", ".join(METHODS)}.')
    kind, run = year.kind, year.run
    if run.before:
        history = ()  # the shape of whole years is not that of a part
    if kind.has_status:
        return YearEnd(None, "none", "a milestone has a status, not a projection")
    if kind.is_pooled:
        return rate_projection(year, history)
    missing = no_figures(run)
    if missing:
        return YearEnd(None, "none", missing)
    if not kind.is_cumulative:
        value = exact_year_to_date(year)
        return YearEnd(value, "latest value", "as its kind", run.due == QUARTERS_A_YEAR)
    if run.due == QUARTERS_A_YEAR:
        end = YearEnd(run.total, "actual", "the year is complete", is_actual=True)
    else:
        try:
            unit = unit_of([past.run for past in (*history, year)]) if kind.takes_decimals else Fraction(1)
            end = _in_units(unit or Fraction(1), method, year, history)
            end = end if unit is not None else replace(end, why=f"{end.why}; {NO_RANGE}", outlook=None)
        except OverflowError as error:
            raise MeasureError("A figure is too large for a projection.") from error
    if kind.is_per_population and end.value is not None:
        population = year.denominators.latest
        per = Fraction(kind.per) / population if population else None
        return replace(end, value=end.value * per, per=per) if per else YearEnd(None, "none", "no population")
    return end


def _in_units(unit: Fraction, method: str, year: Year, history: Sequence[Year]) -> YearEnd:
    end = _by_method(method, _in(unit, year.run), [_in(unit, past.run) for past in history], year.kind)
    return replace(end, value=end.value * unit, per=unit) if end.value is not None else end


def _in(unit: Fraction, run: Run) -> Run:
    values = tuple(None if value is None else value / unit for value in run.values)
    return run if unit == 1 else replace(run, values=values)


def _by_method(method: str, run: Run, years: Sequence[Run], kind: Kind) -> YearEnd:
    if method == "auto":
        if any(year.has_figures for year in years):
            return _auto(run, years, kind)
        end = _straight_line(run, ())[0]
        method, why = "straight line", "no earlier year"
    else:
        end, why = ONE_METHOD[method](run, years)
    if end is None:
        return YearEnd(None, method, why)
    scale, whole = _scale(method, run.due, years), kind.is_counted
    outlook = count_outlook(float(run.total), float(end - run.total), run.due, scale, whole=whole)
    return YearEnd(end, method, why, outlook=outlook)


def _auto(run: Run, years: Sequence[Run], kind: Kind) -> YearEnd:
    total = run.total
    stop = stopped([*years, run])
    if stop is not None:
        outlook = count_outlook(float(total), 0.0, run.due, USUAL_SCALE["auto"][0], whole=kind.is_counted)
        return YearEnd(total, "auto", f"{stop.text}: most likely no longer recorded", outlook=outlook)
    straight, *others = (
        float(end - total) for end in (ONE_METHOD[name](run, years)[0] for name in SIMPLE) if end is not None
    )
    rest = rest_of_year(run, years, straight, others)
    scale = rest.scale * USUAL_SCALE["auto"][min(rest.years, len(USUAL_SCALE["auto"]) - 1)]
    outlook = count_outlook(float(total), rest.mean, run.due, scale, whole=kind.is_counted)
    why = why_auto(run.due, rest.scale, rest.years, rest.seasons, rest.speed)
    left = math.floor(rest.mean + 0.5) if kind.is_counted else Fraction(repr(round(rest.mean, STEADY)))
    return YearEnd(total + left, "auto", why, outlook=outlook)


def _scale(method: str, due: int, years: Sequence[Run]) -> float:
    """The method's squared errors after the same quarter of earlier years, relative to those usual for ``auto``."""
    usual = USUAL_SCALE[method][0]
    errors, weight = usual * USUAL_ERRORS, USUAL_ERRORS
    for place, year in enumerate(years):
        begun = Run(year.values[:due] + (None,) * (QUARTERS_A_YEAR - due), due, (), ())
        if place and year.due == QUARTERS_A_YEAR and not year.gaps and not year.spanned:
            end, _ = ONE_METHOD[method](begun, years[:place])
            if end is not None:
                off = float(end - year.total) ** 2 / usual_variance(float(end - begun.total), due)
                errors += min(off, LARGEST_ERROR * usual)
                weight += 1
    return errors / weight


def why_auto(due: int, scale: float, years: int, seasons: float, speed: float) -> str:
    """How the projection came about, in a sentence; arguments as in ``auto.Rest``."""
    off = (scale >= UNSURE) - (scale <= 1 / UNSURE)
    return _why(due, years, round(speed * 100), seasons >= CLEAR_SEASONS, off)


@functools.cache
def _why(due: int, years: int, speed: int, has_seasons: bool, off: int) -> str:  # noqa: FBT001
    left = QUARTERS_A_YEAR - due
    quarters = f"the {left} quarters" if left > 1 else "the quarter"
    past = f"{years} complete earlier years" if years > 1 else ("last year" if years else "earlier quarters")
    seasons = f"with the seasons of its {past}" if has_seasons else "as it has hardly any seasons of its own"
    width = ("as wide as such projections are usually off", "wider, as its own were further off",
             "narrower, as its own were closer")[off]  # fmt: skip
    simpler = ", and a part from simpler methods" if SIMPLE_SHARE[due - 1] else ""
    level = f"a level between the newest ones (the last counts {speed}%) and this year's mean"
    return f"year to date + {quarters} left at {level}, {seasons}{simpler}; the interval is {width}"


def _straight_line(run: Run, years: Sequence[Run]) -> tuple[Fraction | None, str]:
    del years
    year, so_far = QUARTERS_A_YEAR - run.before, run.due - run.before
    return run.total * year / so_far, f"year to date × {year} ÷ {so_far}"


def _seasonal(run: Run, years: Sequence[Run]) -> tuple[Fraction | None, str]:
    whole = whole_years(years[-YEARS_OF_SHARES:])
    if len(whole) < YEARS_OF_SHARES < len(years):
        whole = whole_years(years)[-YEARS_OF_SHARES:]
    share = share_of(whole, run.due)
    if not share:
        return None, "no complete earlier year with figures by this quarter"
    return run.total / share, f"year to date ÷ its mean share in {plural(len(whole), 'earlier year')}"


def _prior_year(run: Run, years: Sequence[Run]) -> tuple[Fraction | None, str]:
    share = share_of(whole_years(years[-1:]), run.due)
    if not share:
        return None, "last year is not complete, or was 0 by this quarter"
    return run.total / share, "year to date × last year ÷ last year to date"


def _rolling(run: Run, years: Sequence[Run]) -> tuple[Fraction | None, str]:
    last = years[-1] if years else None
    remaining = last.values[run.due :] if last and run.due not in last.spanned else ()
    if not remaining or any(value is None for value in remaining):
        return None, "last year's remaining quarters are not all known"
    return run.total + sum(value for value in remaining if value is not None), "year to date + last year's remainder"


ONE_METHOD = {
    "straight line": _straight_line,
    "seasonal": _seasonal,
    "prior year": _prior_year,
    "rolling": _rolling,
}
