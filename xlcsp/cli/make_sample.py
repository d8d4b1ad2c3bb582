"""``xlcsp make-sample``: a national sample, real counts as partnerships' returns."""

from __future__ import annotations

import argparse
from pathlib import Path

from xlcsp.cli.common import DONE, Commands, command, folder_named, put, say
from xlcsp.errors import XlcspError


def add(commands: Commands) -> None:
    """The command's parser."""
    parser = command(
        commands,
        "make-sample",
        "make a national sample: real counts as partnerships' returns",
        run,
        "make-sample region --partnerships 3 --faulty 0.1 --seed 7",
    )
    parser.add_argument("root", type=folder_named, metavar="ROOT", help="a new folder")
    parser.add_argument("--partnerships", type=int, default=30, metavar="N", help="1 to 303 (default: 30)")
    parser.add_argument("--faulty", type=float, default=0.05, metavar="SHARE", help="of the returns (default: 0.05)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another gives other faults (default: 1)")


def run(args: argparse.Namespace) -> int:
    """Makes the sample, and lists its deliberate faults."""
    from xlcsp.batch.executors import processes, usual_workers, watched
    from xlcsp.sample.make import make, orders, write_papers

    root: Path = args.root
    tasks = orders(root, args.partnerships, seed=args.seed, faulty=args.faulty)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise XlcspError(f"{root}: it exists and is not empty. Nothing was written. Name a new folder.")
    with processes(min(usual_workers(), len(tasks))) as pool:
        results = list(watched(pool.map(make, tasks), len(tasks), "Partnerships"))
    faults = [fault for own in results for fault in own]
    write_papers(root, faults)
    put(root)
    say(
        f"{len(tasks)} partnerships; {len(faults)} faulty returns, each named in sample.csv. Contains public sector "
        f"information licensed under the Open Government Licence v3.0 (SOURCES.md). Next: xlcsp batch {root}."
    )
    return DONE
