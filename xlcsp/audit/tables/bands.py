"""A RAG whose colours are bands of the figure itself: in a key below the table, or in columns of each row's limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.finding import Finding, as_text
from xlcsp.audit.tables.cells import Number
from xlcsp.audit.tables.columns import LEVEL, RAG, RATE, TARGET, Column
from xlcsp.audit.tables.rag import BAND, colour_of, figures_of_now
from xlcsp.audit.tables.table import PrintedTable, Row

_N = r"(?P<{}>\d+(?:,\d{{3}})*(?:\.\d+)?)\s?%?"
_LEAST = re.compile(
    rf"(?:at least|≥|>=|minimum(?: of)?|more than|above|over|greater than|exceeds|>)\s?{_N.format('n')}"
    rf"|{_N.format('m')}\s?(?:\+|(?:or|and) (?:more|above|over|higher|greater))",
    re.IGNORECASE,
)
_MOST = re.compile(
    rf"(?:at most|up to|≤|<=|no more than|less than|fewer than|below|under|<)\s?{_N.format('n')}"
    rf"|{_N.format('m')}\s?(?:or|and) (?:less|fewer|below|under|lower)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(rf"{_N.format('n')}\s?(?:-|–|to|and)\s?{_N.format('m')}", re.IGNORECASE)
_OTHER = re.compile(r"\btargets?\b|\bplan\b|\bprofile\b|\btolerance\b|\bpoints?\b|\bof\b", re.IGNORECASE)
_HEADED = re.compile(r"(green|amber|red)\b(.*)", re.IGNORECASE)
_FEWEST = 2  # colours that are explained


@dataclass(frozen=True, slots=True)
class Band:
    """The figures that have a colour. low, high: None where it has no such end."""

    low: Fraction | None
    high: Fraction | None

    def holds(self, number: Number) -> bool:
        """Whether a figure, as nearly as it is printed, is in the band or at its end."""
        least, most = number.value - number.slack, number.value + number.slack
        return (self.low is None or most >= self.low) and (self.high is None or least <= self.high)


Bands = Mapping[str, Band]


def bands_of(texts: Iterable[str]) -> Bands:
    """The bands that a document prints for its colours; none where it prints no key, or two that differ."""
    found = [bands for text in texts if "reen" in text.lower() and (bands := _bands(_said(text)))]
    return found[0] if found and all(one == found[0] for one in found) else {}


def _said(text: str) -> Iterator[tuple[str, str]]:
    for band in BAND.finditer(text):
        yield band["colour"], band["words"]


def _bands(said: Iterable[tuple[str, str]]) -> Bands:
    found: dict[str, Band] = {}
    for colour, words in said:
        between, least, most = _BETWEEN.search(words), _LEAST.search(words), _MOST.search(words)
        if _OTHER.search(words) or not (between or least or most):
            return {}
        if between:
            found[colour.title()] = Band(_number(between["n"]), _number(between["m"]))
        else:
            low, high = (_number(one["n"] or one["m"]) if one else None for one in (least, most))
            found[colour.title()] = Band(low, high)
    return _apart(found) if "Green" in found and len(found) >= _FEWEST else {}


def _apart(found: Mapping[str, Band]) -> Bands:
    """The bands, each up to the next better one: Green from 90, Amber from 80, all else Red."""
    green, amber = found["Green"], found.get("Amber", Band(None, None))
    if green.high is None and amber.high is None and green.low is not None and amber.low is not None:
        return {"Green": green, "Amber": Band(amber.low, green.low), "Red": Band(None, amber.low)}
    if green.low is None and amber.low is None and green.high is not None and amber.high is not None:
        return {"Green": green, "Amber": Band(green.high, amber.high), "Red": Band(amber.high, None)}
    is_more_better = green.high is None and amber.low is not None
    is_less_better = green.low is None and amber.high is not None
    if "Red" in found or not (is_more_better or is_less_better):
        return found
    return {**found, "Red": Band(None, amber.low) if is_more_better else Band(amber.high, None)}


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


def check_bands(table: PrintedTable, key: Bands) -> Iterator[Finding]:
    """Each colour against the one figure of its row. key: the bands that the document prints for all rows."""
    limits = [(column, said) for column in table.columns if (said := _HEADED.fullmatch(column.heading)) is not None]
    judged = next((one for one in table.of(RAG) if any(colour_of(row, one) for row in table.rows)), None)
    levels = [one for one in figures_of_now(table) or table.of(LEVEL, RATE) if one not in [of for of, _ in limits]]
    key = key if not table.of(TARGET) else {}  # else they may be bands of what was achieved of the target
    if judged is None or len(levels) != 1 or not (key or limits):
        return
    for row in table.rows:
        own = _bands((said[1], f"{said[2]} {row.cells[column.index]}") for column, said in limits)
        number, colour = row.numbers.get(levels[0].index), colour_of(row, judged)
        if colour and number is not None and (bands := own or (key if number.is_percentage else {})):
            yield _of_row(table, row, judged, number, bands)


def _of_row(table: PrintedTable, row: Row, judged: Column, number: Number, bands: Bands) -> Finding:
    colour = colour_of(row, judged)
    possible = [name for name, band in bands.items() if band.holds(number)]
    is_other = bool(possible) and colour in bands
    status = OK if colour in possible else FAIL if is_other else UNVERIFIABLE
    words = ", ".join(f"{name} {_words(band)}" for name, band in bands.items())
    return table.finding(row, "RAG", status, colour, " or ".join(possible), f"{number.text}: {words}", (row, judged))


def _words(band: Band) -> str:
    if band.low is None or band.high is None:
        return f"from {as_text(band.low)}" if band.low is not None else f"to {as_text(band.high or Fraction(0))}"
    return f"{as_text(band.low)} to {as_text(band.high)}"
