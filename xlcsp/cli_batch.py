"""The commands on many partnerships: batch and make-sample. The parser is in ``xlcsp.cli``."""

from __future__ import annotations

import argparse
import csv
import functools
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from xlcsp import cli
from xlcsp.batch.task import FAILED, Outcome
from xlcsp.domain.periods import parse_quarter
from xlcsp.errors import XlcspError


def batch(given: argparse.Namespace) -> int:
    """``xlcsp batch ROOT``."""
    from xlcsp.batch.executors import cluster, processes
    from xlcsp.batch.run import batch as outcomes_of
    from xlcsp.batch.run import tasks
    from xlcsp.batch.show import as_json, summary, watched
    from xlcsp.national import write_national

    if given.quarter:
        parse_quarter(given.quarter, date.today().year)  # noqa: DTZ011 - only whether it is one
    wanted = tasks(given.root, given.quarter or "")
    if given.scheduler:
        opened = functools.partial(cluster, given.scheduler)
    else:
        workers = min(_workers(given.workers), len(wanted))
        opened = functools.partial(processes, workers, cli.import_openpyxl_alone)
    found = watched(outcomes_of(wanted, opened), len(wanted), "Reports")
    outcomes = _apart(sorted(found, key=lambda one: one.folder))
    written = write_national(
        given.root / "national", [(one.folder, one.record) for one in outcomes if one.record], cli.say
    )
    today = date.today()  # noqa: DTZ011 - the officer's day decides what is overdue
    if given.json:
        cli.write_json(as_json(outcomes, [str(path) for path in written]))
    else:
        summary(outcomes, today)
        sys.stdout.write("".join(f"{path}\n" for path in written))
    return _tell(outcomes, given.root, today)


def _apart(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes; those of partnerships whose Settings name one folder of reports have failed: one is lost."""
    places = {one.folder: Path(one.report).resolve() for one in outcomes if one.report}
    of = Counter(places.values())
    words = "Another partnership writes its report to the same file. Correct the folder of reports on Settings."
    lost = {folder for folder, place in places.items() if of[place] > 1}
    return [replace(one, state=FAILED, record="", found=(words,)) if one.folder in lost else one for one in outcomes]


def _workers(asked: int | None) -> int:
    from xlcsp.batch.executors import usual_workers

    number = usual_workers() if asked is None else asked
    if number < 1:
        raise XlcspError(f"--workers {number}: there is at least one.")
    return number


def _tell(outcomes: Sequence[Outcome], root: Path, today: date) -> int:
    """Names each problem once, one a line; returns the exit code."""
    count = 0
    for one in outcomes:
        folder = Path(one.folder)
        where = folder.relative_to(root.resolve()).as_posix() if folder.is_relative_to(root.resolve()) else one.folder
        told = [str(problem) for problem in one.problems] + list(one.found)
        for provider, quarter, due in one.overdue(today):
            told.append(f"{quarter}: no return from {provider}{f' (due {due.day} {due:%B %Y})' if due else ''}.")
        for words in told:
            cli.say(f"{where}: {words}")
        if one.kept:
            cli.say(f"{where}: {Path(one.report).name} had been changed by hand; it was kept as {one.kept}.")
        count += len(told)
    if count:
        cli.say(f"{count} problem(s).")
    return cli.PROBLEMS if count else cli.DONE


def make_sample(given: argparse.Namespace) -> int:
    """``xlcsp make-sample ROOT``."""
    from xlcsp.batch.executors import processes, usual_workers
    from xlcsp.batch.show import watched
    from xlcsp.sample.faults import Planted
    from xlcsp.sample.make import make, orders

    wanted = orders(given.root, given.partnerships, seed=given.seed, faulty=given.faulty)
    if given.root.exists() and (not given.root.is_dir() or any(given.root.iterdir())):
        raise XlcspError(f"{given.root}: it exists and is not empty. Nothing was written. Name a new folder.")
    with processes(min(usual_workers(), len(wanted))) as pool:
        made = list(watched(pool.map(make, wanted), len(wanted), "Partnerships"))
    faults = [fault for one in made for fault in one]
    _write_table(given.root / "sample.csv", Planted._fields, faults)
    sources = (Path(__file__).parent / "sample" / "SOURCES.md").read_bytes()
    (given.root / "SOURCES.md").write_bytes(sources)
    sys.stdout.write(f"{given.root}\n")
    cli.say(
        f"{len(wanted)} partnerships; {len(faults)} faulty returns, each named in sample.csv. Contains public sector "
        f"information licensed under the Open Government Licence v3.0 (SOURCES.md). Next: xlcsp batch {given.root}."
    )
    return cli.DONE


def _write_table(path: Path, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    from xlcsp.files.write import replacing

    with replacing(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
