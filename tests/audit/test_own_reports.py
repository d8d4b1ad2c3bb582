"""In a correct report made by xlcsp itself, the audit calls nothing wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.support import Q1, Q2, Q3, Q4, partnership, send
from xlcsp.cli import main
from xlcsp.forms.layout import Answer
from xlcsp.master.workbook import Cell
from xlcsp.pipeline import make
from xlcsp.planbook import read_master
from xlcsp.report.sheets import write_report

PLAN: dict[str, Cell] = {"id": "v", "ref": "1.1", "measure": "Fly-tips", "polarity": "lower"}
RATIO: dict[str, Cell] = {**PLAN, "kind": "ratio", "unit": "days", "target_rule": "at most", "target": 3.7}
ON_BASELINE: dict[str, Cell] = {
    **PLAN, "kind": "count", "unit": "incidents", "target_rule": "% change on baseline", "target": -0.05,
    "baseline": 2810, "baseline_label": "2013/14",
}  # fmt: skip

POUNDS: dict[str, Cell] = {**PLAN, "kind": "amount", "unit": "£", "target_rule": "at most", "target": 61_000}
SICKNESS: dict[str, Cell] = {
    **PLAN, "kind": "per population", "unit": "days per employee", "per": 1, "population": 65, "target_rule": "at most",
    "target": 9.2,
}  # fmt: skip
DAYS: dict[str, Cell] = {"id": "v", "year": "2013/14"} | {
    f"{letter}{n}": value
    for n, days in enumerate((154, 138, 195, 190), 1)
    for letter, value in (("Q", days), ("D", 65))
}
CHECKS: dict[str, Cell] = {
    **PLAN, "kind": "count", "unit": "checks", "polarity": "higher", "frequency": "half-yearly",
    "target_rule": "at least", "target": 130,
}  # fmt: skip
CHECKED: dict[str, Cell] = {"id": "v", "year": "2013/14", "Q2": 60, "Q4": 54}
SPENT: dict[str, Cell] = {
    "id": "v", "year": "2013/14", "Q1": 16_502.93, "Q2": 16_444.78, "Q3": 13_111.65, "Q4": 13_486.31,
}  # fmt: skip
BEGUN: dict[str, Cell] = {
    **PLAN, "kind": "count", "unit": "reports", "target_rule": "monitor", "first_year": "2014/15 Q2",
}  # fmt: skip

PER_DWELLINGS: dict[str, Cell] = {
    **PLAN, "kind": "per population", "unit": "burglaries per 1,000 dwellings", "per": 1000, "population": 96_400,
    "target_rule": "at most", "target": 4.2,
}  # fmt: skip
BEFORE: dict[str, Cell] = {"id": "v", "year": "2013/14", "Q1": 91, "D1": 96_400, "Q2": 88, "D2": 96_400}
PAST = {str(PER_DWELLINGS["unit"]): (BEFORE,), "£": (SPENT,), "days per employee": (DAYS,), "checks": (CHECKED,)}


@pytest.mark.parametrize(
    ("row", "answers"),
    [
        (RATIO, [Answer(figure=1405, out_of=448), Answer(figure=1622, out_of=463)]),  # 3.1 and 3.5, together 3.3
        (ON_BASELINE, [Answer(figure=n) for n in (724, 763, 537, 646)]),  # 2,670: 2,669.5 as it is rounded
        (PER_DWELLINGS, [Answer(figure=84), Answer(figure=80)]),  # the change is of 0.87, not of 84
        # £16,891 and £14,330, together £31,220; last year's £13,486 is £13,487 by the rounded totals and changes
        (POUNDS, [Answer(figure=n) for n in (16_890.5, 14_329.5, 13_020.1, 13_348.5)]),
        (BEGUN, [Answer(), Answer(figure=21), Answer(figure=18)]),  # a year to date from July
        (SICKNESS, [Answer(figure=n) for n in (171, 149, 188, 181)]),  # 2.6 per employee is not of 171 days
        (CHECKS, [Answer(), Answer(figure=71), Answer(), Answer(figure=63)]),  # 54 is of Q3 and Q4, not of last year
    ],
)
def test_what_xlcsp_prints_is_right(row: dict[str, Cell], answers: list[Answer], tmp_path: Path) -> None:
    master = partnership(tmp_path, (row,), history=PAST.get(str(row["unit"]), ()))
    for quarter, answer in zip((Q1, Q2, Q3, Q4), answers, strict=False):
        as_at = date(2014 + quarter.number // 4, 1 + quarter.number * 3 % 12, 20)
        send(master, quarter, {"v": answer}, as_at=as_at)
        last = quarter
    write_report(make(read_master(tmp_path / "master.xlsm"), last).report, tmp_path / "report.xlsx")
    assert main(["audit", str(tmp_path / "report.xlsx")]) == 0
