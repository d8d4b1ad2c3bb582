"""Paragraphs of several sentences: what the figures beside a claim give is confirmed, and another number is not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from xlcsp.audit import audit_text
from xlcsp.audit.finding import Finding

MARKED = re.compile(r"\[([^\]]+)\]")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
PARAGRAPHS = Path(__file__).with_name("right_paragraphs.txt").read_text("utf-8").split("\n====\n")


def digits(text: str) -> str:
    return re.sub(r"[,£%+\s-]", "", text).lower()


def right(text: str) -> list[str]:
    found = audit_text(MARKED.sub(r"\1", text))
    return [digits(one.printed) for one in found if one.status == "OK" and not is_of_table(one)]


def is_of_table(one: Finding) -> bool:
    return one.measure.startswith("Table")


def larger(number: str) -> str:
    """A fifth more, in as many decimals."""
    places = len(number.partition(".")[2])
    value = Fraction(number.replace(",", "")) * Fraction(6, 5) + Fraction(1, 10**places)
    return f"{float(value):,.{places}f}"


def test_each_claim_that_the_figures_printed_give_is_right() -> None:
    told = []
    for text in PARAGRAPHS:
        told += [
            f"{one.printed}: {one.reason}\n{text}"
            for one in audit_text(MARKED.sub(r"\1", text))
            if one.status == "FAIL"
        ]
        left = Counter(map(digits, MARKED.findall(text))) - Counter(right(text))
        told += [f"{claim} is right.\n{text}" for claim in left]
    assert not told, "\n\n".join(told)


def altered(text: str) -> Iterator[tuple[str, str]]:
    """The paragraph with one claim a fifth larger, and that claim; once for each that no other one then equals."""
    for said in MARKED.finditer(text):
        number = NUMBER.search(said[1])
        if number is None or "average of about" in text[: said.start()]:
            continue
        wrong = said[1].replace(number[0], larger(number[0]))
        if digits(wrong) not in map(digits, MARKED.findall(text)):
            yield text[: said.start()] + wrong + text[said.end() :], digits(wrong)


def test_none_is_right_with_another_number() -> None:
    told = [
        f"{wrong} is wrong.\n{text}" for whole in PARAGRAPHS for text, wrong in altered(whole) if wrong in right(text)
    ]
    assert not told, "\n\n".join(told)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("The team dealt with 408 cases. Last year it dealt with 450. Of the 408 cases 20 ended in court ({}%).", "4"),
        (
            "There were 3,080 offences in 2022/23 and 2,926 in 2023/24. There were 439 charges, a charge rate of {}%.",
            "14",
        ),
        ("In Q3 the panel heard 118 cases, against 104 in Q2. 85 cases ({}%) were new.", "82"),
        ("385 clients were supported. 308 of them (80%) were high risk. Only 23 clients ({}%) were men.", "7"),
        ("Two thirds of the 1,380 complaints (920) were about noise. Shops gave rise to 276 ({}%).", "30"),
        ("Crews attended 148 deliberate fires, against 185 in 2022. Secondary fires fell by {} to 112.", "37"),
        ("It took 4,320 calls, on average 360 a month. 3,888 of them ({}%) were answered at once.", "9"),
        ("Of the 21 people, 17 were men and {} were women. Two thirds (14) had slept rough.", "7"),
        ("Robbery fell by {}%. Burglary fell from 200 to 180.", "10"),
        ("Arson rose by {}%. There were 54 fires, compared with 60 last year.", "10"),
        ("Arson fell by {}%. There were 54 fires, compared with a target of 60.", "10"),
        ("Police 216, fire 9. In the previous year: police 180, fire 10. All assaults together rose by {}.", "36"),
    ],
)
def test_a_figure_of_another_time_or_part_or_name_makes_no_claim_right(text: str, claim: str) -> None:
    assert claim not in right(text.format(claim))
