"""Thresholds, days, singulars and sources, wherever a reader looks: pages, Word, JSON, copies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.support import Q1, Q2, Q3, Q4, answers, partnership, send
from xlcsp.forms.layout import Answer, Revised
from xlcsp.master.workbook import Cell
from xlcsp.planbook import Master
from xlcsp.report.as_json import report_json
from xlcsp.report.build import build_report
from xlcsp.report.model import Report
from xlcsp.report.pages import pages
from xlcsp.report.publication.tables import publication
from xlcsp.report.publication.withhold import public_report
from xlcsp.report.revised import revised
from xlcsp.report.scorecard import scorecard
from xlcsp.report.sheets import make_workbook
from xlcsp.report.units import counted
from xlcsp.report.word import write_word
from xlcsp.report.words import due, off_target
from xlcsp.returns.collect import Collection, collect

PLAN: tuple[Mapping[str, Cell], ...] = (
    {"id": "t", "ref": "1.1", "measure": "Thefts", "unit": "addresses", "unit_one": "address", "polarity": "lower",
     "target": 12, "target_rule": "at most", "green": 12, "amber": 16, "source": "Police crime system"},
    {"id": "w", "ref": "1.2", "measure": "Warnings", "unit": "addresses", "polarity": "lower", "target": 100,
     "target_rule": "at most", "green_within": 0.01, "baseline": 1},
    {"id": "m", "ref": "1.3", "measure": "CCTV installed", "kind": "milestone", "due": "30/09/2014"},
    {"id": "n", "ref": "1.4", "measure": "Plan adopted", "kind": "milestone", "due": "30/06/2014"},
    {"id": "p", "ref": "1.5", "measure": "Burglary", "kind": "per population", "per": 100_000, "unit": "burglaries",
     "polarity": "lower", "target": 650, "target_rule": "at most", "judged": "quarter"},
)  # fmt: skip
FIRST = {
    "t": Answer(figure=1, status="Provided"),
    "w": Answer(figure=1, status="Provided"),
    "m": Answer(milestone="At risk", status="Provided"),
    "n": Answer(milestone="On track", status="Provided"),
    "p": Answer(figure=420, out_of=240_000, status="Provided"),
}


@pytest.fixture
def first(tmp_path: Path) -> Report:
    """The first quarter, whose figures are complete up to 10 July."""
    master = partnership(tmp_path, PLAN)
    send(master, Q1, FIRST)
    return build_report(master, collect(master, Q1))


def test_the_rule_and_the_source_of_a_series_stand_beside_its_target(first: Report) -> None:
    thefts, warnings, cctv, _, burglary = first.series
    assert thefts.target.split("\n") == [
        "Target: at most 12 addresses", "RAG: Green at most 12, Amber at most 16", "Source: Police crime system",
    ]  # fmt: skip
    assert warnings.target.split("\n")[1:] == ["Target: at most 100 addresses", "RAG: Green within 1%, Amber within 5%"]
    assert cctv.target == "Target: milestone achieved by 30 September 2014"
    first_line, *others = burglary.target.split("\n")
    assert first_line == "Target: at most 650 burglaries per 100,000 residents"
    assert others[-1] == "RAG: by this quarter alone, tolerance 5%"
    facts = {name: text for page in pages(first) if page.series.id == "t" for name, text in page.facts}
    assert facts["RAG"] == "Green at most 12, Amber at most 16"
    assert facts["Source"] == "Police crime system"


def test_what_is_due_this_quarter_is_listed_with_its_status(first: Report, tmp_path: Path) -> None:
    assert list(due(first)) == [("1.4", "Plan adopted, due 30 June 2014: on track.")]
    assert [one.rag for one in first.series if one.series.due] == ["Amber", "Red"]  # its day was past by 10 July
    path = tmp_path / "report.docx"
    write_word(first, path)
    told = [one.text for one in Document(str(path)).paragraphs]
    assert told[told.index("Due this quarter") + 1] == "1.4  Plan adopted, due 30 June 2014: on track."


def test_what_is_due_stands_beside_the_overdue_actions_so_that_the_summary_stays_one_page(tmp_path: Path) -> None:
    patrol: dict[str, Cell] = {"action id": "A1", "ref": "1.1", "action": "Patrol", "owner": "Lead", "status": "Done",
                               "due": date(2014, 7, 1)}  # fmt: skip
    rows = {}
    for status in ("Done", "In progress"):
        master = partnership(tmp_path / status, PLAN, more={"Actions": ({**patrol, "status": status},)})
        send(master, Q1, FIRST)
        sheet = make_workbook(build_report(master, collect(master, Q1)))["Summary"]
        rows[status] = [tuple(filter(None, row)) for row in sheet.iter_rows(min_row=1, values_only=True)]
    assert ("Due this quarter",) in rows["Done"]
    assert ("Actions overdue", "Due this quarter") in rows["In progress"]


def test_what_is_off_target_says_by_which_rule(first: Report) -> None:
    told = dict(off_target(first))
    assert told["1.4"].startswith("Red. Plan adopted: due 30 June 2014, not achieved: on track.")
    assert told["1.5"].startswith(
        "Red. Burglary: 175.0 in Q1, where the target is at most 162.5 (by this quarter alone)."
    )


def test_at_year_end_the_year_is_judged_and_no_quarter_alone(tmp_path: Path) -> None:
    plan = {"id": "c", "ref": "1.6", "measure": "Answers", "kind": "rate", "polarity": "higher"}
    rule = {"target_rule": "at least", "target": 0.9, "judged": "quarter"}
    master = partnership(tmp_path, ({**plan, **rule},))
    for quarter, figure in zip((Q1, Q2, Q3, Q4), (80, 80, 80, 95), strict=True):
        send(master, quarter, answers=answers(c=Answer(figure=figure, out_of=100)))
    third, fourth = (dict(off_target(build_report(master, collect(master, of))))["1.6"] for of in (Q3, Q4))
    assert "80.0% in Q3, where the target is at least 90.0% (by this quarter alone)." in third
    assert "83.8% for the year, where the target is at least 90.0%." in fourth


def test_one_is_said_in_the_plan_s_own_word_and_never_guessed(first: Report) -> None:
    thefts, warnings, *_ = first.series
    assert thefts.sentences[0].startswith("1 address in Q1")
    assert warnings.sentences[0].startswith("1 (addresses) in Q1")
    assert warnings.target.startswith("Baseline: 1 (addresses)")


@pytest.mark.parametrize(
    ("unit", "one", "said"),
    [
        ("offences", "", "1 offence"),
        ("repeat victims", "", "1 repeat victim"),
        ("people assessed", "", "1 person assessed"),
        ("calls from residents", "", "1 call from residents"),
        ("addresses", "", "1 (addresses)"),
        ("addresses", "address", "1 address"),
        ("offences", "recorded offence", "1 recorded offence"),
        ("", "", "1"),
        ("£", "", "£1"),
    ],
)
def test_the_singular_of_known_words_is_on_a_list(unit: str, one: str, said: str) -> None:
    assert counted(Fraction(1), unit, one=one) == said


def test_a_revision_to_one_is_said_in_the_singular(tmp_path: Path) -> None:
    master = partnership(tmp_path, PLAN)
    send(master, Q1, {**FIRST, "t": Answer(figure=3, status="Provided")})
    send(master, Q2, FIRST, revised={("t", Q1): Revised(figure=1)}, as_at=date(2014, 10, 9))
    report = build_report(master, collect(master, Q2))
    assert ("1.1", "Thefts: 2014/15 Q1 revised from 3 to 1 address.") in list(revised(report))


def test_json_says_what_is_judged_and_by_what(first: Report) -> None:
    told: dict[str, Any] = {one["id"]: one for one in json.loads(json.dumps(report_json(first, [])))["series"]}
    assert told["t"]["thresholds"] == {"green": 3, "amber": 4}  # a quarter of the year's falls to the first
    assert (told["t"]["rag_rule"], told["t"]["source"]) == ("thresholds", "Police crime system")
    assert told["t"]["judged"] == {"by": "profile", "value": 1, "against": 3}
    assert (told["w"]["green_within"], told["w"]["thresholds"], told["w"]["rag_rule"]) == (0.01, None, "tolerance")
    assert (told["m"]["due"], told["m"]["judged"]["value"]) == ("2014-09-30", None)
    assert (told["p"]["per"], told["p"]["judged"]) == (100_000, {"by": "quarter", "value": 175, "against": 162.5})
    assert told["w"]["per"] is None


def test_the_publication_copy_gives_bounds_and_sources(tmp_path: Path) -> None:
    master = partnership(tmp_path, PLAN)
    send(master, Q1, FIRST)
    copy = publication(public_report(master, collect(master, Q1)))
    (year,) = (table for table in copy.tables if "Target" in table.head)
    targets = {row[1]: row[year.head.index("Target")] for row in year.rows}
    assert targets["Thefts"] == "at most 12 addresses; Green at most 12, Amber at most 16"
    notes = dict(copy.notes)
    assert notes["Source of 1.1"] == "Police crime system"
    assert notes["RAG of 1.1"] == "Green at most 12, Amber at most 16."


def _five_rules(tmp_path: Path) -> tuple[Master, Collection]:
    common: dict[str, Cell] = {"unit": "offences", "polarity": "lower", "target": 100, "target_rule": "at most"}
    plan: tuple[Mapping[str, Cell], ...] = (
        {**common, "id": "i", "ref": "1.1", "measure": "Robbery", "rag_rule": "improving"},
        {**common, "id": "e", "ref": "1.2", "measure": "Arson", "judged": "projection"},
        {**common, "id": "c", "ref": "1.3", "measure": "Cycles", "rag_rule": "chance"},
        {**common, "id": "o", "ref": "1.4", "measure": "Vans", "tolerance": 0.2},
        {**common, "id": "u", "ref": "1.5", "measure": "Sheds"},
    )
    master = partnership(tmp_path, plan)
    send(master, Q1, {name: Answer(figure=27, commentary="So.") for name in "iecou"})
    return master, collect(master, Q1)


def test_every_rule_that_is_not_the_plan_s_usual_one_is_told_where_it_colours(tmp_path: Path) -> None:
    lines = {one.series.id: [line for line in one.target.split("\n") if line.startswith("RAG")]
             for one in build_report(*_five_rules(tmp_path)).series}  # fmt: skip
    assert lines == {
        "i": ["RAG: Green within 10% of the target, else Amber where no worse than last year"],
        "e": ["RAG: by the projected year end, tolerance 5%"],
        "c": ["RAG: Green from a chance of 80%, Red up to 20%"],
        "o": ["RAG: tolerance 20%"],
        "u": [],
    }


def test_what_is_green_off_its_target_says_so_wherever_it_is_green(tmp_path: Path) -> None:
    report = build_report(*_five_rules(tmp_path))
    robbery = report.measures[0]
    assert (robbery.rag, robbery.rag_reason) == ("Green", "off target, but within 10%, early indication")
    assert scorecard(report).themes[0][1][0].rag_words == "Green\n(off target, but within 10%)"
    assert dict(off_target(report))["1.1"].startswith(
        "Green. Robbery: 27 to date, where the target is at most 25 (Green within 10% of the target"
    )


def test_the_notes_of_the_copy_explain_each_rule_with_its_tolerance(tmp_path: Path) -> None:
    notes = dict(publication(public_report(*_five_rules(tmp_path))).notes)
    assert notes["RAG"].endswith("Tolerance: 5%.")
    assert "Amber: off target by no more than the tolerance." in notes["RAG"]
    assert notes["RAG of 1.1"].startswith("Green within 10% of the target, else Amber where no worse than last year.")
    assert notes["RAG of 1.2"].endswith("tolerance 5%. At year end by the year's figure.")


def test_thresholds_of_the_year_beside_a_target_to_date_say_so(tmp_path: Path) -> None:
    """Else 113 reads as Amber although it is below both of them."""
    fires = {**PLAN[0], "target": None, "target_rule": None, "green": 200, "amber": 230, "unit_one": None}
    master = partnership(tmp_path, (fires,), settings={"quarter": "Q2"})
    for quarter, figure in ((Q1, 52), (Q2, 61)):
        send(master, quarter, {"t": Answer(figure=figure, commentary="So.")}, as_at=quarter.last_day)
    (line,) = off_target(build_report(master, collect(master, Q2)))
    assert "113 to date, where the target is at most 100 (for the year Green at most 200, Amber at most 230)." in str(
        line
    )


@pytest.mark.parametrize(
    ("own", "running", "at_year_end"),
    [
        ({"judged": "projection"}, "RAG: by the projected year end, tolerance 5%", ""),
        ({"judged": "quarter"}, "RAG: by this quarter alone, tolerance 5%", ""),
        ({"rag_rule": "chance"}, "RAG: Green from a chance of 80%, Red up to 20%", "RAG: at year end any miss is Red"),
        ({"green": 90, "amber": 110}, "RAG: Green at most 90, Amber at most 110", "= running"),
    ],
)
def test_at_year_end_no_page_prints_the_rule_of_the_running_year(
    own: dict[str, Cell], running: str, at_year_end: str, tmp_path: Path
) -> None:
    """Nothing is projected any more and no chance is left; theme and measure pages went on telling them."""
    plan = ({"id": "a", "ref": "1.1", "measure": "Calls", "unit": "calls", "polarity": "lower", "target": 100,
             "target_rule": "at most", **own},)  # fmt: skip
    master = partnership(tmp_path, plan)
    told = []
    for quarter in (Q1, Q2, Q3, Q4):
        send(master, quarter, {"a": Answer(figure=25)}, as_at=quarter.last_day)
        collection = collect(master, quarter)
        report = build_report(master, collection)
        rules = [line for line in report.series[0].target.split("\n") if line.startswith("RAG: ")]
        copy = publication(public_report(master, collection))
        words = running.removeprefix("RAG: ")
        assert (words in str((copy.notes, copy.tables))) == (rules == [running])
        told.append("".join(rules))
    assert told == [running, running, running, running if at_year_end == "= running" else at_year_end]
