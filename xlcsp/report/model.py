"""The report as a value: all its contents, before a cell is written. Renderers compute nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from xlcsp.domain.benchmarks import Benchmark
from xlcsp.domain.figures import LATE, Correction, Receipt, Revision
from xlcsp.domain.officers import Action, Override
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Measure, Series, Settings
from xlcsp.domain.slots import NOT_DUE as NO_FIGURE_DUE
from xlcsp.domain.slots import Slot
from xlcsp.domain.years import YearOfFigures
from xlcsp.errors import Problem
from xlcsp.measures.assess import Assessment
from xlcsp.measures.comparators import Comparators
from xlcsp.measures.judging import NOT_DUE_YET
from xlcsp.measures.peers import PeerComparison
from xlcsp.measures.rating import NOT_DUE, RATED
from xlcsp.measures.verdict import Verdict
from xlcsp.report.outturn import Outturn
from xlcsp.report.released import DRAFT, Edition, Released
from xlcsp.report.remarks import commentary_of


@dataclass(frozen=True, slots=True)
class SeriesReport:
    """A series in the report. sentences, commentaries: one for each quarter, empty where none is due.

    needed: what it would take to meet the target; empty where that cannot be worked out. peers: the comparison of
    areas by period, as on the sheet *Peers*. benchmarks: the newest of each comparator. outturn: last year's, where
    late figures complete it. against: what each quarter is compared with. rags_before: at year end, the RAG of each
    earlier quarter as released, otherwise as recalculated now.
    """

    series: Series
    assessment: Assessment
    history: tuple[YearOfFigures, ...]
    target: str
    sentences: tuple[str, ...]
    commentaries: tuple[str, ...]
    needed: str
    verdict: Verdict | None
    peers: tuple[PeerComparison, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    outturn: Outturn | None = None
    against: tuple[Comparators, ...] = ()
    rags_before: tuple[str, ...] = ()

    @property
    def rag(self) -> str:
        """The series' own RAG state."""
        return self.assessment.rag

    @property
    def standing(self) -> str:
        """Its RAG; of what is not due that of its last figure, which is still shown."""
        is_shown = self.rag == NOT_DUE and self.assessment.rag_reason != NOT_DUE_YET
        return self.assessment.rag_reason.partition(" at ")[0] if is_shown else self.rag

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The quarters on this year's forms; for series that come late they begin with quarters of last year."""
        return (*(self.outturn.late if self.outturn else ()), *self.assessment.observed.slots)

    @property
    def slot(self) -> Slot | None:
        """The quarter shown for the series: the report's or, if the series comes late, the one due with its returns.

        That may be a quarter of last year. None where no figure is due.
        """
        return next((slot for slot in self.slots if slot.quarter == self.assessment.asked), None)

    @property
    def row_quarter(self) -> str:
        """That quarter as ``Q2`` or ``2013/14 Q4`` where it is earlier than the report's; otherwise empty."""
        slot, at = self.slot, self.assessment.quarter
        if slot is None or slot.quarter == at:
            return ""
        return slot.quarter.short if slot.quarter.start == at.start else str(slot.quarter)

    @property
    def sentence(self) -> str:
        """The sentence on that quarter's figure; empty where none is due."""
        slot, at = self.slot, self.assessment.quarter
        if slot is not None and slot.quarter.start != at.start and self.outturn is not None:
            return f"{self.outturn.title}: {self.outturn.text}"
        return self.sentences[(slot.quarter if slot else at).number - 1]

    @property
    def commentary(self) -> str:
        """The provider's commentary on that quarter."""
        slot, at = self.slot, self.assessment.quarter
        if slot is not None and slot.quarter.start != at.start:
            return commentary_of(slot, self.series)
        return self.commentaries[(slot.quarter if slot else at).number - 1]

    @property
    def last_shown(self) -> int | None:
        """The number of an earlier quarter whose figure is still shown, since none is due in this one."""
        slot, current = self.slot, self.assessment.observed.current
        is_due = slot is not None and slot.state != NO_FIGURE_DUE
        return None if is_due or current is None else current.quarter.number

    @property
    def said(self) -> str:
        """The provider's commentary on the figure shown, be it an earlier quarter's."""
        return self.commentaries[self.last_shown - 1] if self.last_shown else self.commentary

    @property
    def to_be_asked(self) -> str:
        """Says that no commentary was given and whom to ask for one."""
        return f"No commentary was given; ask the {self.series.theme_lead or self.series.provider}."


@dataclass(frozen=True, slots=True)
class RatedBefore:
    """The last colour that a measure had before, and its quarter: as released, otherwise as recalculated now.

    recomputed: as recalculated now; empty for a quarter of another year.
    """

    rag: str
    quarter: Quarter
    recomputed: str = ""


def _with_state(rag: str, state: str) -> str:
    return f"{rag}\n(officer: {state})" if rag and state not in ("", rag) else rag


@dataclass(frozen=True, slots=True)
class MeasureReport:
    """A measure in the report.

    previous_rag: the RAG of the quarter before as released, otherwise as recalculated now; empty in the first quarter.
    previous_state: an officer's beside it. rated_before: what it moved from; None where it had no colour yet.
    comments: the theme lead's, one for each quarter.
    override: the RAG set by an officer. actions: in the order of the sheet, then of the forms.
    """

    measure: Measure
    series: tuple[SeriesReport, ...]
    rag: str
    rag_reason: str
    previous_rag: str
    verdict: Verdict | None
    comments: tuple[str, ...] = ("", "", "", "")
    rated_before: RatedBefore | None = None
    override: Override | None = None
    actions: tuple[Action, ...] = ()
    previous_state: str = ""

    @property
    def rag_words(self) -> str:
        """The computed RAG, followed by an officer's where there is one."""
        return _with_state(self.rag, self.override.state if self.override else "")

    @property
    def previous_words(self) -> str:
        """The same of the quarter before."""
        return _with_state(self.previous_rag, self.previous_state)

    @property
    def headline(self) -> tuple[SeriesReport, ...]:
        """Its headline series, which decide its RAG."""
        return tuple(line for line in self.series if line.series.role == "headline")

    @property
    def standing(self) -> str:
        """Its RAG; of what is not due the worst at which a headline series still stands."""
        held = [line.standing for line in self.headline]
        return next((state for state in RATED if self.rag == NOT_DUE and state in held), self.rag)

    @property
    def comment(self) -> str:
        """The theme lead's comment for the report's quarter."""
        return self.comments[self.series[0].assessment.quarter.number - 1]

    @property
    def open_actions(self) -> tuple[Action, ...]:
        """The actions that are still open."""
        return tuple(action for action in self.actions if action.is_open)

    def spoken(self, line: SeriesReport, words: str) -> str:
        """A commentary with its speaker: ``Police: The group will look at it``; with the series' name if not alone."""
        if not words:
            return ""
        who = line.series.provider
        return f"{who}: {words}" if len(self.series) == 1 else f"{who}, {line.series.name}: {words}"

    def remarks_on(self, line: SeriesReport) -> str:
        """The remarks on one of its series: the provider's commentary, then the theme lead's comment."""
        return "\n".join(part for part in (line.said, self.comment_on(line)) if part)

    def comment_on(self, line: SeriesReport) -> str:
        """The theme lead's comment; for the quarter of the figure shown, where none is due in the report's."""
        return self.comment or (self.comments[line.last_shown - 1] if line.last_shown else "")


@dataclass(frozen=True, slots=True)
class ThemeReport:
    """A theme and its measures."""

    name: str
    measures: tuple[MeasureReport, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many measures have each RAG state."""
        return Counter(measure.rag for measure in self.measures)


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a quarter. data_date: the latest as-at date of its figures, else the quarter's last day.

    settled, excused: the problems and missing returns that have been settled since. without_comments: the theme leads
    whose form was issued and has not come back.
    """

    settings: Settings
    quarter: Quarter
    themes: tuple[ThemeReport, ...]
    revisions: tuple[Revision, ...]
    receipts: tuple[Receipt, ...]
    problems: tuple[Problem, ...]
    queries: tuple[Problem, ...]
    missing: tuple[tuple[str, Quarter, date | None], ...]
    data_date: date
    corrections: tuple[Correction, ...] = ()
    edition: Edition = DRAFT
    released: Released | None = None
    settled: tuple[Problem, ...] = ()
    excused: tuple[tuple[str, Quarter, date | None], ...] = ()
    without_comments: tuple[str, ...] = ()

    @property
    def measures(self) -> tuple[MeasureReport, ...]:
        """All measures in the order of the plan."""
        return tuple(measure for theme in self.themes for measure in theme.measures)

    @property
    def series(self) -> tuple[SeriesReport, ...]:
        """All series in the order of the plan."""
        return tuple(line for measure in self.measures for line in measure.series)

    @property
    def headline(self) -> tuple[SeriesReport, ...]:
        """The headline series among them."""
        return tuple(line for measure in self.measures for line in measure.headline)

    @property
    def counts(self) -> Counter[str]:
        """How many measures have each RAG state."""
        return Counter(measure.rag for measure in self.measures)

    @property
    def actions_date(self) -> date:
        """Actions due before this day are overdue: the day of the board meeting, otherwise the data date."""
        return max(self.data_date, self.settings.board_date.get(self.quarter.number, self.data_date))

    @property
    def title(self) -> str:
        """Whose report it is, and of which quarter: ``Castlemere, 2014/15 Q3``."""
        return f"{self.settings.partnership}, {self.quarter}"

    @property
    def decisions(self) -> tuple[str, ...]:
        """The decisions asked of the board in this quarter's report."""
        return self.settings.decisions.get(self.quarter.number, ())

    @property
    def period(self) -> str:
        """The months of the year to date with their years: ``April to December 2014``."""
        end = self.quarter.last_day
        start = f"April {self.quarter.start}" if end.year != self.quarter.start else "April"
        return f"{start} to {end:%B %Y}"

    @property
    def not_sent(self) -> tuple[tuple[str, Quarter, date | None], ...]:
        """Every return that did not come: provider, quarter and due date, those settled since last."""
        return (*self.missing, *self.excused)

    @property
    def comments_not_sent(self) -> tuple[tuple[str, Quarter, date | None], ...]:
        """Every theme lead who was asked for comments and gave none, likewise."""
        due = self.settings.comments_due.get(self.quarter.number)
        return tuple((lead, self.quarter, due) for lead in self.without_comments)

    @property
    def late(self) -> tuple[Receipt, ...]:
        """The quarter's forms that came after their due date, theme leads' last."""
        late = (receipt for receipt in self.receipts if receipt.state == LATE and receipt.quarter == self.quarter)
        return tuple(sorted(late, key=lambda receipt: receipt.is_comments))
