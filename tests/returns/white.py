"""A form's white columns compared with what the report makes of the same form: collected, checked and assessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from tests.returns.forms import START, random_form
from xlcsp.domain.figures import YEAR_TO_DATE, Figure
from xlcsp.domain.numbers import rounded
from xlcsp.domain.periods import Quarter, months_of
from xlcsp.domain.plan import Series, plan_of
from xlcsp.forms.columns import returned
from xlcsp.forms.layout import NO_FIGURE, RETURN_SHEET, TO_DATE_BASIS, Answer, Form
from xlcsp.forms.rows import FIRST_ROW
from xlcsp.forms.write import write_form
from xlcsp.measures.assess import assess
from xlcsp.measures.observed import observe
from xlcsp.measures.projection import exact_projection
from xlcsp.planbook import Master
from xlcsp.returns.collect import Collection, collect
from xlcsp.returns.issue import form_for

PROVIDER = "Police"
WHITE = ("to_date", "last_year", "variance", "variance_pct", "straight_line", "rag")
_NO_FIGURE = ("blank", "no reason")
AS_TYPED = ("understood", "fraction")  # queries on how a figure was typed
_TO_DATE = "perhaps year to date"


def issued(seed: int, folder: Path) -> tuple[Master, Form]:
    """A partnership with random series, the earlier quarters of its year in; its form, and what will be filled in."""
    filled = _by_month(random_form(seed))
    plan = [replace(series, provider=PROVIDER, name=f"Line {series.id}") for series, _ in filled.rows]
    settings = next((known.settings for known in filled.known.values() if known.settings), None)
    assert settings is not None
    history = {name: known.history for name, known in filled.known.items()}
    master = Master(folder / "master.xlsx", plan_of(plan), history, settings, (), ())
    reported = {(line.series.id, line.quarter): line.figure for line in filled.earlier}
    for number in range(1, filled.quarter.number):
        _report(master, Quarter(START, number), reported)
    figures = collect(master, filled.quarter.plus(-1)).figures if filled.quarter.number > 1 else {}
    form = form_for(master, PROVIDER, filled.quarter, figures, date(2014, 7, 1))
    form = replace(form, answers=filled.answers, revised=filled.revised)
    return master, replace(form, as_at=date(2015, 5, 1), signed_by="Lead", signed=date(2015, 5, 2))


def _by_month(form: Form) -> Form:
    """The form with each fourth of its series by month: what is entered, and what is revised."""
    monthly = {
        series.id: replace(series, frequency="monthly")
        for place, (series, _) in enumerate(form.rows)
        if place % 4 == 1 and series.frequency == "quarterly" and not series.kind.has_status
    }
    answers = {name: _months(answer) if name in monthly else answer for name, answer in form.answers.items()}
    revised = {
        (name, months_of(period)[1] if name in monthly and isinstance(period, Quarter) else period): new
        for (name, period), new in form.revised.items()
    }
    rows = tuple((monthly.get(series.id, series), own) for series, own in form.rows)
    earlier = tuple(line._replace(series=monthly.get(line.series.id, line.series)) for line in form.earlier)
    return replace(form, rows=rows, earlier=earlier, answers=answers, revised=revised)


def _months(answer: Answer) -> Answer:
    """What is entered for the quarter as what is entered for each month; of figures in fives the second is missing."""
    figure = answer.percentage if answer.figure is None else answer.figure
    is_part = isinstance(figure, int | float) and figure % 5 == 0 and figure > 0
    first = Answer(status=answer.status, reason=answer.reason, commentary=answer.commentary)
    second = None if is_part else figure
    below = answer.out_of
    return replace(
        first, month_1=figure, month_2=second, month_3=figure,
        month_1_of=below, month_2_of=None if is_part else below, month_3_of=below,
    )  # fmt: skip


def return_path(master: Master, quarter: Quarter) -> Path:
    """Where the provider's return of the quarter lies."""
    path = master.path.parent / "returns" / quarter.folder / "Police.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _report(master: Master, quarter: Quarter, reported: dict[tuple[str, Quarter], Figure | None]) -> None:
    """Sends the return of an earlier quarter."""
    figures = collect(master, quarter.plus(-1)).figures if quarter.number > 1 else {}
    form = form_for(master, PROVIDER, quarter, figures, date(2014, 7, 1))
    answers = {series.id: _answer(reported.get((series.id, own))) for series, own in form.rows}
    monthly = {series.id for series, _ in form.rows if series.is_monthly}
    answers = {name: _months(answer) if name in monthly else answer for name, answer in answers.items()}
    day = quarter.last_day
    write_form(replace(form, answers=answers, as_at=day, signed_by="Lead", signed=day), return_path(master, quarter))


def _answer(figure: Figure | None) -> Answer:
    if figure is None or not figure.has_value:
        return Answer(status=NO_FIGURE, reason="Staff change")
    return Answer(
        figure=_plain(figure.numerator),
        out_of=_plain(figure.denominator),  # type: ignore[arg-type]
        percentage=_plain(figure.proportion * 100 if figure.proportion is not None else None),
        milestone=figure.milestone,
        basis=TO_DATE_BASIS if figure.basis == YEAR_TO_DATE else "",
        status="Provided",
    )


def _plain(value: Fraction | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def said(path: Path, form: Form) -> dict[str, dict[str, Any]]:
    """What the white columns of a form say of each series, as the file holds it."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(RETURN_SHEET).to_python(skip_empty_area=False)
    keys = [column.key for column in returned(form)]
    return {
        series.id: dict(zip(keys, rows[index], strict=False))
        for index, (series, _) in enumerate(form.rows, FIRST_ROW + 1)
    }


def reported(series: Series, master: Master, found: Collection) -> dict[str, Any]:
    """What the report makes of the series: as the white columns are to have it; None where they need not say it."""
    observed = observe(series, found.figures.get(series.id, {}), frozenset(), found.quarter)
    history = master.history.get(series.id, ())
    told = assess(observed, history, master.settings, found.quarter, found.data_date)
    scale = 100 if series.is_proportion else 1
    line = None
    if series.projection != "none" and series.kind.has_year_to_date:
        line = exact_projection(observed.year, method="straight line").value
    return {
        "to_date": told.to_date,
        "last_year": told.comparators.alike_to_date,
        "variance": told.variance * scale if told.variance is not None else None,
        "variance_pct": told.variance_pct and (told.variance_pct if rounded(told.variance_pct, 3) else Fraction(0)),
        "straight_line": line if told.to_date is not None else None,
        "rag": told.rag,
    }


def differences(master: Master, form: Form, path: Path) -> tuple[list[tuple[object, ...]], set[tuple[str, str]]]:
    """Where form and report do not agree; and the kinds and RAGs that were compared."""
    found = collect(master, form.quarter)
    wrong = {
        one.series
        for one in found.problems
        if one.file == f"{form.quarter.folder}/{path.name}" and one.sheet == RETURN_SHEET and one.code not in _NO_FIGURE
    }
    wrong |= {one.series for one in found.queries if one.code in AS_TYPED and one.sheet == RETURN_SHEET}
    differ: list[tuple[object, ...]] = []
    seen = set()
    for series, _ in form.rows:
        white = said(path, form)[series.id]
        if (white["ready"] == "Check the figure") != (series.id in wrong):
            differ.append((series.id, series.kind.word, "ready", white["ready"], white["sentence"], series.id in wrong))
        if white["ready"] in ("Check the figure", "Fill in", "Say why") or series.id in wrong:
            continue
        asked = next((one for one in found.queries if (one.code, one.series) == (_TO_DATE, series.id)), None)
        words = f"{asked.found}. {asked.do}.".removeprefix(f"{series.ref}: ") if asked else ""
        if (white["ready"] == "Year to date?", white["sentence"].startswith(words)) != (asked is not None, True):
            differ.append((series.id, series.kind.word, "year to date", white["ready"], white["sentence"], words))
        if asked:
            seen.add((series.kind.word, "Year to date?"))
        expected = reported(series, master, found)
        seen.add((series.kind.word, white["rag"]))
        differ += [
            (series.id, series.kind.word, key, white[key], expected[key])
            for key in WHITE
            if not _agree(key, white[key], expected[key], series)
        ]
    return differ, seen


def _agree(key: str, shown: Any, value: Any, series: Series) -> bool:
    if key == "rag":
        return shown in ("–", value)
    if series.kind.has_status:
        return True
    if isinstance(shown, int | float):
        return value is not None and abs(Fraction(shown) - value) <= abs(value) * Fraction(1, 10**12)
    return value is None
