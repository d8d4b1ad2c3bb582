"""The partnership's own corrections, applied after the returns. A wrong old value is a problem."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import replace
from fractions import Fraction

from xlcsp.domain import figures as kept
from xlcsp.domain.figures import SCHEDULED, Correction, Figure, MonthFigure, Revision, Source
from xlcsp.domain.kinds import Asks, Kind
from xlcsp.domain.months import with_months
from xlcsp.domain.periods import Month, Quarter, months_of
from xlcsp.domain.plan import MILESTONES, Series
from xlcsp.errors import Problem
from xlcsp.measures.numbers import listed, number
from xlcsp.planbook import Master
from xlcsp.returns.answers import read_number, read_percentage
from xlcsp.returns.asked import LastReported
from xlcsp.returns.check import OWN_REASONS

CORRECTED = "correction"
WORDS = ("reason", "commentary")
FIELDS_OF = {
    Asks.NUMBER: ("figure",),
    Asks.PAIR: ("figure", "out of", "percentage"),
    Asks.BOTH: ("figure", "out of"),
    Asks.RESIDENTS: ("figure", "out of"),
    Asks.PERCENTAGE: ("percentage",),
    Asks.STATUS: ("status",),
}
_NUMBERS = {"figure": "numerator", "out of": "denominator", "percentage": "proportion"}


def apply_corrections(
    master: Master,
    quarter: Quarter,
    figures: MutableMapping[str, dict[Quarter, Figure]],
    revisions: list[Revision],
    problems: list[Problem],
    last_reported: Sequence[tuple[str, LastReported]] = (),
) -> None:
    """Applies the rows of *Corrections* up to the quarter in order, those of one figure together.

    last_reported: what forms, each by its file, show as last reported: where that is the corrected figure, the
    correction was there before the form revised it.
    """
    plan = {series.id: series for series in master.plan.series}
    for together in _together(master, quarter):
        first = together[0]
        if _came_before(master, plan[first.series], together, revisions, last_reported):
            continue
        whole = figures.setdefault(first.series, {}).get(first.quarter) or _nothing(first)
        wrong = [_not_of_the(plan[first.series], master, one) for one in together]
        problems += [problem for problem in wrong if problem]
        held = _held(whole, first.month)
        usable = (one for one, problem in zip(together, wrong, strict=True) if problem is None)
        rows = [one for one in usable if not (one.field == "reason" and not one.old and held.has_value)]  # it has come
        told = {one: _does_not_match(master, one, held) for one in rows}
        problems += [problem for problem in told.values() if problem]
        kept_rows = [one for one, problem in told.items() if not problem]
        new, unusable = _corrected(master, kept_rows, held)
        problems += [_unusable(master, one) for one in unusable]
        if first.month is not None:
            new = _with_month(plan[first.series].kind, whole, new, first.month) if new != held else whole
        is_settled = any(one.field not in WORDS and one not in unusable for one in kept_rows)
        if is_settled and new.status == kept.PROVISIONAL:  # its old figure is its new one: nothing else changes
            new = replace(new, status=kept.PROVIDED)
        figures[first.series][first.quarter] = new
        if new.content != whole.content:
            revisions.append(Revision(first.series, first.quarter, whole, new, CORRECTED))


def _came_before(
    master: Master,
    series: Series,
    rows: Sequence[Correction],
    revisions: list[Revision],
    last_reported: Sequence[tuple[str, LastReported]],
) -> bool:
    """Whether a later form shows the corrected figure as last reported, and revises it: then both are revisions."""
    for at, one in enumerate(revisions):
        if (one.series, one.quarter, one.kind == CORRECTED) != (series.id, rows[0].quarter, False):
            continue
        old, now = (_held(each, rows[0].month) for each in (one.old, one.new))
        if old.content == now.content:  # another month changed
            continue
        new = _as_corrected(master, series, rows, one.old)
        shown = (last for file, last in last_reported if file == one.new.source.file)
        place = one.series, one.quarter, rows[0].month
        if new is not None and any(
            (last.series, last.quarter, last.month) == place and last.is_of(new) for last in shown
        ):
            before = Revision(one.series, one.quarter, one.old, new, CORRECTED)
            kind = SCHEDULED if one.is_supplied and new.has_value else one.kind
            revisions[at : at + 1] = [before, replace(one, old=new, kind=kind)]
            return True
    return False


def _as_corrected(master: Master, series: Series, rows: Sequence[Correction], whole: Figure) -> Figure | None:
    """The figure with these corrections; None if one of them is not of this figure."""
    month = rows[0].month
    held = _held(whole, month)
    if any(_not_of_the(series, master, one) or _does_not_match(master, one, held) for one in rows):
        return None
    new, unusable = _corrected(master, rows, held)
    if unusable or new.content == held.content:
        return None
    return new if month is None else _with_month(series.kind, whole, new, month)


def _not_of_the(series: Series, master: Master, one: Correction) -> Problem | None:
    """Reports a correction of a quarter that its months make, or of a month of a series without months."""
    if one.field in WORDS or series.is_monthly == (one.month is not None):
        return None
    found = f"{one.series} has no months; nothing was corrected"
    do = f"Enter {one.quarter.short} in the column quarter"
    if series.is_monthly:
        names = listed(month.name for month in months_of(one.quarter))
        found = f"{one.quarter} of {one.series} is worked out from its months; nothing was corrected"
        do = f"Enter the month that is wrong ({names}) in the column quarter, and its old and new figure"
    return Problem(master.path.name, "Corrections", one.cell, "correction", found, do=do, series=one.series)


def _held(whole: Figure, month: Month | None) -> Figure:
    """What a row corrects: the quarter's figure, or that of its month."""
    return whole if month is None else _of_month(whole, month)


def _of_month(whole: Figure, month: Month) -> Figure:
    """A month of the quarter as a figure of its own."""
    one = next((one for one in whole.months if one.month == month), None)
    if one is None:
        return Figure(whole.series, whole.quarter, Source("", "", ""), status=kept.MISSING)
    n, m, share = one.content
    return Figure(whole.series, whole.quarter, one.source, n, m, share, other_sources=one.other_sources)


def _with_month(kind: Kind, whole: Figure, new: Figure, month: Month) -> Figure:
    """The quarter with that month."""
    others = [one for one in whole.months if one.month != month]
    own = MonthFigure(month, new.numerator, new.denominator, new.proportion, new.source, new.other_sources)
    base = replace(whole, source=new.source, corrected=True, status=kept.PROVIDED, reason="", restates=False)
    return with_months(kind, base, [*others, own] if new.has_value else others).with_words_of(whole)


def _together(master: Master, quarter: Quarter) -> Iterator[list[Correction]]:
    """The rows up to the quarter; rows for different fields of one figure form one correction."""
    open_rows: dict[tuple[str, Quarter | Month], list[Correction]] = {}
    found: list[list[Correction]] = []
    for one in master.corrections:
        if not _is_of_year(master, one, quarter) or one.quarter > quarter:
            continue
        rows = open_rows.get((one.series, one.period))
        if rows is None or one.field in {other.field for other in rows}:
            rows = open_rows[one.series, one.period] = []
            found.append(rows)
        rows.append(one)
    return iter(found)


def corrections_of_other_years(master: Master, quarter: Quarter) -> list[Problem]:
    """Queries for corrections that no report of this year applies."""
    return [
        Problem(
            master.path.name, "Corrections", one.cell, "other year", f"The correction is of {one.quarter}; not applied",
            "", "Correct the sheet History instead, or the year", one.series, str(one.quarter),
        )
        for one in master.corrections
        if not _is_of_year(master, one, quarter)
    ]  # fmt: skip


def _is_of_year(master: Master, one: Correction, quarter: Quarter) -> bool:
    """Whether its figure comes with a return of the year, including late figures of the year before."""
    series = next((series for series in master.plan.series if series.id == one.series), None)
    later = one.quarter.start + 1 if series is not None and series.is_late(one.quarter) else one.quarter.start
    return quarter.start in (one.quarter.start, later)


def _nothing(one: Correction) -> Figure:
    return Figure(one.series, one.quarter, Source("", "", ""), status=kept.MISSING)


def current_text(figure: Figure, field: str) -> str:
    """A field of a figure as *Corrections* writes it; percentages 0 to 100."""
    if field == "status":
        return figure.milestone
    if field in WORDS:
        return str(getattr(figure, field))
    value: Fraction | None = getattr(figure, _NUMBERS[field])
    shown = number(value * 100 if field == "percentage" and value is not None else value)
    return "" if shown is None else str(shown)


def holds(figure: Figure, one: Correction) -> bool:
    """Whether the figure is now what the row makes it."""
    return _read(one.new, one.field) == _read(current_text(_held(figure, one.month), one.field), one.field)


def _does_not_match(master: Master, one: Correction, held: Figure) -> Problem | None:
    now = current_text(held, one.field)
    if _read(one.old, one.field) == _read(now, one.field):
        return None
    if one.field == "reason" and not one.old and now in OWN_REASONS:
        return None
    found = f'The {one.field} of {one.series} in {one.period} is now "{now}", not "{one.old}"; it was not corrected'
    do = "Check whether the correction is still needed; remove the row or bring its old value up to date"
    return Problem(master.path.name, "Corrections", one.cell, "correction", found, do=do, series=one.series)


def _corrected(master: Master, rows: Sequence[Correction], held: Figure) -> tuple[Figure, list[Correction]]:
    """The figure after its correction, and the rows that do not fit; if there are any, the figure stays as it was."""
    if not rows:
        return held, []
    series = next(series for series in master.plan.series if series.id == rows[0].series)
    new, unusable = held, []
    for one in rows:
        step = _changed(series, one, new)
        new = step or new
        unusable += [] if step else [one]
    if new.content == held.content:
        return new, unusable
    if not _is_possible(series, new):
        return held, list(rows)
    last = next(one for one in reversed(rows) if one not in unusable and one.field not in WORDS)
    source, *others = [
        Source(master.path.name, "Corrections", one.cell, one.when, one.quarter)
        for one in (last, *(one for one in rows if one not in (last, *unusable) and one.field not in WORDS))
    ]
    has_value = new.has_value
    new = replace(
        new,
        source=source,
        corrected=True,
        status=kept.PROVIDED if has_value else kept.MISSING,
        reason="" if has_value else last.reason,
        other_sources=(*others, *_uncorrected(held, {one.field for one in rows if one not in unusable})),
    )
    return (new if _is_reworded(rows) else new.with_words_of(held)), unusable


def _uncorrected(held: Figure, fields: set[str]) -> Iterator[Source]:
    """The source of the number that was not corrected."""
    if "figure" not in fields and held.numerator is not None:
        yield held.source
    if "out of" not in fields:
        yield from held.other_sources


def _is_reworded(rows: Sequence[Correction]) -> bool:
    return any(one.field == "commentary" for one in rows)


def _changed(series: Series, one: Correction, held: Figure) -> Figure | None:
    """The figure with one field changed; None if the field does not fit the series, or the value the field."""
    if one.field == "reason":
        return replace(held, reason=one.new)
    if one.field == "commentary":
        return replace(held, commentary=one.new, written_of="")
    if one.field not in FIELDS_OF[series.kind.asks]:
        return None
    if one.field == "status":
        word = next((word for word in MILESTONES if word.lower() == one.new.lower()), None)
        return replace(held, milestone=word) if word else None
    new = _read(one.new, one.field)
    value = new if isinstance(new, Fraction) else None
    has_pair = held.numerator is not None or held.denominator is not None
    if (one.new and value is None) or (one.field == "percentage" and has_pair):
        return None  # not a number; or n of m, which would still count
    return replace(held, **{_NUMBERS[one.field]: value})  # type: ignore[arg-type]


def _is_possible(series: Series, figure: Figure) -> bool:
    """Whether a series of that kind can have the figure: whole if it is a count, n at most m."""
    n, m = figure.numerator, figure.denominator
    is_whole = all(value is None or value.denominator == 1 for value in (n, m))
    if not is_whole and not series.kind.takes_decimals:
        return False
    return not (series.kind.is_part and n is not None and m is not None and n > m)


def _read(text: str, field: str) -> Fraction | str | None:
    if field not in _NUMBERS:
        return text.strip()
    reading = read_percentage(text or None) if field == "percentage" else read_number(text or None, whole=False)
    return text.strip() if reading.is_wrong else reading.value


def _unusable(master: Master, one: Correction) -> Problem:
    found = f'{one.series} cannot have the {one.field} "{one.new}"; nothing was corrected'
    do = "Enter a field and a value that the series can have (percentages as 0 to 100)"
    return Problem(master.path.name, "Corrections", one.cell, "correction", found, do=do, series=one.series)
