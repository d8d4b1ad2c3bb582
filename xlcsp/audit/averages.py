"""Averages of a total over months, weeks or other units, and amounts such as "£500 each", in a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.claim import Judged, is_right_or_slip
from xlcsp.audit.finding import as_text
from xlcsp.audit.series import noun
from xlcsp.claims.agreement import fits, is_near_enough, is_slip
from xlcsp.claims.lexer import MONTHS, NUMBER_WORDS
from xlcsp.claims.prose import LEVEL, Quantity, Reading
from xlcsp.claims.prose.quantities import CHANGE, EACH
from xlcsp.claims.prose.spans import LAST_YEAR
from xlcsp.claims.prose.tokens import NUMBER
from xlcsp.measures.numbers import rounded

_ONE = rf"(?:£?\d(?:[\d,]*\d)?(?:\.\d+)?|{'|'.join(NUMBER_WORDS)})"
_A = r"(?:(?:for )?(?:a|an|per|each|every))"
_UNIT = r"(?P<unit{0}>month|week|quarter|day|year)"
_LED = r"(?:about |around |just over |almost |nearly |some |approximately |roughly )?"
_SO_MUCH = (
    r"averag(?:e|es|ed|ing)(?: [a-z]+)?(?: of| was| is| being)?|on average,?"
    r"|works? out (?:at|as)|working out at|equivalent to|equating to|equal to|or"
)
_ADVERB = r"monthly|weekly|quarterly|daily|yearly|annual"
_AVERAGE = re.compile(
    rf"\b(?:{_SO_MUCH}) {_LED}(?P<each1>{_ONE})(?: [a-z-]+){{0,3}}?,? "
    rf"(?:{_A} {_UNIT.format(1)}\b|(?P<adverb>{_ADVERB})\b)"
    rf"|\b(?P<adjective>{_ADVERB}) (?:average|mean)\b(?: [a-z]+){{0,4}}?(?: of| was| is| at|:)? {_LED}"
    rf"(?P<each2>{_ONE})\b"
    rf"|\baverage (?:number )?(?:of )?(?:[a-z-]+ ){{1,4}}?{_A} {_UNIT.format(4)}\b[^.;\d]{{0,20}}(?:20\d\d\S* )?"
    rf"(?:was|is|of|being) {_LED}(?P<each4>{_ONE})\b"
    rf"|(?P<each3>{_ONE})(?: [a-z-]+){{0,3}}?,? {_A} {_UNIT.format(3)},? on average\b"
    rf"|\({_LED}(?P<each5>{_ONE}) {_A} {_UNIT.format(5)}\)",
    re.IGNORECASE,
)
_EACH_TIME = re.compile(rf"\b{_A} (?:month|quarter|week|day|year)\b|\b(?:{_ADVERB})\b", re.IGNORECASE)
_EVERY = re.compile(
    rf"(?P<each>{_ONE})(?: [a-z-]+){{1,4}}? {_A} (?P<unit>month|week|quarter)\b[^;]*"
    rf"\b(?:making|giving|totall?ing|a total of|amounting to|or) (?P<total>{_ONE})\b"
    rf"|\baverage (?P<unit2>day|week|month)\b[^;\d]*(?P<each2>{_ONE})(?: [a-z-]+){{1,4}}?, (?:or|which is) {_LED}"
    rf"(?P<total2>{_ONE}) (?:over|in|a|per|for|each)(?: the| a)? year\b",
    re.IGNORECASE,
)
_MEAN = r"(?:average|mean)(?: [a-z-]+){0,3}"
_EACH_OF = re.compile(  # the first, the second or both say that it is an average
    rf"\b{_MEAN} of (?P<each1>{_ONE})(?: [a-z-]+){{0,2}}?,? (?:{_A} (?P<unit1>[a-z]+)|apiece|(?:at |in |for |to )?each)"
    rf"|\b(?:averag(?:ing|ed|es)|{_MEAN} (?:was|is|being)|or|equivalent to|works? out at|working out at)"
    rf" {_LED}(?P<each2>{_ONE})(?: [a-z-]+){{0,2}}?,? (?:on average )?{_A} (?P<unit2>[a-z]+)"
    rf"|(?P<each3>{_ONE})(?: [a-z-]+){{0,2}}?,? on average,? {_A} (?P<unit3>[a-z]+)"
    rf"|(?P<each4>{_ONE})(?: [a-z-]+){{0,2}}?,? {_A} (?P<unit4>[a-z]+),? on average"
    rf"|(?P<each6>{_ONE}) {_A} (?P<unit6>[a-z]+) \((?={_ONE} (?:for|over|across|from|among|between) {_ONE} [a-z]+\))"
    rf"|, {_LED}(?P<each7>{_ONE}) [a-z]+ (?:at|in|for|to|from) each(?P<unit7>\b)"
    rf"|\b(?:{_MEAN}|cost) {_A} (?P<unit5>[a-z]+)(?: [a-z-]+){{0,2}}? (?:of|was|is|being) {_LED}(?P<each5>{_ONE})",
    re.IGNORECASE,
)
_MAY_SHARE_OUT = re.compile(  # found in a hundredth of the time that the patterns take
    r"averag|mean|split|shared|divided|\bor\b|equivalent|equat|equal|work(?:s|ing)? out|cost|each|every|apiece|making"
    r"|giving|total|amounting| per [a-z]+ \(|\([\d,.]+ (?:a|per) ",
    re.IGNORECASE,
)
_OF_A_UNIT = {"month": Fraction(1), "quarter": Fraction(3), "week": Fraction(12, 52), "day": Fraction(12, 365),
              "year": Fraction(12)}  # fmt: skip
_FAR_OFF = 4
_INEXACT = Fraction(1, 50)  # a year has 52 or 53 weeks, 360 to 366 days
_ADVERBS = {"monthly": "month", "quarterly": "quarter", "weekly": "week", "daily": "day", "yearly": "year",
            "annual": "year"}  # fmt: skip
_NAME = rf"(?P<{{}}>{'|'.join(MONTHS)})[a-z]*\.?(?: \d{{{{4}}}})?"
_SPAN = re.compile(
    rf"\b{_NAME.format('first')} (?:and|to|until|-|–) (?:the end of )?{_NAME.format('last')}", re.IGNORECASE
)
_FROM_YEAR = re.compile(r"\b(?:between|from) ((?:19|20)\d\d)(?:/\d\d)? (?:and|to) ((?:19|20)\d\d)\b", re.IGNORECASE)
_MANY = re.compile(rf"\b(?P<many>\d+|{'|'.join(NUMBER_WORDS)})[ -](?:full |rolling )?months?\b", re.IGNORECASE)
_WEEKS = re.compile(r"\b(?P<many>\d{1,2})[ -](?:full )?weeks\b", re.IGNORECASE)
_YEARS = re.compile(rf"\b(?P<many>\d{{1,2}}|{'|'.join(NUMBER_WORDS)})[ -]years?\b|\bdecade\b", re.IGNORECASE)
_LENGTHS = (
    (6, re.compile(r"\bhalf[- ]year|\b(?:first|second) half\b|\bsix-month", re.IGNORECASE)),
    (3, re.compile(r"\bquarter\b|\bQ[1-4]\b", re.IGNORECASE)),
    (12, re.compile(r"(?<!half[- ])\byear\b(?! to date)|annual|\b20\d\d ?[/-] ?(?:20)?\d\d\b|\b(?:in|during) 20\d\d\b",
                    re.IGNORECASE)),
)  # fmt: skip
_LEAST_LISTED = 3
_EACHES = ("each1", "each2", "each3", "each4", "each5")
_MONTH, _QUARTER = re.compile(rf"\b(?:{'|'.join(MONTHS)})[a-z]*\b", re.IGNORECASE), re.compile(r"\bQ[1-4]\b")
_EACH = (
    rf"(?P<each>{_ONE})(?: [a-z-]+){{0,3}}? (?:each|apiece)\b"
    rf"|(?<!for )\b(?:each|every)(?: [a-z]+){{0,5}}? (?P<every>{_ONE})\b"
)
_SHARED_OUT = re.compile(_EACH, re.IGNORECASE)
_CLOSES = re.compile(
    r"\b(?:total|totall?ing|in all|altogether|giving|making|or|on average|equally)\b|\bfrom [\d,]+ |equivalent of "
    r"|[:=]\s*£?[\d,]+(?:\.\d+)? [^:]*$",
    re.IGNORECASE,
)
_NOT_ALL = re.compile(r"\b(?:includ\w+|up to|(?<!ly )between|average of|other|also|plus|further)\b", re.IGNORECASE)


def averages(readings: Sequence[Reading], at: int) -> Iterator[Judged]:
    """``24,192 offences last year, an average of 2,016 a month``. readings: the paragraph, ``at`` the sentence."""
    reading = readings[at]
    levels = [one for one in reading.quantities if one.kind == NUMBER and one.role in (LEVEL, EACH)]
    if not levels or _MAY_SHARE_OUT.search(reading.text) is None:
        return
    yield from _shared_out(reading)
    yield from _of_each_of(readings, at, levels)
    is_couple = len(levels) == 2 and not reading.changes  # noqa: PLR2004 - so many a month, and the total
    every = _EVERY.search(reading.text) if is_couple else None
    if every is not None:
        whole = levels[1]
        ends = [max(every.start(name), every.start(f"{name}2")) for name in ("each", "total")]
        if [one.start for one in levels] == ends:
            months = _months_of(_EACH_TIME.sub(" ", reading.text))
            yield from _over_time(levels[0], whole, (every["unit"] or every["unit2"]).lower(), months, is_of_total=True)
        return
    yield from _of_each_period(reading)
    said = _AVERAGE.search(reading.text) if not reading.changes else None
    if said is None:
        return
    if len(_MONTH.findall(reading.text)) + len(_QUARTER.findall(reading.text)) >= len(levels) - 1:
        yield from _of_listed(levels, said)
    place = next(said.start(name) for name in _EACHES if said[name])
    each = next((one for one in levels if one.start == place), None)
    others = [one for one in levels if one is not each]
    others = [one for one in others if not one.text.isalpha()] if len(others) > 1 else others  # our two cameras
    context = reading.text
    if not others and at and len(readings[at - 1].levels) == 1:
        others, context = list(readings[at - 1].levels), readings[at - 1].text
    if each is None or len(others) != 1 or "£" in others[0].text:
        return
    yield from _over_time(each, others[0], _unit_of(said), _months_of(_EACH_TIME.sub(" ", context)))


def _of_each_of(readings: Sequence[Reading], at: int, levels: Sequence[Quantity]) -> Iterator[Judged]:
    """So many for each of those counted in the sentence, or of a sum in the one before."""
    reading = readings[at]
    above = readings[at - 1].levels if at and len(readings[at - 1].quantities) == 1 else ()
    if len(levels) == len(reading.quantities) == 2 and above:  # noqa: PLR2004
        levels = [*above, *levels]
    elif not len(levels) == len(reading.quantities) - len(reading.changes) == 3:  # noqa: PLR2004
        return
    said = _EACH_OF.search(reading.text)
    if said is not None and (said["each6"] or re.match(r"[.,;:)]|$", reading.text[said.end() :])):
        yield from _quotient(levels, said)  # not: 30 per session in spring


def _unit_of(said: re.Match[str]) -> str:
    named = next((said[name] for name in ("unit1", "unit3", "unit4", "unit5") if said[name]), "").lower()
    return named or _ADVERBS[(said["adverb"] or said["adjective"]).lower()]


def _of_each_period(reading: Reading) -> Iterator[Judged]:
    """``5,412 calls, an average of 451 a month, against 5,010 (average 418 a month) the year before``."""
    said = list(_AVERAGE.finditer(reading.text))
    numbers = [one for one in reading.quantities if one.kind == NUMBER and one.role != CHANGE]
    places = [match.start(name) for match in said for name in _EACHES if match[name]]
    eaches, wholes = (
        [one for one in numbers if one.start in places],
        [one for one in numbers if one.start not in places],
    )
    if len(said) < 2 or len(eaches) != len(wholes):  # noqa: PLR2004 - two periods
        return
    months = _months_of(_EACH_TIME.sub(" ", LAST_YEAR.sub(" ", reading.text)))
    for match, each, whole in zip(said, eaches, wholes, strict=True):
        if whole.start < each.start:
            yield from _over_time(each, whole, _unit_of(match), months)


def _of_listed(levels: Sequence[Quantity], said: re.Match[str]) -> Iterator[Judged]:
    """``164 in October, 151 in November and 189 in December: an average of 168 a month``; it may be another."""
    *listed, each = levels
    places = [said.start(name) for name in _EACHES]
    if len(listed) < _LEAST_LISTED or each.start not in places or len({one.unit for one in listed[1:]}) > 1:
        return
    truth = sum((one.value for one in listed), Fraction(0)) / len(listed)
    is_right = fits(truth, each.value, max(each.decimals, 0))
    words = f"the average of {', '.join(one.text for one in listed)}"
    judged = Judged(each, "RATE", OK if is_right else FAIL, as_text(truth), words, tuple(listed))
    if is_right_or_slip(judged):
        yield judged


def _months_of(text: str) -> Fraction:
    """How many months a sentence is about; 0 where it does not say, or names two lengths."""
    dated = _FROM_YEAR.search(text)
    if dated is not None:
        return Fraction(12 * (int(dated[2]) - int(dated[1]) + 1))
    span = _SPAN.search(text)
    if span is not None:
        first, last = (MONTHS.index(span[name].lower()) for name in ("first", "last"))
        return Fraction((last - first) % 12 + 1)
    many = {one["many"].lower() for one in _MANY.finditer(text)}
    if many:
        (said, *more) = many
        return Fraction(0 if more else int(NUMBER_WORDS.get(said, said)))
    weeks = {int(one["many"]) for one in _WEEKS.finditer(text)}
    if weeks:
        return sum(weeks) * _OF_A_UNIT["week"] if len(weeks) == 1 else Fraction(0)
    years = {(one["many"] or "ten").lower() for one in _YEARS.finditer(text)}
    if years:
        (said, *more) = years
        return Fraction(0 if more else 12 * int(NUMBER_WORDS.get(said, said)))
    return Fraction(next((months for months, pattern in _LENGTHS if pattern.search(text)), 0))


def _over_time(
    each: Quantity, whole: Quantity, unit: str, months: Fraction, *, is_of_total: bool = False
) -> Iterator[Judged]:
    periods = months / _OF_A_UNIT[unit]
    if periods <= 1:
        return
    truth = whole.value / periods
    if abs(truth - each.value) > truth / 2:
        return  # an average of something else
    room = truth * _INEXACT if unit in ("week", "day") else Fraction(0)
    places = max(each.decimals, 0)
    is_right = Fraction(rounded(truth - room, places)) <= each.value <= Fraction(rounded(truth + room, places))
    words = f"{whole.text} over {as_text(periods)} {unit}s is {as_text(truth)}"
    status = OK if is_right or is_near_enough(each, truth) else FAIL
    if is_of_total:
        words = f"{each.text} in each of {as_text(periods)} {unit}s is {as_text(each.value * periods)}"
        yield Judged(whole, "SUM", status, as_text(each.value * periods), words, (each,))
        return
    yield Judged(each, "RATE", status, as_text(truth), words, (whole,))


def _quotient(levels: Sequence[Quantity], said: re.Match[str]) -> Iterator[Judged]:
    """``4,800 passengers over 80 nights, an average of 60 per night``, ``14 sessions for 350 people, 25 a session``."""
    places = [said.start(name) for name in said.re.groupindex if name.startswith("each")]
    each = next((one for one in levels if one.start in places), None)
    if each is None:
        return
    whole, many = (one for one in levels if one is not each)
    unit = next((said[name] for name in said.re.groupindex if name.startswith("unit") and said[name]), "")
    counted = [one for one in (whole, many) if unit and noun(unit) in map(noun, one.unit.split())]
    if unit in ("head", "person") and "£" in whole.text + many.text and not counted:
        whole, many = (whole, many) if "£" in whole.text else (many, whole)
    elif len(counted) == 1:
        whole, many = (many, whole) if counted[0] is whole else (whole, many)
    elif unit or not {one.lower() for one in each.unit.split()} <= {"", "each", "apiece", *whole.unit.lower().split()}:
        return
    elif many.value > whole.value:
        whole, many = many, whole
    if not many.value or " from £" in said.string or ("£" in whole.text) != ("£" in each.text) or "£" in many.text:
        return
    truth = whole.value / many.value
    room = Fraction(10) ** -whole.decimals / (2 * many.value) if whole.decimals < 0 else Fraction(0)  # £1.2m
    is_right = fits(truth, each.value, max(each.decimals, 0)) or is_near_enough(each, truth)
    is_right |= bool(room) and abs(truth - each.value) <= room + 1
    if not truth / _FAR_OFF <= each.value <= truth * _FAR_OFF:
        return  # an average of something else
    words = f"{whole.text} over {many.text} {many.unit or unit} is {as_text(truth)}"
    yield Judged(each, "RATE", OK if is_right else FAIL, as_text(truth), words, (whole, many))


def _shared_out(reading: Reading) -> Iterator[Judged]:
    """``four grants of £500 each, £2,000 in all``, ``Eight wardens each made 15 patrols: 120 in total``."""
    numbers = [one for one in reading.quantities if one.kind == NUMBER and one.role in (LEVEL, EACH)]
    is_plain = len(numbers) == len(reading.quantities) == 3 and not reading.pairs  # noqa: PLR2004
    said = _SHARED_OUT.search(reading.text) if is_plain else None
    if said is None or not _CLOSES.search(reading.text) or _NOT_ALL.search(reading.text):
        return
    place = said.start("each") if said["each"] else said.start("every")
    each = next((one for one in numbers if one.start == place), None)
    total = max(numbers, key=lambda one: one.value)
    many = next((one for one in numbers if one is not each and one is not total), None)
    if each is None or many is None or each is total or not re.search(r"s\b|people|men\b", many.unit.lower()):
        return
    product = many.value * each.value
    truth = total.value / many.value
    if is_near_enough(each, truth) or ("average" in reading.text and fits(truth, each.value, max(each.decimals, 0))):
        return
    is_near = abs(product - total.value) <= product / 4 or is_slip(product, total.value)
    if is_near and not total.hedge:
        words = f"{many.text} × {each.text} is {as_text(product)}"
        yield Judged(total, "SUM", OK if product == total.value else FAIL, as_text(product), words, (many, each))
