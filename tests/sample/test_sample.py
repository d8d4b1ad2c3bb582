"""The sample: real counts, the same for the same seed; exact shares of late, missing, duplicate and faulty returns."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest

from xlcsp.cli import main
from xlcsp.domain.periods import Quarter
from xlcsp.errors import WorkbookError, XlcspError
from xlcsp.planbook import read_master
from xlcsp.returns.collect import collect
from xlcsp.sample.counts import areas, from_months
from xlcsp.sample.make import make, orders

SHARED = Path(__file__).parents[3] / "shared" / "data" / "policeuk_la"
CARRIED = Path(__file__).parents[2] / "xlcsp" / "sample" / "counts.csv"
Q1 = Quarter(2025, 1)


def hashes(root: Path) -> dict[str, str]:
    found = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.exists(), reason="../shared/data is absent")
def test_the_carried_counts_are_those_of_the_source() -> None:
    with gzip.open(SHARED / "policeuk_la_month.csv.gz", "rt", encoding="utf-8") as file:
        table = from_months(csv.DictReader(file))
    carried = list(csv.reader(StringIO(CARRIED.read_text(encoding="utf-8"))))[1:]
    assert carried == [[str(value) for value in row] for row in table]


def test_a_quarter_with_a_month_missing_is_missing_and_a_month_without_a_record_is_zero() -> None:
    def row(month: str, kind: str, count: int, force: str = "essex") -> dict[str, str]:
        return {"force": force, "la_name": "A", "crime_type": kind, "month": month, "count": str(count)}

    rows = [row(f"2025-{month:02d}", "Burglary", 500) for month in (4, 5, 6, 7, 8)]
    rows += [row("2025-05", "Robbery", 7), row("2025-05", "Robbery", 2, "kent")]
    burglary, robbery = from_months(rows)
    assert burglary[-3:] == [1500, "", ""]  # September is not there
    assert robbery[-3:] == [7, "", ""]  # the neighbouring force's two are not counted


def test_there_are_counts_of_three_hundred_areas_and_no_more_are_made_up() -> None:
    assert len(areas()) == 303
    assert len(orders(Path(), 300)) == 300
    with pytest.raises(XlcspError, match="303 areas"):
        orders(Path(), 304)


def test_late_missing_twice_and_faulty_returns_come_in_exact_shares() -> None:
    sent = [one for order in orders(Path(), 300) for one in order.sent]
    states = Counter(one.state for one in sent)
    assert len(sent) == 2700
    assert (states["late"], states["missing"], states["twice"]) == (108, 54, 270)
    assert sum(bool(one.fault) for one in sent) == 135
    assert not any(one.fault and one.state for one in sent)


@pytest.mark.long
def test_the_same_seed_gives_the_same_bytes_and_another_other_faults(tmp_path: Path) -> None:
    for folder, seed in (("one", 1), ("two", 1), ("three", 2)):
        for order in orders(tmp_path / folder, 2, seed=seed, faulty=0.3):
            make(order)
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")
    assert hashes(tmp_path / "one") != hashes(tmp_path / "three")


def test_figures_are_the_source_s_and_gaps_have_a_reason(tmp_path: Path) -> None:
    order = next(one for one in orders(tmp_path, 303, faulty=0) if Q1.plus(1) not in one.counts["Burglary"])
    make(order)
    master = read_master(order.folder)
    figures = collect(master, master.settings.quarter).figures["3.1-burglary"]
    held = order.counts["Burglary"]
    sent = {one.quarter: one.state for one in order.sent if one.provider == "Volume crime"}
    for number in (1, 2, 3):
        quarter = Quarter(2025, number)
        if sent[quarter] == "missing":
            assert figures[quarter].reason == "No return"
        elif quarter in held:
            assert figures[quarter].numerator == held[quarter]
        else:
            assert figures[quarter].numerator is None
            assert figures[quarter].reason == "Publication lag"


@pytest.mark.long
def test_the_command_tells_source_licence_and_faults_and_writes_over_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "root"
    assert main(["make-sample", str(root), "--partnerships", "2", "--faulty", "0.2"]) == 0
    assert "Open Government Licence v3.0" in capsys.readouterr().err
    assert "data.police.uk" in (root / "SOURCES.md").read_text(encoding="utf-8")
    with (root / "sample.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 4
    before = hashes(root)
    assert main(["make-sample", str(root), "--partnerships", "2"]) == 2
    assert hashes(root) == before
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "SOURCES.md").write_text("my own", encoding="utf-8")
    assert main(["make-sample", str(tmp_path / "mine"), "--partnerships", "2"]) == 2
    assert (tmp_path / "mine" / "SOURCES.md").read_text(encoding="utf-8") == "my own"
    with pytest.raises(WorkbookError):
        make(next(one for one in orders(root, 2) if one.folder.exists()))
