"""Reads the claims of a cell or of a measure's title: rules from left to right, of which the first that fits counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from xlcsp.claims import model
from xlcsp.claims.cell import Cell, Match, Rule
from xlcsp.claims.lexer import Token, same_length, tokens
from xlcsp.claims.model import Claim
from xlcsp.claims.rules import RULES, TITLE_RULES

_PART_OF_WHOLE = re.compile(r"broken down|breakdown|made up of|split as", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CellReading:
    """What was read from a text: its claims in order, and the numbers that no rule took, each with its place."""

    text: str
    claims: tuple[Claim, ...]
    not_read: tuple[tuple[str, int], ...]


def read_cell(text: str, quarter: str, *, is_rolling: bool = False) -> CellReading:
    """The claims of a text in the column of ``quarter`` (Q1 to Q4). is_rolling: whether its counts cover 12 months."""
    return _read(Cell(text, quarter, is_rolling))


def read_title(text: str) -> CellReading:
    """The baseline and target given in a measure's title."""
    return _read(Cell(text, model.TARGET, is_rolling=False, is_title=True))


def _read(cell: Cell) -> CellReading:
    rules = TITLE_RULES if cell.is_title else RULES
    found = tokens(cell.text)
    kinds = "".join(token.kind for token in found)
    plain = same_length(cell.text)
    place, unread = 0, []
    while place < len(found):
        taken = _first(rules, cell, kinds, found, plain, place)
        if taken == place:
            token = found[place]
            if token.kind in "npx" and any(char.isdigit() for char in token.text):
                unread.append((token.text, token.start))
            taken = place + 1
        place = taken
    claims = _parts_of_whole(plain, _pairs(cell.claims))
    return CellReading(cell.text, tuple(claims), () if cell.is_title else tuple(unread))


def _first(rules: tuple[Rule, ...], cell: Cell, kinds: str, found: list[Token], plain: str, place: int) -> int:
    for rule in rules:
        match = rule.pattern.match(kinds, place)
        if match is None or match.end() == place:
            continue
        before = len(cell.claims)
        taken = Match(match, found, plain)
        if rule.act(cell, taken) is False:
            del cell.claims[before:]
            continue
        cell.claims[before:] = [replace(claim, rule=rule.name) for claim in cell.claims[before:]]
        return match.end() + taken.extra
    return place


def _pairs(claims: list[Claim]) -> list[Claim]:
    """Turns two labelled counts followed by a percentage into m, n and n of m."""
    counts = [one for one in claims if one.kind == model.QUARTER and one.component]
    shares = [one for one in claims if one.kind == model.PERCENT and one.base == model.LEVEL]
    if len(counts) != 2 or len(shares) != 1 or any(one.is_change for one in claims):  # noqa: PLR2004 - m and n
        return claims
    whole, part = counts
    if part.value > whole.value or shares[0].start < part.end:
        return claims
    kinds = {id(whole): model.DENOMINATOR, id(part): model.NUMERATOR}
    return [replace(one, kind=kinds[id(one)]) if id(one) in kinds else one for one in claims]


def _parts_of_whole(text: str, claims: list[Claim]) -> list[Claim]:
    """Makes percentages after "broken down as follows" parts of the one before."""
    said = _PART_OF_WHOLE.search(text)
    if said is None:
        return claims
    return [
        replace(one, text="part") if one.kind == model.PERCENT and one.base == model.LEVEL and one.start > said.end()
        else one
        for one in claims
    ]  # fmt: skip
