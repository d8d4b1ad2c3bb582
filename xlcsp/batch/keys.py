"""The keys of ``batch --json``, as the handbook lists them; a test compares them with the document."""

from __future__ import annotations

from collections.abc import Mapping

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
