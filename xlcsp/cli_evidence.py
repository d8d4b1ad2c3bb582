"""The commands on figures that are published or past: audit, backtest. The parser is in ``xlcsp.cli``."""

from __future__ import annotations

import argparse

from xlcsp import cli
from xlcsp.errors import XlcspError


def audit(given: argparse.Namespace) -> int:
    """``xlcsp audit FILE``."""
    from xlcsp.audit import audit_file

    found = audit_file(given.file)
    if given.workbook and given.workbook == given.figures:
        raise XlcspError(f"{given.workbook}: it is named for the findings and for the figures. Name two files.")
    if given.workbook or given.figures:
        cli.import_openpyxl_alone()
        from xlcsp.audit.workbook import write_audit, write_figures
        from xlcsp.files.packed import keep_if_edited

        for path, write in ((given.workbook, write_audit), (given.figures, write_figures)):
            if path is None:
                continue
            if path.exists() and path.samefile(given.file):
                raise XlcspError(f"{path}: it is the report itself, which is only read. Name another file.")
            kept = keep_if_edited(path)
            if kept:
                cli.say(f"{path.name} had been changed by hand; it was kept as {kept.name}.")
            write(found, path)
    if given.json:
        from xlcsp.audit.as_json import audit_json

        cli.write_json(audit_json(found))
    else:
        from xlcsp.terminal import audit_table

        audit_table(found)
    return cli.PROBLEMS if found.failures else cli.DONE


def backtest(given: argparse.Namespace) -> int:
    """``xlcsp backtest CSV``."""
    from xlcsp.backtest.spread import spread
    from xlcsp.backtest.table import read_past

    found = spread(read_past(given.csv))
    if not found.actual.size:
        raise XlcspError(
            f"{given.csv.name}: no series has a complete year after three complete ones. Add earlier years."
        )
    if given.json:
        from xlcsp.backtest.score import as_json

        cli.write_json(as_json(found))
    else:
        from xlcsp.backtest.show import scores_table

        scores_table(found)
    if given.picture:
        from xlcsp.backtest.show import save_picture

        save_picture(found, given.picture)
        cli.say(f"{given.picture}")
    return cli.DONE
