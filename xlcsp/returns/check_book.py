"""The *Check* workbook: who sent what, each problem and each query, with a link to its cell. Written by XlsxWriter."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xlcsp import theme
from xlcsp.domain.periods import Quarter, day
from xlcsp.errors import Problem
from xlcsp.files import packed
from xlcsp.files import write as files
from xlcsp.files.cells import footer, page_marking
from xlcsp.planbook import Master
from xlcsp.returns.collect import Collection
from xlcsp.returns.standing import MISSING, Standing, standings

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

HEADER = 3  # the header's row, counted from 0
RETURNS = ("Quarter", "Provider", "State", "Due", "Data as at", "Signed", "File", "Problems", "Queries", "Note")
FINDINGS = ("No", "Provider", "File", "Sheet", "Cell", "What was found", "What is allowed", "What to do")
_RETURN_WIDTHS = (9, 22, 13, 13, 13, 13, 32, 11, 10, 30)
_FINDING_WIDTHS = (6, 18, 32, 12, 8, 40, 18, 34)  # printed on one page's width at a readable size
_LINE, _SIZE = 13.5, 10
_LONGEST_LINK = 2_000  # characters of an address; Excel allows 2,079
_ILL = ("missing", "late", "rejected")


@dataclass(frozen=True, slots=True)
class _Look:
    """The workbook's formats."""

    title: Format
    text: Format
    head: Format
    cell: Format
    day: Format
    link: Format
    ill: Format

    @classmethod
    def of(cls, book: Workbook) -> _Look:
        font = {"font_name": theme.FONT, "font_size": _SIZE, "font_color": theme.INK}
        cell = {**font, "border": 1, "border_color": theme.RULE, "text_wrap": True, "valign": "vcenter", "indent": 1}
        return cls(
            book.add_format({**font, "bold": True, "font_size": 16, "font_color": theme.BRAND}),
            book.add_format(font),
            book.add_format({**cell, "bold": True, "font_color": theme.WHITE, "bg_color": theme.BRAND}),
            book.add_format(cell),
            book.add_format({**cell, "num_format": "d mmm yyyy", "align": "left"}),
            book.add_format({**cell, "font_color": theme.BRAND, "underline": 1}),
            book.add_format({**cell, "bold": True, "font_color": theme.RAG_COLOURS["Red"][0]}),
        )


def check_path(master: Master, quarter: Quarter) -> Path:
    """The workbook's path, in the folder of reports."""
    return master.path.parent / master.settings.reports / f"{quarter.folder} Check.xlsx"


def write_check(master: Master, collection: Collection, today: date, path: Path) -> None:
    """Writes the workbook whole or not at all. The same returns on the same day give the same bytes."""
    rows = standings(master, collection, today)
    with files.replacing(path) as draft, packed.new_workbook(draft) as book:
        title = f"Check of the returns {collection.quarter}"
        company = master.settings.partnership
        packed.describe(book, title, collection.quarter.last_day, company)
        writer = _Writer(master, collection, path.parent, _Look.of(book))
        words = _summary(rows, collection)
        writer.returns(book.add_worksheet("Returns"), rows, f"{title}, {company}", f"{words} Checked on {day(today)}.")
        writer.findings(
            book.add_worksheet("Problems"),
            "Problems: what cannot be taken as it is",
            "A figure with a problem does not count until the return, or the sheet Corrections, puts it right.",
            collection.problems,
        )
        writer.findings(
            book.add_worksheet("Queries"),
            "Queries: not errors, but worth a question",
            "These figures count. Ask the provider, and have the answer added to the commentary.",
            collection.queries,
        )


def _summary(rows: Sequence[Standing], collection: Collection) -> str:
    summary = f"Returns: {_counted(row.state for row in rows if not row.is_comments)}. "
    if any(row.is_comments for row in rows):
        summary += f"Comments: {_counted(row.state for row in rows if row.is_comments)}. "
    return f"{summary}Problems: {len(collection.problems)}. Queries: {len(collection.queries)}."


def _counted(states: Iterable[str]) -> str:
    counts = Counter(states)
    return ", ".join(f"{counts[state]} {state}" for state in ("received", "late", MISSING))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the sheets. beside: the folder to which links are relative."""

    master: Master
    collection: Collection
    beside: Path
    look: _Look

    def returns(self, sheet: Worksheet, rows: Sequence[Standing], title: str, words: str) -> None:
        """Writes a row for each return that is expected or came."""
        self._start(sheet, title, words, RETURNS, _RETURN_WIDTHS)
        for row, entry in enumerate(rows, HEADER + 1):
            receipt = entry.receipt
            sheet.write_string(row, 0, entry.quarter.short if entry.quarter else "", self.look.cell)
            sheet.write_string(row, 1, entry.provider, self.look.cell)
            sheet.write_string(row, 2, entry.state, self.look.ill if entry.state in _ILL else self.look.cell)
            days = (entry.due, receipt.as_at if receipt else None, receipt.signed if receipt else None)
            for column, when in enumerate(days, 3):
                sheet.write(row, column, when, self.look.day if when else self.look.cell)
            folder = f"{entry.quarter.folder}/" if entry.quarter else ""
            name = entry.file.removeprefix(folder)
            self._link(sheet, row, 6, name, entry.file, "")
            for column, count in ((7, entry.problems), (8, entry.queries)):
                sheet.write_number(row, column, count, self.look.cell)
            sheet.write_string(row, 9, entry.note, self.look.cell)
            self._height(sheet, row, (name, entry.note, entry.provider), (6, 9, 1), _RETURN_WIDTHS)
        self._finish(sheet, HEADER + len(rows), RETURNS)

    def findings(self, sheet: Worksheet, title: str, words: str, problems: Sequence[Problem]) -> None:
        """Writes a row for each problem or query."""
        self._start(sheet, title, words, FINDINGS, _FINDING_WIDTHS)
        refs = {series.id: series.ref for series in self.master.plan.series}
        providers = {receipt.file: receipt.provider for receipt in self.collection.receipts}
        for row, one in enumerate(problems, HEADER + 1):
            texts = (refs.get(one.series, ""), providers.get(one.file, ""), one.file, one.sheet, one.cell, one.stated)
            for column, text in enumerate((*texts, one.allowed, one.do)):
                sheet.write_string(row, column, text, self.look.cell)
            self._link(sheet, row, 2, one.file, one.file, "")
            self._link(sheet, row, 4, one.cell, one.file, f"'{one.sheet}'!{one.cell}" if one.cell else "")
            wrapped = (texts[1], one.file, one.sheet, one.stated, one.allowed, one.do)
            self._height(sheet, row, wrapped, (1, 2, 3, 5, 6, 7), _FINDING_WIDTHS)
        if not problems:
            sheet.write_string(HEADER + 1, 0, "None.", self.look.text)
        self._finish(sheet, HEADER + max(1, len(problems)), FINDINGS)

    def _start(self, sheet: Worksheet, title: str, words: str, head: Sequence[str], widths: Sequence[float]) -> None:
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.look.text)
        sheet.write_string(0, 0, title, self.look.title)
        sheet.write_string(1, 0, words, self.look.text)
        for column, name in enumerate(head):
            sheet.write_string(HEADER, column, name, self.look.head)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER)
        sheet.set_header(page_marking(self.master.settings.marking))
        sheet.set_footer(f"&L{footer(title)}&RPage &P of &N")
        sheet.freeze_panes(HEADER + 1, 0)

    def _finish(self, sheet: Worksheet, last: int, head: Sequence[str]) -> None:
        sheet.autofilter(HEADER, 0, last, len(head) - 1)
        sheet.print_area(0, 0, last, len(head) - 1)

    def _link(self, sheet: Worksheet, row: int, column: int, text: str, file: str, place: str) -> None:
        """Writes the text as a link to the file or its cell; plain if a link cannot hold the file's name."""
        address = self._address(file)
        if not text or not address:
            sheet.write_string(row, column, text, self.look.cell)
            return
        sheet.write_url(row, column, f"external:{address}{f'#{place}' if place else ''}", self.look.link, text)

    def _address(self, file: str) -> str:
        """The file's path relative to the workbook's folder; empty if a link cannot hold it."""
        folder = self.master.path.parent
        known = (folder / self.master.settings.returns / file, folder / file)
        link = next((path for path in known if file and path.is_file()), None)
        if link is None:
            return ""
        address = os.path.relpath(link, self.beside).replace("\\", "/")
        return "" if "#" in address or len(address) > _LONGEST_LINK else address

    def _height(
        self, sheet: Worksheet, row: int, texts: Sequence[str], columns: Sequence[int], widths: Sequence[float]
    ) -> None:
        lines = max(theme.line_count(text, widths[at] - 1.4, _SIZE) for text, at in zip(texts, columns, strict=True))
        sheet.set_row(row, min(409, lines * _LINE + 5))
