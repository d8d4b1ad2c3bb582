"""One row of *Corrections* and one figure: the field that it names, as written and as changed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from xlcsp.domain import figures as kept
from xlcsp.domain.figures import Correction, Figure, Source
from xlcsp.domain.kinds import NUMBERS
from xlcsp.domain.periods import Month
from xlcsp.domain.plan import MILESTONES, Series
from xlcsp.measures.numbers import number
from xlcsp.returns.answers import read_number, read_percentage

WORDS = ("reason", "commentary")
_NUMBERS = dict(zip(NUMBERS, ("numerator", "denominator", "proportion"), strict=True))


def corrected_part(whole: Figure, month: Month | None) -> Figure:
    """What a row corrects: the quarter's figure, or that of its month."""
    return whole if month is None else of_month(whole, month)


def of_month(whole: Figure, month: Month) -> Figure:
    """A month of the quarter as a figure of its own."""
    own = next((own for own in whole.months if own.month == month), None)
    if own is None:
        return Figure(whole.series, whole.quarter, Source("", "", ""), status=kept.MISSING)
    n, m, share = own.content
    return Figure(whole.series, whole.quarter, own.source, n, m, share, other_sources=own.other_sources)


def current_text(figure: Figure, field: str) -> str:
    """A field of a figure as *Corrections* writes it; percentages 0 to 100."""
    if field == "status":
        return figure.milestone
    if field in WORDS:
        return str(getattr(figure, field))
    value: Fraction | None = getattr(figure, _NUMBERS[field])
    shown = number(value * 100 if field == "percentage" and value is not None else value)
    return "" if shown is None else str(shown)


def holds(figure: Figure, correction: Correction) -> bool:
    """Whether the figure is now what the row makes it."""
    now = current_text(corrected_part(figure, correction.month), correction.field)
    return read_field(correction.new, correction.field) == read_field(now, correction.field)


def changed(series: Series, correction: Correction, figure: Figure) -> Figure | None:
    """The figure with one field changed; None if the field does not fit the series, or the value the field."""
    if correction.field == "reason":
        return replace(figure, reason=correction.new)
    if correction.field == "commentary":
        return replace(figure, commentary=correction.new, written_of="")
    if correction.field not in (("status",) if series.kind.has_status else series.kind.asks.uses):
        return None
    if correction.field == "status":
        word = next((word for word in MILESTONES if word.lower() == correction.new.lower()), None)
        return replace(figure, milestone=word) if word else None
    new = read_field(correction.new, correction.field)
    value = new if isinstance(new, Fraction) else None
    has_pair = figure.numerator is not None or figure.denominator is not None
    if (correction.new and value is None) or (correction.field == "percentage" and has_pair):
        return None  # not a number; or n of m, which would still count
    return replace(figure, **{_NUMBERS[correction.field]: value})  # type: ignore[arg-type]


def is_possible(series: Series, figure: Figure) -> bool:
    """Whether a series of that kind can have the figure: whole if it is a count, n at most m."""
    n, m = figure.numerator, figure.denominator
    is_whole = all(value is None or value.denominator == 1 for value in (n, m))
    if not is_whole and not series.kind.takes_decimals:
        return False
    return not (series.kind.is_part and n is not None and m is not None and n > m)


def read_field(text: str, field: str) -> Fraction | str | None:
    """What the text of that field means: a number where it is one, otherwise the words as written."""
    if field not in _NUMBERS:
        return text.strip()
    reading = read_percentage(text or None) if field == "percentage" else read_number(text or None, whole=False)
    return text.strip() if reading.is_wrong else reading.value
