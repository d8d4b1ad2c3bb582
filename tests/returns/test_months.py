"""Monthly series in plan, form, return and report, through real files; quarters are made from their months."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.support import Q1, Q2, Q3, codes, partnership, put_xml, send, value_of
from xlcsp.domain.kinds import COUNT
from xlcsp.domain.periods import Month, Quarter
from xlcsp.errors import PlanError
from xlcsp.files.read import read_book
from xlcsp.forms import layout
from xlcsp.forms.layout import Answer, Revised
from xlcsp.forms.rows import FIRST_ROW
from xlcsp.forms.write import write_form
from xlcsp.master.workbook import Cell
from xlcsp.pipeline import make, write
from xlcsp.planbook import Master
from xlcsp.report.publication.tables import publication
from xlcsp.report.publication.withhold import public_report
from xlcsp.report.revised import revised as revised_words
from xlcsp.report.revised import steps, why
from xlcsp.returns.collect import Collection, collect
from xlcsp.returns.issue import form_for

BURGLARY: dict[str, Cell] = {
    "id": "b", "ref": "1.1", "measure": "Burglary", "unit": "offences", "polarity": "lower", "target_rule": "at most",
    "target": 1200, "frequency": "monthly",
}  # fmt: skip
SUPPORT: dict[str, Cell] = {
    "id": "s", "ref": "1.2", "measure": "Support", "kind": "rate", "unit": "people", "polarity": "higher",
    "target_rule": "at least", "target": 0.5, "frequency": "monthly",
}  # fmt: skip
QUARTERLY: dict[str, Cell] = {"id": "v", "ref": "1.3", "measure": "Violence"}
PLAN = (BURGLARY, SUPPORT, QUARTERLY)
ROW = {name: FIRST_ROW + 2 + place for place, name in enumerate("bsv")}
COLUMNS = {"b": "DFH", "s": "DFH"}  # of the months in a form in which they have what they are out of, too


def months(first: float, second: float, third: float, *, of: tuple[float, ...] = (), **more: str) -> Answer:
    below = dict(zip(("month_1_of", "month_2_of", "month_3_of"), of, strict=False))
    return Answer(month_1=first, month_2=second, month_3=third, status="Provided", **below, **more)  # type: ignore[arg-type]


ANSWERS = {
    "b": months(90, 100, 110, commentary="Steady."),
    "s": months(3, 4, 5, of=(6, 8, 10)),
    "v": Answer(figure=50, status="Provided"),
}


def history() -> tuple[dict[str, Cell], ...]:
    """Three years, month by month: 36 months of 100, 101, … 111 each year."""
    return tuple(
        {"id": "b", "month": str(Month(2011, 4).plus(place)), "numerator": 100 + place % 12} for place in range(36)
    )


def found(master: Master, quarter: Quarter = Q1) -> Collection:
    return collect(master, quarter)


def test_a_form_asks_for_the_three_months_and_works_the_quarter_out(tmp_path: Path) -> None:
    master = partnership(tmp_path, PLAN)
    send(master, Q1, ANSWERS)
    sheet = read_book(tmp_path / "returns" / Q1.folder / "Police.xlsx", "f").sheets["Return"]
    assert [sheet.text(FIRST_ROW + 1, column) for column in range(4, 12)] == [
        "April", "April out of", "May", "May out of", "June", "June out of", "Figure", "Out of",
    ]  # fmt: skip
    own = [[sheet.text(ROW[one], column) for column in range(4, 13)] for one in "bsv"]
    assert own == [
        ["90", "–", "100", "–", "110", "–", "300", "–", "–"],
        ["3", "6", "4", "8", "5", "10", "12", "24", "–"],
        ["–", "–", "–", "–", "–", "–", "50", "–", "–"],
    ]


def test_the_quarter_is_what_its_months_make(tmp_path: Path) -> None:
    master = partnership(tmp_path, PLAN)
    send(master, Q1, ANSWERS)
    collection = found(master)
    assert codes(collection) == []
    assert value_of(collection, "b") == (300, None, None, "")
    assert value_of(collection, "s") == (12, 24, None, "")
    assert [(str(one.month), one.text) for one in collection.figures["s"][Q1].months] == [
        ("April 2014", "3 of 6"), ("May 2014", "4 of 8"), ("June 2014", "5 of 10"),
    ]  # fmt: skip
    assert collection.figures["b"][Q1].months[1].source.cell == f"F{ROW['b']}"


def test_the_white_columns_of_the_form_follow_the_months(tmp_path: Path) -> None:
    master = partnership(tmp_path, PLAN)
    send(master, Q1, ANSWERS)
    send(master, Q2, {**ANSWERS, "b": months(1, 2, 3)}, as_at=date(2014, 10, 10),
         revised={("b", Month(2014, 5)): Revised(figure=130, why="Late recording")})  # fmt: skip
    sheet = read_book(tmp_path / "returns" / Q2.folder / "Police.xlsx", "f").sheets["Return"]
    said = next(text for text in map(str, sheet.rows[ROW["b"] - 1]) if text.startswith("Year to date"))
    assert said.startswith("Year to date 336. Straight-line indication for the year: 672.")
    tables = publication(public_report(master, collect(master, Q2))).tables
    told = {row[4]: row[-1] for table in tables if table.sheet == "Months" for row in table.rows if row[0] == "1.1"}
    assert [told[month] for month in ("April 2014", "May 2014", "June 2014")] == ["Reported", "[r]", "Reported"]


@pytest.mark.parametrize(
    ("answer", "ready"),
    [
        (Answer(), "Fill in"),
        (Answer(month_1=90, month_2=100), "Check the figure"),
        (Answer(month_1=90, month_2=100, reason="Staff change"), "Ready"),
        (Answer(month_1=90, month_2=100, month_3=1.5), "Check the figure"),
        (Answer(month_1=90, month_2=100, month_3=110), "Ready"),
        (Answer(month_1=0, month_2=0, month_3=0), "Ready"),
    ],
    ids=["blank", "two", "two and why", "half an offence", "all", "none at all"],
)
def test_the_form_says_when_a_row_is_ready(answer: Answer, ready: str, tmp_path: Path) -> None:
    master = partnership(tmp_path, (BURGLARY,))
    form = replace(form_for(master, "Police", Q1, {}, None), answers={"b": answer})
    path = tmp_path / "form.xlsx"
    write_form(form, path)
    sheet = read_book(path, "form").sheets["Return"]
    heads = [sheet.text(FIRST_ROW + 1, column) for column in range(1, 25)]
    assert sheet.text(FIRST_ROW + 2, heads.index("Ready?") + 1) == ready


def test_two_months_of_three_are_no_quarter(tmp_path: Path) -> None:
    master = partnership(tmp_path, PLAN)
    send(master, Q1, {**ANSWERS, "b": Answer(month_1=90, month_3=110)})
    made = make(master, Q1)
    (problem,) = made.collection.problems
    assert (problem.code, problem.cell) == ("months missing", f"F{ROW['b']}")
    assert problem.found == "There is no figure for May: 2 of 3 months do not make a quarter"
    assert problem.do == "Enter May, or choose why there is no figure in column O"
    one = next(iter(made.report.series))
    assert (one.rag, one.assessment.to_date, one.assessment.observed.slots[0].reason) == (
        "No data",
        None,
        "2 of 3 months",
    )
    assert one.assessment.rag_reason == "no figure for Q1 (2 of 3 months)"


def test_a_reason_answers_for_the_month_that_is_missing(tmp_path: Path) -> None:
    master = partnership(tmp_path, PLAN)
    send(master, Q1, {**ANSWERS, "b": Answer(month_1=90, month_3=110, reason="Staff change")})
    collection = found(master)
    assert codes(collection) == []
    assert collection.figures["b"][Q1].reason == "2 of 3 months: staff change"


def test_a_month_that_comes_later_completes_the_quarter(tmp_path: Path) -> None:
    master = partnership(tmp_path, PLAN)
    send(master, Q1, {**ANSWERS, "b": Answer(month_1=90, month_3=110, reason="Staff change")})
    send(master, Q2, ANSWERS, as_at=date(2014, 10, 10), revised={("b", Month(2014, 5)): Revised(figure=100)})
    collection = found(master, Q2)
    assert codes(collection) == []
    assert value_of(collection, "b", Q1) == (300, None, None, "")
    (logged,) = collection.revisions
    assert logged.is_supplied  # nothing was known of the quarter before
    assert collection.revised("b") == frozenset()


def test_a_figure_typed_into_the_quarters_cell_is_not_taken(tmp_path: Path) -> None:
    master = partnership(tmp_path, PLAN)
    path = send(master, Q1, {**ANSWERS, "b": Answer()})
    put_xml(path, f"J{ROW['b']}", "<v>300</v>")
    (problem,) = found(master).problems
    assert (problem.code, problem.cell) == ("month in quarter", f"J{ROW['b']}")
    row = ROW["b"]
    assert problem.do == f"Enter each month in its own cell: April (D{row}), May (F{row}) and June (H{row})"
    assert not found(master).figures["b"][Q1].has_value


def test_a_typed_quarter_that_its_months_do_not_make_is_told_and_the_months_count(tmp_path: Path) -> None:
    master = partnership(tmp_path, PLAN)
    path = send(master, Q1, ANSWERS)
    put_xml(path, f"J{ROW['b']}", "<v>310</v>")
    assert codes(found(master)) == ["month in quarter"]
    assert value_of(found(master), "b") == (300, None, None, "")


def test_a_month_outside_the_quarter_is_told(tmp_path: Path) -> None:
    master = partnership(tmp_path, PLAN)
    path = send(master, Q1, {**ANSWERS, "s": Answer(), "b": Answer(month_1=90, month_2=100, month_3=110)})
    put_xml(path, f"H{FIRST_ROW + 1}", "<is><t>July</t></is>", "inlineStr")
    told = [(one.code, one.cell) for one in found(master).problems if one.series == "b"]
    assert ("month outside", f"H{ROW['b']}") in told
    assert found(master).figures["b"][Q1].reason == "2 of 3 months"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (months(3, 4, 5, of=(6, 8)), "half a pair"),
        (months(3, 9, 5, of=(6, 8, 10)), "n above m"),
        (months(3, 4.5, 5, of=(6, 8, 10)), "decimals"),
        (months(3, -4, 5, of=(6, 8, 10)), "negative"),
    ],
)
def test_what_is_wrong_with_a_month_is_told_once_and_the_quarter_is_missing(
    answer: Answer, code: str, tmp_path: Path
) -> None:
    master = partnership(tmp_path, PLAN)
    send(master, Q1, {**ANSWERS, "s": answer})
    assert codes(found(master)) == [code]
    assert not found(master).figures["s"][Q1].has_value


def test_earlier_months_can_be_revised_and_the_last_reported_stands_beside_them(tmp_path: Path) -> None:
    master = partnership(tmp_path, PLAN)
    send(master, Q1, ANSWERS)
    form = form_for(master, "Police", Q2, found(master).figures, None)
    rows = [(one.period, one.last_figure, one.last_out_of) for one in form.earlier if one.series.id != "v"]
    assert rows == [
        ("April 2014", 90, "–"), ("May 2014", 100, "–"), ("June 2014", 110, "–"),
        ("April 2014", 3, 6), ("May 2014", 4, 8), ("June 2014", 5, 10),
    ]  # fmt: skip


def test_one_revised_month_changes_the_quarter_the_rag_and_the_revisions_log(tmp_path: Path) -> None:
    master = partnership(tmp_path, (BURGLARY,), more={"Months": history()})
    send(master, Q1, {"b": months(95, 95, 96)})
    send(master, Q2, {"b": months(98, 98, 98)}, as_at=date(2014, 10, 10))
    assert next(iter(make(master, Q2).report.series)).rag == "Green"
    send(
        master, Q2, {"b": months(98, 98, 98)}, as_at=date(2014, 10, 12), name="Police v2.xlsx",
        revised={("b", Month(2014, 5)): Revised(figure=120, why="Late recording"),
                 ("b", Month(2014, 6)): Revised(figure=97, why="Late recording")},
    )  # fmt: skip
    made = make(master, Q2)
    assert codes(made.collection) == []
    one = next(iter(made.report.series))
    first = one.assessment.observed.slots[0]
    assert (first.value, first.marks, one.rag) == (Fraction(312), ("[r]",), "Amber")
    (revision,) = made.report.revisions
    assert (revision.old.text, revision.new.text) == ("286", "312")
    assert revision.months_text(COUNT) == "May 2014 was 95, is 120; June 2014 was 96, is 97"
    assert revision.new.reason == "Late recording"
    write(made)
    sheet = read_book(made.path, "report").sheets["Revisions"]
    assert [sheet.text(5, column) for column in range(3, 7)] == [
        "2014/15 Q1", "286", "312", "May 2014 was 95, is 120; June 2014 was 96, is 97. Late recording",
    ]  # fmt: skip
    (query,) = [one for one in made.collection.queries if one.code == "earlier quarter changed"]
    for said in (sheet.text(5, 7), query.found):
        assert "2014-15 Q1/Police.xlsx, Return!E14:F14" in said, "the months that changed, not April"


def test_months_of_earlier_years_make_the_quarters_that_history_lacks(tmp_path: Path) -> None:
    master = partnership(tmp_path, (BURGLARY,), more={"Months": history()})
    years = master.history["b"]
    assert [(year.start, [int(one or 0) for one in year.quarters]) for year in years] == [
        (start, [303, 312, 321, 330]) for start in (2011, 2012, 2013)
    ]
    assert [len(year.months) for year in years] == [12, 12, 12]
    send(master, Q1, {"b": months(90, 100, 110)})
    found_now = next(iter(make(master, Q1).report.series)).assessment
    assert found_now.comparators.last_year_quarter == Fraction(303)


def test_two_months_of_a_past_quarter_make_none(tmp_path: Path) -> None:
    rows = tuple(one for one in history() if one["month"] != "May 2013")
    year = partnership(tmp_path, (BURGLARY,), more={"Months": rows}).history["b"][-1]
    assert [one is None for one in year.quarters] == [True, False, False, False]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"id": "x", "month": "May 2013", "numerator": 1}, '"x" is not an id of the sheet Measures'),
        ({"id": "b", "month": "Q1", "numerator": 1}, '"Q1" is not a month. Write its name and the year.'),
        ({"id": "b", "month": "", "numerator": 1}, '"" is not a month. Write its name and the year.'),
        ({"id": "b", "month": "May 2015", "numerator": 1}, "May 2015 is after the year 2014/15 of Settings"),
        ({"id": "b", "month": "May 2013", "numerator": -1}, "-1 is negative"),
        ({"id": "b", "month": "May 2013", "numerator": 1.5}, "1.5 is not a whole number"),
        ({"id": "s", "month": "May 2013", "numerator": 1}, "The denominator of May 2013 is blank"),
        ({"id": "s", "month": "May 2013", "numerator": 3, "denominator": 2}, "3 of 2 is not possible"),
        ({"id": "b", "month": "June 2013", "numerator": 1}, "b has June 2013 already in B5"),
        (
            {"id": "b", "month": "August 2013", "numerator": 5},
            "b 2013/14 Q2 is 9 in History (row 5); its months make 11",
        ),
    ],
)  # fmt: skip
def test_each_fault_of_the_sheet_is_told_once_with_its_cell(row: dict[str, Cell], said: str, tmp_path: Path) -> None:
    good = [{"id": "b", "month": month, "numerator": 3} for month in ("June 2013", "July 2013", "September 2013")]
    with pytest.raises(PlanError) as told:
        partnership(tmp_path, PLAN, more={"Months": (*good, row)}, history=({"id": "b", "year": "2013/14", "Q2": 9},))
    assert [(fault.found, fault.sheet) for fault in told.value.faults] == [(said, "Months")]


def test_a_milestone_has_no_months(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="A milestone has no months"):
        partnership(tmp_path, ({**BURGLARY, "kind": "milestone", "target": None},))


def test_a_form_issued_before_the_series_became_monthly_is_read_as_it_was_issued(tmp_path: Path) -> None:
    before = partnership(tmp_path, ({**BURGLARY, "frequency": "quarterly"},))
    send(before, Q1, {"b": Answer(figure=300, status="Provided")})
    master = partnership(tmp_path, (BURGLARY,))
    assert codes(found(master)) == []
    assert value_of(found(master), "b") == (300, None, None, "")
    send(master, Q2, {"b": months(1, 2, 3)}, as_at=date(2014, 10, 10))
    assert value_of(found(master, Q2), "b", Q2) == (6, None, None, "")


def test_columns_of_months_have_no_names_where_rows_are_of_different_quarters(tmp_path: Path) -> None:
    late: dict[str, Cell] = {**BURGLARY, "id": "l", "ref": "2.1", "lag_quarters": 1}
    master = partnership(tmp_path, (BURGLARY, late))
    form = form_for(master, "Police", Q3, {}, None)
    assert form.month_names == ("Month 1", "Month 2", "Month 3")
    send(master, Q3, {"b": months(1, 2, 3), "l": months(4, 5, 6)}, as_at=date(2015, 1, 10))
    collection = found(master, Q3)
    assert value_of(collection, "b", Q3) == (6, None, None, "")
    assert [str(one.month) for one in collection.figures["l"][Q2].months] == [
        "July 2014",
        "August 2014",
        "September 2014",
    ]
    assert layout.month_below("Month 1") == "Month 1 out of"


def corrected(row: dict[str, Cell], folder: Path) -> Collection:
    same: dict[str, Cell] = {"id": "b", "year": "2014/15", "field": "numerator", "reason": "Counted twice",
                             "who": "Performance officer", "date": date(2014, 8, 1)}  # fmt: skip
    master = partnership(folder, PLAN, corrections=({**same, **row},))
    send(master, Q1, ANSWERS)
    return found(master)


@pytest.mark.parametrize("period", ["May", "may 2014", "May 2014"])
def test_a_month_is_corrected_by_its_name(period: str, tmp_path: Path) -> None:
    collection = corrected({"quarter": period, "old": 100, "new": 95}, tmp_path)
    assert codes(collection) == []
    assert value_of(collection, "b") == (295, None, None, "")
    (revision,) = collection.revisions
    assert (revision.kind, revision.months_text(COUNT)) == ("correction", "May 2014 was 100, is 95")
    assert collection.figures["b"][Q1].commentary == "Steady."


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"quarter": "Q1", "old": 300, "new": 295}, "2014/15 Q1 of b is worked out from its months"),
        ({"quarter": "May", "old": 99, "new": 95}, 'The figure of b in May 2014 is now "100", not "99"'),
        ({"id": "v", "quarter": "May", "old": 50, "new": 45}, "v has no months"),
    ],
)
def test_a_correction_that_does_not_fit_its_months_changes_nothing(
    row: dict[str, Cell], said: str, tmp_path: Path
) -> None:
    collection = corrected(row, tmp_path)
    (problem,) = collection.problems
    assert (problem.found.startswith(said), problem.sheet, collection.revisions) == (True, "Corrections", [])
    assert value_of(collection, "b") == (300, None, None, "")


def test_a_month_given_once_more_ends_provisional_for_its_quarter(tmp_path: Path) -> None:
    master = partnership(tmp_path, PLAN)
    send(master, Q1, {**ANSWERS, "b": replace(ANSWERS["b"], status="Provisional")})
    assert found(master).figures["b"][Q1].status == "provisional"
    again = {("b", Month(2014, 6)): Revised(figure=110)}
    send(master, Q2, ANSWERS, revised=again, as_at=date(2014, 10, 9))
    collection = found(master, Q2)
    assert (collection.figures["b"][Q1].status, collection.revisions) == ("provided", [])


def test_months_that_cancel_are_in_the_log_though_the_quarter_stays(tmp_path: Path) -> None:
    master = partnership(tmp_path, PLAN, settings={"quarter": "Q2"})
    send(master, Q1, ANSWERS)
    moved = {("b", Month(2014, 5)): Revised(figure=120, why="Dated wrongly"), ("b", Month(2014, 6)): Revised(figure=90)}
    send(master, Q2, ANSWERS, revised=moved, as_at=date(2014, 10, 9))
    report = make(master, Q2).report
    (logged,) = report.revisions
    assert list(steps(logged, report.series[0].series)) == [("May 2014", "100", "120"), ("June 2014", "110", "90")]
    assert why(logged, report.series[0].series, report) == "2014/15 Q1 stays 300. Dated wrongly"
    told = "May 2014 revised from 100 to 120 and June 2014 revised from 110 to 90; 2014/15 Q1 stays 300 offences."
    assert list(revised_words(report)) == [("1.1", f"{report.series[0].series.title}: {told}")]
    assert report.series[0].assessment.observed.slots[0].marks == ()
