"""``batch --json``, and its keys as the handbook lists them; a test compares the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlcsp.batch.task import Outcome
from xlcsp.report.keys import CHECK, NUMBER, PROBLEM, TEXT, Key

_FAILED = "it failed before that was known"
KEYS: Mapping[str, tuple[Key, ...]] = {
    "": (Key("files", TEXT, "the files of the roll-up"),),
    "partnerships": (
        Key("folder", TEXT, "its folder"),
        Key("partnership", TEXT, "its name, as *Settings* has it", _FAILED),
        Key("quarter", TEXT, "the quarter of its report, such as 2026/27 Q3", _FAILED),
        Key("state", TEXT, "written, up to date or failed"),
        Key("report", TEXT, "the report", _FAILED),
        Key("record", TEXT, "beside it the keys of `report --json` as a file, with those of `check --json` for "
            "returns and missing", "it failed"),
        Key("rag", NUMBER, "how many of its measures have each state, by the state's name"),
        Key("returns", NUMBER, "how many returns were found"),
        Key("queries", NUMBER, "how many queries are open; `check` lists them"),
        Key("kept", TEXT, "the copy of a draft that somebody had edited", "nobody had"),
        Key("found", TEXT, "a list: why it failed, where no problem says so"),
    ),
    "partnerships[].problems": PROBLEM,
    "partnerships[].missing": CHECK["missing"],
}  # fmt: skip
"""The keys of the document itself, and of each of its lists."""


def as_json(outcomes: Sequence[Outcome], files: Sequence[str]) -> dict[str, Any]:
    """Each partnership with its problems, each listed once; and the roll-up's files."""
    return {
        "partnerships": [
            {
                "folder": outcome.folder,
                "partnership": outcome.partnership or None,
                "quarter": outcome.quarter or None,
                "state": outcome.state,
                "report": outcome.report or None,
                "record": outcome.record or None,
                "rag": outcome.rag,
                "returns": outcome.returns,
                "problems": [problem.as_dict() for problem in outcome.problems],
                "missing": [
                    {"provider": provider, "quarter": quarter, "due": due.isoformat() if due else None}
                    for provider, quarter, due in outcome.missing
                ],
                "queries": outcome.queries,
                "kept": outcome.kept or None,
                "found": list(outcome.found),
            }
            for outcome in outcomes
        ],
        "files": list(files),
    }
