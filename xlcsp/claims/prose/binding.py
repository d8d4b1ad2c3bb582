"""Binds changes to the pairs that they are certainly about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from xlcsp.claims.prose.by_period import age_at, age_of
from xlcsp.claims.prose.nearby import FAR, is_on_a_time
from xlcsp.claims.prose.pairs import Pair
from xlcsp.claims.prose.quantities import BASE, CHANGE, LEVEL, SHARE, Quantity
from xlcsp.claims.prose.spans import LAST_YEAR
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, PERIOD, POINTS, WORD, Token
from xlcsp.claims.prose.vocabulary import CONNECTORS, NEEDS_NOTHING, is_change_word, says_on

_THAT_IS = tuple([word, "to"] for word in ("equivalent", "equating", "equal", "amounting", "equates"))
_EACH_YEAR = re.compile(
    r"\W*(?:(?:a|per|each|every) (?:year|month|quarter|week)(?!s| ago|'s| earlier| before)|annually|pa\b)"
)
_RANGES = ("rang", "vari", "vary", "differ")  # ranged from 58% to 74%
_OF_ALL = ("combined", "cumulative", "total", "overall", "net", "aggregate")  # an overall reduction of
_WHEN_THERE = (["when", "there", "were"], ["when", "there", "was"], ["when", "it", "was"], ["when", "they", "were"])
_MEASURED_FROM = ("since", "on", "from", "than", "against", "versus", "vs", "over")
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5}
_OVER_YEARS = re.compile(rf"(?P<one>the last year)|over (?:the )?(?:last |past )?(?P<many>{'|'.join(_COUNTS)}) years?")
_OF_OTHERS = {"national", "nationally", "average", "standard", "force", "region", "regional", "similar", "target"}
_RATES = {"rate", "rates", "proportion", "percentage", "share"}
_TURNS = ("falls", "rises", "increases", "decreases", "reductions", "drops", "changes")  # falls of 33% and 31%
_YEARS_AGO = re.compile(r"\b(?!one\b)\w+ years (?:ago|earlier|before)\b")
_IN_THE_YEAR = re.compile(r"(?:points? )?(?:in|over|during|on) (?:the )?(?:last|past|previous) year\b")
_SAYS_ON = frozenset((
    "it", "this", "is", "was", "has", "have", "had", "therefore", "thus", "now", "by", "so", "figure", "the", "been",
    "percentage", "points", "a", "an", "of", "in", "for", "at", "now",
))  # fmt: skip
_LEADS_ON = frozenset((
    "on", "in", "than", "from", "the", "a", "its", "our", "of", "by", "compared", "to", "with", "against", "over",
    "under", "target", "ceiling", "limit", "since", "figure", "total", "number", "national", "regional", "force",
    "average",
))  # fmt: skip


def bound(found: Sequence[Token], numbers: list[Quantity], pairs: list[Pair]) -> list[tuple[Quantity, Pair]]:
    """Each change (or share at the end of a pair) with the pair that it is certainly about."""
    made: dict[int, Pair] = {}
    of_group: dict[int, Pair] = {}
    changes = [one for one in numbers if one.role == CHANGE or (_is_alone(one) and _ends_a_pair(found, one, pairs))]
    for one in changes:
        is_of_all = len(pairs) > 1 and found[one.at - 3].low in _OF_ALL and found[one.at - 1].low == "of"
        own = [pair for pair in pairs if may_be_of(found, one, pair, numbers) and not is_of_all]
        of_target = [pair for pair in pairs if pair.is_target] if one.against == "target" else own
        pair = _next_to(found, one, own) or (
            None if one.against and of_target is own else _pair_of(found, one, of_target)
        )
        if pair is not None:
            made[one.at] = of_group[one.group] = pair
    for one in changes:
        if one.at not in made and one.group in of_group and not one.against:
            made[one.at] = of_group[one.group]
    last = [one for one in numbers if pairs and one.at > pairs[-1].end]
    is_in_turn = bool(last) and found[last[0].at - 1].low == "of" and found[last[0].at - 2].low in _TURNS
    if len(pairs) > 1 and (is_in_turn or any(token.low == "respectively" for token in found)):
        is_one_each = len(last) == len(pairs) and last[0].role == CHANGE and len({one.kind for one in last}) == 1
        made = {at: pair for at, pair in made.items() if at < pairs[-1].end}
        made |= {one.at: pair for one, pair in zip(last, pairs, strict=False) if is_one_each}
        changes = list({one.at: one for one in (*changes, *last)}.values())
    dated = _by_period(found, numbers, changes)
    made = {at: pair for at, pair in made.items() if at not in dated} | {at: pair for at, pair in dated.items() if pair}
    return [(replace(one, role=CHANGE), made[one.at]) for one in changes if one.at in made]


def _by_period(
    found: Sequence[Token], numbers: Sequence[Quantity], changes: Sequence[Quantity]
) -> dict[int, Pair | None]:
    """The changes that name the year, quarter or month they are measured from, with its figure and the latest one.

    ``412 in 2012/13, 455 in 2013/14 and 519 in 2014/15, up 26% since 2012/13 and 14% on last year``. None where the
    sentence dates its figures and has none of that period.
    """
    told = [one for one in numbers if one.role in (LEVEL, BASE)]
    dated = {age: one for one in told if (age := age_at(found, one.at)) is not None}
    pairs: dict[int, Pair | None] = {}
    for one in changes:
        ends = _between(found, one)
        if ends is not None and {*ends} <= dated.keys():
            first, final = dated[ends[0]], dated[ends[1]]
            pairs[one.at] = Pair(final, first, 0, min(final.at, first.at), max(final.at, first.at))
            continue
        age = _measured_from(found, one, dated)
        ages = [other for other in dated if age is not None and other[0] == age[0]]
        if len(ages) < 2 or len({dated[other].kind for other in ages}) > 1:  # noqa: PLR2004
            continue
        latest, last = max(ages), max(dated[other].at for other in ages)
        said = [token for token in found[last + 1 : one.at] if not token.is_quantity and token.low != "since"]
        if one.at > last and age != latest and (says_on(said) or _names_the_latest(said, latest)):
            now, then = dated[latest], dated.get(age) if age is not None else None
            pairs[one.at] = Pair(now, then, 0, min(now.at, then.at), max(now.at, then.at)) if then is not None else None
    return pairs


def _between(found: Sequence[Token], one: Quantity) -> tuple[tuple[str, int], tuple[str, int]] | None:
    """The two periods of ``a rise of 2.5 points between Q1 and Q3``."""
    after = [token for token in found[one.at + 1 : one.at + 6] if not is_change_word(token)][:4]
    if [token.low for token in after[::2]] != ["between", "and"] or {after[1].kind, after[-1].kind} != {PERIOD}:
        return None
    first, last = age_of(after[1]), age_of(after[3])
    return (first, last) if first is not None and last is not None and first[0] == last[0] else None


def _names_the_latest(said: Sequence[Token], latest: tuple[str, int]) -> bool:
    """Whether only the latest period, or ``it``, is spoken of: ``; Q3 is``, ``; it has therefore risen by``."""
    named = [age for token in said if token.kind == PERIOD and (age := age_of(token)) is not None]
    rest = [token for token in said if token.kind == WORD and not is_change_word(token)]
    is_led_on = bool(named) or any(token.low in ("it", "this") for token in rest)
    return is_led_on and set(named) <= {latest} and all(token.low in _SAYS_ON for token in rest)


def _measured_from(found: Sequence[Token], one: Quantity, dated: Iterable[tuple[str, int]]) -> tuple[str, int] | None:
    """The period that a change names as its base: ``since 2012/13``, ``on last year``, ``lower than January``."""
    after = [token for token in found[one.at + 1 : one.at + 6] if not is_change_word(token) and token.low != "in"][:4]
    years = sorted(year for kind, year in dated if kind == "year")
    many = _OVER_YEARS.fullmatch(" ".join(token.low for token in after[:2])) or _OVER_YEARS.fullmatch(
        after[0].low if after else ""
    )
    if many is not None and len(years) > 2:  # noqa: PLR2004 - a fall of 18% in the last year and 24% over two years
        return "year", years[-1] - (1 if many["one"] else _COUNTS[many["many"]])
    if len(after) < 2 or after[0].low not in _MEASURED_FROM or after[1].kind != PERIOD:  # noqa: PLR2004
        return None
    rest = after[3:] if after[2:] and after[2].low in ("and", "of") else after[2:]
    if rest and (rest[0].kind == PERIOD or rest[0].low in ("was", "were", "is", "are", "had", "have")):
        return None  # on Q1 last year, on Q1 and Q2; 14 more than in 2022 were by children
    if LAST_YEAR.fullmatch(after[1].text) is None:
        return age_of(after[1])
    latest = max((year for kind, year in dated if kind == "year"), default=None)
    return ("year", latest - 1) if latest is not None else None


def may_be_of(found: Sequence[Token], one: Quantity, pair: Pair, numbers: Sequence[Quantity]) -> bool:
    """Whether a change may be about a pair at all.

    It is not where it is so much in each of several years, where a count of cases stands beside percentages, or where
    the pair is of a figure that the change led to and a target or an average: ``fell by 12 to 68, 3 below the 71``.
    """
    joined = [other for other in numbers if other.group == one.group and other.role == CHANGE] or [one]
    if _EACH_YEAR.match(" ".join(token.low for token in found[joined[-1].at + 1 : joined[-1].at + 5])):
        return False
    is_of_cases = any(other.kind == NUMBER and _counts(found, other) for other in joined) or _is_of_a_number(found, one)
    if pair.current.kind == PERCENT and is_of_cases:
        return False
    if _is_of_another_time(found, joined, pair):
        return False
    led = {token.low for token in found[joined[-1].at + 1 : pair.previous.at]}
    if pair.current.at < one.at and found[one.at - 1].low in ("up", "down") and "," in led and led & _OF_OTHERS:
        return False  # up 2.4 points, against a national average of 90%
    near = {token.low for token in found[max(0, pair.start - FAR) : pair.previous.at + FAR]}
    is_up = found[joined[0].at - 1].low in ("up", "down") and one.against != "target" and "baseline" not in near
    if pair.is_target and (is_up or is_on_a_time(found, one)):
        return False
    is_led_to = one.at < pair.current.at < pair.previous.at and found[pair.current.at - 1].low == "to"
    between = [other for other in numbers if pair.current.at < other.at < pair.previous.at]
    return not (is_led_to and (pair.is_target or any(other.role == CHANGE for other in between)))


def _is_of_another_time(found: Sequence[Token], joined: Sequence[Quantity], pair: Pair) -> bool:
    """Whether a change is of a year that the pair is not, or the pair is of two bases or of the ends of a range."""
    then, named = age_at(found, pair.previous.at), _measured_from(found, joined[-1], ())
    if then is not None and named is not None and then[0] == named[0] and then != named:
        return True  # 12 people, 3 fewer than in 2021 and 6 fewer than in 2020 (18)
    years_ago = " ".join(token.low for token in found[pair.previous.at + 1 : pair.previous.at + 5])
    of_the_year = " ".join(token.low for token in found[joined[-1].at + 1 : joined[-1].at + 4])
    if _YEARS_AGO.search(years_ago) and _IN_THE_YEAR.match(of_the_year):
        return True  # from 22 two years ago to 81 now, a jump of 79% in the last year
    led = [token.low for token in found[max(0, pair.current.at - 4) : pair.current.at]]
    if led[-1:] == ["("] and "than" in led and found[pair.current.at + 1].text == ")":
        return True  # 12 more than in 2021 (40) and 20 more than in 2020 (32)
    is_of_earlier = found[pair.previous.at + 1].text == "(" and pair.previous.at + 2 == joined[0].at < pair.current.at
    if is_of_earlier and found[joined[0].at - 3].kind == PERIOD:
        return True  # 2020/21 412 (+9%), 2021/22 453 (+10%)
    is_range = any(token.low.startswith(_RANGES) for token in found[max(0, pair.start - 2) : pair.start])
    return is_range and found[joined[0].at - 2].low not in ("difference", "gap", "range", "spread", "margin")


def _is_of_a_number(found: Sequence[Token], one: Quantity) -> bool:
    """Whether a percentage is of a number, not of a rate: ``the number rose by 25%, from 6.6% of all to 8.6%``."""
    lead = [token.low for token in found[: one.at]]
    return one.kind == PERCENT and "number" in lead and _RATES.isdisjoint(lead[lead.index("number") :])


def _counts(found: Sequence[Token], one: Quantity) -> bool:
    """Whether a number counts something that is named: ``12 fewer cases``."""
    behind = found[one.at + 1 : one.at + 3]
    is_more = len(behind) > 1 and behind[0].low in NEEDS_NOTHING and behind[1].kind == WORD
    is_of_cases = bool(one.unit) and not one.unit.lower().startswith(("point", "percent", "pp", "per "))
    return is_of_cases or (is_more and behind[1].low not in _LEADS_ON)


def _is_alone(one: Quantity) -> bool:
    return one.role in (SHARE, LEVEL) and one.is_share_like


def _next_to(found: Sequence[Token], one: Quantity, pairs: list[Pair]) -> Pair | None:
    """The pair whose comparator comes right after the change: ``12% down on the 100``."""
    for pair in pairs:
        between = found[one.at + 1 : pair.previous.at]
        if between and between[-1].text == "(":
            between = between[:-1]
        if [token.low for token in between[-3:]] in _WHEN_THERE:
            between = between[:-3]  # four fewer than in Q2, when there were 32
        if 0 < len(between) <= FAR and all(
            token.kind == PERIOD or is_change_word(token) or token.low in _LEADS_ON or token.text in ("'", "s", "(")
            for token in between
        ):
            return pair
    return None


def _ends_a_pair(found: Sequence[Token], one: Quantity, pairs: list[Pair]) -> bool:
    """Whether a percentage comes right after the pair: ``from 312 to 287 (8%)``, ``(from 270 to 300) or 11.1%``."""
    for pair in pairs:
        between = found[pair.end + 1 : one.at]
        if not between or pair.end > one.at or (one.at == pair.previous.at + 2 and _have_shares(found, pair)):
            continue
        *middle, last = between
        if [token.text for token in between] in ([";"], [","]) and _in_one_bracket(found, pair, one):
            return True
        is_plain = all(token.kind in (WORD, PERIOD) or token.text in "),(" for token in middle)
        is_led = last.text in ("(", "or", "i.e.") or [token.low for token in between[-2:]] in _THAT_IS
        if is_led and middle[-1:] and middle[-1].low in ("equivalent", "equating", "equal", "amounting", "equates"):
            middle = middle[:-1]
        if is_led and is_plain and not any(is_change_word(token) for token in middle):
            return True
    return False


def _have_shares(found: Sequence[Token], pair: Pair) -> bool:
    """Whether each figure has its percentage of something else: ``214 (5.1%), down from 254 (6.1%)``."""
    if pair.current.kind == PERCENT:
        return False
    return _has_share(found[pair.previous.at + 1 : pair.previous.at + 4]) and any(
        _has_share(found[at : at + 3]) for at in range(pair.current.at + 1, pair.previous.at)
    )


def _has_share(three: Sequence[Token]) -> bool:
    return [mark.text for mark in three[::2]] == ["(", ")"] and three[1].kind == PERCENT


def _in_one_bracket(found: Sequence[Token], pair: Pair, one: Quantity) -> bool:
    """``(from 1,500 to 2,400; 60%)``."""
    opened = [token.text for token in found[max(0, pair.start - 3) : pair.start]]
    return "(" in opened and found[one.at + 1].text == ")"


def _pair_of(found: Sequence[Token], one: Quantity, pairs: list[Pair]) -> Pair | None:
    inside = [pair for pair in pairs if pair.start < one.at < pair.end]
    if inside:  # 86 more than a year earlier, when it had 2,028, and 31 short of 2,145
        pair = min(inside, key=lambda pair: pair.end - pair.start)
        led = found[one.at + 1 : pair.previous.at]  # 79 homes, up 6% on last year and up 65% on the low point of 48
        return None if is_on_a_time(found, one) and any(token.kind == one.kind for token in led) else pair
    before = [pair for pair in pairs if pair.end < one.at]
    behind = list(found[before[-1].end + 1 : one.at]) if before else []
    if before and _have_shares(found, before[-1]):
        behind = behind[3:]
    if before and _in_one_bracket(found, before[-1], one) and len(behind) == 1:
        return before[-1]
    if before and (says_on(behind) or (one.kind in (PERCENT, POINTS) and _opens_a_bracket(behind))):
        return before[-1]
    after = [pair for pair in pairs if pair.start > one.at]
    between = list(found[one.at + 1 : after[0].start]) if after else []
    is_aside = found[one.at - 1].text == "(" and any(token.text == ")" for token in between[:3])
    is_parted = is_on_a_time(found, one) and any(token.low == "and" for token in between)
    if not after or is_aside or is_parted:  # 96% against 95% for repairs (1 point above) and 91% against 90%
        return None  # two deaths, 10 fewer than in 2016, and 152 injured, down from 167
    if [token.low for token in between if token.kind != PERIOD] == [",", "with"] and one.kind == PERCENT:
        return after[0]  # up 12.4% year on year, with 371 offences against 330
    return after[0] if says_on(between) or _opens_a_bracket(between) else None


def _opens_a_bracket(between: Sequence[Token]) -> bool:
    """Whether a pair in brackets follows words of the same clause: ``down 12% in the west (from 80 to 70)``."""
    plain = [token for token in between if token.low != "from" and token.kind != PERIOD]
    words = plain[:-1] if [token.low for token in plain[:2]] != ["compared", "with"] else plain[2:-1]
    is_from = bool(between) and between[-1].low == "from"
    return (
        bool(plain) and (plain[-1].text == "(" or (is_from and plain[-1].text == ",")) and len(words) <= FAR
        and all(token.kind == WORD and token.low not in CONNECTORS and token.low != "and" for token in words)
    )  # fmt: skip
