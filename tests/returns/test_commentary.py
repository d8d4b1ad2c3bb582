"""A number in a commentary that disagrees with the figure beside it is queried; parts of the figure are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Q1, Q2, ROWS, SERIES, answers, partnership, send
from xlcsp.forms.layout import Answer
from xlcsp.master.workbook import Cell
from xlcsp.returns.collect import collect

COMMENTARY = "J"  # the column of the form


def asked(folder: Path, **changed: Answer) -> list[tuple[str, str]]:
    master = partnership(folder)
    send(master, answers=answers(**changed))
    found = collect(master, master.settings.quarter.plus(-3))
    return [(query.cell, query.found) for query in found.queries if query.code == "commentary"]


@pytest.mark.parametrize(
    "said", ["110 offences in Q1.", "In Q1 there were 110 offences.", "110 offences in Q1, compared to 90 last year."]
)
def test_another_count_of_the_quarter_is_asked_about_with_its_cell(tmp_path: Path, said: str) -> None:
    ((cell, found),) = asked(tmp_path, v=Answer(figure=100, status="Provided", commentary=said))
    assert cell == f"{COMMENTARY}{ROWS['v']}"
    assert "the figure beside it is 100" in found


@pytest.mark.parametrize(
    "said",
    [
        "100 offences in Q1.",
        "12 offences in Q1 were in the town centre.",
        "Patrols run since 4 May. 5 people were charged.",
        "In Q1 there were 12 arrests.",
    ],
)
def test_the_figure_itself_and_parts_of_it_are_not_asked_about(tmp_path: Path, said: str) -> None:
    assert asked(tmp_path, v=Answer(figure=100, status="Provided", commentary=said)) == []


def test_n_of_m_and_percentages_are_compared_too(tmp_path: Path) -> None:
    rate = Answer(figure=6, out_of=10, status="Provided", commentary="7 of 10 people took part.")
    assert "6 of 10" in asked(tmp_path / "rate", s=rate)[0][1]
    share = Answer(percentage=30, status="Provided", commentary="Treatment ended well for 35% in Q1.")
    assert "30.0%" in asked(tmp_path / "share", t=share)[0][1]
    right = Answer(percentage=30, status="Provided", commentary="Treatment ended well for 30% in Q1.")
    assert asked(tmp_path / "right", t=right) == []


@pytest.mark.parametrize("said", ["Five of 12 people did not take part.", "5 of the 12 stayed away."])
def test_those_of_n_of_m_who_are_not_counted_may_be_told(tmp_path: Path, said: str) -> None:
    assert asked(tmp_path, s=Answer(figure=7, out_of=12, commentary=said)) == []


@pytest.mark.parametrize(
    ("said", "is_asked"),
    [
        ("Under 110 offences.", False),
        ("Over 90 offences.", False),
        ("About 100 offences.", False),
        ("Almost 104 offences.", False),
        ("Over 110 offences.", True),
        ("Under 90 offences.", True),
        ("About 120 offences.", True),
    ],
)
def test_a_figure_that_is_only_said_about_is_asked_about_where_it_is_not_so(
    tmp_path: Path, said: str, *, is_asked: bool
) -> None:
    assert bool(asked(tmp_path, v=Answer(figure=101, commentary=said))) == is_asked


@pytest.mark.parametrize(
    ("said", "beside"),
    [
        ("13.5 days.", ""),
        ("Under 14 days again.", ""),
        ("2,210 days.", ""),
        ("15 days.", "13.5"),
        ("Over 14 days.", "13.5"),
    ],
)
def test_the_value_of_a_ratio_is_its_quotient(tmp_path: Path, said: str, beside: str) -> None:
    """ "Under 14 days" was asked about: "the figure beside it is 2210", of 164 people."""
    ratio: dict[str, Cell] = {"id": "w", "ref": "1.1", "measure": "Wait", "kind": "ratio", "unit": "days"}
    master = partnership(tmp_path, ({**ratio, "polarity": "lower", "target_rule": "at most", "target": 14},))
    send(master, answers={"w": Answer(figure=2210, out_of=164, commentary=said)})
    found = [one.found for one in collect(master, Q1).queries if one.code == "commentary"]
    assert [words.rsplit(" ", 1)[1] for words in found] == ([beside] if beside else [])


def test_a_number_in_words_is_compared_with_the_baseline_which_a_question_gives_as_the_report_does(
    tmp_path: Path,
) -> None:
    """ "Ten fewer than the baseline" was not seen; "the baseline's share to date" was not the report's."""
    shaped: dict[str, Cell] = {"id": "v", "year": "2013/14", "Q1": 40, "Q2": 40, "Q3": 60, "Q4": 60}
    master = partnership(tmp_path, ({**SERIES[0], "baseline": 200},), history=(shaped,))
    for quarter, figure, said in ((Q1, 41, ""), (Q2, 58, "Ten fewer than the baseline.")):
        send(master, quarter, {"v": Answer(figure=figure, commentary=said)}, as_at=quarter.last_day)
    ((found,),) = [[one.found for one in collect(master, Q2).queries if one.code == "commentary"]]
    assert "+8 on a quarter of the baseline; −1 on half of the baseline; +19 on the baseline to date" in found


@pytest.mark.parametrize(
    ("said", "beside"),
    [
        ("2% down on the year so far.", ""),  # 199 after 204
        ("30% down on the year so far.", "−2.5% on the same part of last year"),
        ("2% below the baseline.", ""),  # 1.0 per 1,000 in half a year, of 2.04 in the year
        ("40% below the baseline.", "−2.5% on half of the baseline"),
    ],
)
def test_a_rate_per_population_is_compared_by_its_events_and_with_the_plan_as_a_rate(
    tmp_path: Path, said: str, beside: str
) -> None:
    """What was right was asked about, with "+1,380.0% on the target": 74 burglaries beside 5 per 1,000."""
    year: dict[str, Cell] = {"id": "v", "year": "2013/14", "Q1": 104, "Q2": 100, "Q3": 90, "Q4": 90}
    plan = {"kind": "per population", "population": 199_000, "baseline": 2.05128205, "target": 2}
    master = partnership(tmp_path, ({**SERIES[0], **plan},), history=(year,))
    for quarter, figure, words in ((Q1, 99, ""), (Q2, 100, said)):
        send(master, quarter, {"v": Answer(figure=figure, commentary=words)}, as_at=quarter.last_day)
    found = [one.found for one in collect(master, Q2).queries if one.code == "commentary"]
    assert len(found) == bool(beside)
    assert all(beside in one and "the target" not in one for one in found)


@pytest.mark.parametrize(("said", "is_asked"), [("Five cases closed.", False), ("Five cases.", True)])
def test_how_many_came_or_went_is_not_the_level(tmp_path: Path, said: str, *, is_asked: bool) -> None:
    """ "Five mentors left." was asked about where 51 had become 46."""
    master = partnership(tmp_path, ({**SERIES[0], "kind": "snapshot", "unit": "cases"},))
    send(master, answers={"v": Answer(figure=46, commentary=said)})
    assert [one.code for one in collect(master, Q1).queries if one.code == "commentary"] == ["commentary"] * is_asked


YEAR = (100, 90, 110, 80)


@pytest.mark.parametrize(
    ("said", "is_asked"),
    [
        ("80 offences; 380 in the year.", False),
        ("380 in the year, in line with our plan.", False),
        ("370 in the year.", True),
        ("380 offences for the year.", False),
        ("The year ends at 380.", False),
        ("The year ends at 370.", True),
    ],
)
def test_a_number_in_the_year_is_this_year_s(tmp_path: Path, said: str, *, is_asked: bool) -> None:
    """ "15 in the year" was held against last year's quarters, and each right total of a year was asked about."""
    last = {"id": "v", "year": "2013/14", "Q1": 120, "Q2": 110, "Q3": 100, "Q4": 95}
    master = partnership(tmp_path, history=(last,))
    for number, figure in enumerate(YEAR, 1):
        at = Q1.plus(number - 1)
        text = said if number == len(YEAR) else ""
        send(master, at, answers(v=Answer(figure=figure, commentary=text)), as_at=at.last_day)
    found = [query.found for query in collect(master, Q1.plus(3)).queries if query.code == "commentary"]
    assert bool(found) is is_asked, found


def test_a_percentage_for_the_year_is_not_the_quarter_s(tmp_path: Path) -> None:
    """ "79.5% this quarter; 76.4% for the year" was asked about, though both are right."""
    master = partnership(tmp_path)
    send(master, answers=answers(s=Answer(figure=6, out_of=10)))
    said = "70.0% this quarter; 65.0% for the year."
    send(master, Q2, answers(s=Answer(figure=7, out_of=10, commentary=said)), as_at=Q2.last_day)
    assert [query.found for query in collect(master, Q2).queries if query.code == "commentary"] == []
