"""The roll-up's workbook, written by XlsxWriter row by row, so that its memory does not grow with the areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter

from xlcsp import files, theme
from xlcsp.measures.rating import STATES
from xlcsp.national.standing import USUAL, Standing, Table
from xlcsp.national.table import Gap, Nation, Row, Wrong
from xlcsp.periods import parse_quarter

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_HEADER = 3  # the row of a list's header, counted from 0
_CHART_HIGH, _CHARTS_A_ROW = 20, 2  # rows that a chart takes
_SHORT = 24  # characters of a measure's name in a column's head
_NAMES = {
    "folder": "Folder",
    "to_date": "Year to date",
    "last_year": "Last year to date",
    "baseline_to_date": "Baseline to date",
    "measure_rag": "Measure's RAG",
}


class Book:
    """The workbook and its formats."""

    def __init__(self, path: Path, nation: Nation) -> None:
        self.book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self.nation = nation
        created = files.midnight(parse_quarter(nation.quarter).last_day)
        title = f"All partnerships, {nation.quarter}"
        self.book.set_properties({"title": title, "author": files.PROGRAM, "created": created})
        base = {"font_name": theme.FONT, "font_size": 10, "valign": "vcenter"}
        box = base | {"border": 1, "border_color": theme.RULE}
        head = box | {"bold": True, "font_color": theme.WHITE, "bg_color": theme.BRAND, "text_wrap": True}
        forms: dict[str, dict[str, Any]] = {
            "title": base | {"bold": True, "font_size": 16, "font_color": theme.BRAND},
            "note": base | {"font_color": theme.MUTED},
            "head": head | {"align": "center"},
            "head left": head,
            "text": box | {"text_wrap": True},
            "number": box | {"num_format": "#,##0"},
            "ratio": box | {"num_format": "0.00"},
            "share": box | {"num_format": "0.0%"},
            **{
                state: box | {"bg_color": fill, "font_color": ink, "align": "center"}
                for state, (fill, ink) in theme.RAG_COLOURS.items()
            },
        }
        self.forms: dict[str, Format] = {name: self.book.add_format(form) for name, form in forms.items()}

    def sheet(self, name: str, title: str, note: str, widths: Sequence[float]) -> Worksheet:
        """A sheet with its title and a sentence, landscape, its header repeated on each page."""
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 26)
        sheet.write_string(0, 0, title, self.forms["title"])
        sheet.write_string(1, 0, note, self.forms["note"])
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEADER)
        sheet.set_footer(f"&L{title.replace('&', '&&')}&RPage &P of &N")
        return sheet

    def header(self, sheet: Worksheet, names: Sequence[str], high: float = 32) -> None:
        """The header of a list, which stays in view."""
        sheet.set_row(_HEADER, high)
        for column, name in enumerate(names):
            sheet.write_string(_HEADER, column, name, self.forms["head"])
        sheet.freeze_panes(_HEADER + 1, 2)

    def cells(self, sheet: Worksheet, row: int, values: Iterable[Any], forms: Sequence[str]) -> None:
        """A row of cells. Text is text whatever it starts with; missing is blank."""
        for column, (value, form) in enumerate(zip(values, forms, strict=True)):
            style = self.forms[form]
            if value is None or value == "":
                sheet.write_blank(row, column, None, style)
            elif isinstance(value, str):
                sheet.write_string(row, column, value, style)
            else:
                sheet.write_number(row, column, value, style)


def write_workbook(nation: Nation, tables: Sequence[Table], path: Path) -> None:
    """Writes the workbook whole or not at all. The same records give the same bytes."""
    with files.replacing(path) as draft:
        one = Book(draft, nation)
        _write_summary(one, tables)
        _write_rag(one)
        places = _write_ranks(one, tables)
        _write_funnels(one, tables, places)
        _write_gaps(one)
        _write_problems(one)
        _write_series(one)
        one.book.close()


def _write_summary(one: Book, tables: Sequence[Table]) -> None:
    nation = one.nation
    missing, late = (sum(gap.state == state for gap in nation.gaps) for state in ("missing", "late"))
    told = (
        f"{len(nation.names)} partnerships. Returns missing: {missing}, late: {late}. Problems: {len(nation.problems)}."
    )
    sheet = one.sheet("Summary", f"All partnerships, {nation.quarter}", told, (7, 40, *[12] * 7, 12, 12))
    one.header(sheet, ("No", "Measure", *STATES, "Better than others", "Worse than others"))
    apart = {(table.ref, table.measure): [s.said for s in table.standings] for table in tables if not table.series}
    for row, (ref, name) in enumerate(nation.measures, _HEADER + 1):
        counts = Counter(states.get((ref, name), "") for states in nation.rag.values())
        said = apart.get((ref, name))
        ends = [sum(text.startswith(word) for text in said) if said else None for word in ("better", "worse")]
        one.cells(
            sheet, row, (ref, name, *(counts[state] for state in STATES), *ends), ("text", "text", *["number"] * 9)
        )


def _write_rag(one: Book) -> None:
    measures = one.nation.measures
    note = "Each measure's RAG in each partnership. Blank: the partnership's plan does not have the measure."
    sheet = one.sheet("RAG", f"RAG by measure and area, {one.nation.quarter}", note, (30, 38, *[12] * len(measures)))
    one.header(sheet, ("Folder", "Partnership", *(f"{ref} {_short(name)}" for ref, name in measures)), 62)
    for row, (folder, name) in enumerate(one.nation.names, _HEADER + 1):
        states = [one.nation.rag[folder].get(key, "") for key in measures]
        one.cells(sheet, row, (folder, name, *states), ("text", "text", *(state or "text" for state in states)))
    _filter(sheet, len(one.nation.names), 2 + len(measures))


def _short(name: str) -> str:
    return name if len(name) <= _SHORT else f"{name[: _SHORT - 1].rstrip()}…"


def _write_ranks(one: Book, tables: Sequence[Table]) -> dict[int, tuple[int, int]]:
    """All standings; returns the first and last row of each table's, ordered by size for the funnel's lines."""
    note = (
        "Value: year to date ÷ what it is compared with (counts), or the rate; 95% limits. Rank 1 is best; "
        "it may be any from first to last. Limits of the funnel allow for over-dispersion."
    )
    widths = (30, 7, 34, 22, 10, 9, 9, 9, 7, 7, 7, 12, 10, 10, 10, 10, 18)
    sheet = one.sheet("Ranks", f"Where each area stands, {one.nation.quarter}", note, widths)
    names = ("Folder", "No", "Measure", "Compared with", "Year to date", "Value", "From", "To", "Rank", "First", "Last",
             "Expected or out of", "Low 99.8%", "Low 95%", "High 95%", "High 99.8%", "Funnel")  # fmt: skip
    one.header(sheet, names)
    row, places = _HEADER + 1, {}
    for index, table in enumerate(tables):
        places[index] = (row, row + len(table.standings) - 1)
        name = f"{table.measure}: {table.series}" if table.series else table.measure
        form = "ratio" if table.against else "share"
        for standing in sorted(table.standings, key=lambda each: (each.size, each.row.folder)):
            values = (standing.row.folder, table.ref, name, table.against or "all areas", *_of(standing))
            forms = ("text",) * 4 + (("number" if table.against else "share"), form, form, form)
            one.cells(sheet, row, values, (*forms, *["number"] * 4, *[form] * 4, "text"))
            row += 1
    _filter(sheet, row - _HEADER - 1, len(names))
    return places


def _of(standing: Standing) -> tuple[Any, ...]:
    high = standing.uppercl if standing.uppercl != float("inf") else None
    ends = (standing.value, standing.lowercl, high, standing.rank, standing.first, standing.last, standing.size)
    limits = (standing.low_998, standing.low_95, standing.high_95, standing.high_998)
    return (standing.row.to_date, *ends, *limits, "" if standing.said == USUAL else standing.said)


def _write_funnels(one: Book, tables: Sequence[Table], places: dict[int, tuple[int, int]]) -> None:
    note = (
        "Each point is an area; the lines are 95% (inner) and 99.8% (outer) limits, with over-dispersion between areas."
    )
    sheet = one.sheet("Funnels", f"Funnel charts, {one.nation.quarter}", note, [12] * 16)
    for index, table in enumerate(tables):
        first, last = places[index]
        chart = one.book.add_chart({"type": "scatter", "subtype": "straight"})
        sizes = ["Ranks", first, 11, last, 11]
        for column, name, dash in (
            (12, "99.8% low", "solid"),
            (13, "95% low", "dash"),
            (14, "95% high", "dash"),
            (15, "99.8% high", "solid"),
        ):
            line = {"color": theme.BRAND, "width": 1, "dash_type": dash}
            values = ["Ranks", first, column, last, column]
            chart.add_series(
                {"name": name, "categories": sizes, "values": values, "line": line, "marker": {"type": "none"}}
            )
        point = {"type": "circle", "size": 4, "fill": {"color": theme.MUTED}, "border": {"none": True}}
        values = ["Ranks", first, 5, last, 5]
        chart.add_series(
            {"name": "Areas", "categories": sizes, "values": values, "line": {"none": True}, "marker": point}
        )
        what = f"{table.ref} {table.measure}" + (f": {table.series}" if table.series else "")
        under = f"expected ({table.against})" if table.against else "out of"
        font = {"name": theme.FONT, "size": 9}
        chart.set_title({"name": what, "name_font": {"name": theme.FONT, "size": 11}, "overlay": False})
        chart.set_x_axis({"name": under, "log_base": 10, "name_font": font, "num_font": font, "crossing": "min",
                          **_span([standing.size for standing in table.standings])})  # fmt: skip
        chart.set_y_axis({"name": "ratio" if table.against else "rate", "name_font": font, "num_font": font,
                          "num_format": "0.0" if table.against else "0%", "major_gridlines": {"visible": False}})  # fmt: skip
        chart.set_legend({"none": True})
        chart.set_size({"width": 640, "height": _CHART_HIGH * 19})
        place, column = divmod(index, _CHARTS_A_ROW)
        told = {"description": f"Funnel chart of {what}", "object_position": 1}
        sheet.insert_chart(_HEADER + place * _CHART_HIGH, column * 7, chart, told)


def _span(sizes: Sequence[float]) -> dict[str, float]:
    """The powers of ten between which the sizes lie."""
    low = high = 1.0
    while low > min(sizes):
        low /= 10
    while low * 10 <= min(sizes):
        low *= 10
    while high < max(sizes):
        high *= 10
    return {"min": low, "max": high}


def _write_gaps(one: Book) -> None:
    note = "Returns that did not come, came late, or could not be taken."
    sheet = one.sheet("Returns", f"Missing and late returns, {one.nation.quarter}", note, (30, 38, 28, 14, 12, 14, 50))
    names = [_NAMES.get(name, name.capitalize()) for name in Gap._fields]
    one.header(sheet, names, 20)
    for row, gap in enumerate(one.nation.gaps, _HEADER + 1):
        one.cells(sheet, row, gap, ["text"] * len(names))
    _filter(sheet, len(one.nation.gaps), len(names))


def _write_problems(one: Book) -> None:
    note = "What is wrong in the returns, each once, with what to do."
    sheet = one.sheet("Problems", f"Problems, {one.nation.quarter}", note, (30, 38, 40, 18, 8, 60, 44))
    names = [_NAMES.get(name, name.capitalize()) for name in Wrong._fields]
    one.header(sheet, names, 20)
    for row, wrong in enumerate(one.nation.problems, _HEADER + 1):
        one.cells(sheet, row, wrong, ["text"] * len(names))
    _filter(sheet, len(one.nation.problems), len(names))


def _write_series(one: Book) -> None:
    note = "One row for each series of each partnership, for further work. Blank is missing, never 0."
    names = [_NAMES.get(name, name.replace("_", " ").capitalize()) for name in Row._fields]
    sheet = one.sheet(
        "Series", f"All series, {one.nation.quarter}", note, [30, 38, 12, 22, 7, 30, *[12] * (len(names) - 6)]
    )
    one.header(sheet, names)
    for row, series in enumerate(one.nation.rows, _HEADER + 1):
        one.cells(sheet, row, series, [_form(name, series) for name in Row._fields])
    _filter(sheet, len(one.nation.rows), len(names))


def _form(name: str, row: Row) -> str:
    value = getattr(row, name)
    if isinstance(value, int | float):
        return (
            "share"
            if name == "chance" or (isinstance(value, float) and row.kind in ("rate", "percentage"))
            else "number"
        )
    return value if name in ("rag", "measure_rag") and value else "text"


def _filter(sheet: Worksheet, rows: int, columns: int) -> None:
    if rows:
        sheet.autofilter(_HEADER, 0, _HEADER + rows, columns - 1)
