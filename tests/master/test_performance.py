"""*Performance* agrees with the report: the same numbers, states and sentences, from formulas in cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.conftest import Example
from tests.support import opened
from xlcsp.calculate import Language
from xlcsp.demo.example import content
from xlcsp.demo.story import FIRST
from xlcsp.domain.figures import YEAR_TO_DATE, Figure, Source
from xlcsp.domain.kinds import KIND_WORDS, kind_of
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import IN_POINTS, JUDGED, Settings, plan_of
from xlcsp.domain.years import YearOfFigures
from xlcsp.files.cells import Sheet
from xlcsp.files.table import Faults
from xlcsp.master.collected import collected
from xlcsp.master.performance import COLUMNS, looks, worked_out
from xlcsp.master.performance.formula import Place, Table, read
from xlcsp.master.sheets import MEASURES
from xlcsp.measures.numbers import number
from xlcsp.planbook import Master
from xlcsp.planbook.series import read_series
from xlcsp.planbook.table import PlanRow
from xlcsp.report.build import build_report
from xlcsp.report.model import Report
from xlcsp.report.needed import each_remaining
from xlcsp.returns.collect import Collection

NAMES = {  # column of Performance: what the report says
    "year to date": lambda one: number(one.assessment.to_date),
    "last year": lambda one: number(one.assessment.comparators.alike_to_date),
    "variance": lambda one: number(one.assessment.variance),
    "variance %": lambda one: number(one.assessment.variance_pct),
    "projection": lambda one: number(one.assessment.projection.value),
    "low": lambda one: number(one.assessment.low),
    "high": lambda one: number(one.assessment.high),
    "chance": lambda one: one.assessment.chance,
    "RAG": lambda one: one.rag if one.series.role != "context" else "",
    "on quarter before": lambda one: one.assessment.travel_previous,
    "on last year": lambda one: one.assessment.travel_last_year,
    "variation": lambda one: one.assessment.significance,
    "run rate": lambda one: each_remaining(one.assessment),
}


def on_performance(report: Report, measures: list[Mapping[str, Any]], rules: Mapping[str, Any]) -> list[dict[str, Any]]:
    tables = {"Measures": measures, **collected(report, "now", "report.xlsx").tables}
    looked_up = {name: tables[name] for name in ("Measures", "Figures", "Comparators")}
    return worked_out([one.series.id for one in report.series], looked_up, rules)


def agree(said: Any, shown: Any) -> bool:
    """The same number or word; what the report does not know is a word or a blank in the cell, never a number."""
    if said is None:
        return isinstance(shown, str)
    if isinstance(said, str):
        return bool(said == shown)
    return not isinstance(shown, str) and shown == pytest.approx(said, rel=1e-12)


def differences(report: Report, rows: list[dict[str, Any]]) -> list[str]:
    found = []
    for one, row in zip(report.series, rows, strict=True):
        for name, say in NAMES.items():
            said = say(one)
            if not agree(said, row[name]):
                found.append(f"{one.series.id} {name}: report {said!r}, cell {row[name]!r}")
    return found


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_cells_say_what_the_report_says(example: Example, at: int) -> None:
    report = example.reports[at]
    measures = list(content(FIRST).tables["Measures"])
    rows = on_performance(report, measures, {"rag rule": "tolerance", "tolerance": 0.05})
    assert differences(report, rows) == []
    roll_up = {measure.measure.ref: measure.rag for measure in report.measures}
    assert all(row["measure RAG"] == roll_up[row["ref"]] for row in rows)


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_the_sentence_is_the_reports_own(example: Example, at: int) -> None:
    report = example.reports[at]
    rows = on_performance(report, list(content(FIRST).tables["Measures"]), {"rag rule": "tolerance", "tolerance": 0.05})
    for one, row in zip(report.series, rows, strict=True):
        current = one.assessment.observed.current
        without_numbers = one.series.kind.is_pair and current is not None and current.denominator is None
        if one.series.role != "context" and not without_numbers:  # a context series says no year to date with a gap
            assert row["narrative"] == one.sentences[at], one.series.id


Made = tuple[Report, list[Mapping[str, Any]], Mapping[str, Any]]
RULES = {
    "lower": ["at most", "below", "% change on baseline", "between", "monitor", "to be set"],
    "higher": ["at least", "above", "% change on baseline", "between", "monitor"],
    "none": ["monitor", "to be set"],
}
quarter_value = st.one_of(st.integers(0, 400), st.sampled_from([None, None, "to date"]))


@st.composite
def partnership(draw: st.DrawFn) -> Made:
    """One series with a year, its history, a target and a rule, as a plan may have them; and its report."""
    kind = kind_of(draw(st.sampled_from([one for one in KIND_WORDS if not kind_of(one).has_status])))
    polarity = draw(st.sampled_from(["lower", "higher", "none"]))
    value = st.integers(0, 100).map(lambda n: n / 100) if kind.is_proportion else st.integers(0, 1200)
    rules = {"lower": ["at most", "below", "% change on baseline"], "higher": ["at least", "above"], "none": []}
    row: dict[str, Any] = {
        "id": "v", "ref": "1.1", "theme": "T", "measure": "M", "series": "", "role": "headline", "kind": kind.word,
        "unit": "offences", "polarity": polarity, "provider": "Police", "baseline": draw(value),
        "target_rule": draw(st.sampled_from([*rules[polarity], "monitor", "to be set", "between"])),
        "judged": draw(st.sampled_from(JUDGED)) if kind.is_cumulative or kind.is_pooled else None,
        "tolerance": draw(st.sampled_from([None, 0, 0.1])),
        "rag_rule": draw(st.sampled_from([None, "tolerance", "improving", *["chance"] * kind.has_chance])),
        "projection": draw(st.sampled_from([None, "none", "straight line", "seasonal", "rolling"])),
        "comparable_from": draw(st.sampled_from([None, None, "2013/14 Q1", "2013/14 Q3", "2014/15 Q1", "2014/15 Q2"])),
        "first_year": draw(st.sampled_from([None, None, "2014/15", "2014/15 Q2", "2014/15 Q3"])),
        "closed_from": draw(st.sampled_from([None, None, None, "2014/15 Q3", "2014/15 Q4"])),
        "lag_quarters": draw(st.sampled_from([None, None, 1])),
        "per": draw(st.sampled_from([None, 1000, 100_000])) if kind.is_per_population else None,
    }  # fmt: skip
    if row["judged"] == "latest" and kind.is_added_up:
        row["judged"] = "profile"
    row |= draw(_target(row["target_rule"], value, is_share=kind.is_proportion))
    row |= draw(_colours(row, value))
    settings_row = {
        "rag rule": draw(st.sampled_from(["tolerance", "improving", "chance", "thresholds"])),
        "tolerance": draw(st.sampled_from([None, 0.05])),
        "rounding": draw(st.sampled_from([0, 1, 2])),
        "tolerance of rates": draw(st.sampled_from([None, "points", "share"])),
    }
    upto = Quarter(2014, draw(st.integers(1, 4)))
    return _report(draw, row, settings_row, upto), [row], settings_row


@st.composite
def _target(draw: st.DrawFn, rule: str, value: st.SearchStrategy[Any], *, is_share: bool) -> dict[str, Any]:
    """The target as the rule takes it; of one number, at times with one for each quarter."""
    if rule in ("monitor", "to be set"):
        return {"target": None}
    target: Any = draw(value)
    if rule == "between":
        low = draw(value)
        return {"target": f"{min(low, target)} to {max(low, target)}"}
    if rule == "% change on baseline":  # no proportion is to rise above 1
        return {"target": draw(st.integers(-30, 0 if is_share else 30)) / 100}
    if draw(st.integers(0, 3)):
        return {"target": target}
    parts = (target / 4 if is_share else target // 4) if target else 0
    given = [parts, parts * 2, parts * 3] if not is_share else [0, target / 2, target / 2]
    return {"target": target, **{f"target_q{at}": one for at, one in enumerate([*given, target], 1)}}


@st.composite
def _colours(draw: st.DrawFn, row: Mapping[str, Any], value: st.SearchStrategy[Any]) -> dict[str, Any]:
    """Thresholds, or how far Green reaches, where the row can have them."""
    is_free = row["rag_rule"] in (None, "tolerance")
    is_bound = row["polarity"] != "none" and row["target_rule"] not in ("between", "monitor", "to be set")
    chosen = draw(st.sampled_from(["", "thresholds", "green_within"])) if is_free else ""
    if chosen == "green_within":
        return {"green_within": draw(st.sampled_from([0, 0.01, 0.2]))}
    if chosen != "thresholds" or not is_bound:
        return {}
    green, amber = sorted((draw(value), draw(value)), reverse=row["polarity"] == "higher")
    return {"green": green, "amber": amber, "rag_rule": draw(st.sampled_from([None, "thresholds"]))}


def _report(draw: st.DrawFn, row: dict[str, Any], rules: dict[str, Any], upto: Quarter) -> Report:
    names = list(MEASURES.columns.headings)
    sheet = Sheet("Measures", [names, [row.get(name) for name in names]])
    faults = Faults("master.xlsm")
    series = read_series(
        PlanRow(sheet, 2, {name: at for at, name in enumerate(names, 1)}, faults), {}, rules["rounding"]
    )
    assume(not [one for one in faults.found if one.code != "odd"])
    figures = {}
    for at in range(1, 5):
        quarter, given_value = Quarter(2014, at), draw(quarter_value)
        if given_value is not None:
            figures[quarter] = _figure(draw, series.kind.word, quarter, given_value)
    history = tuple(
        _year(draw, series.kind.word, start)
        for start in draw(st.sampled_from([(), (2013,), (2011, 2012, 2013), (2012,)]))
    )

    tolerance = Decimal(str(rules["tolerance"])) if rules["tolerance"] is not None else None
    plan_settings = Settings("P", upto, rag_rule=rules["rag rule"], tolerance=tolerance, decimals=rules["rounding"],
                             rate_tolerance=rules["tolerance of rates"] or IN_POINTS)  # fmt: skip
    master = Master(Path("master.xlsm"), plan_of([series]), {"v": history} if history else {}, plan_settings, (), ())
    collection = Collection(upto, figures={"v": figures})
    return build_report(master, collection)


def _figure(draw: st.DrawFn, kind: str, quarter: Quarter, value: Any) -> Figure:
    source = Source("Police.xlsx", "Return", "D14", date(2014, 7, 1), quarter)
    is_to_date = value == "to date"
    count = draw(st.integers(0, 1600)) if is_to_date else value
    of = kind_of(kind)
    basis = {"basis": YEAR_TO_DATE} if is_to_date and of.has_year_to_date and not of.is_per_population else {}
    figure = Figure("v", quarter, source, **basis)
    if of.is_bare_percentage:
        return replace(figure, proportion=Fraction(count % 101, 100))
    if of.takes_share and draw(st.integers(0, 4)) == 0:
        return replace(figure, proportion=Fraction(count % 101, 100), basis="quarter")
    below = Fraction(count + draw(st.integers(0, 300))) if of.has_denominator else None
    if of.takes_decimals:
        count += Fraction(draw(st.integers(0, 9)), 10)
        below = Fraction(draw(st.integers(0, 300)), 4) if of.is_pair else None
    return replace(figure, numerator=Fraction(count), denominator=Fraction(150_000) if of.is_per_population else below)


def _year(draw: st.DrawFn, kind: str, start: int) -> YearOfFigures:
    of = kind_of(kind)
    values = [
        draw(st.one_of(st.integers(0, 400), st.none())) if draw(st.integers(0, 5)) == 0 else draw(st.integers(0, 400))
        for _ in range(4)
    ]
    if of.is_bare_percentage:
        return YearOfFigures(start, tuple(None if one is None else Decimal(one % 101) / 100 for one in values))
    below = Decimal(150_000 if of.is_per_population else 400) if of.has_denominator else None
    return YearOfFigures(
        start,
        tuple(None if one is None else Decimal(one) for one in values),
        denominators=(below,) * 4,
    )


@given(made=partnership())
@settings(max_examples=400, deadline=None)
def test_cells_say_what_the_report_says_of_any_plan(
    made: tuple[Report, list[Mapping[str, Any]], Mapping[str, Any]],
) -> None:
    report, measures, rules = made
    assert differences(report, on_performance(report, measures, rules)) == []


def test_a_series_that_was_not_collected_has_no_figures_and_no_colour() -> None:
    measures = [
        {
            "id": "new",
            "ref": "9.9",
            "measure": "New",
            "kind": "count",
            "polarity": "lower",
            "target_rule": "at most",
            "target": 5,
        }
    ]
    (row,) = worked_out(["new"], {"Measures": measures, "Figures": [], "Comparators": []}, {})
    assert [row[name] for name in ("Q1", "year to date", "RAG", "projection")] == [
        "[x]",
        "No data",
        "No data",
        "No data",
    ]


def test_a_target_exceeded_already_is_red_though_nothing_projects_it() -> None:
    measures = [{"id": "v", "kind": "count", "role": "headline", "polarity": "lower", "target_rule": "at most",
                 "target": 3, "judged": "projection", "projection": "none"}]  # fmt: skip
    figures = [{"id": "v", "numerator Q1": 4, "year to date": 4}]
    (row,) = worked_out(
        ["v"], {"Measures": measures, "Figures": figures, "Comparators": [{"id": "v", "quarter": 1}]}, {}
    )
    assert [row[name] for name in ("year to date", "projection", "RAG")] == [4, "n/a", "Red"]


def test_a_row_that_is_not_in_the_plan_is_blank_and_not_another_series() -> None:
    figures = [{"id": "other", "numerator Q1": 7}]
    (row,) = worked_out(["gone"], {"Measures": [], "Figures": figures, "Comparators": [{"id": "other"}]}, {})
    assert (row["measure"], row["RAG"], row["Q1"]) == ("", "", "[x]")


def test_collected_sheets_in_another_order_are_not_mixed_up() -> None:
    """Somebody sorted one of the two: then nothing is looked up rather than another series' comparators."""
    figures = [{"id": "a", "numerator Q1": 7}, {"id": "b", "numerator Q1": 9}]
    compared = [{"id": "b"}, {"id": "a"}]
    rows = worked_out(["a", "b"], {"Measures": [], "Figures": figures, "Comparators": compared}, {})
    assert [row["Q1"] for row in rows] == ["[x]", "[x]"]


def test_a_measure_whose_rows_are_apart_is_not_rolled_up() -> None:
    measures = [{"id": one, "ref": ref, "measure": "M"} for one, ref in (("a", "1.1"), ("b", "1.2"), ("c", "1.1"))]
    rows = worked_out(["a", "b", "c"], {"Measures": measures, "Figures": [], "Comparators": []}, {})
    assert [row["measure RAG"] for row in rows] == ["Sort by ref", "Monitor", "Sort by ref"]


def test_formulas_are_the_same_in_each_row_and_skip_no_argument() -> None:
    for column in COLUMNS:
        text = column.formula
        assert ",," not in text
        assert "(," not in text
        assert not re.search(r"\b[MFC]\(|YEARS|\[@", text), text
        assert len(text) < 2000, column.name


RULES = [  # a formula in the second row of tT, and what Excel answers
    ('="Lower"=tT[[#This Row],[word]]', True),
    ('=tT[[#This Row],[blank]]=""', True),
    ("=tT[[#This Row],[blank]]=0", True),
    ('=""=0', False),
    ('=9<"1"', True),
    ('=1+1&"x"', "2x"),
    ("=MATCH(--tT[[#This Row],[text]],tT[number],0)", 1),
    ("=IFERROR(MATCH(tT[[#This Row],[text]],tT[number],0),0)", 0),
    ("=IFERROR(INDEX(tT[number],3),7)", 7),
    ("=SUM(INDEX(tT[number],1):INDEX(tT[number],2))", 7),
    ("=SUM(INDEX(tT[[word]:[number]],2,0))", 4),
    ("=COUNT(tT[[word]:[number]])", 2),
    ("=SUMPRODUCT(--(tT[number]=4))", 1),
    ('=OR(INDEX(tT[number],0)=3,"a"="b")', True),
    ('=IF(AND(N("x")=0,ISTEXT("1"),ISNUMBER(name)),TRIM("  a  b "),"")', "a b"),
]


@pytest.mark.parametrize(("formula", "answer"), RULES)
def test_formulas_are_worked_out_by_excels_rules(formula: str, answer: Any) -> None:
    first = {"word": "higher", "blank": "", "text": "x", "number": 3}
    table = Table(("word", "blank", "text", "number"), [first, {"word": "lower", "text": "3", "number": 4}])
    assert read(formula)(Place({"tT": table}, {"name": 1}, 1)) == answer


@pytest.mark.parametrize("formula", ["=VLOOKUP(1,2,3)", "=1 2", "=1^2", "=(,)"])
def test_a_formula_that_says_what_is_not_known_is_refused_and_not_guessed(formula: str) -> None:
    with pytest.raises(ValueError, match=r"known|too many|expected"):
        read(formula)


@pytest.mark.parametrize(("column", "word"), [("role", "Headline"), ("kind", "Count"), ("polarity", "Lower")])
def test_capitals_of_the_plan_make_no_difference(column: str, word: str, example: Example) -> None:
    """Excel compares without regard to them; so do the plan's reader and the stored values."""
    tables = collected(example.reports[3], "now", "report.xlsx").tables
    plain = list(content(FIRST).tables["Measures"])
    capitals = [{**row, column: word} if row[column] == word.lower() else row for row in plain]
    found = [
        worked_out(
            [str(row["id"]) for row in plain],
            {"Measures": plan, **{n: tables[n] for n in ("Figures", "Comparators")}},
            {},
        )
        for plan in (plain, capitals)
    ]
    assert [{**row, column: ""} for row in found[0]] == [{**row, column: ""} for row in found[1]]


@pytest.mark.parametrize(
    ("sheet", "heading", "formats"),
    [
        ("Measures", "target", ["#,##0", "#,##0.0#"]),
        ("History", "Q3", ["#,##0", "#,##0.0#"]),
        ("Comparators", "last year Q1", ["#,##0", "#,##0.0#", "0.0###"]),
    ],
)
def test_numbers_are_shown_as_people_read_them(example: Example, sheet: str, heading: str, formats: list[str]) -> None:
    """5200 as 5,200; no twelve decimals."""
    held = opened(example.folder / "master.xlsm")[sheet]
    cell = next(cell for cell in held[4] if cell.value == heading).offset(row=1)
    rules = [rule for of in held.conditional_formatting if cell.coordinate in of for rule in of.rules]
    assert [rule.dxf.numFmt.formatCode for rule in rules if rule.dxf.numFmt] == formats


CONDITIONS = Language(r"[A-Z]5", lambda text: lambda row: row[text])


@pytest.mark.parametrize(
    ("form", "kind", "decimals", "unit", "own", "shown"),
    [
        ("share", "amount", 0, "£", 31549.5, '"£"#,##0'),  # thousands of pounds had a decimal
        ("share", "amount", 2, "£", 95.5, '"£"#,##0.00'),
        ("share", "ratio", 2, "£ per tonne", 95.5, '"£"#,##0.00'),
        ("share", "amount", 0, "hours", 150, ""),
        ("share", "amount", 0, "hours", 287.5, "#,##0.0"),  # a part of its target
        ("share", "amount", 1, "hours", 150, "#,##0.0"),
        ("share", "count", 0, "offences", 150, ""),
        ("share", "rate", 1, "people", 0.5, "0.0%"),
        ("share", "percentage", 2, "", 0.5, "0.00%"),
        ("share", "rate", "", "people", 0.5, "0.0%"),  # a row whose figures are still to be collected
        ("figure", "rate", 1, "people", 21, "#,##0"),  # n and m are no percentages
        ("figure", "ratio", 1, "days", 1405, "#,##0"),
        ("figure", "ratio", 1, "days", 1405.25, "#,##0.0#"),
        ("figure", "amount", 1, "hours", "[x]", "#,##0.0"),
        ("points", "rate", 1, "people", 0.05, '+0.0%" pts";-0.0%" pts";0.0%'),
        ("points", "per population", 1, "offences", 0.4, "+#,##0.0;-#,##0.0;#,##0.0"),
        ("points", "rate", 1, "people", -0.0004, '+0.0###%" pts";-0.0###%" pts";0.0###%'),  # −0.04, not −0.0
        ("points", "per population", 1, "offences", -0.04, "+0.0###;-0.0###;0.0###"),
        ("points", "rate", 1, "people", 0, '+0.0%" pts";-0.0%" pts";0.0%'),
        ("points", "amount", 0, "£", 119.75, '+"£"#,##0;-"£"#,##0;"£"#,##0'),
    ],
)
def test_a_number_looks_as_in_the_report(
    form: str, kind: str, decimals: object, unit: str, own: object, shown: str
) -> None:
    row = {"K5": kind, "D5": decimals, "U5": unit, "A5": own}
    held = (look for condition, look in looks(form, "K5", "D5", "U5", "A5") if CONDITIONS.read(condition)(row))
    assert next(held, "") == shown
