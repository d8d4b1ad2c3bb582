"""Patterns of dates, periods, spans of time and numbered things, whose numbers count nothing."""

from __future__ import annotations

import re

from xlcsp.claims.lexer import A_NUMBER_WORD

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
YEAR = r"(?:19[89]|20[0-4])\d"
_DASH = r"\s?[-/]\s?"
_LASTING = r"(?:(?:full|calendar|rolling|remaining)\s)?"
UNITS_OF_TIME = r"(?:year|yr|month|mth|week|day|hour|minute|min|quarter)s?\b(?:[ -]old)?"
_A_TIME = rf"(?!quarters?\s(?:of\b|\()){UNITS_OF_TIME}"
COUNTED = A_NUMBER_WORD
_SO_MANY = rf"(?:\d+|{COUNTED})"
_NO_SPAN = rf"(?<=by )three quarters\b|\d+ year to date|{_SO_MANY} hours (?:each|apiece|of|a head|per)\b|\d{{3,}} hours"
_ORDINAL = r"(?:first|second|third|fourth|last|previous|same|this|current|next|preceding|final)"
_WARD = r"ward(?=\s?[1-3]?\d\b)"  # ward 3, but: in the ward 96 offences
_NUMBERED = (
    "pages?", r"sec(?:tions?|\.)?", r"s\.", "appendix", "annex", "figures?", "tables?", "charts?", "graphs?",
    "paragraphs?", r"nos?\.", "(?<!now )number", "top", "priority", "strand", _WARD, "NI", "band", "grade", "tier",
    "level", "operation", "aged?", "under", "wave", "round", "tranche",
)  # fmt: skip
_AT = ("at", "by", "to", "from", "since", "in", "for", "of", "until", "than", "after")
LAST_YEAR = re.compile(
    r"(?:last|prior|previous)\s(?:year(?:'s)?\s)?(?:f?ytd|year[ -]to[ -]date)\b|"
    r"(?:the\s)?(?:same|corresponding|equivalent|comparable)\s(?:time\s)?(?:period|quarter|time|months?|point|stage)?"
    r"(?:\s(?:in|of|as|for|at|from|during))*(?:\sthe)?\s(?:last|previous|prior|preceding)\s(?:financial\s|fiscal\s)?year(?:'s)?"
    r"|(?:the\s)?(?:last|previous|prior|preceding)\s(?:financial\s|fiscal\s)?year(?:'s)?|a\syear\s(?:earlier|ago|before)"
    r"|year[- ](?:on|over)[- ]year|(?:the\s)?year\sbefore",
    re.IGNORECASE,
)
COUNTED_AREAS = re.compile(
    r" (?:[a-z]+ )?(?:forces|boroughs|districts|wards|authorities|areas|councils|counties|regions|trusts|stations)\b"
)
PERIODS = (
    LAST_YEAR.pattern,
    r"(?:\d{1,2}-?\s?(?:to|and|-)\s?)?\d{1,2}[\s-]year[\s-]olds?\b",
    r"\bf?ytd\b",
    r"^\s*\d{1,2}(?:\.\d{1,2})*[.)]?\s+(?=(?-i:[A-Z]))",  # the number of a paragraph
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{MONTH}(?:,?\s{YEAR})?",
    rf"{MONTH}[-']\d\d(?!\d)",
    rf"{MONTH}\s(?:to|-|until)\s{MONTH},?\s{YEAR}(?!\d)",
    rf"{MONTH}(?:\s(?:[12]?\d|3[01])(?:st|nd|rd|th)?\b(?!\s?%|[,.]\d|\s(?-i:[a-z]{{4}})))?,?(?:\s{YEAR}(?!\d|,\d))?",
    rf"{YEAR}-\d\d-\d\d(?!\d)",
    rf"{YEAR}(?:{_DASH}{YEAR}|[-/]\d\d)(?!\d|,\d)",
    rf"\d{{1,2}}[./-]\d{{1,2}}[./-](?:{YEAR}|\d\d)(?!\d)",
    r"\d{1,2}[:.]\d\d\s?(?:am|pm|hrs|hours)\b|\d{1,2}\s?(?:am|pm)\b|24/7|\b999\b|\b101\b(?=\scalls?)",
    r"\bQ\s?[1-4]\b|\bquarters?\s(?:[1-4]|one|two|three|four)\b|\bquarter\s(?:before|earlier)\b",
    r"\b[0-2]\d:(?:00|15|30|45)\b",
    r"\b(?:first|second|other)\shalf\b",
    rf"\b{_ORDINAL}\s(?:(?:\d+|{COUNTED})\s)?{UNITS_OF_TIME}",
    rf"\b(?!{_NO_SPAN}){_SO_MANY}[ -]{_LASTING}{_A_TIME}",
    r"\b(?:the\s)?(?:corresponding|equivalent|comparable)\s(?:period|quarter|months?)\b",
    r"\b[1-9]\d-[1-9]\d\b(?![.,/]?\d|\s?%|-)",  # ages
    r"\bper\s(?:\d{1,3}(?:,\d{3})+|\d+)(?:\s(?:head\sof\s)?(?!(?:to|from|in|and|against|compared|by)\b)[a-z]+\b)?",
    r"(?:someone|anyone|people|person|residents?|adults?|victims?|those|women|men)\s(?:over|under)\s\d\d\b(?!,\d|\s?%)",
    r"\byears?\s(?:1[0-3]|[1-9])\b(?![.,]\d|\s?%)",  # pupils of year 7
    rf"(?:{'|'.join(rf'(?<={word} )' for word in _AT)})(?:month|period|week)\s\d{{1,2}}\b(?![.,]\d|\s?%|-)",
    r"\bover\s\d\ds\b|\bage[ds]?\s\d+\s?(?:to|-|and)\s?\d+",
    rf"\b(?:{'|'.join(_NUMBERED)})\s?\d+(?:\.\d+)*(?:s\b|[a-z]\b)?(?!\d|,\d|\s?%|\s?per\s?cent)",
    r"\b(?:year|wave|round|tranche|stage|phase|tier|type|category|priority|part|step|option|objective|grade|level|band)\s(?:one|two|three|four)\b",
    r"\d+(?:st|nd|rd|th)\b(?:\s(?:of|out\sof)\s\d+)?|\bMOPAC\s?\d+|\b[A-Z]{1,3}\d+[a-z]?\b|\b\d+-\d+\s?(?:year|yr)s?\b",
)
