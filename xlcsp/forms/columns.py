"""The columns of the form's three sheets: one entry each.

An entry gives a column's heading, what its cells accept or show, and the formula that works them out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from operator import attrgetter, methodcaller
from typing import TYPE_CHECKING, Any

from xlcsp.domain.gaps import REASON_WORDS
from xlcsp.domain.plan import MILESTONES, Series
from xlcsp.files.columns import Column, Columns
from xlcsp.forms import faults, formulas, layout, months
from xlcsp.forms.formulas import Place, Sheets
from xlcsp.forms.layout import Form

if TYPE_CHECKING:  # who reads a form needs none of its words
    from xlcsp.forms.words import Words

_WIDE = 13.5  # for £125,000.50
_TEXTS_FROM = 20  # characters: narrower columns hold single words, for which no row grows


@dataclass(frozen=True, slots=True)
class FormColumn(Column):
    """A column of a form. If it is filled in, its key is the field of the answer that it holds.

    form: for cells to fill in count, number, percent, choice or words; for others the name of their format. form_of:
    the form by series, empty if the cell is not asked for. shows: the value that the plan gives. formula: the formula
    of its cells. usual: its content before it is filled in. given: the plan's value, in place of a cell to fill in.
    total: the formula that adds up the months of a monthly series. help_of: the help by series, where that differs.
    """

    form: str = "words"
    form_of: Callable[[Series], str] | None = None
    shows: Callable[[Any], str | int | float | Fraction | None] | None = None
    formula: Callable[[Words], str] | None = None
    usual: str | None = None
    given: Callable[[Series], int | None] | None = None
    total: Callable[[Place], str] | None = None
    help_of: Callable[[Series], str] | None = None

    def of(self, line: Any) -> str:
        """The form of its cell in the line; empty if the cell is not asked for."""
        return self.form_of(line.series) if self.form_of else self.form

    def entered(self, answer: object) -> Any:
        """What was filled in; a milestone has its status in the cell of the figure."""
        status = getattr(answer, "milestone", None) if self.key == "figure" else None
        return status or getattr(answer, self.key, None)

    @property
    def is_live(self) -> bool:
        """Whether it is a white column, one of those to the right of the columns that are read back."""
        return self.form.startswith("live")

    @property
    def is_filled_in(self) -> bool:
        """Whether a provider fills it in."""
        return self.shows is None and self.formula is None

    @property
    def grows(self) -> bool:
        """Whether its rows grow with their text."""
        return self.width >= _TEXTS_FROM and self.formula is None


def _number(series: Series) -> str:
    return "number" if series.kind.takes_decimals else "count"


def _figure(series: Series) -> str:
    if series.kind.has_status:
        return "choice"
    return "" if series.kind.is_bare_percentage else _number(series)


def _out_of(series: Series) -> str:
    return _number(series) if series.kind.has_denominator and series.residents is None else ""


def _percentage(series: Series) -> str:
    takes_share = series.kind.takes_share and not series.is_monthly  # a total is added up from their numbers
    return "percent" if takes_share or series.kind.is_bare_percentage else ""


def _quarter(form_of: Callable[[Series], str]) -> Callable[[Series], str]:
    """The form of a quarter's own cell, which is not filled in for a monthly series."""
    return lambda series: "" if series.is_monthly else form_of(series)


def _month(form_of: Callable[[Series], str]) -> Callable[[Series], str]:
    return lambda series: form_of(series) if series.is_monthly else ""


def _month_figure(series: Series) -> str:
    return "percent" if series.kind.is_bare_percentage else _figure(series)


def _total(total: Callable[[months.Cells], str], form_of: Callable[[Series], str]) -> Callable[[Place], str]:
    """The formula for the rows of monthly series whose months have this cell."""
    return lambda at: total(months.Cells(at.series, at.cell)) if at.series.is_monthly and form_of(at.series) else ""


def _basis(series: Series) -> str:
    return "choice" if series.kind.has_year_to_date and not series.is_monthly else ""


def _of_milestone(words: str) -> Callable[[Series], str]:
    """Help that stands in the rows of milestones only."""
    return lambda series: words if series.kind.has_status else ""


def _level(series: Series) -> str:
    return "live_percent" if series.kind.is_proportion else "live_number"


def _change(series: Series) -> str:
    return "live_points" if series.kind.is_proportion else "live_change"


def _live(
    key: str, heading: str, width: float, form: str = "live_text", of: Callable[..., str] | None = None
) -> FormColumn:
    """A white column with the formula of its name; a form without it is still read."""
    return FormColumn(key, heading, width, form, form_of=of, formula=methodcaller(key))


_read = partial(FormColumn, needed=True)  # a column that every form has
_REF = _read("ref", layout.NO, 6, "ref", shows=attrgetter("series.ref"))
_RESIDENTS: Callable[[Series], int | None] = attrgetter("residents")
_MILESTONES = tuple(MILESTONES)


def _measure(width: float) -> FormColumn:
    return _read("measure", layout.MEASURE, width, "locked", shows=attrgetter("series.measure"))


def _label(width: float) -> FormColumn:
    return _read("series", layout.SERIES, width, "locked", shows=lambda line: layout.what_to_enter(line.series))


def _row_id(width: float) -> FormColumn:
    return _read("id", layout.ROW_ID, width, "id", shows=attrgetter("series.id"))


def _what_to_enter(line: Words) -> str:
    """What to enter, and for which quarter if that is not the form's own."""
    return layout.what_to_enter(line.series) + layout.of_quarter(line.series, line.at.quarter)


RETURN = Columns(
    _REF,
    _measure(31),
    _read("series", layout.SERIES, 27, "locked", shows=_what_to_enter),
    _read(
        "figure", layout.FIGURE, 10.5, "count", _MILESTONES, form_of=_quarter(_figure),
        total=_total(months.total, _figure), help_of=_of_milestone("Choose here how the milestone stands."),
    ),
    _read(
        "out_of", layout.OUT_OF, 8.5, "count", form_of=_quarter(_out_of), given=_RESIDENTS,
        total=_total(months.total_below, _out_of),
    ),
    _read(
        "percentage", layout.PERCENT, 8, "percent", form_of=_quarter(_percentage),
        total=_total(months.total, _percentage),
    ),
    _read("basis", layout.BASIS, 13, "choice", layout.BASES, form_of=_basis, usual=layout.QUARTER_BASIS),
    _read(
        "status", layout.STATUS, 12, "choice", layout.STATUSES,
        help_of=_of_milestone(f"How the milestone stands is chosen under {layout.FIGURE}; here whether that is final."),
    ),
    _read("reason", layout.REASON, 22, "choice", REASON_WORDS),
    _read("commentary", layout.COMMENTARY, 44),
    _row_id(10),
    _live("ready", "Ready?", 13, "live_word"),
    FormColumn("sentence", layout.SENTENCE, 46, "live_text", formula=lambda words: words.at.year("sentence")),
    _live("to_date", "Year to date", 10, "live_number", _level),
    _live("last_year", "Same period last year", 10, "live_number", _level),
    _live("variance", "Variance on last year", 11, "live_change", _change),
    _live("variance_pct", "Variance %", 9, "live_share"),
    _live("straight_line", "Straight-line indication", 11, "live_number", _level),
    _live("rag", layout.RAG, 9, "live_word"),
    _live("length", "Length of commentary", 13),
    FormColumn(
        "last_commentary", layout.LAST_COMMENTARY, 40, "live_text",
        formula=lambda words: f'{words.at.year("last_commentary")}&""',
    ),
)  # fmt: skip


def returned(form: Form) -> Columns[FormColumn]:
    """The columns of the form's first sheet: with months if any of its series is monthly."""
    if not form.has_months:
        return RETURN
    asks_below = any(series.is_monthly and months.asks_below(series) for series, _ in form.rows)
    added = []
    for place, name in zip(layout.PLACES, form.month_names, strict=True):
        added.append(FormColumn(f"month_{place}", name, 9.5, "count", form_of=_month(_month_figure)))
        if asks_below:
            heading = layout.month_below(name)
            added.append(FormColumn(f"month_{place}_of", heading, 9.5, "count", form_of=_month(_out_of)))
    at = RETURN.index("figure")
    return Columns(*RETURN.columns[:at], *added, *RETURN.columns[at:])


def _last(key: str, heading: str, width: float) -> FormColumn:
    return _read(key, heading, width, "known", shows=attrgetter(key))


EARLIER = Columns(
    _REF,
    _measure(32),
    _label(28),
    _read("for_quarter", layout.FOR_QUARTER, 17, "locked", shows=attrgetter("period")),
    _last("last_figure", layout.LAST_FIGURE, _WIDE),
    _last("last_out_of", layout.LAST_OUT_OF, 12),
    _last("last_percentage", layout.LAST_PERCENT, 9),
    _read("figure", layout.NEW_FIGURE, 14, "count", _MILESTONES, form_of=_figure),
    _read("out_of", layout.NEW_OUT_OF, 14, "count", form_of=_out_of, given=_RESIDENTS),
    _read("percentage", layout.NEW_PERCENT, 11, "percent", form_of=_percentage),
    _read("why", layout.WHY, 36),
    _row_id(13),
)


def _work(key: str, heading: str, work: Callable[[Place], str], width: float = 9, form: str = "known") -> FormColumn:
    """A column of intermediate formulas for the white columns."""
    return FormColumn(key, heading, width, form, formula=lambda words: work(words.at))


def _quarter_columns(quarter: int) -> tuple[FormColumn, FormColumn]:
    """The columns of a quarter's figure and of its denominator."""
    return (
        _work(f"q{quarter}", f"Q{quarter}", lambda at: formulas.quarter_cells(at, quarter)[0], _WIDE),
        _work(f"q{quarter}_of", f"Q{quarter} out of", lambda at: formulas.quarter_cells(at, quarter)[1]),
    )


def _bound(key: str, heading: str, numbers: Callable[[Words], tuple[Fraction | None, ...]], place: int) -> FormColumn:
    """A column of numbers from the plan and earlier years."""
    return FormColumn(key, heading, 11, "bound", shows=lambda words: numbers(words)[place])


_ENDS, _LAST = attrgetter("ends"), attrgetter("last_year_numbers")
YEAR = Columns(
    _REF,
    _measure(30),
    _label(26),
    *(column for quarter in range(1, 5) for column in _quarter_columns(quarter)),
    _work("sum", "To date", lambda at: formulas.sums(at)[0], _WIDE),
    _work("sum_of", "To date out of", lambda at: formulas.sums(at)[1]),
    _work("missing", "Missing", lambda at: formulas.sums(at)[2], 10),
    _bound("last_n", "Last year", _LAST, 0),
    _bound("last_m", "Last year out of", _LAST, 1),
    _bound("green_from", "Green from", _ENDS, 0),
    _bound("green_to", "Green to", _ENDS, 1),
    _bound("amber_from", "Amber from", _ENDS, 2),
    _bound("amber_to", "Amber to", _ENDS, 3),
    _bound("edge", "Target to be passed", _ENDS, 4),
    _work("check", "To check", faults.wrong, 30, "locked"),
    _work("state", "Row holds", formulas.state, 12, "locked"),
    FormColumn("gap", "", 2),
    FormColumn("measure_ref", "No", 6),
    FormColumn("measure_ready", "Ready", 8),
    FormColumn("measure_to_do", "Still to do", 34),
    FormColumn("measure_place", "Place", 7),
    FormColumn("sentence", layout.SENTENCE, 60, "locked", formula=methodcaller("sentence")),
    FormColumn("asked", "To ask", 40, "locked", formula=methodcaller("asked")),
    FormColumn("last_commentary", layout.LAST_COMMENTARY, 12, "locked", shows=attrgetter("known.commentary")),
)


def sheets_of(form: Form) -> Sheets:
    """The columns of the form's three sheets."""
    return Sheets(returned(form), EARLIER, YEAR)
