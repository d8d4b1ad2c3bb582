"""One rebuild, for button and command alike: reads the returns, writes the report, and prepares the master's sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from xlcsp.domain.periods import Quarter
from xlcsp.files.names import below
from xlcsp.master.additions import additions
from xlcsp.master.collected import Collected, collected
from xlcsp.master.panel import Row
from xlcsp.pipeline import Made, Written, make, write
from xlcsp.planbook import Master


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A rebuild's results. collected: what the master's own sheets will hold."""

    made: Made
    written: Written
    collected: Collected


def clock() -> datetime:
    """The officer's clock."""
    return datetime.now()  # noqa: DTZ005 - its hour is told to the officer, who has the same one


def rebuild(master: Master, quarter: Quarter, now: datetime, how: str, due: Sequence[Row] = ()) -> Rebuilt:
    """Reads the returns and writes the report; the master itself is not touched.

    now: the officer's clock, shown on *Start*. how: what started the rebuild. due: what the master itself needs, also
    shown there.
    """
    made = make(master, quarter)
    written = write(made)
    path, when = written.path, f"{now.day} {now:%B %Y, %H:%M}, by {how}"
    rows = collected(made.report, when, below(path, master.path.parent), due, now.date())
    return Rebuilt(made, written, replace(rows, added=additions(master, made.report)))
