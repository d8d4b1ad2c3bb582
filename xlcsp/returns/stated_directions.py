"""A commentary that says only up, down, better, worse or unchanged, held against every comparison it may mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from xlcsp.claims.gaps import sentences
from xlcsp.claims.prose import CHANGE, read_sentence
from xlcsp.claims.prose.spans import MONTH
from xlcsp.claims.prose.tokens import MARK, WORD, Token
from xlcsp.claims.prose.vocabulary import CONNECTORS, PROJECTED, direction_of
from xlcsp.returns.comparisons import LAST_YEAR, NOW, THIS_YEAR, Base, meant
from xlcsp.returns.levels import change_words, of_series
from xlcsp.returns.names import UNKNOWN, names_of
from xlcsp.returns.subjects import EXPLAINS, PLAIN, is_named, is_of_things, is_own, tokens_of

_SAME = re.compile(r"\bunchanged\b|\b(?:no|not) changed?\b|\bthe same as\b", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:no|not|never|neither|hardly|without|if|than|avoid)\b|n['\u2019]t\b", re.IGNORECASE)
_SHORTER = re.compile(r"(?:quick|fast)(?:er|ened)?|short(?:er|ened)", re.IGNORECASE)  # not: short of 85%
_LONGER = re.compile(r"(?:slow|long)(?:er|ed)|lengthened", re.IGNORECASE)
_BETTER = re.compile(r"improv(?:ed|es|ement|ing)|better", re.IGNORECASE)
_WORSE = re.compile(r"worse(?:n(?:ed|ing)?)?|deteriorat(?:ed|ion|ing)", re.IGNORECASE)
_PLAIN = PLAIN | frozenset((
    "month", "stage", "moment",
    "change", "changed", "unchanged", "same", "remained", "stayed", "prior", "preceding", "ago", "earlier", "gone",
    "going", "slightly", "sharply", "little", "quieter", "busier", "although", "marginally", "significantly",
    "overall", "in", "up", "down", "to", "against", "which", "that", "of", "below", "above", "during", "for",
))  # fmt: skip
_ALIKE, _ROUGHLY_ALIKE = 40, 15  # "unchanged" is asked about where the change is more than one in so many
_ROUGHLY = re.compile(
    r"\b(?:about|around|broadly|roughly|much|almost|nearly|more or less|very similar)\b", re.IGNORECASE
)
_IN_QUARTER = re.compile(  # rose in Q2 and fell back: Q2's own change
    r"(?<!than )(?<!as )\b(?:in|during|over) (?:Q[1-4]\b|quarter [1-4]\b|the (?:first|second|third|fourth) quarter\b)",
    re.IGNORECASE,
)
_OF_THEN = re.compile(  # Q2 was lower: than this quarter
    r"\W*(?:the )?(?:Q[1-4]|quarter \w+|(?:last|previous) (?:year|quarter)(?:'s)?)(?: \w+)? (?:was|were|had|saw)\b"
    r"(?!.*\b(?:than|on|against|compared)\b)",
    re.IGNORECASE,
)
_ON_MONTH = re.compile(rf"^(?!.*\b{MONTH}\b.*\b{MONTH}\b).*\b(?:on|than|from)\s(?:in\s)?{MONTH}\b")
_TIME = re.compile(r"second|minute|hour|day|week", re.IGNORECASE)


def unlikely_directions(
    commentary: str, bases: Sequence[Base], own: set[str], way: Callable[[Token], int], things: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    """Sentences of which a part says no more than up, down or unchanged where no comparison went that way.

    Of a comparison that is not named, both last year and the quarter before must be known. way: what a word says.
    """
    known = {key for base in bases for key in base.keys}
    for sentence in filter(lambda each: not PROJECTED.search(each), sentences(commentary)):
        found, possible = tokens_of(sentence), of_series(sentence, bases)
        known_values = {value for base in possible for value in (base.now, base.then)}
        changes = {claim.at for claim in read_sentence(sentence).quantities if claim.role == CHANGE}
        is_ours = True
        for first, clause in _clauses(found, own):
            start = clause[0].start
            text = sentence[start : clause[-1].end]
            names, places = names_of(text, clause, known)
            rest = [token for token in clause if token.kind == WORD and not _is_at(token, start, places)]
            words = [token for token in rest if not way(token)]
            is_plain = all(token.low in _PLAIN or is_own(token, own) for token in words)
            is_plain = is_plain and not is_of_things((token for token in words if token.low not in _PLAIN), things)
            is_ours = is_plain and (is_ours or any(is_named(token) and is_own(token, own) for token in words))
            has_change = any(first <= at < first + len(clause) for at in changes)
            is_other = any(
                token.is_quantity and token.value not in known_values for token in clause
            )  # 18 people declined
            if not is_ours or is_other or has_change or UNKNOWN in names:
                continue
            against = _against(text, {way(token) for token in rest} - {0}, names, possible)
            if against:
                yield sentence, change_words(against, is_number=False)
                break


def _against(text: str, ways: set[int], names: frozenset[str], possible: Sequence[Base]) -> list[Base]:
    """The comparisons that a clause may mean, if none of them went the way that it says."""
    is_same, is_compared = _SAME.search(text) is not None, bool(names - {NOW, THIS_YEAR})
    is_negated = _NEGATED.search(text.replace("than", "") if names else text) is not None
    is_on_month = LAST_YEAR not in names and _ON_MONTH.search(text) is not None  # up on April: which month is not said
    if (
        is_on_month
        or _IN_QUARTER.search(text)
        or _OF_THEN.match(text)
        or len(ways) + is_same != 1
        or (is_negated and not is_same)
    ):
        return []
    compared = [base for base in meant(names, possible) if is_compared or not base.is_of_cases]
    if not (is_compared or _are_known(compared)):
        return []
    times = _ROUGHLY_ALIKE if _ROUGHLY.search(text) else _ALIKE
    if any(
        abs(base.now - base.then) * times <= base.then if is_same else (base.now - base.then) * min(ways) > 0
        for base in compared
    ):
        return []
    return [base for base in compared if not base.is_of_cases] or compared


def ways_of(about: str, polarity: str) -> Callable[[Token], int]:
    """What a word says: 1 for up, -1 for down, 0 for neither."""
    better = {"lower": -1, "higher": 1}.get(polarity, 0)
    is_time = _TIME.search(about) is not None

    def way(token: Token) -> int:
        if token.kind != WORD:
            return 0
        if is_time and (_SHORTER.fullmatch(token.text) or _LONGER.fullmatch(token.text)):
            return -1 if _SHORTER.fullmatch(token.text) else 1
        if _BETTER.fullmatch(token.text) or _WORSE.fullmatch(token.text):
            return better if _BETTER.fullmatch(token.text) else -better
        return direction_of(token)

    return way


def _clauses(found: Sequence[Token], own: Collection[str]) -> Iterator[tuple[int, Sequence[Token]]]:
    """A sentence cut at its marks and conjunctions, up to where it begins to explain."""
    start = 0
    for at, token in enumerate(found):
        explains = token.low in EXPLAINS and token.kind == WORD and token.low not in own
        if explains or token.kind == MARK or token.low in CONNECTORS | {"and"}:
            if at > start:
                yield start, found[start:at]
            start = at + 1
            if explains:
                return
    if start < len(found):
        yield start, found[start:]


def _is_at(token: Token, offset: int, places: Sequence[tuple[int, int]]) -> bool:
    return any(start <= token.start - offset and token.end - offset <= end for start, end in places)


def _are_known(bases: Sequence[Base]) -> bool:
    """Whether both last year and the quarter before are among the comparisons."""
    return len({"last year" in base.on for base in bases if "baseline" not in base.on}) > 1
