"""What the publication copy may tell of a series. Every table asks here before it prints, or says why it does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from xlcsp.domain.periods import Quarter
from xlcsp.domain.slots import CONTAINED, GAP, HELD
from xlcsp.measures import rating
from xlcsp.report.model import MeasureReport, SeriesReport
from xlcsp.report.publication.values import CONFIDENTIAL, NOT_APPLICABLE, NOT_AVAILABLE

_TELLS_NOTHING = (rating.NOT_DUE, rating.CLOSED)  # states that follow from plan and calendar alone


class Thing(Enum):
    """What can be told of a series as a whole. Its single figures have ``figure``, its RAG has ``rag``."""

    YEAR = auto()  # what rests on the year's figures: the year to date, the change, the projection
    LAST_YEAR = auto()
    BASELINE = auto()
    TARGET = auto()
    OUTLOOK = auto()  # the projection, which rests on earlier years
    STATE = auto()  # a RAG that does
    STEPS = auto()  # earlier versions of a figure, and its months
    BENCHMARK = auto()  # published values of other areas


@dataclass(frozen=True, slots=True)
class MayTell:
    """What is withheld, and thereby what may be told.

    withheld: (series id, quarter) of figures that exist but are not published. hidden: by thing, the ids of series for
    which it exists but is not told. left_out: ids of series whose source may not be published. by_benchmark: ids of
    series whose target is a comparator's value that may not be published.
    """

    withheld: frozenset[tuple[str, Quarter]]
    hidden: Mapping[Thing, frozenset[str]]
    left_out: frozenset[str]
    by_benchmark: frozenset[str]

    def __call__(self, thing: Thing, series: str) -> bool:
        """Whether it may be told."""
        return series not in self.hidden[thing]

    def figure(self, series: str, quarter: Quarter) -> bool:
        """Whether the figure of a quarter may be told."""
        return (series, quarter) not in self.withheld

    def mark(self, thing: Thing, series: str, blank: str) -> str:
        """What stands where it has no value: [c] where it is withheld, else ``blank``."""
        return blank if self(thing, series) else CONFIDENTIAL

    def year_mark(self, line: SeriesReport) -> str:
        """The same for what rests on the year's figures. A series not due has nothing to withhold."""
        return self.mark(Thing.YEAR, line.series.id, NOT_AVAILABLE) if _is_due(line) else NOT_APPLICABLE

    def rag(self, line: SeriesReport) -> str:
        """The series' RAG; [c] where it would rest on a withheld figure."""
        if line.series.role == "context":
            return NOT_APPLICABLE
        name = line.series.id
        is_without = not self(Thing.TARGET, name) or not self(Thing.STATE, name)
        is_hidden = is_without or (not self(Thing.YEAR, name) and line.rag == rating.NO_DATA)
        if is_hidden and line.rag not in _TELLS_NOTHING:
            return CONFIDENTIAL if _is_due(line) else rating.NOT_DUE
        return line.rag

    def measure_rag(self, measure: MeasureReport) -> str:
        """The measure's RAG; [c] where a withheld headline series could change it."""
        states = {self.rag(line) for line in measure.headline}
        if states == {rating.NOT_DUE}:
            return rating.NOT_DUE
        return CONFIDENTIAL if CONFIDENTIAL in states and rating.RED not in states else measure.rag


def _is_due(line: SeriesReport) -> bool:
    """Whether any figure of the year is due by now."""
    return any(slot.state in (HELD, GAP, CONTAINED) for slot in line.assessment.observed.due)
