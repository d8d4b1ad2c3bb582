"""A number in a commentary that disagrees with the figure beside it is queried; parts of the figure are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import ROWS, answers, partnership, send
from xlcsp.forms.layout import Answer
from xlcsp.returns.collect import collect

COMMENTARY = "J"  # the column of the form


def asked(folder: Path, **changed: Answer) -> list[tuple[str, str]]:
    master = partnership(folder)
    send(master, answers=answers(**changed))
    found = collect(master, master.settings.quarter.plus(-3))
    return [(query.cell, query.found) for query in found.queries if query.code == "commentary"]


@pytest.mark.parametrize(
    "said", ["110 offences in Q1.", "In Q1 there were 110 offences.", "110 offences in Q1, compared to 90 last year."]
)
def test_another_count_of_the_quarter_is_asked_about_with_its_cell(tmp_path: Path, said: str) -> None:
    ((cell, found),) = asked(tmp_path, v=Answer(figure=100, status="Provided", commentary=said))
    assert cell == f"{COMMENTARY}{ROWS['v']}"
    assert "the figure beside it is 100" in found


@pytest.mark.parametrize(
    "said",
    [
        "100 offences in Q1.",
        "12 offences in Q1 were in the town centre.",
        "Patrols run since 4 May. 5 people were charged.",
        "In Q1 there were 12 arrests.",
    ],
)
def test_the_figure_itself_and_parts_of_it_are_not_asked_about(tmp_path: Path, said: str) -> None:
    assert asked(tmp_path, v=Answer(figure=100, status="Provided", commentary=said)) == []


def test_n_of_m_and_percentages_are_compared_too(tmp_path: Path) -> None:
    rate = Answer(figure=6, out_of=10, status="Provided", commentary="7 of 10 people took part.")
    assert "6 of 10" in asked(tmp_path / "rate", s=rate)[0][1]
    share = Answer(percentage=30, status="Provided", commentary="Treatment ended well for 35% in Q1.")
    assert "30.0%" in asked(tmp_path / "share", t=share)[0][1]
    right = Answer(percentage=30, status="Provided", commentary="Treatment ended well for 30% in Q1.")
    assert asked(tmp_path / "right", t=right) == []
