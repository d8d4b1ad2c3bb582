"""The sheet on data quality: what each provider owed and sent, and every gap with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from xlcsp.domain.gaps import reason_in_sentence
from xlcsp.domain.periods import Quarter, day
from xlcsp.domain.slots import CONTAINED, GAP, HELD, Slot
from xlcsp.domain.wording import sentence_case
from xlcsp.measures.comparators import is_across
from xlcsp.measures.observed import PROVISIONAL_MARK
from xlcsp.report.model import Report, SeriesReport
from xlcsp.report.remarks import NO_BREAK_REASON
from xlcsp.report.sheets.grid import Grid, Value

WIDTHS = (7, 66, 12, 11, 11, 11, 11, 11, 11)
HEADER = 4
_SMALLEST = 75  # per cent


def write_quality(grid: Grid, report: Report) -> None:
    """Writes how complete the figures are, by provider; then the gaps."""
    grid.title(
        "Data quality",
        f"{report.title}. How complete the figures are, and why.{_as_at(report)}",
    )
    row = HEADER
    grid.row(row, ("Return", "Figures due", "Figures held", "Missing [x]", *_HEADS), "head left", 3)
    grid.across(row, 1, 2, "Provider", "head left", bold=True)
    for provider, *values in _providers(report):
        row += 1
        grid.row(row, values, ("text", *["number"] * 6), 3)
        grid.across(row, 1, 2, str(provider), "strong", bold=True)
    blocks = [(at, at) for at in range(HEADER + 1, row + 1)]
    repeated = row + 2  # the header of the gaps, which that of the breaks is like
    row, gaps = _list(grid, row + 1, "Quarters without a figure", list(_gaps(report)))
    blocks += gaps
    if breaks := list(_breaks(report)):
        row, changed = _list(grid, row + 1, "Recorded differently before [b]", breaks)
        blocks += changed
    if not grid.one_page(row, _SMALLEST):
        grid.paginate_closely(blocks, HEADER)
    grid.finish(header=repeated, footer=f"{report.title}: data quality")


def _as_at(report: Report) -> str:
    """The data date, with the date that was asked for where the two differ."""
    asked = report.settings.data_cutoff.get(report.quarter.number)
    if asked in (None, report.data_date):
        return ""
    return f" Data as at {day(report.data_date)}, the latest date of a return; asked for as at {day(asked)}."


_HEADS = ("Provisional", "Revised", "Corrected")
_Row = tuple[str, str, str, str]  # ref, measure, quarter, why


def _list(grid: Grid, first: int, title: str, rows: list[_Row]) -> tuple[int, list[tuple[int, int]]]:
    """Writes a heading and its rows; returns the last row, and the blocks that must not be split across pages."""
    row = header = grid.heading(first, title)
    grid.row(row, ("No", "Measure", "Quarter", "Why", *[""] * 5), "head left")
    grid.merge(row, 4, row, 9, "head left")
    for ref, name, quarters, why in rows:
        row += 1
        grid.row(row, (ref, name, quarters, None, *[None] * 5), ("strong", *["text"] * 8))
        grid.across(row, 4, 9, why, "text")
    if not rows:
        row += 1
        grid.row(row, ("", "None: every figure that is due is there.", *[""] * 7), "text")
    return row, [(first, header + 1), *((at, at) for at in range(header + 2, row + 1))]


def _providers(report: Report) -> Iterator[tuple[Value, ...]]:
    """A row for each provider: the figures due in the year so far, and those received."""
    by_provider: dict[str, list[SeriesReport]] = {}
    for line in report.series:
        by_provider.setdefault(line.series.provider, []).append(line)
    for provider, members in by_provider.items():
        slots = [slot for line in members for slot in _due(line, report)]
        states = Counter(slot.state for slot in slots)
        marks = Counter(mark for slot in slots for mark in slot.marks)
        yield (
            provider, return_state(report, provider), len(slots), states[HELD], states[GAP],
            marks[PROVISIONAL_MARK], marks["[r]"], marks["[corrected]"],
        )  # fmt: skip


def _due(line: SeriesReport, report: Report) -> Iterator[Slot]:
    """The quarters due by now, including last year's for series that come late."""
    return (slot for slot in line.slots if slot.state in (HELD, GAP, CONTAINED) and slot.quarter <= report.quarter)


def return_state(report: Report, provider: str) -> str:
    """Whether the provider's return of the quarter is in: ``received``, ``late``, ``missing``, or ``none due``."""
    if any(name == provider and quarter == report.quarter for name, quarter, _ in report.not_sent):
        return "missing"
    came = (receipt for receipt in report.receipts if not receipt.is_comments)
    states = [receipt.state for receipt in came if (receipt.provider, receipt.quarter) == (provider, report.quarter)]
    return next((state for state in ("late", "received") if state in states), "none due")


def _breaks(report: Report) -> Iterator[_Row]:
    """The series with a break in recording since last year: from when, and the reason in the plan."""
    for measure in report.measures:
        for line in measure.series:
            since = line.series.comparable_from
            if since is not None and is_across(line.series, Quarter(report.quarter.start - 1, 1), report.quarter):
                why = line.series.break_reason or NO_BREAK_REASON
                yield measure.measure.ref, line.series.title, f"since {since}", why


def _gaps(report: Report) -> Iterator[_Row]:
    """Ref, measure, quarters and reason of each gap; series of a measure with the same gap share a row."""
    for measure in report.measures:
        gaps: dict[tuple[str, str], list[str]] = {}
        for line in measure.series:
            reasons: dict[str, list[str]] = {}
            for slot in _due(line, report):
                if slot.state == GAP:
                    is_of_year = slot.quarter.start == report.quarter.start
                    reasons.setdefault(slot.reason, []).append(slot.quarter.short if is_of_year else str(slot.quarter))
            for reason, quarters in reasons.items():
                gaps.setdefault((", ".join(quarters), reason), []).append(line.series.name)
        for (when, why), names in gaps.items():
            which = f": {'; '.join(names)}" if len(names) < len(measure.series) else ""
            yield measure.measure.ref, f"{measure.measure.name}{which}", when, sentence_case(reason_in_sentence(why))
