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
    issue.set_defaults(command=_issue)
    check = _on_master(commands.add_parser("check", help="read the returns and name every problem with file and cell"))
    check.add_argument("--json", action="store_true", help="one JSON document on standard output")
    check.set_defaults(command=_check)
    report = _on_master(commands.add_parser("report", help="make the report workbook from the returns"))
    report.add_argument("--json", action="store_true", help="one JSON document on standard output")
    report.set_defaults(command=_report)
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
    many = commands.add_parser("batch", help="make the reports of all partnerships below a folder, and the roll-up")
    many.add_argument("root", type=Path, metavar="ROOT", help="each folder in it with a master is a partnership")
    many.add_argument("--quarter", metavar="QUARTER", help="such as Q3 (default: from each sheet Settings)")
    where = many.add_mutually_exclusive_group()
    where.add_argument("--workers", type=int, metavar="N", help="processes on this machine (default: one a processor)")
    where.add_argument(
        "--scheduler", metavar="ADDRESS", help="of a dask cluster, tcp://host:8786 (needs xlcsp[cluster])"
    )
    many.add_argument("--json", action="store_true", help="one JSON document on standard output")
    many.set_defaults(command=_later("batch", "xlcsp.cli_batch"))
    sample = commands.add_parser("make-sample", help="make a national sample: real counts as partnerships' returns")
    sample.add_argument("root", type=Path, metavar="ROOT", help="a new folder")
    sample.add_argument("--partnerships", type=int, default=30, metavar="N", help="1 to 303 (default: 30)")
    sample.add_argument("--faulty", type=float, default=0.05, metavar="SHARE", help="of the returns (default: 0.05)")
    sample.add_argument("--seed", type=int, default=1, metavar="N", help="another gives other faults (default: 1)")
    sample.set_defaults(command=_later("make_sample", "xlcsp.cli_batch"))
    past = commands.add_parser("backtest", help="how the projections would have done on past figures")
    past.add_argument("csv", type=Path, metavar="CSV", help="columns series, year, quarter, count")
    past.add_argument("--json", action="store_true", help="one JSON document on standard output")
    past.add_argument("--picture", type=Path, metavar="PNG", help="save a picture too (needs xlcsp[picture])")
    past.set_defaults(command=_backtest)
    return parser


def _later(name: str, module: str = "xlcsp.cli_master") -> Callable[[argparse.Namespace], int]:
    """The command of ``xlcsp.cli_master`` (or another module), imported when it is run."""
    return lambda given: int(getattr(importlib.import_module(module), name)(given))


def _on_master(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("master", type=Path, metavar="MASTER", help="the master workbook, or its folder")
    parser.add_argument("--quarter", metavar="QUARTER", help='such as "2014/15 Q3" (default: from the sheet Settings)')
    return parser


def _demo(given: argparse.Namespace) -> int:
    from xlcsp.demo.tour import run

    run(given.folder, say, sys.stdout.write)
    return DONE


def _issue(given: argparse.Namespace) -> int:
    from xlcsp.returns.collect import collect
    from xlcsp.returns.form import write_form
    from xlcsp.returns.issue import form_path, forms

    master, quarter = opened(given)
    figures = collect(master, quarter.plus(-1)).figures if quarter.number > 1 else {}
    kept = 0
    for form in forms(master, quarter, figures, given.issued or date.today()):  # noqa: DTZ011 - the officer's day
        path = form_path(master, form)
        if path.exists():
            kept += 1
            say(f"{path}: it exists already and was not touched. Delete it first to issue it anew.")
            continue
        write_form(form, path)
        sys.stdout.write(f"{path}\n")
    return PROBLEMS if kept else DONE


def _check(given: argparse.Namespace) -> int:
    from xlcsp.returns.collect import collect

    master, quarter = opened(given)
    collection = collect(master, quarter)
    if given.json:
        from xlcsp.report.as_json import check_json

        write_json(check_json(collection))
    else:
        from xlcsp.terminal import returns_table

        returns_table(collection)
    return tell(collection, queries=not given.json)


def _report(given: argparse.Namespace) -> int:
    import_openpyxl_alone()
    from xlcsp.files import keep_if_edited
    from xlcsp.rebuild import report_path
    from xlcsp.report.model import build_report
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
    if given.json:
        from xlcsp.report.as_json import report_json

        write_json(report_json(report, [str(path)]))
    else:
        sys.stdout.write(f"{path}\n")
    return tell(collection, queries=False)


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

        write_json(as_json(found))
    else:
        from xlcsp.backtest.show import scores_table

        scores_table(found)
    if given.picture:
        from xlcsp.backtest.show import save_picture

        save_picture(found, given.picture)
        say(f"{given.picture}")
    return DONE


def import_openpyxl_alone() -> None:
    """Imports openpyxl without numpy, which it wants for numpy's own numbers only: 150 of 700 ms of a cold report."""
    if "numpy" not in sys.modules and "openpyxl" not in sys.modules:
        sys.modules["numpy"] = None  # type: ignore[assignment]
        try:
            importlib.import_module("openpyxl")
        finally:
            del sys.modules["numpy"]


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
    today = date.today()  # noqa: DTZ011 - the officer's day decides what is overdue
    overdue = [one for one in collection.missing if one[2] is None or one[2] < today]
    for provider, quarter, due in overdue:
        when = f" (due {due.day} {due:%B %Y})" if due else ""
        say(f"{quarter.folder}: no return from {provider}{when}. Ask for it, or record why there is none.")
    for problem in collection.problems:
        say(str(problem))
    if queries:
        for query in collection.queries:
            say(f"Query: {query}")
    found = len(overdue) + len(collection.problems)
    if found:
        say(f"{found} problem(s).")
    return PROBLEMS if found else DONE


def write_json(document: object) -> None:
    """One JSON document on standard output."""
    import json

    sys.stdout.write(json.dumps(document, ensure_ascii=sys.stdout.encoding.lower() != "utf-8", indent=1) + "\n")


def say(text: str) -> None:
    """Words for people."""
    sys.stderr.write(f"{text}\n")
