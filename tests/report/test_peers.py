"""The sheet *Peers*: areas compared in the unit of the measure."""

from pathlib import Path

import pytest

from tests.support import Q1, partnership, send
from xlcsp.forms.layout import Answer
from xlcsp.master.workbook import Cell
from xlcsp.report.build import build_report
from xlcsp.report.sheets import make_workbook
from xlcsp.returns.collect import collect


@pytest.mark.parametrize(("per", "rates"), [(None, [0.5, 0.6]), (10_000, [5, 6])])
def test_a_rate_per_10_000_residents_is_compared_as_such(tmp_path: Path, per: int | None, rates: list[float]) -> None:
    """ "Deliberate fires: per 10,000 residents" stood beside 0.5 and 0.6, "per 1,000 residents"."""
    plan: dict[str, Cell] = {
        "id": "f", "ref": "1.1", "measure": "Fires", "kind": "per population", "per": per, "population": 120_000,
        "unit": "fires", "polarity": "lower", "target_rule": "monitor",
    }  # fmt: skip
    areas = tuple(
        {"id": "f", "period": "2013/14", "area": area, "numerator": count, "population": 100_000}
        for area, count in (("Millbrook", 50), ("Thorney", 60))
    )
    master = partnership(tmp_path, (plan,), peers=areas)
    send(master, Q1, {"f": Answer(figure=14)})
    head, *rows = list(
        make_workbook(build_report(master, collect(master, Q1)))["Peers"].iter_rows(min_row=4, values_only=True)
    )
    told = [dict(zip(head, row, strict=True)) for row in rows if row[0]]
    assert [(one["Rate"], one["Per residents"]) for one in told] == [(rate, per or 1_000) for rate in rates]
    assert [one["Median of the others"] for one in told] == rates[::-1]
