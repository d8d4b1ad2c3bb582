"""Claims that nothing else decides, confirmed by the few figures beside them; nothing is called wrong here.

A claim is confirmed by a figure of its own sentence with one shortly before it, by two of the sentence that it goes on
from, or by the table row that it names. Few figures are tried, so that a wrong number hardly fits any two by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice, pairwise, permutations, product

from xlcsp.audit.by_counts import by_counts
from xlcsp.audit.by_names import Named, by_names
from xlcsp.audit.by_rows import by_rows, named_in
from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.claim import Judged, of_change, of_share
from xlcsp.audit.finding import as_text
from xlcsp.audit.tables import PrintedTable
from xlcsp.audit.told import THEN, NamedFigure, is_part, stems, told_in
from xlcsp.claims.agreement import fits, is_near_enough, percent
from xlcsp.claims.prose import CHANGE, LEVEL, SHARE, Pair, Quantity, Reading
from xlcsp.claims.prose.quantities import BASE, LONE_BASE, TARGET
from xlcsp.claims.prose.tokens import NUMBER, PERCENT

_Couple = tuple[Quantity, Quantity]  # a part and its whole
_FIGURES = (LEVEL, SHARE, BASE, LONE_BASE, TARGET)
_SENTENCES, _MOST_COUPLES, _MOST_FIGURES, _TELLING, _COUPLE, _MOST_ABOVE = 3, 6, 8, 10, 2, 4
_AVERAGE = re.compile(r"\baverage\b[^\d;.]{0,40}£?$", re.IGNORECASE)
_EACH = re.compile(
    r" (?:(?:[a-z]+ ){0,2}(?:each|apiece)|a head|per head|a (?!day|week|month|year|quarter)[a-z]+)(?: on average)?"
    r"(?=[,.;)]|$)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:this|that|it|these|which)\b|.{1,25}\b(?:therefore|thus|hence)\b", re.IGNORECASE)
_TOGETHER = re.compile(
    r"\b(?:together|combined|in total|in all|altogether|overall|between them|totall?(?:ed|ing)?|as a whole|all)\b",
    re.IGNORECASE,
)
_SAYS_IT = re.compile(r"\b(?:which|that|this) is (?:an? )?(?:about |nearly )?$", re.IGNORECASE)
_LEADS_TO = re.compile(r"(?: [a-z'’]+){0,9} \(", re.IGNORECASE)
_OF_THESE = re.compile(r"\bof (?:these|those|them|which|whom)\b", re.IGNORECASE)
_RATE_IS = re.compile(r"\b(?:rate|proportion|percentage|share)\b[^\d,;]{0,30},? $", re.IGNORECASE)
_OF_NAMED = re.compile(r"%?\)? of (?P<what>[^\d,;:.()]{2,60})")
_LEADS_ON = re.compile(r"(?: [a-z'’]+){0,9}(?: \(|,| or| is|:)?(?: [a-z]+){0,3} ?", re.IGNORECASE)
_OF_WHAT = re.compile(r"%? of what\b")
_PLANNED = re.compile(r"\b(?:target|budget|plan|allocation)\b[^\d,;]*$", re.IGNORECASE)
_IS_POINT = re.compile(r"\s*[•●▪‣*–-]")
_FROM = re.compile(r"(?: [a-z]+){0,3} (?:from|on|than) (?:the )?£?")


def confirmed(
    readings: Sequence[Reading],
    at: int,
    found: Iterable[Judged],
    before: Sequence[Reading],
    tables: Sequence[PrintedTable],
) -> Iterator[Judged]:
    """The open claims of a sentence that figures beside them give. found: what is decided already."""
    reading = readings[at]
    decided = {one.claim.at for one in found if one.status in (OK, FAIL)}
    claims = [one for one in reading.quantities if one.at not in decided]
    if not claims:
        return
    above = (*before[-_SENTENCES:], *readings[:at])[-_SENTENCES:]  # a point of a list goes on from those before it
    above = above if _IS_POINT.match(reading.text) else tuple(readings[max(0, at - _SENTENCES) : at])
    *told, own = told_in((*above, reading))
    near = _Near(reading, above, {id(one.figure): one for figures in (*told, own) for one in figures})
    rows = named_in(reading.text, tables)
    for claim in claims:
        named = Named(reading, near.told[id(claim)], own, [figures for figures in reversed(told) if figures])
        ways = chain(islice(near.ways(claim), _MOST_COUPLES), by_names(named), by_counts(named))
        right = (one for one in ways if one.status == OK)
        yield from islice(chain(right, by_rows(reading.text, claim, rows, tables)), 1)


def _figures(reading: Reading, kind: str = NUMBER) -> list[Quantity]:
    return [one for one in reading.quantities if one.kind == kind and one.role in _FIGURES]


def _alike(claim: Quantity, figures: Iterable[Quantity]) -> list[Quantity]:
    """The figures that are money if the claim is, and otherwise not."""
    return [one for one in figures if one.text.startswith("£") == claim.text.startswith("£")]


def _is_ratio(claim: Quantity, ratio: Fraction) -> bool:
    return fits(ratio, claim.value, max(claim.decimals, 0)) or is_near_enough(claim, ratio)


def _sum(claim: Quantity, parts: Sequence[Quantity]) -> Iterator[Judged]:
    if len(parts) > 1 and sum(one.value for one in parts) == claim.value:
        words = " and ".join(one.text for one in parts)
        yield Judged(claim, "SUM", OK, as_text(claim.value), words, tuple(parts))


@dataclass(frozen=True, slots=True)
class _Near:
    """A sentence with those before it. told: what each of their numbers counts, and when, by its identity."""

    reading: Reading
    before: Sequence[Reading]
    told: Mapping[int, NamedFigure]

    def ways(self, claim: Quantity) -> Iterator[Judged]:
        """What the figures beside a claim make of it, the likeliest first."""
        text = self.reading.text
        if claim.is_share_like and claim.role != CHANGE:
            yield from self._shares(claim)
        elif claim.role == CHANGE and _TOGETHER.search(text[: claim.start]) and not self.beside(claim):
            yield from self._together(claim)
        elif claim.role == CHANGE:
            group = [one for one in self.reading.changes if one.group == claim.group]
            if {one.kind for one in group} == {NUMBER, PERCENT}:
                yield from self._twice(claim, group)
            elif claim.kind != NUMBER or claim.is_of_points or abs(claim.value) >= _TELLING or claim.decimals > 0:
                yield from self._changes(claim)
        elif claim.kind == NUMBER and (_AVERAGE.search(text[: claim.start]) or _EACH.match(text[claim.end :])):
            yield from self._averages(claim)
        elif claim.kind == NUMBER and self.before and self._is_together(claim):
            yield from self._sums(claim)
        elif claim.kind == NUMBER and _TOGETHER.match(text[claim.end :].lstrip()):
            yield from _sum(claim, [one for one in _figures(self.reading) if one.start < claim.start][-_COUPLE:])

    def beside(self, claim: Quantity, kind: str = NUMBER) -> list[Quantity]:
        """The other figures of the sentence that no semicolon parts from a claim, the nearest first."""
        text = self.reading.text
        found = [
            one
            for one in _figures(self.reading, kind)
            if one.at != claim.at and ";" not in text[min(one.end, claim.end) : max(one.start, claim.start)]
        ]
        return sorted(found, key=lambda one: abs(one.start - claim.start))

    def above(self, kind: str = NUMBER) -> list[Quantity]:
        """The figures of the sentence before, then the first, the largest and the last of each of those before it."""
        found: list[Quantity] = []
        for place, other in enumerate(reversed(self.before)):
            own = _figures(other, kind)
            found += [one for one in own if not place or one in (own[0], own[-1], max(own, key=lambda one: one.value))]
        return found

    def wholes(self, claim: Quantity) -> list[Quantity]:
        """The figures above of which something now may be a part, none of them of an earlier time.

        What was itself told as a part counts if that is said ("of these"), if it is named again, or if a share told
        since is one of it.
        """
        own = self.told[id(claim)]
        now = [one for one in self.above() if one.role in (LEVEL, SHARE, TARGET)]
        now = [one for one in now if not self.told[id(one)].is_past or self.told[id(one)].time == own.time]
        of = _OF_NAMED.match(self.reading.text[claim.end :])
        named = [one for one in now if of is not None and self.told[id(one)].names & stems(of["what"])]
        if named:  # % of the budget
            return [one for one in named if not self.told[id(one)].is_part] or named
        wholes = [one for one in now if not self.told[id(one)].is_part]
        text = self.reading.text
        with_parts = _OF_THESE.match(text[claim.end :].lstrip("% ")) or _OF_THESE.search(text[: claim.start])
        known = frozenset().union(*(self.told[id(one)].names for one in wholes))
        again = [
            one
            for one in now
            if one not in wholes
            and (with_parts or own.names & self.told[id(one)].names - known or self._is_a_whole(one, claim))
        ]
        return [*wholes, *again]

    def _is_a_whole(self, figure: Quantity, claim: Quantity) -> bool:
        """Whether a share told in the sentence before is one of this figure: ``81 complaints (50%)`` of 162."""
        return any(
            0 < one.value < figure.value
            and other.kind == PERCENT
            and other is not claim
            and fits(percent(one.value, figure.value), other.value, other.decimals)
            for reading in (*self.before[-1:], self.reading)
            for one, other in pairwise(reading.quantities)
            if one.kind == NUMBER and is_part(reading, one)
        )

    def _is_together(self, claim: Quantity) -> bool:
        """``Together they rose from 118 to 115``: whether no more than one figure comes between."""
        said = list(_TOGETHER.finditer(self.reading.text[: claim.start]))
        between = [one for one in _figures(self.reading) if said and said[-1].end() <= one.start < claim.start]
        return bool(said) and sum(not one.text.isalpha() for one in between) < _COUPLE

    def _goes_on(self) -> bool:
        return self.reading.follows or _GOES_ON.match(self.reading.text) is not None

    def _shares(self, claim: Quantity) -> Iterator[Judged]:
        """The figure beside a share, in its sentence, as a part of a larger one or the whole of a smaller one."""
        text, own = self.reading.text, self.beside(claim)
        own.sort(key=lambda one: not (one.end <= claim.start and _LEADS_ON.fullmatch(text[one.end : claim.start])))
        above = self.wholes(claim)
        couples = [
            (one, base)
            for one, base in product((one for one in self.reading.changes if one.kind == NUMBER), own)
            if _FROM.fullmatch(text[one.end : base.start]) or (len(own) == 1 and self.told[id(base)].time == THEN)
        ]
        couples += [(one.part, one.whole) for one in self.reading.wholes if one.share is None and one.whole in own[:1]]
        couples += self._shares_beside(claim, own, above) if own else self._shares_above(claim, above)
        for part, whole in couples:
            is_of_one_time = part.role == CHANGE or not self.told[id(whole)].is_past
            is_of_one_time |= self.told[id(part)].is_past or self.told[id(claim)].is_past
            if 0 < abs(part.value) < abs(whole.value) and is_of_one_time:
                yield of_share(claim, part, whole)
        pairs = self.reading.pairs if _SAYS_IT.search(text[: claim.start]) else ()
        pairs = self.before[-1].pairs if self.before and not own and self._goes_on() else pairs
        yield from (of_change(claim, one) for one in pairs)

    def _shares_beside(self, claim: Quantity, own: list[Quantity], above: list[Quantity]) -> Iterator[_Couple]:
        text, first = self.reading.text, own[0]
        earlier = [pair.previous.at for pair in self.reading.pairs]
        plain = [one for one in _figures(self.reading) if not is_part(self.reading, one) and one.at not in earlier]
        if _LEADS_TO.fullmatch(text[first.end : claim.start]):
            yield from ((first, one) for one in [one for one in plain if one.value > first.value] or above)
        elif self.before and _OF_THESE.match(text[claim.end :].lstrip("% ")):
            yield from ((first, one) for one in (*_figures(self.before[-1])[-1:], *above))
        elif _PLANNED.search(text[: first.start]) or _OF_WHAT.match(text[claim.end :]):
            yield from ((one, first) for one in above)
        else:
            yield from permutations([first, *(one for one in own[1:] if not is_part(self.reading, one))][:_COUPLE], 2)
            if (
                not self.reading.pairs
                and first.role not in (BASE, LONE_BASE)
                and not any(one.at != first.at for one in plain)
            ):
                yield from ((first, one) for one in above)

    def _shares_above(self, claim: Quantity, above: list[Quantity]) -> Iterator[_Couple]:
        if self.before and self._goes_on():
            yield from product([one for one in self.before[-1].quantities if one.kind == NUMBER][-_COUPLE:], above)
        elif self.before and _RATE_IS.search(self.reading.text[: claim.start]):
            yield from ((one.part, one.whole) for other in self.before for one in other.wholes)
            yield from permutations([one.current for one in self.before[-1].pairs], 2)
            yield from (couple for other in self.before for couple in permutations(_figures(other)[:_COUPLE], 2))

    def _changes(self, claim: Quantity) -> Iterator[Judged]:
        """The figure of a change's sentence against one before, or the two of the sentence that it goes on from."""
        kind = PERCENT if claim.is_of_points else NUMBER
        own = self.beside(claim, kind)
        couples = [*product(own[:1], own[1:]), *product(own[1:], own[:1]), *product(own[:1], self.above(kind))]
        for one, other in couples or self._couples_above(kind):
            is_earlier = own and claim.kind == PERCENT and self.told[id(one)].time == THEN
            for now, then in ((other, one),) if is_earlier else ((one, other), (other, one)):
                if (now.value - then.value) * (claim.direction or 1) > 0 and then.value:
                    yield of_change(claim, Pair(now, then, 0, 0, 0))

    def _couples_above(self, kind: str) -> list[tuple[Quantity, Quantity]]:
        """What a sentence without figures may compare: two of one sentence, or those at the same place of two."""
        told = [figures for other in reversed(self.before) if (figures := _figures(other, kind))]
        found = [(one[-1], one[-2]) for one in told if len(one) > 1]
        if len(told) > 1 and len(told[0]) == len(told[1]):
            found = [*zip(told[0], told[1], strict=True), *found]
        return found[:_MOST_ABOVE]

    def _twice(self, claim: Quantity, group: Sequence[Quantity]) -> Iterator[Judged]:
        """A difference and its percentage that the same two figures give; hardly any other two will."""
        figures = [one for other in (*self.before, self.reading) for one in _figures(other)][-_MOST_FIGURES:]
        for now, then in permutations(figures, 2):
            if (now.value - then.value) * (claim.direction or 1) > 0 and then.value:
                found = [of_change(one, Pair(now, then, 0, 0, 0)) for one in group]
                if all(one.status == OK for one in found):
                    yield from (one for one in found if one.claim is claim)

    def _averages(self, claim: Quantity) -> Iterator[Judged]:
        """``It cost £84,000. It helped 420 people, at an average cost of £200``."""
        own = self.beside(claim)
        couples = [*pairwise(own), *product(own, self.above())] or [*pairwise(self.above())]
        for couple in couples:
            low, high = sorted(couple, key=lambda one: one.value)
            if low.value > 1 and _is_ratio(claim, high.value / low.value):
                words = f"{high.text} divided by {low.text}"
                yield Judged(claim, "RATE", OK, as_text(high.value / low.value), words, (high, low))

    def _together(self, claim: Quantity) -> Iterator[Judged]:
        """``Taken together they rose by 44``: the changes of all the pairs before it."""
        pairs = [pair for other in self.before for pair in other.pairs]
        if len(pairs) > 1 and claim.kind in (NUMBER, PERCENT):
            now, then = (sum((one.value for one in each), Fraction(0)) for each in (
                [pair.current for pair in pairs], [pair.previous for pair in pairs]))  # fmt: skip
            truth = percent(now - then, then) if claim.kind == PERCENT and then else now - then
            if (now - then) * (claim.direction or 1) > 0 and fits(abs(truth), abs(claim.value), max(claim.decimals, 0)):
                yield Judged(claim, "SUM", OK, as_text(abs(truth)), f"{as_text(then)} to {as_text(now)} together")

    def _sums(self, claim: Quantity) -> Iterator[Judged]:
        """``Together they had 182, against 200``: of what each is now, or was, in the sentences before."""
        pairs = [[pair for other in many for pair in other.pairs] for many in (self.before[-1:], self.before)]
        sets = [[one.current for one in told] for told in pairs] + [[one.previous for one in told] for told in pairs]
        firsts = [figures[0] for other in self.before if (figures := _figures(other))]
        for parts in (*sets, *(list(other.levels) for other in reversed(self.before)), firsts[-_COUPLE:]):
            yield from _sum(claim, parts)
