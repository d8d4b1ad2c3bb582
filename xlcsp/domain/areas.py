"""Areas: the residents that a rate is held against, and the figures of areas that are compared."""

from __future__ import annotations

from dataclasses import dataclass

from xlcsp.domain.kinds import Kind


@dataclass(frozen=True, slots=True)
class Population:
    """The residents of a year that a series is held against: a row of *Populations*, or a number fixed in the plan.

    residents: None where no row has the name that the plan gives. group: of which age, say; empty for all. year: of
    the estimate, whose middle it is for; None where the plan fixes the number. source: whose estimate. cell: of it.
    """

    residents: int | None
    area: str = ""
    group: str = ""
    year: int | None = None
    source: str = ""
    cell: str = ""

    @property
    def name(self) -> str:
        """As the plan names it: ``Havering``, ``Havering, 10 to 17``."""
        return f"{self.area}, {self.group}" if self.group else self.area

    @property
    def middle(self) -> str:
        """The day that the estimate is for: ``mid-2024``."""
        return f"mid-{self.year}"

    @property
    def text(self) -> str:
        """``population 312,400 (mid-2024, ONS)``."""
        told = (self.group, self.middle, self.source) if self.year is not None else ("fixed in the plan",)
        return f"population {self.residents:,} ({', '.join(part for part in told if part)})"


def per_words(kind: Kind, population: Population | None) -> str:
    """Of a rate per population per how many residents, and which; empty for other kinds."""
    if not kind.is_per_population:
        return ""
    whose = population.text if population and population.residents else "population as returned"
    return f"per {kind.per:,} residents, {whose}"


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
