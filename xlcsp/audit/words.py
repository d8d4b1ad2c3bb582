"""Claims made in words rather than numbers: labels of periods, spans of months, gaps, lost text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlcsp.audit.checks import FAIL, GAP, OK, WARN
from xlcsp.audit.finding import Finding
from xlcsp.audit.page import COMMENTARY, Line, Page, PrintedMeasure
from xlcsp.audit.series import QUARTERS, Said, Series, quote
from xlcsp.claims import find_gaps
from xlcsp.claims import model as kinds
from xlcsp.claims.gaps import PROVIDER, SEE_EARLIER
from xlcsp.claims.lexer import MONTHS, NUMBER_WORDS

_ENDS = {"Q1": "June", "Q2": "September", "Q3": "December", "Q4": "March", kinds.WHOLE_YEAR: "March"}
_BEGINS = {"Q1": "April", "Q2": "July", "Q3": "October", "Q4": "January"}
_SPAN = re.compile(
    rf"\b(?P<n>\d+|{'|'.join(NUMBER_WORDS)})\s?(?:months?|mths?)\b[^.()]{{0,80}}\((?P<a>[a-z]+)\s?(?:to|-)\s?(?P<b>[a-z]+)\)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(\d{4})\D+(\d{1,4})")
_BEFORE_CURRENT = ("for", "during", "fye", "whole year")
_WANTS_VERDICT = re.compile(r"^(?:reduce|increase|maintain|improve|decrease|raise)\b|baseline|target", re.IGNORECASE)
_HAS_BASELINE = re.compile(r"\bBaseline\b|\bbaseline\s*[:;]")
_PARTY = re.compile(r"((?:\[[^\]]+\]|[A-Z][\w.'-]+)(?:\s\([^)]+\)|\s[A-Z][\w.'-]+)*)\s+to provide")
_EARLIER = re.compile(r"(?:refer to|as) q([1-4])", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"to be updated|to be provided|to be confirmed", re.IGNORECASE)


def check_months(series: Series) -> Iterator[Finding]:
    """Checks that the months of a year to date match its quarter."""
    for said in series.said:
        claim = said.claim
        if claim.kind != kinds.MONTHS or claim.quarter not in _ENDS:
            continue
        first, last = (_month(word) for word in re.split(r"\s*(?:\bto\b|-)\s*", claim.text, maxsplit=1))
        right = f"{_first_month(series, claim.quarter, first)} to {_ENDS[claim.quarter]}"
        is_right = (first, last) == tuple(_month(word) for word in right.split(" to "))
        status, why = (OK, "") if is_right else (FAIL, "wrong month label, copied from another quarter or a template")
        yield Finding(series.measure.ref, claim.quarter, "PERIOD_LABEL", status, said.quote, claim.printed, right, why)


def _first_month(series: Series, quarter: str, said: str) -> str:
    """April; of a series that began within the year, and has no figure before, the month it is said to begin with."""
    begins = next((start for start, month in _BEGINS.items() if _month(month) == said), "Q1")
    before = QUARTERS[: QUARTERS.index(begins)]
    is_new = quarter in QUARTERS[len(before) :] and not any(series.of(kinds.QUARTER, each) for each in before)
    return _BEGINS[begins] if is_new else "April"


def _month(word: str) -> str:
    return word.strip().lower()[:3]


def check_years(series: Series) -> Iterator[Finding]:
    """Checks that a financial year's second year follows the first; this year's figures have the report's year."""
    for said in series.said:
        claim = said.claim
        found = _YEAR.match(claim.text) if claim.kind == kinds.YEAR else None
        if found is None or not series.year:
            continue
        start, second = int(found[1]), found[2]
        digits = min(len(second), 2)
        follows = second[-digits:] == f"{(start + 1) % 10**digits:0{digits}d}"
        role = _role(series, said)
        right = int(series.year[:4]) - (1 if role == "last year" else 0)
        label = f"{right}/{(right + 1) % 100:02d}"
        if not follows:
            why = "typo: the second year must follow the first"
            yield Finding(series.measure.ref, claim.quarter, "YEAR_LABEL", FAIL, said.quote, claim.printed, label, why)
        elif role and start != right:
            why = "wrong year label: the figures beside it are of another year"
            yield Finding(series.measure.ref, claim.quarter, "YEAR_LABEL", FAIL, said.quote, claim.printed, label, why)
        elif role:
            yield Finding(series.measure.ref, claim.quarter, "YEAR_LABEL", OK, said.quote, claim.printed, label)


def _role(series: Series, said: Said) -> str:
    """Whether a year belongs to this year's figure or last year's, or that cannot be decided."""
    if said.claim.unit == "last year":
        return "last year"
    if said.claim.unit not in _BEFORE_CURRENT:
        return ""
    before = [one for one in series.said if one.column == said.column and one.claim.start < said.claim.start]
    same = [one for one in before if one.quote == said.quote and one.claim.kind != kinds.YEAR]
    if same and same[-1].claim.kind in kinds.COMPARATOR_BASE:
        return "last year"
    if same and same[-1].claim.kind == kinds.BASELINE:
        return ""
    return "this year" if same or said.claim.unit == "whole year" else ""


def check_measure(measure: PrintedMeasure, series: list[Series], page: Page) -> Iterator[Finding]:
    """Checks gaps and their reasons, missing verdicts, spans of months, placeholders and lost text."""
    for line in measure.lines:
        if line.label.strip() == COMMENTARY:
            continue
        yield from _baseline(measure, line, [one for one in series if one.line is line])
        reasons: dict[str, str] = {}
        for quarter, text in zip(QUARTERS, line.cells, strict=True):
            yield from _gaps(measure.ref, quarter, text, page, reasons)
            yield from _spans(measure.ref, quarter, text)
    for one in series:
        for said in one.said:
            if said.claim.text == "clipped":
                why = "text lost: the cell begins in the middle of a sentence"
                yield Finding(measure.ref, said.column, "TEXT_CLIPPED", WARN, said.quote, "", "", why)
    has_verdict = any(said.claim.kind == kinds.VERDICT for one in series for said in one.said)
    lasts = [measure.last, *(line.last for line in measure.lines)]
    if not page.is_of_whole_year or has_verdict or any(last.strip() for last in lasts):
        return
    if _WANTS_VERDICT.search(measure.title) or any(one.first(kinds.BASELINE, kinds.BASELINE) for one in series):
        why = "no verdict printed"
        yield Finding(measure.ref, kinds.WHOLE_YEAR, "MISSING_VERDICT", GAP, "", "", "", why)


def _baseline(measure: PrintedMeasure, line: Line, series: list[Series]) -> Iterator[Finding]:
    """Checks that a title which promises a baseline has one in numbers, there or in a cell."""
    title = line.label or measure.title
    found = _HAS_BASELINE.search(title)
    if found is not None and not any(one.first(kinds.BASELINE, kinds.BASELINE) for one in series):
        why = "the baseline holds no number"
        yield Finding(measure.ref, kinds.BASELINE, "BASELINE_NOT_NUMERIC", WARN, title[found.start() :], "", "", why)


def _gaps(ref: str, quarter: str, text: str, page: Page, reasons: dict[str, str]) -> Iterator[Finding]:
    """The gaps of a cell. reasons: of the line's earlier quarters, with who was to provide the figures."""
    for gap in find_gaps(text):
        named = _EARLIER.search(text)
        reason = reasons.get(f"Q{named[1]}", gap.reason) if named and gap.reason == SEE_EARLIER else gap.reason
        if reason == PROVIDER and (party := _PARTY.search(gap.quote)) is not None:
            before = reasons.setdefault(PROVIDER, party[1])
            reason = PROVIDER if party[1] == before else "provider changed"
        reasons.setdefault(quarter, reason)
        yield Finding(ref, quarter, "MISSING_RETURN", GAP, gap.quote, "", "", reason)
        if _PLACEHOLDER.search(gap.quote) and page.is_of_whole_year and quarter != QUARTERS[-1]:
            why = "never filled in afterwards"
            yield Finding(ref, quarter, "STALE_PLACEHOLDER", WARN, gap.quote, "", "", why)


def _spans(ref: str, quarter: str, text: str) -> Iterator[Finding]:
    """``4 months (November to February)``."""
    for found in _SPAN.finditer(text):
        first, last = _month(found["a"]), _month(found["b"])
        if first not in MONTHS or last not in MONTHS:
            continue
        count = (MONTHS.index(last) - MONTHS.index(first)) % 12 + 1
        printed = NUMBER_WORDS.get(found["n"].lower()) or int(found["n"])
        status, why = (OK, "") if printed == count else (FAIL, "the months named are another number")
        said = quote(text, found.start(), found.end())
        yield Finding(ref, quarter, "SPAN", status, said, str(printed), str(count), why)
