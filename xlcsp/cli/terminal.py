"""Tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.style import Style
from rich.table import Table

from xlcsp.cli.fitted import cell, show, tell
from xlcsp.domain.numbers import plural
from xlcsp.domain.periods import Quarter

if TYPE_CHECKING:
    from xlcsp.audit import Audit
    from xlcsp.doctor import Check
    from xlcsp.report.model import Report, SeriesReport
    from xlcsp.returns.standing import Standing

_LABEL = 30
_COLOURS = {"Red": "bold red", "Amber": "bold yellow", "Green": "bold green", "No data": "bold"}
_STATES = {"missing": "bold red", "rejected": "bold red", "late": "bold yellow", "received": "green"}


def returns_table(upto: Quarter, rows: Sequence[Standing], folder: Path) -> None:
    """Who sent what in the quarter, and returns of earlier quarters that were not simply received.

    Each file is a link, if the terminal shows links.
    """
    shown = [row for row in rows if row.quarter in (upto, None) or not row.is_settled]
    table = Table(title=f"Returns up to {upto}", title_justify="left")
    for name in ("Quarter", "Provider", "State", "Data as at", "File", "Problems", "Queries", "Note"):
        is_count = name in ("Problems", "Queries")
        table.add_column(name, overflow="fold", justify="right" if is_count else "left", no_wrap=name == "State")
    for row in shown:
        as_at = row.receipt.as_at if row.receipt else None
        link = Style(link=(folder / row.file).absolute().as_uri()) if row.file else Style()
        table.add_row(
            row.quarter.short if row.quarter else "",
            cell(row.provider),
            cell(row.state, _STATES.get(row.state, "")),
            f"{as_at:%d %b %Y}" if as_at else "",
            cell(row.file.removeprefix(f"{row.quarter.folder}/") if row.quarter else row.file, link),
            str(row.problems or ""),
            str(row.queries or ""),
            cell(row.note),
        )
    show(table)
    if len(shown) < len(rows):
        tell(f"{plural(len(rows) - len(shown), 'return')} of earlier quarters came in time and without problems.")


def year_table(reports: list[Report]) -> None:
    """Each headline series with its year to date, variance and the RAG of each quarter."""
    last = reports[-1]
    table = Table(title=cell(f"{last.settings.partnership}, {last.quarter}"), title_justify="left")
    table.add_column("No")
    table.add_column("Measure", min_width=_LABEL)
    for name in ("Year to date", "On last year"):
        table.add_column(name, justify="right", no_wrap=True)
    for report in reports:
        table.add_column(f"RAG {report.quarter.short}", no_wrap=True)
    for index, line in enumerate(last.series):
        if line.series.role != "headline":
            continue
        states = [report.series[index].rag for report in reports]
        named = (
            sum(other.series.ref == line.series.ref and other.series.role == "headline" for other in last.series) > 1
        )
        label = line.series.title if named else line.series.measure
        cells = [cell(state, _COLOURS.get(state, "")) for state in states]
        table.add_row(cell(line.series.ref), cell(label), _to_date(line), _variance(line), *cells)
    show(table)


def audit_table(audit: Audit) -> None:
    """What is wrong, odd, uncheckable or missing in a report; correct figures are only counted."""
    from xlcsp.audit.checks import CHECKS, FAIL, OK, STATUSES, WORDS
    from xlcsp.audit.finding import BETWEEN
    from xlcsp.audit.judge import ordered

    has_quarters = any(finding.quarter for finding in audit.findings)
    table = Table(title=cell(f"Audit of {audit.file}"), title_justify="left", expand=True)
    for name, widest in (("No", 4), ("Quarter", 8)) if has_quarters else (("Where", 16),):
        table.add_column(name, width=widest, overflow="fold")
    table.add_column("Result", width=9, overflow="fold")
    for name, share in (("The report says", 4), ("Recomputed", 2), ("What was checked, and the likely cause", 3)):
        table.add_column(name, ratio=share, overflow="fold")
    for finding in ordered(audit.findings):
        if finding.status == OK:
            continue
        word = cell(WORDS[finding.status], "bold red" if finding.status == FAIL else "")
        values = " → ".join(value for value in (finding.printed, finding.recomputed) if value)
        why = ": ".join(part for part in (CHECKS[finding.check].words, finding.reason) if part)
        cells = (finding.quote.rsplit(BETWEEN, 1)[-1], values, why)
        where = (finding.measure, finding.quarter) if has_quarters else (finding.measure,)
        table.add_row(*map(cell, where), word, *map(cell, cells))
    show(table)
    counts = ", ".join(f"{audit.count(status)} {WORDS[status].lower()}" for status in STATUSES)
    figures = f" {len(audit.figures)} figures read," if has_quarters else ""
    tell(f"{counts}.{figures} {len(audit.not_read)} not read.")
    _tables_read(audit)
    for missed in audit.not_read:
        place = " ".join(filter(None, (missed.measure, missed.quarter)))
        tell(f"Not read: {place}, {missed.number} in: {missed.quote} ({missed.why})")


def _tables_read(audit: Audit) -> None:
    """The meaning that was assumed for each column, so that a person can correct it."""
    for table in audit.tables:
        columns = "; ".join(f"{column.heading or '(no heading)'}: {column.meaning}" for column in table.columns)
        tell(f"{table.name} was read as {columns}.")
    if audit.tables:
        tell('If that is wrong, say what the columns are: --columns "1: label, figure, figure, change, % change".')


def _to_date(line: SeriesReport) -> str:
    result = line.assessment
    if result.to_date is None:
        return result.observed.slots[result.quarter.number - 1].milestone or result.to_date_text or "No data"
    return result.observed.series.text(result.to_date)


def _variance(line: SeriesReport) -> str:
    from xlcsp.report.units import difference_words

    result = line.assessment
    last = result.comparators.alike_to_date
    if result.to_date is None or last is None:
        return "n/a"
    return difference_words(result.to_date, last, line.series)


def checks_table(checks: Sequence[Check]) -> None:
    """Each line of the doctor, with what to do if anything is needed."""
    table = Table(title="What xlcsp needs", title_justify="left")
    for name in ("", "What", "Found", "Do"):
        table.add_column(name, overflow="fold")
    for check in checks:
        mark = cell("OK", "bold green") if check.is_well else cell("Action needed", "bold red")
        table.add_row(mark, cell(check.name), cell(check.found), cell("" if check.is_well else check.do))
    show(table)
