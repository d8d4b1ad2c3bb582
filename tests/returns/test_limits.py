"""The bounds that a form compares with give the RAG of the report, whatever the plan's rule, kind and quarter."""

from __future__ import annotations

import pytest

from tests.returns.forms import random_form
from xlcsp.forms.entered import FIGURE, earlier_figures, figure_of, state_of, wrong_words
from xlcsp.forms.limits import LATEST, STRAIGHT_LINE, limits
from xlcsp.measures.assess import assess
from xlcsp.measures.observed import observe


@pytest.mark.parametrize("part", range(8))
def test_the_bounds_rate_as_the_measures_do(part: int) -> None:
    seen = set()
    for seed in range(part * 40, part * 40 + 40):
        form = random_form(seed)
        for series, quarter in form.rows:
            known, answer = form.known[series.id], form.answers[series.id]
            found = limits(series, quarter, known)
            state = state_of(series, answer, wrong_words(series, answer))
            if found is None or known.settings is None or state != FIGURE:
                continue
            figures = earlier_figures(form, series) | {quarter: figure_of(series, quarter, answer, state)}
            told = assess(
                observe(series, figures, frozenset(), form.quarter), known.history, known.settings, form.quarter
            )
            judged = told.current if found.basis == LATEST else told.to_date
            if judged is None or told.observed.current is None:
                continue
            assert found.state(judged) == told.rag, (seed, series, found, judged)
            seen.add((found.basis, told.rag, series.kind))
    assert {state for _, state, _ in seen} == {"Red", "Amber", "Green"}
    assert STRAIGHT_LINE in {basis for basis, _, _ in seen}
