"""Targets as people type them: each is read as it is meant, or refused with the words that say how to enter it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support import HERE, opened, partnership, write_plan
from xlcsp.doctor import examine
from xlcsp.errors import PlanError
from xlcsp.master.workbook import Cell
from xlcsp.planbook import read_master

COUNT: dict[str, Cell] = {"id": "v", "ref": "1.1", "measure": "It", "polarity": "lower", "target_rule": "at most"}
RATE: dict[str, Cell] = {**COUNT, "kind": "rate", "polarity": "higher", "target_rule": "at least"}
RANGE: dict[str, Cell] = {**COUNT, "polarity": "none", "target_rule": "between"}
CHANGE: dict[str, Cell] = {**COUNT, "target_rule": "% change on baseline", "baseline": 200}


READ: list[tuple[dict[str, Cell], str, tuple[str | None, str | None]]] = [
    (RATE, "90%", ("0.9", None)),
    (RATE, "90 per cent", ("0.9", None)),
    (RATE, "62.5 %", ("0.625", None)),
    (COUNT, "1,250", ("1250", None)),
    (COUNT, "£1,250", ("1250", None)),
    (COUNT, "450\u200b", ("450", None)),
    (RATE, "62pc", ("0.62", None)),
    (RATE, "75 per-cent", ("0.75", None)),
    (RATE, "62.5%\u200b", ("0.625", None)),
    (CHANGE, "–3%", ("-0.03", None)),
    (RANGE, "100 to 120", ("100", "120")),
    (RANGE, "100-120", ("100", "120")),
    (RANGE, "1,000 – 1,200", ("1000", "1200")),
    (RANGE, "between 100 and 120", ("100", "120")),
    ({**RANGE, "kind": "rate"}, "28% to 40%", ("0.28", "0.4")),
    ({**RANGE, "kind": "rate"}, "10–15%", ("0.1", "0.15")),
    (CHANGE, "-3%", ("-0.03", None)),
    (CHANGE, "−3 %", ("-0.03", None)),
    (CHANGE, "+5%", ("0.05", None)),
    ({**COUNT, "target_rule": "to be set"}, "TBC", (None, None)),
    ({**COUNT, "target_rule": "to be set"}, "to be agreed", (None, None)),
    ({**COUNT, "target_rule": "monitor"}, "n/a", (None, None)),
    ({**COUNT, "target_rule": ""}, "none", (None, None)),
]


def rows(plans: Iterable[tuple[dict[str, Cell], Cell]]) -> tuple[dict[str, Cell], ...]:
    """A row of *Measures* for each of these plans, with what was typed as its target."""
    return tuple(
        {**plan, "id": f"v{n}", "ref": f"1.{n}", "measure": f"It {n}", "target": typed}
        for n, (plan, typed) in enumerate(plans, 1)
    )


def test_what_can_mean_one_thing_is_read(tmp_path: Path) -> None:
    plan = partnership(tmp_path, rows((given, typed) for given, typed, _ in READ)).plan
    found = [(series.target, series.target_upper) for series in plan.series]
    meant = [tuple(None if one is None else Decimal(one) for one in bounds) for *_, bounds in READ]
    typed = [typed for _, typed, _ in READ]
    assert list(zip(typed, found, strict=True)) == list(zip(typed, meant, strict=True))


REFUSED: list[tuple[dict[str, Cell], Cell, str]] = [
    (RATE, "≥90%", 'Choose "at least" under target_rule, and enter 0.9 as the target'),
    (RATE, "90% or more", 'Choose "at least" under target_rule, and enter 0.9 as the target'),
    (RATE, "75+", 'Choose "at least" under target_rule, and enter 0.75 as the target'),
    (COUNT, "≥90%", "enter 0.9 as the target, and a kind that is a percentage"),
    (COUNT, "<5", 'Choose "below" under target_rule, and enter 5 as the target'),
    (COUNT, "5 or fewer", 'Choose "at most" under target_rule, and enter 5 as the target'),
    (COUNT, "max. 5", 'Choose "at most" under target_rule, and enter 5 as the target'),
    (COUNT, "no more than 1,200", 'Choose "at most" under target_rule, and enter 1200 as the target'),
    (COUNT, "more than 20", 'Choose "above" under target_rule, and enter 20 as the target'),
    (COUNT, "Zero", "Enter 0"),
    (RATE, "maintain 79%", "Enter 0.79; how it is meant goes under target_rule"),
    (RATE, "Maintain 9% or above", 'Choose "at least" under target_rule, and enter 0.09 as the target'),
    (COUNT, "20 days (max)", 'Choose "at most" under target_rule, and enter 20 as the target'),
    (COUNT, "21.0 calendar days", "Enter 21; what is counted goes under unit"),
    (COUNT, "under 500kg", 'Choose "below" under target_rule, and enter 500 as the target'),
    (COUNT, "400 (net)", "Enter 400; what is in brackets goes under note"),
    (COUNT, "400 p.a.", "Enter 400; it is the target of the year"),
    (RATE, "95% within 24 hours", "Enter 0.95; what is measured goes under measure or series"),
    (COUNT, "425 per 100,000", "Enter 425; the kind is per population, and per how many goes under per"),
    (COUNT, "20 visits a week", "Enter the target of the whole year"),  # 20 was offered as the year's
    (COUNT, "no more than 112 a quarter", "Enter the target of the whole year"),
    (COUNT, "37/month", "Enter the target of the whole year"),
    (COUNT, "at least 20 monthly", "Enter the target of the whole year"),
    (COUNT, "not to exceed 450", 'Choose "at most" under target_rule, and enter 450 as the target'),
    (COUNT, "keep below 450", 'Choose "below" under target_rule, and enter 450 as the target'),
    (COUNT, "450 and under", 'Choose "at most" under target_rule, and enter 450 as the target'),
    (COUNT, "not less than 20", 'Choose "at least" under target_rule, and enter 20 as the target'),
    (COUNT, "increase to 20", 'Choose "at least" under target_rule, and enter 20 as the target'),
    (COUNT, "within 15 minutes", "enter 15 as the target; what is counted goes under unit"),
    (COUNT, "no more than 1.2 million", "Enter a number"),
    (RATE, "at least 5 points", "Enter a number"),
    (COUNT, "100-120", 'Choose "between" under target_rule'),
    (COUNT, "between 100 and 120", 'Choose "between" under target_rule'),
    (COUNT, "-3%", 'Choose "% change on baseline" under target_rule, and enter −0.03 as the target'),
    (COUNT, "3% reduction", 'Choose "% change on baseline" under target_rule, and enter −0.03 as the target'),
    (COUNT, "10% down", 'Choose "% change on baseline" under target_rule, and enter −0.1 as the target'),
    (COUNT, "down 10%", 'Choose "% change on baseline" under target_rule, and enter −0.1 as the target'),
    (COUNT, "NaN", "Enter a number"),
    (COUNT, "１００", "Enter a number"),
    (COUNT, "1_000", "Enter a number"),
    (COUNT, "0,625", "Enter a number"),
    (COUNT, "1250,500", "Enter a number"),
    (RATE, "3", "Enter 0.03 if 3% is meant"),
    (RATE, "120%", "Enter 0.012 if 1.2% is meant"),
    (RATE, "+2 percentage points", "enter the figure that the change leads to"),
    (RATE, "2pp on last year", "enter the figure that the change leads to"),
    (COUNT, "improve", 'Choose "above" ("below" if lower is better) under target_rule'),
    (COUNT, "increase by 12.5%", 'Choose "% change on baseline" under target_rule, and enter 0.125 as the target'),
    (COUNT, "to be agreed", 'Choose "to be set" under target_rule, and clear the target'),
    (COUNT, "tbc", 'Choose "to be set" under target_rule, and clear the target'),
    (COUNT, "n/a", 'Choose "monitor" under target_rule, and clear the target'),
    (COUNT, "–", 'Choose "monitor" under target_rule, and clear the target'),
    (COUNT, "maintain", "enter 0 as the target, and last year's figure as the baseline"),
    (COUNT, "no worse than last year", "enter 0 as the target, and last year's figure as the baseline"),
    (COUNT, "increase", 'Choose "above" under target_rule, and enter last year\'s figure as the target'),
    (COUNT, "fewer than last year", 'Choose "below" under target_rule, and enter last year\'s figure'),
    (COUNT, "10 days", "Enter 10; what is counted goes under unit"),
    (COUNT, "£1.2m", "Enter 1200000"),
    (COUNT, "1.5k", "Enter 1500"),
    (COUNT, "7:30", "Enter it as a decimal, 7.5"),
    (RANGE, "≥ 75", 'Choose "at least" under target_rule, and enter 75 as the target'),
    (RANGE, "TBC", 'Choose "to be set" under target_rule, and clear the target'),
    (CHANGE, "to be agreed", 'Choose "to be set" under target_rule, and clear the target'),
    (CHANGE, 90, "Enter 0.9 if 90% is meant"),
    (CHANGE, -3, "Enter −0.03 if −3% is meant"),
    (COUNT, -0.03, '"% change on baseline" takes a reduction'),
    (COUNT, "90%", "Enter the number itself, or correct the kind"),
    (RANGE, "25% to 30%", "Enter the number itself, or correct the kind"),
    (COUNT, "top quartile", 'Add a row there, with "top quartile" as comparator'),
    (COUNT, "approx 300", "Enter a number, or correct one of the two"),
    (COUNT, "80% by March 2028", "Enter a number, or correct one of the two"),
]


def test_anything_else_is_refused_and_says_how_to_enter_it(tmp_path: Path) -> None:
    path = write_plan(tmp_path, rows((given, typed) for given, typed, _ in REFUSED))
    with pytest.raises(PlanError) as caught:
        read_master(path)
    told = {fault.cell: fault.do for fault in caught.value.faults}
    cells = [f"O{row}" for row in range(5, 5 + len(REFUSED))]
    assert [fault.cell for fault in sorted(caught.value.faults, key=lambda one: int(one.cell[1:]))] == cells
    assert [
        (typed, told[cell]) for cell, (_, typed, do) in zip(cells, REFUSED, strict=True) if do not in told[cell]
    ] == []


@pytest.mark.parametrize(
    ("column", "typed", "value"),
    [("baseline", "62%", "0.62"), ("tolerance", "5%", "0.05"), ("green_within", "1%", "0.01")],
)
def test_a_percentage_in_words_is_one_in_the_other_columns_too(
    tmp_path: Path, column: str, typed: str, value: str
) -> None:
    (series,) = partnership(tmp_path, ({**RATE, "target": 0.9, column: typed},)).plan.series
    assert getattr(series, column) == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "do"), [(time(7, 30), "7.5"), (time(0, 7, 30), "7.5"), (date(2014, 12, 10), "number")]
)
def test_what_excel_takes_for_a_time_is_a_fault_and_stops_nothing_else(tmp_path: Path, typed: Cell, do: str) -> None:
    """Minutes and seconds typed as 7:30 are a time of day in Excel; doctor ended with an error."""
    path = write_plan(tmp_path, ({**COUNT, "target": 8},))
    book = opened(path)
    book["Measures"]["O5"].value = typed
    book.save(path)
    with pytest.raises(PlanError) as caught:
        read_master(path)
    (fault,) = caught.value.faults
    assert do in fault.do
    plan = next(one for one in examine(path, HERE) if one.name == "Plan")
    assert not plan.is_well
