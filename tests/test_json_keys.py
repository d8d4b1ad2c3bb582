"""The handbook lists each key of each command's JSON document once, with what it holds and where it is null."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Example
from tests.support import Q1, partnership
from xlcsp.audit import audit_file
from xlcsp.audit.as_json import audit_json
from xlcsp.backtest.run import backtest
from xlcsp.backtest.score import as_json as backtest_json
from xlcsp.backtest.table import read_past
from xlcsp.batch import report_of, tasks
from xlcsp.batch.as_json import as_json as batch_json
from xlcsp.cli import COMMANDS
from xlcsp.cli.guide import documents
from xlcsp.pipeline import Made, make, opened
from xlcsp.report import keys
from xlcsp.report.as_json import check_json, report_json

ROOT = Path(__file__).parents[1]
SECOND = ROOT / "workbooks" / "second"
KEYED_BY_WORDS = {"scorecard", "partnerships[].rag"}  # their keys are headings and states
NOT_NUMBERS = {"[x]", "[s]", "Already met", "Already missed", "n/a"}  # in place of a number, as the keys say
TYPES: dict[str, tuple[type, ...]] = {
    keys.TEXT: (str,),
    keys.DAY: (str,),  # as ISO 8601 has it
    keys.YES: (bool,),
    keys.NUMBER: (int, float),
    keys.VALUE: (int, float),
    keys.SHARE: (int, float),
}


def leaves(value: object, name: str = "") -> Iterator[tuple[str, list[object]]]:
    """Each key of a document with what it holds, of lists each value: within objects and lists of objects."""
    if name in KEYED_BY_WORDS:
        yield name, []
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, f"{name}.{key}".removeprefix("."))
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        for each in value:
            yield from leaves(each, f"{name}[]")
    else:
        yield name, list(flat(value))


def flat(value: object) -> Iterator[object]:
    """A value, or those of a list, however deep."""
    if isinstance(value, list):
        for each in value:
            yield from flat(each)
    else:
        yield value


def objects(name: str) -> set[str]:
    """The objects in which a key stands, each of which may be null or empty as a whole."""
    parts = name.split(".")[:-1]
    return {".".join(parts[: end + 1]).removesuffix("[]") for end in range(len(parts))}


def check(command: str, *found: dict[str, object]) -> None:
    """Compares the documents with what the handbook says. They must have every key of it between them."""
    told = {
        f"{part}[].{key.name}" if part else key.name: key for part, each in documents()[command].items() for key in each
    }
    values = [leaf for document in found for leaf in leaves(document)]
    assert {name for name, _ in values} - {name for key in told for name in objects(key)} == set(told)
    for name, held in values:
        for each in held if name in told else ():
            key = told[name]
            if each is None:
                assert key.missing, name
            elif each not in NOT_NUMBERS:
                assert type(each) in TYPES[key.holds], (name, each)


def test_each_command_with_json_has_its_table() -> None:
    commands = argparse.ArgumentParser().add_subparsers()
    for each in COMMANDS:
        each.add(commands)
    with_json = [name for name, parser in commands.choices.items() if "--json" in parser._option_string_actions]
    assert sorted(documents()) == sorted(with_json)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the second worked example, which lacks a return, and a partnership without a readable master."""
    root = tmp_path_factory.mktemp("faulty")
    shutil.copytree(SECOND, root / "second")
    (root / "second" / "returns" / "2026-27 Q1" / "Constabulary.xlsx").write_bytes(b"")
    (root / "unreadable").mkdir()
    (root / "unreadable" / "master.xlsx").write_bytes(b"")
    return root


@pytest.fixture(scope="module")
def second(faulty: Path) -> list[Made]:
    """The second worked example at its quarter, and at a later one, of which no return has come."""
    return [make(*opened(faulty / "second", quarter)) for quarter in (None, "Q4")]


def test_report(example: Example, second: list[Made], tmp_path: Path) -> None:
    areas = ({"id": "v", "period": "2013/14", "area": area, "numerator": 9, "population": 900} for area in ("A", "B"))
    among = make(partnership(tmp_path, peers=tuple(areas), settings={"quarter": "Q1"}), Q1)
    reports = [*example.reports, *(each.report for each in (*second, among))]
    check("report", *(report_json(each, ["a"]) for each in reports))


def test_check(second: list[Made]) -> None:
    check("check", *(check_json(each.collection) for each in second))


def test_audit(example: Example) -> None:
    check("audit", audit_json(audit_file(example.folder / "reports" / "2014-15 Q3.xlsx")))


def test_batch(faulty: Path) -> None:
    check("batch", batch_json([report_of(task) for task in tasks(faulty, "Q4")], ["national.xlsx"]))


def test_backtest(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    counts = [f"a,{year},{at},{90 + year % 7 + at}" for year in range(2015, 2021) for at in range(1, 5)]
    path.write_text("\n".join(["series,year,quarter,count", *counts]), encoding="utf-8")
    check("backtest", backtest_json(backtest(read_past(path))))
