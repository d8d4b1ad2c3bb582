"""Cover, contents and summary: the same counts in words and numbers, links that work, one page to read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.conftest import Example
from tests.support import Q1, Q2, SERIES, answers, partnership, send
from xlcsp.forms.layout import Answer
from xlcsp.measures import rating
from xlcsp.report.build import build_report
from xlcsp.report.officers import exceptions
from xlcsp.report.sheets import write_report
from xlcsp.report.words import moves, off_target, rag_sentence
from xlcsp.returns.collect import collect

QUARTERS = (0, 1, 2, 3)


@pytest.mark.parametrize("index", QUARTERS)
def test_the_tiles_and_the_sentence_hold_the_counts_of_the_measures(example: Example, index: int) -> None:
    report = example.reports[index]
    sheet = load_workbook(example.folder / "reports" / f"2014-15 Q{index + 1}.xlsx")["Cover"]
    cells = {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}
    tiles = {}
    for place, word in cells.items():
        if word in (rating.GREEN, rating.AMBER, rating.RED, rating.NO_DATA):
            letter, row = place[0], int(place[1:])
            tiles[word] = cells[f"{letter}{row - 1}"]
    assert tiles == {state: report.counts[state] for state in tiles}
    assert len(tiles) == 4
    told = rag_sentence(report)
    assert told in cells.values()
    numbers = [int(number) for number in re.findall(r"\d+", told)]
    assert numbers[0] == len(report.measures)
    assert numbers[1] == sum(tiles.values()) - tiles[rating.NO_DATA]  # what has no data is not rated
    assert sum(numbers[2:]) == numbers[0]


@pytest.mark.parametrize("index", QUARTERS)
def test_every_link_of_the_contents_leads_to_what_it_names(example: Example, index: int) -> None:
    book = load_workbook(example.folder / "reports" / f"2014-15 Q{index + 1}.xlsx")
    contents = book["Contents"]
    links = [cell for row in contents.iter_rows() for cell in row if cell.hyperlink]
    named = set()
    for cell in links:
        sheet, place = re.fullmatch(r"'(.+)'!([A-Z]+\d+)", cell.hyperlink.location).groups()  # type: ignore[union-attr]
        named.add(sheet)
        assert str(book[sheet][place].value)
        if sheet == "Measures":
            assert str(cell.value).startswith(f"{book[sheet][place].value} ")
    assert named == set(book.sheetnames) - {"Cover", "Contents"}


def test_every_off_target_measure_is_on_the_summary_with_value_target_and_what_is_done(example: Example) -> None:
    for report in example.reports:
        lines = dict(off_target(report))
        assert set(lines) == {one.measure.ref for one in report.measures if one.rag in (rating.RED, rating.AMBER)}
        for ref, text in lines.items():
            assert re.search(r"\d", text.split(":", 1)[1]), ref
    assert dict(off_target(example.reports[2]))["2.2"] == (
        "Red. Reduce violence without injury: 750 to date, where the target is at most 544. From this quarter more "
        "harassment is recorded as crime. The group will look at repeat locations."
    )


def test_better_and_worse_follow_the_rag(example: Example) -> None:
    found = {ref: is_better for ref, _, is_better in moves(example.reports[2])}
    assert found == {"1.3": True, "2.2": False, "6.2": False}


def test_who_is_to_be_asked_stands_where_nothing_was_said(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    send(master, answers=answers(r=Answer(figure=90)))
    ((ref, text),) = off_target(build_report(master, collect(master, Q1)))
    assert ref == "1.2"
    assert text.endswith("No commentary was given; ask the Police.")


def test_what_the_theme_lead_does_about_it_goes_before_what_the_provider_says(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    send(master, answers=answers(r=Answer(figure=90, commentary="A spree in May.")))
    report = build_report(master, collect(master, Q1))
    (theme,) = report.themes
    led = tuple(
        replace(one, comments=("Lead: Patrols were doubled.", "", "", "")) if one.measure.ref == "1.2" else one
        for one in theme.measures
    )
    assert dict(off_target(report))["1.2"].endswith("A spree in May.")
    report = replace(report, themes=(replace(theme, measures=led),))
    assert dict(off_target(report))["1.2"].endswith("Lead: Patrols were doubled.")


@pytest.mark.parametrize(("first", "state"), [(12, "Green"), (90, "Red"), (15, "Amber"), (None, "No data")])
def test_a_red_series_that_is_not_counted_is_named_on_the_summary(
    tmp_path: Path, first: int | None, state: str
) -> None:
    """The summary said "Amber" of a measure by its first series, and *Exceptions* had its second as Red."""
    plan = [one for one in SERIES if one["id"] == "r"]
    plan.append({**plan[0], "id": "b", "series": "bicycles", "role": "supporting"})
    master = partnership(tmp_path, tuple(plan))
    given = {"b": Answer(figure=90, status="Provided")}
    if first is not None:
        given["r"] = Answer(figure=first, status="Provided", commentary="A spree in May")
    send(master, answers=given)
    report = build_report(master, collect(master, Q1))
    assert report.measures[0].rag == state
    ((ref, text),) = off_target(report)
    assert (ref, text.partition(".")[0]) == ("1.2", state)
    assert ". Red, though not counted in the measure's RAG: bicycles: 90 to date, where the target is at most" in text
    named = [name for _, name, *_ in exceptions(report)]
    assert named == (["Robbery", "Robbery\nbicycles"] if state == "Red" else ["Robbery\nbicycles"])


def test_the_summary_prints_on_one_page(example: Example) -> None:
    for index in QUARTERS:
        sheet = load_workbook(example.folder / "reports" / f"2014-15 Q{index + 1}.xlsx")["Summary"]
        high = sum(sheet.row_dimensions[row].height or 15 for row in range(1, sheet.max_row + 1))
        assert high * sheet.page_setup.scale / 100 <= 595.3 - (0.7 + 0.65) * 72
        assert sheet.page_setup.scale >= 60
        assert not sheet.row_breaks.brk


def test_a_summary_too_long_to_read_on_one_page_takes_more(tmp_path: Path) -> None:
    series = tuple(
        {"id": str(index), "ref": f"{index}.1", "measure": f"Measure {index}", "unit": "offences", "polarity": "lower",
         "target_rule": "at most", "target": 1, "theme": f"Theme {index % 3}"}
        for index in range(1, 61)
    )  # fmt: skip
    master = partnership(tmp_path, series)
    send(master, answers={str(index): Answer(figure=50) for index in range(1, 61)})
    path = tmp_path / "report.xlsx"
    write_report(build_report(master, collect(master, Q1)), path)
    book = load_workbook(path)
    sheet, contents = book["Summary"], book["Contents"]
    assert sheet.row_breaks.brk
    assert sheet.page_setup.scale > 60
    pages = len(sheet.row_breaks.brk) + 1
    assert contents["B5"].value == f"The quarter on {pages} pages"  # it was "on one page" there too
    assert contents["C6"].value == contents["C5"].value + pages


def test_a_gap_is_named_by_quarter_and_reason_on_data_quality(tmp_path: Path) -> None:
    master = partnership(tmp_path, settings={"quarter": "Q2"})
    send(master, answers=answers(v=Answer(reason="Staff change", status="No figure")))
    path = tmp_path / "report.xlsx"
    write_report(build_report(master, collect(master, Q2)), path)
    rows = [[cell.value for cell in row] for row in load_workbook(path)["Data quality"].iter_rows()]
    assert ["Q1", "Staff change"] in [row[2:4] for row in rows if row[0] == "1.1"]
    assert ["Q2", "No return"] in [row[2:4] for row in rows if row[0] == "1.1"]
    assert "" not in rows[3][:9]
    assert rows[3][:3] == ["Provider", None, "Return"]  # over both columns: one was without a heading
    (police,) = [row for row in rows if row[0] == "Police"]
    assert police[2:6] == ["missing", 10, 4, 6]


def test_data_quality_says_both_the_data_date_and_the_day_asked_for(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"quarter": "Q1", "data_cutoff": {"Q1": date(2014, 7, 31)}}
    master = partnership(tmp_path, settings=settings)
    send(master, as_at=date(2014, 7, 10))
    path = tmp_path / "report.xlsx"
    write_report(build_report(master, collect(master, Q1)), path)
    said = load_workbook(path)["Data quality"]["A2"].value
    assert said.endswith(" Data as at 10 July 2014, the latest date of a return; asked for as at 31 July 2014.")
