"""Splits a text into tokens. Each kind of token is one letter, so that rules are short patterns over kinds.

n number · p percentage · q a quarter · y a financial year · m months in brackets · d a range of dates · w a word
c increase or reduction · h fewer or more · e above or below · z percentage points · o no change
s the same period last year · l last year · b baseline · t target · j projected · k achieved or not
T year to date · F the whole year · r rolling 12 months · v compared to, on, against · f of, by · u out of · a and
i in, for · P per so many residents, dwellings, employees · M by a method of projection · x digits that stand apart
( ) . ; , - : = as printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_UP_TO_NINETEEN = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBER_WORDS = {  # longest first, so that forty-two is not read as forty
    f"{ten}{mark}{one}": 10 * tens + ones
    for tens, ten in enumerate(_TENS, 2)
    for ones, one in enumerate(_UP_TO_NINETEEN[:9], 1)
    for mark in "- "
}
NUMBER_WORDS |= {word: number for number, word in enumerate(_UP_TO_NINETEEN, 1)}
NUMBER_WORDS |= {word: 10 * number for number, word in enumerate(_TENS, 2)}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"\d{1,2}\s?[./]\s?\d{1,2}\s?[./]\s?\d{2,4}"
_YEAR = r"(?:19|20)\d\d"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
A_NUMBER_WORD = "|".join(  # any of NUMBER_WORDS; each of its own, they would take twice as long to compile
    (f"(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_UP_TO_NINETEEN[:9])})", *_UP_TO_NINETEEN, *_TENS)
)
_LAST = r"(?:last|the previous)\s(?:financial\s)?year"

_AS_SPAN = rf"(?:\d+|{A_NUMBER_WORD})[ -]?(?:yrs?|years?|months?|mths?)"
_SPAN = rf"{_AS_SPAN}(?![a-z]|[ -](?:end|to[ -]date|totals?)\b)(?!\s(?:in|during)\sq)(?:\sto\s{_YEAR})?"
_ROLLING = r"(?:in\sthe\s|(?:in\s)?an?\s)?(?:rolling\s)?(?:12|twelve)[ -]months?\s(?:to\b|period)"
_SAME_PERIOD = r"(?:the\s)?same\s(?:rolling\s)?(?:12\smonths?\s)?(?:quarter|(?:time\s?)?period|time|months)"
_TOTALS = r"(?:year[ -]end|full[ -]year|end[ -]of[ -]year|annual)\s(?:totals?|figures?)|year\stotals?"
_WHOLE = r"for\sthe\swhole\sof|for\sthe\s(?:whole|full)\s(?:financial\s)?year|total\sfor\sthe\s(?:financial\s)?year"
_MET = r"(?:the\s)?target\s(?:(?:has|have|had|was|is|were)\s)?(?:not\s)?(?:been\s|yet\s)*(?:achieved|met|missed)"
_METHOD = r"by\s(?:straight[ -]line|seasonal|prior\syear|rolling(?!\s(?:12|twelve|(?:financial\s)?year)))"

_Table = tuple[tuple[str, str], ...]  # kind and pattern; the first that fits counts
_BLANKS: _Table = (("", r"\s+|£(?=\d)|\[[a-z]+\]|\[written (?:of|when) [^\]]{1,90}\]|\(early indication\)"),)
_DIGITS_FIRST: _Table = (
    ("d", rf"{_DAY}\s*(?:-|to)\s*{_DAY}"),
    ("w", _DAY),
    ("w", rf"{_YEAR}\s?/\s?\d{{1,4}}\s?(?:to|-)\s?{_YEAR}\s?/\s?\d{{1,4}}"),
    ("y", rf"{_YEAR}\s?/\s?\d{{1,4}}|{_YEAR}-\d\d(?!\d)"),
    ("w", rf"{_YEAR}\s?(?:to|-)\s?{_YEAR}"),
    ("w", rf"\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH}(?:\s{_YEAR})?(?![a-z])"),
    ("r", _ROLLING),
    ("w", _SPAN),
    ("w", r"\d+'s"),
)
_LETTERS_FIRST: _Table = (
    ("m", rf"(?<=\(){_MONTH}\s?(?:to|-)\s?{_MONTH}(?:\s{_YEAR})?(?=\))"),
    ("w", rf"{_MONTH}\s(?:\d{{1,2}},?\s)?{_YEAR}"),
    ("w", rf"(?:in|since|by|during)\s{_YEAR}(?![\d/,.%]\d)"),
    ("r", _ROLLING),
    ("r", r"rolling\s(?:financial\s)?year|rolling\s(?:12|twelve)[ -]months?"),
    ("w", _SPAN),
    ("w", rf"top\s(?:\d+|{A_NUMBER_WORD})\b|\bno\syear\sto\sdate[^.]*"),
    ("w", r"(?:sec|section|act|clause|page|note)\.?\s\d+(?:'s)?"),
    ("s", rf"{_SAME_PERIOD}(?:\s(?:as|of|in))?\s{_LAST}"),
    ("l", rf"{_LAST}(?:'s)?(?:\s(?:total|figure))?"),
    ("b", r"(?:the\s)?(?:(?:set|target)\s)?baselines?"),
    ("k", _MET),
    ("q", r"q\s?[1-4](?!\d)|o[1-4](?![\d\w])|quarter\s[1-4](?!\d)|this\squarter|the\squarter"),
    ("z", r"percentage\spoints?"),
    ("T", r"(?:a\s)?(?:year[ -]to[ -]date|ytd|cumulative)(?:\s(?:total|figure|position))?"),
    ("F", rf"fye\b|{_TOTALS}|{_WHOLE}"),
    ("j", r"project(?:ed|ion)|forecast(?:ed)?"),
    ("o", r"no\schange|unchanged"),
    ("c", r"(?:increas|decreas)(?:e|ed|es)|reduc(?:tion|ed|es)|rises?|rose|f[ae]ll(?:s|en)?|drop(?:ped)?|growth"),
    ("c", r"(?:up|down)(?=\s(?:by\s)?\d)"),
    ("h", r"less|fewer|more|(?<=\d\s)(?:up|down)\son"),
    ("e", r"above|below"),
    ("t", r"(?:the\s)?target"),
    ("v", r"compar(?:e|ed|es|ing)(?:\sthis)?(?:\s(?:to|with))?|against|versus|\bv\b|on"),
    ("u", r"out\sof"),
    ("M", _METHOD),
    ("P", r"per\s(?:\d{1,3}(?:,\d{3})+|\d+)\s[a-z]+"),
    ("P", r"(?<=\d\s)per\s(?!cent|annum|year|quarter|month|week|day|hour)[a-z]+"),
    ("w", r"number\sof"),
    ("f", r"of|by"),
    ("a", r"and"),
    ("i", r"in|for|during|at\sthe\send\sof"),
    ("n", rf"(?:{A_NUMBER_WORD})(?![a-z-])"),
    ("w", r"[a-z][\w'/&]*(?:-[a-z]\w*)*"),
)
_NUMBERS: _Table = (
    ("p", rf"(?:[+-]\s*)?{_DIGITS}\s?(?:%|per\s?cent\b)"),
    ("n", rf"(?:[+-]\s*)?(?<![\w.,/]){_DIGITS}(?![\d/]|,\d)"),
)
_SIGNS: _Table = ((".", r"[.!?](?:\s|$)?"), ("a", "&"), *((sign, re.escape(sign)) for sign in ";,()-:="), ("w", r"\S"))


def _compiled(*tables: _Table, end: str = "") -> tuple[tuple[str, re.Pattern[str]], ...]:
    patterns = ((kind, f"(?:{pattern}){end}") for table in tables for kind, pattern in table)
    return tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in patterns)


_AT_LETTER = _compiled(_LETTERS_FIRST, end="(?![a-z])") + _compiled(_SIGNS)
_AT_DIGIT = _compiled(_DIGITS_FIRST, _NUMBERS, _SIGNS)
_ELSE = _compiled(_BLANKS, _NUMBERS, _SIGNS)
_SAME = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "−": "-",
        "’": "'",
        "‘": "'",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\t": " ",
        "\n": " ",
    }
)
_THOUSANDS = re.compile(r"(?<=\d)[\u00a0\u202f\u2009](?=\d{3}(?!\d))")
LONGEST_NUMBER = 18  # digits; a report's figures have no more
_NEAR = 8  # characters looked back over
_GROUP = 3  # digits that stand together
_SPLIT_DIGITS = re.compile(r"(?<=\d),? \d{3}(?![\d%./]|,\d)")
_DOWN = re.compile(r"dec|red|f[ae]l|dro|les|few|dow|bel", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text. value, decimals: for numbers and percentages. signed: whether a sign is printed."""

    kind: str
    text: str
    start: int
    end: int
    value: Fraction = Fraction(0)
    decimals: int = 0
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Token(Piece):
    """A piece of a cell's text."""

    @property
    def direction(self) -> int:
        """1 if its word means more, -1 if it means less."""
        return -1 if _DOWN.match(self.text) else 1


def same_length(text: str) -> str:
    """The text with one form of dashes and blanks; every character keeps its place.

    A non-breaking or narrow space between thousands becomes a comma, since it was typed to keep the digits together.
    """
    return _THOUSANDS.sub(",", text).translate(_SAME)


def tokens(text: str) -> list[Token]:
    """The tokens of a text, without blanks and marks such as ``[r]``.

    A number whose digits are apart (``12 471``) is of kind x, because nobody can know which number is meant.
    """
    plain = same_length(text)
    found: list[Token] = []
    place = 0
    while place < len(plain):
        token = _next(plain, place)
        place = token.end
        if token.kind:
            found.append(token)
    return found


def _next(text: str, place: int) -> Token:
    first = text[place]
    for kind, pattern in _AT_LETTER if first.isalpha() else _AT_DIGIT if first.isdigit() else _ELSE:
        match = pattern.match(text, place)
        if match is None or match.end() == place:
            continue
        if kind and kind in "np":
            if match[0][0] in "+-" and not _is_sign(text, place):
                continue
            split = _SPLIT_DIGITS.match(text, match.end())
            if split is not None and match[0].strip("+- ").isdecimal() and len(match[0].strip("+- ")) <= _GROUP:
                return Token("x", text[place : split.end()], place, split.end())
            return _number(kind, match[0], place, match.end())
        return Token(kind, match[0].strip(), place, match.end())
    return Token("w", text[place], place, place + 1)


def _is_sign(text: str, place: int) -> bool:
    """Whether a dash is a minus: after a bracket or equals sign, or right before its number after a blank."""
    before = text[max(0, place - _NEAR) : place].rstrip()
    return before[-1:] in ("(", "=") or (text[place - 1 : place] in ("", " ") and text[place + 1].isdigit())


def _number(kind: str, text: str, start: int, end: int) -> Token:
    word = NUMBER_WORDS.get(text.lower())
    if word is not None:
        return Token(kind, text, start, end, Fraction(word))
    sign = next((char for char in text if char in "+-"), "")
    digits = re.sub(r"[^\d.]", "", text).rstrip(".")
    if len(digits) > LONGEST_NUMBER:
        return Token("w", text, start, end)
    decimals = len(digits.partition(".")[2])
    value = Fraction(digits) * (-1 if sign == "-" else 1)
    return Token(kind, text, start, end, value, decimals, bool(sign))
