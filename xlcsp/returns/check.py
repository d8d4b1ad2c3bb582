"""The rows of a return as figures, with every problem and query; it never stops at the first."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from xlcsp import figures as kept
from xlcsp.cells import CellError, Value
from xlcsp.errors import Problem
from xlcsp.figures import Figure, Source
from xlcsp.periods import PeriodError, Quarter, parse_quarter
from xlcsp.plan import GAP_REASONS, MILESTONES, Series
from xlcsp.returns import layout
from xlcsp.returns.answers import BLANK, Reading, quoted, read_number, read_percentage, read_word
from xlcsp.returns.read import FormRow, ReturnedForm


@dataclass(slots=True)
class Checked:
    """What a return says: figures, and what is wrong or odd in it."""

    figures: list[Figure] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    queries: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A row that is looked at: what it is about, and where its findings go."""

    form: ReturnedForm
    row: FormRow
    series: Series
    quarter: Quarter
    version: int
    into: Checked

    def problem(self, column: str, code: str, found: str, do: str = "", allowed: str = "") -> None:
        self.into.problems.append(self._record(column, code, found, allowed, do))

    def query(self, column: str, code: str, found: str, do: str = "Check it with the provider") -> None:
        self.into.queries.append(self._record(column, code, found, "", do))

    def _record(self, column: str, code: str, found: str, allowed: str, do: str) -> Problem:
        name, where = self.row.sheet.name, self.row.cell(column)
        return Problem(self.form.file, name, where, code, found, allowed, do, self.series.id, str(self.quarter))

    def number(self, column: str, *, whole: bool = True) -> Reading:
        """The number in that column; what is wrong with it becomes a problem."""
        return self._said(column, read_number(self.row.value(column), whole=whole))

    def percentage(self, column: str) -> Reading:
        """The percentage in that column, as a proportion."""
        return self._said(column, read_percentage(self.row.value(column)))

    def _said(self, column: str, reading: Reading) -> Reading:
        if reading.is_wrong:
            self.problem(column, reading.code, reading.found, reading.do)
        elif reading.query:
            self.query(column, "understood" if "text" in reading.query else "fraction", reading.query)
        return reading

    def source(self, column: str) -> Source:
        """Where the row's figure stands."""
        name, where = self.row.sheet.name, self.row.cell(column)
        return Source(self.form.file, name, where, self.form.as_at, self.form.quarter, self.version)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The numbers of a row; ``is_wrong`` when one of its cells holds no answer: then none of them counts."""

    numerator: Fraction | None = None
    denominator: Fraction | None = None
    proportion: Fraction | None = None
    milestone: str = ""
    column: str = layout.FIGURE
    is_wrong: bool = False

    @property
    def is_blank(self) -> bool:
        return self.numerator is None and self.proportion is None and not self.milestone


def check_form(form: ReturnedForm, expected: list[tuple[Series, Quarter]], version: int = 1) -> Checked:
    """The figures of a return. expected: the series its provider reports with it, each with its quarter."""
    into = Checked()
    rows = _match(form, [series for series, _ in expected], into)
    for series, quarter in expected:
        row = rows.get(series.id)
        if row is not None:
            into.figures.append(_figure(_Asked(form, row, series, quarter, version, into)))
            continue
        reason = "Row entered twice" if series.id in rows else "Row missing"
        if series.id not in rows:
            found = f'The row of {series.ref} "{layout.what_to_enter(series)}" is missing'
            into.problems.append(_about(form, "row missing", found, "Restore the row, or send a new form", series))
        source = Source(form.file, layout.RETURN_SHEET, "", form.as_at, form.quarter, version)
        into.figures.append(Figure(series.id, quarter, source, status=kept.MISSING, reason=reason))
    for row in form.earlier:
        _revision(form, row, [series for series, _ in expected], version, into)
    return into


def _about(form: ReturnedForm, code: str, found: str, do: str, series: Series) -> Problem:
    return Problem(form.file, layout.RETURN_SHEET, "", code, found, do=do, series=series.id, quarter=str(form.quarter))


def _match(form: ReturnedForm, expected: list[Series], into: Checked) -> dict[str, FormRow | None]:
    """The row of each series, found by its id, else by its number and label; never by its place."""
    by_id = {series.id.lower(): series for series in expected}
    by_label = {(series.ref, layout.what_to_enter(series).lower()): series for series in expected}
    found: dict[str, list[FormRow]] = {}
    for row in form.rows:
        label = (row.text(layout.NO), row.text(layout.SERIES).lower())
        series = by_id.get(row.text(layout.ROW_ID).lower()) or by_label.get(label)
        if series is not None:
            found.setdefault(series.id, []).append(row)
        elif any(row.value(column) is not None for column in (layout.FIGURE, layout.OUT_OF, layout.PERCENT)):
            words = f"The row {label[0] or quoted(row.text(layout.ROW_ID))} is none of this provider's series"
            where = row.cell(layout.FIGURE)
            do = "Move the figure to its own row, or ask for the form of the right provider"
            into.problems.append(Problem(form.file, row.sheet.name, where, "unknown row", words, do=do))
    return {name: _only(form, name, rows, into) for name, rows in found.items()}


def _only(form: ReturnedForm, name: str, rows: list[FormRow], into: Checked) -> FormRow | None:
    """The one row of a series; None where several are filled differently: then none of them counts."""
    columns = (layout.FIGURE, layout.OUT_OF, layout.PERCENT)
    filled = [row for row in rows if any(row.value(column) is not None for column in columns)]
    if len({tuple(row.value(column) for column in columns) for row in filled}) <= 1:
        return (filled or rows)[0]
    cells = " and ".join(row.cell(layout.FIGURE) for row in filled)
    words = f"The series {name} has two rows with different figures ({cells}); none was taken"
    where = filled[1].cell(layout.FIGURE)
    into.problems.append(
        Problem(form.file, filled[1].sheet.name, where, "row twice", words, do="Delete the wrong one", series=name)
    )
    return None


def _figure(asked: _Asked) -> Figure:
    row = asked.row
    numbers = _numbers(asked)
    status, wrong = read_word(row.value(layout.STATUS), layout.STATUSES)
    if wrong:
        asked.problem(layout.STATUS, "unknown word", wrong, allowed=f"It is one of: {', '.join(layout.STATUSES)}")
    reason = _reason(asked)
    basis, wrong = read_word(row.value(layout.BASIS), (layout.QUARTER_BASIS, layout.TO_DATE_BASIS))
    if wrong and not numbers.is_blank and (asked.series.is_added_up or asked.series.kind == "rate"):
        choices = f"It is {layout.QUARTER_BASIS} or {layout.TO_DATE_BASIS}"
        asked.problem(layout.BASIS, "unknown word", wrong, allowed=choices)
        numbers = _Numbers(is_wrong=True)
    numbers = _against_words(asked, numbers, status, reason)
    commentary = row.value(layout.COMMENTARY)
    if isinstance(commentary, CellError):
        asked.problem(layout.COMMENTARY, "error cell", f"The commentary holds {commentary}", "Enter it as text")
    if numbers.is_blank and not numbers.is_wrong and not reason:
        found = "There is neither a figure nor a reason"
        asked.problem(numbers.column, "blank", found, "Enter the figure, or choose why there is none in column I")
    has_value = not numbers.is_blank
    is_to_date = basis == layout.TO_DATE_BASIS and (asked.series.is_added_up or asked.series.kind == "rate")
    stated = kept.PROVISIONAL if status == layout.PROVISIONAL else kept.PROVIDED
    unreadable = "Figure not readable" if numbers.is_wrong else "No reason given"
    return Figure(
        series=asked.series.id,
        quarter=asked.quarter,
        source=asked.source(numbers.column),
        numerator=numbers.numerator,
        denominator=numbers.denominator,
        proportion=numbers.proportion,
        milestone=numbers.milestone,
        status=stated if has_value else kept.MISSING,
        basis=kept.YEAR_TO_DATE if is_to_date else kept.THIS_QUARTER,
        reason="" if has_value else reason or unreadable,
        commentary="" if isinstance(commentary, CellError) else row.text(layout.COMMENTARY),
    )


def _reason(asked: _Asked) -> str:
    """The reason for a gap: one of the list, or the provider's own words."""
    value: Value = asked.row.value(layout.REASON)
    if isinstance(value, CellError):
        asked.problem(layout.REASON, "error cell", f"The cell holds {value}", "Choose the reason from the list")
        return ""
    word, _ = read_word(value, GAP_REASONS)
    return word or asked.row.text(layout.REASON)


def _against_words(asked: _Asked, numbers: _Numbers, status: str, reason: str) -> _Numbers:
    """Numbers that contradict the words beside them. A zero with a reason for a gap is not taken as zero."""
    if numbers.is_blank:
        return numbers
    if status == layout.NO_FIGURE or (reason and numbers.numerator == 0):
        beside = f'the status "{status}"' if status == layout.NO_FIGURE else f'the reason "{reason}"'
        found = f"There is a figure and {beside}; the figure was not taken"
        asked.problem(numbers.column, "figure and gap", found, "Remove the one that is wrong")
        return _Numbers(is_wrong=True)
    if reason:
        asked.query(layout.REASON, "figure and reason", f'There is a figure and a reason for none ("{reason}")')
    return numbers


def _numbers(asked: _Asked) -> _Numbers:
    series = asked.series
    if series.kind == "milestone":
        status, wrong = read_word(asked.row.value(layout.FIGURE), tuple(MILESTONES))
        if wrong:
            asked.problem(layout.FIGURE, "unknown word", wrong, allowed=f"It is one of: {', '.join(MILESTONES)}")
        return _Numbers(milestone=status, is_wrong=bool(wrong))
    if series.kind == "percentage":
        share = asked.percentage(layout.PERCENT)
        return _Numbers(proportion=share.value, column=layout.PERCENT, is_wrong=share.is_wrong)
    if series.kind in ("rate", "per population"):
        return _pair(asked, layout.FIGURE, layout.OUT_OF, layout.PERCENT)
    number = asked.number(layout.FIGURE, whole=series.kind != "snapshot")
    return _Numbers(number.value, is_wrong=number.is_wrong)


def _pair(asked: _Asked, figure: str, out_of: str, percent: str) -> _Numbers:
    """N of m, or the percentage alone where they are not known."""
    is_rate = asked.series.kind == "rate"
    above, below = asked.number(figure), asked.number(out_of)
    share = asked.percentage(percent) if is_rate else BLANK
    if above.is_wrong or below.is_wrong or share.is_wrong:
        return _Numbers(is_wrong=True)
    n, m = above.value, below.value
    if n is None and m is None:
        return _Numbers(proportion=share.value, column=percent if share.value is not None else figure)
    if n is None or m is None:
        column = figure if n is None else out_of
        asked.problem(column, "half a pair", f'"{column}" is blank beside its other half', "Enter both, or the % alone")
        return _Numbers(is_wrong=True)
    if is_rate and n > m:
        asked.problem(figure, "n above m", f"{n} out of {m} is not possible", "Enter how many, out of how many")
        return _Numbers(is_wrong=True)
    if share.value is not None and m and abs(n / m - share.value) > Fraction(1, 200):
        asked.query(
            percent, "percentage differs", f"{n} out of {m} is not {float(share.value * 100):g} %; {n}/{m} taken"
        )
    return _Numbers(n, m, column=figure)


def _revision(form: ReturnedForm, row: FormRow, expected: list[Series], version: int, into: Checked) -> None:
    """An earlier quarter's new figure, where it differs from what was last reported. A blank changes nothing."""
    new = (layout.NEW_FIGURE, layout.NEW_OUT_OF, layout.NEW_PERCENT)
    if all(row.value(column) in (None, "–") for column in new):
        return
    series = next((one for one in expected if one.id.lower() == row.text(layout.ROW_ID).lower()), None)
    if series is None:
        words = f"The row {quoted(row.text(layout.ROW_ID))} is none of this provider's series"
        cell = row.cell(layout.NEW_FIGURE)
        into.problems.append(
            Problem(form.file, row.sheet.name, cell, "unknown row", words, do="Use the form's own rows")
        )
        return
    try:
        quarter = parse_quarter(row.value(layout.FOR_QUARTER))
    except PeriodError as error:
        asked = _Asked(form, row, series, form.quarter or Quarter(0, 1), version, into)
        asked.problem(layout.FOR_QUARTER, "no quarter", str(error))
        return
    asked = _Asked(form, row, series, quarter, version, into)
    if form.quarter is None or quarter >= form.quarter or quarter.start != form.quarter.start:
        asked.problem(layout.FOR_QUARTER, "wrong quarter", f"{quarter} is no earlier quarter of this form's year")
        return
    numbers = _revised_numbers(asked)
    if numbers.is_wrong or numbers.is_blank or _is_last_reported(row, series, numbers):
        return
    into.figures.append(
        Figure(
            series=series.id,
            quarter=quarter,
            source=asked.source(numbers.column),
            numerator=numbers.numerator,
            denominator=numbers.denominator,
            proportion=numbers.proportion,
            milestone=numbers.milestone,
            basis=kept.YEAR_TO_DATE if kept.YEAR_TO_DATE in row.text(layout.FOR_QUARTER) else kept.THIS_QUARTER,
            reason=row.text(layout.WHY),
            restates=True,
        )
    )


def _revised_numbers(asked: _Asked) -> _Numbers:
    series = asked.series
    if series.kind == "milestone":
        status, wrong = read_word(asked.row.value(layout.NEW_FIGURE), tuple(MILESTONES))
        if wrong:
            asked.problem(layout.NEW_FIGURE, "unknown word", wrong)
        return _Numbers(milestone=status, column=layout.NEW_FIGURE, is_wrong=bool(wrong))
    if series.kind == "percentage":
        share = asked.percentage(layout.NEW_PERCENT)
        return _Numbers(proportion=share.value, column=layout.NEW_PERCENT, is_wrong=share.is_wrong)
    if series.kind in ("rate", "per population"):
        return _pair(asked, layout.NEW_FIGURE, layout.NEW_OUT_OF, layout.NEW_PERCENT)
    number = asked.number(layout.NEW_FIGURE, whole=series.kind != "snapshot")
    return _Numbers(number.value, column=layout.NEW_FIGURE, is_wrong=number.is_wrong)


def _is_last_reported(row: FormRow, series: Series, numbers: _Numbers) -> bool:
    if series.kind == "milestone":
        return row.text(layout.LAST_FIGURE) == numbers.milestone
    last = tuple(
        read(row.value(column)).value if row.text(column) not in ("–", layout.NOT_REPORTED) else None
        for column, read in (
            (layout.LAST_FIGURE, lambda value: read_number(value, whole=False)),
            (layout.LAST_OUT_OF, lambda value: read_number(value, whole=False)),
            (layout.LAST_PERCENT, read_percentage),
        )
    )
    return last == (numbers.numerator, numbers.denominator, numbers.proportion)
