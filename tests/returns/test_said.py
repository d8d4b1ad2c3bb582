"""Commentaries in the words of officers: a wrong one is asked about, and a right one never is.

The lots were written before they were run. A wrong one that nothing sees yet is ``unseen``.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.returns.said import TOLD, Partnership

ROWS = list(csv.DictReader(Path(__file__).with_name("commentaries.csv").read_text("utf-8").splitlines()))


@pytest.fixture(scope="module")
def partners(tmp_path_factory: pytest.TempPathFactory) -> Partnership:
    return Partnership(tmp_path_factory.mktemp("said"), TOLD)


def test_a_commentary_is_asked_about_only_where_no_reading_of_it_fits(partners: Partnership) -> None:
    told = []
    for row in ROWS:
        asked = partners.questions(row["series"], row["commentary"])
        if bool(asked) != (row["what"] == "wrong"):
            told.append(f"{row['lot']} {row['series']}: {row['commentary']} This is {row['what']}: {asked}")
    assert not told, "\n".join(told)


@pytest.mark.parametrize(
    ("series", "commentary", "readings"),
    [
        ("burglary", "13 below the profile.", "−3 on the target to date; −2 on the target for the quarter"),
        ("burglary", "52 below the target.", "−153 on the target; −3 on the target to date; −2 on the target for the"),
        ("burglary", "149 in Q2 and 171 in Q1.", "140 in Q1"),
        ("grants", "Grants are down £750 on Quarter 2.", "−£3,250.50 on Q2"),
        ("violence", "Violence fell in December.", "+41.4% on November 2014 in December; +10.8% on D"),
        ("response", "Missed the target by 12 seconds.", "+11 on the target"),
        ("graffiti", "Remains Green.", "Amber"),
        ("entrants", "We rank 6th of 15.", "4th of 15 beside Most similar group in 2013/14"),
    ],
)
def test_the_question_names_every_reading_that_was_tried(
    partners: Partnership, series: str, commentary: str, readings: str
) -> None:
    """ "2 above the profile" was asked about without the target to date."""
    (question,) = partners.questions(series, commentary)
    assert f"by the figures it is {readings}" in question
