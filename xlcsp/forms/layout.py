"""How a return form is laid out: what its writer writes and its reader looks for."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from xlcsp.domain.figures import YEAR_TO_DATE, Figure
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series, Settings, YearOfFigures

RETURN_SHEET, EARLIER_SHEET, YEAR_SHEET = "Return", "Earlier quarters", "Year so far"

PARTNERSHIP, YEAR, QUARTER, PROVIDER = "Partnership", "Financial year", "Quarter", "Provider"
FORM_ID, ISSUED = "Form id", "Issued"
AS_AT, SIGNED_BY, SIGNED = "Data complete up to", "Signed by (role)", "Date signed"
IDENTITY = (PARTNERSHIP, YEAR, QUARTER, PROVIDER, FORM_ID, ISSUED)
FILLED_IN = (AS_AT, SIGNED_BY, SIGNED)

NO, MEASURE, SERIES, FIGURE, OUT_OF, PERCENT = "No", "Measure", "What to enter", "Figure", "Out of", "%"
BASIS, STATUS, REASON, COMMENTARY, ROW_ID = "Basis", "Status", "If no figure: why", "Commentary", "Row id"
RETURN_COLUMNS = (NO, MEASURE, SERIES, FIGURE, OUT_OF, PERCENT, BASIS, STATUS, REASON, COMMENTARY, ROW_ID)

READY, SENTENCE, TO_DATE, LAST_TO_DATE = "Ready?", "What this says", "Year to date", "Same period last year"
VARIANCE, VARIANCE_PCT = "Variance on last year", "Variance %"
STRAIGHT_LINE, RAG, LENGTH = "Straight-line indication", "RAG", "Length of commentary"
LAST_COMMENTARY = "Commentary last quarter"
LIVE_COLUMNS = (
    READY, SENTENCE, TO_DATE, LAST_TO_DATE, VARIANCE, VARIANCE_PCT, STRAIGHT_LINE, RAG, LENGTH, LAST_COMMENTARY,
)  # fmt: skip
"""Columns that the form works out itself, right of those that are read back; reading does without them."""

FOR_QUARTER = "For quarter"
LAST_FIGURE, LAST_OUT_OF, LAST_PERCENT = "Last reported", "Last out of", "Last %"
NEW_FIGURE, NEW_OUT_OF, NEW_PERCENT = "Revised figure", "Revised out of", "Revised %"
WHY = "Why it changed"
EARLIER_COLUMNS = (
    NO, MEASURE, SERIES, FOR_QUARTER, LAST_FIGURE, LAST_OUT_OF, LAST_PERCENT,
    NEW_FIGURE, NEW_OUT_OF, NEW_PERCENT, WHY, ROW_ID,
)  # fmt: skip

QUARTER_BASIS, TO_DATE_BASIS = "This quarter", "Year to date"
PROVIDED, PROVISIONAL, NO_FIGURE = "Provided", "Provisional", "No figure"
STATUSES = (PROVIDED, PROVISIONAL, NO_FIGURE)
NOT_REPORTED, NOT_ASKED = "no figure", "–"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider enters in a row. percentage: 0 to 100, as typed."""

    figure: int | float | None = None
    out_of: int | None = None
    percentage: float | None = None
    milestone: str = ""
    basis: str = ""
    status: str = ""
    reason: str = ""
    commentary: str = ""


@dataclass(frozen=True, slots=True)
class Revised:
    """What a provider enters for an earlier quarter."""

    figure: int | float | None = None
    out_of: int | None = None
    percentage: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the plan and earlier years say of a series, so that the form can show what a figure will mean.

    history: its earlier years, oldest first. settings: the partnership's rules. commentary: what its provider said a
    quarter ago.
    """

    history: tuple[YearOfFigures, ...] = ()
    settings: Settings | None = None
    commentary: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A return form as a value, before a cell is written.

    rows: the series to report, each with the quarter its figure is for. earlier: what was last reported for earlier
    quarters. known: what else is known of a series. answers, revised: what a provider has filled in (an issued form
    has none).
    """

    partnership: str
    quarter: Quarter
    provider: str
    form_id: str
    issued: date | None
    due: date | None
    rows: tuple[tuple[Series, Quarter], ...]
    earlier: tuple[tuple[Series, Quarter, Figure | None], ...] = ()
    as_at: date | None = None
    signed_by: str = ""
    signed: date | None = None
    known: Mapping[str, Known] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    revised: dict[tuple[str, Quarter], Revised] = field(default_factory=dict)


def known_of(form: Form, series: Series) -> Known:
    """What the form knows of the series; the usual rules where nothing was said."""
    return form.known.get(series.id) or Known(settings=Settings(form.partnership, form.quarter))


def what_to_enter(series: Series) -> str:
    """The label of a row: the series and the unit of each cell."""
    return _label(series.kind, series.unit, series.name)


@functools.lru_cache(maxsize=1024)
def _label(kind: str, unit: str, name: str) -> str:
    suffix = " in the last 12 months" if kind == "rolling 12" else ""
    asked = {
        "rate": f"{unit or 'number'}: how many, out of how many",
        "percentage": f"% {unit}".strip() + " (0 to 100)",
        "milestone": "status of the milestone",
    }.get(kind, f"number of {unit or 'events'}{suffix}")
    return f"{name}: {asked}" if name else f"{asked[0].upper()}{asked[1:]}"


def plain_number(value: Fraction | None) -> int | float | None:
    """A number as a form's cell holds it."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def quarter_words(quarter: Quarter, figure: Figure | None) -> str:
    """An earlier quarter's label: it says where its figure was the year to date."""
    return f"{quarter} ({YEAR_TO_DATE})" if figure is not None and figure.basis == YEAR_TO_DATE else str(quarter)
