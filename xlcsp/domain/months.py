"""How the months of a monthly series make a quarter; nothing else turns months into quarters.

Everything else (year to date, RAG, projection, revisions) works with quarters alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from xlcsp.domain.figures import MISSING, Figure, MonthFigure
from xlcsp.domain.gaps import reason_in_sentence
from xlcsp.domain.kinds import Kind, YearRule
from xlcsp.domain.numbers import total_of
from xlcsp.domain.periods import Month

MONTHS = 3  # of a quarter
Numbers = tuple[Fraction | None, Fraction | None, Fraction | None]  # numerator, denominator, proportion
_ADDED = {  # whether the numerators of the months are added up, and whether the denominators are
    YearRule.SUM: (True, False),
    YearRule.POOLED: (True, True),
    YearRule.RATE: (True, False),
    YearRule.LATEST: (False, False),
}


def adds_up(kind: Kind) -> tuple[bool, bool]:
    """Whether a quarter's numerator, and its denominator, is the sum of its months'.

    Otherwise it is the last month's.
    """
    return _ADDED[kind.year]


def of_months(kind: Kind, months: Sequence[MonthFigure]) -> Numbers | None:
    """The quarter that its months make; None unless all three are known.

    Counts and amounts are added up, and so are n and m of rates and ratios. For a snapshot, a percentage or a rolling
    twelve months the last month's value is the quarter's; so it is with the number of residents.
    """
    if len(months) < MONTHS:
        return None
    last = months[-1]
    above, below = (
        total_of(values) if is_added else values[-1]
        for is_added, values in zip(
            adds_up(kind), ([month.numerator for month in months], [month.denominator for month in months]), strict=True
        )
    )
    return above, below, last.proportion


def part_words(count: int) -> str:
    """``2 of 3 months``: why a quarter has no figure."""
    return f"{count} of {MONTHS} months"


def with_months(kind: Kind, figure: Figure, months_given: Sequence[MonthFigure]) -> Figure:
    """The quarter's figure made from these months; missing if not all of them are known."""
    months = tuple(sorted(months_given, key=lambda month: month.month))
    numbers = of_months(kind, months)
    if numbers is not None:
        n, m, share = numbers
        reason = figure.reason if figure.restates else ""
        return replace(figure, numerator=n, denominator=m, proportion=share, reason=reason, months=months)
    why = figure.reason if not figure.restates else ""
    if months:
        why = ": ".join(filter(None, (part_words(len(months)), reason_in_sentence(why))))
    return replace(figure, numerator=None, denominator=None, proportion=None, status=MISSING, reason=why, months=months)


def accumulated(kind: Kind, figures: Sequence[Figure]) -> list[Figure]:
    """The quarter's figure after each return, oldest first: its own months, and earlier returns' for the others.

    given: one quarter's figures as returns carry them, each with the months that it gives. If one return revises
    several months, that is one revision of the quarter. A figure for the whole quarter, from a form issued before the
    series became monthly, is used until all its months are given.
    """
    months: dict[Month, MonthFigure] = {}
    after: list[Figure] = []
    for figure in _by_return(figures):
        months |= {month.month: month for month in figure.months}
        is_whole = figure.has_value and not figure.months
        after.append(figure if is_whole else with_months(kind, figure, list(months.values())))
    return after


def _by_return(figures: Sequence[Figure]) -> list[Figure]:
    """The figures, oldest first; months revised by the same return are put together."""
    together: list[Figure] = []
    for figure in sorted(figures, key=lambda figure: figure.source.age):
        last = together[-1] if together else None
        if last is not None and last.restates and figure.restates and last.source.age == figure.source.age:
            reasons = dict.fromkeys(filter(None, (last.reason, figure.reason)))
            together[-1] = replace(last, months=(*last.months, *figure.months), reason="; ".join(reasons))
        else:
            together.append(figure)
    return together
