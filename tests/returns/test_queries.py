"""What is not an error but worth asking is queried once, at its cell, and the figure still counts."""

from __future__ import annotations

import re
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.support import ANSWERS, Q1, Q2, ROWS, SERIES, answers, codes, partnership, send, value_of
from xlcsp.cli import main
from xlcsp.errors import Problem
from xlcsp.files.read import read_book
from xlcsp.forms.layout import Answer, Revised
from xlcsp.master.workbook import Cell
from xlcsp.planbook import Master
from xlcsp.report.build import build_report
from xlcsp.report.pages import pages
from xlcsp.report.plots.of_page import control_words
from xlcsp.report.words import missing
from xlcsp.returns.chase import ask
from xlcsp.returns.collect import Collection, collect
from xlcsp.returns.weigh import ASK_WHY, TO_JUDGE

LATER = date(2014, 10, 9)
QUIET = {name: Answer(**{**{f: getattr(a, f) for f in Answer.__slots__}, "commentary": "On course."})
         for name, a in ANSWERS.items()}  # fmt: skip


@pytest.fixture
def master(tmp_path: Path) -> Master:
    return partnership(tmp_path)


def asked(found: Collection, code: str) -> list[Problem]:
    """The queries of that code."""
    return [query for query in found.queries if query.code == code]


def two_quarters(master: Master, first: Answer, second: Answer, name: str = "v") -> Collection:
    send(master, Q1, answers(**{name: first}))
    send(master, Q2, answers(**{name: second}), as_at=LATER)
    return collect(master, Q2)


def test_a_good_return_asks_nothing(master: Master) -> None:
    send(master)
    assert collect(master, Q1).queries == []


@pytest.mark.parametrize(("now", "is_asked"), [(150, False), (151, True), (50, False), (49, True), (0, True)])
def test_a_step_of_more_than_half_is_asked_about(master: Master, now: int, *, is_asked: bool) -> None:
    found = two_quarters(master, Answer(figure=100), Answer(figure=now, commentary="So."))
    assert [one.cell for one in asked(found, "step")] == ([f"D{ROWS['v']}"] if is_asked else [])
    assert value_of(found, "v", Q2)[0] == now  # type: ignore[index]


@pytest.mark.parametrize(
    ("now", "commentary", "do"),
    [
        (400, "", ASK_WHY),
        (400, "Hostel.", TO_JUDGE),
        (1000, "Hostel.", "Ask whether the figure is right"),
        (0, "", ASK_WHY),
    ],
)
def test_a_provider_is_not_asked_for_the_reason_that_it_gave(
    master: Master, now: int, commentary: str, do: str
) -> None:
    """The officer judges it. It explains no digit too many or too few: whether that is right is asked all the same."""
    found = two_quarters(master, Answer(figure=100), Answer(figure=now, commentary=commentary))
    (query,) = asked(found, "step")
    assert query.do == do
    letters = "".join(one.path.read_text(encoding="utf-8") for one in ask(master, found, date(2014, 11, 1)))
    assert ("in one quarter" in letters) == (do != TO_JUDGE)


def test_a_step_that_a_correction_explains_is_asked_about_no_more(tmp_path: Path) -> None:
    said: dict[str, Cell] = {
        "id": "v", "year": "2014/15", "quarter": "Q2", "field": "commentary", "new": "Two linked series.",
        "reason": "by telephone", "who": "Officer", "date": date(2014, 10, 20),
    }  # fmt: skip
    steep = Answer(figure=100), Answer(figure=300)
    assert asked(two_quarters(partnership(tmp_path / "unsaid"), *steep), "step")
    assert not asked(two_quarters(partnership(tmp_path / "said", corrections=(said,)), *steep), "step")


@pytest.mark.parametrize(
    ("first", "now", "quarter"), [(901, 1846, "945"), (100, 205, "105"), (100, 151, ""), (100, 130, ""), (4, 9, "")]
)
def test_a_figure_that_looks_like_a_year_to_date_is_asked_about_once(
    master: Master, first: int, now: int, quarter: str
) -> None:
    found = two_quarters(master, Answer(figure=first), Answer(figure=now, commentary="So."))
    told = asked(found, "perhaps year to date")
    said = f"Is this the year to date? The quarter would be {quarter}"
    assert [one.do for one in told] == ([said] if quarter else [])
    assert not (told and asked(found, "step"))
    assert value_of(found, "v", Q2)[0] == now, "it is asked about, never guessed"  # type: ignore[index]


def test_a_year_to_date_that_is_called_so_is_not_asked_about(master: Master) -> None:
    found = two_quarters(master, Answer(figure=901), Answer(figure=1846, basis="Year to date"))
    assert not asked(found, "perhaps year to date")


def test_the_step_is_a_setting(tmp_path: Path) -> None:
    master = partnership(tmp_path, settings={"query_step": 0.1})
    found = two_quarters(master, Answer(figure=100), Answer(figure=112))
    assert "from 100 in 2014/15 Q1 to 112" in asked(found, "step")[0].found


def test_a_step_of_small_numbers_is_none(master: Master) -> None:
    assert not asked(two_quarters(master, Answer(figure=4), Answer(figure=12)), "step")


def test_a_rate_steps_by_points_and_by_share(master: Master) -> None:
    found = two_quarters(master, Answer(figure=20, out_of=100), Answer(figure=40, out_of=100), "s")
    assert "from 20.0% in 2014/15 Q1 to 40.0%" in asked(found, "step")[0].found


def test_the_first_quarter_steps_on_last_years_fourth(tmp_path: Path) -> None:
    last: dict[str, Cell] = {"id": "v", "year": "2013/14", "Q1": 90, "Q2": 90, "Q3": 90, "Q4": 40}
    master = partnership(tmp_path, history=(last,))
    send(master, answers=answers(v=Answer(figure=100)))
    assert "from 40 in 2013/14 Q4 to 100" in asked(collect(master, Q1), "step")[0].found


STEADY = (96, 103, 101, 99), (100, 102, 101, 99), (104, 101, 101, 99)
SEASONAL = (60, 120, 140, 79), (61, 118, 141, 80), (60, 121, 138, 81)


def years_of(*quarters: tuple[int, int, int, int]) -> tuple[dict[str, Cell], ...]:
    """Earlier years of series v, the last of them 2013/14."""
    first = 2014 - len(quarters)
    return tuple(
        {"id": "v", "year": f"{start}/{start - 1999}", **{f"Q{at}": value for at, value in enumerate(year, 1)}}
        for start, year in enumerate(quarters, first)
    )


@pytest.mark.parametrize(("past", "odd", "usual"), [(STEADY, 140, 102), (SEASONAL, 100, 62)])
def test_a_count_outside_the_limits_of_its_chart_is_asked_about(
    tmp_path: Path, past: tuple[tuple[int, int, int, int], ...], odd: int, usual: int
) -> None:
    """The limits are those that the chart of the same quarter prints, and so is the figure without its season."""
    master = partnership(tmp_path, history=years_of(*past))
    send(master, answers=answers(v=Answer(figure=odd)))
    found = collect(master, Q1)
    (query,) = asked(found, "control limits")
    assert (query.cell, query.series) == (f"D{ROWS['v']}", "v")
    (page,) = (one for one in pages(build_report(master, found)) if one.series.id == "v")
    assert page.control is not None
    assert (page.control.factors is None) == (past is STEADY)
    printed = control_words(page.control, page)
    limits = re.split(r"variation, |the range is ", query.found)[1]
    assert f"limits {limits}." in printed
    limit = limits.split(" to ")[odd > usual]
    assert f"the {'upper' if odd > usual else 'lower'} limit of {limit} (2014/15 Q1)" in printed
    assert ("seasonally adjusted" in query.found) == (past is SEASONAL)
    send(master, answers=answers(v=Answer(figure=odd, commentary="So.")))
    assert [one.do for one in asked(collect(master, Q1), "control limits")] == [TO_JUDGE]
    send(master, answers=answers(v=Answer(figure=usual)))
    assert not asked(collect(master, Q1), "control limits")


@pytest.mark.parametrize(("now", "is_asked"), [(122, False), (90, False), (1_200, True)])
def test_a_step_of_the_season_is_left_to_the_chart_unless_a_digit_may_be_wrong(
    tmp_path: Path, now: int, *, is_asked: bool
) -> None:
    """One figure was asked about twice: it went from 76 to 149, and was below its range once seasonally adjusted."""
    master = partnership(tmp_path, history=years_of(*SEASONAL))
    found = two_quarters(master, Answer(figure=61), Answer(figure=now))
    assert bool(asked(found, "step")) == is_asked
    assert bool(asked(found, "control limits")) == (now != 122)


@pytest.mark.parametrize("past", [((10, 12, 10, 12), (10, 12, 10, None)), ((1, 2, 1, 2),) * 3])
def test_without_a_chart_no_limits_are_asked_about(tmp_path: Path, past: tuple[tuple[int, int, int, int], ...]) -> None:
    """A chart takes twelve quarters, and five events a quarter."""
    master = partnership(tmp_path, history=years_of(*past))
    send(master, answers=answers(v=Answer(figure=19)))
    assert not asked(collect(master, Q1), "control limits")


def test_a_percentage_alone_is_said_and_its_numbers_are_asked_for(master: Master) -> None:
    """It makes a year to date impossible: the board reads why, the provider is asked, until the numbers are there."""
    send(master, Q1, answers(s=Answer(percentage=60)))
    found = collect(master, Q1)
    (query,) = asked(found, "percentage alone")
    assert query.stated == "1.3 Support: Q1 is given only as 60%, so there is no year to date"
    ask(master, found, LATER)
    letter = master.path.parent / "forms" / Q1.folder / "Police questions.eml"
    body = message_from_bytes(letter.read_bytes(), policy=policy.default).get_content()
    assert "Please give the numbers: how many out of how many." in body
    report = build_report(master, found)
    why = "only the percentage is known for Q1, not how many out of how many"
    one = next(one for one in report.series if one.series.id == "s")
    assert one.sentence == f"60.0% of people in Q1. No year to date: {why}."
    assert ("1.3", f"Support: no year to date, since {why}.") in list(missing(report))
    send(master, Q2, answers(s=Answer(figure=7, out_of=10)), as_at=LATER)
    assert asked(collect(master, Q2), "percentage alone")
    given = {("s", Q1): Revised(figure=6, out_of=10)}
    send(master, Q2, answers(s=Answer(figure=7, out_of=10)), as_at=LATER, revised=given)
    found = collect(master, Q2)
    assert not asked(found, "percentage alone")
    assert not [line for line in missing(build_report(master, found)) if "no year to date" in line[1]]


def test_a_changed_earlier_quarter_is_told_with_both_returns(master: Master) -> None:
    send(master, Q1)
    send(master, Q2, QUIET, revised={("v", Q1): Revised(figure=98)}, as_at=LATER)
    (query,) = asked(collect(master, Q2), "earlier quarter changed")
    assert query.where == "2014-15 Q2/Police.xlsx, Earlier quarters!H5"
    assert query.found == "1.1 2014/15 Q1 was 100 (2014-15 Q1/Police.xlsx, Return!D14); it is now 98"


def test_a_count_that_stays_at_nought_after_many_is_asked_about(tmp_path: Path) -> None:
    last: dict[str, Cell] = {"id": "v", "year": "2013/14", "Q1": 60, "Q2": 58, "Q3": 57, "Q4": 0}
    master = partnership(tmp_path, history=(last,))
    nought = Answer(figure=0, commentary="None.")
    assert not asked(two_quarters(master, Answer(figure=1), nought), "stopped")
    (query,) = asked(two_quarters(master, nought, nought), "stopped")
    assert query.cell == f"D{ROWS['v']}"
    assert query.found == "1.1 has been 0 for 3 quarters, after 58 a quarter before"


def test_a_denominator_that_fell_by_half_is_asked_about(master: Master) -> None:
    found = two_quarters(master, Answer(figure=30, out_of=60), Answer(figure=15, out_of=30), "s")
    assert [one.code for one in found.queries if one.series == "s"] == ["denominator fell"]
    found = two_quarters(master, Answer(figure=30, out_of=60), Answer(figure=15, out_of=31), "s")
    assert not asked(found, "denominator fell")


def test_a_commentary_that_repeats_last_quarters_is_asked_about(master: Master) -> None:
    found = two_quarters(
        master, Answer(figure=100, commentary="As before."), Answer(figure=99, commentary="as  before.")
    )
    (query,) = asked(found, "commentary repeated")
    assert query.cell == f"J{ROWS['v']}"
    assert not asked(two_quarters(master, Answer(figure=100), Answer(figure=100)), "commentary repeated")


def test_a_red_without_commentary_is_asked_about(master: Master) -> None:
    send(master, answers=answers(v=Answer(figure=130)))
    (query,) = asked(collect(master, Q1), "red without commentary")
    assert query.cell == f"J{ROWS['v']}"
    send(master, answers=answers(v=Answer(figure=130, commentary="Two linked series.")))
    assert not asked(collect(master, Q1), "red without commentary")


@pytest.mark.parametrize(
    "more",
    [
        {"rag_rule": "chance", "target": 300},  # 160 in a quarter: no chance of it
        {"kind": "milestone", "target": None, "baseline": None, "due": date(2014, 7, 3)},  # after the quarter's end
    ],
)
def test_what_the_report_calls_red_is_asked_about_by_whatever_rule(tmp_path: Path, more: dict[str, Cell]) -> None:
    master = partnership(tmp_path, ({**SERIES[0], **more}, *SERIES[1:]))
    said = Answer(milestone="On track") if "due" in more else Answer(figure=160)
    send(master, answers=answers(v=said), as_at=date(2014, 7, 9))
    found = collect(master, Q1)
    assert build_report(master, found).measures[0].rag == "Red"
    assert asked(found, "red without commentary")


def test_queries_are_no_problems(master: Master) -> None:
    found = two_quarters(master, Answer(figure=100), Answer(figure=300))
    assert found.queries
    assert codes(found) == []


def test_a_plan_whose_step_is_none_is_told(tmp_path: Path) -> None:
    from xlcsp.errors import PlanError

    with pytest.raises(PlanError, match="not a step"):
        partnership(tmp_path, SERIES, settings={"query_step": 0})


def test_a_colour_that_rests_on_a_doubtful_year_to_date_is_not_asked_about(master: Master) -> None:
    found = two_quarters(master, Answer(figure=901), Answer(figure=1846))
    assert [one.code for one in found.queries if one.quarter == str(Q2)] == ["perhaps year to date"]


def test_a_query_says_the_number_of_its_measure_once(master: Master) -> None:
    send(master, Q1, answers(v=Answer(figure=999)))
    (query,) = asked(collect(master, Q1), "red without commentary")
    assert query.stated == "1.1 Violence is Red, and no commentary says why"


@pytest.mark.parametrize("name", ["", "Adults"])
def test_a_query_names_measure_and_series_wherever_it_is_told(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the command line, in the check workbook, on Attention and Start, in the report; its number once."""
    series = tuple({**one, "series": name} if one["id"] == "v" else one for one in SERIES)
    master = partnership(tmp_path, series, settings={"quarter": "Q2"})
    two_quarters(master, Answer(figure=901), Answer(figure=1846, commentary="So."))
    main(["refresh", str(tmp_path)])
    main(["check", str(tmp_path), "--save"])
    title = f"1.1 Violence, {name}" if name else "1.1 Violence"
    told = f"{title}: 1,846 after 901 looks like the year to date"
    assert f"Return!D{ROWS['v']}: {told}. Is this" in " ".join(capsys.readouterr().err.split())
    for path, sheet in (
        ("master.xlsm", "Attention"), ("master.xlsm", "Start"), ("reports/2014-15 Q2 Check.xlsx", "Queries"),
        ("reports/2014-15 Q2.xlsx", "Queries"),
    ):  # fmt: skip
        cells = [str(cell) for row in read_book(tmp_path / path).sheets[sheet].rows for cell in row]
        assert any(told in cell for cell in cells), (path, sheet)
