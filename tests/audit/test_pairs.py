"""Tables and paragraphs in pairs, one right and one with a slip: one pair for each kind missed in a first run."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlcsp.audit import audit_text


def pairs() -> list[tuple[str, str, str]]:
    """A text with a gap, what is right in it, and the slip; ``>>> right | slip`` follows each text."""
    found = []
    for chunk in Path(__file__).with_name("pairs.txt").read_text("utf-8").split("\n====\n"):
        text, _, answers = chunk.rpartition("\n>>> ")
        right, _, slip = answers.strip("\n").partition(" | ")
        found += [(text, right, slip)] if text else []
    return found


def wrong(text: str) -> list[str]:
    return [f"{one.printed}: {one.reason}" for one in audit_text(text) if one.status == "FAIL"]


def test_the_slip_is_found_and_nothing_right_is_accused() -> None:
    told = [
        line
        for text, right, slip in pairs()
        for line in (
            *(f"{right} is right. {line}\n{text}" for line in wrong(text.replace("{}", right))),
            *([] if wrong(text.replace("{}", slip)) else [f"{slip} is wrong.\n{text}"]),
        )
    ]
    assert not told, "\n\n".join(told)


@pytest.mark.parametrize("table", Path(__file__).with_name("right_tables.txt").read_text("utf-8").split("\n====\n"))
def test_tables_whose_columns_are_not_what_they_may_seem_are_not_accused(table: str) -> None:
    assert wrong(table) == []
