"""What a rebuild writes into the master: the rows of its collected sheets and the panel on *Start*, as values.

The button, the offline refresh and a new master write the same rows. The numbers are those of the report; nothing is
worked out again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from xlcsp.answers.target import target_cell
from xlcsp.domain.figures import Receipt
from xlcsp.domain.gaps import reason_in_sentence
from xlcsp.domain.periods import Quarter, day
from xlcsp.domain.places import places, sources_of
from xlcsp.domain.plan import ALONE, ROLLING
from xlcsp.domain.slots import CLOSED, GAP, HELD, NOT_BEGUN, NOT_DUE, Run, Slot
from xlcsp.files.links import linked
from xlcsp.master.panel import Row, attention, counts, needs_attention, shown
from xlcsp.master.sheets import YEARS_KEPT
from xlcsp.master.start import Panel
from xlcsp.master.tables import Cell
from xlcsp.measures.assess import Assessment, without_travel
from xlcsp.measures.comparators import BREAK_MARK, comparable_years, is_across, last_year_quarters, own_value, value_of
from xlcsp.measures.marks import MISSING, SPANNED, marked
from xlcsp.measures.numbers import QUARTERS_A_YEAR, number
from xlcsp.measures.rating import CLOSED as CLOSED_STATE
from xlcsp.measures.rating import NOT_DUE as NOT_DUE_STATE
from xlcsp.measures.rating import RED as RED_STATE
from xlcsp.measures.travel import NOT_APPLICABLE
from xlcsp.measures.year_end import share_of_plan
from xlcsp.report.model import Report, SeriesReport
from xlcsp.returns.standing import of_comments, overdue

_STATES = {CLOSED: "closed", NOT_DUE: "not due", NOT_BEGUN: "not begun", GAP: "missing"}


@dataclass(frozen=True, slots=True)
class Collected:
    """The rows of the sheets that a rebuild writes, by sheet, and the panel of *Start*.

    added: rows to add to sheets that people keep, from ``additions``.
    """

    tables: Mapping[str, Sequence[Row]]
    panel: Panel
    added: Mapping[str, Sequence[Row]] = field(default_factory=dict)


def collected(
    report: Report, made: str, report_file: str, due: Sequence[Row] = (), on: date | None = None
) -> Collected:
    """The rows of a report. made: when and how it was made, for people; report_file: the report's name.

    due: what the master itself needs, from ``due_of``. on: today, which decides what is missing and what is only
    awaited; without it, whatever has not come is missing.
    """
    received = {receipt.file: receipt.signed for receipt in report.receipts}
    late = overdue(report.missing, on) if on else report.missing
    attention_rows = [*due, *attention(report, late, report.settings.returns)]
    tables: dict[str, Sequence[Row]] = {
        "Figures": [_figures(line, received) for line in report.series],
        "Comparators": [comparators(line) for line in report.series],
        "Returns": [
            *map(_receipt, report.receipts),
            *map(_missing, report.not_sent),
            *(_missing(one, of_comments) for one in report.comments_not_sent),
        ],
        "Attention": attention_rows,
    }
    written = f"{report.quarter}: figures collected, report written to {report_file}. {needs_attention(report, late)}"
    lines = {**counts(report, late), "Last rebuild": made, "Report": linked(report_file, report_file)}
    return Collected(tables, Panel(written, lines, shown(attention_rows)))


def _figures(line: SeriesReport, received: Mapping[str, date | None]) -> Row:
    observed, series = line.assessment.observed, line.series
    row: dict[str, Cell] = {
        "id": series.id,
        "ref": series.ref,
        "series": series.name or series.measure,
        "kind": series.kind.word,
    }
    for slot, value, below in zip(observed.slots, observed.numerators, observed.denominators, strict=True):
        name, figure = slot.quarter.short, slot.figure
        row[f"numerator {name}"] = slot.milestone or marked(value)
        row[f"denominator {name}"] = marked(below) if series.kind.has_denominator else None
        row[f"status {name}"] = _status(slot)
        if figure is None or slot.state in (CLOSED, NOT_DUE) or not figure.source.file:
            continue
        row[f"basis {name}"] = figure.basis if figure.has_value else None
        row[f"as returned {name}"] = figure.text or MISSING
        row[f"source {name}"] = "; ".join(f"{file}, {where}" for file, where in places(sources_of(figure)))
        row[f"as at {name}"] = figure.source.as_at
        row[f"received {name}"] = received.get(figure.source.file)
    return row


def _status(slot: Slot) -> str:
    if slot.state in _STATES:
        return _STATES[slot.state] if slot.state != GAP else f"missing: {reason_in_sentence(slot.reason)}"
    if slot.state != HELD:
        return "contained in the next"
    words = {"[r]": "revised", "[corrected]": "corrected", "[p]": "provisional", "[e]": "estimated"}
    return ", ".join(words[mark] for mark in slot.marks if mark in words) or "provided"


def comparators(line: SeriesReport) -> Row:
    """The comparators of the series; after a break in recording last year is ``[b]``, never a number."""
    assessment, series = line.assessment, line.series
    against, observed = assessment.comparators, assessment.observed
    current = observed.current
    none_before, none_last = without_travel(observed, assessment.quarter)
    row: dict[str, Cell] = {
        "id": series.id,
        "state": _state(line),
        "quarter": current.quarter.number if current is not None else 0,
        "this quarter": number(own_value(observed, current)) if current is not None else None,
        "previous quarter": none_before
        or (NOT_APPLICABLE if against.previous_broken else number(against.previous_quarter)),
        "same quarter last year": none_last
        or (BREAK_MARK if against.quarter_broken else number(against.last_year_quarter)),
        "last year to date": _marked(against.last_year_to_date, broken=against.broken),
        "same period": number(assessment.how.last_year),
        **_judged(assessment),
        "remark": _remark(line, current),
    }
    for slot, earlier in zip(observed.slots, last_year_quarters(observed, line.history), strict=True):
        is_apart = is_across(series, slot.quarter.plus(-QUARTERS_A_YEAR), slot.quarter)
        row[f"last year {slot.quarter.short}"] = _marked(earlier, broken=is_apart)
        row[f"this year {slot.quarter.short}"] = number(value_of(observed, slot))
    start = observed.slots[0].quarter.start
    years = comparable_years(series, line.history, start)
    if not series.kind.has_status:
        row["decimals"] = series.places(Fraction(0))
    if not observed.has_year_end(assessment.quarter):
        row["planned share"] = NOT_APPLICABLE
    elif current is not None:
        row["planned share"] = number(share_of_plan(series, current.quarter.number, start, years))
    _put_years(row, "", [year.numerators for year in years])
    if series.kind.is_pair:
        _put_years(row, "of ", [year.denominators for year in years])
    return row


def _remark(line: SeriesReport, current: Slot | None) -> str | None:
    """A remark beside the figures: why there is none, its marks, or how the series ended."""
    if line.rag == CLOSED_STATE:
        return line.sentences[line.assessment.quarter.number - 1] or None
    if current is None:
        return None
    if current.state == GAP:
        return current.reason
    if line.series.kind.is_pair and current.state == HELD and current.denominator is None:
        return "Only the percentage is known, not how many out of how many"
    return " ".join(current.marks) or None


def _put_years(row: dict[str, Cell], prefix: str, years: Sequence[Run]) -> None:
    """Adds the last years side by side; Y-1 is last year."""
    for back, year in enumerate(reversed(years[-YEARS_KEPT:]), 1):
        for at, value in enumerate(year.values, 1):
            row[f"{prefix}Y-{back} Q{at}"] = SPANNED if at in year.spanned else number(value)


def _state(line: SeriesReport) -> str | None:
    demand = line.assessment.requirement
    is_passed = (
        line.assessment.has_passed and demand is not None and demand.strict
    )  # for which cells have no comparison
    is_known = line.rag == RED_STATE and (line.series.due is not None or is_passed)
    return line.rag if line.rag in (CLOSED_STATE, NOT_DUE_STATE) or is_known else None


def _marked(value: Fraction | None, *, broken: bool) -> Cell:
    return BREAK_MARK if broken and value is not None else number(value)


def _judged(assessment: Assessment) -> dict[str, Cell]:
    """The judged value, if neither year to date nor projection, and the part of target and thresholds that applies."""
    cells: dict[str, Cell] = {}
    if assessment.observed.series.benchmark is not None:
        cells["target named"] = float(assessment.observed.series.benchmark.value)
    is_own = assessment.basis == "latest" and not assessment.observed.series.kind.is_latest_only
    if assessment.basis in (ALONE, ROLLING) or is_own:
        cells["judged"] = number(assessment.judged) if assessment.judged is not None else MISSING
    if cells.keys() & {"judged"} or assessment.observed.run.before:
        cells["target judged"] = target_cell(assessment.part.demand) if assessment.part.demand is not None else None
    if assessment.how.green is not None and assessment.part.share != 1:
        cells |= {"green": number(assessment.how.green), "amber": number(assessment.how.amber)}
    return cells


def _receipt(receipt: Receipt) -> Row:
    return {
        "file": receipt.file,
        "provider": receipt.provider,
        "quarter": str(receipt.quarter) if receipt.quarter else None,
        "state": receipt.state,
        "data as at": receipt.as_at,
        "received": receipt.signed,
        "superseded by": receipt.superseded_by or None,
        "note": receipt.note or None,
        "hash": receipt.sha256 or None,
    }


def _missing(awaited: tuple[str, Quarter, date | None], words: Callable[[str], str] = str) -> Row:
    provider, quarter, due = awaited
    note = words(f"due {day(due)}" if due else "") or None
    return {"provider": provider, "quarter": str(quarter), "state": "missing", "note": note}
