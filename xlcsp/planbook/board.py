"""The board's part of *Settings*: the protective marking of all papers, and the decisions asked of the board."""

from __future__ import annotations

from collections.abc import Mapping

from xlcsp.domain.periods import QUARTERS
from xlcsp.domain.plan import MARKINGS
from xlcsp.planbook.table import PlanRow

MARKING = "protective marking"
DECISIONS = tuple(f"decision {number}" for number in range(1, 6))
MEANINGS = {
    MARKING: "OFFICIAL or OFFICIAL-SENSITIVE: on every page, form and e-mail; blank: none.",
    **dict.fromkeys(DECISIONS, "What the board is asked to decide: write it under the quarter of the report."),
}


def read_marking(found: Mapping[str, PlanRow]) -> str:
    """The protective marking; empty where there is none. found: the rows of *Settings* by their names."""
    text = found[MARKING].text("value") if MARKING in found else ""
    word = next((one for one in MARKINGS if one == text.upper()), "")
    if text and not word:
        allowed = f"It is {' or '.join(MARKINGS)}, or blank for none"
        do = "Choose one of them, or clear the cell"
        found[MARKING].fault("value", f'"{text}" is not a protective marking', allowed, do)
    return word


def read_decisions(found: Mapping[str, PlanRow]) -> dict[int, tuple[str, ...]]:
    """The decisions asked of the board, by quarter.

    A fault if under *value*, where they would be asked every quarter.
    """
    rows = [found[name] for name in DECISIONS if name in found]
    for row in rows:
        if row.text("value"):
            allowed = "A decision stands in the column of the quarter whose report asks for it: Q1 to Q4"
            row.fault("value", "It does not say in which quarter the board is asked", allowed, "Move it to that column")
    asked = {number: tuple(filter(None, (row.text(f"q{number}") for row in rows))) for number in QUARTERS}
    return {number: texts for number, texts in asked.items() if texts}
