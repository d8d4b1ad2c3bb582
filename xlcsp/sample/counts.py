"""The counts of the sample by area, type and quarter, and how they were made from monthly ones (SOURCES.md)."""

from __future__ import annotations

import csv
import gzip
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path

from xlcsp.domain.periods import Quarter, parse_quarter

YEAR, CURRENT = 2025, 3
BASELINE_YEAR = 2021
QUARTERS = (
    *(Quarter(BASELINE_YEAR, number) for number in range(1, 5)),
    Quarter(2023, 4),
    Quarter(2024, 4),
    *(Quarter(YEAR, number) for number in range(1, CURRENT + 1)),
)
_NOWHERE, _NO_HOME = "(no location)", "btp"  # records without a place; railway police, without an area
_FEWEST = 1_000  # records of an area in total: fewer are strays from a neighbouring force
_LEFT_OUT = "Other crime"

Counts = dict[str, dict[Quarter, int]]  # by type


def areas() -> dict[str, Counts]:
    """The counts that come with the program, by area."""
    text = resources.files("xlcsp.sample").joinpath("counts.csv").read_text(encoding="utf-8")
    by_area: dict[str, Counts] = defaultdict(dict)
    for row in csv.DictReader(text.splitlines()):
        quarters = {parse_quarter(name): int(row[name]) for name in map(str, QUARTERS) if row[name]}
        by_area[row["area"]][row["type"]] = quarters
    return dict(by_area)


def from_months(rows: Iterable[Mapping[str, str]]) -> list[list[str | int]]:
    """The table of ``counts.csv`` from monthly rows: force, la_name, crime_type, month, count."""
    total: Counter[tuple[str, str]] = Counter()
    counts: Counter[tuple[str, str, str]] = Counter()
    forces: dict[str, str] = {}
    in_an_area = [row for row in rows if row["la_name"] != _NOWHERE]
    for row in in_an_area:
        total[row["la_name"], row["force"]] += int(row["count"])
    for (area, force), number in total.items():
        if number > total.get((area, forces.get(area, "")), 0):
            forces[area] = force
    months: dict[str, set[str]] = defaultdict(set)
    for row in in_an_area:
        area = row["la_name"]
        if forces[area] == row["force"]:
            counts[area, row["crime_type"], row["month"]] += int(row["count"])
            months[area].add(row["month"])
    types = sorted({kind for _, kind, _ in counts} - {_LEFT_OUT})
    chosen = sorted(area for area, force in forces.items() if force != _NO_HOME and total[area, force] >= _FEWEST)
    return [
        [area, forces[area], kind, *(_quarter(area, kind, quarter, counts, months[area]) for quarter in QUARTERS)]
        for area in chosen
        for kind in types
    ]


def _quarter(
    area: str, kind: str, quarter: Quarter, counts: Mapping[tuple[str, str, str], int], months: set[str]
) -> str | int:
    """The quarter's count; empty if a month is missing."""
    year, first = quarter.start + quarter.number // 4, (quarter.number * 3) % 12 + 1
    own = [f"{year}-{month:02d}" for month in range(first, first + 3)]
    return sum(counts[area, kind, month] for month in own) if months.issuperset(own) else ""


def main(path: Path) -> None:
    """Writes the table to standard output."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        table = from_months(csv.DictReader(file))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["area", "force", "type", *QUARTERS])
    writer.writerows(table)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
