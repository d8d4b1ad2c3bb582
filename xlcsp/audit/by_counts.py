"""Counts confirmed by the figures that give them: a rest, a part by its percentage, so many each, a sum, a worth.

Nothing is called wrong here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from xlcsp.audit.by_names import Named
from xlcsp.audit.checks import OK
from xlcsp.audit.claim import Judged
from xlcsp.audit.finding import as_text
from xlcsp.audit.parts import is_a_list
from xlcsp.audit.told import THEN, NamedFigure, stems
from xlcsp.claims.agreement import fits, is_near_enough
from xlcsp.claims.prose import CHANGE, LEVEL, Quantity
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, POINTS

_MOST, _LEAST_PARTS, _COUPLE = 3, 3, 2
_REST = re.compile(
    r"\b(?:the (?:other|remaining|rest|balance)|others|remainder)\b[^;]{0,40}$"
    r"|\b(?:another|a further|left|leav(?:es|ing)) (?:just |only )?£?$",
    re.IGNORECASE,
)
_REST_AFTER = re.compile(
    r" (?:from |for |by )?(?:others?|remaining|left)\b| [a-z]+ another\b| has yet to\b"
    r"|(?: [a-z]+){0,2} (?:had|have|has|were|was|are|is) (?:not|yet to)\b"
    r"|(?: [a-z]+){0,2} (?:still|remain\w*|outstanding|left|(?:not |un)(?:used|spent)|(?:be )?carried|saved)\b",
    re.IGNORECASE,
)
_LAST_PART = re.compile(r"(?:\band|;) (?:the |just |only )?£?$")
_IN_NUMBERS = re.compile(r"\b(?:that is|i\.e\.|which is|or)(?: about)? $", re.IGNORECASE)
_PER = re.compile(r",? (?:[a-z]+ )?(?:per|a|each|every) (?P<unit>[a-z]+)", re.IGNORECASE)
_WORTH = re.compile(r"£(?P<rate>\d+(?:\.\d+)?) (?:an?|per|each) (?P<unit>[a-z]+)\b", re.IGNORECASE)
_MISSED = re.compile(
    r"\b(?:(?P<short>missed|short)|passed|exceed\w*|beat\w*|surpassed)\b[^;]{0,60}\bby (?:just |only )?£?$",
    re.IGNORECASE,
)
_IN_ALL = re.compile(r"(?: [a-z]+)? (?:in all|in total|altogether|overall)\b")
_TARGET = re.compile(r"\b(?:target|goal|plan)\b[^\d;,]{0,30}$", re.IGNORECASE)
_BY = re.compile(r"\bby £?$")


def by_counts(named: Named) -> Iterator[Judged]:
    """What the figures beside and before a count make of it."""
    claim, text = named.claim.figure, named.reading.text
    if claim.role == CHANGE or claim.kind == POINTS:
        yield from _off_target(named)
    if claim.kind != NUMBER or claim.role == CHANGE:
        return
    lead = text[: claim.start]
    if _REST.search(lead) or _REST_AFTER.match(text[claim.end :]):
        yield from _rest(named)
    elif _LAST_PART.search(lead):
        parts = {one.figure.at for one in named.before() if one.is_part}
        yield from (one for one in _rest(named) if len(one.basis) > _COUPLE or one.basis[-1].at in parts)
    yield from _by_percentage(named)
    yield from _sum_of_list(named)
    unit, rate = _PER.match(text[claim.end :]), _WORTH.search(lead)
    if unit is not None:
        yield from _of_each(named, stems(unit["unit"]))
    if rate is not None:
        yield from _worth(named, Fraction(rate["rate"]), stems(rate["unit"]))
    yield from _off_target(named)
    changes = [one for one in named.before() if one.figure.role == CHANGE]
    if changes and _BY.search(lead):  # incidents were up by 15% and arrests by 30
        again = replace(claim, role=CHANGE, direction=changes[-1].figure.direction)
        yield from replace(named, claim=replace(named.claim, figure=again)).changes()


def _rest(named: Named) -> Iterator[Judged]:
    """What a figure leaves when what was told of it since is taken away: all of each sentence, or the first of it."""
    count = named.claim.figure
    for since, wholes in _since(named, [one for one in named.before() if _is_like(one, count)]):
        for whole in wholes:
            if since and whole.value - sum(one.value for one in since) == count.value:
                words = f"{whole.text} less {' and '.join(one.text for one in since)}"
                yield Judged(count, "SUM", OK, as_text(count.value), words, (whole, *since))


def _is_like(one: NamedFigure, count: Quantity) -> bool:
    """Whether it is a figure, of money if the claim is."""
    figure = one.figure
    is_money = figure.text.startswith("£") == count.text.startswith("£")
    return figure.kind == NUMBER and figure.role != CHANGE and is_money


def _since(named: Named, own: Sequence[NamedFigure]) -> Iterator[tuple[list[Quantity], list[Quantity]]]:
    """What was told since, with the figures that it may be taken from. own: of the claim's sentence."""
    before = [one.figure for one in own]
    for couple in named.reading.wholes:
        yield [one for one in before if not one.is_at(couple.whole)], [couple.whole]
    yield before[1:], before[:1]
    firsts = before[:1]
    for place, figures in enumerate(named.above):
        alike = [one for one in figures if _is_like(one, named.claim.figure)]
        plain = [one.figure for one in alike]
        wholes = [one.figure for one in alike if one.time != THEN]
        yield before, wholes
        yield firsts, wholes
        if not place:
            yield from (([one for one in plain if one is not whole], [whole]) for whole in wholes)
            yield from ((parts, before[:1]) for parts in (plain, plain[:1], plain[-1:]))
            later = [one for other in named.above[1:] for one in other if _is_like(one, named.claim.figure)]
            yield [*plain, *before[:1]], [one.figure for one in later if one.time != THEN]
        firsts = [*firsts, *[one for one in plain if not one.text.isalpha()][:1]]


def _by_percentage(named: Named) -> Iterator[Judged]:
    """``Of the 425 cases, 119 involved a repeat victim``, where their percentage was told before."""
    count = named.claim.figure
    wholes = [one.whole for one in named.reading.wholes if one.part.at == count.at]
    if _IN_NUMBERS.search(named.reading.text[: count.start]):  # 30% of the 540 residents, that is 162 people
        yield from _of_own_whole(named)
    shares = [one for one in named.others(PERCENT) if named.claim.names & one.names and one.time != THEN]
    for whole in wholes[:1]:
        for share in shares[:_MOST]:
            truth = whole.value * abs(share.figure.value) / 100
            if fits(truth, count.value, max(count.decimals, 0)):
                words = f"{share.figure.text}% of {whole.text}"
                yield Judged(count, "RATE", OK, as_text(truth), words, (share.figure, whole))


def _of_own_whole(named: Named) -> Iterator[Judged]:
    count = named.claim.figure
    before = [one.figure for one in named.before()]
    for share, whole in pairwise(before):
        truth = whole.value * abs(share.value) / 100
        if share.kind == PERCENT and whole.kind == NUMBER and fits(truth, count.value, max(count.decimals, 0)):
            yield Judged(count, "RATE", OK, as_text(truth), f"{share.text}% of {whole.text}", (share, whole))


def _sum_of_list(named: Named) -> Iterator[Judged]:
    """``8 in the autumn term, 5 in spring and 3 in summer, 16 in the year``: the last of a sentence of one list."""
    count = named.claim.figure
    parts = [one.figure for one in named.before() if one.figure.kind == NUMBER and one.figure.role == LEVEL]
    if len(parts) < _LEAST_PARTS or len(parts) != len(named.before()) or not is_a_list(named.reading.text, parts):
        return
    if sum((one.value for one in parts), Fraction(0)) == count.value:
        words = " + ".join(one.text for one in parts)
        yield Judged(count, "SUM", OK, as_text(count.value), f"{words} is {as_text(count.value)}", tuple(parts))


def _of_each(named: Named, unit: frozenset[str]) -> Iterator[Judged]:
    """``138 children in all, or 2.3 per household``: the figure before it, or all of them behind, by the households."""
    count, text = named.claim.figure, named.reading.text
    later = [one for one in named.own if one.figure.start > count.end and _IN_ALL.match(text[one.figure.end :])]
    for all_of_them in [*[one for one in named.before() if one.figure.kind == NUMBER][-1:], *later]:
        for each in [one for one in named.others() if unit & one.names and one is not all_of_them][:_MOST]:
            ratio = all_of_them.figure.value / each.figure.value if each.figure.value else Fraction(0)
            if fits(ratio, count.value, max(count.decimals, 0)) or is_near_enough(count, ratio):
                words = f"{all_of_them.figure.text} divided by {each.figure.text}"
                yield Judged(count, "RATE", OK, as_text(ratio), words, (all_of_them.figure, each.figure))


def _worth(named: Named, rate: Fraction, unit: frozenset[str]) -> Iterator[Judged]:
    """``7,200 hours. At £10 an hour this is worth £72,000``."""
    count = named.claim.figure
    counted = [one for one in named.others() if unit & one.names and not one.figure.text.startswith("£")]
    for one in counted[:1]:
        if one.figure.value * rate == count.value:
            yield Judged(
                count, "SUM", OK, as_text(count.value), f"{one.figure.text} at £{as_text(rate)}", (one.figure,)
            )


def _off_target(named: Named) -> Iterator[Judged]:
    """``The target of 400 visits has been missed by 50``: the figure of its name, or the nearest, against it."""
    count = named.claim.figure
    kind = PERCENT if count.kind == POINTS else NUMBER
    said = _MISSED.search(named.reading.text[: count.start])
    if said is None:
        return
    targets = [one for one in named.before() if _TARGET.search(named.reading.text[: one.figure.start])]
    for target in targets[-1:]:
        actual = [one for one in named.others(kind) if one is not target and one.time != THEN]
        alike = [one for one in actual if one.names & target.names] or actual
        for one in alike[:_COUPLE]:
            change = one.figure.value - target.figure.value
            if target.figure.kind == kind and change == abs(count.value) * (-1 if said["short"] else 1):
                words = f"{one.figure.text} against {target.figure.text}"
                yield Judged(count, "DIFF", OK, as_text(abs(change)), words, (one.figure, target.figure))
