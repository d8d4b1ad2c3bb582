"""The answer of each function for cells for one row: a number, or the word that stands for its absence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from xlcsp import measures as of
from xlcsp.answers.shapes import Cell, block, figures, numeric, word
from xlcsp.answers.target import read_target, target_cell
from xlcsp.domain import plan
from xlcsp.domain.kinds import AMOUNT, COUNT, RATE, RATIO, Kind, kind_of
from xlcsp.domain.plan import MILESTONES
from xlcsp.domain.slots import Year
from xlcsp.domain.target import Bounds, Target, target_by
from xlcsp.errors import MeasureError
from xlcsp.measures import rating
from xlcsp.measures.baseline import exact_profile
from xlcsp.measures.marks import MISSING, read_year, read_years
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact, number
from xlcsp.measures.projection import exact_projection, projection_of
from xlcsp.measures.travel import NOT_APPLICABLE, exact_run_rate
from xlcsp.measures.year_end import LEVEL
from xlcsp.measures.year_to_date import exact_year_to_date

NO_DATA, MONITOR, TO_BE_SET = rating.NO_DATA, rating.MONITOR, "To be set"
OF_TARGET = "of target"
_NO_TARGET = {MONITOR.lower(), TO_BE_SET.lower(), NOT_APPLICABLE, NO_DATA.lower(), MISSING}
STATUS = {status.lower(): status for status in MILESTONES}
_MARK = re.compile(r"\[\w+\]")
_YEAR = 2000  # the sentence names quarters and months, no year
Row = list[Cell]


def _of_one(measure: Any) -> Any:
    """The measure for single values, without its search for columns, which is a third of a short call's time."""
    return getattr(measure, "__wrapped__", measure)


_variance, _variance_pct = _of_one(of.variance), _of_one(of.variance_pct)
_travel = _of_one(of.travel)


def kind_in(cell: Any) -> Kind:
    """The kind that a cell names; a blank is a count."""
    return kind_of(word(cell, "count"))


def or_word(value: Any, otherwise: Any = NO_DATA) -> Any:
    """The number, or the word for its absence."""
    return otherwise if value is None else value


def year_to_date(quarters: Row, kind: Any, denominators: Any) -> Any:
    """A number; for a milestone its status; otherwise which quarters there are, or No data."""
    kind = kind_in(kind)
    if kind.has_status:
        return _status(quarters)
    year = year_in(quarters, kind, denominators)
    to_date = number(exact_year_to_date(year))
    if to_date is not None or kind.is_latest_only:
        return or_word(to_date)
    return absence(year)


def absence(year: Year) -> str:
    """Why there is no year to date: which quarters there are, or that there are none."""
    return year.run.text if year.run.gaps or not year.run.has_figures else NOT_APPLICABLE


def _status(quarters: Row) -> str:
    """The status in the latest quarter that is due."""
    latest = next((value for value in reversed(quarters) if value is not None), None)
    return STATUS.get(word(latest), NO_DATA)


def variance(actual: Cell, comparator: Cell) -> Any:
    """The difference; No data without the figure, n/a without its comparator."""
    if numeric(actual) is None:
        return NO_DATA
    return or_word(_variance(numeric(actual), numeric(comparator)), NOT_APPLICABLE)


def variance_pct(actual: Cell, comparator: Cell, kind: Any) -> Any:
    """The difference as a proportion."""
    if numeric(actual) is None:
        return NO_DATA
    change = _variance_pct(numeric(actual), numeric(comparator), kind_in(kind))
    return or_word(change, NOT_APPLICABLE)


def baseline(history: Any, denominators: Any) -> Any:
    """The baseline of all the years: an amount; with denominators a rate, or a ratio if they add up to less."""
    years, below = _years(history), _years(denominators)
    if any(map(_has_figure, below)):
        kind = RATIO if _sum(years) > _sum(below) else RATE
        return or_word(of.baseline(years, below, kind))
    return or_word(of.baseline([year for year in years if _has_figure(year)], kind=AMOUNT))


def _sum(years: Sequence[Row | Cell]) -> Fraction:
    flat = [value for year in years for value in (year if isinstance(year, list) else [year])]
    return sum((exact(numeric(value)) or Fraction(0) for value in flat), Fraction(0))


def _has_figure(year: Row | Cell) -> bool:
    return any(value is not None for value in (year if isinstance(year, list) else [year]))


def _years(cells: Any) -> Sequence[Row | Cell]:
    """Years of four quarters; or totals of years: one column, or one row that cannot be quarters."""
    rows: list[Row] = [[numeric(cell) for cell in row] for row in block(cells)]
    width = len(rows[0])
    if width == 1 or (len(rows) == 1 and width % QUARTERS_A_YEAR):
        return [cell for row in rows for cell in row]
    flat = [row[at : at + QUARTERS_A_YEAR] for row in rows for at in range(0, len(row), QUARTERS_A_YEAR)]
    if any(len(year) != QUARTERS_A_YEAR for year in flat) and any(cell is not None for row in rows for cell in row):
        raise MeasureError(f"history: {len(rows[0])} cells in a row. Give years of four quarters each.")
    return [year for year in flat if len(year) == QUARTERS_A_YEAR]


def profile(quarter: Row, history: list[Row], target: Cell) -> Any:
    """The target to date, in the form in which the target is given."""
    demand = demand_of(target, "lower")
    if demand is None:
        return NOT_APPLICABLE
    at = numeric(quarter[0]) or 0
    if at not in range(1, QUARTERS_A_YEAR + 1):
        raise MeasureError(f"quarter {quarter[0]} is not 1, 2, 3 or 4.")
    return target_cell(demand.scaled(exact_profile(Fraction(1), int(at), read_years(history, AMOUNT))))


def projection(part: str, quarters: Row, years: list[Row], years_below: list[Row], *options: Any) -> Any:
    """Value, low or high of the projection; which quarters there are, or No data; n/a where none is stated.

    options: kind, denominators, method, level.
    """
    kind, below, method, level = options
    kind = kind_in(kind)
    if kind.has_status:
        return NOT_APPLICABLE
    year, past = year_in(quarters, kind, below), read_years(years, kind, years_below)
    end = projection_of(year, past, method=word(method, "auto"), level=or_word(setting(level, "level"), LEVEL))
    if end.value is not None:
        return or_word(getattr(end, part), NOT_APPLICABLE)
    return absence(year)


def chance(
    quarters: Row, history: list[Row], history_below: list[Row], target: Cell, polarity: Any, kind: Any, below: Any
) -> Any:
    """The chance of meeting the target; n/a where there is none to meet, No data without figures."""
    polarity, kind = word(polarity, "none"), kind_in(kind)
    demand = demand_of(target, polarity, kind)
    if demand is None or (polarity == "none" and not demand.is_range) or kind.has_status:
        return NOT_APPLICABLE
    check_share(demand)
    end = exact_projection(year_in(quarters, kind, below), read_years(history, kind, history_below))
    return or_word(end.chance_of(demand), NO_DATA if end.value is None else NOT_APPLICABLE)


def rag(
    judged: Cell, target: Cell, polarity: Any, tolerance: Cell, rule: Any, last_year: Cell, kind: Any,
    green: Cell, amber: Cell, green_within: Cell,
) -> str:  # fmt: skip
    """The state of one judged figure."""
    kind, rule, polarity = kind_in(kind), word(rule, plan.TOLERANCE), word(polarity, "none")
    if kind.has_status:
        return MILESTONES.get(STATUS.get(word(judged), ""), NO_DATA)
    if polarity not in plan.POLARITIES:
        raise MeasureError(f'"{polarity}" is not a polarity. It is one of: {", ".join(plan.POLARITIES)}.')
    allowed, is_share = _tolerance(tolerance)
    ends = {name: setting(bound, name) for name, bound in (("green", green), ("amber", amber))}
    how = rating.yardstick(
        rule, allowed, numeric(last_year), green_within=setting(green_within, "green_within"), is_share=is_share, **ends
    )
    demand = demand_of(target, polarity, kind)
    if demand is None and rule == plan.THRESHOLDS:
        demand = read_target(ends["green"], polarity, kind)
    check_share(demand)
    value = numeric(judged)
    if rule == plan.CHANCE and (polarity != "none" or (demand is not None and demand.is_range)):
        return rating.by_chance(exact(value) or Fraction(0)) if value is not None else NO_DATA
    if demand is None or (polarity == "none" and not demand.is_range):
        return MONITOR
    return NO_DATA if value is None else rating.rated(exact(value) or Fraction(0), demand, how)


def _tolerance(cell: Cell) -> tuple[Cell, bool]:
    """The tolerance, and whether it is a share of the target of rates too: ``0.05 of target``."""
    if not isinstance(cell, str) or not cell.strip().lower().endswith(OF_TARGET):
        return setting(cell, "tolerance"), False
    text = cell.strip()[: -len(OF_TARGET)].strip()
    if not text:
        return None, True
    try:
        return setting(float(text), "tolerance"), True
    except ValueError:
        return setting(text, "tolerance"), True


def travel(current: Cell, previous: Cell, polarity: Any, decimals: Cell) -> str:
    """The direction, at the decimals at which such figures are shown."""
    now, before, places = numeric(current), numeric(previous), numeric(decimals)
    if places is not None and places not in range(13):
        raise MeasureError(f"{decimals} decimals are not allowed. Give 0 to 12.")
    shown_at = int(places) if places is not None else _decimals(now, before)
    direction: str = _travel(now, before, word(polarity, "none"), decimals=shown_at)
    return direction


def _decimals(*values: float | None) -> int:
    """None for counts, one for other figures, and one for a proportion shown as a percentage."""
    known = [value for value in values if value is not None]
    if all(value == int(value) for value in known):
        return 1 if all(0 <= value <= 1 for value in known) else 0
    return 3 if all(abs(value) <= 1 for value in known) else 1


def significant(count: Row, past: list[Row], comparator: Cell) -> str:
    """In words; No data where a count is missing."""
    verdict = of.significant(numeric(count[0]), numeric(comparator), past or None)
    return str(or_word(verdict))


def run_rate(quarters: Row, target: Cell, polarity: Any, kind: Any) -> Any:
    """What each remaining quarter may be or must be."""
    polarity = word(polarity, "none")
    demand = demand_of(target, polarity)
    if demand is None or demand.is_range or kind_in(kind).has_status:
        return NOT_APPLICABLE
    rate = exact_run_rate(year_in(quarters, kind_in(kind)), demand.bound, polarity)
    return rate if isinstance(rate, str) else number(rate)


def target(value: Cell, rule: Any, baseline: Cell, kind: Any, polarity: Any) -> Any:
    """The year's target as a cell holds it."""
    rule, kind = word(rule, "monitor"), kind_in(kind)
    if rule not in plan.TARGET_RULES:
        raise MeasureError(f'"{rule}" is not a target rule. It is one of: {", ".join(plan.TARGET_RULES)}.')
    if rule in ("monitor", "to be set") or kind.has_status or value is None:
        return {"monitor": MONITOR, "to be set": TO_BE_SET}.get(rule, NOT_APPLICABLE)
    lower, upper = _range(value) if rule == "between" else (exact(value, "target"), None)
    demand = target_by(kind, word(polarity, "lower"), rule, lower, upper, exact(baseline, "baseline"))
    if demand is None:
        return NOT_APPLICABLE
    check_share(demand)
    return target_cell(demand)


def setting(value: Cell, name: str) -> float | int | None:
    """A setting's number; None for a blank. Other text is a fault, since nobody chose the default."""
    if isinstance(value, str):
        raise MeasureError(f'{name} "{value}" is not a number. Enter a proportion, such as 0.05, or leave it out.')
    if name in ("tolerance", "green_within") and value is not None and value >= 1:
        what = "A tolerance" if name == "tolerance" else f"A {name}"
        raise MeasureError(f"{what} of {value} is not possible. Give a proportion: 0.05 is 5%.")
    return value


def check_share(demand: Target | None) -> None:
    """Raises MeasureError if a proportion is compared with a target that it cannot reach (62 for 62%)."""
    bounds = demand.bounds if demand is not None and demand.kind.is_proportion else ()
    above = next((bound for bound in bounds if bound is not None and bound > 1), None)
    if demand is not None and above is not None:
        raise MeasureError(f"A target of {number(above)} is above 1. A {demand.kind} is a proportion: 0.62 is 62%.")


def _range(value: Cell) -> Bounds:
    demand = read_target(value, "lower")
    if demand is None or not demand.is_range:
        raise MeasureError(f'target "{value}" is not a range. Write it as: 10 to 20.')
    return demand.bounds


def demand_of(target: Cell, polarity: str, kind: Kind = COUNT) -> Target | None:
    """What the target's cell asks for; None for a blank and for words that mean no target."""
    if isinstance(target, str) and target.lower() in _NO_TARGET:
        return None
    return read_target(target, polarity, kind)


def year_in(quarters: Row, kind: Kind, denominators: Any = None) -> Year:
    """The year that a row of cells holds."""
    return read_year(figures(quarters), kind, figures(denominators))
