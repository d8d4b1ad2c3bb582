"""The roll-up: every area's RAG, ranks with intervals, funnels with over-dispersion, what is missing (never 0)."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from xlcsp.batch import report_of, tasks
from xlcsp.frames.rows import TEXT, as_csv, frame
from xlcsp.measures import MeasureError
from xlcsp.measures.funnel import variance_between
from xlcsp.measures.significance import compare_counts, wilson_interval
from xlcsp.national.standing import LAST_YEAR, standings
from xlcsp.national.table import Row, read_nations, steady
from xlcsp.national.write import tables, write_national
from xlcsp.sample.make import make, orders


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six partnerships with their reports and the roll-up."""
    root = tmp_path_factory.mktemp("nation")
    for order in orders(root, 6, faulty=0.1):
        make(order)
    write_national(root / "national", [(task.folder, report_of(task).record) for task in tasks(root)], print)
    return root


def records(root: Path) -> dict[str, Any]:
    return {
        path.parent.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in root.glob("*/reports/*.json")
    }


def paths(root: Path) -> list[tuple[str, str]]:
    return sorted((str(path.parent.parent), str(path)) for path in root.glob("*/reports/*.json"))


def cells(root: Path, sheet: str) -> list[list[Any]]:
    book = load_workbook(root / "national" / "2025-26 Q3.xlsx")
    return [[cell.value for cell in row] for row in book[sheet].iter_rows(min_row=4)]


def test_each_area_s_rag_is_that_of_its_report(nation: Path) -> None:
    head, *rows = cells(nation, "RAG")
    told = records(nation)
    assert [row[0] for row in rows] == sorted(told)
    for row in rows:
        states = {one["ref"]: one["rag"] for one in told[row[0]]["measures"]}
        assert {name.split()[0]: value for name, value in zip(head[2:], row[2:], strict=True)} == states


def test_the_summary_counts_what_the_matrix_shows(nation: Path) -> None:
    head, *rows = cells(nation, "Summary")
    states = [one["rag"] for record in records(nation).values() for one in record["measures"] if one["ref"] == "3.1"]
    row = next(row for row in rows if row[0] == "3.1")
    for state in ("Red", "Amber", "Green", "No data", "Monitor"):
        assert row[head.index(state)] == states.count(state)


def test_missing_is_blank_in_the_workbook_and_null_in_parquet(nation: Path) -> None:
    table = pq.read_table(nation / "national" / "2025-26 Q3.parquet").to_pylist()
    told = records(nation)
    head, *rows = cells(nation, "Series")
    assert len(table) == len(rows) == 6 * 13
    gaps = 0
    for one, row in zip(table, rows, strict=True):
        series = next(other for other in told[one["folder"]]["series"] if other["ref"] == one["ref"])
        figures = [value if not isinstance(value, str) else None for value in series["quarters"]]
        figures += [None] * (4 - len(figures))
        assert [one[f"q{number}"] for number in range(1, 5)] == figures
        assert [row[head.index(f"Q{number}")] for number in range(1, 5)] == figures
        assert one["to_date"] == series["ytd"]
        gaps += figures[:3].count(None)
    assert gaps


def test_the_table_as_csv_reads_as_the_parquet_one_does_and_holds_no_formula(nation: Path) -> None:
    whole = pd.read_csv(
        nation / "national" / "2025-26 Q3.csv", dtype={"ref": str}, keep_default_na=False, na_values=[""]
    )
    told = pq.read_table(nation / "national" / "2025-26 Q3.parquet").to_pandas()
    pd.testing.assert_frame_equal(whole, told.replace("", None).astype(whole.dtypes))
    table = frame(
        [{"measure": "=1+1", "ytd": -1}, {"measure": "@SUM"}, {"measure": "3-4"}], {"measure": TEXT, "ytd": "Float64"}
    )
    assert as_csv(table) == "measure,ytd\n'=1+1,-1.0\n'@SUM,\n3-4,\n"


def test_each_missing_return_and_each_problem_stands_there_once(nation: Path) -> None:
    told = records(nation)
    missing = [(name, one["provider"], one["quarter"]) for name in sorted(told) for one in told[name]["missing"]]
    rows = [(row[0], row[2], row[3]) for row in cells(nation, "Returns")[1:] if row[4] == "missing"]
    assert rows == missing
    faults = [(name, one["file"], one["cell"] or None) for name in sorted(told) for one in told[name]["problems"]]
    assert [(row[0], row[2], row[4]) for row in cells(nation, "Problems")[1:]] == faults
    assert faults


def test_the_same_records_give_the_same_bytes(nation: Path) -> None:
    again = write_national(nation / "again", paths(nation), print)
    assert [path.suffix for path in again] == [".xlsx", ".csv", ".parquet"]
    for path in again:
        assert path.read_bytes() == (nation / "national" / path.name).read_bytes()


def test_ranks_have_the_exact_interval_against_the_area_s_own_past(nation: Path) -> None:
    found = next(one for one in tables(read_nations(paths(nation), nation)[0]) if one.ref == "2.1")
    for one in found.standings:
        baseline, part = one.row.baseline, one.row.baseline_to_date
        expected = compare_counts(one.row.to_date, baseline, exposure_x=part / baseline)  # type: ignore[operator]
        assert (one.value, one.lowercl, one.uppercl) == (expected.ratio, expected.lowercl, expected.uppercl)
    values = [one.value for one in found.standings]
    assert values == sorted(values)
    assert [one.rank for one in found.standings] == list(range(1, len(values) + 1))


def row(folder: str, **more: Any) -> Row:
    given: dict[str, Any] = dict.fromkeys(Row._fields)
    given |= {"folder": folder, "ref": "1", "measure": "m", "series": "", "role": "headline", "kind": "count"}
    return Row(**{**given, "polarity": "lower", **more})


def test_an_area_may_have_each_rank_that_its_interval_allows() -> None:
    rows = [row("a", to_date=500, last_year=1000), row("b", to_date=1000, last_year=1000),
            row("c", to_date=1010, last_year=1000), row("d", to_date=2000, last_year=1000)]  # fmt: skip
    found = standings(rows)
    assert found is not None
    assert found.against == LAST_YEAR
    assert [(one.row.folder, one.rank, one.first, one.last) for one in found.standings] == [
        ("a", 1, 1, 1), ("b", 2, 2, 3), ("c", 3, 2, 3), ("d", 4, 4, 4)
    ]  # fmt: skip
    higher = standings([one._replace(polarity="higher") for one in rows])
    assert higher is not None
    assert [(one.row.folder, one.rank, one.first, one.last) for one in higher.standings] == [
        ("d", 1, 1, 1), ("c", 2, 2, 3), ("b", 3, 2, 3), ("a", 4, 4, 4)
    ]  # fmt: skip


def test_rates_have_wilson_s_interval_and_areas_without_figures_are_not_ranked() -> None:
    rows = [row(str(n), kind="rate", polarity="higher", to_date=n / 10, numerator=10 * n, denominator=100)
            for n in (3, 5, 7)]  # fmt: skip
    found = standings([*rows, row("none", kind="rate", polarity="higher")])
    assert found is not None
    assert [one.row.folder for one in found.standings] == ["7", "5", "3"]
    assert found.standings[0].lowercl == wilson_interval(70, 100).lowercl
    assert found.centre == 0.5
    assert standings([row("a", to_date=1, last_year=0), row("b"), row("c", to_date=5)]) is None


def test_over_dispersion_widens_the_funnel_and_its_outliers_do_not_hide_themselves() -> None:
    alike = [row(str(n), to_date=1000 + n, last_year=1000) for n in range(-9, 10)]
    apart = [row(str(n), to_date=1000 + 40 * n, last_year=1000) for n in range(-9, 10)]
    narrow, wide = standings(alike), standings(apart)
    assert narrow is not None
    assert wide is not None
    middle = math.sqrt(1 / 1000 + 1 / 1000)
    assert narrow.standings[0].high_95 == pytest.approx(math.exp(1.96 * middle), rel=0.002)
    assert wide.standings[0].high_95 > 1.3 * narrow.standings[0].high_95
    outlier = standings([*alike, row("far", to_date=1500, last_year=1000)])
    assert outlier is not None
    assert outlier.standings[-1].words == "worse (beyond 99.8%)"


def test_variance_between_is_spiegelhalter_s() -> None:
    values, chance = [-3.0, -1.0, 0.0, 1.0, 3.0], [1.0] * 5
    # 10% and 90% quantiles ±2.2: Σ = 2(2.2² + 1) = 11.68; (11.68 − 4) ÷ (5 − 5/5) = 1.92
    assert variance_between(values, chance, 0.0) == pytest.approx(1.92)
    assert variance_between([0.1, 0.0, -0.1], [1.0] * 3, 0.0) == 0.0
    with pytest.raises(MeasureError):
        variance_between([1.0, 2.0, 3.0], [1.0, 0.0, 1.0], 0.0)


def test_no_number_has_digits_in_which_systems_differ(nation: Path) -> None:
    """Logarithms and roots end differently on Windows; what is written is what all agree on."""
    book = load_workbook(nation / "national" / "2025-26 Q3.xlsx")
    written = [
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float)
    ]
    table = pq.read_table(nation / "national" / "2025-26 Q3.parquet")
    written += [value for column in table.columns for value in column.to_pylist() if isinstance(value, float)]
    assert len(written) > 100
    assert [value for value in written if value != float(f"{value:.12g}")] == []
    assert steady(math.nextafter(0.3, 1)) == steady(0.3) == 0.3
    assert steady(7) == 7
