"""How far a commentary says that its figure is from the target, whether it is met, and what is left to it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from xlcsp.claims.agreement import agrees, percent
from xlcsp.claims.gaps import sentences
from xlcsp.claims.prose import Quantity, read_sentence
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, POINTS, WORD, WORDED, may_count
from xlcsp.claims.prose.vocabulary import PROJECTED
from xlcsp.domain.periods import QUARTERS
from xlcsp.domain.plan import Series
from xlcsp.measures.numbers import rounded
from xlcsp.returns.comparisons import (
    BASELINE,
    BEFORE,
    IN_TARGET,
    LAST_YEAR,
    NOW,
    PROFILE,
    TARGET,
    THIS_YEAR,
    TO_DATE,
    Base,
    meant,
)
from xlcsp.returns.levels import bases_to_name, change_words, is_said
from xlcsp.returns.names import AIMS, UNKNOWN, names_of
from xlcsp.returns.subjects import PLAIN, is_named, is_own, is_plain, tokens_of

_AIM = (
    rf"\b(?:{AIMS}|profiled?|trajectory|(?<!action )(?<!the )(?<!a )plan"
    r"|(?:where|what) we (?:need|want|should))\b"
)
_LAST = r"\b(?:last|previous) (?:year|quarter)\b|\ba year (?:ago|before|earlier)"
_MET = frozenset(("inside", "within", "ahead", "better", "quicker", "faster"))
_MISSED = frozenset(
    ("short", "shy", "adrift", "away", "behind", "off", "outside", "worse", "slower", "miss", "shortfall")
)
_FROM_AIM = frozenset(("short", "shy", "adrift", "away", "off", "inside", "within", "outside"))
_BELOW, _ABOVE = frozenset(("under", "below")), frozenset(("over", "above"))
_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_PART_OF = re.compile(
    r"\b(?:half (?:of )?(?:the|our|its|this|a)|(?:half|quarters?|thirds?|fifths?) of)\b", re.IGNORECASE
)
_OFF = re.compile(
    # 79% is short of it, 82%: above it: neither is a distance
    rf"[^\w:]*(?:(?!\d|(?:{_SMALL}|is|was|are|were|remains?)\b)[\w-]+\s){{0,3}}?"
    rf"({'|'.join(sorted((_MET | _MISSED | _BELOW | _ABOVE) - {'miss', 'shortfall'}))})\s"
    rf"(?:of\s|than\s|from\s|on\s)?(?:[\w,.%'-]+\s){{0,4}}?(?:{_AIM}|{_LAST})",
    re.IGNORECASE,
)
_ALONE = re.compile(  # 6.5 over; 6 short of what we hoped for
    r"\s(?:\w+\s)?(?:short|shy|adrift)\b|\s(?:points?\s|%\s)?(?:above|adrift|behind|below|outside|over|short|shy|under)\W*$",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\b(?:and|but|while|whilst|yet|though|although)\b.*", re.IGNORECASE)
_BY = re.compile(
    r"\b(miss|exceed|beat|ahead|behind|above|below|under|over|(?:better|worse|quicker|slower|faster)(?=\sthan)"
    r"|shortfall(?=\sof\s))\w*\b(?!.*\bby\s.*\bby\s)(?:[^.;()]{0,60}?\bby|\sof)\s(?:(?:just|only|about|around|nearly|almost|over)\s)?(?:an?\s)?$",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"\W*(?:[\w-]+\s){0,2}?(?:to go|still to|to spare|in hand"
    r"|(?:left|remain(?:s|ing)?|(?:are |is )?(?:needed|required))"
    r"(?=\W*$|\s(?:to|before|until|till|for|if|under|within|in|of|this|and|by|over|on|from)\b))"  # 12 left treatment
    r"(?!\s(?:in|on|for|with) (?!q|the\b|this\b|our\b|hand))",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\b(?:another|a further|needs?|require[sd]?|leav(?:es|ing)|allows?)\s(?:about\s|just\s|over\s|£)*$",
    re.IGNORECASE,
)
_FOR_TARGET = re.compile(
    rf"{_AIM}|\b(?:to spare|in hand)\b|\bto (?:hit|reach|meet)\b|\b(?:claim|spend|allowance|budget)\b", re.IGNORECASE
)
_REST = re.compile(r"\b(?:remain\w*|left|to go|outstanding|unspent|unclaimed)\b", re.IGNORECASE)
_SHARE_OF = re.compile(
    rf"\s*of\s(?:(?:the|our|its|this|year's|full|annual|whole)\s)*(?:£?[\d,]+\s)?{_AIM}", re.IGNORECASE
)
_IS_MET = re.compile(
    r"^(?:within|inside)\b|\b(?:is|are|was|were|be|been|now|well|still|remains?|just|comfortably)"
    r" (?:within|inside|ahead of|better than|on)\b"
    r"|\b(?:met|meets|meeting|passed|exceeded|surpassed|achieved|achieves|hit|hitting|beat(?:en|ing)?)\b(?! on\b)",
    re.IGNORECASE,
)
_IS_MISSED = re.compile(
    r"\b(?:miss(?:ed|es|ing)|outside|short of|behind|off|fail(?:ed|s|ing)|not (?:been )?(?:met|achieved|hit))\b",
    re.IGNORECASE,
)
_NOT_SAID = re.compile(
    r"\b(?:if|to (?:meet|hit|reach|achieve|be)|on (?:course|track)|aim\w*|likely|hope\w*|should|nearly|almost|may|might"
    r"|can|unless|until|last|previous)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"\b(?:not|no longer|never|nor)\b|n['\u2019]t\b", re.IGNORECASE)
_OF_TIME = re.compile(r"\b[\w.]+[ -](?:second|minute|hour|day|week)s?[ -](?=target)", re.IGNORECASE)
_QUARTERS = tuple(f"Q{number}" for number in QUARTERS)  # what is left is left to one to come
_OWN = frozenset((TARGET, NOW, THIS_YEAR, TO_DATE, PROFILE))
_CLAUSES = re.compile(r"[;:]|,(?!\d)|\b(?:but|although|though|while|whilst|because|despite)\b")
_PLAIN = PLAIN | frozenset((
    "longer", "ahead", "meets", "meeting", "achieved", "hit", "missing", "exceeded", "passed", "already", "outside",
    "allow", "allows",
    "short", "behind", "off", "comfortably", "just", "narrowly", "failed",
    "hand", "spare", "beat", "therefore", "remain", "need",
    "needs", "needed", "another", "leaving", "leaves", "require", "target", "profile", "profiled", "trajectory",
    "annual", "goal", "limit", "ceiling", "threshold", "year's", "closed", "used", "reached", "spent", "only",
))  # fmt: skip


def is_distance(sentence: str, claim: Quantity) -> bool:
    """Whether a number is how far a figure is from another, or how much is left to its target."""
    head, tail = _around(sentence, claim)
    is_left = _LEFT.match(tail) is not None or _ANOTHER.search(head) is not None
    return is_left or (_OFF.match(tail) or _ALONE.match(tail) or _BY.search(head)) is not None


def unlikely_distances(
    commentary: str, bases: Sequence[Base], series: Series, own: set[str]
) -> Iterator[tuple[str, str]]:
    """Sentences that say how far the figure is from its target, what is left to it or what share of it is reached.

    Each where no reading of the target bears it out, with the readings.
    """
    aimed = [base for base in bases if base.must == TARGET]
    for sentence in filter(may_count, sentences(commentary)):
        reading = read_sentence(sentence)
        if reading.is_projected and not _ANOTHER.search(sentence):
            continue
        for claim in reading.quantities:
            head, tail = _around(sentence, claim)
            is_other = claim.text[:1] == "£" and not series.unit.startswith("£")
            if is_other or not is_plain(tokens_of(head), own, _PLAIN):
                continue
            wrong = _wrong_share(claim, head, tail, aimed, series) or _wrong_distance(
                sentence, claim, bases, series, own
            )
            if wrong:
                yield sentence, wrong


def _around(sentence: str, claim: Quantity) -> tuple[str, str]:
    """What stands before and after a number, up to the next mark."""
    head, tail = sentence[: claim.start], sentence[claim.end :]
    return re.split(r"[;(]|\.\s", head)[-1], re.split(r"[;()]|,(?!\d)|\.(?:\s|$)", tail)[0]


def _wrong_share(claim: Quantity, head: str, tail: str, aimed: Sequence[Base], series: Series) -> str:
    """The shares of the target that are reached, where a claim gives another; empty where it is right or of none."""
    if series.is_proportion or claim.kind not in (PERCENT, WORDED) or not _SHARE_OF.match(tail):
        return ""
    shares = {base.on: percent(base.now, base.then) for base in aimed if base.then > 0}
    if _REST.search(tail):
        shares = {on: 100 - share for on, share in shares.items()}
    if head.rstrip().endswith("within") or any(agrees(claim, share, Fraction(0)) for share in shares.values()):
        return ""
    return "; ".join(f"{rounded(share, 1)}% of {on}" for on, share in shares.items())


def _wrong_distance(sentence: str, claim: Quantity, bases: Sequence[Base], series: Series, own: set[str]) -> str:
    """The distances from the target, where a claim gives another; empty where it is right or about none."""
    head, tail = _around(sentence, claim)
    off, by = _OFF.match(tail), _BY.search(head)
    is_left = bool((_LEFT.match(tail) or _ANOTHER.search(head)) and _FOR_TARGET.search(sentence)) and not (off or by)
    is_share = claim.kind == PERCENT and tail.startswith(" of ")  # 86% of calls within the standard
    if claim.kind not in (NUMBER, PERCENT, POINTS) or not (off or by or is_left) or is_share or _PART_OF.search(tail):
        return ""
    counted = tokens_of(claim.unit if is_left else tail[: off.start(1)] if off else "")
    if off and off[1].lower() in _FROM_AIM and not re.search(_AIM, off[0], re.IGNORECASE):
        return ""  # 4.6 points away last quarter
    known = {key for base in bases for key in base.keys} | (set(_QUARTERS) if is_left else set())
    said = tail[: off.end()] + _NEXT.sub("", tail[off.end() :]) if off else _NEXT.sub("", tail)
    if by and not off:
        said = f"{by[0]} {said}"
    names = _names(said, known, is_off=bool(off or by))
    is_ours = all(is_own(token, own) or token.low in _PLAIN for token in counted if is_named(token))
    is_apart = (is_left and claim.kind != NUMBER) or (claim.kind == POINTS and not series.is_proportion)
    is_of_another = by is not None and not names <= _OWN and names.isdisjoint((LAST_YEAR, BEFORE))
    if not is_ours or is_apart or is_of_another or not names.isdisjoint((UNKNOWN, BASELINE)):
        return ""
    aimed = [base for base in bases if base.must == TARGET]
    possible = meant(names, aimed if TARGET in names else bases) or aimed
    way = _way((off or by or [""] * 2)[1].lower(), series.polarity)
    if any(_is(claim, base, way) for base in possible):
        return ""
    return change_words(bases_to_name(possible, claim), is_number=claim.kind != PERCENT)


def _names(tail: str, known: Collection[str], *, is_off: bool) -> frozenset[str]:
    names = names_of(tail, [], known)[0]
    return names if is_off and names & {LAST_YEAR, BEFORE} else names | {TARGET}


def _way(word: str, polarity: str) -> int:
    """1 for a figure above its target, -1 for one below, 0 where the word does not say."""
    better = {"lower": -1, "higher": 1}.get(polarity, 0)
    if word in _BELOW | _ABOVE:
        return -1 if word in _BELOW else 1
    return better if word in _MET else -better if word in _MISSED else 0


def _is(claim: Quantity, base: Base, way: int) -> bool:
    change = base.now - base.then
    if way and change * way < 0:
        return False
    if claim.kind == PERCENT and not base.is_share:
        return base.then > 0 and agrees(claim, percent(abs(change), base.then), Fraction(0))
    return is_said(claim, abs(change))


def unlikely_verdicts(
    commentary: str, bases: Sequence[Base], series: Series, own: set[str]
) -> Iterator[tuple[str, str]]:
    """Sentences that say that the target is met or missed, as it is by no reading of it."""
    aimed = [base for base in bases if base.must == TARGET and base.on != IN_TARGET]
    better = {"lower": -1, "higher": 1}.get(series.polarity, 0)
    known = {key for base in aimed for key in base.keys}
    for sentence in sentences(commentary) if aimed and better else ():
        for clause in map(_without_times, _CLAUSES.split(sentence)):
            is_missed = _IS_MISSED.search(clause) is not None
            if not (is_missed or _IS_MET.search(clause)) or not _speaks_of_target(clause, own, known):
                continue
            is_met = not is_missed and not _NO.search(clause)
            if not any(((base.now - base.then) * better >= 0) == is_met or base.now == base.then for base in aimed):
                yield sentence, change_words(aimed, is_number=True)
                break


def _without_times(clause: str) -> str:
    """The clause with its four-minute target as its target."""
    return _OF_TIME.sub("", clause.strip())


def _speaks_of_target(clause: str, own: set[str], known: Collection[str]) -> bool:
    """Whether a clause says of the target of this figure, and nothing else, what is so."""
    if (
        not re.search(_AIM, clause, re.IGNORECASE)
        or PROJECTED.search(clause)
        or _NOT_SAID.search(clause)
        or _PART_OF.search(clause)
    ):
        return False
    names, places = names_of(clause, tokens_of(clause), known)
    rest = [
        token for token in tokens_of(clause)
        if token.kind == WORD and not any(start <= token.start < end for start, end in places)
    ]  # fmt: skip
    return is_plain(rest, own, _PLAIN) and names - {TARGET, NOW, THIS_YEAR, TO_DATE} <= set(known)
