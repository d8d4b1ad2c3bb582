"""``xlcsp new-year``: next year's folder with its master beside the old one, which is only read."""

from __future__ import annotations

import argparse

from xlcsp.cli.common import DONE, PROBLEMS, Commands, add_master, command, put, say


def add(commands: Commands) -> None:
    """The command's parser."""
    words = "make next year's master beside the old folder, which stays as it is"
    add_master(command(commands, "new-year", words, run, "new-year example"))


def run(args: argparse.Namespace) -> int:
    """Makes the folder, and says what to confirm and what is missing."""
    from xlcsp.domain.numbers import plural
    from xlcsp.files.write import refuse_if_open
    from xlcsp.pipeline.new_year import write_new_year
    from xlcsp.planbook import read_master

    master = read_master(args.master)
    refuse_if_open(master.path)  # unsaved changes would be missing in the new year
    path, renewed, collection = write_new_year(master)
    put(path)
    for note in renewed.notes:
        say(note)
    if renewed.retired:
        say(f"Retired: {', '.join(renewed.retired)}.")
    confirm = "confirm them. No target or baseline is adopted; the dates are on Settings."
    say(f"{plural(len(renewed.proposals), 'proposal')}: {confirm}")
    missing = [f"{quarter.folder}: no return from {provider}." for provider, quarter, _ in collection.missing]
    problems = [*missing, *map(str, collection.problems)]
    for problem in problems:
        say(problem)
    if problems:
        say(
            f"{plural(len(problems), 'open problem')}: History holds {master.settings.quarter.year} as it stands now "
            "(what is missing is blank, not 0). To change a figure, put it right in the old folder, remove the new "
            "one, and run again."
        )
    return PROBLEMS if problems else DONE
