"""The lists of the summary, in words: verdicts, what got better or worse, what is off target, missing, revised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from xlcsp.domain.gaps import reason_in_sentence
from xlcsp.domain.periods import day, quarter_of
from xlcsp.domain.plan import Settings
from xlcsp.domain.slots import GAP, HELD, Slot
from xlcsp.domain.wording import in_sentence, sentence_case
from xlcsp.measures import rating
from xlcsp.measures.control import control
from xlcsp.measures.judging import missing_words, shares_alone
from xlcsp.measures.numbers import listed
from xlcsp.measures.significance import MORE
from xlcsp.measures.travel import IMPROVING, WORSENING
from xlcsp.measures.verdict import ACHIEVED, CANNOT, NOT_ACHIEVED, NOT_RATED, VERDICTS, WITHIN_TOLERANCE
from xlcsp.report.judged import judged_words
from xlcsp.report.model import MeasureReport, RatedBefore, Report, SeriesReport
from xlcsp.report.officers import is_exception, what_is_done
from xlcsp.report.released import outturn_figures
from xlcsp.report.revised import in_sentences, is_new, replanned
from xlcsp.report.signals import stretches_in
from xlcsp.returns.standing import counted

SHOWN = (rating.GREEN, rating.AMBER, rating.RED, rating.NO_DATA)  # as the cover counts them
_UNRATED = {  # of one measure, and of several
    rating.NO_DATA: ("has no data", "have no data"),
    rating.MONITOR: ("is monitored", "are monitored"),
    rating.NOT_DUE: ("is not due yet", "are not due yet"),
    rating.CLOSED: ("is closed", "are closed"),
}
_BETTER = {rating.GREEN: 3, rating.AMBER: 2, rating.RED: 1}
_ENDS = (".", "!", "?", "…", "]")
SUMMARY, SCORECARD, EXCEPTIONS, ACTIONS = "Summary", "Scorecard", "Exceptions", "Actions"
"""The sheets of the pack before the themes, and the sections of the Word document."""
OUTTURNS = "Last year, completed by figures that came late"
DECISIONS = "Decisions asked of the board"
OVERRIDES = "Stated by an officer beside the computed RAG"
Line = tuple[str, str]
"""The measure's number (or another key, or nothing) and the words."""


def logo_words(settings: Settings) -> str:
    """The logo's alternative text."""
    return f"Logo of the {settings.partnership}"


def rag_and_reason(measure: MeasureReport) -> tuple[str, str]:
    """The RAG word, at year end with the verdict below it; and the reason for it, where the words do not give it."""
    verdict = measure.verdict
    words = "\n".join(filter(None, (measure.rag_words, verdict.in_words if verdict else "")))
    return words, sentence_case(verdict.reason if verdict else measure.rag_reason)


def rag_sentence(report: Report) -> str:
    """The counts in words: ``Of 21 measures 13 are rated: 8 Green, 1 Amber …; 1 has no data, 7 are monitored …``."""
    counts, total = report.counts, len(report.measures)
    rated = sum(counts[state] for state in rating.RATED)
    states = [f"{counts[state]} {state}" for state in SHOWN if counts[state] and state in rating.RATED]
    others = [f"{counts[state]} {words[counts[state] != 1]}" for state, words in _UNRATED.items() if counts[state]]
    are = "is" if rated == 1 else "are"
    first = f"Of {total} measures {rated} {are} rated" if rated else f"None of {total} measures is rated"
    first = f"The one measure is {'' if rated else 'not '}rated" if total == 1 else first
    told = f"{first}: {listed(states)}" if states else first
    return f"{told}; {listed(others)}." if others else f"{told}."


def verdicts(report: Report) -> Iterator[Line]:
    """The verdicts in one line, the best first and those not rated last."""
    told = []
    others = {measure.verdict.words for measure in report.measures if measure.verdict}.difference(VERDICTS)
    order = (ACHIEVED, *sorted(others), WITHIN_TOLERANCE, NOT_ACHIEVED, CANNOT, NOT_RATED)
    for words in order:
        given = [measure for measure in report.measures if measure.verdict and measure.verdict.words == words]
        refs = [
            f"{measure.measure.ref}{' (provisional)' * measure.verdict.is_provisional}"
            for measure in given
            if measure.verdict
        ]
        if refs:
            told.append(f"{words}: {len(refs)} ({', '.join(refs)})")
    yield "", f"{'. '.join(told)}."


def outturns(report: Report) -> Iterator[Line]:
    """Last year's outturns, series by series, where this quarter's returns brought one of the late figures."""
    for measure in report.measures:
        for line in measure.series:
            if line.outturn is not None and any(_is_new(slot, line, report) for slot in line.outturn.late):
                yield measure.measure.ref, f"{line.series.title}, {line.outturn.title}: {line.outturn.text}"


def _is_new(slot: Slot, line: SeriesReport, report: Report) -> bool:
    """Whether the figure is due with the report's returns, or the last release had it otherwise.

    Without a release, whether it came with the returns or a correction.
    """
    told = report.released.outturns.get(line.series.id) if report.released is not None else None
    if told is not None and line.outturn is not None:
        place = slot.quarter.number - 1
        return slot.quarter == line.assessment.asked or told[place] != outturn_figures(line.outturn.as_dict())[place]
    came = slot.figure is not None and (slot.figure.corrected or slot.figure.source.quarter == report.quarter)
    return came or slot.quarter == line.assessment.asked


def better_and_worse(report: Report) -> tuple[list[Line], list[Line]]:
    """What got better and what got worse; if nothing did, what the comparison was with."""
    changes = list(moves(report))
    better, worse = (
        [(ref, text) for ref, text, is_better in changes if is_better is wanted] for wanted in (True, False)
    )
    return better or [("", no_move(report, is_better=True))], worse or [("", no_move(report, is_better=False))]


def no_move(report: Report, *, is_better: bool) -> str:
    """The line for an empty list of moves; in a first quarter what there is to compare with."""
    before = report.quarter.plus(-1)
    if report.released is not None or before.start == report.quarter.start:
        return "Nothing."
    words = "No earlier report of this year to compare with; nothing beyond usual variation on last year's quarter."
    refs = list(dict.fromkeys(line.series.ref for line in report.series if _has_signal(line, is_better=is_better)))
    charts = "control chart" if len(refs) == 1 else "control charts"
    return f"{words} Unusual against several years: see the {charts} of {listed(refs)}." if refs else words


def compared_with(report: Report) -> Iterator[Line]:
    """What better and worse are compared with, where it is not what the board has on paper."""
    before = report.quarter.plus(-1)
    if report.released is None and before.start == report.quarter.start:
        yield before.short, f"Its figures as they are now, since no report of {before.short} was released."


def _has_signal(line: SeriesReport, *, is_better: bool) -> bool:
    """Whether the control chart has a signal that way at the figure shown or in one of its months."""
    of, chart = line.assessment.asked, control(line.assessment.observed, line.history)
    if of is None or chart is None or line.series.role != "headline":
        return False
    is_rated = line.series.polarity in ("lower", "higher")
    wanted = is_better == (line.series.polarity == "higher")
    return is_rated and any(stretch.is_up == wanted for stretch in stretches_in(chart, of))


def moves(report: Report) -> Iterator[tuple[str, str, bool]]:
    """Ref, words and whether it is better: a change of RAG, otherwise a change on last year beyond usual variation."""
    for measure in report.measures:
        ref, name, before = measure.measure.ref, measure.measure.name, measure.rated_before
        if before is not None and measure.rag in rating.RATED and before.rag != measure.rag:
            words = f"{name}: {_moved_from(before, report)} to {measure.rag}.{_past(measure, before, report)}"
            yield ref, words, _BETTER[measure.rag] > _BETTER[before.rag]
            continue
        for line in measure.headline:
            travel = line.assessment.travel_last_year
            if line.assessment.significance == MORE and travel in (IMPROVING, WORSENING):
                words = f"{line.series.title}: more than usual variation against the same quarter last year."
                yield ref, words, travel == IMPROVING


def _moved_from(before: RatedBefore, report: Report) -> str:
    """``Green``; of a figure of an earlier quarter ``Green at Q2``, and of last year ``Green in 2013/14``."""
    if before.quarter.start != report.quarter.start:
        return f"{before.rag} in {before.quarter.year} (against that year's target)"
    return before.rag if before.quarter == report.quarter.plus(-1) else f"{before.rag} at {before.quarter.short}"


def _past(measure: MeasureReport, before: RatedBefore, report: Report) -> str:
    """Says so where the plan has changed since the release, or where revised figures have changed the RAG."""
    ids = {line.series.id for line in measure.headline}
    steps = [change for change in replanned(report, report.released) if change[0].id in ids]
    target = f" {in_sentences(steps)}" if steps else ""
    if before.recomputed in ("", before.rag):
        return target
    when = "the last quarter" if before.quarter == report.quarter.plus(-1) else before.quarter.short
    if steps:
        return f"{target} By the plan and figures as they are now, {when} was {before.recomputed}."
    is_revised = any(is_new(step, report) for step in report.revisions if step.series in ids)
    what = "figures as revised since" if is_revised else "plan as it is now"
    return f" By the {what}, {when} was {before.recomputed}."


def off_target(report: Report) -> Iterator[Line]:
    """Every Red and Amber measure, its value against the target and what is done; what is Green off its target.

    Every series among the exceptions is named, whatever the measure's RAG.
    """
    for state in (rating.RED, rating.AMBER):
        for measure in report.measures:
            if measure.standing == state:
                deciding = [line for line in measure.headline if line.standing == state]
                told = " ".join(_against(item) for item in deciding)
                done = what_is_done(measure, deciding, report)
                words = f"{_in_line(measure, deciding)}. {measure.measure.name}: {told} {done}"
                yield measure.measure.ref, f"{words}{_supporting(measure, words)}"
    for measure in report.measures:
        if measure.standing in (rating.RED, rating.AMBER):
            continue
        off = (line for line in measure.headline if line.assessment.off_target)
        told = " ".join(_against(item) for item in off) if measure.rag == rating.GREEN else ""
        words = f"{_in_line(measure, measure.series)}. {measure.measure.name}{f': {told}' if told else '.'}"
        supporting = _supporting(measure, words)
        if told or supporting:
            yield measure.measure.ref, f"{words}{supporting}"


def _supporting(measure: MeasureReport, before: str) -> str:
    """The Red series that are not counted in the measure's RAG, to follow the text before."""
    red = [line for line in measure.series if is_exception(line) and line.series.role != "headline"]
    if not red:
        return ""
    stop = "" if before.endswith(_ENDS) else "."
    return f"{stop} Red, though not counted in the measure's RAG: {' '.join(_against(line) for line in red)}"


def _in_line(measure: MeasureReport, deciding: Sequence[SeriesReport]) -> str:
    told = measure.rag_words.replace("\n", " ")
    return told if measure.rag == measure.standing else f"{told} ({deciding[0].assessment.rag_reason})"


def _against(line: SeriesReport) -> str:
    """What the series is rated on, with its own name; without a figure its sentence."""
    told = judged_words(line)
    if not told:
        return line.sentence
    return told if line.series.kind.has_status or not line.series.name else f"{line.series.name}: {told}"


def overrides(report: Report) -> Iterator[Line]:
    """The RAG states that officers have set beside the computed ones and that differ from them."""
    for measure in report.measures:
        if measure.override is not None and measure.override.state != measure.rag:
            yield measure.measure.ref, f"{measure.measure.name}: computed {measure.rag}. {measure.override.words}."


def due(report: Report) -> Iterator[Line]:
    """The milestones due in the report's quarter, with their status."""
    for measure in report.measures:
        for line in measure.series:
            when = line.series.due
            if when is None or quarter_of(when) != report.quarter or line.rag == rating.CLOSED:
                continue
            slot = line.assessment.observed.current
            why = f"no status ({reason_in_sentence(slot.reason)})" if slot else "no status given"
            status = slot.milestone if slot and slot.milestone else why
            yield measure.measure.ref, f"{line.series.title}, due {day(when)}: {in_sentence(status)}."


def missing(report: Report) -> Iterator[Line]:
    """Missing and late returns, gaps with their reasons, and percentages that give no year to date."""
    now = [awaited for awaited in report.excused if awaited[1] == report.quarter]
    for awaited in (*report.missing, *now):
        provider, quarter, due = awaited
        settled = "; its figures, or the reasons why there are none, came another way" if awaited in now else ""
        yield quarter.short, f"No return from {provider}{_due_words(due)}{settled}."
    if report.without_comments:
        when = _due_words(report.settings.comments_due.get(report.quarter.number))
        yield report.quarter.short, f"No comments from {listed(report.without_comments)}{when}."
    for receipt in report.late:
        yield "Late", f"{receipt.provider}{', comments' if receipt.is_comments else ''}: {receipt.note}."
    gaps: dict[str, list[str]] = {}
    for measure in report.measures:
        for reason, which in _gaps(measure):
            gaps.setdefault(reason, []).append(f"{measure.measure.ref}{which}")
    if gaps:
        told = "; ".join(f"{', '.join(refs)}: {reason_in_sentence(reason)}" for reason, refs in gaps.items())
        yield "[x]", f"No figure. {told}."
    yield from _without_year_to_date(report)
    if report.problems:
        told = counted(missing=0, problems=len(report.problems))
        yield "", f"{told} in the returns: see the sheet Problems of the workbook."


def _due_words(when: date | None) -> str:
    return f" (due {day(when)})" if when else ""


def _without_year_to_date(report: Report) -> Iterator[Line]:
    """The series that have a figure of the quarter, and no year to date for want of another, which is told apart."""
    upto = report.quarter.number
    for line in report.series:
        observed = line.assessment.observed
        is_held = line.slot is not None and line.slot.state == HELD
        lacks = is_held and line.series.kind.has_year_to_date and line.series.role != "context" and observed.gaps
        if line.assessment.to_date is None and (lacks or shares_alone(observed, upto)):
            yield line.series.ref, f"{line.series.title}: no year to date, since {missing_words(observed, upto)}."


def _gaps(measure: MeasureReport) -> Iterator[tuple[str, str]]:
    """Each reason for missing figures, with the series (unless it is all of them) and the earlier quarters."""
    lacking: dict[tuple[str, str], list[str]] = {}
    for line in measure.series:
        if line.slot is not None and line.slot.state == GAP:
            lacking.setdefault((line.slot.reason, line.row_quarter), []).append(line.series.name)
    for (reason, quarter), names in lacking.items():
        which = (*(names if len(names) < len(measure.series) else ()), quarter)
        told = ", ".join(filter(None, which))
        yield reason, f" ({told})" if told else ""
