"""The plan against its figures: targets that are not judged, or whose size does not fit the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from xlcsp.domain.benchmarks import Benchmark
from xlcsp.domain.figures import Figure
from xlcsp.domain.kinds import Kind
from xlcsp.domain.numbers import in_full, total_of
from xlcsp.domain.per import USUAL_WHOM, per_in, per_text
from xlcsp.domain.periods import Quarter, year_label
from xlcsp.domain.plan import CHANGE, IN_POINTS, TOLERANCE, Series, Settings
from xlcsp.domain.slots import HELD
from xlcsp.domain.target import NO_BOUND, Target, target_of
from xlcsp.domain.years import YearOfFigures
from xlcsp.errors import Problem
from xlcsp.measures.comparators import value_of
from xlcsp.measures.judging import how_of
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact
from xlcsp.measures.observed import observe
from xlcsp.measures.rag_rules import rule_of, within
from xlcsp.planbook import Master

MUCH = 10  # this many times as large means another order of magnitude
FEW = 20  # events: for fewer, a tenth or ten times as many is not unusual
WIDE = Fraction(1, 4)  # share of a target: with a larger tolerance in points nearly everything is Amber
TO_NARROW = (
    'Enter a smaller tolerance on Measures, or share beside "tolerance of rates" on Settings: it is then a share of '
    "the target"
)
EXPECTED = 3  # events expected by a target, above which none or few are odd
_SCALE = "A figure and its target must be on the same scale"
_DO = (
    "See whether both count the same (per 1,000 or per 100,000, a share or a percentage, a quarter or a year), and "
    "correct the one that is wrong"
)


def odd_targets(master: Master, figures: Mapping[str, Mapping[Quarter, Figure]], upto: Quarter) -> Iterator[Problem]:
    """A target without a rule, or by a value that may not be published; one of another order of size than the figures.

    The figures are this year's, or else the last year's.
    """
    for series in master.plan.series:
        if series.benchmark is not None and not (series.benchmark.publishable or series.benchmark.is_decided):
            yield _by_unpublished(master, series, series.benchmark)
        if series.target is not None and series.target_rule in NO_BOUND:
            do = "Choose how it is meant (at most, at least …), or clear the target"
            rule = "blank or monitor" if series.target_rule == "monitor" else series.target_rule
            found = f"{series.ref} has a target, but its target_rule is {rule}: it is not rated"
            yield _query(master, series, "target without rule", found, "", do)
        target = target_of(series)
        if series.target_profile is not None and (target is None or target.is_range):
            found = f"{series.ref} has targets for its quarters, which target_rule {series.target_rule} does not use"
            do = "Clear target_q1 to target_q4, or choose another target_rule"
            yield _query(master, series, "targets of quarters", found, "", do)
        if target is None or series.is_closed(upto):
            continue
        for code, words, do in (_as_change(series, target), _without_effect(series, target)):
            if words:
                yield _query(master, series, code, f"{series.ref}: {words}", "", do)
        wide = wide_tolerance(series, master.settings)
        if wide:
            yield _query(master, series, "tolerance in points", f"{series.ref}: {wide}", "", TO_NARROW)
        past = _by_figures(series, target, figures.get(series.id, {}), upto)
        past = past or _by_last_year(series, target, master.history.get(series.id, ()))
        if past:
            bound = target.bound or Fraction(0)
            bound_text = f"{in_full(bound * 100)}%" if series.is_proportion else in_full(bound, series.unit)
            found = f"{series.ref}: its target is {bound_text}, and {past}: another order of size"
            yield _query(master, series, "order of size", found, _SCALE, _DO)


def _per_by_unit(series: Series) -> tuple[str, str] | None:
    """What is found and to be done where a rate's unit says another number of residents than the column per."""
    per_of_unit, _ = per_in(series.unit)
    kind = series.kind
    if not kind.is_per_population or per_of_unit in (None, kind.per):
        return None
    found = f'{series.ref} is {per_text(kind.per, kind.whom)}, and its unit says "{series.unit}"'
    return found, f"Enter {per_of_unit} under per, or correct the unit"


def _as_change(series: Series, target: Target) -> tuple[str, str, str]:
    """The code, words and remedy for a change that makes things worse than the baseline, or more than doubles it."""
    change, bound = series.target, target.bound
    if series.target_rule != CHANGE or not change or bound is None:
        return "", "", ""
    size = f"{in_full(abs(Fraction(change)) * 100)}%"
    at = f"{in_full(bound * 100)}%" if series.is_proportion else in_full(bound)
    if (change > 0) == (series.polarity == "lower"):
        side = "above" if change > 0 else "below"
        found = f"{series.polarity} is better, but its target of {at} lies {size} {side} the baseline"
        turned = "−" if change > 0 else ""
        rule = "at most" if series.polarity == "lower" else "at least"
        do = f'Enter {turned}{in_full(abs(Fraction(change)))} if that is meant; if not, enter {at} with "{rule}"'
        return "change for the worse", found, do
    if change > 1:
        found = f"its target of {at} is {size} more than the baseline"
        typed = Fraction(change)
        do = f'Enter {in_full(typed / 100)} if {in_full(typed)}% is meant; if not, enter {at} with "at least"'
        return "large change", found, do
    return "", "", ""


def _without_effect(series: Series, target: Target) -> tuple[str, str, str]:
    """The code, words and remedy for a target that every figure meets, or that none can meet."""
    lower, upper = target.bounds
    most = Fraction(1) if series.is_proportion else None
    is_low_free = lower is None or (lower <= 0 and not target.strict)
    is_high_free = upper is None or (most is not None and upper >= most and not target.strict)
    is_out_of_reach = (upper is not None and (upper < 0 or (upper == 0 and target.strict))) or (
        most is not None and lower is not None and (lower > most or (lower == most and target.strict))
    )
    if is_out_of_reach:
        return "target out of reach", "no figure can meet its target", "Correct the target or its target_rule"
    if is_low_free and is_high_free:
        do = "Correct the target, or choose monitor under target_rule if it is not to be rated"
        return "target always met", "every figure meets its target", do
    return "", "", ""


def wide_tolerance(series: Series, settings: Settings) -> str:
    """The words for a tolerance in percentage points of more than a quarter of its target; otherwise empty."""
    target = target_of(series)
    is_in_points = series.is_proportion and settings.rate_tolerance == IN_POINTS
    if target is None or not is_in_points or rule_of(series, settings) != TOLERANCE or series.role == "context":
        return ""
    allowed = how_of(series, settings).allowed
    ends = [end for end in target.bounds if end]
    if not ends or allowed <= min(ends) * WIDE:
        return ""
    points = f"{within(allowed, in_points=True).removeprefix('within ')}"
    bound = in_full(min(ends) * 100)
    *_, amber = (in_full(end * 100) for end in target.widened(allowed) if end is not None)
    return f"its tolerance of {points} is more than a quarter of its target of {bound}%: Amber ends at {amber}% only"


def odd_populations(master: Master, upto: Quarter) -> Iterator[Problem]:
    """Queries for a rate whose unit says per another number, or that uses the residents of another year."""
    for series in master.plan.series:
        area, differs = series.population, _per_by_unit(series)
        if differs:
            yield _query(master, series, "unit and per", differs[0], "Both say per how many", differs[1])
        if area is None or area.year in (None, upto.start) or series.is_closed(upto):
            continue
        found = f"The rate is {series.per_words}: the sheet has no mid-{upto.start} of {area.name}"
        whom = USUAL_WHOM if series.kind.whom == USUAL_WHOM else "number"
        allowed = f"A rate of {upto.year} is worked out with the {whom} of {upto.start}"
        do = f"Enter the mid-{upto.start} estimate when it is published; until then {area.middle} is used, and said so"
        code = "population of another year"
        yield Problem(master.path.name, "Populations", area.cell, code, found, allowed, do, series=series.id)


def _query(master: Master, series: Series, code: str, found: str, allowed: str, do: str) -> Problem:
    return Problem(master.path.name, "Measures", series.target_cell, code, found, allowed, do, series=series.id)


def _by_unpublished(master: Master, series: Series, benchmark: Benchmark) -> Problem:
    found = (
        f"The target of {series.ref} is {benchmark.comparator}, {benchmark.period}, which is not marked publishable: "
        "a publication copy gives neither its target nor its RAG"
    )
    do = "Enter yes under publishable on the sheet Benchmarks if it may be, no if not: either answers the question"
    return _query(master, series, "target not publishable", found, "", do)


def _by_figures(series: Series, target: Target, figures: Mapping[Quarter, Figure], upto: Quarter) -> str:
    """The words for the year's figures, if they are of another order of magnitude."""
    observed = observe(series, figures, frozenset(), upto)
    slots = [slot for slot in observed.slots if slot.state == HELD]
    values = [value for slot in slots if (value := value_of(observed, slot)) is not None]
    if not values or len(values) < len(slots):
        return ""
    last = slots[-1]
    own = last.figure.in_words(series.kind, series.unit) if last.figure else ""
    what = f"the figure of {last.quarter.short} is {own}"
    if not series.kind.is_cumulative:
        n, m = (last.value, last.denominator) if series.kind.has_denominator else (values[-1], None)
        return what if _is_another(series.kind, values[-1], target, n, m) else ""
    share = _share(series, target, last.quarter.number)
    total = sum(values, Fraction(0))
    events = sum((slot.value or Fraction(0) for slot in slots), Fraction(0))
    below = last.denominator if series.kind.has_denominator else None
    if not _is_another(series.kind, total, target.scaled(share), events, below):
        return ""
    return f"the year to {last.quarter.short} is {series.kind.text(total, 2, series.unit)}"


def _share(series: Series, target: Target, quarter: int) -> Fraction:
    """The share of the year's target that is due by the quarters so far."""
    if series.frequency == "annual":
        return Fraction(1)
    profile = series.target_profile
    if profile is not None and target.bound:
        return Fraction(profile[quarter - 1]) / target.bound
    return Fraction(quarter, QUARTERS_A_YEAR)


def _by_last_year(series: Series, target: Target, years: Sequence[YearOfFigures]) -> str:
    """The words for last year's figures, if they are of another order of magnitude."""
    for year in reversed(years):
        n, m = _year(series, year)
        if n is None or (series.kind.has_denominator and not m):
            continue
        value = n / m if m and series.kind.is_pair else n
        if m and series.kind.is_per_population:
            continue  # a year's rate is not worked out from history here
        words = series.kind.text(value, 2, series.unit)
        if m and series.is_proportion:
            words = f"{in_full(n)} of {in_full(m)}"
        return f"{year_label(year.start)} was {words}" if _is_another(series.kind, value, target, n, m) else ""
    return ""


def _year(series: Series, year: YearOfFigures) -> tuple[Fraction | None, Fraction | None]:
    """The year's own number and denominator."""
    quarters, below = ([exact(value) for value in row] for row in (year.quarters, year.denominators))
    if series.kind.is_latest_only:
        known = [(n, m) for n, m in zip(quarters, below, strict=True) if n is not None]
        return known[-1] if known else (exact(year.year_total), exact(year.denominator_total))
    total, total_below = exact(year.year_total), exact(year.denominator_total)
    return total_of(quarters) if total is None else total, total_of(below) if total_below is None else total_below


def _is_another(kind: Kind, value: Fraction, target: Target, events: Fraction | None, below: Fraction | None) -> bool:
    """Whether the value is at least ten times the target or at most a tenth, not merely because numbers are small.

    events: how many the value counts. below: its denominator.
    """
    bound = target.upper if target.upper is not None and value > target.upper else (target.lower or target.upper)
    if not bound or bound < 0:
        return False
    if value >= MUCH * bound:
        return events is None or not kind.is_counted or events >= FEW
    if value * MUCH > bound:
        return False
    if kind.is_pair and below is not None:
        return bound * below >= EXPECTED
    if kind.is_counted and not kind.is_per_population:
        return bound >= FEW
    return True
