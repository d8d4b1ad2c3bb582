"""Reads one damaged file after another: no traceback, no hang, no wrong number, no file changed.

Of 4,000 files (seeds 0 to 3,999, damaged once and read by both) 2,007 are refused, where calamine behind a regular
expression refused 2,420. It had read 207 of the 2,007: 110 have a cell whose address is of another row than the one it
stands in, 90 have a part that is no XML, 4 a wrong checksum, 3 two sheets of one name. No program writes any of these.
"""

from __future__ import annotations

import hashlib
import random
import re
import signal
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.fuzz.mutations import MUTATIONS, name_of
from tests.support import Q1, Q2, answers, partnership, send
from xlcsp.domain.periods import Quarter
from xlcsp.forms.layout import Answer, Revised
from xlcsp.planbook import Master
from xlcsp.returns.collect import Collection, collect

SAVED = Path(__file__).parents[1] / "returns" / "files"
SECONDS = 20  # after which a file counts as a hang
RIGHT = {"v": {100, 104, 98}, "r": {12}, "s": {6}, "t": {Fraction(3, 10)}}


class WrongNumber(AssertionError):
    """A number was taken that stands in no such cell."""


def originals(folder: Path) -> tuple[Master, list[tuple[str, Quarter, bytes]]]:
    """A partnership, and good returns to be damaged: of this program, of LibreOffice, with revisions."""
    master = partnership(folder)
    first = send(master)
    files = [(".xlsx", Q1, first.read_bytes())]
    revised = {("v", Q1): Revised(figure=98, why="Duplicates")}
    second = send(master, Q2, answers(v=Answer(figure=104)), revised=revised, as_at=date(2014, 10, 9))
    files.append((".xlsx", Q2, second.read_bytes()))
    first.unlink()
    second.unlink()
    files += [(path.suffix, Q1, path.read_bytes()) for path in sorted(SAVED.glob("LibreOffice.*"))]
    return master, files


def run(folder: Path, seeds: Iterator[int]) -> Counter[str]:
    """Damages one file for each seed; returns how often each message came. Raises with the seed where it fails."""
    master, files = originals(folder)
    outcomes: Counter[str] = Counter()
    for seed in seeds:
        chance = random.Random(seed)
        suffix, quarter, content = chance.choice(files)
        for _ in range(chance.choice((1, 1, 1, 2))):
            content = _mutated(chance, content)
        path = folder / "returns" / quarter.folder / name_of(chance, suffix)
        path.write_bytes(content)
        try:
            with _in_time():
                found = collect(master, Q2)
            assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(content).digest(), (
                "the file was changed"
            )
            judge(path, found)
        except BaseException as error:
            error.add_note(f"seed {seed}, {path.name}: python -m tests.fuzz --seed {seed} --count 1")
            raise
        finally:
            path.unlink(missing_ok=True)
        outcomes.update({problem.code for problem in found.problems} or {"taken whole"})
    return outcomes


def _mutated(chance: random.Random, content: bytes) -> bytes:
    try:
        return chance.choice(MUTATIONS)(chance, content)
    except Exception:  # noqa: BLE001 - a second damage to what is no package any more
        return content


@contextmanager
def _in_time() -> Iterator[None]:
    def late(*_: object) -> None:
        raise TimeoutError("the file hangs")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def judge(path: Path, found: Collection) -> None:
    """Every number that was taken stands in the cell it is said to come from, as another library reads it."""
    for problem in found.problems:
        if not (problem.code and problem.found):
            raise AssertionError(f"a problem without words: {problem}")
    book: Any = None
    for figure in (one for held in found.figures.values() for one in held.values()):
        value = figure.numerator if figure.numerator is not None else figure.proportion
        if value is None or value in RIGHT[figure.series]:
            continue
        book = book or _opened(path)
        if not book:
            continue  # an .ods, or what openpyxl cannot read: there is nothing to compare with
        cell = book[figure.source.sheet][figure.source.cell]
        if value not in _meanings(cell.value):
            raise WrongNumber(f"{figure.series} = {value}, but {figure.source} holds {cell.value!r}")


def _opened(path: Path) -> Any:
    """The workbook through openpyxl; False where it cannot read it, so that there is nothing to compare with."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return load_workbook(BytesIO(path.read_bytes()), data_only=True)  # openpyxl leaves a file open
        except Exception:  # noqa: BLE001 - whatever it finds wrong with it
            return False


def _meanings(value: object) -> set[Fraction]:
    """The numbers that a person may read from a cell: itself, without separators, or as a percentage."""
    if isinstance(value, bool) or value is None:
        return set()
    text = re.sub(r"[, \u00a0]", "", str(value)).removesuffix("%").strip()
    try:
        number = Fraction(text)
    except ValueError:
        return set()
    return {number, number / 100}
