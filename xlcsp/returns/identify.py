"""Which series a row of a form belongs to: its printed No, its words and its Row id must name the same one.

If they disagree, the row is not used, unless the form was issued like that and the plan has changed since.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from xlcsp.domain.per import unit_alone
from xlcsp.domain.plan import Series
from xlcsp.files.cells import Value, plain, visible
from xlcsp.files.table import Row, no_identifier
from xlcsp.forms import layout
from xlcsp.returns.answers import quoted

Triple = tuple[str, tuple[str, str], str]  # the printed No, the measure with what to enter, and the Row id
Issued = Callable[[], Iterable[Triple]]
_IDENTIFIERS = (layout.NO, layout.ROW_ID)


@dataclass(slots=True)
class Identified:
    """A row and its series; None if it belongs to none, or to several.

    rivals: the series that parts of the row name, if these disagree or may. wrong: column, what was found, what to do.
    query: how the row differs from the plan, if that only needs a question; query_at: the column that it is about.
    is_typed_over: whether it is not as it was issued.
    """

    row: Row
    series: Series | None = None
    rivals: tuple[Series, ...] = ()
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    query: str = ""
    query_at: str = layout.SERIES
    is_typed_over: bool = False


class Identifier:
    """Finds the series of a row. series: those of the form's provider. issued: the rows as issued."""

    def __init__(self, series: Sequence[Series], issued: Issued = tuple) -> None:
        self._series, self._issued = series, issued
        labelled = [(each, _same(each.ref), _words_of(each)) for each in series]
        self._by_id = {each.id.lower(): (each, no, words) for each, no, words in labelled}
        self._by_label = {(no, words[1]): each for each, no, words in reversed(labelled)}
        self._triples: frozenset[Triple] | None = None

    def of(self, row: Row) -> Identified:
        """The row with its series."""
        identified = Identified(row)
        cells = _cells_of(row)
        no, words, identity = triple = _triple(*cells)
        named, own_no, own_words = self._by_id.get(identity, (None, "", ("", "")))
        if named is None:
            identified.series = self._by_label.get((no, words[1]))
            if identified.series is not None and identity and triple not in self.as_issued():
                found = f"{quoted(row.value(layout.ROW_ID))} is in the cell of the row id"
                identified.query = f"{found}; the row was taken for {identified.series.ref}, by its No and words"
                identified.query_at, identified.is_typed_over = layout.ROW_ID, True
        elif no in ("", own_no) and words[0] in ("", own_words[0]) and words[1] in ("", own_words[1]):
            identified.series = named
        else:
            self._weigh(identified, triple, named)
        if not (isinstance(cells[0], str) and isinstance(cells[-1], str)):
            self._look_at_numbers(identified)
        if identified.rivals:
            identified.series = None
        return identified

    def is_added_since(self, series: Series) -> bool:
        """Whether the form was issued without a row for the series: it came to the plan later."""
        named = {identity for _, _, identity in self.as_issued()}
        return bool(named) and series.id.lower() not in named

    def _weigh(self, identified: Identified, triple: Triple, named: Series) -> None:
        """Decides on a row whose words or No differ from the plan's: reworded since, or another series'."""
        no, words, _ = triple
        others = tuple(series for series in self._series if series is not named and _is_meant(no, words, series, named))
        is_own_number = not no or no == _same(named.ref)
        is_as_issued = triple in self.as_issued()
        if is_as_issued or (is_own_number and not others):
            identified.series = named
            identified.is_typed_over = bool(self.as_issued()) and not is_as_issued
            identified.query = f"The row's No or words are no longer those of {named.ref} in the plan"
            return
        identified.rivals = (named, *others)
        label = f'{identified.row.text(layout.NO)} "{identified.row.text(layout.SERIES)}"'.strip()
        words_found = f"The row says {label}, but its row id is that of {named.ref}"
        identified.wrong.append((layout.ROW_ID, words_found, "Put the figure into the right row of a new form"))

    def as_issued(self) -> frozenset[Triple]:
        """What the rows of the form said of themselves when it was issued; nothing where it is gone."""
        if self._triples is None:
            self._triples = frozenset(self._issued())
        return self._triples

    def _look_at_numbers(self, identified: Identified) -> None:
        """Reports a number in a cell for an identifier, since 2.10 typed as a number becomes 2.1."""
        for column in _IDENTIFIERS:
            value = identified.row.value(column)
            wrong = "" if isinstance(value, str) else no_identifier(column, value)
            if not wrong:
                continue
            text = plain(value)
            alike = tuple(
                series for series in self._series if _number(text) in (_number(series.ref), _number(series.id))
            )
            identified.wrong.append((column, wrong, f"Enter it as text, as it was issued ('{text}), or use a new form"))
            if len(alike) > 1:
                identified.rivals = tuple(dict.fromkeys((*identified.rivals, *alike)))


def triple_of(row: Row) -> Triple:
    """A row's identity, whatever its capitals and spaces."""
    return _triple(*_cells_of(row))


def _cells_of(row: Row) -> tuple[Value, ...]:
    """The row's No, measure, what to enter, and Row id."""
    return tuple(map(row.value, (layout.NO, layout.MEASURE, layout.SERIES, layout.ROW_ID)))


@functools.lru_cache(maxsize=4096, typed=True)  # forms repeat the same texts; True is not 1
def _triple(*cells: Value) -> Triple:
    no, measure, label, identity = (_same(plain(value)) for value in cells)
    return no, (measure, _as_today(layout.without_quarter(label)[0])), identity


def _is_meant(no: str, words: tuple[str, str], series: Series, named: Series) -> bool:
    """Whether the No or the words name that series and not the other."""
    by_number = no == _same(series.ref) and series.ref != named.ref
    return by_number or (words == _words_of(series) != _words_of(named))


def _words_of(series: Series) -> tuple[str, str]:
    return _same(series.measure), _as_today(_same(layout.what_to_enter(series)))


_WORDINGS = (
    (r"% of ", "% "),
    (r"number of £", "amount in £"),
    (r"(?<=\S )(\S.*): \1: ", r"\1: "),
    (r": (the figure|number of [^,]+|amount in £), and (what it is divided by|number of .+)$", ": both"),
)
"""Words of *What to enter* and what they are compared as."""


@functools.lru_cache(maxsize=4096)  # providers are asked for alike things
def _as_today(label: str) -> str:
    """What to enter, whichever words forms had for it: they are recognised for as long as one may come back.

    They once asked for the "number of offences per 1,000 residents", "% residents", and of "Opiate clients: clients".
    """
    for words, current in _WORDINGS:
        label = re.sub(words, current, label)
    counted = unit_alone(label)
    return f"{counted} events" if counted.endswith("number of") else counted


@functools.lru_cache(maxsize=4096)
def _same(text: str) -> str:
    return " ".join(visible(text).split()).casefold()


def _number(text: str) -> float | None:
    return float(text) if text.isascii() and text.replace(".", "", 1).isdigit() else None
