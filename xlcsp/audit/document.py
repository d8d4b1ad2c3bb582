"""Audits any document, as paragraphs and tables in their order; no particular layout is expected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from xlcsp.audit.blocks import Block
from xlcsp.audit.finding import Finding
from xlcsp.audit.page import LONGEST_CELL, OversizedPage
from xlcsp.audit.paragraph import audit_readings
from xlcsp.audit.tables import (
    PrintedTable,
    audit_table,
    bands_of,
    check_bands,
    check_rag,
    check_rates_of_others,
    heeding_notes,
    read_table,
    rule_of,
    with_numbers_apart,
)
from xlcsp.audit.tables.cells import number_of
from xlcsp.audit.tables.columns import LABEL
from xlcsp.audit.twice import Paragraph, Printed, printed_alike, ref_of
from xlcsp.audit.unread import NotRead, of_prose, of_rows, of_table
from xlcsp.claims.gaps import sentences
from xlcsp.claims.prose import read_sentence
from xlcsp.errors import WorkbookError

_KEYED = re.compile(r"\s*(?P<key>[^:;]{1,60}?)\s*:\s*(?P<value>[^:;]+?)\s*(?:;|$)")
_LEAST_KEYS = 2
_LONGEST_NAME = 12
_NOTES_BELOW = 3  # paragraphs below a table that may be its notes
LINES_ABOVE = 12  # how many paragraphs and cells above to search for a figure
Meanings = Mapping[int, Mapping[int, str]]


@dataclass(slots=True)
class Found:
    """The result for a document: findings in its order, its tables as read, and the numbers not read."""

    findings: list[Finding] = field(default_factory=list)
    tables: list[PrintedTable] = field(default_factory=list)
    not_read: list[NotRead] = field(default_factory=list)


def audit_blocks(blocks: Sequence[Block], meanings: Meanings | None = None, printed: Printed | None = None) -> Found:
    """All findings of a document.

    meanings: of columns, by the table's number, as given by a person. printed: numbers by the report's measures.
    """
    blocks = [replace(block, rows=with_numbers_apart(block.rows)) if block.is_table else block for block in blocks]
    named = list(_named(blocks))
    _check_meanings(meanings or {}, sum(block.is_table for block in blocks))
    read = {
        name: table
        for number, (block, name) in enumerate((one for one in named if one[0].is_table), 1)
        if (table := read_table(block.rows, name, (meanings or {}).get(number))) is not None
    }
    cells = [cell for block in blocks for row in block.rows for cell in row]
    rule, key = rule_of(cells), bands_of(cells)
    found, told = Found(tables=list(read.values())), list[Paragraph]()
    for place, (block, name) in enumerate(named):
        judged: set[str] = set()
        if name in read:
            of_cells = audit_table(read[name])
            judged = read[name].cells_judged(of_cells)
            found.findings += heeding_notes(of_cells, _notes(blocks, place))
            found.findings += check_rates_of_others(read[name], (one for other, one in read.items() if other != name))
            found.findings += list(check_rag(read[name], rule)) or check_bands(read[name], key)
        for label, cell, row in _sentences_of(block, name, read.get(name)):
            if cell.strip() in judged:
                continue
            _check_length(cell, name)
            above = [one for paragraph in told[-LINES_ABOVE:] for one in paragraph.readings]
            readings = [read_sentence(sentence) for sentence in sentences(cell)]
            told.append(Paragraph(label, readings, ref_of(row, printed or {}) if block.is_table else ""))
            found.findings += audit_readings(readings, label, before=above, tables=found.tables)
    if printed:
        found.findings = printed_alike(found.findings, found.tables, told, printed)
    known = {place for one in found.findings for place in one.rests_on}
    for block, name in named:
        if name in read:
            found.not_read += of_table(read[name], known)
        elif block.is_table:
            found.not_read += of_rows(block.rows, name)
    for paragraph in told:
        found.not_read += (
            one for reading in paragraph.readings for one in of_prose(reading, paragraph.label, known, printed or ())
        )
    return found


def _notes(blocks: Sequence[Block], place: int) -> list[str]:
    """What may be said of a table's totals: the cells of its headings, and the paragraphs below it."""
    below = takewhile(lambda block: not block.is_table, blocks[place + 1 : place + 1 + _NOTES_BELOW])
    own = [cell for row in blocks[place].rows for cell in row if number_of(cell) is None and len(cell) > _LONGEST_NAME]
    return [*own, *(cell for block in below for row in block.rows for cell in row)]


def _sentences_of(block: Block, name: str, table: PrintedTable | None) -> Iterator[tuple[str, str, Sequence[str]]]:
    """The cells of a block to read as prose, each with its name in findings, and its row.

    In a table these are the cells with a number among words, but not mere names of rows or columns.
    """
    names = {column.index for column in table.columns if column.meaning == LABEL} if table is not None else set()
    headings = table.headings if table is not None else 0
    for place, row in enumerate(block.rows):
        for index, cell in enumerate(row):
            if not block.is_table:
                yield name, cell, row
            elif _is_sentence(cell) and (_says_much(cell) or (index not in names and place >= headings)):
                yield (f"{name}: {row[0]}" if row[0] and row[0] != cell else name), cell, row


def _check_meanings(meanings: Meanings, tables: int) -> None:
    """Refuses meanings for a table that does not exist, which would otherwise be ignored silently."""
    for number in meanings:
        if not 1 <= number <= tables:
            known = f"1 to {tables}" if tables else "none"
            raise WorkbookError(f"Table {number} of the columns given: there is no such table. Tables are {known}.")


def _named(blocks: Sequence[Block]) -> Iterator[tuple[Block, str]]:
    """Each block with its name in findings."""
    table = paragraph = 0
    for block in blocks:
        table, paragraph = table + block.is_table, paragraph + (not block.is_table)
        own = f"table {table}" if block.is_table else f"¶ {paragraph}"
        yield block, f"{block.name}, {own}" if block.name else own.capitalize()


def _check_length(cell: str, name: str) -> None:
    """Refuses a sentence longer than any report has: reading it would take minutes."""
    longest = max(map(len, sentences(cell)), default=0)
    if longest > LONGEST_CELL:
        raise OversizedPage(f"{name}: a sentence has {longest} characters; {LONGEST_CELL} are allowed. Shorten it.")


def _is_sentence(cell: str) -> bool:
    return any(map(str.isdigit, cell)) and number_of(cell) is None


def _says_much(cell: str) -> bool:
    """Whether a name or heading makes a claim: it has two or more numbers."""
    return len(cell) > _LONGEST_NAME and len(read_sentence(cell).quantities) > 1


def keyed(text: str) -> dict[str, str]:
    """``2013/14: 1342; 2012/13: 1446; change: -104`` as headings and values; empty for other text."""
    found = {match["key"]: match["value"] for match in _KEYED.finditer(text)}
    rest = _KEYED.sub("", text).strip(" ;.")
    return found if len(found) > _LEAST_KEYS and not rest else {}


def keyed_tables(cells: Sequence[tuple[str, str, str]]) -> list[tuple[PrintedTable, dict[str, tuple[str, str, str]]]]:
    """Tables written into cells as keys and values; cells with the same keys form one table.

    cells: (number, label, text) each. Returns each table with the cell of each label.
    """
    groups: dict[tuple[str, ...], list[tuple[str, str, str]]] = {}
    for cell in cells:
        keys = tuple(keyed(cell[2]))
        if keys:
            groups.setdefault(keys, []).append(cell)
    made = []
    for keys, members in groups.items():
        rows = [("", *keys), *((label, *keyed(text).values()) for _, label, text in members)]
        table = read_table(rows, "")
        if table is not None:
            made.append((table, {label: (ref, label, text) for ref, label, text in members}))
    return made
