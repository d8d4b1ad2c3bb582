"""The keys of ``backtest --json``, as the handbook lists them; a test compares them with the document."""

from __future__ import annotations

from collections.abc import Mapping

from xlcsp.report.keys import NUMBER, SHARE, TEXT, Key

_NO_CASE = "there is no case"
_CASES = Key("cases", NUMBER, "how many years of a series were projected so")
_QUARTER = Key("quarter", NUMBER, "how many quarters of the year were known: 1 to 3")
KEYS: Mapping[str, tuple[Key, ...]] = {
    "": (
        Key("series", NUMBER, "how many series the table has"),
        Key("cases", NUMBER, "how many of their years are complete, after three complete ones"),
        Key("years", TEXT, "the financial years of the cases, as 2018/19"),
        Key("sizes", TEXT, "the classes of size, by last year's total"),
    ),
    "scores": (
        Key("method", TEXT, "the method of projection"),
        _QUARTER,
        Key("size", TEXT, "the class of size, or all"),
        _CASES,
        Key("median_ape", NUMBER, "the median error as a percentage of the year's total", "no total is above 0"),
        Key("mean_ape", NUMBER, "the mean error likewise", "the same"),
        Key("mase", NUMBER, "the mean error as a multiple of the mean step between the totals of earlier years",
            "no case has such a step"),
        Key("coverage", SHARE, "how often the total lay within the likely range, which is made for 0.8", _NO_CASE),
        Key("width", NUMBER, "the mean width of the likely range as a share of the projection", _NO_CASE),
        Key("brier", NUMBER, "the Brier score of the chance of no more than last year: 0 is perfect, 0.25 is what "
            "0.5 each time would score", _NO_CASE),
        Key("brier_mean", NUMBER, "the same of no more than the mean of three years", _NO_CASE),
        Key("right_last_year", SHARE, "how often the projection lay on the same side of last year as the total",
            _NO_CASE),
        Key("right_mean", SHARE, "the same of the mean of three years", _NO_CASE),
    ),
    "calibration": (
        _QUARTER,
        Key("tenth", NUMBER, "0 for chances (of method auto, of no more than last year) below 0.1, up to 9 for 0.9 "
            "and more"),
        _CASES,
        Key("chance", SHARE, "the mean chance that was given", _NO_CASE),
        Key("happened", SHARE, "how often it came true", _NO_CASE),
    ),
}  # fmt: skip
"""The keys of the document itself, and of each of its lists."""
