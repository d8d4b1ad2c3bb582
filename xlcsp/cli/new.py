"""``xlcsp new``: a new partnership's folder with its master workbook."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from xlcsp.cli.common import DONE, Commands, command, command_line, folder_named, put, say, text, today
from xlcsp.errors import XlcspError


def add(commands: Commands) -> None:
    """The command's parser."""
    parser = command(
        commands,
        "new",
        "make a new partnership's folder with its master workbook",
        run,
        "new castlemere",
        'new riverside --partnership "Riverside Community Safety Partnership" --year 2026/27',
        "new lakeside --lite",
    )
    parser.add_argument("folder", type=folder_named, metavar="FOLDER")
    parser.add_argument(
        "--partnership", metavar="NAME", help="as it is printed on forms and reports (default: the folder's)"
    )
    parser.add_argument("--year", metavar="YEAR", help="financial year, 2026/27 (default: today's)")
    words = "a master for xlwings Lite: Excel for Windows, Mac and the web, without macros and without Python"
    parser.add_argument("--lite", action="store_true", help=words)


def run(args: argparse.Namespace) -> int:
    """Makes the folder, and says what comes next."""
    from xlcsp.domain.periods import PeriodError, Quarter, parse_year, quarter_of
    from xlcsp.master.new import new_partnership
    from xlcsp.master.workbook import config_for

    day = today()
    quarter = quarter_of(day)
    if args.year:
        try:
            quarter = Quarter(parse_year(args.year), 1)
        except PeriodError as error:
            raise XlcspError(f"--year: {error}") from error
    name = text(args.partnership or "").strip() or text(args.folder.resolve().name)
    if not name:
        raise XlcspError(f"{args.folder}: it is not a folder for one partnership. Name a folder of its own.")
    config = config_for(sys.platform, Path(sys.executable), os.environ)
    path = new_partnership(args.folder, name, quarter, day, config, is_lite=args.lite)
    put(path)
    issue = command_line("xlcsp", "issue", str(args.folder))
    do = "run Issue forms in the pane of xlwings Lite" if args.lite else f"run {issue}"
    say(
        "Next: open it, enter the plan on the sheet Measures (one row for each series) and the dates on Settings; "
        f"then {do}{'' if do.endswith('.') else '.'}"
    )
    return DONE
