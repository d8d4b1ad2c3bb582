"""``xlcsp demo``: builds the worked example, checks and reports its four quarters, and shows what came of it."""

from __future__ import annotations

import argparse
from pathlib import Path

from xlcsp.cli.common import DONE, Commands, command, put, say


def add(commands: Commands) -> None:
    """The command's parser."""
    words = "make the worked example: master, forms, returns and reports of a year"
    parser = command(commands, "demo", words, run, "demo example")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("xlcsp-demo"), metavar="FOLDER")


def run(given: argparse.Namespace) -> int:
    """Makes it, and says where everything is."""
    from xlcsp.cli.terminal import year_table
    from xlcsp.demo.tour import LITE, place
    from xlcsp.planbook import MASTERS

    folder: Path = given.folder
    reports = place(folder, say)
    year_table(reports)
    put(f"Master:  {folder / MASTERS[0]}\nForms:   {folder / 'forms'}\nReturns: {folder / 'returns'}")
    for one in reports:
        put(f"Report:  {folder / 'reports' / f'{one.quarter.folder}.xlsx'}")
    put(f"For xlwings Lite: {folder / LITE / MASTERS[1]}")
    put("The figures were published; roles, wording, dates and commentaries are invented (sheet Start).")
    return DONE
