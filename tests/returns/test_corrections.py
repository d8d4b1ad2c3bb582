"""The partnership's corrections come after the returns, are shown, and never undo a newer figure unnoticed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.support import Q1, Q2, SERIES, answers, codes, partnership, send, value_of
from xlcsp.domain.periods import Month, Quarter
from xlcsp.forms.layout import Answer, Revised
from xlcsp.master.workbook import Cell
from xlcsp.report.build import build_report
from xlcsp.report.figure import key_of
from xlcsp.report.revised import revised
from xlcsp.returns.collect import collect
from xlcsp.returns.standing import WHERE_NONE_COMES

ROW: dict[str, Cell] = {
    "id": "v", "year": "2014/15", "quarter": "Q1", "field": "numerator", "old": 100, "new": 97,
    "reason": "telephone", "who": "performance officer", "date": date(2014, 7, 30),
}  # fmt: skip


def test_a_correction_replaces_the_figure_and_is_logged_with_its_cell(tmp_path: Path) -> None:
    master = partnership(tmp_path, corrections=(ROW,))
    send(master)
    found = collect(master, Q1)
    assert codes(found) == []
    assert value_of(found, "v")[0] == 97  # type: ignore[index]
    (revision,) = found.revisions
    assert (revision.old.numerator, revision.new.numerator, revision.kind) == (100, 97, "correction")
    assert (revision.new.source.file, revision.new.source.sheet) == ("master.xlsm", "Corrections")
    report = build_report(master, found)
    assert "97 offences in Q1 [corrected]" in report.series[0].sentences[0]
    keys = {theme.name: key_of(theme) for theme in report.themes}
    assert [name for name, key in keys.items() if "[corrected]" in key] == [report.series[0].series.theme]


def test_a_correction_whose_old_value_no_longer_holds_is_a_problem_and_changes_nothing(tmp_path: Path) -> None:
    master = partnership(tmp_path, corrections=({**ROW, "old": 99},))
    send(master)
    found = collect(master, Q1)
    assert codes(found) == ["correction"]
    assert value_of(found, "v")[0] == 100  # type: ignore[index]


def test_a_correction_of_a_later_quarter_waits_for_it(tmp_path: Path) -> None:
    master = partnership(tmp_path, corrections=({**ROW, "quarter": "Q2"},))
    send(master)
    assert codes(collect(master, Q1)) == []
    send(master, Q2, as_at=date(2014, 10, 9))
    assert value_of(collect(master, Q2), "v", Q2)[0] == 97  # type: ignore[index]


@pytest.mark.parametrize(
    ("series", "changed", "value"),
    [
        ("t", {"field": "percentage", "old": "30", "new": "31.5"}, (None, None, Fraction(63, 200), "")),
        ("m", {"field": "status", "old": "On track", "new": "At risk"}, (None, None, None, "At risk")),
        ("s", {"field": "denominator", "old": 10, "new": 12}, (6, 12, None, "")),
        ("s", {"field": "Out of", "old": 10, "new": 12}, (6, 12, None, "")),  # in the words of the form's columns
        ("s", {"field": "figure", "old": 6, "new": 7}, (7, 10, None, "")),
        ("t", {"field": "%", "old": "30", "new": "31.5"}, (None, None, Fraction(63, 200), "")),
    ],
)
def test_each_field_can_be_corrected(tmp_path: Path, series: str, changed: dict[str, Cell], value: object) -> None:
    master = partnership(tmp_path, corrections=({**ROW, "id": series, **changed},))
    send(master)
    found = collect(master, Q1)
    assert codes(found) == []
    assert value_of(found, series) == value


def test_a_correction_can_fill_a_gap(tmp_path: Path) -> None:
    master = partnership(tmp_path, corrections=({**ROW, "old": None},))
    send(master, answers=answers(v=Answer(status="No figure", reason="Staff change")))
    found = collect(master, Q1)
    assert codes(found) == []
    assert value_of(found, "v")[0] == 97  # type: ignore[index]


PAIR: tuple[dict[str, Cell], ...] = (
    {**ROW, "id": "s", "old": 6, "new": 11},
    {**ROW, "id": "s", "field": "denominator", "old": 10, "new": 14},
)


def test_rows_for_numerator_and_denominator_of_one_figure_are_one_correction(tmp_path: Path) -> None:
    """The first alone, 11 of 10, is not possible."""
    master = partnership(tmp_path, corrections=PAIR)
    send(master)
    found = collect(master, Q1)
    assert codes(found) == []
    assert value_of(found, "s") == (11, 14, None, "")
    assert [(one.old.text, one.new.text) for one in found.revisions] == [("6 of 10", "11 of 14")]


def test_a_pair_that_cannot_be_is_not_corrected_and_each_row_is_named(tmp_path: Path) -> None:
    master = partnership(tmp_path, corrections=({**PAIR[0], "new": 15}, PAIR[1]))
    send(master)
    found = collect(master, Q1)
    assert [(problem.code, problem.cell[:2]) for problem in found.problems] == [
        ("correction", "A5"), ("correction", "A6"),
    ]  # fmt: skip
    assert value_of(found, "s") == (6, 10, None, "")


def test_what_is_revised_is_told_as_it_reads(tmp_path: Path) -> None:
    """Of a denominator alone "revised from 6 to 6" says nothing."""
    master = partnership(tmp_path, corrections=(PAIR[1],))
    send(master)
    send(master, Q2, as_at=date(2014, 10, 9))
    assert list(revised(build_report(master, collect(master, Q2)))) == [
        ("1.3", "Support: 2014/15 Q1 revised from 6 of 10 to 6 of 14 people.")
    ]


@pytest.mark.parametrize("is_monthly", [False, True])
def test_a_corrected_figure_that_a_form_shows_and_revises_was_the_figure_before(
    tmp_path: Path, *, is_monthly: bool
) -> None:
    """The row records what the last report said: it is no problem, and nobody typed over the form."""
    row, given, now = ROW, answers(), "97"
    period: Quarter | Month = Q1
    series = tuple({**one, "frequency": "monthly"} if is_monthly and one["id"] == "v" else one for one in SERIES)
    if is_monthly:
        period = Month(2014, 5)
        given = answers(v=Answer(month_1=30, month_2=35, month_3=35))
        row = {**ROW, "quarter": "May 2014", "old": 35, "new": 32}
    master = partnership(tmp_path, series, corrections=(row,))
    send(master, answers=given)
    revise = {("v", period): Revised(figure=31 if is_monthly else 96, why="cancelled")}
    send(master, Q2, as_at=date(2014, 10, 9), revised=revise, answers=given)
    found = collect(master, Q2)
    assert codes(found) == []
    (query,) = [one for one in found.queries if one.code != "commentary repeated"]
    assert (query.code, f" was {now} " in query.found) == ("earlier quarter changed", True)
    chain = [(one.old.text, one.new.text, one.kind) for one in found.revisions]
    assert chain == [("100", now, "correction"), (now, "96", "scheduled revision")]
    assert list(revised(build_report(master, found)))[-1] == (
        "1.1",
        f"Violence: 2014/15 Q1 revised from {now} to 96 offences.",
    )


def test_a_correction_that_no_form_shows_stays_a_problem(tmp_path: Path) -> None:
    plain = partnership(tmp_path)
    send(plain)
    send(plain, Q2, as_at=date(2014, 10, 9), revised={("v", Q1): Revised(figure=96)})
    found = collect(partnership(tmp_path, corrections=(ROW,)), Q2)
    assert codes(found) == ["correction"]
    assert [(one.old.text, one.new.text) for one in found.revisions] == [("100", "96")]


def test_a_month_of_which_the_form_shows_the_figure_before_its_correction_stays_a_problem(tmp_path: Path) -> None:
    """That its other months are as they were says nothing of this one."""
    monthly = tuple({**one, "frequency": "monthly"} if one["id"] == "v" else one for one in SERIES)
    given = answers(v=Answer(month_1=30, month_2=35, month_3=35))
    master = partnership(tmp_path, monthly)
    send(master, answers=given)
    send(master, Q2, given, as_at=date(2014, 10, 9), revised={("v", Month(2014, 5)): Revised(figure=31)})
    late = partnership(tmp_path, monthly, corrections=({**ROW, "quarter": "May", "old": 35, "new": 32},))
    assert codes(collect(late, Q2)) == ["correction"]


def test_a_corrected_month_stays_corrected_when_a_return_revises_another(tmp_path: Path) -> None:
    monthly = tuple({**one, "frequency": "monthly"} if one["id"] == "v" else one for one in SERIES)
    given = answers(v=Answer(month_1=30, month_2=35, month_3=35))
    master = partnership(tmp_path, monthly, corrections=({**ROW, "quarter": "May", "old": 35, "new": 32},))
    send(master, answers=given)
    send(master, Q2, given, as_at=date(2014, 10, 9), revised={("v", Month(2014, 6)): Revised(figure=36)})
    found = collect(master, Q2)
    assert codes(found) == []
    assert value_of(found, "v")[0] == 30 + 32 + 36  # type: ignore[index]


def test_a_figure_that_a_correction_supplied_is_revised_by_a_later_return(tmp_path: Path) -> None:
    master = partnership(tmp_path, corrections=({**ROW, "old": None},))
    send(master, answers=answers(v=Answer(status="No figure", reason="Staff change")))
    send(master, Q2, as_at=date(2014, 10, 9), revised={("v", Q1): Revised(figure=95)})
    found = collect(master, Q2)
    assert codes(found) == []
    assert [(one.old.text, one.new.text, one.kind) for one in found.revisions] == [
        ("", "97", "correction"), ("97", "95", "scheduled revision"),
    ]  # fmt: skip


def test_a_source_that_is_none_is_blank(tmp_path: Path) -> None:
    master = partnership(tmp_path, corrections=({**ROW, "old": None},))
    found = collect(master, Q1)
    assert [str(one.old.source) for one in found.revisions] == [""]


def test_a_figure_of_this_quarter_was_never_in_the_last_report(tmp_path: Path) -> None:
    master = partnership(tmp_path, corrections=(ROW,))
    send(master)
    assert list(revised(build_report(master, collect(master, Q1)))) == []


def test_words_written_of_the_figure_before_say_so(tmp_path: Path) -> None:
    master = partnership(tmp_path, corrections=(ROW,))
    send(master, answers=answers(v=Answer(figure=100, commentary="100 offences, 2 fewer.")))
    (said, *_) = build_report(master, collect(master, Q1)).series[0].commentaries
    assert said == "100 offences, 2 fewer. [written when the figure was 100; since corrected]"


def test_words_that_are_corrected_too_carry_no_mark(tmp_path: Path) -> None:
    words: dict[str, Cell] = {**ROW, "field": "commentary", "old": "100 offences.", "new": "97 offences."}
    for rows in ((ROW, words), (words, ROW)):
        master = partnership(tmp_path, corrections=rows)
        send(master, answers=answers(v=Answer(figure=100, commentary="100 offences.")))
        found = collect(master, Q1)
        assert codes(found) == []
        assert build_report(master, found).series[0].commentaries[0] == "97 offences."
        assert len(found.revisions) == 1


@pytest.mark.parametrize(("given", "status"), [(100, "provided"), (None, "provisional")])
def test_the_same_figure_once_more_ends_provisional_and_is_no_revision(
    given: int | None, status: str, tmp_path: Path
) -> None:
    """With the next return, on *Earlier quarters*."""
    master = partnership(tmp_path)
    send(master, answers=answers(v=Answer(figure=100, status="Provisional")))
    revised_to = {("v", Q1): Revised(figure=given)} if given else {}
    send(master, Q2, as_at=date(2014, 10, 9), revised=revised_to)
    found = collect(master, Q2)
    assert (found.figures["v"][Q1].status, found.revisions, codes(found)) == (status, [], [])
    assert found.figures["v"][Q1].source.file == "2014-15 Q1/Police.xlsx"
    assert ("[p]" in build_report(master, found).series[0].sentences[0]) == (status == "provisional")


def test_what_was_corrected_since_is_not_undone_by_the_figure_before(tmp_path: Path) -> None:
    """A provider who enters the old figure once more confirms it, and no more: the correction still holds."""
    master = partnership(tmp_path, corrections=(ROW,))
    send(master)
    send(master, Q2, as_at=date(2014, 10, 9), revised={("v", Q1): Revised(figure=97)})
    found = collect(master, Q2)
    assert value_of(found, "v")[0] == 97  # type: ignore[index]
    assert codes(found) == []


def test_a_correction_to_the_same_figure_ends_provisional(tmp_path: Path) -> None:
    master = partnership(tmp_path, corrections=({**ROW, "new": 100},))
    send(master, answers=answers(v=Answer(figure=100, status="Provisional")))
    found = collect(master, Q1)
    assert (found.figures["v"][Q1].status, found.revisions, codes(found)) == ("provided", [], [])


def test_why_no_return_comes_is_said_as_start_and_check_say(tmp_path: Path) -> None:
    """A row of *Corrections* with field reason: old stays blank, since "No return" is the program's own word."""
    told: dict[str, Cell] = {**ROW, "field": "reason", "old": None, "new": "National system closed"}
    found = collect(partnership(tmp_path, corrections=(told,)), Q1)
    assert codes(found) == []
    (late, *_) = build_report(partnership(tmp_path, corrections=(told,)), found).series
    assert late.sentences[0] == "No figure for Q1 [x]: national system closed."
    assert "Corrections" in WHERE_NONE_COMES


def test_a_reason_that_was_given_is_not_overwritten_by_a_blank_old_one(tmp_path: Path) -> None:
    master = partnership(tmp_path, corrections=({**ROW, "field": "reason", "old": None, "new": "System error"},))
    send(master, answers=answers(v=Answer(status="No figure", reason="Staff change")))
    assert codes(collect(master, Q1)) == ["correction"]


@pytest.mark.parametrize("is_monthly", [False, True])
def test_a_return_that_takes_a_correction_back_counts(tmp_path: Path, *, is_monthly: bool) -> None:
    """Its form shows the corrected figure as last reported, and gives the one before beside it."""
    row, given, back = ROW, answers(), 100
    period: Quarter | Month = Q1
    series = tuple({**one, "frequency": "monthly"} if is_monthly and one["id"] == "v" else one for one in SERIES)
    if is_monthly:
        period, back = Month(2014, 5), 35
        given = answers(v=Answer(month_1=30, month_2=35, month_3=35))
        row = {**ROW, "quarter": "May 2014", "old": 35, "new": 32}
    master = partnership(tmp_path, series, corrections=(row,))
    send(master, answers=given)
    send(master, Q2, as_at=date(2014, 10, 9), revised={("v", period): Revised(figure=back, why="right")}, answers=given)
    found = collect(master, Q2)
    assert codes(found) == []
    assert value_of(found, "v")[0] == 100  # type: ignore[index]
    chain = [(one.old.text, one.new.text, one.kind) for one in found.revisions]
    assert chain == [("100", "97", "correction"), ("97", "100", "scheduled revision")]
    assert found.figures["v"][Q1].source.file == "2014-15 Q2/Police.xlsx"
    assert list(revised(build_report(master, found)))[-1] == (
        "1.1",
        "Violence: 2014/15 Q1 revised from 97 to 100 offences.",
    )


def test_a_correction_entered_after_the_return_that_took_it_back_holds(tmp_path: Path) -> None:
    again = {**ROW, "date": date(2014, 10, 20)}
    master = partnership(tmp_path, corrections=(ROW, again))
    send(master)
    send(master, Q2, as_at=date(2014, 10, 9), revised={("v", Q1): Revised(figure=100)})
    found = collect(master, Q2)
    assert codes(found) == []
    assert value_of(found, "v")[0] == 97  # type: ignore[index]
    assert [one.new.text for one in found.revisions] == ["97", "100", "97"]


@pytest.mark.parametrize(
    ("old", "new", "own", "to_date", "asked"),
    [
        (69, 69, "69", 169, []),  # what was worked out, confirmed
        (69, 72, "72", 172, []),
        (169, 175, "75", 175, ["derived"]),  # another year to date
        (169, 69, "69", 169, ["correction", "derived"]),  # it made 69 the year to date: of 69, Q2 had less than none
        (169, 110, "69", 169, ["correction", "derived"]),
        (169, 130, "69", 169, ["correction", "derived"]),  # nearer to the year to date, but half-way
        (169, 140, "40", 140, ["derived"]),
        (69, 30, "30", 130, []),  # 130 as the year to date
    ],
)
def test_the_quarter_of_a_year_to_date_is_corrected_by_its_own_figure(
    tmp_path: Path, old: int, new: int, own: str, to_date: int, asked: list[str]
) -> None:
    """The check asks for it; entered beside the year to date it was taken for one, and the quarter was wrong."""
    row = {**ROW, "quarter": "Q2", "old": old, "new": new, "date": date(2014, 10, 30)}
    master = partnership(tmp_path, corrections=(row,))
    send(master)
    given = answers(v=Answer(figure=169, basis="Year to date", commentary="As agreed."))
    send(master, Q2, answers=given, as_at=date(2014, 10, 9))
    found = collect(master, Q2)
    told = (one.code for one in (*found.problems, *found.queries))
    assert sorted(code for code in told if code in ("correction", "derived")) == asked
    line = build_report(master, found).series[0]
    assert line.assessment.to_date == to_date
    assert line.sentences[1].startswith(f"{own} offences in Q2")
    assert ("[e]" in line.sentences[1]) == ("derived" in asked)
    if old == new:
        assert (found.revisions, found.figures["v"][Q2].source.sheet) == ([], "Corrections")
    problems = [str(one) for one in found.problems if one.code == "correction"]
    if problems:
        alone = {
            69: "69 if it is that",
            110: "110 if it is that, 10 if",
            130: "130 if it is that, 30 if 130 is the year",
        }
        assert f"Enter 69 under old and the figure of Q2 alone under new: {alone[new]}" in problems[0]


@pytest.mark.parametrize(
    ("first", "new", "asked"),
    [
        (130, 130, True),  # 39 more in Q2: as the year to date, 130 would leave none of them
        (120, 130, True),  # 10 of 49
        (120, 150, False),  # 30 of 49, which is less of a change than 150 for 49
        (167, 172, False),  # 5 for 2
    ],
)
def test_a_new_year_to_date_that_leaves_its_quarter_less_like_than_itself_is_asked_about(
    tmp_path: Path, first: int, new: int, *, asked: bool
) -> None:
    """169 corrected to 130 was taken for another year to date, though the quarter may have been meant."""
    master = partnership(tmp_path, corrections=({**ROW, "quarter": "Q2", "old": 169, "new": new},))
    send(master, answers=answers(v=Answer(figure=first)))
    send(master, Q2, answers=answers(v=Answer(figure=169, basis="Year to date")), as_at=date(2014, 10, 9))
    found = collect(master, Q2)
    assert ("may be either" in " ".join(one.found for one in found.problems)) == asked
    assert found.figures["v"][Q2].numerator == (169 if asked else new)


@pytest.mark.parametrize(("settings", "told"), [("Q1", True), ("Q2", False)])
def test_a_correction_of_a_quarter_that_is_not_reported_yet_is_told(
    tmp_path: Path, settings: str, *, told: bool
) -> None:
    """It may be meant for this quarter. A report of Q1 made again while the master is at Q2 has nothing to tell."""
    master = partnership(tmp_path, corrections=({**ROW, "quarter": "Q2"},), settings={"quarter": settings})
    send(master)
    found = [one.found for one in collect(master, Q1).queries if one.code == "later quarter"]
    assert found == ["The correction is of 2014/15 Q2; not applied before the report of 2014/15 Q2"] * told
