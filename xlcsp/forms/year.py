"""The form's third sheet: the year so far and the bounds, from which the white columns are worked out."""

from __future__ import annotations

from xlcsp.forms.cells import LINE, Page
from xlcsp.forms.layout import Form
from xlcsp.forms.rows import YEAR_HEADER as HEADER
from xlcsp.forms.rows import measures_of, to_do
from xlcsp.forms.words import Words


def write_year(form: Form, page: Page, rows: list[Words]) -> None:
    """Writes the sheet: one row for each row of the return, and at the right one for each measure."""
    sheet, styles = page.sheet, page.styles
    page.set_up(form)
    sheet.write_string(0, 0, f"The year so far, {form.quarter.year}: nothing to fill in here", styles.title)
    words = (
        "What the white columns of the sheet Return are worked out from. A quarter without a figure is [x], never 0."
    )
    sheet.write_string(1, 0, words, styles.text)
    page.write_heads(HEADER, page.columns)
    sheet.set_row(HEADER, 2 * LINE + 6)
    columns = [column for column in page.columns if column.shows or column.formula]
    for row, line in enumerate(rows, HEADER + 1):
        sheet.set_row(row, page.write_row(row, line, columns) * LINE + 6)
    _write_measures(page, rows)
    sheet.repeat_rows(HEADER)
    sheet.freeze_panes(HEADER + 1, page.columns.index("q1"))
    sheet.print_area(0, 0, HEADER + len(rows), page.columns.index("amber_to"))
    _hide_workings(page)


def _hide_workings(page: Page) -> None:
    """Hides the intermediate columns, which mean nothing to a lead officer."""
    own = [page.columns.index("missing"), *range(page.columns.index("edge"), len(page.columns))]
    for place in own:
        page.sheet.set_column(place, place, None, None, {"hidden": True})


def _write_measures(page: Page, rows: list[Words]) -> None:
    styles, lacks, place = page.styles, page.columns.letter("measure_to_do"), page.columns.letter("measure_place")
    for row, (ref, members) in enumerate(measures_of(rows).items(), HEADER + 1):
        page.write(row, "measure_ref", ref, styles.ref)
        page.work_out(row, "measure_ready", f'IF({lacks}{row + 1}="",1,0)', styles.known)
        page.work_out(row, "measure_to_do", to_do(ref, members), styles.locked)
        before = f"{place}{row}+" if row > HEADER + 1 else ""
        page.work_out(row, "measure_place", f'{before}IF({lacks}{row + 1}<>"",1,0)', styles.known)
