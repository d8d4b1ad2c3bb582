"""Documents in the style of published ones, labelled by hand before the audit was run.

``styles``: twelve in words and figures of our own. ``forms``: twelve, half of them with figures of public reports
(``SOURCES.tsv``) in words of our own.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from xlcsp.audit import Finding, audit_file

FOLDERS = {name: Path(__file__).with_name(name) for name in ("styles", "forms")}
LEAST_DECIDED = 0.85  # of the claims labelled


def labels_of(name: str) -> list[dict[str, str]]:
    with (FOLDERS[name] / "labels.csv").open(encoding="utf-8", newline="") as lines:
        return [{**label, "document": f"{name}/{label['document']}"} for label in csv.DictReader(lines)]


LABELS = [label for name in FOLDERS for label in labels_of(name)]
DOCUMENTS = sorted({label["document"] for label in LABELS})
HERE = Path(__file__).parent
STATES = {"right": "OK", "wrong": "FAIL"}


def of_label(label: dict[str, str], findings: tuple[Finding, ...]) -> list[Finding]:
    row, printed = label["row"], label["printed"].lower()
    places = [one for one in findings if (one.measure.startswith("¶") if row == "¶" else one.measure.endswith(row))]
    return [
        one for one in places if printed in (one.printed.lower().lstrip("+£"), one.printed.lower().removeprefix("a "))
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_nothing_right_is_called_wrong_and_every_slip_is_found(document: str) -> None:
    labels = [label for label in LABELS if label["document"] == document]
    findings = audit_file(HERE / document).findings
    said = {(one["row"], one["printed"]): {two.status for two in of_label(one, findings)} for one in labels}
    wrong = [key for key, one in zip(said, labels, strict=True) if one["status"] == "right" and "FAIL" in said[key]]
    assert wrong == []
    accused = [one for one in findings if one.status == "FAIL"]
    slips = [one for one in labels if one["status"] == "wrong"]
    assert all(any(found in of_label(slip, findings) for slip in slips) for found in accused), "nothing else is accused"


def test_most_claims_are_decided() -> None:
    audits = {document: audit_file(HERE / document).findings for document in DOCUMENTS}
    decided = [
        STATES[one["status"]] in {two.status for two in of_label(one, audits[one["document"]])} for one in LABELS
    ]
    open_ = [
        (one["document"], one["row"], one["printed"]) for one, done in zip(LABELS, decided, strict=True) if not done
    ]
    assert sum(decided) >= LEAST_DECIDED * len(LABELS), open_
