"""The assessment of a series at a quarter: gaps, year-to-date figures, targets, breaks, closures, verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from xlcsp.domain.figures import Figure, Source
from xlcsp.domain.kinds import kind_of
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Measure, Series, Settings
from xlcsp.domain.years import YearOfFigures
from xlcsp.measures.assess import Assessment, assess
from xlcsp.measures.observed import observe
from xlcsp.measures.rag_rules import rule_of
from xlcsp.measures.verdict import Verdict, measure_verdict, verdict

LAST_YEAR = YearOfFigures(2013, (Decimal(100), Decimal(100), Decimal(100), Decimal(100)))
SETTINGS = Settings("Test", Quarter(2014, 4))


def at(
    number: int,
    values: Sequence[int | str | tuple[int, int] | None],
    history: Sequence[YearOfFigures] = (),
    *,
    to_date: Sequence[int] = (),
    **changed: object,
) -> Assessment:
    """A series assessed at a quarter. values: figures by quarter; None missing; (n, m); a milestone's status."""
    plan: dict[str, object] = {"polarity": "lower", "target_rule": "at most", "target": Decimal(400), **changed}
    series = Series("s", "1.1", "Theme", "Measure", "", **plan)  # type: ignore[arg-type]
    figures: Mapping[Quarter, Figure] = {
        Quarter(2014, place): _figure(place, value, is_to_date=place in to_date)
        for place, value in enumerate(values, 1)
        if value is not None
    }
    observed = observe(series, figures, frozenset(), Quarter(2014, number))
    return assess(observed, history, SETTINGS, Quarter(2014, number))


def _figure(place: int, value: int | str | tuple[int, int], *, is_to_date: bool) -> Figure:
    quarter, source = Quarter(2014, place), Source("f.xlsx", "Return", "D14")
    basis = "year to date" if is_to_date else "quarter"
    if isinstance(value, tuple):
        return Figure("s", quarter, source, Fraction(value[0]), Fraction(value[1]), basis=basis)
    if isinstance(value, str):
        return Figure("s", quarter, source, milestone=value)
    return Figure("s", quarter, source, Fraction(value), basis=basis)


def said(found: Assessment) -> str:
    """The verdict's words."""
    return verdict(found).words


def test_the_year_to_date_is_judged_against_the_profile() -> None:
    assert at(1, [100]).rag == "Green"
    assert at(1, [105]).rag == "Amber"
    assert at(1, [106]).rag == "Red"
    assert at(1, [100]).rag_reason == "early indication"


def test_the_profile_follows_last_years_shape() -> None:
    shaped = YearOfFigures(2013, (Decimal(40), Decimal(20), Decimal(20), Decimal(20)))
    assert at(1, [160], [shaped]).rag == "Green"
    assert at(1, [160], [shaped]).profile == 160


def test_a_profile_in_the_plan_is_used_as_given() -> None:
    given = (Decimal(50), Decimal(100), Decimal(200), Decimal(400))
    assert at(1, [60], target_profile=given).rag == "Red"


def test_a_missing_quarter_takes_rag_projection_and_verdict_away() -> None:
    found = at(3, [10, None, 10])
    assert (found.rag, found.to_date, found.projection.value) == ("No data", None, None)
    assert found.to_date_text == "Q1 and Q3 only"
    assert said(at(4, [10, None, 10, 10])) == "Cannot be determined"


def test_a_count_that_exceeds_its_target_already_is_red_whatever_is_missing() -> None:
    assert at(3, [300, None, 200]).rag == "Red"
    assert said(at(4, [300, None, 200, 5])) == "Target not achieved"
    assert at(3, [300, None, 200], polarity="higher", target_rule="at least").rag == "No data"


def test_a_year_to_date_figure_with_unknown_parts_stays_one_figure() -> None:
    found = at(2, [None, 27], to_date=[2], target_rule="to be set", projection="straight line")
    assert (found.to_date, found.projection.value) == (27, 54)


def test_a_quarter_derived_from_a_year_to_date_is_marked() -> None:
    slot = at(2, [48, 101], to_date=[2]).observed.slots[1]
    assert (slot.value, slot.marks) == (53, ("[e]",))
    assert at(2, [48, 101], to_date=[2]).to_date == 101


def test_an_earlier_gap_is_contained_in_a_later_year_to_date() -> None:
    found = at(3, [5, None, 27], to_date=[3])
    assert found.to_date == 27
    assert [slot.state for slot in found.observed.slots[:3]] == ["figure", "contained", "figure"]


def test_below_means_one_less_for_counts() -> None:
    assert said(at(4, [100, 100, 100, 100], target_rule="below")) == "Target not achieved (within tolerance)"
    assert said(at(4, [100, 100, 100, 99], target_rule="below")) == "Target achieved"


def test_above_of_a_rate_is_not_reached_by_equality() -> None:
    rate = {"kind": "rate", "polarity": "higher", "target_rule": "above", "target": Decimal("0.5")}
    assert at(4, [(1, 2), (1, 2), (1, 2), (1, 2)], **rate).rag == "Amber"
    assert said(at(4, [(1, 2), (1, 2), (1, 2), (1, 2)], **rate)) == "Target not achieved (within tolerance)"
    assert said(at(4, [(1, 2), (1, 2), (1, 2), (2, 2)], **rate)) == "Target achieved"


def test_a_change_on_the_baseline_is_exact() -> None:
    change = {"target_rule": "% change on baseline", "baseline": Decimal(400), "target": Decimal("-0.05")}
    assert at(4, [95, 95, 95, 95], **change).rag == "Green"
    assert at(4, [95, 95, 95, 96], **change).rag == "Amber"


def test_between_has_two_edges() -> None:
    between = {"target_rule": "between", "target": Decimal(100), "target_upper": Decimal(200)}
    assert said(at(4, [40, 40, 40, 40], **between)) == "Target achieved"
    assert said(at(4, [10, 10, 10, 10], **between)) == "Target not achieved"
    assert said(at(4, [90, 90, 90, 90], **between)) == "Target not achieved"


def test_a_range_falls_to_the_quarters_as_any_target_does() -> None:
    between = {"target_rule": "between", "target": Decimal(360), "target_upper": Decimal(440)}
    assert at(1, [100], **between).rag == "Green"
    assert at(1, [120], **between).rag == "Red"


def test_below_a_profile_means_one_less_too() -> None:
    given = (Decimal(100), Decimal(200), Decimal(300), Decimal(400))
    assert at(1, [100], target_rule="below", target_profile=given).rag == "Amber"
    assert at(1, [99], target_rule="below", target_profile=given).rag == "Green"


def test_a_rates_profile_is_used() -> None:
    rate = {"kind": "rate", "polarity": "higher", "target_rule": "at least", "target": Decimal("0.5")}
    given = (Decimal("0.2"), Decimal("0.3"), Decimal("0.4"), Decimal("0.5"))
    assert at(1, [(3, 10)], target_profile=given, **rate).rag == "Green"


def test_an_older_year_is_not_taken_for_last_year() -> None:
    old = YearOfFigures(2010, (Decimal(1), Decimal(2), Decimal(3), Decimal(4)))
    assert at(1, [100], [old], projection="rolling").projection.value is None
    assert at(1, [100], [old], projection="prior year").projection.value is None


def test_judged_by_projection_until_the_year_is_over() -> None:
    found = at(2, [100, 110], judged="projection", projection="straight line")
    assert (found.judged, found.rag) == (420, "Amber")
    assert at(4, [100, 110, 80, 80], judged="projection").judged == 370


def test_rolling_figures_are_judged_by_the_current_one_never_an_older() -> None:
    rolling = {"kind": "rolling 12", "judged": "latest", "target": Decimal(28), "target_rule": "below"}
    assert at(4, [30, 30, 30, 25], **rolling).rag == "Green"
    assert at(4, [23, 22, 25, None], **rolling).rag == "No data"
    assert at(4, [23, 22, 25, None], **rolling).to_date_text == "No data"


def test_a_rate_per_population_is_judged_by_its_part_of_the_years_target() -> None:
    crime = {"kind": "per population", "target": Decimal(8)}
    assert at(1, [(100, 50_000)], **crime).rag == "Green"  # 2.0 of 2.0 per 1,000
    assert at(1, [(120, 50_000)], **crime).rag == "Red"
    assert at(2, [(100, 50_000), (100, 50_000)], **crime).to_date == 4


def test_monitored_series_are_not_rated_and_targets_to_be_set_cannot_be_judged() -> None:
    assert at(4, [1, 1, 1, 1], target_rule="monitor").rag == "Monitor"
    assert said(at(4, [1, 1, 1, 1], target_rule="monitor")) == "Not rated"
    assert at(4, [1, 1, 1, 1], target_rule="to be set").rag == "Monitor"
    assert said(at(4, [1, 1, 1, 1], target_rule="to be set")) == "Cannot be determined"


def test_a_closed_series_has_no_rag_after() -> None:
    assert at(3, [50, 60, 21], closed_from=Quarter(2014, 4)).rag == "Green"
    assert at(4, [50, 60, 21, None], closed_from=Quarter(2014, 4)).rag == "Closed"
    assert said(at(4, [50, 60, 21, None], closed_from=Quarter(2014, 4))) == "Not rated"


def test_a_closed_series_is_not_projected_nor_given_a_run_rate() -> None:
    found = at(3, [260, None, None], [LAST_YEAR], closed_from=Quarter(2014, 2))
    assert (found.projection.value, found.run_rate, found.significance) == (None, "n/a", None)


@pytest.mark.parametrize(
    ("rule", "rag"), [({}, "Green"), ({"judged": "projection"}, "No data"), ({"rag_rule": "chance"}, "No data")]
)
def test_a_series_that_closes_before_the_years_end_has_no_year_end_to_project(rule: dict[str, str], rag: str) -> None:
    """At Q3 it had a projection, a likely range, a chance and a run rate for a fourth quarter that never comes."""
    past = [replace(LAST_YEAR, start=start) for start in (2011, 2012, 2013)]
    found = at(3, [50, 60, 21], past, closed_from=Quarter(2014, 4), **rule)
    assert (found.projection.value, found.low, found.high, found.chance, found.run_rate) == (None,) * 4 + ("n/a",)
    assert found.rag == rag
    why = "closed from 2014/15 Q4, so that no year end is projected"
    assert (found.rag_reason == why) == (rag == "No data")
    assert at(3, [50, 60, 21], past, **rule).projection.value is not None


def test_a_figure_of_several_quarters_is_not_compared_with_one() -> None:
    found = at(2, [None, 563], [LAST_YEAR], to_date=[2])
    assert (found.significance, found.travel_last_year, found.to_date) == (None, "No data", 563)


def test_the_settings_tolerance_goes_with_the_settings_rule_only() -> None:
    settings = Settings("Test", Quarter(2014, 4), rag_rule="tolerance", tolerance=Decimal("0.05"))
    series = Series("s", "1", "T", "M", "", rag_rule="improving")
    assert settings.tolerance_of(series) is None
    assert settings.tolerance_of(Series("s", "1", "T", "M", "")) == Decimal("0.05")


def test_annual_figures_are_not_due_before_the_fourth_quarter() -> None:
    assert at(3, [None, None, None], frequency="annual").rag == "Not due"
    assert at(4, [None, None, None, 390], frequency="annual").rag == "Green"
    assert at(4, [None, None, None, None], frequency="annual").rag == "No data"


def test_a_publication_lag_is_neither_missing_nor_chased() -> None:
    assert at(1, [None], lag_quarters=1).rag == "Not due"
    assert at(2, [99, None], lag_quarters=1).rag == "Green"
    assert said(at(4, [99, 99, 99, None], lag_quarters=1)) == "Cannot be determined"


@pytest.mark.parametrize(
    ("status", "state"),
    [("On track", "Green"), ("At risk", "Amber"), ("Off track", "Red"), ("Achieved", "Green"), ("Not achieved", "Red")],
)
def test_a_milestone_is_as_its_lead_states(status: str, state: str) -> None:
    found = at(4, [None, None, None, status], kind="milestone", target=None, target_rule="at least", polarity="higher")
    assert found.rag == state


def test_across_a_break_in_recording_nothing_is_significant_or_projected() -> None:
    found = at(1, [500], [LAST_YEAR], comparable_from=Quarter(2014, 1), projection="seasonal")
    assert found.comparators.broken
    assert found.significance is None
    assert found.projection.value is None
    assert at(1, [500], [LAST_YEAR]).significance == "More than usual variation"


def test_a_years_total_serves_where_its_quarters_are_not_known() -> None:
    total_only = YearOfFigures(2013, (None, None, None, None), Decimal(500))
    assert at(3, [1, 1, 1], [total_only]).variance is None
    assert at(4, [100, 100, 100, 100], [total_only]).variance == -100


def test_improving_compares_like_with_like() -> None:
    rule = {"rag_rule": "improving", "target": Decimal(300)}
    assert at(2, [90, 100], [LAST_YEAR], **rule).rag == "Amber"  # worse than the profile of 150, better than 200
    assert at(2, [110, 100], [LAST_YEAR], **rule).rag == "Red"
    assert at(2, [80, 80], [LAST_YEAR], **rule).rag == "Green"


def test_a_latest_value_is_not_provisional_for_an_earlier_one() -> None:
    series = Series("s", "1", "T", "M", "", kind=kind_of("snapshot"), target_rule="at most", target=Decimal(9))
    source = Source("f", "Return", "D1")

    def told(*words: str) -> bool:
        figures = {
            Quarter(2014, n): Figure("s", Quarter(2014, n), source, Fraction(2), status=word)
            for n, word in enumerate(words, 1)
        }
        return observe(series, figures, frozenset(), Quarter(2014, len(words))).is_provisional

    assert not told("provisional", "final")
    assert told("final", "provisional")


def test_a_provisional_figure_is_said_in_the_verdict() -> None:
    series = Series("s", "1", "T", "M", "", polarity="lower", target_rule="at most", target=Decimal(9))
    source = Source("f", "Return", "D1")
    figures = {
        Quarter(2014, n): Figure("s", Quarter(2014, n), source, Fraction(2), status="provisional") for n in range(1, 5)
    }
    found = assess(observe(series, figures, frozenset(), Quarter(2014, 4)), (), SETTINGS, Quarter(2014, 4))
    told = verdict(found)
    assert (str(told), told.words) == ("Target achieved (provisional)", "Target achieved")
    missed = Verdict("Target not achieved (within tolerance)", is_provisional=True)
    assert missed.in_words == "Target not achieved (within tolerance, provisional)"
    both = [("a", told), ("b", replace(told, is_provisional=False))]
    assert measure_verdict(Measure("1", "M", "T", (series, series)), both).in_words == "Target achieved (provisional)"


YEARS = tuple(YearOfFigures(2011 + place, (Decimal(100),) * 4) for place in range(3))


def test_the_rule_chance_judges_the_chance_until_the_year_is_over() -> None:
    found = at(2, [100, 101], YEARS, rag_rule="chance", target=Decimal(460))
    assert found.chance is not None
    assert (found.rag, found.judged, found.against) == ("Green", Fraction(repr(found.chance)), Fraction(8, 10))
    assert found.rag_reason == f"{found.chance:.0%} chance of meeting the target"
    assert at(2, [100, 101], YEARS, rag_rule="chance", target=Decimal(400)).rag == "Amber"
    assert at(2, [100, 101], YEARS, rag_rule="chance", target=Decimal(340)).rag == "Red"
    assert at(2, [100, None], YEARS, rag_rule="chance").rag == "No data"
    assert "early indication" in at(1, [100], YEARS, rag_rule="chance").rag_reason
    over = at(4, [100, 101, 100, 100], YEARS, rag_rule="chance", target=Decimal(400))
    assert (over.rag, over.chance, said(over)) == ("Red", 0, "Target not achieved")
    met = at(4, [100, 100, 100, 100], YEARS, rag_rule="chance", target=Decimal(400))
    assert (met.rag, met.chance, said(met)) == ("Green", 1, "Target achieved")


def test_the_chance_is_that_of_the_targets_own_rule() -> None:
    at_most = at(2, [100, 101], YEARS, target=Decimal(400)).chance
    below = at(2, [100, 101], YEARS, target_rule="below", target=Decimal(401)).chance
    assert at_most == below
    least = at(2, [100, 101], YEARS, polarity="higher", target_rule="at least", target=Decimal(401)).chance
    assert least == pytest.approx(1 - (at_most or 0))
    between = at(2, [100, 101], YEARS, target_rule="between", target=Decimal(380), target_upper=Decimal(420)).chance
    lower, upper = (at(2, [100, 101], YEARS, target=Decimal(bound)).chance for bound in (379, 420))
    assert between == pytest.approx((upper or 0) - (lower or 0))
    assert at(2, [100, 101], YEARS, target_rule="monitor", target=None).chance is None


def test_low_and_high_are_those_of_auto_whatever_the_method() -> None:
    plain = at(2, [100, 101], YEARS)
    straight = at(2, [100, 101], YEARS, projection="straight line")
    assert (plain.low, plain.high) == (straight.low, straight.high)
    assert plain.low is not None
    assert plain.low < plain.projection.value < plain.high  # type: ignore[operator]
    assert at(2, [100, None], YEARS).low is None
    assert at(2, [100, 101], YEARS, projection="none").low is None
    assert at(4, [1, 2, 3, 4]).low == 10


@pytest.mark.parametrize(
    ("since", "number", "compared"),
    [
        (Quarter(2013, 1), 4, {"year to date", "last year", "quarter before"}),
        (Quarter(2013, 3), 2, {"quarter before"}),
        (Quarter(2013, 3), 3, {"last year", "quarter before"}),
        (Quarter(2014, 1), 1, set()),
        (Quarter(2014, 1), 2, {"quarter before"}),
        (Quarter(2014, 3), 2, {"year to date", "last year", "quarter before"}),
        (Quarter(2014, 3), 3, set()),
    ],
)
def test_two_quarters_on_one_side_of_a_break_are_compared_and_no_others(
    since: Quarter, number: int, compared: set[str]
) -> None:
    found = at(number, [100, 90, 80, 70], YEARS, comparable_from=since)
    is_known = {
        "year to date": found.variance is not None,
        "last year": found.travel_last_year != "n/a",
        "quarter before": found.travel_previous != "n/a",
    }
    assert {name for name, known in is_known.items() if known} == compared
    assert (found.variance_pct is not None) == ("year to date" in compared)
    assert (found.significance is not None) == ("last year" in compared)


def test_a_latest_value_is_compared_as_soon_as_its_own_quarter_of_last_year_is_after_the_break() -> None:
    past = YearOfFigures(2013, tuple(map(Decimal, (14, 13, 14, 15))))
    since = {"kind": "snapshot", "comparable_from": Quarter(2013, 3)}
    assert at(3, [12, 13, 14], [past], **since).variance == 0
    assert at(2, [12, 13], [past], **since).variance is None


def test_across_a_break_earlier_years_do_not_shape_interval_or_chance() -> None:
    doubled = tuple(YearOfFigures(2011 + place, (Decimal(300),) * 4) for place in range(3))
    broken = at(2, [100, 101], doubled, comparable_from=Quarter(2014, 1))
    assert (broken.low, broken.high, broken.chance) == (
        at(2, [100, 101]).low,
        at(2, [100, 101]).high,
        at(2, [100, 101]).chance,
    )


def test_a_setting_of_chance_leaves_kinds_without_one_to_the_tolerance() -> None:
    settings = Settings("Test", Quarter(2014, 4), rag_rule="chance")
    rolling = Series(
        "s", "1.1", "T", "M", "", kind="rolling 12", polarity="lower", target_rule="at most", target=Decimal(9)
    )
    assert rule_of(rolling, settings) == "tolerance"
    assert rule_of(Series("s", "1.1", "T", "M", ""), settings) == "chance"
