"""Next year's folder, beside the old one: it has the new master, and no returns yet."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

from xlcsp.domain.logo import Logo
from xlcsp.domain.periods import QUARTERS, Quarter, parse_year, year_label
from xlcsp.errors import WorkbookError
from xlcsp.files import write as files
from xlcsp.files.names import is_within
from xlcsp.files.read import read_book
from xlcsp.master.collected import collected
from xlcsp.master.lite.bundle import stale_texts, write_texts
from xlcsp.master.lite.parts import is_lite
from xlcsp.master.live import READ
from xlcsp.master.new_year import NewYear, new_year, retired_series
from xlcsp.master.refresh import OWNED, refreshed, with_rows
from xlcsp.master.start import Panel
from xlcsp.master.upgrade import carried_out
from xlcsp.master.upgrade.columns import with_columns
from xlcsp.master.upgrade.mend import is_of_this_version, mended
from xlcsp.pipeline import make
from xlcsp.planbook import Master, read_master
from xlcsp.returns.collect import Collection

_NEXT = (
    ("Next", "Look through the sheet Proposals: baselines and targets of the new year. None of them is adopted yet."),
    ("Next", "Confirm the dates on the sheet Settings; they are last year's weekdays, 52 weeks later."),
    ("Next", "Then issue the forms of the first quarter."),
)


def folder_of_year(folder: Path, start: int) -> Path:
    """The folder of the year after ``start``: beside the old one, with the new year in its name."""
    old, new = (year_label(year).replace("/", "-") for year in (start, start + 1))
    name = folder.name.replace(old, new) if old in folder.name else f"{folder.name} {new}"
    return folder.with_name(name)


def write_new_year(master: Master) -> tuple[Path, NewYear, Collection]:
    """Makes the folder with its master; returns the master's path, and what the closing year's returns say.

    The old folder is only read. Raises WorkbookError if the new one already exists, PeriodError after the last year
    that the program knows.
    """
    start = master.settings.quarter.start
    parse_year(year_label(start + 1))
    folder = folder_of_year(master.path.resolve().parent, start)
    if folder.exists():
        raise WorkbookError(f"{folder}: it exists already. Nothing was written. Rename or remove it, and run again.")
    retired = retired_series(master, Quarter(start + 1, 1))
    if all(series.id in retired for series in master.plan.series):
        raise WorkbookError(
            f"{master.path.name}, Measures: every series is closed by {year_label(start + 1)}, so there is no plan for "
            "that year. Nothing was written. Clear closed_from of those that go on, or add new series; then run again."
        )
    last = make(master, Quarter(start, max(QUARTERS)))
    renewed = new_year(master, last.report)
    path = folder / master.path.name
    logo = _take_logo(master.settings.logo, folder)
    try:
        with files.replacing(path) as draft:
            content = mended(draft, renewed.content).content
            if is_of_this_version(path.name, content):  # the examples in its prompts are of the new year, too
                content = carried_out(draft, content, (with_columns,)).content
            draft.write_bytes(content)
            whole = with_rows(path.name, content, read_book(draft, only=READ))
            draft.write_bytes(whole.content)
            draft.write_bytes(_emptied(draft, whole.content, start))
    except BaseException:
        with contextlib.suppress(OSError):
            if logo is not None:
                logo.unlink()
            folder.rmdir()
        raise
    for name in (master.settings.forms, master.settings.returns, master.settings.reports):
        if is_within(folder / name, folder):
            (folder / name).mkdir(parents=True, exist_ok=True)
    if is_lite(path.name, whole.content):
        write_texts(folder, stale_texts(folder, master.path.resolve().parent))
    if whole.refused:
        renewed = replace(renewed, notes=[*renewed.notes, whole.refused])
    return path, renewed, last.collection


def _take_logo(logo: Logo | None, folder: Path) -> Path | None:
    """Copies the logo if it is below the old folder, since *Settings* name it relative to the master."""
    if logo is None or not is_within(folder / logo.name, folder):
        return None
    path = folder / logo.name
    with files.replacing(path) as draft:
        draft.write_bytes(logo.content)
    return path


def _emptied(draft: Path, content: bytes, start: int) -> bytes:
    """Empties the new master's collected sheets, as before the first return."""
    if not set(OWNED) <= set(read_book(draft).sheets):
        return content
    master = read_master(draft)
    before = make(master, master.settings.quarter).report
    rows = collected(before, "", "")
    tables = {**rows.tables, "Returns": [], "Attention": []}
    lines = {"Quarter": str(before.quarter), "Last rebuild": f"not yet; made from the master of {year_label(start)}"}
    message = f"The year {before.quarter.year} begins. Nothing has been collected yet."
    return refreshed(draft, content, replace(rows, tables=tables, panel=Panel(message, lines, _NEXT)))[0]
