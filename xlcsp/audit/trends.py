"""Series that are told as rising or falling, and the highest or lowest figure since a year whose figure is given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.claim import Judged
from xlcsp.claims.prose import Reading
from xlcsp.claims.prose.tokens import tokens
from xlcsp.claims.prose.vocabulary import direction_of

_IN_A_ROW = re.compile(
    r"\b(?:(?:[a-z]+ )(?:quarter|year|month|week|period)s? (?:running|in a row|in succession)"
    r"|(?:consecutive|successive|straight) (?:quarter|year|month|week|period)s?)\b[^().;]{0,30}"
    r"\((?P<list>[^()]*\d[^()]*)\)",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\b(?P<way>highest|lowest|most|fewest)\b[^.;]{0,40}\bsince (?!(?:[a-z]+ )+(?:began|started))[^.;()]{2,30}?"
    r"(?:,? when (?:there were|it was|they (?:were|numbered)|(?:it|the figure) stood at|the \w+ was) | \((?=[\d,.]+\)))"
    r"(?P<then>[\d,.]+)",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|no|without|stop\w*|end\w*)\b", re.IGNORECASE)
_LEAST = 3


def trends(reading: Reading) -> Iterator[Judged]:
    """``rose for the third quarter running (41, 44, 47)``, ``1,120, the highest since 2019/20, when it was 1,165``."""
    yield from _in_a_row(reading)
    yield from _since(reading)


def _in_a_row(reading: Reading) -> Iterator[Judged]:
    said = _IN_A_ROW.search(reading.text)
    if said is None or _NOT.search(reading.text):
        return
    listed = [one for one in reading.quantities if said.start("list") <= one.start < said.end("list")]
    ways = {way for token in tokens(reading.text[: said.start("list")]) if (way := direction_of(token))}
    if len(listed) < _LEAST or len({one.kind for one in listed}) > 1 or len(ways) != 1:
        return
    way = ways.pop()
    wrong = [two for one, two in pairwise(listed) if (two.value - one.value) * way <= 0]
    words = ", ".join(one.text for one in listed)
    is_backwards = len(wrong) == len(listed) - 1  # the latest may come first
    claim = wrong[0] if wrong and not is_backwards else listed[-1]
    why = f"{words} does not {'rise' if way > 0 else 'fall'} every time" if claim in wrong else words
    yield Judged(claim, "PCT_SIGN", FAIL if claim in wrong and not is_backwards else OK, "", why, tuple(listed))


def _since(reading: Reading) -> Iterator[Judged]:
    said = _SINCE.search(reading.text)
    levels = list(reading.levels)
    if said is None or len(levels) != 2 or levels[1].start != said.start("then"):  # noqa: PLR2004 - now and then
        return
    now, then = levels
    is_most = said["way"].lower() in ("highest", "most")
    is_right = now.value == then.value or (now.value < then.value) == is_most
    way = "higher" if is_most else "lower"
    why = f"{then.text} then, {now.text} now" if is_right else f"{now.text} is {way} than {then.text} was then"
    yield Judged(now, "PCT_SIGN", OK if is_right else FAIL, "", why, (then,))
