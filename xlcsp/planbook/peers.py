"""The sheet *Peers*: figures of similar areas."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from xlcsp.domain.areas import PeerFigure
from xlcsp.errors import Problem
from xlcsp.files.cells import Book
from xlcsp.files.columns import Columns
from xlcsp.files.names import alike
from xlcsp.files.table import Faults
from xlcsp.measures.numbers import listed
from xlcsp.planbook.sheet_of import SheetOf, column
from xlcsp.planbook.table import YES_NO, PlanRow, rows

_OF_NO_PLACE = re.compile(
    r"\b(?:the|of|and|for|a|csp|community|safety|safer|partnership|board|council|borough|district|city|county|metropolitan"
    r"|london|royal|unitary|authority)\b"
)
"""Words of an area's name that do not say where it is."""
PEERS = SheetOf(
    "Peers",
    "Figures of similar areas and of the partnership's own, for comparison.",
    Columns(
        column("id", 14, "id"),
        column("period", 13),
        column(
            "area",
            28,
            tell="One row of each period is the partnership's own: its name as on Settings, or the place alone "
            "(Castlemere for Castlemere Community Safety Partnership).",
        ),
        column("numerator", 13, "number", tell="Events in the period, a whole number."),
        column("population", 13, "number", tell="What the rate is per, such as residents or dwellings: their number."),
        column("source", 44),
        column("publishable", 13, choices=YES_NO),
    ),
)


def read_peers(book: Book, known: Collection[str], faults: Faults) -> tuple[PeerFigure, ...]:
    """The rows of the sheet, which may be absent. known: the plan's series by id."""
    peers: list[PeerFigure] = []
    first: dict[tuple[str, str, str], PlanRow] = {}
    for row in rows(book, PEERS.name, PEERS.columns.needed, faults, optional=True):
        series = row.series(known)
        row.need("period", "area")
        key = (series, row.text("period").casefold(), row.text("area").casefold())
        twin = first.setdefault(key, row)
        if twin is not row:
            row.fault("area", f"The area has this period already in {twin.cell('area')}", do="Remove one of the rows")
        peer = _figure(row)
        if peer is not None:
            peers.append(peer)
    return tuple(peers)


def own_areas(areas: Iterable[str], partnership: str) -> list[str]:
    """The areas that may be the partnership's own: the one with its name, else those that are of the same place."""
    names = list(dict.fromkeys(areas))
    exact = [area for area in names if alike(area) == alike(partnership)]
    place = _place(partnership)
    return exact or [area for area in names if place and _place(area) == place]


def _place(name: str) -> list[str]:
    return re.findall(r"\w+", _OF_NO_PLACE.sub(" ", alike(name)))


def unclear_areas(peers: Sequence[PeerFigure], partnership: str, file: str) -> Iterator[Problem]:
    """Queries where none or several of the areas may be the partnership's own."""
    told = set()
    for peer in peers:
        of_period = [each for each in peers if (each.series, each.period) == (peer.series, peer.period)]
        own = own_areas((each.area for each in of_period), partnership)
        if len(own) == 1 or tuple(own) in told:
            continue
        told.add(tuple(own))
        names = listed(list(dict.fromkeys(each.area for each in of_period)))
        found = f"{listed(own)} may each be {partnership}" if own else f"None of the areas ({names}) is {partnership}"
        found = f"{found}: its own rank is marked nowhere"
        do = f'Write "{partnership}" as the area of its own row'
        yield Problem(file, PEERS.name, peer.cell, "own area", found, "", do, series=peer.series)


def _figure(row: PlanRow) -> PeerFigure | None:
    numerator, population = row.number_or_none("numerator"), row.number_or_none("population")
    for name, value in (("numerator", numerator), ("population", population)):
        if value is None and not row.text(name):
            row.fault(name, f"{name} is blank", do="Enter it, or remove the row: a missing figure is not zero")
        elif value is not None and (value < 0 or value % 1):
            row.fault(name, f"{value} is not a whole number of 0 or more", do="Correct it")
            return None
    if population == 0:
        row.fault("population", "The population is 0", do="Enter the residents, such as a mid-year estimate")
    if numerator is None or not population:
        return None
    return PeerFigure(
        series=row.identifier("id"),
        period=row.text("period"),
        area=row.text("area"),
        numerator=int(numerator),
        population=int(population),
        source=row.text("source"),
        publishable=row.yes("publishable", default=False),
        cell=row.cell("numerator"),
    )
