"""An officer's year in LibreOffice, typed and saved with people's slips, up to the next year's forms.

What the board sees (the report's sheets, the master's *Performance*, JSON) says the same of each measure.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.office.calc import SYSTEM_PYTHON
from xlcsp.cli import main
from xlcsp.files.read import read_book
from xlcsp.forms.columns import EARLIER, RETURN
from xlcsp.forms.layout import AS_AT, EARLIER_SHEET, RETURN_SHEET, SIGNED, SIGNED_BY
from xlcsp.master.live import table_rows
from xlcsp.master.performance import PERFORMANCE
from xlcsp.master.sheets import CONTACTS, CORRECTIONS, MEASURES, SETTINGS
from xlcsp.planbook.sheet_of import SheetOf

pytestmark = [pytest.mark.office, pytest.mark.long]
PERSON = Path(__file__).with_name("person_uno.py")
MASTER, FORM = "Calc MS Excel 2007 VBA XML", "Calc MS Excel 2007 XML"
SAFETY = {"theme": "Safety", "theme_lead": "Head of safety", "polarity": "lower", "unit": "offences"}
PLAN: tuple[Mapping[str, str], ...] = (
    {**SAFETY, "id": "burg", "ref": "1.1", "measure": "Burglary", "target_rule": "at most", "target": "3,600",
     "provider": "Fernbrook Police"},
    {**SAFETY, "id": "viol", "ref": "1.2", "measure": "Violence", "target_rule": "at most", "target": "4000",
     "provider": "Fernbrook police "},
    {"id": "sat", "ref": "2.1", "theme": "Victims", "measure": "Victims satisfied", "kind": "rate", "unit": "victims",
     "polarity": "higher", "target_rule": "at least", "target": "0.6", "provider": "Council"},
    {"id": "safe", "ref": "2.2", "theme": "Victims", "measure": "Feel safe", "kind": "percentage",
     "unit": "of residents", "polarity": "higher", "target_rule": "at least", "target": "0.7", "provider": "Council"},
    {"id": "case", "ref": "3.1", "theme": "Offenders", "measure": "Caseload", "kind": "snapshot", "unit": "people",
     "polarity": "none", "target_rule": "monitor", "provider": "Probation"},
    {"id": "strat", "ref": "3.2", "theme": "Offenders", "measure": "Strategy adopted", "kind": "milestone",
     "provider": "Council", "due": "30/09/2024"},
)  # fmt: skip
IDS = [row["id"] for row in PLAN]
MONTHS = {"Q1": "07/2024", "Q2": "10/2024", "Q3": "01/2025", "Q4": "04/2025"}  # after each quarter
Typed = list[list[str]]


class Year:
    """The partnership's folder, and a person at LibreOffice."""

    def __init__(self, folder: Path, profile: Path, said: pytest.CaptureFixture[str]) -> None:
        self.folder, self._profile, self.said = folder, profile, said

    def run(self, *words: str) -> tuple[int, str]:
        """A command; its exit code, and what it said."""
        code = main([*words[:1], str(self.folder), *words[1:]])
        told = self.said.readouterr()
        return code, " ".join((told.out + told.err).split())

    def at_calc(self, *jobs: Mapping[str, Any]) -> list[list[str]]:
        """A sitting at LibreOffice."""
        command = [SYSTEM_PYTHON, str(PERSON), str(self._profile)]
        done = subprocess.run(command, input=json.dumps(jobs), capture_output=True, text=True, check=False, timeout=600)
        assert done.returncode == 0, done.stderr
        answers: list[list[str]] = json.loads(done.stdout)
        return answers

    def into_master(self, *typed: Typed) -> None:
        """Types into the master and saves it in its place."""
        path = str(self.folder / "master.xlsm")
        self.at_calc({"path": path, "type": [one for part in typed for one in part], "save": [path, MASTER]})

    def filled(self, quarter: str, provider: str, answers: Mapping[str, Mapping[str, str]], name: str = "",
               revised: Mapping[str, str] | None = None) -> dict[str, Any]:  # fmt: skip
        """The job of filling a provider's form in; it shows *Ready?* and the sentence of the first answer."""
        form = self.folder / "forms" / quarter / f"{provider}.xlsx"
        book = read_book(form)
        rows = _rows_of(book.sheets[RETURN_SHEET].rows)
        month = MONTHS[quarter[-2:]]
        typed = [
            [RETURN_SHEET, f"{RETURN.letter(key)}{rows[series]}", text]
            for series, cells in answers.items()
            for key, text in cells.items()
        ]
        for at, line in enumerate(book.sheets[RETURN_SHEET].rows[:12], 1):
            for label, text in ((AS_AT, f"10/{month}"), (SIGNED_BY, "Analyst"), (SIGNED, f"11/{month}")):
                if label in line:
                    typed.append([RETURN_SHEET, f"{RETURN.letter('commentary')}{at}", text])
        earlier = _rows_of(book.sheets[EARLIER_SHEET].rows)
        for series, text in (revised or {}).items():
            typed.append([EARLIER_SHEET, f"{EARLIER.letter('figure')}{earlier[series]}", text])
        first = rows[next(iter(answers))]
        shown = [[RETURN_SHEET, f"{RETURN.letter(key)}{first}"] for key in ("ready", "sentence")]
        target = self.folder / "returns" / quarter / f"{name or provider}.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        return {"path": str(form), "type": typed, "read": shown, "save": [str(target), FORM]}

    def performance(self) -> dict[str, dict[str, Any]]:
        """The rows of *Performance*, as the file holds them."""
        rows = table_rows(read_book(self.folder / "master.xlsm"), PERFORMANCE)
        return {str(row["id"]): row for row in rows}


def _rows_of(lines: list[list[Any]]) -> dict[str, int]:
    """The sheet's row of each series, by its row id."""
    return {str(cell): at for at, line in enumerate(lines, 1) for cell in line if cell in IDS}


def _table(of: SheetOf, rows: list[Mapping[str, str]], first: int = 5) -> Typed:
    return [
        [of.name, f"{of.columns.letter(name)}{at}", text]
        for at, row in enumerate(rows, first)
        for name, text in row.items()
    ]


def _setting(folder: Path, name: str, value: str) -> Typed:
    lines = read_book(folder / "master.xlsm").sheets[SETTINGS.name].rows
    row = next(at for at, line in enumerate(lines, 1) if line and line[0] == name)
    return [[SETTINGS.name, f"B{row}", value]]


def _agreed(year: Year, quarter: str, expected: Mapping[str, object]) -> dict[str, Any]:
    """Refreshes, and holds report, JSON and *Performance* against each other; the document of the report."""
    code, _ = year.run("refresh")
    assert code in (0, 1)
    main(["report", str(year.folder), "--json"])
    document: dict[str, Any] = json.loads(year.said.readouterr().out)
    shown = year.performance()
    assert list(shown) == IDS, "a row for each series, in the order of the plan"
    series = {one["id"]: one for one in document["series"]}
    assert {name: series[name]["ytd"] for name in expected} == expected
    assert {name: pytest.approx(shown[name]["year to date"]) for name in expected} == expected
    measures = {one["ref"]: one for one in document["measures"]}
    assert {row["ref"]: row["measure RAG"] for row in shown.values()} == {
        ref: one["rag"] for ref, one in measures.items()
    }
    report = read_book(year.folder / "reports" / f"{quarter}.xlsx")
    rags = {str(row[0]): [str(cell) for cell in row] for row in report.sheets["Scorecard"].rows if row and row[0]}
    for ref, one in measures.items():
        assert any(cell.startswith(one["rag"]) for cell in rags[ref]), (ref, rags[ref], one["rag"])
    return document


def _issued(year: Year) -> None:
    """Forms: one provider however it was typed; what Contacts expects is said."""
    code, told = year.run("issue")
    assert code == 0
    assert '"Fernbrook police" is taken for the provider "Fernbrook Police"' in told
    assert 'Of its roles "Counsil" is in no row of Measures. Enter "Council" as role' in told
    forms = {path.name for path in (year.folder / "forms" / "2024-25 Q1").glob("*.xlsx")}
    assert forms == {"Fernbrook Police.xlsx", "Council.xlsx", "Probation.xlsx"}


def _first_quarter(year: Year) -> None:
    """The first quarter, with a remark in a number's cell that is sent again."""
    council = {"sat": {"figure": "approx 62", "out_of": "100"}, "safe": {"percentage": "71.5"},
               "strat": {"figure": "On track"}}  # fmt: skip
    again = {**council, "sat": {"figure": "62", "out_of": "100"}}
    shown = year.at_calc(
        year.filled("2024-25 Q1", "Fernbrook Police", {"burg": {"figure": "901"}, "viol": {"figure": "1,020",
                    "commentary": "Fewer at weekends."}}),
        year.filled("2024-25 Q1", "Council", council),
        year.filled("2024-25 Q1", "Probation", {"case": {"figure": "410"}}),
    )  # fmt: skip
    assert shown[1][0] == "Check the figure"
    code, told = year.run("check")
    assert code == 1
    assert 'Return!D14: 2.1 Victims satisfied: "approx 62" is not a whole number' in told
    year.at_calc(year.filled("2024-25 Q1", "Council", again, "Council v2"))
    first = _agreed(year, "2024-25 Q1", {"burg": 901, "viol": 1020, "sat": 0.62, "safe": 0.715})
    assert first["problems"] == []
    assert year.run("release", "--version", "1.0", "--reason", "Board")[0] == 0


def _second_quarter(year: Year) -> None:
    """The second: a year to date where the quarter is asked for, asked about by the form as by the check."""
    year.into_master(_setting(year.folder, "quarter", "Q2"))
    assert year.run("issue")[0] == 0
    police = {"burg": {"figure": "1846"}, "viol": {"figure": "1000"}}
    shown = year.at_calc(
        year.filled("2024-25 Q2", "Fernbrook Police", police),
        year.filled("2024-25 Q2", "Council", {"sat": {"figure": "66", "out_of": "110"}, "safe": {"percentage": "69"},
                    "strat": {"figure": "Achieved"}}),
        year.filled("2024-25 Q2", "Probation", {"case": {"figure": "415"}}),
    )  # fmt: skip
    asked = "1,846 after 901 looks like the year to date. Is this the year to date? The quarter would be 945."
    assert shown[0][0] == "Year to date?"
    assert shown[0][1].startswith(asked)
    code, told = year.run("check")
    assert code == 0
    assert f"1.1 Burglary: {asked}" in told
    police["burg"]["basis"] = "Year to date"
    (ready,) = year.at_calc(
        year.filled("2024-25 Q2", "Fernbrook Police", police, "Fernbrook Police v2", revised={"viol": "1025"})
    )
    assert ready[0] in ("Ready", "Commentary missing")
    second = _agreed(year, "2024-25 Q2", {"burg": 1846, "viol": 2025, "safe": 0.69})
    assert not any(one["code"] == "perhaps year to date" for one in second["problems"])
    assert year.run("release", "--version", "1.0", "--reason", "Board")[0] == 0


def _third_and_fourth(year: Year) -> None:
    """The third and the fourth, which do not ask again for the strategy, achieved in the second."""
    for quarter, burglaries in (("2024-25 Q3", "880"), ("2024-25 Q4", "870")):
        year.into_master(_setting(year.folder, "quarter", quarter[-2:]))
        assert year.run("issue")[0] == 0
        year.at_calc(
            year.filled(quarter, "Fernbrook Police", {"burg": {"figure": burglaries}, "viol": {"figure": "990"}}),
            year.filled(quarter, "Council", {"sat": {"figure": "60", "out_of": "100"}, "safe": {"percentage": "70"}}),
            year.filled(quarter, "Probation", {"case": {"figure": "420"}}),
        )  # fmt: skip
    last = _agreed(year, "2024-25 Q4", {"burg": 3596, "viol": 4005, "safe": 0.7})
    verdicts = {one["ref"]: one["verdict"] for one in last["measures"]}
    assert verdicts["1.1"] == "Target achieved"
    assert verdicts["1.2"].startswith("Target not achieved")
    assert year.run("release", "--version", "1.0", "--reason", "Board")[0] == 0


def _corrected(year: Year) -> None:
    """A correction by telephone, and the version that tells of it."""
    correction = {"id": "viol", "year": "2024/25", "quarter": "Q4", "field": "numerator", "old": "990", "new": "980",
                  "reason": "Counted twice", "who": "Performance officer", "date": "20/05/2025"}  # fmt: skip
    year.into_master(_table(CORRECTIONS, [correction]))
    last = _agreed(year, "2024-25 Q4", {"burg": 3596, "viol": 3995})
    assert {one["ref"]: one["verdict"] for one in last["measures"]}["1.2"] == "Target achieved"
    assert year.run("release", "--version", "1.1", "--reason", "Violence was counted twice")[0] == 0
    home = year.folder / "reports" / "2024-25 Q4" / "v1.1"
    notices = json.loads((home / "release.json").read_text(encoding="utf-8"))["notices"]
    assert [(one["ref"], one["old"], one["new"], one["kind"]) for one in notices] == [
        ("1.2", "990", "980", "correction of an error")
    ]
    assert "Target not achieved" in notices[0]["effect"]


def _next_year(year: Year) -> None:
    """What LibreOffice left out is named and put back, and the next year begins."""
    year.into_master([["Contacts", "D5", "Deputy"]])
    _, told = year.run("doctor")
    assert "LibreOffice saved it last" in told
    year.run("refresh")
    _, told = year.run("doctor")
    assert "To be put back" not in told
    year.into_master([["Contacts", "D5", "deputy@example.org"]])
    assert year.run("new-year")[0] == 0
    old = year.folder
    year.folder = old.with_name("Fernbrook CSP 2025-26")
    assert list(year.performance()) == IDS
    assert year.run("issue")[0] == 0
    assert (year.folder / "forms" / "2025-26 Q1" / "Fernbrook Police.xlsx").exists()
    history = read_book(year.folder / "master.xlsm").sheets["History"].rows
    assert ["viol", "2024/25", 1025, 1000, 990, 980] in [list(row[:6]) for row in history]
    assert (old / "reports" / "2024-25 Q4" / "v1.1" / "2024-25 Q4 v1.1.xlsx").exists()


def test_a_year_as_a_person_types_it(
    soffice: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert soffice
    monkeypatch.setenv("COLUMNS", "400")  # a terminal in which no sentence wraps
    year = Year(tmp_path / "Fernbrook CSP 2024-25", tmp_path / "profile", capsys)
    assert year.run("new", "--partnership", "Fernbrook CSP", "--year", "2024/25")[0] == 0
    contacts = [
        {"role": "Fernbrook Police", "email": "police@example.org"},
        {"role": "Counsil", "email": "a@example.org"},
    ]
    year.into_master(_table(MEASURES, list(PLAN)), _table(CONTACTS, contacts))
    _issued(year)
    _first_quarter(year)
    _second_quarter(year)
    _third_and_fourth(year)
    _corrected(year)
    _next_year(year)
