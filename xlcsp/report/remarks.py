"""Remarks on figures: theme leads' comments on measures, providers' commentaries on figures."""

from __future__ import annotations

from xlcsp.domain.figures import NOTHING, figure_words
from xlcsp.domain.kinds import Kind
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Measure
from xlcsp.domain.slots import Slot
from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.returns.collect import Collection
from xlcsp.returns.comments import Comment

CHANGED = {True: "corrected", False: "revised"}


def comments_on(measure: Measure, collection: Collection) -> tuple[str, ...]:
    """The theme lead's comments on the measure, one for each quarter."""
    quarters = (Quarter(collection.quarter.start, number) for number in range(1, QUARTERS_A_YEAR + 1))
    found = (collection.comments.get((measure.ref, quarter)) for quarter in quarters)
    return tuple(f"{one.lead}: {one.text}{_overtaken(one, measure, collection)}" if one else "" for one in found)


def _overtaken(comment: Comment, measure: Measure, collection: Collection) -> str:
    """A note on a comment that was written before a figure of its quarter was corrected."""
    held = (collection.figures.get(one.id, {}).get(comment.quarter) for one in measure.series)
    corrected = [one.source.as_at for one in held if one is not None and one.corrected]
    is_later = any(not day or not comment.signed or day > comment.signed for day in corrected)
    return " [written before a figure was corrected]" if is_later else ""


def commentary_of(slot: Slot, kind: Kind) -> str:
    """The provider's commentary; names the figure that it was written on, if that has changed since."""
    figure = slot.figure
    if figure is None or not figure.commentary or not figure.written_of:
        return slot.commentary
    if figure.written_of == NOTHING:
        return f"{figure.commentary} [written before the figure was supplied]"
    then = figure_words(figure.written_of, kind)
    return f"{figure.commentary} [written of {then}, before the figure was {CHANGED[figure.corrected]}]"
