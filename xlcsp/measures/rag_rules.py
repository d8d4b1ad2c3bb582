"""The RAG rules. An entry of ``RULES`` is a rule: its bands, its defaults, its words and an example.

The choices of *Measures* and *Settings*, the help of the functions for cells, the words of report and verdict and the
handbook follow from the entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from xlcsp.domain.numbers import as_read, either, in_full, percentage, shown
from xlcsp.domain.plan import CHANCE, THRESHOLDS, TOLERANCE, Series, Settings
from xlcsp.domain.target import Bounds, Target, wider
from xlcsp.errors import MeasureError

LIKELY, UNLIKELY = Fraction(80, 100), Fraction(20, 100)  # of meeting the target: from the one Green, to the other Red
_LIKELY, _UNLIKELY = map(percentage, (LIKELY, UNLIKELY))
ARGUMENTS = {
    "tolerance": "How far a target may be missed and still be Amber",
    "green_within": "How far a target may be missed and the figure still be Green: 0.01 is 1%; blank: not at all",
    "same_period_last_year": "last year's figure of the same quarters",
    "green": "up to where the judged figure is Green (higher is better: from where)",
    "amber": "up to where it is Amber; beyond it is Red",
}
"""What a rule may be given, with its help."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How a value is rated against its target.

    tolerance: None means the rule's own. last_year: last year's same period. green, amber: the bounds of the rule
    *thresholds*, on the scale of the value. green_within: how far Green reaches beyond the target. is_share: whether
    the tolerance of a proportion is a share of its target and not in points.
    """

    rule: str = "tolerance"
    tolerance: Fraction | None = None
    last_year: Fraction | None = None
    green: Fraction | None = None
    amber: Fraction | None = None
    green_within: Fraction | None = None
    is_share: bool = False

    @property
    def allowed(self) -> Fraction:
        """The tolerance, given or the rule's own."""
        return RULES[self.rule].tolerance if self.tolerance is None else self.tolerance


@dataclass(frozen=True, slots=True)
class Bands:
    """The bounds of Green and of Amber; beyond is Red. near: those of a miss within the tolerance.

    edge: a target that must be passed; exactly on it is Amber.
    """

    green: Bounds
    amber: Bounds
    near: Bounds
    edge: Fraction | None = None


def _edge(target: Target) -> Fraction | None:
    return target.bound if target.strict else None


def _by_tolerance(target: Target, how: Yardstick) -> Bands:
    """Green on target, Amber within the tolerance, which for a count is at least one event if it is above 0."""
    least = 1 if target.kind.is_whole and how.allowed > 0 else 0
    near = target.widened(how.allowed, least, is_share=how.is_share)
    if not how.green_within:
        return Bands(target.bounds, near, near, _edge(target))
    green = target.widened(how.green_within, is_share=how.is_share)
    return Bands(green, wider(near, green), near)


def _improving(target: Target, how: Yardstick) -> Bands:
    """Green within a share of the target, for rates too; beyond it Amber if no worse than the same period last year."""
    near, (low, high) = target.widened(how.allowed, is_share=True), target.bounds
    last_year = how.last_year
    if last_year is not None:
        low, high = (min(low, last_year) if low else low), (max(high, last_year) if high else high)
    return Bands(near, (low, high), near, _edge(target))


def _by_thresholds(target: Target, how: Yardstick) -> Bands:
    """Green up to ``green``, Amber up to ``amber``; if higher is better, from there upwards."""
    is_lower = target.upper is not None
    green, amber = ((None, end) if is_lower else (end, None) for end in (how.green, how.amber))
    if how.green is not None and how.amber is not None and is_on_wrong_side(how.green, how.amber, is_lower=is_lower):
        side, better = ("at least", "lower") if is_lower else ("at most", "higher")
        raise MeasureError(
            f"amber {in_full(how.amber)} lies on the wrong side of green {in_full(how.green)}. "
            f"Where {better} is better amber is {side} green. Swap them, or correct the polarity."
        )
    return Bands(green, amber, amber)


def is_on_wrong_side(green: Fraction, amber: Fraction, *, is_lower: bool) -> bool:
    """Whether the Amber bound comes before the Green one."""
    return amber < green if is_lower else amber > green


@dataclass(frozen=True, slots=True)
class Wording:
    """How the numbers of a series are told. side: "at most" or "at least"; number: one of its values as text."""

    side: str
    is_proportion: bool
    number: Callable[[Fraction], str]


def within(share: Fraction, *, in_points: bool = False) -> str:
    """``within 10%``, ``within 2.5 percentage points``."""
    text = shown(share * 100, 0 if (share * 100).denominator == 1 else 1)
    return f"within {text} percentage point{'s' * (text != '1')}" if in_points else f"within {text}%"


def _widened(how: Yardstick, wording: Wording) -> str:
    return within(how.green_within or Fraction(0), in_points=wording.is_proportion and not how.is_share)


def _tolerance_words(how: Yardstick, wording: Wording) -> str:
    of_target = " of the target" if wording.is_proportion and how.is_share else ""
    amber = within(how.allowed, in_points=wording.is_proportion and not how.is_share)
    if how.green_within:
        return f"Green {_widened(how, wording)}, Amber {amber}{of_target}"
    return f"tolerance {amber.removeprefix('within ')}{of_target}"


def _of_any(_series: Series) -> bool:
    return True


def _up_to_green(how: Yardstick, wording: Wording) -> str:
    return f"{wording.side} {wording.number(how.green or Fraction(0))}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A RAG rule.

    bands: round a target. means: the rule for the handbook, in Markdown; ``{own}`` is its tolerance. words: the same of
    one series, for report and doctor. tolerance: where neither plan nor *Settings* names one. takes: which of
    ``ARGUMENTS`` its colour depends on. fits: whether a series can be judged by it; unfit: why it cannot, by its kind.
    green: why a missed target is Green. example: the state of judged values where the target is 100, lower is better
    and it is given what ``given`` says.
    """

    name: str
    bands: Callable[[Target, Yardstick], Bands]
    means: str
    words: Callable[[Yardstick, Wording], str]
    example: Mapping[float, str]
    given: Mapping[str, float] = field(default_factory=dict)
    tolerance: Fraction = Fraction(0)
    takes: tuple[str, ...] = ()
    fits: Callable[[Series], bool] = _of_any
    unfit: str = ""
    green: Callable[[Yardstick, Wording], str] = _widened

    @property
    def needs_thresholds(self) -> bool:
        """Whether only a series with thresholds of its own can be rated by it."""
        return "green" in self.takes


_RULES = (
    Rule(
        TOLERANCE,
        _by_tolerance,
        "on target Green; missed by up to {own}% of a count's target, or {own} percentage points of a rate, Amber; "
        "else Red. If {own}% is less than one event, one event is Amber. A target of 0: any miss is Red",
        _tolerance_words,
        {100: "Green", 105: "Amber", 106: "Red"},
        tolerance=Fraction(5, 100),
        takes=("tolerance", "green_within"),
    ),
    Rule(
        "improving",
        _improving,
        "missed by up to {own}% Green; beyond it Amber if no worse than the same period last year; else Red",
        lambda how, _of: f"Green {within(how.allowed)} of the target, else Amber where no worse than last year",
        {110: "Green", 120: "Amber", 121: "Red"},
        {"same_period_last_year": 120},
        tolerance=Fraction(10, 100),
        takes=("tolerance", "same_period_last_year"),
        green=lambda how, _of: within(how.allowed),
    ),
    Rule(
        CHANCE,
        _by_tolerance,  # of the verdict: the colour is that of the chance itself, by LIKELY and UNLIKELY
        f"chance (by *auto*) of meeting the year's target at least {_LIKELY} Green, at most {_UNLIKELY} Red, else "
        "Amber; at year end Green or Red by the actual. Not for rolling figures, snapshots, percentages",
        lambda _how, _of: f"Green from a chance of {_LIKELY}, Red up to {_UNLIKELY}",
        {0.8: "Green", 0.5: "Amber", 0.2: "Red"},
        fits=lambda series: series.kind.has_chance,
        unfit="The year end of a {kind} is not projected, so it has no chance",
    ),
    Rule(
        THRESHOLDS,
        _by_thresholds,
        "up to `green` Green, up to `amber` Amber, else Red (higher is better: from there on); the rule of a series "
        "that has both in *Measures*",
        lambda how, of: f"Green {_up_to_green(how, of)}, Amber {of.side} {of.number(how.amber or Fraction(0))}",
        {110: "Green", 120: "Amber", 121: "Red"},
        {"green": 110, "amber": 120},
        takes=("green", "amber"),
        fits=lambda series: series.has_thresholds,
        green=_up_to_green,
    ),
)
RULES = {rule.name: rule for rule in _RULES}
NAMES = tuple(RULES)
USUAL = RULES[TOLERANCE]  # where neither plan nor Settings names one
OF_SETTINGS = tuple(rule.name for rule in _RULES if not rule.needs_thresholds)
OF_ANY_SERIES = tuple(rule.name for rule in _RULES if rule.fits is _of_any)


def rule_of(series: Series, settings: Settings) -> str:
    """The series' own rule; else the one that its thresholds are for; else that of *Settings*.

    A rule that does not fit the series gives way to the usual one.
    """
    rule = RULES[of_plan(series) or settings.rag_rule]
    return rule.name if rule.fits(series) else USUAL.name


def of_plan(series: Series) -> str:
    """The rule that the series' row of *Measures* names, or gives thresholds for; empty: that of *Settings*."""
    of_thresholds = (rule.name for rule in _RULES if rule.needs_thresholds and rule.fits(series))
    return series.rag_rule or next(of_thresholds, "")


def misfit(series: Series) -> str:
    """Why the series cannot be judged by the rule that its row names, in words; empty where it can."""
    rule = RULES.get(series.rag_rule, USUAL)
    return "" if rule.fits(series) else rule.unfit.format(kind=series.kind)


def taking(argument: str) -> str:
    """The rules that depend on an argument: ``tolerance or improving``."""
    return either(rule.name for rule in _RULES if argument in rule.takes)


def takes(rule: str, argument: str) -> bool:
    """Whether a rule depends on an argument; a rule that is not named does not."""
    return bool(rule) and argument in RULES[rule].takes


def own_tolerances(text_of: Callable[[Fraction], str]) -> tuple[str, str]:
    """The tolerance where none is given, ``5%``, and those of rules that have another, ``(rule improving: 10%)``."""
    others = (rule for rule in _RULES if "tolerance" in rule.takes and rule.tolerance != USUAL.tolerance)
    return text_of(USUAL.tolerance), f"({', '.join(f'rule {rule.name}: {text_of(rule.tolerance)}' for rule in others)})"


def argument_help() -> Iterable[tuple[str, str]]:
    """The help of each argument of the function for cells that rates."""
    usual, others = own_tolerances(lambda share: shown(share, 2))
    for name, words in ARGUMENTS.items():
        own = f": {usual} unless given {others}" if name == "tolerance" else ""
        yield name, f"{words}{own}" if name in USUAL.takes else f"For the rule {taking(name)}: {words}"


def handbook_rows() -> Iterable[tuple[str, str]]:
    """Each rule for the handbook, in Markdown: its name, and what it means with its example."""
    for rule in _RULES:
        settings = "".join(f", `{name}` {in_full(as_read(value))}" for name, value in rule.given.items())
        states = ", ".join(f"{in_full(as_read(value))} is {state}" for value, state in rule.example.items())
        example = f"With a target of 100 where lower is better{settings}: {states}"
        yield (
            f"RAG *{rule.name}*{' (default)' * (rule is USUAL)}",
            f"{rule.means.format(own=shown(rule.tolerance * 100))}. {example}",
        )
