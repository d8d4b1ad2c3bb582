"""What a commentary says that its figures contradict, each with the readings that were tried."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain

from xlcsp.domain.figures import Figure
from xlcsp.domain.periods import Quarter
from xlcsp.returns.commentary import disagreements
from xlcsp.returns.comparisons import Comparisons

_COMPARES = re.compile(
    r"\d|\b(?:year|quarter|half|halv\w+|third|fifth|doubl\w+|twice|baseline|target|profile|month|green|amber|red"
    r"|rose|rise|risen|f[ae]ll\w*|dip\w*|increas\w+|decreas\w+|reduc\w+|improv\w+|worse\w*|achieved|complete[d]?"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b)",
    re.IGNORECASE,
)


_Compared = tuple[Comparisons, Quarter, Figure]


def contradictions(
    text: str, compared: Sequence[_Compared], rag: Callable[[], str] = str, *, is_of_several: bool = False
) -> Iterator[str]:
    """The sentences about these series that no comparison and no figure bears out, each with those that there are.

    rag: works out the series' RAG. What the check of the form asks about already is left out.
    """
    if not compared or not _COMPARES.search(text):
        return
    told: set[str] = set()
    for sentence, readings in _unlikely(text, compared, rag, is_of_several=is_of_several):
        told = told or set(_asked_already(text, compared))
        if sentence not in told:
            told.add(sentence)
            yield f'"{sentence}"; by the figures it is {readings}'


def _asked_already(text: str, compared: Sequence[_Compared]) -> Iterator[str]:
    for past, _, now in compared:
        yield from (sentence for sentence, _ in disagreements(replace(now, commentary=text), past.series))


def _unlikely(
    text: str, compared: Sequence[_Compared], rag: Callable[[], str], *, is_of_several: bool
) -> Iterator[tuple[str, str]]:
    """Each such sentence with the readings that were tried, by every rule that finds it."""
    from xlcsp.returns.explained import strangers  # few commentaries compare, and the grammar takes time to load
    from xlcsp.returns.levels import levels_of
    from xlcsp.returns.stated_changes import unlikely_changes
    from xlcsp.returns.stated_directions import unlikely_directions, ways_of
    from xlcsp.returns.stated_levels import unlikely_levels
    from xlcsp.returns.stated_order import unlikely_orders
    from xlcsp.returns.stated_states import unlikely_states
    from xlcsp.returns.stated_targets import unlikely_distances, unlikely_verdicts
    from xlcsp.returns.subjects import own_words, things_of, words_of

    several = [past.series for past, _, _ in compared]
    about = " ".join(f"{each.measure} {each.name} {each.unit} {each.theme}" for each in several)
    words, way = own_words(about, {each.measure for each in several}), ways_of(about, several[0].polarity)
    bases = [
        replace(base, name=past.series.name if is_of_several else "")
        for past, own, now in compared
        for base in past.bases(own, now)
    ]
    levels = cache(lambda: [level for past, own, now in compared for level in levels_of(past, own, now)])
    things = things_of(several)
    cases = {word for each in several if each.is_proportion for word in words_of(each.unit)}  # cases down: of m
    by_number = [unlikely_changes(text, bases, words, things)]
    by_word = [unlikely_directions(text, bases, words, way, things | cases)]
    if not is_of_several:
        past, own, now = compared[0]
        by_number.append(unlikely_levels(text, levels, past.series, words))
        by_number.append(unlikely_distances(text, bases, past.series, words))
        by_word.append(unlikely_verdicts(text, bases, past.series, words))
        by_number.append(unlikely_orders(text, past, own, now, words, way))
        by_word.append(unlikely_states(text, past, now, rag))
    for most, found in (1, chain(*by_number)), (0, chain(*by_word)):  # the wrong number itself, or none
        yield from (one for one in found if strangers(one[0], levels(), bases) <= most)
