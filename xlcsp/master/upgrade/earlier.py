"""What earlier versions wrote into a master, to tell the program's own formulas and macros from a person's.

``earlier.json`` has for each release the beginning of the SHA-256 of each formula of *Performance*, of each module's
text and of the words of *Guide*; ``python -m xlcsp.master.upgrade.released`` adds those of this version.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

_LENGTH = 16
RELEASES = Path(__file__).with_suffix(".json")
Digests = Mapping[str, Mapping[str, str]]
"""Of a release: under ``formulas`` by column, under ``modules`` and ``sheets`` (*Guide*) by name."""


def digest(text: str) -> str:
    """The beginning of the text's SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def releases() -> dict[str, Digests]:
    """What each release wrote, oldest first."""
    kept_releases: dict[str, Digests] = json.loads(RELEASES.read_text(encoding="utf-8"))
    return kept_releases


def _of_all(what: str) -> dict[str, tuple[str, ...]]:
    by_name: dict[str, dict[str, None]] = {}
    for release in releases().values():
        for name, text_digest in release.get(what, {}).items():
            by_name.setdefault(name, {})[text_digest] = None
    return {name: tuple(digests) for name, digests in by_name.items()}


FORMULAS, MODULES = _of_all("formulas"), _of_all("modules")
GUIDES = _of_all("sheets").get("Guide", ())
SETTINGS = (
    "partnership",
    "financial year",
    "quarter",
    "forms",
    "returns",
    "reports",
    "return_due",
    "comments_due",
    "data_cutoff",
    "board_date",
    "rag rule",
    "tolerance",
    "rounding",
    "query_step",
    "disclosure threshold",
    "pct_min_base",
)  # if one of them is missing, a person removed it
