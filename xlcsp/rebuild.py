"""One rebuild: returns read, report written, and what the master will say of it. Button and command share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xlcsp.domain.periods import Quarter
from xlcsp.files.packed import keep_if_edited
from xlcsp.master.collected import Collected, collected
from xlcsp.planbook import Master
from xlcsp.report.model import Report, build_report, report_path
from xlcsp.report.sheets import write_report
from xlcsp.returns.collect import Collection, collect


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A rebuild's results. kept: where a draft that somebody had edited was kept, if there was one."""

    collection: Collection
    report: Report
    collected: Collected
    path: Path
    kept: Path | None


def rebuild(master: Master, quarter: Quarter, now: datetime, how: str, without_row: Sequence[str] = ()) -> Rebuilt:
    """Reads the returns and writes the report; the master itself is not touched.

    now: the officer's clock, told on *Start*. how: by what it was rebuilt. without_row: series that *Performance*
    lacks, which is told there too.
    """
    found = collect(master, quarter)
    report = build_report(master, found)
    path = report_path(master, quarter)
    kept = keep_if_edited(path)
    write_report(report, path)
    made = f"{now.day} {now:%B %Y, %H:%M}, by {how}"
    name = path.relative_to(master.path.parent) if path.is_relative_to(master.path.parent) else path
    return Rebuilt(found, report, collected(report, made, name.as_posix(), without_row), path, kept)
