"""The report workbook: every number comes from a return, texts are whole, and the same input gives the same bytes."""

from __future__ import annotations

import hashlib
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from tests.conftest import Example
from tests.support import Q1, Q2, Q3, Q4, SERIES, Cell, answers, partnership, send
from xlcsp import theme
from xlcsp.cli.terminal import year_table
from xlcsp.files.read import read_book
from xlcsp.forms.layout import Answer
from xlcsp.measures.numbers import number
from xlcsp.pipeline import make
from xlcsp.report.as_json import series_json
from xlcsp.report.build import build_report
from xlcsp.report.compare import compare
from xlcsp.report.pages import pages
from xlcsp.report.scorecard import scorecard
from xlcsp.report.sheets import write_report
from xlcsp.report.sheets.grid import HIGHEST, LINE
from xlcsp.returns.collect import collect

SHEETS = [
    "Cover", "Contents", "Summary", "Scorecard", "Exceptions", "Measures",
    "Control charts", "Results", "Figures", "Revisions", "Data quality", "Returns", "Problems", "Queries",
]  # fmt: skip
WITHOUT_HEADER = {"Cover", "Summary", "Measures", "Control charts"}


def q4(example: Example) -> Path:
    return example.folder / "reports" / "2014-15 Q4.xlsx"


def rows_of(path: Path, sheet: str) -> list[list[object]]:
    """The rows below the header, read by another library than the one that wrote them."""
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)[4:]


def test_every_figure_of_the_report_stands_in_the_cell_it_names(example: Example) -> None:
    checked = 0
    for _, _, _, figure, below, share, state, file, where, *_ in rows_of(q4(example), "Figures"):
        if not where or str(state).startswith(("missing", "contained")):
            continue
        sheet, cells = str(where).split("!")
        cell, *below_it = str(cells).split(":")
        book = read_book(example.folder / "returns" / str(file))
        column, row = ord(cell[0]) - 64, int(cell[1:])
        assert bool(below_it) == (below != "")  # of n of m both cells are named
        typed = book.sheets[sheet].value(row, column)
        own_text = str(state)
        if "year to date" in own_text:
            assert f"{typed:,.0f}" in own_text
        elif isinstance(typed, str):
            assert figure == typed
        elif figure == "":
            assert share == pytest.approx(float(typed) / 100)  # type: ignore[arg-type]
        else:
            assert figure == typed
        if below != "":
            assert book.sheets[sheet].value(row, column + 1) == below
        checked += 1
    assert checked > 60


def test_every_result_read_back_equals_the_measures(example: Example) -> None:
    report = example.reports[3]
    rows = rows_of(q4(example), "Results")
    assert len(rows) == len(report.series)
    for row, one in zip(rows, report.series, strict=True):
        found = one.assessment
        variance = found.variance and found.variance * (100 if one.series.is_proportion else 1)
        for place, value in ((2, found.to_date), (3, found.comparators.last_year_to_date), (4, variance),
                             (5, found.variance_pct)):  # fmt: skip
            shown = row[place]
            if value is None:
                assert shown == "" or isinstance(shown, str)
            else:
                assert shown == pytest.approx(float(number(value) or 0), rel=1e-12)


def test_results_have_no_columns_on_what_is_to_come_once_the_year_is_over(example: Example) -> None:
    """At Q4 four columns were empty, and a fifth said n/a in every row."""
    ahead = {"Projection", "Likely from", "Likely to", "Chance of target", "Each remaining quarter"}
    for quarter, expected in (("Q3", ahead), ("Q4", set[str]())):
        sheet = load_workbook(example.folder / "reports" / f"2014-15 {quarter}.xlsx")["Results"]
        columns = {head: set(values) for head, *values in sheet.iter_cols(min_row=4, values_only=True)}
        assert ahead & set(columns) == expected
        assert [head for head, values in columns.items() if values <= {None, "n/a"}] == []
    changes = compare(example.folder / "reports" / "2014-15 Q3.xlsx", q4(example))
    assert {(one.old, one.new) for one in changes if (one.ref, one.what) == ("2.1", "Projection")} == {
        ("1,154.667", "")
    }


def test_the_summary_counts_add_up(example: Example) -> None:
    rows = CalamineWorkbook.from_path(q4(example)).get_sheet_by_name("Summary").to_python(skip_empty_area=False)
    table = [row for row in rows if row[0] in {theme.name for theme in example.reports[3].themes} | {"All themes"}]
    for row in table:
        assert sum(value for value in row[2:9] if isinstance(value, float)) == row[9]
    for column in range(2, 10):
        counts = [row[column] if isinstance(row[column], float) else 0 for row in table]
        assert sum(counts[:-1]) == counts[-1]


def test_a_theme_sheet_is_laid_out_as_the_published_report(example: Example) -> None:
    sheet = load_workbook(q4(example))["Violent crime and robbery"]
    head = [sheet.cell(4, column).value for column in range(1, 9)]
    assert head == [None, "No", "Performance measure", "Quarter 1", "Quarter 2", "Quarter 3", "Quarter 4", "RAG"]
    assert (sheet["B5"].value, sheet["C5"].value) == ("2.1", "Reduce violence with injury")
    assert [sheet.cell(6, column).value for column in range(3, 8)] == ["Figure", 260, 303, 303, 280]
    assert sheet["C7"].value == (
        "Baseline (2013/14, as set in the plan): 1,108 offences\nTarget: at most 1,108 offences"
    )
    assert sheet["E7"].value == (
        "303 offences in Q2. Year to date (April to September) 563, an increase of 38 (+7.2%) on the same period last "
        "year."
    )
    assert sheet["H5"].value == "Amber\nTarget not achieved (within tolerance)"
    assert sheet["H5"].fill.start_color.rgb.endswith(theme.RAG_COLOURS["Amber"][0])
    assert sheet.row_dimensions[5].height <= 4 * LINE + 6.1


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_quarter_that_is_not_due_has_no_column(example: Example, number: int) -> None:
    book = load_workbook(example.folder / "reports" / f"2014-15 Q{number}.xlsx")
    for one in example.reports[0].themes:
        sheet = book[one.name]
        head = [cell.value for cell in sheet[4]]
        assert head == [None, "No", "Performance measure", *(f"Quarter {place + 1}" for place in range(number)), "RAG"]
        wide = [sheet.column_dimensions[chr(67 + place)].width for place in range(number + 1)]
        assert sum(wide) == pytest.approx(152 + (number + 1) * 5 / 7), "The measures and the quarters share the room."


def test_the_year_end_is_told_of_the_reports_own_quarter_alone(example: Example) -> None:
    for report in example.reports:
        for one in report.series:
            earlier = " ".join(one.sentences[: report.quarter.number - 1])
            assert "Projected" not in earlier
    (found,) = [one for one in example.reports[2].series if one.series.id == "2.1"]
    assert "Projected year end 1,155 (likely 1,096 to 1,204)" in found.sentences[2]


def test_commentary_says_whose_words_it_is(example: Example) -> None:
    sheet = load_workbook(q4(example))["Violent crime and robbery"]
    said = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    for one in example.reports[3].series:
        if one.series.theme == "Violent crime and robbery":
            assert {f"{one.series.provider}: {text}" for text in one.commentaries if text} <= said


@pytest.mark.parametrize("quarter", ["Q1", "Q2", "Q3", "Q4"])
def test_rows_are_high_enough_for_their_text(example: Example, quarter: str) -> None:
    for sheet in load_workbook(example.folder / "reports" / f"2014-15 {quarter}.xlsx"):
        merged = {area.coord.split(":")[0]: area for area in sheet.merged_cells.ranges}
        for row in sheet.iter_rows(min_row=4):
            for cell in row:
                if isinstance(cell.value, str) and cell.alignment.wrap_text and not cell.alignment.textRotation:
                    _assert_fits(sheet, cell, merged)


def _assert_fits(sheet: Worksheet, cell: object, merged: dict[str, object]) -> None:
    place = cell.coordinate  # type: ignore[attr-defined]
    area = merged.get(place)
    columns = range(area.min_col, area.max_col + 1) if area else [cell.column]  # type: ignore[attr-defined]
    indent = 9 / 7 * (cell.alignment.indent or 0)  # type: ignore[attr-defined]
    width = sum(sheet.column_dimensions[chr(64 + column)].width for column in columns) - 5 / 7 - indent
    lines = theme.line_count(cell.value, width, cell.font.sz, bold=bool(cell.font.b))  # type: ignore[attr-defined]
    height = sheet.row_dimensions[cell.row].height  # type: ignore[attr-defined]
    assert height is not None
    assert lines * LINE * cell.font.sz / 10 <= height + 1, (sheet.title, place, cell.value)  # type: ignore[attr-defined]


def test_each_page_is_a4_landscape_with_repeated_header_page_number_and_draft(example: Example) -> None:
    for sheet in load_workbook(q4(example)):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert "DRAFT" in sheet.oddHeader.right.text
        assert sheet.oddFooter.right.text == "Page &P of &N"
        if sheet.title == "Data quality":
            header = int(sheet.print_title_rows.rpartition("$")[2])
            assert [cell.value for cell in sheet[header]][:4] == ["No", "Measure", "Quarter", "Why"]
            assert sheet.row_breaks.brk[0].id > header
            continue
        assert sheet.print_title_rows == (None if sheet.title in WITHOUT_HEADER else "$4:$4")
        assert sheet.sheet_state == "visible"


def test_the_sheets_are_those_of_the_plan_and_the_lists(example: Example) -> None:
    names = load_workbook(q4(example)).sheetnames
    assert [name for name in names if name in SHEETS] == SHEETS
    assert len(names) == len(SHEETS) + len(example.reports[3].themes)


@pytest.mark.parametrize("start", ["=1+1", "+44 1642", "-5", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_a_commentary_that_looks_like_a_formula_is_written_as_text(tmp_path: Path, start: str) -> None:
    master = partnership(tmp_path)
    send(master, answers=answers(v=Answer(figure=150, commentary=start)))  # Red
    path = tmp_path / "report.xlsx"
    write_report(build_report(master, collect(master, Q1)), path)
    cells = [
        cell for row in load_workbook(path)["Violence"].iter_rows() for cell in row if str(cell.value).endswith(start)
    ]
    assert cells
    reds = [cell for row in load_workbook(path)["Exceptions"].iter_rows() for cell in row if cell.value == start]
    assert reds
    assert all(cell.quotePrefix for cell in reds)
    assert all(cell.data_type == "s" for cell in cells + reds)
    with zipfile.ZipFile(path) as package:
        assert not [name for name in package.namelist() if b"<f>" in package.read(name)]


def test_a_very_long_commentary_is_printed_whole(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    words = [f"word{index}" for index in range(1500)]
    send(master, answers=answers(v=Answer(figure=100, commentary=" ".join(words))))
    path = tmp_path / "report.xlsx"
    write_report(build_report(master, collect(master, Q1)), path)
    sheet = load_workbook(path)["Violence"]
    printed = " ".join(str(sheet.cell(row, 4).value) for row in range(6, sheet.max_row + 1) if sheet.cell(row, 4).value)
    assert [word for word in printed.split() if word.startswith("word")] == words
    assert all((sheet.row_dimensions[row].height or 0) <= HIGHEST for row in range(1, sheet.max_row + 1))


def test_the_same_returns_give_the_same_bytes_and_no_clock(example: Example, tmp_path: Path) -> None:
    write_report(example.reports[3], tmp_path / "again.xlsx")
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (q4(example), tmp_path / "again.xlsx")}
    assert len(digests) == 1
    properties = load_workbook(q4(example)).properties
    assert properties.created.date() == properties.modified.date() == date(2015, 4, 10)


def test_each_report_of_a_run_has_the_decimals_of_its_own_settings(tmp_path: Path) -> None:
    """Styles are made once in a run and shared by its workbooks: one report's are not the next one's."""
    written: dict[str, bytes] = {}
    for name, decimals in (("one", 1), ("two", 2), ("again", 1)):
        report = build_report(one := partnership(tmp_path / name, settings={"rounding": decimals}), collect(one, Q1))
        write_report(report, tmp_path / f"{name}.xlsx")
        written[name] = (tmp_path / f"{name}.xlsx").read_bytes()
        forms = {cell.number_format for row in load_workbook(tmp_path / f"{name}.xlsx")["Results"] for cell in row}
        assert [form for form in forms if form.startswith("0.")] == [f"0.{'0' * decimals}%"]
    assert written["one"] == written["again"] != written["two"]


def test_a_missing_return_is_shown_as_missing_with_its_due_date(tmp_path: Path) -> None:
    master = partnership(tmp_path, settings={"return_due": date(2014, 10, 17), "quarter": "Q2"})
    send(master, Q1)
    report = build_report(master, collect(master, Q2))
    path = tmp_path / "report.xlsx"
    write_report(report, path)
    text = [str(cell.value) for row in load_workbook(path)["Summary"].iter_rows() for cell in row if cell.value]
    assert "No return from Police (due 17 October 2014)." in text
    assert report.measures[0].rag == "No data"
    assert report.series[0].sentences[1] == "No figure for Q2 [x]: no return."


def test_a_late_return_is_said_to_be_late(tmp_path: Path) -> None:
    master = partnership(tmp_path, settings={"return_due": date(2014, 7, 10), "quarter": "Q1"})
    send(master, signed=date(2014, 7, 16))
    report = build_report(master, collect(master, Q1))
    assert [one.note for one in report.late] == ["due 10 July 2014, signed 16 July 2014"]


def test_a_range_stands_in_the_results_with_both_its_bounds(tmp_path: Path) -> None:
    target: dict[str, Cell] = {"target_rule": "between", "target": "180 to 220"}
    master = partnership(tmp_path, ({**SERIES[0], **target},), settings={"quarter": "Q1"})
    send(master, answers={"v": Answer(figure=50)})
    write_report(build_report(master, collect(master, Q1)), tmp_path / "report.xlsx")
    (row,) = rows_of(tmp_path / "report.xlsx", "Results")
    assert row[6:8] == ["180 to 220", "45 to 55"]


def test_two_themes_that_read_alike_get_sheets_of_their_own(tmp_path: Path) -> None:
    long = "Violence against women and girls in the borough"
    series = tuple(
        {"id": str(index), "ref": f"{index}.1", "measure": "M", "theme": f"{long}{index}"} for index in (1, 2)
    )
    master = partnership(tmp_path, series)
    path = tmp_path / "report.xlsx"
    write_report(build_report(master, collect(master, Q1)), path)
    names = load_workbook(path).sheetnames
    assert len(set(names)) == len(names)
    assert all(len(name) <= 31 for name in names)


@pytest.mark.parametrize("decimals", [0, 2])
def test_the_terminal_prints_percentages_with_the_decimals_of_the_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], decimals: int
) -> None:
    master = partnership(tmp_path, settings={"quarter": "Q1", "rounding": decimals})
    send(master)
    year_table([build_report(master, collect(master, Q1))])
    printed = re.findall(r"\d+(?:\.(\d+))?%", capsys.readouterr().out)
    assert {len(part) for part in printed} == {decimals}


def test_a_variance_of_percentages_is_in_percentage_points_as_the_settings_show_them(tmp_path: Path) -> None:
    history: tuple[dict[str, Cell], ...] = ({"id": "s", "year": "2013/14", "Q1": 6004, "D1": 10_000},)
    shown = {}
    for decimals in (1, 2):
        settings: dict[str, Cell] = {"quarter": "Q1", "rounding": decimals}
        master = partnership(tmp_path / str(decimals), history=history, settings=settings)
        send(master)
        write_report(build_report(master, collect(master, Q1)), tmp_path / "report.xlsx")
        sheet = load_workbook(tmp_path / "report.xlsx")["Results"]
        (row,) = [row for row in sheet.iter_rows(min_row=5) if row[1].value == "Support"]
        shown[decimals] = (row[4].value, row[4].number_format)
        assert (row[14].value == "Steady") == (decimals == 1)
    assert shown == {
        1: (pytest.approx(-0.04), '"up <0.1 pp";"down <0.1 pp";0.0" pp"'),
        2: (pytest.approx(-0.04), '+0.00" pp";\\−0.00" pp";0.00" pp"'),
    }


def test_less_than_is_printed_is_steady_and_told_as_such(tmp_path: Path) -> None:
    """24.8% after 24.7% by a hundredth of a point: neither better nor worse, and never a change of 0.0 points."""
    history: tuple[dict[str, Cell], ...] = ({"id": "s", "year": "2013/14", "Q1": 24742, "D1": 100_000},)
    master = partnership(tmp_path, history=history, settings={"quarter": "Q1"})
    send(master, answers=answers(s=Answer(figure=24752, out_of=100_000)))
    report = build_report(master, collect(master, Q1))
    one = next(one for one in report.series if one.series.id == "s")
    assert one.assessment.travel_last_year == "Steady"
    line = next(line for _, scores in scorecard(report).themes for score in scores for line in score.lines
                if line.series.id == "s")  # fmt: skip
    assert (line.quarter.text, line.on_last_year) == ("24.8%", "up less than 0.1 points")
    (page,) = (page for page in pages(report) if page.series.id == "s")
    assert dict(page.facts)["On last year to date"] == "less than 0.1 percentage points above"


def test_problems_and_queries_are_sheets_of_their_own_under_their_own_header(
    tmp_path: Path,
) -> None:
    master = partnership(tmp_path, settings={"quarter": "Q1"})
    send(master, Q1, answers(v=Answer(figure="approx 300")))
    report = build_report(master, collect(master, Q1))
    write_report(report, tmp_path / "report.xlsx")
    book = load_workbook(tmp_path / "report.xlsx")
    for name, found in (("Problems", report.problems), ("Queries", report.queries)):
        sheet = book[name]
        assert [cell.value for cell in sheet[4]] == ["File", "Sheet and cell", "What", "What to do"]
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.max_row == 4 + max(1, len(found))
    assert report.problems


def test_a_sentence_never_breaks_between_a_minus_and_its_number(example: Example) -> None:
    told = " ".join(text for one in example.reports[3].series for text in one.sentences)
    assert "(\u2212" in told
    assert "(-" not in told


def test_a_break_in_recording_stands_with_its_reason(tmp_path: Path) -> None:
    plan = {"id": "a", "ref": "1.1", "measure": "Reduce violence", "polarity": "lower"}
    changed = {"comparable_from": "2014/15 Q1", "break_reason": "Counted by victim from April 2014"}
    past = ({"id": "a", "year": "2013/14", "Q1": 20, "Q2": 21, "Q3": 22, "Q4": 23},)
    master = partnership(tmp_path, ({**plan, **changed},), history=past)
    send(master, answers=answers(a=Answer(figure=12)))
    path = tmp_path / "report.xlsx"
    write_report(build_report(master, collect(master, Q1)), path)
    rows = [[str(value) for value in row if value not in ("", None)] for row in rows_of(path, "Data quality")]
    assert ["1.1", "Reduce violence", "since 2014/15 Q1", "Counted by victim from April 2014"] in rows
    told = " ".join(str(value) for row in rows_of(path, "Scorecard") for value in row)
    why = "[b] Break in recording, not comparable with last year: 1.1 (Counted by victim from April 2014)."
    assert why in told


@pytest.mark.parametrize(
    "label",
    [
        "2012/13", "2013/14", "2014/15", "2012/13, restated", "as set in the plan",
        "mean of three years to 2014", "year to March 2015", "3-year average to 2014/15",
        "three years to 2014, restated",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["count", "percentage", "snapshot"])
def test_a_baseline_from_before_a_break_is_asked_about_and_not_compared(tmp_path: Path, kind: str, label: str) -> None:
    """Its label says which year it is of; one that was worked out anew says that it is restated."""
    value = 0.4 if kind == "percentage" else 80
    plan = {"id": "a", "ref": "1.1", "measure": "Reduce violence", "polarity": "lower", "kind": kind,
            "baseline": value, "baseline_label": label, "comparable_from": "2014/15 Q1"}  # fmt: skip
    master = partnership(tmp_path, (plan,), settings={"quarter": "Q4"})
    given = Answer(percentage=30, status="Provided") if kind == "percentage" else Answer(figure=30, status="Provided")
    for quarter in (Q1, Q2, Q3, Q4):
        send(master, quarter, {"a": given}, as_at=quarter.last_day)
    report = build_report(master, collect(master, Q4))
    is_old = label in ("2012/13", "2013/14", "mean of three years to 2014", "3-year average to 2014/15")
    asked = [one for one in master.queries if one.code == "baseline before break"]
    assert len(asked) == is_old
    told = report.series[0].sentence
    assert ("not comparable with the baseline [b]" in told) is is_old
    assert "baseline" in told
    assert bool(re.search(r"(above|below|on|to) the baseline", told)) is not is_old


@pytest.mark.parametrize("kind", ["count", "amount", "rate", "ratio", "percentage", "snapshot", "rolling 12"])
def test_nothing_is_compared_across_a_break_in_recording(tmp_path: Path, kind: str) -> None:
    """The scorecard has [b] instead of a difference; no other page may give one."""
    below = {f"D{number}": 60 for number in range(1, 5)} if kind in ("rate", "ratio") else {}
    plan = {"id": "a", "ref": "1.1", "measure": "Reduce violence", "polarity": "lower", "kind": kind}
    past = {
        "id": "a",
        "year": "2013/14",
        **{f"Q{number}": 0.4 if kind == "percentage" else 20 for number in range(1, 5)},
    }
    given = Answer(percentage=30) if kind == "percentage" else Answer(figure=12, out_of=50 if below else None)
    for since, is_compared in (("", True), ("2014/15 Q1", False)):
        folder = tmp_path / f"{since[-2:]}"
        master = partnership(folder, ({**plan, "comparable_from": since},), history=({**past, **below},))
        for quarter in (Q1, Q2):
            send(master, quarter, answers=answers(a=given))
            report = build_report(master, collect(master, quarter))
            said = " ".join(text for one in report.series for text in one.sentences)
            assert bool(re.search(r"(a reduction|points below).* last year", said)) is is_compared, said
            assert ("last year [b]." in said) is not is_compared, said


def test_after_a_break_in_the_middle_of_last_year_its_later_quarters_are_compared_and_the_year_is_not(
    tmp_path: Path,
) -> None:
    plan = {"id": "a", "ref": "1.1", "measure": "Fewer fires", "polarity": "lower", "unit": "fires"}
    past = {"id": "a", "year": "2013/14", "Q1": 39, "Q2": 47, "Q3": 34, "Q4": 28}
    master = partnership(tmp_path, ({**plan, "comparable_from": "2013/14 Q3"},), history=(past,))
    for quarter, figure in zip((Q1, Q2, Q3, Q4), (33, 43, 27, 19), strict=True):
        send(master, quarter, answers=answers(a=Answer(figure=figure)))
    report, path = build_report(master, collect(master, Q4)), tmp_path / "report.xlsx"
    write_report(report, path)
    (one,) = report.series
    assert one.sentences[3] == (
        "19 fires in Q4 (28 in the same quarter last year). Year total 122, not comparable with last year [b]."
    )
    assert [one.assessment.travel_previous, one.assessment.travel_last_year] == ["Improving", "Improving"]
    (line,) = [row for row in rows_of(path, "Results") if row[0] == "1.1"]
    assert line[2:6] == [122, "[b]", "[b]", "[b]"]
    told = series_json(one)
    assert [told[name] for name in ("last_year", "last_year_quarter", "variance", "variance_pct")] == [
        None,
        28,
        None,
        None,
    ]


def test_a_series_page_bears_its_own_state_and_names_the_measures_where_another_series_decides_it(
    tmp_path: Path,
) -> None:
    plan = {"ref": "1.1", "measure": "Fewer burglaries", "polarity": "lower", "target_rule": "at most", "target": 40}
    master = partnership(tmp_path, ({**plan, "id": "h", "series": "Homes"}, {**plan, "id": "s", "series": "Shops"}))
    send(master, answers=answers(h=Answer(figure=30), s=Answer(figure=2)))
    report = build_report(master, collect(master, Q1))
    assert {page.series.name: page.rag_words for page in pages(report)} == {
        "Homes": "Red",
        "Shops": "Green (measure: Red)",
    }
    path = tmp_path / "report.xlsx"
    write_report(report, path)
    told = [cell for row in load_workbook(path)["Measures"].iter_rows() for cell in row if cell.value]
    badges = {cell.value: cell.fill.fgColor.rgb[-6:] for cell in told if str(cell.value).startswith(("Red", "Green"))}
    assert set(badges) == {"Red", "Green (measure: Red)"}
    assert len(set(badges.values())) == 2


@pytest.mark.parametrize("index", range(4))
def test_no_theme_nor_list_ends_on_a_nearly_empty_page_that_slightly_smaller_print_would_save(
    example: Example, index: int
) -> None:
    """A last page of less than half is only printed where the others would be too small to read without it."""
    book = load_workbook(example.folder / "reports" / f"2014-15 Q{index + 1}.xlsx")
    checked = 0
    for sheet in (one for one in book if one.print_title_rows == "$4:$4" and one.title != "Contents"):
        high = [sheet.row_dimensions[row].height or 15 for row in range(1, sheet.max_row + 1)]
        broken = [one.id for one in sheet.row_breaks.brk]
        room = (595.3 - (0.7 + 0.65) * 72) / sheet.page_setup.scale * 100
        checked += bool(broken)
        smaller = min(0.14, sheet.page_setup.scale / 68 - 1)
        if broken and smaller > 0:
            assert sum(high[broken[-1] :]) > room * smaller, (sheet.title, "a row or two on a page of their own")
    assert checked or index < 2


def test_every_quarter_so_far_has_its_state_on_figures(tmp_path: Path) -> None:
    """Closed, not begun, not yet due: such quarters had no row, or one without a word."""
    changed: dict[str, dict[str, Cell]] = {
        "v": {"closed_from": "2014/15 Q2"}, "r": {"lag_quarters": 1}, "t": {"first_year": "2014/15 Q2"},
        "s": {"frequency": "half-yearly"}, "m": {},
    }  # fmt: skip
    plan = tuple({**one, **changed.get(str(one["id"]), {})} for one in SERIES)
    master = partnership(tmp_path, plan, settings={"quarter": "Q2"})
    send(master, Q1, answers(m=Answer(milestone="Achieved")))
    send(master, Q2, answers(m=Answer()), as_at=Q2.last_day)
    write_report(make(master, Q2).report, tmp_path / "report.xlsx")
    states = {(row[0], row[2]): row[6] for row in rows_of(tmp_path / "report.xlsx", "Figures")}
    assert states["1.1", "2014/15 Q2"] == "closed since 2014/15 Q2"
    assert states["1.2", "2014/15 Q2"] == "not due yet: it comes with the return of 2014/15 Q3"
    assert states["1.4", "2014/15 Q1"] == "not begun: its figures start with 2014/15 Q2"
    assert ("1.3", "2014/15 Q1") not in states  # none is asked for
    assert states["1.5", "2014/15 Q2"] == "achieved (Q1)"
    assert all(states.values())
