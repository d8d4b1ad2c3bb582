"""A difference and its percentage beside one figure, or alone: whether they can be of one base."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import ceil

from xlcsp.audit.around import main_levels
from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.claim import Judged, unchecked
from xlcsp.audit.finding import TRUNCATED, as_text
from xlcsp.audit.series import GENERIC, noun
from xlcsp.claims.agreement import agrees, is_cut, percent, room_of, spread_of
from xlcsp.claims.prose import CHANGE, LEVEL, Quantity, Reading
from xlcsp.claims.prose.qualifiers import EXACTLY
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, tokens
from xlcsp.claims.prose.vocabulary import says_on

_SAYS_SO = re.compile(r",? (?:\(|or |(?:which is |representing |i\.e\. )?an? )?(?:[a-z]+ of )?", re.IGNORECASE)
_ENDS = re.compile(r"\)?(?:[.,;]|$)")  # or 12%. but: or 12% of the total
_TO_NOW = re.compile(r"(?: [a-z]+)?(?:,? (?:\(|or )[^a-z;]*)?,? (?:to|at) ")  # by 18 (20%) to 108
_ONLY_A_WAY = re.compile(r"(?: (?:in|de)crease| rise| fall| drop| reduction| up| down| more| fewer)?\)")
_OF_ANOTHER = re.compile(
    r"(?:^|[^,]) (?!to\b|which\b|that\b|it\b|this\b|has\b|have\b|a\b|an\b|the\b)[a-z]+ (?:had |has |have )?"
    r"(?:f[ae]ll\w*|ros\w*|ris\w+|drop\w*|gr[eo]w\w*|declined|(?:in|de)creased|reduced"
    r"|w(?:as|ere) (?:up|down))(?: by)? $"
    r"|[,;](?: and)? (?:the|our|its) (?!(?:in|de)crease|reduction|rise|fall|change|drop)",
)  # another subject: "40 visits fires fell by 12", "52 calls, the quarter was 12 up"
_A_CHANGE_OF = r"an? (?:increase|decrease|reduction|rise|fall|drop|decline) of "
_SAYS_WHAT_IT_IS = re.compile(
    r"(?:[a-z ]*)(?:,|\band) (?:(?:this|that|which) (?:is|was|represent(?:s|ed)|equates to) "
    rf"(?:{_A_CHANGE_OF})?|{_A_CHANGE_OF}|(?:meaning|so)(?: that)? an (?:extra|additional) )$"
)
_COUNTED = re.compile(r" (?:more|fewer|less|extra|additional) (?!than\b|on\b|in\b|at\b|since\b|year)(?P<unit>[a-z]+)")
EARLIER = re.compile(
    r"\b(?:last|previous|prior|preceding) (?:year|quarter|month|period)\b[^;]*$"
    r"|\b(?:year|quarter|month) (?:before|earlier|ago)\b[^;]*$|\bpreviously\b[^;]*$"
    r"|\bhad (?:been|numbered|recorded|had|seen)\b[^;]*$",
    re.IGNORECASE,
)
NO_COMPARATOR = "the figure that it is compared with is not printed"


def by_amount(readings: Sequence[Reading], at: int, group: list[Quantity]) -> list[Judged]:
    """A percentage by the difference beside it, and vice versa."""
    reading = readings[at]
    amount = next((one for one in group if one.kind == NUMBER), None)
    share = next((one for one in group if one.is_share_like), None)
    if amount is None and share is not None and share.role != CHANGE and _ENDS.match(reading.text[share.end :]):
        amount = _told_before(reading, share)
        share = replace(share, role=CHANGE, direction=amount.direction) if amount is not None else share
    if amount is None and share is not None and share.role == CHANGE:
        amount = next((one for one in reading.changes if one.kind == NUMBER and one.group == share.group - 1), None)
        amount = None if amount is not None and ";" in reading.text[amount.end : share.start] else amount
        amount = amount or _told_before(reading, share) or _told_after(reading, share)
        bare = [one for one in reading.levels if one.at == share.at + 2 and share.decimals > 0]
        if amount is None and bare:
            return list(_bare_amount(readings, at, bare[0], share))
    if amount is None or amount.role != CHANGE or share is None or share.role != CHANGE:
        return []
    places = {one.at for one in group}
    return [one for one in amount_and_share(readings, at, amount, share) if one.claim.at in places]


def is_couple(group: list[Quantity]) -> bool:
    """Whether the group is a difference with its percentage."""
    return len(group) == 2 and group[0].kind == NUMBER and group[1].kind == PERCENT  # noqa: PLR2004


def _told_before(reading: Reading, share: Quantity) -> Quantity | None:
    """The difference of ``increased by 45 to 365, a rise of 14%``."""
    if len(reading.quantities) != 3 or reading.quantities[2].at != share.at or reading.pairs:  # noqa: PLR2004
        return None
    amount, level, _ = reading.quantities
    is_so = amount.role == CHANGE and amount.kind == NUMBER and level.role == LEVEL and amount.at < level.at
    is_to = reading.text[amount.end : level.start].endswith(" to ")
    return amount if is_so and is_to and _SAYS_SO.fullmatch(reading.text[level.end : share.start]) else None


def _told_after(reading: Reading, share: Quantity) -> Quantity | None:
    """The difference of ``fell 8.0% on the previous year, down 46 to 529``."""
    if len(reading.quantities) != 3 or reading.quantities[0] is not share or reading.pairs:  # noqa: PLR2004
        return None
    _, amount, level = reading.quantities
    if amount.role == LEVEL:  # down 7% to 366,718, a fall of 27,602
        level, amount = amount, level
        is_to = _TO_NOW.fullmatch(reading.text[share.end : level.start]) is not None
        is_so = _SAYS_WHAT_IT_IS.fullmatch(reading.text[level.end : amount.start]) is not None
        return amount if is_to and is_so and amount.role == CHANGE and amount.kind == NUMBER else None
    is_so = (
        amount.role == CHANGE and amount.kind == NUMBER and level.role == LEVEL and amount.direction == share.direction
    )
    between = reading.text[share.end : amount.start]
    is_so = is_so and " and " not in between and says_on([*tokens(between)])
    return amount if is_so and _TO_NOW.fullmatch(reading.text[amount.end : level.start]) else None


def amount_and_share(readings: Sequence[Reading], at: int, amount: Quantity, share: Quantity) -> Iterator[Judged]:
    """A difference with its percentage: against this year's figure beside them, else by whether any base gives both."""
    if share.signed and amount.direction and share.value * amount.direction < 0:
        yield unchecked(amount, NO_COMPARATOR)
        yield Judged(share, "PCT_SIGN", FAIL, as_text(-share.value), "the sign contradicts the word beside it")
        return
    level, is_sure = _level_of(readings, at, amount)
    is_sure |= readings[at].base is not None
    base = readings[at].base
    change = amount.value if amount.signed else amount.value * (amount.direction or 1)
    if base is not None or (level is not None and level.value - change > 0):
        before = base.value if base is not None else level.value - change if level is not None else change
        truth = percent(change, before) if before else Fraction(0)
        since = f", since it is {level.text} now" if base is None and level is not None else ""
        words = f"{as_text(abs(change))} on {as_text(before)}{since}"
        spread = Fraction(0)
        if base is None and level is not None:
            spread = spread_of(level.value, change, (_room(level), _room(amount)))
        is_right = agrees(share, abs(truth), spread)
        is_beside = share.group == amount.group or amount in (
            _told_before(readings[at], share), _told_after(readings[at], share)
        ) or _is_alone_in_bracket(readings[at], amount, share)  # fmt: skip
        if is_right or (is_sure and is_beside):
            yield unchecked(amount, NO_COMPARATOR)
            cut = is_cut(abs(truth), abs(share.value), max(share.decimals, 0)) and not is_right
            words = f"{TRUNCATED}: {words}" if cut else words
            basis = tuple(one for one in (amount, readings[at].base, level) if one is not None)
            yield Judged(share, "PCT_CHANGE", OK if is_right else FAIL, as_text(truth), words, basis)
            return
    is_exact = amount.decimals == 0 and share.kind == PERCENT and share.hedge == EXACTLY
    if amount.group == share.group and is_exact and not _has_base(amount, share):
        yield unchecked(amount, NO_COMPARATOR)
        yield _without_base(amount, share)


def _is_alone_in_bracket(reading: Reading, amount: Quantity, share: Quantity) -> bool:
    """``a fall of 41 on the quarter before (19.8% decrease)``: nothing else is told between them or in the bracket."""
    is_next = (amount, share) in pairwise(reading.quantities)
    is_in = reading.text[: share.start].endswith("(") and _ONLY_A_WAY.match(reading.text[share.end :]) is not None
    return is_next and is_in and ";" not in reading.text[amount.end : share.start]


def _room(figure: Quantity) -> Fraction:
    return room_of(figure.decimals, is_in_pounds=figure.text.startswith("£"))


def _without_base(amount: Quantity, share: Quantity) -> Judged:
    count = int(abs(amount.value))
    base = max(1, round(100 * abs(amount.value) / abs(share.value)))
    truth = percent(Fraction(count), Fraction(base))
    words = f"no whole number of which {count} is {share.text}%: {count} on {base} is {as_text(truth)}%"
    return Judged(share, "PCT_CHANGE", FAIL, as_text(truth), words, (amount,))


def _bare_amount(readings: Sequence[Reading], at: int, bare: Quantity, share: Quantity) -> Iterator[Judged]:
    """``3,450 crimes, down 2.1% (75)``: the bare number is the difference where it fits; else it may be anything."""
    amount = replace(bare, role=CHANGE, direction=share.direction)
    yield from (one for one in amount_and_share(readings, at, amount, share) if one.status == OK and one.claim is share)


def _has_base(amount: Quantity, share: Quantity) -> bool:
    """Whether some whole number gives both the difference and its percentage."""
    value = abs(share.value)
    half = Fraction(1, 2 * 10 ** max(share.decimals, 0))
    if value - half <= 0 or not amount.value:
        return True
    low, high = 100 * abs(amount.value) / (value + half), 100 * abs(amount.value) / (value - half)
    return ceil(low) <= high


def _level_of(readings: Sequence[Reading], at: int, amount: Quantity) -> tuple[Quantity | None, bool]:
    """The figure of now, and whether it is certainly that of the change.

    It stands after "to", or is the one level before the change, or in the sentence that it goes on from.
    """
    reading = readings[at]
    if reading.pairs or reading.wholes:
        return None, False
    later = [one for one in reading.levels if one.at > amount.at]
    if later and _TO_NOW.fullmatch(reading.text[amount.end : later[0].start]):
        return later[0], True
    own = [one for one in reading.levels if one.at < amount.at]
    own = own or [one for one in later if reading.text[: one.start].endswith(" to ")]
    own = [one for one in own if ";" not in reading.text[amount.end : one.start]]
    is_sure = bool(own) and (own[0].at > amount.at or _keeps_subject(reading.text, own[0], amount))
    said = reading
    if not own and reading.follows and at and len(above := main_levels(readings[at - 1])) == 1:
        said, is_sure, own = readings[at - 1], True, above
    counted = _COUNTED.match(reading.text[amount.end :])
    nouns = {noun(unit) for unit in (*(one.unit for one in (*own, amount)), counted["unit"] if counted else "")}
    nouns -= {"", *GENERIC}
    is_earlier = bool(own) and EARLIER.search(said.text[: own[0].start])
    is_one = len(own) == 1 and not is_earlier and len(nouns) < 2  # noqa: PLR2004 - burglaries beside a count of thefts
    return (own[0], is_sure) if is_one else (None, False)


def _keeps_subject(text: str, level: Quantity, amount: Quantity) -> bool:
    """Whether the words between a figure and a change name nothing else: not ``40 visits and fires fell by 12``."""
    between = re.sub(r"\b(?:annual|yearly|year-on-year) ", "", text[level.end : amount.start])
    is_said = _SAYS_WHAT_IT_IS.search(between) or (between.startswith(",") and text[: level.start] in ("At ", "at "))
    return bool(is_said) or (says_on([*tokens(between)]) and not _OF_ANOTHER.search(between))
