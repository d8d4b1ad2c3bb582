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
from xlcsp.report.officers import all_actions
from xlcsp.report.released import DECIMALS
from xlcsp.report.replanned import plan_json
from xlcsp.report.scorecard import line_values, scorecard
from xlcsp.returns.collect import Collection


def report_json(report: Report, files: list[str]) -> dict[str, Any]:
    """``report --json``. quarters: numbers, null (not due), ``[x]`` missing, ``[s]`` in the next, ``[z]`` not begun."""
    return {
        "quarter": str(report.quarter),
        "series": [series_json(one) for one in report.series],
        "measures": [measure_json(one) for one in report.measures],
        "scorecard": _scorecard(report),
        "decisions": list(report.decisions),
        "actions": [_action(one, report) for _, one in all_actions(report)],
        "problems": [problem.as_dict() for problem in report.problems],
        "files": files,
    }


def check_json(collection: Collection) -> dict[str, Any]:
    """``check --json``."""
    return {
        "quarter": str(collection.quarter),
        "returns": [
            {
                "file": one.file,
                "provider": one.provider,
                "quarter": str(one.quarter) if one.quarter else None,
                "as_at": _day(one.as_at),
                "signed": _day(one.signed),
                "sha256": one.sha256,
                "state": one.state,
                "superseded_by": one.superseded_by or None,
                "note": one.note,
                "comments": one.is_comments,
            }
            for one in collection.receipts
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


def series_json(one: SeriesReport) -> dict[str, Any]:
    """A series of ``report --json``. Whole numbers are exact; None is missing."""
    found, series = one.assessment, one.series
    observed, against = found.observed, found.comparators
    return {
        **_of_the_plan(series),
        **_by_period(observed),
        "ytd": number(found.to_date),
        "ytd_text": found.to_date_text or None,
        "last_year": number(against.alike_to_date),
        "last_year_quarter": number(against.alike_quarter),
        "variance": number(found.variance),
        "variance_pct": number(found.variance_pct),
        "baseline": number(against.baseline),
        "baseline_to_date": number(against.baseline_part),
        "profile": number(found.profile),
        "projection": number(found.projection.value),
        "projection_method": found.projection.method,
        "projection_why": found.projection.why,
        "low": number(found.low),
        "high": number(found.high),
        "chance": found.chance,
        **_rating(found),
        "plan": plan_json(found),
        "per": series.kind.per if series.kind.is_per_population else None,
        "due": _day(series.due),
        "source": series.source or None,
        "travel": [found.travel_previous, found.travel_last_year],
        "run_rate": found.run_rate if isinstance(found.run_rate, str) else number(found.run_rate),
        "needed": one.needed or None,
        "significance": found.significance,
        "verdict": one.verdict.words if one.verdict else None,
        "sentences": list(one.sentences),
        "outturn": one.outturn.as_dict() if one.outturn else None,
        "peers": [_peer(peer) for peer in one.peers],
        "benchmarks": [_benchmark(each, found.quarter) for each in one.benchmarks],
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


def _month(series: Series, one: MonthFigure) -> dict[str, Any]:
    """A month of a monthly series, as the returns have it."""
    return {
        "month": one.month.first_day.isoformat()[:7],
        "numerator": number(one.numerator),
        "denominator": number(one.denominator),
        "value": number(month_value(series.kind, one)),
    }


def _rating(found: Assessment) -> dict[str, Any]:
    series, how, is_judged = found.observed.series, found.how, found.requirement is not None
    thresholds = {"green": number(how.green), "amber": number(how.amber)}
    return {
        "rag": found.rag if series.role != "context" else None,
        "rag_rule": how.rule if is_judged else None,
        "judged": {
            "by": series.judged if is_judged else None,
            "value": number(found.judged),
            "against": number(found.against),
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
        "target": target_alone(series, decimals=DECIMALS) or None,
    }


def _population(series: Series) -> dict[str, Any] | None:
    """The population behind the rates, with the year and source of the estimate where the plan does not fix it."""
    one = series.population
    if one is None or series.residents is None:
        return None
    return {"residents": one.residents, "area": one.area, "group": one.group, "year": one.year, "source": one.source}


def _peer(one: PeerComparison) -> dict[str, Any]:
    return {
        "period": one.figure.period,
        "area": one.figure.area,
        "numerator": one.figure.numerator,
        "population": one.figure.population,
        "rate": number(one.rate),
        "rank": one.rank,
        "of": one.of,
        "peer_median": number(one.peer_median),
        "flag": one.flag,
        "own": one.is_own,
        "publishable": one.figure.publishable,
        "source": one.figure.source,
    }


def _benchmark(one: Benchmark, quarter: Quarter) -> dict[str, Any]:
    return {
        "comparator": one.comparator,
        "period": one.period,
        "older": one.is_older(quarter),
        "value": number(Fraction(one.value)),
        "rank": one.rank,
        "of": one.of,
        "publishable": one.publishable,
        "source": one.source,
    }


def measure_json(one: MeasureReport) -> dict[str, Any]:
    """A measure of ``report --json``."""
    return {
        "ref": one.measure.ref,
        "measure": one.measure.name,
        "theme": one.measure.theme,
        "rag": one.rag,
        "verdict": one.verdict.words if one.verdict else None,
        "reason": one.verdict.reason if one.verdict else one.rag_reason,
        "override": _override(one.override),
    }


def _action(one: Action, report: Report) -> dict[str, Any]:
    return {
        "id": one.id,
        "ref": one.ref,
        "action": one.text,
        "owner": one.owner,
        "due": _day(one.due),
        "status": one.status,
        "updated": _day(one.updated),
        "overdue": one.is_overdue(report.actions_date),
    }


def _override(one: Override | None) -> dict[str, str | None] | None:
    """The RAG that an officer has set beside the computed one."""
    if one is None:
        return None
    return {"state": one.state, "reason": one.reason, "who": one.who, "date": _day(one.when)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
