"""Writes the roll-up: for each quarter with reports a workbook, and its rows as CSV and Parquet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from xlcsp.domain.periods import parse_quarter
from xlcsp.files import write as files
from xlcsp.frames.rows import as_csv, frame
from xlcsp.libraries import to_install
from xlcsp.national.standing import Table, standings
from xlcsp.national.table import COLUMNS, Nation, read_nations, steady

if TYPE_CHECKING:
    import pandas as pd


def write_national(folder: Path, records: Sequence[tuple[str, str]], say: Callable[[str], None]) -> list[Path]:
    """Writes the roll-ups into the folder; returns their paths.

    records: for each partnership its folder and its record's path. say: called with a message about a file left out.
    """
    from xlcsp.national.workbook import write_workbook

    written = []
    for nation in read_nations(records, folder.resolve().parent):
        path = folder / f"{parse_quarter(nation.quarter).folder}.xlsx"
        write_workbook(nation, tables(nation), path)
        written.append(path)
        table = table_of(nation)
        plain, packed = path.with_suffix(".csv"), path.with_suffix(".parquet")
        with files.replacing(plain) as draft:
            draft.write_bytes(as_csv(table).encode())
        written.append(plain)
        if write_parquet(table, packed):
            written.append(packed)
        else:
            say(f"{packed.name}: not written, because it needs pyarrow. {to_install('parquet')}.")
    return written


def tables(nation: Nation) -> list[Table]:
    """The comparison of areas in each headline series where it is possible."""
    order = {key: place for place, key in enumerate(dict.fromkeys(row.key for row in nation.rows))}
    rows = sorted((row for row in nation.rows if row.role == "headline"), key=lambda row: order[row.key])
    tables = [standings(list(several)) for _, several in groupby(rows, key=lambda row: row.key)]
    return [table for table in tables if table is not None]


def table_of(nation: Nation) -> pd.DataFrame:
    """The rows of the roll-up for analysts: numbers Float64, words string, missing ``pd.NA``."""
    return frame(({name: steady(value) for name, value in row._asdict().items()} for row in nation.rows), COLUMNS)


def write_parquet(table: pd.DataFrame, path: Path) -> bool:
    """Writes the table as Parquet, missing as null; False where pyarrow is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        return False
    plain = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata()  # its metadata name versions
    with files.replacing(path) as draft, draft.open("wb") as file:  # pyarrow refuses paths that are not UTF-8
        parquet.write_table(plain, file, compression="zstd")
    return True
