"""Ordinary wording of reports: each claim is right, wrong or impossible to check, and there are no false alarms."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from xlcsp.audit import audit_text
from xlcsp.audit.finding import Finding

STATUS = {"right": {"OK"}, "wrong": {"FAIL"}, "uncheckable": {"UNVERIFIABLE", ""}}
UNDECIDED = {  # read, but left as uncheckable where a person would decide them
    "In the 12 months to March 2024 there were 3,450 crimes, down 4.1% (75).",
    "Victim satisfaction stands at 81.5%, 1.5 percentage points above the 80% target.",
}


def cases() -> list[tuple[str, str, str]]:
    path = Path(__file__).with_name("prose_cases.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        return [(row["sentence"], row["claim"], row["right"]) for row in csv.DictReader(lines)]


def digits(text: str) -> str:
    return re.sub(r"[^\d.]", "", text) or text.lower()


def of_claim(sentence: str, claim: str) -> list[Finding]:
    return [one for one in audit_text(sentence) if digits(one.printed) == digits(claim)]


def accused(sentence: str) -> list[str]:
    return [f"{one.printed}: {one.reason} {sentence}" for one in audit_text(sentence) if one.status == "FAIL"]


def test_each_claim_is_judged_as_a_person_would() -> None:
    otherwise = []
    for sentence, claim, right in cases():
        states = {one.status for one in of_claim(sentence, claim)}
        best = next((state for state in ("FAIL", "OK", "UNVERIFIABLE") if state in states), "")
        if sentence not in UNDECIDED and best not in STATUS[right]:
            otherwise.append(f"{claim} is {right}, not {best}: {sentence}")
    assert not otherwise, "\n".join(otherwise)


def test_nothing_is_accused_in_a_sentence_without_a_slip() -> None:
    with_slip = {sentence for sentence, _, right in cases() if right == "wrong"}
    told = [line for sentence in sorted({case[0] for case in cases()} - with_slip) for line in accused(sentence)]
    assert not told, "\n".join(told)


def test_nothing_is_accused_in_sentences_that_are_right() -> None:
    sentences = Path(__file__).with_name("right_sentences.txt").read_text("utf-8").splitlines()
    told = [line for sentence in sentences for line in accused(sentence)]
    assert not told, "\n".join(told)


@pytest.mark.parametrize("sentence", sorted(UNDECIDED))
def test_what_is_not_certainly_bound_is_not_called_wrong(sentence: str) -> None:
    found = audit_text(sentence)
    assert found
    assert all(one.status != "FAIL" for one in found)


def test_a_percentage_is_never_paired_across_sentences_unless_the_figures_agree() -> None:
    text = "There were 2,308 offences compared with 2,774 last year. Knife crime went down by 16%."
    assert [one.status for one in audit_text(text)] == ["UNVERIFIABLE"]


def test_a_sentence_that_goes_on_is_judged_by_the_one_before() -> None:
    text = "There have been 178 detections. This is 49 or {}% less than in the same period last year."
    assert "FAIL" in {one.status for one in audit_text(text.format(21))}
    assert "FAIL" not in {one.status for one in audit_text(text.format(22))}


def test_what_cannot_be_checked_says_which_figure_is_missing() -> None:
    (found,) = audit_text("Burglary is 4% above target.")
    assert (found.status, found.reason) == ("UNVERIFIABLE", "the figure of the target is not printed")


def test_a_difference_of_whole_numbers_must_have_a_base() -> None:
    assert {one.status for one in audit_text("Theft from the person (216%/6 crimes) rose.")} == {"UNVERIFIABLE", "FAIL"}
    assert {one.status for one in audit_text("Theft from the person (200%/6 crimes) rose.")} == {"UNVERIFIABLE"}
