"""Number formats: only a percent sign that is neither quoted nor escaped makes a percentage."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from xlcsp.files.formats import DATE, ELAPSED, PERCENT, PLAIN, UNSEEN, format_of, shown

EVENING = datetime(2014, 7, 10, 18, 0)  # noqa: DTZ001 - cells have no zone


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("0%", PERCENT), ("0.0 %", PERCENT), ("%0", PERCENT), ("0%%", PERCENT), ("[Red]0.0%", PERCENT),
        ('0.0"x"%', PERCENT), ('"%"0%', PERCENT), (r"0\%%", PERCENT), ("0.00%_)", PERCENT), ("[$-809]0%", PERCENT),
        ('0"%"', PLAIN), (r"0\%", PLAIN), (r"[Red]0.0\%", PLAIN), (r'0.0" % of all"', PLAIN),
        ("0_%", PLAIN), ("0*%", PLAIN), ("[$%-809]0", PLAIN), ("General", PLAIN), ("@", PLAIN), ("", PLAIN),
        ('0"unclosed %', PLAIN), ("[Red]General", PLAIN), ("#,##0.00", PLAIN), ('0 "days"', PLAIN), ("0.00E+00", PLAIN),
        ("[$\u00a3-809]#,##0", PLAIN), ("dd/mm/yyyy", DATE), ("[$-809]d mmmm yyyy", DATE), ("mm:ss", DATE),
        ("[h]:mm", ELAPSED), ("[mm]:ss", ELAPSED), (r"yyyy\-mm\-dd", DATE), ("dd/mm/yyyy;@", DATE),
    ],
)  # fmt: skip
def test_what_a_format_makes_of_a_number(code: str, meaning: str) -> None:
    assert format_of(code).of(0.5) == meaning


@pytest.mark.parametrize(
    ("code", "value", "meaning"),
    [
        ("0%;-0;0", 0.5, PERCENT), ("0%;-0;0", -0.5, PLAIN), ("0%;-0;0", 0, PLAIN),
        ("0;-0%;0", 0.5, PLAIN), ("0;-0%;0", -0.5, PERCENT), ("0;-0;0%", 0, PERCENT),
        ("0;0%", 0, PLAIN), ('0"%";0%', 0.9, PLAIN), ('0";"0%;0', 0.9, PERCENT), (r"0\;0%;0", 0.9, PERCENT),
        ("[<1]0%;0", 0.5, PERCENT), ("[<1]0%;0", 5, PLAIN), ("[>=1]0;0.0%", 0.9, PERCENT),
        ("[=1]0;[>1]0;0%", 0.9, PERCENT),
        ("[Red][<0.5]0%;[Blue]0", 0.4, PERCENT), ("0;0;0;@%", 5, PLAIN),
    ],
)  # fmt: skip
def test_the_section_of_the_number_counts(code: str, value: float, meaning: str) -> None:
    assert format_of(code).of(value) == meaning


@pytest.mark.parametrize(
    ("code", "value", "meaning"),
    [
        (";;;", 5, UNSEEN), (";;", 0, UNSEEN), ("0;-0;", 0, UNSEEN), ("0;-0;;@", 0, UNSEEN), ("0;-0;;@", 5, PLAIN),
        ("0;-0;_-* ", 0, UNSEEN), ("[Red];0", 5, UNSEEN), ('0;-0;"-"', 0, PLAIN), ("", 5, PLAIN),
        ('0;-0;"n/a"', 0, UNSEEN), ('0;-0;"n/a"', 5, PLAIN), ('[<5]"<5";0', 3, UNSEEN), ('[<5]"<5";0', 5, PLAIN),
        ('"%"', 0.5, UNSEEN), ('"*"', 5, UNSEEN), (r"\n\/\a", 5, UNSEEN), ('General;General;"x"', 0, UNSEEN),
        ('0;-0;"nil"', 0, PLAIN),
        ("#", 0, UNSEEN), ("#,###", 0, UNSEEN), ("#,###", 5, PLAIN), ("#,##0", 0, PLAIN), ("# ?/?", 0, PLAIN),
        ('"c. "0', 5, PLAIN), ("@", 5, PLAIN), ('"£"General', 5, PLAIN), ('"Q"0', 0, PLAIN), ("h:mm;@", 5, DATE),
        ("General;;", 5, PLAIN), ('_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', 0, PLAIN), ("dd/mm/yyyy;;", 5, DATE),
    ],
)  # fmt: skip
def test_a_section_without_its_digits_hides_its_numbers(code: str, value: float, meaning: str) -> None:
    """0 shown as n/a, 3 as <5 and 5 as * were read as if the number had been seen."""
    assert format_of(code).of(value) == meaning


@pytest.mark.parametrize(
    ("value", "since_1904", "moment"),
    [
        (41830, False, date(2014, 7, 10)), (41830.75, False, EVENING), (0.5, False, time(12)),
        (1, False, date(1900, 1, 1)), (59, False, date(1900, 2, 28)), (61, False, date(1900, 3, 1)),
        (40368, True, date(2014, 7, 10)), (41829.999999999, False, date(2014, 7, 10)),
    ],
)  # fmt: skip
def test_serial_numbers_are_dates(value: float, moment: object, *, since_1904: bool) -> None:
    assert shown(value, DATE, is_formula=False, since_1904=since_1904) == moment


def test_a_number_that_is_no_date_stays_a_number_and_hours_add_up() -> None:
    assert shown(-1, DATE, is_formula=False) == -1
    assert shown(3_000_000, DATE, is_formula=False) == 3_000_000
    assert shown(2_958_000, DATE, is_formula=False, since_1904=True) == 2_958_000
    assert shown(1.5, ELAPSED, is_formula=False) == timedelta(hours=36)
