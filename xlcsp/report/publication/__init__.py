"""The publication copy: what may be published, as a workbook and as an OpenDocument spreadsheet.

``withhold`` takes out of the inputs what may not be told and says so in ``may_tell``. A table is made of that report
alone; it asks ``may_tell`` before it prints an earlier version or a month, and for the mark that stands in a gap.
"""

from __future__ import annotations

from pathlib import Path

from xlcsp.errors import WorkbookError
from xlcsp.planbook import Master
from xlcsp.report.released import Edition, Released
from xlcsp.returns.collect import Collection


def write_publication(
    master: Master, collection: Collection, edition: Edition, stem: Path, released: Released | None = None
) -> list[Path]:
    """Writes the publication copy as ``stem`` .xlsx and .ods; returns both paths. released: the last report, if any.

    Raises WorkbookError where the written workbook fails the checklist for published spreadsheets.
    """
    from xlcsp.report.publication.checklist import faults
    from xlcsp.report.publication.ods import write_ods
    from xlcsp.report.publication.tables import publication
    from xlcsp.report.publication.withhold import public_report
    from xlcsp.report.publication.workbook import write_workbook

    public = public_report(master, collection, edition, released)
    copy = publication(public)
    paths = [stem.with_name(f"{stem.name}{ending}") for ending in (".xlsx", ".ods")]
    write_workbook(copy, public.report.data_date, paths[0])
    faulty = faults(paths[0], copy.partnership)
    if faulty:
        paths[0].unlink()
        raise WorkbookError(f"{paths[0].name}: it fails the checklist for publication: {'; '.join(faulty)}.")
    write_ods(copy, public.report.data_date, paths[1])
    return paths
