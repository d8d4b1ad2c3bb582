"""Reads the cells of a measures page as plain prose too, which may decide what the page's own wording does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.document import keyed, keyed_tables
from xlcsp.audit.finding import Finding
from xlcsp.audit.page import Page
from xlcsp.audit.paragraph import audit_prose
from xlcsp.audit.series import QUARTERS
from xlcsp.audit.tables import audit_table
from xlcsp.audit.unread import NotRead
from xlcsp.claims.gaps import sentences
from xlcsp.claims.prose import Reading, read_sentence


def with_prose(
    page: Page, findings: list[Finding], not_read: tuple[NotRead, ...]
) -> tuple[list[Finding], tuple[NotRead, ...]]:
    """The findings of a page, with those on its cells as prose and as tables of keys and values.

    A claim that the page's own reading could not check is decided by prose where prose can. One that both decide is
    wrong only if both say so: each knows figures that the other does not.
    """
    made = list(findings)
    places = {_claim(one): place for place, one in reversed(list(enumerate(made)))}
    read: set[tuple[str, str, Fraction]] = set()
    unread = {(one[0], one[1], _value(one[2])) for one in not_read}
    for one in _of_cells(page):
        value = _value(one.printed)
        if value is not None:
            read.add((one.measure, one.quarter, value))
        place = places.get(_claim(one))
        if place is None:
            if one.status != UNVERIFIABLE or (one.measure, one.quarter, value) in unread:
                made.append(one)
        elif made[place].status == UNVERIFIABLE or (made[place].status == FAIL and one.status == OK):
            made[place] = replace(one, quarter=made[place].quarter)
    rest = tuple(one for one in not_read if (one[0], one[1], _value(one[2])) not in read)
    return _in_order(page, made), rest


def _of_cells(page: Page) -> Iterator[Finding]:
    cells = [
        (measure.ref, quarter, line.label or measure.title, text)
        for measure in page.measures
        for line in measure.lines
        for quarter, text in zip(QUARTERS, line.cells, strict=True)
        if any(char.isdigit() for char in text)
    ]
    for quarter in QUARTERS:
        own = [(ref, label, text) for ref, at, label, text in cells if at == quarter]
        tables = keyed_tables(own)
        for table, owners in tables:
            for one in audit_table(table):
                ref, _, text = owners[one.measure.removeprefix(": ")]
                yield replace(one, measure=ref, quarter=quarter, quote=text)
        before: list[Reading] = []
        for ref, _, text in own:
            if not keyed(text):
                yield from audit_prose(text, ref, quarter, before=before, tables=[table for table, _ in tables])
                before += [read_sentence(sentence) for sentence in sentences(text)]


def _claim(one: Finding) -> tuple[str, str, Fraction | str, bool]:
    """The key of a finding's claim: measure, sentence, number, and whether it is a count."""
    value = _value(one.printed)
    return one.measure, one.quote.strip(), abs(value) if value is not None else one.printed, one.check == "DIFF"


def _value(printed: str) -> Fraction | None:
    try:
        return Fraction(printed.replace(",", "").replace("£", "").rstrip("%"))
    except ValueError:
        return None


def _in_order(page: Page, findings: list[Finding]) -> list[Finding]:
    order = {measure.ref: place for place, measure in enumerate(page.measures)}
    return sorted(findings, key=lambda one: order.get(one.measure, len(order)))
