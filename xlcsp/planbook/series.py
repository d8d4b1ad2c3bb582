"""A row of *Measures* as a Series, and the rules that a plan must keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from xlcsp.domain.numbers import MINUS, either, is_number
from xlcsp.domain.plan import ALONE, CHANGE, MOST_LATE, ROLLING, Series
from xlcsp.domain.target import target_of
from xlcsp.errors import Problem
from xlcsp.files.table import Faults
from xlcsp.measures import rag_rules
from xlcsp.measures.comparators import RESTATED, has_old_baseline
from xlcsp.measures.numbers import listed, number
from xlcsp.measures.rag_rules import is_on_wrong_side
from xlcsp.planbook.columns import MEASURES, PROFILE
from xlcsp.planbook.names import NAMED
from xlcsp.planbook.table import PlanRow

NUMERIC_RULES = ("at most", "below", "at least", "above", "between", "% change on baseline")
_TOLD = 5  # number of cells that a query names
_LARGEST_CHANGE = 10  # −1 to 10 as a proportion: −5% is −0.05
_Profile = tuple[Decimal, Decimal, Decimal, Decimal]
_Fault = tuple[str, bool, str, str, str]


def read_series(row: PlanRow, spelled: Mapping[tuple[str, str], str], decimals: int = 1) -> Series:
    """The series of the row. Anything wrong with it is added to the row's faults.

    spelled: by column and name, the plan's first spelling. decimals: of the settings.
    """
    values = {column.key: column.value(row) for column in MEASURES}
    values |= {name: spelled.get((name, values[name]), values[name]) for name in NAMED}
    lower, upper = values.pop("target")
    profile = _profile(row, [values.pop(column) for column in PROFILE])
    series = Series(
        target=lower,
        target_upper=upper,
        target_profile=profile,
        cell=row.cell("id"),
        target_cell=row.cell("target"),
        decimals=decimals,
        **values,
    )
    _check_row(series, row)
    return series


def check_series(series: list[Series], faults: Faults) -> None:
    """Checks across rows: ids and names are unique, and a measure has one theme and a headline."""
    if not series and not faults.found:
        faults.add("Measures", "", "The plan has no series", do="Enter one row for each series")
    ids: dict[str, Series] = {}
    named: dict[tuple[str, str], Series] = {}
    for one in series:
        first = ids.setdefault(one.id, one)
        if first is not one and one.id:
            faults.add("Measures", one.cell, f'The id "{one.id}" is already used in {first.cell}', do="Give it its own")
        twin = named.setdefault((one.ref, one.name), one)
        if twin is not one and first is one:
            words = f'{one.ref} has the series "{one.name}" already in {twin.cell}'
            faults.add("Measures", one.cell, words, do="Give each series of a measure its own name")
    by_ref: dict[str, list[Series]] = {}
    for one in series:
        by_ref.setdefault(one.ref, []).append(one)
    for ref, members in by_ref.items():
        if len({member.theme for member in members}) > 1:
            faults.add("Measures", members[0].cell, f"Measure {ref} is in two themes", do="Give it one theme")
        first, *later = (members[0], *(member for member in members if member.theme == members[0].theme))
        other = next((member for member in later if _words(member) != _words(first)), None)
        if other is not None:
            words = f'Measure {ref} has other words here than in {first.cell}: "{other.measure}" and "{first.measure}"'
            faults.add("Measures", other.cell, words, do="Give each its own ref, as text ('2.10), or the same words")
        if not any(member.role == "headline" for member in members):
            faults.add("Measures", members[0].cell, f"Measure {ref} has no headline series", do="Make one the headline")


def numbered_refs(rows: Iterable[PlanRow], file: str) -> Iterator[Problem]:
    """A query for refs that are numbers, where 2.1 may have been meant as 2.10.

    They are accepted, since existing masters have such refs. If two have become the same, their measures' names differ,
    which is a fault.
    """
    typed = [row for row in rows if is_number(row.value("ref"))]
    if not typed:
        return
    cells = [row.cell("ref") for row in typed]
    where = listed(cells if len(cells) <= _TOLD else [*cells[:_TOLD], f"{len(cells) - _TOLD} more"])
    fraction = next((row.text("ref") for row in typed if "." in row.text("ref")), "")
    lost = f": {fraction}0 typed as a number is {fraction}, too" if fraction else ""
    found = f"{len(typed)} of the refs {'is a number' if len(typed) == 1 else 'are numbers'}, not text ({where}){lost}"
    do = f"Format the cells as Text, then type each again, such as {typed[0].text('ref')}"
    yield Problem(file, "Measures", typed[0].cell("ref"), "ref as number", found, "Identifiers are text", do)


def old_baselines(rows: Iterable[PlanRow], series: Iterable[Series], file: str) -> Iterator[Problem]:
    """A query for each baseline from before its series' break in recording."""
    for row, own in zip(rows, series, strict=True):
        if has_old_baseline(own):
            found = f"The baseline is of {own.baseline_label}, before the break in recording ({own.comparable_from})"
            allowed = "What lies on two sides of a break is not compared"
            do = f'Enter a baseline recorded as now; if it is one, add "{RESTATED}" to its label'
            yield Problem(file, "Measures", row.cell("baseline"), "baseline before break", found, allowed, do)


def _words(series: Series) -> str:
    return " ".join(series.measure.split()).casefold()


def _profile(row: PlanRow, values: list[Decimal | None]) -> _Profile | None:
    known = [value for value in values if value is not None]
    if not known:
        return None
    if len(known) < len(PROFILE):
        blank = next((name for name in PROFILE if not row.text(name)), None)
        if blank is not None:  # a cell that is not a number has its own fault
            row.fault(blank, "The cumulative profile is not complete", do="Fill in all four quarters, or none")
        return None
    return known[0], known[1], known[2], known[3]


def _profile_faults(series: Series, profile: _Profile, target: Fraction | None) -> Iterator[_Fault]:
    """Faults of a profile: cumulative if the series grows over the year; otherwise each quarter has its own target."""
    targets = list(map(Fraction, profile))
    if series.kind.is_cumulative and _looks_quarterly(targets, target):
        figures = listed(str(target_of) for target_of in profile)
        sums = listed(f"{number(sum(targets[:place], Fraction(0)))}" for place in range(1, len(targets) + 1))
        found = f"{figures} look like targets for single quarters"
        yield "target_q1", True, found, "Of what is added up, target_q1 to target_q4 are cumulative", f"Enter {sums}"
        return
    falls = series.kind.is_cumulative and targets != sorted(targets)
    yield "target_q1", falls, "The cumulative profile falls", "Each quarter's target includes the earlier ones", ""
    differs = target is not None and targets[-1] != target
    words = f"The profile ends at {profile[-1]}, the year's target is {number(target)}"
    yield "target_q4", differs, words, "", "Make them equal"


def _looks_quarterly(targets: list[Fraction], target: Fraction | None) -> bool:
    """Whether the targets look quarterly: all alike, or adding up to the year's target without ending at it."""
    if target is not None and targets[-1] == target and targets == sorted(targets) and len(set(targets)) > 1:
        return False
    return bool(sum(targets)) and (len(set(targets)) == 1 or sum(targets, Fraction(0)) == target)


def _check_row(series: Series, row: PlanRow) -> None:
    """Checks across the cells of a row."""
    for column, is_wrong, found, allowed, do in _rules(series, row):
        if is_wrong:
            row.fault(column, found, allowed, do)
    if series.target_rule == "% change on baseline":
        _check_change(series, row)
    else:
        _check_value(series, row, "target", series.target if row.text("target") else None)
        _check_value(series, row, "target", series.target_upper)
    quarters = zip(PROFILE, series.target_profile or (), strict=False)
    for column, value in (
        ("baseline", series.baseline), ("green", series.green), ("amber", series.amber), *quarters,
    ):  # fmt: skip
        _check_value(series, row, column, value)


def _rules(series: Series, row: PlanRow) -> Iterator[_Fault]:
    """The rules: column, whether it is broken, what was found, what is allowed, what to do."""
    rule, polarity = series.target_rule, series.polarity
    is_rated = rule in NUMERIC_RULES
    has_own = bool(row.text("target") or row.text("green"))  # a fault in either has its own message
    needs_target = is_rated and not series.kind.has_status and not has_own
    yield "target", needs_target, f'"{rule}" needs a target', "", 'Enter it, or use "to be set"'
    lost = is_rated and polarity == "none" and rule != "between" and not series.kind.has_status
    lost = lost and not series.has_thresholds  # which have messages of their own
    yield "polarity", lost, "A target needs a polarity", "lower or higher", "Say which is better"
    against = polarity == "higher" and rule in ("at most", "below")
    yield "target_rule", against, f'"{rule}" does not go with "higher is better"', "", "Use at least or above"
    against = polarity == "lower" and rule in ("at least", "above")
    yield "target_rule", against, f'"{rule}" does not go with "lower is better"', "", "Use at most or below"
    is_latest = series.judged == "latest" and series.kind.is_added_up
    yield "judged", is_latest, f'A {series.kind} is not judged by "latest"', "profile or projection", "Choose one"
    yield from _lag_faults(series)
    tolerance = series.tolerance
    is_none = tolerance is not None and not 0 <= tolerance < 1
    words, allowed = f"{tolerance} is not a tolerance", "It is at least 0 and below 1: 5% is 0.05"
    yield "tolerance", is_none, words, allowed, _as_share(tolerance)
    words = rag_rules.misfit(series)
    yield "rag_rule", bool(words), words, either(rag_rules.OF_ANY_SERIES), "Choose one of them"
    has_no_parts = series.judged in (ALONE, ROLLING) and (series.kind.is_latest_only or series.kind.has_status)
    words = f'A {series.kind} is not judged by "{series.judged}"'
    yield "judged", has_no_parts, words, "latest", "Leave it blank"
    yield from _threshold_faults(series, row)
    yield from _within_faults(series)
    yield from _faults_of_other_kinds(series)
    yield "unit_one", bool(series.unit_one and not series.unit), "There is a unit_one, but no unit", "", "Enter both"
    demand = target_of(series)
    end = demand.bound if demand is not None and not demand.is_range else None
    if series.target_profile is not None:
        yield from _profile_faults(series, series.target_profile, end)


def _within_faults(series: Series) -> Iterator[_Fault]:
    """Faults of the share by which Green is widened."""
    within = series.green_within
    is_none = within is not None and not 0 <= within < 1
    yield (
        "green_within",
        is_none,
        f"{within} is not a share",
        "It is at least 0 and below 1: 1% is 0.01",
        _as_share(within),
    )
    by = rag_rules.of_plan(series)
    unused = within is not None and bool(by) and not rag_rules.takes(by, "green_within")
    words = f"green_within does not go with the rule {by}"
    allowed = f"It widens Green of the rule {rag_rules.taking('green_within')}"
    yield "green_within", unused, words, allowed, "Leave one of the two blank"


def _faults_of_other_kinds(series: Series) -> Iterator[_Fault]:
    """Faults of columns that only one kind of series has."""
    is_no_rate = series.per is not None and not series.kind.is_per_population
    yield "per", is_no_rate, f"A {series.kind} is not per {series.per}", "per population only", "Leave it blank"
    is_no_rate = series.population is not None and not series.kind.is_per_population
    words = f"A {series.kind} is not measured against a population"
    yield "population", is_no_rate, words, "per population only", "Leave it blank"
    is_status = series.is_monthly and series.kind.has_status
    yield "frequency", is_status, f"A {series.kind} has no months", "quarterly, half-yearly or annual", "Choose one"
    is_no_milestone = series.due is not None and not series.kind.has_status
    yield "due", is_no_milestone, f"A {series.kind} has no due date", "A milestone has", "Leave it blank"


def _lag_faults(series: Series) -> Iterator[_Fault]:
    """Faults of a lag after which no form would ask for the figure."""
    late = series.lag_quarters
    words = f"{late} is not a number of quarters by which a figure may be late"
    allowed = f"It is 0 to {MOST_LATE}: a figure that comes later still is asked for in no form of the next year"
    do = "Enter how many quarters later the figure is known, or leave the cell blank"
    yield "lag_quarters", late > MOST_LATE, words, allowed, do
    is_status = bool(late) and series.kind.has_status
    words = "The status of a milestone is known when its quarter ends"
    yield "lag_quarters", is_status, words, "Figures may come later, a status not", "Leave it blank"


def _threshold_faults(series: Series, row: PlanRow) -> Iterator[_Fault]:
    """Faults of thresholds: both must be given, on the right sides, and used by the rule."""
    thresholds = {"green": series.green, "amber": series.amber}
    is_named = rag_rules.takes(series.rag_rule, "green")
    is_used = series.rag_rule == "" or is_named
    by = f"rule {rag_rules.taking('green')}"
    for name, value in thresholds.items():
        if value is None and row.text(name):
            continue  # it is not a number, which has its own fault
        other = next(threshold for threshold in thresholds if threshold != name)
        is_lost = value is None and is_used and bool(row.text(other) or is_named)
        yield name, is_lost, f"{name} is blank", f"The {by} needs green and amber", "Enter it"
        words = f"{name} is not used by the rule {series.rag_rule}"
        yield name, value is not None and not is_used, words, f"It is of the {by}", "Leave one of them blank"
    green, amber, is_lower = series.green, series.amber, series.polarity == "lower"
    is_percent = series.is_proportion and max(green or 0, amber or 0) > 1  # which has its own message
    if green is None or amber is None or is_percent:
        return
    is_none, is_range = series.polarity == "none", series.target_rule == "between"
    yield "polarity", is_none and not is_range, "Thresholds need a polarity", "lower or higher", "Say which is better"
    yield "target_rule", is_range, "Thresholds do not go with a range", "They have one side", "Leave one of them blank"
    needs = is_none or is_range
    side, better = ("at least", "lower") if is_lower else ("at most", "higher")
    is_wrong = not needs and is_on_wrong_side(Fraction(green), Fraction(amber), is_lower=is_lower)
    words = f"amber {amber} is on the wrong side of green {green}"
    yield "amber", is_wrong, words, f"Where {better} is better it is {side} green", "Swap them"


def _as_share(typed: Decimal | None) -> str:
    """What to enter where a percentage was typed without its sign."""
    return f"Enter {typed / 100} if {typed}% is meant" if typed is not None and typed > 0 else "Enter 0 or more"


def _check_change(series: Series, row: PlanRow) -> None:
    if series.baseline is None:
        row.fault("baseline", '"% change on baseline" needs a baseline', do="Enter the baseline")
    change = series.target
    if change is not None and not -1 <= change < _LARGEST_CHANGE:
        meant = f"Enter {change / 100:f} if {change}% is meant".replace("-", MINUS)
        row.fault("target", f"{change} is not a change", "A reduction of 5% is −0.05", meant)


def _check_value(series: Series, row: PlanRow, column: str, value: Decimal | None) -> None:
    if value is None:
        return
    if value < 0:
        or_else = f'; "{CHANGE}" takes a reduction, and needs a baseline' if column == "target" else ""
        row.fault(column, f"{value} is negative", do=f"Enter 0 or more{or_else}")
    elif value > 1 and series.is_proportion:
        row.fault(
            column,
            f"{value} is above 1",
            "A rate is a proportion: 0.62 is 62%",
            f"Enter {value / 100} if {value}% is meant",
        )
