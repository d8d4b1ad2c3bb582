"""Returns and masters as real programs or people left them, each handled as the README beside them says."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from tests.conftest import Example
from xlcsp.domain.figures import Figure
from xlcsp.domain.periods import Quarter
from xlcsp.errors import ReturnError
from xlcsp.planbook import read_master
from xlcsp.returns.collect import Collection, collect
from xlcsp.returns.read import read_return

SHARED = Path(__file__).parents[3] / "shared" / "data" / "failing_files"
Q1, Q3 = Quarter(2014, 1), Quarter(2014, 3)
pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data/failing_files"),
]


def taken(example: Example, folder: Path, name: str) -> Collection:
    """What the worked example gives with that file in place of its own return of Q3."""
    target = folder / "example"
    shutil.copytree(example.folder, target)
    provider = "Public health" if "Public health" in name else "Police"
    returns = target / "returns" / Q3.folder
    (returns / f"{provider}.xlsx").unlink()
    shutil.copyfile(SHARED / name, returns / f"{provider}{Path(name).suffix}")
    return collect(read_master(target), Q3)


def figure(found: Collection, row: str) -> Figure:
    """The figure of Q3 that stands in that row's cell of the form."""
    return next(held[Q3] for held in found.figures.values() if Q3 in held and held[Q3].source.cell == row)


def told(found: Collection) -> list[tuple[str, str]]:
    return [(problem.code, problem.cell) for problem in found.problems]


def is_read(found: Collection) -> None:
    assert told(found) == []
    assert figure(found, "D16").numerator == 303


def is_literal_percent(found: Collection) -> None:
    assert told(found) == []
    assert figure(found, "F14").proportion == Fraction(9, 1000)


def names_the_error(found: Collection) -> None:
    assert told(found) == [("error cell", "D16")]
    assert "#GETTING_DATA" in found.problems[0].found
    assert figure(found, "D17").numerator is not None


def reads_past_the_invisible(found: Collection) -> None:
    is_read(found)
    assert any(query.cell == "D16" and "invisible" in query.found for query in found.queries)


def names_the_protection(found: Collection) -> None:
    assert told(found) == [("protected", "")]
    assert "sensitivity label" in found.problems[0].found
    assert found.problems[0].do


def breaks_the_line_once(found: Collection) -> None:
    assert told(found) == []
    texts = [held[Q3].commentary for held in found.figures.values() if Q3 in held]
    broken = [text for text in texts if "\n" in text]
    assert broken
    assert not any("_x000D_" in text or "\r" in text or "\n\n" in text for text in texts)


def names_the_error_without_the_note(found: Collection) -> None:
    assert [code for code, cell in told(found) if cell == "D17"] == ["error cell"]
    (problem,) = (one for one in found.problems if one.cell == "D17")
    assert problem.found.startswith("The cell holds #")
    assert len(problem.found) < 30


CASES: dict[str, Callable[[Collection], None]] = {
    "01a literal percent 0.9 Public health.xlsx": is_literal_percent,
    "02a far styled blank A1048576 Police.xlsx": is_read,
    "02d own sheet 119 columns Police.xlsx": is_read,
    "03a error GETTING_DATA in D16 Police.xlsx": names_the_error,
    "06a rezipped ods Police.ods": is_read,
    "07a workbook2.xml Police.xlsx": is_read,
    "07b backslash zip Police.xlsx": is_read,
    "08a no cell addresses (Power BI) Police.xlsx": is_read,
    "08b CDATA shared strings Police.xlsx": is_read,
    "10 float 303.00000000000006 Police.xlsx": is_read,
    "11 zero width space Police.xlsx": reads_past_the_invisible,
    "12 IRM-like container Police.xlsx": names_the_protection,
    "15 x000D commentary Police.xlsx": breaks_the_line_once,
    "16 notes on cells Police.ods": names_the_error_without_the_note,
}
MASTERS = {"02e master far styled blank.xlsm", "05b master with ids 2.1 and 2.10.xlsm"}
OF_MASTER_5B = "05a ids as numbers 2.1 blank (plan with 2.1 and 2.10) Police.xlsx"


def test_every_file_has_its_case() -> None:
    assert {path.name for path in SHARED.iterdir()} - {"README.md"} == {*CASES, *MASTERS, OF_MASTER_5B}


@pytest.mark.parametrize("name", CASES)
def test_each_return_is_handled_as_its_readme_says(example: Example, tmp_path: Path, name: str) -> None:
    CASES[name](taken(example, tmp_path, name))


def test_a_master_with_a_far_styled_blank_is_read(example: Example, tmp_path: Path) -> None:
    shutil.copyfile(SHARED / "02e master far styled blank.xlsm", tmp_path / "master.xlsm")
    held, own = (
        [replace(one, unit="") for one in read_master(at).plan.series] for at in (tmp_path, example.folder)
    )  # units of the example were reworded since the file was made
    assert held == own


def test_a_number_is_not_taken_for_the_row_of_another_measure(tmp_path: Path) -> None:
    """2.10 typed as a number is 2.1, which is a gap: 117 is not its figure."""
    shutil.copyfile(SHARED / "05b master with ids 2.1 and 2.10.xlsm", tmp_path / "master.xlsm")
    (tmp_path / "returns" / Q1.folder).mkdir(parents=True)
    shutil.copyfile(SHARED / OF_MASTER_5B, tmp_path / "returns" / Q1.folder / "Police.xlsx")
    found = collect(read_master(tmp_path), Q1)
    assert all(found.figures[series][Q1].numerator is None for series in ("2.1", "2.10"))
    form = read_return(tmp_path / "returns" / Q1.folder / "Police.xlsx", "Police.xlsx")
    rows = {row.cell("Row id") for row in form.rows if isinstance(row.value("Row id"), float)}
    assert len(rows) == 2
    words = " ".join(f"{problem.cell} {problem.found}" for problem in found.problems)
    assert all(cell in words for cell in rows)


def test_a_refusal_says_what_to_do() -> None:
    with pytest.raises(ReturnError) as refused:
        read_return(SHARED / "12 IRM-like container Police.xlsx", "Police.xlsx")
    assert "protection" in refused.value.problem.do
