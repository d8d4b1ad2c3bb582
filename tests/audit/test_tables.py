"""Tables of any report: what their headings claim is recomputed, and each slip is named in its place."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from xlcsp.audit import audit_text
from xlcsp.audit.finding import Finding
from xlcsp.cli import main


def rows(text: str) -> str:
    return "\n".join("\t".join(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines())


def wrong(text: str) -> list[tuple[str, str, str]]:
    return [
        (one.measure.split(": ")[1], one.printed, one.recomputed) for one in audit_text(text) if one.status == "FAIL"
    ]


YEARS = rows("""
 | 2022/23 | 2023/24 | Change | % Change
Burglary | 500 | 440 | -60 | -12.0%
Robbery | 80 | 92 | 12 | 15.0%
Theft | 1,200 | 1,302 | 102 | 8.5%
Total | 1,780 | 1,834 | 54 | 3.0%
""")


def test_a_right_table_has_right_claims_and_nothing_else() -> None:
    assert {one.status for one in audit_text(YEARS)} == {"OK"}


@pytest.mark.parametrize(
    ("printed", "slip", "expected"),
    [
        ("-12.0%", "-13.6%", ("Burglary", "-13.6", "-12")),
        ("102", "112", ("Theft", "112", "102")),
        ("15.0%", "-15.0%", ("Robbery", "-15.0", "15")),
        ("1,834", "1,843", ("Total", "1843", "1834")),
        ("1,302", "1,320", ("Theft", "1320", "1302")),
        ("| 92", "| 98", ("Robbery", "98", "92")),
    ],
)
def test_each_slip_is_named_once_with_the_right_number(printed: str, slip: str, expected: tuple[str, str, str]) -> None:
    text = YEARS.replace(printed.replace("| ", "\t"), slip.replace("| ", "\t"))
    assert wrong(text) == [expected]


def test_rows_with_a_blank_line_between_them_are_one_table() -> None:
    """So pages that were copied as text have them, without tabs and without headings."""
    lines = ["1,204 1,310 + 106 + 8.8%", "5,472 5,304 - 168 - 3.1%", "2,391 2,528 + 137 + 5.7%"]
    assert {one.status for one in audit_text("\n\n".join(lines))} == {"OK"}
    (slip,) = (one for one in audit_text("\n\n".join(lines).replace("- 168", "- 186")) if one.status == "FAIL")
    assert (slip.printed, slip.recomputed) == ("-186", "-168")


def test_the_last_year_may_stand_on_either_side() -> None:
    text = rows("""
    Crime | This year | Last year | %
    Burglary | 110 | 100 | 10%
    Robbery | 45 | 50 | -10%
    Theft | 330 | 300 | 12%
    """)
    assert wrong(text) == [("Theft", "12", "10")]


def test_a_heading_over_several_columns_holds_for_each() -> None:
    text = rows("""
    Crime type | Year to date (end Dec 2013)
     | 2013/14 | 2012/13 | Change | % Change
    Violence | 1342 | 1446 | -104 | -7.2%
    With injury | 797 | 858 | -61 | -7.7%
    """)
    assert wrong(text) == [("With injury", "-7.7", "-7.1096")]


def test_rows_and_columns_add_up() -> None:
    text = rows("""
    Area | Apr | May | Jun | Q1 total
    North | 10 | 12 | 14 | 36
    South | 20 | 22 | 25 | 67
    East | 5 | 5 | 6 | 17
    Total | 35 | 39 | 45 | 119
    """)
    assert wrong(text) == [("East", "17", "16")]


def test_subtotals_in_the_middle_are_of_the_rows_above_them() -> None:
    text = rows("""
    Type | 2022 | 2023
    Arson | 10 | 12
    Damage | 90 | 88
    Total damage | 100 | 100
    Robbery | 20 | 30
    Burglary | 80 | 70
    Total acquisitive | 100 | 101
    """)
    assert wrong(text) == [("Total acquisitive", "101", "100")]


def test_a_parent_of_its_rows_needs_no_word_for_total() -> None:
    text = rows("""
     | 2011/12 | Current
    All seven | 1,000 | 970
    A | 400 | 390
    B | 350 | 360
    C | 250 | 230
    """)
    assert wrong(text) == [("All seven", "970", "980")]


def test_rows_that_are_not_all_printed_accuse_nobody() -> None:
    text = rows("""
    Type | 2022 | 2023 | % change
    Burglary | 100 | 110 | 10%
    Robbery | 50 | 45 | -10%
    Total | 900 | 950 | 5.6%
    """)
    assert wrong(text) == []


def test_columns_whose_relation_no_row_keeps_are_not_held_against_them() -> None:
    text = rows("""
    Ward | Calls | Visits | Change
    A | 10 | 5 | 3
    B | 12 | 6 | 2
    C | 14 | 9 | 8
    """)
    found = audit_text(text)
    assert {one.status for one in found} == {"UNVERIFIABLE"}
    assert "not clear" in found[0].reason


def test_percentages_of_rounded_rates_are_not_held_to_digits_that_are_not_printed() -> None:
    text = rows("""
    Area | 2022 | 2023 | % change
    North | 6.4 | 5.8 | -10.1%
    South | 5.2 | 5.6 | 7.0%
    East | 3.1 | 3.3 | 5.0%
    """)
    assert wrong(text) == []


def test_prose_is_held_against_the_row_of_its_name() -> None:
    sentence = "Robbery ({}%/12 crimes) rose while burglary (-12%/-60 crimes) fell."
    assert not [one for one in audit_text(f"{YEARS}\n{sentence.format(15)}") if one.status == "FAIL"]
    found = [one for one in audit_text(f"{YEARS}\n{sentence.format(25)}") if one.status == "FAIL"]
    assert [(one.printed, one.recomputed) for one in found] == [("25", "15.0")]


def test_a_person_says_what_columns_mean_where_the_headings_do_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.txt"
    path.write_text(rows("""
    Ward | A | B | C
    North | 10 | 12 | 2
    South | 30 | 25 | -5
    West | 40 | 44 | 9
    """))  # fmt: skip
    assert main(["audit", str(path)]) == 0
    capsys.readouterr()
    assert main(["audit", str(path), "--json", "--columns", "1: label, figure, figure, change"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [column["meaning"] for column in told["tables"][0]["columns"]] == ["label", "figure", "figure", "change"]
    assert [one["recomputed"] for one in told["findings"] if one["status"] == "FAIL"] == ["4"]
    assert main(["audit", str(path), "--columns", "1: label, nonsense"]) == 2
    assert '"nonsense" in column 2' in capsys.readouterr().err
    assert main(["audit", str(path), "--columns", "label"]) == 2
    assert "Write it as" in capsys.readouterr().err


@pytest.mark.parametrize("seed", range(60))
def test_generated_tables_without_slips_accuse_nobody_and_a_planted_slip_is_found(seed: int) -> None:
    rng = Random(seed)
    table, slip = made(rng)
    assert [one for one in audit_text(table) if one.status == "FAIL"] == []
    assert slips(audit_text(slip)), slip


def slips(found: list[Finding]) -> list[Finding]:
    return [one for one in found if one.status == "FAIL"]


def made(rng: Random) -> tuple[str, str]:
    """A table with its total row, and the same with one wrong cell."""
    old, new = rng.choice(
        (("2021/22", "2022/23"), ("Last year", "This year"), ("Q1 2022", "Q1 2023"), ("Previous", "Current"))
    )
    names = rng.sample(
        ("Arson", "Burglary", "Drugs", "Fraud", "Robbery", "Theft", "Violence", "Weapons"), rng.randint(3, 8)
    )
    figures = [(name, rng.randint(20, 4000), rng.randint(20, 4000)) for name in names]
    if rng.random() < 0.5:
        figures.append(("Total", sum(row[1] for row in figures), sum(row[2] for row in figures)))
    places = rng.choice((0, 1, 2))
    flipped = rng.random() < 0.5
    lines = [["Offence", *((new, old) if flipped else (old, new)), "Change", "% change"]]
    for name, before, now in figures:
        change = now - before
        share = f"{round(100 * change / before, places):+.{places}f}%"
        lines.append([name, *map(str, (now, before) if flipped else (before, now)), f"{change:+d}", share])
    bad = [list(line) for line in lines]
    row, column = rng.randrange(1, len(bad)), rng.choice((3, 4))
    value = bad[row][column]
    bad[row][column] = (
        f"{int(value) + rng.choice((-9, 9, 90)):+d}" if column == 3 else f"{float(value[:-1]) + 7:+.{places}f}%"
    )
    return tuple("\n".join("\t".join(line) for line in page) for page in (lines, bad))  # type: ignore[return-value]


RULED = "Green: target met. Amber: target missed, within 5% of target. Red: more than 5% off target.\n\n{}"
COLOURS = """
Measure | Target | Actual | Status
First time entrants | 90 | 93 | {}
Deliberate fires | 410 | 480 | Red
Feel safe (%) | 70% | 66% | {}
"""


@pytest.mark.parametrize(
    ("entrants", "safe", "faults"),
    [
        ("Amber", "Amber", []),
        ("Red", "Amber", [("First time entrants", "Red")]),  # 3.3% off
        ("Amber", "Red", []),  # 5.7% off, and 4 points: the rule may mean either
        ("Green", "Green", []),  # which side is better is not printed
    ],
)
def test_a_colour_that_the_printed_rule_cannot_give_is_wrong(
    entrants: str, safe: str, faults: list[tuple[str, str]]
) -> None:
    found = audit_text(RULED.format(rows(COLOURS.format(entrants, safe))))
    assert [(one.measure.split(": ")[1], one.printed) for one in found if one.status == "FAIL"] == faults
    assert all(one.check == "RAG" for one in found if one.status == "FAIL")


def test_an_amber_further_off_than_the_printed_rule_allows_is_wrong() -> None:
    table = rows(COLOURS.format("Amber", "Amber")).replace("480\tRed", "480\tAmber")
    (fault,) = [one for one in audit_text(RULED.format(table)) if one.status == "FAIL"]
    assert "480 is 17.0732% from the target 410; Amber is within 5%" in fault.reason
    assert not [one for one in audit_text(table) if one.check == "RAG"]  # no rule is printed


@pytest.mark.parametrize("between", ["\t", " | ", "   "])
@pytest.mark.parametrize(("share", "faults"), [("12.5", []), ("13.5", [("Self", "13.5", "12.5")])])
def test_shares_of_the_total_in_columns_set_in_any_way(between: str, share: str, faults: list[object]) -> None:
    cells = [("Source", "Referrals", "% of total"), ("Police", "420", "52.5"), ("Health", "160", "20.0"),
             ("Schools", "120", "15.0"), ("Self", "100", share), ("Total", "800", "100")]  # fmt: skip
    assert wrong("\n".join(between.join(row) for row in cells)) == faults


def test_years_are_read_in_headings_with_months_and_a_change_in_per_cent_is_one() -> None:
    table = rows("""
    Crime type | Rolling 12 months to Dec 22 | Rolling 12 months to Dec 23 | Change
    Violence | 3,410 | 3,396 | -0.4%
    Burglary | 812 | 955 | 15.6%
    Robbery | 210 | 189 | -10.0%
    """)
    assert wrong(table) == [("Burglary", "15.6", "17.6108")]


def test_arrows_are_held_against_two_years_where_no_change_is_printed() -> None:
    table = """Measure | 2022/23 | 2023/24 | Direction
    Burglary | 812 | 790 | ▼ Improved
    Hate crime | 190 | 231 | ▲
    Robbery | 61 | 55 | ▼
    Arson | 40 | 44 | {}
    Fly-tips | 710 | 650 | ▼"""
    assert wrong(table.format("▲")) == []
    assert [one[:2] for one in wrong(table.format("▼ Improved"))] == [("Arson", "▼Improved")]


@pytest.mark.parametrize("to_come", ["", "-", "n/a", "due May"])
def test_quarters_to_come_are_no_part_of_the_year_to_date(to_come: str) -> None:
    """A scorecard in mid-year has a column for the last quarter, which is blank in all rows."""
    table = rows(f"""
Ref | Indicator | Q1 | Q2 | Q3 | Q4 | YTD | Target | RAG
CS1 | Incidents | 310 | 295 | 270 | {to_come} | 875 | 900 | G
CS2a | Repeat victims | 14 | 12 | 15 | {to_come} | 41 | 36 | R
CS2b | Satisfaction | 84% | 86% | 85% | {to_come} | 85% | 85% | G
""")
    assert [one.status for one in audit_text(table) if one.check == "SUM"] == ["OK", "OK"]
    assert wrong(table.replace("875", "885")) == [("CS1", "885", "875")]
