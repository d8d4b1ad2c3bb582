"""A row of *Measures* as a Series, and what a plan must hold."""

from __future__ import annotations

from decimal import Decimal

from xlcsp import plan
from xlcsp.plan import Series
from xlcsp.planbook.table import Faults, Row

COLUMNS = (
    "id", "ref", "theme", "measure", "series", "role", "kind", "unit", "polarity", "frequency", "lag_quarters",
    "baseline", "baseline_label", "target_rule", "target", "target_q1", "target_q2", "target_q3", "target_q4",
    "judged", "tolerance", "rag_rule", "projection", "provider", "theme_lead", "disclosive", "publishable",
    "comparable_from", "break_reason", "first_year", "closed_from", "note",
)  # fmt: skip
NUMERIC_RULES = ("at most", "below", "at least", "above", "between", "% change on baseline")
_LARGEST_CHANGE = 10  # −1 to 10 as a proportion: −5 % is −0.05
_Profile = tuple[Decimal, Decimal, Decimal, Decimal]


def read_series(row: Row) -> Series:
    """The series of the row. What is wrong with it is added to the row's faults."""
    kind = row.word("kind", plan.KINDS, "count")
    lower, upper = _target(row)
    for column in ("id", "ref", "theme", "measure", "provider"):
        if not row.text(column):
            row.fault(column, f"{column} is blank", do="Fill it in")
    series = Series(
        id=row.text("id"),
        ref=row.text("ref"),
        theme=row.text("theme"),
        measure=row.text("measure"),
        name=row.text("series"),
        role=row.word("role", plan.ROLES, "headline"),
        kind=kind,
        unit=row.text("unit"),
        polarity=row.word("polarity", plan.POLARITIES, "none"),
        frequency=row.word("frequency", plan.FREQUENCIES, "quarterly"),
        lag_quarters=row.whole("lag_quarters"),
        baseline=row.number_or_none("baseline"),
        baseline_label=row.text("baseline_label"),
        target_rule=row.word("target_rule", plan.TARGET_RULES, "monitor"),
        target=lower,
        target_upper=upper,
        target_profile=_profile(row),
        judged=row.word("judged", plan.JUDGED, "latest" if kind in plan.LATEST_ONLY else "profile"),
        tolerance=row.number_or_none("tolerance"),
        rag_rule=row.word("rag_rule", plan.RAG_RULES, " ").strip(),
        projection=row.word("projection", plan.PROJECTIONS, "auto"),
        provider=row.text("provider"),
        theme_lead=row.text("theme_lead"),
        disclosive=row.yes("disclosive", default=False),
        publishable=row.yes("publishable", default=True),
        comparable_from=row.quarter("comparable_from"),
        break_reason=row.text("break_reason"),
        first_year=row.year("first_year"),
        closed_from=row.quarter("closed_from"),
        note=row.text("note"),
        cell=row.cell("id"),
    )
    _check_row(series, row)
    return series


def check_series(series: list[Series], faults: Faults) -> None:
    """What rows of the plan must hold together: ids and names are unique, a measure has one theme and a headline."""
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
        if len({one.theme for one in members}) > 1:
            faults.add("Measures", members[0].cell, f"Measure {ref} stands in two themes", do="Give it one theme")
        if not any(one.role == "headline" for one in members):
            faults.add("Measures", members[0].cell, f"Measure {ref} has no headline series", do="Make one the headline")


def _target(row: Row) -> tuple[Decimal | None, Decimal | None]:
    """The target's bounds; the upper one only for ``between``, whose cell says "10 to 20"."""
    if row.text("target_rule").lower() != "between":
        return row.number_or_none("target"), None
    ends = [part.strip() for part in row.text("target").split(" to ")]
    try:
        lower, upper = (Decimal(end) for end in ends)
    except (ArithmeticError, ValueError):
        row.fault("target", f'"{row.text("target")}" is no range', 'With "between", write it as: 10 to 20')
        return None, None
    if lower > upper:
        row.fault("target", f"{lower} is above {upper}", do="Write the smaller number first")
    return lower, upper


def _profile(row: Row) -> _Profile | None:
    columns = ("target_q1", "target_q2", "target_q3", "target_q4")
    values = [row.number_or_none(column) for column in columns]
    given = [value for value in values if value is not None]
    if not given:
        return None
    if len(given) < len(columns):
        blank = columns[values.index(None)]
        row.fault(blank, "The cumulative profile is not complete", do="Fill in all four quarters, or none")
        return None
    if given != sorted(given):
        row.fault("target_q1", "The cumulative profile falls", "Each quarter's target includes the earlier ones")
    return given[0], given[1], given[2], given[3]


def _check_row(series: Series, row: Row) -> None:
    rated = series.target_rule in NUMERIC_RULES
    if rated and series.target is None and series.kind != "milestone" and not row.text("target"):
        row.fault("target", f'"{series.target_rule}" needs a target', do='Enter it, or use "to be set"')
    if rated and series.polarity == "none":
        row.fault("polarity", "A target needs a polarity", "lower or higher", "Say which is better")
    if series.polarity == "higher" and series.target_rule in ("at most", "below"):
        row.fault("target_rule", f'"{series.target_rule}" does not go with "higher is better"', do="Use at least")
    if series.polarity == "lower" and series.target_rule in ("at least", "above"):
        row.fault("target_rule", f'"{series.target_rule}" does not go with "lower is better"', do="Use at most")
    if series.judged == "latest" and series.is_added_up:
        row.fault("judged", f'A {series.kind} is not judged by "latest"', "profile or projection", "Choose one")
    if series.target_rule == "% change on baseline":
        _check_change(series, row)
    elif series.is_proportion:
        for column, value in (("target", series.target), ("target", series.target_upper)):
            _check_proportion(row, column, value)
    if series.is_proportion:
        _check_proportion(row, "baseline", series.baseline)
    if series.tolerance is not None and not 0 <= series.tolerance < 1:
        row.fault("tolerance", f"{series.tolerance} is no tolerance", "A proportion: 0.05 is 5 %", "Enter 0.05")
    for column, value in (("target", series.target), ("baseline", series.baseline)):
        if value is not None and value < 0 and series.target_rule != "% change on baseline":
            row.fault(column, f"{value} is negative", do="Enter 0 or more")
    if series.target_profile is not None and series.target is not None and series.target_profile[3] != series.target:
        words = f"The profile ends at {series.target_profile[3]}, the year's target is {series.target}"
        row.fault("target_q4", words, do="Make them equal")


def _check_change(series: Series, row: Row) -> None:
    if series.baseline is None:
        row.fault("baseline", '"% change on baseline" needs a baseline', do="Enter the baseline")
    if series.target is not None and not -1 <= series.target < _LARGEST_CHANGE:
        row.fault("target", f"{series.target} is no change", "A proportion: −0.05 is 5 % less", "Enter it as −0.05")


def _check_proportion(row: Row, column: str, value: Decimal | None) -> None:
    if value is not None and value > 1:
        row.fault(column, f"{value} is above 1", "A rate is a proportion: 0.62 is 62 %", f"Enter {value / 100}")
