"""What is measured, against which target, and who sends it: Plan > Theme > Measure > Series."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from xlcsp.domain.areas import Population, per_words
from xlcsp.domain.benchmarks import Benchmark
from xlcsp.domain.kinds import COUNT, Kind, kind_of, kind_per
from xlcsp.domain.logo import Logo
from xlcsp.domain.numbers import amount, percentage
from xlcsp.domain.per import whom_of
from xlcsp.domain.periods import QUARTERS, Quarter

MOST_LATE = 4  # quarters: then the year's last figure comes with a form of the next year
POLARITIES = ("lower", "higher", "none")
CHANGE = "% change on baseline"
TARGET_RULES = ("at most", "below", "at least", "above", "between", CHANGE, "to be set", "monitor")
TOLERANCE, CHANCE, THRESHOLDS = "tolerance", "chance", "thresholds"  # RAG rules; all are in ``measures.rag_rules``
IN_POINTS, AS_SHARE = "points", "share"
MARKINGS = ("OFFICIAL", "OFFICIAL-SENSITIVE")  # from the Government Security Classifications
RATE_TOLERANCES = (IN_POINTS, AS_SHARE)
ALONE, ROLLING = "quarter", "rolling 12"  # judged: this quarter by itself, the last four together
JUDGED = ("profile", "projection", "latest", ALONE, ROLLING)
ROLES = ("headline", "supporting", "context")
MONTHLY, HALF_YEARLY = "monthly", "half-yearly"
FREQUENCIES = {"quarterly": QUARTERS, MONTHLY: QUARTERS, HALF_YEARLY: (2, 4), "annual": (4,)}
"""How often there is a figure, each with the quarters for which one is asked."""
PROJECTIONS = ("auto", "straight line", "seasonal", "prior year", "rolling", "none")
MILESTONES = {
    "On track": "Green",
    "At risk": "Amber",
    "Off track": "Red",
    "Achieved": "Green",
    "Not achieved": "Red",
}
ACHIEVED_STATUS = "Achieved"
QUERY_STEP = Decimal("0.5")  # a change from the quarter before that is worth a query


@dataclass(frozen=True, slots=True)
class Series:
    """One line of figures of a measure, and how it is judged.

    id: stable over the years. ref: the number as printed (2.1). Proportions are 0.62, not 62. target: the year's
    target; with ``between`` the lower bound (``target_upper`` the upper). target_profile: cumulative targets to the end
    of each quarter, where the plan gives them. tolerance, rag_rule: None means as in *Settings*. cell, target_cell:
    where they are, for messages. green, amber: the last Green and the last Amber value by the rule *thresholds*.
    green_within: how far a value may miss the target and still be Green. per: a rate is per this many residents. due:
    the day on which a milestone is due. unit_one: the unit in the singular, such as person. source: where imported
    figures are published. population: the year's residents, if the plan gives them and not the provider. benchmark: the
    published value that the target names; ``target`` holds its value. begins: the first quarter with figures.
    has_decimals: whether all its numbers are printed with decimals, of pounds with pence, as its figures ask for
    (``measures.decimals``); None: each number as it is. least_places: the fewest decimals of its ratios or rates.
    decimals: of its percentages and other numbers, as in *Settings*.
    """

    id: str
    ref: str
    theme: str
    measure: str
    name: str
    role: str = "headline"
    kind: Kind = COUNT
    unit: str = ""
    polarity: str = "none"
    frequency: str = "quarterly"
    lag_quarters: int = 0
    baseline: Decimal | None = None
    baseline_label: str = ""
    target_rule: str = "monitor"
    target: Decimal | None = None
    target_upper: Decimal | None = None
    target_profile: tuple[Decimal, Decimal, Decimal, Decimal] | None = None
    judged: str = "profile"
    tolerance: Decimal | None = None
    rag_rule: str = ""
    projection: str = "auto"
    provider: str = ""
    theme_lead: str = ""
    disclosive: bool = False
    publishable: bool = True
    comparable_from: Quarter | None = None
    break_reason: str = ""
    begins: Quarter | None = None
    closed_from: Quarter | None = None
    note: str = ""
    green: Decimal | None = None
    amber: Decimal | None = None
    green_within: Decimal | None = None
    per: int | None = None
    due: date | None = None
    unit_one: str = ""
    source: str = ""
    population: Population | None = None
    benchmark: Benchmark | None = None
    cell: str = ""
    target_cell: str = ""
    has_decimals: bool | None = None
    least_places: int = 0
    decimals: int = 1

    def __post_init__(self) -> None:
        kind = kind_of(self.kind)  # resolved once; an unknown word raises here
        if kind.is_per_population:
            per = self.per or kind.per
            kind = kind_per(kind, per, whom_of(self.unit, per))
        object.__setattr__(self, "kind", kind)

    def places(self, value: Fraction, decimals: int | None = None) -> int:
        """The decimals in which a number of the series is printed. decimals: where they are not the settings'."""
        most = max(self.decimals if decimals is None else decimals, self.least_places)
        return self.kind.places(value, most, self.unit, has_decimals=self.has_decimals)

    def text(self, value: Fraction, decimals: int | None = None) -> str:
        """A value as it is printed: ``44.2%``, ``1,146``, ``£131,251``. decimals: where they are not the settings'."""
        if self.is_proportion:
            return percentage(value, self.decimals if decimals is None else decimals)
        return amount(value, self.places(value, decimals), self.unit)

    @property
    def apart_at(self) -> int:
        """The decimals at which two of its values differ; two more for a proportion, printed as a percentage."""
        return self.places(Fraction(1, 3)) + 2 * self.is_proportion

    @property
    def has_thresholds(self) -> bool:
        """Whether the plan gives thresholds for Green and Amber."""
        return self.green is not None and self.amber is not None

    @property
    def residents(self) -> int | None:
        """The residents that its figures are per, as the plan gives them; None if the provider does."""
        return self.population.residents if self.population and self.kind.is_per_population else None

    @property
    def per_words(self) -> str:
        """``per 1,000 residents, population 312,400 (mid-2024, ONS)``; empty for other kinds."""
        return per_words(self.kind, self.population)

    @property
    def title(self) -> str:
        """Its name in lists: the measure, and the series' own name if it has one."""
        return f"{self.measure}: {self.name}" if self.name else self.measure

    @property
    def is_proportion(self) -> bool:
        """Whether its values are proportions, shown as percentages."""
        return self.kind.is_proportion

    @property
    def is_monthly(self) -> bool:
        """Whether each of its quarters is made of the figures of three months."""
        return self.frequency == MONTHLY

    def is_closed(self, quarter: Quarter) -> bool:
        """Whether it no longer has figures in that quarter."""
        return self.closed_from is not None and quarter >= self.closed_from

    def has_begun(self, quarter: Quarter) -> bool:
        """Whether it has figures from that quarter, or from an earlier one."""
        return self.begins is None or quarter >= self.begins

    def quarters_before(self, start: int) -> int:
        """How many quarters of the financial year there were before it began."""
        return self.begins.number - 1 if self.begins is not None and self.begins.start == start else 0

    def figure_quarter(self, quarter: Quarter) -> Quarter | None:
        """The quarter whose figure is due with the return of ``quarter``; None when none is.

        For a series with a lag it may be a quarter of the year before.
        """
        due = quarter.plus(-self.lag_quarters)
        if self.is_closed(due) or not self.has_begun(due):
            return None
        return due if self.is_asked(due) else None

    def is_asked(self, quarter: Quarter) -> bool:
        """Whether that quarter has a figure, given the series' frequency."""
        return quarter.number in FREQUENCIES[self.frequency]

    def quarters_in(self, number: int) -> int:
        """How many quarters its figure for that quarter is of: 2 if it is half-yearly, 4 if it is annual."""
        return number - max((asked for asked in FREQUENCIES[self.frequency] if asked < number), default=0)

    def is_late(self, quarter: Quarter) -> bool:
        """Whether that quarter's figure comes with a return of the next financial year."""
        with_return = quarter.plus(self.lag_quarters)
        return with_return.start > quarter.start and self.figure_quarter(with_return) == quarter


@dataclass(frozen=True, slots=True)
class Measure:
    """A numbered measure of the plan: one or more series; the headline ones decide its RAG."""

    ref: str
    name: str
    theme: str
    series: tuple[Series, ...]

    @property
    def headline(self) -> tuple[Series, ...]:
        """The series that decide the measure's RAG and verdict."""
        return tuple(series for series in self.series if series.role == "headline")


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the plan, such as violent crime."""

    name: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan in the order of the *Measures* sheet."""

    themes: tuple[Theme, ...]

    @property
    def measures(self) -> Iterator[Measure]:
        """All measures, in order."""
        return (measure for theme in self.themes for measure in theme.measures)

    @property
    def series(self) -> Iterator[Series]:
        """All series, in order."""
        return (series for measure in self.measures for series in measure.series)

    @property
    def by_id(self) -> dict[str, Series]:
        """All series, by their ids."""
        return {series.id: series for series in self.series}

    @property
    def names(self) -> dict[str, str]:
        """The measures' names by their numbers."""
        return {measure.ref: measure.name for measure in self.measures}

    @property
    def providers(self) -> tuple[str, ...]:
        """Who sends figures, in the order of their first series."""
        return tuple(dict.fromkeys(series.provider for series in self.series if series.provider))


def plan_of(series: list[Series]) -> Plan:
    """The plan made of its series, grouped by measure and theme in order of first appearance."""
    measures: dict[tuple[str, str], list[Series]] = {}
    for member in series:
        measures.setdefault((member.theme, member.ref), []).append(member)
    themes: dict[str, list[Measure]] = {}
    for (theme, ref), members in measures.items():
        themes.setdefault(theme, []).append(Measure(ref, members[0].measure, theme, tuple(members)))
    return Plan(tuple(Theme(name, tuple(members)) for name, members in themes.items()))


@dataclass(frozen=True, slots=True)
class Settings:
    """The *Settings* sheet.

    Folders are relative to the master workbook. The dates are by quarter number. tolerance: a proportion; None means
    the rule's own. query_step: the change from the quarter before, as a share of it, from
    which a figure is queried. rate_tolerance: whether the tolerance of a rate is in percentage points or a share of its
    target. marking: the protective marking of every page, form and e-mail; empty for none. decisions: the decisions
    that the board is asked for, by quarter number.
    """

    partnership: str
    quarter: Quarter
    forms: str = "forms"
    returns: str = "returns"
    reports: str = "reports"
    return_due: dict[int, date] = field(default_factory=dict)
    comments_due: dict[int, date] = field(default_factory=dict)
    data_cutoff: dict[int, date] = field(default_factory=dict)
    board_date: dict[int, date] = field(default_factory=dict)
    rag_rule: str = TOLERANCE
    tolerance: Decimal | None = None
    decimals: int = 1
    disclosure_threshold: int = 5
    pct_min_base: int = 50
    query_step: Decimal = QUERY_STEP
    rate_tolerance: str = IN_POINTS
    marking: str = ""
    decisions: dict[int, tuple[str, ...]] = field(default_factory=dict)
    logo: Logo | None = None

    def tolerance_of(self, series: Series) -> Decimal | None:
        """The series' own tolerance, else that of *Settings* if the rule is the same, else None: the rule's default."""
        if series.tolerance is not None:
            return series.tolerance
        return self.tolerance if series.rag_rule in ("", self.rag_rule) else None
