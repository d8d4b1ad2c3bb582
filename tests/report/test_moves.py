"""What got better or worse, and what was revised, is compared with what the board has on paper."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support import ANSWERS, Q1, Q2, Q3, Q4, SERIES, Cell, answers, partnership, send, write_plan
from xlcsp.domain.periods import Quarter, year_label
from xlcsp.errors import WorkbookError
from xlcsp.forms.layout import Answer, Revised
from xlcsp.pipeline import NOTHING_ELSE, make
from xlcsp.pipeline.release import release
from xlcsp.planbook import Master, read_master
from xlcsp.report.pages import pages
from xlcsp.report.publication import write_publication
from xlcsp.report.publication.tables import publication
from xlcsp.report.publication.withhold import public_report
from xlcsp.report.released import DRAFT
from xlcsp.report.revised import revised, why
from xlcsp.report.scorecard import scorecard
from xlcsp.report.sheets import write_report
from xlcsp.report.summary import COMPARED, summary_lists
from xlcsp.report.words import moves, no_move

LATER = date(2014, 10, 9)
SAME = answers(v=Answer(figure=99))


@pytest.fixture
def master(tmp_path: Path) -> Master:
    """Violence was Green in the released report of the first quarter."""
    made = partnership(tmp_path, settings={"quarter": "Q2"})
    send(made, answers=SAME)
    release(make(made, Q1), "1.0", "Board", NOTHING_ELSE)
    return made


def told(master: Master) -> list[str]:
    return [text for ref, text, _ in moves(make(master, Q2).report) if ref == "1.1"]


def test_a_past_that_was_revised_is_no_move_but_is_told(master: Master) -> None:
    send(
        master,
        Q2,
        answers(v=Answer(figure=99)),
        revised={("v", Q1): Revised(figure=150, why="Reclassified")},
        as_at=LATER,
    )
    assert told(master) == ["Violence: Green to Red. By the figures as revised since, the last quarter was Red."]
    assert list(revised(make(master, Q2).report)) == [("1.1", "Violence: 2014/15 Q1 revised from 99 to 150 offences.")]


def test_a_target_changed_since_the_release_is_told_and_no_figure_is_called_revised(
    master: Master, tmp_path: Path
) -> None:
    """The report said "by the figures as revised since", where the target had been changed."""
    send(master, Q2, SAME, as_at=LATER)
    plan = ({**SERIES[0], "target": 300}, *SERIES[1:])
    report = make(read_master(write_plan(tmp_path, plan, settings={"quarter": "Q2"})), Q2).report
    steps = "from at most 400 offences to at most 300 offences"
    last = "By the plan and figures as they are now, the last quarter was Red."
    assert [text for ref, text, _ in moves(report) if ref == "1.1"] == [
        f"Violence: Green to Red. The target has changed since, {steps}. {last}"
    ]
    assert list(revised(report)) == [("1.1", f"Target changed {steps}.")]
    assert "The target of 1.1 has changed since the last report" in scorecard(report).key


@pytest.mark.parametrize(
    ("row", "rules", "told_so"),
    [
        ({"tolerance": 0.5}, {}, "RAG rule changed from tolerance 5% to tolerance 50%"),
        ({}, {"tolerance": 0.5}, "RAG rule of 1.1 and 1.2 changed from tolerance 5% to tolerance 50%"),
        ({"green": 90, "amber": 110}, {}, "RAG rule changed from tolerance 5% to Green at most 90, Amber at most 110"),
        ({"green_within": 0.01}, {}, "RAG rule changed from tolerance 5% to Green within 1%, Amber within 5%"),
        ({"judged": "projection"}, {}, "Figure that is judged changed from year to date to projected year end"),
        ({"target_rule": "to be set", "target": None}, {}, 'Target changed from at most 400 offences to "to be set"'),
        ({"baseline": 480}, {}, "Baseline changed from 420 offences to 480 offences"),
        (
            {"target_q1": 90, "target_q2": 190, "target_q3": 290, "target_q4": 400}, {},
            "Target of the quarters changed from none of their own to 90, 190, 290 and 400",
        ),
        ({}, {}, ""),
    ],
)  # fmt: skip
def test_whatever_of_the_plan_moves_a_colour_is_told(
    master: Master, tmp_path: Path, row: dict[str, Cell], rules: dict[str, Cell], told_so: str
) -> None:
    """Only a changed target was: a tolerance of 50% turned Red to Green, and the board was told that it got better."""
    send(master, Q2, SAME, as_at=LATER)
    plan = ({**SERIES[0], **row}, *SERIES[1:])
    report = make(read_master(write_plan(tmp_path, plan, settings={"quarter": "Q2", **rules})), Q2).report
    assert [words for _, words in revised(report)][:1] == [f"{told_so}."] * bool(told_so)
    assert ("changed since the last report" in scorecard(report).key) == bool(told_so)


@pytest.mark.parametrize("is_told", [True, False])
def test_the_publication_tells_what_of_the_plan_has_changed_where_the_target_may_be_told(
    master: Master, tmp_path: Path, *, is_told: bool
) -> None:
    """A colour there is judged by thresholds that the last publication did not have."""
    send(master, Q2, SAME, as_at=LATER)
    row: dict[str, Cell] = {**SERIES[0], "target": 300, "baseline": 480, "publishable": "yes" if is_told else "no"}
    plan = (row, {**SERIES[1], "tolerance": 0.5, "measure": "Burglary of homes"}, *SERIES[2:])
    made = make(read_master(write_plan(tmp_path, plan, settings={"quarter": "Q2"})), Q2)
    released = made.report.released
    notes = dict(publication(public_report(made.master, made.collection, DRAFT, released)).notes)
    since = "Changed since the last report: {}"
    assert (since.format("1.1") in notes) is is_told
    if is_told:
        assert notes[since.format("1.1")] == (
            "Target changed from at most 400 offences to at most 300 offences. "
            "Baseline changed from 420 offences to 480 offences."
        )
    named, rule = notes[since.format(SERIES[1]["ref"])].split(". ")
    assert named == f'Burglary of homes was "{SERIES[1]["measure"]}" in the report of Q1'
    assert rule == "RAG rule changed from tolerance 5% to tolerance 50%."
    path, _ = write_publication(made.master, made.collection, DRAFT, tmp_path / "copy", released)
    assert any("tolerance 50%" in str(cell.value) for row in load_workbook(path)["Notes"] for cell in row)


def test_a_move_by_another_tolerance_is_not_told_as_an_improvement_alone(master: Master, tmp_path: Path) -> None:
    send(master, Q2, answers(v=Answer(figure=111)), as_at=LATER)
    plan = ({**SERIES[0], "tolerance": 0.5, "target": 400}, *SERIES[1:])
    report = make(read_master(write_plan(tmp_path, plan, settings={"quarter": "Q2"})), Q2).report
    assert [text for ref, text, _ in moves(report) if ref == "1.1"] == [
        "Violence: Green to Amber. The RAG rule has changed since, from tolerance 5% to tolerance 50%."
    ]
    assert scorecard(report).key.endswith("The RAG rule of 1.1 has changed since the last report (see the summary).")


TOWNS: tuple[Mapping[str, Cell], ...] = (
    {**SERIES[0], "series": "Easton"},
    {**SERIES[0], "id": "w", "series": "Weston"},
    *SERIES[1:],
)
BOTH = answers(v=Answer(figure=99), w=Answer(figure=99))


def test_a_changed_target_names_its_series_and_keeps_what_the_board_saw(tmp_path: Path) -> None:
    """Each quarter's page had the new target to date; in the quarter after, nothing told of the old one."""
    made = partnership(tmp_path, TOWNS, settings={"quarter": "Q2"})
    send(made, answers=BOTH)
    release(make(made, Q1), "1.0", "Board", NOTHING_ELSE)
    plan = (TOWNS[0], {**TOWNS[1], "target": 200}, *TOWNS[2:])
    made = read_master(write_plan(tmp_path, plan, settings={"quarter": "Q2"}))
    send(made, Q2, BOTH, as_at=LATER)
    second = make(made, Q2)
    [words] = [text for ref, text, _ in moves(second.report) if ref == "1.1"]
    assert "The target of Weston has changed since, from at most 400 offences to at most 200 offences." in words
    release(second, "1.0", "Board", NOTHING_ELSE)
    third = Q2.plus(1)
    made = read_master(write_plan(tmp_path, plan, settings={"quarter": "Q3"}))
    send(made, third, BOTH, as_at=date(2015, 1, 9))
    for report in (second.report, make(made, third).report):
        facts = {page.series.name: dict(page.facts) for page in pages(report) if page.series.ref == "1.1"}
        assert facts["Weston"]["Target to date as released"] == "100 in Q1"
        assert "Target to date as released" not in facts["Easton"]


@pytest.mark.parametrize("spoil", [True, False])
def test_a_release_that_says_no_targets_blames_no_figure(master: Master, tmp_path: Path, *, spoil: bool) -> None:
    """Releases of before 0.2.0 have none."""
    send(master, Q2, SAME, as_at=LATER)
    if spoil:
        (path,) = master.path.parent.rglob("figures.json")
        document = json.loads(path.read_text(encoding="utf-8"))
        for one in document["series"]:
            del one["target"]
        path.chmod(0o644)
        path.write_text(json.dumps(document), encoding="utf-8")
    plan = ({**SERIES[0], "target": 300 if spoil else 400}, *SERIES[1:])
    found = told(read_master(write_plan(tmp_path, plan, settings={"quarter": "Q2"})))
    words = "Violence: Green to Red. By the plan as it is now, the last quarter was Red."
    assert found == ([words] if spoil else [])


@pytest.mark.parametrize(("figure", "marked"), [(120, "worse"), (80, "better"), (100, "")])
def test_a_first_quarter_without_moves_leads_to_the_charts_that_mark_it(
    figure: int, marked: str, tmp_path: Path
) -> None:
    """It said "nothing beyond usual variation" beside a chart with its point marked; then, that what fell got worse."""
    past = tuple({"id": "v", "year": f"{year}/{year - 1999}", "Q1": 100, "Q2": 102, "Q3": 100, "Q4": 102}
                 for year in (2011, 2012, 2013))  # fmt: skip
    master = partnership(tmp_path, history=past, settings={"quarter": "Q1"})
    send(master, answers=answers(v=Answer(figure=figure)))
    words = "No earlier report of this year to compare with; nothing beyond usual variation on last year's quarter."
    leads = f"{words} Unusual against several years: see the control chart of 1.1."
    for column in ("better", "worse"):
        told = no_move(make(master, Q1).report, is_better=column == "better")
        assert told == (leads if column == marked else words)


def test_without_a_release_the_quarter_before_is_worked_out_now(tmp_path: Path) -> None:
    master = partnership(tmp_path, settings={"quarter": "Q2"})
    send(master, answers=SAME)
    send(
        master,
        Q2,
        answers(v=Answer(figure=99)),
        revised={("v", Q1): Revised(figure=150, why="Reclassified")},
        as_at=LATER,
    )
    assert told(master) == []


def test_what_the_last_release_held_already_is_not_revised_since(tmp_path: Path) -> None:
    correction: dict[str, Cell] = {
        "id": "r", "year": "2014/15", "quarter": "Q1", "field": "numerator", "old": 12, "new": 40,
        "reason": "typed wrongly", "who": "Performance officer", "date": date(2014, 8, 1),
    }  # fmt: skip
    settings: dict[str, Cell] = {"quarter": "Q2"}
    master = partnership(tmp_path, settings=settings)
    send(master)
    release(make(master, Q1), "1.0", "Board", NOTHING_ELSE)
    write_plan(tmp_path, corrections=(correction,), settings=settings)
    master = read_master(master.path)
    send(master, Q2, ANSWERS, as_at=LATER)
    assert list(revised(make(master, Q2).report)) == [("1.2", "Robbery: 2014/15 Q1 revised from 12 to 40 offences.")]
    release(make(master, Q1), "1.1", "Typed wrongly", NOTHING_ELSE)
    assert list(revised(make(master, Q2).report)) == []


def test_what_was_corrected_released_and_then_revised_is_told_from_what_was_released(tmp_path: Path) -> None:
    """The board has 40, of version 1.1: not the 12 that the correction replaced."""
    correction: dict[str, Cell] = {
        "id": "r", "year": "2014/15", "quarter": "Q1", "field": "numerator", "old": 12, "new": 40,
        "reason": "typed wrongly", "who": "Performance officer", "date": date(2014, 8, 1),
    }  # fmt: skip
    master = partnership(tmp_path, settings={"quarter": "Q2"}, corrections=(correction,))
    send(master)
    release(make(master, Q1), "1.1", "Typed wrongly", NOTHING_ELSE)
    send(master, Q2, ANSWERS, revised={("r", Q1): Revised(figure=38, why="Cancelled")}, as_at=LATER)
    report = make(master, Q2).report
    assert list(revised(report)) == [("1.2", "Robbery: 2014/15 Q1 revised from 40 to 38 offences.")]
    assert [problem.found for problem in report.problems] == []


def missing_at_first(tmp_path: Path) -> Master:
    """Violence was missing in the released report of the first quarter."""
    made = partnership(tmp_path, settings={"quarter": "Q2"})
    send(made, answers=answers(v=Answer(reason="Staff change", commentary="Nobody counted.")))
    release(make(made, Q1), "1.0", "Board", NOTHING_ELSE)
    return made


NOT_GIVEN = "not given in the last report (staff change)"
SUPPLIED = [("1.1", f"Violence: 2014/15 Q1 supplied late: {NOT_GIVEN}, 34 offences now.")]


def test_a_figure_that_fills_a_gap_is_supplied_late_and_no_revision(tmp_path: Path) -> None:
    master = missing_at_first(tmp_path)
    send(master, Q2, answers(v=Answer(figure=40)), revised={("v", Q1): Revised(figure=34)}, as_at=LATER)
    report = make(master, Q2).report
    assert list(revised(report)) == SUPPLIED
    (logged,) = report.revisions
    assert (logged.kind, logged.is_supplied) == ("supplied late", True)
    assert why(logged, report.series[0].series, report) == "Missing before: staff change"
    first = report.series[0]
    assert first.assessment.observed.slots[0].marks == ()  # nobody saw another figure
    assert first.commentaries[0] == "Nobody counted. [written before the figure was supplied]"


def test_a_return_of_its_own_quarter_that_comes_after_the_release_supplies_its_figures(tmp_path: Path) -> None:
    master = missing_at_first(tmp_path)
    send(master, answers=answers(v=Answer(figure=34)), name="Police v2.xlsx", as_at=date(2014, 8, 20))
    send(master, Q2, answers(v=Answer(figure=40)), as_at=LATER)
    told = [("1.1", "Violence: 2014/15 Q1 supplied late: not given in the last report, 34 offences now.")]
    assert list(revised(make(master, Q2).report)) == told
    release(make(master, Q1), "1.1", "Violence came in", NOTHING_ELSE)
    (notice,) = json.loads(next(master.path.parent.rglob("v1.1/release.json")).read_text(encoding="utf-8"))["notices"]
    assert (notice["old"], notice["new"], notice["kind"]) == ("[x]", "34", "supplied late")
    assert list(revised(make(master, Q2).report)) == []


def test_a_gap_that_a_correction_fills_is_no_correction_of_an_error(tmp_path: Path) -> None:
    master = missing_at_first(tmp_path)
    row: dict[str, Cell] = {
        "id": "v", "year": "2014/15", "quarter": "Q1", "field": "numerator", "old": "", "new": 34,
        "reason": "Given by telephone", "who": "Performance officer", "date": date(2014, 8, 1),
    }  # fmt: skip
    write_plan(tmp_path, corrections=(row,), settings={"quarter": "Q2"})
    master = read_master(master.path)
    send(master, Q2, answers(v=Answer(figure=40)), as_at=LATER)
    told = [("1.1", f"Violence: 2014/15 Q1 supplied by a correction: {NOT_GIVEN}, 34 offences now.")]
    assert list(revised(make(master, Q2).report)) == told
    release(make(master, Q1), "1.1", "Violence came in", NOTHING_ELSE)
    (notice,) = json.loads(next(master.path.parent.rglob("v1.1/release.json")).read_text(encoding="utf-8"))["notices"]
    assert (notice["kind"], notice["why"]) == ("supplied late", "Given by telephone")


def test_a_release_whose_figures_are_damaged_is_told(master: Master) -> None:
    (path,) = master.path.parent.rglob("figures.json")
    path.chmod(0o644)
    path.write_text(json.dumps({"series": []}), encoding="utf-8")
    with pytest.raises(WorkbookError, match=r"v1.0/figures.json: the figures of the release cannot be read"):
        make(master, Q2)


def test_where_nothing_moved_it_is_said_with_what_the_report_was_compared(master: Master, tmp_path: Path) -> None:
    send(master, Q2, SAME, as_at=LATER)
    assert no_move(make(master, Q2).report, is_better=True) == "Nothing."
    assert no_move(make(master, Q1).report, is_better=True).startswith("No earlier report of this year to compare with")
    unreleased = partnership(tmp_path / "unreleased", settings={"quarter": "Q2"})
    send(unreleased, answers=SAME)
    report = make(unreleased, Q2).report
    lists = {one.title: one.lines for one in summary_lists(report)}
    assert lists["Got better"] == lists["Got worse"] == (("", "Nothing."),)
    assert list(lists)[:3] == [COMPARED, "Got better", "Got worse"]  # once for both, and beside a move, too
    assert lists[COMPARED] == (("Q1", "Its figures as they are now, since no report of Q1 was released."),)
    assert COMPARED not in {one.title for one in summary_lists(make(master, Q2).report)}
    write_report(make(unreleased, Q1).report, tmp_path / "report.xlsx")
    cells = [str(cell.value) for row in load_workbook(tmp_path / "report.xlsx")["Summary"] for cell in row]
    assert sum(text.startswith("No earlier report of this year") for text in cells) == 2


HALVES = ({**SERIES[0], "frequency": "half-yearly"}, *SERIES[1:])


@pytest.mark.parametrize("is_released", [True, False])
def test_a_half_yearly_measure_is_compared_with_its_last_figure(tmp_path: Path, *, is_released: bool) -> None:
    """Green at Q2 and Amber at Q4, it was not under "Got worse": at Q3 it was not due."""
    made = partnership(tmp_path, HALVES)
    for quarter, figure in ((Q1, None), (Q2, 190), (Q3, None), (Q4, 220)):
        send(made, quarter, answers(v=Answer(figure=figure)), as_at=quarter.last_day + timedelta(9))
        if is_released and quarter != Q4:
            release(make(made, quarter), "1.0", "Board", NOTHING_ELSE)
    report = make(made, Q4).report
    assert [one for one in moves(report) if one[0] == "1.1"] == [("1.1", "Violence: Green at Q2 to Amber.", False)]


def test_an_annual_measure_is_compared_with_the_year_before_as_released(tmp_path: Path) -> None:
    plan = ({**SERIES[0], "frequency": "annual"}, *SERIES[1:])
    for start, figure in ((2013, 390), (2014, 410)):
        settings: dict[str, Cell] = {"financial year": year_label(start), "quarter": "Q4"}
        made = partnership(tmp_path, plan, settings=settings)
        for quarter in (Quarter(start, 3), Quarter(start, 4)):
            send(made, quarter, answers(v=Answer(figure=figure)), as_at=quarter.last_day + timedelta(9))
            release(make(made, quarter), "1.0", "Board", NOTHING_ELSE)
    told = [one for one in moves(make(made, Q4).report) if one[0] in ("1.1", "1.2")]
    assert told == [("1.1", "Violence: Green in 2013/14 (against that year's target) to Amber.", False)]


def test_a_revision_of_the_figure_before_is_told_with_its_quarter(tmp_path: Path) -> None:
    made = partnership(tmp_path, HALVES)
    for quarter, figure in ((Q1, None), (Q2, 190), (Q3, None)):
        send(made, quarter, answers(v=Answer(figure=figure)), as_at=quarter.last_day + timedelta(9))
        release(make(made, quarter), "1.0", "Board", NOTHING_ELSE)
    revised_now = {("v", Q2): Revised(figure=205, why="Reclassified")}
    send(made, Q4, answers(v=Answer(figure=210)), revised=revised_now, as_at=date(2015, 4, 9))
    assert [text for ref, text, _ in moves(make(made, Q4).report) if ref == "1.1"] == [
        "Violence: Green at Q2 to Amber. By the figures as revised since, Q2 was Amber."
    ]


def test_at_year_end_the_page_has_each_quarters_colour_as_released_and_the_years_verdict(tmp_path: Path) -> None:
    """The page's one colour could be the quarter's or the year's, and what the board had seen before was not there."""
    made = partnership(tmp_path)
    for quarter, figure in ((Q1, 99), (Q2, 105), (Q3, 90), (Q4, 120)):
        revised_now = {("v", Q1): Revised(figure=130, why="Reclassified")} if quarter == Q4 else None
        told_now = answers(v=Answer(figure=figure))
        send(made, quarter, told_now, revised=revised_now, as_at=quarter.last_day + timedelta(9))
        if quarter in (Q1, Q2):
            release(make(made, quarter), "1.0", "Board", NOTHING_ELSE)
        if quarter == Q3:
            [page] = [page for page in pages(make(made, Q3).report) if page.series.ref == "1.1"]
            assert "RAG by quarter" not in dict(page.facts)
    release(make(made, Q3), "1.0", "Board", NOTHING_ELSE)
    [page] = [page for page in pages(make(made, Q4).report) if page.series.ref == "1.1"]
    facts = dict(page.facts)
    assert facts["RAG by quarter"] == "Q1 Green, Q2 Amber, Q3 Green; year Red"
    assert facts["Verdict on the year"] == "Target not achieved"
