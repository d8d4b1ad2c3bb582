"""File names made from people's names for things: safe on every system, unique within the plan, the same everywhere."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import ANSWERS, Q1, SERIES, partnership, send, write_plan
from xlcsp.cli import main
from xlcsp.files.names import LONGEST_FILE, LONGEST_SHEET, alike, file_name, file_names, sheet_name, unique
from xlcsp.planbook import read_master
from xlcsp.report.sheets import make_workbook
from xlcsp.returns.collect import collect

DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{name}{number}" for name in ("COM", "LPT") for number in "0123456789¹²³")}
ANY = st.text(max_size=120)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Police", "Police"),
        ("Young people's service", "Young people's service"),
        ("Housing/Homelessness: team A", "Housing-Homelessness- team A"),
        ("CON", "CON_"),
        ("com1.police", "com1_.police"),
        ("Constabulary", "Constabulary"),
        ("Police. ", "Police"),
        (".hidden", "hidden"),
        ("~$Police", "Police"),
        ("Police\nTeam\t1", "Police-Team-1"),
        ("Cafe\u0301", "Café"),
        ("\u202egpj.exe", "gpj.exe"),
        ("***", "---"),
        ("...", "Unnamed"),
        ("👮" * 60, "👮" * 40),
    ],
)
def test_a_file_s_name(text: str, name: str) -> None:
    assert file_name(text) == name


@given(ANY)
def test_every_name_is_one_that_windows_and_a_mac_take(text: str) -> None:
    name = file_name(text)
    assert name
    assert units(name) <= LONGEST_FILE + 1
    assert not set(name) & set('<>:"/\\|?*')
    assert all(unicodedata.category(one) not in ("Cc", "Cs") for one in name)
    assert name == unicodedata.normalize("NFC", name).strip(" .")
    assert name.split(".", maxsplit=1)[0].upper() not in DEVICES
    assert not name.startswith("~$")
    name.encode()


@given(ANY)
def test_every_sheet_s_name_is_one_that_excel_takes(text: str) -> None:
    name = sheet_name(text)
    assert 0 < units(name) <= LONGEST_SHEET
    assert not set(name) & set("[]:*?/\\'")
    assert name.lower() != "history"


@given(st.lists(st.one_of(ANY, st.sampled_from(["A/B", "A?B", "A-B", "A-B (2)", "a-b", "A" * 200, "A" * 201]))))
def test_no_two_names_are_alike(texts: list[str]) -> None:
    names = file_names(texts)
    assert len({alike(name) for name in names.values()}) == len(set(texts))
    assert all(units(name) <= LONGEST_FILE + 1 for name in names.values())
    sheets = unique(texts, sheet_name, LONGEST_SHEET, ["Cover", "A-B"])
    assert len({alike(name) for name in (*sheets.values(), "cover", "a-b")}) == len(set(texts)) + 2
    assert all(units(name) <= LONGEST_SHEET for name in sheets.values())


def test_a_text_that_is_its_own_name_keeps_it_whatever_comes_before() -> None:
    assert file_names(["A/B", "A?B", "A-B", "A-B (2)"]) == {
        "A-B": "A-B", "A-B (2)": "A-B (2)", "A/B": "A-B (3)", "A?B": "A-B (4)",
    }  # fmt: skip


def test_providers_whose_names_cannot_be_files_have_a_form_each(tmp_path: Path) -> None:
    names = ("A/B", "A?B", "CON", "a:b", "Police.")
    series = tuple({**one, "provider": name} for one, name in zip(SERIES, names, strict=True))
    write_plan(tmp_path, series, settings={"quarter": "Q1"})
    assert main(["issue", str(tmp_path), "--issued", "2014-06-30"]) == 0
    assert sorted(path.name for path in (tmp_path / "forms").rglob("*.xlsx")) == [
        "A-B (2).xlsx", "A-B.xlsx", "CON_.xlsx", "Police.xlsx", "a-b (3).xlsx",
    ]  # fmt: skip


@pytest.mark.parametrize("column", ["provider", "theme_lead", "theme"])
@pytest.mark.parametrize("other", ["police", "Police.", "Police  ", "POLICE"])
def test_names_that_only_a_person_can_tell_apart_are_one_with_a_query(tmp_path: Path, column: str, other: str) -> None:
    """One provider has one form, one return and one address, however its name was typed."""
    plain = {"theme_lead": "Police", "theme": "Police"}
    series = ({**SERIES[0], **plain}, {**SERIES[1], **plain, column: other})
    master = read_master(write_plan(tmp_path, series))
    assert {getattr(one, column) for one in master.plan.series} == {"Police"}
    send(master, Q1, {name: ANSWERS[name] for name in ("v", "r")})
    found = collect(master, Q1)
    assert (found.problems, found.missing, len(found.figures)) == ([], [], 2)
    if other.strip() == "Police":  # blanks at the ends are no difference: the cell is read without them
        assert master.queries == ()
        return
    (query,) = [one for one in found.queries if one.code == "name"]
    assert (query.sheet, query.cell[-1]) == ("Measures", "6")
    what = column.replace("_", " ")
    assert query.found.startswith(f'"{other}" is taken for the {what} "Police" of ')
    assert query.do == "Write both alike, or give each its own name"


def test_accents_in_two_forms_are_one_name(tmp_path: Path) -> None:
    series = ({**SERIES[0], "provider": "Café"}, {**SERIES[1], "provider": "Cafe\u0301"})
    master = read_master(write_plan(tmp_path, series))
    assert master.plan.providers == ("Café",)
    assert len(master.queries) == 1


@pytest.mark.parametrize(
    ("one", "other", "is_asked"),
    [
        ("Castlemere Police", "Castlemere Pollice", True),
        ("Castlemere Police", "Castlmere Police", True),
        ("Castlemere Police", "Castlemere Poliec", True),
        ("Castlemere Police", "Castlemere Polize", True),
        ("Area Police", "Aria Police", True),
        ("Ward A team", "Ward B team", False),
        ("Team 1", "Team 2", False),
        ("Probation Service", "Youth Justice Service", False),
        ("Castlemere Police", "Castlemere Police North", False),
    ],
)
def test_names_that_differ_by_a_letter_are_asked_about_and_never_merged(
    tmp_path: Path, one: str, other: str, *, is_asked: bool
) -> None:
    series = ({**SERIES[0], "provider": one}, {**SERIES[1], "provider": other})
    master = read_master(write_plan(tmp_path, series))
    assert master.plan.providers == (one, other)
    assert [(query.cell[-1], "by one letter" in query.found) for query in master.queries] == [("6", True)] * is_asked


def test_a_theme_may_be_called_what_excel_keeps_for_itself(tmp_path: Path) -> None:
    from xlcsp.report.build import build_report

    series = ({**SERIES[0], "theme": "History"}, {**SERIES[1], "theme": "Summary"}, {**SERIES[2], "theme": "A" * 40})
    master = partnership(tmp_path, series, settings={"quarter": "Q1"})
    send(master, answers={})
    names = make_workbook(build_report(master, collect(master, master.settings.quarter))).sheetnames
    assert "History" not in names
    assert {"History sheet", "Summary", "Summary (2)", "A" * 31} <= set(names)
