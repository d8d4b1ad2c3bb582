"""``xlcsp backtest``: how the projections would have done on past figures."""

from __future__ import annotations

import argparse

from xlcsp.cli.common import DONE, Commands, add_json, command, named, say, write_json
from xlcsp.errors import XlcspError


def add(commands: Commands) -> None:
    """The command's parser."""
    parser = command(
        commands,
        "backtest",
        "how the projections would have done on past figures",
        run,
        "backtest figures.csv",
        "backtest figures.csv --json --picture errors.png",
    )
    parser.add_argument("csv", type=named, metavar="CSV", help="columns series, year, quarter, count")
    add_json(parser)
    parser.add_argument("--picture", type=named, metavar="PNG", help="save a picture too (needs xlcsp[picture])")


def run(args: argparse.Namespace) -> int:
    """Projects every past year, and shows the errors."""
    from xlcsp.backtest.run import spread
    from xlcsp.backtest.table import read_past

    result = spread(read_past(args.csv))
    if not result.actual.size:
        raise XlcspError(
            f"{args.csv.name}: no series has a complete year after three complete ones. Add earlier years."
        )
    if args.json:
        from xlcsp.backtest.score import as_json

        write_json(as_json(result))
    else:
        from xlcsp.cli.fitted import scores_table

        scores_table(result)
    if args.picture:
        from xlcsp.backtest.picture import save_picture

        save_picture(result, args.picture)
        say(f"{args.picture}")
    return DONE
