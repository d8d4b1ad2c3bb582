"""Figures in brackets that are told as rising or falling, or as being above or below another, time after time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.claim import Judged
from xlcsp.audit.finding import as_text
from xlcsp.claims.prose import LEVEL, SHARE, Reading
from xlcsp.claims.prose.quantities import BASE
from xlcsp.claims.prose.tokens import tokens
from xlcsp.claims.prose.vocabulary import direction_of

_IN_A_ROW = re.compile(
    r"\b(?:(?:[a-z]+ )(?:quarter|year|month|week|period)s? (?:running|in a row|in succession)"
    r"|(?:consecutive|successive|straight) (?:quarter|year|month|week|period)s?"
    r"|(?:in )?(?:each|every one) of the (?:last|past) [a-z]+ (?:quarter|year|month|week)s)\b[^().;:]{0,30}"
    r"(?:\((?P<list>[^()]*\d[^()]*)\)|: (?P<rest>[^();:]+)$)",
    re.IGNORECASE,
)
_BEYOND = re.compile(
    r"\b(?:in a row|running|each|every|consecutive)\b[^().;]{0,60}\b(?P<way>exceeded|above|over|below|under) "
    r"(?P<bound>[\d,.]+) \((?P<list>[\d,.]+(?:(?:, | and )[\d,.]+)+)\)",
    re.IGNORECASE,
)
_RANKS = ("second", "third", "fourth", "fifth", "sixth")
_RANK = re.compile(
    rf"\b(?P<rank>{'|'.join(_RANKS)})[- ](?:lowest|highest|best|worst|largest|smallest|most|fewest)\b.*"
    r"(?P<behind>\bbehind (?:only )?)(?=[A-Z])",
    re.IGNORECASE,
)
_MORE, _FEWER = ("most", "highest", "largest", "biggest"), ("fewest", "lowest", "smallest")
_AHEAD = re.compile(
    rf"\bthe (?P<way>{'|'.join((*_MORE, *_FEWER))})\b[^();:]{{0,40}}\((?P<first>[^()]+)\),?"
    r" (?:ahead of|followed by) (?=[A-Z])"
)
_HAD_MOST = re.compile(
    rf"(?:\bso|;|,) (?P<name>[A-Z][a-z]+)(?: [a-z]+)? (?:had|has|recorded|saw) the"
    rf" (?P<way>{'|'.join((*_MORE, *_FEWER))})(?: [a-z]+)?\.?$"
)
_NAME = re.compile(r"\b[A-Z][a-z]+\b(?=[^A-Z]*$)")
_EACH_BEYOND = re.compile(
    r"\beach (?:quarter|year|month|week)?(?: being| was)? ?(?P<way>higher|lower|more|fewer|less|above|below)"
    r" than (?:the )?(?:one|last|quarter|year|month)\b",
    re.IGNORECASE,
)
_DATED = re.compile(r"\b(?:(?:19|20)\d\d|Q[1-4])\b")
_NOT = re.compile(r"\b(?:not|no|without|stop\w*|end\w*)\b", re.IGNORECASE)
_MOVED_ON = re.compile(
    r"%?[^.;]{0,40}?\b(?:but|then|before) (?:that level |this |it |they )?(?:had |has |have )?(?:since |then )?"
    r"(?P<way>r(?:ose|isen|ising)|f(?:ell|allen|alling)|(?:increas|decreas|declin|climb|dropp)(?:ed|ing))"
    r" (?:back |again |slightly |sharply )?to (?:just |about |around |a (?:low|high|peak) of )*£?"
)
_AN_AVERAGE = re.compile(r"\b(?:average|target|limit)\b[^,;.\d]{0,20}$", re.IGNORECASE)
_LEAST = 3


def trends(reading: Reading) -> Iterator[Judged]:
    """``rose for the third quarter running (41, 44, 47)``, ``exceeded 40 for the third month running (41, 44, 43)``."""
    yield from _in_a_row(reading)
    yield from _beyond(reading)
    yield from _ranked(reading)
    yield from _each_beyond_the_last(reading)
    yield from _first_of_all(reading)
    yield from _moved_on(reading)


def _moved_on(reading: Reading) -> Iterator[Judged]:
    """``3,315 in August, but that level had fallen to 3,814``: a figure against the one that it moved on from."""
    for then, now in pairwise(reading.quantities):
        said = _MOVED_ON.fullmatch(reading.text[then.end : now.start])
        is_one = then.kind == now.kind and {then.role, now.role} <= {LEVEL, BASE, SHARE}
        if said is None or not is_one or _AN_AVERAGE.search(reading.text[: then.start]):
            continue
        way, change = direction_of(tokens(said["way"])[0]), now.value - then.value
        if change and (change > 0) != (way > 0):
            why = f"wrong word: {then.text} to {now.text} is a {'rise' if change > 0 else 'fall'}"
            yield Judged(now, "PCT_SIGN", FAIL, as_text(change), why, (then,))


def _first_of_all(reading: Reading) -> Iterator[Judged]:
    """``Elm had the most (214), ahead of Oak (201)``, ``Elm had 412, Oak 388 and Ash 301, so Elm had the most``."""
    text, numbers = reading.text, reading.quantities
    said = _AHEAD.search(text) or _HAD_MOST.search(text)
    is_plain = len({one.kind for one in numbers}) == 1 and all(one.role == LEVEL for one in numbers)
    if said is None or len(numbers) < 2 or not is_plain or reading.pairs:  # noqa: PLR2004 - one and another
        return
    ends = [0, *(one.end for one in numbers)]
    named = [_NAME.search(text[end : one.start]) for end, one in zip(ends, numbers, strict=False)]
    names = [name[0] if name is not None else "" for name in named]
    if "first" in said.groupdict():
        own, is_told = numbers[0], said.start("first") <= numbers[0].start < said.end("first") and all(names[1:])
    else:
        own = next((one for one, name in zip(numbers, names, strict=True) if name == said["name"]), numbers[0])
        is_told = said["name"] in names and len(set(names)) == len(names) and all(names)
    if is_told:
        extreme = (max if said["way"] in _MORE else min)(numbers, key=lambda one: abs(one.value))
        is_right = abs(extreme.value) == abs(own.value)
        yield Judged(own, "SPAN", OK if is_right else FAIL, "", f"{extreme.text} is the {said['way']}", (extreme,))


def _each_beyond_the_last(reading: Reading) -> Iterator[Judged]:
    """``38 in Q1, 44 in Q2, 46 in Q3 and 52 in Q4, with each quarter higher than the one before``."""
    said = _EACH_BEYOND.search(reading.text)
    listed = [one for one in reading.levels if said is not None and one.end <= said.start()]
    if said is None or len(listed) < _LEAST or len(listed) < len(reading.quantities):
        return
    way = 1 if said["way"].lower() in ("higher", "more", "above", "busier") else -1
    wrong = [two for one, two in pairwise(listed) if (two.value - one.value) * way <= 0]
    words = ", ".join(one.text for one in listed)
    yield Judged((wrong or listed)[0], "PCT_SIGN", FAIL if wrong else OK, "", words, tuple(listed))


def _ranked(reading: Reading) -> Iterator[Judged]:
    """``the fourth lowest rate: 61.2, behind only Rushcliffe at 48.3, Melton at 55.1 and Harborough at 57.9``."""
    said = _RANK.search(reading.text)
    ahead = [one for one in reading.quantities if said is not None and one.start > said.end("behind")]
    own = [
        one for one in reading.quantities if said is not None and said.end("rank") < one.start < said.start("behind")
    ]
    own = own[-1:]  # the third lowest of the eleven: 61.2
    if said is None or not own or any(one.kind != own[0].kind for one in ahead):
        return
    rank, place = _RANKS.index(said["rank"].lower()) + 2, len(ahead) + 1
    is_apart = all((one.value < own[0].value) == (ahead[0].value < own[0].value) for one in ahead)
    if ahead and is_apart:
        status = OK if rank == place else FAIL
        yield Judged(own[0], "SPAN", status, str(place), f"{len(ahead)} are named as ahead of it", tuple(ahead))


def _in_a_row(reading: Reading) -> Iterator[Judged]:
    said = _IN_A_ROW.search(reading.text)
    if said is None or _NOT.search(reading.text):
        return
    part = "list" if said["list"] else "rest"
    if said["rest"] and len(_DATED.findall(said["rest"])) < _LEAST:
        return
    listed = [one for one in reading.quantities if said.start(part) <= one.start < said.end(part)]
    ways = {way for token in tokens(reading.text[: said.start(part)]) if (way := direction_of(token))}
    if len(listed) < _LEAST or len({one.kind for one in listed}) > 1 or len(ways) != 1:
        return
    way = ways.pop()
    wrong = [two for one, two in pairwise(listed) if (two.value - one.value) * way <= 0]
    words = ", ".join(one.text for one in listed)
    is_backwards = len(wrong) == len(listed) - 1  # the latest may come first
    claim = wrong[0] if wrong and not is_backwards else listed[-1]
    why = f"{words} does not {'rise' if way > 0 else 'fall'} every time" if claim in wrong else words
    yield Judged(claim, "PCT_SIGN", FAIL if claim in wrong and not is_backwards else OK, "", why, tuple(listed))


def _beyond(reading: Reading) -> Iterator[Judged]:
    """``For the third month in a row calls exceeded 40,000 (41,200, 40,600 and 42,300)``."""
    said = _BEYOND.search(reading.text)
    listed = [one for one in reading.levels if said is not None and said.start("list") <= one.start < said.end("list")]
    bound = next((one for one in reading.quantities if said is not None and one.start == said.start("bound")), None)
    if said is None or bound is None or len(listed) < _LEAST - 1:
        return
    is_more = said["way"].lower() in ("exceeded", "above", "over")
    wrong = [one for one in listed if one.value == bound.value or (one.value > bound.value) != is_more]
    claim, way = (wrong or listed)[0], "more" if is_more else "less"
    why = f"not {way} than {bound.text}" if wrong else f"all are {way} than {bound.text}"
    yield Judged(claim, "PCT_SIGN", FAIL if wrong else OK, "", why, (bound, *listed))
