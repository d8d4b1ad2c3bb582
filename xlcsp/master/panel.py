"""What *Start* and *Attention* show about a quarter's returns: counts, and each item with its place."""

from __future__ import annotations

from collections.abc import Collection as Some
from collections.abc import Mapping, Sequence

from xlcsp.domain.periods import day
from xlcsp.errors import Problem, sentence
from xlcsp.files.cells import Book
from xlcsp.files.links import Link, where
from xlcsp.master.live import READ, lacks, without_row, without_row_words
from xlcsp.master.tables import Cell
from xlcsp.measures.numbers import listed
from xlcsp.report.model import Report
from xlcsp.returns.collect import Awaited, Collection
from xlcsp.returns.standing import WHERE_NONE_COMES, counted

Row = Mapping[str, Cell]
Returns = Report | Collection  # each has returns received, missing returns, and problems


def needs_attention(returns: Returns, late: Sequence[Awaited]) -> str:
    """What needs attention, in a sentence. late: the returns that are missing after their due date."""
    counts_text = counted(missing=len(late), problems=len(returns.problems), queries=len(returns.queries))
    return f"Needs attention: {counts_text}; see below." if counts_text else "Nothing needs attention."


def counts(returns: Returns, late: Sequence[Awaited]) -> dict[str, Cell]:
    """The lines of the panel that count returns, by their labels."""
    states = [
        receipt.state for receipt in returns.receipts if receipt.quarter == returns.quarter and not receipt.is_comments
    ]
    received = sum(state in ("received", "late") for state in states)
    return {
        "Quarter": str(returns.quarter),
        "Returns in": received,
        "Late": states.count("late"),
        "Missing": len(late),
        "Problems": len(returns.problems),
        "Queries": len(returns.queries),
    }


def shown(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """The lines of *Start* for rows of *Attention*: the kind, as a link to the place, and a sentence or two."""
    lines = []
    for row in rows:
        kind, place = str(row["kind"]), row["where"]
        line = ": ".join(filter(None, (str(place or ""), f"{row['what'] or ''} {row['do'] or ''}".strip())))
        lines.append((Link(kind, place.target) if isinstance(place, Link) else kind, line))
    return lines


def due_of(book: Book, added: Some[str] = ()) -> list[Row]:
    """What the master itself needs: an upgrade, rows on *Performance*. added: rows that this rebuild adds."""
    return [*_to_upgrade(lacks(book)), *_to_fill_down([series for series in without_row(book) if series not in added])]


def _to_upgrade(missing: Sequence[str]) -> list[Row]:
    if not missing:
        return []
    found = f"The master was made by an earlier version: it lacks {listed(missing)}. They are read as blank."
    return [{"kind": "Upgrade", "where": "Start", "what": found, "do": "Run xlcsp upgrade; it writes a copy."}]


def _to_fill_down(ids: Sequence[str]) -> list[Row]:
    if not ids:
        return []
    found = f"{without_row_words(ids)}."
    do = "Make room below the table and rebuild; or fill down the last row and enter the id."
    return [{"kind": "Row missing", "where": "Performance", "what": found, "do": do}]


def attention(returns: Returns, late: Sequence[Awaited], folder: str) -> list[Row]:
    """What needs attention, most serious first: missing returns, problems, queries. folder: that of the returns."""
    rows: list[Row] = []
    for provider, quarter, due in late:
        when = f" It was due {day(due)}." if due else ""
        what = f"No return from {provider}.{when}"
        rows.append({"kind": "Missing", "where": quarter.folder, "what": what, "do": WHERE_NONE_COMES})
    for kind, problems in (("Problem", returns.problems), ("Query", returns.queries)):
        rows += [_attention_row(kind, problem, folder) for problem in problems]
    return rows


def _attention_row(kind: str, problem: Problem, folder: str) -> Row:
    statement = " ".join(sentence(part) for part in (problem.stated, problem.allowed) if part)
    place = where(problem, folder, READ)
    return {"kind": kind, "where": place, "what": statement, "do": sentence(problem.do) if problem.do else None}
