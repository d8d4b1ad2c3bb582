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
from typing import TYPE_CHECKING, Any

from xlcsp import __version__
from xlcsp.errors import XlcspError

if TYPE_CHECKING:
    from xlcsp.domain.periods import Quarter
    from xlcsp.planbook import Master

    """What is asked for besides the workbook."""
    from xlcsp.report.outputs import Wanted
    from xlcsp.returns.collect import Collection

DONE, PROBLEMS, WRONG_USE = 0, 1, 2
Commands = Any  # argparse gives its type no public name


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
    for add in (_add_masters, _add_returns, _add_reports, _add_many, _add_evidence):
        add(commands)
    return parser


def _add_masters(commands: Commands) -> None:
    demo = commands.add_parser("demo", help="make the worked example: master, forms, returns and reports of a year")
    demo.add_argument("folder", nargs="?", type=Path, default=Path("xlcsp-demo"), metavar="FOLDER")
    demo.set_defaults(command=_demo)
    new = commands.add_parser("new", help="make a new partnership's folder with its master workbook")
    new.add_argument("folder", type=Path, metavar="FOLDER")
    new.add_argument("--partnership", metavar="NAME", help="as it stands on forms and reports (default: the folder's)")
    new.add_argument("--year", metavar="YEAR", help="financial year, 2026/27 (default: today's)")
    new.set_defaults(command=_later("new"))
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


def _add_returns(commands: Commands) -> None:
    issue = _on_master(commands.add_parser("issue", help="write the return forms of a quarter, one for each provider"))
    issue.add_argument(
        "--issued", type=date.fromisoformat, metavar="DATE", help="date of issue, 2014-09-29 (default: today)"
    )
    issue.add_argument("--comments", action="store_true", help="the theme leads' forms: what we are doing about it")
    issue.set_defaults(command=_later("issue", "returns"))
    chase = _on_master(commands.add_parser("chase", help="name who is late, and draft a reminder to each"))
    chase.set_defaults(command=_later("chase", "returns"))
    check = _on_master(commands.add_parser("check", help="read the returns and name every problem with file and cell"))
    check.add_argument("--json", action="store_true", help="one JSON document on standard output")
    check.add_argument("--save", action="store_true", help="also write the Check workbook into the folder of reports")
    check.set_defaults(command=_later("check", "returns"))


def _add_reports(commands: Commands) -> None:
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


def _add_many(commands: Commands) -> None:
    many = commands.add_parser("batch", help="make the reports of all partnerships below a folder, and the roll-up")
    many.add_argument("root", type=Path, metavar="ROOT", help="each folder in it with a master is a partnership")
    many.add_argument("--quarter", metavar="QUARTER", help="such as Q3 (default: from each sheet Settings)")
    where = many.add_mutually_exclusive_group()
    where.add_argument("--workers", type=int, metavar="N", help="processes on this machine (default: one a processor)")
    where.add_argument(
        "--scheduler", metavar="ADDRESS", help="of a dask cluster, tcp://host:8786 (needs xlcsp[cluster])"
    )
    many.add_argument("--json", action="store_true", help="one JSON document on standard output")
    many.set_defaults(command=_later("batch", "batch"))
    sample = commands.add_parser("make-sample", help="make a national sample: real counts as partnerships' returns")
    sample.add_argument("root", type=Path, metavar="ROOT", help="a new folder")
    sample.add_argument("--partnerships", type=int, default=30, metavar="N", help="1 to 303 (default: 30)")
    sample.add_argument("--faulty", type=float, default=0.05, metavar="SHARE", help="of the returns (default: 0.05)")
    sample.add_argument("--seed", type=int, default=1, metavar="N", help="another gives other faults (default: 1)")
    sample.set_defaults(command=_later("make_sample", "batch"))


def _add_evidence(commands: Commands) -> None:
    past = commands.add_parser("backtest", help="how the projections would have done on past figures")
    past.add_argument("csv", type=Path, metavar="CSV", help="columns series, year, quarter, count")
    past.add_argument("--json", action="store_true", help="one JSON document on standard output")
    past.add_argument("--picture", type=Path, metavar="PNG", help="save a picture too (needs xlcsp[picture])")
    past.set_defaults(command=_later("backtest", "evidence"))
    audit = commands.add_parser("audit", help="recompute every claim of a published report")
    audit.add_argument("file", type=Path, metavar="FILE", help="the report: .txt, .docx, .xlsx or .pdf")
    audit.add_argument("--json", action="store_true", help="one JSON document on standard output")
    audit.add_argument("--workbook", type=Path, metavar="OUT.xlsx", help="write the findings as a workbook")
    audit.add_argument("--figures", type=Path, metavar="OUT.xlsx", help="write the figures that were read")
    audit.set_defaults(command=_later("audit", "evidence"))


def _later(name: str, module: str = "master") -> Callable[[argparse.Namespace], int]:
    """The command of ``xlcsp.cli_…``, imported when it is run."""
    return lambda given: int(getattr(importlib.import_module(f"xlcsp.cli_{module}"), name)(given))


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


def today() -> date:
    """The officer's day."""
    return date.today()  # noqa: DTZ011 - the officer's day decides what is overdue


def _report(given: argparse.Namespace) -> int:
    import_openpyxl_alone()
    from xlcsp.files.packed import keep_if_edited
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
        write_json({**document, "changes": [one.as_dict() for one in changes]} if given.compare else document)
    else:
        sys.stdout.write("".join(f"{line}\n" for line in (*made, *changes)))
        if given.compare:
            say(f"{len(changes)} cell(s) read differently from {given.compare.name}.")
    return tell(collection, queries=False)


def wanted(given: argparse.Namespace) -> Wanted:
    """What is asked for besides the workbook."""
    from xlcsp.report.outputs import Wanted

    return Wanted(pdf=given.pdf, docx=given.docx, publish=given.publish)


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
    from xlcsp.domain.periods import parse_quarter
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

    missing = overdue(collection, today())
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


def write_json(document: object) -> None:
    """One JSON document on standard output."""
    import json

    sys.stdout.write(json.dumps(document, ensure_ascii=sys.stdout.encoding.lower() != "utf-8", indent=1) + "\n")


def say(text: str) -> None:
    """Words for people."""
    sys.stderr.write(f"{text}\n")
