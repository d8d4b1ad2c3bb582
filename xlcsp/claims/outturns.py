"""Rules for years that are over, and for the numbers behind a ratio."""

from __future__ import annotations

from xlcsp.claims import model
from xlcsp.claims.cell import Cell, Match


def outturn(cell: Cell, match: Match) -> None:
    """``46 admissions (Q4: 13).``: the outturn of a past year, and its late quarters."""
    token = match.must("n")
    base = model.LEVEL if token.kind == "p" else ""
    kind = model.PERCENT if token.kind == "p" else model.TO_DATE
    cell.add(kind, token, quarter=model.WHOLE_YEAR, unit=match.unit, base=base)
    for part in match.all("parts"):
        if part.kind in "np":
            cell.add(model.YEAR, part, quarter=model.WHOLE_YEAR, text="a quarter of it")


def divided(cell: Cell, match: Match) -> bool | None:
    """``35 divided by 11``: the numbers behind a ratio."""
    if match.words("divided").lower() != "divided":
        return False
    for name in ("n", "m"):
        cell.add(model.RATIO, match.must(name))
    return None
