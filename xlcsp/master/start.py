"""The sheet *Start*: the buttons, the last rebuild's results, what to do, and what needs attention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from xlcsp import theme
from xlcsp.files.links import Link
from xlcsp.master.commands import OF_EVERY_QUARTER
from xlcsp.master.styles import INDENT, LINE, SIZE, Styles
from xlcsp.master.tables import Cell, print_set_up

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

WIDTHS = (24, 112)
LINES = ("Quarter", "Last rebuild", "Returns in", "Late", "Missing", "Problems", "Queries", "Report")
ATTENTION = "Needs attention"
SHOWN = 10  # lines of what needs attention; the sheet Attention has them all
MESSAGE, MESSAGE_CELL = "xlcsp_message", "Start!$B$4"  # the name by which macros and programs find the cell
BUTTON_CELL = "Start!A4"  # in a master for xlwings Lite: below the button
BUTTON_ROW, BUTTON_POINTS = 2, 31.5  # the row of the buttons, counted from 0, and its height
_MESSAGE_ROW, _PANEL_ROW = 3, 5
_TITLE = '=IFERROR(INDEX(Settings!$B:$B,MATCH("partnership",Settings!$A:$A,0))&"","")'
_WIDTH, _HEIGHT, _BETWEEN = 136, 34, 8  # pixels: size of a button, and the gap to the next


class Release(StrEnum):
    """The labels on *Start* for the entries that a release needs."""

    VERSION = "Version to release"
    REASON = "Reason for the release"
    ALSO = "Released also as"

    @property
    def means(self) -> str:
        """The meaning of the entry."""
        return {
            Release.VERSION: "1.0, or 1.1 for a reissue",
            Release.REASON: "why it is released, or what was wrong",
            Release.ALSO: "any of PDF, Word, publication",
        }[self]


STEPS = (
    ("1  Plan", "Keep the sheets Measures, History and Settings up to date. Settings names the quarter worked on."),
    ("2  Issue the forms", "Press Issue forms: it writes one return form for each provider into the folder forms."),
    ("3  Collect", "Save what comes back in the folder returns, under the quarter. Never change a return."),
    (
        "4  Rebuild",
        (
            "Press Rebuild report, or run xlcsp refresh where macros are blocked. It reads the returns, fills Figures "
            "and makes the report in the folder reports."
        ),
    ),
    (
        "5  Put right",
        (
            "What needs attention is listed below and on the sheet Attention, with file and cell. Ask the provider, "
            "or enter a row in Corrections; then rebuild."
        ),
    ),
    ("6  Read", "Performance shows each series with its year to date, variance, projection and RAG as formulas."),
)

LITE_STEPS = (
    STEPS[0],
    (
        "2  Issue the forms",
        "In the pane of xlwings Lite run Issue forms: one return form for each provider, in the pane's files.",
    ),
    (
        "3  Collect",
        (
            "Keep what comes back in a folder returns, one folder a quarter, and never change a return. Import the "
            "folder into xlwings Lite (menu, Files). On Windows mount the partnership's folder instead."
        ),
    ),
    (
        "4  Rebuild",
        (
            "Press the button, or run Rebuild report in the pane. It reads the returns, fills Figures and makes the "
            "report; download it from the pane's files."
        ),
    ),
    *STEPS[4:],
)


@dataclass(frozen=True, slots=True)
class Panel:
    """The panel of *Start* on the last rebuild. lines: by the names of LINES; attention: kind, and what to do."""

    message: str = "Nothing has been collected yet. Press the button when the first returns are in."
    lines: Mapping[str, Cell] | None = None
    attention: Sequence[tuple[str, str]] = ()


def attention_lines(panel: Panel) -> list[tuple[str | None, str | None]]:
    """Exactly SHOWN lines: the first of what needs attention, how many more there are, blanks.

    All blank before anything was collected, since nothing is known to be right.
    """
    attention = panel.attention
    lines: list[tuple[str | None, str | None]] = list(attention[:SHOWN])
    if len(attention) > SHOWN:
        lines[-1] = ("And more", f"{len(attention) - SHOWN + 1} more: see the sheet Attention.")
    elif not attention and panel.lines is not None:
        lines = [("Nothing", "No return is missing, and nothing in them is wrong or odd.")]
    return lines + [(None, None)] * (SHOWN - len(lines))


def row_height(text: object) -> float:
    """The height of a line whose text may wrap."""
    return theme.line_count(str(text or ""), WIDTHS[1] - INDENT, SIZE) * LINE + 5


def write_start(
    sheet: Worksheet,
    partnership: str,
    steps: Sequence[tuple[str, str]],
    panel: Panel,
    styles: Styles,
    *,
    is_lite: bool = False,
) -> None:
    """Writes the sheet. is_lite: with a shape that xlwings Lite uses as a button, since there are no macros."""
    sheet.hide_gridlines(2)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_formula(0, 0, _TITLE, styles.title, partnership)
    sheet.write_string(1, 0, "Master workbook of the performance report", styles.muted)
    sheet.set_row(_MESSAGE_ROW, 34)
    sheet.write_string(_MESSAGE_ROW, 1, panel.message, styles.message)
    if is_lite:
        _insert_shape(sheet)
        row = _write_lines(sheet, panel, styles)
    else:
        _write_buttons(sheet)
        sheet.write_string(_MESSAGE_ROW, 0, "Last outcome", styles.step)
        row = _write_release(sheet, _write_lines(sheet, panel, styles) + 1, styles)
    row = _write_steps(sheet, row + 1, steps, styles)
    sheet.write_string(row + 1, 0, ATTENTION, styles.heading)
    for at, (kind, text) in enumerate(attention_lines(panel), row + 2):
        _put(sheet, at, (kind, text), styles)
        sheet.set_row(at, max(row_height(text), row_height("two\nlines")))
    print_set_up(sheet, partnership)
    sheet.fit_to_pages(1, 1)


def _insert_shape(sheet: Worksheet) -> None:
    """Inserts the shape with a link to the cell below it: xlwings Lite runs the script when that cell is selected."""
    look = {
        "width": 160,
        "height": 38,
        "x_offset": 4,
        "y_offset": 4,
        "url": f"internal:{BUTTON_CELL}",
        "tip": OF_EVERY_QUARTER[-1].tip,
        "fill": {"color": theme.BRAND},
        "line": {"none": True},
        "font": {"bold": True, "color": "white", "name": theme.FONT, "size": SIZE},
        "align": {"vertical": "middle", "horizontal": "center"},
    }
    sheet.insert_textbox(_MESSAGE_ROW, 0, "Rebuild report", look)


def _write_buttons(sheet: Worksheet) -> None:
    sheet.set_row(BUTTON_ROW, BUTTON_POINTS)
    for at, command in enumerate(OF_EVERY_QUARTER):
        place = {"x_offset": 4 + at * (_WIDTH + _BETWEEN), "y_offset": _BETWEEN // 2}
        words = {"macro": command.macro, "caption": command.label, "description": command.tip}
        sheet.insert_button(BUTTON_ROW, 0, {**words, **place, "width": _WIDTH, "height": _HEIGHT})


def _write_release(sheet: Worksheet, row: int, styles: Styles) -> int:
    """Writes the cells for version and reason; the command is on the ribbon."""
    sheet.write_string(row, 0, "For a release", styles.heading)
    for label in Release:
        row += 1
        sheet.write_string(row, 0, label.value, styles.label)
        sheet.write_blank(row, 1, None, styles.entered)
        sheet.data_validation(
            row, 1, row, 1, {"validate": "any", "input_title": label.value, "input_message": f"Enter {label.means}."}
        )
    return row + 1


def _write_lines(sheet: Worksheet, panel: Panel, styles: Styles) -> int:
    sheet.write_string(_PANEL_ROW, 0, "This quarter", styles.heading)
    for row, name in enumerate(LINES, _PANEL_ROW + 1):
        value = (panel.lines or {}).get(name)
        sheet.write_string(row, 0, name, styles.label)
        sheet.write(row, 1, value, styles.link if isinstance(value, Link) else styles.by_form["setting"])
    return _PANEL_ROW + len(LINES) + 1


def _write_steps(sheet: Worksheet, row: int, steps: Sequence[tuple[str, str]], styles: Styles) -> int:
    sheet.write_string(row, 0, "What to do", styles.heading)
    for step, text in steps:
        row += 1
        sheet.write_string(row, 0, step, styles.step)
        sheet.write_string(row, 1, text, styles.by_form["text"])
        sheet.set_row(row, row_height(text))
    return row + 1


def _put(sheet: Worksheet, row: int, cells: tuple[str | None, str | None], styles: Styles) -> None:
    for column, text in enumerate(cells):
        style = styles.step if column == 0 else styles.wrapped
        sheet.write(row, column, text or None, styles.step_link if isinstance(text, Link) else style)


def value_beside(rows: Sequence[Sequence[Any]], label: str) -> Any:
    """The value to the right of a label, wherever a person has moved it; None if there is none."""
    row, column = places(rows, (label,)).get(str(label), (0, 0))
    return rows[row][column + 1] if column + 1 < len(rows[row]) and rows[row][column] == label else None


def places(rows: Sequence[Sequence[object]], labels: Sequence[str] = (*LINES, ATTENTION)) -> dict[str, tuple[int, int]]:
    """The panel's place, wherever a person has moved it: row and column (from 0) by label."""
    sought = {str(label) for label in labels}
    label_places: dict[str, tuple[int, int]] = {}
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value in sought:
                label_places.setdefault(str(value), (row, column))
    return label_places
