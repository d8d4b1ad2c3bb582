"""Charts and measure pages: native charts with text alternatives, drawn from cells that agree with the measures."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tests.conftest import Example
from tests.support import Q2, Q4, SERIES, Cell, partnership, send
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.slots import HELD, Slot
from xlcsp.domain.years import YearOfFigures
from xlcsp.forms.layout import Answer
from xlcsp.measures.control import control
from xlcsp.measures.numbers import number
from xlcsp.measures.observed import Observed
from xlcsp.measures.rating import NO_DATA, RATED
from xlcsp.measures.spc import xmr
from xlcsp.pipeline import make
from xlcsp.report.pages import Names, pages
from xlcsp.report.plots.of_page import plots
from xlcsp.report.sheets import write_report

QUARTERS = (0, 1, 2, 3)


def parts(path: Path, pattern: str) -> list[str]:
    with zipfile.ZipFile(path) as package:
        names = sorted(name for name in package.namelist() if re.fullmatch(pattern, name))
        return [package.read(name).decode() for name in names]


def workbook(example: Example, index: int) -> Path:
    return example.folder / "reports" / f"2014-15 Q{index + 1}.xlsx"


@pytest.mark.parametrize("index", QUARTERS)
def test_every_rated_series_with_figures_has_a_page(example: Example, index: int) -> None:
    report = example.reports[index]
    shown = {page.series.id for page in pages(report)}
    for measure in report.measures:
        for one in measure.series:
            is_drawn = not one.series.kind.has_status and one.assessment.requirement is not None
            held = any(slot.state == HELD and slot.value is not None for slot in one.assessment.observed.slots)
            if measure.rag in (*RATED, NO_DATA) and one.series.role == "headline" and is_drawn and held:
                assert one.series.id in shown


@pytest.mark.parametrize("index", QUARTERS)
def test_every_number_of_a_page_read_back_is_that_of_the_measures(example: Example, index: int) -> None:
    rows = (
        CalamineWorkbook.from_path(workbook(example, index))
        .get_sheet_by_name("Measures")
        .to_python(skip_empty_area=False)
    )
    checked = 0
    for page in pages(example.reports[index]):
        start = next(place for place, row in enumerate(rows) if row[:2] == [page.series.ref, page.title])
        start = next(place for place, row in enumerate(rows) if place > start and row[2:6] == ["Q1", "Q2", "Q3", "Q4"])
        names = Names(example.reports[index].quarter.start)
        for name, values in page.rows.items():
            row = next(row for row in rows[start + 1 :] if row[0] == name)
            for cell, value in zip(row[2:6], values, strict=True):
                if value is None:
                    assert cell == ""
                else:
                    assert cell == pytest.approx(float(number(value) or 0), rel=1e-12)
                    checked += 1
        own = page.rows[names.this]
        assert own == tuple(
            None if slot.state != HELD else slot.proportion(page.series.kind)
            for slot in page.series_report.assessment.observed.slots
        )
    assert checked > 60


@pytest.mark.parametrize("index", QUARTERS)
def test_the_values_kept_in_a_chart_are_those_of_its_cells(example: Example, index: int) -> None:
    sheet = load_workbook(workbook(example, index))["Measures"]
    checked = 0
    for xml in parts(workbook(example, index), r"xl/charts/chart\d+\.xml"):
        for area, cache in re.findall(r"<c:numRef><c:f>'Measures'!(.*?)</c:f><c:numCache>(.*?)</c:numCache>", xml):
            cells = [cell.value for row in sheet[area.replace("$", "")] for cell in row]
            kept = {int(place): float(value) for place, value in re.findall(r'idx="(\d+)"><c:v>(.*?)</c:v>', cache)}
            for place, value in enumerate(cells):
                if isinstance(value, int | float):
                    assert kept[place] == pytest.approx(value)
                    checked += 1
                else:
                    assert value is None, "Excel draws a text as 0, and missing is never zero"
                    assert place not in kept
    assert checked > 60


@pytest.mark.parametrize("index", QUARTERS)
def test_every_chart_is_told_in_words_and_no_line_is_smoothed(example: Example, index: int) -> None:
    path = workbook(example, index)
    drawings = parts(path, r"xl/drawings/drawing\d+\.xml")
    told = [text for xml in drawings for text in re.findall(r'<xdr:cNvPr [^>]*descr="([^"]+)"', xml)]
    charts = parts(path, r"xl/charts/chart\d+\.xml")
    assert len(charts) == len(told) > 10
    assert all(len(text) > 40 and any(mark.isdigit() for mark in text) for text in told)
    for xml in charts:
        assert '<c:smooth val="1"/>' not in xml
        lines = xml.split("<c:lineChart>")[1] if "<c:lineChart>" in xml else ""
        assert lines.count('<c:smooth val="0"/>') == lines.count("<c:ser>")
        assert '<c:dispBlanksAs val="gap"/>' in xml


def test_a_value_over_a_bar_is_legible_where_it_reaches_over_the_bar_beside_it(example: Example) -> None:
    """ "£11,984" was printed half over last year's higher bar, dark on grey."""
    labels = [
        label
        for xml in parts(workbook(example, 3), r"xl/charts/chart\d+\.xml")
        if "<c:barChart>" in xml
        for label in re.findall(r"<c:dLbls>(.*?)</c:dLbls>", xml.split("</c:barChart>")[0])
    ]
    assert labels
    assert all(re.search(r'<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/>', label) for label in labels)


def test_the_control_chart_stands_where_there_are_twelve_points(example: Example) -> None:
    found = [page for page in pages(example.reports[3]) if page.control]
    assert [page.series.id for page in found] == ["7.1"]
    chart = found[0].control
    assert chart is not None
    assert len(chart.periods) == 16
    assert chart.factors is not None  # bicycles are stolen in summer
    assert sum(chart.factors) == 4


def series(kind: str = "count") -> Series:
    return Series("x", "1.1", "T", "M", "", kind=kind)


def observed(values: list[int], kind: str = "count") -> Observed:
    slots = [Slot(Quarter(2014, number), HELD, Fraction(value)) for number, value in enumerate(values, 1)]
    return Observed(series(kind), (slots[0], slots[1], slots[2], slots[3]))


def years(*rows: list[int]) -> list[YearOfFigures]:
    return [YearOfFigures(2014 - len(rows) + place, tuple(map(Decimal, row))) for place, row in enumerate(rows)]


def test_limits_are_those_of_the_xmr_rule() -> None:
    found = control(observed([20, 24, 19, 22]), years([21, 25, 18, 20], [23, 20, 22, 21]))
    assert found is not None
    values = [21, 25, 18, 20, 23, 20, 22, 21, 20, 24, 19, 22]
    assert found.factors is None
    assert (found.chart.mean, found.chart.upl) == xmr(values, floor=0)[0:3:2]


def test_eleven_points_or_a_mean_below_five_make_no_control_chart() -> None:
    assert control(observed([20, 24, 19, 22]), years([21, 25, 18, 20])) is None
    assert control(observed([1, 2, 3, 4]), years([4, 4, 4, 4], [4, 4, 4, 4])) is None


def test_a_season_is_taken_out_before_limits_are_drawn() -> None:
    season = [10, 40, 20, 30]
    found = control(observed(season), years(season, season, season))
    assert found is not None
    assert set(found.drawn) == {Fraction(25)}
    assert not found.signals


def test_figures_before_a_break_do_not_set_limits() -> None:
    broken = Series("x", "1.1", "T", "M", "", comparable_from=Quarter(2013, 1))
    before = years([900, 900, 900, 900], [20, 24, 19, 22])
    found = Observed(broken, observed([20, 24, 19, 22]).slots)
    assert control(found, before) is None


def test_a_monthly_series_is_drawn_month_by_month_from_cells_below_what_is_printed() -> None:
    path = Path(__file__).parents[2] / "workbooks" / "second" / "reports" / "2026-27 Q3.xlsx"
    (chart,) = [one for one in parts(path, r"xl/charts/chart\d+\.xml") if "Month by month" in one]
    names, labels, values = re.findall(r"<c:f>'Measures'!([^<]*)</c:f>", chart)
    sheet = load_workbook(path)["Measures"]
    shown = [cell.value for (cell,) in sheet[labels.replace("$", "")]]
    drawn = [cell.value for (cell,) in sheet[values.replace("$", "")]]
    assert sheet[names.replace("$", "")].value == "Figure"
    assert (len(shown), shown[0]) == (36, "Jan 24")
    figures = [row for row in load_workbook(path)["Figures"].iter_rows(values_only=True) if row[0] == "1.2"]
    assert [sum(drawn[place:][:3]) for place in (-9, -6, -3)] == [row[3] for row in figures]
    months = [row[2:5] for row in sheet.iter_rows(values_only=True) if re.fullmatch(r"(\w{3}, ){3}\w{3}", str(row[0]))]
    assert [sum(row[place] for row in months) for place in range(3)] == [row[3] for row in figures], (
        "below their quarters"
    )
    printed = int(str(sheet.print_area).rsplit("$", 1)[1])
    assert printed < int(labels.split("$")[2].rstrip(":"))
    (step,) = map(int, re.findall(r'tickLblSkip val="(\d+)"', chart))
    assert step in (3, 6, 12)
    named = [place for place, text in enumerate(shown) if text]
    assert named == list(range(0, 36, step)), "LibreOffice draws every label that there is: the others are empty"
    assert 'rot="-5400000" vert="horz"' not in chart.split("<c:catAx>")[1].split("</c:catAx>")[0], "level"


@pytest.mark.parametrize(("frequency", "over_gaps"), [("half-yearly", "span"), ("quarterly", "gap")])
def test_only_lines_of_series_without_a_figure_each_quarter_go_on_over_gaps(
    tmp_path: Path, frequency: str, over_gaps: str
) -> None:
    """The target of two half-years was two points, which no line joined; a missing quarter stays a gap."""
    row: dict[str, Cell] = {**SERIES[0], "frequency": frequency, "target_rule": "at most", "target": 40}
    past: dict[str, Cell] = {"id": row["id"], "year": "2013/14", "Q2": 18, "Q4": 20}
    master = partnership(tmp_path, (row,), history=(past,))
    for quarter in (Q2, Q4):
        send(master, quarter, {str(row["id"]): Answer(figure=15)}, as_at=quarter.last_day)
    report = make(master, Q4).report
    assert plots(pages(report)[0])[-1].is_joined == (over_gaps == "span")
    write_report(report, tmp_path / "report.xlsx")
    assert f'<c:dispBlanksAs val="{over_gaps}"/>' in parts(tmp_path / "report.xlsx", r"xl/charts/chart\d+\.xml")[-1]
