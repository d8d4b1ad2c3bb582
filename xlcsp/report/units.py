"""A number with its unit: ``303 offences``, ``1 offence``, ``£1,200``, ``£95 per tonne``."""

from __future__ import annotations

from fractions import Fraction

from xlcsp.measures.numbers import shown

_ONES = {
    "people": "person", "children": "child", "families": "family", "properties": "property", "casualties": "casualty",
    "burglaries": "burglary", "robberies": "robbery",
    **{
        f"{one}s": one
        for one in (
            "action", "alarm", "appointment", "arrest", "assault", "call", "caller", "case", "charge",
            "client", "collision", "complaint", "conviction", "couple", "course", "crime", "day", "death", "fire",
            "form", "grant", "home", "hour", "household", "incident", "journey", "meeting", "member", "notice",
            "offence", "offender", "order", "patient", "place", "programme", "referral", "report", "request",
            "resident", "school", "session", "survey", "theft", "victim", "visit", "volunteer", "warning",
        )
    },
}  # fmt: skip
"""Units of which the plan need not give the singular: a list, and no grammar."""
_AFTER = frozenset(("of", "in", "from", "with", "by", "on", "at", "for", "to", "per", "assessed", "recorded"))


def counted(value: Fraction, unit: str, decimals: int = 0, one: str = "") -> str:
    """``303 offences``, ``1 offence``, ``£1,200``; with decimals only where there are any.

    one: the plan's word for a single one. Without it a unit that is not known stands beside the 1 as it is, in
    brackets: a singular is never guessed.
    """
    text = shown(value, decimals if value.denominator != 1 else 0)
    if unit == "£" or unit.startswith("£ "):
        return f"£{text}{unit[1:]}"
    if not unit:
        return text
    if text != "1":
        return f"{text} {unit}"
    single = one or _single(unit)
    return f"{text} {single}" if single else f"{text} ({unit})"


def _single(unit: str) -> str:
    """The unit of a single one, where its word is on the list: ``repeat victim``, ``call from residents``."""
    words = unit.split(" ")
    for place, word in enumerate(words):
        if word in _ONES and (place + 1 == len(words) or words[place + 1] in _AFTER):
            return " ".join([*words[:place], _ONES[word], *words[place + 1 :]])
    return ""
