"""The names that a commentary gives to figures: last year, Q2, May, the target to date, the most similar group."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Collection, Sequence

from xlcsp.claims.prose.spans import MONTH
from xlcsp.claims.prose.tokens import PERIOD, Token
from xlcsp.domain.periods import year_label
from xlcsp.returns.comparisons import (
    A_DAY,
    BASELINE,
    BEFORE,
    FIRST_HALF,
    LAST_YEAR,
    NOW,
    PROFILE,
    PROJECTED,
    ROLLING,
    SECOND_HALF,
    TARGET,
    THIS_YEAR,
    TO_DATE,
    TOTAL,
)

UNKNOWN = "unknown"  # a time or an area of which there is no figure here
AIMS = "target|ceiling|threshold|goal|limit|standard|allowance|allocation|budget"
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "first": "1", "second": "2", "third": "3", "fourth": "4"}
_LAST = r"(?:last|previous|prior|preceding)"
_YEARS_AGO = (
    rf"(?:(?:the\s)?same\s(?:\w+\s){{1,2}}(?:of|in)?\s?|this\s(?:time|point|stage)\s)?(?:the\s)?{_LAST}"
    r"\s(?:financial\s)?year(?:['\u2019]s)?|a\syear\s(?:ago|before|earlier)|(?:12|twelve)\smonths\sago"
    r"|\bly\b|the\syear\sbefore|\b(?:in|over)\s(?:a|the|the\spast)\syear\b(?!\s(?:to|so))"
    r"|(?:the\s)?same\s(?:period|point|time|stage|\w+\smonths)(?!\sof)|year[ -]on[ -]year"
    rf"|{_LAST}\s(?=f?ytd\b|year[ -]to[ -]date)"
)
_SO_FAR = (
    r"\b(?:the\s)?year[ -]to[ -]date|\bf?ytd\b|\bto\sdate\b|\bso\sfar\b|\bsince\s(?:1\s)?april\b"
    r"|\bcumulative(?:ly)?\b|\bthe\syear\sso\sfar"
)
_WHOLE = (
    r"\b(?:the\syear's\stotal|out-?turn|year[ -]end|full[ -]year|annual(?:\stotal)?|by\smarch)\b"
    r"|\b(?:the\s)?year\s(?:has\s)?(?:end(?:ed|s)|close[ds]|finish(?:ed|es))\b"
    r"|\b(?:finish|end)(?:ed)?(?=\s(?:on|at|with|the\syear)\b|$)"
)
_HALF = r"half(?:[ -]year)?(?:\sof\s(?:the|this)\syear|\sof(?=\slast))?\b"
_THIS = r"\b(?:this|the(?=\s(?:quarter|period)\b))\s(?:latest\s)?(?:quarter|half(?:[ -]year)?|period|time(?!\slast))\b"
_AT_RATE = (
    r"\b(?:project(?:ed|ion|ing)|forecast(?:ed)?|at\s(?:this|the\scurrent)\s(?:rate|pace)"
    r"|on\scurrent\s(?:performance|trends?))\b"
)
_NAMES = tuple(
    (key, re.compile(pattern, re.IGNORECASE))
    for key, pattern in (
        ("", r"\b(?:for\s)?(?:the\s|a\s)?(?:first|second|third)\stime\sthis\s(?:financial\s)?year\b"),
        (LAST_YEAR, _YEARS_AGO),
        (TO_DATE, _SO_FAR),
        (TOTAL, _WHOLE),
        ("", r"\b(?:the\s)?same\s(?:\w+\s){1,2}(?:of|in)\s(?=20\d\d)"),
        (LAST_YEAR, rf"\b{_LAST}\s(?=Q[1-4]\b|{MONTH})"),
        (BEFORE, rf"\b{_LAST}\s(?:quarter|half(?:[ -]year)?|period)(?:['\u2019]s)?|\bquarter\s(?:before|earlier)\b"),
        (UNKNOWN, r"\bbaseline\s(?:quarter|half|period)\b"),
        (UNKNOWN, r"\bof\s(?:it|this|that|these|them|those|which|whom)\b"),
        (UNKNOWN, r"\byear\sbefore\s(?:last|that)\b"),
        (UNKNOWN, rf"\bquarters\s(?:before|earlier)\b|\b(?:{_LAST}|earlier|in\sthe)\s(?:\w+\s)?quarters\b"),
        (NOW, rf"{_THIS}|\bin\s(?:total|all)\b|\b(?:altogether|all\stold)\b"),
        (THIS_YEAR, r"\bthis\s(?:financial\s)?year\b"),
        (BASELINE, r"\b(?:the\s)?baseline\b"),
        (PROFILE, r"\b(?:the\s)?(?:profiled?|trajectory)(?:\starget)?\b"),
        (
            TARGET,
            (
                r"\b(?:the\s|our\s)?(?:(?:annual|yearly|year's|[\d.]+[ -](?:second|minute|hour|day|week))\s)?"
                rf"(?:{AIMS})\b"
            ),
        ),
        (TARGET, r"\b(?:quarterly\s|annual\s)(?:plan|target)\b|\b(?:against|on|to|below|above|under|over)\splan\b"),
        (FIRST_HALF, rf"\b(?:the\s)?first\s(?:{_HALF}|six\smonths\b)"),
        (SECOND_HALF, rf"\b(?:the\s)?second\s{_HALF}"),
        ("Q4", r"\b(?:the\s)?final\squarter\b"),
        ("", r"\bper\s[\d,]+(?:\s(?:residents|people|population|households))?\b"),
        (PROJECTED, _AT_RATE),
    )
)
MONTHS = frozenset(month_name[1:])
_WORDS = frozenset(
    (
        NOW,
        BEFORE,
        TO_DATE,
        TOTAL,
        THIS_YEAR,
        LAST_YEAR,
        PROJECTED,
        TARGET,
        PROFILE,
        BASELINE,
        FIRST_HALF,
        SECOND_HALF,
        A_DAY,
        ROLLING,
    )
)
_QUARTER = re.compile(
    r"\bQ\s?([1-4])\b|\bquarter\s([1-4]|one|two|three|four)\b|\b(first|second|third|fourth)\squarter\b", re.IGNORECASE
)
_SPANS = {
    ("Apr", "Jun"): "Q1", ("Jul", "Sep"): "Q2", ("Oct", "Dec"): "Q3", ("Jan", "Mar"): "Q4",
    ("Apr", "Sep"): FIRST_HALF, ("Oct", "Mar"): SECOND_HALF,
}  # fmt: skip
_AT_END = {"Jun": "Q1", "Sep": "Q2", "Dec": "Q3", "Mar": "Q4"}
_SPAN = re.compile(rf"\b({MONTH})\s?(?:to|-|\u2013)\s?({MONTH})(?:\s(20\d\d))?")
_BY_END = re.compile(
    r"(?<!quarter\s)(?<!months\s)\b(?:at|by|to)\s(?:(?:the\s)?end\sof|3[01])\s(June?|Sept?(?:ember)?|Dec(?:ember)?)\b"
)
_HALF_YEAR = re.compile(
    r"(?<!first\s)(?<!second\s)(?<!last\s)(?<!previous\s)(?<!this\s)\bhalf[ -]year(?:'s)?\b", re.IGNORECASE
)
_NINE_MONTHS = re.compile(r"\b(?:(?:the|these|first)\s)*nine[ -]months?(?:\sstage)?\b(?!\sago)", re.IGNORECASE)
_DAY = re.compile(
    r"\b(end\sof\s|3[01]\s|months\sto\s)?(June?|Sept?(?:ember)?|Dec(?:ember)?|Mar(?:ch)?)\b(?:\s(20\d\d))?"
)
_ROLLING = re.compile(
    r"\b(?:(?:in|for|over)\s)?(?:the\s|an?\s)?"
    r"(?:rolling\syear|(?:rolling|last|past|latest)\s(?:12|twelve)[ -]months?|(?:12|twelve)\smonths(?=\sto))\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(20\d\d)\s?[/-]\s?(?:20)?(\d\d)\b(?!\s?%)")
_YEAR_BEFORE = re.compile(r"\byears?\s(?:before|earlier)\b", re.IGNORECASE)
_NTH = re.compile(r"\bthe\s(?:first|second|third)(?=\W*$|\s(?:and|but|or|because|as)\b)", re.IGNORECASE)
_A_YEAR = re.compile(rf"\b{_LAST}\s(?:financial\s)?year\b|\ba\syear\sago\b|\b20\d\d\b", re.IGNORECASE)
_MONTH = re.compile(rf"\b{MONTH}")  # May, and not what may be
_ELSEWHERE = re.compile(
    r"\b(?:national(?:ly)?|england|force(?:-wide)?|famil\w+|similar|peers?|neighbours?|neighbouring|region(?:al)?"
    r"|county|london|uk)\b",
    re.IGNORECASE,
)

_Named = list[tuple[str, tuple[int, int]]]  # a name and the place of its words


def names_of(text: str, found: Sequence[Token], known: Collection[str]) -> tuple[frozenset[str], list[tuple[int, int]]]:
    """The names of figures in a part of a sentence, and the places of their words.

    found: its tokens. known: the names that there are figures of; a time or an area of which there is none is UNKNOWN.
    """
    named = [*_comparators(text, known), *_times(text, known)]
    for name, words in _NAMES:
        named += [(name, match.span()) for match in words.finditer(text)]
    for match in (*_MONTH.finditer(text), *_ELSEWHERE.finditer(text)):
        if not _overlaps(match.span(), named):
            month = next((key for key in known if key[:3] == match[0][:3] and key in MONTHS), UNKNOWN)
            named.append((month, match.span()))
            named += [(LAST_YEAR, match.span())] if re.match(r"\sbefore\b", text[match.end() :]) else []
    offset = found[0].start if found else 0
    spans = [(token.start - offset, token.end - offset) for token in found if token.kind == PERIOD]
    named += [(UNKNOWN, span) for span in spans if not _overlaps(span, named)]
    return frozenset(key for key, _ in named if key), [span for _, span in named]


def names_at(
    sentence: str, found: Sequence[Token], known: Collection[str]
) -> tuple[frozenset[str], list[tuple[int, int]]]:
    """As ``names_of``, of these tokens of a sentence.

    The year before one that the sentence names earlier is UNKNOWN, and so is the first where it does not say of what.
    """
    start, end = found[0].start, found[-1].end
    names, places = names_of(sentence[start:end], found, known)
    if _NTH.search(sentence[start:end]) and "half" not in sentence:
        names |= {UNKNOWN}
    is_earlier = _YEAR_BEFORE.search(sentence[start:end]) and _A_YEAR.search(sentence[:start])
    return (names | {UNKNOWN} if is_earlier else names), places


def _comparators(text: str, known: Collection[str]) -> _Named:
    """Those of benchmarks: England, the most similar group."""
    named: _Named = []
    for comparator in known:
        if comparator not in _WORDS and comparator[:1].islower():
            also = r"|national(?:ly)?" if comparator == "england" else ""
            words = rf"\b(?:the\s|our\s)?(?:{re.escape(comparator)}{also})s?(?:\s(?:group|average|rate|figure))*\b"
            named += [(comparator, match.span()) for match in re.finditer(words, text, re.IGNORECASE)]
    return named


def _times(text: str, known: Collection[str]) -> _Named:
    """Those of quarters, years and parts of years, and of days on which a quarter ends."""
    named: _Named = []
    for match in _QUARTER.finditer(text):
        number = next(filter(None, match.groups())).lower()
        key = f"Q{_NUMBERS.get(number, number)}"
        named.append((key if key in known else UNKNOWN, match.span()))
    for match in _YEAR.finditer(text):
        label = f"{match[1]}/{match[2]}"
        named.append((label if label in known else UNKNOWN, match.span()))
    for match in _SPAN.finditer(text):
        key = _SPANS.get((match[1][:3], match[2][:3]), UNKNOWN)
        named += [(key, match.span()), *_dated(match[3], match[2], match.span())]
    half = FIRST_HALF if FIRST_HALF in known and SECOND_HALF not in known else ""
    named += [(half, match.span()) for match in _HALF_YEAR.finditer(text)]
    for match in _NINE_MONTHS.finditer(text):
        named += [("Q3", match.span()), (TO_DATE, match.span())]
    for match in _BY_END.finditer(text) if A_DAY not in known else ():
        named += [(_AT_END[match[1][:3]], match.span()), (TO_DATE, match.span())]
    for match in _DAY.finditer(text) if A_DAY in known else ():
        if match[1] or match[3]:
            named += [(_AT_END[match[2][:3]], match.span()), *_dated(match[3], match[2], match.span())]
    return named + [("", match.span()) for match in (_ROLLING.finditer(text) if ROLLING in known else ())]


def _overlaps(span: tuple[int, int], named: _Named) -> bool:
    return any(start < span[1] and span[0] < end for _, (start, end) in named)


def _dated(year: str | None, month: str, span: tuple[int, int]) -> _Named:
    """The financial year of a month of a calendar year."""
    start = int(year) - (month[:3] in ("Jan", "Feb", "Mar")) if year else None
    return [(year_label(start), span)] if start is not None else []
