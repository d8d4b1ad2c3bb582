"""``xlcsp release``: stores the report read-only, with figures and hashes."""

from __future__ import annotations

import argparse

from xlcsp.cli import common


def add(commands: common.Commands) -> None:
    """The command's parser."""
    parser = common.command(
        commands,
        "release",
        "store the report read-only, with figures and hashes",
        run,
        'release example --quarter "2014/15 Q3" --version 1.0 --reason "Board, 17 February" --pdf --docx --publish',
    )
    common.add_quarter(parser)
    parser.add_argument("--version", required=True, metavar="V", help="1.0; 1.1 for a reissue")
    parser.add_argument(
        "--reason", required=True, type=common.text, metavar="TEXT", help="why it is released, or what was wrong"
    )
    common.add_outputs(parser)


def run(args: argparse.Namespace) -> int:
    """Releases the report, and lists every problem and query that is open."""
    from xlcsp.domain.numbers import plural
    from xlcsp.pipeline import make
    from xlcsp.pipeline.release import MANIFEST, release

    with common.waiting("Reading the returns and making the release"):
        made = make(*common.opened(args))
        files = release(made, args.version, args.reason, common.wanted(args))
    for path in files:
        common.put(path)
    common.tell_without_charts(common.wanted(args))
    code = common.tell(made.collection, queries=True)
    if count := len(made.collection.queries):
        common.say(f"{plural(count, 'query was', 'queries were')} open at this release; {MANIFEST} lists what was.")
    return code
