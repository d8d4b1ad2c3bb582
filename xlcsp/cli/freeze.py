"""``xlcsp freeze``: a values-only copy beside the master, as last saved; it replaces no other file."""

from __future__ import annotations

import argparse

from xlcsp.cli.common import DONE, PROBLEMS, Commands, add_master, command, say, write_copy

_REFRESH = "Run xlcsp refresh, or press the button, and freeze it again"


def add(commands: Commands) -> None:
    """The command's parser."""
    words = "write a copy for circulation: values only, without macros, links and names"
    add_master(command(commands, "freeze", words, run, "freeze example"))


def run(args: argparse.Namespace) -> int:
    """Writes the copy, and lists what must not be published."""
    from xlcsp.errors import Problem
    from xlcsp.files.read import read_book
    from xlcsp.master.freeze import freeze
    from xlcsp.master.live import READ, without_row, without_row_words
    from xlcsp.planbook import read_master
    from xlcsp.returns.standing import counted

    master = read_master(args.master)
    target = master.path.with_name(f"{master.path.stem} {master.settings.quarter.folder} values.xlsx")
    frozen = freeze(master.path.name, master.path.read_bytes())
    lacking = without_row(read_book(master.path, only=READ))
    if lacking:
        found = without_row_words(lacking)
        frozen.problems.append(Problem(master.path.name, "Performance", "", "row missing", found, do=_REFRESH))
    write_copy(target, frozen.content)
    for problem in frozen.problems:
        say(str(problem))
    if frozen.problems:
        say(f"{counted(missing=0, problems=len(frozen.problems))}: to be put right before you send the copy.")
    return PROBLEMS if frozen.problems else DONE
