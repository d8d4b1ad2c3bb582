"""The scorecard: a line for each measure, for a chair with five minutes. Worked out before a cell is written."""

from __future__ import annotations

from dataclasses import dataclass, replace

from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.slots import CLOSED, HELD, NOT_DUE
from xlcsp.domain.target import Target
from xlcsp.measures.assess import Assessment, demand_to_date
from xlcsp.measures.comparators import BREAK_MARK, comparable_years, is_mixed, value_of
from xlcsp.measures.judging import NOT_DUE_YET
from xlcsp.measures.numbers import QUARTERS_A_YEAR, listed
from xlcsp.measures.rating import GREEN
from xlcsp.measures.rating import NOT_DUE as NOT_DUE_STATE
from xlcsp.measures.travel import IMPROVING, NOT_APPLICABLE, STEADY, WORSENING
from xlcsp.report.figure import Entry, figure_of
from xlcsp.report.judged import newest_due, scorecard_key
from xlcsp.report.model import MeasureReport, Report, SeriesReport
from xlcsp.report.narrative import benchmark_entry, bound_words
from xlcsp.report.units import difference_words, values_unit
from xlcsp.report.year_end import as_projected, likely_words, places_beside, projected

NOTHING, BENCHMARKS = "–", "Benchmarks"
_UP, _LEVEL, _DOWN = "↑", "→", "↓"


@dataclass(frozen=True, slots=True)
class Line:
    """A headline series of a measure, each entry as printed; ``–`` where there is none.

    name: the measure's, with the series' own where it has one. year_end: the projected year end with its likely
    range; in the fourth quarter the verdict. before, last_year: the direction against the quarter before and against
    the same quarter last year, as arrow and word. benchmarks: published values of others; empty where the scorecard
    has no such column.
    """

    name: str
    unit: str
    series: Series
    quarter: Entry
    to_date: Entry
    target: str
    on_last_year: str
    year_end: str
    before: str
    last_year: str
    benchmarks: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A measure: its number, a line for each headline series, its RAG now and before.

    rag_words: the RAG with an officer's beside it; if no figure is due, the RAG of the last one. words_before: as
    previous_rag, with an officer's.
    """

    ref: str
    rag: str
    previous_rag: str
    lines: tuple[Line, ...]
    rag_words: str
    words_before: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The measures by theme. head: the names of the columns. key: notes on how to read it."""

    head: tuple[str, ...]
    themes: tuple[tuple[str, tuple[Score, ...]], ...]
    key: str

    @property
    def rag_column(self) -> int:
        """The index of the RAG column, from 0; the RAG before is in the next column."""
        return 8


def scorecard(report: Report) -> Scorecard:
    """The scorecard of the report's quarter."""
    is_over = report.quarter.number == QUARTERS_A_YEAR
    head = (
        "No",
        "Measure",
        "Unit",
        report.quarter.short,
        "Year to date",
        "Target for the year" if is_over else "Target to date",
        "On last year",
        "Verdict" if is_over else "Projected year end (likely range)",
        f"RAG {report.quarter.short}",
        _told_before(report),
        "Against the quarter before",
        f"Against {report.quarter.short} last year",
        *((BENCHMARKS,) if has_benchmarks(report) else ()),
    )
    themes = tuple(
        (theme.name, tuple(_score(measure, report) for measure in theme.measures)) for theme in report.themes
    )
    return Scorecard(head, themes, scorecard_key(report))


def line_values(score: Score, line: Line) -> tuple[str, ...]:
    """A line as text, under the columns of the head."""
    figures = (line.quarter.text, line.to_date.text, line.target, line.on_last_year, line.year_end)
    beside = (line.benchmarks,) if line.benchmarks else ()
    travel = (line.before, line.last_year)
    return (score.ref, line.name, line.unit, *figures, score.rag_words, score.words_before, *travel, *beside)


def has_benchmarks(report: Report) -> bool:
    """Whether the scorecard has a column for them."""
    return any(line.benchmarks for line in report.headline)


def _told_before(report: Report) -> str:
    """What the column with the RAG before refers to: the last release, otherwise the quarter before as recalculated."""
    before = report.quarter.plus(-1)
    if report.released is not None:
        return f"RAG {before.short}, version {report.released.version}"
    return f"RAG {before.short}" if before.start == report.quarter.start else "RAG before"


def _score(measure: MeasureReport, report: Report) -> Score:
    held = measure.headline or measure.series[:1]
    lines = tuple(_line(line, report) for line in held)
    before, words = measure.previous_rag or NOTHING, measure.previous_words or NOTHING
    return Score(measure.measure.ref, measure.rag, before, lines, told_rag(measure), words)


def told_rag(measure: MeasureReport) -> str:
    """The RAG, an officer's beside it, and what has to be known of it: ``Green``, ``(off target, but within 10%)``."""
    return "\n".join(filter(None, (measure.rag_words, _rated_before(measure), _off_target(measure))))


def _rated_before(measure: MeasureReport) -> str:
    """``(Green at Q2)`` for a measure that is not due and shows the figure of an earlier quarter."""
    held = [line.assessment.rag_reason for line in measure.headline]
    told = dict.fromkeys(reason for reason in held if reason != NOT_DUE_YET) if measure.rag == NOT_DUE_STATE else {}
    return f"({listed(told)})" if told else ""


def _off_target(measure: MeasureReport) -> str:
    """``(off target, but within 10%)`` of a Green measure; at year end the verdict says it."""
    is_told = measure.rag != GREEN or measure.verdict is not None
    held = [line.assessment.off_target for line in measure.headline]
    told = [] if is_told else list(dict.fromkeys(filter(None, held)))
    return f"({listed(told)})" if told else ""


def _line(line: SeriesReport, report: Report) -> Line:
    assessment, series = line.assessment, line.series
    demand, beside = _demand(line, report.quarter.number), series.decimals
    if demand is not None and assessment.to_date is not None:
        beside = places_beside(assessment, assessment.to_date, demand)
    return Line(
        name=series.title,
        unit=_unit(series),
        series=series,
        quarter=_quarter(line, report.quarter.number, beside),
        to_date=_to_date(assessment, beside),
        target=_target(line, demand, report.quarter.number, beside),
        on_last_year=_on_last_year(assessment),
        year_end=_year_end(line, report.quarter.number),
        before=_direction(assessment.travel_previous, series.polarity),
        last_year=_direction(assessment.travel_last_year, series.polarity),
        benchmarks=_benchmarks(line, report) if has_benchmarks(report) else "",
    )


def _benchmarks(line: SeriesReport, report: Report) -> str:
    entries = (benchmark_entry(benchmark, line.series, report.quarter) for benchmark in line.benchmarks)
    return "\n".join(entries) or NOTHING


def _unit(series: Series) -> str:
    """``offences``, ``% of surveys``; for a milestone the word for it."""
    if series.kind.has_status:
        return str(series.kind)
    return values_unit(series) or NOTHING


def _quarter(line: SeriesReport, number: int, beside: int) -> Entry:
    """The quarter's figure; of the newest that is due, or of several, with its quarters: ``Q1 to Q2: 245``.

    beside: the decimals of the year to date. Where that is the quarter's own figure, both read alike.
    """
    newest = newest_due(line.assessment)
    at = newest.number if newest else number
    observed = line.assessment.observed
    is_year = value_of(observed, observed.slots[at - 1]) == line.assessment.to_date
    figure = replace(figure_of(line, at, beside), places=beside) if is_year else figure_of(line, at)
    is_added_up = line.series.kind.has_year_to_date and observed.slots[at - 1].state == HELD
    span = observed.span(at) if is_added_up else f"Q{at}"
    return figure if span == f"Q{number}" else Entry(f"{span}: {figure.text}")


def _to_date(assessment: Assessment, decimals: int) -> Entry:
    if assessment.to_date is None:
        return Entry(assessment.to_date_text or NOTHING)
    text = assessment.observed.series.text(assessment.to_date, decimals)
    if is_mixed(assessment.observed):
        return Entry(f"{text} {BREAK_MARK}")
    return Entry(text, assessment.to_date, decimals)


def _upto(assessment: Assessment) -> Quarter | None:
    """The quarter up to which the line's year to date goes: the newest with a figure due; None before the first."""
    is_due = assessment.observed.slots[assessment.quarter.number - 1].state not in (NOT_DUE, CLOSED)
    if is_due:
        return assessment.quarter
    return assessment.observed.current.quarter if assessment.observed.current is not None else None


def _demand(line: SeriesReport, number: int) -> Target | None:
    """The target for the quarter shown in the line."""
    assessment, series = line.assessment, line.series
    if assessment.requirement is None or not series.has_begun(assessment.quarter):
        return None
    years = comparable_years(series, line.history, assessment.quarter.start)
    upto = _upto(assessment)
    if upto is None and series.kind.is_cumulative:
        return None
    upto = upto or Quarter(assessment.quarter.start, number)
    return demand_to_date(series, upto, assessment.requirement, years) or assessment.requirement


def _target(line: SeriesReport, demand: Target | None, number: int, decimals: int) -> str:
    """That target in words; of part of a year that is over, with its quarter."""
    series, upto = line.series, _upto(line.assessment)
    if demand is None:
        return NOTHING
    words = bound_words(demand, series, decimals)
    is_part = number == QUARTERS_A_YEAR and series.kind.is_cumulative  # below: Target for the year
    return f"{words} to {upto.short}" if upto and upto.number < number and is_part else words


def _on_last_year(assessment: Assessment) -> str:
    last = assessment.comparators.last_year_to_date
    if assessment.comparators.broken:
        return BREAK_MARK
    if assessment.to_date is None or last is None:
        return NOTHING
    return difference_words(assessment.to_date, last, assessment.observed.series)


def _year_end(line: SeriesReport, number: int) -> str:
    if number == QUARTERS_A_YEAR:
        return line.verdict.in_words if line.verdict else NOTHING
    end = projected(line.assessment)
    if end is None:
        return NOTHING
    likely, value = likely_words(end, line.series), as_projected(line.series).text(end.value)
    return f"{value} ({likely})" if likely else value


def _direction(word: str, polarity: str) -> str:
    """``↓ Improving`` for a figure that fell, where lower is better."""
    if word == STEADY:
        return f"{_LEVEL} {word}"
    if word not in (IMPROVING, WORSENING):
        return NOTHING if word == NOT_APPLICABLE else word
    has_risen = (word == IMPROVING) == (polarity == "higher")
    return f"{_UP if has_risen else _DOWN} {word}"
