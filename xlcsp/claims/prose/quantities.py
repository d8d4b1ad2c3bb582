"""What each number of a sentence is: a level, a change, a share, or what something is compared with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise, takewhile

from xlcsp.claims.prose.qualifiers import EXACTLY, against_of, hedge_of
from xlcsp.claims.prose.tokens import LAST_YEAR, MARK, NUMBER, PERCENT, PERIOD, POINTS, TIMES, WORD, WORDED, Token
from xlcsp.claims.prose.vocabulary import (
    AFTER_A_NUMBER,
    AT_LEAST,
    NEEDS_NOTHING,
    direction_of,
    is_change_word,
    is_filler,
    says_on,
)  # fmt: skip

LEVEL, CHANGE, SHARE, BASE, TARGET = "level", "change", "share", "base", "target"
EACH = "each"  # of several: no figure to be compared
LONE_BASE = "base alone"  # what is compared with it does not stand in the sentence
_FAR, _NEAR = 5, 3  # words that may stand between
_WITHIN = ("within", "on", "off", "outside", "beyond", "over", "under")  # on target: 95
_COMPARISONS = ("more", "less", "fewer", "above", "below", "higher", "lower")
_MORE_THAN = (["more", "than"], ["less", "than"])
_BETTER = re.compile(r"improv|worsen|deteriorat", re.IGNORECASE)
_NOT_UNITS = frozenset((
    "of", "in", "for", "by", "were", "was", "than", "and", "which", "or", "on", "from", "to", "compared", "against",
    "is", "are", "have", "has", "had",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a sentence.

    kind: number, percent, points or worded (a value in per cent). role: level, change, share, base or target.
    direction: 1 for more, -1 for less, as word or sign say. hedge: about, more than, less than. against: what a change
    is said to be measured against, where it is not last year: target, baseline, average, the quarter before.
    at: its place among the tokens. group: quantities that are joined by "or", a stroke or brackets have one number.
    """

    kind: str
    value: Fraction
    decimals: int
    role: str
    start: int
    end: int
    text: str
    at: int
    direction: int = 0
    signed: bool = False
    hedge: str = EXACTLY
    against: str = ""
    unit: str = ""
    group: int = 0

    @property
    def is_share_like(self) -> bool:
        """Whether it is a percentage, or words that mean one."""
        return self.kind in (PERCENT, WORDED)

    def is_at(self, other: Quantity) -> bool:
        """Whether it is the same number at the same place, whatever role it has."""
        return (self.start, self.end, self.text) == (other.start, other.end, other.text)


def quantities(tokens: Sequence[Token]) -> list[Quantity]:
    """The quantities of a sentence in order."""
    found: list[Quantity] = []
    for at, token in enumerate(tokens):
        if token.is_quantity:
            found.append(_quantity(tokens, at, found))
    return _joined(tokens, found)


def _quantity(tokens: Sequence[Token], at: int, before: list[Quantity]) -> Quantity:
    token = tokens[at]
    role, direction = _role(tokens, at)
    against = against_of(tokens, at) if role == CHANGE else ""
    if role == LEVEL and _next_word(tokens, at) in ("each", "apiece"):
        role = EACH
    elif role == LEVEL and _is_target(tokens, at):
        role = TARGET
    group = before[-1].group + 1 if before else 1
    return Quantity(
        token.kind, token.value, token.decimals, role, token.start, token.end, token.text, at,
        direction, token.signed, hedge_of(tokens, at), against, _unit(tokens, at), group,
    )  # fmt: skip


def _role(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    token = tokens[at]
    is_multiple = token.kind == WORDED and token.low.endswith(("ed", "ing", "double", "twice", "treble", "triple"))
    if token.kind == TIMES or is_multiple:
        return CHANGE, 0 if token.kind == TIMES else 1 if token.value > 0 else -1
    if token.signed:
        return CHANGE, (token.value > 0) - (token.value < 0)
    if _next_word(tokens, at) in ("over", "under") and any(one.low == "target" for one in tokens[at + 2 : at + 4]):
        return CHANGE, 1 if tokens[at + 1].low == "over" else -1
    word = tokens[at + 1] if _is_off(tokens, at) else _own_word(tokens, at)
    if word is not None:
        return CHANGE, direction_of(word)
    is_by = at > 1 and tokens[at - 1].low == "by" and (token.kind == PERCENT or tokens[at - 2].low in ("is", ","))
    is_by = is_by and any(is_change_word(one) or _BETTER.match(one.text) for one in tokens[:at])
    if token.kind == POINTS or is_by:  # or 1.6 percentage points; down on last year's 240 by 15%
        return CHANGE, 0
    says_of = token.kind in (PERCENT, WORDED) and _next_word(tokens, at) == "of"
    return (SHARE if says_of or _accounts_for(tokens, at) else LEVEL), 0


def _is_off(tokens: Sequence[Token], at: int) -> bool:
    """``burglary is 12 below the 98 recorded``."""
    return (
        tokens[at].kind == NUMBER and at > 0 and tokens[at - 1].low in ("is", "was", "were", "are")
        and [token.low for token in tokens[at + 1 : at + 3]] in (["below", "the"], ["above", "the"])
        and at + 3 < len(tokens) and tokens[at + 3].kind == NUMBER
    )  # fmt: skip


def _own_word(tokens: Sequence[Token], at: int) -> Token | None:
    """The word of change that a number belongs to, before or after it."""
    word, passed = _word_before(tokens, at)
    if word is not None and passed.isdisjoint(("to", "from", "than")):
        is_tied = bool({"of", "by", ":", "="} & passed) or direction_of(word) != 0
        is_comparison = word.low in _COMPARISONS and "by" not in passed
        if is_tied and not is_comparison and not (":" in passed and _is_of_a_year(tokens, at)):
            return word
    return _word_after(tokens, at)


def _is_of_a_year(tokens: Sequence[Token], at: int) -> bool:
    """``has fallen year on year: 90 in 2021/22, 82 in 2022/23``."""
    after = tokens[at + 1 : at + 3]
    return tokens[at].kind == NUMBER and len(after) > 1 and after[0].low == "in" and after[1].kind == PERIOD


def _accounts_for(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].kind == PERCENT and _verb_before(tokens, at) in ("accounting", "accounted", "accounts")


def _word_before(tokens: Sequence[Token], at: int) -> tuple[Token | None, set[str]]:
    """The word of change before a number, and the fillers between."""
    passed: set[str] = set()
    for place in range(at - 1, max(-1, at - 1 - _FAR), -1):
        token = tokens[place]
        if [one.low for one in tokens[place : place + 2]] in _MORE_THAN:
            passed.discard("than")
            continue  # fell by more than half
        if token.low == "up" and place and tokens[place - 1].low.startswith("ma"):
            return None, passed  # made up of
        if is_change_word(token) and not (passed and token.low in AT_LEAST):
            return token, passed
        if token.text == "," and tokens[place + 1].low == "of":
            continue  # the largest fall, of 6.9%
        is_led = tokens[at - 1].low == "of" or _is_in_bracket(tokens, at)
        if is_led and token.kind == WORD and place == at - 2 and _noun_of(tokens, place):
            return _noun_of(tokens, place), {"of"}
        if token.text == "(" and place == at - 1 and _is_in_bracket(tokens, at):
            continue
        if not is_filler(token) and not (token.kind == PERIOD and LAST_YEAR.fullmatch(token.text)):
            return None, passed
        passed.add(token.low)
    return None, passed


def _is_in_bracket(tokens: Sequence[Token], at: int) -> bool:
    """``a reduction in criminal damage (2.9%)``: a percentage alone in its bracket."""
    is_alone = tokens[at - 1].text == "(" and at + 1 < len(tokens) and tokens[at + 1].text == ")"
    return is_alone and tokens[at].kind == PERCENT


def _noun_of(tokens: Sequence[Token], place: int) -> Token | None:
    """The change of ``a decrease in vehicle theft of 99``, from its last word."""
    for back in range(place, max(0, place - _NEAR), -1):
        if tokens[back].kind != WORD or tokens[back].low in _NOT_UNITS - {"in"}:
            return None
        if tokens[back].low == "in" and is_change_word(tokens[back - 1]) and direction_of(tokens[back - 1]):
            return tokens[back - 1]
    return None


def _word_after(tokens: Sequence[Token], at: int) -> Token | None:
    """The word of change after a number that is its own: ``158 more victims``, ``a 6.4% increase``."""
    token = tokens[at]
    reach = 1 if token.kind == NUMBER else _NEAR
    for place in range(at + 1, min(len(tokens), at + 2 + reach)):
        after = tokens[place]
        if after.kind == PERIOD and LAST_YEAR.fullmatch(after.text):
            continue
        if after.kind != WORD:
            return None
        if AFTER_A_NUMBER.fullmatch(after.text):
            follows = [one for one in tokens[place + 1 : place + 3] if not is_filler(one) or one.low == "to"]
            belongs_on = (
                after.low in ("up", "down", "above", "below")
                and follows
                and (follows[0].is_quantity or follows[0].low == "from")
                and not (
                    token.kind in (PERCENT, POINTS) and follows[0].kind not in (token.kind, WORD)
                )  # 18% below the 76
            )
            is_near = token.kind != NUMBER or after.low in NEEDS_NOTHING or place == at + 1 or _article(tokens, at)
            return after if is_near and not belongs_on else None
        if after.low in ("of", "in", "were", "was", "is", "are", "had", "and", "which", "or"):
            return None
    return None


def _article(tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].low in ("a", "an", "the")


def _next_word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at + 1].low if at + 1 < len(tokens) else ""


def _verb_before(tokens: Sequence[Token], at: int) -> str:
    words = [
        token.low for token in tokens[max(0, at - _NEAR) : at] if token.low not in ("for", "nearly", "over", "about")
    ]
    return words[-1] if words else ""


def _is_target(tokens: Sequence[Token], at: int) -> bool:
    before = list(takewhile(lambda token: not token.is_quantity, reversed(tokens[max(0, at - 4) : at])))
    after = [token.low for token in tokens[at + 1 : at + 3]]
    if after[:1] == ["or"] and after[1:] in (["fewer"], ["less"], ["more"], ["above"], ["below"], ["over"], ["under"]):
        return True  # 90 or fewer
    if [token.low for token in tokens[max(0, at - 2) : at]] in (["stay", "within"], ["to", "reach"]):
        return True
    named = [
        token for token, lead in pairwise(before)
        if token.low.startswith(("target", "baseline")) and lead.low not in _WITHIN
    ]  # fmt: skip
    is_first = bool(before) and before[-1].low.startswith(("target", "baseline"))
    return bool(named) or is_first or _next_word(tokens, at) == "target"


def _unit(tokens: Sequence[Token], at: int) -> str:
    words = takewhile(
        lambda token: token.kind == WORD and not is_change_word(token) and token.low not in _NOT_UNITS,
        tokens[at + 1 : at + 5],
    )
    return " ".join(token.text for token in words)


def _closes(tokens: Sequence[Token], at: int) -> bool:
    """Whether the bracket holds no other number after this one."""
    inside = takewhile(lambda token: token.text != ")", tokens[at + 1 :])
    return not any(token.is_quantity for token in inside)


def _joined(tokens: Sequence[Token], found: list[Quantity]) -> list[Quantity]:
    """Quantities joined by ``or``, a stroke or brackets are of one thing: each tells what the other is."""
    made = list(found)
    for place in range(1, len(made)):
        first, second = made[place - 1], made[place]
        between = tokens[first.at + 1 : second.at]
        marks = [token.text for token in between if token.kind == MARK] + [
            token.low for token in between if token.low == "or"
        ]
        words = [token for token in between if token.kind == WORD and token.low not in ("or", "around", "about")]
        is_near = len(words) <= _NEAR and not any(map(is_change_word, words))
        is_said_on = marks == ["("] and first.role == CHANGE and says_on(list(between[:-1]))
        joins = marks in (["or"], ["/"], ["("], ["(", "or"]) and (is_near or is_said_on)
        is_apart = "(" not in marks and any(token.kind == PERIOD for token in between)
        is_apart = is_apart or any(token.low == "between" for token in between)  # points between 2022 (52%) and 2024
        if not joins or first.kind == second.kind or is_apart:
            continue
        is_bracket = "(" in marks
        if marks == ["/"] and tokens[first.at - 1].text == "(" and {first.role, second.role} <= {LEVEL, CHANGE}:
            direction = first.direction or second.direction
            made[place - 1] = replace(first, role=CHANGE, direction=direction)
            made[place] = replace(second, role=CHANGE, direction=direction, group=first.group)
            continue
        is_bare = second.kind == NUMBER and not second.unit and not second.signed
        if is_bracket and (is_bare or not _closes(tokens, second.at)):
            continue  # it may be the figure of before, or one of a pair
        if first.role == CHANGE and second.role in (LEVEL, SHARE):
            role = CHANGE
            made[place] = replace(
                second, role=role, direction=first.direction, group=first.group, against=first.against
            )
        elif second.role == CHANGE and first.role == LEVEL and first.kind == NUMBER and not is_bracket:
            made[place - 1] = replace(first, role=CHANGE, direction=second.direction, against=second.against)
            made[place] = replace(second, group=first.group)
        elif second.role == CHANGE and first.role == CHANGE:
            made[place] = replace(
                second, group=first.group, direction=second.direction or first.direction, against=first.against
            )
        elif first.role == LEVEL and first.kind == NUMBER and second.kind == PERCENT and second.role != CHANGE:
            made[place] = replace(second, role=SHARE, group=first.group)
    return made
