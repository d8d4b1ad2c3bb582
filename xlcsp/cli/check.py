"""``xlcsp check``: reads the returns and names every problem with file and cell."""

from __future__ import annotations

import argparse

from xlcsp.cli.common import Commands, add_json, add_quarter, command, opened, say, tell, today, write_json


def add(commands: Commands) -> None:
    """The command's parser."""
    parser = command(
        commands,
        "check",
        "read the returns and name every problem with file and cell",
        run,
        "check example",
        "check example --save",
        'check example --quarter "2014/15 Q2" --json',
    )
    add_quarter(parser)
    add_json(parser)
    parser.add_argument("--save", action="store_true", help="also write the Check workbook into the folder of reports")


def run(args: argparse.Namespace) -> int:
    """Shows who sent what, and lists problems and queries."""
    from xlcsp.pipeline import collected

    master, quarter = opened(args)
    collection, _ = collected(master, quarter)
    if args.save:
        from xlcsp.returns.check_book import check_path, write_check

        path = check_path(master, quarter)
        write_check(master, collection, today(), path)
        say(f"{path}: written.")
    if args.json:
        from xlcsp.report.as_json import check_json

        write_json(check_json(collection))
    else:
        from xlcsp.cli.terminal import returns_table
        from xlcsp.returns.standing import standings

        folder = master.path.parent / master.settings.returns
        returns_table(collection.quarter, standings(master, collection, today()), folder)
    return tell(collection, queries=not args.json)
