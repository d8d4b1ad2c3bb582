"""Every printed number is accounted for: right, wrong, impossible to check, or listed as not read."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from xlcsp.audit import Audit, audit_text
from xlcsp.audit.judge import audit_document
from xlcsp.audit.read import report_of_text
from xlcsp.claims.gaps import sentences
from xlcsp.claims.prose import read_sentence
from xlcsp.claims.prose.tokens import PERIOD, tokens

HERE = Path(__file__).parent
NUMBER = re.compile(r"(?<![\w.,])[£+-]?\d[\d,]*(?:\.\d+)?")
CELL = re.compile(r"[+-]?£?\d[\d,]*(?:\.\d+)?%?")
HEADS = (
    "2022/23", "2023/24", "Change", "% change", "Total", "Apr", "May", "Q1", "Target", "RAG", "Rate per 1,000", "%",
    "Rank", "Population", "Year to date", "Notes", "", "North", "Share of total", "Variance", "Baseline",
)  # fmt: skip
WORDINGS = (
    "Burglary fell from {} to {} ({}%).", "There were {} incidents.", "Of {}: {}, {} and {}.",
    "There is room for {} more.",
    "Costs were double the {} of last year.", "{} of {} were solved, a rate of {}%.", "It ran at {} a week, {} in all.",
    "3-5 per cent of cases closed; {} stayed open.", "Wards 3 and 4 had {}, {} and {} ({}% up on {}).",
    "In 2023/24 there were {} calls against {}, of which {} ({}%) by night.",
    "The {} seen in Q2 beat the {} planned by {}.",
    "{} (of {}) said yes; {}% no; the rest ({}) did not say.", "Peak hour: 18:00, with {} of the {} thefts.",
)  # fmt: skip


def unsaid(audit: Audit, paragraphs: list[str]) -> list[tuple[str, str]]:
    """The numbers of sentences that nothing is said of, and those of which two things are said."""
    rests = {place for one in audit.findings for place in one.rests_on}
    listed = {(one.quote, one.number) for one in audit.not_read}
    answers: dict[tuple[str, int, int], set[str]] = {}
    for one in audit.findings:
        if one.rests_on:
            answers.setdefault(one.rests_on[0], set()).add(one.status)
    silent = [(str(place), "two answers") for place, states in answers.items() if len(states) > 1]
    for text in (sentence for paragraph in paragraphs for sentence in sentences(paragraph)):
        names = [(token.start, token.end) for token in tokens(text) if token.kind == PERIOD]
        for found in NUMBER.finditer(text):
            spans = [(start, end) for said, start, end in rests if said == text]
            spans += [(token.start, token.end) for token in tokens(text) if (text, token.text) in listed]
            spans += [span for span in names if not re.fullmatch(r"(?!20\d\d-\d\d$)\d+\s?-\s?\d+", text[slice(*span)])]
            digits = found.start() + len(found[0]) - len(found[0].lstrip("£+-"))
            if not any(start <= digits < end for start, end in spans):
                silent.append((text, found[0]))
    return silent


def test_a_cell_may_end_anywhere() -> None:
    for sentence in (HERE / "right_sentences.txt").read_text("utf-8").splitlines()[::4]:
        words = sentence.rstrip(".").split()
        for end in range(1, len(words)):
            assert read_sentence(" ".join(words[:end]).rstrip(",;:")).text


@pytest.mark.parametrize("seed", range(40))
def test_each_number_of_generated_sentences_has_one_answer(seed: int) -> None:
    rng = Random(seed)
    paragraphs = [
        " ".join(
            re.sub(
                r"\{\}", lambda _: str(rng.choice((rng.randint(2, 99), rng.randint(100, 9999)))), rng.choice(WORDINGS)
            )
            for _ in range(rng.randint(1, 4))
        )
        for _ in range(4)
    ]
    _, blocks = report_of_text("\n\n".join(paragraphs))
    assert unsaid(audit_document(blocks), paragraphs) == []


def test_each_number_of_the_sentences_known_has_one_answer() -> None:
    texts = [*(HERE / "right_sentences.txt").read_text("utf-8").splitlines()]
    texts += (HERE / "styles" / "stories.txt").read_text("utf-8").splitlines()
    for text in filter(str.strip, texts):
        _, blocks = report_of_text(text)
        assert unsaid(audit_document(blocks), [text]) == []


@pytest.mark.parametrize("seed", range(60))
def test_each_cell_of_generated_tables_has_an_answer_or_is_listed(seed: int) -> None:
    rng = Random(seed)
    heads = ["Area", *rng.sample(HEADS, rng.randint(1, 6))]
    rows = [
        [
            f"Row {chr(65 + place)}x",
            *(rng.choice((str(rng.randint(0, 900)), f"{rng.randint(0, 99)}%")) for _ in heads[1:]),
        ]
        for place in range(rng.randint(1, 7))
    ]
    text = "\n".join("\t".join(row) for row in [heads, *rows])
    _, blocks = report_of_text(text)
    audit = audit_document(blocks)
    held = {(place, column) for one in audit.findings for name, place, column in one.rests_on if name == "Table 1"}
    names = {column.index for table in audit.tables for column in table.columns if column.meaning == "label"}
    cells = Counter(
        cell for place, row in enumerate(rows) for column, cell in enumerate(row)
        if column and column not in names and CELL.fullmatch(cell) and (place, column) not in held
    )  # fmt: skip
    listed = Counter(number for one in audit.not_read for number in one.number.split("; "))
    assert listed == cells


@pytest.mark.parametrize(
    "text",
    [
        "Of 47: 29, 11 and 9.",
        "There is room for 118 more.",
        "Costs were double the 4,000 of last year.",
        "215 of 251, and 12 more wait.",
    ],
)
def test_what_was_silent_is_said_or_listed(text: str) -> None:
    _, blocks = report_of_text(text)
    audit = audit_document(blocks)
    assert unsaid(audit, [text]) == []
    assert audit.findings or audit.not_read


def test_a_total_column_that_no_row_keeps_cannot_be_checked() -> None:
    rows = ("Ward\tA\tB\tTotal", "North\t10\t20\t99", "South\t5\t6\t70", "West\t8\t9\t55")
    found = audit_text("\n".join(rows))
    assert {(one.status, one.printed) for one in found} == {(("UNVERIFIABLE"), number) for number in ("99", "70", "55")}
