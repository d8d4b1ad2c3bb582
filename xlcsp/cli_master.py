"""The commands on a master workbook: new, refresh and their kin. The parser is in ``xlcsp.cli``."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path

from xlcsp import cli
from xlcsp.errors import XlcspError


def new(given: argparse.Namespace) -> int:
    """``xlcsp new FOLDER``."""
    from xlcsp.master.new import new_partnership
    from xlcsp.master.workbook import config_for
    from xlcsp.periods import PeriodError, Quarter, parse_year, quarter_of

    now = datetime.now().astimezone()
    quarter = quarter_of(now.date())
    if given.year:
        try:
            quarter = Quarter(parse_year(given.year), 1)
        except PeriodError as error:
            raise XlcspError(f"--year: {error}") from error
    name = given.partnership or given.folder.resolve().name
    path = new_partnership(given.folder, name, quarter, now.date(), config_for(sys.platform, Path(sys.executable)))
    sys.stdout.write(f"{path}\n")
    cli.say(
        "Next: open it, enter the plan on the sheet Measures (one row for each series) and the dates on Settings; "
        f"then run xlcsp issue {given.folder}."
    )
    return cli.DONE


def refresh(given: argparse.Namespace) -> int:
    """``xlcsp refresh MASTER``."""
    cli.import_openpyxl_alone()
    from xlcsp.cells import read_book
    from xlcsp.files import refuse_if_open
    from xlcsp.master.live import without_row
    from xlcsp.master.refresh import refresh as write
    from xlcsp.rebuild import rebuild

    master, quarter = cli.opened(given)
    refuse_if_open(master.path)
    lacking = without_row(read_book(master.path))
    done = rebuild(master, quarter, datetime.now().astimezone(), "xlcsp refresh", lacking)
    if done.kept:
        cli.say(f"{done.path.name} had been changed by hand; it was kept as {done.kept.name}.")
    told = write(master.path, done.collected)
    sys.stdout.write(f"{master.path}\n{done.path}\n")
    if told.own:
        cli.say(
            f"Performance!{', '.join(told.own)}: a formula of your own stands there; it shows what it showed before. "
            "Open the workbook in Excel and press Ctrl+Alt+F9."
        )
    for sheet, cells in told.stale.items():
        if sheet != "Performance":
            cli.say(
                f"{sheet}!{', '.join(cells[:5])}{' and more' if len(cells) > 5 else ''}: formulas that read the "  # noqa: PLR2004
                "refreshed sheets show what they showed before. Open the workbook in Excel and press Ctrl+Alt+F9."
            )
    return cli.tell(done.collection, queries=False)
