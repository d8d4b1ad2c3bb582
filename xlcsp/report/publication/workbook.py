"""The publication copy as an Excel workbook, written by gptables to the Analysis Function's good practice."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd

from xlcsp import theme
from xlcsp.domain.logo import Logo
from xlcsp.domain.numbers import number_format
from xlcsp.files import packed
from xlcsp.files import write as files
from xlcsp.files.cells import escaped, footer
from xlcsp.report.publication.values import ABOUT_NOTES, SHORTHAND, Cell, Publication, Share, Table, places_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore", ResourceWarning)  # gptables leaves a file open
    import gptables

COVER, NOTES, _CONTENTS = "Cover", "Notes", "Contents"
_TITLE, _BODY, _LEADING = 16.0, 12.0, 1.28  # font sizes of gptables' theme, and their line height
_LOGO = (200.0, 50.0)  # points, at most
_SCREEN, _POINTS = 96, 72  # dots and points an inch
_AIR = 6.0  # points: no text touches the line above it
_COVER_WIDTH, _WIDEST = 85.0, 52.0  # characters; longer texts wrap
_WIDER, _PADDING = 1.12, 4.0  # its Arial 12 against the characters in which widths are counted
_ARIAL = 1.14  # against the widths of Calibri
# gptables refuses these (no letter or digit), or takes them for a formula, a link or a note; a plan means plain text.
_NOT_AS_IT_IS = re.compile(r"[^a-zA-Z0-9]*|\{?=.*|.*(?:\]\(|\$\$|://).*|(?:internal|external|mailto):.*", re.DOTALL)


def write_workbook(publication: Publication, data_date: date, path: Path) -> None:
    """Writes the copy whole or not at all. The same publication gives the same bytes."""
    texts = _Texts()
    content = _made(texts.masked(publication), publication.partnership, data_date)
    with files.replacing(path) as draft:
        packed.repacked(content, draft, texts.put_back)


class _Texts:
    """Texts that gptables does not take as they are: it is given placeholders, which are replaced in its package."""

    def __init__(self) -> None:
        self._words: dict[str, str] = {}

    def masked(self, publication: Publication) -> Publication:
        """The publication with placeholders in place of those texts."""
        return replace(
            publication,
            partnership=self._word(publication.partnership),
            cover=tuple((heading, tuple(map(self._word, lines))) for heading, lines in publication.cover),
            tables=tuple(replace(table, rows=tuple(map(self._row, table.rows))) for table in publication.tables),
        )

    def put_back(self, name: str, content: bytes) -> bytes:
        """A part of the package with the texts put back."""
        if name != "xl/sharedStrings.xml":
            return content
        xml = content.decode()
        for text, word in self._words.items():
            xml = xml.replace(word, escape(escaped(text)))
        return xml.encode()

    def _row(self, row: Sequence[Cell]) -> tuple[Cell, ...]:
        return tuple(self._word(cell) if isinstance(cell, str) else cell for cell in row)

    def _word(self, text: str) -> str:
        if not text or not _NOT_AS_IT_IS.fullmatch(text):
            return text
        return self._words.setdefault(text, f"xlcsp text {len(self._words):06d} {'x' * (len(text) - 20)}".strip())


def _made(publication: Publication, publisher: str, data_date: date) -> BytesIO:
    content = BytesIO()
    tables = {
        NOTES: _notes(publication),
        **{table.sheet: _table(table, publication.decimals) for table in publication.tables},
    }
    (_, intro), *changed, (_, about), (_, contact) = publication.cover
    cover = gptables.Cover(
        title=f"{publication.partnership}: {publication.title}",
        intro=[*intro, *(line for heading, lines in changed for line in (heading, *lines))],
        about=list(about),
        contact=list(contact),
        cover_label=COVER,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # gptables asks for its own kind of notes sheet
        book = gptables.produce_workbook(
            content, tables, cover=cover, notes_table=None, auto_width=False, workbook_options={"in_memory": True}
        )
    book.set_properties(
        {
            "title": publication.title,
            "subject": publisher,
            "author": publisher,
            "company": publisher,
            "keywords": packed.SEAL,
            "created": files.midnight(data_date),
        }
    )
    _lay_out(book, publication, tables)
    for sheet in book.worksheets():
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{footer(publication.title)}&RPage &P of &N")
    book.close()
    return content


def _lay_out(book: Any, publication: Publication, tables: dict[str, gptables.GPTable]) -> None:
    """Sets column widths and row heights that show every text in full; gptables sets no heights."""
    cover = book.get_worksheet_by_name(COVER)
    lines = [(0, f"{publication.partnership}: {publication.title}", _TITLE)]
    cover.set_column(0, 0, _COVER_WIDTH)
    texts = [text for heading, paragraphs in publication.cover for text in (heading, *paragraphs)]
    lines += [(row, text, _BODY) for row, text in enumerate(texts, 1)]
    for row, text, size in lines:
        cover.set_row(row, _height([(text, _COVER_WIDTH)], size))
    if publication.logo is not None:
        _add_logo(cover, len(lines) + 1, publication.logo, f"Logo of the {publication.partnership}")
    contents = book.get_worksheet_by_name(_CONTENTS)
    contents.set_column(0, 0, 20)
    contents.set_column(1, 1, _COVER_WIDTH)
    for sheet, table in tables.items():
        columns = [[str(table.table.columns[place]), *map(publication.text, table.table.iloc[:, place])]
                   for place in range(table.table.shape[1])]  # fmt: skip
        widest = _COVER_WIDTH if sheet == NOTES else _WIDEST
        widths = [_width(texts, widest) for texts in columns]
        written = book.get_worksheet_by_name(sheet)
        for place, width in enumerate(widths):
            written.set_column(place, place, width)
        for row, cells in enumerate(zip(*columns, strict=True), table.data_range[0]):
            written.set_row(row, _height(zip(cells, widths, strict=True), _BODY))
        written.repeat_rows(table.data_range[0])


def _add_logo(cover: Any, row: int, logo: Logo, description: str) -> None:
    """The logo, below the cover's text so that screen readers begin with the text."""
    scale = logo.within(*_LOGO)[0] / logo.width * _SCREEN / _POINTS
    options = {"image_data": BytesIO(logo.content), "x_scale": scale, "y_scale": scale, "description": description}
    cover.insert_image(row, 0, f"logo.{logo.kind}", options)


def _width(texts: list[str], widest: float) -> float:
    """The width of a column in characters: its longest text up to a limit, but at least its heading's longest word."""
    heading = max(len(word) for word in texts[0].split())
    longest = max(len(text) for text in texts[1:]) if len(texts) > 1 else 0
    return max(heading * _WIDER + _PADDING, min(widest, longest * _WIDER + _PADDING))


def _height(cells: Iterable[tuple[str, float]], size: float) -> float:
    """The height of a row in points, from the lines that its texts take at those widths."""
    lines = max(theme.line_count(text, width, size * _ARIAL) for text, width in cells)
    return lines * size * _LEADING + _AIR


def _notes(publication: Publication) -> gptables.GPTable:
    frame = pd.DataFrame(publication.notes, columns=["Shorthand or term", "Meaning"], dtype=object)
    return gptables.GPTable(
        frame, "notes", "Notes", instructions=ABOUT_NOTES,
        index_columns={2: 0}, additional_formatting=[_in_the_middle(len(publication.notes))],
    )  # fmt: skip


def _table(table: Table, decimals: int) -> gptables.GPTable:
    frame = pd.DataFrame(list(table.rows), columns=list(table.head), dtype=object)
    return gptables.GPTable(
        frame,
        table.name,
        table.title,
        instructions=table.instructions,
        index_columns={2: 0},
        additional_formatting=list(_formats(table, decimals)),
    )


def _formats(table: Table, decimals: int) -> list[dict[str, Any]]:
    """Number formats cell by cell, since a column holds several kinds of series; marks are aligned like numbers."""
    numeric = {place for cells in table.rows for place, value in enumerate(cells) if not isinstance(value, str)}
    return [_in_the_middle(len(table.rows))] + [
        {"cell": {"format": _format(value, decimals), "cells": (row, column)}}
        for row, cells in enumerate(table.rows, 1)
        for column, value in enumerate(cells)
        if column in numeric and (not isinstance(value, str) or value in SHORTHAND)
    ]


def _in_the_middle(rows: int) -> dict[str, Any]:
    form = {"valign": "vcenter", "indent": 1}
    return {"row": {"format": form, "rows": list(range(rows + 1)), "include_names": True}}


def _format(value: Cell, decimals: int) -> dict[str, str]:
    if isinstance(value, str):
        return {"align": "right"}
    places = places_of(value, decimals)
    return {"num_format": number_format(places, is_share=isinstance(value, Share)), "align": "right"}
