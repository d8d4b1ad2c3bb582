"""Functions in cells, as an officer's sheet uses them. Missing is never zero, and nothing is raised."""

from __future__ import annotations

import datetime as dt
import inspect
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from xlcsp import __version__
from xlcsp import measures as of
from xlcsp.answers.functions import HELP
from xlcsp.excel import udfs

CONTRACT = {  # names and order of the arguments; [optional]
    "csp_ytd": "quarters, [kind], [denominators]",
    "csp_rate": "numerators, denominators",
    "csp_variance": "actual, comparator",
    "csp_variance_pct": "actual, comparator, [kind]",
    "csp_baseline": "history, [denominators]",
    "csp_profile": "target, quarter, [history]",
    "csp_projection": "quarters, [history], [method], [kind], [denominators], [history_denominators]",
    "csp_projection_low": "quarters, [history], [level], [kind], [denominators], [history_denominators]",
    "csp_projection_high": "quarters, [history], [level], [kind], [denominators], [history_denominators]",
    "csp_chance": "quarters, target, polarity, [history], [kind], [denominators], [history_denominators]",
    "csp_rag": "judged, target, polarity, [tolerance], [rule], [same_period_last_year], [kind], [green], [amber], "
    "[green_within]",
    "csp_rollup": "states",
    "csp_travel": "current, previous, polarity, [decimals]",
    "csp_significant": "count, comparator, [past]",
    "csp_run_rate": "quarters, target, polarity, [kind]",
    "csp_narrative": "quarters, last_year, unit, polarity, [baseline], [target], [projection], [kind], [denominators], "
    "[reason], [low], [high], [method]",
    "csp_target": "target, rule, [baseline], [kind], [polarity]",
    "csp_version": "",
}
THREE = [[260, 303, 303, None]]


def test_names_and_arguments_are_those_of_the_design() -> None:
    assert set(udfs.UDFS) == set(CONTRACT)
    for name, written in CONTRACT.items():
        parameters = inspect.signature(getattr(udfs, name)).parameters.values()
        said = ", ".join(f"[{one.name}]" if one.default is None else one.name for one in parameters)
        assert said == written, name


def test_the_wizards_help_fits_and_says_something_of_each_function() -> None:
    for name in udfs.UDFS:
        first = (getattr(udfs, name).__doc__ or "").split("\n")[0]
        assert first.endswith(".")
        assert 30 < len(first) <= 255
    assert all(len(text) <= 255 for text in HELP.values())


def test_a_missing_quarter_is_said_and_never_counted_as_zero() -> None:
    assert udfs.csp_ytd(THREE) == 866
    assert udfs.csp_ytd([[260, None, 303, None]]) == "Q1 and Q3 only"
    assert udfs.csp_ytd([[260, "[x]", 303, None]]) == "Q1 and Q3 only"
    assert udfs.csp_ytd([[260, "approx 300", 303, None]]) == "Q1 and Q3 only"
    assert udfs.csp_ytd([[260, "#N/A", None, None]]) == "Q1 only"
    assert udfs.csp_ytd([[None, None, None, None]]) == "No data"
    assert udfs.csp_ytd([[0, 0, None, None]]) == 0
    for function in (udfs.csp_projection, udfs.csp_projection_low, udfs.csp_projection_high):
        assert function([[260, "[x]", 303, None]]) == "Q1 and Q3 only"
        assert function([[None] * 4]) == "No data"
    assert udfs.csp_chance([[260, "[x]", 303, None]], 1000, "lower") == "No data"
    assert udfs.csp_rag("Q1 and Q3 only", 1000, "lower") == "No data"
    assert udfs.csp_rag(None, 1000, "lower") == "No data"


def test_a_figure_that_spans_quarters_counts_once_and_lacks_nothing() -> None:
    assert udfs.csp_ytd([["[s]", 27, None, None]], "cohort") == 27
    assert udfs.csp_projection([["[s]", 27, None, None]], None, "straight line", "cohort") == 54


def test_kinds_follow_their_own_year_to_date() -> None:
    assert udfs.csp_ytd([[23, 25, None, None]], "rolling 12") == 25
    assert udfs.csp_ytd([[0.6, "[x]", None, None]], "percentage") == "No data"
    assert udfs.csp_ytd([[25, 30, None, None]], "rate", [[40, 50, None, None]]) == pytest.approx(55 / 90)
    assert udfs.csp_ytd([["On track", "At risk", None, None]], "milestone") == "At risk"
    assert udfs.csp_ytd([["On track", "[x]", None, None]], "milestone") == "No data"
    assert udfs.csp_rate([[25, "x", 30]], [[40, 20, 50]]) == pytest.approx(55 / 90)


def test_a_comparator_of_zero_gives_no_percentage() -> None:
    assert udfs.csp_variance(5, 0) == 5
    assert udfs.csp_variance_pct(5, 0) == udfs.csp_variance_pct(5, -10) == "n/a"
    assert udfs.csp_variance_pct(0.6, 0.5, "rate") == "n/a"
    assert udfs.csp_variance(5, None) == "n/a"
    assert udfs.csp_variance(None, 5) == "No data"


@pytest.mark.parametrize(
    ("judged", "state"), [(1108, "Green"), (1109, "Amber"), (1163, "Amber"), (1164, "Red"), ("No data", "No data")]
)
def test_rag_is_decided_exactly_at_the_edge_of_its_band(judged: object, state: str) -> None:
    assert udfs.csp_rag(judged, 1108, "lower") == state


def test_rag_of_a_rate_is_exact_in_percentage_points() -> None:
    assert udfs.csp_rag(0.57, 0.62, "higher", None, None, None, "rate") == "Amber"
    assert udfs.csp_rag(0.5699, 0.62, "higher", None, None, None, "rate") == "Red"


@pytest.mark.parametrize(
    ("formula", "state"),
    [  # as masters of version b69be13 hold them: seven arguments, blank ones empty cells
        ((103, 100, "lower", None, None, None, None), "Amber"),
        ((106, 100, "lower", 0.1, "tolerance", None, "count"), "Amber"),
        ((0.57, 0.62, "higher", "", "", "", "rate"), "Amber"),
        ((111, 100, "lower", "", "improving", 120, "count"), "Amber"),
        ((0.8, 100, "lower", "", "chance", "", "count"), "Green"),
        (("At risk", "at least", "higher", "", "", "", "milestone"), "Amber"),
    ],
)
def test_a_formula_of_seven_arguments_answers_as_it_did(formula: tuple[object, ...], state: str) -> None:
    assert udfs.csp_rag(*formula) == udfs.csp_rag(*formula, None, None, None) == udfs.csp_rag(*formula, "", "", "")
    assert udfs.csp_rag(*formula) == state


@pytest.mark.parametrize(
    ("judged", "target", "polarity", "kind", "state"),
    [
        (110, 100, "lower", "count", "Green"),
        (111, 100, "lower", "count", "Amber"),
        (121, None, "lower", "count", "Red"),  # thresholds are a target by themselves
        (0.6, 0.9, "higher", "rate", "Red"),
        ("No data", 100, "lower", "count", "No data"),
        (5, 100, "none", "count", "Monitor"),
    ],
)
def test_rag_by_thresholds(judged: object, target: object, polarity: str, kind: str, state: str) -> None:
    green, amber = (110, 120) if kind == "count" else (0.8, 0.7)
    assert udfs.csp_rag(judged, target, polarity, None, "thresholds", None, kind, green, amber) == state


@pytest.mark.parametrize(
    ("judged", "target", "tolerance", "kind", "state"),
    [
        (101, 100, None, "count", "Green"),
        (102, 100, None, "count", "Amber"),
        (106, 100, None, "count", "Red"),
        (0.61, 0.6, None, "rate", "Green"),  # one point, exactly
        (0.606, 0.6, "0.05 of target", "rate", "Green"),  # one hundredth of the target
        (0.607, 0.6, "0.05 of target", "rate", "Amber"),
    ],
)
def test_green_reaches_beyond_the_target_as_far_as_it_is_told(
    judged: float, target: float, tolerance: object, kind: str, state: str
) -> None:
    assert udfs.csp_rag(judged, target, "lower", tolerance, None, None, kind, None, None, 0.01) == state


@pytest.mark.parametrize(
    ("green", "amber", "said"),
    [
        (110, None, "The rule thresholds needs green and amber. Enter amber."),
        (120, 110, "amber 110 lies on the wrong side of green 120."),
        ("lots", 110, 'green "lots"'),
    ],
)
def test_thresholds_that_are_none_are_a_sentence_and_no_colour(green: object, amber: object, said: str) -> None:
    assert said in udfs.csp_rag(105, 100, "lower", None, "thresholds", None, None, green, amber)


@pytest.mark.parametrize(
    ("target", "rule", "kind", "asked"),
    [
        (60, "below", "count", 59),
        (60, "above", "count", 61),
        (60, "at most", "count", 60),
        (0.62, "above", "rate", "above 62%"),
        ("10 to 20", "between", "count", "10 to 20"),
        (None, "monitor", "count", "Monitor"),
        (None, "to be set", "count", "To be set"),
    ],
)
def test_a_target_is_what_its_rule_asks_for(target: object, rule: str, kind: str, asked: object) -> None:
    assert udfs.csp_target(target, rule, None, kind) == asked


def test_a_change_on_the_baseline_is_a_number() -> None:
    assert udfs.csp_target(-0.05, "% change on baseline", 100) == 95


def test_a_target_cell_is_understood_by_the_functions_that_take_one() -> None:
    assert udfs.csp_rag(15, "10 to 20", "lower") == "Green"
    assert udfs.csp_rag(21, "10 to 20", "lower") == "Amber"
    assert udfs.csp_rag(0.62, "above 62%", "higher", None, None, None, "rate") == "Amber"
    assert udfs.csp_profile("10 to 20", 2) == "5 to 10"
    assert udfs.csp_profile("10 to 20", 1, [[3, 3, 1, 2]]) == "3.334 to 6.666"  # inwards, with no 14 decimals
    assert udfs.csp_rag(5, "Monitor", "lower") == "Monitor"
    assert udfs.csp_rag(5, None, "lower") == "Monitor"
    assert udfs.csp_run_rate(THREE, "10 to 20", "lower") == "n/a"


def test_other_words_for_a_target_are_told_not_guessed() -> None:
    assert udfs.csp_rag(5, "about ten", "lower") == (
        'target "about ten" is not a number. Enter one, or a range such as 10 to 20.'
    )


def test_a_measure_is_red_before_it_lacks_data_before_it_is_amber() -> None:
    assert udfs.csp_rollup([["Green"], ["No data"], ["red"], [None]]) == "Red"
    assert udfs.csp_rollup([["Green", "No data", "Amber"]]) == "No data"
    assert udfs.csp_rollup([["Monitor", "Green"]]) == "Green"
    assert udfs.csp_rollup([[None]]) == "No data"


def test_directions_are_equal_as_they_are_shown() -> None:
    assert udfs.csp_travel(0.62, 0.6204, "higher") == "Steady"
    assert udfs.csp_travel(0.62, 0.61, "higher") == "Improving"
    assert udfs.csp_travel(12, 11, "lower") == "Worsening"
    assert udfs.csp_travel(1, 0.5, "higher") == "Improving"
    assert udfs.csp_travel(None, 11, "lower") == "No data"
    assert udfs.csp_travel(0.62, 0.6204, "higher", 4) == "Worsening"
    assert udfs.csp_travel(12.34, 12.31, "higher", 1) == "Steady"


def test_the_sentence_is_the_reports() -> None:
    assert udfs.csp_narrative(THREE, [[300, 290, 288, 200]], "offences", "lower", 1108, None, 1154.67) == (
        "303 offences in Q3. Year to date (April to December) 866, a reduction of 12 (−1.4%) on the same period last "
        "year. Projected year end 1,155, 4.2% above the baseline."
    )
    assert udfs.csp_narrative([[25, "[x]", None, None]], None, "people", "higher", reason="Staff change") == (
        "No figure for Q2 [x]: staff change."
    )
    assert udfs.csp_narrative(THREE, 878, "offences", "lower", target=1108).endswith(
        "Target for the year: at most 1,108 offences."
    )


def test_a_complete_year_is_its_own_projection() -> None:
    year = [[260, 303, 303, 280]]
    assert udfs.csp_projection(year) == udfs.csp_projection_low(year) == udfs.csp_projection_high(year) == 1146
    assert udfs.csp_chance(year, 1146, "lower") == 1
    assert udfs.csp_chance(year, 1145, "lower") == 0


def test_the_functions_are_the_measures() -> None:
    history = [[300, 290, 288, 200], [310, 280, 290, 210], [305, 285, 291, 205]]
    found = of.project([260, 303, 303], history)
    assert udfs.csp_projection(THREE, history) == found.value
    assert udfs.csp_projection_low(THREE, history) == found.low
    assert udfs.csp_projection_high(THREE, history) == found.high
    assert udfs.csp_chance(THREE, 1100, "lower", history) == of.chance([260, 303, 303], 1100, "lower", history)
    assert udfs.csp_profile(1108, 3, history) == of.profile(1108, 3, history)
    assert udfs.csp_baseline(history) == of.baseline(history)


def test_years_may_stand_below_each_other_or_side_by_side() -> None:
    below = [[300, 290, 288, 200], [310, 280, 290, 210]]
    beside = [[300, 290, 288, 200, 310, 280, 290, 210]]
    assert udfs.csp_projection(THREE, below) == udfs.csp_projection(THREE, beside)
    assert udfs.csp_baseline(below) == udfs.csp_baseline(beside) == (1078 + 1090) / 2


def test_a_baseline_takes_totals_in_a_column_or_in_a_row_that_is_no_years_quarters() -> None:
    assert udfs.csp_baseline([[1078], [1090], [1085]]) == udfs.csp_baseline([[1078, 1090, 1085]]) == 3253 / 3
    assert udfs.csp_baseline([[1078], ["[x]"], [None], [1090]]) == 1084
    assert udfs.csp_baseline(1078) == 1078
    assert udfs.csp_baseline([[250, 280, 270, 278]]) == 1078  # four in a row are the quarters of a year
    assert udfs.csp_baseline([[30], [40]], [[60], [80]]) == 0.5
    assert udfs.csp_baseline([[None], [None]]) == udfs.csp_baseline(None) == "No data"
    assert udfs.csp_baseline([[1, 2, 3], [4, 5, 6]]) == "history: 3 cells in a row. Give years of four quarters each."


def test_a_column_answers_as_its_rows_do() -> None:
    rows = [[260, 303, 303, None], [1, "[x]", 3, None], [1, -2, 3, 4]]
    history = [[300, 290, 288, 200], [None] * 4, [1, 2, 3, 4]]
    for function in (udfs.csp_ytd, udfs.csp_projection, udfs.csp_projection_low):
        options = () if function is udfs.csp_ytd else (history,)
        alone = [[function([row], *(option[at : at + 1] for option in options))] for at, row in enumerate(rows)]
        assert function(rows, *options) == alone
    assert udfs.csp_rag([[90], [103], [120]], 100, "lower") == [["Green"], ["Amber"], ["Red"]]
    assert udfs.csp_rag([[90], [103]], [[100], [100]], [["lower"], ["higher"]]) == [["Green"], ["Green"]]


def test_a_fault_in_a_row_stays_in_it() -> None:
    answers = udfs.csp_ytd([[1, -2, None, None], [1, 2, None, None]])
    assert answers == [["quarters Q2 -2 is negative. A recorded figure is 0 or more."], [3]]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: udfs.csp_ytd([[1, 2, 3, 4, 5]]),
        lambda: udfs.csp_ytd([[1], [2], [3], [4]]),
        lambda: udfs.csp_ytd([[1.5, 2, None, None]]),
        lambda: udfs.csp_ytd(THREE, "colour"),
        lambda: udfs.csp_rag(1, 2, "sideways"),
        lambda: udfs.csp_rag([[1], [2]], [[1], [2], [3]], "lower"),
        lambda: udfs.csp_projection(THREE, [[1, 2, 3]]),
        lambda: udfs.csp_projection(THREE, None, "guess"),
        lambda: udfs.csp_projection_low(THREE, None, 1.5),
        lambda: udfs.csp_profile(100, 5),
        lambda: udfs.csp_profile(100, None),
        lambda: udfs.csp_rate([[1, 2]], [[1]]),
        lambda: udfs.csp_rate([[2]], [[1]]),
        lambda: udfs.csp_rollup("Purple"),
        lambda: udfs.csp_target(1, "at random"),
        lambda: udfs.csp_variance(float("inf"), 1),
        lambda: udfs.csp_ytd(object()),
    ],
)
def test_what_cannot_be_worked_out_is_said_in_a_sentence(wrong: object) -> None:
    said = wrong()  # type: ignore[operator]
    assert isinstance(said, str)
    assert said.endswith(".") or said == "No data"
    assert "Traceback" not in said


def test_cells_come_as_numpy_and_pandas_too() -> None:
    assert udfs.csp_ytd(np.array([[260.0, 303.0, 303.0, np.nan]])) == 866
    assert udfs.csp_ytd(pd.DataFrame([[260, 303, 303, np.nan]])) == 866
    answer = udfs.csp_rag(np.float64(90), np.int64(100), "lower")
    assert answer == "Green"
    assert type(udfs.csp_variance(np.float64(3), np.int64(1))) is int


def test_a_date_is_its_serial_number_as_on_both_routes() -> None:
    assert udfs.csp_variance(dt.datetime(1900, 1, 31), 1) == udfs.csp_variance(31 + 1, 1)  # noqa: DTZ001


def test_blank_options_are_options_left_out() -> None:
    assert udfs.csp_rag(103, 100, "lower", "", "", "", "") == udfs.csp_rag(103, 100, "lower")
    assert udfs.csp_projection(THREE, [[None] * 4], "", "", [[""] * 4], "") == udfs.csp_projection(THREE)


def test_the_version_is_the_packages() -> None:
    assert udfs.csp_version() == __version__


def test_the_functions_are_plain_python_where_excel_is_not(tmp_path: Path) -> None:
    import subprocess
    import sys

    program = (
        "import sys\nsys.modules['xlwings'] = None\n"
        "from xlcsp.excel import udfs\nassert udfs.csp_ytd([[1, 2, None, None]]) == 3\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path)


def test_rows_of_several_kinds_answer_each_by_its_own() -> None:
    rows, years = [[10, 12, None, None]] * 2, [[10] * 12] * 2
    kinds = [["snapshot"], ["count"]]
    alone = [[udfs.csp_projection([rows[0]], [years[0]], None, kind[0])] for kind in kinds]
    assert udfs.csp_projection(rows, years, None, kinds) == alone
    levels = [[0.5], [0.99]]
    alone = [[udfs.csp_projection_low([rows[0]], [years[0]], level[0])] for level in levels]
    assert udfs.csp_projection_low(rows, years, levels) == alone
    assert alone[0] != alone[1]


def test_a_baseline_of_a_rate_pairs_each_year_with_its_own() -> None:
    years = [[None] * 4, [1, 2, 3, 4], [2] * 4]
    assert udfs.csp_baseline(years, [[10] * 4, [20] * 4, [None] * 4]) == 10 / 80
    assert udfs.csp_baseline([[None] * 4, [5] * 4], [[10] * 4, [None] * 4]) == "No data"


def test_a_chance_is_held_against_no_target() -> None:
    assert udfs.csp_rag(0.9, "below 90%", "lower", None, "chance", None, "rate") == "Green"
    assert udfs.csp_rag(0.1, "above 10%", "higher", None, "chance", None, "rate") == "Red"


@pytest.mark.parametrize(
    "said",
    [
        lambda: udfs.csp_rag(108, 100, "lower", "10%"),
        lambda: udfs.csp_rag(500, 100, "lower", 5),
        lambda: udfs.csp_rag(0.57, 62, "higher", None, None, None, "rate"),
        lambda: udfs.csp_target(62, "at least", None, "rate"),
        lambda: udfs.csp_projection_low(THREE, None, "95%"),
    ],
)
def test_a_setting_that_cannot_be_is_told_and_no_default_taken(said: object) -> None:
    assert str(said()).endswith(".")  # type: ignore[operator]


def test_columns_of_counts_and_targets_are_answered_too() -> None:
    assert udfs.csp_profile([[100], [200]], [[1], [2]]) == [[25], [100]]
    assert udfs.csp_significant([[100], [200]], [[101], [100]]) == [
        ["Within usual variation"],
        ["More than usual variation"],
    ]


def test_a_rate_without_its_number_is_no_percentage() -> None:
    said = udfs.csp_narrative(
        [[5, 6, None, None]], 0.5, "x", "higher", kind="rate", denominators=[[10, "[x]", None, None]]
    )
    assert "600" not in said


def test_known_denominators_of_a_year_without_numerators_say_how_many_are_to_come() -> None:
    quarters, below = [[0, None, None, None]], [[1, None, None, None]]
    known = of.project(quarters[0], [[None] * 4], kind="rate", denominators=below[0], history_denominators=[[400] * 4])
    assert known.high != of.project(quarters[0], kind="rate", denominators=below[0]).high
    for history in (None, [[None] * 4]):
        found = udfs.csp_projection_high(quarters, history, None, "rate", below, [[400] * 4])
        assert found == known.high


def test_a_row_without_figures_in_a_column_says_so_as_it_does_alone() -> None:
    quarters: list[list[object]] = [[26, 30, 30, None], [None] * 4, [None, 20, None, None], [26, 30, 30, 31]]
    history = [[25, 27, 26, 24] * 3] * 4
    asked = (
        (udfs.csp_projection, (history,)),
        (udfs.csp_projection_low, (history,)),
        (udfs.csp_chance, (110, "lower", history)),
    )
    for function, options in asked:
        together = function(quarters, *options)
        alone = [function([row], *(one[:1] if isinstance(one, list) else one for one in options)) for row in quarters]
        assert [one for (one,) in together] == alone
        assert [isinstance(one, str) for one in alone] == [False, True, True, False]


@pytest.mark.parametrize("kind", [Decimal, Fraction, np.float64, np.float32, np.int64, np.int16, np.uint32])
def test_a_number_of_any_type_is_a_number(kind: type) -> None:
    """Excel gives the cells of currency and accounting formats as Decimals."""
    cells = [[kind(260), kind(303), kind(303), None]]
    assert udfs.csp_ytd(cells) == 866
    assert udfs.csp_baseline([[kind(1), kind(2), kind(3), kind(4)]]) == 10
    assert udfs.csp_projection(cells) == udfs.csp_projection(THREE)
    assert udfs.csp_variance([[kind(3)], [kind(5)]], kind(1)) == [[2], [4]]
    assert udfs.csp_rag(kind(90), kind(100), "lower") == "Green"
    assert udfs.csp_profile(kind(400), kind(2)) == 200


def test_a_decimal_is_taken_as_it_reads_in_the_cell() -> None:
    assert udfs.csp_variance(Decimal("12.5000"), Decimal("0.1")) == udfs.csp_variance(12.5, 0.1)
    assert udfs.csp_variance(Decimal("NaN"), 1) == "No data"


@pytest.mark.parametrize("truth", [True, False, np.True_, np.False_])
def test_a_truth_value_is_no_number(truth: object) -> None:
    assert udfs.csp_ytd([[truth, 2, 3, None]]) == "Q2 and Q3 only"
    assert udfs.csp_variance(truth, 1) == "No data"
