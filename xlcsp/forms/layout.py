"""The layout of a return form: what the writer writes and the reader looks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from xlcsp.domain.figures import YEAR_TO_DATE, Figure, MonthFigure
from xlcsp.domain.logo import Logo
from xlcsp.domain.periods import MONTHS_A_YEAR, Month, Quarter, months_of
from xlcsp.domain.plan import Series, Settings
from xlcsp.domain.wording import sentence_case
from xlcsp.domain.years import YearOfFigures
from xlcsp.measures.numbers import number

RETURN_SHEET, EARLIER_SHEET, YEAR_SHEET, GUIDE_SHEET = "Return", "Earlier quarters", "Year so far", "Guide"
NOT_READ = (YEAR_SHEET, GUIDE_SHEET)  # sheets that only the provider reads

PARTNERSHIP, YEAR, QUARTER, PROVIDER = "Partnership", "Financial year", "Quarter", "Provider"
FORM_ID, ISSUED = "Form id", "Issued"
AS_AT, SIGNED_BY, SIGNED = "Data complete up to", "Signed by (role)", "Date signed"
IDENTITY = (PARTNERSHIP, YEAR, QUARTER, PROVIDER, FORM_ID, ISSUED)
FILLED_IN = (AS_AT, SIGNED_BY, SIGNED)
IDENTITY_ROW = 5  # of the identity block's first line, and of the first to be filled in; counted from 0

NO, MEASURE, SERIES, FIGURE, OUT_OF, PERCENT = "No", "Measure", "What to enter", "Figure", "Out of", "%"
BASIS, STATUS, REASON, COMMENTARY, ROW_ID = "Basis", "Status", "If no figure: why", "Commentary", "Row id"
SENTENCE, RAG = "What this says", "RAG"
LAST_COMMENTARY = "Commentary last quarter"

FOR_QUARTER = "For quarter"
LAST_FIGURE, LAST_OUT_OF, LAST_PERCENT = "Last reported", "Last out of", "Last %"
NEW_FIGURE, NEW_OUT_OF, NEW_PERCENT = "Revised figure", "Revised out of", "Revised %"
WHY = "Why it changed"
QUARTER_BASIS, TO_DATE_BASIS = "This quarter", "Year to date"
CONFIRMED_BASIS = "Quarter only"
"""The answer to "Is this the year to date?" that it is not."""
BASES = (QUARTER_BASIS, TO_DATE_BASIS, CONFIRMED_BASIS)
PROVIDED, PROVISIONAL, NO_FIGURE = "Provided", "Provisional", "No figure"
STATUSES = (PROVIDED, PROVISIONAL, NO_FIGURE)
_OF_QUARTER = re.compile(r"(.*), for [a-z]+ to [a-z]+ \d{4} \((\d{4}/\d\d q[1-4])\)", re.IGNORECASE | re.DOTALL)
NOT_REPORTED, NOT_ASKED = "no figure", "–"
PLACES = (1, 2, 3)  # of a quarter's months
NUMBERS = ("figure", "out_of", "percentage")  # the cells of a figure, by the keys of their columns


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider enters in a row. percentage: 0 to 100, as typed."""

    figure: int | float | None = None
    out_of: float | None = None
    percentage: float | None = None
    milestone: str = ""
    basis: str = ""
    status: str = ""
    reason: str = ""
    commentary: str = ""
    month_1: float | None = None
    month_2: float | None = None
    month_3: float | None = None
    month_1_of: float | None = None
    month_2_of: float | None = None
    month_3_of: float | None = None


@dataclass(frozen=True, slots=True)
class Revised:
    """What a provider enters for an earlier quarter."""

    figure: int | float | None = None
    out_of: float | None = None
    percentage: float | None = None
    why: str = ""


class Before(NamedTuple):
    """An earlier quarter of a series, or a month of one, with what was last reported for it.

    figure: of the quarter. month: of a monthly series.
    """

    series: Series
    quarter: Quarter
    figure: Figure | None
    month: Month | None = None

    @property
    def last_reported(self) -> Figure | MonthFigure | None:
        """What was last reported; None where there is no figure."""
        if self.figure is None:
            return None
        if self.month is not None:
            return next((month for month in self.figure.months if month.month == self.month), None)
        return self.figure if self.figure.has_value else None

    @property
    def period(self) -> str:
        """The month, or the quarter, saying if its figure was the year to date."""
        if self.month is not None:
            return str(self.month)
        is_to_date = self.figure is not None and self.figure.is_to_date
        return f"{self.quarter} ({YEAR_TO_DATE})" if is_to_date else str(self.quarter)

    @property
    def last_figure(self) -> str | int | float:
        """The figure, or the milestone's status."""
        if self.last_reported is None:
            return NOT_REPORTED
        return (isinstance(self.last_reported, Figure) and self.last_reported.milestone) or _plain(
            self.last_reported.numerator
        )

    @property
    def last_out_of(self) -> str | int | float:
        """Its denominator as last reported."""
        return _plain(self.last_reported.denominator if self.last_reported else None)

    @property
    def last_percentage(self) -> str | int | float:
        """The percentage given instead of numbers, 0 to 100."""
        share = self.last_reported.proportion if self.last_reported else None
        return _plain(share * 100 if share is not None else None)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a series from the plan and earlier years, so that the form can show what a figure means.

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
    earlier: tuple[Before, ...] = ()
    as_at: date | None = None
    signed_by: str = ""
    signed: date | None = None
    known: Mapping[str, Known] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    revised: dict[tuple[str, Quarter | Month], Revised] = field(default_factory=dict)
    marking: str = ""
    logo: Logo | None = None

    @property
    def has_months(self) -> bool:
        """Whether any of its rows is of a monthly series."""
        return any(series.is_monthly for series, _ in self.rows)

    @property
    def month_names(self) -> tuple[str, ...]:
        """The headings of its month columns: the months' names, unless its rows are for different quarters."""
        quarters = {quarter for series, quarter in self.rows if series.is_monthly}
        if len(quarters) == 1:
            return tuple(month.name for month in months_of(quarters.pop()))
        return tuple(f"Month {place}" for place in PLACES)


def known_of(form: Form, series: Series) -> Known:
    """What the form knows of the series; default rules if nothing is known."""
    return form.known.get(series.id) or Known(settings=Settings(form.partnership, form.quarter))


def form_id(quarter: Quarter) -> str:
    """How the ids of a quarter's forms begin; their number follows."""
    return f"{quarter.folder.replace(' ', '-')}-"


def month_below(name: str) -> str:
    """The heading of a month's denominator."""
    return f"{name} out of"


_MONTH_NAMES = tuple(date(2000, number, 1).strftime("%B") for number in range(1, MONTHS_A_YEAR + 1))
MONTH_HEADINGS = tuple(
    heading
    for name in (*_MONTH_NAMES, *(f"Month {place}" for place in PLACES))
    for heading in (name, month_below(name))
)
"""The headings of the columns of months that forms may have."""


def what_to_enter(series: Series) -> str:
    """The label of a row: the series and the unit of each cell; a unit that ends the series' name is not repeated."""
    label = series.kind.label(series.unit)
    if series.name.casefold().endswith(f" {series.unit.casefold()}"):
        label = label.removeprefix(f"{series.unit}: ")
    return f"{series.name}: {label}" if series.name else sentence_case(label)


def of_quarter(series: Series, quarter: Quarter) -> str:
    """For a series with a lag, the quarter of its row; empty for others, which are for the form's quarter."""
    return f", for {quarter.months} {quarter.last_day.year} ({quarter})" if series.lag_quarters else ""


def without_quarter(label: str) -> tuple[str, str]:
    """The label of a row without its quarter, and the quarter's name (empty if there is none)."""
    label_parts = _OF_QUARTER.fullmatch(label)
    return (label_parts[1], label_parts[2]) if label_parts else (label, "")


def _plain(value: Fraction | None) -> str | int | float:
    """A number as a form's cell stores it."""
    figure = number(value)
    return NOT_ASKED if figure is None else figure
