"""The publication copy: the checklist for published spreadsheets, the same tables in both formats, nothing personal."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from odfdo import Document
from python_calamine import CalamineWorkbook

from tests.conftest import Example
from tests.support import ANSWERS, Q1, Q2, Q3, SERIES, edit_part, partnership, send
from xlcsp.domain.areas import Population
from xlcsp.domain.kinds import kind_of, kind_per
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.forms.layout import Answer
from xlcsp.planbook import read_master
from xlcsp.report.publication import write_publication
from xlcsp.report.publication.cells import comparator_labels, labels, rate_labels
from xlcsp.report.publication.checklist import faults
from xlcsp.report.publication.tables import publication
from xlcsp.report.publication.values import SHORTHAND, Cell, Publication
from xlcsp.report.publication.withhold import public_report
from xlcsp.report.released import DRAFT
from xlcsp.returns.collect import collect

SHEET = "xl/worksheets/sheet4.xml"  # Measures
RELATIONS, TABLE = "xl/worksheets/_rels/sheet4.xml.rels", "xl/tables/table3.xml"


@pytest.fixture(scope="module")
def copies(example: Example, tmp_path_factory: pytest.TempPathFactory) -> tuple[Publication, Path, Path]:
    """The publication of the example's third quarter: as a value, as a workbook, as OpenDocument."""
    master = read_master(example.folder)
    collection = collect(master, example.reports[2].quarter)
    stem = tmp_path_factory.mktemp("publication") / "2014-15 Q3 publication"
    workbook, document = write_publication(master, collection, DRAFT, stem)
    return publication(public_report(master, collection)), workbook, document


def test_the_checklist_finds_nothing(copies: tuple[Publication, Path, Path]) -> None:
    copy, workbook, _ = copies
    assert faults(workbook, copy.partnership) == []


def test_no_word_of_a_head_and_no_short_text_breaks_in_the_open_copy(copies: tuple[Publication, Path, Path]) -> None:
    """*Percentage* was printed as "Percentag" and "e"; "incidents" made its row twice as high."""
    copy, _, path = copies
    document = Document(path)
    for table in copy.tables:
        sheet = document.body.get_table(name=table.sheet)
        for place, column in enumerate(sheet.columns):
            style = document.get_style("table-column", column.style)
            width = float(style.get_properties("table-column")["style:column-width"].removesuffix("cm"))
            texts = [*table.head[place].split(), *(copy.text(row[place]) for row in table.rows)]
            inside = [text for text in texts if len(text) <= 40]
            assert width >= max(map(len, inside)) * 0.24 + 0.3, (
                table.sheet,
                table.head[place],
            )  # Arial 12 and its space


BROKEN: dict[str, tuple[str, Callable[[str], str], str]] = {
    "merged": (
        SHEET,
        lambda xml: xml.replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>'),
        "merged",
    ),
    "hidden sheet": ("xl/workbook.xml", lambda xml: xml.replace("<sheet ", '<sheet state="hidden" ', 1), "hidden"),
    "hidden row": (SHEET, lambda xml: xml.replace('<row r="5"', '<row hidden="1" r="5"'), "hidden rows"),
    "frozen": (
        SHEET, lambda xml: re.sub(r"(<sheetView [^>]*)/>", r'\1><pane ySplit="1"/></sheetView>', xml), "frozen",
    ),
    "no title": ("docProps/core.xml", lambda xml: re.sub(r"<dc:title>.*?</dc:title>", "", xml), "no title"),
    "a person": (
        "docProps/core.xml",
        lambda xml: re.sub(r"<dc:creator>.*?</dc:creator>", "<dc:creator>A. Officer</dc:creator>", xml),
        "A. Officer",
    ),
    "empty cell": (SHEET, lambda xml: re.sub(r'(<c r="C5"[^>]*?) t="s"><v>\d+</v></c>', r"\1/>", xml), "empty"),
    "cursor": (
        SHEET,
        lambda xml: re.sub(r"(<sheetView [^>]*)/>", r'\1><selection activeCell="C9"/></sheetView>', xml),
        "cursor",
    ),
    "formula": (SHEET, lambda xml: xml.replace("<v>", "<f>1+1</f><v>", 1), "formulas"),
    "one name": ("xl/workbook.xml", lambda xml: xml.replace('name="Contents"', 'name="COVER"'), "the same name"),
    "hidden name": (
        "xl/workbook.xml",
        lambda xml: xml.replace(
            "</sheets>", '</sheets><definedNames><definedName name="x" hidden="1">1</definedName></definedNames>'
        ),
        "the name x is hidden",
    ),
    "no head": (SHEET, lambda xml: re.sub(r'(<c r="A1"[^>]*?) t="s"><v>\d+</v></c>', r"\1/>", xml), "holds no title"),
    "no heading": (SHEET, lambda xml: re.sub(r'(<c r="C3"[^>]*?) t="s"><v>\d+</v></c>', r"\1/>", xml), "no heading"),
    "below": (
        SHEET,
        lambda xml: xml.replace("</sheetData>", '<row r="999"><c r="A999"><v>1</v></c></row></sheetData>'),
        "below the table",
    ),
    "no table": (RELATIONS, lambda xml: xml.replace('/table"', '/drawing"'), "it has 0 tables"),
    "filter": (TABLE, lambda xml: xml.replace("<tableColumns", '<autoFilter ref="A4:B5"/><tableColumns'), "a filter"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_the_checklist_finds_what_is_wrong(copies: tuple[Publication, Path, Path], tmp_path: Path, name: str) -> None:
    copy, workbook, _ = copies
    path = tmp_path / "broken.xlsx"
    path.write_bytes(workbook.read_bytes())
    part, change, word = BROKEN[name]
    edit_part(path, part, change)
    found = faults(path, copy.partnership)
    assert found
    assert any(word in one for one in found)


def test_both_formats_hold_every_cell_of_the_tables(copies: tuple[Publication, Path, Path]) -> None:
    copy, workbook, document = copies
    for path in (workbook, document):
        book = CalamineWorkbook.from_path(path)
        assert book.sheet_names == ["Cover", "Contents", "Notes", *(table.sheet for table in copy.tables)]
        for table in copy.tables:
            rows = book.get_sheet_by_name(table.sheet).to_python(skip_empty_area=False)
            assert rows[0][0] == table.title
            assert [tuple(row[: len(table.head)]) for row in rows[-len(table.rows) :]] == [
                tuple(float(value) if not isinstance(value, str) else value for value in row) for row in table.rows
            ]


def test_the_open_copy_says_what_the_excel_copy_says_around_its_tables(copies: tuple[Publication, Path, Path]) -> None:
    """It had no contact, and not that a sheet has one table and where its shorthand is explained."""
    _, *paths = copies
    excel, document = map(CalamineWorkbook.from_path, paths)
    for name in excel.sheet_names:
        texts = [
            [cell for row in book.get_sheet_by_name(name).to_python() for cell in row if cell != ""]
            for book in (excel, document)
        ]
        assert texts[0] == texts[1], name


def test_the_heads_of_the_open_copys_tables_are_marked_so_that_each_page_repeats_them(
    copies: tuple[Publication, Path, Path],
) -> None:
    copy, _, path = copies
    heads = Document(path).body.get_elements("//table:table-header-rows/table:table-row")
    texts = [[cell.text_recursive.strip() for cell in row.get_elements("table:table-cell")] for row in heads]
    assert texts[2:] == [list(table.head) for table in copy.tables]
    links = Document(path).body.get_elements("//text:a")
    assert [one.text for one in links] == ["Notes", *(table.sheet for table in copy.tables)]


def test_every_cell_says_something_and_every_mark_is_explained(copies: tuple[Publication, Path, Path]) -> None:
    copy, _, _ = copies
    explained = {key for key, _ in copy.notes}
    held = {mark for table in copy.tables for row in (*table.rows, table.head) for mark in _marks(row)}
    assert explained & set(SHORTHAND) == held, "a mark that stands nowhere has nothing to explain"
    for table in copy.tables:
        for row in table.rows:
            assert len(row) == len(table.head)
            for value in row:
                assert value != ""
                if isinstance(value, str):
                    assert set(re.findall(r"\[\w+\]", value)) <= explained


def _marks(row: tuple[Cell, ...]) -> set[str]:
    return {mark for cell in row if isinstance(cell, str) for mark in re.findall(r"\[\w+\]", cell)}


def test_nothing_of_a_person_and_no_word_of_a_provider_is_in_it(
    example: Example, copies: tuple[Publication, Path, Path]
) -> None:
    said = [text for one in example.reports[2].series for text in one.commentaries if text]
    assert said
    for path in copies[1:]:
        with zipfile.ZipFile(path) as package:
            text = " ".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
        assert not [one for one in said if one in text]
        assert "@" not in re.sub(r"[\w.]+@xlsxwriter", "", text)


def test_a_percentage_of_too_few_is_unreliable_and_the_numbers_are_printed(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    send(master)
    (table,) = [one for one in publication(public_report(master, collect(master, Q1))).tables if one.sheet == "Figures"]
    (row,) = [one for one in table.rows if one[1] == "Support"]
    assert row[6:9] == (6, 10, "[u]")


def rows_of(
    folder: Path, plan: tuple[Mapping[str, Cell], ...], upto: Quarter = Q1, **more: Any
) -> Mapping[str, list[dict[str, Cell]]]:
    """The tables of a quarter after the usual returns of these series, their rows by heading."""
    master = partnership(folder, plan, settings={"quarter": upto.short}, **more)
    for number in range(1, upto.number + 1):
        send(master, Quarter(upto.start, number))
    tables = publication(public_report(master, collect(master, upto))).tables
    return {table.sheet: [dict(zip(table.head, row, strict=True)) for row in table.rows] for table in tables}


SUPPORT = SERIES[2]


def test_what_is_not_due_is_not_applicable_and_nothing_is_said_to_be_missing(tmp_path: Path) -> None:
    history = ({"id": "v", "year": "2013/14", "Q1": 90, "Q2": 95, "Q3": 99, "Q4": 80},)
    for place, changed in enumerate(({"frequency": "annual"}, {"lag_quarters": 1}, {"frequency": "half-yearly"})):
        (row,) = rows_of(tmp_path / str(place), ({**SERIES[0], **changed},), history=history)["Year to date"]
        told = {name: row[name] for name in row if name not in ("Baseline", "Target", "RAG")}
        assert {*told.values()} == {"1.1", "Violence", "All", "offences", "[z]"}
        assert (row["Baseline"], row["Target"], row["RAG"]) == (420, "at most 400 offences", "Not due")


def test_a_year_to_date_names_its_quarters(tmp_path: Path) -> None:
    """A figure that comes a quarter late is not one of the period that the sheet is of."""
    plan = tuple(
        {**SERIES[0], "id": name, "ref": f"1.{at}", "target_rule": "monitor", "target": None, **changed}
        for at, (name, changed) in enumerate(
            (
                ("each", {}), ("late", {"lag_quarters": 1}), ("half", {"frequency": "half-yearly"}),
                ("level", {"kind": "snapshot"}), ("late level", {"kind": "snapshot", "lag_quarters": 1}),
                ("since July", {"first_year": "2014/15 Q2"}),
            ), 1,
        )
    )  # fmt: skip
    told = {}
    for upto in (Q1, Q2, Q3):
        for row in rows_of(tmp_path / upto.short, plan, upto)["Year to date"]:
            told.setdefault(row["Measure number"], []).append(row["Quarters"])
    assert told == {
        "1.1": ["Q1", "Q1 to Q2", "Q1 to Q3"],
        "1.2": ["[z]", "Q1", "Q1 to Q2"],
        "1.3": ["[z]", "Q1 to Q2", "Q1 to Q2"],
        "1.4": ["Q1", "Q2", "Q3"],
        "1.5": ["[z]", "Q1", "Q2"],
        "1.6": ["[z]", "Q2", "Q2 to Q3"],
    }


def test_a_figure_is_revised_only_where_another_was_reported_before(tmp_path: Path) -> None:
    """One that a correction supplies, before anything is published, changes nothing that was known."""
    row: dict[str, Cell] = {
        "id": "r", "year": "2014/15", "quarter": "Q1", "field": "numerator", "new": 40, "reason": "found later",
        "who": "Performance officer", "date": date(2014, 8, 1),
    }  # fmt: skip
    told = {}
    for old, answer in ((None, Answer(status="No figure", reason="System error")), (12, ANSWERS["r"])):
        folder = tmp_path / str(old)
        master = partnership(folder, SERIES[1:2], corrections=({**row, "old": old},), settings={"quarter": "Q1"})
        send(master, answers={"r": answer})
        figures, revisions = (
            next(one for one in publication(public_report(master, collect(master, Q1))).tables if one.sheet == sheet)
            for sheet in ("Figures", "Revisions")
        )
        told[old] = (figures.rows[-1][6], figures.rows[-1][9], *revisions.rows[0][-3:])
    assert told == {
        None: (40, "Reported", "[x]", 40, "Supplied late"),
        12: (40, "[r]", 12, 40, "Correction"),
    }


def test_nothing_is_printed_as_comparable_across_a_break_in_recording(tmp_path: Path) -> None:
    """As the board's report: last year is [b], and so is a year to date of quarters from before and after."""
    history = ({"id": "v", "year": "2013/14", **{f"Q{n}": 90 for n in range(1, 5)}},)
    names = ("Quarters", "Year to date", "Same period last year", "Change", "Change %")
    told = {}
    for since in ("2014/15 Q1", "2014/15 Q2"):
        plan = ({**SERIES[0], "comparable_from": since},)
        (row,) = rows_of(tmp_path / since[-2:], plan, Q2, history=history)["Year to date"]
        told[since[-2:]] = [row[name] for name in names]
    assert told == {"Q1": ["Q1 to Q2", 200, *["[b]"] * 3], "Q2": ["Q1 to Q2 [b]", 200, *["[b]"] * 3]}


def test_each_percentage_stands_on_its_own_base(tmp_path: Path) -> None:
    """This year's is of 10 people, last year's of 200: a baseline and a target are of the plan, whoever was counted."""
    history = (
        {"id": "s", "year": "2013/14", **{f"Q{n}": 100 for n in range(1, 5)}, **{f"D{n}": 200 for n in range(1, 5)}},
    )
    (row,) = rows_of(tmp_path, ({**SUPPORT, "baseline": 0.6},), history=history)["Year to date"]
    names = ("Year to date", "Same period last year", "Change", "Baseline", "Target", "Projected year end [f]")
    assert [row[name] for name in names] == ["[u]", 0.5, "[u]", 0.6, "at least 50%", "[u]"]
    few = ({"id": "s", "year": "2013/14", **{f"Q{n}": 5 for n in range(1, 5)}, **{f"D{n}": 10 for n in range(1, 5)}},)
    (row,) = rows_of(tmp_path / "few", (SUPPORT,), history=few)["Year to date"]
    assert row["Same period last year"] == "[u]"


def test_c_stands_only_where_something_is_withheld(tmp_path: Path) -> None:
    """Of a source that may not be published: neither a gap, nor a missing baseline, nor "not rated" is a secret."""
    secret = {**SERIES[1], "publishable": "no"}
    watched = {**secret, "target_rule": "monitor", "target": None}
    (row,) = rows_of(tmp_path, (watched,))["Year to date"]
    names = ("Year to date", "Baseline", "Target", "RAG")
    assert [row[name] for name in names] == ["[c]", "[z]", "Monitored, no target", "Monitor"]
    master = partnership(tmp_path / "gap", (secret,), settings={"quarter": "Q1"})
    send(master, answers={"r": Answer(status="No figure", reason="System error")})
    tables = publication(public_report(master, collect(master, Q1))).tables
    assert tables[1].rows[-1][6:] == ("[x]", "[z]", "[z]", "No figure: system error")
    assert tables[2].rows[0][5] == "[x]"
    assert tables[2].rows[0][10] == "[c]", "its target is one"


def test_the_notes_explain_what_stands_in_the_tables_and_nothing_else(tmp_path: Path) -> None:
    """Neither a colour that nobody has, nor a mark, nor small numbers where none are withheld."""
    secret = {**SERIES[1], "publishable": "no"}
    for name, plan, words in (
        ("open", SERIES[:1], {"Green"}),
        ("secret", (SERIES[0], secret), {"Green"}),
        ("late", ({**SERIES[0], "lag_quarters": 1}, {**SERIES[1], "target_rule": "monitor", "target": None}),
         {"Not due", "Monitor"}),
    ):  # fmt: skip
        master = partnership(tmp_path / name, plan, settings={"quarter": "Q1"})
        send(master)
        copy = publication(public_report(master, collect(master, Q1)))
        notes = dict(copy.notes)
        assert {one.split(":")[0] for one in notes["RAG"].split(". ")} == words
        assert notes["Status"] == "Reported: as the partner gave it."
        assert "Small numbers" not in notes
        marks = [mark for mark in SHORTHAND if mark in notes]
        assert ("[c]" in marks) is (name == "secret")
        assert any(f"shorthand ({', '.join(marks)});" in text for _, texts in copy.cover for text in texts)


def test_of_a_measure_that_is_not_due_nothing_is_confidential(tmp_path: Path) -> None:
    """Its row said [c] for a source that may not be published, while it has no figure yet."""
    secret = {**SERIES[0], "publishable": "no", "frequency": "half-yearly"}
    rows = rows_of(tmp_path, (secret, SERIES[1]))
    assert [row["RAG"] for row in rows["Measures"]] == ["Not due", "Green"]
    assert rows["Year to date"][0]["RAG"] == "Not due"
    assert rows_of(tmp_path / "due", ({**secret, "frequency": "quarterly"},))["Measures"][0]["RAG"] == "[c]"


def test_a_comparators_rate_is_not_of_our_residents(tmp_path: Path) -> None:
    rate = {**SERIES[0], "kind": "per population", "population": 312400, "target": 4, "baseline": None}
    other = {
        "id": "v",
        "period": "2013/14",
        "comparator": "England",
        "value": 3.1,
        "source": "ONS",
        "publishable": "yes",
    }
    rows = rows_of(tmp_path, (rate,), more={"Benchmarks": (other,)})
    assert rows["Benchmarks"][0]["Unit"] == "offences per 1,000 residents"
    assert "312,400" in str(rows["Year to date"][0]["Unit"])


def test_of_a_series_that_had_not_begun_there_is_no_last_year_to_be_missing(tmp_path: Path) -> None:
    """[x] says that there is no figure where one could be."""
    new, old = {**SERIES[0], "first_year": "2014/15"}, {**SERIES[0], "first_year": "2010/11"}
    for series, mark in ((new, "[z]"), (old, "[x]")):
        (row, *_) = rows_of(tmp_path / mark[1], (series,))["Year to date"]
        assert [row[name] for name in ("Same period last year", "Change", "Change %")] == [mark] * 3


def test_a_draft_calls_no_figure_final(copies: tuple[Publication, Path, Path]) -> None:
    assert not {"Final", "final"} & {cell for table in copies[0].tables for row in table.rows for cell in row}


def test_missing_is_x_and_never_a_number(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    tables = publication(public_report(master, collect(master, Q1))).tables
    (figures,) = [one for one in tables if one.sheet == "Figures"]
    assert {row[6] for row in figures.rows} <= {"[x]", "[z]"}
    (year,) = [one for one in tables if one.sheet == "Year to date"]
    assert not any(isinstance(row[5], int | float) for row in year.rows)


@pytest.mark.parametrize("decimals", [0, 2])
def test_both_copies_show_the_decimals_of_the_settings(tmp_path: Path, decimals: int) -> None:
    history: tuple[dict[str, str | int], ...] = ({"id": "s", "year": "2013/14", "Q1": 6004, "D1": 10_000},)
    master = partnership(tmp_path, history=history, settings={"quarter": "Q1", "rounding": decimals})
    send(master, Q1)
    workbook, document = write_publication(master, collect(master, Q1), DRAFT, tmp_path / "copy")
    with zipfile.ZipFile(workbook) as package:
        styles = package.read("xl/styles.xml").decode()
    assert 'formatCode="0.0%"' not in styles
    assert ('formatCode="0.00%"' in styles) == (decimals == 2)
    with zipfile.ZipFile(document) as package:
        content = package.read("content.xml").decode()
    used = {*re.findall(r'table:style-name="(csp-share-[^"]*)"', content)}
    assert used == {f"csp-share-{decimals}"}
    (share,) = re.findall(rf'<style:style [^>]*style:name="csp-share-{decimals}"[^>]*>', content)
    named = f"n-csp-share-{decimals}"
    assert f'style:data-style-name="{named}"' in share, "without it a percentage is shown with two decimals"
    (form,) = re.findall(rf'<number:percentage-style style:name="{named}"><number:number [^>]*>', content)
    assert f'number:decimal-places="{decimals}"' in form


def test_a_percentage_says_what_it_is_of_in_its_unit() -> None:
    """The unit read "of clients" beside "offences"."""
    share = Series("t", "1.1", "Theme", "Treatment", "", kind=kind_of("percentage"), unit="of clients")
    rate = replace(share, kind=kind_of("rate"), unit="people")
    assert [unit(share)[3] for unit in (labels, rate_labels, comparator_labels)] == ["% of clients"] * 3
    assert [unit(rate)[3] for unit in (labels, rate_labels, comparator_labels)] == ["people", *["% of people"] * 2]


def test_a_rate_whose_unit_names_what_it_is_per_says_so_once() -> None:
    """It read "fires per 1,000 dwellings per 1,000 dwellings", and 66 fires were "fires per 1,000 dwellings"."""
    kind = kind_per(kind_of("per population"), 1_000, "dwellings")
    rate = Series(
        "f", "1.2", "Theme", "Fires", "", kind=kind, unit="fires per 1,000 dwellings", population=Population(52_400)
    )
    own, of_values, of_others = (unit(rate)[3] for unit in (labels, rate_labels, comparator_labels))
    assert (own, of_others) == ("fires", "fires per 1,000 dwellings")
    assert of_values == "fires per 1,000 dwellings, 52,400 dwellings (fixed in the plan)"


def test_the_two_numbers_of_a_ratio_are_not_called_the_ratio() -> None:
    """It read 1,561 "days per referral", where 1,561 days were divided by 430."""
    ratio = Series("d", "2.4", "Theme", "Contact", "", kind=kind_of("ratio"), unit="days per referral")
    units = [unit(ratio)[3] for unit in (labels, rate_labels, comparator_labels)]
    assert units == ["days", "days per referral", "days per referral"]
