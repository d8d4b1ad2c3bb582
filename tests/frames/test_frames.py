"""Tables for analysts agree with the report, and a table of one's own is judged by the same rules."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import Example
from tests.support import SERIES, partnership
from xlcsp import frames
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Settings
from xlcsp.errors import PlanError, XlcspError
from xlcsp.frames.own import own_table
from xlcsp.planbook import read_master
from xlcsp.report.as_json import report_json

Table = pd.DataFrame


def held(table: Table) -> list[dict[str, object]]:
    """The rows of a table, missing as None."""
    return [{str(name): None if pd.isna(value) else value for name, value in row.items()}
            for row in table.to_dict("records")]  # fmt: skip


def plan_of(master: Path) -> Table:
    """The sheet *Measures* as an analyst reads it."""
    cells = pd.read_excel(master, sheet_name="Measures", header=None, dtype=object, engine="openpyxl")
    head = cells.index[cells[0] == "id"][0]
    plan = cells.loc[head + 1 :].set_axis(list(cells.loc[head]), axis=1)
    return plan[plan["id"].notna()].dropna(axis=1, how="all")


def quarters(*values: float | None, series: str = "Burglary", year: object = "2026/27", **more: object) -> Table:
    """A table of one series."""
    rows = [
        {"series": series, "year": year, "quarter": place, "numerator": value, **more}
        for place, value in enumerate(values, 1)
    ]
    return pd.DataFrame(rows)


def test_results_are_those_of_the_report(example: Example) -> None:
    told = {one["id"]: one for one in report_json(example.reports[3], [])["series"]}
    rows = held(frames.results(example.folder))
    assert [row["id"] for row in rows] == list(told)
    for row in rows:
        one = told[str(row["id"])]
        for name in (
            "ytd",
            "last_year",
            "variance",
            "profile",
            "projection",
            "low",
            "high",
            "chance",
            "rag",
            "verdict",
        ):
            assert row[name] == one[name]
        assert [row[f"q{place}"] for place in range(1, 5)] == [
            None if isinstance(value, str) else value for value in one["quarters"]
        ]
        assert row["sentence"] == one["sentences"][3]


def test_each_figure_names_its_cell_and_missing_is_never_zero(example: Example) -> None:
    table = frames.figures(example.folder, "Q3")
    assert set(table["quarter"]) == {1, 2, 3}
    gaps = table[table["state"] == "missing"]
    assert len(gaps)
    assert gaps[["numerator", "denominator", "value"]].isna().all(axis=None)
    assert gaps["reason"].notna().all()
    figure = table[(table["id"] == "1.1-asb") & (table["quarter"] == 3)].iloc[0]
    assert (figure["numerator"], figure["sheet"], figure["cell"]) == (27, "Return", "D14")
    assert figure["file"] == "2014-15 Q3/Anti-social behaviour team.xlsx"


def test_history_and_figures_with_the_plan_beside_them_are_a_table_of_one_s_own(example: Example) -> None:
    tables = [frames.history(example.folder), frames.figures(example.folder)]
    plan = plan_of(example.folder / "master.xlsm")
    wanted = ["id", "year", "quarter", "numerator", "denominator", "value", "to_date", "denominator_to_date"]
    tidy = (
        pd.concat(tables)[[*wanted, "milestone", "reason", "as_at"]].merge(plan, on="id").sample(frac=1, random_state=1)
    )
    settings = read_master(example.folder).settings
    own = {row["id"]: row for row in held(frames.assess(tidy, "2014/15 Q4", settings=settings))}
    rows = held(frames.results(example.folder))
    assert len(rows) == len(own)
    assert [own[row["id"]] for row in rows] == rows


def test_history_and_figures_say_of_how_many_residents_their_rates_speak() -> None:
    second = Path(__file__).parents[2] / "workbooks" / "second"
    tidy = pd.concat([frames.history(second), frames.figures(second)]).query("id == 'BURG'")
    report = frames.results(second).query("id == 'BURG'").iloc[0]
    assert (report["per"], round(report["ytd"], 1)) == (100_000, 243.9)
    assert frames.assess(tidy).iloc[0]["ytd"] == report["ytd"]


def test_a_gap_is_a_gap_whether_its_row_is_blank_or_absent() -> None:
    blank = frames.assess(quarters(20, None, 25)).iloc[0]
    absent = frames.assess(quarters(20, None, 25).dropna()).iloc[0]
    assert pd.isna(blank["ytd"])
    assert blank["ytd_text"] == "Q1 and Q3 only"
    assert blank.equals(absent)


def test_zero_is_a_figure() -> None:
    row = frames.assess(quarters(0, 0, polarity="lower", target_rule="at most", target=10)).iloc[0]
    assert (row["ytd"], row["rag"]) == (0, "Green")


@pytest.mark.parametrize("year", ["2026/27", "2026-27", 2026, 2026.0])
def test_a_year_is_named_in_any_way(year: object) -> None:
    row = frames.assess(quarters(20, 21, year=year)).iloc[0]
    assert (row["quarter"], row["ytd"]) == ("2026/27 Q2", 41)


def test_earlier_years_are_the_history_and_later_quarters_are_left_out() -> None:
    table = pd.concat([quarters(10, 11, 12, 13, year=2025), quarters(8, 9, 100, polarity="lower")])
    row = frames.assess(table.assign(polarity="lower"), "2026/27 Q2").iloc[0]
    assert (row["ytd"], row["last_year"], row["variance"]) == (17, 21, -4)
    assert pd.isna(row["q3"])


def test_a_year_s_total_is_given_by_a_row_without_a_quarter() -> None:
    total = pd.DataFrame([{"series": "Burglary", "year": 2025, "quarter": None, "numerator": 100}])
    rows = pd.concat([total, quarters(20, 20)]).assign(target_rule="at most", polarity="lower", target=90)
    assert frames.assess(rows).iloc[0]["ytd"] == 40


def test_rates_are_pooled_and_count_is_a_name_of_the_figure() -> None:
    table = quarters(6, 9, kind="rate").assign(denominator=[10, 20]).rename(columns={"numerator": "count"})
    assert frames.assess(table).iloc[0]["ytd"] == 0.5


def test_the_settings_decide_as_in_a_master() -> None:
    table = quarters(27, polarity="lower", target_rule="at most", target=100)
    usual = frames.assess(table).iloc[0]
    wide = frames.assess(table, settings=Settings("", Quarter(2026, 1), tolerance=1 / 10)).iloc[0]
    assert (usual["rag"], wide["rag"]) == ("Red", "Amber")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"numerator": [3, -1]}, "row 1, numerator: -1 is negative"),
        ({"numerator": [3, 1.5]}, "row 1, numerator: 1.5 is not a whole number"),
        ({"numerator": ["3", "approx 4"]}, 'row 1, numerator: "approx 4" is not a number'),
        ({"year": ["2026/27", "2026/28"]}, 'row 1, year: "2026/28" is not a financial year'),
        ({"quarter": [1, 5]}, 'row 1, quarter: "5" is not a quarter'),
        ({"quarter": [1, 1]}, "row 1, quarter: This series has the Q1 of the year in row 0, too"),
        ({"kind": ["count", "rate"]}, "row 0, kind: Burglary has kind count and rate"),
        ({"kind": "counts"}, 'row 0, kind: "counts" is not a choice for kind'),
        ({"kind": "rate", "denominator": [2, 9]}, "row 0, numerator: 3 of 2 is not possible"),
        ({"series": ["Burglary", None]}, "row 1, series: The series has no name"),
    ],
)  # fmt: skip
def test_each_fault_of_a_table_is_told_with_its_row(change: dict[str, object], words: str) -> None:
    with pytest.raises(PlanError) as told:
        frames.assess(quarters(3, 4).astype(object).assign(**change))
    assert f"table, {words}" in str(told.value)


def test_a_count_without_its_denominator_is_no_percentage() -> None:
    table = quarters(60, 70, kind="rate").assign(denominator=[100, None])
    with pytest.raises(PlanError, match=r"row 1, denominator: 70 has no denominator. A rate needs both"):
        frames.assess(table)
    with pytest.raises(PlanError, match=r"row 0, denominator_to_date: 60 has no denominator"):
        frames.assess(quarters(60, kind="rate").assign(denominator=[100], to_date=[60]))


def test_two_columns_of_counts_are_not_guessed_between() -> None:
    with pytest.raises(XlcspError, match="both numerator and count"):
        frames.assess(quarters(3, 4).assign(count=[5, 6]))


@pytest.mark.parametrize(("more", "words"), [
    ({"value": [3, 5]}, "row 1, value: The value is 5, but the figure is 4"),
    ({"kind": "rate", "denominator": [5, 8], "value": [0.6, 0.51]}, "row 1, value: The value is 0.51, but 4 of 8"),
    ({"kind": "rate", "numerator": [3, None], "denominator": [5, 8], "value": [0.6, 0.5]},
     "row 1, value: The value 0.5 has a denominator, but no numerator"),
    ({"to_date": [3, 8]}, "row 1, to_date: 8 to date is not the sum of the quarters, 7"),
])  # fmt: skip
@pytest.mark.parametrize("figure", ["numerator", "count"])
def test_two_figures_in_a_row_that_differ_are_not_guessed_between(
    more: dict[str, object], words: str, figure: str
) -> None:
    table = quarters(3, 4).assign(**more).rename(columns={"numerator": figure})
    with pytest.raises(PlanError) as told:
        frames.assess(table)
    assert words in str(told.value)


@pytest.mark.parametrize("more", [
    {"value": [3, 4]}, {"kind": "rate", "denominator": [9, 6], "value": [3 / 9, 0.67]}, {"to_date": [3, 7]},
    {"to_date": [3, 9], "numerator": [None, 4]},
])  # fmt: skip
def test_two_figures_in_a_row_that_agree_are_one(more: dict[str, object]) -> None:
    assert frames.assess(quarters(3, 4).assign(**more)).iloc[0]["ytd"] in (7, 7 / 15, 9)


def test_a_gap_of_a_table_is_no_missing_return() -> None:
    assert "none in the table" in frames.assess(quarters(3, None)).iloc[0]["sentence"]
    told = frames.assess(quarters(3, None).assign(reason="No meeting was held")).iloc[0]
    assert "no meeting was held" in told["sentence"]


def test_settings_are_given_by_the_names_of_their_sheet() -> None:
    table = quarters(27, polarity="lower", target_rule="at most", target=100)
    assert frames.assess(table, settings={"tolerance": 0.1}).iloc[0]["rag"] == "Amber"
    assert frames.assess(table, settings={"RAG rule": "chance"}).iloc[0]["rag"] == "Amber"
    with pytest.raises(PlanError) as told:
        frames.assess(table, settings={"tolerance": 5, "tolerence": 0.1, "rag_rule": "chances"})
    for words in ("settings, tolerance: 5 is not", '"tolerence" is not a setting', "settings, rag_rule: "):
        assert words in str(told.value)


def test_a_target_that_is_not_used_is_told_in_a_warning() -> None:
    with pytest.warns(UserWarning, match=r"row 0, target: .* has a target, but its target_rule is blank") as told:
        row = frames.assess(quarters(3, 4, polarity="lower", target=400)).iloc[0]
    assert row["rag"] == "Monitor"
    assert told[0].filename == __file__  # the analyst's own line
    many = pd.concat([quarters(3, series=f"{place}", target=400) for place in range(7)], ignore_index=True)
    with pytest.warns(UserWarning, match="and 2 more of the kind"):
        frames.assess(many)


def test_a_quarter_s_target_in_words_is_one_fault() -> None:
    named = {f"target_q{place}": place * 100 for place in range(1, 5)} | {"target_q1": "about 100"}
    with pytest.raises(PlanError) as told:
        frames.assess(quarters(3, 4, polarity="lower", target_rule="at most", target=400, **named).astype(object))
    assert (
        str(told.value)
        == 'table, row 0, target_q1: "about 100" is not a number. Enter a number, or leave the cell blank.'
    )


def test_a_proportion_alone_is_told_by_its_column() -> None:
    alone = quarters(0.5, 0.25, kind="rate").rename(columns={"numerator": "value"})
    assert list(frames.assess(alone)["sentence"].str.contains("25.0% in Q2. No year to date")) == [True]
    with pytest.raises(PlanError, match=r"row 0, value: 50 is no proportion"):
        frames.assess(alone.assign(value=[50, 60]))


@pytest.mark.parametrize("target", ["400 or less", "about 400", "most similar group"])
def test_a_target_in_words_is_a_fault(target: str) -> None:
    with pytest.raises(PlanError, match=f'row 0, target: "{target}" is not a number'):
        frames.assess(quarters(3, 4, target=target, polarity="lower"))


def test_a_wrong_quarter_is_told_by_its_own_column() -> None:
    with pytest.raises(PlanError, match=r'row 0, quarter: "Q5" is not a quarter. 1 to 4, or Q1 to Q4'):
        frames.assess(quarters(3).astype(object).assign(quarter="Q5"))


def test_a_table_without_its_columns_names_them() -> None:
    with pytest.raises(XlcspError, match=r"no column year, numerator; its columns are: series, quarter, figure\."):
        frames.assess(pd.DataFrame({"series": ["a"], "quarter": [1], "figure": [2]}))


def test_index_labels_of_any_kind_name_the_row() -> None:
    table = quarters(3, -4).set_axis(["a", "b"])
    with pytest.raises(PlanError, match=r"table, row b, numerator: -4 is negative"):
        frames.assess(table)


def test_columns_keep_their_types_in_an_empty_partnership(tmp_path: Path) -> None:
    partnership(tmp_path, SERIES)
    table = frames.figures(tmp_path)
    assert len(table) == 4 * len(SERIES)
    assert (str(table["numerator"].dtype), str(table["quarter"].dtype)) == ("Float64", "Int64")
    assert table["numerator"].isna().all()
    assert len(frames.history(tmp_path)) == 0


def test_the_tables_are_not_on_the_way_of_the_report() -> None:
    code = "import sys, xlcsp.cli, xlcsp.pipeline; sys.exit('pandas' in sys.modules or 'xlcsp.frames' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_progress_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    frames.assess(quarters(3, 4), progress=True)
    told = capsys.readouterr()
    assert "1/1" in told.err
    assert told.out == ""


def test_memory_grows_with_the_rows_of_a_table_not_with_their_square() -> None:
    def peak(count: int) -> int:
        rows = [
            (str(one), year, quarter, 20) for one in range(count) for year in range(2017, 2027) for quarter in (1, 2)
        ]
        table = pd.DataFrame(rows, columns=["series", "year", "quarter", "numerator"])
        tracemalloc.start()
        own_table(table, None, None)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(200) < 5 * peak(50)  # four times the rows
