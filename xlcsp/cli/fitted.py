"""Tables that fit the terminal, as wide as it is or as lists; and those shown after a batch and a backtest."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import isnan

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.table import Column, Table
from rich.text import Text

from xlcsp.backtest.run import DUES, Backtest
from xlcsp.backtest.score import SIZES, scores
from xlcsp.batch.task import CURRENT, FAILED, WRITTEN, Outcome
from xlcsp.domain.numbers import shown
from xlcsp.domain.periods import year_label
from xlcsp.files.cells import legible
from xlcsp.measures.projection import METHODS
from xlcsp.measures.rating import STATES

_WIDEST, _WITHOUT = 140, 120  # characters: a terminal's usual width, and the width without a terminal
_FRAME = 3  # characters that lines and spaces take beside each column
_WORD, _SENTENCE, _LEGIBLE = 16, 40, 24  # characters: longer words may be broken


def console() -> Console:
    """A console as wide as the terminal."""
    width = shutil.get_terminal_size((_WITHOUT, 24)).columns
    return Console(width=max(1, min(_WIDEST, width)), highlight=False)


def cell(words: str, style: str | Style = "") -> Text:
    """A cell's text without markup, with control characters made visible."""
    return Text(legible(words), style=style)


def show(table: Table) -> None:
    """Prints the table, or if the terminal is too narrow, each row as a list of its columns."""
    out = console()
    if sum(_needed(column) + _FRAME for column in table.columns) < out.width:
        out.print(table)
        return
    if table.title:
        out.print(table.title, style="italic")
    heads = [str(column.header) for column in table.columns]
    for row in zip(*(column.cells for column in table.columns), strict=True):
        for head, value in zip(heads, row, strict=True):
            words = _as_text(value)
            if words.plain:
                out.print(Text(f"{head}: " if head else "").append_text(words), overflow="fold")
        out.print()


def tell(words: str) -> None:
    """Prints a line below a table."""
    console().print(cell(words), overflow="fold")


def _needed(column: Column) -> int:
    """How wide a column must be to be read."""
    return max(map(_width, (str(column.header), *_plain(column))), default=0) if column.no_wrap else _widest(column)


def _widest(column: Column) -> int:
    words = [str(column.header), *_plain(column)]
    longest = max(min(_WORD, _width(word)) for text in words for word in (text.split() or [""]))
    return max(longest, _LEGIBLE) if max(map(_width, words)) > _SENTENCE else longest


def _width(text: str) -> int:
    return max(map(cell_len, text.split("\n")))


def _plain(column: Column) -> Iterator[str]:
    return (_as_text(value).plain for value in column.cells)


def _as_text(value: object) -> Text:
    return value.copy() if isinstance(value, Text) else Text.from_markup(str(value))


def summary(outcomes: Sequence[Outcome], today: date) -> None:
    """The number of reports and their results; then each partnership with something to do."""
    states = Counter(outcome.state for outcome in outcomes)
    rag: Counter[str] = Counter()
    for outcome in outcomes:
        rag.update(outcome.rag)
    total = Table(title="All partnerships", title_justify="left")
    for name in ("Partnerships", "Reports written", "Up to date", "Failed", "Returns missing", "Problems", "Queries"):
        total.add_column(name, justify="right")
    late = sum(len(outcome.overdue(today)) for outcome in outcomes)
    counts = (len(outcomes), states[WRITTEN], states[CURRENT], states[FAILED], late)
    total.add_row(*map(str, (*counts, sum(map(_problems, outcomes)), sum(outcome.queries for outcome in outcomes))))
    measures = Table(title="Measures by RAG", title_justify="left")
    for state in STATES:
        measures.add_column(state, justify="right")
    measures.add_row(*(str(rag[state]) for state in STATES))
    to_do = Table(title="Something to do", title_justify="left")
    for name in ("Partnership", "Report", "Red", "Returns missing", "Problems"):
        to_do.add_column(name, justify="left" if name in ("Partnership", "Report") else "right")
    for outcome in outcomes:
        if outcome.state == FAILED or outcome.problems or outcome.overdue(today):
            numbers = (outcome.rag.get("Red", 0), len(outcome.overdue(today)), _problems(outcome))
            to_do.add_row(cell(outcome.partnership or outcome.folder), outcome.state, *map(str, numbers))
    for table in (total, measures, to_do):
        if table.row_count:
            show(table)


def _problems(outcome: Outcome) -> int:
    """The number of problems of a partnership, including the one that made it fail."""
    return len(outcome.problems) + len(outcome.found)


_COLUMNS = (
    "After", "Method", "<20", "20–100", "100–1,000", ">1,000", "MASE", "In 80%", "Brier", "Last year", "3-year mean",
)  # fmt: skip


def scores_table(result: Backtest) -> None:
    """Prints the scores: median error by size, and the other scores over all sizes."""
    years = sorted({int(year) for year in result.year})
    title = (
        f"{result.actual.size:,} years of {len(result.past.series):,} series, {year_label(years[0])} to "
        f"{year_label(years[-1])}: median error in % of the year's total by size (last year's total); MASE: error in "
        "steps between years; share within the 80% interval; Brier score of the chance of no more than last year; "
        "share on the right side of last year and of the three-year mean"
    )
    table = Table(title=title, title_justify="left")
    for name in _COLUMNS:
        table.add_column(name, justify="left" if name in _COLUMNS[:2] else "right", no_wrap=True)
    by_key = scores(result).set_index(["method", "quarter", "size"])
    for due in DUES:
        for method in METHODS:
            sizes = [_text(by_key.loc[(method, due, size), "median_ape"], 1) for size in SIZES[:-1]]
            overall = _overall(by_key.loc[(method, due, "all")])
            table.add_row(f"Q{due}", method, *sizes, *overall, end_section=method == METHODS[-1])
    show(table)


def _overall(score: Mapping[str, float]) -> list[str]:
    shares = (score[name] * 100 for name in ("coverage", "right_last_year", "right_mean"))
    inside, last, mean = (_text(share, 0, "%") for share in shares)
    return [_text(score["mase"], 2), inside, _text(score["brier"], 3), last, mean]


def _text(value: float, decimals: int, unit: str = "") -> str:
    return "n/a" if isnan(value) else f"{shown(value, decimals)}{unit}"
