"""A figure that a commentary names, held against the figures of that name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile

from xlcsp.claims.gaps import sentences
from xlcsp.claims.prose import CHANGE, Quantity, read_sentence
from xlcsp.claims.prose.qualifiers import EXACTLY
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, WORDED, may_count
from xlcsp.claims.prose.vocabulary import direction_of, is_change_word
from xlcsp.domain.plan import Series
from xlcsp.returns.commentary import IS_OFF, is_of_clock
from xlcsp.returns.comparisons import (
    BEFORE,
    LAST_YEAR,
    NOW,
    PROFILE,
    PROJECTED,
    TARGET,
    THIS_YEAR,
    TO_DATE,
)
from xlcsp.returns.levels import Level, by_name, is_said, of_own_quarter
from xlcsp.returns.names import MONTHS, UNKNOWN, names_at
from xlcsp.returns.segments import ADDS_UP, COMPARE, Segment, is_listed, named_apart, segments_of
from xlcsp.returns.stated_targets import is_distance
from xlcsp.returns.subjects import EXPLAINS, PLAIN, is_named, is_own, is_told, tokens_of, words_of

_PARTS = frozenset(("including", "these", "them", "those", "another", "each", "per", "every", "very"))
_PLAIN = PLAIN | frozenset((
    "do", "does", "go", "stands", "stood", "stand", "received", "made", "took", "waited", "currently", "until",
    "being", "who", "our", "performance", "position", "outcome", "latest", "final", "actual", "average", "averaged",
    "positive", "having", "paid", "payments", "gone", "improved", "worsened", "which", "remaining",
    "equivalent", "cumulatively", "s", "we're", "us",
    "between", "v", "since", "current", "put", "context", "projection",
    "provided", "logged", "counted", "secured", "open", "end", "more", "total",
))  # fmt: skip
_MOST = frozenset(("lowest", "highest", "month", "worst", "best", "busiest", "quietest", "peak"))  # of a month
_OF_THIS_YEAR = re.compile(
    r"^(?!.*\b(?:last|ago|before|previous|past)\b).*\b(?:in|over|for|during|across)\sthe\s(?:whole\s|full\s)?year\b(?!\s(?:to|so))",
    re.IGNORECASE,
)
_PEOPLE = re.compile(r"\s(?:\w+\s)?people\b", re.IGNORECASE)
_AN_AVERAGE = re.compile(r"\s(?:[a-z]+\s)?(?:an?|per|each|every)\s(?:month|quarter|week|day)\b", re.IGNORECASE)
_BY = re.compile(r"(?<!followed )\bby\s(?:(?:about|around|just|only|nearly|almost|over|some)\s)?£?$", re.IGNORECASE)
_THE_TOTAL = frozenset(("the", "our", "us", "total", "overall", "cumulative", "figure", "year", "this"))
_IN_ALL = re.compile(r"^\s(?:\w+\s)?(?:in\s(?:total|all)|altogether|all\stold)\b", re.IGNORECASE)
_REST = re.compile(r"\b(?:remain|left|need|short)", re.IGNORECASE)
_OF = re.compile(r"\sof\s(?:(?:the|our)\s)?£?", re.IGNORECASE)
_QUARTER = re.compile(r"\bQ([1-4])\b", re.IGNORECASE)
_TOLD = 6  # figures that a question names
_ROUGHLY = Fraction(1, 50)
_WIDE = 4  # points that "one in four" may be out


def unlikely_levels(
    commentary: str, levels: Callable[[], Sequence[Level]], series: Series, own: set[str]
) -> Iterator[tuple[str, str]]:
    """Sentences that give a figure of a name another value than any figure of that name has, with those figures.

    levels: gives the figures that are known, which few commentaries need.
    """
    for sentence in filter(may_count, sentences(commentary)):
        told = _Sentence(sentence, tuple(segments_of(tokens_of(sentence))), levels(), series, own)
        if not told.names_known_quarters():
            continue
        for place in range(len(told.segments)):
            possible = told.contradicted(place)
            if possible:
                on = {level.on: level for level in reversed(possible)}  # a part of the target once, as printed
                yield sentence, "; ".join(level.in_words(series.unit) for level in [*reversed(on.values())][-_TOLD:])
                break


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence in its segments, beside the figures that are known of the series."""

    text: str
    segments: tuple[Segment, ...]
    levels: Sequence[Level]
    series: Series
    own: set[str]

    def names_known_quarters(self) -> bool:
        """Whether there are figures of all quarters that are named: Q1 and Q2 are no half-years."""
        known = {key for level in self.levels for key in level.keys}
        return all(f"Q{number}" in known for number in _QUARTER.findall(self.text))

    def contradicted(self, place: int) -> list[Level]:
        """The figures that a number in that segment may be, where it is none of them; otherwise none."""
        segment, claims = self.segments[place], self._claims(place)
        if len(claims) == 1 + self._is_of_target(claims) and self._may_be_level(segment, claims[0]):
            claim = claims[0]
            following = self.segments[place + 1] if place + 1 < len(self.segments) else None
            goes_on = following is not None and (is_listed(following, claim) or self._is_origin(following))
            is_other = (
                goes_on
                or self._is_of_changes(place, claim)
                or self._is_a_part(claim)
                or self._is_figure(segment, claim)
            )
            possible = [] if is_other else self._meant(place, claim)
            if not _is_one_of(claim, possible, self.series.unit):
                return possible
        return []

    def _claims(self, place: int) -> list[Quantity]:
        segment = self.segments[place]
        within = range(segment.at, segment.at + len(segment.tokens))
        return [each for each in read_sentence(self.text).quantities if each.at in within]

    def _is_of_target(self, claims: Sequence[Quantity]) -> bool:
        """Whether the second of two numbers is the target that the first is set beside: 84 of the 120."""
        return (
            len(claims) > 1
            and not _REST.search(self.text)
            and _OF.fullmatch(self.text[claims[0].end : claims[1].start]) is not None
            and any(TARGET in level.keys and level.value == claims[1].value for level in self.levels)
        )

    def _is_of_changes(self, place: int, claim: Quantity) -> bool:
        """Whether it goes on with changes: rises of 4 in Q1 and 6 in Q2."""
        is_next = (
            self.segments[place].lead == "and"
            and place > 0
            and not _counts_own(self.segments[place], claim, self.series)
        )
        return is_next and any(each.role == CHANGE for each in self._claims(place - 1))

    def _is_a_part(self, claim: Quantity) -> bool:
        """Whether numbers side by side, it among them, add up to another or to the figure: 22 crimes, 6 incidents."""
        numbers = [each.value for each in read_sentence(self.text).quantities]
        wholes = {*numbers, *(level.value for level in self.levels if NOW in level.keys)} - {claim.value}
        runs = (numbers[start:end] for start in range(len(numbers)) for end in range(start + 2, len(numbers) + 1))
        return any(claim.value in run and sum(run) in wholes for run in runs)

    def _is_figure(self, segment: Segment, claim: Quantity) -> bool:
        """Whether it is the figure itself, beside its target: below target at 87.5%."""
        now = (level for level in self.levels if level.keys >= {NOW, THIS_YEAR})
        return TARGET in self._names(segment)[0] and any(_is(claim, level, self.series.unit) for level in now)

    def _is_origin(self, following: Segment) -> bool:
        """Whether what follows says where the counted come from: 1 report came from the community."""
        return following.lead == "from" and not self._names(following)[1]

    def _may_be_level(self, segment: Segment, claim: Quantity) -> bool:
        """Whether a number of that kind may be a figure of the series: no change, distance, average or time of day."""
        kinds = (PERCENT, WORDED) if self.series.is_proportion else (NUMBER,)
        is_money = (claim.text[:1] in "£€" or claim.text[-1] == "m") and not self.series.unit.startswith(
            "£"
        )  # 4m is a time
        if claim.kind not in kinds or claim.role == CHANGE or segment.lead in EXPLAINS or is_money:
            return False
        after = self.text[claim.end :]
        is_average = self.series.kind.is_added_up and (_AN_AVERAGE.match(after) or "average" in self.text.lower())
        is_change = segment.lead == "on" and {"is", "was", "at"} & {
            token.low for token in segment.words
        }  # on Q2 it is 9
        is_other = is_average or is_change or _BY.search(self.text[: claim.start]) or is_of_clock(self.text, claim)
        return not (is_other or IS_OFF.match(after) or is_distance(self.text, claim))

    def _meant(self, place: int, claim: Quantity) -> list[Level]:
        """The figures that a number in that segment may be; none if it is of something else."""
        segment, series = self.segments[place], self.series
        is_from_people = (
            segment.lead == "from" and _PEOPLE.match(self.text[claim.end :]) and "people" not in series.unit
        )
        names, is_plain = self._names_by_place(place)
        if is_from_people or not is_plain or UNKNOWN in names or not self._is_of_series(place):
            return []  # 31 convictions from 22 people
        before, is_of_target = self.segments[place - 1] if place else None, len(self._claims(place)) > 1
        if is_of_target:
            names = names - {TARGET, PROFILE} | {NOW}
        if not names and segment.lead not in COMPARE and any(is_named(token) for token in segment.words):
            names = frozenset({NOW})
        if not names - {NOW} and not (
            series.is_proportion
            or claim.text[:1] == "£"
            or _is_set_against(segment, before, self.levels)
            or "min" in claim.text.lower()
            or _counts_own(segment, claim, series)
            or is_of_target
            or (segment.lead and _IN_ALL.search(self.text[claim.end :]) is not None)
        ):
            return []
        found = by_name(self.levels, names, is_compared=segment.lead in COMPARE)
        if names == {LAST_YEAR} and segment.lead in COMPARE - {"from", "to"}:
            found = of_own_quarter(found, self.levels)
        is_rate = claim.decimals > 0 and series.kind.is_per_population
        return [level for level in found if level.is_rate or not is_rate]

    def _names_by_place(self, place: int) -> tuple[frozenset[str], bool]:
        """The names of the number in a segment, and whether it is plain. The segment before or one after may have them.

        Last year we finished on 634; in Q2, 149 burglaries; not: up 9 on Q2 to 158.
        """
        segment, of_other = self.segments[place], named_apart(self.segments, place)
        names, is_plain = self._names(segment)
        is_over = place > 0 and self.segments[place - 1].lead == "from" and segment.lead == "to"  # to 72.9% in a year
        if of_other is segment or (is_over and names in ({LAST_YEAR}, {BEFORE})):
            return frozenset({NOW}), is_plain
        if of_other is not None:
            return self._names(of_other)[0] or names, is_plain
        before = self.segments[place - 1] if place else None
        is_total = (
            before is not None
            and before.lead in ADDS_UP
            and _THE_TOTAL.issuperset(token.low for token in before.tokens)
        )
        if not names and (segment.lead in ADDS_UP or is_total):
            return frozenset({TO_DATE}), is_plain
        if before is not None and not names and not any(token.is_quantity for token in before.tokens):
            if self._is_bracketed(place) if segment.lead == "(" else before.lead not in COMPARE:
                names = self._names(before)[0]
            if not names and segment.lead == "to" and any(map(is_change_word, before.tokens)):
                names = frozenset({NOW})
        return names, is_plain

    def _is_bracketed(self, place: int) -> bool:
        """Whether a number alone in brackets is the figure whose name stands before: last year (171).

        Not: a decrease on last quarter (3); lower than last year (447 v 471).
        """
        earlier = [token for segment in self.segments[:place] for token in segment.tokens]
        is_level = any(token.is_quantity for token in earlier) or not any(map(is_change_word, earlier))
        leads = [segment.lead for segment in self.segments[place : place + 2]]
        return is_level and leads in (["("], ["(", ")"], ["(", "and"], ["(", ","])

    def _names(self, segment: Segment) -> tuple[frozenset[str], bool]:
        """The names in a segment, and whether it says nothing but those, the figure and what the series is about."""
        start, end = segment.tokens[0].start, segment.tokens[-1].end
        known = {key for level in self.levels for key in level.keys}
        names, places = names_at(self.text, segment.tokens, known)
        if _OF_THIS_YEAR.search(self.text[start:end]):  # 15 in the year: of a change it would be the year before
            names = names - {LAST_YEAR} | {THIS_YEAR}
        rest = [
            token.low for token in segment.words
            if not any(low <= token.start - start and token.end - start <= high for low, high in places)
            and not is_own(token, self.own) and not direction_of(token)
        ]  # fmt: skip
        allowed = _PLAIN | _MOST if names & MONTHS else _PLAIN
        return names, allowed.issuperset(rest) and _PARTS.isdisjoint(token.low for token in segment.words)

    def _is_of_series(self, place: int) -> bool:
        """Whether what was said before is about the series, too: each part plain, back to one that gives its figure."""
        now = {level.value for level in self.levels if level.keys >= {NOW, THIS_YEAR}}
        before = takewhile(lambda segment: not is_told(segment.tokens, now), reversed(self.segments[:place]))
        return all(self._names(segment)[1] for segment in before)


def _is_set_against(segment: Segment, before: Segment | None, levels: Sequence[Level]) -> bool:
    """Whether a number is compared with one that is a figure of the series: 84 reports against 79."""
    numbers = [token.value for token in before.tokens if token.kind == NUMBER] if before is not None else []
    return segment.lead in COMPARE and any(level.value in numbers for level in levels)


def _counts_own(segment: Segment, claim: Quantity, series: Series) -> bool:
    """Whether a number without a name of its time counts what the series counts: 149 burglaries."""
    after = [token for token in segment.words if token.start >= claim.end]
    return bool(after) and after[0].low.rstrip("s") in words_of(f"{series.unit} {series.measure}")


def _is_one_of(claim: Quantity, levels: Sequence[Level], unit: str) -> bool:
    """Whether the number is one of these; a projection may lie anywhere between those of the usual methods."""
    projected = [level.value for level in levels if PROJECTED in level.keys]
    if projected and min(projected) * (1 - _ROUGHLY) <= claim.value <= max(projected) * (1 + _ROUGHLY):
        return True
    return any(_is(claim, level, unit) for level in levels)


def _is(claim: Quantity, level: Level, unit: str) -> bool:
    is_duration = "min" in claim.text.lower()
    values = [level.value, 100 - level.value] if level.is_share else [level.value]
    if claim.kind == WORDED and claim.hedge == EXACTLY:
        return any(abs(claim.value - value) <= _WIDE for value in values)
    if is_duration and unit.startswith("minute"):
        values = [60 * value for value in values]
    return any(is_said(claim, value) for value in values)
