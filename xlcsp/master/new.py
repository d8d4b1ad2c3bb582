"""A new partnership's master: the sheets, their rules and their help; no plan yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from xlcsp.domain.numbers import either, percentage
from xlcsp.domain.periods import Quarter, by_example
from xlcsp.errors import WorkbookError
from xlcsp.master.lite.bundle import code_texts, write_texts
from xlcsp.master.start import LITE_STEPS, STEPS
from xlcsp.master.tables import Cell, year_of
from xlcsp.master.workbook import CONFIG, Content, write_master
from xlcsp.measures import rag_rules
from xlcsp.planbook import MASTERS, board, logo
from xlcsp.planbook.master import FOLDERS

_OWN = rag_rules.own_tolerances(percentage)
MEANINGS = {
    "partnership": "As it stands on forms and reports.",
    "financial year": "April to March, as {year}.",
    "quarter": "The quarter worked on: Q1 to Q4.",
    "forms": "Folder of the issued forms.",
    "returns": "Folder of the returns, one folder a quarter.",
    "reports": "Folder of the reports.",
    "return_due": "When the returns are due.",
    "comments_due": "When the theme leads' comments are due.",
    "data_cutoff": "The day as at which figures are asked for; the report bears the latest date of its returns.",
    "board_date": "When the board meets.",
    "rag rule": f"{either(rag_rules.OF_SETTINGS)}; a measure may have its own.",
    "tolerance": f"{rag_rules.ARGUMENTS['tolerance']}; blank: {' '.join(_OWN)}.",
    "tolerance of rates": "points: a tolerance of a rate is percentage points; share: a share of its target.",
    "rounding": "Decimals of percentages.",
    "query_step": "A change on the quarter before that is asked about; 0.5 is half.",
    "disclosure threshold": "Counts below this are hidden in publications of disclosive series.",
    "pct_min_base": "Below this base a publication prints numbers, no percentage.",
    **board.MEANINGS,
    **logo.MEANINGS,
}
_VALUES: dict[str, Cell] = {
    **{name: name for name in FOLDERS},
    "rag rule": rag_rules.USUAL.name,
    "tolerance": float(rag_rules.USUAL.tolerance),
    "tolerance of rates": "points",
    "rounding": 1,
    "query_step": 0.5,
    "disclosure threshold": 5,
    "pct_min_base": 50,
}


def settings_rows(values: dict[str, Cell], dates: dict[str, dict[str, Cell]]) -> list[dict[str, Cell]]:
    """The rows of *Settings*. values: by setting, instead of the defaults; dates: by setting, those of Q1 to Q4."""
    held = {**_VALUES, **values}
    start = year_of(held.get("financial year"))
    return [
        {"setting": name, "value": held.get(name), "meaning": by_example(meaning, start), **dates.get(name, {})}
        for name, meaning in MEANINGS.items()
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
    there = next((folder / name for name in MASTERS if (folder / name).exists()), None)
    if there is not None:
        raise WorkbookError(f"{there}: there is a master already. Nothing was written. Name another folder.")
    texts = code_texts() if is_lite else {}
    there = next((folder / name for name in texts if (folder / name).exists()), None)
    if there is not None:
        raise WorkbookError(f"{there}: it exists already. Nothing was written. Name another folder.")
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
