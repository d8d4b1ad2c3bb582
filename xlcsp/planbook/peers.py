"""The sheet *Peers*: figures of similar areas."""

from __future__ import annotations

from collections.abc import Collection

from xlcsp.domain.areas import PeerFigure
from xlcsp.files.cells import Book
from xlcsp.files.columns import Columns
from xlcsp.files.table import Faults
from xlcsp.planbook.sheet_of import SheetOf, column, numbers
from xlcsp.planbook.table import YES_NO, PlanRow, rows

PEERS = SheetOf(
    "Peers",
    "Figures of similar areas, for comparison.",
    Columns(
        column("id", 14, "id"),
        column("period", 13),
        column("area", 28),
        *numbers("numerator", "population", width=13),
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
