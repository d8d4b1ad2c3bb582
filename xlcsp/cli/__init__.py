"""The command line. Exit codes: 0 done, 1 problems found, 2 wrong use or unreadable input.

A module for each command holds its parser (``add``) and its body. Words for people go to standard error, results
(tables, ``--json``) to standard output. What a command needs is imported when it is run, so that ``xlcsp --help``
answers at once: at their top these modules import only ``xlcsp.cli.common`` and the standard library.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from xlcsp import __version__
from xlcsp.cli import (
    audit,
    backtest,
    batch,
    chase,
    check,
    demo,
    doctor,
    freeze,
    guide,
    issue,
    libreoffice,
    make_sample,
    new,
    new_year,
    refresh,
    release,
    report,
    upgrade,
)
from xlcsp.cli.common import DONE, PROBLEMS, WRONG_USE, say
from xlcsp.cli.streams import heard
from xlcsp.errors import XlcspError, was_stopped

__all__ = ["DONE", "PROBLEMS", "WRONG_USE", "main"]

COMMANDS = (  # in the order in which --help names them
    demo, new, refresh, freeze, new_year, upgrade, doctor, issue, chase, check, report, release, batch, make_sample,
    backtest, audit, guide, libreoffice,
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    with heard():
        return _run(arguments)


def _run(arguments: Sequence[str] | None) -> int:
    args = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = args.command
    try:
        code = command(args)
        sys.stdout.flush()
    except XlcspError as error:
        say(str(error))
    except (KeyboardInterrupt, RuntimeError) as error:
        if not was_stopped(error):
            raise
        say("Stopped. Files already written are whole; nothing was left half done.")
    except OSError as error:
        say(
            f"{error.filename or 'A file'}: {error.strerror or error}. Check the folder and its rights, then run again."
        )
    else:
        return code
    return WRONG_USE


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Prints the error with control characters made visible, since it may contain a file name."""
        from xlcsp.files.cells import legible

        super().error(legible(message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="xlcsp", description="From lead officers' quarterly returns to the performance report of a partnership."
    )
    parser.add_argument("--version", action="version", version=f"xlcsp {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser
