"""A worked example of each kind of series for the handbook, worked out by the rules themselves."""

from __future__ import annotations

from fractions import Fraction

from xlcsp.domain.kinds import Kind
from xlcsp.domain.plan import MILESTONES
from xlcsp.measures.marks import read_year
from xlcsp.measures.year_to_date import exact_year_to_date

_NUMBERS, _PERCENTAGES = (Fraction(30), Fraction(20)), (Fraction(3, 5), Fraction(3, 4))
_OUT_OF, _RESIDENTS = (40, 60), (9_000, 9_000)


def worked(kind: Kind) -> str:
    """Two quarters and the year so far, such as ``30 of 40, then 20 of 60: 50.0%``."""
    if kind.has_status:
        first, last, *_ = MILESTONES
        return f"{first}, then {last}: {last}"
    figures: tuple[Fraction, ...] = _PERCENTAGES if kind.is_bare_percentage else _NUMBERS
    below = _OUT_OF if kind.is_pair else _RESIDENTS if kind.is_per_population else None
    so_far = exact_year_to_date(read_year(figures, kind, below))
    if so_far is None:
        raise KeyError(kind)
    if kind.is_pair:
        quarters = [f"{n} {'of' if kind.is_part else '÷'} {m}" for n, m in zip(figures, _OUT_OF, strict=True)]
    else:
        quarters = [kind.text(figure) if kind.is_bare_percentage else str(figure) for figure in figures]
    ending = f" per {kind.per:,}" if kind.is_per_population else ""
    among = f" among {_RESIDENTS[0]:,} residents" if kind.is_per_population else ""
    return f"{', then '.join(quarters)}{among}: {kind.text(so_far)}{ending}"
