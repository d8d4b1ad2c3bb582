"""What a provider enters into a row of a form, seen as the form's own formulas see it: text is no number."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from xlcsp.domain import figures as kept
from xlcsp.domain.figures import Figure, Source
from xlcsp.domain.numbers import is_number
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import MILESTONES, Series
from xlcsp.forms.layout import NO_FIGURE, TO_DATE_BASIS, Answer, Form, Revised
from xlcsp.measures.numbers import exact
from xlcsp.measures.observed import Observed

BLANK, GAP, WRONG, FIGURE, SHARE = "blank", "gap", "wrong", "figure", "percentage alone"
NOT_WHOLE = "The figure is not a whole number of 0 or more."
NOT_NUMBER = "The figure is not a number of 0 or more."
NOT_SHARE = "The percentage is not a number of 0 to 100."
NOT_STATUS = "The status is none of the list."
HALF = "Enter both: the figure, and out of how many."
TOO_MANY = "The figure is more than it is out of."
STATED_NONE = "There is a figure, but the status says that there is none."
ZERO_AND_REASON = "There is a 0 and a reason for no figure: remove one."
SHARE_TO_DATE = "A percentage of the year to date needs its numbers."
NOT_HELD = "The year to date is less than the quarters before it."
PAIRS = ("rate", "per population")


def earlier_figures(form: Form, series: Series) -> dict[Quarter, Figure]:
    """The figures of the series' earlier quarters, the revised ones of the form taken."""
    found = {}
    for one, quarter, figure in form.earlier:
        if one.id == series.id:
            held = figure or Figure(series.id, quarter, Source("", "", ""), status=kept.MISSING)
            found[quarter] = _revised(series, held, form.revised.get((series.id, quarter), Revised()))
    return found


def _revised(series: Series, held: Figure, new: Revised) -> Figure:
    n, m = _whole(new.figure, series), _whole(new.out_of, series)
    if series.kind in PAIRS:
        is_pair = n is not None and m is not None and (n <= m or series.kind != "rate")
        changed = replace(held, numerator=n, denominator=m, proportion=None) if is_pair else held
    elif series.kind == "percentage":
        share = _share(new.percentage)
        changed = replace(held, proportion=share / 100) if share is not None else held
    else:
        changed = replace(held, numerator=n) if n is not None and series.kind != "milestone" else held
    return replace(changed, status=kept.PROVIDED) if changed.has_value else changed


def _number(value: object) -> Fraction | None:
    """A cell's number of 0 or more; None for anything else."""
    if not is_number(value):
        return None
    found = exact(value)
    return found if found is not None and found >= 0 else None


def _whole(value: object, series: Series) -> Fraction | None:
    found = _number(value)
    return found if found is not None and (found.denominator == 1 or series.kind == "snapshot") else None


def _share(value: object) -> Fraction | None:
    found = _number(value)
    return found if found is not None and found <= 100 else None  # noqa: PLR2004 - per cent


def is_filled(series: Series, answer: Answer) -> bool:
    """Whether any of the row's open cells of figures is filled."""
    return any(value not in (None, "") for value in _cells(series, answer))


def _cells(series: Series, answer: Answer) -> tuple[object, ...]:
    """What the row's open cells of figures hold."""
    if series.kind == "milestone":
        return (answer.milestone,)
    if series.kind == "percentage":
        return (answer.percentage,)
    if series.kind in PAIRS:
        share = (answer.percentage,) if series.kind == "rate" else ()
        return (answer.figure, answer.out_of, *share)
    return (answer.figure,)


def wrong_words(series: Series, answer: Answer) -> str:
    """What is wrong with the cells that are filled in; empty where they can be read."""
    if series.kind == "milestone":
        wrong = "" if answer.milestone in MILESTONES else NOT_STATUS
    elif series.kind == "percentage":
        wrong = "" if _share(answer.percentage) is not None else NOT_SHARE
    elif series.kind in PAIRS:
        wrong = _wrong_pair(series, answer)
    else:
        plain = NOT_NUMBER if series.kind == "snapshot" else NOT_WHOLE
        wrong = "" if _whole(answer.figure, series) is not None else plain
    if not wrong and answer.status == NO_FIGURE:
        return STATED_NONE
    is_alone = series.kind == "percentage" or (series.kind == "rate" and answer.figure is None)
    first = answer.percentage if is_alone else answer.figure
    if not wrong and answer.reason and first == 0:
        return ZERO_AND_REASON
    return SHARE_TO_DATE if not wrong and is_alone and is_to_date(series, answer) else wrong


def _wrong_pair(series: Series, answer: Answer) -> str:
    is_share_wrong = answer.percentage is not None and _share(answer.percentage) is None
    share = NOT_SHARE if is_share_wrong and series.kind == "rate" else ""
    if answer.figure is None and answer.out_of is None:
        return share
    if answer.figure is None or answer.out_of is None:
        return HALF
    n, m = _whole(answer.figure, series), _whole(answer.out_of, series)
    if n is None or m is None:
        return NOT_WHOLE
    return TOO_MANY if n > m and series.kind == "rate" else share


def is_to_date(series: Series, answer: Answer) -> bool:
    """Whether the figure is given as the year to date."""
    return answer.basis == TO_DATE_BASIS and (series.is_cumulative or series.kind == "rate")


def holds(before: Observed | None, answer: Answer) -> bool:
    """Whether a year to date holds the quarters before it."""
    n, m = _number(answer.figure), _number(answer.out_of)
    if before is None or n is None or before.series.frequency == "annual":
        return True
    known, below = known_sums(before)
    if n < known:
        return False
    return before.series.kind != "rate" or (m is not None and m >= below and n - known <= m - below)


def known_sums(observed: Observed) -> tuple[Fraction, Fraction]:
    """The sums of the numerators and of the denominators that are known to date."""
    sums = []
    for values in (observed.values, observed.denominators):
        held = [Fraction(value) for value in values if isinstance(value, int | Fraction)]
        sums.append(sum(held, Fraction(0)))
    return sums[0], sums[1]


def state_of(series: Series, answer: Answer, wrong: str) -> str:
    """What the row holds: nothing, a reason for a gap, something wrong, a figure, or a percentage alone."""
    if not is_filled(series, answer):
        return GAP if answer.reason else BLANK
    if wrong:
        return WRONG
    return SHARE if series.kind == "rate" and answer.figure is None else FIGURE


def figure_of(series: Series, quarter: Quarter, answer: Answer, state: str) -> Figure:
    """The figure that the row will be read as."""
    figure = Figure(series.id, quarter, Source("", "", ""), reason=answer.reason)
    if state not in (FIGURE, SHARE):
        return replace(figure, status=kept.MISSING)
    if state == SHARE or series.kind == "percentage":
        share = _share(answer.percentage)
        return replace(figure, proportion=share / 100 if share is not None else None)
    if series.kind == "milestone":
        return replace(figure, milestone=answer.milestone)
    below = _number(answer.out_of) if series.kind in PAIRS else None
    basis = kept.YEAR_TO_DATE if is_to_date(series, answer) else kept.THIS_QUARTER
    return replace(figure, numerator=_number(answer.figure), denominator=below, basis=basis)
