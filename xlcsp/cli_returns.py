"""The commands on forms and returns: issue, check, chase. The parser is in ``xlcsp.cli``."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xlcsp import cli

if TYPE_CHECKING:
    from xlcsp.domain.periods import Quarter
    from xlcsp.planbook import Master


def issue(given: argparse.Namespace) -> int:
    """``xlcsp issue MASTER``."""
    from xlcsp.returns.collect import collect
    from xlcsp.returns.issue import forms
    from xlcsp.returns.issue import issue as issued

    master, quarter = cli.opened(given)
    if given.comments:
        return _issue_comments(master, quarter, given.issued or cli.today())
    figures = collect(master, quarter.plus(-1)).figures if quarter.number > 1 else {}
    today = given.issued or cli.today()
    kept = 0
    for one in issued(master, forms(master, quarter, figures, today), today):
        if one.path is not None:
            sys.stdout.write(f"{one.path}\n")
        if one.said:
            cli.say(one.said)
        kept += one.is_kept
    return cli.PROBLEMS if kept else cli.DONE


def _issue_comments(master: Master, quarter: Quarter, today: date) -> int:
    from xlcsp.report.model import build_report
    from xlcsp.report.to_comment import comment_forms
    from xlcsp.returns.collect import collect
    from xlcsp.returns.comments import write_comments
    from xlcsp.returns.issue import file_name, folder_of

    kept = 0
    for form in comment_forms(build_report(master, collect(master, quarter)), today):
        path = folder_of(master, quarter) / "comments" / f"{file_name(form.lead)}.xlsx"
        if path.exists():
            kept += 1
            cli.say(f"{path}: it exists already and was not touched. Delete it first to issue it anew.")
            continue
        write_comments(form, path)
        sys.stdout.write(f"{path}\n")
    return cli.PROBLEMS if kept else cli.DONE


def check(given: argparse.Namespace) -> int:
    """``xlcsp check MASTER``."""
    from xlcsp.returns.collect import collect

    master, quarter = cli.opened(given)
    collection = collect(master, quarter)
    if given.save:
        from xlcsp.report.model import report_path
        from xlcsp.returns.check_book import write_check

        path = report_path(master, quarter).with_name(f"{quarter.folder} Check.xlsx")
        write_check(master, collection, cli.today(), path)
        cli.say(f"{path}: written.")
    if given.json:
        from xlcsp.report.as_json import check_json

        cli.write_json(check_json(collection))
    else:
        from xlcsp.returns.standing import standings
        from xlcsp.terminal import returns_table

        returns_table(collection.quarter, standings(master, collection, cli.today()), _returns_folder(master))
    return cli.tell(collection, queries=not given.json)


def _returns_folder(master: Master) -> Path:
    return master.path.parent / master.settings.returns


def chase(given: argparse.Namespace) -> int:
    """``xlcsp chase MASTER``."""
    from xlcsp.returns.chase import chase as late_ones
    from xlcsp.returns.collect import collect

    master, quarter = cli.opened(given)
    late = late_ones(master, collect(master, quarter), cli.today())
    for one in late:
        sys.stdout.write(f"{one}\n")
    if not late:
        cli.say(f"Nobody is late up to {quarter}.")
    return cli.PROBLEMS if late else cli.DONE
