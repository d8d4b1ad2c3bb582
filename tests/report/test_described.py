"""Each series of a plan in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support import partnership
from xlcsp.master.workbook import Cell
from xlcsp.report.described import described

COUNT: Mapping[str, Cell] = {
    "id": "x", "ref": "3.1", "measure": "Thefts", "polarity": "lower", "target_rule": "at most", "target": 420,
}  # fmt: skip


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (
            {},
            (
                "3.1: count, lower is better, at most 420 by year end, judged on the year to date, tolerance 5%, "
                "from Police, quarterly"
            ),
        ),
        (
            {"kind": "rate", "polarity": "higher", "target_rule": "at least", "target": 0.62, "tolerance": 0.02,
             "series": "Opiates", "frequency": "annual", "lag_quarters": 2},
            (
                "3.1 Opiates: rate, higher is better, at least 62%, judged on the year to date, "
                "tolerance 2 percentage points, from Police, annual, 2 quarters later"
            ),
        ),
        (
            {"target_rule": "% change on baseline", "target": -0.05, "baseline": 400, "judged": "projection",
             "rag_rule": "improving"},
            (
                "3.1: count, lower is better, 5% less than the baseline of 400: at most 380 by year end, judged on the "
                "year-end projection, Green within 10% of the target, else Amber where no worse than last year, "
                "from Police, quarterly"
            ),
        ),
        (
            {"rag_rule": "chance"},
            (
                "3.1: count, lower is better, at most 420 by year end, judged on the year to date, "
                "Green from a chance of 80%, Red up to 20%, from Police, quarterly"
            ),
        ),
        (
            {"target": None, "target_rule": "", "polarity": "none", "closed_from": "2014/15 Q3"},
            (
                "3.1: count, neither way is better, monitored only: no target, no RAG, from Police, quarterly, "
                "closed from 2014/15 Q3"
            ),
        ),
        (
            {"target": None, "target_rule": "to be set"},
            "3.1: count, lower is better, target to be set: no RAG until then, from Police, quarterly",
        ),
        ({"kind": "milestone", "target": None}, "3.1: milestone, rated by its status, from Police, quarterly"),
    ],
)  # fmt: skip
def test_a_series_is_said_in_words(tmp_path: Path, plan: Mapping[str, Cell], said: str) -> None:
    master = partnership(tmp_path, ({**COUNT, **plan},))
    assert [described(one, master.settings) for one in master.plan.series] == [said]
