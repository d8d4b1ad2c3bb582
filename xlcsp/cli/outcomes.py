"""The tables shown after a batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from rich.table import Table

from xlcsp.batch.task import CURRENT, FAILED, WRITTEN, Outcome
from xlcsp.cli.fitted import cell, show
from xlcsp.measures.rating import STATES


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
