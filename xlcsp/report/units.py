"""Values and numbers as they appear in sentences: ``44.2%``, ``303 offences``, ``1 offence``, ``£95.50 per tonne``.

In columns, where the heading or a neighbour names the unit, use ``Kind.text`` alone.
"""

from __future__ import annotations

import re
from fractions import Fraction

from xlcsp.domain.figures import Figure
from xlcsp.domain.kinds import share_of
from xlcsp.domain.numbers import amount, apart, is_money, percentage, places_of, rounded
from xlcsp.domain.per import ONES, USUAL_WHOM, per_text, unit_alone
from xlcsp.domain.plan import Series
from xlcsp.measures.variance import exact_variance_pct

_AFTER = frozenset(("of", "in", "from", "with", "by", "on", "at", "for", "to", "per", "assessed", "recorded"))


def plan_text(series: Series, value: Fraction, decimals: int | None = None) -> str:
    """A number of the plan, with its own decimals: 3.65 beside figures of 3.4, 12 beside figures of 12.5.

    decimals: of those that never end, where they are not the settings'.
    """
    scale = 100 if series.is_proportion else 1
    if value.denominator == 1 and not series.is_proportion:
        return amount(value, 0, series.unit)
    return series.text(value, places_of(value * scale, series.decimals if decimals is None else decimals))


def difference_words(actual: Fraction, comparator: Fraction, series: Series) -> str:
    """The difference, short enough for a table: ``+38 (+7.2%)``, ``-1.2 points``, ``no change``."""
    is_share = series.is_proportion
    scale = 100 if is_share else 1
    difference = (actual - comparator) * scale
    places = places_apart(series, difference)
    if not difference:  # what differs by less than is printed has its share beside it, so it is no "no change"
        return "no change"
    told = too_small_to_print(difference, series, places) or amount(difference, places, series.unit, signed=True)
    if is_share:
        return f"{told} points"
    share = exact_variance_pct(actual, comparator, series.kind)
    return told if share is None else f"{told} ({percentage(share, series.decimals, signed=True)})"


def too_small_to_print(difference: Fraction, series: Series, places: int) -> str:
    """``down less than 0.1`` for a difference that would be printed as 0; empty for any other, and where is none."""
    if not difference or rounded(difference, places):
        return ""
    return f"{'up' if difference > 0 else 'down'} {apart(difference, places, series.unit)}"


def places_apart(series: Series, difference: Fraction) -> int:
    """The decimals of a difference: those of the series' numbers; of counts from a mean, which may have some, its own.

    difference: in percentage points for proportions.
    """
    if series.kind.is_measured or series.is_proportion:
        return series.places(difference)
    return series.decimals if difference.denominator != 1 else 0


def events(series: Series) -> str:
    """What the figures count: the unit, without the rate where it repeats the plan's."""
    return unit_alone(series.unit) if series.kind.is_per_population else series.unit


def values_unit(series: Series) -> str:
    """The unit of the values: ``offences``, ``% of repeat cases``, ``offences per 1,000 residents``."""
    if series.is_proportion:
        return share_of(series.unit)
    return f"{events(series)} {per_residents(series)}".strip()


def per_residents(series: Series) -> str:
    """``per 1,000 residents``, ``per 1,000 residents aged 10 to 17``; empty for other kinds."""
    if not series.kind.is_per_population:
        return ""
    is_usual = series.kind.whom == USUAL_WHOM
    group = series.population.group if series.population is not None and is_usual else ""
    if is_of_age := re.match(r"(?:aged? )?(?=\d)", group):
        return f"{per_text(series.kind.per, series.kind.whom)} aged {group[is_of_age.end() :]}"
    whom = f" ({group})" if group else ""
    return f"{per_text(series.kind.per, series.kind.whom)}{whom}"


def figure_with_unit(figure: Figure, series: Series) -> str:
    """A recorded figure: ``1 offence``, ``11 of 16 surveys``, ``69% of surveys``, ``555 divided by 150``."""
    own, text = figure.numerator, figure.in_words(series.kind, series.unit)
    if series.kind.is_quotient or not text:
        return text
    if own is not None and figure.denominator is None and (text == "1" or is_money(series.unit)):
        return counted(own, series.unit, series.places(own, 1), series.unit_one)
    unit = share_of(series.unit)[1:] if text.endswith("%") else f" {series.unit}"
    return f"{text}{unit}".rstrip()


def counted(value: Fraction, unit: str, places: int = 0, one: str = "") -> str:
    """``303 offences``, ``1 offence``, ``£1,200``; with so many decimals.

    one: the plan's singular. Without it, a unit whose singular is not listed follows the 1 unchanged, in brackets: a
    singular is never guessed.
    """
    text = amount(value, places, unit)
    if is_money(unit):
        return f"{text}{unit[1:]}"
    if not unit:
        return text
    if text != "1":
        return f"{text} {unit}"
    single = one or _single(unit)
    return f"{text} {single}" if single else f"{text} ({unit})"


def _single(unit: str) -> str:
    """The singular of the unit, if its word is on the list: ``repeat victim``, ``call from residents``."""
    words = unit.split(" ")
    for place, word in enumerate(words):
        if word in ONES and (place + 1 == len(words) or words[place + 1] in _AFTER):
            return " ".join([*words[:place], ONES[word], *words[place + 1 :]])
    return ""
