"""Writing the roll-up: a workbook for each quarter that there are reports of, and its table as Parquet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

from xlcsp.domain.periods import parse_quarter
from xlcsp.files import write as files
from xlcsp.files.cells import legible
from xlcsp.national.standing import Table, standings
from xlcsp.national.table import TEXTS, Nation, Row, read_nations, steady

_ROWS_AT_ONCE = 50_000


def write_national(folder: Path, records: Sequence[tuple[str, str]], say: Callable[[str], None]) -> list[Path]:
    """Writes the roll-ups into the folder; returns their paths.

    records: a partnership's folder and its record, for each. say: told what is left out.
    """
    from xlcsp.national.workbook import write_workbook

    written = []
    for nation in read_nations(records, folder.resolve().parent):
        path = folder / f"{parse_quarter(nation.quarter).folder}.xlsx"
        write_workbook(nation, tables(nation), path)
        written.append(path)
        table = path.with_suffix(".parquet")
        if write_parquet(nation, table):
            written.append(table)
        else:
            say(f"{table.name}: not written; it needs pyarrow. Run: pip install 'xlcsp[parquet]'.")
    return written


def tables(nation: Nation) -> list[Table]:
    """The standings in each series in which areas can be compared."""
    order = {key: place for place, key in enumerate(dict.fromkeys(row.key for row in nation.rows))}
    rows = sorted((row for row in nation.rows if row.role == "headline"), key=lambda row: order[row.key])
    found = [standings(list(several)) for _, several in groupby(rows, key=lambda row: row.key)]
    return [one for one in found if one is not None]


def write_parquet(nation: Nation, path: Path) -> bool:
    """Writes the rows as Parquet, missing as null; False where pyarrow is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        return False
    schema = pa.schema([(name, pa.string() if name in TEXTS else pa.float64()) for name in Row._fields])
    with (
        files.replacing(path) as draft,
        draft.open("wb") as file,  # pyarrow takes no path of a name that is not UTF-8
        parquet.ParquetWriter(file, schema, compression="zstd") as writer,
    ):
        for start in range(0, len(nation.rows), _ROWS_AT_ONCE):
            part = nation.rows[start : start + _ROWS_AT_ONCE]
            columns = [
                [
                    value if value is None else legible(value) if name in TEXTS else float(steady(value))
                    for value in column
                ]
                for name, column in zip(Row._fields, zip(*part, strict=True), strict=True)
            ]
            writer.write_table(pa.table(columns, schema=schema))
    return True


def _steadily(value: float) -> float:
    return float(steady(value))
