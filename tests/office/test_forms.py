"""Forms in LibreOffice: their formulas agree with the measures; filled in and saved, they read back as entered."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.returns.forms import random_form, without_answers
from tests.returns.white import differences, issued, return_path
from tests.support import ANSWERS, Q1, Q2, ROWS, codes, partnership, send, value_of
from xlcsp.domain.kinds import KIND_WORDS
from xlcsp.forms.columns import EARLIER, returned
from xlcsp.forms.layout import Answer, Form, Revised
from xlcsp.forms.rows import EARLIER_HEADER, FIRST_ROW
from xlcsp.forms.write import write_form
from xlcsp.returns.collect import collect
from xlcsp.returns.issue import form_for

pytestmark = pytest.mark.office
PYTHON = Path("/usr/bin/python3")  # the one with LibreOffice's bridge
HELPER = Path(__file__).with_name("forms_uno.py")
FORMS = 12
Jobs = Callable[[list[dict[str, Any]]], list[Any]]


@pytest.fixture(scope="module")
def calc(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Jobs:
    """Runs jobs in LibreOffice: fill cells, calculate everything anew, read, save."""
    del soffice
    has_bridge = subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0
    if not has_bridge:
        if os.environ.get("CI"):
            pytest.fail("python3-uno is not installed, and in CI nothing is skipped")
        pytest.skip("python3-uno is not installed")
    profile = tmp_path_factory.mktemp("profile")

    def run(jobs: list[dict[str, Any]]) -> list[Any]:
        command = [str(PYTHON), str(HELPER), str(profile)]
        done = subprocess.run(command, input=json.dumps(jobs), capture_output=True, text=True, check=False, timeout=600)
        assert done.returncode == 0, done.stderr
        answers: list[Any] = json.loads(done.stdout)
        return answers

    return run


AREAS = ("Return!A12:T43", "Year so far!D5:AD34")
FIRSTS = ((11, 0), (4, 3))


def stored(path: Path) -> list[list[list[Any]]]:
    """What the form holds beside its formulas, in the same areas."""
    book = CalamineWorkbook.from_path(path)
    return [book.get_sheet_by_name(area.split("!")[0]).to_python(skip_empty_area=False) for area in AREAS]


def miscalculated(path: Path, answers: list[list[list[Any]]]) -> list[tuple[str, int, int, Any, Any]]:
    """Cells that LibreOffice calculates otherwise than they are stored."""
    found = []
    for area, sheet, (first_row, first_column), rows in zip(AREAS, stored(path), FIRSTS, answers, strict=True):
        for r, row in enumerate(rows):
            for c, calculated in enumerate(row):
                line = sheet[first_row + r] if first_row + r < len(sheet) else []
                held = line[first_column + c] if first_column + c < len(line) else ""
                numbers = isinstance(held, int | float) and isinstance(calculated, int | float)
                is_same = calculated == pytest.approx(held, rel=1e-12) if numbers else calculated == held
                if not is_same:
                    found.append((area, first_row + r + 1, first_column + c + 1, held, calculated))
    return found


def fills(form: Form) -> dict[str, Any]:
    """The cells that a person fills in, with what they type."""
    answers = [
        (form.answers[series.id], f"Return!{{}}{row}") for row, (series, _) in enumerate(form.rows, FIRST_ROW + 2)
    ]
    cells = {
        cell.format(returned(form).letter(column.key)): column.entered(answer)
        for answer, cell in answers
        for column in returned(form)
        if column.is_filled_in
    }
    for row, line in enumerate(form.earlier, EARLIER_HEADER + 2):
        new = form.revised.get((line.series.id, line.month or line.quarter), Revised())
        places = {
            column: f"Earlier quarters!{EARLIER.letter(column.key)}{row}" for column in EARLIER if column.is_filled_in
        }
        cells |= {place: column.entered(new) for column, place in places.items()}
    at = returned(form).letter("commentary")
    for cell, text in ((f"{at}7", form.signed_by), (f"{at}6", form.as_at), (f"{at}8", form.signed)):
        if text:
            cells[f"Return!{cell}"] = text if isinstance(text, str) else (text - date(1899, 12, 30)).days
    return {cell: value for cell, value in cells.items() if value not in (None, "")}


@pytest.mark.long
def test_the_forms_own_formulas_give_what_the_measures_give(calc: Jobs, tmp_path: Path) -> None:
    """Issued blank, filled in as a person would, calculated by LibreOffice: as the filled form was worked out here."""
    jobs, paths = [], []
    for seed in range(FORMS):
        form = random_form(seed)
        filled, blank = tmp_path / f"{seed} filled.xlsx", tmp_path / f"{seed} blank.xlsx"
        write_form(form, filled)
        write_form(without_answers(form), blank)
        jobs += [{"path": str(blank), "fill": fills(form), "read": AREAS}, {"path": str(blank), "read": AREAS}]
        paths += [filled, blank]
    for path, answers in zip(paths, calc(jobs), strict=True):
        assert miscalculated(path, answers) == [], path.name
    sentences = {row[12] for path in paths[::2] for row in stored(path)[0][13:] if len(row) > 12}
    assert len(sentences) > 150


@pytest.mark.long
@pytest.mark.parametrize("quarter", range(4))
def test_what_libreoffice_shows_in_the_white_columns_is_what_the_report_says(
    calc: Jobs, tmp_path: Path, quarter: int
) -> None:
    """Issued, filled in, calculated and saved by LibreOffice; then read, checked, collected and assessed."""
    made = []
    for seed in range(quarter, quarter + 24, 4):
        folder = tmp_path / str(seed)
        folder.mkdir()
        master, form = issued(seed, folder)
        blank = folder / "blank.xlsx"
        write_form(without_answers(form), blank)
        made.append((master, form, blank))
    saved = [return_path(master, form.quarter) for master, form, _ in made]
    kind = "Calc MS Excel 2007 XML"
    calc([
        {"path": str(blank), "fill": fills(form), "save": [[str(path), kind]]}
        for (_, form, blank), path in zip(made, saved, strict=True)
    ])  # fmt: skip
    seen = set()
    for (master, form, _), path in zip(made, saved, strict=True):
        differ, compared = differences(master, form, path)
        assert differ == [], path
        seen |= compared
    assert {kind for kind, _ in seen} == set(KIND_WORDS)
    assert {"Red", "Amber", "Green", "Monitor", "No data", "–"} <= {state for _, state in seen}


@pytest.mark.parametrize(("suffix", "kind"), [(".xlsx", "Calc MS Excel 2007 XML"), (".ods", "calc8")])
def test_a_form_filled_in_and_saved_by_libreoffice_reads_back_as_entered(
    calc: Jobs, tmp_path: Path, suffix: str, kind: str
) -> None:
    master = partnership(tmp_path)
    send(master, Q1)
    form = form_for(master, "Police", Q2, collect(master, Q1).figures, date(2014, 9, 29))
    blank, saved = tmp_path / "blank.xlsx", tmp_path / "returns" / Q2.folder / f"Police{suffix}"
    write_form(form, blank)
    saved.parent.mkdir(parents=True)
    typed = replace(
        form,
        answers={**ANSWERS, "r": Answer(status="No figure", reason="Staff change", commentary="Nobody counted.")},
        revised={("v", Q1): Revised(figure=98)},
        as_at=date(2014, 10, 9),
        signed_by="Lead officer",
        signed=date(2014, 10, 10),
    )
    calc([{"path": str(blank), "fill": fills(typed), "save": [[str(saved), kind]]}])
    found = collect(master, Q2)
    assert codes(found) == []
    assert [value_of(found, name, Q2) for name in ANSWERS] == [
        (100, None, None, ""),
        (None, None, None, ""),
        (6, 10, None, ""),
        (None, None, Fraction(30, 100), ""),
        (None, None, None, "On track"),
    ]
    assert value_of(found, "v", Q1) == (98, None, None, "")
    assert found.figures["r"][Q2].commentary == "Nobody counted."
    receipt = found.receipts[-1]
    assert (receipt.as_at, receipt.signed) == (date(2014, 10, 9), date(2014, 10, 10))
    assert found.figures["v"][Q2].source.cell == f"D{ROWS['v']}"


def test_what_a_person_typed_wrongly_in_calc_is_refused_in_both_formats_alike(calc: Jobs, tmp_path: Path) -> None:
    """A formula that fails, a percentage, a text, a date: the cell's address and what to do, never a blank."""
    master = partnership(tmp_path)
    form = form_for(master, "Police", Q1, {}, date(2014, 6, 30))
    blank = tmp_path / "blank.xlsx"
    write_form(form, blank)
    folder = tmp_path / "returns" / Q1.folder
    folder.mkdir(parents=True)
    filled = {**fills(replace(form, answers=dict(ANSWERS), as_at=date(2014, 7, 10), signed=date(2014, 7, 11)))}
    filled |= {"Return!D14": {"formula": "=1/0"}, "Return!D15": "approx 300", "Return!F17": {"formula": "=30+0.5"}}
    saves = [[str(folder / "Police.ods"), "calc8"], [str(folder / "Police v2.xlsx"), "Calc MS Excel 2007 XML"]]
    calc([{"path": str(blank), "fill": filled, "save": saves}])
    for keep in ("Police.ods", "Police v2.xlsx"):
        for path in folder.iterdir():
            path.rename(folder.parent / path.name)
        (folder.parent / keep).rename(folder / keep)
        found = collect(master, Q1)
        where = [(one.code, one.cell) for one in found.problems if one.code != "outside"]
        assert where == [("error cell", "D14"), ("not a number", "D15")], keep
        assert value_of(found, "t") == (None, None, Fraction(305, 1000), "")
        assert "worked out by a formula" in " ".join(query.found for query in found.queries)
