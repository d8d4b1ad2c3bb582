"""What each number of a sentence counts, and of what time it is, by the words of its clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from xlcsp.audit.series import noun
from xlcsp.claims.prose import CHANGE, Quantity, Reading
from xlcsp.claims.prose.quantities import BASE
from xlcsp.claims.prose.spans import LAST_YEAR, MONTH, YEAR

THEN = "then"  # the time before, whatever it is called
_CENTURIES = ("19", "20")
_STEM = 6  # letters that "burglary" and "burglaries" share
_SEPARATOR = re.compile(
    r"[,;:()–]|\b(?:and|while|whilst|but|whereas|with|of (?:which|whom|these|them|those)|compared|against|from)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    rf"{LAST_YEAR.pattern}|\b(?:last|previous|prior|preceding|earlier|ago|previously)\b"
    r"|\b(?:year|quarter|month|week|survey|period|one)s? before\b|\bbefore(?=[,.]|$)|\bhad (?:been|numbered) £?$",
    re.IGNORECASE,
)
_NOW = re.compile(r"\b(?:now|this|today|current(?:ly)?|since|then|latest)\b", re.IGNORECASE)
_OF_THE = re.compile(r"\bof (?:the |all |these |those )*£?$")
_COMPARES = ("from", "against", "compared", "with")
_SINCE = re.compile(r"\s*(?:since|compared|from|against)\b", re.IGNORECASE)
_MARK = re.compile(r"[,;:()–]")
_OPENS_SHARE = re.compile(r" \(")
_SHARE_AFTER = re.compile(r"(?:,? [a-z'’-]+){0,9}(?:,| \(|,? or)(?: [a-z]+){0,3} ?", re.IGNORECASE)
_SHARE_ENDS = re.compile(r"%?(?:[.,;:)]|$| of\b| and\b)")  # 640 took part, 84% were women
_SHARE_BEFORE = re.compile(r"%?(?: [a-z'’-]+){0,4} \(")
_NAMED_TIME = re.compile(
    rf"\b(?:(?P<quarter>Q ?[1-4]|quarter [1-4])|(?P<half>first|second) half|(?P<year>{YEAR}(?: ?[/-] ?\d\d(?:\d\d)?)?)"
    rf"|(?P<month>{MONTH})|(?P<season>spring|summer|autumn|winter))\b",
    re.IGNORECASE,
)
_SAYS_NOTHING = frozenset((
    "about", "account", "accounted", "again", "against", "ago", "all", "almost", "alone", "also", "and",
    "annual", "another", "are", "around", "average", "been", "before", "being", "between", "both", "but",
    "came", "cent", "come", "compare", "compared", "decrease", "decreased", "did", "doe", "down", "drop",
    "dropped", "during", "each", "earlier", "equate", "every", "fall", "fallen", "fell", "fewer", "figure",
    "first", "for", "found", "from", "further", "gone", "had", "half", "has", "have", "hence", "higher",
    "increase", "increased", "into", "its", "just", "last", "less", "lower", "made", "make", "mean", "month",
    "more", "nearly", "not", "now", "number", "only", "other", "our", "out", "over", "per", "percent",
    "percentage", "period", "point", "previous", "proportion", "quarter", "rate", "received", "record",
    "recorded", "reduced", "reduction", "reported", "represent", "respective", "rise", "risen", "rose", "same",
    "saw", "second", "seen", "share", "since", "still", "stood", "than", "that", "the", "their", "them",
    "themselve", "there", "therefore", "these", "they", "this", "those", "thu", "thus", "time", "today", "took",
    "total", "under", "was", "went", "were", "which", "while", "who", "whole", "whom", "with", "year",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """A number with the stems of the words that say what it counts, and its time: "", "then", or as it is named.

    is_part: whether it is told as a share of something ("345 (75%)"). is_past: whether it is of an earlier time, or of
    an earlier year, than other figures of that name beside it.
    """

    figure: Quantity
    names: frozenset[str]
    time: str = ""
    is_part: bool = False
    is_past: bool = False


@lru_cache(maxsize=512)  # a sentence is looked at for its own claims and for those of the three after it
def stems(text: str) -> frozenset[str]:
    """The stems of the words that may name a thing."""
    words = re.findall(r"[a-z][a-z-]{2,}", re.sub(r"['’]s\b|s['’]", "", text.lower()))
    return frozenset(noun(word)[:_STEM] for word in words if {word, noun(word)}.isdisjoint(_SAYS_NOTHING))


@lru_cache(maxsize=512)
def time_of(text: str) -> str:
    """The time that words name: a year, a quarter, a half, else whether it is an earlier one."""
    named = _NAMED_TIME.search(text)
    if named is not None:
        return re.sub(r"quarter |[ ]", lambda part: "q" if part[0].strip() else "", named[0].lower())
    return THEN if _EARLIER.search(text) else ""


@lru_cache(maxsize=64)  # a sentence is asked for with each of the three after it
def told(reading: Reading) -> tuple[NamedFigure, ...]:
    """The numbers of a sentence in order; one without words of its own counts what the one before it does."""
    return tuple(_respectively(reading.text, _each(reading)))


def _each(reading: Reading) -> list[NamedFigure]:
    text, numbers = reading.text, reading.quantities
    earlier = {pair.previous.at for pair in reading.pairs}
    current = {pair.current.at for pair in reading.pairs}
    ends = [0, *(one.end for one in numbers)]
    starts = [one.start for one in numbers] + [len(text)]
    parts = [_split(text[end:start]) for end, start in zip(ends, starts, strict=True)]
    opening = "" if _SINCE.match(text) else time_of(text[: starts[0]])
    found: list[NamedFigure] = []
    for place, one in enumerate(numbers):
        left = parts[place][1] if place else text[: one.start]
        right = parts[place + 1][0] if place + 1 < len(numbers) else _MARK.split(text[one.end :].lstrip("%) "))[0]
        if _OPENS_SHARE.fullmatch(text[one.end : starts[place + 1]]) and place + 1 < len(numbers):
            after = text[ends[place + 2] : starts[place + 2]]  # 162 (5%) were the subject of a complaint
            right = _split(after.lstrip("%) "))[0]
        names = stems(f"{left} {right}")
        if not names and found and not _OF_THE.search(left):
            names = found[-1].names
        names = names.union(*(stems(whole.whole.unit) for whole in reading.wholes if one.is_at(whole.part)))
        time = time_of(left if place else "") or time_of(right) or opening
        if one.role == CHANGE:
            time = opening
        elif one.at in earlier:
            time = time_of(right) or time_of(left if place else "") or THEN
        elif one.at in current and time == THEN:
            time = ""
        elif not time and one.at not in current and found and found[-1].time == THEN and not _NOW.search(left):
            time = THEN  # six meetings had been held the year before, with 108 residents
        found.append(NamedFigure(one, names, time, is_part(reading, one)))
    return found


def _split(between: str) -> tuple[str, str]:
    """What is said of the figure before, and of the one after: all of ``and business robbery from``."""
    marks = list(_SEPARATOR.finditer(between))
    if not marks:
        return between, between
    cut = marks[-2] if len(marks) > 1 and marks[-1][0].lower() in _COMPARES else marks[-1]
    return between[: cut.start()], between[cut.end() :]


def is_part(reading: Reading, figure: Quantity) -> bool:
    """Whether a figure is said to be a share of another: ``345 (75%)``, ``two thirds of them (920)``."""
    if any(figure.is_at(one.whole) for one in reading.wholes):
        return False
    shares = [one for one in reading.quantities if one.is_share_like and one.role != CHANGE]
    gaps = [(one, reading.text[figure.end : one.start], reading.text[one.end : figure.start]) for one in shares]
    is_shared = any(
        (one.start >= figure.end and _SHARE_AFTER.fullmatch(after) and _SHARE_ENDS.match(reading.text[one.end :]))
        or (one.end <= figure.start and _SHARE_BEFORE.fullmatch(before))
        for one, after, before in gaps
    )
    return is_shared or any(figure.is_at(one.part) for one in reading.wholes)


def _respectively(text: str, found: Sequence[NamedFigure]) -> list[NamedFigure]:
    """``Burglaries of homes and of shops stood at 312 and 96 respectively``: each figure by the name at its place."""
    listed = [part for part in re.split(r",|\band\b", text[: found[0].figure.start]) if stems(part)] if found else []
    if "respectively" not in text or not 1 < len(listed) <= len(found):
        return list(found)
    return [*(replace(one, names=stems(name)) for one, name in zip(found, listed, strict=False)), *found[len(listed) :]]


def told_in(readings: Sequence[Reading]) -> list[list[NamedFigure]]:
    """The numbers of several sentences; those of one that names nothing count, in their order, what those before do."""
    found: list[list[NamedFigure]] = []
    for reading in readings:
        own = list(told(reading))
        if len(own) > 1 and not any(one.names for one in own):
            alike = [one for one in found[-1] if one.figure.kind == own[0].figure.kind] if found else []
            alike = alike if len(alike) >= len(own) else found[-1] if found and len(found[-1]) == len(own) else []
            own = [replace(one, names=other.names) for one, other in zip(own, alike or own, strict=False)]
        found.append(own)
    years = [one.time for figures in found for one in figures if one.time[:2] in _CENTURIES]
    latest = max(years, default="")
    now: frozenset[str] = frozenset()
    for figures in found:
        is_then = bool(figures) and figures[0].time == THEN
        earlier = [
            one
            for one in figures
            if (one.time == THEN and (is_then or not one.is_part))
            or one.figure.role == BASE
            or (_is_year(one) and one.time < latest)
        ]
        now = now.union(*(one.names for one in figures if one not in earlier and one.figure.role != CHANGE))
        past = [one for one in earlier if _is_year(one) or _is_told_now(one, now)]
        figures[:] = [replace(one, is_past=True) if one in past else one for one in figures]
    return found


def _is_year(one: NamedFigure) -> bool:
    return one.time[:2] in _CENTURIES


def _is_told_now(one: NamedFigure, now: frozenset[str]) -> bool:
    """Whether something of that name was told of now, in the same sentence or before."""
    return one.figure.role == BASE or not one.names or not one.names.isdisjoint(now)


def are_of_one_time(one: NamedFigure, other: NamedFigure) -> bool:
    """Whether nothing says that two figures are of different times."""
    if one.is_past != other.is_past:
        return False
    return one.time == other.time or not one.time or not other.time
