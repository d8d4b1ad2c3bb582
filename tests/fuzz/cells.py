"""Damaged forms cell by cell: openpyxl (for a sample, LibreOffice too) reads the same value, or it is reported.

``python -m tests.fuzz.cells --count 20000 --seed 1 [--libreoffice 1000]``
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.fuzz.mutations import MUTATIONS
from tests.fuzz.run import originals
from xlcsp.errors import ReturnError
from xlcsp.files.cells import Book, CellError, Percent
from xlcsp.files.read import read_book
from xlcsp.files.sheet import MOST_COLUMNS, MOST_ROWS
from xlcsp.files.written import unescaped

_LATEST = 2_958_466  # the serial number after 31 December 9999
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


class Differs(AssertionError):
    """A cell that was read as something else, and not told."""


def damaged(folder: Path, seeds: Iterable[int]) -> Iterator[tuple[int, Path]]:
    """A damaged .xlsx form for each seed."""
    _, files = originals(folder)
    forms = [content for suffix, _, content in files if suffix == ".xlsx"]
    for seed in seeds:
        chance = random.Random(seed)
        path = folder / f"{seed}.xlsx"
        path.write_bytes(chance.choice(MUTATIONS)(chance, chance.choice(forms)))
        yield seed, path


def compare(path: Path) -> str:
    """What became of the file: read alike, read by us alone, or the code of its refusal. Raises Differs."""
    try:
        ours = read_book(path)
    except ReturnError as error:
        return f"refused: {error.problem.code}: {re.sub(r'[^a-z ]', '', error.problem.found.lower())[:60]}"
    theirs = _opened(path)
    if theirs is None:
        return "read by us alone"
    check(ours, theirs)
    return "read alike"


def check(ours: Book, theirs: Any) -> None:
    """Each cell of both. Raises Differs."""
    for name, sheet in ours.sheets.items():
        if name not in theirs.sheetnames:
            continue
        other = {(one.row, one.column): one for row in theirs[name].iter_rows() for one in row if one.value is not None}
        places = {(row, column) for row, cells in enumerate(sheet.rows, 1) for column in range(1, len(cells) + 1)}
        for row, column in sorted(places | set(other)):
            if row > MOST_ROWS or column > MOST_COLUMNS:
                continue
            cell = other.get((row, column))
            value = sheet.value(row, column)
            if not _alike(value, cell.value if cell else None):
                raise Differs(f"{name}!{row},{column}: {value!r} for {cell.value if cell else None!r}")
            if cell and isinstance(value, float) and isinstance(value, Percent) != _is_percent(cell, value):
                raise Differs(f"{name}!{row},{column}: {value!r} with the format {cell.number_format}")


def _alike(ours: object, theirs: object) -> bool:
    if isinstance(ours, CellError):  # told; and its code is the same, where it is one
        return not ours.code.startswith("#") or theirs in (ours.code, None)
    if ours is None:
        return theirs is None or not str(theirs).strip()
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours == theirs
    if isinstance(ours, str):
        return isinstance(theirs, str) and ours.strip() == unescaped(theirs).strip()
    if isinstance(ours, float):
        is_no_day = not 0 <= ours < _LATEST and (theirs == "#VALUE!" or isinstance(theirs, date | clock))
        return is_no_day or (isinstance(theirs, int | float) and f"{ours:.15g}" == f"{float(theirs):.15g}")
    return _moment(ours) == _moment(theirs)


def _moment(value: object) -> object:
    """A date with its time to the second; openpyxl gives days as their midnight."""
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - cells have no zone
    return value.replace(microsecond=0) if isinstance(value, clock) else value


def _is_percent(cell: Any, value: float) -> bool:
    sections = _LITERAL.sub("", cell.number_format).split(";")
    at = 1 if value < 0 and len(sections) > 1 else 2 if not value and len(sections) > 2 else 0
    return "%" in sections[at]


def _opened(path: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with path.open("rb") as file:
                return load_workbook(file, data_only=True)
        except Exception:  # noqa: BLE001 - whatever it finds wrong with it
            return None


def run(folder: Path, seeds: Iterable[int]) -> Counter[str]:
    """How often each outcome came. Raises Differs with the seed."""
    outcomes: Counter[str] = Counter()
    for seed, path in damaged(folder, seeds):
        try:
            outcomes[compare(path)] += 1
        except Differs as error:
            error.add_note(f"seed {seed}: python -m tests.fuzz.cells --seed {seed} --count 1")
            raise
        finally:
            path.unlink()
    return outcomes


def run_libreoffice(folder: Path, seeds: Iterable[int]) -> Counter[str]:
    """The same against what LibreOffice makes of the files that are read."""
    paths = []
    for _, path in damaged(folder, seeds):
        try:
            read_book(path)
        except ReturnError:
            path.unlink()
            continue
        paths.append(path)
    made = _converted(folder, paths)
    outcomes: Counter[str] = Counter()
    for path in paths:
        theirs = _opened(made / path.name) if (made / path.name).exists() else None
        if theirs is None:
            outcomes["not read by LibreOffice"] += 1
            continue
        for name, sheet in read_book(path).sheets.items():
            for row, cells in enumerate(sheet.rows, 1):
                for column, value in enumerate(cells, 1):
                    other = theirs[name].cell(row, column).value if name in theirs.sheetnames else None
                    if type(value) in (float, Percent) and isinstance(other, int | float) and not _alike(value, other):
                        raise Differs(f"{path.name}, {name}!{row},{column}: {value!r} for LibreOffice's {other!r}")
        outcomes["read alike"] += 1
    return outcomes


def _converted(folder: Path, paths: list[Path]) -> Path:
    """Where LibreOffice puts what it makes of them; it may end at any file, and is started again behind that one."""
    made, profile = folder / "made", f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    while paths:
        command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(made), *map(str, paths)]
        subprocess.run(command, check=False, capture_output=True)
        last = max((place for place, path in enumerate(paths) if (made / path.name).exists()), default=-1)
        paths = paths[last + 2 :]
    return made


def main() -> None:
    """Prints how often each outcome came."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.cells", description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--count", type=int, default=20_000, help="how many files are compared with openpyxl")
    parser.add_argument("--libreoffice", type=int, default=0, help="how many files are compared with LibreOffice")
    given = parser.parse_args()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        outcomes = run(Path(name), range(given.seed, given.seed + given.count))
    if given.libreoffice and shutil.which("soffice"):
        with tempfile.TemporaryDirectory() as name:
            found = run_libreoffice(Path(name), range(given.seed, given.seed + given.libreoffice))
        outcomes.update({f"LibreOffice: {what}": count for what, count in found.items()})
    for what, count in outcomes.most_common():
        print(f"{count:8,}  {what}")
    print(f"{time.perf_counter() - start:.0f} s: no cell was read as something else without being told.")


if __name__ == "__main__":
    main()
