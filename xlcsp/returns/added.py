"""What people put on a form's sheets beside the answers: named with its cell, since none of it is read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import product

from xlcsp.domain.numbers import plural
from xlcsp.errors import Problem
from xlcsp.files.cells import Sheet, address
from xlcsp.files.table import Row, Table, is_blank
from xlcsp.forms import layout
from xlcsp.forms.columns import RETURN
from xlcsp.measures.numbers import listed
from xlcsp.returns.answers import quoted

_WORKED_OUT = frozenset(column.heading.lower() for column in RETURN if column.is_live)
_YEAR = re.compile(r"\d{4}/\d\d")
_INSTRUCTION = re.compile(r"\d\. |Only where|There are none|\d+ of \d+ measures? ready")
_MOST = 5  # cells of a row, and rows, that are named one by one
DO = "See whether it changes a figure; put what matters into the commentary of its measure"


def noted(name: str, *sheets: Sheet | None) -> Iterator[Problem]:
    """Queries for the notes that people attached to cells, since figures are read without them."""
    for sheet in filter(None, sheets):
        for cell, text in sheet.notes.items():
            found = f"The cell has a note, {quoted(' '.join(text.split()))}, which the report does not take"
            do = "See whether it changes the figure; have what the board must know put into the commentary"
            yield Problem(name, sheet.name, cell, "note", found, do=do)


def own_headings(*headings: str) -> frozenset[str]:
    """The headings as a table may name its columns: as they are, or in lower case if they are not looked for."""
    return frozenset((*headings, *(heading.lower() for heading in headings)))


def added(
    name: str,
    sheet: Sheet,
    table: Table | None,
    own: AbstractSet[str],
    identity: Collection[tuple[int, int]] = (),
) -> list[Problem]:
    """Queries for text boxes, pictures, columns and cells that no form has.

    table: None where the sheet has none. own: the ``own_headings`` of forms. identity: the cells of the identity block.
    """
    header = table.header if table else len(sheet.rows) + 1
    found = [*_drawn(sheet, header), *(_columns(table, own) if table else ()), *_outside(sheet, header, identity)]
    found += _over(table) if table else ()
    return [Problem(name, sheet.name, cell, "remark", words, do=DO) for cell, words in found]


def stray(name: str, row: Row, columns: Iterable[str]) -> Iterator[Problem]:
    """Queries for what stands in those columns of a row that is none of the form's."""
    for column in columns:
        if row.text(column) not in ("", layout.NOT_ASKED):
            found = f"{quoted(row.value(column))} is in a row of its own; it was not read"
            yield Problem(name, row.sheet.name, row.cell(column), "remark", found, do=DO)


def _drawn(sheet: Sheet, header: int) -> Iterator[tuple[str, str]]:
    """Text boxes and pictures; of pictures above the header, one is the form's logo."""
    has_logo = False
    for drawn in sheet.drawn:
        if drawn.text:
            yield drawn.cell, f"A text box says {quoted(drawn.text)}; it was not read"
        elif has_logo or drawn.row >= header:
            yield drawn.cell, "A picture or chart was added; what it shows was not read"
        else:
            has_logo = True


def _columns(table: Table, own: AbstractSet[str]) -> Iterator[tuple[str, str]]:
    """Columns with a heading that no form has, and something below it."""
    if own >= table.columns.keys():
        return
    for name, place in table.columns.items():
        values = [table.sheet.value(number, place) for number in table.numbers] if name not in own else []
        if texts := [quoted(value) for value in values if not is_blank(value)]:
            head = quoted(table.sheet.value(table.header, place))
            yield address(table.header, place), f"A column {head} was added ({_some(texts)}); it was not read"


def _outside(sheet: Sheet, header: int, identity: Collection[tuple[int, int]]) -> Iterator[tuple[str, str]]:
    """Cells above the table, and below it or beside it in columns without a heading; those of a row together."""
    heads = {place for place, cell in enumerate((sheet.rows[header - 1 : header] or [[]])[0], 1) if not is_blank(cell)}
    whole = len(heads) if max(heads, default=0) == len(heads) else 0  # up to here each column has a heading
    rows = []
    for number, cells in enumerate(sheet.rows, 1):
        first = 0 if number < header else whole
        if len(cells) <= first or number == header:
            continue
        known = heads if number > header else {column for row, column in identity if row == number}
        known = known | {1} if number < header and _is_own(sheet, number) else known
        strangers = [at for at in range(first + 1, len(cells) + 1) if at not in known and sheet.text(number, at)]
        if strangers:
            rows.append((number, strangers))
    for number, strangers in rows[:_MOST]:
        texts = [quoted(sheet.value(number, at)) for at in strangers]
        are = "are outside the form's table; they were" if texts[1:] else "is outside the form's table; it was"
        yield address(number, strangers[0]), f"{_some(texts)} {are} not read"
    for number, strangers in rows[_MOST : _MOST + 1]:
        more = plural(len(rows) - _MOST, "more row")
        yield address(number, strangers[0]), f"From here on, {more} hold something outside the form's table; not read"


def _is_own(sheet: Sheet, number: int) -> bool:
    """Whether the first cell of a row above the table holds what forms have there: title, instructions, what to do."""
    text = sheet.text(number, 1)
    is_title = number == 1 and _YEAR.search(text) is not None
    return is_title or (number, 1) in sheet.formulas or _INSTRUCTION.match(text) is not None


def _over(table: Table) -> Iterator[tuple[str, str]]:
    """What was typed over the white cells, which hold formulas; nothing where the file was saved as values alone.

    Last quarter's commentary is a formula only in forms of today.
    """
    sheet, id_at = table.sheet, table.columns.get(layout.ROW_ID, 0)
    places = [place for name, place in table.columns.items() if name in _WORKED_OUT]
    worked_out = {at[1] for at in product(table.numbers, places) if at in sheet.formulas}
    said = table.columns.get(layout.LAST_COMMENTARY.lower(), 0)
    white = [place for place in places if worked_out and (place != said or said in worked_out)]
    for number in table.numbers if white else ():
        values = {place: sheet.value(number, place) for place in white if (number, place) not in sheet.formulas}
        typed = [place for place, value in values.items() if not is_blank(value)]
        if typed and not is_blank(sheet.value(number, id_at)):
            is_in = "are in white cells, which the form works out; they were"
            is_in = is_in if typed[1:] else "is in a white cell, which the form works out; it was"
            yield address(number, typed[0]), f"{_some([quoted(values[place]) for place in typed])} {is_in} not read"


def _some(texts: list[str]) -> str:
    more = [f"{len(texts) - _MOST} more"] if len(texts) > _MOST else []
    return listed([*texts[:_MOST], *more])
