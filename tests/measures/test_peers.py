"""Peers are read strictly, ranked by polarity, and flagged only with allowance for how much areas differ."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.support import PARTNERSHIP, Q1, Q4, SERIES, partnership, write_plan
from xlcsp.domain.areas import PeerFigure
from xlcsp.errors import PlanError
from xlcsp.master.workbook import Cell
from xlcsp.measures.peers import compare_peers
from xlcsp.planbook import read_master
from xlcsp.planbook.peers import own_areas
from xlcsp.report.as_json import report_json
from xlcsp.report.build import build_report
from xlcsp.report.sheets import write_report
from xlcsp.returns.collect import collect

AREAS = {"North": 400, PARTNERSHIP: 500, "South": 450, "East": 470, "West": 430, "Mid": 2_000}


def rows() -> tuple[dict[str, Cell], ...]:
    return tuple(
        {"id": "v", "period": "2013/14", "area": area, "numerator": count, "population": 50_000, "source": "published"}
        for area, count in AREAS.items()
    )


def of(*counts: int) -> list[PeerFigure]:
    return [PeerFigure("v", "2013/14", f"Area {place}", count, 1_000) for place, count in enumerate(counts)]


def test_rank_one_is_best_and_equal_rates_share_a_rank() -> None:
    assert [(one.rank, one.figure.numerator) for one in compare_peers(of(9, 5, 5, 7), "lower")] == [
        (1, 5), (1, 5), (3, 7), (4, 9)]  # fmt: skip
    assert compare_peers(of(9, 5), "higher")[0].figure.numerator == 9
    assert [one.of for one in compare_peers(of(9, 5), "none")] == [2, 2]


def test_the_median_is_that_of_the_others() -> None:
    found = {one.figure.numerator: one for one in compare_peers(of(10, 20, 60), "lower")}
    assert (found[60].rate, found[60].peer_median) == (60, 15)
    assert compare_peers(of(10), "lower")[0].peer_median is None


def test_one_area_far_off_is_flagged_and_spread_areas_are_not() -> None:
    flags = {
        one.figure.numerator: one.flag
        for one in compare_peers(of(100, 104, 99, 97, 101, 103, 98, 102, 96, 95, 400), "lower")
    }
    assert flags[400].startswith("Higher")
    assert flags[104].startswith("Within")
    assert {one.flag for one in compare_peers(of(10, 200, 90, 300, 150, 60), "lower")} == {"Within its peers' spread"}


@pytest.mark.parametrize(
    ("areas", "partnership_name", "own"),
    [
        (["Castlemere", "Thorney"], "Castlemere Community Safety Partnership", ["Castlemere"]),
        (["castlemere borough", "Thorney"], "Safer Castlemere", ["castlemere borough"]),
        (["City of Castlemere", "Thorney"], "Castlemere CSP", ["City of Castlemere"]),
        (["Castlemere", "North Castlemere"], "Castlemere CSP", ["Castlemere"]),
        (["Castlemere City", "Castlemere County"], "Castlemere CSP", ["Castlemere City", "Castlemere County"]),
        (["Castlemere City", "Castlemere CSP"], "castlemere  CSP", ["Castlemere CSP"]),
        (["Castlemere"], "Castlemere and Thorney CSP", []),
        (["Castlemereshire"], "Castlemere CSP", []),
        (["City", "Council"], "London Partnership", []),
    ],
)
def test_the_own_area_is_known_by_its_place_if_only_one_is_of_it(
    areas: list[str], partnership_name: str, own: list[str]
) -> None:
    assert own_areas(areas, partnership_name) == own


def test_a_short_form_is_the_own_area_and_another_one_is_asked_about(tmp_path: Path) -> None:
    def with_own(name: str) -> tuple[dict[str, Cell], ...]:
        return tuple({**row, "area": name if row["area"] == PARTNERSHIP else row["area"]} for row in rows())

    master = partnership(tmp_path / "short", peers=with_own("Test"))
    assert [one.figure.area for one in build_report(master, collect(master, Q1)).series[0].peers if one.is_own] == [
        "Test"
    ]
    assert [query for query in master.queries if query.code == "own area"] == []
    (query,) = partnership(tmp_path / "other", peers=with_own("Here")).queries
    assert (query.code, query.do) == ("own area", f'Write "{PARTNERSHIP}" as the area of its own row')
    assert query.found.startswith("None of the areas (North, Here, South, East, West and Mid) is Test Partnership")


def test_the_report_compares_and_says_what_may_be_published(tmp_path: Path) -> None:
    master = partnership(tmp_path, peers=rows())
    report = build_report(master, collect(master, Q1))
    one = next(series for series in report.series if series.series.id == "v")
    assert [peer.figure.area for peer in one.peers if peer.flag.startswith("Higher")] == ["Mid"]
    own = next(peer for peer in one.peers if peer.is_own)
    assert (own.rate, own.rank, own.of) == (10, 5, 6)
    write_report(report, tmp_path / "report.xlsx")
    sheet = CalamineWorkbook.from_path(tmp_path / "report.xlsx").get_sheet_by_name("Peers").to_python()
    line = next(row for row in sheet if PARTNERSHIP in row and len(row) > 4 and row[4] == 500)
    assert line[6:10] == [10, "1,000 residents", "5 of 6", 9]
    assert line[-1] == "no"  # unless it is marked so
    document = next(series for series in report_json(report, [])["series"] if series["id"] == "v")
    assert {peer["area"] for peer in document["peers"]} == set(AREAS)


def test_without_peers_there_is_no_such_sheet(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    write_report(build_report(master, collect(master, Q4)), tmp_path / "report.xlsx")
    assert "Peers" not in CalamineWorkbook.from_path(tmp_path / "report.xlsx").sheet_names


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"id": "zz"}, '"zz" is not an id'),
        ({"area": ""}, "area is blank"),
        ({"period": ""}, "period is blank"),
        ({"numerator": -4}, "-4 is not a whole number"),
        ({"numerator": 4.5}, "4.5 is not a whole number"),
        ({"numerator": ""}, "numerator is blank"),
        ({"numerator": "many"}, '"many" is not a number'),
        ({"population": 0}, "The population is 0"),
        ({"area": "south"}, "already in"),
        ({"publishable": "perhaps"}, "neither yes nor no"),
    ],
)
def test_each_fault_of_the_sheet_is_named(tmp_path: Path, changed: dict[str, Cell], said: str) -> None:
    first, *others = rows()
    path = write_plan(tmp_path, SERIES, peers=(*others, {**first, **changed}))
    with pytest.raises(PlanError) as caught:
        read_master(path)
    assert said in str(caught.value)
    assert "Peers!" in str(caught.value)
