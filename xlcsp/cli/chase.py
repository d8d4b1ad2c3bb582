"""``xlcsp chase``: who is late, and a drafted reminder to each."""

from __future__ import annotations

import argparse
import sys

from xlcsp.cli.common import DONE, PROBLEMS, Commands, add_quarter, command, opened, say, today


def add(commands: Commands) -> None:
    """The command's parser."""
    add_quarter(command(commands, "chase", "name who is late, and draft a reminder to each", run))


def run(given: argparse.Namespace) -> int:
    """Names them, and drafts the reminders."""
    from xlcsp.files.alone import alone
    from xlcsp.returns.chase import chase
    from xlcsp.returns.collect import collect

    master, quarter = opened(given)
    with alone(master.path.parent):
        late = chase(master, collect(master, quarter), today())
    for one in late:
        sys.stdout.write(f"{one}\n")
    if not late:
        say(f"Nobody is late up to {quarter}.")
    return PROBLEMS if late else DONE
