"""The two worked examples: the tables that each is made from, and the texts about it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

from xlcsp.domain.periods import Quarter


@dataclass(frozen=True, slots=True)
class Story:
    """A worked example.

    tables: the folder of its tables; empty for this package's own. year: the financial year's first. upto: the number
    of its last quarter that is reported. late: by provider and quarter, how many days after its due date a return was
    signed. about: the text on *Start*; message: the command's. has_lite: whether it includes a master for xlwings Lite.
    """

    tables: str
    partnership: str
    year: int
    upto: int
    late: Mapping[tuple[str, int], int]
    about: tuple[str, str]
    message: str
    has_lite: bool = False

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        """The rows of one of its tables; none if it has no such table."""
        place = resources.files("xlcsp.demo").joinpath(self.tables or ".", name)
        if place.is_file():
            yield from csv.DictReader(place.read_text(encoding="utf-8").splitlines())

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters that are reported."""
        return tuple(Quarter(self.year, number) for number in range(1, self.upto + 1))


FIRST = Story(
    tables="",
    partnership="Example Community Safety Partnership",
    year=2014,
    upto=4,
    late={("Probation", 1): 6},
    about=(
        "About this example",
        (
            "The figures are those of the end-of-year report 2014/15 of a Community Safety Partnership in the "
            "north-east of England, as published. Roles, wording, dates and commentaries are invented; so are the "
            "restatements of 1.3 and 2.2. Measure 7.1: Metropolitan Police recorded crime, Open Government Licence."
        ),
    ),
    message="The figures were published; roles, wording, dates and commentaries are invented (sheet Start).",
    has_lite=True,
)
SECOND = Story(
    tables="second",
    partnership="Saltmarsh and Vale Community Safety Partnership",
    year=2026,
    upto=3,
    late={("Refuge and outreach", 3): 4},
    about=(
        "About this example",
        (
            "Everything in it is invented: the place, its residents, the figures, the benchmarks and the words. It "
            "shows what the first example has not: thresholds, figures that come late and complete 2025/26, a rate "
            "per 100,000 residents, a ratio, months, half-yearly figures, quarterly targets of a percentage, "
            "benchmarks, actions, and an officer's own state beside a computed one."
        ),
    ),
    message="Everything in it is invented (sheet Start).",
)
