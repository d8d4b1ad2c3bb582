"""Numbers and targets as people type them, such as ``1,250``, ``≥90%`` or ``5 or fewer``.

They are read as a number or a range, or it is said how to enter them.
"""

from __future__ import annotations

import re
from decimal import Decimal

from xlcsp.domain.numbers import MINUS
from xlcsp.domain.plan import CHANGE
from xlcsp.files.cells import visible

WHERE_IT_STANDS = "How it is meant goes under target_rule, the number alone under target"
_DECIMAL = re.compile(
    r"[+-]?(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?)", re.ASCII | re.IGNORECASE
)
"""A number with commas between all its thousands or none: 0,625 and 1250,5 are written with decimal commas."""
_SIGN = r"(?:%|per[ -]?cent\b|pct\b|pc\b)"
_N = rf"£?\s?\d+(?:,\d{{3}})*(?:\.\d+)?\s?{_SIGN}?"
_BETWEEN = re.compile(rf"(?:between )?(?P<low>{_N})(?: to | ?[-–—] ?| and )(?P<high>{_N})", re.IGNORECASE)
_LAST_YEAR = r"(?:last|previous) (?:financial )?year(?:[’']s)?(?: (?:out-?turn|figure|level|total))?"
_AS_LAST_YEAR = r"(?:(?:the )?same as|no worse than|at least as good as|in line with|maintain)"
_THAN = r"(?: than| on)?"
_BETTER = rf"(?:improve|improvement|better)(?:{_THAN} {_LAST_YEAR})?|(?:improve(?:ment)? )?year on year"
_ON_LAST_YEAR = "under target_rule, and enter last year's figure as the target"
_BY_WORDS = {
    "to be set": r"t\.?b\.?[acds]\.?|(?:(?:baseline|target) )?(?:to be|not yet) (?:set|agreed|confirmed|decided)",
    "monitor": r"n/?a|not applicable|none|no target|monitor(?:ed|ing)?(?: only)?|[-–—]",
    CHANGE: rf"maintain(?:ed)?|no (?:change|increase|decrease|reduction)|(?:{_AS_LAST_YEAR} )?{_LAST_YEAR}",
    "below": rf"reduce|reduction|decrease|lower|fewer|(?:lower|fewer|less|below|reduce){_THAN} {_LAST_YEAR}",
    "above": rf"increase|higher|more|(?:higher|more|above|increase){_THAN} {_LAST_YEAR}|increase year on year",
}
_WORD = (
    r"(?!(?:thousand|million|[km]|bn|points?|pp?ts?|pp|st|nd|rd|th|per|pa|average|mean|\w+ly"
    r"|in|within|by|of|or|and|out|to|on|from)\b)[a-z]+"
)
_OF = rf"( ?{_WORD}(?: {_WORD})?)?"  # what is counted: under 3.5 days, within 20 working days, 500kg
_HOLD = r"(?:(?:keep|remain|stay|hold|maintain(?:ed)?)(?: at)? )?"
_BY_SIGN = (
    ("at most", rf"(?:[≤⩽]|<=|=<|max(?:imum)?\.?(?: of)?|reduced? to|within) ?({_N}){_OF}"),
    ("at most", rf"{_HOLD}(?:at most|no (?:more|higher) than|not more than|not (?:to )?exceed|up to) ?({_N}){_OF}"),
    ("at most", rf"{_HOLD}({_N}){_OF} ?(?:(?:or|and) (?:fewer|less|below|under|lower)|max(?:imum)?\.?)"),
    ("at least", rf"(?:[≥⩾]|>=|=>|min(?:imum)?\.?(?: of)?|increased? to) ?({_N}){_OF}"),
    ("at least", rf"{_HOLD}(?:at least|no (?:fewer|less|lower) than|not (?:fewer|less) than) ?({_N}){_OF}"),
    ("at least", rf"{_HOLD}({_N}){_OF} ?(?:\+|(?:or|and) (?:more|above|over|better|higher)|min(?:imum)?\.?)"),
    ("below", rf"{_HOLD}(?:<|below|under|(?:fewer|less|lower) than) ?({_N}){_OF}"),
    ("above", rf"{_HOLD}(?:>|above|over|exceed|(?:more|greater|higher|better) than) ?({_N}){_OF}"),
)
_FALLS = (
    rf"[-{MINUS}–] ?({_N})",
    rf"({_N}) (?:reduction|decrease|fall|lower|less|fewer|down)",
    rf"(?:reduce|reduction of|decrease|cut|fall|down)(?: by)? ({_N})",
)
_RISES = (
    rf"\+ ?({_N})",
    rf"({_N}) (?:increase|rise|more|higher|up)",
    rf"(?:increase|rise|grow|up)(?: by| of)? ({_N})",
)
_POINTS = rf"[-+{MINUS}–]? ?{_N} ?(?:pp?ts?|pp|(?:percentage )?points?)\b.*"
_WITH_A_WORD = re.compile(rf"({_N}) ?([a-z]+)\.?(?: (?:per|a|each) [a-z]+)?", re.IGNORECASE)
_PART_OF_YEAR = re.compile(
    rf".*{_N}.*(?:\b(?:an?|per|each|every) |/ ?)(?:day|week|fortnight|month|quarter|qtr)\b.*"
    rf"|.*{_N}.*\b(?:daily|weekly|monthly|quarterly)\b.*",
    re.IGNORECASE,
)
_REMARKS = (  # behind or before a number, and where they go instead
    (rf"({_N}) ?{_WORD} {_WORD}", "what is counted goes under unit"),
    (rf"{_HOLD}({_N})", "how it is meant goes under target_rule"),
    (rf"({_N}){_OF},? ?(?:p\.?a\.?|(?:per|a) (?:annum|year)|/ ?(?:yr|year))", "it is the target of the year"),
    (rf"({_N}){_OF} ?(?:per|/) ?[\d,]+(?: [a-z]+)*", "the kind is per population, and per how many goes under per"),
    (rf"({_N}){_OF} (?:with)?in \d+ [a-z]+(?: [a-z]+)?", "what is measured goes under measure or series"),
    (rf"({_N}){_OF} ?\([^()\d]+\)", "what is in brackets goes under note"),
)
_BRACKETED = re.compile(r"(.+?) ?\((max(?:imum)?|min(?:imum)?|or [a-z]+)\)", re.IGNORECASE)
_TIMES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}
_PLACE = re.compile(
    r"\b(?:quartile|quintile|decile|rank(?:ed|ing)?|(?:top|best|bottom) \w+|\d+(?:st|nd|rd|th))\b", re.IGNORECASE
)
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")


def as_decimal(text: str) -> Decimal | None:
    """The number that a text is, with its thousands separated or not; None if it is none."""
    bare = visible(text.strip())
    return Decimal(bare.replace(",", "")) if _DECIMAL.fullmatch(bare) else None


def as_number(text: str) -> Decimal | None:
    """As ``as_decimal``; the number may have a printed minus, ``£`` or a percent sign as well."""
    bare = re.sub(rf"^[{MINUS}–]\s?", "-", visible(text.strip()))
    share = re.fullmatch(rf"(.*?)\s?{_SIGN}", bare, re.IGNORECASE)
    found = as_decimal((share[1] if share else bare).removeprefix("£"))
    return found / 100 if share and found is not None else found


def as_range(text: str) -> tuple[Decimal, Decimal] | None:
    """Both ends of a range: ``10 to 20``, ``100–120``, ``25% to 30%``, ``between 100 and 120``; None if it is none."""
    found = _BETWEEN.fullmatch(_plain(text))
    if found is None:
        return None
    low, high = as_number(found["low"]), as_number(found["high"])
    if low is None or high is None:
        return None
    has_one_sign = not is_share(found["low"]) and is_share(found["high"])  # 25-30% is 25% to 30%
    return (low / 100 if has_one_sign else low), high


def is_place(text: str) -> bool:
    """Whether it is a place among areas: ``top quartile``, ``rank 5 or better``, ``5th of 15``."""
    return _PLACE.search(text) is not None


def meant(text: str, *, is_percent: bool) -> tuple[str, str] | None:
    """The rule that the words of a target stand for, and what to do; None where they are not understood.

    is_percent: whether the series is a proportion, whose targets are.
    """
    text = _plain(text)
    if _PART_OF_YEAR.fullmatch(text):
        return "", "Enter the target of the whole year; what falls to each quarter goes under target_q1 to target_q4"
    for rule, pattern in _BY_WORDS.items():
        if re.fullmatch(pattern, text, re.IGNORECASE):
            return rule, _FOR_WORDS[rule]
    if re.fullmatch(_BETTER, text, re.IGNORECASE):
        return "", f'Choose "above" ("below" if lower is better) {_ON_LAST_YEAR}'
    if re.fullmatch(_POINTS, text, re.IGNORECASE):
        return "", 'Choose "at least" or "at most" under target_rule, and enter the figure that the change leads to'
    if _BETWEEN.fullmatch(text):
        return "between", 'Choose "between" under target_rule, and leave the target as it is'
    text = _BRACKETED.sub(r"\1 \2", text)
    found = _change(text) or _bound(text, is_percent=is_percent) or _decimal(text)
    return found or _with_remark(text, is_percent=is_percent)


_FOR_WORDS = {
    "to be set": 'Choose "to be set" under target_rule, and clear the target',
    "monitor": 'Choose "monitor" under target_rule, and clear the target',
    CHANGE: f'Choose "{CHANGE}" under target_rule, and enter 0 as the target, and last year\'s figure as the baseline',
    "below": f'Choose "below" {_ON_LAST_YEAR}',
    "above": f'Choose "above" {_ON_LAST_YEAR}',
}


def _change(text: str) -> tuple[str, str] | None:
    """A change by a percentage: ``-3%``, ``3% reduction``, ``increase by 5%``."""
    for patterns, sign in ((_FALLS, MINUS), (_RISES, "")):
        for pattern in patterns:
            found = re.fullmatch(pattern, text, re.IGNORECASE)
            value = as_number(found[1]) if found and is_share(found[1]) else None
            if value is not None:
                words = f"enter {sign}{_short(value)} as the target, and the baseline"
                return CHANGE, f'Choose "{CHANGE}" under target_rule, and {words}'
    return None


def _bound(text: str, *, is_percent: bool) -> tuple[str, str] | None:
    """A number with the side on which it is met: ``≥90%``, ``5 or fewer``."""
    for rule, pattern in _BY_SIGN:
        found = re.fullmatch(pattern, text, re.IGNORECASE)
        value = as_number(found[1]) if found else None
        if found and value is not None:
            kind = "" if is_percent or not is_share(found[1]) else ", and a kind that is a percentage"
            entered = _short(value / 100 if is_percent and value > 1 else value)
            unit = "; what is counted goes under unit" if found[2] else ""
            return rule, f'Choose "{rule}" under target_rule, and enter {entered} as the target{kind}{unit}'
    return None


def _decimal(text: str) -> tuple[str, str] | None:
    """A number with a word behind it, minutes and seconds, or zero in words."""
    if re.fullmatch("zero|nil|nought", text, re.IGNORECASE):
        return "", "Enter 0"
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        first, second, third = (int(part or 0) for part in clock.groups())
        is_in_hours = first == 0 or third  # Excel holds 7:30 as 07:30:00, and 7 minutes 30 as 00:07:30
        minutes = first * 60 + second + Decimal(third) / 60 if is_in_hours else first + Decimal(second) / 60
        return "", f"Enter it as a decimal, {_short(Decimal(minutes))}"
    found = _WITH_A_WORD.fullmatch(text)
    value = as_number(found[1]) if found and not is_share(found[1]) else None
    if found is None or value is None or re.fullmatch("st|nd|rd|th", found[2], re.IGNORECASE):
        return None
    times = _TIMES.get(found[2].lower())
    return "", f"Enter {_short(value * (times or 1))}{'' if times else '; what is counted goes under unit'}"


def _with_remark(text: str, *, is_percent: bool) -> tuple[str, str] | None:
    """A number with a remark: ``maintain 79%``, ``400 a year``, ``20 days (gross)``, ``95% within 24 hours``."""
    for pattern, where in _REMARKS:
        found = re.fullmatch(pattern, text, re.IGNORECASE)
        value = as_number(found[1]) if found else None
        if found and value is not None and is_share(found[1]) == is_percent:
            return "", f"Enter {_short(value)}; {where}"
    return None


def is_share(number: str) -> bool:
    """Whether a number is written with a percent sign, or the words for it."""
    return re.search(rf"{_SIGN}$", visible(number.strip()), re.IGNORECASE) is not None


def _plain(text: str) -> str:
    return " ".join(text.split())


def _short(value: Decimal) -> str:
    """The number without zeros at its end, at most four decimals: 0.9, 7.5, 1250."""
    return f"{round(value, 4).normalize():f}"
