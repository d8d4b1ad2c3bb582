"""Pounds have their sign wherever a figure is told: revised, commented on, queried, divided."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Q1, Q2, Cell, partnership, send
from xlcsp.domain.figures import figure_words
from xlcsp.domain.kinds import kind_of
from xlcsp.forms.layout import Answer, Revised
from xlcsp.pipeline import make
from xlcsp.report.revised import revised, steps

PLAN: tuple[dict[str, Cell], ...] = (
    {"id": "f", "ref": "1.1", "measure": "Town fund", "kind": "amount", "unit": "£", "polarity": "higher",
     "target": 2_000_000, "target_rule": "at least"},
    {"id": "c", "ref": "1.2", "measure": "Repairs", "series": "shutters", "kind": "ratio", "unit": "£ per repair",
     "polarity": "lower", "target": 90, "target_rule": "at most"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "unit", "words"),
    [
        ("498,250.5", "amount", "£", "£498,250.50"),
        ("37,450.5 of 448", "ratio", "£ per repair", "£37,450.50 divided by 448"),
        ("37,450.5 of 448", "ratio", "days", "37,450.5 divided by 448"),
        ("11 of 16", "rate", "£ spent", "11 of 16"),
        ("69%", "rate", "£", "69%"),
        ("no figure", "amount", "£", "no figure"),
    ],
)
def test_a_recorded_figure_in_words(text: str, kind: str, unit: str, words: str) -> None:
    assert figure_words(text, kind_of(kind), unit) == words


def test_a_revised_figure_has_its_sign_and_its_measure_named(tmp_path: Path) -> None:
    """The notice said "498,250.5 is now 500,000", and the summary "2.4 | per 1,000 residents: Q1 revised …"."""
    master = partnership(tmp_path, PLAN)
    first = {
        "f": Answer(figure=498250.5, commentary="Rose."),
        "c": Answer(figure=37450.5, out_of=448, commentary="Fell."),
    }
    send(master, Q1, first, as_at=Q1.last_day)
    again = {("f", Q1): Revised(figure=500000, why="Late invoice"), ("c", Q1): Revised(figure=37500, out_of=448)}
    send(master, Q2, {"f": Answer(figure=510000), "c": Answer(figure=900, out_of=10)}, as_at=Q2.last_day, revised=again)
    found = make(master, Q2)
    assert list(revised(found.report)) == [
        ("1.1", "Town fund: 2014/15 Q1 revised from £498,251 to £500,000."),
        ("1.2", "Repairs: shutters: 2014/15 Q1 revised from £37,450.50 divided by 448 to £37,500 divided by 448."),
    ]
    by_id = {one.series.id: one.series for one in found.report.series}
    logged = [step for one in found.report.revisions for step in steps(one, by_id[one.series])]
    assert logged[0] == ("2014/15 Q1", "£498,250.50", "£500,000")
    fund, repairs = (one.commentaries[0] for one in found.report.series)
    assert fund == "Rose. [written when the figure was £498,250.50; since revised]"
    assert "[written when the figure was £37,450.50 divided by 448;" in repairs
    queried = " ".join(one.found for one in found.collection.queries)
    assert "1.1 2014/15 Q1 was £498,250.50 (" in queried
    assert "it is now £500,000" in queried
    assert "(£900 divided by 10)" in found.report.series[1].sentences[1]
