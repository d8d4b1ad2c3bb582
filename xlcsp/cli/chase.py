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


def run(args: argparse.Namespace) -> int:
    """Lists those who are late, and drafts the reminders."""
    from xlcsp.pipeline.quarter import remind

    master, quarter = opened(args)
    drafts = remind(master, quarter, today())
    for draft in (*drafts.late, *drafts.asked):
        put(draft)
    if not drafts.late:
        say(f"Nothing is overdue up to {quarter}.")
    return PROBLEMS if drafts.late else DONE
