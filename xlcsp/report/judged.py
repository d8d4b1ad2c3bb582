"""What a series is rated on, in one sentence; and the notes below the scorecard, on what its lines do not show."""

from __future__ import annotations

from fractions import Fraction

from xlcsp.domain.numbers import MOST_PLACES, rounded, shown
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import ALONE, CHANCE, ROLLING
from xlcsp.domain.slots import NOT_DUE
from xlcsp.domain.target import Target
from xlcsp.domain.wording import sentence_case
from xlcsp.measures.assess import Assessment
from xlcsp.measures.comparators import BREAK_MARK, is_mixed
from xlcsp.measures.marks import MISSING
from xlcsp.measures.numbers import listed
from xlcsp.measures.rating import RATED, rated
from xlcsp.report.model import Report, SeriesReport
from xlcsp.report.narrative import bound_words
from xlcsp.report.pages import chance_words
from xlcsp.report.revised import replanned
from xlcsp.report.rule_words import own_basis, own_colours, rule_words
from xlcsp.report.year_end import as_printed, as_projected, latest_period, latest_quarter, places_beside

_OTHERWISE = (ALONE, ROLLING, CHANCE, "projection")


def judged_words(line: SeriesReport) -> str:
    """``866 to date, where the target is at most 831.``; empty where no figure is compared with a target.

    A projected year end must not pass for a figure, nor a quarter for the year, so each is named.
    """
    assessment, series = line.assessment, line.series
    demand, settings = assessment.requirement, assessment.settings
    if series.kind.has_status and assessment.rag_reason.startswith("due"):
        return f"{assessment.rag_reason}."
    if assessment.judged is None or assessment.against is None or demand is None:
        return ""
    if assessment.basis == CHANCE:
        return f"{chance_words(assessment.chance or 0)} chance of meeting the target."
    held = assessment.part.demand or demand
    if not held.is_range:
        held = _by(demand, held.bound_for(assessment.judged)[1], assessment.against)
    value = assessment.judged
    if assessment.basis == "projection":
        value, _ = as_printed(series.kind, value, (None, None), demand)
        series = as_projected(series)
    places = places_beside(assessment, value, held)
    text = series.text(value, places)
    is_said = assessment.basis in ("projection", "latest", "actual")  # by the period: at year end the year is judged
    basis = "" if is_said else own_basis(series, settings)
    colours = own_colours(series, settings, is_over=assessment.is_over)
    exact = _before_rounding(assessment)
    colours = colours or (rule_words(series, settings) if exact else "")
    rule = ", ".join(filter(None, (basis, exact, colours)))
    of_year = "for the year " if _is_part(assessment) and series.has_thresholds else ""
    own = f" ({of_year}{rule})" if rule else ""
    return f"{text} {_period(assessment)}, where the target is {bound_words(held, series, places)}{own}."


def judged_figure(line: SeriesReport) -> str:
    """``74.5% over the four quarters to Q3``, which no sentence says: 76.2% to date above 75% would not be Amber."""
    is_told = line.rag not in RATED or line.assessment.basis != ROLLING
    return "" if is_told else judged_words(line).partition(", where ")[0]


def judged_otherwise(report: Report) -> str:
    """What decides each RAG that year to date and target to date do not; empty if there is none."""
    held = [line for line in report.headline if line.rag in RATED]
    otherwise = [line for line in held if line.assessment.basis in _OTHERWISE]
    rounded = [line for line in held if line not in otherwise and _before_rounding(line.assessment)]
    told = (
        ("RAG not judged on the year to date", [_named(line) for line in otherwise]),
        ("RAG judged on the target before rounding", [_named(line) for line in rounded]),
    )
    return "".join(f" {what}: {' '.join(filter(None, lines))}" for what, lines in told if any(lines))


def _by(demand: Target, side: str, end: Fraction) -> Target:
    """The target by the one of its bounds that is compared: lower or higher is better."""
    lower, upper = (None, end) if side == "lower" else (end, None)
    return Target(demand.kind, lower, upper, demand.strict)


def _named(line: SeriesReport) -> str:
    words = judged_words(line)
    return f"{' '.join(filter(None, (line.series.ref, line.series.name)))}: {words}" if words else ""


def _before_rounding(assessment: Assessment) -> str:
    """``89.1 before rounding`` where the printed target, the whole number that meets it, would give another colour."""
    demand, value = assessment.part.demand or assessment.requirement, assessment.judged
    if demand is None or value is None or assessment.basis == CHANCE or demand.in_whole() == demand:
        return ""
    colour, (bound, side) = rated(value, demand, assessment.how), demand.bound_for(value)
    if colour == rated(value, demand.in_whole(), assessment.how):
        return ""
    shorter = ((at, Fraction(rounded(bound, at))) for at in range(1, MOST_PLACES))
    places = (at for at, end in shorter if colour == rated(value, _by(demand, side, end), assessment.how))
    return f"{shown(bound, next(places, MOST_PLACES))} before rounding"


def _is_part(assessment: Assessment) -> bool:
    """Whether the figure is compared with the target to date rather than the target for the year."""
    return assessment.basis == "profile" and assessment.observed.series.kind.is_cumulative


def _period(assessment: Assessment) -> str:
    """The period of the rated figure."""
    at = latest_quarter(assessment)
    told = {
        "projection": "projected for the year",
        ROLLING: f"over the four quarters to {at}",
        ALONE: f"in {at}",
        "latest": latest_period(assessment),
    }.get(assessment.basis)
    if told:
        return told
    if assessment.basis == "actual":
        return "for the year"
    return "to date" if at == assessment.quarter.short else f"to {at}"


def scorecard_key(report: Report) -> str:
    """How to read the scorecard, what is not comparable, and what decides a RAG that a line does not show."""
    early = " A RAG after one quarter is an early indication." if report.quarter.number == 1 else ""
    held = (line for line in report.headline if not line.series.kind.has_status)
    newest = (newest_due(line.assessment) for line in held)
    quarters = " or ".join(sorted({quarter.short for quarter in newest if quarter}))
    refs: dict[str, list[str]] = {}
    for series, what, _ in replanned(report, report.released):
        refs.setdefault(what, []).append(series.ref)
    changed = [f"the {what} of {listed(dict.fromkeys(each))}" for what, each in refs.items()]
    have = "have" if len(refs) > 1 else "has"
    moved = f" {sentence_case(listed(changed))} {have} changed since the last report (see the summary)." if refs else ""
    told = "before a figure: the newest available; the figures beside it are for that quarter"
    late = f"{_breaks(report)} {quarters} {told}." if quarters else _breaks(report)
    return (
        "On last year: the year to date against the same quarters last year. Arrows show which way the figure moved; "
        f"the word says whether that is better. {MISSING} no figure; reasons are on the summary.{late}{moved}"
        f"{judged_otherwise(report)}{early}"
    )


def _breaks(report: Report) -> str:
    """The series whose last year is not comparable, and whose year is not of one piece, with the reason in the plan."""
    held = [line for line in report.headline if line.assessment.to_date is not None]
    broken = [line for line in held if line.assessment.comparators.broken]
    mixed = [line for line in held if is_mixed(line.assessment.observed)]
    words = (
        ("not comparable with last year", map(_broken, broken)),
        ("figures from before and after it", (line.series.ref if line in broken else _broken(line) for line in mixed)),
    )
    told = [f"{what}: {listed(refs)}" for what, of in words if (refs := dict.fromkeys(of))]
    return f" {BREAK_MARK} Break in recording, {'; '.join(told)}." if told else ""


def _broken(line: SeriesReport) -> str:
    return f"{line.series.ref}{f' ({line.series.break_reason})' if line.series.break_reason else ''}"


def newest_due(assessment: Assessment) -> Quarter | None:
    """The newest quarter that is due, for a series not due in the report's quarter; otherwise None."""
    current = assessment.observed.current
    is_due = assessment.observed.slots[assessment.quarter.number - 1].state != NOT_DUE
    return None if is_due or current is None else current.quarter
