"""A series of each kind, all the way from form to publication. A place that forgets a kind fails here."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.support import Q1, Q2, Q3, Q4, partnership, send
from xlcsp.domain.kinds import KIND_WORDS, KINDS, Asks, Kind, YearRule
from xlcsp.domain.periods import Quarter
from xlcsp.forms.layout import Answer
from xlcsp.master.workbook import Cell
from xlcsp.measures import MeasureError, project, rag, year_to_date
from xlcsp.measures.rag_rules import RULES, Rule
from xlcsp.pipeline import Wanted, make, write
from xlcsp.planbook import Master
from xlcsp.report.model import SeriesReport

QUARTERS = (Q1, Q2, Q3, Q4)
FILLED = {
    Asks.NUMBER: Answer(figure=12, status="Provided"),
    Asks.PAIR: Answer(figure=6, out_of=10, status="Provided"),
    Asks.BOTH: Answer(figure=6, out_of=10, status="Provided"),
    Asks.RESIDENTS: Answer(figure=12, out_of=4000, status="Provided"),
    Asks.PERCENTAGE: Answer(percentage=30, status="Provided"),
    Asks.STATUS: Answer(milestone="On track", status="Provided"),
}


def row(number: int, kind: Kind) -> dict[str, Cell]:
    given: dict[str, Cell] = {"id": kind.word, "ref": f"1.{number}", "measure": f"Measure of the kind {kind}",
                              "kind": kind.word, "unit": "pounds", "polarity": "lower",
                              "target_rule": "at most"}  # fmt: skip
    return given if kind.has_status else given | {"target": 0.5 if kind.is_proportion else 50}


def history(kind: Kind) -> tuple[dict[str, Cell], ...]:
    if not kind.has_number:
        return ()
    below: dict[str, Cell] = {f"D{n}": 4000 for n in range(1, 5)} if kind.has_denominator else {}
    return tuple(
        {"id": kind.word, "year": year, "Q1": 9, "Q2": 11, "Q3": 12, "Q4": 10} | below
        for year in ("2012/13", "2013/14")
    )


def sent(folder: Path, kinds: Sequence[Kind], upto: Quarter, answer: Answer | None = None) -> Master:
    rows = tuple(row(number, kind) for number, kind in enumerate(kinds, 1))
    master = partnership(folder, rows, history=tuple(year for kind in kinds for year in history(kind)))
    filled = {kind.word: answer or FILLED[kind.asks] for kind in kinds}
    for quarter in QUARTERS[: upto.number]:
        send(master, quarter, filled, as_at=date(2014 + quarter.number // 4, 5, 1))
    return master


def only(master: Master, quarter: Quarter) -> SeriesReport:
    made = make(master, quarter)
    assert [one for one in made.collection.problems if one.series] == []
    return next(iter(made.report.series))


@pytest.mark.parametrize("quarter", [Q1, Q3, Q4], ids=str)
def test_a_series_of_each_kind_goes_from_its_form_to_its_report(quarter: Quarter, tmp_path: Path) -> None:
    master = sent(tmp_path, KINDS, quarter)
    made = make(master, quarter)
    assert [one for one in made.collection.problems if one.series] == []
    not_rated = [series.series.id for series in made.report.series if series.rag not in ("Red", "Amber", "Green")]
    assert not_rated == []
    assert len(list(made.report.series)) == len(KINDS)
    assert all(path.exists() for path in write(made, Wanted(docx=True, publish=True)).files)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_each_rag_rule_does_what_its_example_in_the_handbook_says(rule: Rule) -> None:
    given: dict[str, Any] = dict(rule.given)
    assert {value: rag(value, 100, "lower", rule=rule.name, **given) for value in rule.example} == rule.example
    assert {"Green", "Red"} <= set(rule.example.values())


def test_each_member_is_asked_for_by_a_kind() -> None:
    assert {kind.asks for kind in KINDS} == set(Asks)
    assert {kind.year for kind in KINDS} == set(YearRule)


def test_amounts_are_added_up_with_their_decimals() -> None:
    assert year_to_date([1200.5, 800.25], "amount") == 2000.75
    assert project([10.5, 10.5], method="straight line", kind="amount").value == 42
    found = project([10.5, 11.25], [[9.5, 10, 11.25, 12], [9, 10.5, 11, 12.25]], kind="amount")
    low, value, high = (one or 0 for one in (found.low, found.value, found.high))
    assert low < value < high
    assert value != int(value)  # not rounded to whole, as a count is
    with pytest.raises(MeasureError, match="whole number"):
        project([10.5, 11.25], kind="count")


def test_an_amount_misses_its_target_as_a_share_of_it_and_has_no_band_of_one_event() -> None:
    assert rag(10.4, 10, "lower", kind="amount") == "Amber"
    assert rag(10.6, 10, "lower", kind="amount") == "Red"
    assert rag(11, 10, "lower", kind="count") == "Amber"


def test_an_amount_is_printed_with_its_decimals(tmp_path: Path) -> None:
    amount = KINDS[KIND_WORDS.index("amount")]
    one = only(sent(tmp_path, [amount], Q2, Answer(figure=12.5, status="Provided")), Q2)
    assert one.assessment.to_date == Fraction(25)
    assert "12.5 pounds in Q2" in one.sentences[1]
