"""``xlcsp batch``: the reports of all partnerships below a folder, and the roll-up."""

from __future__ import annotations

import argparse
import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xlcsp.cli.common import (
    DONE,
    PROBLEMS,
    Commands,
    add_json,
    command,
    kept_words,
    named,
    put,
    say,
    stated,
    today,
    write_json,
)
from xlcsp.errors import XlcspError

if TYPE_CHECKING:
    from xlcsp.batch.task import Outcome


def add(commands: Commands) -> None:
    """The command's parser."""
    words = "make the reports of all partnerships below a folder, and the roll-up"
    parser = command(
        commands,
        "batch",
        words,
        run,
        "batch region",
        "batch region --quarter Q3 --workers 2 --json",
        "batch region --scheduler tcp://127.0.0.1:8786",
    )
    parser.add_argument("root", type=named, metavar="ROOT", help="each folder in it with a master is a partnership")
    parser.add_argument(
        "--quarter", type=stated, metavar="QUARTER", help="such as Q3 (default: from each sheet Settings)"
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--workers", type=int, metavar="N", help="processes on this machine (default: one a processor)")
    where.add_argument(
        "--scheduler", metavar="ADDRESS", help="of a dask cluster, tcp://host:8786 (needs xlcsp[cluster])"
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Makes the reports, shows the outcome of each, and lists every problem."""
    from xlcsp.batch.as_json import as_json
    from xlcsp.batch.executors import cluster, processes, watched
    from xlcsp.batch.run import batch, tasks
    from xlcsp.cli.fitted import summary
    from xlcsp.domain.periods import parse_quarter
    from xlcsp.national import write_national

    if args.quarter:
        parse_quarter(args.quarter, today().year)  # only checks that it is a quarter
    all_tasks = tasks(args.root, args.quarter or "")
    if args.scheduler:
        opened = functools.partial(cluster, args.scheduler)
    else:
        opened = functools.partial(processes, min(_workers(args.workers), len(all_tasks)))
    results = watched(batch(all_tasks, opened), len(all_tasks), "Reports")
    outcomes = _apart(sorted(results, key=lambda outcome: outcome.folder))
    records = [(outcome.folder, outcome.record) for outcome in outcomes if outcome.record]
    written = write_national(args.root / "national", records, say)
    if args.json:
        write_json(as_json(outcomes, [str(path) for path in written]))
    else:
        summary(outcomes, today())
        for path in written:
            put(path)
    return _tell(outcomes, args.root)


def _apart(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes. Partnerships that share a folder for reports have failed, since one overwrites the other."""
    from xlcsp.batch.task import FAILED

    places = {outcome.folder: Path(outcome.report).resolve() for outcome in outcomes if outcome.report}
    of = Counter(places.values())
    words = "Another partnership writes its report to the same file. Correct the folder of reports on Settings."
    lost = {folder for folder, place in places.items() if of[place] > 1}
    return [
        replace(outcome, state=FAILED, record="", found=(words,)) if outcome.folder in lost else outcome
        for outcome in outcomes
    ]


def _workers(count: int | None) -> int:
    from xlcsp.batch.executors import usual_workers

    number = usual_workers() if count is None else count
    if number < 1:
        raise XlcspError(f"--workers {number}: at least one is needed. Enter 1 or more.")
    return number


def _tell(outcomes: Sequence[Outcome], root: Path) -> int:
    """Prints each problem once, one a line; returns the exit code."""
    from xlcsp.domain.numbers import plural
    from xlcsp.domain.periods import day
    from xlcsp.files.names import below

    count = 0
    for outcome in outcomes:
        where = below(Path(outcome.folder), root.resolve())
        messages = [str(problem) for problem in outcome.problems] + list(outcome.found)
        for provider, quarter, due in outcome.overdue(today()):
            messages.append(f"{quarter}: no return from {provider}{f' (due {day(due)})' if due else ''}.")
        for words in messages:
            say(f"{where}: {words}")
        if outcome.kept:
            say(f"{where}: {kept_words(Path(outcome.report), outcome.kept)}")
        count += len(messages)
    if count:
        say(f"{plural(count, 'problem')}.")
    return PROBLEMS if count else DONE
