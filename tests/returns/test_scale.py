"""A target that judges nothing, or is of another order of size than its figures, is queried; others are not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import Example
from tests.support import ALL_SETTINGS, HERE, Q1, partnership, send
from xlcsp.doctor import examine
from xlcsp.domain.periods import Quarter
from xlcsp.errors import Problem
from xlcsp.forms.layout import Answer
from xlcsp.master.workbook import Cell
from xlcsp.planbook import read_master
from xlcsp.returns.collect import collect

CODES = (
    "target without rule", "order of size", "tolerance in points", "targets of quarters", "change for the worse",
    "large change", "target always met", "target out of reach",
)  # fmt: skip


def asked(folder: Path, plan: Mapping[str, Cell], answer: Answer, *years: Mapping[str, Cell]) -> list[Problem]:
    """What is asked about a plan of one series with one figure."""
    series: dict[str, Cell] = {"id": "x", "ref": "1.1", "measure": "It", "polarity": "lower", "target_rule": "at most"}
    master = partnership(folder, ({**series, **plan},), history=tuple({"id": "x", **one} for one in years))
    send(master, Q1, {"x": answer})
    return [one for one in collect(master, Q1).queries if one.code in CODES]


PERCENT: dict[str, Cell] = {"kind": "rate", "target": 0.054, "tolerance": 0.01}
RATE: dict[str, Cell] = {"kind": "per population", "target": 650}


@pytest.mark.parametrize(
    ("plan", "answer", "told"),
    [
        (RATE, Answer(figure=420, out_of=240_000), "its target is 650, and the year to Q1 is 1.75"),
        (PERCENT, Answer(figure=0, out_of=80), "its target is 5.4%, and the figure of Q1 is 0 of 80"),
        (PERCENT, Answer(figure=50, out_of=80), "the figure of Q1 is 50 of 80"),
        ({"target": 12_000}, Answer(figure=100), "its target is 12,000, and the year to Q1 is 100"),
        ({"target": 40}, Answer(figure=100), "its target is 40, and the year to Q1 is 100"),
        ({"kind": "snapshot", "target": 0.5}, Answer(figure=50), "the figure of Q1 is 50"),
        ({"kind": "percentage", "target": 0.05, "tolerance": 0}, Answer(percentage=62), "the figure of Q1 is 62%"),
        ({"target_rule": "% change on baseline", "target": -0.05, "baseline": 4000}, Answer(figure=90), "3,800"),
    ],
)
def test_another_order_of_size_is_asked_about(
    tmp_path: Path, plan: Mapping[str, Cell], answer: Answer, told: str
) -> None:
    (one,) = asked(tmp_path, plan, answer)
    assert told in one.found
    assert (one.code, one.sheet, one.cell, one.series) == ("order of size", "Measures", "O5", "x")
    assert "correct the one that is wrong" in one.do


@pytest.mark.parametrize(
    ("plan", "answer"),
    [
        (PERCENT, Answer(figure=0, out_of=20)),  # one person is expected: none is no wonder
        (PERCENT, Answer(figure=3, out_of=80)),
        ({"target": 8}, Answer(figure=0)),
        ({"target": 420}, Answer(figure=60)),
        ({"target": 0}, Answer(figure=100)),  # any is a miss, of whatever size
        ({"target": 400, **{f"target_q{n}": (4, 40, 200, 400)[n - 1] for n in range(1, 5)}}, Answer(figure=4)),
        ({"kind": "per population", "target": 6.5}, Answer(figure=420, out_of=240_000)),
        ({"kind": "per population", "target": 650, "per": 100_000}, Answer(figure=420, out_of=240_000)),
        ({"kind": "milestone"}, Answer(milestone="On track")),
        ({"target_rule": "monitor"}, Answer(figure=100)),
        ({"target": 12_000, "closed_from": "2014/15 Q1"}, Answer()),
    ],
)
def test_small_numbers_and_what_a_profile_expects_are_not(
    tmp_path: Path, plan: Mapping[str, Cell], answer: Answer
) -> None:
    assert asked(tmp_path, plan, answer) == []


PLANS: tuple[Mapping[str, Cell], ...] = (
    {"target": 0.18},
    {"target": 0.2},  # a quarter, and not more
    {"target": 0.054, "tolerance": 0.005},
    {"target": 0.18, "rag_rule": "improving"},
    {"target": 0.18, "green": 0.18, "amber": 0.3},
    {"target": 0.18, "target_rule": "monitor"},
    {"target": 0},  # beside a target of 0 there is no tolerance
)


@pytest.mark.parametrize(
    ("settings", "asked_about"),
    [
        ({}, ["1.1", "1.8"]),  # the usual five points: of the first plan, in both kinds
        ({"tolerance of rates": "share"}, []),
        ({"tolerance": 0.02}, []),
    ],
)
def test_points_that_are_more_than_a_quarter_of_the_target_are_asked_about(
    tmp_path: Path, settings: Mapping[str, Cell], asked_about: list[str]
) -> None:
    both = [{"kind": kind, **plan} for kind in ("rate", "percentage") for plan in PLANS]
    usual: dict[str, Cell] = {"measure": "It", "polarity": "lower", "target_rule": "at most"}
    series = tuple({**usual, "id": f"x{n}", "ref": f"1.{n}", **plan} for n, plan in enumerate(both, 1))
    master = partnership(tmp_path, series, settings={**ALL_SETTINGS, **settings})
    found = [one for one in collect(master, Q1).queries if one.code == "tolerance in points"]
    checks = [one for one in examine(master.path, HERE) if one.name == "Tolerance"]
    words = "its tolerance of 5 percentage points is more than a quarter of its target of 18%: Amber ends at 23%"
    assert [one.found for one in found] == [f"{ref}: {words} only" for ref in asked_about]
    cells = [f"O{4 + int(ref[2:])}" for ref in asked_about]
    assert [(one.sheet, one.cell) for one in found] == [("Measures", cell) for cell in cells]
    assert all("tolerance of rates" in one.do for one in found)
    told = [f"{ref} (Measures!{cell}): its tolerance" for ref, cell in zip(asked_about, cells, strict=True)]
    assert [(one.is_well, one.found.partition(" of ")[0]) for one in checks] == [(False, one) for one in told]


def test_the_last_year_is_asked_about_before_the_first_figure_comes(tmp_path: Path) -> None:
    years = ({"year": "2012/13", "year_total": 410}, {"year": "2013/14", "Q1": 90, "Q2": 100, "Q3": 110, "Q4": 100})
    gap = Answer(status="No figure", reason="Staff change")
    assert asked(tmp_path / "a", {"target": 380}, gap, *years) == []
    (one,) = asked(tmp_path / "b", {"target": 38}, gap, *years)
    assert "its target is 38, and 2013/14 was 400" in one.found


@pytest.mark.parametrize("rule", ["", "monitor", "to be set"])
def test_a_target_that_is_not_rated_is_asked_about(tmp_path: Path, rule: str) -> None:
    (one,) = asked(tmp_path, {"target": 400, "target_rule": rule}, Answer(figure=100))
    assert (one.code, one.cell) == ("target without rule", "O5")
    assert "it is not rated" in one.found


CHANGE: dict[str, Cell] = {"target_rule": "% change on baseline", "baseline": 200}
UP: dict[str, Cell] = {"polarity": "higher", "target_rule": "at least"}


@pytest.mark.parametrize(
    ("plan", "code", "told", "do"),
    [
        ({**CHANGE, "target": 0.03}, "change for the worse", "target of 206 lies 3% above the baseline", "Enter −0.03"),
        ({**CHANGE, "polarity": "higher", "target": -0.1}, "change for the worse", "180 lies 10% below", "Enter 0.1"),
        ({**CHANGE, "polarity": "higher", "target": 3}, "large change", "800 is 300% more", "Enter 0.03 if 3% is"),
        ({**UP, "target": 0}, "target always met", "every figure meets its target", "choose monitor"),
        ({**UP, "kind": "rate", "target": 0}, "target always met", "every figure meets its target", "choose monitor"),
        ({"kind": "rate", "target": 1, "tolerance": 0}, "target always met", "every figure meets", "choose monitor"),
        ({"target_rule": "below", "target": 0}, "target out of reach", "no figure can meet its target", "Correct"),
        (
            {**UP, "kind": "rate", "target_rule": "above", "target": 1, "tolerance": 0},
            "target out of reach", "no figure can meet its target", "Correct",
        ),
    ],
)  # fmt: skip
def test_a_target_that_can_hardly_be_meant_is_asked_about(
    tmp_path: Path, plan: Mapping[str, Cell], code: str, told: str, do: str
) -> None:
    """0.03 for 3% less was a target 3% above the baseline, 3 for 3% four times the baseline; all was Green."""
    answer = Answer(figure=40, out_of=60) if plan.get("kind") else Answer(figure=45)
    (one,) = asked(tmp_path, plan, answer)
    assert (one.code, one.cell) == (code, "O5")
    assert told in one.found
    assert do in one.do


@pytest.mark.parametrize(
    "plan",
    [
        {**CHANGE, "target": 0},
        {**CHANGE, "target": -0.5},
        {**CHANGE, "polarity": "higher", "target": 1},
        {"target": 0},
        {**UP, "kind": "rate", "target": 1},
        {"polarity": "none", "target_rule": "between", "target": "0 to 60"},
    ],
)
def test_a_demanding_target_is_not_asked_about(tmp_path: Path, plan: Mapping[str, Cell]) -> None:
    assert asked(tmp_path, plan, Answer(figure=40, out_of=60) if plan.get("kind") else Answer(figure=15)) == []


@pytest.mark.parametrize(("rule", "target"), [("between", "10 to 20"), ("monitor", None), ("to be set", None)])
def test_targets_of_quarters_that_are_not_used_are_asked_about(tmp_path: Path, rule: str, target: Cell) -> None:
    quarters = {f"target_q{at}": at for at in range(1, 5)}
    (one,) = asked(tmp_path, {"target_rule": rule, "target": target, **quarters}, Answer(figure=4))
    assert (one.code, one.cell) == ("targets of quarters", "O5")
    assert one.found == f"1.1 has targets for its quarters, which target_rule {rule} does not use"


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_worked_example_gives_no_such_question(example: Example, number: int) -> None:
    queries = collect(read_master(example.folder), Quarter(2014, number)).queries
    assert [one for one in queries if one.code in CODES] == []
