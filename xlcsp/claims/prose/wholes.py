"""Parts of wholes, and the shares that are certainly about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, pairwise, takewhile

from xlcsp.claims.prose.nearby import FAR
from xlcsp.claims.prose.quantities import BASE, CHANGE, LEVEL, TARGET, Quantity
from xlcsp.claims.prose.shares import NAMED_BEFORE, UNIT, goes_with, shares_of
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, PERIOD, WORD, WORDED, Token
from xlcsp.claims.prose.vocabulary import CONNECTORS, LOOSE, is_change_word

_MAKES_UP = frozenset((
    ")", "which", "made", "make", "makes", "making", "up", "was", "were", "is", "are", "represented", "represents",
    "representing", "comprised", "comprising", "constituted", "constituting", "accounted", "accounts", "accounting",
    "account", "represent", "constitute", "for",
))  # fmt: skip
_ALL = (
    "the", "all", "these", "those", "a", "total", "our", "its", "their", "planned", "scheduled", "eligible",
    "registered", "recorded",
)  # fmt: skip
_OF_A_YEAR = ("annual", "yearly", "year's", "full-year")
_OPENING = (["of"], ["among"], ["amongst"], ["out", "of"], ["of", "total", "of"], ["out", "of", "total", "of"])
_IN_ALL = (["in", "all", ","], ["in", "total", ","])
_PLAIN_UNITS = ("", "people", "persons", "individuals", "in number", "cases", "in total")
_DID = frozenset((
    "led", "were", "was", "are", "had", "have", "has", "went", "came", "took", "received", "resulted", "ended",
    "became", "got", "did", "left", "said",
))  # fmt: skip
_FIRST = 4  # the place by which a sentence must have named its whole


@dataclass(frozen=True, slots=True)
class Whole:
    """A part of a whole: ``18 of 24``. share: the percentage (or words) that is certainly about it."""

    part: Quantity
    whole: Quantity
    share: Quantity | None = None


def wholes_of(found: Sequence[Token], numbers: list[Quantity]) -> list[Whole]:
    """The parts of wholes, each with its share."""
    made: list[Whole] = []
    plain = [
        one
        for one in numbers
        if one.kind == NUMBER
        and (
            one.role == LEVEL
            or _is_part_of_last_year(found, one)
            or _is_of_change(found, numbers, one)
            or _is_of_target(found, one)
        )
    ]
    for first, second in pairwise(plain):
        if ("£" in first.text) != ("£" in second.text):
            continue  # 14 projects at £70,000, of which 10
        between = [token.low for token in found[first.at + 1 : second.at]]
        told = _with_share_between(found, numbers, first, second)
        couple = told[:2] if told is not None else _part_and_whole(found, first, second, between)
        if told is None and CHANGE in (first.role, second.role):
            continue
        if couple is not None and couple[0].value <= couple[1].value and couple[1].value > 0:
            shares = [told[2]] if told is not None else shares_of(found, numbers, *couple)
            made += [Whole(*couple, share) for share in shares] or [Whole(*couple)]
    if len(made) > 1:
        made = [replace(one, share=None) if _is_overall(found, one.share) else one for one in made]
        made = [replace(one, share=None) if _is_of_another(found, one, made) else one for one in made]
    return made


def _is_of_another(found: Sequence[Token], one: Whole, made: Sequence[Whole]) -> bool:
    """Whether a comma parts a whole from its share, and none another: ``16 of 20 (80%), with 12,400 of the 16,900``."""
    share = one.share
    rivals = [other for other in made if share is not None and other.share == share and other is not one]
    return (
        share is not None
        and _is_parted(found, one, share)
        and any(not _is_parted(found, other, share) for other in rivals)
    )


def _is_parted(found: Sequence[Token], one: Whole, share: Quantity) -> bool:
    places = sorted((one.part.at, one.whole.at))
    between = found[share.at : places[0]] if share.at < places[0] else found[places[1] : share.at]
    return any(token.text == "," for token in between)


def _is_overall(found: Sequence[Token], share: Quantity | None) -> bool:
    """Whether a share is about all parts together: ``18 of 20 in Q1, 19 of 20 in Q2: 93% overall``."""
    near = [token.low for token in found[max(0, share.at - 3) : share.at + 4]] if share is not None else []
    return any(word in ("overall", "together", "altogether", "average", "combined", "total") for word in near)


def _is_of_change(found: Sequence[Token], numbers: Sequence[Quantity], one: Quantity) -> bool:
    """``193 fewer, accounting for 87% of the overall reduction of 222``, ``1,560 (73%) of the 2,130 additional``."""
    if one.role != CHANGE or one.signed:
        return False
    shares = [other for other in numbers if other.is_share_like and other.at > one.at - FAR]
    behind = ([token for token in found[share.at + 1 : share.at + 7] if token.text != ")"] for share in shares)
    return any(
        [token.low for token in near[:2]] == ["of", "the"] and any(map(is_change_word, near[2:5])) for near in behind
    )


def _is_part_of_last_year(found: Sequence[Token], one: Quantity) -> bool:
    """``29 of 38, compared to 24 of 36 (67%) last year``."""
    after = found[one.at + 1 : one.at + 4]
    return one.role == BASE and [token.low for token in after[::2]] == ["of", "("] and after[1].kind == NUMBER


def _is_of_target(found: Sequence[Token], one: Quantity) -> bool:
    """``640 alarms, 80% of its target of 800``."""
    back = found[max(0, one.at - FAR) : one.at]
    lead = list(dropwhile(lambda token: token.low in _ALL or token.low in _OF_A_YEAR, reversed(back[:-2])))
    is_led = [token.low for token in back[-2:]] == ["target", "of"] and len(lead) > 1
    return one.role == TARGET and is_led and lead[0].low == "of" and lead[1].kind == PERCENT


def _with_share_between(
    found: Sequence[Token], numbers: list[Quantity], first: Quantity, second: Quantity
) -> tuple[Quantity, Quantity, Quantity] | None:
    """Part, whole and share, if the share comes between the two numbers and shows which is which.

    ``148 complaints made up 36% of the 411``, ``54 (90%) of the 60``, ``1,204 calls, 80% of which (963)``.
    """
    inside = [one for one in numbers if first.at < one.at < second.at]
    if len(inside) != 1 or not inside[0].is_share_like or inside[0].role in (CHANGE, TARGET):
        return None
    share = inside[0]
    before = found[first.at + 1 : share.at]
    after = [
        token.low for token in found[share.at + 1 : second.at] if token.low not in _ALL and not token.low.endswith("'s")
    ]
    is_of_it = [token.low for token in before[-2:]] in (["of", "which"], ["of", "whom"], ["of", "these"])
    is_led_to = after[-1:] == ["("] and len(after) <= UNIT + 2 and all(map(str.isalpha, after[:-1]))
    is_led_to &= is_of_it is False or after == ["("]
    if is_led_to and found[second.at + 1].text == ")" and (is_of_it or _opens_with_all(found, first)):
        return (second, first, share)  # Of the 970 calls to the team, 24.7% (240); 232, of which 58% (135)
    if after[:1] == after[-1:] == ["of"] and all(map(str.isalpha, after)) and len(after) <= UNIT + 1:
        after = ["of"]  # 80% of its annual target of 800
    if after in (["as", "many", "as"], ["as", "much", "as"]) and share.kind == WORDED:
        return (first, second, share)  # 18, half as many as the 36 of 2011/12
    if after in (["of", "which", "("], ["of", "whom", "("]):
        return (second, first, share) if not any(token.text == ";" for token in before) else None
    says = list(takewhile(lambda token: token.low in _MAKES_UP, reversed(before)))
    unit = before[: len(before) - len(says)]
    is_aside = "which" in [token.low for token in says] or (bool(says) and says[-1].low.endswith("ing"))
    is_aside |= [token.low for token in found[first.at - 2 : first.at]] == [",", "at"]
    if says and unit and unit[-1].text == "," and is_aside:
        unit = unit[:-1]  # £36,000, which is 75% of the £48,000
    is_how_many = first.text.isalpha() and bool(first.unit) and 100 * first.value < second.value
    is_said = (
        any(token.kind == WORD for token in says)
        and not is_how_many
        and len(unit) <= UNIT
        and all(one.kind == WORD for one in unit)
    )
    is_beside = _is_beside(before, share) and after == ["of"]
    is_beside |= [token.text for token in before] == ["("] and after == [")", "of"]
    return (first, second, share) if is_beside or (is_said and after == ["of"]) else None


def _is_beside(before: Sequence[Token], share: Quantity) -> bool:
    """Whether a part leads to its share: in a bracket, behind a comma, or by ``or``: ``584 or 25.3% of the 2,308``."""
    opens = bool(before) and before[-1].text == "(" and len(before) <= UNIT + 1
    said = [token.text for token in before if token.low not in LOOSE | {"exactly", "or", "i.e."}]
    is_unit = all(map(str.isalpha, said[:-1])) and len(said) <= UNIT  # 640 alarms, 80% of
    return (
        (opens and all(one.kind == WORD for one in before[:-1]))
        or (said[-1:] == [","] and is_unit)
        or (share.kind == WORDED and _is_compared_aside(before))
        or [token.low for token in before] == ["or"]
    )


def _is_compared_aside(before: Sequence[Token]) -> bool:
    """``118 offences in the year after, less than half of the 224``: only words and periods, then a comma."""
    lead = list(
        dropwhile(
            lambda token: token.low in ("than", "less", "more", "just", "under", "over", "only"), reversed(before)
        )
    )
    plain = [token for token in lead[1:] if token.kind != PERIOD]
    is_one_clause = all(token.kind == WORD and token.low not in CONNECTORS | {"and"} for token in plain)
    return len(lead) > 1 and lead[0].text == "," and is_one_clause and len(plain) <= 2 * FAR


def _opens_with_all(found: Sequence[Token], whole: Quantity) -> bool:
    before = [token.low for token in found[max(0, whole.at - 4) : whole.at] if token.low not in _ALL]
    return before[-1:] == ["of"] and whole.at - 1 - len(before) <= 1


def _part_and_whole(
    found: Sequence[Token], first: Quantity, second: Quantity, between: list[str]
) -> tuple[Quantity, Quantity] | None:
    stripped = [word for word in between if word not in _ALL]
    is_in_brackets = found[first.at - 1].text == "(" and stripped == ["/"] and found[second.at + 1].text == ")"
    is_after_brackets = found[first.at - 1].text == "(" and stripped == [")", "of"]
    is_after_brackets |= stripped[-1:] == ["from"] and _is_aside_of_share(found, first, second)
    is_rate = "from" in between and not {";", "to"} & set(between) and _says_its_rate(found, second)
    if is_in_brackets or is_after_brackets or is_rate or stripped == ["of"] or stripped[-2:] == ["out", "of"]:
        return first, second
    clause = 1 + max((at for at in range(first.at) if found[at].text in ";:"), default=-1)
    before = [
        token.low
        for token in found[max(clause, first.at - 4) : first.at]
        if token.low not in ("the", "these", "those", "all", "a", "our", "its", "their")
        and not token.low.endswith("'s")
    ]
    is_bare = not any(token.kind in (PERCENT, WORDED) for token in found[: first.at])
    is_whole = found[first.at + 1].low not in _DID  # of those 299 went to court, 92 of them on bail
    opens = is_whole and first.at - clause <= _FIRST and before in _OPENING and "." not in between
    after = [token.text.lower() for token in found[second.at + 1 : second.at + 6]]
    is_of_which = (
        between[-2:] in (["of", "which"], ["of", "whom"], ["of", "these"], ["of", "them"])
        or after[:2] in (["of", "which"], ["of", "whom"])
        or (is_bare and after[:2] in (["of", "them"], ["of", "these"], ["of", "those"]))
        or (
            after[:1] == ["("]
            and after[2:4] == [")", "of"]
            and after[4:5]
            and after[4] in NAMED_BEFORE[0 if is_bare else -2 :]
        )  # 38 (18%) of which
    )
    is_told = before[-1:] == ["of"] and _share_leads(found, first, second, between)
    return (second, first) if ((opens or is_of_which) and ";" not in between) or is_told else None


def _is_aside_of_share(found: Sequence[Token], part: Quantity, whole: Quantity) -> bool:
    """``76% (114 convictions from 150 trials)``: both in the bracket of a share, with nothing but words."""
    behind = list(takewhile(lambda token: token.kind == WORD, found[whole.at + 1 :]))
    is_closed = found[whole.at + 1 + len(behind)].text == ")"
    told = list(dropwhile(lambda token: token.kind == PERIOD or token.low == "in", reversed(found[: part.at - 1])))
    is_of_words = all(goes_with(token) and not is_change_word(token) for token in found[part.at + 1 : whole.at])
    return (
        is_closed
        and is_of_words
        and [token.text for token in found[part.at - 1 : part.at]] == ["("]
        and any(token.kind == PERCENT for token in told[:1])
    )


def _says_its_rate(found: Sequence[Token], whole: Quantity) -> bool:
    """Whether a rate follows: ``, a success rate of``."""
    after = list(takewhile(lambda token: not token.is_quantity, found[whole.at + 1 : whole.at + 2 + 2 * FAR]))
    return any(token.low in ("rate", "proportion", "share", "percentage") for token in after[-3:]) and not any(
        token.text in ";." for token in after
    )


def _share_leads(found: Sequence[Token], first: Quantity, second: Quantity, between: list[str]) -> bool:
    """``half of the 150 referrals (75)``, ``53% of the 150 referrals, 80, came from schools``."""
    lead = [token.kind for token in found[max(0, first.at - 4) : first.at]]
    if WORDED in lead[-3:] and "(" in between:
        return {"rest", "others", "remainder"}.isdisjoint(between)  # half of the 36 came from schools, the rest (6)
    if PERCENT in lead[-3:] and between[-1:] == ["("]:  # 72% of 150 referrals (108)
        named = [token.low for token in takewhile(lambda token: token.kind == WORD, found[second.at + 1 :])]
        most = UNIT + 1 if not named else 2 * UNIT if named[0] in between else 0
        return found[second.at + 1 + len(named)].text == ")" and len(between) <= most
    is_aside = between[-1:] == [","] and _is_counted_aside(found, first, second)
    if is_aside is False and [token.low for token in found[second.at + 1 : second.at + 4]] in _IN_ALL:
        is_aside = between[-1:] == [","]
    ends = [token.text for token in found[second.at + 1 : second.at + 3]]
    if between[-2:] in ([",", "or"], [",", "i.e."], [",", "ie"]) and not {",", "."}.isdisjoint(ends):
        between, is_aside = between[:-1], True
    unit = between[:-1]
    return (PERCENT in lead or WORDED in lead) and is_aside and len(unit) <= UNIT and all(map(str.isalpha, unit))


def _is_counted_aside(found: Sequence[Token], whole: Quantity, part: Quantity) -> bool:
    """Whether a part ends its aside at once, or counts the same things: ``of the 620 respondents, 316 people,``."""
    named = list(takewhile(lambda token: token.kind == WORD, found[part.at + 1 : part.at + 1 + UNIT]))
    words = " ".join(token.low for token in named)
    return found[part.at + 1 + len(named)].text == "," and (words in _PLAIN_UNITS or words == whole.unit.lower())
