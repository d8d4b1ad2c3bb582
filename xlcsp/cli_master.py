"""The commands on a master workbook: new, refresh and their kin. The parser is in ``xlcsp.cli``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from xlcsp import __version__, cli
from xlcsp.errors import WorkbookError, XlcspError

_NAMED = 5  # cells that a message names


def new(given: argparse.Namespace) -> int:
    """``xlcsp new FOLDER``."""
    from xlcsp.domain.periods import PeriodError, Quarter, parse_year, quarter_of
    from xlcsp.master.new import new_partnership
    from xlcsp.master.workbook import config_for

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


def release(given: argparse.Namespace) -> int:
    """``xlcsp release MASTER``."""
    cli.import_openpyxl_alone()
    from xlcsp.report.release import release as store
    from xlcsp.returns.collect import collect

    master, quarter = cli.opened(given)
    collection = collect(master, quarter)
    made = store(master, collection, given.version, given.reason, cli.wanted(given))
    sys.stdout.write("".join(f"{path}\n" for path in made))
    return cli.tell(collection, queries=False)


def refresh(given: argparse.Namespace) -> int:
    """``xlcsp refresh MASTER``."""
    cli.import_openpyxl_alone()
    from xlcsp.files.cells import read_book
    from xlcsp.files.write import refuse_if_open
    from xlcsp.master.live import READ, without_row
    from xlcsp.master.refresh import refresh as write
    from xlcsp.rebuild import rebuild

    master, quarter = cli.opened(given)
    refuse_if_open(master.path)
    lacking = without_row(read_book(master.path, only=READ))
    done = rebuild(master, quarter, datetime.now().astimezone(), "xlcsp refresh", lacking)
    if done.kept:
        cli.say(f"{done.path.name} had been changed by hand; it was kept as {done.kept.name}.")
    told = write(master.path, done.collected)
    sys.stdout.write(f"{master.path}\n{done.path}\n")
    again = "Open the workbook in Excel and press Ctrl+Alt+F9."
    if told.own:
        whose = "a formula of your own stands there; it shows what it showed before"
        if told.version != __version__:
            made_by = f"xlcsp {told.version}" if told.version else "another version of xlcsp"
            whose = f"the formulas are those of {made_by}, and this is {__version__}; they show what they showed before"
        cli.say(f"{_some('Performance', told.own)}: {whose}. {again}")
    for sheet, cells in told.stale.items():
        if sheet != "Performance":
            words = "formulas that read the refreshed sheets show what they showed before"
            cli.say(f"{_some(sheet, cells)}: {words}. {again}")
    return cli.tell(done.collection, queries=False)


def _some(sheet: str, cells: Sequence[str]) -> str:
    """The first cells of a sheet, for a message."""
    more = len(cells) - _NAMED
    return f"{sheet}!{', '.join(cells[:_NAMED])}{f' and {more} more' if more > 0 else ''}"


def freeze(given: argparse.Namespace) -> int:
    """``xlcsp freeze MASTER``: the values-only copy beside the master, as that was last saved; over no other file."""
    from xlcsp.files import write as files
    from xlcsp.master.freeze import freeze as frozen_copy
    from xlcsp.planbook import read_master

    master = read_master(given.master)
    target = master.path.with_name(f"{master.path.stem} {master.settings.quarter.folder} values.xlsx")
    frozen = frozen_copy(master.path.name, master.path.read_bytes())
    if target.exists() and target.read_bytes() != frozen.content:
        raise WorkbookError(f"{target}: it exists and is another one. Nothing was written. Rename or remove it first.")
    with files.replacing(target) as draft:
        draft.write_bytes(frozen.content)
    sys.stdout.write(f"{target}\n")
    for problem in frozen.problems:
        cli.say(str(problem))
    if frozen.problems:
        cli.say(f"{len(frozen.problems)} problem(s): put them right before you send the copy.")
    return cli.PROBLEMS if frozen.problems else cli.DONE


def new_year(given: argparse.Namespace) -> int:
    """``xlcsp new-year MASTER``: next year's folder with its master beside the old one, which is only read."""
    from xlcsp.files.write import refuse_if_open
    from xlcsp.master.new_folder import write_new_year
    from xlcsp.planbook import read_master

    master = read_master(given.master)
    refuse_if_open(master.path)  # what is not saved yet would be missing in the new year
    path, made, collection = write_new_year(master)
    sys.stdout.write(f"{path}\n")
    for note in made.notes:
        cli.say(note)
    if made.retired:
        cli.say(f"Retired: {', '.join(made.retired)}.")
    cli.say(f"{len(made.proposals)} proposals of targets, baselines and dates: confirm them; none is adopted.")
    missing = [f"{quarter.folder}: no return from {provider}." for provider, quarter, _ in collection.missing]
    problems = [*missing, *map(str, collection.problems)]
    for problem in problems:
        cli.say(problem)
    if problems:
        cli.say(
            f"{len(problems)} problem(s): History holds {master.settings.quarter.year} without these figures (blank, "
            f"not 0). Put them right in the old folder, remove the new one, and run again."
        )
    return cli.PROBLEMS if problems else cli.DONE


def doctor(given: argparse.Namespace) -> int:
    """``xlcsp doctor [MASTER]``."""
    from xlcsp.doctor import examine
    from xlcsp.terminal import checks_table

    checks = examine(given.master)
    checks_table(checks)
    return cli.DONE if all(one.is_well for one in checks) else cli.PROBLEMS
