"""Faults in the newer columns: one message for each, at its cell, with what to do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.planbook.test_faults import ONE, faults
from xlcsp.files.cells import address
from xlcsp.master.workbook import Cell
from xlcsp.planbook.columns import MEASURES

COUNT: Mapping[str, Cell] = {"target_rule": "at most", "target": 100, "polarity": "lower"}
RATE: Mapping[str, Cell] = {**COUNT, "kind": "rate", "target": 0.4}
LOW: Mapping[str, Cell] = {"polarity": "lower"}
RESIDENTS: Mapping[str, Cell] = {"kind": "per population"}
MILESTONE: Mapping[str, Cell] = {"kind": "milestone"}
QUARTERS: Mapping[str, Cell] = {"target_q2": 0.5, "target_q3": 0.5, "target_q4": 0.4}
BOTH = "The rule thresholds needs green and amber. Enter it."
BETTER = "lower or higher. Say which is better."
RESIDENTS_SAID = "It is a whole number, such as 1000 or 100000. Correct it."


@pytest.mark.parametrize(
    ("plan", "column", "said"),
    [
        ({**COUNT, "judged": "quarterly"}, "judged", '"quarterly" is not a choice for judged. It is one of: profile,'),
        ({**COUNT, "judged": "rolling 12", "kind": "rolling 12"}, "judged", 'is not judged by "rolling 12". latest.'),
        (
            {**MILESTONE, "judged": "quarter"},
            "judged",
            'milestone is not judged by "quarter". latest. Leave it blank.',
        ),
        ({**COUNT, "rag_rule": "threshold"}, "rag_rule", '"threshold" is not a choice for rag_rule. It is one of:'),
        ({**LOW, "green": "lots", "amber": 9}, "green", '"lots" is not a number. Enter a number, or leave the cell'),
        ({**LOW, "green": 8, "amber": "[x]"}, "amber", '"[x]" is not a number. Enter a number, or leave the cell'),
        ({**LOW, "green": -1, "amber": 9}, "green", "-1 is negative. Enter 0 or more."),
        ({**LOW, "green": 9}, "amber", f"amber is blank. {BOTH}"),
        ({**LOW, "amber": 9}, "green", f"green is blank. {BOTH}"),
        ({**COUNT, "green": 100, "amber": 90}, "amber", "amber 90 is on the wrong side of green 100. Where lower is"),
        ({"polarity": "higher", "green": 7, "amber": 8}, "amber", "higher is better it is at most green. Swap them."),
        (
            {**RATE, "green": 40, "amber": 0.5},
            "green",
            "40 is above 1. A rate is a proportion: 0.62 is 62%. Enter",
        ),
        (
            {**RATE, "green": 0.4, "amber": 50},
            "amber",
            "50 is above 1. A rate is a proportion: 0.62 is 62%. Enter",
        ),
        ({"green": 5, "amber": 6}, "polarity", f"Thresholds need a polarity. {BETTER}"),
        (
            {**LOW, "target_rule": "between", "target": "10 to 20", "green": 5, "amber": 6},
            "target_rule",
            "Thresholds do not go with a range. They have one side. Leave one of them blank.",
        ),
        (
            {**COUNT, "green_within": -0.1},
            "green_within",
            "-0.1 is not a share. It is at least 0 and below 1: 1% is 0.01. Enter 0 or more.",
        ),
        (
            {**COUNT, "green_within": 5},
            "green_within",
            "5 is not a share. It is at least 0 and below 1: 1% is 0.01. Enter 0.05 if 5% is meant.",
        ),
        ({**COUNT, "green_within": "a tenth"}, "green_within", '"a tenth" is not a number.'),
        (
            {**COUNT, "green_within": 0.01, "rag_rule": "improving"},
            "green_within",
            "does not go with the rule improving. It widens Green of the rule tolerance. Leave one of the two blank.",
        ),
        (
            {**COUNT, "green_within": 0.01, "green": 100, "amber": 120},
            "green_within",
            "does not go with the rule thresholds. It widens Green of the rule tolerance.",
        ),
        ({**RESIDENTS, "per": 0}, "per", f"0 is not a number of residents. {RESIDENTS_SAID}"),
        ({**RESIDENTS, "per": -1000}, "per", f"-1000 is not a number of residents. {RESIDENTS_SAID}"),
        ({**RESIDENTS, "per": 1.5}, "per", f"1.5 is not a number of residents. {RESIDENTS_SAID}"),
        ({**RESIDENTS, "per": "head"}, "per", '"head" is not a number. Enter a number, or leave the cell blank.'),
        ({"per": 1000}, "per", "A count is not per 1000. per population only. Leave it blank."),
        ({**MILESTONE, "due": "soon"}, "due", '"soon" is not a date. Enter a date, such as 18/07/2014.'),
        ({**MILESTONE, "due": "30/02/2014"}, "due", '"30/02/2014" is not a date. Enter a date, such as 18/07/2014.'),
        ({"due": "30/09/2014"}, "due", "A count has no due date. A milestone has. Leave it blank."),
        ({"unit": "", "unit_one": "offence"}, "unit_one", "There is a unit_one, but no unit. Enter both."),
        ({**RATE, **QUARTERS, "target_q1": 40}, "target_q1", "40 is above 1. A rate is a proportion: 0.62 is 62%."),
        ({**RATE, **QUARTERS, "target_q1": -1}, "target_q1", "-1 is negative. Enter 0 or more."),
    ],
)
def test_each_fault_of_a_new_column_is_told_once(
    tmp_path: Path, plan: Mapping[str, Cell], column: str, said: str
) -> None:
    (line,) = faults(tmp_path, {**ONE, **plan})
    cell = address(5, MEASURES.headings.index(column) + 1)
    assert line.startswith(f"master.xlsm, Measures!{cell}: ")
    assert said in line


def test_a_wrong_way_of_measuring_a_tolerance_is_told_at_its_setting(tmp_path: Path) -> None:
    (line,) = faults(tmp_path, settings={"tolerance of rates": "percent"})
    assert line.startswith("master.xlsm, Settings!B")
    assert line.endswith("It is one of: points, share. Choose one of them.")
