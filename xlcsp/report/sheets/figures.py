"""The sheet of figures: each with its state and the cells of the return that its numbers come from."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xlcsp.domain.figures import CONFIRMED, Figure
from xlcsp.domain.gaps import reason_in_sentence
from xlcsp.domain.numbers import in_full, is_money, places_of
from xlcsp.domain.per import whom_in_plural
from xlcsp.domain.places import places, sources_of
from xlcsp.domain.plan import FREQUENCIES, Series
from xlcsp.domain.slots import CONTAINED, GAP, Slot
from xlcsp.domain.years import year_from
from xlcsp.forms.columns import RETURN
from xlcsp.measures.numbers import number
from xlcsp.report.figure import not_asked_words
from xlcsp.report.model import Report, SeriesReport
from xlcsp.report.sheets.grid import Value
from xlcsp.report.sheets.part import Styled, list_part
from xlcsp.report.sheets.styles import number_style


def _figures(report: Report) -> Iterator[Styled]:
    for line in report.series:
        for slot in line.slots:
            is_asked = slot.quarter.number in FREQUENCIES[line.series.frequency]
            if is_asked and slot.quarter <= report.quarter:
                yield _row(line, slot)


def _row(line: SeriesReport, slot: Slot) -> Styled:
    series, index = line.series, slot.quarter.number - 1
    share = slot.proportion(series.kind) if series.is_proportion else None
    is_pair = slot.denominator is not None or not series.is_proportion
    own = slot.value if is_pair else None
    last = year_from(line.history, slot.quarter.start - 1)
    before = last.quarters[index] if last else None
    where = ""
    if last and before is not None:
        where = last.came_from[index] or last.place(index + 1)
    stands = _places(series, slot)
    values: tuple[Value, ...] = (
        series.ref,
        series.title,
        str(slot.quarter),
        slot.milestone or number(own) if own is not None or slot.milestone or slot.state != GAP else "[x]",
        number(slot.denominator),
        number(share),
        "; ".join([not_asked_words(line, slot) or _state(slot, series.unit), *_beside(slot.figure)]),
        "\n".join(file for file, _ in stands),
        "\n".join(cells for _, cells in stands),
        slot.figure.source.as_at if slot.figure else None,
        float(before) if before is not None else None,
        where,
    )
    past = Fraction(before) if before is not None else None
    styles = (
        "strong",
        "text",
        "text",
        recorded_style(series, own),
        recorded_style(series, slot.denominator, is_below=True),
        "percent",
        *["text"] * 3,
        "day",
        "percent" if series.kind.is_bare_percentage else recorded_style(series, past),
        "text",
    )
    return values, styles


def recorded_style(series: Series, value: Fraction | None, *, is_below: bool = False) -> str:
    """The style of a number as it was entered: amounts as everywhere in the report, n and m with their own decimals."""
    is_value = series.kind.takes_decimals and not series.kind.has_denominator
    if value is not None and not is_below and (is_value or is_money(series.unit)):
        return number_style(series, value)
    if value is None or value.denominator == 1:
        return "number"
    places = places_of(value, series.decimals)
    return f"decimal {places}" if places > series.decimals else "decimal"


def _places(series: Series, slot: Slot) -> list[tuple[str, str]]:
    """Where the numbers come from: the files, and the cells in each."""
    by_file = places(sources_of(slot.figure)) if slot.figure else []
    is_of_plan = series.residents is not None and slot.denominator is not None
    whom = whom_in_plural(series.kind.per, series.kind.whom) or "number"
    return [(file, f"{cells} ({whom}: the plan)" if is_of_plan else cells) for file, cells in by_file]


def _beside(figure: Figure | None) -> Iterator[str]:
    """The entries in columns of the form that have no rule of their own."""
    for key, value in figure.others if figure else ():
        if value is None:
            continue
        column = RETURN[key]
        is_percent = column.form == "percent"
        number_of = value * (100 if is_percent else 1) if isinstance(value, Fraction) else None
        text = str(value) if number_of is None else in_full(number_of) + ("%" if is_percent else "")
        yield f"{column.heading}: {text}"


def _state(slot: Slot, unit: str) -> str:
    figure = slot.figure
    if slot.state is GAP:
        return f"missing: {reason_in_sentence(figure.reason) if figure and figure.reason else 'no return'}"
    if slot.state is CONTAINED:
        return "contained in a later year to date"
    words = [figure.status if figure else ""]
    if figure is not None and figure.basis == "year to date":
        total = "" if figure.numerator is None else f"{in_full(figure.numerator, unit)} "
        words.append(f"from a year to date {total}".strip())
    if figure is not None and figure.basis == CONFIRMED:
        words.append("the quarter's alone, as its provider confirms")
    return " ".join([", ".join(words), *slot.marks]).strip()


FIGURES = list_part(
    "Figures",
    "Every figure and the cells it came from.",
    {
        "No": 6, "Measure": 50, "Quarter": 13, "Figure": 10, "Out of": 9, "%": 9, "State": 28, "Source file": 38,
        "Sheet and cell": 23, "Data as at": 14, "Last year": 10, "Source": 14,
    },
    _figures,
    purpose="Every figure and the cell of the return it came from",
)  # fmt: skip
