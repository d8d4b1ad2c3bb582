"""The meaning of a column's heading."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xlcsp.claims.lexer import MONTHS

LABEL, LEVEL, RATE, CHANGE, PERCENT_CHANGE, SHARE = "label", "figure", "rate", "change", "% change", "share"
TARGET, BASELINE, RANK, RAG, NOTE = "target", "baseline", "rank", "direction or RAG", "not read"
MEANINGS = (LABEL, LEVEL, RATE, CHANGE, PERCENT_CHANGE, SHARE, TARGET, BASELINE, RANK, RAG, NOTE)

_SPEND = r"(?:over|under)\W{0,3}(?:over|under)?\W{0,2}\s?spend"
_CHANGE = (
    r"(?:above|below|over|under)\s?/\s?(?:above|below|over|under)|chang|diff|\bgap\b|improvement|deterioration|shortfall|surplus|\b(?:v|vs|versus)\b|varia|\+\s?/\s?-|\bvar\b"
    r"|movement|\bdistance (?:from|to)\b|increas|decreas|reduc|\binc\.?\s?/\s?dec"
    rf"|{_SPEND}"
)
_PERCENT = r"%|per\s?cent|percentage|\bpct\b"
_POINTS = r"point|\bpp\b|\bppts?\b|%[ -]?pts?\b"
PERCENTAGE = re.compile(_PERCENT, re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:no|nos|number|count|volume|total|and)\b|&|\bper\s1", re.IGNORECASE)
_NAMED = r"indicator|measure|kpi|pi|crime|offence|category|area|ward|district|borough|source|site|theme"
_NAMES = rf"(?:ref(?:erence)?|id)\.?|(?:{_NAMED})s?(?: (?:no|ref|id|name|type|group|description))?\.?|description|name"
_COUNTS = re.compile(r"(?:no|nos|number)\.?", re.IGNORECASE)  # in the first column the row's number, elsewhere how many
_ON_TARGET = r"(?:on|off|near|not on|above|below|at|behind|close to) (?:track|target)"
_RULES = (
    (RANK, r"(?!.*(?:chang|movement))(?:\brank|quartile|\bposition\b|\bplace\b)"),
    (TARGET, r"(?:\d{4}\S* )?target (?:\d{4}\S* )?\("),
    (LEVEL, r".*(?:confidence (?:interval|limit)|margin of error|\bci\b)"),
    (CHANGE, rf"(?=.*(?:{_POINTS}))(?=.*(?:{_CHANGE}))"),
    (PERCENT_CHANGE, rf"(?=.*(?:{_PERCENT}))(?=.*(?:{_CHANGE}|year on year|yoy|on last year|vs\b))"),
    (PERCENT_CHANGE, rf"(?:{_PERCENT})$"),
    (CHANGE, rf".*(?:{_CHANGE})"),
    (SHARE, rf".*(?:(?:{_PERCENT})\s(?:of|share)|proportion\sof|\bshare\b|(?:{_PERCENT})\s+total)"),
    (SHARE, rf"(?:{_PERCENT}) (?:on|off|near|above|below|at|meeting|missing) (?:target|track)"),
    (LEVEL, r"(?:no\.?|number) (?:on|off|near|above|below|at|meeting|missing) target"),
    (RAG, rf"{_ON_TARGET}$"),
    (RAG, r".*(?:\brag\b|status|direction|trend|\bdot\b|arrow|on track|travel)"),
    (TARGET, r".*(?:(?<!in )(?<!within )(?<!against )(?<!met )(?<!hit )target|ambition|\bplan(?:ned)?\b)"),
    (BASELINE, r".*baseline"),
    (RATE, r".*(?:\brate\b|per\s10*,?0*\b|average|mean\b|\bavg\b)"),
    (LABEL, rf"(?:{_NAMES})$"),
)
_COMPILED = tuple((meaning, re.compile(pattern, re.IGNORECASE)) for meaning, pattern in _RULES)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_YEAR = re.compile(
    rf"(?<!\d)(19\d\d|20[0-4]\d)(?!\d)|(?:(?<=['’])|\b{_MONTH}[ -])(\d\d)\b|\b(\d\d)\s?/\s?(\d\d)\b", re.IGNORECASE
)
A_MONTH = re.compile(rf"{_MONTH}\.?(?:[ -]?'?(?:20)?\d\d)?", re.IGNORECASE)
QUARTER = re.compile(
    rf"(?:.*\s)?(?:q|qtr|quarter)\.? ?[1-4](?:\s.*)?|{_MONTH} ?(?:-|–|to) ?{_MONTH}(?: ?(?:20)?\d\d)?", re.IGNORECASE
)
OF_RANKS = re.compile(r"\brank|\bposition\b|\bplaces?\b", re.IGNORECASE)
RUNNING = re.compile(r"\bcumulative|\brunning", re.IGNORECASE)
_NOW = re.compile(r"\b(?:current|this|latest|now|actual)\b", re.IGNORECASE)
_BEFORE = re.compile(r"\b(?:last|previous|prior|preceding|past)\b", re.IGNORECASE)
_TOTAL = re.compile(
    r"\b(?:total|ytd|fytd|year to date|cumulative|full year|overall|sum|in all|altogether|combined)\b"
    r"|^(?:year|annual|fy)$",
    re.IGNORECASE,
)
ON_TARGET = re.compile(_ON_TARGET, re.IGNORECASE)
IS_OF_POINTS = re.compile(_POINTS, re.IGNORECASE)
NAMES_A_CHANGE = re.compile(
    r"(?:(?:%|per ?cent(?:age)?|annual|numeric|net|year[- ]on[- ]year|quarterly|monthly) )*"
    r"(?:change|difference|variance|variation|movement|increase|decrease)"
    r"(?: \(?(?:%|no\.?|number)\)?)?(?: (?:from|to|on|against|with|vs|between) .{1,30})?",
    re.IGNORECASE,
)
NEVER_OLD, ALWAYS_OLD = 9999, -9999
REFERENCE = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,2}[a-z]?")  # 1.2 or 1.1.2: numbers of measures


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a printed table. order: larger for later periods; None if the heading names no period."""

    index: int
    heading: str
    meaning: str
    order: tuple[int, int] | None = None
    is_total: bool = False

    @property
    def is_percentage(self) -> bool:
        """Whether the heading says that its figures are percentages."""
        is_figure = self.meaning in (LEVEL, RATE, SHARE, TARGET, BASELINE)
        return is_figure and PERCENTAGE.search(self.heading) is not None and not _COUNTED.search(self.heading)


def column_of(index: int, heading: str) -> Column:
    """The meaning of a heading; without one, the first column is a label and any other holds figures."""
    text = " ".join(heading.split())
    meaning = next(
        (meaning for meaning, pattern in _COMPILED if pattern.match(text)), LEVEL if text or index else LABEL
    )
    if not index and _COUNTS.fullmatch(text):
        meaning = LABEL
    if meaning in (CHANGE, PERCENT_CHANGE) and RUNNING.search(text):
        meaning = LEVEL
    return Column(index, text, meaning, _order(text), _TOTAL.search(text) is not None)


def _order(text: str) -> tuple[int, int] | None:
    """A key that sorts headings by their periods."""
    found = [int(one[0] or 2000 + int(one[1] or one[2])) for one in _YEAR.findall(text)]
    month = max(
        (place for place, name in enumerate(MONTHS, 1) if re.search(rf"\b{name}", text, re.IGNORECASE)), default=0
    )
    quarter = re.search(r"\b(?:q|quarter)\s?([1-4])\b", text, re.IGNORECASE)
    if A_MONTH.fullmatch(text) and found and month:
        return (found[0], month)  # Mar 23, before Dec 23
    part = int(quarter[1]) if quarter else ((month - 4) % 12 + 1 if month else 0)
    if found:
        return (min(found), part)
    if _BEFORE.search(text):
        return (ALWAYS_OLD, part)
    if _NOW.search(text):
        return (NEVER_OLD, part)
    return (0, part) if part else None


def scale_of(column: Column) -> int:
    """The units of a column: 1,000 for ``£k`` and ``(000s)``."""
    return 1_000 if re.search(r"£k\b|£?['’]?000s?\b|\bthousands?\b", column.heading, re.IGNORECASE) else 1
