"""Officers' choices are explained where they are made: kinds on *Guide*, names for *Contacts* as a list."""

from __future__ import annotations

import re
import shutil
from datetime import date
from itertools import takewhile
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from openpyxl.worksheet.worksheet import Worksheet

from tests.support import Q1, SERIES, Cell, opened, partnership, write_plan
from xlcsp.cli import main
from xlcsp.domain.kinds import KINDS
from xlcsp.domain.plan import FREQUENCIES
from xlcsp.errors import PlanError
from xlcsp.files.read import read_book
from xlcsp.forms import layout
from xlcsp.forms.guide import CHAPTER, FOR_THEME_LEADS
from xlcsp.forms.write import write_form
from xlcsp.handbook import chapter
from xlcsp.master.guide import HOW_OFTEN
from xlcsp.master.parts import edit
from xlcsp.master.parts.book import opened as parts_opened
from xlcsp.master.parts.widen import validations
from xlcsp.master.sheets import BY_PEOPLE, COLLECTED, GUIDE, MEASURES, NAMES_COLUMN, SETTINGS
from xlcsp.master.upgrade import upgraded
from xlcsp.master.upgrade.columns import table_of
from xlcsp.measures.rag_rules import OF_SETTINGS
from xlcsp.planbook import read_master
from xlcsp.returns.issue import form_for
from xlcsp.returns.lead_form import CommentsForm, write_comments
from xlcsp.returns.standing import contact_of

OLDER = Path(__file__).parents[1] / "fixtures" / "master_7b4590f.xlsm"  # whose Guide has the kinds only
ON = date(2014, 7, 1)
LEADS = ({**SERIES[0], "provider": "Castlemere Police", "theme_lead": "Head of Safety"},)


def test_each_kind_is_explained_in_its_own_words(tmp_path: Path) -> None:
    """A new kind brings its words with its entry."""
    sheet = opened(partnership(tmp_path).path)[GUIDE.name]
    rows = [[cell.value for cell in row[: len(GUIDE.columns)]] for row in sheet.iter_rows(min_row=5)]
    shown = list(takewhile(lambda row: row[0], rows))
    assert [row[0] for row in shown] == [kind.word for kind in KINDS]
    assert [row[1] for row in shown] == [kind.asks.value for kind in KINDS]
    assert all(all(row) for row in shown)


def told_by(path: Path) -> dict[str, str]:
    """The words beside each lead of *Guide*."""
    sheet = opened(path)[GUIDE.name]
    return {str(row[0].value): str(row[2].value) for row in sheet.iter_rows(min_row=5) if row[0].value}


def test_what_each_sheet_is_for_is_told(tmp_path: Path) -> None:
    shown = told_by(partnership(tmp_path).path)
    for of in (*BY_PEOPLE, *COLLECTED):
        assert shown[of.name] == of.purpose


def test_what_each_frequency_means_is_told(tmp_path: Path) -> None:
    assert [name for name, _ in HOW_OFTEN] == list(FREQUENCIES)
    shown = told_by(partnership(tmp_path).path)
    assert {name: shown[name] for name, _ in HOW_OFTEN} == dict(HOW_OFTEN)


def test_guide_and_form_say_what_the_handbook_says(tmp_path: Path) -> None:
    """Word for word, as a Markdown library reads the chapters: nothing is left out but pictures and tables."""
    master = partnership(tmp_path)
    guide = words_of(opened(master.path)[GUIDE.name])
    write_form(form_for(master, "Police", Q1, {}, ON), tmp_path / "form.xlsx")
    form = words_of(opened(tmp_path / "form.xlsx")[layout.GUIDE_SHEET])
    empty = CommentsForm("Test Partnership", Q1, "Head of Safety", None, ON, ())
    write_comments(empty, tmp_path / "comments.xlsx")
    led = words_of(opened(tmp_path / "comments.xlsx")[layout.GUIDE_SHEET])
    own = (("10-quarter", guide), ("40-situations", guide), (CHAPTER, guide), (CHAPTER, form), (FOR_THEME_LEADS, led))
    for name, shown in own:
        for paragraph in paragraphs(chapter(name)):
            assert paragraph in shown, name


def words_of(sheet: Worksheet) -> str:
    return " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)


def paragraphs(text: str) -> list[str]:
    """The words of each paragraph without its marks."""
    found = []
    for token in MarkdownIt("commonmark").parse(text):
        parts = [one for one in token.children or [] if one.type in ("text", "code_inline", "softbreak")]
        if parts and not any(one.type == "image" for one in token.children or []):
            found.append(" ".join("".join(one.content or " " for one in parts).split()))
    return found


def test_an_upgrade_brings_this_version_s_words_to_a_guide_that_nobody_wrote_in(tmp_path: Path) -> None:
    path = Path(shutil.copy(OLDER, tmp_path / "master.xlsm"))
    made = upgraded(path, path.read_bytes())
    assert "Guide: this version's words." in made.changes
    new = told_by(partnership(tmp_path / "new").path)
    path.write_bytes(made.content)
    assert told_by(path) == new
    assert opened(path)["Contacts"].data_validations.dataValidation[0].formula1.startswith("OFFSET(Guide!$G$5,")
    assert upgraded(path, made.content).changes == []


def test_an_upgrade_leaves_a_guide_alone_that_somebody_wrote_in(tmp_path: Path) -> None:
    path = Path(shutil.copy(OLDER, tmp_path / "master.xlsm"))
    path.write_bytes(edit(path.name, path.read_bytes(), cells={GUIDE.name: {"B30": "Ask Finance for this one"}}))
    made = upgraded(path, path.read_bytes())
    assert "Guide: this version's words." not in made.changes
    assert any("holds something of your own" in words for words in made.kept)
    path.write_bytes(made.content)
    assert opened(path)[GUIDE.name]["B30"].value == "Ask Finance for this one"


def test_the_help_of_the_kind_and_of_each_column_of_contacts_is_shown_where_it_is_entered(tmp_path: Path) -> None:
    book = opened(partnership(tmp_path).path)
    rules = {str(rule.sqref).split(":")[0]: rule for rule in book["Measures"].data_validations.dataValidation}
    kind = rules[f"{MEASURES.columns.letter('kind')}5"]
    assert "Guide" in kind.prompt
    assert len(kind.prompt) <= 255  # what Excel shows
    rules = {str(rule.sqref)[0]: rule for rule in book["Contacts"].data_validations.dataValidation}
    assert {"A", "C", "E"} <= set(rules)
    assert "as it is spelt in Measures" in rules["A"].prompt
    assert rules["A"].formula1.startswith("OFFSET(Guide!$G$5,")
    assert rules["A"].errorStyle == "warning", "another name may be entered"


def test_prompts_give_examples_of_the_plans_own_year(tmp_path: Path) -> None:
    """Those of another year make an officer look twice, and so do those beside a fault."""
    assert main(["new", str(tmp_path / "csp"), "--year", "2026/27"]) == 0
    path = tmp_path / "csp" / "master.xlsm"
    book = opened(path)
    told = {
        f"{sheet.title} {rule.promptTitle}": str(rule.prompt)
        for sheet in book
        for rule in sheet.data_validations.dataValidation
        if rule.prompt
    }
    meanings = [str(row[-1].value) for row in book["Settings"].iter_rows(min_row=5)]
    assert not [text for text in (*told.values(), *meanings) if re.search(r"201\d|[{}]", text)]
    assert told["Measures closed_from"] == "First quarter without figures, such as 2026/27 Q3."
    assert told["Measures due"] == "When a milestone is due, such as 30/09/2026."
    assert told["Measures baseline_label"].endswith("such as 2025/26.")
    assert "April to March, as 2026/27." in meanings
    row = {**SERIES[0], "kind": "milestone", "due": "soon"}
    path = write_plan(tmp_path / "plan", (row,), settings={"financial year": "2026/27"})
    with pytest.raises(PlanError, match=r"Enter a date, such as 18/07/2026\."):
        read_master(path)


def test_the_list_holds_each_provider_and_theme_lead_once(tmp_path: Path) -> None:
    series = (
        {**SERIES[0], "provider": "Castlemere Police", "theme_lead": "Head of Safety"},
        {**SERIES[1], "provider": "Castlemere police ", "theme_lead": "Head of Safety"},
        {**SERIES[2], "provider": "Probation", "theme_lead": "Probation lead"},
    )
    path = write_plan(tmp_path, series)
    sheet = read_book(path).sheets[GUIDE.name]
    held = [sheet.text(row, NAMES_COLUMN + 1) for row in range(4, 12)]
    assert held[:6] == ["Names in Measures", "Castlemere Police", "Probation", "Head of Safety", "Probation lead", ""]


@pytest.mark.parametrize(
    ("row", "is_found"),
    [
        ({"role": "Castlemere Police"}, True),
        ({"role": "castlemere  police "}, True),
        ({"role": "Data analyst", "organisation": "Castlemere Police"}, True),
        ({"role": "Head of Safety", "organisation": "Castlemere Police"}, False),
        ({"role": "Castlemere Pollice"}, False),
    ],
)
def test_a_contact_is_found_by_the_name_as_it_stands_in_measures(
    tmp_path: Path, row: dict[str, Cell], *, is_found: bool
) -> None:
    """As the role, or as the organisation of a role that the plan does not name."""
    master = read_master(write_plan(tmp_path, LEADS, contacts=({**row, "email": "a@example.org"},)))
    assert (contact_of(master, "Castlemere Police", ON) is not None) == is_found


def test_issue_says_what_contacts_expects(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    contacts: tuple[dict[str, Cell], ...] = ({"role": "Castlemere Pollice", "email": "a@example.org"},)
    main(["issue", str(write_plan(tmp_path, LEADS, contacts=contacts))])
    said = " ".join(capsys.readouterr().err.split())
    assert 'Of its roles "Castlemere Pollice" is in no row of Measures.' in said
    assert 'Enter "Castlemere Police" as role, as it is spelt in Measures, and its address.' in said


WORDS: dict[str, Cell] = {
    "protective marking": "OFFICIAL-SENSITIVE",
    "rag rule": "chance",
    "tolerance of rates": "share",
}


def test_settings_of_a_few_words_are_chosen_from_a_list_in_their_own_rows(tmp_path: Path) -> None:
    path = partnership(tmp_path, settings=WORDS).path
    sheet = opened(path)["Settings"]
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    rows = {str(row[0].value): row[1].coordinate for row in sheet.iter_rows(min_row=5)}
    assert rules == {
        rows["quarter"]: '"Q1,Q2,Q3,Q4"',
        rows["rag rule"]: f'"{",".join(OF_SETTINGS)}"',
        rows["tolerance of rates"]: '"points,share"',
        rows["protective marking"]: '"OFFICIAL,OFFICIAL-SENSITIVE"',
    }


def test_an_upgrade_spreads_no_row_s_list_over_its_column(tmp_path: Path) -> None:
    path = partnership(tmp_path, settings=WORDS).path
    book = parts_opened(path.name, path.read_bytes())
    xml = book.archive.part(book.sheets["Settings"])
    assert b"OFFICIAL-SENSITIVE" in xml
    assert validations(xml, table_of(book, SETTINGS)) == {}
