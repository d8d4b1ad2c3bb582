"""The form opens only the cells that a series' kind needs, accepts only what makes sense, and reads back."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.support import ANSWERS, Q1, Q2, ROWS, SERIES, answers, partnership, send
from xlcsp import theme
from xlcsp.domain.gaps import REASON_WORDS
from xlcsp.domain.plan import MILESTONES
from xlcsp.forms.columns import RETURN
from xlcsp.forms.layout import Answer, Known
from xlcsp.forms.limits import target_words
from xlcsp.forms.write import write_form
from xlcsp.master.workbook import Cell
from xlcsp.planbook import Master
from xlcsp.returns.collect import collect
from xlcsp.returns.issue import form_for, form_path

LETTER = RETURN.letter


@pytest.fixture
def master(tmp_path: Path) -> Master:
    return partnership(tmp_path)


def issued(master: Master, quarter: object = Q1) -> dict[str, Worksheet]:
    known = collect(master, Q1).figures
    form = form_for(master, "Police", quarter, known, date(2014, 9, 29))  # type: ignore[arg-type]
    path = form_path(master, form)
    write_form(form, path)
    return {sheet.title: sheet for sheet in load_workbook(path)}


def test_only_the_cells_that_a_kind_needs_are_open(master: Master) -> None:
    sheet = issued(master)["Return"]
    assert sheet.protection.sheet
    always = {"status", "reason", "commentary"}
    of_kind = {"v": {"figure", "basis"}, "r": {"figure", "basis"}, "s": {"figure", "out_of", "percentage", "basis"},
               "t": {"percentage"}, "m": {"figure"}}  # fmt: skip
    cells = {*always, *set().union(*of_kind.values())}
    for name, own in of_kind.items():
        opened = {key for key in cells if not sheet[f"{LETTER(key)}{ROWS[name]}"].protection.locked}
        assert opened == always | own, name
        assert all(sheet[f"{LETTER(key)}{ROWS[name]}"].fill.start_color.rgb == "FFFFF8DC" for key in opened)


def test_open_cells_take_only_what_can_be_meant(master: Master) -> None:
    sheet = issued(master)["Return"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}

    def rule(cell: str) -> object:
        return next(one for area, one in rules.items() if cell in area.split())

    count, share = rule(f"{LETTER('figure')}{ROWS['v']}"), rule(f"{LETTER('percentage')}{ROWS['t']}")
    assert (count.type, count.formula1) == ("whole", "0")  # type: ignore[attr-defined]
    assert (share.type, share.formula1, share.formula2) == ("decimal", "0", "100")  # type: ignore[attr-defined]
    assert rule(f"{LETTER('figure')}{ROWS['m']}").formula1 == f'"{",".join(MILESTONES)}"'  # type: ignore[attr-defined]
    assert rule(f"{LETTER('reason')}{ROWS['v']}").formula1 == f'"{",".join(REASON_WORDS)}"'  # type: ignore[attr-defined]


def test_the_identity_block_says_whose_form_it_is(master: Master) -> None:
    sheet = issued(master)["Return"]
    block = {sheet.cell(row, 2).value: sheet.cell(row, 3).value for row in range(6, 12)}
    assert block["Partnership"] == "Test Partnership"
    assert (block["Financial year"], block["Quarter"], block["Provider"]) == ("2014/15", "Q1", "Police")
    assert block["Form id"] == "2014-15-Q1-01"


def test_earlier_quarters_show_what_was_last_reported(master: Master) -> None:
    send(master)
    sheet = issued(master, Q2)["Earlier quarters"]
    rows = {sheet.cell(row, 12).value: [cell.value for cell in sheet[row]] for row in range(5, 10)}
    assert rows["v"][3:7] == ["2014/15 Q1", 100, "–", "–"]
    assert rows["s"][4:7] == [6, 10, "–"]
    assert rows["t"][4:7] == ["–", "–", 30]
    assert rows["m"][4] == "On track"
    assert all(sheet.cell(row, column).protection.locked for row in range(5, 10) for column in range(1, 8))


def test_percentages_are_typed_into_cells_of_general_format(master: Master) -> None:
    """So that 69% typed by habit can be told from 0.69."""
    assert issued(master)["Return"][f"{LETTER('percentage')}{ROWS['t']}"].number_format == "General"


def test_a_form_prints_on_landscape_a4_with_its_header_on_each_page(master: Master) -> None:
    for sheet in issued(master, Q2).values():
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows
        assert "Page &P of &N" in sheet.oddFooter.right.text


def test_the_sheets_hold_their_formulas_values_for_protected_view(master: Master) -> None:
    """A form opens where nothing is calculated: no formula without a value, and nothing that asks to be saved."""
    send(master)
    issued(master, Q2)
    path = master.path.parent / "forms" / Q2.folder / "Police.xlsx"
    with zipfile.ZipFile(path) as package:
        sheets = [package.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2, 3)]
        assert "fullCalcOnLoad" not in package.read("xl/workbook.xml").decode()
    formulas = [cell for xml in sheets for cell in re.findall(r"<c [^>]*><f>.*?</c>", xml)]
    assert len(formulas) > 90
    assert all("<v>" in cell and ("<v></v>" not in cell or 't="str"' in cell) for cell in formulas)


def test_a_form_says_at_once_what_is_ready_and_what_a_figure_means(master: Master) -> None:
    send(master, answers=answers(v=Answer(figure=130), r=Answer()))
    path = master.path.parent / "returns" / Q1.folder / "Police.xlsx"
    sheet = load_workbook(path, data_only=True)["Return"]
    assert sheet["A12"].value == "3 of 5 measures ready; commentary missing on 1.1, which is Red; 1.2 to fill in"
    header = [cell.value for cell in sheet[13]][11:]
    row = dict(zip(header, [cell.value for cell in sheet[ROWS["v"]]][11:], strict=True))
    assert (row["Ready?"], row["Year to date"], row["Straight-line indication"]) == ("Commentary missing", 130, 520)
    assert row["What this says"] == (
        "Year to date 130. Straight-line indication for the year: 520. "
        "Target to date at most 100: Red (early indication)."
    )


@pytest.mark.parametrize(("figure", "told"), [(84, "11 above"), (72.5, "0.5 below"), (73, "the same as")])
def test_a_difference_of_whole_numbers_is_shown_whole(tmp_path: Path, figure: float, told: str) -> None:
    plan = {"id": "c", "ref": "1.1", "measure": "Caseload", "kind": "snapshot", "unit": "people", "polarity": "none"}
    master = partnership(tmp_path, (plan,), history=({"id": "c", "year": "2013/14", "Q1": 73},))
    send(master, answers={"c": Answer(figure=figure)})
    sheet = load_workbook(tmp_path / "returns" / Q1.folder / "Police.xlsx", data_only=True)["Return"]
    (said,) = [cell.value for cell in sheet[LETTER("sentence")] if str(cell.value).startswith("Now")]
    assert f", {told} a year before" in said


def test_the_rag_stands_only_where_the_form_judges_what_the_plan_judges(tmp_path: Path) -> None:
    told = {}
    for projection in ("straight line", "auto"):
        judged: dict[str, Cell] = {**SERIES[0], "judged": "projection", "projection": projection}
        master = partnership(tmp_path / projection, (judged,))
        path = send(master, answers={"v": Answer(figure=130, commentary="Why.")})
        sheet = load_workbook(path, data_only=True)["Return"]
        told[projection] = tuple(sheet[f"{LETTER(key)}14"].value for key in ("straight_line", "rag"))
    assert told == {"straight line": (520, "Red"), "auto": (520, "–")}


def test_a_form_of_which_nothing_more_is_known_is_written_too(master: Master, tmp_path: Path) -> None:
    form = form_for(master, "Police", Q1, {}, date(2014, 6, 30))
    filled = {"v": Answer(figure=100), "s": Answer(percentage=40), "m": Answer(milestone="On track")}
    write_form(replace(form, known={}, answers=filled), tmp_path / "form.xlsx")
    assert load_workbook(tmp_path / "form.xlsx", data_only=True)["Return"][f"{LETTER('to_date')}14"].value == 100


def test_last_quarters_commentary_stands_beside_the_row(master: Master) -> None:
    send(master)
    sheet = issued(master, Q2)["Return"]
    shown = f"{LETTER('last_commentary')}{ROWS['v']}"
    assert (
        load_workbook(master.path.parent / "forms" / Q2.folder / "Police.xlsx", data_only=True)["Return"][shown].value
        == "Steady."
    )
    at = f"{LETTER('commentary')}{ROWS['v']}"
    notes = [rule.prompt for rule in sheet.data_validations.dataValidation if at in str(rule.sqref)]
    assert notes == ["Steady."]


def test_colours_have_contrast() -> None:
    for fill, ink in [
        *theme.RAG_COLOURS.values(),
        (theme.FILL_IN, theme.INK),
        *((theme.BRAND_PALE, ink) for ink in (theme.INK, theme.BRAND)),
    ]:
        assert contrast(fill, ink) >= 4.5
    inks = (theme.INK, theme.BRAND, theme.LINK, theme.QUOTED, theme.AIM, theme.MUTED, *theme.LINES)  # BRAND: with white
    for ink in (*inks, *(theme.RAG_COLOURS[state][0] for state in ("Red", "Green"))):
        assert contrast(theme.WHITE, ink) >= 4.5


def contrast(one: str, other: str) -> float:
    """WCAG's ratio of two colours."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_same_form_gives_the_same_bytes(master: Master, tmp_path: Path) -> None:
    form = form_for(master, "Police", Q1, {}, date(2014, 6, 30))
    write_form(form, tmp_path / "one.xlsx")
    write_form(form, tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        ({"kind": "rolling 12", "rag_rule": "improving"}, "Target at most 86 (Green to 94)"),
        ({"kind": "snapshot", "green_within": 0.05}, "Target at most 86 (Green to 90.3)"),
        ({"kind": "snapshot", "rag_rule": "thresholds", "green": 80, "amber": 90}, "Target at most 86 (Green to 80)"),
        ({"kind": "snapshot"}, "Target at most 86"),
        ({"kind": "count"}, "Target to date at most 21"),
    ],
)
def test_a_target_says_where_green_ends_if_that_is_not_at_it(tmp_path: Path, plan: dict[str, Cell], told: str) -> None:
    """ "Now 88. Target at most 86: Green." contradicted itself."""
    master = partnership(tmp_path, ({**SERIES[0], "target": 86, **plan},))
    known = Known(master.history.get("v", ()), master.settings, "")
    assert target_words(next(iter(master.plan.series)), Q1, known) == told


def test_a_row_grows_with_last_quarters_commentary_and_only_where_it_is_read(master: Master) -> None:
    said = "Steady, as in the same months of the year before. " * 10
    send(master, answers={**ANSWERS, "v": replace(ANSWERS["v"], commentary=said)})
    sheets = issued(master, Q2)
    heights = {row: sheets["Return"].row_dimensions[row].height for row in (ROWS["v"], ROWS["r"])}
    assert heights[ROWS["v"]] > 2 * heights[ROWS["r"]]
    of_year = [sheets["Year so far"].row_dimensions[row].height for row in (5, 6)]
    assert of_year[0] == of_year[1]
