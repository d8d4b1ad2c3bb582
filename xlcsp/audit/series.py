"""Gathers the claims of a report by series: measure, line and what is counted."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from xlcsp.audit.page import COMMENTARY, Line, Page, PrintedMeasure
from xlcsp.audit.unread import NotRead
from xlcsp.claims import Claim, read_cell, read_title, sentences
from xlcsp.claims import model as kinds
from xlcsp.claims.agreement import room_of
from xlcsp.claims.reading import CellReading

_ROLLING = re.compile(r"rolling\s(?:12|twelve)", re.IGNORECASE)
_HEADS = re.compile(r"^(?:and|the|of|total|number of|no\.?|in)\s+", re.IGNORECASE)
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
GENERIC = frozenset(("offence", "crime", "incident", "case", "repeat"))  # words for what any measure counts


@dataclass(frozen=True, slots=True)
class Said:
    """A claim with its cell: the column's quarter, the cell's text, and the sentence."""

    claim: Claim
    column: str
    cell: str
    quote: str

    @property
    def room(self) -> Fraction:
        """How far it may be from what it was rounded from: half a pound for whole pounds, nothing for a count."""
        is_in_pounds = self.cell[: self.claim.start].endswith("£")
        return room_of(0, is_in_pounds=is_in_pounds) if not self.claim.decimals else Fraction(0)


@dataclass(frozen=True, slots=True)
class Number:
    """A figure of the tidy table, as printed."""

    measure: str
    component: str
    quarter: str
    figure_kind: str
    value: str
    unit: str
    text_quoted: str
    pct_base: str
    origin: str = "printed"


@dataclass(slots=True)
class Series:
    """Everything claimed about one series. year: the report's, empty where it does not say."""

    measure: PrintedMeasure
    line: Line
    component: str
    year: str = ""
    said: list[Said] = field(default_factory=list)

    def of(self, kind: str, quarter: str, base: str = "") -> list[Said]:
        """The claims of a kind and quarter (and base), in the order of the page."""
        return [
            one
            for one in self.said
            if one.claim.kind == kind and one.claim.quarter == quarter and base in ("", one.claim.base)
        ]

    def first(self, kind: str, quarter: str, base: str = "") -> Said | None:
        """The first of these claims."""
        return next(iter(self.of(kind, quarter, base)), None)

    def value(self, kind: str, quarter: str, base: str = "") -> Fraction | None:
        """The value of the first of these claims."""
        found = self.first(kind, quarter, base)
        return found.claim.value if found else None

    @property
    def is_ratio(self) -> bool:
        """Whether its figures are printed with what they were worked out from: they are pooled, never added up."""
        return any(one.claim.kind == kinds.RATIO for one in self.said)

    @property
    def is_commentary(self) -> bool:
        """Whether it is a lead officer's commentary, whose figures are not the series' own."""
        return self.line.label.strip() == COMMENTARY


@dataclass(frozen=True, slots=True)
class Gathered:
    """The series of a report, and the numbers that were not read: measure, quarter, digits, sentence."""

    page: Page
    series: tuple[Series, ...]
    not_read: tuple[NotRead, ...]


def gather(page: Page) -> Gathered:
    """Reads every cell of the page."""
    series: list[Series] = []
    unread: list[NotRead] = []
    for measure in page.measures:
        for line in measure.lines:
            series += _of_line(measure, line, page.year, unread)
    return Gathered(page, tuple(series), tuple(unread))


def _of_line(measure: PrintedMeasure, line: Line, year: str, unread: list[NotRead]) -> list[Series]:
    title = line.label or measure.title
    readings = [("", read_title(title))]
    is_rolling = _ROLLING.search(title) is not None
    for quarter, text in zip(QUARTERS, line.cells, strict=True):
        reading = read_cell(text, quarter, is_rolling=is_rolling)
        readings.append((quarter, reading))
        unread += [
            NotRead(measure.ref, quarter, digits, quote(text, place, place)) for digits, place in reading.not_read
        ]
    verdicts = [one for one in read_cell(line.last, "Q4").claims if one.kind == kinds.VERDICT]
    readings.append(("RAG", CellReading(line.last, tuple(verdicts), ())))
    by_component: dict[str, Series] = {"": Series(measure, line, "", year)}
    names = _names(readings)
    for quarter, reading in readings:
        for found in reading.claims:
            claim = _of_its_year(found, year)
            name = names.get((claim.component, claim.unit), "") if _names_a_series(claim) else ""
            into = by_component.setdefault(name, Series(measure, line, name, year))
            said = quote(reading.text, claim.start, claim.end)
            into.said.append(Said(replace(claim, component=name or claim.component), quarter, reading.text, said))
    _share_changes(by_component)
    return [one for one in by_component.values() if one.said or len(by_component) == 1]


def _of_its_year(claim: Claim, year: str) -> Claim:
    """A count "in 2013/14" is last year's total in the report of 2014/15; of another year it is ignored."""
    if claim.rule != "count in a year" or not year:
        return claim
    start, own = int(claim.text[:4]), int(year[:4])
    if start == own:
        return claim
    return replace(claim, kind=kinds.LAST_TOTAL if start == own - 1 else kinds.YEAR, text="")


def _names_a_series(claim: Claim) -> bool:
    """Whether its label names a series (a percentage's words only say what it is a share of)."""
    return bool(claim.component or claim.unit) and claim.kind in (
        kinds.QUARTER, kinds.TO_DATE, kinds.LAST_QUARTER, kinds.NUMERATOR, kinds.DENOMINATOR, kinds.BASELINE,
        kinds.CHANGE, kinds.PERCENT,
    ) and claim.base != kinds.LEVEL  # fmt: skip


def _names(readings: list[tuple[str, CellReading]]) -> dict[tuple[str, str], str]:
    """The series' name for a label and unit: the longest of the labels that begin alike.

    A count without a label belongs to the label that has its unit, where there is just one.
    """
    claims = [claim for _, reading in readings for claim in reading.claims if _names_a_series(claim)]
    labels = list(dict.fromkeys(claim.component for claim in claims if claim.component))
    of_pairs = {claim.component for claim in claims if claim.kind in (kinds.NUMERATOR, kinds.DENOMINATOR)}
    named: dict[tuple[str, str], str] = {}
    units: dict[str, set[str]] = {}
    for claim in claims:
        if claim.component and claim.component not in of_pairs:
            name = _fullest(claim.component, labels)
            named[claim.component, claim.unit] = name
            if claim.unit:
                units.setdefault(claim.unit.lower(), set()).add(name)
    for claim in claims:
        owners = units.get(claim.unit.lower(), set())
        if not claim.component and len(owners) == 1:
            named[claim.component, claim.unit] = next(iter(owners))
    return named


def _fullest(label: str, labels: list[str]) -> str:
    key = _key(label)
    alike = [other for other in labels if _key(other).split()[:1] == key.split()[:1]]
    same = [other for other in alike if _key(other) == key]
    begins = [other for other in alike if _key(other).startswith(key) or key.startswith(_key(other))]
    return (begins or same or [label])[0]


def _key(label: str) -> str:
    text = label.lower().strip()
    while (shorter := _HEADS.sub("", text)) != text:
        text = shorter
    return text


def _share_changes(by_component: dict[str, Series]) -> None:
    """A change that follows a labelled count in its cell belongs to that count's series."""
    plain = by_component[""]
    for said in list(plain.said):
        if not (said.claim.is_change or said.claim.kind == kinds.LAST_QUARTER):
            continue
        before = [
            (other.claim.start, name)
            for name, series in by_component.items()
            for other in series.said
            if name and other.column == said.column and other.claim.start < said.claim.start
            and other.claim.kind in (kinds.QUARTER, kinds.TO_DATE)
        ]  # fmt: skip
        if before:
            name = max(before)[1]
            plain.said.remove(said)
            by_component[name].said.append(replace(said, claim=replace(said.claim, component=name)))


def noun(unit: str) -> str:
    """The last word of a unit, in the singular: ``victim`` of "repeat victims"."""
    words = unit.lower().split()
    last = words[-1] if words else ""
    return "person" if last == "people" else f"{last[:-3]}y" if last.endswith("ies") else last.rstrip("s")


def quote(text: str, start: int, end: int) -> str:
    """The sentence of the text that holds a place."""
    for first, last in _places(text):
        if start < last:
            return text[first : max(last, end)].strip()
    return text.strip()


@functools.lru_cache(maxsize=64)  # the claims of a cell are quoted one after another
def _places(text: str) -> tuple[tuple[int, int], ...]:
    """Where each sentence begins and ends."""
    found, place = [], 0
    for sentence in sentences(text):
        first = text.index(sentence, place)
        place = first + len(sentence)
        found.append((first, place))
    return tuple(found)


def numbers(gathered: Gathered) -> list[Number]:
    """The printed figures, each once, in the order of the page."""
    found: dict[tuple[str, ...], Number] = {}
    for series in gathered.series:
        if series.is_commentary:
            continue
        for said in _in_order(series):
            claim = said.claim
            if claim.kind in kinds.NOT_FIGURES or not claim.printed:
                continue
            component = series.component or claim.component or series.line.label.partition("\n")[0]
            unit = "%" if claim.is_percentage else claim.unit
            if claim.kind == kinds.PROJECTION and claim.is_percentage:
                unit = "% on baseline"
            key = (series.measure.ref, claim.quarter, claim.kind, claim.base, claim.printed, component)
            found.setdefault(key, Number(
                series.measure.ref, component, claim.quarter, claim.kind, claim.printed, unit, said.quote, claim.base,
            ))  # fmt: skip
    return list(found.values())


def _in_order(series: Series) -> Iterator[Said]:
    order = {"": 0, **{quarter: index for index, quarter in enumerate(QUARTERS, 1)}, "RAG": 9}
    yield from sorted(series.said, key=lambda one: (order[one.column], one.claim.start))
