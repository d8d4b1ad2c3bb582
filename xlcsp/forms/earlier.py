"""The form's second sheet: earlier quarters as last reported, each with a cell for a new figure."""

from __future__ import annotations

from xlcsp.domain.numbers import listed
from xlcsp.forms.cells import LINE, Page
from xlcsp.forms.layout import Form, Revised
from xlcsp.forms.rows import EARLIER_HEADER as HEADER


def write_earlier(form: Form, page: Page) -> None:
    """Writes the sheet, or just a sentence if there is nothing to revise."""
    sheet, styles = page.sheet, page.styles
    page.set_up(form)
    years = sorted({form.quarter.year, *(line.quarter.year for line in form.earlier)})
    sheet.write(0, 0, f"Earlier quarters of {listed(years)}", styles.title)
    if not form.earlier:
        sheet.write_string(1, 0, "There are none to revise: nothing to do on this sheet.", styles.text)
        return
    said = "Only where a figure has changed, enter the new one beside it. Blank means no change."
    sheet.write_string(1, 0, f"{said} To confirm a provisional figure, enter it once more.", styles.text)
    page.write_heads(HEADER, page.columns)
    sheet.set_row(HEADER, 2 * LINE + 6)
    for row, line in enumerate(form.earlier, HEADER + 1):
        revised = form.revised.get((line.series.id, line.month or line.quarter), Revised())
        lines = page.write_row(row, line, page.columns, revised)
        sheet.set_row(row, lines * LINE + 6)
    sheet.repeat_rows(HEADER)
    sheet.print_area(0, 0, HEADER + len(form.earlier), len(page.columns) - 1)
