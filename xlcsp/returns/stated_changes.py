"""A change stated in a commentary, compared with every change that it could mean."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import takewhile

from xlcsp.claims.agreement import agrees, fits, is_multiple, percent
from xlcsp.claims.gaps import sentences
from xlcsp.claims.prose import Quantity, Reading, read_sentence
from xlcsp.claims.prose.own_word import OFF
from xlcsp.claims.prose.quantities import TARGETS
from xlcsp.claims.prose.spans import MONTH
from xlcsp.claims.prose.tokens import NUMBER, PERIOD, POINTS, TIMES, WORD, Token, may_count
from xlcsp.claims.prose.vocabulary import CONNECTORS, is_change_word
from xlcsp.measures.numbers import rounded
from xlcsp.returns.comparisons import NOW, ON_LAST_YEAR, THIS_YEAR, Base, meant
from xlcsp.returns.levels import bases_to_name, change_words, is_said, of_series
from xlcsp.returns.names import UNKNOWN, names_at
from xlcsp.returns.stated_targets import is_distance
from xlcsp.returns.subjects import PLAIN, is_named, is_of_things, is_own, is_told, tokens_of

_NOT_NOW = re.compile(
    r"^(?:in |over |during )?(?:the )?(?:last|previous) (?:year|quarter)\b|\b(?:planned|budgeted)\b"
    r"|\b(?:last|previous) (?:year|quarter),? (?:when|where)\b",
    re.IGNORECASE,
)
_NOT_OURS = ("another area", "average", "a forecast", "another month")
_TO, _FAR = re.compile(r"%?\)? to £?(\d[\d,]*(?:\.\d+)?)\b"), 10
_FROM = re.compile(
    r"\W*(?:(?!but|and|yet)[a-z]+\s){0,2}?(?:short of|below|under|above|over"
    r"|(?:more|fewer|less|higher|lower|better|worse) than)"
    r"\s(?:the\s)?£?(\d[\d,]*(?:\.\d+)?)(?![\d/]|st\b|nd\b|rd\b|th\b|\s?(?:month|quarter|year|week|day)s?\b)",
    re.IGNORECASE,
)
_AT = re.compile(r"\bat £?$")  # at 79.4% slightly below
_ON_MONTH = re.compile(
    rf"\W*(?:[a-z]+\s){{0,2}}?(?:on|than|since)\s(?:in\s)?({MONTH})\b(?!\s(?:20|(?:last|the|a)\b)|\W*20)"
)
_MONTH = re.compile(rf"\b({MONTH})\b")
_REFUSED = re.compile(r"\s(?:[a-z]+\s){1,2}(?:declined|dropped\sout)\b")  # 18 people declined
_MOMENTS = frozenset(("time", "stage"))
_OF_QUARTER = re.compile(
    r"(?:^|[,;:(]\s*|\b(?:and|in|but|while|whilst|though|although)\s)Q([1-4])(?:'s)?\s?(?:[\d,.]+\s)?(?:(?:was|is|were|up|down|rose|fell|by)\s)*[:=(]?\s?£?$",
    re.IGNORECASE,
)
_AT_QUARTER = re.compile(r"\W*(?:points?\s)?(?:at|in|by)\sQ([1-4])\b", re.IGNORECASE)
_BETWEEN = frozenset((",", ";", ":", "-", "(", ")"))
_OF_A_PART = frozenset(
    ("in", "at", "among", "within", "around", "near", "across", "during", "for", "from", "by", "after")
)
_OTHER_TIME = re.compile(r"\b(?:years|months|weeks|days|decade)\b", re.IGNORECASE)
_COMPARED = frozenset(
    ("on", "since", "than", "from", "to", "over", "against", "compared", "as", "which", "that", "of", "below", "above")
)
_NEUTRAL = frozenset(("improved", "worsened", "deteriorated", "by", "s", "whole"))
_KNOWN = PLAIN | _COMPARED | _OF_A_PART | frozenset((
    *_NEUTRAL, *OFF, "first", "second", "same", "half", "remain", "remains", "v", "vs", "versus",
))  # fmt: skip


def unlikely_changes(
    commentary: str, bases: Sequence[Base], own: set[str], things: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    """Sentences that state a change which none of the bases gives, each with the changes that they do give.

    own: the words that are about the series; a change of anything else is ignored, and one of its things alone. Where
    the bases are of several series, a sentence is about those that it names.
    """
    known = {key for base in bases for key in base.keys}
    for sentence in filter(may_count, sentences(commentary)):
        reading, likely = read_sentence(sentence), of_series(sentence, bases)
        if _NOT_NOW.search(sentence):
            continue
        places = names_at(sentence, tokens_of(sentence), known)[1]
        for claim in reading.changes:
            if (
                is_distance(sentence, claim)
                or claim.against in _NOT_OURS
                or _AT.search(sentence[: claim.start])
                or _REFUSED.match(sentence[claim.end :])
                or reading.is_projected
                or (claim.is_of_points and not any(base.is_share for base in likely))
                or _is_of_another_quarter(sentence, claim, likely)
                or _leads_elsewhere(sentence, claim, likely)
                or not _is_about(reading, claim, own, things, places, {base.now for base in likely})
            ):
                continue
            names = _names_at(sentence, claim, known)
            possible = _from_stated(sentence, claim, likely)
            if possible is None:
                possible = meant(names, likely) if UNKNOWN not in names else []
            if possible and not any(_is(claim, base) for base in possible):
                is_number = claim.kind in (NUMBER, POINTS)
                yield sentence, change_words(bases_to_name(possible, claim), is_number=is_number)


def _leads_elsewhere(sentence: str, claim: Quantity, bases: Sequence[Base]) -> bool:
    """Whether a change leads to a number that can be no figure of the series: calls up 6% to 31,204."""
    to = _TO.match(sentence[claim.end :])
    value = Fraction(to[1].replace(",", "")) if to is not None else None
    return value is not None and all(not base.now <= _FAR * value <= _FAR**2 * base.now for base in bases)


def _is_of_another_quarter(sentence: str, claim: Quantity, bases: Sequence[Base]) -> bool:
    """Whether a change is told of a quarter that is not the figure's: Q1 -20, Q2 +7; was up 5.2% at Q2."""
    quarter = _OF_QUARTER.search(sentence[: claim.start]) or _AT_QUARTER.match(sentence[claim.end :])
    own = {key for base in bases if base.on == ON_LAST_YEAR for key in base.keys}
    return quarter is not None and f"Q{quarter[1]}" not in own


def _from_stated(sentence: str, claim: Quantity, bases: Sequence[Base]) -> list[Base] | None:
    """The comparisons with the number that a change is said to be from: 1 point short of 65%; None where there is none.

    Where that is no figure of the series there are no comparisons.
    """
    month, own = _ON_MONTH.match(sentence[claim.end :]), _MONTH.findall(sentence[: claim.start])
    if month is not None and own and own[-1] != month[1]:  # 25 in June, 2 down on May
        return [
            base
            for base in bases
            if base.must.startswith(own[-1][:3]) and month[1][:3] in {key[:3] for key in base.keys}
        ]
    stated = _FROM.match(sentence[claim.end :])
    if stated is None:
        return None
    value, decimals = Fraction(stated[1].replace(",", "")), len(stated[1].partition(".")[2])
    return [base for base in bases if fits(base.then, value, decimals)]


def _names_at(sentence: str, claim: Quantity, known: Collection[str]) -> frozenset[str]:
    """The names in the clause of a change; where it has none, those of the whole sentence."""
    found = tokens_of(sentence)
    cuts = [at for at, token in enumerate(found) if token.text not in "()" and _parts(token)]  # up 7 (8%) on last year
    cuts += [at for at, token in enumerate(found[:-1]) if token.low == "and" and _begins(found[at + 1 : at + 3])]
    first = max((at for at in cuts if at < claim.at), default=-1) + 1
    last = min((at for at in cuts if at >= claim.at), default=len(found))
    others = [other for other in read_sentence(sentence).changes if other.group != claim.group]
    for part in (found[first:last], *([] if others else [found])):  # fell by 3 from 31 to 28, and by 2 on last year
        names = names_at(sentence, part, known)[0]
        if names - {NOW, THIS_YEAR}:
            break
    return names


def _begins(found: Sequence[Token]) -> bool:
    """Whether another change begins with them: up 7 on last year and 3 on Q2, down in Q2 (-15) and Q4 (-13)."""
    is_list = found[0].kind == PERIOD and (found[-1].text == "(" or found[-1].is_quantity)
    return is_list or found[0].is_quantity or is_change_word(found[0])


def _is_about(
    reading: Reading,
    claim: Quantity,
    own: set[str],
    things: Collection[str],
    places: Sequence[tuple[int, int]],
    now: Collection[Fraction],
) -> bool:
    """Whether the subject of the change is nothing but the series, of which it names no part and no time of its own.

    A clause without a subject has that of the clause before, which may be the figure itself. now: what that may be.
    """
    all_tokens = tokens_of(reading.text)
    before, after = _clauses(all_tokens[: claim.at]), _clauses(all_tokens[claim.at + 1 :])[0]
    clauses = [[token for token in clause if token.kind == WORD and not is_change_word(token)] for clause in before]
    place = next((place for place in reversed(range(len(clauses))) if any(map(is_named, clauses[place]))), 0)
    subject = [] if place < len(before) - 1 and is_told(before[place], now) else clauses[place]
    if any(token.is_quantity for token in before[-1]):  # three under profile and 34 fewer than last year
        subject = [token for token in subject if token.low not in (*TARGETS, "profile")]
    beside = [token for token in (*before[-1], *after) if not _is_at(token, places)]
    if is_of_things(subject, things) or any(map(_is_of_another_time, beside)):
        return False
    counted = list(takewhile(_is_counted, after)) if claim.kind == NUMBER else []
    counted = [token for token in counted if not is_change_word(token)]
    said = [token for token in subject if not _is_at(token, places) and token.low not in _NEUTRAL]
    is_ours = all(is_own(token, own) for token in (*said, *counted)) and not _is_of_a_part(after, own, places)
    return is_ours and all(_says_nothing_else(token, own) for token in beside)


def _says_nothing_else(token: Token, own: set[str]) -> bool:
    """Whether a word beside a change adds nothing to it that is not looked at."""
    return token.kind != WORD or token.low in _KNOWN or is_change_word(token) or is_own(token, own)


def _is_at(token: Token, places: Sequence[tuple[int, int]]) -> bool:
    return any(start <= token.start and token.end <= end for start, end in places)


def _is_of_another_time(token: Token) -> bool:
    """Whether a change is over years, and not on the same months."""
    return _OTHER_TIME.search(token.text) is not None and not token.low.startswith(("same", "the same"))


def _clauses(part: Sequence[Token]) -> list[list[Token]]:
    """Tokens, parted where another clause may begin."""
    clauses: list[list[Token]] = [[]]
    for token in part:
        if _parts(token):
            clauses.append([])
        else:
            clauses[-1].append(token)
    return clauses


def _parts(token: Token) -> bool:
    """Whether another clause may begin with it."""
    return token.text in _BETWEEN or token.low in CONNECTORS - {"since"}


def _is_counted(token: Token) -> bool:
    """Whether it may name what a number before it counts: 12 more farms joined."""
    return token.kind == WORD and token.low not in _COMPARED | _OF_A_PART and token.low not in OFF


def _is_of_a_part(after: list[Token], own: set[str], places: Sequence[tuple[int, int]]) -> bool:
    """Whether the words after a change name a place or a group: in the town centre, among members."""
    for place, token in enumerate(after):
        if token.low in _OF_A_PART:
            rest = takewhile(lambda other: other.kind == WORD, after[place + 1 :])
            named = next((other for other in rest if is_named(other) and other.low != "same"), None)
            if named is not None and not (is_own(named, own) or named.low in _MOMENTS or _is_at(named, places)):
                return True
    return False


def _is(claim: Quantity, base: Base) -> bool:
    change = base.now - base.then
    if claim.direction and change and (change > 0) != (claim.direction > 0):
        return False
    if claim.kind in (NUMBER, POINTS):
        as_printed = rounded(base.now, claim.decimals) - rounded(base.then, claim.decimals)  # 13.2% to 15.3% is 2.1
        is_so = is_said(claim, abs(change)) or (base.is_share and abs(as_printed) == abs(claim.value))
        return is_so and not (claim.is_of_points and base.is_of_cases)
    if claim.kind == TIMES:
        return base.now > 0 and base.then > 0 and is_multiple(claim, base.now, base.then)
    truths = [percent(abs(change), base.then)] if base.then > 0 else []
    return any(agrees(claim, truth, Fraction(0)) for truth in ([*truths, abs(change)] if base.is_share else truths))
