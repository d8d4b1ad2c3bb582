"""Which problems and missing returns of the year are settled: put right, supplied or explained since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from xlcsp.domain.figures import Correction, Figure, Receipt, Source, changes_of
from xlcsp.domain.periods import PeriodError, Quarter, parse_quarter
from xlcsp.domain.plan import Series
from xlcsp.errors import Problem
from xlcsp.forms.layout import RETURN_SHEET
from xlcsp.returns.check import ROW_NOT_CLEAR
from xlcsp.returns.fields import WORDS, holds

_NOT_AGAIN = "if the form is not sent again, enter the figure, or why there is none, on Corrections"
_GAP, _SAID = ("reason",), ("commentary",)


@dataclass(frozen=True)
class Settled:
    """What is known in the end, against which each problem is weighed.

    plan: the series by id. figures: those that count. receipts: by file. corrections: those of the master.
    """

    plan: Mapping[str, Series]
    figures: Mapping[str, Mapping[Quarter, Figure]]
    receipts: Mapping[str, Receipt]
    corrections: Sequence[Correction]

    def as_settled(self, problem: Problem) -> Problem | None:
        """The problem, with how it was settled in place of what to do; None while it is open.

        That can only be told of a figure. What is wrong with a file or a row of the master ends when it is put right.
        """
        series, receipt = self.plan.get(problem.series), self.receipts.get(problem.file)
        if series is None or receipt is None:
            return None
        quarter = _quarter(problem, series, receipt)
        figure = self.figures.get(series.id, {}).get(quarter) if quarter is not None else None
        how = self._how(problem, series, receipt, figure) if figure is not None else ""
        return replace(problem, do=f"Settled: {how}") if how else None

    def as_open(self, problem: Problem, quarter: Quarter) -> Problem:
        """The problem; in a form of a quarter before, with the way that remains when the form is not sent again."""
        receipt = self.receipts.get(problem.file)
        is_figure = problem.series in self.plan and problem.sheet == RETURN_SHEET and problem.do
        is_past = receipt is not None and receipt.quarter is not None and receipt.quarter < quarter
        return replace(problem, do=f"{problem.do}; {_NOT_AGAIN}") if is_figure and is_past else problem

    def is_supplied(self, owed: Iterable[tuple[Series, Quarter]]) -> bool:
        """Whether each figure of a missing return came another way, or *Corrections* says why it does not come."""
        pairs = [(series, self.figures.get(series.id, {}).get(quarter)) for series, quarter in owed]
        return all(
            figure is not None and (_is_whole(figure, series) or self._row(figure, _GAP) is not None)
            for series, figure in pairs
        )

    def _how(self, problem: Problem, series: Series, receipt: Receipt, figure: Figure) -> str:
        is_own = problem.sheet == RETURN_SHEET  # otherwise it is about the revision of an earlier quarter's figure
        words = figure.commentary_source
        is_said = is_own and words is not None and problem.cell == words.cell
        if is_said or not _is_whole(figure, series):
            row, what = self._row(figure, _SAID if is_said else _GAP), "commentary" if is_said else "reason"
            return f"the {what} is on Corrections ({row.cell})" if row is not None else ""
        if problem.code == "row id" and self._is_mixed_up(problem.file):
            return ""
        row = self._row(figure)
        if row is not None and (is_own or _is_after(row, receipt)):
            return f"the figure is on Corrections ({row.cell})"
        source = figure.source
        is_later = is_own or _comes_later(source, receipt)
        is_other = source.file not in ("", problem.file) and not figure.corrected
        return f"the figure came with {source.file}" if is_other and is_later else ""

    def _row(self, figure: Figure, fields: Sequence[str] = ()) -> Correction | None:
        """The row of *Corrections* that the figure holds: of one of these fields, otherwise of its numbers."""
        rows = changes_of(figure.series, figure.quarter, self.corrections)
        fitting = (row for row in rows if row.new and (row.field in fields if fields else row.field not in WORDS))
        return next((row for row in fitting if holds(figure, row)), None)

    def _is_mixed_up(self, file: str) -> bool:
        """Whether a row of the form is still taken for that of several series."""
        every = (figure for of in self.figures.values() for figure in of.values())
        return any(figure.source.file == file and figure.reason == ROW_NOT_CLEAR for figure in every)


def _quarter(problem: Problem, series: Series, receipt: Receipt) -> Quarter | None:
    """The quarter of the figure that the problem is about."""
    if problem.sheet == RETURN_SHEET and receipt.quarter is not None:
        return series.figure_quarter(receipt.quarter)
    try:
        return parse_quarter(problem.quarter)
    except PeriodError:
        return None


def _is_whole(figure: Figure, series: Series) -> bool:
    """Whether it has a value; n of m needs both, unless the percentage is given."""
    is_half = series.kind.has_denominator and figure.proportion is None and figure.denominator is None
    return figure.has_value and not is_half


def _comes_later(source: Source, receipt: Receipt) -> bool:
    """Whether a figure came with the return of a later quarter: an earlier one's is what was to be revised."""
    return source.quarter is not None and receipt.quarter is not None and source.quarter > receipt.quarter


def _is_after(row: Correction, receipt: Receipt) -> bool:
    signed = receipt.signed or receipt.as_at
    return row.when is not None and signed is not None and row.when > signed
