"""What the commands share: exit codes, common arguments, and printing."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlcsp.domain.periods import Quarter
    from xlcsp.pipeline import Wanted, Written
    from xlcsp.planbook import Master
    from xlcsp.returns.collect import Collection

DONE, PROBLEMS, WRONG_USE = 0, 1, 2
Commands = Any  # argparse gives its type no public name
_OBEYED = re.compile("[\x7f-\x9f]")  # JSON itself escapes the others
Run = Callable[[argparse.Namespace], int]


def command(commands: Commands, name: str, words: str, run: Run, *examples: str) -> argparse.ArgumentParser:
    """Adds a command. words: what it does; run: its body, which returns the exit code; examples: commands as typed.

    The examples appear in the command's help and in the handbook. A test runs each; together they use every option.
    """
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=words,
        description=f"{words[0].upper()}{words[1:]}.",
        epilog="\n".join(["examples:", *(f"  xlcsp {each}" for each in examples)]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=run, examples=examples)
    return parser


def add_master(parser: argparse.ArgumentParser) -> None:
    """The argument MASTER."""
    parser.add_argument("master", type=named, metavar="MASTER", help="the master workbook, or its folder")


def add_quarter(parser: argparse.ArgumentParser) -> None:
    """The arguments MASTER and ``--quarter``, which ``opened`` reads."""
    add_master(parser)
    words = 'such as "2014/15 Q3" (default: from the sheet Settings)'
    parser.add_argument("--quarter", type=stated, metavar="QUARTER", help=words)


def add_json(parser: argparse.ArgumentParser) -> None:
    """The option ``--json``."""
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def add_outputs(parser: argparse.ArgumentParser) -> None:
    """The options that ``wanted`` reads."""
    parser.add_argument("--pdf", action="store_true", help="also as PDF: pack, annex, and an accessible version")
    parser.add_argument("--docx", action="store_true", help="also as a Word document for committee papers")
    parser.add_argument("--publish", action="store_true", help="also the publication copy, as .xlsx and .ods")


def text(words: str) -> str:
    """The type of an argument that is printed later: control characters become symbols."""
    from xlcsp.files.cells import legible

    return legible(words)


def stated(words: str) -> str:
    """The type of an argument that may be left out, but not be empty: as of a script whose variable is not set."""
    if not words.strip():
        raise argparse.ArgumentTypeError("it is empty. Give it a value, or leave it out.")
    return words


def named(words: str) -> Path:
    """The type of an argument that names a file or folder; an empty one would be the current folder."""
    if not words.strip():
        raise argparse.ArgumentTypeError("it is empty. Name a file or folder.")
    return Path(words)


def folder_named(words: str) -> Path:
    """The type of an argument that names a folder, which need not be there yet."""
    if named(words).is_file():
        raise argparse.ArgumentTypeError(f'"{words}" is a file. Name a folder.')
    return Path(words)


def wanted(args: argparse.Namespace) -> Wanted:
    """The outputs asked for besides the workbook."""
    from xlcsp.pipeline import Wanted

    return Wanted(pdf=args.pdf, docx=args.docx, publish=args.publish)


def opened(args: argparse.Namespace) -> tuple[Master, Quarter]:
    """The master that the command is about, and the quarter."""
    from xlcsp.pipeline import opened as opened_at

    return opened_at(args.master, args.quarter)


def today() -> date:
    """Today's date on the officer's computer."""
    return date.today()  # noqa: DTZ011 - the officer's day decides what is overdue


def tell(collection: Collection, *, queries: bool) -> int:
    """Prints problems (and queries), one a line; returns the exit code."""
    from xlcsp.domain.periods import day
    from xlcsp.returns.standing import WHERE_NONE_COMES, counted, overdue

    missing = overdue(collection.missing, today())
    for provider, quarter, due in missing:
        when = f" (due {day(due)})" if due else ""
        say(f"{quarter.folder}: no return from {provider}{when}. {WHERE_NONE_COMES}")
    for problem in collection.problems:
        say(str(problem))
    if queries:
        for query in collection.queries:
            say(f"Query: {query}")
    counts = counted(missing=len(missing), problems=len(collection.problems))
    if counts:
        say(f"{counts}.")
    return PROBLEMS if counts else DONE


def tell_kept(written: Written) -> None:
    """Says where a draft that somebody had edited was kept."""
    if written.kept:
        say(kept_words(written.path, written.kept.name))


def tell_without_charts(outputs: Wanted) -> None:
    """Says that the Word version (and the accessible PDF made from it) has no charts, if nothing can draw them."""
    if outputs.docx or outputs.pdf:
        from xlcsp.report.pictures import WITHOUT, can_draw

        if not can_draw():
            say(WITHOUT)


def kept_words(path: Path, aside: str) -> str:
    """The sentence about a draft that somebody had edited."""
    return f"{path.name} had been changed by hand; it was kept as {aside}."


def write_copy(path: Path, content: bytes) -> None:
    """Writes a copy of the master and prints its path. Raises WorkbookError if it would replace another file."""
    from xlcsp.errors import WorkbookError
    from xlcsp.files import write as files

    if path.exists() and path.read_bytes() != content:
        raise WorkbookError(f"{path}: another file has that name. Nothing was written. Rename or remove it first.")
    with files.replacing(path) as draft:
        draft.write_bytes(content)
    put(path)


def write_json(document: object) -> None:
    """Prints one JSON document on standard output; JSON escapes its control characters."""
    import json

    written = json.dumps(document, ensure_ascii=sys.stdout.encoding.lower() != "utf-8", indent=1)
    sys.stdout.write(_OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", written) + "\n")


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """Shows on the terminal that long work is going on; nothing if standard error is not a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(words):
        yield


def put(line: object) -> None:
    """Prints a line of the result, such as a path, with control characters made visible."""
    from xlcsp.files.cells import legible

    sys.stdout.write(f"{legible(str(line))}\n")


def command_line(*words: str) -> str:
    """A command as typed on this system, names with spaces in quotation marks."""
    import shlex
    import subprocess

    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def say(text: str) -> None:
    """Prints a message for people, with control characters made visible."""
    from xlcsp.files.cells import legible

    sys.stderr.write(f"{legible(text)}\n")
