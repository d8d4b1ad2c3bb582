"""Which change is certainly said of which pair, and which share of which part of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from xlcsp.claims.prose.nearby import FAR
from xlcsp.claims.prose.pairs import Pair
from xlcsp.claims.prose.quantities import CHANGE, LEVEL, SHARE, TARGET, Quantity
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, PERIOD, WORD, WORDED, Token
from xlcsp.claims.prose.vocabulary import CONNECTORS, is_change_word, says_on

_MAKES_UP = frozenset((
    ")", "which", "made", "make", "makes", "making", "up", "was", "were", "is", "are", "represented", "represents",
    "representing", "comprised", "comprising", "constituted", "constituting", "accounted", "accounts", "accounting",
    "for",
))  # fmt: skip
_ALL = (
    "the", "all", "these", "those", "a", "total", "our", "planned", "scheduled", "eligible", "registered", "recorded",
)  # fmt: skip
_OPENING = (["of"], ["out", "of"], ["of", "total", "of"], ["out", "of", "total", "of"])
_NAMED_BEFORE = ("those", "these", "them", "which", "whom")
_UNIT = 4  # words of what is counted
_LEADS_ON = frozenset((
    "on", "in", "than", "from", "the", "a", "its", "our", "of", "by", "compared", "to", "with", "against", "over",
    "under", "target", "since", "national", "regional", "force", "average",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Whole:
    """A part of a whole: ``18 of 24``. share: the percentage (or words) that is said of it, where it is certain."""

    part: Quantity
    whole: Quantity
    share: Quantity | None = None


def wholes_of(found: Sequence[Token], numbers: list[Quantity]) -> list[Whole]:
    """The parts of wholes, each with the share that is said of it."""
    made: list[Whole] = []
    plain = [one for one in numbers if one.kind == NUMBER and one.role == LEVEL]
    for first, second in pairwise(plain):
        if ("£" in first.text) != ("£" in second.text):
            continue  # 14 projects at £70,000, of which 10
        between = [token.low for token in found[first.at + 1 : second.at]]
        told = _with_share_between(found, numbers, first, second)
        couple = told[:2] if told is not None else _part_and_whole(found, first, second, between)
        if couple is not None and couple[0].value <= couple[1].value and couple[1].value > 0:
            made.append(Whole(*couple, told[2] if told is not None else _share_of(found, numbers, *couple)))
    return made


def _with_share_between(
    found: Sequence[Token], numbers: list[Quantity], first: Quantity, second: Quantity
) -> tuple[Quantity, Quantity, Quantity] | None:
    """Part, whole and share of two numbers with a share between them that says which is which.

    ``148 complaints made up 36% of the 411``, ``54 (90%) of the 60``, ``1,204 calls, 80% of which (963)``.
    """
    inside = [one for one in numbers if first.at < one.at < second.at]
    if len(inside) != 1 or not inside[0].is_share_like or inside[0].role in (CHANGE, TARGET):
        return None
    share = inside[0]
    before = found[first.at + 1 : share.at]
    after = [token.low for token in found[share.at + 1 : second.at] if token.low not in _ALL]
    if after in (["of", "which", "("], ["of", "whom", "("]):
        return (second, first, share) if not any(token.text == ";" for token in before) else None
    says = list(takewhile(lambda token: token.low in _MAKES_UP, reversed(before)))
    unit = before[: len(before) - len(says)]
    if says and unit and unit[-1].text == "," and "which" in [token.low for token in says]:
        unit = unit[:-1]  # £36,000, which is 75% of the £48,000
    is_said = any(token.kind == WORD for token in says) and len(unit) <= _UNIT and all(one.kind == WORD for one in unit)
    is_in_brackets = [token.text for token in before] == ["("] and after == [")", "of"]
    return (first, second, share) if is_in_brackets or (is_said and after == ["of"]) else None


def _part_and_whole(
    found: Sequence[Token], first: Quantity, second: Quantity, between: list[str]
) -> tuple[Quantity, Quantity] | None:
    stripped = [word for word in between if word not in _ALL]
    is_in_brackets = found[first.at - 1].text == "(" and stripped == ["/"] and found[second.at + 1].text == ")"
    is_after_brackets = found[first.at - 1].text == "(" and stripped == [")", "of"]
    if is_in_brackets or is_after_brackets or stripped == ["of"] or stripped[-2:] == ["out", "of"]:
        return first, second
    before = [
        token.low
        for token in found[max(0, first.at - 4) : first.at]
        if token.low not in ("the", "these", "those", "all", "a")
    ]
    opens = first.at <= len(_OPENING) and before in _OPENING
    if opens and not {".", ";"} & set(between):
        return second, first
    if between[-2:] in (["of", "which"], ["of", "whom"], ["of", "these"], ["of", "them"]) and ";" not in between:
        return second, first
    after = [token.text.lower() for token in found[second.at + 1 : second.at + 6]]
    if after[:2] in (["of", "which"], ["of", "whom"]) and ";" not in between:
        return second, first
    if after[:1] == ["("] and after[2:4] == [")", "of"] and after[4:] in (["which"], ["whom"]) and ";" not in between:
        return second, first  # 210 searches, 38 (18%) of which
    is_told = before[-1:] == ["of"] and _share_leads(found, first, second, between)
    return (second, first) if is_told else None


def _share_leads(found: Sequence[Token], first: Quantity, second: Quantity, between: list[str]) -> bool:
    """``half of the 150 referrals (75)``, ``53% of the 150 referrals, 80, came from schools``."""
    lead = [token.kind for token in found[max(0, first.at - 4) : first.at]]
    if WORDED in lead[-3:] and "(" in between:
        return True
    is_aside = between[-1:] == [","] and found[second.at + 1].text == ","
    unit = between[:-1]
    return (PERCENT in lead or WORDED in lead) and is_aside and len(unit) <= _UNIT and all(map(str.isalpha, unit))


def _share_of(found: Sequence[Token], numbers: list[Quantity], part: Quantity, whole: Quantity) -> Quantity | None:
    """The percentage that is said of a part: right before its bracket, or right after it."""
    first, last = min(part.at, whole.at), max(part.at, whole.at)
    near: list[Quantity] = []
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
            return one
        if len(between) <= FAR and all(
            token.kind == WORD or token.text in "(),-:=" or token.kind == PERIOD for token in between
        ):
            near.append(one)
        elif one.at > last and _is_said_of_all(between):
            said.append(one)
    return near[0] if len(near) == 1 else said[0] if len(said) == 1 and not near else None


def _is_of_part(found: Sequence[Token], share: Quantity, last: int) -> bool:
    """Whether it is a share of what was named before: ``12% of those``."""
    return share.at > last and [token.low for token in found[share.at + 1 : share.at + 3]] in [
        ["of", one] for one in _NAMED_BEFORE
    ]


def _is_said_of_all(between: Sequence[Token]) -> bool:
    """Whether a share far behind its part and whole is theirs: ``93 of the 120 on it did not reoffend, i.e. 78%``."""
    *words, lead = [token for token in between if token.low not in ("around", "about", "just", "over", "under")]
    is_plain = all(token.kind in (WORD, PERIOD) or token.text == "," for token in words)
    return lead.low in ("i.e.", "ie", "(", "or") and is_plain and not any(token.low in CONNECTORS for token in words)


def bound(found: Sequence[Token], numbers: list[Quantity], pairs: list[Pair]) -> list[tuple[Quantity, Pair]]:
    """Each change (or share at the end of a pair) with the pair that it is certainly said of."""
    made: dict[int, Pair] = {}
    of_group: dict[int, Pair] = {}
    changes = [one for one in numbers if one.role == CHANGE or (_is_alone(one) and _ends_a_pair(found, one, pairs))]
    for one in changes:
        of_target = [pair for pair in pairs if pair.is_target] if one.against == "target" else pairs
        pair = _next_to(found, one, pairs) or (
            None if one.against and of_target is pairs else _pair_of(found, one, of_target)
        )
        if pair is not None:
            made[one.at] = of_group[one.group] = pair
    for one in changes:
        if one.at not in made and one.group in of_group and not one.against:
            made[one.at] = of_group[one.group]
    return [(replace(one, role=CHANGE), made[one.at]) for one in changes if one.at in made]


def _is_alone(one: Quantity) -> bool:
    return one.role in (SHARE, LEVEL) and one.is_share_like


def _next_to(found: Sequence[Token], one: Quantity, pairs: list[Pair]) -> Pair | None:
    """The pair whose comparator follows the change at once: ``12% down on the 100``."""
    for pair in pairs:
        between = found[one.at + 1 : pair.previous.at]
        if between and between[-1].text == "(":
            between = between[:-1]
        if 0 < len(between) <= FAR and all(
            token.kind == PERIOD or is_change_word(token) or token.low in _LEADS_ON for token in between
        ):
            return pair
    return None


def _ends_a_pair(found: Sequence[Token], one: Quantity, pairs: list[Pair]) -> bool:
    """Whether a percentage follows the pair at once: ``from 312 to 287 (8%)``, ``(from 270 to 300) or 11.1%``."""
    for pair in pairs:
        between = found[pair.end + 1 : one.at]
        if not between or pair.end > one.at:
            continue
        *middle, last = between
        is_plain = all(token.kind in (WORD, PERIOD) or token.text in "),(" for token in middle)
        if last.text in ("(", "or") and is_plain and not any(is_change_word(token) for token in middle):
            return True
    return False


def _pair_of(found: Sequence[Token], one: Quantity, pairs: list[Pair]) -> Pair | None:
    inside = [pair for pair in pairs if pair.start < one.at < pair.end]
    if inside:
        return inside[0] if len(inside) == 1 else None
    before = [pair for pair in pairs if pair.end < one.at]
    behind = list(found[before[-1].end + 1 : one.at]) if before else []
    if before and (says_on(behind) or (one.kind == PERCENT and _opens_a_bracket(behind))):
        return before[-1]
    after = [pair for pair in pairs if pair.start > one.at]
    if not after:
        return None
    between = list(found[one.at + 1 : after[0].start])
    if [token.low for token in between if token.kind != PERIOD] == [",", "with"] and one.kind == PERCENT:
        return after[0]  # up 12.4% year on year, with 371 offences against 330
    return after[0] if says_on(between) or _opens_a_bracket(between) or _is_relative(between) else None


def _is_relative(between: Sequence[Token]) -> bool:
    """Whether a clause tells of the same thing: ``a fall of 25 in criminal damage, which fell to 310 from 335``."""
    words = [token.low for token in between]
    if "which" not in words:
        return False
    at = words.index("which")
    rest = [token for token in between[at + 1 :] if token.low not in ("has", "have", "had")]
    return (
        0 < at <= FAR and words[at - 1] == "," and all(token.kind == WORD for token in between[: at - 1])
        and len(rest) > 1 and is_change_word(rest[0]) and all(token.low in ("to", "from") for token in rest[1:])
    )  # fmt: skip


def _opens_a_bracket(between: Sequence[Token]) -> bool:
    """Whether a pair is put behind words of the same clause: ``down 12% in the west (from 80 to 70)``."""
    plain = [token for token in between if token.low != "from" and token.kind != PERIOD]
    words = plain[:-1] if [token.low for token in plain[:2]] != ["compared", "with"] else plain[2:-1]
    is_from = bool(between) and between[-1].low == "from"
    return (
        bool(plain) and (plain[-1].text == "(" or (is_from and plain[-1].text == ",")) and len(words) <= FAR
        and all(token.kind == WORD and token.low not in CONNECTORS and token.low != "and" for token in words)
    )  # fmt: skip
