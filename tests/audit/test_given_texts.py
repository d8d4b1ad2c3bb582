"""Published texts of other bodies, labelled by hand: slips are found, right claims pass, most claims are decided."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from tests.audit.test_prose import digits
from xlcsp.audit import audit_file

TEXTS = Path(__file__).parents[3] / "shared" / "data" / "audit_reports"
pytestmark = [pytest.mark.shared_data, pytest.mark.skipif(not TEXTS.is_dir(), reason="../shared/data is absent")]
LEAST_DECIDED = 0.8  # of the claims that can be checked


@pytest.fixture(scope="module")
def labels() -> list[tuple[str, str, str]]:
    """File, number meant and label."""
    with (TEXTS / "labels.csv").open(encoding="utf-8", newline="") as lines:
        return [
            (row["file"], digits(re.sub(r".*\[(.*)\]", r"\1", row["quote"])), row["label"])
            for row in csv.DictReader(lines)
        ]


@pytest.fixture(scope="module")
def said(labels: list[tuple[str, str, str]]) -> dict[str, list[tuple[str, str]]]:
    """Of each file the number and answer of each finding."""
    files = dict.fromkeys(file for file, *_ in labels)
    return {file: [(digits(one.printed), one.status) for one in audit_file(TEXTS / file).findings] for file in files}


def test_every_slip_is_found_and_nothing_else_is_called_wrong(
    labels: list[tuple[str, str, str]], said: dict[str, list[tuple[str, str]]]
) -> None:
    accused = {file: sorted(number for number, status in found if status == "FAIL") for file, found in said.items()}
    slips = {file: sorted(number for one, number, label in labels if (one, label) == (file, "wrong")) for file in said}
    assert accused == slips
    assert sum(len(numbers) for numbers in slips.values()) > 20


def test_most_of_what_can_be_checked_is_decided(
    labels: list[tuple[str, str, str]], said: dict[str, list[tuple[str, str]]]
) -> None:
    wanted = [(file, (number, {"right": "OK", "wrong": "FAIL"}[label])) for file, number, label in labels
              if label != "uncheckable"]  # fmt: skip
    open_ = [one for one in wanted if one[1] not in said[one[0]]]
    assert len(open_) <= (1 - LEAST_DECIDED) * len(wanted), open_
