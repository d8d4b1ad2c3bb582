"""One partnership's report as a task: running it again changes nothing, and an up-to-date report is left as it is.

Beside the report is its record, a JSON document: what ``xlcsp report --json`` gives, and the hashes of all sources,
which show whether the report is up to date. If the record is deleted, the same report is made again.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlcsp import __version__
from xlcsp.domain.periods import Quarter, parse_quarter
from xlcsp.errors import PlanError, Problem, XlcspError
from xlcsp.files import write as files
from xlcsp.files.alone import alone
from xlcsp.files.kinds import MOST_BYTES
from xlcsp.memory import searched_rarely
from xlcsp.planbook import Master, read_master

if TYPE_CHECKING:
    from xlcsp.pipeline import Made

WRITTEN, CURRENT, FAILED = "written", "up to date", "failed"
_SHAPING = ("lxml", "openpyxl", "scipy")  # libraries whose versions may change a report


@dataclass(frozen=True, slots=True)
class Task:
    """A partnership whose report is wanted. folder: where its master is. quarter: empty means as in its *Settings*.

    program: hash of the calling program; a worker with another version refuses the task.
    """

    folder: str
    quarter: str = ""
    program: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a task: written, up to date or failed.

    missing: provider, quarter and due date. rag: number of measures by state. found: why it failed. kept: the copy of a
    draft that somebody had edited.
    """

    folder: str
    state: str
    partnership: str = ""
    quarter: str = ""
    report: str = ""
    record: str = ""
    rag: dict[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    missing: tuple[tuple[str, str, date | None], ...] = ()
    queries: int = 0
    returns: int = 0
    kept: str = ""
    found: tuple[str, ...] = ()

    def overdue(self, today: date) -> list[tuple[str, str, date | None]]:
        """The missing returns whose due date is over."""
        return [awaited for awaited in self.missing if awaited[2] is None or awaited[2] < today]


@functools.cache
def program() -> str:
    """The hash of all that may change a report's bytes: the program's files except macros, and the libraries."""
    from importlib.metadata import version

    root = Path(__file__).parents[1]
    own = [path for path in root.rglob("*") if path.suffix in (".py", ".csv")]
    parts = sorted((path.relative_to(root).as_posix(), files.sha256(path.read_bytes())) for path in own)
    return files.sha256(repr((__version__, parts, [(name, version(name)) for name in _SHAPING])).encode())


@searched_rarely()
def report_of(task: Task) -> Outcome:
    """Makes the partnership's report unless it is up to date. Faults of the partnership are part of the outcome."""
    try:
        return _report(task)
    except PlanError as error:
        return Outcome(task.folder, FAILED, problems=error.faults)
    except XlcspError as error:
        return Outcome(task.folder, FAILED, found=tuple(str(error).splitlines()))
    except OSError as error:
        where = Path(error.filename).name if error.filename else "A file"
        return Outcome(task.folder, FAILED, found=(f"{where}: {error.strerror or error}. Check the folder's rights.",))


def _report(task: Task) -> Outcome:
    from xlcsp.pipeline import make, write
    from xlcsp.report.released import report_path

    if task.program not in ("", program()):
        raise XlcspError("The worker runs a different version of xlcsp. Install the same version on both.")
    folder, at = Path(task.folder), task.quarter
    if folder.is_symlink():
        raise XlcspError(
            "It is a link to a folder elsewhere, whose master was not read. Put the folder itself here, or run "
            "xlcsp batch on that folder, too."
        )
    master = read_master(folder)
    quarter = parse_quarter(at, master.settings.quarter.start) if at else master.settings.quarter
    if quarter.start != master.settings.quarter.start:
        raise XlcspError(
            f"{master.path.name}: it holds the year {master.settings.quarter.year}, not that of {quarter}."
        )
    path = report_path(master, quarter)
    record = path.with_suffix(".json")
    made_from = _made_from(master, quarter)
    known = _known(record, path, made_from)
    if known is not None:
        return _outcome(folder, CURRENT, path, record, known)
    with alone(master.path.parent):
        report = make(master, quarter)
        aside = write(report).kept
        document = _record(report, made_from)
        with files.replacing(record) as draft:
            draft.write_bytes(files.json_bytes(document))
    return _outcome(folder, WRITTEN, path, record, document, aside.name if aside else "")


def _record(report: Made, made_from: str) -> dict[str, Any]:
    """The record of a report that is written."""
    from xlcsp.report.as_json import check_json, report_json

    checked = check_json(report.collection)
    return {
        "made_from": made_from,
        "report_sha256": files.sha256(report.path.read_bytes()),
        "partnership": report.master.settings.partnership,
        **report_json(report.report, [report.path.name]),
        "returns": checked["returns"],
        "missing": checked["missing"],
        "queries": len(report.collection.queries),
    }


def _made_from(master: Master, quarter: Quarter) -> str:
    """The hash of all that the report is made from: the program, the master, each file among the returns."""
    from xlcsp.report.released import FIGURES, last_version, report_path

    folder = master.path.parent / master.settings.returns
    digest = hashlib.sha256(repr((program(), str(quarter), folder.is_dir())).encode())
    released = last_version(report_path(master, quarter.plus(-1)).with_suffix(""))
    released_figures = [released / FIGURES] if released and (released / FIGURES).is_file() else []
    used = (master.path, *released_figures, *folder.rglob("*"))
    named = ((Path(os.path.relpath(path, master.path.parent)).as_posix(), _content(path)) for path in used)
    for file in sorted(named):  # sorted as text, because Windows sorts paths without regard to capitals
        digest.update(repr(file).encode())
    return digest.hexdigest()


def _content(path: Path) -> str:
    """The hash of a file; for one too large to read its size; for anything else whether it can be read."""
    if path.is_file():
        size = path.stat().st_size
        return files.sha256(path.read_bytes()) if size <= MOST_BYTES else str(size)
    is_folder = path.is_dir() and not path.is_symlink() and os.access(path, os.R_OK)
    return "folder" if is_folder else "not read"


def _known(record: Path, path: Path, made_from: str) -> dict[str, Any] | None:
    """The record, if it is for the same input and the report is the one that it describes; else None."""
    try:
        known = json.loads(record.read_text(encoding="utf-8"))
        is_current = known["made_from"] == made_from and known["report_sha256"] == files.sha256(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return known if is_current else None


def _outcome(folder: Path, state: str, path: Path, record: Path, known: dict[str, Any], kept: str = "") -> Outcome:
    return Outcome(
        folder=str(folder),
        state=state,
        partnership=known["partnership"],
        quarter=known["quarter"],
        report=str(path),
        record=str(record),
        rag=dict(Counter(measure["rag"] for measure in known["measures"])),
        problems=tuple(Problem(**problem) for problem in known["problems"]),
        missing=tuple((awaited["provider"], awaited["quarter"], _day(awaited["due"])) for awaited in known["missing"]),
        queries=known["queries"],
        returns=len(known["returns"]),
        kept=kept,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
