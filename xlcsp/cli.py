"""The command line. Exit codes: 0 done, 1 problems found, 2 wrong use or unreadable input.

Words for people go to standard error, results (tables, ``--json``) to standard output. Imports are made where they
are needed, so that ``xlcsp --help`` answers at once.
"""

from __future__ import annotations

import argparse
import importlib
import io
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xlcsp import __version__
from xlcsp.errors import XlcspError

if TYPE_CHECKING:
    from xlcsp.periods import Quarter
    from xlcsp.planbook import Master

    """What is asked for besides the workbook."""
    from xlcsp.report.outputs import Wanted
    from xlcsp.returns.collect import Collection

DONE, PROBLEMS, WRONG_USE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console may lack a letter of a file's name
            stream.reconfigure(errors="backslashreplace")
    given = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = given.command
    try:
        return command(given)
    except XlcspError as error:
        say(str(error))
    except KeyboardInterrupt:
        say("Stopped. Files already written are whole; nothing was left half done.")
    except OSError as error:
        say(
            f"{error.filename or 'A file'}: {error.strerror or error}. Check the folder and its rights, then run again."
        )
    return WRONG_USE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="xlcsp", description="From lead officers' quarterly returns to the performance report of a partnership."
    )
    parser.add_argument("--version", action="version", version=f"xlcsp {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="make the worked example: master, forms, returns and reports of a year")
    demo.add_argument("folder", nargs="?", type=Path, default=Path("xlcsp-demo"), metavar="FOLDER")
    demo.set_defaults(command=_demo)
    new = commands.add_parser("new", help="make a new partnership's folder with its master workbook")
    new.add_argument("folder", type=Path, metavar="FOLDER")
    new.add_argument("--partnership", metavar="NAME", help="as it stands on forms and reports (default: the folder's)")
    new.add_argument("--year", metavar="YEAR", help="financial year, 2026/27 (default: today's)")
    new.set_defaults(command=_later("new"))
    issue = _on_master(commands.add_parser("issue", help="write the return forms of a quarter, one for each provider"))
    issue.add_argument(
        "--issued", type=date.fromisoformat, metavar="DATE", help="date of issue, 2014-09-29 (default: today)"
    )
    issue.add_argument("--comments", action="store_true", help="the theme leads' forms: what we are doing about it")
    issue.set_defaults(command=_issue)
    chase = _on_master(commands.add_parser("chase", help="name who is late, and draft a reminder to each"))
    chase.set_defaults(command=_chase)
    check = _on_master(commands.add_parser("check", help="read the returns and name every problem with file and cell"))
    check.add_argument("--json", action="store_true", help="one JSON document on standard output")
    check.add_argument("--save", action="store_true", help="also write the Check workbook into the folder of reports")
    check.set_defaults(command=_check)
    report = _on_master(commands.add_parser("report", help="make the report workbook from the returns"))
    report.add_argument("--json", action="store_true", help="one JSON document on standard output")
    _outputs(report)
    report.add_argument("--compare", type=Path, metavar="OLD", help="an earlier report: list every figure that changed")
    report.set_defaults(command=_report)
    release = _on_master(commands.add_parser("release", help="store the report read-only, with figures and hashes"))
    release.add_argument("--version", required=True, metavar="V", help="1.0; 1.1 for a reissue")
    release.add_argument("--reason", required=True, metavar="TEXT", help="why it is released, or what was wrong")
    _outputs(release)
    release.set_defaults(command=_later("release"))
    refresh = _on_master(commands.add_parser("refresh", help="do what the button does, without Excel"))
    refresh.set_defaults(command=_later("refresh"))
    for name, words in (
        ("freeze", "write a copy for circulation: values only, without macros, links and names"),
        ("new-year", "make next year's master beside the old folder, which stays as it is"),
    ):
        one = commands.add_parser(name, help=words)
        one.add_argument("master", type=Path, metavar="MASTER", help="the master workbook, or its folder")
        one.set_defaults(command=_later(name.replace("-", "_")))
    doctor = commands.add_parser("doctor", help="see whether all is there that the workbook needs, and what to do")
    doctor.add_argument("master", nargs="?", type=Path, metavar="MASTER", help="the master workbook, or its folder")
    doctor.set_defaults(command=_later("doctor"))
    past = commands.add_parser("backtest", help="how the projections would have done on past figures")
    past.add_argument("csv", type=Path, metavar="CSV", help="columns series, year, quarter, count")
    past.add_argument("--json", action="store_true", help="one JSON document on standard output")
    past.add_argument("--picture", type=Path, metavar="PNG", help="save a picture too (needs xlcsp[picture])")
    past.set_defaults(command=_backtest)
    return parser


def _later(name: str) -> Callable[[argparse.Namespace], int]:
    """The command of ``xlcsp.cli_master``, imported when it is run."""
    return lambda given: int(getattr(importlib.import_module("xlcsp.cli_master"), name)(given))


def _on_master(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("master", type=Path, metavar="MASTER", help="the master workbook, or its folder")
    parser.add_argument("--quarter", metavar="QUARTER", help='such as "2014/15 Q3" (default: from the sheet Settings)')
    return parser


def _outputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pdf", action="store_true", help="also as PDF: the pages, and an accessible version")
    parser.add_argument("--docx", action="store_true", help="also as a Word document for committee papers")
    parser.add_argument("--publish", action="store_true", help="also the publication copy, as .xlsx and .ods")


def _demo(given: argparse.Namespace) -> int:
    from xlcsp.demo.tour import run

    run(given.folder, say, sys.stdout.write)
    return DONE


def _issue(given: argparse.Namespace) -> int:
    from xlcsp.returns.collect import collect
    from xlcsp.returns.issue import forms, issue

    master, quarter = opened(given)
    if given.comments:
        return _issue_comments(master, quarter, given.issued or _today())
    figures = collect(master, quarter.plus(-1)).figures if quarter.number > 1 else {}
    today = given.issued or _today()
    kept = 0
    for one in issue(master, forms(master, quarter, figures, today), today):
        if one.path is not None:
            sys.stdout.write(f"{one.path}\n")
        if one.said:
            say(one.said)
        kept += one.is_kept
    return PROBLEMS if kept else DONE


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
            say(f"{path}: it exists already and was not touched. Delete it first to issue it anew.")
            continue
        write_comments(form, path)
        sys.stdout.write(f"{path}\n")
    return PROBLEMS if kept else DONE


def _check(given: argparse.Namespace) -> int:
    from xlcsp.returns.collect import collect

    master, quarter = opened(given)
    collection = collect(master, quarter)
    if given.save:
        from xlcsp.report.model import report_path
        from xlcsp.returns.check_book import write_check

        path = report_path(master, quarter).with_name(f"{quarter.folder} Check.xlsx")
        write_check(master, collection, _today(), path)
        say(f"{path}: written.")
    if given.json:
        from xlcsp.report.as_json import check_json

        _write_json(check_json(collection))
    else:
        from xlcsp.returns.standing import standings
        from xlcsp.terminal import returns_table

        returns_table(collection.quarter, standings(master, collection, _today()), _returns_folder(master))
    return tell(collection, queries=not given.json)


def _returns_folder(master: Master) -> Path:
    return master.path.parent / master.settings.returns


def _chase(given: argparse.Namespace) -> int:
    from xlcsp.returns.chase import chase
    from xlcsp.returns.collect import collect

    master, quarter = opened(given)
    late = chase(master, collect(master, quarter), _today())
    for one in late:
        sys.stdout.write(f"{one}\n")
    if not late:
        say(f"Nobody is late up to {quarter}.")
    return PROBLEMS if late else DONE


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the officer's day decides what is overdue


def _report(given: argparse.Namespace) -> int:
    import_openpyxl_alone()
    from xlcsp.files import keep_if_edited
    from xlcsp.report.model import build_report, report_path
    from xlcsp.report.sheets import write_report
    from xlcsp.returns.collect import collect

    master, quarter = opened(given)
    collection = collect(master, quarter)
    report = build_report(master, collection)
    path = report_path(master, quarter)
    kept = keep_if_edited(path)
    if kept:
        say(f"{path.name} had been changed by hand; it was kept as {kept.name}.")
    write_report(report, path)
    made = [path]
    if given.pdf or given.docx or given.publish:
        from xlcsp.report.outputs import write_outputs

        made += write_outputs(wanted(given), report, master, collection, path)
    changes = []
    if given.compare:
        from xlcsp.report.compare import compare

        changes = compare(given.compare, path)
    if given.json:
        from xlcsp.report.as_json import report_json

        document = report_json(report, [str(one) for one in made])
        _write_json({**document, "changes": [one.as_dict() for one in changes]} if given.compare else document)
    else:
        sys.stdout.write("".join(f"{line}\n" for line in (*made, *changes)))
        if given.compare:
            say(f"{len(changes)} cell(s) read differently from {given.compare.name}.")
    return tell(collection, queries=False)


def wanted(given: argparse.Namespace) -> Wanted:
    """What is asked for besides the workbook."""
    from xlcsp.report.outputs import Wanted

    return Wanted(pdf=given.pdf, docx=given.docx, publish=given.publish)


def _backtest(given: argparse.Namespace) -> int:
    from xlcsp.backtest.run import backtest
    from xlcsp.backtest.table import read_past

    found = backtest(read_past(given.csv))
    if not found.actual.size:
        raise XlcspError(
            f"{given.csv.name}: no series has a complete year after three complete ones. Add earlier years."
        )
    if given.json:
        from xlcsp.backtest.score import as_json

        _write_json(as_json(found))
    else:
        from xlcsp.backtest.show import scores_table

        scores_table(found)
    if given.picture:
        from xlcsp.backtest.show import save_picture

        save_picture(found, given.picture)
        say(f"{given.picture}")
    return DONE


def import_openpyxl_alone() -> None:
    """Imports openpyxl without numpy and pictures, which it takes where it finds them: 150 of 700 ms of a cold report.

    lxml it keeps: through it openpyxl writes other bytes, and python-docx always brings it.
    """
    if "openpyxl" in sys.modules:
        return
    spared = [name for name in ("numpy", "PIL") if name not in sys.modules]
    for name in spared:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        importlib.import_module("openpyxl")
    finally:
        for name in spared:
            del sys.modules[name]


def opened(given: argparse.Namespace) -> tuple[Master, Quarter]:
    """The master that the command is about, and the quarter."""
    from xlcsp.periods import parse_quarter
    from xlcsp.planbook import read_master

    master = read_master(given.master)
    current = master.settings.quarter
    quarter = parse_quarter(given.quarter, current.start) if given.quarter else current
    if quarter.start != current.start:
        raise XlcspError(
            f"{master.path.name}: it holds the year {current.year}; {quarter} was asked for. "
            f"Name a quarter of {current.year}, or the master workbook of {quarter.year}."
        )
    return master, quarter


def tell(collection: Collection, *, queries: bool) -> int:
    """Names problems (and queries) one a line; returns the exit code."""
    from xlcsp.returns.standing import overdue

    missing = overdue(collection, _today())
    for provider, quarter, due in missing:
        when = f" (due {due.day} {due:%B %Y})" if due else ""
        say(f"{quarter.folder}: no return from {provider}{when}. Ask for it, or record why there is none.")
    for problem in collection.problems:
        say(str(problem))
    if queries:
        for query in collection.queries:
            say(f"Query: {query}")
    found = len(missing) + len(collection.problems)
    if found:
        say(f"{found} problem(s).")
    return PROBLEMS if found else DONE


def _write_json(document: object) -> None:
    import json

    sys.stdout.write(json.dumps(document, ensure_ascii=sys.stdout.encoding.lower() != "utf-8", indent=1) + "\n")


def say(text: str) -> None:
    """Words for people."""
    sys.stderr.write(f"{text}\n")
