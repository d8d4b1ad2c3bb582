"""``xlcsp issue``: the return forms of a quarter, or the theme leads' forms for their comments."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from xlcsp.cli.common import DONE, PROBLEMS, Commands, add_quarter, command, opened, put, say, today

if TYPE_CHECKING:
    from xlcsp.domain.periods import Quarter
    from xlcsp.planbook import Master


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


def run(given: argparse.Namespace) -> int:
    """Writes the forms that are not there yet."""
    from xlcsp.files.alone import alone
    from xlcsp.returns.issue import due_forms, issue

    master, quarter = opened(given)
    issued = given.issued or today()
    for query in master.queries:
        say(f"Query: {query}")
    if given.comments:
        return _comments(master, quarter, issued)
    kept, forms = 0, due_forms(master, quarter, issued)
    with alone(master.path.parent):
        for one in issue(master, forms, issued):
            if one.path is not None:
                put(one.path)
            if one.said:
                say(one.said)
            kept += one.is_kept or one.is_wrong
    return PROBLEMS if kept else DONE


def _comments(master: Master, quarter: Quarter, issued: date) -> int:
    from xlcsp.forms.mail import DRAFT, comments_covering, write_draft
    from xlcsp.pipeline import make
    from xlcsp.report.to_comment import comment_forms
    from xlcsp.returns.comments import write_comments
    from xlcsp.returns.issue import comment_paths, lead_letter, no_address

    kept, paths = 0, comment_paths(master, quarter)
    for form in comment_forms(make(master, quarter).report, issued):
        path = paths[form.lead]
        if path.exists():
            kept += 1
            say(f"{path}: it exists already and was not touched. Delete it first to issue it anew.")
            continue
        write_comments(form, path)
        letter = lead_letter(master, form.lead, quarter, issued, path)
        write_draft(comments_covering(letter), path.with_suffix(DRAFT))
        put(path)
        put(path.with_suffix(DRAFT))
        for said in letter.faults or ([] if letter.to else [no_address(master, form.lead)]):
            say(said)
        kept += bool(letter.faults)
    return PROBLEMS if kept else DONE
