"""A new partnership's master: the sheets, their rules and their help; no plan yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from xlcsp.domain.periods import Quarter, by_example
from xlcsp.errors import WorkbookError
from xlcsp.master.lite.bundle import code_texts, write_texts
from xlcsp.master.start import LITE_STEPS, STEPS
from xlcsp.master.tables import Cell, year_of
from xlcsp.master.workbook import CONFIG, Content, write_master
from xlcsp.planbook import MASTERS
from xlcsp.planbook.settings import FOLDERS, ROWS


def settings_rows(values: dict[str, Cell], dates: dict[str, dict[str, Cell]]) -> list[dict[str, Cell]]:
    """The rows of *Settings*. values: by setting, instead of the defaults; dates: by setting, those of Q1 to Q4."""
    start = year_of(values.get("financial year"))
    return [
        {
            "setting": row.name,
            "value": values.get(row.name, row.usual),
            "meaning": by_example(row.meaning, start),
            **dates.get(row.name, {}),
        }
        for row in ROWS
    ]


def new_partnership(
    folder: Path,
    partnership: str,
    quarter: Quarter,
    created: date,
    config: Sequence[tuple[str, str]] = CONFIG,
    *,
    is_lite: bool = False,
) -> Path:
    """Makes the folder with its master and the folders for forms, returns and reports; returns the master's path.

    is_lite: one for xlwings Lite, with the two texts of its code as files beside it. Raises WorkbookError if there
    already is a master (or such a text): nothing is ever overwritten.
    """
    existing = next((folder / name for name in MASTERS if (folder / name).exists()), None)
    if existing is not None:
        raise WorkbookError(f"{existing}: there is a master already. Nothing was written. Name another folder.")
    texts = code_texts() if is_lite else {}
    existing = next((folder / name for name in texts if (folder / name).exists()), None)
    if existing is not None:
        raise WorkbookError(f"{existing}: it exists already. Nothing was written. Name another folder.")
    values: dict[str, Cell] = {
        "partnership": partnership,
        "financial year": quarter.year,
        "quarter": quarter.short,
    }
    tables = {"Settings": settings_rows(values, {})}
    path = folder / MASTERS[is_lite]
    steps = LITE_STEPS if is_lite else STEPS
    write_master(Content(partnership, created, tables, steps, config=config, is_lite=is_lite), path)
    write_texts(folder, texts)
    for name in FOLDERS:
        (folder / name).mkdir(exist_ok=True)
    return path
