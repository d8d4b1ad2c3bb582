"""Recomputes prose: the claims of a sentence against the figures in it or its neighbours.

There are three answers: right, wrong (recomputed from the figures printed there), and not checkable, with the missing
figure. A claim is called wrong only against figures that it is certainly about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from xlcsp.audit.blocks import breaks_off
from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE, WARN
from xlcsp.audit.claim import Judged
from xlcsp.audit.confirmed import confirmed
from xlcsp.audit.equations import equations, products
from xlcsp.audit.finding import Finding, Place
from xlcsp.audit.headlines import headlines
from xlcsp.audit.likely import likely
from xlcsp.audit.parted import parted
from xlcsp.audit.prose import SENTENCES_ABOVE, judged
from xlcsp.audit.rounded import allowed, rounded_to
from xlcsp.audit.supposed import supposed
from xlcsp.audit.tables import PrintedTable
from xlcsp.audit.weighed import weighed
from xlcsp.claims.gaps import sentences
from xlcsp.claims.prose import Quantity, Reading, read_sentence
from xlcsp.claims.prose.tokens import WORDED

_CUT = "the sentence has no end: the rest of it was not found on this page or the next"
_STRONGER = {FAIL: (), WARN: (FAIL, OK), OK: (FAIL,), UNVERIFIABLE: (FAIL, OK, WARN)}


def audit_prose(
    text: str,
    place: str,
    quarter: str = "",
    *,
    before: Sequence[Reading] = (),
    tables: Sequence[PrintedTable] = (),
) -> list[Finding]:
    """The findings of a paragraph. before: the paragraphs above, as read; tables: of the document."""
    return audit_readings([read_sentence(sentence) for sentence in sentences(text)], place, quarter, before, tables)


def audit_readings(
    readings: Sequence[Reading],
    place: str,
    quarter: str = "",
    before: Sequence[Reading] = (),
    tables: Sequence[PrintedTable] = (),
) -> list[Finding]:
    """The findings of a paragraph whose sentences have been read."""
    step = rounded_to(readings)
    return [
        Finding(
            place, quarter, one.check, one.status, reading.text, _printed(one.claim), one.recomputed, one.reason,
            ((reading.text, one.claim.start, one.claim.end), *_places(one, readings, at, before)),
        )
        for at, reading in enumerate(readings)
        for one in _one_answer([likely(allowed(one, step), reading) for one in _judged(readings, at, before, tables)])
    ]  # fmt: skip


def _judged(
    readings: Sequence[Reading], at: int, before: Sequence[Reading], tables: Sequence[PrintedTable]
) -> list[Judged]:
    """First what the grammar decides, then what figures nearby confirm, then what can be supposed."""
    found = list(judged(readings, at, before, tables))
    found += confirmed(readings, at, found, before, tables)
    found += headlines(readings, at, found)
    found += supposed(readings, at, found)
    found += weighed(readings, at, found)
    found += parted(readings, at, found)
    found += equations(readings[at], {one.at for other in found if other.status != UNVERIFIABLE for one in _of(other)})
    found += products(readings[at])
    if breaks_off(readings[at].text):
        return [replace(one, status=UNVERIFIABLE, reason=_CUT) if one.status == FAIL else one for one in found]
    return found


def _of(judged: Judged) -> tuple[Quantity, ...]:
    return (judged.claim, *judged.basis)


def _one_answer(found: Sequence[Judged]) -> Iterator[Judged]:
    """The findings with one answer for each claim: wrong before right, and either before what cannot be checked."""
    given = {(one.claim.start, one.status) for one in found}
    for one in found:
        if not any((one.claim.start, stronger) in given for stronger in _STRONGER[one.status]):
            yield one


def _places(one: Judged, readings: Sequence[Reading], at: int, before: Sequence[Reading]) -> Iterator[Place]:
    """Where the figures behind a verdict are: in the claim's sentence, otherwise in those beside and above it."""
    near = (readings[at], *reversed(readings), *reversed(before[-SENTENCES_ABOVE:]))
    for figure in one.basis:
        holds = (reading for reading in near if any(other.is_at(figure) for other in reading.quantities))
        yield from ((reading.text, figure.start, figure.end) for reading in islice(holds, 1))


def _printed(claim: Quantity) -> str:
    """The claim as printed, without thousands separators."""
    return claim.text.replace(",", "").replace(" ", "") if claim.kind != WORDED else claim.text
