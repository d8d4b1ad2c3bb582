"""The roll-up's workbook, written by XlsxWriter row by row, so that its memory does not grow with the areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xlcsp import theme
from xlcsp.files import packed
from xlcsp.files import write as files
from xlcsp.measures.rating import STATES
from xlcsp.national.book import HEADER, Book, filtered
from xlcsp.national.standing import Table
from xlcsp.national.table import Gap, Nation, Row, Wrong

_FIRST_CHART = HEADER + 1  # the header's row is repeated on each page
_CHART_HIGH, _CHARTS_A_ROW = 20, 2  # rows that a chart takes; charts side by side
_SHORT = 24  # characters of a measure's name in a column heading
_FUNNEL_DATA = "Funnel data"
_LIMITS = (("99.8% low", "solid"), ("95% low", "dash"), ("95% high", "dash"), ("99.8% high", "solid"))
_NAMES = {
    "folder": "Folder",
    "to_date": "Year to date",
    "last_year": "Last year to date",
    "baseline_to_date": "Baseline to date",
    "measure_rag": "Measure's RAG",
    "ref": "No",
    "rag": "RAG",
    **{f"d{number}": f"Q{number} out of" for number in range(1, 5)},
}
_SERIES_FIRST = {"folder": 30.0, "ref": 7.0, "measure": 36.0}  # columns, with widths, repeated on each page across
_SERIES_WIDTHS = {"series": 22.0, "partnership": 38.0, "theme": 22.0, "verdict": 24.0}
_SERIES_PAGES = 3


def write_workbook(nation: Nation, tables: Sequence[Table], path: Path) -> None:
    """Writes the workbook whole or not at all. The same records give the same bytes."""
    with files.replacing(path) as draft, packed.new_workbook(draft, is_large=True) as book:
        workbook = Book(book, nation)
        _write_summary(workbook, tables)
        _write_rag(workbook)
        _write_ranks(workbook, tables)
        _write_funnels(workbook, tables)
        _write_gaps(workbook)
        _write_problems(workbook)
        _write_series(workbook)


def _write_summary(book: Book, tables: Sequence[Table]) -> None:
    nation = book.nation
    missing, late = (sum(gap.state == state for gap in nation.gaps) for state in ("missing", "late"))
    summary = (
        f"{len(nation.names)} partnerships. Returns missing: {missing}, late: {late}. Problems: {len(nation.problems)}."
    )
    sheet = book.sheet("Summary", f"All partnerships, {nation.quarter}", summary, (7, 40, *[12] * 7, 12, 12))
    book.header(sheet, ("No", "Measure", *STATES, "Better than others", "Worse than others"))
    apart = {(table.ref, table.measure): [s.words for s in table.standings] for table in tables if not table.series}
    for row, (ref, name) in enumerate(nation.measures, HEADER + 1):
        counts = Counter(states.get((ref, name), "") for states in nation.rag.values())
        standings = apart.get((ref, name))
        ends = [sum(text.startswith(word) for text in standings) if standings else None for word in ("better", "worse")]
        book.cells(
            sheet, row, (ref, name, *(counts[state] for state in STATES), *ends), ("text", "text", *["number"] * 9)
        )


def _write_rag(book: Book) -> None:
    measures = book.nation.measures
    note = "Each measure's RAG in each partnership. Blank: the partnership's plan does not have the measure."
    sheet = book.sheet("RAG", f"RAG by measure and area, {book.nation.quarter}", note, (30, 38, *[12] * len(measures)))
    book.header(sheet, ("Folder", "Partnership", *(f"{ref} {_short(name)}" for ref, name in measures)), 62)
    for row, (folder, name) in enumerate(book.nation.names, HEADER + 1):
        states = [book.nation.rag[folder].get(key, "") for key in measures]
        book.cells(sheet, row, (folder, name, *states), ("text", "text", *(state or "text" for state in states)))
    filtered(sheet, len(book.nation.names), 2 + len(measures))


def _short(name: str) -> str:
    return name if len(name) <= _SHORT else f"{name[: _SHORT - 1].rstrip()}…"


def _write_ranks(book: Book, tables: Sequence[Table]) -> None:
    note = (
        "Value: year to date ÷ what it is compared with (counts), or the rate, with 95% limits. Rank 1 is best; within "
        "these limits it may be any from first to last. Funnel: apart from the others, see Funnels."
    )
    widths = (30, 7, 36, 22, 11, 9, 9, 9, 7, 7, 7, 24)
    sheet = book.sheet("Ranks", f"Where each area stands, {book.nation.quarter}", note, widths)
    names = ("Folder", "No", "Measure", "Compared with", "Year to date", "Value", "From", "To", "Rank", "First", "Last",
             "Funnel")  # fmt: skip
    book.header(sheet, names)
    row = HEADER
    for table in tables:
        form = "ratio" if table.against else "share"
        forms = (*["text"] * 4, "number" if table.against else "share", *[form] * 3, *["number"] * 3, "text")
        for row, standing in enumerate(table.standings, row + 1):  # noqa: B020 - it goes on from the last
            high = standing.uppercl if standing.uppercl != float("inf") else None
            values = (standing.row.folder, table.ref, _named(table), table.against or "all areas", standing.row.to_date,
                      standing.value, standing.lowercl, high, standing.rank, standing.first, standing.last,
                      standing.words)  # fmt: skip
            book.cells(sheet, row, values, forms)
    filtered(sheet, row - HEADER, len(names))


def _named(table: Table) -> str:
    return f"{table.measure}: {table.series}" if table.series else table.measure


def _write_funnels(book: Book, tables: Sequence[Table]) -> None:
    """Writes a chart for each series, and the charts' data, sorted by size so that the limits form lines."""
    note = "Each point is an area; the lines are 95% (inner) and 99.8% (outer) limits that allow for over-dispersion."
    sheet = book.sheet("Funnels", f"Funnel charts, {book.nation.quarter}", note, [12] * 14)
    names = ("Folder", "No", "Measure", "Expected or out of", "Value", "Low 99.8%", "Low 95%", "High 95%", "High 99.8%")
    title = f"What the funnel charts show, {book.nation.quarter}"
    data = book.sheet(_FUNNEL_DATA, title, "By size.", (30, 7, 36, *[12] * 6))
    book.header(data, names)
    last = HEADER
    for index, table in enumerate(tables):
        first = last + 1
        form = "ratio" if table.against else "share"
        ordered = sorted(table.standings, key=lambda standing: (standing.size, standing.row.folder))
        for last, each in enumerate(ordered, first):
            edges = (each.low_998, each.low_95, each.high_95, each.high_998)
            values = (each.row.folder, table.ref, _named(table), each.size, each.value, *edges)
            book.cells(data, last, values, (*["text"] * 3, "number", *[form] * 5))
        place, column = divmod(index, _CHARTS_A_ROW)
        options = {"description": f"Funnel chart of {table.ref} {_named(table)}", "object_position": 1}
        sheet.insert_chart(_FIRST_CHART + place * _CHART_HIGH, column * 7, _chart(book, table, first, last), options)
    rows = range(
        _FIRST_CHART + 2 * _CHART_HIGH, _FIRST_CHART + len(tables) // _CHARTS_A_ROW * _CHART_HIGH + 1, 2 * _CHART_HIGH
    )
    sheet.set_h_pagebreaks(list(rows))
    filtered(data, last - HEADER, len(names))


def _chart(book: Book, table: Table, first: int, last: int) -> Any:
    chart = book.book.add_chart({"type": "scatter", "subtype": "straight"})
    sizes = [_FUNNEL_DATA, first, 3, last, 3]
    for column, (name, dash) in enumerate(_LIMITS, 5):
        chart.add_series({
            "name": name, "categories": sizes, "values": [_FUNNEL_DATA, first, column, last, column],
            "line": {"color": theme.BRAND, "width": 1, "dash_type": dash}, "marker": {"type": "none"},
        })  # fmt: skip
    chart.add_series({
        "name": "Areas", "categories": sizes, "values": [_FUNNEL_DATA, first, 4, last, 4], "line": {"none": True},
        "marker": {"type": "circle", "size": 4, "fill": {"color": theme.MUTED}, "border": {"none": True}},
    })  # fmt: skip
    font = {"name": theme.FONT, "size": 9}
    under = f"expected ({table.against})" if table.against else "out of"
    chart.set_title({"name": f"{table.ref} {_named(table)}", "name_font": {"name": theme.FONT, "size": 11}})
    span = _span([standing.size for standing in table.standings])
    chart.set_x_axis({
        "name": under, "log_base": 10, "name_font": font, "num_font": font, "crossing": "min", "num_format": "#,##0",
        **span,
    })  # fmt: skip
    chart.set_y_axis({
        "name": "ratio" if table.against else "rate", "name_font": font, "num_font": font,
        "num_format": "0.0" if table.against else "0%", "major_gridlines": {"visible": False},
    })  # fmt: skip
    chart.set_legend({"none": True})
    chart.set_size({"width": 620, "height": (_CHART_HIGH - 1) * 20})
    return chart


def _span(sizes: Sequence[float]) -> dict[str, float]:
    """The axis from and to the powers of ten around the sizes."""
    low = high = 1.0
    while low > min(sizes):
        low /= 10
    while low * 10 <= min(sizes):
        low *= 10
    while high < max(sizes):
        high *= 10
    return {"min": low, "max": high}


def _write_gaps(book: Book) -> None:
    note = "Returns that did not come, came late, or could not be taken."
    widths = dict(zip(Gap._fields, (30, 38, 28, 14, 12, 14, 50), strict=True))
    _write_texts(book, "Returns", "Missing and late returns", note, widths, book.nation.gaps)


def _write_problems(book: Book) -> None:
    note = "What is wrong in the returns, each once, with what to do."
    widths = dict(zip(Wrong._fields, (30, 38, 40, 18, 8, 60, 44), strict=True))
    _write_texts(book, "Problems", "Problems", note, widths, book.nation.problems)


def _write_texts(
    book: Book, name: str, title: str, note: str, widths: Mapping[str, float], rows: Sequence[Sequence[str]]
) -> None:
    """Writes a sheet with a table of texts. widths: by the fields of a row."""
    sheet = book.sheet(name, f"{title}, {book.nation.quarter}", note, list(widths.values()))
    book.header(sheet, [_NAMES.get(field, field.capitalize()) for field in widths], 20)
    for number, row in enumerate(rows, HEADER + 1):
        book.cells(sheet, number, row, ["text"] * len(widths))
    filtered(sheet, len(rows), len(widths))


def _write_series(book: Book) -> None:
    note = "One row for each series of each partnership, for further work. Blank is missing, never 0."
    fields = (*_SERIES_FIRST, *(name for name in Row._fields if name not in _SERIES_FIRST))
    widths = [(_SERIES_FIRST | _SERIES_WIDTHS).get(name, 13.0) for name in fields]
    sheet = book.sheet("Series", f"All series, {book.nation.quarter}", note, widths, across=_SERIES_PAGES)
    book.header(sheet, [_NAMES.get(name, name.replace("_", " ").capitalize()) for name in fields])
    sheet.freeze_panes(HEADER + 1, len(_SERIES_FIRST))
    for row, series in enumerate(book.nation.rows, HEADER + 1):
        book.cells(sheet, row, [getattr(series, name) for name in fields], [_form(name, series) for name in fields])
    filtered(sheet, len(book.nation.rows), len(fields))


def _form(name: str, row: Row) -> str:
    value = getattr(row, name)
    if isinstance(value, int | float):
        return "share" if name == "chance" or (isinstance(value, float) and row.of_kind.is_proportion) else "number"
    return value if name in ("rag", "measure_rag") and value else "text"
