"""The partnership's own corrections, applied after the returns; one whose old value no longer holds is a problem."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import replace
from fractions import Fraction

from xlcsp.domain import figures as kept
from xlcsp.domain.figures import Correction, Figure, Revision, Source
from xlcsp.domain.kinds import Asks
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import MILESTONES, Series
from xlcsp.errors import Problem
from xlcsp.measures.numbers import number
from xlcsp.planbook import Master
from xlcsp.returns.answers import read_number, read_percentage

CORRECTED = "correction"
FIELDS_OF = {
    Asks.NUMBER: ("numerator",),
    Asks.PAIR: ("numerator", "denominator", "percentage"),
    Asks.RESIDENTS: ("numerator", "denominator"),
    Asks.PERCENTAGE: ("percentage",),
    Asks.STATUS: ("status",),
}
_NUMBERS = {"numerator": "numerator", "denominator": "denominator", "percentage": "proportion"}


def apply_corrections(
    master: Master,
    quarter: Quarter,
    figures: MutableMapping[str, dict[Quarter, Figure]],
    revisions: list[Revision],
    problems: list[Problem],
) -> None:
    """Applies the rows of *Corrections* up to the quarter, in their order."""
    for one in master.corrections:
        if one.quarter.start != quarter.start or one.quarter > quarter:
            continue
        held = figures.setdefault(one.series, {}).get(one.quarter) or _nothing(one)
        problem = _does_not_match(master, one, held)
        new = None if problem else _corrected(master, one, held)
        if new is None:
            problems.append(problem or _unusable(master, one))
            continue
        figures[one.series][one.quarter] = new
        revisions.append(Revision(one.series, one.quarter, held, new, CORRECTED))


def corrections_of_other_years(master: Master, quarter: Quarter) -> list[Problem]:
    """Queries for corrections that no report of this year applies."""
    return [
        Problem(
            master.path.name, "Corrections", one.cell, "other year", f"The correction is of {one.quarter}; not applied",
            "", "Correct the sheet History instead, or the year", one.series, str(one.quarter),
        )
        for one in master.corrections
        if one.quarter.start != quarter.start
    ]  # fmt: skip


def _nothing(one: Correction) -> Figure:
    return Figure(one.series, one.quarter, Source("", "", ""), status=kept.MISSING)


def current_text(figure: Figure, field: str) -> str:
    """A field of a figure as *Corrections* writes it; percentages 0 to 100."""
    if field == "status":
        return figure.milestone
    if field in ("reason", "commentary"):
        return str(getattr(figure, field))
    value: Fraction | None = getattr(figure, _NUMBERS[field])
    shown = number(value * 100 if field == "percentage" and value is not None else value)
    return "" if shown is None else str(shown)


def _does_not_match(master: Master, one: Correction, held: Figure) -> Problem | None:
    now = current_text(held, one.field)
    if _read(one.old, one.field) == _read(now, one.field):
        return None
    found = f'The {one.field} of {one.series} in {one.quarter} is now "{now}", not "{one.old}"; it was not corrected'
    do = "Check whether the correction is still needed; remove the row or bring its old value up to date"
    return Problem(master.path.name, "Corrections", one.cell, "correction", found, do=do, series=one.series)


def _corrected(master: Master, one: Correction, held: Figure) -> Figure | None:
    """The figure after the correction; None where the field does not fit the series or the value the field."""
    series = next(series for series in master.plan.series if series.id == one.series)
    new = _read(one.new, one.field)
    source = Source(master.path.name, "Corrections", one.cell, one.when, one.quarter)
    if one.field in ("reason", "commentary"):
        changed = {"reason": one.new} if one.field == "reason" else {"commentary": one.new}
        return replace(held, **changed)  # type: ignore[arg-type]
    if one.field not in FIELDS_OF[series.kind.asks]:
        return None
    if one.field == "status":
        word = next((word for word in MILESTONES if word.lower() == one.new.lower()), None)
        return replace(held, milestone=word, source=source, corrected=True, status=kept.PROVIDED) if word else None
    value = new if isinstance(new, Fraction) else None
    figure = replace(held, **{_NUMBERS[one.field]: value}, source=source, corrected=True)  # type: ignore[arg-type]
    has_pair = held.numerator is not None or held.denominator is not None
    if (one.new and value is None) or (one.field == "percentage" and has_pair) or not _is_possible(series, figure):
        return None  # no number; n of m, which would still count; or what the series cannot have
    reason = "" if figure.has_value else one.reason
    return replace(figure, status=kept.PROVIDED if figure.has_value else kept.MISSING, reason=reason)


def _is_possible(series: Series, figure: Figure) -> bool:
    """Whether a series of that kind can have the figure: whole where it counts, n at most m."""
    n, m = figure.numerator, figure.denominator
    is_whole = all(value is None or value.denominator == 1 for value in (n, m))
    if not is_whole and (series.kind.is_counted or series.kind.is_pair):
        return False
    return not (series.kind.is_pair and n is not None and m is not None and n > m)


def _read(text: str, field: str) -> Fraction | str | None:
    if field not in _NUMBERS:
        return text.strip()
    reading = read_percentage(text or None) if field == "percentage" else read_number(text or None, whole=False)
    return text.strip() if reading.is_wrong else reading.value


def _unusable(master: Master, one: Correction) -> Problem:
    found = f'{one.series} cannot have the {one.field} "{one.new}"; nothing was corrected'
    do = "Enter a field and a value that the series can have (percentages as 0 to 100)"
    return Problem(master.path.name, "Corrections", one.cell, "correction", found, do=do, series=one.series)
