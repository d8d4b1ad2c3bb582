"""The percentages or words that are certainly the share of a part of its whole."""

from __future__ import annotations

from collections.abc import Sequence

from xlcsp.claims.prose.nearby import FAR
from xlcsp.claims.prose.quantities import CHANGE, TARGET, Quantity
from xlcsp.claims.prose.tokens import PERCENT, PERIOD, WORD, WORDED, Token
from xlcsp.claims.prose.vocabulary import CONNECTORS

_THIS_IS = ([";", "this", "is"], [";", "this", "was"], [";", "that", "is"], [";", "this", "represents"])
_EQUAL_TO = tuple([word, "to"] for word in ("equal", "equivalent", "equating", "amounting"))
NAMED_BEFORE = ("those", "these", "them", "which", "whom")
UNIT = 4  # words that say what is counted


def shares_of(found: Sequence[Token], numbers: list[Quantity], part: Quantity, whole: Quantity) -> list[Quantity]:
    """The share of a part: a percentage right before its bracket or right after it, or words and a percentage."""
    first, last = min(part.at, whole.at), max(part.at, whole.at)
    if any(token.low in ("point", "points") for token in found[whole.at + 1 : whole.at + 2]):
        return []  # is now 26%, so that five of the six points are made up
    near: list[Quantity] = []
    leading: list[Quantity] = []
    said: list[Quantity] = []
    for one in numbers:
        if (
            not one.is_share_like
            or one.role in (CHANGE, TARGET)
            or first < one.at < last
            or _is_of_part(found, one, last)
        ):
            continue
        between = found[one.at + 1 : first] if one.at < first else found[last + 1 : one.at]
        if [token.text for token in between] == ["("]:
            return [one]
        is_led = between[-1:] and between[-1].text == "(" and all(goes_with(token) for token in between[:-1])
        if is_led and ")" in [token.text for token in found[last + 1 : last + 2 + UNIT]]:
            leading.append(one)  # 22% of all crime (1,760 of 8,000 offences), compared with 18% last year
        if any(token.low == "and" for token in between):
            continue  # satisfaction was 86%, and 240 of 300 would recommend it
        if len(between) <= FAR and all(
            token.kind == WORD or token.text in "(),-:=" or token.kind == PERIOD for token in between
        ):
            near.append(one)
        elif one.at > last and (_is_said_of_all(between) or [token.low for token in between[-3:]] in _THIS_IS):
            said.append(one)
    is_twice = len(near) == 2 and {one.kind for one in near} == {WORDED, PERCENT}  # noqa: PLR2004
    if len(near) == 1 or is_twice:
        return near
    return leading or (said if len(said) == 1 and not near else [])


def goes_with(token: Token) -> bool:
    """Whether a word may stand between a share and its part: no new clause, no other share."""
    return token.kind == WORD and token.low not in CONNECTORS and token.low != "and"


def _is_of_part(found: Sequence[Token], share: Quantity, last: int) -> bool:
    """Whether it is a share of something named before: ``12% of those``."""
    return share.at > last and [token.low for token in found[share.at + 1 : share.at + 3]] in [
        ["of", one] for one in NAMED_BEFORE
    ]


def _is_said_of_all(between: Sequence[Token]) -> bool:
    """Whether a share well after its part and whole is theirs: ``93 of the 120 on it did not reoffend, i.e. 78%``."""
    plain = [token for token in between if token.low not in ("around", "about", "just", "over", "under")]
    if plain[:1] and plain[0].text == ")":
        plain = plain[1:]  # 63 (out of 1,400) calls went unanswered, or 4.5%
    if [token.low for token in plain[-2:]] in _EQUAL_TO and plain[-3].text == ",":
        plain = plain[:-2]
    *words, lead = plain
    if lead.text == "," and len(plain) < len(between):
        return all(token.kind in (WORD, PERIOD) and token.low not in CONNECTORS for token in words)
    is_plain = all(token.kind in (WORD, PERIOD) or token.text == "," for token in words)
    return lead.low in ("i.e.", "ie", "(", "or") and is_plain and not any(token.low in CONNECTORS for token in words)
