"""The cell style that shows a number as it reads in sentences, in Word and on the scorecard."""

from __future__ import annotations

from fractions import Fraction

from xlcsp.domain.numbers import is_money, places_of
from xlcsp.domain.plan import Series


def number_style(
    series: Series, value: Fraction | None, decimals: int, *, is_of_plan: bool = False, places: int = 0
) -> str:
    """The style of a value of the series; ``text`` where there is none. decimals: from the settings.

    is_of_plan: whether it is a target or baseline, which keeps the plan's decimals: 3.65 beside 3.4. places: the
    decimals that tell it from the number beside it, where they are more.
    """
    if value is None:
        return "text"
    is_share = series.is_proportion
    own = places_of(value * 100 if is_share else value, decimals) if is_of_plan else decimals
    places = series.places(value, max(places, own))
    if is_money(series.unit) and not is_share:
        return "pence" if places else "pounds"
    if not places and not is_share:
        return "number"
    name = "percent" if is_share else "decimal"
    return f"{name} {places}" if places > decimals else name
