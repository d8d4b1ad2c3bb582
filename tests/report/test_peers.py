"""The sheet *Peers*: areas compared in the unit of the measure."""

from pathlib import Path

import pytest

from tests.support import Q1, partnership, send
from xlcsp.forms.layout import Answer
from xlcsp.master.workbook import Cell
from xlcsp.report.build import build_report
from xlcsp.report.sheets import make_workbook
from xlcsp.returns.collect import collect


@pytest.mark.parametrize(
    ("unit", "per", "rates", "told"),
    [
        ("fires", None, [0.5, 0.6], "1,000 residents"),
        ("fires", 10_000, [5, 6], "10,000 residents"),
        ("fires per 10,000 dwellings", 10_000, [5, 6], "10,000 dwellings"),
    ],
)
def test_areas_are_compared_per_what_the_measure_says(
    tmp_path: Path, unit: str, per: int | None, rates: list[float], told: str
) -> None:
    """ "Deliberate fires: per 10,000 residents" stood beside 0.5 and 0.6, "per 1,000 residents"; dwellings beside
    a head "Residents"."""
    plan: dict[str, Cell] = {
        "id": "f", "ref": "1.1", "measure": "Fires", "kind": "per population", "per": per, "population": 120_000,
        "unit": unit, "polarity": "lower", "target_rule": "monitor",
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
    areas_told = [dict(zip(head, row, strict=True)) for row in rows if row[0]]
    assert [(area["Rate"], area["Rate per"], area["Out of"]) for area in areas_told] == [
        (rate, told, 100_000) for rate in rates
    ]
    assert [area["Median of the others"] for area in areas_told] == rates[::-1]
