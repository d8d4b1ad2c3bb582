"""What a form says beside a figure, worked out by ``xlcsp.measures``: the values that its own formulas must give.

They stand in the form as the formulas' stored values, for a form is opened in Protected View, where nothing is
calculated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from xlcsp.domain.figures import Figure
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import LATEST_ONLY, Series
from xlcsp.forms import limits as bounds
from xlcsp.forms.entered import (
    BLANK,
    FIGURE,
    GAP,
    NOT_HELD,
    PAIRS,
    SHARE,
    WRONG,
    earlier_figures,
    figure_of,
    holds,
    is_filled,
    is_to_date,
    known_sums,
    state_of,
    wrong_words,
)
from xlcsp.forms.layout import NO_FIGURE, Answer, Form, Known, known_of
from xlcsp.measures import rating
from xlcsp.measures.assess import EARLY, Assessment, assess
from xlcsp.measures.numbers import MISSING, QUARTERS_A_YEAR, exact, number, rounded, shown
from xlcsp.measures.observed import Observed, observe
from xlcsp.measures.projection import exact_projection

READY, FILL_IN, SAY_WHY, CHECK, COMMENT = "Ready", "Fill in", "Say why", "Check the figure", "Commentary missing"
NONE = "–"
LONG = 600  # characters of a commentary that the report's page has room for

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Indication:
    """What stands beside a row. Text where there is no number; all of it empty while the row is blank.

    wrong: what is wrong with what was entered. state: what the row holds. held: the quarters' figures and what they
    are out of. to_date: numerator and denominator of the year to date; missing: quarters without a figure.
    """

    state: str
    wrong: str
    held: tuple[tuple[Cell, Cell], ...]
    sums: tuple[Cell, Cell]
    missing: str
    ready: str
    sentence: str
    to_date: Cell = ""
    last_year: Cell = ""
    variance: Cell = ""
    variance_pct: Cell = ""
    straight_line: Cell = ""
    rag: str = ""
    length: str = ""


def indicate(form: Form, series: Series, quarter: Quarter) -> Indication:
    """What the form says of a row, as it is filled in. quarter: that of the row's figure."""
    known = known_of(form, series)
    answer = form.answers.get(series.id, Answer())
    figures = earlier_figures(form, series)
    wrong = wrong_words(series, answer) if is_filled(series, answer) else ""
    before = observe(series, figures, frozenset(), form.quarter.plus(-1)) if quarter.number > 1 else None
    if not wrong and is_to_date(series, answer) and not holds(before, answer):
        wrong = NOT_HELD
    state = state_of(series, answer, wrong)
    figures[quarter] = figure_of(series, quarter, answer, state)
    observed = observe(series, figures, frozenset(), form.quarter)
    return _Row(form, series, quarter, known, answer, state, wrong, observed, figures).indication()


@dataclass(frozen=True, slots=True)
class _Row:
    """A row about to be described."""

    form: Form
    series: Series
    quarter: Quarter
    known: Known
    answer: Answer
    state: str
    wrong: str
    observed: Observed
    figures: dict[Quarter, Figure]

    @property
    def decimals(self) -> int:
        return self.known.settings.decimals if self.known.settings else 1

    def indication(self) -> Indication:
        """Everything that stands beside the row."""
        known = Indication(self.state, self.wrong, self._held(), self._known_sums(), self._missing(), "", "")
        length = f"{_units(self.answer.commentary)} characters" if self.answer.commentary else ""
        if length and _units(self.answer.commentary) > LONG:
            length += f": more than the {LONG} that the report has room for"
        known = replace(known, length=length)
        if self.state == BLANK:
            return replace(known, ready=SAY_WHY if self.answer.status == NO_FIGURE else FILL_IN)
        if self.state == WRONG:
            return replace(known, ready=CHECK, sentence=self.wrong)
        known = self._worked_out(known)
        is_unsaid = known.rag == rating.RED and not self.answer.commentary
        return replace(known, ready=COMMENT if is_unsaid else READY, sentence=self._sentence(known))

    def _held(self) -> tuple[tuple[Cell, Cell], ...]:
        """The quarters' figures as the form's sheet *Year so far* holds them."""
        return tuple(
            _held_of(self.series, figure, is_own=quarter == self.quarter, state=self.state)
            for quarter, figure in sorted(self.figures.items())
        )

    def _known_sums(self) -> tuple[Cell, Cell]:
        slot = self.observed.slots[self.quarter.number - 1]
        if self.series.kind in ("rolling 12", "snapshot"):
            return (_plain(slot.value), "") if self.state == FIGURE else ("", "")
        if self.series.kind == "percentage":
            return (_plain(slot.value * 100 if slot.value is not None else None), "")
        if self.series.kind == "milestone":
            return "", ""
        n, m = known_sums(self.observed)
        if self.series.kind == "per population":
            return _plain(n), _plain(slot.denominator) if self.state == FIGURE else ""
        return _plain(n), _plain(m) if self.series.kind == "rate" else ""

    def _missing(self) -> str:
        """``Q1, Q2``: quarters without a figure that counts; this one only when it was said that there is none."""
        if not (self.series.is_cumulative or self.series.kind == "rate"):
            return ""
        values = self.observed.values[: self.quarter.number]
        gaps = [index for index, value in enumerate(values, 1) if value == MISSING]
        if self.state in (BLANK, WRONG):
            gaps = [index for index in gaps if index != self.quarter.number]
        return ", ".join(f"Q{index}" for index in gaps)

    def _worked_out(self, known: Indication) -> Indication:
        settings, series = self.known.settings, self.series
        if settings is None:
            return known
        found = assess(self.observed, self.known.history, settings, self.form.quarter)
        last = found.comparators.last_year_to_date
        to_date: Cell = _plain(found.to_date) if found.to_date is not None else self._no_year_to_date(known)
        if series.kind == "milestone":
            return replace(known, to_date=self.answer.milestone or rating.NO_DATA, rag=self._rag(found))
        has_both = found.to_date is not None and last is not None
        scale = 100 if series.is_proportion else 1
        return replace(
            known,
            to_date=to_date,
            last_year=_plain(last) if last is not None else NONE,
            variance=_plain(found.variance * scale) if found.variance is not None else NONE,
            variance_pct=_plain(found.variance_pct)
            if found.variance_pct is not None
            else ("n/a" if has_both else NONE),
            straight_line=self._straight_line(found),
            rag=self._rag(found),
        )

    def _no_year_to_date(self, known: Indication) -> str:
        return f"no figure for {known.missing}" if known.missing else rating.NO_DATA

    def _straight_line(self, found: Assessment) -> Cell:
        series = self.series
        is_level = series.kind in LATEST_ONLY  # a level has no line
        if series.projection == "none" or is_level or found.to_date is None:
            return NONE
        observed = found.observed
        end = exact_projection(
            observed.values, (), method="straight line", kind=series.kind, denominators=observed.denominators
        )
        return _plain(end.value) if end.value is not None else NONE

    def _rag(self, found: Assessment) -> str:
        """The RAG where the form can judge what the plan judges; a dash where only the report can."""
        if self.series.target_rule in ("monitor", "to be set"):
            return rating.MONITOR
        is_judged = self.series.kind == "milestone" or bounds.limits(self.series, self.quarter, self.known) is not None
        return found.rag if is_judged else NONE

    def _sentence(self, known: Indication) -> str:
        short, series = self.quarter.short, self.series
        if self.state == GAP:
            return f"No figure for {short}: {self.answer.reason}.{self._judged(known.rag, rating.RED)}"
        if series.kind == "milestone":
            return f"{self.answer.milestone}, as stated by you."
        if self.state == SHARE and not isinstance(known.to_date, int | float):
            return f"A percentage alone: no year to date.{self._judged(known.rag)}"
        if isinstance(known.to_date, str):
            said = f"{known.to_date[0].upper()}{known.to_date[1:]}"
            return f"No year to date: {known.to_date}.{self._judged(known.rag)}" if known.missing else f"{said}."
        return f"{self._to_date_words(known)}.{self._line_words(known)}{self._judged(known.rag)}"

    def _to_date_words(self, known: Indication) -> str:
        series, found = self.series, exact(known.to_date) or Fraction(0)
        start = "Now" if series.kind in ("rolling 12", "snapshot", "percentage") else "Year to date"
        return f"{start} {written(series, found, self.decimals)}{self._change(known)}"

    def _change(self, known: Indication) -> str:
        if not isinstance(known.variance, int | float):
            return ""
        found = assess(self.observed, self.known.history, self.known.settings, self.form.quarter)  # type: ignore[arg-type]
        change = found.variance or Fraction(0)
        scale = 100 if self.series.is_proportion else 1
        decimals = (
            self.decimals if self.series.is_proportion or self.series.kind in ("snapshot", "per population") else 0
        )
        mark = " [b]" if found.comparators.broken else ""
        if rounded(change * scale, decimals) == 0:
            return f", the same as a year before{mark}"
        side = "above" if change > 0 else "below"
        unit = " percentage points" if self.series.is_proportion else ""
        share = (
            f" ({shown(found.variance_pct * 100, self.decimals, signed=True)}%)"
            if found.variance_pct is not None
            else ""
        )
        return f", {shown(abs(change) * scale, decimals)}{unit} {side} a year before{share}{mark}"

    def _line_words(self, known: Indication) -> str:
        is_line = self.series.is_cumulative and self.quarter.number < QUARTERS_A_YEAR
        if not is_line or not isinstance(known.straight_line, int | float):
            return ""
        line = exact(known.straight_line) or Fraction(0)
        return f" Straight-line indication for the year: {written(self.series, line, self.decimals)}."

    def _judged(self, state: str, *only: str) -> str:
        """The RAG with the target that it is held against."""
        if state not in (rating.RED, rating.AMBER, rating.GREEN) or (only and state not in only):
            return ""
        early = f" ({EARLY})" if self.form.quarter.number == 1 else ""
        return f" {target_words(self.series, self.quarter, self.known)}: {state}{early}."


def _held_of(series: Series, figure: Figure, *, is_own: bool, state: str) -> tuple[Cell, Cell]:
    if is_own and state in (BLANK, WRONG):
        return "", ""
    if series.kind == "milestone":
        return figure.milestone or MISSING, ""
    if series.kind == "percentage":
        return (_plain(figure.proportion * 100), "") if figure.proportion is not None else (MISSING, "")
    if series.kind in PAIRS and figure.denominator is None:
        return MISSING, MISSING
    below = _plain(figure.denominator) if series.kind in PAIRS else ""
    return (_plain(figure.numerator), below) if figure.numerator is not None else (MISSING, below)


def _plain(value: Fraction | None) -> Cell:
    found = number(value)
    return "" if found is None else found


def _units(text: str) -> int:
    """Characters as Excel's LEN counts them."""
    return len(text.encode("utf-16-le")) // 2


def written(series: Series, value: Fraction, decimals: int) -> str:
    """A value of the series as a sentence of the form shows it."""
    if series.is_proportion:
        return f"{shown(value * 100, decimals)}%"
    has_decimals = series.kind == "per population" or (series.kind == "snapshot" and value.denominator != 1)
    return shown(value, decimals if has_decimals else 0)


def target_words(series: Series, quarter: Quarter, known: Known) -> str:
    """``Target to date at most 831``: what the RAG of the form is held against. Empty where it judges nothing."""
    found = bounds.limits(series, quarter, known)
    if series.kind == "milestone" or found is None:
        return ""
    low, high = found.target
    decimals = known.settings.decimals if known.settings else 1
    words = {
        (True, False): "at least" if found.edge is None else "above",
        (False, True): "at most" if found.edge is None else "below",
    }.get((low is not None, high is not None), "")
    ends = " to ".join(written(series, end, decimals) for end in (low, high) if end is not None)
    is_part = found.basis == bounds.TO_DATE and series.is_cumulative and quarter.number < QUARTERS_A_YEAR
    when = {bounds.LATEST: "", bounds.STRAIGHT_LINE: " for the year"}.get(found.basis, " to date" if is_part else "")
    return " ".join(part for part in (f"Target{when}", words, ends) if part)
