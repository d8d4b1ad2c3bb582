"""``xlcsp doctor``: whether everything that the workbook needs is there, and what to do if not."""

from __future__ import annotations

import argparse

from xlcsp.cli.common import DONE, PROBLEMS, Commands, command, named


def add(commands: Commands) -> None:
    """The command's parser."""
    words = "check that the workbook has everything it needs, and say what to do"
    parser = command(commands, "doctor", words, run, "doctor", "doctor example")
    parser.add_argument("master", nargs="?", type=named, metavar="MASTER", help="the master workbook, or its folder")


def run(args: argparse.Namespace) -> int:
    """Checks, and shows each line."""
    from xlcsp.cli.terminal import checks_table
    from xlcsp.doctor import examine

    checks = examine(args.master)
    checks_table(checks)
    return DONE if all(check.is_well for check in checks) else PROBLEMS
