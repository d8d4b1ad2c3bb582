"""Areas: the residents that a rate is per, and the figures of areas that are compared with each other."""

from __future__ import annotations

from dataclasses import dataclass

from xlcsp.domain.kinds import Kind
from xlcsp.domain.per import USUAL_WHOM, per_text, whom_in_plural


@dataclass(frozen=True, slots=True)
class Population:
    """The residents that a series is per in a year: a row of *Populations*, or a number given in the plan.

    residents: None where no row has the name that the plan gives. group: an age group, for example; empty for all
    residents. year: the estimate is for the middle of it; None where the plan gives the number. source: who made the
    estimate. cell: where it is. others: what the plan's other estimates for the same name say.
    """

    residents: int | None
    area: str = ""
    group: str = ""
    year: int | None = None
    source: str = ""
    cell: str = ""
    others: tuple[int | None, ...] = ()

    @property
    def name(self) -> str:
        """The name by which the plan refers to it: ``Havering``, ``Havering, 10 to 17``."""
        return f"{self.area}, {self.group}" if self.group else self.area

    @property
    def middle(self) -> str:
        """The day that the estimate is for: ``mid-2024``."""
        return f"mid-{self.year}"

    def words(self, whom: str) -> str:
        """``312,400 (mid-2024, ONS)``. whom: what the rate is per; a group of that name is not named again."""
        of_no_year = (self.source or "fixed in the plan",)  # a source without a year names the year of *History*
        parts = (self.group if self.group != whom else "", self.middle, self.source)
        told = parts if self.year is not None else of_no_year
        return f"{self.residents:,} ({', '.join(part for part in told if part)})"


def per_words(kind: Kind, population: Population | None) -> str:
    """For a rate per population: per how many residents, and of where; empty for other kinds."""
    if not kind.is_per_population:
        return ""
    return f"{per_text(kind.per, kind.whom)}, {base_words(kind, population)}"


def base_words(kind: Kind, population: Population | None) -> str:
    """What a rate is held against: ``population 312,400 (mid-2024, ONS)``, ``960 dwellings (fixed in the plan)``."""
    what = "population" if kind.whom == USUAL_WHOM else whom_in_plural(kind.per, kind.whom)
    if population is None or not population.residents:
        return f"{what or 'number'} as returned"
    number, _, source = population.words(kind.whom).partition(" ")
    is_named = what and kind.whom != USUAL_WHOM
    return f"{number} {what} {source}" if is_named else f"{what or 'number'} {number} {source}"


@dataclass(frozen=True, slots=True)
class PeerFigure:
    """A row of *Peers*: an area's events and residents in a period. Not for publication unless marked so."""

    series: str
    period: str
    area: str
    numerator: int
    population: int
    source: str = ""
    publishable: bool = False
    cell: str = ""
