"""The likely year end from the quarters so far."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction

from xlcsp.errors import MeasureError
from xlcsp.measures.baseline import Years, complete_years, mean_share
from xlcsp.measures.columns import columns
from xlcsp.measures.numbers import QUARTERS_A_YEAR, Quarters, Run, check_kind, exact, number, read_quarters
from xlcsp.measures.outlook import Outlook, RateOutlook, count_outlook
from xlcsp.measures.year_to_date import PER_POPULATION, Paired, exact_year_to_date, read_pairs
from xlcsp.plan import ADDED_UP, POLARITIES

LEVEL = 0.8  # of the prediction interval: in four of five years the year end lies within
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
    """As Projection, with the value as an exact fraction; is_actual when the year is complete.

    outlook: how sure it is; None where nothing is said of that. per: what one event is in units of the value (of a
    rate per population 1,000 ÷ population), so that outlooks count events.
    """

    value: Fraction | None
    method: str
    why: str
    is_actual: bool = False
    outlook: Outlook | None = None
    per: Fraction = Fraction(1)

    def interval(self, level: float = LEVEL) -> tuple[Fraction | None, Fraction | None]:
        """The prediction interval; the actual twice when the year is complete, None where none is stated."""
        if self.is_actual or self.outlook is None or self.value is None:
            value = self.value if self.is_actual else None
            return value, value
        low, high = (Fraction(repr(limit)) for limit in self.outlook.interval(level))
        events = self.value / self.per
        if not isinstance(self.outlook, RateOutlook):
            low, high = min(low, Fraction(math.floor(events))), max(high, Fraction(math.ceil(events)))
            return low * self.per, high * self.per
        return min(low, events), max(high, events)

    def chance(self, target: Fraction, polarity: str) -> float | None:
        """The chance of ending on the right side of the target: exactly 0 or 1 when the year is complete."""
        if self.value is None or (self.outlook is None and not self.is_actual):
            return None
        if self.is_actual or self.outlook is None:
            return float(self.value >= target if polarity == "higher" else self.value <= target)
        bound = target / self.per
        events = float(bound)
        return self.outlook.at_least(events) if polarity == "higher" else self.outlook.at_most(events)


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
    ``denominators``: its projection is the pooled rate itself. level: of the prediction interval; a complete year is
    its own interval.
    Returns value None when there is no data, a gap, or a method whose history is missing; ``why`` says so.
    Raises MeasureError for an unknown method, a level outside 0 to 1 and figures that the kind cannot take.
    """
    if not 0 < level < 1:
        raise MeasureError(f"level {level} is not between 0 and 1.")
    found = exact_projection(
        quarters,
        history,
        method=method,
        kind=kind,
        denominators=denominators,
        history_denominators=history_denominators,
    )
    low, high = found.interval(level)
    return Projection(number(found.value), number(low), number(high), found.method, found.why)


@columns(quarters=1, target=0, history=2, denominators=1, history_denominators=2)
def chance(
    quarters: Quarters,
    target: object,
    polarity: str,
    history: Years = (),
    *,
    kind: str = "count",
    denominators: Quarters | None = None,
    history_denominators: Years | None = None,
) -> float | None:
    """The chance, 0 to 1, that the year ends on the right side of the target, by the projection ``auto``.

    polarity: lower (at most the target) or higher (at least). The rest as for ``project``.
    Exactly 0 or 1 when the year is complete, when a lower-is-better count exceeds its target already, and when a
    higher-is-better one has reached it. None without data, with a gap, without a target or polarity, and for kinds
    whose future is not projected. Raises MeasureError as ``project`` does.
    """
    if polarity not in POLARITIES:
        raise MeasureError(f'"{polarity}" is not a polarity. It is one of: {", ".join(POLARITIES)}.')
    found = exact_projection(
        quarters, history, kind=kind, denominators=denominators, history_denominators=history_denominators
    )
    aim = exact(target, "target")
    return None if aim is None or polarity == "none" else found.chance(aim, polarity)


def exact_projection(
    quarters: Quarters,
    history: Years = (),
    *,
    method: str = "auto",
    kind: str = "count",
    denominators: Quarters | None = None,
    history_denominators: Years | None = None,
) -> YearEnd:
    """As ``project``, as an exact fraction with its outlook."""
    check_kind(kind)
    history = history if history is not None else ()
    if method not in METHODS:
        raise MeasureError(f'"{method}" is not a method. It is one of: {", ".join(METHODS)}.')
    if kind == "milestone":
        return YearEnd(None, "none", "a milestone has a status, not a projection")
    if kind == "rate":
        return _of_rate(read_pairs(quarters, denominators), history_denominators)
    run = read_quarters(quarters, kind)
    missing = _no_figures(run)
    if missing:
        return YearEnd(None, "none", missing)
    if kind not in ADDED_UP and kind != "per population":
        value = exact_year_to_date(quarters, kind, denominators)
        return YearEnd(value, "latest value", "as its kind", run.due == QUARTERS_A_YEAR)
    if run.due == QUARTERS_A_YEAR:
        end = YearEnd(run.total, "actual", "the year is complete", is_actual=True)
    else:
        end = _by_method(method, run, history)
    if kind == "per population" and end.value is not None:
        population = read_quarters(denominators, "count", "population").latest
        per = Fraction(PER_POPULATION) / population if population else None
        return replace(end, value=end.value * per, per=per) if per else YearEnd(None, "none", "no population")
    return end


def _of_rate(pairs: Paired, history_denominators: Years | None) -> YearEnd:
    """The pooled rate, with what the year's remaining denominators may still change."""
    missing, value, due = _no_figures(pairs.run), pairs.rate, pairs.run.due
    if missing or value is None:
        return YearEnd(None, "none", missing or "no denominator")
    if due == QUARTERS_A_YEAR:
        return YearEnd(value, "pooled rate", "the year is complete", is_actual=True)
    left, _ = _rolling(pairs.denominators, history_denominators if history_denominators is not None else ())
    whole = left if left is not None else pairs.denominators.total * QUARTERS_A_YEAR / due
    n, m = float(pairs.numerators.total), float(pairs.denominators.total)
    outlook = RateOutlook(n, m, max(float(whole) - m, 1.0))
    return YearEnd(value, "pooled rate", "as its kind", outlook=outlook)


def _no_figures(run: Run) -> str:
    if not run.has_figures:
        return "no data"
    return f"{run.text}: a missing quarter is not a zero" if run.gaps else ""


def _by_method(method: str, run: Run, history: Years) -> YearEnd:
    end = _without_outlook(method, run, history)
    if end.value is None:
        return end
    return replace(end, outlook=count_outlook(float(run.total), float(end.value), run.due))


def _without_outlook(method: str, run: Run, history: Years) -> YearEnd:
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
