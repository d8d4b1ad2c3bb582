"""The role of each number of a sentence: a level, a change, a share, or a comparator."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise, takewhile

from xlcsp.claims.prose.own_word import NOT_UNITS, OFF, bare_off_word, off_word, own_word, says_again
from xlcsp.claims.prose.qualifiers import EXACTLY, against_of, hedge_of
from xlcsp.claims.prose.tokens import MARK, NUMBER, PERCENT, PERIOD, POINTS, TIMES, WORD, WORDED, Token
from xlcsp.claims.prose.vocabulary import CONNECTORS, NEEDS_NOTHING, direction_of, is_change_word, says_on

LEVEL, CHANGE, SHARE, BASE, TARGET = "level", "change", "share", "base", "target"
EACH = "each"  # of several figures, so not a comparator
LONE_BASE = "base alone"  # compared with something outside the sentence
TARGETS = ("target", "baseline", "ceiling", "limit", "threshold")
_AIMS = frozenset((*TARGETS, "trajectory", "plan", "profile", "commitment", "schedule", "ambition", "milestone"))
_OUTCOMES = frozenset(("met", "missed", "achieved", "exceeded", "beaten"))
_LONG = 5
_NEAR = 3  # words that may come between
_WITHIN = ("within", "on", "off", "outside", "beyond", "over", "under")  # on target: 95
_BETTER = re.compile(r"improv|worsen|deteriorat|exceed|surpass|beat|overshot", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a sentence.

    kind: number, percent, points or worded (its value as a percentage). role: level, change, share, base or target.
    direction: 1 for more, -1 for less, by word or sign. hedge: about, more than, less than. against: what a change
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

    @property
    def is_of_points(self) -> bool:
        """Whether it counts percentage points."""
        return self.kind == POINTS or (self.kind == NUMBER and self.unit.lower().startswith("point"))

    def is_at(self, other: Quantity) -> bool:
        """Whether it is the same number at the same place, whatever its role."""
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
    if role == LEVEL and before and _goes_on(tokens, at, before[-1]):
        role, direction = CHANGE, before[-1].direction
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


def _goes_on(tokens: Sequence[Token], at: int, before: Quantity) -> bool:
    """``a rise of 26% since 2012/13 and of 14% on last year``."""
    lead = [token.low for token in tokens[at - 2 : at]]
    return before.role == CHANGE and before.kind == tokens[at].kind and lead in (["and", "of"], ["and", "by"])


def _role(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    token = tokens[at]
    is_multiple = token.kind == WORDED and token.low.endswith(("ed", "ing", "double", "twice", "treble", "triple"))
    if token.kind == TIMES or is_multiple:
        return CHANGE, 0 if token.kind == TIMES else 1 if token.value > 0 else -1
    if token.signed:
        return CHANGE, (token.value > 0) - (token.value < 0)
    for place in range(at + 1, min(at + 4, len(tokens))):  # 12 over target, 0.9 days over target, 30 short of our plan
        if tokens[place].low in OFF and any(one.low in _AIMS for one in tokens[place + 1 : place + 4]):
            return CHANGE, OFF[tokens[place].low]
        if tokens[place].kind != WORD or tokens[place].low in ("is", "are", "was", "were"):
            break
    off = off_word(tokens, at) or bare_off_word(tokens, at)
    word = off or own_word(tokens, at)
    if word is not None:
        return CHANGE, OFF[word.low] if off else direction_of(word)
    is_by = (
        at > 1
        and tokens[at - 1].low == "by"
        and (
            token.kind == PERCENT
            or tokens[at - 2].low in ("is", ",", "i.e.")
            or _is_gap(tokens, at)
            or _is_on(tokens, at)
        )
    )
    is_by = is_by and any(is_change_word(one) or _BETTER.match(one.text) for one in tokens[:at])
    if token.kind == POINTS or is_by:  # or 1.6 percentage points; down on last year's 240 by 15%
        return CHANGE, 0
    says_of = token.kind in (PERCENT, WORDED) and _next_word(tokens, at) == "of"
    return (SHARE if says_of else LEVEL), 0


def _is_gap(tokens: Sequence[Token], at: int) -> bool:
    """``44.0, lower than the average of 52.5 by 8.5``: the last of three numbers, right after the second."""
    is_last = not any(token.is_quantity for token in tokens[at + 1 :])
    if any(_BETTER.match(token.text) for token in tokens[max(0, at - 6) : at - 1]):
        return True  # exceeding the aim by 52
    return is_last and tokens[at - 2].is_quantity and sum(token.is_quantity for token in tokens) == 3  # noqa: PLR2004


def _is_on(tokens: Sequence[Token], at: int) -> bool:
    """``down on last year by 41``."""
    before = tokens[max(0, at - _LONG - 1) : at - 1]
    return any(one.low == "on" and direction_of(lead) for lead, one in pairwise(before))


def _next_word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at + 1].low if at + 1 < len(tokens) else ""


def _is_target(tokens: Sequence[Token], at: int) -> bool:
    before = list(takewhile(lambda token: not token.is_quantity, reversed(tokens[max(0, at - 4) : at])))
    since = [token.low for token in takewhile(lambda token: not token.low.startswith(TARGETS), before)]
    if since[:1] == ["and"] or not _OUTCOMES.isdisjoint(since):
        return False  # 19 achieved their target and seven did not; both targets were met: 96%
    after = [token.low for token in tokens[at + 1 : at + 3]]
    if after[:1] == ["or"] and after[1:] in (["fewer"], ["less"], ["more"], ["above"], ["below"], ["over"], ["under"]):
        return True  # 90 or fewer
    if [token.low for token in tokens[max(0, at - 2) : at]] in (["stay", "within"], ["to", "reach"]):
        return True
    named = [
        token for token, lead in pairwise(before)
        if token.low.startswith(TARGETS) and lead.low not in _WITHIN and "hardening" not in since
    ]  # fmt: skip
    is_first = bool(before) and before[-1].low.startswith(TARGETS)
    return bool(named) or is_first or _next_word(tokens, at) == "target"


def _unit(tokens: Sequence[Token], at: int) -> str:
    words = takewhile(
        lambda token: token.kind == WORD and not is_change_word(token) and token.low not in NOT_UNITS,
        tokens[at + 1 : at + 5],
    )
    return " ".join(token.text for token in words)


def _closes(tokens: Sequence[Token], at: int) -> bool:
    """Whether the bracket holds no other number after this one."""
    inside = takewhile(lambda token: token.text != ")", tokens[at + 1 :])
    return not any(token.is_quantity for token in inside)


def _is_apart(first: Quantity, second: Quantity, between: Sequence[Token], marks: Sequence[str]) -> bool:
    """Whether a period between two quantities says that they are of different times."""
    is_on_last_year = marks == [",", "or"] and between[0].low in ("on", "than", "from") and first.role == CHANGE
    if any(token.low.startswith("compar") for token in between):
        return True  # fell by 4% when comparing April to June (9,204 crimes) with
    if "(" not in marks and not is_on_last_year and any(token.kind == PERIOD for token in between):
        return True
    is_base = first.is_of_points and second.kind == PERCENT  # two points up on Q1 (86%)
    return is_base or any(token.low == "between" for token in between)  # points between 2022 (52%) and 2024


def _is_one_clause(between: Sequence[Token]) -> bool:
    """``six more young people per session or``."""
    return all(token.kind == WORD and token.low not in CONNECTORS | {"and", "to", "from"} for token in between)


def _joined(tokens: Sequence[Token], found: list[Quantity]) -> list[Quantity]:
    """Gives quantities joined by ``or``, a stroke or brackets, which are about one thing, each other's roles."""
    made = list(found)
    for place in range(1, len(made)):
        first, second = made[place - 1], made[place]
        between = tokens[first.at + 1 : second.at]
        marks = [token.text for token in between if token.kind == MARK] + [
            token.low for token in between if token.low == "or"
        ]
        words = [token for token in between if token.kind == WORD and token.low not in ("or", "around", "about")]
        if words and first.role == CHANGE and words[0].low in NEEDS_NOTHING:
            words = words[1:]  # 64 fewer, or 13%
        is_near = len(words) <= _NEAR and not any(map(is_change_word, words))
        is_said_on = marks in (["("], ["(", "or"]) and first.role == CHANGE and says_on(list(between[:-1]))
        is_said_on |= marks == ["or"] and first.role == CHANGE and _is_one_clause(between)
        joins = marks in (["or"], [",", "or"], ["/"], ["("], ["(", "or"]) and (is_near or is_said_on)
        joins = joins or (
            marks in ([","], [";"]) and first.signed and second.signed and tokens[first.at - 1].text == "("
        )
        if not joins or first.kind == second.kind or _is_apart(first, second, between, marks):
            continue
        is_bracket = "(" in marks
        if marks == ["/"] and tokens[first.at - 1].text == "(" and {first.role, second.role} <= {LEVEL, CHANGE}:
            direction = first.direction or second.direction
            made[place - 1] = replace(first, role=CHANGE, direction=direction)
            made[place] = replace(second, role=CHANGE, direction=direction, group=first.group)
            continue
        is_bare = second.kind == NUMBER and not (second.unit or second.signed or says_again(tokens, first.at))
        if is_bracket and (is_bare or not _closes(tokens, second.at)):
            continue  # it may be the earlier figure, or one of a pair
        is_by = not is_bracket or tokens[first.at - 1].low == "by"
        made[place - 1 : place + 1] = _with_roles(first, second, is_by=is_by)
    return made


def _with_roles(first: Quantity, second: Quantity, *, is_by: bool) -> tuple[Quantity, Quantity]:
    """Two joined quantities: where one is a change, the other is, too. is_by: whether the first may be made one."""
    if first.role == CHANGE and second.role in (LEVEL, SHARE, CHANGE):
        direction = second.direction or first.direction
        return first, replace(
            second, role=CHANGE, direction=direction, group=first.group, against=first.against
        )  # fmt: skip
    is_level = first.role == LEVEL and first.kind == NUMBER
    if second.role == CHANGE and is_level and is_by:
        changed = replace(first, role=CHANGE, direction=second.direction, against=second.against)
        return changed, replace(second, group=first.group)
    if is_level and second.kind == PERCENT and second.role != CHANGE:
        return first, replace(second, role=SHARE, group=first.group)
    return first, second
