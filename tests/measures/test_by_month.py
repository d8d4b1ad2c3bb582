"""Months and quarters of the same figures agree; charts are by month where there are months."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from tests.returns.test_months import BURGLARY, SUPPORT, history, months
from tests.support import Q1, Q2, Q3, Q4, partnership, send
from xlcsp import frames
from xlcsp.domain.figures import Figure, MonthFigure, Source
from xlcsp.domain.kinds import KINDS, Kind
from xlcsp.domain.months import MONTHS, accumulated, of_months, with_months
from xlcsp.domain.periods import Month, months_of
from xlcsp.files.read import read_book
from xlcsp.forms.layout import Revised
from xlcsp.measures.control import Control, control
from xlcsp.pipeline import Wanted, make, write
from xlcsp.report.as_json import series_json

SOURCE = Source("a.xlsx", "Return", "D14", Q1.last_day, Q1)
WITH_MONTHS = tuple(kind for kind in KINDS if not kind.has_status)


def drawn(kind: Kind, chance: random.Random, month: Month) -> MonthFigure:
    above = Fraction(chance.randint(0, 200), 1 if not kind.takes_decimals else chance.choice((1, 2, 4)))
    if kind.is_bare_percentage:
        return MonthFigure(month, proportion=Fraction(chance.randint(0, 1000), 1000))
    below = above + chance.randint(0, 50) if kind.has_denominator else None
    return MonthFigure(month, above, below)


@pytest.mark.parametrize("kind", WITH_MONTHS, ids=str)
def test_quarters_of_months_are_months_of_quarters(kind: Kind) -> None:
    """Twelve months by quarters, and all at once, make the same year, by whatever order and return they came."""
    chance = random.Random(kind.word)
    for _ in range(20):
        year = {quarter: [drawn(kind, chance, month) for month in months_of(quarter)] for quarter in (Q1, Q2, Q3, Q4)}
        made = [of_months(kind, held) or (None, None, None) for held in year.values()]
        every = [month for held in year.values() for month in held]
        above, below = ([quarter[place] for quarter in made] for place in (0, 1))
        if kind.is_added_up or kind.is_pooled or kind.is_per_population:
            assert sum(filter(None, above)) == sum(one.numerator or 0 for one in every)
        else:
            assert (made[-1][0], made[-1][2]) == (every[-1].numerator, every[-1].proportion)
        if kind.is_pooled:
            assert sum(filter(None, below)) == sum(one.denominator or 0 for one in every)
        elif kind.has_denominator:
            assert below[-1] == every[-1].denominator
        shuffled = chance.sample(year[Q1], MONTHS)
        ages = sorted(chance.sample(range(1, 28), MONTHS))
        given = [
            Figure("s", Q1, replace(SOURCE, as_at=Q2.last_day.replace(day=age)), restates=place > 0, months=(one,))
            for place, (one, age) in enumerate(zip(shuffled, ages, strict=True))
        ]
        *part, whole = accumulated(kind, given)
        assert [one.has_value for one in part] == [False, False]
        assert (whole.numerator, whole.denominator, whole.proportion) == made[0]


@pytest.mark.parametrize("kind", WITH_MONTHS, ids=str)
@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_part_of_a_quarter_is_never_a_quarter(kind: Kind, count: int) -> None:
    held = [drawn(kind, random.Random(count), month) for month in months_of(Q1)[:count]]
    found = with_months(kind, Figure("s", Q1, SOURCE), held)
    assert not found.has_value
    assert found.reason == (f"{count} of 3 months" if count else "")


def test_the_control_chart_is_by_month_where_months_are_known(tmp_path: Path) -> None:
    master = partnership(tmp_path, (BURGLARY,), more={"Months": history()})
    send(master, Q1, {"b": months(100, 101, 180)})
    made = make(master, Q1)
    one = next(iter(made.report.series))
    chart = control(one.assessment.observed, one.history)
    assert chart is not None
    assert (chart.unit, len(chart.periods), str(chart.periods[-1])) == ("month", 36, "June 2014")
    assert [str(period) for period in chart.within(Q1)] == ["April 2014", "May 2014", "June 2014"]
    (query,) = [one for one in made.collection.queries if one.code == "control limits"]
    assert query.found.startswith("1.1: 180 in June 2014 lies outside the range expected from normal variation")
    (figure,) = [one for one in made.collection.figures["b"].values() if one.quarter == Q1]
    assert query.cell == figure.months[2].source.cell != figure.source.cell
    write(made, Wanted(publish=True))
    sheet = read_book(made.path, "report").sheets["Control charts"]
    texts = [str(cell) for row in sheet.rows for cell in row if isinstance(cell, str)]
    assert any("above the upper limit of 113.9 (June 2014)" in text for text in texts)


def test_the_months_of_one_year_do_not_call_its_season_unusual_where_the_quarters_of_earlier_years_know_it(
    tmp_path: Path,
) -> None:
    """At Q4 the chart of 23 quarters gave way to 12 months: every winter lay "near the lower limit"."""
    season = {"Q1": 300, "Q2": 420, "Q3": 300, "Q4": 200}
    years = tuple({"id": "b", "year": f"{year}/{year % 100 + 1}", **season} for year in (2011, 2012, 2013))
    master = partnership(tmp_path, (BURGLARY,), history=years)
    for quarter, figures in ((Q1, (95, 100, 105)), (Q2, (139, 142, 139)), (Q3, (110, 100, 90)), (Q4, (66, 67, 67))):
        send(master, quarter, {"b": months(*figures)}, as_at=quarter.last_day)
    (line,) = make(master, Q4).report.series
    chart = control(line.assessment.observed, line.history)
    assert chart is not None
    assert (chart.unit, len(chart.periods), chart.factors is not None) == ("quarter", 16, True)
    assert [period for period, _ in chart.signals if period.start == 2014] == []
    alone = control(line.assessment.observed, ())
    assert alone is not None
    assert (alone.unit, len(alone.periods)) == ("month", 12)  # nothing else is known


def test_a_figure_beyond_a_limit_never_reads_as_the_limit() -> None:
    """It said that 57.0 lies outside 46.2 to 57.0."""
    held = Control((Q1,), (Fraction(58),), (Fraction("57.04"),), (Fraction(1),) * 4, (46.2, 57.01))
    usual = "outside the range expected from normal variation"
    assert held.outside(Q1) == f"{usual}: seasonally adjusted it is 57.04, and the range is 46.20 to 57.01"
    assert replace(held, factors=None).outside(Q1) == f"{usual}, 46.20 to 57.01"


def test_months_are_in_frames_json_and_publication(tmp_path: Path) -> None:
    disclosive = {**SUPPORT, "disclosive": "yes", "id": "d", "ref": "1.9"}
    master = partnership(tmp_path, (BURGLARY, SUPPORT, disclosive), more={"Months": history()})
    rate = months(30, 40, 50, of=(60, 80, 100))
    send(master, Q1, {"b": months(100, 101, 102), "s": rate, "d": months(3, 4, 5, of=(6, 8, 10))})
    send(master, Q2, {"b": months(100, 101, 102), "s": rate, "d": rate}, as_at=Q2.last_day,
         revised={("s", Month(2014, 5)): Revised(figure=44, out_of=80)})  # fmt: skip
    table = frames.months(tmp_path, "Q2")
    assert len(table) == 36 + 6 + 6 + 6
    may = table[(table["id"] == "s") & (table["month"] == "2014-05-01")].iloc[0]
    assert (may["numerator"], may["denominator"], may["value"], may["sheet"]) == (44, 80, 0.55, "Earlier quarters")
    quarters = frames.figures(tmp_path, "Q2")
    own = table[(table["year"] == "2014/15") & (table["id"] != "x")]
    added = own.groupby(["id", "quarter"])["numerator"].sum()
    told = quarters.set_index(["id", "quarter"])["numerator"]
    assert added.to_dict() == told[added.index].to_dict()
    made = make(master, Q2)
    assert json.dumps(series_json(made.report.series[1])["months"][1]) == (
        '{"month": "2014-05", "numerator": 44, "denominator": 80, "value": 0.55}'
    )
    files = write(made, Wanted(publish=True)).files
    sheets = [
        read_book(path, path.name).sheets for path in files if "publication" in path.name and path.suffix == ".xlsx"
    ]
    (public,) = [one["Months"] for one in sheets]
    rows = {(row[0], row[4]): row[5:] for row in public.rows if len(row) > 8 and row[4] != "Month"}
    assert rows["1.2", "May 2014"][:2] == [44.0, 80.0]
    assert rows["1.9", "May 2014"] == ["[c]", "[c]", "[c]", "Withheld"]
