"""Each series of a plan in one sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.support import partnership
from xlcsp.domain.kinds import COUNT as EVENTS
from xlcsp.domain.kinds import kind_of
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.target import Target
from xlcsp.master.workbook import Cell
from xlcsp.report.build import build_report
from xlcsp.report.described import described
from xlcsp.report.narrative import bound_words, target_words
from xlcsp.report.released import Released, read_released
from xlcsp.report.revised import plan_json, replanned
from xlcsp.report.rule_words import own_rule
from xlcsp.returns.collect import collect

COUNT: Mapping[str, Cell] = {
    "id": "x", "ref": "3.1", "measure": "Thefts", "polarity": "lower", "target_rule": "at most", "target": 420,
}  # fmt: skip


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (
            {},
            (
                "3.1: count, lower is better, at most 420 by year end, judged on the year to date, tolerance 5%, "
                "from Police, quarterly"
            ),
        ),
        (
            {"kind": "rate", "polarity": "higher", "target_rule": "at least", "target": 0.62, "tolerance": 0.02,
             "series": "Opiates", "frequency": "annual", "lag_quarters": 2},
            (
                "3.1 Opiates: rate, higher is better, at least 62%, judged on the year to date, "
                "tolerance 2 percentage points, from Police, annual, 2 quarters later"
            ),
        ),
        (
            {"target_rule": "% change on baseline", "target": -0.05, "baseline": 400, "judged": "projection",
             "rag_rule": "improving"},
            (
                "3.1: count, lower is better, 5% less than the baseline of 400: at most 380 by year end, judged on the "
                "projected year end, Green within 10% of the target, else Amber where no worse than last year, "
                "from Police, quarterly"
            ),
        ),
        (
            {"rag_rule": "chance"},
            (
                "3.1: count, lower is better, at most 420 by year end, judged on the year to date, "
                "Green from a chance of 80%, Red up to 20%, from Police, quarterly"
            ),
        ),
        (
            {"target": None, "target_rule": "", "polarity": "none", "closed_from": "2014/15 Q3"},
            (
                "3.1: count, neither way is better, monitored only: no target, no RAG, from Police, quarterly, "
                "closed from 2014/15 Q3"
            ),
        ),
        (
            {"target": None, "target_rule": "to be set"},
            "3.1: count, lower is better, target to be set: no RAG until then, from Police, quarterly",
        ),
        ({"kind": "milestone", "target": None}, "3.1: milestone, rated by its status, from Police, quarterly"),
        (
            {"kind": "milestone", "target": None, "target_rule": "monitor", "due": "30/09/2014"},
            "3.1: milestone, monitored only: no target, no RAG, from Police, quarterly",
        ),
        (
            {"kind": "milestone", "target": None, "due": "30/09/2014"},
            (
                "3.1: milestone, rated by its status, due 30 September 2014 and Red after that day unless achieved, "
                "from Police, quarterly"
            ),
        ),
        (
            {"target": None, "target_rule": "", "green": 400, "amber": 440, "judged": "quarter", "unit": "offences"},
            (
                "3.1: count, lower is better, at most 400 offences by year end, judged on this quarter alone, "
                "Green at most 400, Amber at most 440, from Police, quarterly"
            ),
        ),
        (
            {"kind": "percentage", "polarity": "higher", "target_rule": "at least", "target": 0.6, "green": 0.55,
             "amber": 0.4},
            (
                "3.1: percentage, higher is better, at least 60%, judged on the latest figure, Green at least 55%, "
                "Amber at least 40%, from Police, quarterly"
            ),
        ),
        (
            {"green_within": 0.01, "judged": "rolling 12"},
            (
                "3.1: count, lower is better, at most 420 by year end, judged on the last four quarters together, "
                "Green within 1%, Amber within 5%, from Police, quarterly"
            ),
        ),
        (
            {"kind": "rate", "target": 0.4, "green_within": 0.01},
            (
                "3.1: rate, lower is better, at most 40%, judged on the year to date, Green within 1 percentage point, "
                "Amber within 5 percentage points, from Police, quarterly"
            ),
        ),
        (
            {"kind": "per population", "per": 100_000, "target": 650},
            (
                "3.1: per population, lower is better, at most 650 per 100,000 residents by year end, judged on the "
                "year to date, tolerance 5%, from Police, quarterly"
            ),
        ),
    ],
)  # fmt: skip
def test_a_series_is_said_in_words(tmp_path: Path, plan: Mapping[str, Cell], said: str) -> None:
    master = partnership(tmp_path, ({**COUNT, **plan},))
    assert [described(one, master.settings) for one in master.plan.series] == [said]


def test_a_tolerance_of_rates_as_a_share_is_said_as_that(tmp_path: Path) -> None:
    rate: Mapping[str, Cell] = {**COUNT, "kind": "rate", "target": 0.4, "green_within": 0.01}
    plain = {"id": "y", "ref": "3.2", "green_within": None}
    master = partnership(tmp_path, (rate, {**rate, **plain}), settings={"tolerance of rates": "share"})
    told = [described(one, master.settings) for one in master.plan.series]
    assert "Green within 1%, Amber within 5% of the target" in told[0]
    assert "tolerance 5% of the target" in told[1]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"polarity": "higher", "target": Decimal("0.15"), "baseline": Decimal(88)},
            "+15% on baseline (at least 101)",
        ),
        ({"target": Decimal("-0.25"), "baseline": Decimal(25)}, "−25% on baseline (at most 19)"),
        ({"target": Decimal("-0.05"), "baseline": Decimal(400)}, "−5% on baseline"),
        ({"target": Decimal("-0.075"), "baseline": Decimal(400)}, "−7.5% on baseline"),
        (
            {"target": Decimal("-0.05"), "baseline": Decimal("10.5"), "kind": kind_of("amount")},
            "−5% on baseline",
        ),
    ],
)
def test_a_change_on_the_baseline_names_the_whole_number_that_meets_it(changed: dict[str, Any], told: str) -> None:
    """101 is 14.8% more than 88 and reaches a target of 15%: the page must say why."""
    plan = {"polarity": "lower", "target_rule": "% change on baseline", **changed}
    assert target_words(Series("s", "1.1", "Theme", "Measure", "", **plan)).endswith(f"Target: {told}")


def test_where_nothing_is_allowed_the_target_is_0() -> None:
    """ "At most 0 children" is no English, and "none" would read as no target."""
    plan: dict[str, Any] = {"polarity": "lower", "target_rule": "at most", "target": Decimal(0), "unit": "children"}
    series = Series("s", "1.1", "Theme", "Measure", "", **plan)
    assert target_words(series) == "Target: 0 children"
    assert bound_words(Target(EVENTS, upper=Fraction(0)), series) == "0"
    assert bound_words(Target(EVENTS, upper=Fraction(1)), series) == "at most 1"


@pytest.mark.parametrize(("was", "now"), [("−10.00%", "−10%"), ("−2.50%", "−2.5%"), ("+100.00%", "+100%")])
def test_a_target_released_with_other_noughts_has_not_changed(was: str, now: str, tmp_path: Path) -> None:
    one = {"id": "a", "ref": "1.1", "quarters": [], "target": f"{was} on baseline"}
    measure = {"ref": "1.1", "measure": "Calls", "theme": "Calls", "rag": "Green"}
    (tmp_path / "v1.0").mkdir()
    (tmp_path / "v1.0" / "figures.json").write_text(json.dumps({"series": [one], "measures": [measure]}), "utf-8")
    found = read_released(tmp_path, Quarter(2014, 1))
    assert found is not None
    assert found.targets == {"a": f"{now} on baseline"}


@pytest.mark.parametrize(
    ("judged", "words"),
    [("projection", "the projected year end"), ("quarter", "this half-year alone")],
)
def test_what_is_judged_has_one_name_in_the_plan_beside_the_target_and_among_the_changes(
    tmp_path: Path, judged: str, words: str
) -> None:
    """What had changed of a half-yearly series was called "this quarter alone"."""
    master = partnership(tmp_path, ({**COUNT, "frequency": "half-yearly", "judged": judged},))
    (series,) = master.plan.series
    assert f"judged on {words}" in described(series, master.settings)
    report = build_report(master, collect(master, Quarter(2014, 2)))
    assert own_rule(report.series[0].assessment).startswith(f"by {words}")
    plans = {series.id: {**plan_json(report.series[0].assessment), "judged": "profile"}}
    before = Released(Quarter(2014, 1), "1.0", {}, {}, {}, {}, plans, {}, {}, {}, {}, {})
    (change,) = replanned(report, before)
    assert change[1:] == ("figure that is judged", f"from year to date to {words.removeprefix('the ')}")
