"""The backtest: its table is read strictly, its scores match those worked out by hand, its outputs are complete."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from xlcsp.backtest.run import backtest
from xlcsp.backtest.score import calibration, scores
from xlcsp.backtest.table import Past, read_past
from xlcsp.cli import main
from xlcsp.errors import MeasureError, XlcspError
from xlcsp.measures import chance, project

HEAD = "series,year,quarter,count\n"


def table(folder: Path, text: str) -> Path:
    path = folder / "past.csv"
    path.write_text(text, encoding="utf-8")
    return path


def five_years(folder: Path) -> Path:
    """Two series of five years, and one too short to be projected."""
    rows = [
        f"{name},{2010 + year}/{11 + year},Q{quarter},{base + 3 * year + 2 * quarter}"
        for name, base, years in (("a", 100, 5), ("b", 10, 5), ("short", 5, 3))
        for year in range(years)
        for quarter in (1, 2, 3, 4)
    ]
    return table(folder, HEAD + "\n".join(rows))


def test_rows_in_any_order_years_as_people_write_them_and_blanks(tmp_path: Path) -> None:
    past = read_past(
        table(tmp_path, "Year,Series,count,Quarter,note\n2011/12,a,7,Q2,x\n2010,a,[x],1,\n2010-11,b,0,4.0,\n")
    )
    assert past.series == ("a", "b")
    assert past.first_year == 2010
    assert past.counts.shape == (2, 4, 2)
    assert past.counts[1, 1, 0] == 7
    assert past.counts[0, 3, 1] == 0
    assert np.isnan(past.counts[0, 0, 0])  # missing is never zero


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("series,year,count\n", "no column quarter"),
        (HEAD, "it has no rows"),
        (HEAD + "a,2010/11,5,3\n", 'line 2: "5" is not a quarter'),
        (HEAD + "a,2010/12,1,3\n", "line 2: .*must follow the first"),
        (HEAD + "a,2010/11,1,3\na,2010/11,1,4\n", "line 3: a has this quarter already"),
        (HEAD + ",2010/11,1,3\n", "the series has no name"),
    ],
)
def test_a_table_that_cannot_be_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(XlcspError, match=said):
        read_past(table(tmp_path, text))


@pytest.mark.parametrize("bad", ["-3", "2.5", "inf", "many", "1,200"])
def test_a_count_that_cannot_be_is_named(tmp_path: Path, bad: str) -> None:
    with pytest.raises(MeasureError, match="line 2") as caught:
        read_past(table(tmp_path, f'{HEAD}a,2010/11,1,"{bad}"\n'))
    assert bad in str(caught.value).lower()


def test_only_years_after_three_complete_ones_are_projected_and_only_from_what_was_known(tmp_path: Path) -> None:
    past = read_past(five_years(tmp_path))
    found = backtest(past)
    assert sorted(zip(found.series.tolist(), found.year.tolist(), strict=True)) == [
        (0, 2013),
        (0, 2014),
        (1, 2013),
        (1, 2014),
    ]
    changed = past.counts.copy()
    changed[4, 3] += 500  # the last quarter is not known to any projection
    for before, after in zip(found.projected, backtest(Past(past.series, 2010, changed)).projected, strict=True):
        assert before.value.tolist() == after.value.tolist()


def test_each_method_is_what_project_says(tmp_path: Path) -> None:
    past = read_past(five_years(tmp_path))
    found = backtest(past)
    for case, (series, year) in enumerate(zip(found.series, found.year - 2010, strict=True)):
        history = [[int(x) for x in row] for row in past.counts[:year, :, series]]
        for one in found.projected:
            quarters = [int(x) for x in past.counts[year, : one.due, series]]
            end = project(quarters, history, method=one.method)
            assert [one.value[case], one.low[case], one.high[case]] == pytest.approx([end.value, end.low, end.high])
            if one.method == "auto":
                stated = chance(quarters, int(found.last_year[case]), "lower", history)
                assert one.chance_last_year[case] == pytest.approx(stated)


def test_scores_by_hand() -> None:
    counts = np.array([[[10.0] * 1] * 4] * 3 + [[[10.0], [10.0], [10.0], [30.0]]])
    found = backtest(Past(("a",), 2010, counts))
    by_key = scores(found).set_index(["method", "quarter", "size"])
    one = by_key.loc[("straight line", 3, "20 to 100")]  # last year 40; projected 40, actual 60
    assert (one.cases, one.median_ape, one.mean_ape) == (1, pytest.approx(100 / 3, abs=1e-3), one.median_ape)
    assert found.mean.tolist() == [40]  # of the totals of three years
    assert (one.right_last_year, one.right_mean, one.coverage) == (0, 0, 0)  # "no more than last year" it was not
    assert one.brier == pytest.approx(found.projected[[p.method for p in found.projected].index("straight line") + 2]
                                      .chance_last_year[0] ** 2, abs=1e-4)  # fmt: skip
    assert np.isnan(by_key.loc[("auto", 3, "over 1,000"), "median_ape"])
    assert np.isnan(one.mase)  # the earlier totals did not differ: there is nothing to scale by
    assert calibration(found)["cases"].sum() == 3


def test_the_command_prints_a_table_or_json_and_draws(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = five_years(tmp_path)
    picture = tmp_path / "picture.png"
    assert main(["backtest", str(path), "--json", "--picture", str(picture)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["cases"] == 4
    assert {one["method"] for one in document["scores"]} == {
        "auto",
        "straight line",
        "seasonal",
        "prior year",
        "rolling",
    }
    first = picture.read_bytes()
    assert first.startswith(b"\x89PNG")
    assert main(["backtest", str(path), "--picture", str(picture)]) == 0
    assert picture.read_bytes() == first
    assert "straight line" in capsys.readouterr().out


def test_too_short_a_past_or_none_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backtest", str(table(tmp_path, HEAD + "a,2010/11,1,3\n"))]) == 2
    assert "three complete" in capsys.readouterr().err
    assert main(["backtest", str(tmp_path / "absent.csv")]) == 2
