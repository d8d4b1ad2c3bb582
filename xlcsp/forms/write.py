"""The blank (or, for the worked example, filled) return form, written by XlsxWriter.

Forms open in Protected View, so nothing in them depends on a calculation. Only cells to fill are unlocked.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from xlcsp import theme
from xlcsp.domain.numbers import listed
from xlcsp.domain.periods import day
from xlcsp.files import packed
from xlcsp.files import write as files
from xlcsp.forms import layout
from xlcsp.forms import words as say
from xlcsp.forms.cells import LINE, Page, Styles, line_count
from xlcsp.forms.columns import EARLIER, YEAR, returned
from xlcsp.forms.digits import earlier_formats, live_formats, typed_formats, year_formats
from xlcsp.forms.guide import write_guide
from xlcsp.forms.layout import Answer, Before, Form, Revised
from xlcsp.forms.rows import EARLIER_HEADER, FIRST_ROW, YEAR_HEADER, completeness, measures_of, rows_of, to_do
from xlcsp.forms.stored import Cells
from xlcsp.forms.words import Words
from xlcsp.measures.rating import RATED

if TYPE_CHECKING:
    from xlsxwriter.format import Format

CALCULATED_BY = 191029  # the calculation engine of the stored values, as Excel 2019 and later write it
_SENTENCE = 4  # lines that the sentence of a rated row takes, once there is a figure
_LOGO, _CHARACTER = (220.0, 88.0), 4.75  # points that the logo may take, and points of a character
_HIGHEST = 409  # points that a row can have


def write_form(form: Form, path: Path) -> None:
    """Writes the form whole or not at all. The same form gives the same bytes."""
    with files.replacing(path) as draft:
        draft.write_bytes(form_content(form))


def form_content(form: Form) -> bytes:
    """The form as the bytes of its file."""
    packed_form = BytesIO()
    with packed.new_workbook(packed_form) as book:
        made_on = form.issued or form.quarter.last_day
        packed.describe(book, f"Return of {form.provider}, {form.quarter}", made_on, form.partnership)
        book.set_calc_mode("auto", CALCULATED_BY)
        book.calc_on_load = False  # the stored values are right; otherwise Excel would ask to save an unchanged file
        styles, cells = Styles(book), Cells()
        sheets = ((layout.RETURN_SHEET, returned(form)), (layout.EARLIER_SHEET, EARLIER), (layout.YEAR_SHEET, YEAR))
        pages = [Page(book.add_worksheet(name), columns, styles, cells) for name, columns in sheets]
        rows = rows_of(form)
        _write_return(form, pages[0], rows)
        _write_earlier(form, pages[1])
        _write_year(form, pages[2], rows)
        write_guide(form, book.add_worksheet(layout.GUIDE_SHEET), styles)
        for page in pages:
            page.finish()
    return packed_form.getvalue()


def _write_return(form: Form, page: Page, rows: list[Words]) -> None:
    sheet, styles = page.sheet, page.styles
    page.set_up(form)
    months = f"{form.quarter.months} {form.quarter.last_day.year}"
    sheet.write_string(0, 0, f"{form.provider}: quarterly return {form.quarter} ({months})", styles.title)
    for row, text in enumerate(_how_to(form), 1):
        sheet.write_string(row, 0, text, styles.text)
    _write_identity(form, page)
    name_of = len(form.partnership) - page.columns["series"].width  # the partnership's name runs on past its column
    page.add_logo(form, layout.IDENTITY_ROW, "figure", _LOGO, max(0.0, name_of * _CHARACTER))
    for row in range(layout.IDENTITY_ROW, FIRST_ROW - 1):
        sheet.set_row(row, 18)
    _write_rows(form, page, rows)
    sheet.set_row(FIRST_ROW, 3 * LINE + 6)
    _colour(page, FIRST_ROW + 1, FIRST_ROW + len(rows))
    signed = layout.IDENTITY_ROW + 1, layout.IDENTITY_ROW + len(layout.FILLED_IN)
    page.work_out(FIRST_ROW - 1, "ref", completeness(rows, signed, page.columns.letter("commentary")), styles.line)
    sheet.set_row(FIRST_ROW - 1, 24)
    sheet.repeat_rows(FIRST_ROW)
    sheet.print_area(0, 0, FIRST_ROW + len(rows), page.columns.index("sentence"))
    sheet.freeze_panes(0, page.columns.index("series") + 1)
    sheet.set_zoom(85)
    at = layout.IDENTITY_ROW, page.columns.index("commentary")
    sheet.set_selection(*at, *at)


def _how_to(form: Form) -> tuple[str, ...]:
    due = f" by {day(form.due)}" if form.due else ""
    months = (
        "4. Monthly figures: enter each of the three months. The figure of the quarter is worked out from them, and is "
        "missing until all three are there."
    )
    return (
        (
            f"1. Fill in the yellow cells and send the file back{due}. Zero is a figure: leave a cell blank only "
            "when there is no figure, and choose why."
        ),
        (
            "2. Rates: enter how many and out of how many; enter % (0 to 100) only when those two are not known. "
            f'Figures of earlier quarters that have changed go on the sheet "{layout.EARLIER_SHEET}".'
        ),
        (
            "3. The columns on the right say at once what your figures mean, and what is still to do. The "
            "straight-line indication is the year if it goes on as it began; the report may project otherwise. The "
            f'sheet "{layout.GUIDE_SHEET}" says more.'
        ),
        *([months] if form.has_months else ()),
    )


def _write_rows(form: Form, page: Page, rows: list[Words]) -> None:
    """Writes the table. Words to fill in come after the rest of a row, and white columns after all rows.

    So the shared strings, and with them the bytes, keep the order of earlier versions.
    """
    live = [column for column in page.columns if column.is_live]
    read = [column for column in page.columns if not column.is_live]
    page.write_heads(FIRST_ROW, read)
    in_order = sorted(read, key=lambda column: column.form in ("choice", "words"))
    lines = {}
    for row, line in enumerate(rows, FIRST_ROW + 1):
        lines[row] = page.write_row(row, line, in_order, form.answers.get(line.series.id, Answer()))
        page.remember(row, line.known.commentary)
    page.write_heads(FIRST_ROW, live)
    for row, line in enumerate(rows, FIRST_ROW + 1):
        width = _SENTENCE - (line.series.target_rule in ("monitor", "to be set"))
        formats = live_formats(line.series, line.digits.places)
        page.write_row(row, line, live, formats=formats)
        said = line_count(line.known.commentary, page.columns["last_commentary"].width)
        most = max(lines[row], said, width)
        if line.digits.if_typed:
            condition = line.digits.if_typed.replace(f"{layout.RETURN_SHEET}!", "")
            page.reformat(row, live_formats(line.series, line.digits.more), condition)
        page.sheet.set_row(row, min(_HIGHEST, most * LINE + 4))


def _write_identity(form: Form, page: Page) -> None:
    """Writes whose form it is, and the cells for the sign-off."""
    styles = page.styles
    values = (form.partnership, form.quarter.year, form.quarter.short, form.provider, form.form_id, form.issued)
    for row, (label, value) in enumerate(zip(layout.IDENTITY, values, strict=True), layout.IDENTITY_ROW):
        page.write(row, page.columns.left_of("series"), label, styles.label)
        _write_value(page, row, "series", value, styles.value, styles.day)
    signed = (form.as_at, form.signed_by, form.signed)
    for row, (label, value) in enumerate(zip(layout.FILLED_IN, signed, strict=True), layout.IDENTITY_ROW):
        page.write(row, page.columns.left_of("commentary"), label, styles.label)
        _write_value(page, row, "commentary", value, styles.choice, styles.filled_day)
        if label != layout.SIGNED_BY:
            at = row, page.columns.index("commentary")
            page.sheet.data_validation(*at, *at, _day_rule(form, label))


def _write_value(page: Page, row: int, key: str, value: str | date | None, text: Format, dated: Format) -> None:
    if isinstance(value, str):
        page.write(row, key, value or None, text)
    else:
        page.write(row, key, value, dated)


def _day_rule(form: Form, label: str) -> dict[str, object]:
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": files.midnight(form.quarter.plus(-4).last_day),
        "maximum": files.midnight(form.quarter.plus(8).last_day),
        "input_title": label,
        "input_message": f"Enter a date, such as {form.quarter.last_day:%d/%m/%Y}",
        "error_title": "Not a date of this quarter",
        "error_message": "Enter the date as day/month/year.",
    }


def _colour(page: Page, first: int, last: int) -> None:
    """Adds colours to the words: for the RAG, and for what a row lacks."""
    for state in RATED:
        fill, ink = theme.RAG_COLOURS[state]
        page.colour(first, last, "rag", state, {"bg_color": fill, "font_color": ink, "bold": True})
    for word in (say.READY, say.CHECK, say.TO_DATE, say.COMMENT, say.SAY_WHY):
        ink = theme.RAG_COLOURS["Green" if word == say.READY else "Red"][0]
        page.colour(first, last, "ready", word, {"font_color": ink, "bold": True})


def _write_earlier(form: Form, page: Page) -> None:
    """Writes the second sheet: earlier quarters as last reported, each with a cell for a new figure.

    If there is nothing to revise, it holds just a sentence.
    """
    sheet, styles = page.sheet, page.styles
    page.set_up(form)
    years = sorted({form.quarter.year, *(line.quarter.year for line in form.earlier)})
    sheet.write(0, 0, f"Earlier quarters of {listed(years)}", styles.title)
    if not form.earlier:
        sheet.write_string(1, 0, "There are none to revise: nothing to do on this sheet.", styles.text)
        return
    words = "Only where a figure has changed, enter the new one beside it. Blank means no change."
    sheet.write_string(1, 0, f"{words} To confirm a provisional figure, enter it once more.", styles.text)
    page.write_heads(EARLIER_HEADER, page.columns)
    sheet.set_row(EARLIER_HEADER, 2 * LINE + 6)
    of_series: dict[str, list[Before]] = {}
    for line in form.earlier:
        of_series.setdefault(line.series.id, []).append(line)
    formats = {name: earlier_formats(lines) for name, lines in of_series.items()}
    for row, line in enumerate(form.earlier, EARLIER_HEADER + 1):
        revised = form.revised.get((line.series.id, line.month or line.quarter), Revised())
        lines = page.write_row(row, line, page.columns, revised, formats[line.series.id])
        sheet.set_row(row, lines * LINE + 6)
    sheet.repeat_rows(EARLIER_HEADER)
    sheet.print_area(0, 0, EARLIER_HEADER + len(form.earlier), len(page.columns) - 1)


def _write_year(form: Form, page: Page, rows: list[Words]) -> None:
    """Writes the third sheet, from which the white columns are worked out: the year so far, and the bounds.

    It has one row for each row of the return, and at the right one for each measure.
    """
    sheet, styles = page.sheet, page.styles
    page.set_up(form)
    sheet.write_string(0, 0, f"The year so far, {form.quarter.year}: nothing to fill in here", styles.title)
    labels = [
        f"{line.series.ref} {figure.quarter.short}"
        for line in rows
        for _, figure in line.at.earlier.values()
        if figure is not None and figure.is_to_date
    ]
    words = (
        "What the white columns of the sheet Return are worked out from. A quarter without a figure is [x], never 0."
        f"{f' Given as year to date: {listed(labels)}.' if labels else ''}"
    )
    sheet.write_string(1, 0, words, styles.text)
    page.write_heads(YEAR_HEADER, page.columns)
    sheet.set_row(YEAR_HEADER, 2 * LINE + 6)
    columns = [column for column in page.columns if column.shows or column.formula]
    for row, line in enumerate(rows, YEAR_HEADER + 1):
        formats = year_formats(line.at, line.last_year_numbers, line.ends)
        sheet.set_row(row, page.write_row(row, line, columns, formats=formats) * LINE + 6)
        for key, (condition, number_format) in typed_formats(line.at, formats).items():
            page.reformat(row, {key: number_format}, condition)
    _write_measures(page, rows)
    sheet.repeat_rows(YEAR_HEADER)
    sheet.freeze_panes(YEAR_HEADER + 1, page.columns.index("q1"))
    sheet.print_area(0, 0, YEAR_HEADER + len(rows), page.columns.index("amber_to"))
    _hide_workings(page)


def _hide_workings(page: Page) -> None:
    """Hides the intermediate columns, which mean nothing to a lead officer."""
    own = [page.columns.index("missing"), *range(page.columns.index("edge"), len(page.columns))]
    for place in own:
        page.sheet.set_column(place, place, None, None, {"hidden": True})


def _write_measures(page: Page, rows: list[Words]) -> None:
    styles, lacks, place = page.styles, page.columns.letter("measure_to_do"), page.columns.letter("measure_place")
    for row, (ref, members) in enumerate(measures_of(rows).items(), YEAR_HEADER + 1):
        page.write(row, "measure_ref", ref, styles.ref)
        page.work_out(row, "measure_ready", f'IF({lacks}{row + 1}="",1,0)', styles.known)
        page.work_out(row, "measure_to_do", to_do(ref, members), styles.locked)
        before = f"{place}{row}+" if row > YEAR_HEADER + 1 else ""
        page.work_out(row, "measure_place", f'{before}IF({lacks}{row + 1}<>"",1,0)', styles.known)
