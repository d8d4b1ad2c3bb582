"""Charts as values: an axis that fits, the unit beside it, and words at the ends of lines instead of a legend."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.conftest import Example
from tests.report.test_charts import parts, workbook
from xlcsp.measures.numbers import number
from xlcsp.report.pages import Names, pages
from xlcsp.report.plots.ends import at_the_edge, ends, frame, unit_lines
from xlcsp.report.plots.of_page import control_plot, plots
from xlcsp.report.plots.plot import LOOKS, Axis, Line, Plot, axis


def share_axis(*values: float) -> Axis:
    return axis([Line("a", values, "this")], "% of people", is_share=True, is_whole=False, from_zero=False)


def count_axis(*values: float) -> Axis:
    return axis([Line("a", values, "this")], "offences", is_share=False, is_whole=True, from_zero=True)


def plot(*lines: Line, low: float = 0, high: float = 100, labels: int = 4) -> Plot:
    return Plot("T", "t", ("Q1", "Q2", "Q3", "Q4")[:labels], lines, Axis(low, high, 20, "#,##0", "offences"), "#,##0")


def test_percentages_far_from_zero_have_an_axis_that_fits_and_says_where_it_begins() -> None:
    found = share_axis(0.52, 0.61, 0.68)
    assert 0.4 <= found.low <= 0.52
    assert 0.68 <= found.high <= 0.8
    assert found.title == f"% of people (from {found.low:.0%})"


def test_percentages_near_zero_begin_at_zero_and_end_at_a_hundred_at_most() -> None:
    assert share_axis(0.02, 0.3).low == 0
    assert share_axis(0.02, 0.3).title == "% of people"
    assert share_axis(0.97, 1.0).high == 1


def test_a_small_change_of_a_percentage_is_not_blown_up() -> None:
    found = share_axis(0.68, 0.682)
    assert found.high - found.low >= 0.1 - 1e-9


@pytest.mark.parametrize("values", [(0,), (1,), (3, 4), (1_050, 1_100), (13_451, 9_907, 3_606), (0, 0, 2)])
def test_counts_begin_at_zero_with_whole_steps_and_room_above(values: tuple[int, ...]) -> None:
    found = count_axis(*values)
    assert found.low == 0
    assert found.step == int(found.step)
    assert found.high > max(values)
    assert 1 <= (found.high - found.low) / found.step <= 8


def test_words_at_the_edge_that_would_overlap_stand_in_one_block_the_highest_first() -> None:
    close = (Line("a", (1, 2, 3, 50), "target", "A"), Line("b", (1, 2, 3, 52), "baseline", "B"))
    (block,) = at_the_edge(plot(*close), 100)
    assert [words for words, _ in block.words] == ["B", "A"]
    apart = (Line("a", (1, 2, 3, 20), "target", "A"), Line("b", (1, 2, 3, 80), "baseline", "B"))
    assert [one.words[0][0] for one in at_the_edge(plot(*apart), 100)] == ["B", "A"]


def test_words_of_a_line_that_ends_early_stand_where_no_line_passes() -> None:
    falling = Line("a", (90, 50, None, None), "this", "2014/15 14.3%")
    (end,) = ends(plot(falling, labels=4), 300, 100)
    assert (end.point, end.where) != (1, "above"), "the line itself comes from above"


@pytest.mark.parametrize("index", [0, 2, 3])
def test_every_value_lies_within_its_axis_and_every_line_has_its_words(example: Example, index: int) -> None:
    checked = 0
    for page in pages(example.reports[index]):
        drawn = [*plots(page), *([control_plot(page, page.control)] if page.control else [])]
        for one in drawn:
            assert one.axis.unit
            for line in one.lines:
                for value in line.values:
                    assert value is None or one.axis.low <= value <= one.axis.high, (one.title, line.name)
                    checked += value is not None
            told = " ".join(line.end for line in one.lines)
            if not one.has_bars and "Control" not in one.title:
                assert ("Target" in told) == any(line.look == "target" for line in one.lines)
                assert ("aseline" in told) == any(line.look == "baseline" for line in one.lines)
    assert checked > 60


@pytest.mark.parametrize("index", [0, 2])
def test_the_likely_range_is_a_bar_from_its_upper_to_its_lower_end(example: Example, index: int) -> None:
    names, checked = Names(example.reports[index].quarter.start), 0
    for page in pages(example.reports[index]):
        low, high = (number(page.rows.get(name, (None,))[-1]) for name in (names.low, names.high))
        if low is None or high is None or low == high or not page.has_charts:
            continue
        last = plots(page)[-1]
        (bar,) = [line for line in last.lines if line.down]
        assert bar.values[-1] == high
        assert bar.down == pytest.approx(high - low)
        checked += 1
    assert checked > 3
    xml = "".join(parts(workbook(example, index), r"xl/charts/chart\d+\.xml"))
    assert xml.count('<c:errBarType val="minus"/>') == checked


def test_lines_have_words_at_their_ends_and_no_legend(example: Example) -> None:
    for xml in parts(workbook(example, 2), r"xl/charts/chart\d+\.xml"):
        assert ("<c:legend>" in xml) == ("<c:barChart>" in xml)
        if "<c:barChart>" not in xml:
            assert '<c:dLblPos val="r"/>' in xml


def test_the_control_chart_has_its_numbers_beside_its_limits_and_no_column_without_a_head(example: Example) -> None:
    (page,) = [page for page in pages(example.reports[2]) if page.control]
    assert page.control is not None
    told = [line.end for line in control_plot(page, page.control).lines if line.look != "this"]
    assert all(re.fullmatch(r"(Mean|Lower limit|Upper limit) [\d,.]+", words) for words in told)
    assert len(told) == 3
    assert all(LOOKS[line.look].has_line for line in control_plot(page, page.control).lines)


def test_a_unit_longer_than_the_chart_is_high_stands_in_two_lines_with_room_for_both() -> None:
    short = plot(Line("2014/15", (10, 20, 30, 40), "this"))
    long = replace(short, axis=replace(short.axis, unit="admissions to hospital per 100,000 residents"))
    assert unit_lines(short, 132) == ("offences",)
    assert unit_lines(long, 132) == ("admissions to hospital", "per 100,000 residents")
    assert unit_lines(long, 400) == ("admissions to hospital per 100,000 residents",)
    assert frame(long, 346, 132).left - frame(long, 346, 400).left == pytest.approx(11 / 346)
