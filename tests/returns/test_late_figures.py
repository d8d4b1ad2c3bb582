"""Figures that come late: each is asked for once, the closed year is completed, nothing is lost or counted twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.support import Cell, partnership, write_plan
from xlcsp import frames
from xlcsp.cli import main
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.errors import PlanError
from xlcsp.files.read import read_book
from xlcsp.forms.layout import Answer, Revised
from xlcsp.forms.write import write_form
from xlcsp.pipeline import NOTHING_ELSE, make
from xlcsp.pipeline.release import release
from xlcsp.planbook import Master, find_master, read_master
from xlcsp.report.publication.tables import publication
from xlcsp.report.publication.values import CONFIDENTIAL
from xlcsp.report.publication.withhold import public_report
from xlcsp.returns.collect import collect
from xlcsp.returns.issue import forms
from xlcsp.returns.read import read_return

BASE: dict[str, Cell] = {"id": "a", "ref": "1.1", "measure": "Treatment", "unit": "clients", "polarity": "higher",
                         "target_rule": "at least", "target": 100}  # fmt: skip
PROMPT: dict[str, Cell] = {**BASE, "id": "b", "ref": "1.2", "measure": "Calls"}
HELD: dict[str, Cell] = {"id": "a", "year": "2013/14", "Q1": 11, "Q2": 12, "Q3": 13, "target_rule": "at least",
                         "target": 48}  # fmt: skip


def figure_of(quarter: Quarter) -> int:
    """Another number for each quarter."""
    return 10 * (quarter.start - 2010) + quarter.number


def send_all(master: Master, quarter: Quarter, revised: Mapping[tuple[str, Quarter], Revised] | None = None) -> None:
    """The form as issued, each row answered by the number of the quarter that it is of."""
    known = collect(master, quarter.plus(-1)).figures if quarter.number > 1 else {}
    for form in forms(master, quarter, known, date(2014, 7, 1)):
        filled = replace(
            form,
            answers={series.id: answer(series, own) for series, own in form.rows},
            revised=dict(revised or {}),
            as_at=quarter.last_day,
            signed_by="Lead officer",
            signed=quarter.last_day,
        )
        write_form(filled, master.path.parent / "returns" / quarter.folder / f"{form.provider} {quarter.short}.xlsx")


def answer(series: Series, own: Quarter) -> Answer:
    """The quarter's number; of months in three parts."""
    figure = figure_of(own)
    if series.frequency == "monthly":
        return Answer(month_1=1, month_2=2, month_3=figure - 3, status="Provided")
    return Answer(figure=figure, status="Provided")


def asked(master: Master, quarter: Quarter) -> dict[str, Quarter]:
    """The quarter of each row of the form."""
    return {series.id: own for form in forms(master, quarter, {}, None) for series, own in form.rows}


def next_year(master: Master) -> Master:
    """The master that new-year makes."""
    assert main(["new-year", str(master.path)]) == 0
    start = master.settings.quarter.start
    names = [f"{one}-{(one + 1) % 100:02d}" for one in (start, start + 1)]
    return read_master(find_master(master.path.parent.with_name(master.path.parent.name.replace(*names))))


@pytest.mark.parametrize(
    ("lag", "often"),
    [
        (1, "quarterly"),
        *(pytest.param(lag, "quarterly", marks=pytest.mark.long) for lag in (2, 3)),
        (4, "quarterly"),
        pytest.param(1, "monthly", marks=pytest.mark.long),
    ],
)
def test_over_three_years_no_figure_is_lost_and_none_counts_twice(tmp_path: Path, lag: int, often: str) -> None:
    master = partnership(tmp_path / "CSP 2014-15", ({**BASE, "lag_quarters": lag, "frequency": often}, PROMPT))
    seen: dict[str, list[Quarter]] = {"a": [], "b": []}
    for _ in range(3):
        start = master.settings.quarter.start
        for number in range(1, 5):
            at = Quarter(start, number)
            for name, own in asked(master, at).items():
                seen[name].append(own)
            send_all(master, at)
            found = make(master, at)
            assert found.collection.problems == []
            assert found.collection.missing == []
            (late,) = [one for one in found.report.series if one.series.id == "a"]
            known = [slot.quarter for slot in late.assessment.observed.slots if slot.state == "figure"]
            assert known == [one for one in seen["a"] if one.start == start]  # no other is known, and none is missing
            assert {slot.state for slot in late.assessment.observed.slots} <= {"figure", "not due"}
        last, master = master, next_year(master)
        year = master.history["a"][-1]
        assert year.start == start
        assert [value for value in year.quarters if value is not None] == [
            figure_of(one) for one in seen["a"] if one.start == start
        ]
        for whole in master.history["a"][:-1]:
            assert whole.quarters == tuple(figure_of(Quarter(whole.start, number)) for number in range(1, 5))
            assert whole.year_total == sum(figure_of(Quarter(whole.start, number)) for number in range(1, 5))
        assert last.path.is_file()
    first = Quarter(2014, 1)
    assert seen["b"] == [first.plus(place) for place in range(12)]
    assert seen["a"] == [first.plus(place) for place in range(12 - lag)]


def a_new_year(folder: Path, lag: int = 1, history: Mapping[str, Cell] = HELD) -> Master:
    return partnership(folder, ({**BASE, "lag_quarters": lag}, PROMPT), history=(history,))


def test_the_figure_of_a_whole_year_is_told_once(tmp_path: Path) -> None:
    """It read "34 clients (Q4: 34)" of an annual measure."""
    row: dict[str, Cell] = {**BASE, "lag_quarters": 1, "frequency": "annual"}
    held: dict[str, Cell] = {"id": "a", "year": "2013/14", "target_rule": "at least", "target": 48}
    master = partnership(tmp_path, (row, PROMPT), history=(held,))
    send_all(master, Quarter(2014, 1))
    (late, _) = make(master, Quarter(2014, 1)).report.series
    assert late.outturn is not None
    assert late.outturn.text == "34 clients. Target at least 48 clients: not achieved."


def test_the_outturn_and_its_verdict_are_told_in_the_new_years_report(tmp_path: Path) -> None:
    master = a_new_year(tmp_path)
    send_all(master, Quarter(2014, 1))
    (late, prompt) = make(master, Quarter(2014, 1)).report.series
    assert late.rag == "Not due"
    assert late.outturn is not None
    assert late.outturn.title == "2013/14 outturn"
    assert late.outturn.text == "70 clients (Q4: 34). Target at least 48 clients: achieved."
    assert late.outturn.as_dict()["value"] == 70
    assert prompt.outturn is None
    assert late.history[-1].quarters == (11, 12, 13, 34)
    table = frames.figures(master.path.parent, "Q1")
    row = table[(table["id"] == "a") & (table["year"] == "2013/14")].iloc[0]
    assert (row["quarter"], row["numerator"], row["file"]) == (4, 34, "2014-15 Q1/Police Q1.xlsx")
    assert frames.results(master.path.parent, "Q1")["outturn"].iloc[0] == 70


def test_it_is_held_against_the_target_of_its_own_year(tmp_path: Path) -> None:
    missed = a_new_year(tmp_path / "a", history={**HELD, "target": 71})
    send_all(missed, Quarter(2014, 1))
    (late, _) = make(missed, Quarter(2014, 1)).report.series
    assert late.outturn is not None
    assert str(late.outturn.verdict) == "Target not achieved (within tolerance)"
    untold = a_new_year(tmp_path / "b", history={name: HELD[name] for name in ("id", "year", "Q1", "Q2", "Q3")})
    send_all(untold, Quarter(2014, 1))
    (late, _) = make(untold, Quarter(2014, 1)).report.series
    assert late.outturn is not None
    assert str(late.outturn.verdict) == "Cannot be determined: History does not say the target of 2013/14"


def test_while_a_figure_is_still_to_come_no_verdict_is_given(tmp_path: Path) -> None:
    master = a_new_year(tmp_path, 2, {**HELD, "Q3": None})
    assert asked(master, Quarter(2014, 1)) == {"a": Quarter(2013, 3), "b": Quarter(2014, 1)}
    send_all(master, Quarter(2014, 1))
    (late, _) = make(master, Quarter(2014, 1)).report.series
    assert late.outturn is not None
    assert (late.outturn.verdict, late.outturn.title) == (None, "2013/14 so far")
    assert late.outturn.text == "56 clients (Q3: 33). Still to come: Q4 with the return of 2014/15 Q2."


def test_late_figures_that_no_form_asks_for_are_named_until_history_or_the_plan_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a row of last year there is nothing that they could complete."""
    plan = {**BASE, "lag_quarters": 1}
    answers: tuple[tuple[dict[str, Cell], tuple[dict[str, Cell], ...], int], ...] = (
        (plan, (), 1),
        (plan, (HELD,), 0),
        ({**plan, "first_year": "2014/15"}, (), 0),
        (BASE, (), 0),
    )
    for row, history, count in answers:
        master = read_master(write_plan(tmp_path, (row,), history=history, settings={"quarter": "Q1"}))
        told = [one for one in collect(master, Quarter(2014, 1)).queries if one.code == "late year missing"]
        assert ["late figures of 2013/14 (Q4)" in one.found for one in told] == [True] * count
    write_plan(tmp_path, (plan,), settings={"quarter": "Q1"})
    main(["issue", str(tmp_path)])
    assert "or first_year 2014/15 on Measures" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("row", "held", "quarter", "count"),
    [
        ({}, {"Q4": None}, 1, 1),
        ({}, {"Q4": None}, 2, 0),  # once, when the year begins
        ({}, {}, 1, 0),
        ({}, {"Q4": None, "year_total": 120}, 1, 0),
        ({"lag_quarters": 1}, {"Q4": None}, 1, 0),  # this quarter's form asks for it
        ({"first_year": "2014/15"}, {"Q4": None}, 1, 0),
        ({"closed_from": "2013/14 Q4"}, {"Q4": None}, 1, 0),
    ],
)
def test_a_gap_of_last_years_last_quarter_is_asked_about_again(
    row: dict[str, Cell], held: dict[str, Cell], quarter: int, count: int, tmp_path: Path
) -> None:
    """The forms of a year ask again for its earlier quarters; no form did for the last one."""
    past = {**HELD, "Q4": 30, **held}
    settings: dict[str, Cell] = {"quarter": f"Q{quarter}"}
    master = read_master(write_plan(tmp_path, ({**BASE, **row},), history=(past,), settings=settings))
    found = collect(master, Quarter(2014, quarter)).queries
    told = [(one.cell, one.found) for one in found if one.code == "last quarter missing"]
    why = "2013/14 Q4 has no figure, and last year's forms could not ask for it again"
    assert told == [("F5", f"{BASE['ref']}: {why}")] * count


def test_a_late_figure_that_never_came_is_missing_and_no_zero(tmp_path: Path) -> None:
    master = a_new_year(tmp_path)
    found = make(master, Quarter(2014, 1))
    assert [one[0] for one in found.collection.missing] == ["Police"]
    (late, _) = found.report.series
    assert late.outturn is not None
    assert late.outturn.text.startswith("Q1, Q2 and Q3 only (Q4: no figure, no return).")
    assert "Cannot be determined" in late.outturn.text


def test_the_form_says_which_quarter_a_row_is_of(tmp_path: Path) -> None:
    master = a_new_year(tmp_path)
    assert main(["issue", str(master.path), "--quarter", "Q1"]) == 0
    form = read_return(master.path.parent / "forms" / "2014-15 Q1" / "Police.xlsx", "Police.xlsx")
    assert [row.text("What to enter") for row in form.rows] == [
        "Number of clients, for January to March 2014 (2013/14 Q4)", "Number of clients",
    ]  # fmt: skip
    assert form.earlier is not None
    said = [(row.text("For quarter"), row.text("Last reported")) for row in form.earlier]
    assert said == [("2013/14 Q1", "11"), ("2013/14 Q2", "12"), ("2013/14 Q3", "13")]


def test_a_form_of_another_lag_is_not_read_as_another_quarter(tmp_path: Path) -> None:
    master = a_new_year(tmp_path)
    send_all(master, Quarter(2014, 1))
    other = read_master(write_plan(tmp_path, ({**BASE, "lag_quarters": 2}, PROMPT), history=({**HELD, "Q3": None},)))
    found = collect(other, Quarter(2014, 1))
    assert [one.code for one in found.problems] == ["other quarter"]
    assert not found.figures["a"][Quarter(2013, 3)].has_value


def test_what_history_holds_already_is_asked_of_nobody(tmp_path: Path) -> None:
    master = a_new_year(tmp_path / "a")
    send_all(master, Quarter(2014, 1))
    adopted = read_master(
        write_plan(tmp_path / "a", ({**BASE, "lag_quarters": 1}, PROMPT), history=({**HELD, "Q4": 34},))
    )
    assert asked(adopted, Quarter(2014, 1)) == {"b": Quarter(2014, 1)}
    found = make(adopted, Quarter(2014, 1))  # the return still holds it: neither unknown nor counted twice
    assert found.collection.problems == []
    (late, _) = found.report.series
    assert late.outturn is not None
    assert late.outturn.value == "70"
    assert not any(frames.figures(tmp_path / "a", "Q1")["year"] == "2013/14")  # it stands in frames.history


def test_a_reissue_with_a_late_figure_tells_what_became_of_last_year(tmp_path: Path) -> None:
    """Version 1.0 printed that there was no return: [x], not "not due"."""
    at = Quarter(2014, 1)
    held = {**HELD, "D1": 50_000, "D2": 50_000, "D3": 50_000, "D4": 50_000, "target": 1}
    rate = {**BASE, "kind": "per population", "population": 51_000, "lag_quarters": 1}
    master = partnership(tmp_path, (rate, PROMPT), history=(held,))
    release(make(master, at), "1.0", "Board", NOTHING_ELSE)
    send_all(master, at)
    release(make(master, at), "1.1", "A late return", NOTHING_ELSE)
    told = json.loads(next(tmp_path.rglob("v1.1/release.json")).read_text(encoding="utf-8"))["notices"]
    (notice,) = [one for one in told if one["what"].endswith("2013/14 Q4")]
    assert (notice["old"], notice["new"], notice["kind"]) == ("[x]", "34 among 50,000 residents", "supplied late")
    assert notice["effect"] == (
        "outturn from no figure to 1.4 per 1,000; verdict from Cannot be determined to Target achieved"
    )


def test_the_outturn_of_a_rate_per_population_is_per_so_many_residents_of_its_own_year(tmp_path: Path) -> None:
    """It read "1.4 clients", and the publication named the residents of the year after."""
    at = Quarter(2014, 1)
    held = {**HELD, "D1": 50_000, "D2": 50_000, "D3": 50_000, "D4": 50_000, "target": 1}
    rate = {**BASE, "kind": "per population", "population": "Town", "lag_quarters": 1}
    town = {"area": "Town", "year": 2014, "population": 51_000, "source": "ONS"}
    master = partnership(tmp_path, (rate, PROMPT), history=(held,), more={"Populations": (town,)})
    send_all(master, at)
    late = make(master, at).report.series[0]
    assert late.outturn is not None
    assert late.outturn.text.startswith("1.40 per 1,000 (Q4: 34 among 50,000 residents). Target at least 1 client")
    tables = publication(public_report(master, collect(master, at))).tables
    (row,) = next(one for one in tables if one.sheet == "Last year").rows
    assert row[3] == "clients per 1,000 residents, population 50,000 (2013/14)"


def test_a_late_figure_and_its_year_can_be_revised(tmp_path: Path) -> None:
    master = a_new_year(tmp_path)
    send_all(master, Quarter(2014, 1))
    revised = {("a", Quarter(2013, 4)): Revised(figure=35, why="Late records"),
               ("a", Quarter(2013, 2)): Revised(figure=14)}  # fmt: skip
    send_all(master, Quarter(2014, 2), revised)  # of a quarter before the late one too, once that is in
    found = make(master, Quarter(2014, 2))
    assert found.collection.problems == []
    (late, _) = found.report.series
    assert late.outturn is not None
    assert late.outturn.value == "73"
    changed = [(one.quarter, one.old.text, one.new.text) for one in found.report.revisions]
    assert changed == [(Quarter(2013, 2), "12", "14"), (Quarter(2013, 4), "34", "35")]
    assert found.report.series[0].history[-1].quarters == (11, 14, 13, 35)
    again = a_new_year(tmp_path / "b")
    send_all(again, Quarter(2014, 1), {one: said for one, said in revised.items() if one[1].number == 2})
    found = make(again, Quarter(2014, 1))
    assert [(one.quarter, one.old.text, one.new.text) for one in found.report.revisions] == [
        (Quarter(2013, 2), "12", "14")
    ]
    assert found.report.series[0].history[-1].quarters == (11, 14, 13, Fraction(34))


def test_a_late_figure_is_corrected_as_any_other(tmp_path: Path) -> None:
    master = a_new_year(tmp_path)
    send_all(master, Quarter(2014, 1))
    row: dict[str, Cell] = {"id": "a", "year": "2013/14", "quarter": "Q4", "field": "numerator", "old": 34, "new": 36,
                            "reason": "Counted twice", "who": "Officer", "date": date(2014, 8, 1)}  # fmt: skip
    plan = ({**BASE, "lag_quarters": 1}, PROMPT)
    found = make(read_master(write_plan(tmp_path, plan, history=(HELD,), corrections=(row,))), Quarter(2014, 1))
    assert "other year" not in [one.code for one in found.collection.queries]
    assert found.collection.problems == []
    assert found.report.series[0].history[-1].quarters == (11, 12, 13, 36)
    of_history = {**row, "quarter": "Q3", "old": 13}
    found = make(read_master(write_plan(tmp_path, plan, history=(HELD,), corrections=(of_history,))), Quarter(2014, 1))
    assert "other year" in [one.code for one in found.collection.queries]  # it is people's own: corrected there


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"lag_quarters": 5}, "5 is not a number of quarters by which a figure may be late"),
        ({"lag_quarters": 1, "kind": "milestone", "target": None}, "The status of a milestone is known"),
    ],
)
def test_a_lag_that_no_form_could_ask_for_is_a_fault(tmp_path: Path, row: Mapping[str, Cell], found: str) -> None:
    with pytest.raises(PlanError, match=found):
        read_master(write_plan(tmp_path, ({**BASE, **row},)))


def test_a_series_that_ends_is_kept_until_its_last_figure_has_come(tmp_path: Path) -> None:
    closed: dict[str, Cell] = {**BASE, "lag_quarters": 1, "closed_from": "2015/16 Q1"}
    master = partnership(tmp_path / "CSP 2014-15", (closed, PROMPT))
    for number in range(1, 5):
        send_all(master, Quarter(2014, number))
    master = next_year(master)
    assert asked(master, Quarter(2015, 1))["a"] == Quarter(2014, 4)
    for number in range(1, 5):
        send_all(master, Quarter(2015, number))
    assert asked(master, Quarter(2015, 2)) == {"b": Quarter(2015, 2)}
    master = next_year(master)
    assert [one.id for one in master.plan.series] == ["b"]
    sheet = read_book(master.path).sheets["History"]
    held = [[sheet.text(row, column) for column in range(1, 8)] for row in range(5, len(sheet.rows) + 1)]
    assert ["a", "2014/15", "41", "42", "43", "44", "170"] in held


def proposed(path: Path) -> list[tuple[str, str, str]]:
    """What *Proposals* offers for *History*: what, what stands there now, what is proposed."""
    sheet = read_book(path).sheets["Proposals"]
    rows = [[sheet.text(row, column) for column in range(1, 9)] for row in range(5, len(sheet.rows) + 1)]
    return [(row[3], row[4], row[5]) for row in rows if row[0] == "history"]


def test_a_rebuild_offers_the_late_figures_for_history_beside_what_stands_there(tmp_path: Path) -> None:
    first = partnership(tmp_path / "CSP 2014-15", ({**BASE, "lag_quarters": 1}, PROMPT))
    for number in range(1, 5):
        send_all(first, Quarter(2014, number))
    master = next_year(first)
    before = read_book(master.path).sheets["Proposals"]
    lines = [before.text(row, 1) for row in range(5, len(before.rows) + 1)]
    assert lines
    send_all(master, Quarter(2015, 1))
    for _ in range(2):  # and again: nothing doubles
        assert main(["refresh", str(master.path)]) == 0
        assert proposed(master.path) == [
            ("Treatment: 2014/15 year_total", "blank", "170"), ("Treatment: 2014/15 Q4", "blank", "44"),
        ]  # fmt: skip
    after = read_book(master.path).sheets["Proposals"]
    assert [after.text(row, 1) for row in range(5, 5 + len(lines))] == lines
    same = master.path.read_bytes()
    assert main(["upgrade", str(master.path)]) == 0
    assert master.path.read_bytes() == same
    assert main(["refresh", str(master.path), "--quarter", "Q2"]) == 1  # Q2's return is missing
    assert len(proposed(master.path)) == 2


def test_a_small_late_figure_is_not_given_away_by_the_publication(tmp_path: Path) -> None:
    plan = ({**BASE, "lag_quarters": 1, "disclosive": "yes", "target": 20}, PROMPT)
    for name, history, is_told in (("a", {**HELD, "target": 20}, True), ("b", {**HELD, "Q3": 3, "target": 20}, False)):
        master = read_master(write_plan(tmp_path / name, plan, history=(history,)))
        send_all(master, Quarter(2014, 1))
        public = publication(public_report(master, collect(master, Quarter(2014, 1))))
        tables = {table.name: table.rows for table in public.tables}
        rows = [row for row in tables.get("last_year", ()) if row[0] == "1.1"]
        assert [row[4:] for row in rows] == ([("2013/14", 70, "at least 20 clients", "Target achieved")] * is_told)
        told = [row for row in tables["figures"] if row[0] == "1.1" and row[4] == "2013/14"]
        assert [row[6] == CONFIDENTIAL for row in told] == [not is_told] * 4  # no row is left out in silence
