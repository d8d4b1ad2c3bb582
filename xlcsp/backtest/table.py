"""The table of past figures: ``series, year, quarter, count``, one row for each quarter."""

from __future__ import annotations

import csv
import stat
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from xlcsp.domain.periods import PeriodError
from xlcsp.errors import MeasureError, XlcspError
from xlcsp.files.kinds import MOST_BYTES
from xlcsp.frames.own import BLANK, quarter_of, start_of_year
from xlcsp.measures.numbers import QUARTERS_A_YEAR, figure

COLUMNS = ("series", "year", "quarter", "count")


@dataclass(frozen=True, slots=True)
class Past:
    """Past figures. counts: years, quarters and series of them (years × 4 × series); NaN is missing."""

    series: tuple[str, ...]
    first_year: int
    counts: Any


def read_past(path: Path) -> Past:
    """The table of a CSV file. A blank or ``[x]`` is missing; rows are in any order; 2014 is the year 2014/15.

    Raises XlcspError (MeasureError for a count), naming the line, if a column is missing, a year, quarter or count is
    invalid, or a quarter occurs twice.
    """
    import numpy as np

    cells = _cells(path)
    if not cells:
        raise XlcspError(f"{path.name}: it has no rows. Each row is one quarter: {', '.join(COLUMNS)}.")
    names = tuple(dict.fromkeys(name for name, _, _ in cells))
    places = {name: place for place, name in enumerate(names)}
    years = {year for _, year, _ in cells}
    first = min(years)
    counts = np.full((max(years) - first + 1, QUARTERS_A_YEAR, len(names)), np.nan)
    for (name, year, quarter), count in cells.items():
        if count is not None:
            counts[year - first, quarter - 1, places[name]] = float(count)
    return Past(names, first, counts)


def _cells(path: Path) -> dict[tuple[str, int, int], Fraction | None]:
    counts: dict[tuple[str, int, int], Fraction | None] = {}
    about = path.stat()
    if not stat.S_ISREG(about.st_mode) or about.st_size > MOST_BYTES:
        limit = f"{MOST_BYTES // 2**20} MB"
        raise XlcspError(f"{path}: it is not a file, or it is larger than {limit}. Name a table saved as CSV UTF-8.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            fields = {name.strip().lower(): name for name in rows.fieldnames or ()}
            missing = [name for name in COLUMNS if name not in fields]
            if missing:
                names = ", ".join(rows.fieldnames or ()) or "none"
                raise XlcspError(
                    f"{path.name}: no column {', '.join(missing)}; its columns are: {names}. "
                    f"Name them {', '.join(COLUMNS)} in the first line."
                )
            for row in rows:
                where = f"{path.name}, line {rows.line_num}"
                key, count = _cell(where, *((row[fields[name]] or "").strip() for name in COLUMNS))
                if key in counts:
                    raise XlcspError(f"{where}: {key[0]} has this quarter already. Keep one row for each quarter.")
                counts[key] = count
    except UnicodeDecodeError as error:
        raise XlcspError(f"{path.name}: it is not UTF-8 text. Save it as CSV UTF-8.") from error
    except csv.Error as error:
        raise XlcspError(f"{path.name}: it cannot be read as CSV ({error}). Save it as CSV UTF-8.") from error
    return counts


def _cell(where: str, name: str, year: str, quarter: str, count: str) -> tuple[tuple[str, int, int], Fraction | None]:
    number = quarter_of(quarter)
    if not name or number is None:
        wrong = f'"{quarter}" is not a quarter. It is 1, 2, 3 or 4' if name else "the series has no name. Enter it"
        raise XlcspError(f"{where}: {wrong}.")
    try:
        start = start_of_year(year)
        value = None if count.lower() in BLANK else figure(_number(count), name="count")
    except PeriodError as error:
        raise XlcspError(f"{where}: {error}") from error
    except MeasureError as error:
        raise MeasureError(f"{where}: {error}") from error
    return (name, start, number), value


def _number(text: str) -> object:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text
