"""What a rate is per, as its unit says: residents, or dwellings of ``fires per 10,000 dwellings``."""

from __future__ import annotations

import re

USUAL_WHOM = "residents"
_PER = re.compile(r"(?:^|\s)per (?:(?P<per>\d[\d,]*) )?(?P<whom>[^\W\d].*)$", re.IGNORECASE)
_RESIDENTS = re.compile(r"(?:residents?|population|people|persons?|inhabitants|head|capita|aged)\b", re.IGNORECASE)

ONES = {
    "people": "person", "children": "child", "families": "family", "properties": "property", "casualties": "casualty",
    "burglaries": "burglary", "robberies": "robbery",
    **{
        f"{one}s": one
        for one in (
            "action", "alarm", "appointment", "arrest", "assault", "call", "caller", "case", "charge",
            "client", "collision", "complaint", "conviction", "couple", "course", "crime", "day", "death", "dwelling",
            "employee", "fire", "form", "grant", "home", "hour", "household", "incident", "journey", "meeting",
            "member", "notice",
            "offence", "offender", "order", "patient", "place", "programme", "referral", "report", "request",
            "resident", "school", "session", "survey", "theft", "victim", "visit", "volunteer", "warning",
        )
    },
}  # fmt: skip
"""Units of which the plan need not give the singular: a list, and no grammar."""
_SEVERAL = {one: several for several, one in ONES.items()}


def unit_alone(unit: str) -> str:
    """What the figures of a rate count: ``fires`` of ``fires per 10,000 dwellings``."""
    return _PER.sub("", unit).strip()


def per_in(unit: str) -> tuple[int | None, str]:
    """Per how many, and of what, a unit says: 10,000 and ``dwellings``, 1 and ``employee``; None if it says nothing."""
    found = _PER.search(unit)
    if found is None:
        return None, USUAL_WHOM
    whom = found["whom"].strip()
    return int((found["per"] or "1").replace(",", "")), USUAL_WHOM if _RESIDENTS.match(whom) else whom


def whom_of(unit: str, per: int) -> str:
    """Of what a rate per so many is: as its unit says, if that is of as many; else residents."""
    said, whom = per_in(unit)
    return whom if said == per else USUAL_WHOM


def per_text(per: int, whom: str) -> str:
    """``per 1,000 residents``, ``per 10,000 dwellings``, ``per employee``."""
    return f"per {whom}" if per == 1 and whom != USUAL_WHOM else f"per {per:,} {whom}"


def divided_by(unit: str) -> str:
    """What a ratio is divided by: ``number of referrals`` of ``days per referral``; no plural is guessed."""
    per, whom = per_in(unit)
    several = whom_in_plural(per, whom) if per == 1 and whom != USUAL_WHOM else ""
    return f"number of {several}" if several else "what it is divided by"


def whom_in_plural(per: int, whom: str) -> str:
    """``dwellings``, ``employees`` of a rate per employee; empty where the plural is not listed: none is guessed."""
    *before, last = whom.split(" ")
    if per != 1 or whom == USUAL_WHOM:
        return whom
    return " ".join([*before, _SEVERAL[last]]) if last in _SEVERAL else ""


def amount_asked(unit: str) -> str:
    """What a form asks for: ``number of offences``, ``amount in £``."""
    return "amount in £" if unit == "£" else f"number of {unit or 'events'}"
