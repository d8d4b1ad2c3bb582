"""What every entry point does: reads the returns, works out the report, and writes the outputs asked for.

Functions in cells ask for single values; button, command line, batch and Python come here. ``rebuild`` (the master's
own sheets), ``release`` and ``new_year`` are built on ``make`` and ``write``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xlcsp.domain.periods import Quarter, parse_quarter
from xlcsp.errors import XlcspError
from xlcsp.files.alone import alone
from xlcsp.files.packed import keep_if_edited
from xlcsp.planbook import Master, read_master
from xlcsp.report.build import build_report
from xlcsp.report.model import Report
from xlcsp.report.outputs import NOTHING_ELSE, Wanted
from xlcsp.report.released import Released, read_released, report_path
from xlcsp.report.renumbered import renumbered, still_asked
from xlcsp.returns.collect import Collection, collect

__all__ = ["NOTHING_ELSE", "Made", "Wanted", "Written", "make", "opened", "write"]


@dataclass(frozen=True, slots=True)
class Made:
    """A quarter worked out, with nothing written yet: the returns' contents, and the report made from them."""

    master: Master
    collection: Collection
    report: Report

    @property
    def path(self) -> Path:
        """Where the draft of the report is written."""
        return report_path(self.master, self.collection.quarter)


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were written, the report first. kept: the copy of a draft that somebody had edited.

    failed: a sentence on each other output that could not be made.
    """

    files: tuple[Path, ...]
    kept: Path | None
    failed: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """The report workbook."""
        return self.files[0]


def opened(path: Path, quarter: str | None = None) -> tuple[Master, Quarter]:
    """The master workbook (or the one in that folder), and the quarter named, by default that of *Settings*.

    Raises WorkbookError, PlanError, PeriodError; XlcspError for a quarter of another year than the master's.
    """
    master = read_master(path)
    current = master.settings.quarter
    asked = parse_quarter(quarter, current.start) if quarter else current
    if asked.start != current.start:
        raise XlcspError(
            f"{master.path.name}: it holds the year {current.year}; {asked} was asked for. "
            f"Name a quarter of {current.year}, or the master workbook of {asked.year}."
        )
    return master, asked


def make(master: Master, quarter: Quarter) -> Made:
    """Reads the returns up to the quarter and works out the report. Changes are shown against the last release."""
    collection, released = collected(master, quarter)
    return Made(master, collection, build_report(master, collection, released))


def collected(master: Master, quarter: Quarter) -> tuple[Collection, Released | None]:
    """The returns up to the quarter, and the last release, against which the master's rows are checked as well."""
    collection, released = collect(master, quarter), last_released(master, quarter)
    collection.queries = [*still_asked(collection, master, released), *renumbered(master, quarter, released)]
    return collection, released


def last_released(master: Master, quarter: Quarter) -> Released | None:
    """What the board has seen of the quarter before: its last released version."""
    before = quarter.plus(-1)
    return read_released(report_path(master, before).with_suffix(""), before) if before.start == quarter.start else None


def write(made: Made, wanted: Wanted = NOTHING_ELSE, path: Path | None = None) -> Written:
    """Writes the report workbook and the other outputs asked for. path: another place than the draft's usual one."""
    from xlcsp.libraries import import_openpyxl_alone

    import_openpyxl_alone()
    from xlcsp.report.sheets import write_report

    path = path or made.path
    with alone(made.master.path.parent):
        aside = keep_if_edited(path)
        write_report(made.report, path)
    others: list[Path] = []
    failed: list[str] = []
    if wanted.names:
        from xlcsp.report.outputs import write_outputs

        others, failed = write_outputs(wanted, made.report, made.master, made.collection, path)
    return Written((path, *others), aside, tuple(failed))
