"""``xlcsp guide``: the handbook as one HTML page, which any browser shows, without a network."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlcsp.cli.common import DONE, Commands, command, named, put

if TYPE_CHECKING:
    from xlcsp.report.keys import Key


def add(commands: Commands) -> None:
    """The command's parser."""
    parser = command(commands, "guide", "write the handbook as a page for the browser", run, "guide handbook.html")
    parser.add_argument(
        "page", nargs="?", type=named, default=Path("xlcsp-guide.html"), metavar="PAGE.html",
        help="the file to write (default: xlcsp-guide.html, here)",
    )  # fmt: skip
    parser.set_defaults(parsers=commands.choices)


def run(args: argparse.Namespace) -> int:
    """Writes the page; it replaces an older handbook, but no other file."""
    from xlcsp.errors import WorkbookError
    from xlcsp.files.write import replacing
    from xlcsp.handbook.page import is_page, page

    path: Path = args.page
    if path.is_dir() or (path.exists() and not is_page(path.read_bytes())):
        raise WorkbookError(f"{path}: this file is not an xlcsp handbook. Nothing was written. Give another name.")
    with replacing(path) as draft:
        draft.write_text(page(dict(inserted(args.parsers))), encoding="utf-8", newline="\n")
    put(f"Handbook: {path}")
    return DONE


def inserted(parsers: Mapping[str, argparse.ArgumentParser]) -> Iterator[tuple[str, str]]:
    """The parts of the handbook that come from the code, as Markdown. parsers: those of the commands."""
    from xlcsp.answers.functions import ARGUMENTS, FUNCTIONS
    from xlcsp.audit.checks import CHECKS
    from xlcsp.domain.kinds import kind_of
    from xlcsp.domain.periods import EXAMPLE, by_example
    from xlcsp.master.guide import HOW_OFTEN, guide_rows, sheet_purposes
    from xlcsp.master.new import settings_rows
    from xlcsp.measures.rag_rules import handbook_rows
    from xlcsp.measures.worked import worked
    from xlcsp.planbook.columns import MEASURES

    kinds, heading = guide_rows(), "two quarters: the year so far"
    yield "kinds", _table([*kinds[0], heading], ([*row.values(), worked(kind_of(str(row["kind"])))] for row in kinds))
    yield "frequencies", _table(("frequency", "what it means"), HOW_OFTEN)
    yield "sheets", _table(("sheet", "what it is for"), ((f"*{name}*", words) for name, words in sheet_purposes()))
    columns = ((f"`{each.heading}`", by_example(each.help, EXAMPLE), ", ".join(each.choices)) for each in MEASURES)
    yield "measures", _table(("column", "what it says", "choices"), columns)
    settings = ((f"`{row['setting']}`", row["meaning"], row["value"]) for row in settings_rows({}, {}))
    yield "settings", _table(("setting", "what it says", "to begin with"), settings)
    yield (
        "functions",
        "\n\n".join(_function(name, ARGUMENTS[name], FUNCTIONS[name].__doc__ or "") for name in FUNCTIONS),
    )
    yield "rag_rules", "\n".join(f"| {_cell(what)} | {_cell(rule)} |" for what, rule in handbook_rows())
    yield "checks", _table(("code", "what is looked at"), ((each.code, each.words) for each in CHECKS.values()))
    yield from _for_analysts()
    yield "commands", "\n\n".join(f"## {name}\n\n{words}" for name, words in _commands(parsers))


def documents() -> dict[str, Mapping[str, tuple[Key, ...]]]:
    """For each command with ``--json`` the keys of its document, and of each list in it."""
    from xlcsp.audit import keys as audit
    from xlcsp.backtest import keys as backtest
    from xlcsp.batch import as_json as batch
    from xlcsp.report import keys as report

    return {
        "report": report.REPORT,
        "check": report.CHECK,
        "audit": audit.KEYS,
        "batch": batch.KEYS,
        "backtest": backtest.KEYS,
    }


def _for_analysts() -> Iterator[tuple[str, str]]:
    """The columns of tables and the keys of JSON documents, with what they mean."""
    from xlcsp.frames import meanings

    def rows(each: Iterable[Key]) -> Iterator[tuple[str, ...]]:
        return ((f"`{key.name}`" if key.name.isidentifier() else key.name, *key[1:]) for key in each)

    yield "given", _table(("column", "holds", "what it says", "blank or absent"), rows(meanings.GIVEN))
    head = ("column", "holds", "what it says", "missing where")
    tables = (f"**`frames.{name}`**\n\n{_table(head, rows(each))}" for name, each in meanings.TABLES.items())
    yield "tables", "\n\n".join(tables)
    head = ("key", "holds", "what it says", "null where")
    parts = []
    for name, document in documents().items():
        parts.append(f"## Keys of `{name} --json`")
        for part, each in document.items():
            parts += [f"Each of `{part}`:" if part else "The document itself:", _table(head, rows(each))]
    yield "documents", "\n\n".join(parts)


def _table(head: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(each) for each in line)} |" for line in lines)


def _cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).split()).replace("|", "\\|")


def _function(name: str, arguments: dict[str, str], description: str) -> str:
    """A function for cells: its form, its answer and its arguments."""
    description = " ".join(description.split())
    lines = "\n".join(f"- *{each}*: {words}" for each, words in arguments.items())
    return f"**`{name.upper()}({', '.join(arguments)})`** {description}\n\n{lines}".strip()


def _commands(parsers: Mapping[str, argparse.ArgumentParser]) -> Iterator[tuple[str, str]]:
    """Each command with its options and examples."""
    for name, parser in parsers.items():
        words = [parser.description or ""]
        words += ["```sh", *(f"xlcsp {each}" for each in parser.get_default("examples")), "```", ""]
        shown = (action for action in parser._actions if action.help and action.dest != "help")  # noqa: SLF001 - argparse has no other way
        words += [f"- `{_written(action)}`: {action.help}" for action in shown]
        yield name, "\n".join(words)


def _written(action: argparse.Action) -> str:
    """An argument as typed."""
    value = action.metavar or ""
    return " ".join([*action.option_strings[:1], str(value)]).strip()
