"""The decimals of a form's numbers: those of the report by the figures known; what is typed can ask for more.

Also the number formats of what was reported before, which is shown in full, so that it can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from xlcsp.domain.numbers import MOST_PLACES, PENCE, POUND, THOUSAND, is_money, number_format, places_of
from xlcsp.domain.periods import QUARTERS
from xlcsp.domain.plan import Series
from xlcsp.domain.years import year_from
from xlcsp.forms.formulas import Place
from xlcsp.forms.layout import Before, Known
from xlcsp.measures.decimals import is_small, least_places
from xlcsp.measures.numbers import exact

_BOUNDS = ("green_from", "green_to", "amber_from", "amber_to", "edge")  # columns of *Year so far*
_ABOVE = ("sum", "last_n", *(f"q{number}" for number in QUARTERS))
_BELOW = ("sum_of", "last_m", *(f"q{number}_of" for number in QUARTERS))
_FIGURES = ("last_figure", "last_n")


@dataclass(frozen=True, slots=True)
class Digits:
    """The decimals of a row's values. if_typed: the condition that what is typed asks for ``more``; may be empty.

    places: the decimals otherwise.
    """

    places: int
    more: int = 0
    if_typed: str = ""

    def either(self, usual: str, with_more: str) -> str:
        """The formula, or the one with more decimals if what is typed asks for them."""
        return f"IF({self.if_typed},{with_more},{usual})" if self.if_typed else usual


def digits_of(at: Place, known: Known) -> Digits:
    """The decimals of the row's values: as the report decides them, by this year's and last year's figures."""
    series, kind = at.series, at.series.kind
    decimals = series.decimals
    if not kind.takes_decimals or (kind.is_quotient and not is_money(series.unit)):
        least = least_places(series, _known_quotients(at, known))
        return Digits(replace(series, least_places=least).places(Fraction(1, 3)))
    figures = list(_known_figures(at, known))
    has_parts = any(value.denominator != 1 for value in figures)
    cells = at.cell("figure"), at.cell("to_date")
    is_typed = f"OR({','.join(f'N({cell})<>INT(N({cell}))' for cell in cells)})"
    if not is_money(series.unit) and decimals:
        return Digits(decimals) if has_parts else Digits(0, decimals, is_typed)
    if decimals in (0, PENCE):
        return Digits(decimals)
    if kind.is_quotient:
        return Digits(PENCE)
    if is_small(figures):
        return Digits(PENCE) if has_parts else Digits(0, PENCE, is_typed)
    small = f"AND(N({cells[0]})>0,N({cells[0]})<{THOUSAND})"
    return Digits(0, PENCE, small if has_parts else f"AND({small},{is_typed})")


def _known_figures(at: Place, known: Known) -> Iterable[Fraction]:
    """The known figures of this year and last year."""
    for _, figure in at.earlier.values():
        if figure is not None and figure.numerator is not None:
            yield figure.numerator
    last = year_from(known.history, at.quarter.start - 1)
    for value in last.quarters if last else ():
        if value is not None:
            yield exact(value) or Fraction(0)


def _known_quotients(at: Place, known: Known) -> Iterable[Fraction]:
    """The known ratios or rates of this year and last year."""
    last = year_from(known.history, at.quarter.start - 1)
    pairs = [(figure.numerator, figure.denominator) for _, figure in at.earlier.values() if figure is not None]
    pairs += [(exact(n), exact(m)) for n, m in last.pairs] if last else []
    return (n / m * (at.series.kind.per if at.series.kind.is_per_population else 1) for n, m in pairs if n and m)


def live_formats(series: Series, places: int) -> dict[str, str]:
    """The number formats of a row's white columns. places: the decimals of its values."""
    value = value_format(series, places)
    if series.is_proportion:
        points = value.replace("%", '" points"')
        return dict.fromkeys(("to_date", "last_year", "straight_line"), value) | {
            "variance": f"+{points};-{points};{points}"
        }
    ends = value_format(series, 0 if series.kind.is_added_up else places)  # as its sentence has it
    return {"to_date": value, "last_year": value, "variance": f"+{value};-{value};{value}", "straight_line": ends}


def value_format(series: Series, places: int) -> str:
    """The number format of a value of the series."""
    is_share = series.is_proportion
    return number_format(places, is_share=is_share, in_pounds=not is_share and is_money(series.unit))


def earlier_formats(lines: Sequence[Before]) -> dict[str, str]:
    """The number formats of what was last reported of a series: one number of decimals, in full."""
    known = [line.last_reported for line in lines if line.last_reported is not None]
    return _recorded(
        lines[0].series,
        {
            "last_figure": [figure.numerator for figure in known],
            "last_out_of": [figure.denominator for figure in known],
            "last_percentage": [None if figure.proportion is None else figure.proportion * 100 for figure in known],
        },
    )


def year_formats(
    at: Place, last_year: tuple[Fraction | None, Fraction | None], ends: Sequence[Fraction | None]
) -> dict[str, str]:
    """The number formats of a row of *Year so far*. last_year, ends: its numbers of last year, and its bounds."""
    series, (last, last_of) = at.series, last_year
    known = [figure for _, figure in at.earlier.values() if figure is not None]
    is_share = series.kind.is_bare_percentage
    own = [one.proportion * 100 if is_share and one.proportion is not None else one.numerator for one in known]
    pair = {"last_n": [*own, last], "last_m": [*(figure.denominator for figure in known), last_of]}
    numbers = _recorded(series, pair)
    bounds = dict(zip(_BOUNDS, (_bound_format(series, end) for end in ends), strict=True))
    return dict.fromkeys(_ABOVE, numbers["last_n"]) | dict.fromkeys(_BELOW, numbers["last_m"]) | bounds


def typed_formats(at: Place, formats: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """By column of *Year so far*: the condition that a number has more decimals than are known, and its format then.

    formats: those of the known numbers.
    """
    if not (at.series.kind.takes_decimals or at.series.kind.is_bare_percentage):
        return {}
    formats_typed = {}
    for key, form in formats.items():
        if form and key in (*_ABOVE, *_BELOW):
            cell = at.year(key).rpartition("!")[2]
            places = form.partition(".")[2].count("0")
            more = number_format(PENCE, in_pounds=True) if POUND in form else "#,##0.0##"
            formats_typed[key] = f"IF(ISNUMBER({cell}),ROUND({cell},{places})<>{cell},FALSE)", more
    return formats_typed


def _bound_format(series: Series, end: Fraction | None) -> str:
    """The number format of a bound, with its own decimals."""
    if end is None:
        return ""
    if series.is_proportion and not series.kind.is_bare_percentage:
        return number_format(places_of(end * 100, 0), is_share=True)
    return _format([end], in_pounds=is_money(series.unit))


def _recorded(series: Series, columns: Mapping[str, Sequence[Fraction | None]]) -> dict[str, str]:
    """The number formats that show all numbers of each column in full; those of figures in pounds."""
    in_pounds = is_money(series.unit) and not series.is_proportion
    return {key: _format(values, in_pounds=in_pounds and key in _FIGURES) for key, values in columns.items()}


def _format(values: Iterable[Fraction | None], *, in_pounds: bool) -> str:
    places = max((_own_places(value) for value in values if value is not None), default=0)
    return number_format(PENCE * bool(places) if in_pounds else places, in_pounds=in_pounds)


def _own_places(value: Fraction) -> int:
    """The decimals that it has, at most as many as are ever printed."""
    return places_of(value, 0) or MOST_PLACES * (value.denominator != 1)
