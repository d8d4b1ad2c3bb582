"""Forms with every kind of series: random plans, histories and answers from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xlcsp.domain.areas import Population
from xlcsp.domain.figures import MISSING, PROVIDED, THIS_QUARTER, YEAR_TO_DATE, Figure, Source
from xlcsp.domain.gaps import REASON_WORDS
from xlcsp.domain.kinds import KINDS, Kind
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import MILESTONES, Series, Settings
from xlcsp.domain.years import YearOfFigures
from xlcsp.forms.layout import NO_FIGURE, TO_DATE_BASIS, Answer, Before, Form, Known, Revised

START = 2014
DAYS = (date(2014, 6, 29), date(2014, 7, 5), date(2014, 9, 30), date(2014, 12, 30), date(2015, 3, 31), date(2015, 6, 1))
BANDS = {"lower": ((10, 11), (12, 20)), "higher": ((9, 10), (5, 8))}  # tenths of the target: up to Green, up to Amber


def random_form(seed: int, rows: int = 30) -> Form:
    """A filled form: rows of all kinds, some blank, some wrong, some given as the year to date."""
    chance = random.Random(seed)
    quarter = Quarter(START, seed % 4 + 1)
    kinds = [*KINDS, *chance.choices(KINDS, k=rows - len(KINDS))]
    decimals = chance.choice((0, 1, 1, 2))
    plan = (replace(_series(chance, index, kind), decimals=decimals) for index, kind in enumerate(kinds))
    asked = [(one, own) for one in plan
             if (own := one.figure_quarter(quarter)) is not None and own.start == START]  # fmt: skip
    earlier = tuple(
        Before(one, before, _figure(chance, one, before))
        for one, own in asked
        for before in (Quarter(START, number) for number in range(1, own.number))
        if one.frequency == "quarterly" and one.has_begun(before)
    )
    settings = Settings("Test", quarter, decimals=decimals, rag_rule=chance.choice(
        ("tolerance", "tolerance", "improving")))  # fmt: skip
    return Form(
        partnership="Test",
        quarter=quarter,
        provider="Police",
        form_id="1",
        issued=date(2014, 7, 1),
        due=None,
        rows=tuple(asked),
        earlier=earlier,
        as_at=chance.choice((None, date(2014, 7, 10))),
        signed_by="Lead",
        signed=date(2014, 7, 11),
        known={one.id: Known(tuple(_history(chance, one)), settings, "Said before.") for one, _ in asked},
        answers={one.id: _to_date(chance, one, earlier) or _answer(chance, one) for one, _ in asked},
        revised={(one.id, at): _revised(chance, one) for one, at, *_ in earlier if chance.random() < 0.15},
    )


def _series(chance: random.Random, index: int, kind: Kind) -> Series:
    polarity = chance.choice(("lower", "higher"))
    rules = {"lower": ("at most", "below"), "higher": ("at least", "above")}[polarity]
    rule = chance.choice((*rules, *rules, "between", "monitor", "to be set", "% change on baseline"))
    target = Decimal(chance.choice((0, 1, 40, 60, 75, 100, 250, 400)))
    if kind.is_proportion:
        target = Decimal(chance.choice(("0", "0.25", "0.5", "0.62", "0.286", "1")))
    upper = target + (Decimal("0.1") if kind.is_proportion else 30) if rule == "between" else None
    baseline = target or Decimal(1)
    if rule == "% change on baseline":
        target = Decimal(chance.choice(("-0.05", "0.1")))
    has_profile = kind.is_added_up and rule in rules and chance.random() < 0.3
    profile = tuple(target * part / 4 for part in range(1, 5)) if has_profile else None
    annual = kind.word in ("count", "rate") and chance.random() < 0.1
    return Series(
        id=f"s{index}",
        ref=f"{index // 3 + 1}.{index % 3 + 1}" if chance.random() < 0.8 else "1.1",
        theme="T",
        measure=f"Measure {index}",
        name="",
        kind=kind,
        unit=chance.choice(("offences", "people", "")),
        polarity=polarity,
        frequency="annual" if annual else "quarterly",
        lag_quarters=chance.choice((0, 0, 0, 0, 1)),
        baseline=baseline,
        target_rule=rule,
        target=target,
        target_upper=upper,
        target_profile=profile,  # type: ignore[arg-type]
        judged=_judged(chance, kind),
        population=Population(2500) if kind.is_per_population and index % 2 else None,
        tolerance=chance.choice((None, None, Decimal("0.02"), Decimal(0))),
        **_colours(chance, kind, polarity, target if rule in rules else None),
        due=chance.choice((None, *DAYS)) if kind.has_status else None,
        projection=chance.choice(("straight line", "straight line", "auto", "none")),
        begins=Quarter(START, 2) if index % 9 == 7 else None,
        comparable_from=chance.choice((None, None, None, Quarter(START, 1))),
    )


def _colours(chance: random.Random, kind: Kind, polarity: str, target: Decimal | None) -> dict[str, Any]:
    """The RAG rule, and what of the plan goes with it. target: None where it is no one bound."""
    rule = chance.choice(("", "", "improving", "tolerance", "thresholds", "wide"))
    if rule == "wide":
        return {"green_within": chance.choice((Decimal("0.01"), Decimal("0.1")))}
    if rule != "thresholds":
        return {"rag_rule": rule}
    if not target:
        return {}
    ends = [target * chance.choice(tenths) / 10 for tenths in BANDS[polarity]]
    green, amber = (min(end, Decimal(1)) if kind.is_proportion else end for end in ends)
    return {"green": green, "amber": amber}


def _judged(chance: random.Random, kind: Kind) -> str:
    if kind.has_denominator:
        return chance.choice(("profile", "projection", "latest", "quarter", "rolling 12"))
    return (
        chance.choice(("profile", "profile", "projection", "quarter", "rolling 12")) if kind.is_added_up else "latest"
    )


def _numbers(chance: random.Random, kind: Kind) -> tuple[Fraction | None, Fraction | None, Fraction | None, str]:
    """Numerator, denominator, proportion and milestone that the kind can have."""
    n = Fraction(chance.choice((0, 1, 5, 9, 10, 15, 20, 25, chance.randint(0, 130))))
    if kind.is_pair:
        m = n + chance.choice((0, 1, 5, 10, 15, chance.randint(0, 60)))
        if kind.takes_decimals:
            return (
                n * 3 + Fraction(chance.choice((0, 1, 5, 25)), 20),
                m + Fraction(chance.choice((0, 0, 1)), 4),
                None,
                "",
            )
        if not kind.takes_share or chance.random() < 0.85:
            return n, m, None, ""
        return None, None, Fraction(chance.randint(0, 1000), 1000), ""
    if kind.is_bare_percentage:
        return None, None, Fraction(chance.choice((250, 286, 287, 620, 500, chance.randint(0, 1000))), 1000), ""
    if kind.has_status:
        return None, None, None, chance.choice(list(MILESTONES))
    below = Fraction(chance.choice((1000, 2500, 9731))) if kind.is_per_population else None
    return n if kind.is_counted else n + Fraction(chance.choice((0, 1, 5, 25)), 20), below, None, ""


def _figure(chance: random.Random, series: Series, quarter: Quarter) -> Figure | None:
    source = Source("Police.xlsx", "Return", "D14")
    if chance.random() < 0.12:
        return chance.choice((None, Figure(series.id, quarter, source, status=MISSING, reason="Staff change")))
    n, m, share, status = _numbers(chance, series.kind)
    is_to_date = series.kind.has_year_to_date and share is None and chance.random() < 0.15
    scale = quarter.number if is_to_date else 1
    return Figure(
        series.id, quarter, source, n * scale if n is not None else None,
        m * scale if m is not None and series.kind.is_pair else m, share, status, PROVIDED,
        YEAR_TO_DATE if is_to_date else THIS_QUARTER,
    )  # fmt: skip


def _answer(chance: random.Random, series: Series) -> Answer:
    kind, fate = series.kind, chance.random()
    said = chance.choice(("", "Steady.", "x" * 601))
    if fate < 0.08:
        return Answer(status=chance.choice(("", NO_FIGURE)), commentary=said)
    if fate < 0.16:
        return Answer(status=NO_FIGURE, reason=chance.choice(REASON_WORDS), commentary=said)
    if fate < 0.24:
        return _wrong(chance, kind) if series.residents is None else Answer(figure=-1)
    n, m, share, status = _numbers(chance, kind)
    is_to_date = kind.has_year_to_date and chance.random() < 0.2
    scale = 4 if is_to_date else 1
    return Answer(
        figure=_plain(n * scale) if n is not None else None,
        out_of=_plain(m * (scale if kind.is_pair else 1)) if m is not None and series.residents is None else None,
        percentage=float(share * 100) if share is not None else None,
        milestone=status,
        basis=TO_DATE_BASIS if is_to_date else "",
        status=chance.choice(("Provided", "Provisional", "", NO_FIGURE)) if fate > 0.9 else "Provided",
        reason="Staff change" if 0.85 < fate < 0.9 else "",
        commentary=said,
    )


def _to_date(chance: random.Random, series: Series, earlier: tuple[Before, ...]) -> Answer | None:
    """Now and then the year to date where the quarter is asked for, as people send it."""
    figures = [line.figure for line in earlier if line.series is series and line.figure is not None]
    n, m, _, _ = _numbers(chance, series.kind)
    numbers = [(one.numerator, one.denominator) for one in figures if one.numerator is not None]
    if n is None or not numbers or not series.kind.has_year_to_date or chance.random() < 0.7:
        return None
    figure = n + sum(one for one, _ in numbers)
    below = (m or 0) + sum(of or 0 for _, of in numbers) if series.kind.is_pair else m
    out_of = _plain(below) if below is not None and series.residents is None else None
    return Answer(figure=_plain(figure), out_of=out_of, status="Provided")


def _wrong(chance: random.Random, kind: Kind) -> Answer:
    odd = chance.choice((-1, 12.5, "approx 300", 130))
    if kind.has_status:
        return Answer(milestone="Nearly")
    if kind.is_bare_percentage:
        return Answer(percentage=odd)  # type: ignore[arg-type]
    if kind.has_denominator:
        return chance.choice((Answer(figure=5), Answer(out_of=5), Answer(figure=odd, out_of=10)))  # type: ignore[arg-type]
    return Answer(figure=odd)  # type: ignore[arg-type]


def _revised(chance: random.Random, series: Series) -> Revised:
    n, m, share, _ = _numbers(chance, series.kind)
    return Revised(
        figure=_plain(n) if n is not None else None,
        out_of=_plain(m) if m is not None and series.residents is None else None,
        percentage=float(share * 100) if share is not None else None,
    )


def _plain(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _history(chance: random.Random, series: Series) -> Iterator[YearOfFigures]:
    if chance.random() < 0.2 or series.kind.has_status:
        return
    for start in range(START - 3, START):
        values: list[Decimal | None] = []
        below: list[Decimal | None] = []
        for _ in range(4):
            n, m, share, _status = _numbers(chance, series.kind)
            value = n if n is not None else share
            is_lost = chance.random() < 0.05
            values.append(None if is_lost or value is None else Decimal(str(float(value))))
            below.append(None if m is None or is_lost else Decimal(str(float(m))))
        if series.kind.is_pair:
            values = [value if of is not None else None for value, of in zip(values, below, strict=True)]
        yield YearOfFigures(start, tuple(values), None, tuple(below))


def without_answers(form: Form) -> Form:
    """The form as it is issued."""
    return replace(form, answers={}, revised={}, as_at=None, signed_by="", signed=None)
