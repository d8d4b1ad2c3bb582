"""Claims confirmed by the figures whose words name the same thing, of the times that are compared.

Nothing is called wrong here. Two figures are tried only where their words, or the words of the claim, name both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, permutations, product

from xlcsp.audit.checks import OK
from xlcsp.audit.claim import Judged, of_change, of_share
from xlcsp.audit.finding import as_text
from xlcsp.audit.told import THEN, NamedFigure, are_of_one_time, stems, time_of
from xlcsp.claims.agreement import fits
from xlcsp.claims.prose import CHANGE, Pair, Reading
from xlcsp.claims.prose.quantities import TARGET
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, POINTS

_MOST = 3  # couples that are tried
_OF = re.compile(r"%?\)? of (?P<what>[^\d,;:.()]{2,60})")
_OF_NUMBER = re.compile(r"%?\)? of (?:all |the |these |those |[a-z]+['’]s )*(?=[£\d])")
_OF_IT = re.compile(r"%?\)? of (?:it|them|these|those|this)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:they|it|this|that|these|those)\b", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:since|than|on|from|compared (?:with|to)|against)\b[^,;]*$", re.IGNORECASE)
_UNTIL = re.compile(r"[,;.()]|\b(?:but|while|and)\b")
_APART = re.compile(r"[,;]|\band\b")
_SET_OFF = re.compile(r"(?: [a-z]+)?, (?:or )?")  # from 15 to 12 days, 20%.
_ENDS = re.compile(r"%?(?:[.,;)]|$)")
_IS_ONE = re.compile(r"[^,;:()]{0,20} (?:is|was) one of ")
_IS_ALSO = re.compile(  # the drop of 21 is 20%; a drop of 51, equal to a quarter
    r"(?: [a-z]+){0,2} (?:is|was) (?:about |nearly |almost |just over |just under )?"
    r"|,? (?:which is|that is|equal to|equating to|equivalent to|or) (?:about |nearly |almost |just over |just under )?"
)
_IN_ALL = re.compile(r"\b(?:all|together|combined|overall|altogether|in total)\b", re.IGNORECASE)
_IN_BRACKET = re.compile(r"[^,;:()]{0,40} \(")


def by_names(named: Named) -> Iterator[Judged]:
    """What the figures that the words name make of a claim."""
    if named.claim.figure.role == CHANGE:
        yield from named.changes()
        yield from named.differences()
    elif named.claim.figure.is_share_like:
        yield from named.shares()
        yield from named.in_other_words()


@dataclass(frozen=True, slots=True)
class Named:
    """A claim among the numbers of its sentence and of those before, the nearest sentence first."""

    reading: Reading
    claim: NamedFigure
    own: Sequence[NamedFigure]
    above: Sequence[Sequence[NamedFigure]]

    def others(self, kind: str = NUMBER) -> list[NamedFigure]:
        """The other figures, the nearest first."""
        text, place = self.reading.text, self.claim.figure
        here = [
            one
            for one in self.own
            if ";" not in text[min(one.figure.end, place.end) : max(one.figure.start, place.start)]
        ]
        here.sort(key=lambda one: abs(one.figure.start - place.start))
        every = [*here, *(one for figures in self.above for one in figures)]
        return [one for one in every if one is not self.claim and one.figure.kind == kind and one.figure.role != CHANGE]

    def before(self) -> list[NamedFigure]:
        """The numbers of the sentence before the claim."""
        return [one for one in self.own if one.figure.end <= self.claim.figure.start]

    # --- shares ------------------------------------------------------------------------------------------------------

    def shares(self) -> Iterator[Judged]:
        """``Castle alone had 26% of the borough's offences``: what the subject counts of what stands after "of"."""
        share, figures = self.claim.figure, self.others()
        couples = [
            (part, whole)
            for part, whole in self._parts_and_wholes(figures)
            if 0 < part.figure.value < whole.figure.value and are_of_one_time(part, whole)
        ]
        yield from (of_share(share, one.figure, other.figure) for one, other in islice(couples, _MOST))
        if _IN_ALL.search(self.reading.text[: share.start]) and self.above:
            parts = [one.figure for one in self.above[0] if one.figure.kind == PERCENT and one.figure.role != CHANGE]
            if len(parts) > 1 and fits(sum((one.value for one in parts), Fraction(0)), share.value, share.decimals):
                words = " and ".join(f"{one.text}%" for one in parts)
                yield Judged(share, "SUM", OK, as_text(share.value), words, tuple(parts))

    def _parts_and_wholes(self, figures: Sequence[NamedFigure]) -> Iterator[tuple[NamedFigure, NamedFigure]]:
        after = self.reading.text[self.claim.figure.end :]
        of, number, beside = _OF.match(after), _OF_NUMBER.match(after), self._beside()
        what = stems(of["what"]) if of is not None else frozenset()
        last = [one for one in self.above[0] if one in figures][-1:] if self.above else []
        if number is not None:
            place = self.claim.figure.end + number.end()
            yield from product(self._named(what, figures), (one for one in figures if one.figure.start == place))
        elif _OF_IT.match(after):
            yield from product([*beside, *last], [one for one in self.before() if one in figures][:1])
        elif what:
            wholes = _all_of_it([one for one in figures if what & one.names])
            wholes.sort(key=lambda one: len(one.names - what))
            yield from product([*self._in_bracket(after), *self._named(what, figures)], wholes)
        elif beside:  # 36 of the cameras (75%), after 48 cameras
            alike = [one for one in figures if one not in self.own for part in beside if part.names & one.names]
            yield from product(beside, _all_of_it(alike))
        else:  # the south accounts for 45%, after a list with its total
            for part in self._named(what, figures):
                listed = [one for one in next((many for many in self.above if part in many), []) if one in figures]
                yield from (
                    (part, one) for one in listed if one.figure.value == max(each.figure.value for each in listed)
                )

    def _in_bracket(self, after: str) -> list[NamedFigure]:
        """The number of ``a third of the open cases (50)``."""
        later = [one for one in self.own if one.figure.start > self.claim.figure.end][:1]
        return [one for one in later if _IN_BRACKET.fullmatch(after[: one.figure.start - self.claim.figure.end])]

    def _beside(self) -> list[NamedFigure]:
        """The number before the claim, in its clause."""
        last = [one for one in self.before() if one.figure.kind == NUMBER][-1:]
        return [one for one in last if ";" not in self.reading.text[one.figure.end : self.claim.figure.start]]

    def _named(self, what: frozenset[str], figures: Sequence[NamedFigure]) -> list[NamedFigure]:
        """What the subject of a share counts; what: the words for all of it."""
        text, before = self.reading.text, self.before()
        lead = text[before[-1].figure.end if before else 0 : self.claim.figure.start]
        subject, time = stems(lead) - what, time_of(lead)
        named = [one for one in figures if one not in before and subject & one.names - what]
        named = named or [one for one in figures if one not in before and time not in ("", THEN) and one.time == time]
        if not before and not named and self.above and _PRONOUN.match(text):
            told = [one for one in self.above[0] if one in figures]
            return [one for one in told if one.time != THEN][-1:] or told[-1:]
        return named or self._beside()

    def in_other_words(self) -> Iterator[Judged]:
        """``156 higher than the first (8.3%)``, ``from 100 to 120, 20%.``: a change said again, or that of the pair."""
        share, text = self.claim.figure, self.reading.text
        for one in self.before()[-1:]:
            between = text[one.figure.end : share.start]
            is_set_off = _SET_OFF.fullmatch(between) and _ENDS.match(text[share.end :])
            if one.figure.role == CHANGE and (
                is_set_off or any(way.fullmatch(between) for way in (_IN_BRACKET, _IS_ONE, _IS_ALSO))
            ):
                again = replace(share, role=CHANGE, direction=one.figure.direction)
                yield from (of_change(again, pair) for pair in self.reading.pairs)
                yield from replace(self, claim=replace(one, figure=again)).changes()
            elif is_set_off:
                again = replace(share, role=CHANGE)
                pairs = [pair for pair in self.reading.pairs if one.figure.at in (pair.current.at, pair.previous.at)]
                yield from (of_change(again, pair) for pair in pairs)

    # --- changes -----------------------------------------------------------------------------------------------------

    def changes(self) -> Iterator[Judged]:
        """``Incidents were up by 15%``: what they count now and then, or in the two times that are named."""
        change = self.claim.figure
        direction = -change.direction if self.claim.time == THEN else change.direction  # last year it was 3 less
        figures = [one for one in self.others(self._kind()) if one.figure.role != TARGET]
        since, before = self._since(), self.before()
        lead = self.reading.text[before[-1].figure.end if before else 0 : change.start]
        if _IN_ALL.search(lead):
            return
        own = [one for one in figures if one in self.own and self._is_beside(one)]
        names = self.claim.names & frozenset().union(*(one.names for one in figures))
        has_then = any(one.time == THEN for one in figures)
        couples = (
            (now, then)
            for now, then in permutations(figures, 2)
            if then.figure.value and (now.figure.value - then.figure.value) * (direction or 1) > 0
            and self._may_compare(now, then, since, has_then=has_then) and _are_named(names, now, then)
            and (not own or now in own or then in own)
        )  # fmt: skip
        for now, then in islice(couples, _MOST):
            yield of_change(replace(change, direction=direction), Pair(now.figure, then.figure, 0, 0, 0))

    def _since(self) -> str:
        """The time that a change is counted from: ``on last year``, ``since 2021 by``."""
        text, change, before = self.reading.text, self.claim.figure, self.before()
        lead = _SINCE.search(text[before[-1].figure.end if before else 0 : change.start])
        return time_of(_UNTIL.split(text[change.end :], maxsplit=1)[0]) or (time_of(lead[0]) if lead else "")

    def _kind(self) -> str:
        change = self.claim.figure
        return PERCENT if change.is_of_points else NUMBER

    def _is_beside(self, one: NamedFigure) -> bool:
        ends = (one.figure.end, self.claim.figure.end)
        return _APART.search(self.reading.text[min(ends) : max(one.figure.start, self.claim.figure.start)]) is None

    def _may_compare(self, now: NamedFigure, then: NamedFigure, since: str, *, has_then: bool) -> bool:
        """Whether the times are those that the claim compares: the first its own, the other the one it names.

        has_then: whether any figure is of "last year" or the like; without it two named times are compared.
        """
        if now.time in (then.time, THEN):
            return False
        if self.claim.time not in ("", THEN, since) and now.time != self.claim.time:
            return False
        if since and since != THEN:
            return then.time == since
        return then.time == THEN or (bool(then.time and now.time) and not has_then)

    def differences(self) -> Iterator[Judged]:
        """``Follow-up trails initial contact by 17 points``: two figures of one sentence, each named."""
        change = self.claim.figure
        names = stems(_UNTIL.split(self.reading.text[change.end :], maxsplit=1)[0]) | stems(
            self.reading.text[: change.start]
        )
        for figures in self.above if change.kind in (NUMBER, POINTS) and not self.before() else ():
            named = [one for one in figures if one in self.others(self._kind()) and names & one.names]
            for one, other in permutations(named, 2):
                is_apart = names & one.names - other.names and names & other.names - one.names
                if is_apart and one.figure.value - other.figure.value == abs(change.value):
                    words = f"{one.figure.text} and {other.figure.text}"
                    yield Judged(change, "DIFF", OK, as_text(change.value), words, (one.figure, other.figure))


def _all_of_it(wholes: Sequence[NamedFigure]) -> list[NamedFigure]:
    """The figures that are no part of others, if there are any."""
    return [one for one in wholes if not one.is_part] or list(wholes)


def _are_named(names: frozenset[str], now: NamedFigure, then: NamedFigure) -> bool:
    """Whether two figures count the same, and the claim names neither less nor anything else told."""
    is_said = not names or (bool(names & now.names) and names <= now.names | then.names)
    return is_said and (not now.names or not then.names or not now.names.isdisjoint(then.names))
