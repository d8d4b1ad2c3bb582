"""How an area compares with its peers: rate per 1,000 residents, rank, peer median and funnel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from xlcsp.domain.areas import PeerFigure
from xlcsp.domain.kinds import USUAL_PER
from xlcsp.measures.funnel import funnel


@dataclass(frozen=True, slots=True)
class PeerComparison:
    """An area among its peers in a period.

    rate: events per 1,000 residents, exactly. rank: 1 is best by polarity (without one, the highest rate); equal rates
    share a rank. of: how many areas. peer_median: the median rate of the others; None without any. flag: by the funnel
    with over-dispersion. is_own: whether it is the partnership's own area.
    """

    figure: PeerFigure
    rate: Fraction
    rank: int
    of: int
    peer_median: Fraction | None
    flag: str
    is_own: bool


def compare_peers(figures: Sequence[PeerFigure], polarity: str, own_area: str = "") -> list[PeerComparison]:
    """The areas of one series and period, best rank first.

    own_area: the partnership's own area, by name, whatever its capitals.
    """
    rates = [Fraction(figure.numerator) * USUAL_PER / Fraction(figure.population) for figure in figures]
    points = funnel([figure.numerator for figure in figures], [figure.population for figure in figures])
    comparisons = []
    for place, (figure, rate, point) in enumerate(zip(figures, rates, points, strict=True)):
        better = sum(other < rate if polarity == "lower" else other > rate for other in rates)
        others = rates[:place] + rates[place + 1 :]
        middle = median(others) if others else None
        is_own = bool(own_area) and figure.area.strip().casefold() == own_area.strip().casefold()
        comparisons.append(PeerComparison(figure, rate, better + 1, len(figures), middle, point.flag, is_own))
    return sorted(comparisons, key=lambda comparison: (comparison.rank, comparison.figure.area))
