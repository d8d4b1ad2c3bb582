"""``xlcsp audit``: recomputes every claim of a published report."""

from __future__ import annotations

import argparse

from xlcsp.cli.common import DONE, PROBLEMS, Commands, add_json, command, kept_words, named, say, write_json
from xlcsp.errors import XlcspError


def add(commands: Commands) -> None:
    """The command's parser."""
    parser = command(
        commands,
        "audit",
        "recompute every claim of a published report",
        run,
        'audit "example/reports/2014-15 Q3.xlsx"',
        'audit report.txt --columns "1: label, figure, figure, change" --json',
        "audit report.txt --workbook findings.xlsx --figures figures.xlsx",
    )
    parser.add_argument("file", type=named, metavar="FILE", help="the report, such as a .docx, .xlsx, .pdf or .txt")
    add_json(parser)
    parser.add_argument(
        "--columns",
        action="append",
        default=[],
        metavar="'1: label, figure, …'",
        help="what the columns of a table mean, by its number, where the headings do not tell; may be repeated",
    )
    parser.add_argument("--workbook", type=named, metavar="OUT.xlsx", help="write the findings as a workbook")
    parser.add_argument("--figures", type=named, metavar="OUT.xlsx", help="write the figures that were read")


def run(args: argparse.Namespace) -> int:
    """Audits the report, and shows what is wrong, odd or uncheckable."""
    from xlcsp.audit import audit_file

    for path in (args.workbook, args.figures):
        if path is not None and path.suffix.lower() != ".xlsx":
            raise XlcspError(f"{path}: what is written is a workbook. Name it .xlsx.")
    audit = audit_file(args.file, dict(map(_columns, args.columns)))
    if args.workbook and args.workbook == args.figures:
        raise XlcspError(f"{args.workbook}: it is named for the findings and for the figures. Name two files.")
    if args.workbook or args.figures:
        from xlcsp.libraries import import_openpyxl_alone

        import_openpyxl_alone()
        from xlcsp.audit.workbook import write_audit, write_figures
        from xlcsp.files.packed import keep_if_edited

        for path, write in ((args.workbook, write_audit), (args.figures, write_figures)):
            if path is None:
                continue
            if path.exists() and path.samefile(args.file):
                raise XlcspError(f"{path}: it is the report itself, which is only read. Name another file.")
            aside = keep_if_edited(path)
            if aside:
                say(kept_words(path, aside.name))
            write(audit, path)
    if args.json:
        from xlcsp.audit.as_json import audit_json

        write_json(audit_json(audit))
    else:
        from xlcsp.cli.terminal import audit_table

        audit_table(audit)
    return PROBLEMS if audit.failures else DONE


def _columns(text: str) -> tuple[int, dict[int, str]]:
    """``1: label, figure, figure, change``: a table's number, and the meaning of each column.

    Blank leaves one as it is.
    """
    number, _, words = text.partition(":")
    if not number.strip().isdecimal() or not words.strip():
        raise XlcspError(f'--columns "{text}": it is not understood. Write it as "1: label, figure, figure, change".')
    return int(number), {place: word.strip() for place, word in enumerate(words.split(",")) if word.strip()}
