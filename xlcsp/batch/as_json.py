"""``batch --json``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlcsp.batch.task import Outcome


def as_json(outcomes: Sequence[Outcome], files: Sequence[str]) -> dict[str, Any]:
    """Each partnership with its problems, each listed once; and the roll-up's files."""
    return {
        "partnerships": [
            {
                "folder": one.folder,
                "partnership": one.partnership or None,
                "quarter": one.quarter or None,
                "state": one.state,
                "report": one.report or None,
                "record": one.record or None,
                "rag": one.rag,
                "returns": one.returns,
                "problems": [problem.as_dict() for problem in one.problems],
                "missing": [
                    {"provider": provider, "quarter": quarter, "due": due.isoformat() if due else None}
                    for provider, quarter, due in one.missing
                ],
                "queries": one.queries,
                "kept": one.kept or None,
                "found": list(one.found),
            }
            for one in outcomes
        ],
        "files": list(files),
    }
