"""The scorecard: a line for every measure with the same state and figures as elsewhere; 25 of them fit on a page."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import Example
from tests.report.agree import contradictions
from tests.support import ANSWERS, Q1, Q2, Q3, Q4, SERIES, Cell, answers, partnership, send
from xlcsp import theme
from xlcsp.domain.kinds import COUNT
from xlcsp.domain.plan import Series
from xlcsp.domain.target import Target
from xlcsp.forms.layout import Answer, Revised
from xlcsp.measures.numbers import number
from xlcsp.pipeline import NOTHING_ELSE, make
from xlcsp.pipeline.release import release
from xlcsp.planbook import Master
from xlcsp.report.narrative import bound_words
from xlcsp.report.pages import pages
from xlcsp.report.publication.tables import publication
from xlcsp.report.publication.withhold import public_report
from xlcsp.report.scorecard import Line, scorecard
from xlcsp.report.sheets import write_report
from xlcsp.report.sheets.grid import LINE
from xlcsp.report.sheets.scorecard import rag_lines, rag_width
from xlcsp.returns.collect import collect

QUARTERS = (0, 1, 2, 3)


def lines(master: Master, quarter: object = Q1) -> dict[str, Line]:
    """The first line of each measure."""
    card = scorecard(make(master, quarter).report)  # type: ignore[arg-type]
    return {score.ref: score.lines[0] for _, scores in card.themes for score in scores}


@pytest.mark.parametrize("index", QUARTERS)
def test_each_measure_stands_there_once_with_its_own_state_in_words_and_colour(example: Example, index: int) -> None:
    report = example.reports[index]
    sheet = load_workbook(example.folder / "reports" / f"2014-15 Q{index + 1}.xlsx")["Scorecard"]
    head = [cell.value for cell in sheet[4]]
    column = head.index(f"RAG Q{index + 1}") + 1
    refs = {str(row[0].value): row[0].row for row in sheet.iter_rows(min_row=5) if row[column - 1].value}
    assert list(refs) == [one.measure.ref for one in report.measures]
    for one in report.measures:
        now, before = (sheet.cell(refs[one.measure.ref], place) for place in (column, column + 1))
        assert (now.value, before.value) == (one.rag, one.previous_rag or "–")
        assert now.fill.start_color.rgb[2:] == theme.RAG_COLOURS[one.rag][0]


def test_its_figures_are_those_of_the_results(example: Example) -> None:
    report = example.reports[3]
    scores = {score.ref: score for _, found in scorecard(report).themes for score in found}
    checked = 0
    for measure in report.measures:
        headline = [one for one in measure.series if one.series.role == "headline"]
        for one, line in zip(headline, scores[measure.measure.ref].lines, strict=True):
            assert line.to_date.value == one.assessment.to_date
            if one.assessment.to_date is None and not one.series.kind.has_status:
                assert line.to_date.text == one.assessment.to_date_text
            checked += line.to_date.value is not None
    assert checked > 10


def test_what_is_not_judged_by_the_year_to_date_is_said_with_the_number_that_decides(tmp_path: Path) -> None:
    """89.9% beside "at least 90.0%" and Green would be read as a slip."""
    plan = {"measure": "M", "polarity": "higher", "target_rule": "at least"}
    rate = {"kind": "rate", "target": 0.9, "judged": "quarter"}
    rolling = {"kind": "count", "target": 70, "judged": "rolling 12"}
    usual = {"kind": "count", "target": 70}
    rows = ({"id": "a", "ref": "1.1", **rate}, {"id": "b", "ref": "1.2", **rolling}, {"id": "c", "ref": "1.3", **usual})
    past = {"year": "2013/14", "Q1": 20, "Q2": 20, "Q3": 20, "Q4": 20}
    history = tuple({"id": one, **past} for one in "bc")
    master = partnership(tmp_path, tuple({**plan, **row} for row in rows), history=history)
    for quarter, held in ((Q1, 88), (Q2, 91)):
        given = {"a": Answer(figure=held, out_of=100), "b": Answer(figure=18), "c": Answer(figure=18)}
        send(master, quarter, answers=answers(**given))
    report = make(master, Q2).report
    card = scorecard(report)
    assert card.key.endswith(
        " RAG not judged on the year to date: 1.1: 91.0% in Q2, where the target is at least 90.0% "
        "(by this quarter alone). "
        "1.2: 76 over the four quarters to Q2, where the target is at least 70 (by the last four quarters together)."
    )
    reasons = {one.measure.ref: one.rag_reason for one in report.measures}
    assert reasons == {"1.1": "", "1.2": "76 over the four quarters to Q2", "1.3": ""}  # for the theme's page, in Word
    write_report(report, tmp_path / "report.xlsx")
    sheet = load_workbook(tmp_path / "report.xlsx")["Scorecard"]
    (note,) = [row[0] for row in sheet.iter_rows() if row[0].value == card.key]
    assert any(note.coordinate in one for one in sheet.merged_cells.ranges)  # a single cell is cut at the page's edge
    assert (sheet.row_dimensions[note.row].height or 0) >= 2 * LINE


@pytest.mark.parametrize("index", QUARTERS)
def test_it_prints_on_one_page_at_a_size_that_can_be_read(example: Example, index: int) -> None:
    sheet = load_workbook(example.folder / "reports" / f"2014-15 Q{index + 1}.xlsx")["Scorecard"]
    high = sum(sheet.row_dimensions[row].height or 15 for row in range(1, sheet.max_row + 1))
    wide = sum(sheet.column_dimensions[chr(65 + place)].width * 5.25 for place in range(12))
    assert not sheet.row_breaks.brk
    assert sheet.page_setup.scale >= 62
    assert high * sheet.page_setup.scale / 100 <= 595.3 - (0.7 + 0.65) * 72
    assert wide * sheet.page_setup.scale / 100 <= 841.9 - 0.9 * 72


@pytest.mark.parametrize(("count", "pages"), [(25, 1), (60, 2)])
def test_25_measures_take_one_page_and_more_repeat_the_header(tmp_path: Path, count: int, pages: int) -> None:
    series = tuple(
        {"id": str(index), "ref": f"{index // 5 + 1}.{index % 5 + 1}", "theme": f"Theme {index // 5}",
         "measure": f"Reduce offences of the kind {index}", "unit": "offences", "polarity": "lower",
         "target_rule": "at most", "target": 400}
        for index in range(count)
    )  # fmt: skip
    master = partnership(tmp_path, series)
    send(master, answers={str(index): Answer(figure=90 + index) for index in range(count)})
    write_report(make(master, Q1).report, tmp_path / "report.xlsx")
    sheet = load_workbook(tmp_path / "report.xlsx")["Scorecard"]
    assert len(sheet.row_breaks.brk) == pages - 1
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.page_setup.scale >= 62


def test_a_gap_is_x_and_a_figure_bears_its_mark(tmp_path: Path) -> None:
    master = partnership(tmp_path, settings={"quarter": "Q2"})
    gone = Answer(reason="Staff change", status="No figure")
    send(master, answers=answers(v=gone, r=Answer(figure=12, status="Provisional")))
    found = lines(master)
    assert (found["1.1"].quarter.text, found["1.1"].to_date.text) == ("[x]", "No data")
    assert found["1.2"].quarter.text == "12 [p]"
    assert found["1.5"].quarter.text == "On track"


def test_a_figure_with_its_quarter_or_a_mark_stands_right_as_the_numbers_do(tmp_path: Path) -> None:
    master = partnership(tmp_path, ({**SERIES[0], "lag_quarters": 1}, *SERIES[1:]), settings={"quarter": "Q2"})
    late = ANSWERS["v"]
    send(
        master,
        answers={name: one for name, one in answers(r=Answer(figure=12, status="Provisional")).items() if name != "v"},
    )
    send(master, Q2, answers(v=late, r=Answer(reason="Staff change")), as_at=date(2014, 10, 5))
    made = make(master, Q2)
    write_report(made.report, tmp_path / "report.xlsx")
    sheet = load_workbook(tmp_path / "report.xlsx")["Scorecard"]
    cells = {
        str(cell.value): cell.alignment.horizontal for row in sheet.iter_rows(min_col=4, max_col=5) for cell in row
    }
    assert {text: cells[text] for text in ("Q1: 100", "[x]", "On track")} == {
        "Q1: 100": "right",
        "[x]": "left",
        "On track": "left",
    }


def test_the_arrow_goes_as_the_figure_and_the_word_says_whether_that_is_better(tmp_path: Path) -> None:
    master = partnership(tmp_path, settings={"quarter": "Q2"})
    send(master)
    send(master, Q2, answers(v=Answer(figure=90), r=Answer(figure=20), s=Answer(figure=9, out_of=10)))
    found = lines(master, Q2)
    assert found["1.1"].before == "↓ Improving"
    assert found["1.2"].before == "↑ Worsening"
    assert found["1.3"].before == "↑ Improving"
    assert found["1.4"].before == "→ Steady"


def test_the_state_before_is_the_released_one_and_says_of_which_version(tmp_path: Path) -> None:
    master = partnership(tmp_path, settings={"quarter": "Q2"})
    send(master, answers=answers(v=Answer(figure=99)))
    release(make(master, Q1), "1.0", "Board", NOTHING_ELSE)
    later = {("v", Q1): Revised(figure=150, why="Reclassified")}
    send(master, Q2, answers(v=Answer(figure=99)), revised=later, as_at=date(2014, 10, 9))
    card = scorecard(make(master, Q2).report)
    assert card.head[card.rag_column : card.rag_column + 2] == ("RAG Q2", "RAG Q1, version 1.0")
    score = card.themes[0][1][0]
    assert (score.rag, score.previous_rag) == ("Red", "Green")


def test_at_year_end_the_verdict_stands_where_the_projection_stood(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    for number_of in range(1, 5):
        send(master, Q1.plus(number_of - 1), answers(v=Answer(figure=101)))
    card = scorecard(make(master, Q4).report)
    assert "Verdict" in card.head
    assert "Target for the year" in card.head
    assert lines(master, Q4)["1.1"].year_end == "Target not achieved (within tolerance)"


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (Target(COUNT, upper=Fraction(277, 3)), "at most 92"),
        (Target(COUNT, lower=Fraction(508, 3)), "at least 170"),  # 169.3: 169 would miss it
        (Target(COUNT, Fraction(508, 3), Fraction(571, 3)), "170 to 190"),
    ],
)
def test_a_part_of_a_target_is_the_last_whole_number_that_meets_it(target: Target, told: str) -> None:
    assert bound_words(target, Series("s", "1.1", "", "", "", kind=COUNT)) == told
    for text in told.replace("at most ", "").replace("at least ", "").split(" to "):
        assert target.is_met(Fraction(text))


def test_the_json_holds_the_lines_as_they_are_printed(example: Example) -> None:
    from xlcsp.report.as_json import report_json

    document = report_json(example.reports[2], [])
    by_ref = {one["No"]: one for one in document["scorecard"]}
    assert by_ref["2.2"]["RAG Q3"] == "Red"
    assert by_ref["2.2"]["Year to date"] == f"{number(Fraction(750)):,}"
    assert by_ref["2.2"]["Target to date"] == "at most 544"
    assert by_ref["2.2"]["Theme"] == "Violent crime and robbery"


def test_a_series_that_begins_in_july_has_no_target_before_and_counts_from_then(tmp_path: Path) -> None:
    plan = {**SERIES[0], "polarity": "higher", "target_rule": "at least", "target": 450, "first_year": "2014/15 Q2"}
    master = partnership(tmp_path, (plan,))
    for quarter in (Q1, Q2, Q3):
        send(master, quarter)
    assert lines(master, Q1)["1.1"].target == "–"
    assert make(master, Q1).report.series[0].assessment.run_rate == "n/a"  # not 113: there are three quarters to come
    assert lines(master, Q2)["1.1"].target == "at least 150"
    (page,) = pages(make(master, Q3).report)
    (row,) = [row for name, row in page.rows.items() if name.startswith("Target to date")]
    assert row == (None, 150, 300, 450)
    said = make(master, Q3).report.series[0].sentences
    assert "Year to date (July to December) 200" in said[2], said


def test_a_closed_series_is_beside_the_target_up_to_its_last_quarter(tmp_path: Path) -> None:
    """154 of two quarters stood beside "at least 219" and "at least 300" while *Results* said 142."""
    plan = {**SERIES[0], "polarity": "higher", "target_rule": "at least", "target": 400, "closed_from": "2014/15 Q3"}
    master = partnership(tmp_path, (plan, SERIES[1]))
    for quarter in (Q1, Q2, Q3, Q4):
        send(master, quarter, ANSWERS if quarter <= Q2 else {"r": ANSWERS["r"]})
    assert (lines(master, Q3)["1.1"].target, lines(master, Q4)["1.1"].target) == ("at least 200", "at least 200 to Q2")


@pytest.mark.parametrize(
    "told", ["Green", "Green\n(officer: Amber)\n(off target, but within 1 percentage point)", "Not due\n(Red at Q2)"]
)
def test_a_rag_with_much_to_say_takes_five_lines_and_others_no_more_width_than_they_need(told: str) -> None:
    """In the narrow column an officer's state and the distance from the target made a row of seven lines."""
    width = rag_width(["Amber", told])
    assert rag_lines(told, width) <= 5
    assert width == rag_width([]) or rag_lines(told, width - 2) > 5


def test_a_year_to_date_from_before_and_after_a_break_is_marked(tmp_path: Path) -> None:
    """Its comparison was marked, the sum of two ways of counting was not."""
    plan: dict[str, Cell] = {
        "id": "a", "ref": "1.1", "measure": "Calls", "unit": "calls", "polarity": "lower", "target": 100,
        "target_rule": "at most", "comparable_from": "2014/15 Q2", "break_reason": "New system",
    }  # fmt: skip
    past = ({"id": "a", "year": "2013/14", "Q1": 20, "Q2": 20, "Q3": 20, "Q4": 20},)
    master = partnership(tmp_path, (plan,), history=past)
    for at, quarter in enumerate((Q1, Q2, Q3)):
        send(master, quarter, {"a": Answer(figure=20 + at)}, as_at=quarter.last_day)
    said = {}
    for quarter in (Q1, Q3):
        report = make(master, quarter).report
        card = scorecard(report)
        (line,) = (line for _, scores in card.themes for score in scores for line in score.lines)
        facts = {name: text for page in pages(report) for name, text in page.facts}
        said[quarter] = (line.to_date.text, facts["Year to date"], "before and after" in card.key)
    assert said == {Q1: ("20", "20", False), Q3: ("63 [b]", "63 [b]", True)}
    assert "not comparable with last year: 1.1 (New system); figures from before and after it: 1.1." in card.key
    notes = dict(publication(public_report(master, collect(master, Q3))).notes)
    told = "Recorded differently from 2014/15 Q2 on. The year to date holds figures from before and after."
    assert notes["Break in recording of 1.1"] == told
    first, _, third, _ = report.series[0].sentences
    assert "recording changed" not in first
    assert third.endswith("The year to date holds figures from before and after recording changed in Q2 [b].")


def test_a_figure_that_is_the_year_to_date_reads_alike_on_its_line(tmp_path: Path) -> None:
    """99.0% and 98.95% stood for one value beside "at least 99%" in Amber."""
    plan: dict[str, Cell] = {
        "id": "a", "ref": "1.1", "measure": "Seen", "kind": "rate", "unit": "of people", "polarity": "higher",
        "target": 0.99, "target_rule": "at least",
    }  # fmt: skip
    master = partnership(tmp_path, (plan,))
    send(master, Q1, {"a": Answer(figure=189, out_of=191)}, as_at=Q1.last_day)
    send(master, Q2, {"a": Answer(figure=96, out_of=97)}, as_at=Q2.last_day)
    first, second = lines(master)["1.1"], lines(master, Q2)["1.1"]
    assert (first.quarter.text, first.to_date.text, first.target) == ("98.95%", "98.95%", "at least 99.00%")
    assert (second.quarter.text, second.to_date.text) == ("99.0%", "98.96%")  # another number: in its usual decimals
    write_report(make(master, Q1).report, tmp_path / "report.xlsx")
    assert contradictions(tmp_path / "report.xlsx") == []
    sheet = load_workbook(tmp_path / "report.xlsx")["Scorecard"]
    (row,) = (row for row in sheet.iter_rows() if row[0].value == "1.1")
    assert row[3].number_format == row[4].number_format == "0.00%"
