"""The report and the check as one JSON document each, for programs. Missing is null (or a mark), never zero."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from xlcsp.domain.benchmarks import Benchmark
from xlcsp.domain.figures import MonthFigure
from xlcsp.domain.officers import Action, Override
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.measures.assess import Assessment
from xlcsp.measures.by_month import month_value, own_months
from xlcsp.measures.marks import marked
from xlcsp.measures.numbers import number
from xlcsp.measures.observed import Observed
from xlcsp.measures.peers import PeerComparison
from xlcsp.report.model import MeasureReport, Report, SeriesReport
from xlcsp.report.narrative import target_alone
from xlcsp.report.needed import each_remaining
from xlcsp.report.officers import all_actions
from xlcsp.report.released import in_figures
from xlcsp.report.revised import plan_json
from xlcsp.report.scorecard import line_values, scorecard
from xlcsp.returns.collect import Collection


def report_json(report: Report, files: list[str]) -> dict[str, Any]:
    """``report --json``. quarters: numbers, null (not due), ``[x]`` missing, ``[s]`` in the next, ``[z]`` not begun."""
    return {
        "quarter": str(report.quarter),
        "series": [series_json(line) for line in report.series],
        "measures": [measure_json(measure) for measure in report.measures],
        "scorecard": _scorecard(report),
        "decisions": list(report.decisions),
        "actions": [_action(action, report) for _, action in all_actions(report)],
        "problems": [problem.as_dict() for problem in report.problems],
        "files": files,
    }


def check_json(collection: Collection) -> dict[str, Any]:
    """``check --json``."""
    return {
        "quarter": str(collection.quarter),
        "returns": [
            {
                "file": receipt.file,
                "provider": receipt.provider,
                "quarter": str(receipt.quarter) if receipt.quarter else None,
                "as_at": _day(receipt.as_at),
                "signed": _day(receipt.signed),
                "sha256": receipt.sha256,
                "state": receipt.state,
                "superseded_by": receipt.superseded_by or None,
                "note": receipt.note,
                "comments": receipt.is_comments,
            }
            for receipt in collection.receipts
        ],
        "problems": [problem.as_dict() for problem in collection.problems],
        "queries": [query.as_dict() for query in collection.queries],
        "missing": [
            {"provider": provider, "quarter": str(quarter), "due": _day(due)}
            for provider, quarter, due in collection.missing
        ],
    }


def _scorecard(report: Report) -> list[dict[str, str]]:
    """The scorecard's lines as printed, keyed by column name."""
    card = scorecard(report)
    return [
        {"Theme": theme, **dict(zip(card.head, line_values(score, line), strict=True))}
        for theme, scores in card.themes
        for score in scores
        for line in score.lines
    ]


def series_json(line: SeriesReport) -> dict[str, Any]:
    """A series of ``report --json``. Whole numbers are exact; None is missing."""
    assessment, series = line.assessment, line.series
    observed, against, rate = assessment.observed, assessment.comparators, each_remaining(assessment)
    return {
        **_of_the_plan(series),
        **_by_period(observed),
        "ytd": number(assessment.to_date),
        "ytd_text": assessment.to_date_text or None,
        "last_year": number(against.alike_to_date),
        "last_year_quarter": number(against.alike_quarter),
        "variance": number(assessment.variance),
        "variance_pct": number(assessment.variance_pct),
        "baseline": number(against.baseline),
        "baseline_to_date": number(against.baseline_part),
        "profile": number(assessment.profile),
        "projection": number(assessment.projection.value),
        "projection_method": assessment.projection.method,
        "projection_why": assessment.projection.why,
        "low": number(assessment.low),
        "high": number(assessment.high),
        "chance": assessment.chance,
        **_rating(assessment),
        "plan": plan_json(assessment),
        "per": series.kind.per if series.kind.is_per_population else None,
        "due": _day(series.due),
        "source": series.source or None,
        "travel": [assessment.travel_previous, assessment.travel_last_year],
        "run_rate": rate if isinstance(rate, str) else number(rate),
        "needed": line.needed or None,
        "significance": assessment.significance,
        "verdict": line.verdict.words if line.verdict else None,
        "sentences": list(line.sentences),
        "outturn": line.outturn.as_dict() if line.outturn else None,
        "peers": [_peer(peer) for peer in line.peers],
        "benchmarks": [_benchmark(benchmark, assessment.quarter) for benchmark in line.benchmarks],
    }


def _by_period(observed: Observed) -> dict[str, Any]:
    """The figures by quarter and month."""
    series = observed.series
    return {
        "quarters": [marked(entry) for entry in observed.numerators],
        "denominators": [marked(entry) for entry in observed.denominators],
        "percentages": [
            number(slot.proportion(series.kind)) if series.is_proportion else None for slot in observed.slots
        ],
        "milestones": [slot.milestone or None for slot in observed.slots],
        "months": [_month(series, month) for month in own_months(observed)],
        "marks": [list(slot.marks) for slot in observed.slots],
    }


def _month(series: Series, month: MonthFigure) -> dict[str, Any]:
    """A month of a monthly series, as the returns have it."""
    return {
        "month": month.month.first_day.isoformat()[:7],
        "numerator": number(month.numerator),
        "denominator": number(month.denominator),
        "value": number(month_value(series.kind, month)),
    }


def _rating(assessment: Assessment) -> dict[str, Any]:
    series, how, is_judged = assessment.observed.series, assessment.how, assessment.requirement is not None
    thresholds = {"green": number(how.green), "amber": number(how.amber)}
    return {
        "rag": assessment.rag if series.role != "context" else None,
        "rag_rule": how.rule if is_judged else None,
        "judged": {
            "by": series.judged if is_judged else None,
            "value": number(assessment.judged),
            "against": number(assessment.against),
        },
        "thresholds": thresholds if series.has_thresholds else None,
        "green_within": number(how.green_within),
    }


def _of_the_plan(series: Series) -> dict[str, Any]:
    return {
        "id": series.id,
        "ref": series.ref,
        "series": series.name,
        "role": series.role,
        "kind": series.kind.word,
        "unit": series.unit,
        "per": series.kind.per if series.kind.is_per_population else None,
        "population": _population(series),
        "polarity": series.polarity,
        "target": target_alone(in_figures(series)) or None,
    }


def _population(series: Series) -> dict[str, Any] | None:
    """The population behind the rates, with the year and source of the estimate where the plan does not fix it."""
    population = series.population
    if population is None or series.residents is None:
        return None
    return {
        "residents": population.residents,
        "area": population.area,
        "group": population.group,
        "year": population.year,
        "source": population.source,
    }


def _peer(peer: PeerComparison) -> dict[str, Any]:
    return {
        "period": peer.figure.period,
        "area": peer.figure.area,
        "numerator": peer.figure.numerator,
        "population": peer.figure.population,
        "rate": number(peer.rate),
        "rank": peer.rank,
        "of": peer.of,
        "peer_median": number(peer.peer_median),
        "flag": peer.flag,
        "own": peer.is_own,
        "publishable": peer.figure.publishable,
        "source": peer.figure.source,
    }


def _benchmark(benchmark: Benchmark, quarter: Quarter) -> dict[str, Any]:
    return {
        "comparator": benchmark.comparator,
        "period": benchmark.period,
        "older": benchmark.is_older(quarter),
        "value": number(Fraction(benchmark.value)),
        "rank": benchmark.rank,
        "of": benchmark.of,
        "publishable": benchmark.publishable,
        "source": benchmark.source,
    }


def measure_json(measure: MeasureReport) -> dict[str, Any]:
    """A measure of ``report --json``."""
    return {
        "ref": measure.measure.ref,
        "measure": measure.measure.name,
        "theme": measure.measure.theme,
        "rag": measure.rag,
        "verdict": measure.verdict.words if measure.verdict else None,
        "reason": measure.verdict.reason if measure.verdict else measure.rag_reason,
        "override": _override(measure.override),
    }


def _action(action: Action, report: Report) -> dict[str, Any]:
    return {
        "id": action.id,
        "ref": action.ref,
        "action": action.text,
        "owner": action.owner,
        "due": _day(action.due),
        "status": action.status,
        "updated": _day(action.updated),
        "overdue": action.is_overdue(report.actions_date),
    }


def _override(override: Override | None) -> dict[str, str | None] | None:
    """The RAG that an officer has set beside the computed one."""
    if override is None:
        return None
    return {"state": override.state, "reason": override.reason, "who": override.who, "date": _day(override.when)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
