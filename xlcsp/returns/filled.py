"""A row of a form while it is checked: its numbers, and its problems and queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from xlcsp.domain.figures import Figure, MonthFigure, Source
from xlcsp.domain.kinds import NUMBERS
from xlcsp.domain.numbers import in_full, is_money
from xlcsp.domain.periods import Month, Quarter
from xlcsp.domain.plan import MILESTONES, Series
from xlcsp.domain.wording import sentence_case
from xlcsp.errors import Problem
from xlcsp.files.cells import CellError
from xlcsp.files.table import Row
from xlcsp.forms import layout
from xlcsp.forms.columns import RETURN, FormColumn
from xlcsp.returns.answers import BLANK, Reading, read_number, read_percentage, read_word
from xlcsp.returns.read import ReturnedForm

CHOOSE = "Choose one of them"
Content = tuple[Fraction | None, Fraction | None, Fraction | None, str]


@dataclass(frozen=True, slots=True)
class LastReported:
    """What a form's locked column shows as reported for an earlier quarter or month, and its cell."""

    series: str
    quarter: Quarter
    content: Content
    sheet: str
    cell: str
    month: Month | None = None

    def is_of(self, figure: Figure) -> bool:
        """Whether the quarter's figure is the same."""
        if self.month is not None:
            month = next((month for month in figure.months if month.month == self.month), None)
            return month is not None and self.content == (*month.content, "")
        return self.content == (figure.numerator, figure.denominator, figure.proportion, figure.milestone)


@dataclass(slots=True)
class Checked:
    """A return's contents: figures, what it shows as last reported, problems and queries."""

    figures: list[Figure] = field(default_factory=list)
    last_reported: list[LastReported] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    queries: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row while it is checked: its series, and where problems and queries go."""

    form: ReturnedForm
    row: Row
    series: Series
    quarter: Quarter
    version: int
    into: Checked

    def problem(self, column: str, code: str, found: str, do: str = "", allowed: str = "") -> None:
        """Adds a problem about the row's cell in that column."""
        self.into.problems.append(self._record(column, code, found, allowed, do))

    def query(self, column: str, code: str, found: str, do: str = "Check it with the provider") -> None:
        """Adds a query about the row's cell in that column."""
        self.into.queries.append(self._record(column, code, found, "", do))

    def not_asked(self, column: str) -> None:
        """Adds a query if the cell in that column, which is not asked for, holds something."""
        if self.row.text(column) not in ("", layout.NOT_ASKED):
            words = f'"{sentence_case(column)}" is not asked for here; "{self.row.text(column)}" was not read'
            self.query(column, "not asked", words, "Check whether it belongs in another cell")

    def _record(self, column: str, code: str, found: str, allowed: str, do: str) -> Problem:
        about = {"series": self.series.id, "quarter": str(self.quarter)}
        return self.form.about(self.row, column, code, found, do, allowed=allowed, **about)

    def read(self, column: FormColumn) -> object:
        """The value of the cell in that column, read by the column's form; anything wrong becomes a problem.

        None where it is blank, cannot be read, or is not asked for. A form without the column has it blank.
        """
        return _MEANS[column.of(self)](self, column)

    def letter(self, key: str) -> str:
        """The letters of a column, as in addresses; those of this row's sheet if it has the column."""
        heading = RETURN[key].heading
        return self.row.cell(heading).rstrip("0123456789") if heading in self.row.columns else RETURN.letter(key)

    def number(self, column: str, *, whole: bool = True) -> Reading:
        """The number in that column; anything wrong with it becomes a problem."""
        in_pounds = is_money(self.series.unit) and column not in (layout.OUT_OF, layout.NEW_OUT_OF)
        return self._noted(column, read_number(self.row.value(column), whole=whole, in_pounds=in_pounds))

    def percentage(self, column: str) -> Reading:
        """The percentage in that column, as a proportion."""
        return self._noted(column, read_percentage(self.row.value(column)))

    def _noted(self, column: str, reading: Reading) -> Reading:
        if reading.is_wrong:
            do = reading.do.format(commentary=self.letter("commentary"), reason=self.letter("reason"))
            self.problem(column, reading.code, reading.found, do)
        elif reading.query:
            self.query(column, "fraction" if "0 to 100" in reading.query else "understood", reading.query)
        return reading

    def source(self, column: str) -> Source:
        """The source of the row's figure."""
        name, where = self.row.sheet.name, self.row.cell(column)
        return Source(self.form.file, name, where, self.form.as_at, self.form.quarter, self.version)

    def figure(self, numbers: Numbers, **more: Any) -> Figure:
        """The row's figure of these numbers, with their cells. more: its other fields."""
        source, others = self.source(numbers.column), self.other_sources(numbers)
        return Figure(self.series.id, self.quarter, source, *numbers.content, **more, other_sources=others)

    def other_sources(self, numbers: Numbers) -> tuple[Source, ...]:
        """The source of the denominator of the row's figure."""
        return (self.source(numbers.out_of),) if numbers.out_of else ()


def _word(filled: FilledRow, column: FormColumn) -> str | None:
    word, wrong = read_word(filled.row.value(column.heading), column.choices)
    if wrong:
        filled.problem(column.heading, "unknown word", wrong, CHOOSE, f"It is one of: {', '.join(column.choices)}")
    return word or None


def _words(filled: FilledRow, column: FormColumn) -> str | None:
    value = filled.row.value(column.heading)
    if isinstance(value, CellError):
        filled.problem(column.heading, "error cell", f"The cell holds {value}", "Enter it as text")
        return None
    return filled.row.text(column.heading) or None


_MEANS: dict[str, Callable[[FilledRow, FormColumn], object]] = {
    "": lambda filled, column: None,  # noqa: ARG005 - not asked for
    "count": lambda filled, column: filled.number(column.heading).value,
    "number": lambda filled, column: filled.number(column.heading, whole=False).value,
    "percent": lambda filled, column: filled.percentage(column.heading).value,
    "choice": _word,
    "words": _words,
}
"""What a cell means, by the form of its column: the counterpart of what ``forms.cells`` lets it take."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a row. ``is_wrong``: one of its cells is not an answer, and then none counts.

    column, out_of: the columns of the figure and of its denominator, if it has a cell.
    """

    numerator: Fraction | None = None
    denominator: Fraction | None = None
    proportion: Fraction | None = None
    milestone: str = ""
    column: str = layout.FIGURE
    is_wrong: bool = False
    months: tuple[MonthFigure, ...] = ()
    out_of: str = ""

    @property
    def content(self) -> Content:
        """What must be equal for two figures to be the same."""
        return self.numerator, self.denominator, self.proportion, self.milestone

    @property
    def is_blank(self) -> bool:
        """Whether the row has no figure."""
        return self.numerator is None and self.proportion is None and not self.milestone


def read_numbers(filled: FilledRow, columns: tuple[str, str, str]) -> Numbers:
    """The numbers that the series' kind needs. columns: where the figure, its "out of" and its percentage stand."""
    figure, out_of, percent = columns
    kind = filled.series.kind
    unused = [column for name, column in zip(NUMBERS, columns, strict=True) if name not in kind.asks.uses]
    others = (
        [percent] if filled.series.is_monthly and kind.takes_share else []
    )  # months are added up from their numbers
    for column in (*unused, *others):
        filled.not_asked(column)
    if kind.has_status:
        status, wrong = read_word(filled.row.value(figure), tuple(MILESTONES))
        if wrong:
            filled.problem(figure, "unknown word", wrong, CHOOSE, f"It is one of: {', '.join(MILESTONES)}")
        return Numbers(milestone=status, column=figure, is_wrong=bool(wrong))
    if kind.is_bare_percentage:
        share = filled.percentage(percent)
        return Numbers(proportion=share.value, column=percent, is_wrong=share.is_wrong)
    if filled.series.residents is not None:
        return _of_residents(filled, figure, out_of, filled.series.residents)
    if kind.has_denominator:
        return _pair(filled, figure, out_of, percent)
    number = filled.number(figure, whole=not kind.takes_decimals)
    return Numbers(number.value, column=figure, is_wrong=number.is_wrong)


def _of_residents(filled: FilledRow, figure: str, out_of: str, residents: int) -> Numbers:
    """The number alone, since the plan gives the residents; a form issued earlier shows the estimate of that day."""
    number, other = filled.number(figure), read_number(filled.row.value(out_of), whole=True)
    estimates = filled.series.population.others if filled.series.population else ()
    if other.is_wrong:
        filled.not_asked(out_of)
    if other.value is not None and other.value not in (residents, *estimates):
        given = f"The plan gives {residents:,} {filled.series.kind.whom}, the form {int(other.value):,}"
        words = f"{given}; those of the plan were taken"
        filled.query(out_of, "population differs", words, "Check the column population of Measures")
    return Numbers(
        number.value, Fraction(residents) if number.value is not None else None, column=figure, is_wrong=number.is_wrong
    )


def _pair(filled: FilledRow, figure: str, out_of: str, percent: str) -> Numbers:
    """The pair n and m, or for a rate the percentage alone if they are not known."""
    is_asked = filled.series.kind.takes_share and not filled.series.is_monthly
    share = filled.percentage(percent) if is_asked else BLANK
    return read_pair(filled, figure, out_of, percent if is_asked else "", share)


def read_pair(filled: FilledRow, figure: str, out_of: str, percent: str = "", share: Reading = BLANK) -> Numbers:
    """The pair n and m. share: the percentage that may be given instead."""
    kind = filled.series.kind
    above, below = (filled.number(column, whole=not kind.takes_decimals) for column in (figure, out_of))
    if above.is_wrong or below.is_wrong or share.is_wrong:
        return Numbers(is_wrong=True)
    n, m = above.value, below.value
    if n is None and m is None:
        return Numbers(proportion=share.value, column=percent if share.value is not None else figure)
    if n is None or m is None:
        column = figure if n is None else out_of
        do = "Enter both, or the % alone" if kind.takes_share and percent else "Enter both"
        filled.problem(column, "half a pair", f'"{sentence_case(column)}" is blank beside its other half', do)
        return Numbers(is_wrong=True)
    if kind.is_part and n > m:
        filled.problem(figure, "n above m", f"{n} out of {m} is not possible", "Enter how many, out of how many")
        return Numbers(is_wrong=True)
    if share.value is not None and m and abs(n / m - share.value) > Fraction(1, 200):
        filled.query(
            percent, "percentage differs", f"{n} out of {m} is not {in_full(share.value * 100)}%; {n}/{m} taken"
        )
    return Numbers(n, m, column=figure, out_of=out_of)
