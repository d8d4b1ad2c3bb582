"""The sheet *Benchmarks*: published values to read beside a series, and targets that name one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from xlcsp.domain.benchmarks import Benchmark, newest, period_end
from xlcsp.domain.kinds import Kind
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.target import NO_BOUND
from xlcsp.files.cells import Book
from xlcsp.files.columns import Columns
from xlcsp.files.names import alike
from xlcsp.files.table import Faults
from xlcsp.measures.numbers import listed
from xlcsp.planbook.sheet_of import SheetOf, column
from xlcsp.planbook.table import YES_NO, PlanRow, rows
from xlcsp.planbook.typed import WHERE_IT_STANDS, as_number, is_place, meant

BY_NAME = ("at most", "below", "at least", "above")
"""The target rules whose target may be the name of a comparator."""
_ARTICLE = re.compile(r"^(?:better than )?(?:the )?", re.IGNORECASE)
_PERIODS = "It is a period such as {last year}, {year} Q2, year ending June {start}, or {start}"
BENCHMARKS = SheetOf(
    "Benchmarks",
    "Published values to read beside a series: of England, the force, the most similar group. They give no RAG, "
    "unless a target on Measures names the comparator.",
    Columns(
        column("id", 14, "id"),
        column("period", 22, "id", tell="{last year}, {year} Q2, year ending June {start}, or {start}; it is printed."),
        column("comparator", 28, tell="Such as England or most similar group; a target of Measures may name it."),
        column("value", 13, "number", tell="As published; of rates and percentages a proportion: 0.62 is 62%."),
        column("rank", 9, "number", tell="The partnership's own rank, where one is published."),
        column("of", 9, "number", tell="Of how many areas."),
        column("source", 44, tell="Where it is published; it is printed."),
        column("publishable", 13, choices=YES_NO, tell="yes: it may go into the publication copy."),
    ),
)


def read_benchmarks(book: Book, known: Mapping[str, Kind], faults: Faults) -> tuple[Benchmark, ...]:
    """The rows of the sheet, which may be absent. known: the kinds of the plan's series by id."""
    benchmarks: dict[tuple[str, date, str], Benchmark] = {}
    for row in rows(book, BENCHMARKS.name, BENCHMARKS.columns.needed, faults, optional=True):
        kind = known.get(row.series(known))
        row.need("comparator", do="Name it, such as England or most similar group")
        row.need("source", do="Say where the value is published")
        (period, ends), value, (rank, of) = _period(row), _value(row, kind), _rank(row)
        if kind is None or ends is None or value is None:
            continue
        benchmark = Benchmark(
            row.identifier("id"), period, ends, row.text("comparator"), value, rank, of, row.text("source"),
            row.yes("publishable", default=False), bool(row.text("publishable")), row.cell("value"),
        )  # fmt: skip
        twin = benchmarks.setdefault((benchmark.series, ends, alike(benchmark.comparator)), benchmark)
        if twin is not benchmark:
            words = f"{benchmark.series} has {benchmark.comparator}, {period} already in {twin.cell}"
            row.fault("period", words, do="Remove one of the rows")
    return tuple(benchmarks.values())


def _period(row: PlanRow) -> tuple[str, date | None]:
    """The period as printed, and its last day. Jun-14 typed into a cell becomes a date, and means the month."""
    value = row.value("period")
    text = f"{value:%B %Y}" if isinstance(value, date) else row.text("period")
    ends = period_end(text) if text else None
    if ends is None:
        found = f'"{text}" is not a period' if text else "period is blank"
        row.fault("period", found, _PERIODS, "Enter the period that the value is published for")
    return text, ends


def _value(row: PlanRow, kind: Kind | None) -> Decimal | None:
    value = row.number_or_none("value")
    if value is None:
        if not row.text("value"):
            row.fault("value", "value is blank", do="Enter it, or remove the row: a missing value is not zero")
    elif value < 0:
        row.fault("value", f"{value} is negative", do="Enter 0 or more")
    elif kind is not None and kind.is_proportion and value > 1:
        row.fault("value", f"{value} is above 1", f"A {kind} is a proportion: 0.62 is 62%", f"Enter {value / 100}")
    elif kind is not None and kind.has_status:
        row.fault("id", f"A {kind} has no value to compare", do="Remove the row")
    else:
        return value
    return None


def _rank(row: PlanRow) -> tuple[int | None, int | None]:
    """The rank and the number of areas; neither if either is wrong."""
    numbers: dict[str, int] = {}
    for name in ("rank", "of"):
        value = row.number_or_none(name)
        if value is not None and (value < 1 or value % 1):
            row.fault(name, f"{value} is not a whole number of 1 or more", do="Correct it, or clear rank and of")
        elif value is not None:
            numbers[name] = int(value)
    rank, of = numbers.get("rank"), numbers.get("of")
    for name, other in (("rank", "of"), ("of", "rank")):
        if not row.text(name) and row.text(other):
            row.fault(name, f"{name} is blank beside {other}", "A rank is 8 of 15", "Fill it in, or clear both")
    if rank is not None and of is not None and rank > of:
        row.fault("rank", f"The rank {rank} is above the number of areas, {of}", "8th of 15", "Correct one of them")
    return (rank, of) if rank and of and rank <= of else (None, None)


def says_none(row: PlanRow, column: str) -> bool:
    """Whether the cell says in words what its rule says, that there is no target: TBC beside *to be set*."""
    rule = row.text("target_rule").lower() or "monitor"
    if rule not in NO_BOUND or not isinstance(row.value(column), str):
        return False
    meaning = meant(row.text(column), is_percent=False)
    return meaning is not None and meaning[0] == rule


def names_comparator(row: PlanRow, column: str) -> bool:
    """Whether the target's cell has words, which can only be the name of a comparator, or a place among areas."""
    text = row.text(column)
    if says_none(row, column) or as_number(text) is not None:
        return False
    has_words = re.search(r"[^\W\d]{3}", text) is not None or is_place(text)
    return row.text("target_rule").lower() in ("", *BY_NAME) and has_words


def against_benchmark(series: Series, row: PlanRow, known: Sequence[Benchmark], quarter: Quarter) -> Series:
    """The series with the value of the benchmark that its target names; what is wrong is added to the row's faults.

    The newest value up to the quarter is used; every report says which period it is for.
    """
    if not names_comparator(row, "target"):
        return series
    text = row.text("target")
    published = newest(tuple(known), series.id, quarter)
    benchmark = next((each for each in published if _bare(each.comparator) == _bare(text)), None)
    meaning = meant(text, is_percent=series.is_proportion) if benchmark is None else None
    if meaning is not None:
        row.fault("target", f'"{text}" is not a number', WHERE_IT_STANDS, meaning[1])
        return series
    if benchmark is None:
        names = listed(each.comparator for each in published) if published else ""
        has = f"which has of {series.id} {names}" if names else f"which has none of {series.id}"
        allowed = f"A number, or a comparator on the sheet {BENCHMARKS.name}, {has} up to {quarter}"
        do = "Enter a number, or correct one of the two"
        if is_place(text):
            do = f'Add a row there, with "{text}" as comparator and the figure that earned this place as value'
        row.fault("target", f'"{text}" is not a number', allowed, do)
        return series
    if not row.text("target_rule"):
        found = f'The target "{text}" has no target_rule'
        row.fault("target_rule", found, "Better than it is below or above, by polarity", "Choose the rule")
        return series
    return replace(series, target=benchmark.value, benchmark=benchmark)


def _bare(text: str) -> str:
    return alike(_ARTICLE.sub("", text.strip()))
