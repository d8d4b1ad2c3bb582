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
        _say(str(error))
    except KeyboardInterrupt:
        _say("Stopped. Files already written are whole; nothing was left half done.")
    except OSError as error:
        _say(
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
    audit = commands.add_parser("audit", help="recompute every claim of a published report")
    audit.add_argument("file", type=Path, metavar="FILE", help="the report: .txt, .docx, .xlsx or .pdf")
    audit.add_argument("--json", action="store_true", help="one JSON document on standard output")
    audit.add_argument("--workbook", type=Path, metavar="OUT.xlsx", help="write the findings as a workbook")
    audit.add_argument("--figures", type=Path, metavar="OUT.xlsx", help="write the figures that were read")
    audit.set_defaults(command=_audit)
    return parser


def _on_master(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("master", type=Path, metavar="MASTER", help="the master workbook, or its folder")
    parser.add_argument("--quarter", metavar="QUARTER", help='such as "2014/15 Q3" (default: from the sheet Settings)')
    return parser


def _demo(given: argparse.Namespace) -> int:
    from xlcsp.demo.tour import run

    run(given.folder, _say, sys.stdout.write)
    return DONE


def _issue(given: argparse.Namespace) -> int:
    from xlcsp.returns.collect import collect
    from xlcsp.returns.form import write_form
    from xlcsp.returns.issue import form_path, forms

    master, quarter = _open(given)
    figures = collect(master, quarter.plus(-1)).figures if quarter.number > 1 else {}
    kept = 0
    for form in forms(master, quarter, figures, given.issued or date.today()):  # noqa: DTZ011 - the officer's day
        path = form_path(master, form)
        if path.exists():
            kept += 1
            _say(f"{path}: it exists already and was not touched. Delete it first to issue it anew.")
            continue
        write_form(form, path)
        sys.stdout.write(f"{path}\n")
    return PROBLEMS if kept else DONE


def _check(given: argparse.Namespace) -> int:
    from xlcsp.returns.collect import collect

    master, quarter = _open(given)
    collection = collect(master, quarter)
    if given.json:
        from xlcsp.report.as_json import check_json

        _write_json(check_json(collection))
    else:
        from xlcsp.terminal import returns_table

        returns_table(collection)
    return _tell(collection, queries=not given.json)


def _report(given: argparse.Namespace) -> int:
    _import_openpyxl_alone()
    from xlcsp.files import keep_if_edited
    from xlcsp.report.model import build_report
    from xlcsp.report.sheets import write_report
    from xlcsp.returns.collect import collect

    master, quarter = _open(given)
    collection = collect(master, quarter)
    report = build_report(master, collection)
    path = report_path(master, quarter)
    kept = keep_if_edited(path)
    if kept:
        _say(f"{path.name} had been changed by hand; it was kept as {kept.name}.")
    write_report(report, path)
    if given.json:
        from xlcsp.report.as_json import report_json

        _write_json(report_json(report, [str(path)]))
    else:
        sys.stdout.write(f"{path}\n")
    return _tell(collection, queries=False)


def _audit(given: argparse.Namespace) -> int:
    from xlcsp.audit import audit_file

    audit = audit_file(given.file)
    if given.workbook and given.workbook == given.figures:
        raise XlcspError(f"{given.workbook}: it is named for the findings and for the figures. Name two files.")
    if given.workbook or given.figures:
        _import_openpyxl_alone()
        from xlcsp.audit.workbook import write_audit, write_figures
        from xlcsp.files import keep_if_edited

        for path, write in ((given.workbook, write_audit), (given.figures, write_figures)):
            if path is None:
                continue
            if path.exists() and path.samefile(given.file):
                raise XlcspError(f"{path}: it is the report itself, which is only read. Name another file.")
            kept = keep_if_edited(path)
            if kept:
                _say(f"{path.name} had been changed by hand; it was kept as {kept.name}.")
            write(audit, path)
    if given.json:
        from xlcsp.audit.as_json import audit_json

        _write_json(audit_json(audit))
    else:
        from xlcsp.terminal import audit_table

        audit_table(audit)
    return PROBLEMS if audit.failures else DONE


def _import_openpyxl_alone() -> None:
    """Imports openpyxl without numpy, which it wants for numpy's own numbers only: 150 of 700 ms of a cold report."""
    if "numpy" not in sys.modules and "openpyxl" not in sys.modules:
        sys.modules["numpy"] = None  # type: ignore[assignment]
        try:
            importlib.import_module("openpyxl")
        finally:
            del sys.modules["numpy"]


def report_path(master: Master, quarter: Quarter) -> Path:
    """Where the draft of a quarter's report stands."""
    return master.path.parent / master.settings.reports / f"{quarter.folder}.xlsx"


def _open(given: argparse.Namespace) -> tuple[Master, Quarter]:
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


def _tell(collection: Collection, *, queries: bool) -> int:
    """Names problems (and queries) one a line; returns the exit code."""
    today = date.today()  # noqa: DTZ011 - the officer's day decides what is overdue
    overdue = [one for one in collection.missing if one[2] is None or one[2] < today]
    for provider, quarter, due in overdue:
        when = f" (due {due.day} {due:%B %Y})" if due else ""
        _say(f"{quarter.folder}: no return from {provider}{when}. Ask for it, or record why there is none.")
    for problem in collection.problems:
        _say(str(problem))
    if queries:
        for query in collection.queries:
            _say(f"Query: {query}")
    found = len(overdue) + len(collection.problems)
    if found:
        _say(f"{found} problem(s).")
    return PROBLEMS if found else DONE


def _write_json(document: object) -> None:
    import json

    sys.stdout.write(json.dumps(document, ensure_ascii=sys.stdout.encoding.lower() != "utf-8", indent=1) + "\n")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
