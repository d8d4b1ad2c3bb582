"""``xlcsp refresh``: does what the button does, without Excel."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from xlcsp import __version__
from xlcsp.cli.common import Commands, add_quarter, command, opened, put, say, tell, tell_kept

if TYPE_CHECKING:
    from xlcsp.master.refresh import Refreshed

_NAMED = 5  # cells that a message names


def add(commands: Commands) -> None:
    """The command's parser."""
    add_quarter(
        command(
            commands,
            "refresh",
            "do what the button does, without Excel",
            run,
            "refresh example",
            'refresh example --quarter "2014/15 Q3"',
        )
    )


def run(args: argparse.Namespace) -> int:
    """Makes the report, writes the master's own sheets, and says which formulas still need recalculating."""
    from xlcsp.files.alone import alone
    from xlcsp.files.read import read_book
    from xlcsp.files.write import refuse_if_open
    from xlcsp.master.live import READ
    from xlcsp.master.panel import due_of
    from xlcsp.master.refresh import add_rows
    from xlcsp.master.refresh import refresh as refresh_master
    from xlcsp.master.upgrade.mend import mend
    from xlcsp.pipeline.rebuild import clock, rebuild

    master, quarter = opened(args)
    refuse_if_open(master.path)
    if words := mend(master.path):
        say(words)
    add_rows(master.path)
    due = due_of(read_book(master.path, only=READ))
    with alone(master.path.parent):
        done = rebuild(master, quarter, clock(), "xlcsp refresh", due)
        tell_kept(done.written)
        refreshed = refresh_master(master.path, done.collected)
    put(master.path)
    put(done.written.path)
    _tell_formulas(refreshed)
    return tell(done.made.collection, queries=False)


def _tell_formulas(refreshed: Refreshed) -> None:
    again = "Open the workbook in Excel and press Ctrl+Alt+F9."
    if refreshed.own:
        whose = "a formula of your own is there; it still shows its old value"
        if refreshed.version != __version__:
            made_by = f"xlcsp {refreshed.version}" if refreshed.version else "another version of xlcsp"
            whose = f"the formulas are those of {made_by}, and this is {__version__}; they still show their old values"
        say(f"{_some('Performance', refreshed.own)}: {whose}. {again}")
    for sheet, cells in refreshed.stale.items():
        if sheet != "Performance":
            words = "formulas that read the refreshed sheets still show their old values"
            say(f"{_some(sheet, cells)}: {words}. {again}")


def _some(sheet: str, cells: Sequence[str]) -> str:
    """The first cells of a sheet, for a message."""
    more = len(cells) - _NAMED
    return f"{sheet}!{', '.join(cells[:_NAMED])}{f' and {more} more' if more > 0 else ''}"
