"""Totals that a sentence prints before, behind or after the list of their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.claim import Judged, is_right_or_slip
from xlcsp.audit.finding import as_text
from xlcsp.audit.parts import (
    AS_FAR,
    COLOURED,
    IN_AND_OUT,
    IN_PART,
    LEAST_LEVELS,
    MADE_UP,
    ONE,
    OVERLAPS,
    REST,
    WORDS_OF_A_PART,
    is_a_list,
    is_sure_of,
    is_transposed,
    summed,
    without_their_number,
)
from xlcsp.claims.lexer import MONTHS
from xlcsp.claims.prose import CHANGE, LEVEL, SHARE, Reading
from xlcsp.claims.prose.quantities import BASE
from xlcsp.claims.prose.tokens import NUMBER, PERCENT

_LIST = re.compile(
    rf"(?:(?<![\d.,]){ONE}(?:, {ONE})*,? and {ONE}(?: [a-z]+){{0,3}}?(?: respectively)?"
    rf"|\({ONE}\)(?:(?:,|,? and) [A-Za-z]+(?: [A-Za-z]+){{0,3}} \({ONE}\))+)"
    rf"(?:,? (?:or |making |giving |a total of )?{ONE} (?:[a-z]+ )?(?:in total|in all|altogether)\b"
    rf"|,? (?:together|combined|making|giving|a total of) (?:a total of )?{ONE}(?! (?:more|fewer))\b)"
)
_TOTAL_FIRST = re.compile(
    rf"\b(?:total(?:led|ling)?(?: of)?|in (?:total|all)|total [a-z][^\d:]{{0,40}} (?:was|is|were|of|at)) "
    rf"[£]?(?P<total>{ONE})\b[^:]*: "
    rf"|\b(?:in total|in all|altogether),? (?P<told>{ONE}) [^\d,:;.]*, (?=\d)"
    rf"|(?<![\d.,])(?P<whole>{ONE})(?: [a-z-]+){{1,5}} in the"
    r" (?:half[- ]year|first half|second half|quarter|six months)[^:\d]*: ",
    re.IGNORECASE,
)
_TOTAL_LAST = re.compile(
    rf"\((?P<so_far>{ONE}) (?:year to date|ytd|to date|in total|in all|altogether)\)|"
    rf"(?<=[;,] )total\s?[:=]?\s?(?P<sum>{ONE})\b"
    rf"|, (?P<end>{ONE}) (?:[a-z]+ )?(?:altogether|in total|in all)(?=[.,;)]|$)"
    rf"|, (?P<over>{ONE}) (?:over|for|in) the (?:whole |full )?(?P<period>quarter|year)(?: as a whole)?(?=[.,;)]|$)"
    rf"|: (?P<all>{ONE}) (?:[a-z][a-z ]{{0,30}})?(?:altogether|in total|in all)(?=[.,;)]|$)|"
    rf"\b(?:giving|making|meaning|a|the)\b[^\d:;]{{0,25}}?\b(?:total|sum|position|tally|figure)\b[^\d,;:]{{0,20}}?"
    rf"\b(?:of|to|was|is) (?:therefore |thus |now |then )?(?P<total>{ONE})\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    rf"(?:(?:the )?total|(?:the )?(?:whole )?year|all|overall|in all|altogether|sum)"
    rf"(?: (?:for|in|was)[^\d:]{{0,30}})?:? {ONE}\.?",
    re.IGNORECASE,
)
_LISTED = re.compile(rf"(?<![\d.,])(?P<whole>{ONE})(?: (?:[a-z-]+ ){{0,6}}?[a-z-]+)?: ", re.IGNORECASE)
_TAIL = re.compile(
    r"(?: [a-z-]+){0,3}(?: (?:for|in|of|from|at|by|to|under) (?!.*\b(?:were|was|are|is|had|have)\b)[^,;.]{1,40})?\.?"
)
_SO_FAR = re.compile(
    r"\b(?:the|a) (?:year to date |year-to-date |quarter(?:ly)? |overall |combined |cumulative )?total\b"
    rf"[^\d.;,]{{0,30}}? (?:of|to|is|was|at) (?P<total>{ONE})\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(rf" \((?:Q[1-4]:? {ONE}(?:[,;]|,? and|\)\.?$) ?)+", re.IGNORECASE)
_CLOSED = re.compile(r"\b(?:others?|rest|remainder|remaining|balance|unknown|neither|another)\b", re.IGNORECASE)
_EACH_YEAR = re.compile(
    r"\b(?:in|this|last|the first|the second|the third) year(?: (?:one|two|three|four))?\b", re.IGNORECASE
)
_THE_OTHERS = re.compile(
    r"\b(?:meaning|leaving|(?:and|with|while|whereas) the (?:other|remaining|rest|remainder))\b", re.IGNORECASE
)
_AT_FIRST = re.compile(r"\b(?:start|beginning|outset|brought forward|opening|opened with)\b", re.IGNORECASE)
_FURTHER = re.compile(r"(?:a further|another|an additional) ", re.IGNORECASE)
_LEFT_OUT = 16  # a part may be left out
_PERIODS = {  # the periods that make up a whole one
    "quarter": (rf"(?:{'|'.join(MONTHS)})[a-z]*", 3),
    "year": (r"(?:the )?(?:first|second)(?: half)?", 2),
    "whole year": (r"(?:the )?(?:first|second|third|fourth|last) quarter|Q[1-4]", 4),
}


def totals_of_lists(readings: Sequence[Reading], at: int) -> Iterator[Judged]:
    """The total of a list. readings: the paragraph's sentences, of which ``at`` is the one."""
    yield from _listed(readings[at])
    yield from _headed(readings[at])
    yield from _closing(readings, at)
    yield from _hundred(readings[at])
    yield from _complement(readings[at])
    yield from _of_three_months(readings[at])
    if at:
        yield from _flow(readings[at - 1], readings[at])
        yield from _of_above(readings[at - 1], readings[at])


def _listed(reading: Reading) -> Iterator[Judged]:
    """``31, 28 and 35 offences respectively, 94 in total``."""
    said = _LIST.search(reading.text)
    wholes = [one for one in reading.wholes if said is not None and one.part.end != said.end()]
    if said is None or reading.pairs or wholes:
        return
    numbers = [one for one in reading.levels if said.start() <= one.start < said.end()]
    found = summed(numbers[-1], numbers[:-1]) if numbers else iter(())
    is_whole = re.match(r"[.,;)]|$", reading.text[said.end() :])  # 80 in all since April
    yield from found if is_whole else filter(is_right_or_slip, found)


def _headed(reading: Reading) -> Iterator[Judged]:
    """``A total of 192: 140 for litter and 52 for fouling``, ``12 in May and 15 in June, a total of 27``."""
    text = reading.text
    said = _TOTAL_FIRST.search(text) or _TOTAL_LAST.search(text) or _LISTED.search(text)
    is_told = reading.pairs or reading.changes or reading.wholes or _LIST.search(text) or MADE_UP.search(text)
    at = max(said.start(name) for name in said.re.groupindex if name != "period") if said is not None else -1
    if said is not None and said.re is _TOTAL_LAST and not said["total"]:
        if said["over"] and not _are_all_periods(text[: said.start()], said["period"]):
            return
        yield from _closed(reading, at)
        return
    whole = next((one for one in reading.levels if one.start in (at, at - 1)), None)
    if said is None or is_told or whole is None:
        return
    is_first = said.re in (_TOTAL_FIRST, _LISTED)
    start = said.end() if is_first else text.rfind(":", 0, whole.start) + 1  # There were 25: 11 here, 14 there, a total
    end = len(text) if is_first else whole.start
    parts = [one for one in reading.levels if start <= one.start < end]
    aside = _ASIDE.match(text[whole.end :]) if not is_first else None
    if aside is not None:  # 17, bringing the total to 55 (Q1: 18, Q2: 20)
        yield from summed(whole, [*parts, *(one for one in reading.levels if one.start > whole.end)])
        return
    parts = parts if is_first else list(without_their_number(parts, whole.value))
    start = start if is_first or not parts else parts[0].start
    rest = _EACH_YEAR.sub("", REST.sub("", text[start:end]))
    if not parts or IN_PART.search(rest) or not is_a_list(text, parts):
        return
    many = [one for one in reading.levels if one.value == len(parts) and one.text.isalpha() and one not in parts]
    if is_first and (
        len(parts) != len(reading.levels) - 1 - len(many) or _TAIL.fullmatch(text[parts[-1].end :]) is None
    ):
        return
    over = sum(one.value for one in parts) - whole.value
    is_near = -whole.value / (_LEFT_OUT if is_first else AS_FAR) <= over <= whole.value / AS_FAR
    if is_near or is_transposed(over + whole.value, whole):
        is_sure = said.re is not _LISTED or is_sure_of(text[: parts[0].start], text[parts[0].end :], whole, over)
        yield from summed(whole, parts, is_sure=is_sure)


def _hundred(reading: Reading) -> Iterator[Judged]:
    """``5% of crime, thefts 46%, damage 19% and other crimes 37%``: with the others named, shares are 100% in all."""
    shares = [one for one in reading.quantities if one.kind == PERCENT]
    is_plain = len(shares) >= LEAST_LEVELS and all(one.role in (LEVEL, SHARE) and not one.hedge for one in shares)
    if not is_plain or len(shares) < len(reading.quantities) or not is_a_list(reading.text, shares):
        return
    closing = reading.text[shares[-2].end : shares[-1].end + WORDS_OF_A_PART * 4]
    total = sum((one.value for one in shares), Fraction(0))
    room = sum((Fraction(1, 2 * 10 ** max(one.decimals, 0)) for one in shares), Fraction(0))
    is_closed = _CLOSED.search(closing) is not None or COLOURED.search(reading.text) is not None
    is_right = abs(total - 100) < room
    if is_right or (is_closed and not OVERLAPS.search(reading.text)):
        words = f"{' + '.join(one.text for one in shares)} is {as_text(total)}"
        status = OK if is_right else FAIL
        right = as_text(100 - total + shares[-1].value)
        yield Judged(shares[-1], "SUM", status, right, f"{words}, not 100" if status == FAIL else words, tuple(shares))


def _of_three_months(reading: Reading) -> Iterator[Judged]:
    """``January saw 41 arrests and February 37; with 52 in March the quarter's arrests reached 130``."""
    is_plain = len(reading.levels) == len(reading.quantities) == 4 and "quarter" in reading.text.lower()  # noqa: PLR2004
    months = re.findall(rf"\b(?:{'|'.join(MONTHS)})[a-z]*\b", reading.text, re.IGNORECASE)
    if is_plain and len(set(months)) == len(months) == 3:  # noqa: PLR2004 - the months of a quarter
        *parts, whole = reading.levels
        is_led = re.search(
            r"\b(?:reached|came to|totalled|stood at|closed at|to) $",
            reading.text[: whole.start],
        )
        off = abs(sum((one.value for one in parts), Fraction(0)) - whole.value)
        yield from summed(whole, parts) if is_led and off <= whole.value / AS_FAR else ()


def _complement(reading: Reading) -> Iterator[Judged]:
    """``84% of drivers complied, meaning that 16% were speeding``: the two are all."""
    shares = [one for one in reading.quantities if one.kind == PERCENT and one.role != CHANGE]
    if len(shares) != 2 or len(reading.quantities) > 2 or any(one.hedge for one in shares):  # noqa: PLR2004
        return
    first, other = shares
    if _THE_OTHERS.search(reading.text[first.end : other.start]):
        rest, places = 100 - first.value, max(first.decimals, other.decimals, 0)
        is_right = abs(rest - other.value) <= Fraction(1, 10**places)
        words = f"{first.text} and {other.text} are {as_text(first.value + other.value)}"
        yield Judged(other, "SUM", OK if is_right else FAIL, as_text(rest), words, (first,))


def _are_all_periods(text: str, period: str) -> bool:
    """Whether a list names all the months, halves or quarters of a period, and nothing else is counted in it."""
    ways = (way for name, way in _PERIODS.items() if name.endswith(period.lower()))
    numbers = len(re.findall(rf"(?<![\d.,Q])(?=[£\d]){ONE}", text))
    named = re.IGNORECASE
    return any(
        len(re.findall(rf"\b(?:in|during|for) (?:{one})\b", text, named)) == many == numbers for one, many in ways
    )


def _closed(reading: Reading, at: int) -> Iterator[Judged]:
    """``48 warnings, 61 notices and 12 injunctions: 121 altogether``, ``Q1: 30; Q2: 28; total: 58``."""
    whole = next((one for one in reading.levels if one.start == at), None)
    parts = [one for one in reading.levels if one.start < at]
    if (
        whole is not None
        and not (reading.pairs or reading.changes or reading.wholes)
        and is_a_list(reading.text, parts)
    ):
        off = abs(sum((one.value for one in parts), Fraction(0)) - whole.value)
        yield from summed(whole, parts) if off <= whole.value / AS_FAR else ()


def _of_above(above: Reading, reading: Reading) -> Iterator[Judged]:
    """``84 in October and 96 in November. A further 60 in December, bringing the total for the quarter to 240``."""
    said = _SO_FAR.search(reading.text)
    whole = next((one for one in reading.levels if said is not None and one.start == said.start("total")), None)
    own = [one for one in (*reading.levels, *reading.changes) if whole is not None and one.start < whole.start]
    told = [one for one in above.quantities if one.kind == NUMBER and one.role in (LEVEL, BASE)]
    is_list = len(told) == len(above.quantities) > 1 and is_a_list(above.text, told)
    is_plain = not (above.wholes or reading.pairs or reading.wholes or IN_PART.search(above.text))
    if whole is not None and is_list and is_plain and len(own) <= 1 and (not own or _FURTHER.match(reading.text)):
        yield from filter(is_right_or_slip, summed(whole, [*told, *own]))


def _flow(above: Reading, reading: Reading) -> Iterator[Judged]:
    """``At the start there were 214 open cases. 380 were opened and 402 closed, leaving 192 open``."""
    said = IN_AND_OUT.search(reading.text)
    is_plain = len(above.levels) == len(above.quantities) == 1 and len(reading.levels) == len(reading.quantities) == 3  # noqa: PLR2004
    if said is None or not is_plain or not _AT_FIRST.search(above.text):
        return
    (first,), (more, less, last) = above.levels, reading.levels
    truth = first.value + more.value - less.value
    words = f"{first.text} + {more.text} - {less.text} is {as_text(truth)}"
    yield Judged(last, "SUM", OK if truth == last.value else FAIL, as_text(truth), words, (first, more, less))


def _closing(readings: Sequence[Reading], at: int) -> Iterator[Judged]:
    """``Q1 40, Q2 46, Q3 51, Q4 43. Year: 180``."""
    if at and _CLOSING.fullmatch(readings[at].text) and len(readings[at].levels) == 1:
        above, whole = readings[at - 1], readings[at].levels[0]
        off = abs(sum((one.value for one in above.levels), Fraction(0)) - whole.value)
        if not (above.pairs or above.changes or above.wholes) and len(above.levels) >= LEAST_LEVELS:
            yield from summed(whole, above.levels) if off <= whole.value / AS_FAR else ()
