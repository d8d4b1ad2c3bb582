"""The projection of a first year with targets for its quarters, which the RAG is by: the two agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.measures.test_assess import at
from tests.measures.test_judging import LAST_YEAR, D
from tests.support import Q1, partnership, send
from xlcsp.forms.layout import Answer
from xlcsp.pipeline import make
from xlcsp.report.pages import pages

GRANTS = {
    "kind": "amount", "unit": "£", "polarity": "higher", "target_rule": "at least", "target": D(96),
    "target_profile": (D(12), D(40), D(70), D(96)),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "said"), [("amount", "Green"), ("count", "Green")])
@pytest.mark.parametrize(("figures", "end"), [([13], 104), ([13, 28], D("98.4"))])
def test_a_year_on_its_way_by_the_plan_ends_on_its_target(kind: str, said: str, figures: list[int], end: D) -> None:
    """It was Green beside a straight line far below the target, with a chance of 3%."""
    found = at(len(figures), figures, [], **{**GRANTS, "kind": kind})
    assert (found.projection.value, found.rag, found.chance, found.low) == (end, said, None, None)
    assert found.projection.method == "by the plan's quarters"
    assert at(len(figures), figures, [], **{**GRANTS, "kind": kind, "judged": "projection"}).rag == "Green"


@pytest.mark.parametrize(
    ("change", "method", "has_chance"),
    [
        ({"target_profile": (D(24), D(48), D(72), D(96))}, "straight line", True),  # quarters that are alike
        ({"target_profile": None}, "straight line", True),
        ({"target_profile": (D(0), D(40), D(70), D(96))}, "none", False),  # of nothing expected nothing follows
        ({"projection": "straight line"}, "straight line", False),  # as the plan says
        ({"target_rule": "between", "target_upper": D(99)}, "straight line", True),
    ],
)
def test_otherwise_it_is_the_straight_line(change: dict[str, object], method: str, *, has_chance: bool) -> None:
    found = at(1, [13], [], **{**GRANTS, "kind": "count", **change})
    assert found.projection.method == method
    assert (found.chance is not None) == has_chance


def test_the_past_has_its_own_shape() -> None:
    found = at(1, [13], [LAST_YEAR], **{**GRANTS, "kind": "count"})
    assert found.projection.method == "auto"
    assert found.chance is not None


def test_the_page_says_why_there_is_no_range(tmp_path: Path) -> None:
    targets = {f"target_q{n}": value for n, value in enumerate((12, 40, 70, 96), 1)}
    plan = {"id": "g", "ref": "1.1", "measure": "Visits", "kind": "count", "unit": "visits", "polarity": "higher",
            "target_rule": "at least", "target": 96, **targets}  # fmt: skip
    master = partnership(tmp_path, (plan,))
    send(master, Q1, {"g": Answer(figure=13)})
    report = make(master, Q1).report
    (page,) = pages(report)
    assert dict(page.facts)["Projected year end"] == "104 (no likely range: too little is known of its past)"
    assert "Chance of meeting the target" not in dict(page.facts)
