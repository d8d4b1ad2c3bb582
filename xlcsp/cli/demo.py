"""``xlcsp demo``: builds a worked example, checks and reports its quarters, and shows the results."""

from __future__ import annotations

import argparse
from pathlib import Path

from xlcsp.cli.common import DONE, Commands, command, folder_named, put, say


def add(commands: Commands) -> None:
    """The command's parser."""
    words = "make the worked example: master, forms, returns and reports of a year"
    parser = command(commands, "demo", words, run, "demo example", "demo today --second")
    parser.add_argument("folder", nargs="?", type=folder_named, default=Path("xlcsp-demo"), metavar="FOLDER")
    words = "the example of today: 2026/27 to Q3, with what the first has not; everything in it is invented"
    parser.add_argument("--second", action="store_true", help=words)


def run(args: argparse.Namespace) -> int:
    """Makes the example, and says where everything is."""
    from xlcsp.cli.terminal import year_table
    from xlcsp.demo.story import FIRST, SECOND
    from xlcsp.demo.tour import LITE, place
    from xlcsp.planbook import MASTERS

    folder: Path = args.folder
    story = SECOND if args.second else FIRST
    reports = place(folder, say, story)
    year_table(reports)
    put(f"Master:  {folder / MASTERS[0]}\nForms:   {folder / 'forms'}\nReturns: {folder / 'returns'}")
    for report in reports:
        put(f"Report:  {folder / 'reports' / f'{report.quarter.folder}.xlsx'}")
    if story.has_lite:
        put(f"For xlwings Lite: {folder / LITE / MASTERS[1]}")
    put(story.message)
    return DONE
