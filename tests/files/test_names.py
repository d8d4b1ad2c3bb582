"""Names made from what people call things: safe on every system, unique within the plan, the same everywhere."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import SERIES, partnership, send, write_plan
from xlcsp.cli import main
from xlcsp.errors import PlanError
from xlcsp.files.names import LONGEST_FILE, LONGEST_SHEET, alike, file_name, file_names, sheet_name, unique
from xlcsp.planbook import read_master
from xlcsp.report.sheets import make_workbook

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
def test_names_that_only_a_person_can_tell_apart_are_a_fault_with_its_cell(
    tmp_path: Path, column: str, other: str
) -> None:
    plain = {"theme_lead": "Police", "theme": "Police"}
    series = ({**SERIES[0], **plain}, {**SERIES[1], **plain, column: other})
    path = write_plan(tmp_path, series)
    if other.strip() == "Police":
        read_master(path)  # blanks at the ends are no difference: the cell is read without them
        return
    with pytest.raises(PlanError) as refused:
        read_master(path)
    (fault,) = [one for one in refused.value.faults if "are the same but for" in one.found]
    assert (fault.sheet, fault.cell[-1]) == ("Measures", "6")
    assert f'"{other}" and "Police" in ' in fault.found
    assert fault.do == "Write both alike, or give each its own name"


def test_accents_in_two_forms_are_one_name(tmp_path: Path) -> None:
    series = ({**SERIES[0], "provider": "Café"}, {**SERIES[1], "provider": "Cafe\u0301"})
    with pytest.raises(PlanError, match="are the same but for"):
        read_master(write_plan(tmp_path, series))


def test_a_theme_may_be_called_what_excel_keeps_for_itself(tmp_path: Path) -> None:
    from xlcsp.report.model import build_report
    from xlcsp.returns.collect import collect

    series = ({**SERIES[0], "theme": "History"}, {**SERIES[1], "theme": "Summary"}, {**SERIES[2], "theme": "A" * 40})
    master = partnership(tmp_path, series, settings={"quarter": "Q1"})
    send(master, answers={})
    names = make_workbook(build_report(master, collect(master, master.settings.quarter))).sheetnames
    assert "History" not in names
    assert {"History sheet", "Summary", "Summary (2)", "A" * 31} <= set(names)
