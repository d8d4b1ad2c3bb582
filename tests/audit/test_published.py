"""The published report of 2014/15: the labelled slips are found, right claims pass, and every figure is read."""

from __future__ import annotations

import csv
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
from openpyxl import Workbook

from xlcsp.audit import Audit, Finding, audit_file, audit_text

SHARED = Path(__file__).parents[3] / "shared" / "data"
REPORT = SHARED / "published_report_2014_15.txt"
pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is absent"),
]
LABELLED = {"1", "2", "3"}  # themes


@pytest.fixture(scope="module")
def audit() -> Audit:
    return audit_file(REPORT)


@pytest.fixture(scope="module")
def labels() -> list[dict[str, str]]:
    with (SHARED / "audit_labels_themes_1_to_3.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def same(one: str, other: str) -> bool:
    try:
        return Decimal(one.replace(",", "")) == Decimal(other.replace(",", ""))
    except InvalidOperation:
        return one == other


def of_label(label: dict[str, str], findings: tuple[Finding, ...]) -> list[Finding]:
    return [
        one
        for one in findings
        if (one.measure, one.quarter, one.check) == (label["measure"], label["quarter"], label["check"])
        and same(one.printed, label["quoted_value"])
    ]


def test_every_labelled_slip_is_found_with_its_value(audit: Audit, labels: list[dict[str, str]]) -> None:
    wrong = [label for label in labels if label["status"] == "FAIL"]
    missed = [
        label["id"]
        for label in wrong
        if not any(
            one.status == "FAIL" and same(one.recomputed, label["recomputed_value"])
            for one in of_label(label, audit.findings)
        )
    ]
    assert missed == []
    assert len(wrong) == 19
    accused = [one for one in audit.findings if one.status == "FAIL" and one.measure[0] in LABELLED]
    assert len(accused) == len(wrong), "and nothing else is called wrong"


def test_every_right_claim_is_found_right(audit: Audit, labels: list[dict[str, str]]) -> None:
    right = [label for label in labels if label["status"] == "OK"]
    states = {label["id"]: {one.status for one in of_label(label, audit.findings)} for label in right}
    assert {name: state for name, state in states.items() if state != {"OK"}} == {}
    assert len(states) == 43


def test_every_gap_is_listed_with_a_reason(audit: Audit, labels: list[dict[str, str]]) -> None:
    gaps = {(one.measure, one.quarter, one.check): one for one in audit.findings if one.status == "GAP"}
    wanted = [label for label in labels if label["status"] == "GAP"]
    assert [label["id"] for label in wanted if (label["measure"], label["quarter"], label["check"]) not in gaps] == []
    classes = {"staff change", "awaiting meeting", "publication lag", "national system closed"}
    for label in wanted:
        reason = gaps[label["measure"], label["quarter"], label["check"]].reason
        assert reason == label["reason_class"] or label["reason_class"] not in classes
        assert reason not in ("", "no reason given")


def test_what_cannot_be_checked_is_said_to_be_so(audit: Audit, labels: list[dict[str, str]]) -> None:
    unsure = [label for label in labels if label["status"] == "UNVERIFIABLE"]
    states = {
        label["id"]: {
            one.status
            for one in audit.findings
            if (one.measure, one.quarter, one.check) == (label["measure"], label["quarter"], label["check"])
        }
        for label in unsure
    }
    assert [name for name, state in states.items() if "UNVERIFIABLE" not in state] == []


def test_every_printed_figure_is_read_with_measure_quarter_and_kind_and_none_wrongly(audit: Audit) -> None:
    with (SHARED / "seed_values.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["origin"] == "printed"]
    wanted = Counter((r["measure"], r["quarter"], r["figure_kind"], Decimal(r["value"])) for r in rows)
    read = Counter((one.measure, one.quarter, one.figure_kind, Decimal(one.value)) for one in audit.figures)
    assert read - wanted == Counter()
    assert wanted - read == Counter()
    assert len(rows) == 208
    assert {one.measure for one in audit.not_read} <= {"¶ 1"}


def test_the_text_gives_what_the_file_gives(audit: Audit) -> None:
    assert audit_text(REPORT.read_text(encoding="utf-8")) == list(audit.findings)


def test_the_text_pasted_into_a_workbook_line_by_line_gives_the_same(audit: Audit, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for line in REPORT.read_text(encoding="utf-8").splitlines():
        sheet.append([cell or None for cell in line.split("\t")])
    book.save(tmp_path / "pasted.xlsx")
    assert audit_file(tmp_path / "pasted.xlsx").findings == audit.findings


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009"])
def test_spaces_between_thousands_are_read_as_such(audit: Audit, space: str) -> None:
    text = REPORT.read_text(encoding="utf-8")
    spaced = re.sub(r"(?<=\d),(?=\d{3}\b)", space, text)
    assert spaced != text
    found = audit_text(spaced)
    assert [(one.status, one.check, one.recomputed) for one in found] == [
        (one.status, one.check, one.recomputed) for one in audit.findings
    ]


def test_dashes_and_minus_signs_of_any_kind_are_signs(audit: Audit) -> None:
    text = REPORT.read_text(encoding="utf-8").replace("(-", "(\u2212").replace(" -", " \u2013")
    assert [one.status for one in audit_text(text)] == [one.status for one in audit.findings]
