"""The rows of a form as its formulas see them, and what is still to do: by measure, and in one line."""

from __future__ import annotations

from xlcsp.domain.figures import Figure
from xlcsp.domain.numbers import plural
from xlcsp.forms import layout
from xlcsp.forms import words as say
from xlcsp.forms.columns import YEAR, sheets_of
from xlcsp.forms.digits import digits_of
from xlcsp.forms.formulas import Place
from xlcsp.forms.layout import Form, known_of
from xlcsp.forms.limits import limits, target_words
from xlcsp.forms.words import Words
from xlcsp.measures.comparators import is_broken

FIRST_ROW, YEAR_HEADER, EARLIER_HEADER = 12, 3, 3  # the headers' rows on the three sheets, counted from 0
_MOST_NAMED = 3  # measures that the line of completeness names
_SIGN_OFF = "; data date, role and date signed still to fill in (top right)"


def rows_of(form: Form) -> list[Words]:
    """The rows of the form, in order."""
    lines: dict[tuple[str, int], dict[int, tuple[int, Figure | None]]] = {}
    months: dict[tuple[str, int], dict[int, tuple[int, ...]]] = {}
    for row, line in enumerate(form.earlier, EARLIER_HEADER + 2):
        of_year = line.series.id, line.quarter.start
        lines.setdefault(of_year, {})[line.quarter.number] = (row, line.figure)
        if line.month is not None:
            rows = months.setdefault(of_year, {})
            rows[line.quarter.number] = (*rows.get(line.quarter.number, ()), row)
    all_words, sheets = [], sheets_of(form)
    for index, (series, quarter) in enumerate(form.rows):
        known = known_of(form, series)
        of_year = series.id, quarter.start
        earlier, of_months = lines.get(of_year, {}), months.get(of_year, {})
        place = Place(sheets, series, quarter, FIRST_ROW + 2 + index, YEAR_HEADER + 2 + index, earlier, of_months)
        is_known = any(year.start == quarter.start - 1 for year in known.history)
        all_words.append(
            Words(
                at=place,
                known=known,
                limits=limits(series, quarter, known),
                target=target_words(series, quarter, known),
                is_broken=is_known and is_broken(series, quarter),
                is_early=quarter.number == 1 and quarter.start == form.quarter.start,
                is_of_last_year=quarter.start < form.quarter.start,
                digits=digits_of(place, known),
            )
        )
    return all_words


def measures_of(rows: list[Words]) -> dict[str, list[Words]]:
    """The rows of each measure."""
    by_measure: dict[str, list[Words]] = {}
    for words in rows:
        by_measure.setdefault(words.series.ref, []).append(words)
    return by_measure


def to_do(ref: str, rows: list[Words]) -> str:
    """The formula of what a measure still lacks; empty if nothing."""
    formula = '""'
    remarks = {
        say.FILL_IN: f"{ref} to fill in",
        say.SAY_WHY: f"{ref}: say why there is no figure",
        say.CHECK: f"{ref}: check the figure",
        say.TO_DATE: f"{ref}: is this the year to date?",
        say.COMMENT: f"commentary missing on {ref}, which is Red",
    }
    for words in reversed(rows):
        cell = words.at.cell("ready")
        remark = '""'
        for word, text in remarks.items():
            remark = f'IF({cell}="{word}","{text}",{remark})'
        formula = f'IF({cell}<>"{say.READY}",{remark},{formula})'
    return formula


def completeness(rows: list[Words], signed: tuple[int, int], letter: str) -> str:
    """The formula of the line that says how complete the form is.

    signed: between which rows it is signed off, in the column of that letter.
    """
    count = len(measures_of(rows))
    first, last = YEAR_HEADER + 2, YEAR_HEADER + 1 + count
    letters = [YEAR.letter(f"measure_{name}") for name in ("ready", "to_do", "place")]
    ready, todo, number = (f"'{layout.YEAR_SHEET}'!${letter}${first}:${letter}${last}" for letter in letters)
    named = "".join(f'&IFERROR("; "&INDEX({todo},MATCH({place},{number},0)),"")' for place in range(1, _MOST_NAMED + 1))
    more = f'&IF(MAX({number})>{_MOST_NAMED},"; and "&MAX({number})-{_MOST_NAMED}&" more","")'
    filled_in = ":".join(f"{letter}{row}" for row in signed)
    missing = f'&IF(COUNTA({filled_in})<{len(layout.FILLED_IN)},"{_SIGN_OFF}","")'
    return f'SUM({ready})&" of {plural(count, "measure")} ready"{named}{more}{missing}'
