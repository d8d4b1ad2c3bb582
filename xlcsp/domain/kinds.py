"""The kinds of series: what each asks for, what its year amounts to, and how its values are shown.

Each entry of ``KINDS`` is a kind. Other modules go by the properties below, never by the kind's name. So a new kind
that these properties describe needs nothing more than its entry; any other kind needs a new property too.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from xlcsp.domain.numbers import PENCE, amount, is_money, money_places, percentage
from xlcsp.domain.per import USUAL_WHOM, amount_asked, divided_by, unit_alone
from xlcsp.errors import MeasureError

USUAL_PER = 1_000  # residents
NUMBERS = ("figure", "out of", "percentage")  # what a quarter of a series may have


class Asks(Enum):
    """What a provider enters for a quarter."""

    NUMBER = "a number"
    PAIR = "n out of m, or the percentage alone where they are not known"
    BOTH = "n and m, always both"
    RESIDENTS = "a number, and the number of residents"
    PERCENTAGE = "a percentage without its numbers"
    STATUS = "a milestone's status"

    @property
    def uses(self) -> tuple[str, ...]:
        """Which of ``NUMBERS`` it takes; a status stands where other kinds have their figure."""
        return {
            Asks.PAIR: NUMBERS,
            Asks.BOTH: NUMBERS[:2],
            Asks.RESIDENTS: NUMBERS[:2],
            Asks.PERCENTAGE: NUMBERS[2:],
        }.get(self, NUMBERS[:1])


class YearRule(Enum):
    """What the quarters of a year amount to."""

    SUM = "the sum of the quarters"
    POOLED = "Σn ÷ Σm, never the mean of percentages"
    RATE = "the sum of the quarters, per 1,000 residents (or as the column per says)"
    LATEST = "the latest quarter's value, never an older one and never a sum"
    STATUS = "the latest status"


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of series. There is one instance of each, so that kinds are compared by ``is``.

    word: as the plan and the cells write it. is_counted: whole events or people are entered. is_proportion:
    its values are 0.62, shown as 62%, and miss their target by percentage points. is_independent: its events are
    independent of each other, so that a change from another quarter can be tested against chance, and a run of zeros is
    odd. is_rolling: a value covers the twelve months to the quarter's end. per: a rate is per so many residents.
    whom: what stands in the unit in place of residents, such as dwellings.
    example: what is measured in this way, for the sheet *Guide*, where officers choose a kind.
    """

    word: str
    asks: Asks
    year: YearRule
    example: str
    is_counted: bool = False
    is_proportion: bool = False
    is_independent: bool = False
    is_rolling: bool = False
    per: int = USUAL_PER
    whom: str = USUAL_WHOM

    def __str__(self) -> str:
        return self.word

    def __reduce__(self) -> tuple[object, ...]:
        is_usual = self.whom == USUAL_WHOM
        return (kind_of, (self.argument,)) if is_usual else (kind_per, (kind_of(self.word), self.per, self.whom))

    @functools.cached_property
    def argument(self) -> str:
        """The kind as cells pass it on: ``per population 100000`` where it is not the usual number of residents."""
        return self.word if self.per == USUAL_PER else f"{self.word} {self.per}"

    @functools.cached_property
    def has_status(self) -> bool:
        """Whether it has a status in words instead of figures."""
        return self.asks is Asks.STATUS

    @functools.cached_property
    def is_pair(self) -> bool:
        """Whether it asks for n and m, so that a quarter counts only with both."""
        return self.asks in (Asks.PAIR, Asks.BOTH)

    @functools.cached_property
    def is_part(self) -> bool:
        """Whether n is a part of m, and so at most m; in a ratio either may be larger."""
        return self.is_pair and self.is_proportion

    @functools.cached_property
    def takes_share(self) -> bool:
        """Whether a percentage may be entered instead of n and m."""
        return self.asks is Asks.PAIR

    @functools.cached_property
    def is_bare_percentage(self) -> bool:
        """Whether it asks for a percentage without n and m."""
        return self.asks is Asks.PERCENTAGE

    @functools.cached_property
    def is_per_population(self) -> bool:
        """Whether it asks for residents beside its events."""
        return self.asks is Asks.RESIDENTS

    @functools.cached_property
    def has_denominator(self) -> bool:
        """Whether a second number belongs to each figure."""
        return self.is_pair or self.is_per_population

    @functools.cached_property
    def is_added_up(self) -> bool:
        """Whether its year to date is the sum of its quarters."""
        return self.year is YearRule.SUM

    @functools.cached_property
    def is_pooled(self) -> bool:
        """Whether its year to date is Σn ÷ Σm."""
        return self.year is YearRule.POOLED

    @functools.cached_property
    def is_cumulative(self) -> bool:
        """Whether its year to date grows from quarter to quarter, so that a part of the target falls to each."""
        return self.year in (YearRule.SUM, YearRule.RATE)

    @functools.cached_property
    def has_year_to_date(self) -> bool:
        """Whether a return may give its year to date in place of the quarter."""
        return self.is_cumulative or self.is_pooled

    @functools.cached_property
    def is_latest_only(self) -> bool:
        """Whether the current quarter's value is judged, never an older one."""
        return self.year is YearRule.LATEST

    @functools.cached_property
    def is_level(self) -> bool:
        """Whether its latest number is also its projected year end."""
        return self.is_latest_only and self.has_number

    @functools.cached_property
    def is_whole(self) -> bool:
        """Whether its values, and so its targets, are whole events or people, so that below 9 means at most 8."""
        return self.is_counted and self.asks is Asks.NUMBER

    @functools.cached_property
    def has_number(self) -> bool:
        """Whether a figure is a number of something, and not a percentage or a status."""
        return self.asks not in (Asks.PERCENTAGE, Asks.STATUS)

    @functools.cached_property
    def takes_decimals(self) -> bool:
        """Whether its figures may have decimals."""
        return not (self.is_counted or self.is_proportion) and self.asks in (Asks.NUMBER, Asks.BOTH)

    @functools.cached_property
    def is_quotient(self) -> bool:
        """Whether its values are one number divided by another, of any size."""
        return self.has_denominator and not self.is_proportion

    @functools.cached_property
    def is_measured(self) -> bool:
        """Whether its values are shown with decimals but not as percentages."""
        return self.is_quotient or self.takes_decimals

    @functools.cached_property
    def has_projection(self) -> bool:
        """Whether its year end is stated before the year is over."""
        return self.has_number

    @functools.cached_property
    def has_chance(self) -> bool:
        """Whether its year end is projected from its quarters, so that meeting the target has a chance."""
        return self.year in (YearRule.SUM, YearRule.POOLED, YearRule.RATE)

    def places(self, value: Fraction, decimals: int, unit: str = "", *, has_decimals: bool | None = None) -> int:
        """The decimals in which a value is printed. decimals: the settings', or more.

        has_decimals: whether all values of the series have them, whole ones too; None: each value by itself.
        """
        if self.is_proportion:
            return decimals
        is_in_pounds = is_money(unit)
        all_have = has_decimals or (self.is_quotient and not is_in_pounds)
        if not self.is_measured or (value.denominator == 1 and not all_have):
            return 0
        if not is_in_pounds:
            return decimals
        if has_decimals is None or decimals >= PENCE:
            return money_places(value, decimals)
        return PENCE if decimals and has_decimals else 0

    def text(self, value: Fraction, decimals: int = 1, unit: str = "") -> str:
        """A value as text: ``44.2%``, ``1,146``, ``12.3``; in pounds ``£95.50`` and ``£131,251``."""
        if self.is_proportion:
            return percentage(value, decimals)
        return amount(value, self.places(value, decimals, unit), unit)

    def label(self, unit: str) -> str:
        """The *What to enter* of a form."""
        match self.asks:
            case Asks.PAIR:
                return f"{unit or 'number'}: how many, out of how many"
            case Asks.BOTH:
                return f"{unit or 'number'}: {self._both(unit)}"
            case Asks.PERCENTAGE:
                return f"{share_of(unit)} (0 to 100)"
            case Asks.STATUS:
                return "status of the milestone"
            case Asks.NUMBER | Asks.RESIDENTS:
                counted = unit_alone(unit) if self.is_per_population else unit
                return f"{amount_asked(counted)}{' in the last 12 months' if self.is_rolling else ''}"

    def _both(self, unit: str) -> str:
        """What the two numbers are."""
        if not self.is_part:
            return f"{amount_asked(unit_alone(unit)) if unit else 'the figure'}, and {divided_by(unit)}"
        return f"how many, out of how many{', in the last 12 months' if self.is_rolling else ''}"


COUNT = Kind("count", Asks.NUMBER, YearRule.SUM, "offences recorded", is_counted=True, is_independent=True)
AMOUNT = Kind("amount", Asks.NUMBER, YearRule.SUM, "pounds spent, hours of patrol")
RATE = Kind("rate", Asks.PAIR, YearRule.POOLED, "victims satisfied, of those asked", is_proportion=True)
RATIO = Kind("ratio", Asks.BOTH, YearRule.POOLED, "reoffences per reoffender, days per case")
PERCENTAGE = Kind(
    "percentage",
    Asks.PERCENTAGE,
    YearRule.LATEST,
    "residents who feel safe, as a survey publishes it",
    is_proportion=True,
)

KINDS = (
    COUNT,
    AMOUNT,
    RATE,
    RATIO,
    PERCENTAGE,
    Kind(
        "rolling 12", Asks.NUMBER, YearRule.LATEST, "first-time entrants in the last 12 months", is_counted=True,
        is_rolling=True,
    ),
    Kind(
        "rolling 12 rate", Asks.BOTH, YearRule.LATEST,
        "treatments completed in the last 12 months, of those in treatment", is_proportion=True, is_rolling=True,
    ),
    Kind("snapshot", Asks.NUMBER, YearRule.LATEST, "people on the caseload at the quarter's end"),
    Kind("cohort", Asks.NUMBER, YearRule.SUM, "convictions of last year's most frequent offenders", is_counted=True),
    Kind("per population", Asks.RESIDENTS, YearRule.RATE, "burglaries per 1,000 residents", is_counted=True),
    Kind("milestone", Asks.STATUS, YearRule.STATUS, "strategy adopted"),
)  # fmt: skip
KIND_WORDS = tuple(kind.word for kind in KINDS)
_BY_WORD = {kind.word: kind for kind in KINDS}


@functools.cache
def kind_per(kind: Kind, per: int, whom: str = USUAL_WHOM) -> Kind:
    """The kind for a rate per ``per`` residents, or of whatever else, always the same instance.

    Raises MeasureError if ``per`` makes no sense.
    """
    if not kind.is_per_population or per < 1:
        raise MeasureError(
            f"A {kind} per {per} is not possible. Per population takes a whole number, such as 1000 or 100000."
        )
    return kind if (per, whom) == (kind.per, kind.whom) else replace(kind, per=per, whom=whom)


def _per(word: str) -> Kind | None:
    kind, _, per = word.rpartition(" ")
    return kind_per(_BY_WORD[kind], int(per)) if kind in _BY_WORD and per.isdigit() and per.isascii() else None


def share_of(unit: str) -> str:
    """What a percentage is of: ``% of residents surveyed``, whether or not the plan's unit begins with ``of``."""
    return f"% of {unit.removeprefix('of ')}" if unit else "%"


def kind_of(word: str | Kind) -> Kind:
    """The kind that a word of the plan or an argument names. Raises MeasureError for any other word."""
    if isinstance(word, Kind):
        return word
    kind = _BY_WORD.get(word) or _per(word)
    if kind is None:
        raise MeasureError(f'"{word}" is not a kind of series. It is one of: {", ".join(KIND_WORDS)}.')
    return kind
