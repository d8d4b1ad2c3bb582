"""``xlcsp chase``: who is late, and a drafted reminder to each."""

from __future__ import annotations

import argparse

from xlcsp.cli.common import DONE, PROBLEMS, Commands, add_quarter, command, opened, put, say, today


def add(commands: Commands) -> None:
    """The command's parser."""
    add_quarter(
        command(
            commands,
            "chase",
            "name who is late, and draft reminders and questions",
            run,
            "chase example",
            'chase example --quarter "2014/15 Q2"',
        )
    )


def run(given: argparse.Namespace) -> int:
    """Names them, and drafts the reminders."""
    from xlcsp.files.alone import alone
    from xlcsp.returns.chase import ask, chase, chase_comments
    from xlcsp.returns.collect import collect

    master, quarter = opened(given)
    with alone(master.path.parent):
        collection = collect(master, quarter)
    late = [*chase(master, collection, today()), *chase_comments(master, collection, today())]
    for one in (*late, *ask(master, collection, today())):
        put(one)
    if not late:
        say(f"Nobody is late up to {quarter}.")
    return PROBLEMS if late else DONE
