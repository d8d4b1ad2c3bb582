"""Remarks on figures: theme leads' comments on measures, providers' commentaries on figures."""

from __future__ import annotations

from collections.abc import Iterator

from xlcsp.domain.figures import NOTHING, figure_words
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Measure, Series
from xlcsp.domain.slots import Slot
from xlcsp.measures.comparators import BREAK_MARK, is_across
from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.returns.collect import Collection
from xlcsp.returns.comments import Comment
from xlcsp.returns.lead_comments import overtaken

NO_BREAK_REASON = "The plan gives no reason (Measures, break_reason)"
CHANGED = {True: "corrected", False: "revised"}


def comments_on(measure: Measure, collection: Collection) -> tuple[str, ...]:
    """The theme lead's comments on the measure, one for each quarter; each says if its figure has changed since."""
    quarters = (Quarter(collection.quarter.start, number) for number in range(1, QUARTERS_A_YEAR + 1))
    comments = (collection.comments.get((measure.ref, quarter)) for quarter in quarters)
    return tuple(
        f"{comment.lead}: {comment.text}{_marked(comment, measure, collection)}" if comment else ""
        for comment in comments
    )


def _marked(comment: Comment, measure: Measure, collection: Collection) -> str:
    how = overtaken(comment, measure.series, collection.figures, collection.revisions)
    return f" [written before a figure was {how}]" if how else ""


def commentary_of(slot: Slot, series: Series) -> str:
    """The provider's commentary; names the figure that it was written on, if that has changed since."""
    figure = slot.figure
    if figure is None or not figure.commentary or not figure.written_of:
        return slot.commentary
    if figure.written_of == NOTHING:
        return f"{figure.commentary} [written before the figure was supplied]"
    then = figure_words(figure.written_of, series.kind, series.unit)
    return f"{figure.commentary} [written when the figure was {then}; since {CHANGED[figure.corrected]}]"


def recorded_differently(series: Series, start: int) -> Iterator[tuple[str, str]]:
    """A break in recording within the year or the one before, with its reason: part of last year is left out."""
    since = series.comparable_from
    if since is not None and is_across(series, Quarter(start - 1, 1), Quarter(start, QUARTERS_A_YEAR)):
        yield f"Recorded differently before {since} {BREAK_MARK}", series.break_reason or NO_BREAK_REASON
