"""The projected year end in print: one rule for whether there is one, and one for how exactly it is given."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from tests.report.agree import contradictions
from tests.support import Q1, Q2, partnership, send
from xlcsp.domain.kinds import AMOUNT, COUNT
from xlcsp.domain.target import Target
from xlcsp.forms.layout import Answer
from xlcsp.master.workbook import Cell
from xlcsp.report.build import build_report
from xlcsp.report.pages import AT_ODDS, notes, pages
from xlcsp.report.sheets import write_report
from xlcsp.report.year_end import as_printed, projected
from xlcsp.returns.collect import collect

PLAN: tuple[dict[str, Cell], ...] = (
    {"id": "a", "ref": "1.1", "measure": "Grants", "kind": "amount", "unit": "£", "polarity": "lower",
     "target_rule": "at most", "target": 90_000},
    {"id": "r", "ref": "1.2", "measure": "Support", "kind": "rate", "unit": "people", "polarity": "higher",
     "target_rule": "at least", "target": 0.625},
    {"id": "q", "ref": "1.3", "measure": "Reoffending", "kind": "ratio", "unit": "reoffences", "polarity": "lower",
     "target_rule": "at most", "target": 3.65, "judged": "projection"},
    {"id": "m", "ref": "1.4", "measure": "Reports", "unit": "reports", "target_rule": "monitor"},
    {"id": "s", "ref": "1.5", "measure": "Caseload", "kind": "snapshot", "unit": "cases", "polarity": "lower",
     "target_rule": "at most", "target": 40},
)  # fmt: skip
ANSWERS = {
    "a": Answer(figure=21_345.67), "r": Answer(figure=61, out_of=97), "q": Answer(figure=365, out_of=99),
    "m": Answer(figure=12), "s": Answer(figure=41),
}  # fmt: skip


@pytest.mark.parametrize("decimals", [1, 2])
def test_every_sheet_has_the_decimals_of_the_settings_and_the_same_year_ends(tmp_path: Path, decimals: int) -> None:
    master = partnership(tmp_path, PLAN, settings={"quarter": "Q2", "rounding": decimals})
    send(master, Q1, ANSWERS)
    send(master, Q2, ANSWERS)
    report = build_report(master, collect(master, Q2))
    told = {one.series.id: projected(one.assessment) for one in report.series}
    assert {name for name, end in told.items() if end is not None} == {"a", "r", "q"}
    write_report(report, tmp_path / "report.xlsx")
    assert contradictions(tmp_path / "report.xlsx") == []


@pytest.mark.parametrize(
    ("rule", "state", "why"),
    [("", "Green", "early indication"),
     ("chance", "No data", "too little is known of its past for a chance of meeting the target")],
)  # fmt: skip
def test_pounds_of_a_first_year_have_no_range_and_no_chance_and_it_is_said_why(
    tmp_path: Path, rule: str, state: str, why: str
) -> None:
    master = partnership(tmp_path, ({**PLAN[0], "rag_rule": rule},))
    send(master, Q1, ANSWERS)
    report = build_report(master, collect(master, Q1))
    (page,), (one,) = pages(report), report.series
    assert dict(page.facts)["Projected year end"] == "£85,400 (no likely range: too little is known of its past)"
    assert "Chance of meeting the target" not in dict(page.facts)
    assert list(notes([page])) == []
    assert (one.rag, one.assessment.rag_reason) == (state, why)
    assert one.sentences[0].endswith("Projected year end £85,400 (early indication).")


def test_a_projection_and_a_chance_on_two_sides_of_the_target_are_explained(tmp_path: Path) -> None:
    """90.7% was projected, where at least 90% is wanted, beside a chance of 47%."""
    for out_of, is_told in ((43, True), (41, False)):
        folder = tmp_path / str(out_of)
        folder.mkdir()
        master = partnership(folder, ({**PLAN[1], "target": 0.9},))
        send(master, Q1, {"r": Answer(figure=39, out_of=out_of)})
        found = pages(build_report(master, collect(master, Q1)))
        assert (AT_ODDS in list(notes(found))) == is_told


@pytest.mark.parametrize(
    ("value", "target", "printed"),
    [("85382.68", "90000", 85_400), ("85382.68", "85390", 85_380), ("85399.99", "85399.995", "85399.99"),
     ("345.67", None, 346), ("95.67", None, "95.67"), ("1234567.8", None, 1_230_000)],
)  # fmt: skip
def test_a_projected_amount_has_three_figures_and_stays_on_its_side_of_the_target(
    value: str, target: str | None, printed: float | str
) -> None:
    demand = Target(AMOUNT, upper=Fraction(target)) if target else None
    found, (low, high) = as_printed(AMOUNT, Fraction(value), (Fraction(value) - 1, Fraction(value) + 1), demand)
    assert found == Fraction(printed)
    assert low is not None
    assert high is not None
    assert low <= found <= high
    assert as_printed(COUNT, Fraction(54321), (None, None), demand) == (54321, (None, None))
