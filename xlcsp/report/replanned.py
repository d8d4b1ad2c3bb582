"""What the plan says of a series, as a release keeps it, and what of it has changed since.

A colour may move because a tolerance was widened: that is told as a changed target is, and no figure is blamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xlcsp.domain.numbers import is_money, listed
from xlcsp.domain.plan import CHANCE, Series
from xlcsp.domain.wording import sentence_case
from xlcsp.measures.assess import Assessment
from xlcsp.measures.numbers import exact, number
from xlcsp.measures.rag_rules import RULES, Wording, Yardstick
from xlcsp.report.model import Report
from xlcsp.report.narrative import target_alone
from xlcsp.report.released import DECIMALS, Released
from xlcsp.report.rule_words import plan_number

Change = tuple[Series, str, str]
"""A series, what of its plan has changed, and how: ``target``, ``from at most 520 people to at most 560 people``."""
BASELINE = "baseline"
_JUDGED = {
    "profile": "year to date",
    "projection": "projected year end",
    "latest": "latest figure",
    "quarter": "this quarter alone",
    "rolling 12": "last four quarters together",
}


def plan_json(assessment: Assessment) -> dict[str, Any]:
    """What the plan says of the series, beside its target."""
    series, how = assessment.observed.series, assessment.how
    return {
        "rule": how.rule,
        "tolerance": number(how.tolerance),
        "share": how.is_share,
        "green": _plain(series.green),
        "amber": _plain(series.amber),
        "green_within": number(how.green_within),
        "judged": series.judged,
        "baseline": _plain(series.baseline),
        "quarters": [_plain(target) for target in series.target_profile or ()],
    }


def replanned(report: Report, released: Released | None) -> Iterator[Change]:
    """What of the plan is not as released. A release that does not hold a setting claims nothing of it."""
    if released is None:
        return
    for line in report.series:
        series, then = line.series, released.plans.get(line.series.id)
        was, now = released.targets.get(series.id), target_alone(series, decimals=DECIMALS) or "none"
        if was is not None and was != now:
            yield series, "target", f"from {_apart(was)} to {_apart(now)}"
        if then is None or line.assessment.requirement is None:
            continue
        before, after = (dict(_words(plan, series)) for plan in (then, plan_json(line.assessment)))
        for name, words in after.items():
            if name in before and before[name] != words:
                yield series, name, f"from {before[name]} to {words}"


def _apart(target: str) -> str:
    """Words that would run into those around them, ``from to be set to at most 225``, in quotation marks."""
    return f'"{target}"' if target == "to be set" else target


def in_lines(changes: Iterable[Change]) -> Iterator[tuple[str, str]]:
    """Number and words of each change; of one that many series have alike, their numbers are among the words."""
    alike: dict[tuple[str, str], list[Series]] = {}
    for series, what, steps in changes:
        alike.setdefault((what, steps), []).append(series)
    for (what, steps), (one, *others) in alike.items():
        if others:  # such as the tolerance of Settings
            refs = listed(dict.fromkeys(each.ref for each in (one, *others)))
            yield "", sentence_case(f"{what} of {refs} changed {steps}.")
        else:
            words = f"{what} changed {steps}."
            yield one.ref, f"{one.name}: {words}" if one.name else sentence_case(words)


def in_sentences(changes: list[Change]) -> str:
    """``The target of Thornbeck has changed since, from … to …. The tolerance …``; a lone series has no name."""
    alike: dict[tuple[str, str], list[str]] = {}
    for series, what, steps in changes:
        alike.setdefault((what, steps), []).append(series.name)
    return " ".join(
        f"The {what}{f' of {listed(names)}' if all(names) else ''} has changed since, {steps}."
        for (what, steps), names in alike.items()
    )


def _words(plan: Mapping[str, Any], series: Series) -> Iterator[tuple[str, str]]:
    """Each setting that judges the series, by its name, in words."""
    how = Yardstick(
        plan["rule"],
        tolerance=exact(plan["tolerance"]),
        green=exact(plan["green"]),
        amber=exact(plan["amber"]),
        green_within=exact(plan["green_within"]),
        is_share=plan["share"],
    )
    side = "at most" if series.polarity == "lower" else "at least"
    wording = Wording(side, series.is_proportion, lambda value: plan_number(series, value, DECIMALS))
    yield "RAG rule", RULES[how.rule].words(how, wording) if how.rule in RULES else str(plan["rule"])
    if how.rule != CHANCE and not series.kind.is_latest_only:
        yield "figure that is judged", _JUDGED.get(plan["judged"], str(plan["judged"]))
    baseline, quarters = exact(plan["baseline"]), [exact(target) for target in plan["quarters"]]
    yield BASELINE, "none" if baseline is None else plan_number(series, baseline, DECIMALS, with_unit=True)
    is_pounds = is_money(series.unit)
    each = [plan_number(series, target, DECIMALS, with_unit=is_pounds) for target in quarters if target is not None]
    yield "target of the quarters", listed(each) if each else "none of their own"


def _plain(value: Decimal | None) -> int | float | None:
    return None if value is None else number(Fraction(value))
