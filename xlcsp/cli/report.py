"""``xlcsp report``: the report workbook from the returns, with the other outputs asked for."""

from __future__ import annotations

import argparse

from xlcsp.cli import common


def add(commands: common.Commands) -> None:
    """The command's parser."""
    parser = common.command(
        commands,
        "report",
        "make the report workbook from the returns",
        run,
        "report example --pdf --docx --publish",
        'report example --quarter "2014/15 Q2" --json',
        'report example --compare "example/reports/2014-15 Q4.xlsx"',
    )
    common.add_quarter(parser)
    common.add_json(parser)
    common.add_outputs(parser)
    parser.add_argument(
        "--compare", type=common.named, metavar="OLD", help="an earlier report: list every figure that changed"
    )


def run(args: argparse.Namespace) -> int:
    """Makes the report; prints its files, what changed, and every problem."""
    from xlcsp.domain.numbers import plural
    from xlcsp.pipeline import make, write

    with common.waiting("Reading the returns and making the report"):
        made = make(*common.opened(args))
        written = write(made, common.wanted(args))
    common.tell_kept(written)
    common.tell_without_charts(common.wanted(args))
    changes = []
    if args.compare:
        from xlcsp.report.compare import compare

        changes = compare(args.compare, written.path)
    if args.json:
        from xlcsp.report.as_json import report_json

        document = report_json(made.report, [str(file) for file in written.files])
        common.write_json(
            {**document, "changes": [change.as_dict() for change in changes]} if args.compare else document
        )
    else:
        for line in (*written.files, *changes):
            common.put(line)
        if args.compare:
            common.say(f"{args.compare.name}: {plural(len(changes), 'difference')}.")
    code = common.tell(made.collection, queries=False)
    for words in written.failed:
        common.say(words)
    return common.WRONG_USE if written.failed else code
