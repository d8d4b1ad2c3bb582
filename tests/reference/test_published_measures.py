"""Measures as public bodies published them: the plan can hold them, and each colour follows from the stated rule.

The whole way: the row of *Measures*, a return form for each quarter, the report, and the formulas of *Performance*.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.master.test_performance import on_performance
from tests.reference.published_measures import REPORTS, Measure, Report
from tests.support import ALL_SETTINGS, partnership
from xlcsp.domain.periods import Quarter, parse_year
from xlcsp.forms.columns import RETURN
from xlcsp.forms.layout import RETURN_SHEET
from xlcsp.forms.rows import FIRST_ROW
from xlcsp.forms.write import write_form
from xlcsp.master.workbook import Cell
from xlcsp.planbook import Master
from xlcsp.report import build, model
from xlcsp.returns.collect import collect
from xlcsp.returns.issue import form_for

UNASKED = ("order of size", "target without rule")  # queries that no published measure deserves


def rows_of(published: Report) -> tuple[dict[str, Cell], ...]:
    return tuple(
        {"id": f"m{place}", "ref": f"1.{place}", "measure": one.title, "theme": published.document,
         "provider": "Council", "role": "headline", "kind": "count", **one.plan}
        for place, one in enumerate(published.measures, 1)
    )  # fmt: skip


def sent(master: Master, quarter: Quarter, published: Report) -> None:
    """The quarter's return with the published figures; none where nothing was printed for it."""
    place = quarter.number - 1
    given = {
        f"m{at}": one.figures[place]
        for at, one in enumerate(published.measures, 1)
        if place < len(one.figures) and one.figures[place] is not None
    }
    if not given:
        return
    known = collect(master, quarter.plus(-1)).figures if quarter.number > 1 else {}
    day = quarter.last_day + timedelta(days=10)
    form = form_for(master, "Council", quarter, known, quarter.last_day + timedelta(days=1))
    form = replace(form, answers=given, as_at=day, signed_by="Lead officer", signed=day)
    write_form(form, master.path.parent / "returns" / quarter.folder / "Council.xlsx")


def of_form(folder: Path, report: model.Report) -> list[str]:
    """The RAG that the last form shows beside each figure."""
    path = folder / "returns" / report.quarter.folder / "Council.xlsx"
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(RETURN_SHEET).to_python(skip_empty_area=False)
    place = [column.key for column in RETURN].index("rag")
    return [str(rows[FIRST_ROW + 1 + at][place]) for at in range(len(report.series))]


def reported(folder: Path, published: Report) -> model.Report:
    start = parse_year(published.year)
    quarter = Quarter(start, published.quarter)
    settings = {**ALL_SETTINGS, "financial year": published.year, "quarter": f"Q{published.quarter}"}
    master = partnership(folder, rows_of(published), settings={**settings, **published.settings})
    for number in range(1, published.quarter + 1):
        sent(master, Quarter(start, number), published)
    collection = collect(master, quarter)
    assert [one for one in collection.queries if one.code in UNASKED] == []
    return build.build_report(master, collection)


@pytest.mark.parametrize("published", REPORTS, ids=[f"{one.body}, {one.document}" for one in REPORTS])
def test_every_colour_is_reached_by_the_rule_that_the_body_states(tmp_path: Path, published: Report) -> None:
    report = reported(tmp_path, published)
    for one, found in zip(published.measures, report.series, strict=True):
        assert (one.title, found.rag) == (one.title, one.rag)
        assert_told(one, found)
    if published.printed:
        assert Counter(one.rag for one in report.series) == published.printed
    for shown, one in zip(of_form(tmp_path, report), published.measures, strict=True):
        assert shown in (one.rag, "–", ""), one.title
    rules = {"rag rule": "tolerance", "tolerance": None, **published.settings}
    cells = on_performance(report, list(rows_of(published)), rules)
    assert [row["RAG"] for row in cells] == [one.rag for one in published.measures]


def assert_told(one: Measure, found: model.SeriesReport) -> None:
    """The year to date, what it is held against, and the words."""
    value, bound = found.assessment.to_date, found.assessment.against
    assert (float(value) if value is not None else None) == (
        pytest.approx(one.value) if one.value is not None else None
    )
    if one.against is not None:
        assert bound is not None, one.title
        assert float(bound) == pytest.approx(one.against)
    words = (str(found.verdict or ""), found.assessment.rag_reason, *found.sentences)
    assert any(one.said in text for text in words), (one.title, words)


def test_there_are_more_than_forty_of_many_bodies() -> None:
    measures = [one for report in REPORTS for one in report.measures]
    assert len(measures) >= 40
    assert len({report.body for report in REPORTS}) >= 15
    assert {one.rag for one in measures} == {"Green", "Amber", "Red", "Monitor", "No data"}
