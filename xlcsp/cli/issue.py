"""``xlcsp issue``: the return forms of a quarter, or the theme leads' forms for their comments."""

from __future__ import annotations

import argparse
from datetime import date

from xlcsp.cli.common import DONE, PROBLEMS, Commands, add_quarter, command, opened, put, say, today


def add(commands: Commands) -> None:
    """The command's parser."""
    parser = command(
        commands,
        "issue",
        "write the return forms of a quarter, one for each provider",
        run,
        "issue example",
        'issue example --quarter "2014/15 Q2" --issued 2014-09-29',
        "issue example --comments",
    )
    add_quarter(parser)
    parser.add_argument("--issued", type=_day, metavar="DATE", help="date of issue, 2014-09-29 (default: today)")
    parser.add_argument("--comments", action="store_true", help="the theme leads' forms: what we are doing about it")


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'"{words}" is not a date. Write it as 2014-09-29.') from error


def run(args: argparse.Namespace) -> int:
    """Writes the forms that do not exist yet."""
    from xlcsp.pipeline.quarter import issue_comments, issue_forms
    from xlcsp.returns.late import without_last_quarter, without_year

    master, quarter = opened(args)
    for query in (*master.queries, *without_year(master, quarter), *without_last_quarter(master, quarter)):
        say(f"Query: {query}")
    not_written = 0
    for form in (issue_comments if args.comments else issue_forms)(master, quarter, args.issued or today()):
        if form.path is not None:
            put(form.path)
        if form.message:
            say(form.message)
        not_written += form.is_kept or form.is_wrong
    return PROBLEMS if not_written else DONE
