"""Splits a sentence into words, numbers, periods and marks. A number in a date or a span does not count as one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from xlcsp.claims.lexer import LONGEST_NUMBER, NUMBER_WORDS, Piece
from xlcsp.claims.prose.spans import COUNTED, MONTH, PERIODS, UNITS_OF_TIME, YEAR

NUMBER, PERCENT, POINTS, WORDED, TIMES = "number", "percent", "points", "worded", "times"
PERIOD, WORD, MARK = "period", "word", "mark"

_HUNDREDS = rf"(?:{COUNTED})\sand\sa\shalf\b|(?:an?|{COUNTED})\s(?:hundred|thousand)(?:\s(?:and\s)?(?:{COUNTED}))?"
_DIGITS = r"(?:\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_SIGN = r"(?:(?<![\w.%)])[-+]|(?<=[/(=])[-+]\s?|[▲▼△▽↑↓⬆⬇]\s?)?"  # a dash before a blank is a sign only in a bracket
_SCALE = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "bn": 10**9, "billion": 10**9}
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_HALF, _QUARTER = 2, 4
_MULTIPLES = {
    "doubled": 100,
    "doubling": 100,
    "trebled": 200,
    "tripled": 200,
    "quadrupled": 300,
    "halved": -50,
    "halving": -50,
}
_TWICE = {"double": 100, "twice": 100, "treble": 200, "triple": 200}  # the 4,000 of last year

_PART = (
    rf"(?:(?P<many>an?|{COUNTED})[ -])?(?P<part>{'|'.join(_PARTS)})s?\b"
    r"(?!\s(?:[1-4]|one|two|three|four)\b|\s(?:of\s)?(?:an?|one)\s(?:(?:percentage\s)?point|second|minute|hour|day|week|month)\b)"
    r"(?=(?P<of>\s(?:of|in)\b)?)"
)
_ONE_IN = (
    rf"(?P<n>\d|{COUNTED})\s(?:in|out\sof(?=\severy))\s(?:every\s)?(?P<m>\d{{1,2}}|100|{COUNTED})\b"
    rf"(?![.,]?\d|\s?%|\s?{UNITS_OF_TIME}|\s{MONTH})"
)
_DURATION = (
    r"(?P<minutes>\d+)(?:\s?(?:minutes?|mins?|m)\s(?:and\s)?|\x1f)(?P<seconds>\d{1,2})(?:\s?(?:seconds?|secs?|s))?\b"
)
_TWO_WORDS = (  # the grant was drawn down: nothing fell
    r"\b(?:dr[ae]wn?|draws|drawing|broken|shut|closed|written)\sdown\b"
    r"|\b(?:follow|sign|open|pick|topp?|clean|back)(?:s|ed|ing)?\sup\b|\bcaught\sup\b"
)
_IS_DURATION = re.compile(_DURATION.replace(r"\x1f", ":"), re.IGNORECASE)
_MINUTES = re.compile("min(?:ute)?s?", re.IGNORECASE)
_SCANNER = re.compile(
    rf"(?P<duration>{_DURATION})|(?P<period>{'|'.join(f'(?:{one})' for one in PERIODS)})"
    rf"|(?P<fold>\b(?:\d+|{COUNTED})[ -]?fold\b)"
    rf"|(?P<worded>\b(?:(?:more|less)\sthan\s)?(?:{'|'.join(_MULTIPLES)})\b|\b(?:{'|'.join(_TWICE)})(?=\sthe\s(?:\d|(?:{COUNTED})\b))|\b{_ONE_IN}|\b{_PART})"
    rf"|(?P<year>\b{YEAR}\b(?![,.]\d|\s?%|s\b))"
    r"|(?P<range>(?<=by )between\s[\d.]+\s?(?:%|per\s?cent)?\sand\s[\d.]+\s?(?:%|per\s?cent\b)"
    r"|\d+\s?(?:-|to)\s?\d+(?=\s?(?:%|per\s?cent)))"
    rf"|(?P<number>{_SIGN}(?:[£€]\s?)?(?<![\w.,]){_DIGITS}(?:\s?(?P<scale>k|bn|m|(?:million|thousand|billion)s?)\b)?|\b(?:{_HUNDREDS}|{COUNTED}|zero)\b)"
    r"(?P<times>\stimes\b(?=\s(?:higher|more|greater|as|the|that|what|larger|bigger|lower|less|fewer)\b))?"
    r"(?P<unit>\s?(?:%|per\s?cent\b|pc\b|p\.c\.))?(?P<points>\sof\sa\spercentage\spoint\b|[\s-]?(?:percentage[\s-]points?|points?\b(?P<off>(?=\s(?:above|below|between|since|higher|lower|better|worse|ahead|behind|short|down|up|drop|fall|rise|increase|decrease|gain|improvement|reduction)\b))?|ppts?\b|pp\b))?"
    rf"|(?P<word>\b(?:i\.e|e\.g)\.|{_TWO_WORDS}|[A-Za-z][\w'&]*(?:-[A-Za-z]\w*)*)|(?P<mark>\S)",
    re.IGNORECASE,
)
_LONG = r"minute|hour|day|week"
_TIMED = re.compile(
    rf"\d (?P<unit>{_LONG})s? (?:shorter|longer|quicker|faster|slower|less|more|fewer|sooner|above|below|over|under)\b"
    rf"|\b(?:by|of) \d[\d.]* (?P<by>{_LONG})s?,? (?:\(|- )?(?:from \d|to \d)"
    rf"|\b\d+\.\d (?P<part>{_LONG})s?\b|\btarget (?:time )?(?:of|is|was) \d[\d.]* (?P<target>{_LONG})s?\b"
    rf"|\bfrom \d[\d.]* (?P<from>{_LONG})s? (?:[a-z ]{{0,30}})?to \d|\bto \d[\d.]* (?P<now>{_LONG})s?,? from \d"
    rf"|\b(?:improvement|increase|reduction|decrease|fall|rise|drop) of \d[\d.]* (?P<change>{_LONG})s?\b"
    r"|\bfrom \d[\d.]* (?P<span>month|year)s? to \d[\d.]* (?P=span)s?\b"
    rf"|\b(?:average|mean|median)\b[a-z /-]{{1,60}} (?:was|is|of|at|took) \d[\d.]* (?P<mean>{_LONG})s?\b",
    re.IGNORECASE,
)
_IN_SECONDS = re.compile(r"\b\d+ sec(?:ond)?s?\b|\bmm:ss\b|\bminutes\b", re.IGNORECASE)
_SHORTER = re.compile(  # a 20-second improvement
    rf"(?<=\d)[- ](?=(?:{_LONG}|second|month)s? (?:improvement|deterioration|increase|decrease|reduction|rise|fall))",
    re.IGNORECASE,
)
_BY_MONTH = re.compile(  # April 12, May 14 and June 19: 45 in total
    rf"\b{MONTH} \d+(?:(?:,|;|,? and) {MONTH} \d+)+(?!\d|st|nd|rd|th)", re.IGNORECASE
)
_IN_TOTAL = re.compile(r"\b(?:total|altogether|in all|sum)\b", re.IGNORECASE)
_SAME = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "’": "'", "‘": "'", "\t": " ", "\n": " "})
_MORE = re.compile(r"\s(?:fewer|more|less|higher|lower|up|down)\b", re.IGNORECASE)
_MOVED = re.compile(
    r"(?:f[ae]ll|fallen|declined?|dropped|ris(?:e|en)|rose|increased?|decreased?|grew|grown)$", re.IGNORECASE
)
_MORE_OR_LESS = re.compile(
    r"(?:increase|rise|growth|jump|decrease|reduction|fall|drop|decline|surge)[sd]?[,.]?$|" + _MOVED.pattern,
    re.IGNORECASE,
)
_BEFORE_YEAR = frozenset((
    "in", "since", "during", "by", "for", "of", "until", "to", "from", "year", "and", "end", "before", "after",
    "compared", "than", "on", "with",
))  # fmt: skip
_OF_A_YEAR = frozenset(
    (
        "target",
        "targets",
        "level",
        "levels",
        "baseline",
        "figure",
        "figures",
        "average",
        "position",
        "survey",
        "cohort",
        "cohorts",
        "census",
        "count",
        "season",
        "peak",
        "outturn",
        "equivalent",
        "results",
        "data",
        "total",
    )
)
_PRONOUNS = ("previous", "last", "latest", "this", "that", "another", "which")  # the previous one
_AFTER_PART = frozenset((
    "by", "up", "down", "than", "exactly", "over", "under", "nearly", "almost", "about", "around", "roughly",
    "just", "of", "only",    "approximately", "was", "were", "is", "least", "a",
))  # fmt: skip


_SAID_AGAIN = re.compile(r" \(\d+(?:\.\d+)? ?(?:%|per ?cent)\)")
_OF_SO_MUCH = re.compile(r" of (?:about |nearly |over )?\d")  # the increase is one of 4%
_ENDS = frozenset(").,;")  # 32 premises, a third.
_ANY_ONE = re.compile(r"\b(?:the|this|that|which|each|every|any|no|another) one$", re.IGNORECASE)  # than the one before
_COUNTS = re.compile(rf"(?<!q)\d|\b(?:{COUNTED}|zero|{'|'.join((*_MULTIPLES, *_PARTS))})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token(Piece):
    """A piece of a sentence. value: exact; 8.3 for a percentage; a worded change or share as a percentage, too.

    kind: number, percent, points, worded, period, word or mark. signed: whether a sign is printed. decimals: how many
    are printed; negative where a number stands in thousands or millions.
    """

    @property
    def low(self) -> str:
        """The word in lower case."""
        return self.text.lower()

    @property
    def is_quantity(self) -> bool:
        """Whether it gives an amount."""
        return self.kind in (NUMBER, PERCENT, POINTS, WORDED, TIMES)


def may_count(text: str) -> bool:
    """Whether the text may hold a quantity; found in a hundredth of the time that reading takes."""
    return _COUNTS.search(text) is not None


def tokens(text: str) -> list[Token]:
    """The tokens of a sentence in order."""
    plain = text.translate(_SAME)
    found: list[Token] = []
    timed = _TIMED.search(plain)
    if timed is not None:  # durations are compared
        unit = next(filter(None, timed.groups()))
        plain = re.sub(rf"(\d|\b(?:{COUNTED})) (?={unit}s?\b)", "\\1\u00a0", plain)
    if _IN_SECONDS.search(plain):  # 9:42 compared with 9:18, 24 seconds longer
        plain = re.sub(r"\b(\d{1,2}):([0-5]\d)(?![\d:]| ?(?:am|pm|hrs|hours)\b)", "\\1\x1f\\2", plain)
    if _IN_TOTAL.search(plain):
        plain = _BY_MONTH.sub(lambda listed: re.sub(r" (?=\d)", ":", listed[0]), plain)
    plain = _SHORTER.sub("\u00a0", plain)
    place = 0
    while (match := _SCANNER.search(plain, place)) is not None:
        token = _token(plain, match, found)
        found.append(token)
        place = token.end
    return _in_seconds(found) if any(_IS_DURATION.fullmatch(one.text) for one in found) else found


def _in_seconds(found: list[Token]) -> list[Token]:
    """``3 minutes 12 seconds, against 4 minutes``: whole minutes beside a duration in seconds are so many seconds."""
    return [
        replace(one, value=60 * one.value) if one.kind == NUMBER and _MINUTES.fullmatch(after.text) else one
        for one, after in pairwise([*found, Token(MARK, "", 0, 0)])
    ]


def _token(text: str, match: re.Match[str], before: list[Token]) -> Token:
    start, end = match.span()
    if match["duration"] is not None:  # in seconds, like its comparator
        said = match[0].replace("\x1f", ":")
        return Token(NUMBER, said, start, end, 60 * Fraction(match["minutes"]) + Fraction(match["seconds"]))
    if match["worded"] is not None or match["fold"] is not None:
        return _worded(match, before) if match["worded"] else _fold(match, before)
    if match["period"] is not None:
        words = match[0].rstrip(" ,")
        return Token(PERIOD, words, start, start + len(words))
    if match["year"] is not None:
        after = re.match(r"\s([a-z]+)", text[end:])
        is_year = (before and before[-1].low in _BEFORE_YEAR) or after is None or after[1] in _BEFORE_YEAR | _OF_A_YEAR
        return Token(PERIOD if is_year else NUMBER, match[0], start, end, Fraction(match[0]))
    is_pronoun = match[0].lower() == "one" and before and before[-1].low in _PRONOUNS
    is_pronoun = is_pronoun or (
        match[0] == "one" and bool(_OF_SO_MUCH.match(text, end)) and before[-1].low in ("is", "was")
    )
    if match["number"] is not None and not is_pronoun:
        return _number(match)
    kind = PERIOD if match["range"] is not None else WORD if match["word"] is not None or is_pronoun else MARK
    return Token(kind, match[0], start, end)


def _fold(match: re.Match[str], before: list[Token]) -> Token:
    """``a three-fold increase``, ``rose fivefold``; a twofold purpose is no number."""
    after = match.string[match.end() :].split()[:1]
    is_said = any(map(_MORE_OR_LESS.match, (*after, *(one.text for one in before[-1:]))))
    many = re.match(rf"\d+|{COUNTED}", match[0].lower())
    value = Fraction(NUMBER_WORDS.get(many[0], many[0])) if many else Fraction(0)
    return Token(TIMES if is_said else WORD, match[0], *match.span(), value)


def _worded(match: re.Match[str], before: list[Token]) -> Token:
    """``doubled``, ``one in four``, ``a fifth``; but a quarter of the year and the third in a row are words."""
    text = match["worded"].strip()
    end = match.end("worded")
    start = end - len(match["worded"].lstrip())
    multiple = {**_MULTIPLES, **_TWICE}.get(text.lower().rpartition(" ")[2])
    if multiple is not None:
        return Token(WORDED, text, start, end, Fraction(multiple))
    if match["n"] is not None:
        part, whole = (Fraction(NUMBER_WORDS.get(match[name].lower(), match[name])) for name in ("n", "m"))
        if part < whole:
            return Token(WORDED, text, start, end, 100 * part / whole)
        first = match[0].split()[0]
        return Token(NUMBER, first, start, start + len(first), part)
    many, part_of = (match["many"] or "").lower(), _PARTS[match["part"].lower()]
    if part_of == _QUARTER and not (many in ("a", "one", "three") or (match["of"] and not many)):
        return Token(WORD, text, start, end)
    is_several = many not in ("", "a", "an", "one") and part_of != _QUARTER
    follows = (
        bool(before)
        and (before[-1].low in _AFTER_PART or _MOVED.match(before[-1].text) is not None)
        and bool(many or part_of == _HALF)
    )
    is_said_of_more = bool(many and _MORE.match(match.string, end))
    is_said_of_more |= match.string[end : end + 8] in (" as many", " as much")
    is_said_of_more |= bool(many and _SAID_AGAIN.match(match.string, end))  # a third (33%) of them
    is_said_of_more |= bool(many and before and before[-1].text in "(," and match.string[end : end + 1] in _ENDS)
    is_and_a_half = part_of == _HALF and [one.low for one in before[-1:]] == ["and"]  # a day and a half longer
    if is_and_a_half or not (is_several or follows or is_said_of_more or (match["of"] and (many or part_of == _HALF))):
        return Token(WORD, text, start, end)
    return Token(WORDED, text, start, end, Fraction(100 * NUMBER_WORDS.get(many, 1), part_of))


def _counted(text: str) -> Fraction | int | None:
    """The number spelt out in words: ``forty-two``, ``three hundred and one``, ``two and a half``."""
    if text == "zero":
        return 0
    if text.endswith(" and a half"):
        return NUMBER_WORDS[text.removesuffix(" and a half")] + Fraction(1, 2)
    found = re.fullmatch(rf"(an?|{COUNTED})\s(hundred|thousand)(?:\s(?:and\s)?({COUNTED}))?", text)
    if found is None:
        return NUMBER_WORDS.get(text)
    scale = 100 if found[2] == "hundred" else 1_000
    return NUMBER_WORDS.get(found[1], 1) * scale + NUMBER_WORDS.get(found[3], 0)


def _number(match: re.Match[str]) -> Token:
    text = match["number"]
    start, end = match.span()
    stripped = text.strip()
    start += len(match[0]) - len(match[0].lstrip())
    is_points = match["points"] and (
        match["unit"] or match["off"] is not None or "percentage" in match["points"].lower()
    )
    kind = POINTS if is_points else PERCENT if match["unit"] else NUMBER
    if match["points"] and kind == NUMBER:
        end -= len(match["points"])
    if match["times"]:
        kind = TIMES
    word = _counted(stripped.lower()) if stripped[:1].isalpha() else None
    if word is not None and kind == NUMBER and _ANY_ONE.search(match.string[:start] + stripped.lower()):
        return Token(WORD, stripped, start, end)
    if word is not None:
        return Token(kind, stripped, start, end, Fraction(word), int(isinstance(word, Fraction)))
    digits = re.sub(r"[^\d.]", "", stripped)
    if len(digits) > LONGEST_NUMBER:
        return Token(WORD, stripped, start, end)
    scale = _SCALE.get((match["scale"] or "").lower().rstrip("s"), 1)
    sign = -1 if any(mark in stripped[:2] for mark in "-▼▽↓⬇") else 1
    decimals = len(digits.partition(".")[2]) - (len(str(scale)) - 1)
    is_signed = stripped[:1] in tuple("-+▲▼△▽↑↓⬆⬇")
    whole, _, part = digits.partition(".")
    value = Fraction(sign * int(whole + part) * scale, 10 ** len(part))
    return Token(kind, stripped, start, end, value, decimals, is_signed)
