"""The likely year end from the quarters so far."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from xlcsp.errors import MeasureError
from xlcsp.measures.baseline import Years, complete_years, mean_share
from xlcsp.measures.columns import columns
from xlcsp.measures.numbers import QUARTERS_A_YEAR, Quarters, Run, check_kind, number, read_quarters
from xlcsp.measures.year_to_date import PER_POPULATION, exact_year_to_date, read_pairs
from xlcsp.plan import ADDED_UP

METHODS = ("auto", "straight line", "seasonal", "prior year", "rolling")
YEARS_OF_SHARES = 3  # the seasonal share is the mean of the last three complete years


@dataclass(frozen=True, slots=True)
class Projection:
    """A year end: the value, its prediction interval (None where none is stated), the method and why it was used."""

    value: int | float | None
    low: int | float | None
    high: int | float | None
    method: str
    why: str


@dataclass(frozen=True, slots=True)
class YearEnd:
    """As Projection, with the value as an exact fraction; is_actual when the year is complete."""

    value: Fraction | None
    method: str
    why: str
    is_actual: bool = False


@columns(quarters=1, history=2, denominators=1, history_denominators=2)
def project(
    quarters: Quarters,
    history: Years = (),
    *,
    method: str = "auto",
    level: float = 0.8,
    kind: str = "count",
    denominators: Quarters | None = None,
    history_denominators: Years | None = None,
) -> Projection:
    """The year end that the quarters so far point to.

    quarters: up to four figures, None = missing (trailing: not yet due; before a figure: a gap).
    history: earlier years of four quarters, oldest first. method: one of ``METHODS``; ``auto`` is the mean of
    straight line, seasonal and rolling, as far as the history allows each. A rate passes its numerators with
    ``denominators``: its projection is the pooled rate itself. level: of the prediction interval, which only a
    complete year has so far (the actual, as its own interval).
    Returns value None when there is no data, a gap, or a method whose history is missing; ``why`` says so.
    Raises MeasureError for an unknown method, a level outside 0 to 1 and figures that the kind cannot take.
    """
    if not 0 < level < 1:
        raise MeasureError(f"level {level} is not between 0 and 1.")
    del history_denominators
    found = exact_projection(quarters, history, method=method, kind=kind, denominators=denominators)
    value = number(found.value)
    interval = value if found.is_actual else None
    return Projection(value, interval, interval, found.method, found.why)


def exact_projection(
    quarters: Quarters,
    history: Years = (),
    *,
    method: str = "auto",
    kind: str = "count",
    denominators: Quarters | None = None,
) -> YearEnd:
    """As ``project``, as an exact fraction and without an interval."""
    check_kind(kind)
    history = history if history is not None else ()
    if method not in METHODS:
        raise MeasureError(f'"{method}" is not a method. It is one of: {", ".join(METHODS)}.')
    if kind == "milestone":
        return YearEnd(None, "none", "a milestone has a status, not a projection")
    run = read_pairs(quarters, denominators).run if kind == "rate" else read_quarters(quarters, kind)
    missing = _no_figures(run)
    if missing:
        return YearEnd(None, "none", missing)
    if kind not in ADDED_UP and kind != "per population":
        value = exact_year_to_date(quarters, kind, denominators)
        is_actual = run.due == QUARTERS_A_YEAR
        return YearEnd(value, "pooled rate" if kind == "rate" else "latest value", "as its kind", is_actual)
    if run.due == QUARTERS_A_YEAR:
        end = YearEnd(run.total, "actual", "the year is complete", is_actual=True)
    else:
        end = _by_method(method, run, history)
    if kind == "per population" and end.value is not None:
        population = read_quarters(denominators, "count", "population").latest
        value = end.value * PER_POPULATION / population if population else None
        return YearEnd(value, end.method, end.why, end.is_actual)
    return end


def _no_figures(run: Run) -> str:
    if not run.has_figures:
        return "no data"
    return f"{run.text}: a missing quarter is not a zero" if run.gaps else ""


def _by_method(method: str, run: Run, history: Years) -> YearEnd:
    if method != "auto":
        value, why = _ONE_METHOD[method](run, history)
        return YearEnd(value, method, why)
    found = {name: _ONE_METHOD[name](run, history)[0] for name in ("straight line", "seasonal", "rolling")}
    held = {name: value for name, value in found.items() if value is not None}
    mean = sum(held.values(), Fraction(0)) / len(held)
    if len(held) == 1:
        return YearEnd(mean, "straight line", "no complete earlier year")
    return YearEnd(mean, "auto", f"mean of {', '.join(held)}")


def _straight_line(run: Run, history: Years) -> tuple[Fraction | None, str]:
    del history
    return run.total * QUARTERS_A_YEAR / run.due, f"year to date × 4 ÷ {run.due}"


def _seasonal(run: Run, history: Years) -> tuple[Fraction | None, str]:
    years = complete_years(history)[-YEARS_OF_SHARES:]
    share = mean_share(years, run.due)
    if not share:
        return None, "no complete earlier year with figures by this quarter"
    return run.total / share, f"year to date ÷ its mean share in {len(years)} earlier year(s)"


def _prior_year(run: Run, history: Years) -> tuple[Fraction | None, str]:
    years = complete_years(history[-1:])
    share = mean_share(years, run.due)
    if not share:
        return None, "last year is not complete, or was 0 by this quarter"
    return run.total / share, "year to date × last year ÷ last year to date"


def _rolling(run: Run, history: Years) -> tuple[Fraction | None, str]:
    last = read_quarters(history[-1], "count", "history") if len(history) else None
    remaining = last.values[run.due :] if last else ()
    if not remaining or any(value is None for value in remaining):
        return None, "last year's remaining quarters are not all known"
    return run.total + sum(value for value in remaining if value is not None), "year to date + last year's remainder"


_ONE_METHOD = {
    "straight line": _straight_line,
    "seasonal": _seasonal,
    "prior year": _prior_year,
    "rolling": _rolling,
}
