"""The RAG, the rank and the status of a milestone that a commentary names, held against what there is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from xlcsp.claims.gaps import sentences
from xlcsp.claims.lexer import NUMBER_WORDS
from xlcsp.domain.figures import Figure
from xlcsp.domain.plan import ACHIEVED_STATUS
from xlcsp.measures.rating import RATED
from xlcsp.returns.comparisons import Comparisons

_RAG = re.compile(
    r"(?:(?:we|this|it|the|measure|performance|rag|status|rating|overall|indicator|is|are|was|remains?|stays?|still|now"
    r"|back|moved|moves|turned|rated|at|to|in|again|therefore|so|figure|currently|has|have|been|gone)\W+)*"
    r"(green|amber|red)\b(?:\W+(?:again|this|quarter|rag|status|rated|rating|still|now|for|the|year|to|date))*(?:\W+at\W+[\d.,]+%?)?\W*$",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"(?:(?:the|milestone|action|this|it|work|project|now|fully|has|have|been|was|is|all|successfully)\W+)*"
    r"(?:achieved|completed?|delivered|done)\b"
    r"(?!\W+(?:the|a|an|our|all|in\spart|bar|apart|except|but|by|subject|phase|stage|[\w-]+ing)\b)",
    re.IGNORECASE,
)
_NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_RANK = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)|({'|'.join(_NTH)}))\s(?:(?:lowest|highest|best|worst)\s)?(?:out\s)?(?:of|among)\s"
    r"(?:the\s)?(\d{1,3}|[a-z]+teen|twenty)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\W+(?:(?:in|for|during)\s)?(20\d\d/\d\d)\b")


def unlikely_states(
    commentary: str, past: Comparisons, now: Figure, rag: Callable[[], str]
) -> Iterator[tuple[str, str]]:
    """Sentences that name another RAG, rank or status of a milestone than there is. rag: works out the RAG."""
    for sentence in sentences(commentary):
        colour = _RAG.match(sentence) or _RAG.match(re.split(r"[:;,]", sentence)[0])
        if colour is not None and (state := rag()) in RATED and colour[1].title() != state:
            yield sentence, state
        if now.milestone and now.milestone != ACHIEVED_STATUS and _DONE.match(sentence):
            yield sentence, now.milestone
        ranks = _other_ranks(sentence, past)
        if ranks:
            yield sentence, ranks


def _other_ranks(sentence: str, past: Comparisons) -> str:
    """The published ranks among as many areas as a sentence says, where it gives none of them, from either end."""
    found = _RANK.search(sentence)
    of_year = _YEAR.match(sentence[found.end() :]) if found else None
    if found is None or (of_year and all(each.period != of_year[1] for each in past.benchmarks)):
        return ""
    place = int(found[1]) if found[1] else _NTH.index(found[2].lower()) + 1
    many = int(found[3]) if found[3].isdigit() else NUMBER_WORDS.get(found[3].lower())
    among = [each for each in past.benchmarks if each.rank is not None and each.of == many]
    ends = [(each.rank, (each.of or 0) + 1 - (each.rank or 0)) for each in among]
    if any(place in either for either in ends):
        return ""
    return "; ".join(f"{each.place} beside {each.comparator} in {each.period}" for each in among)
