"""The columns of a form that work themselves out: native formulas with the values that they give stored beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlcsp import theme
from xlcsp.forms import indicate as said
from xlcsp.forms import layout
from xlcsp.forms.cells import Styles, work_out
from xlcsp.forms.formulas import SENTENCE, Place
from xlcsp.forms.indicate import Cell, Indication, indicate, target_words
from xlcsp.forms.layout import Form, Known, known_of
from xlcsp.forms.limits import Limits, limits
from xlcsp.forms.words import Words
from xlcsp.measures.comparators import is_comparable

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FIRST_COLUMN = len(layout.RETURN_COLUMNS)  # counted from 0
WIDTHS = (13, 46, 10, 10, 11, 9, 11, 9, 13, 40)
_MOST_NAMED = 3  # measures that the line of completeness names
_SIGN_OFF = "; data date, role and date signed still to fill in (top right)"


@dataclass(frozen=True, slots=True)
class Live:
    """A row's formulas and what they give."""

    place: Place
    words: Words
    limits: Limits | None
    known: Known
    found: Indication


def live_rows(form: Form, first_row: int, first_year_row: int, first_earlier_row: int) -> list[Live]:
    """The rows of the form. first_…: the first rows of the three sheets, as addresses count."""
    lines: dict[str, dict[int, tuple[int, object]]] = {}
    for row, (series, quarter, figure) in enumerate(form.earlier, first_earlier_row):
        lines.setdefault(series.id, {})[quarter.number] = (row, figure)
    found = []
    for index, (series, quarter) in enumerate(form.rows):
        known = known_of(form, series)
        place = Place(series, quarter, first_row + index, first_year_row + index, lines.get(series.id, {}))  # type: ignore[arg-type]
        last = next((year for year in known.history if year.start == quarter.start - 1), None)
        words = Words(
            at=place,
            limits=limits(series, quarter, known),
            target=target_words(series, quarter, known),
            decimals=known.settings.decimals if known.settings else 1,
            is_broken=last is not None and not is_comparable(series, last.start),
            is_early=form.quarter.number == 1,
        )
        found.append(Live(place, words, words.limits, known, indicate(form, series, quarter)))
    return found


def write_live(sheet: Worksheet, rows: list[Live], header: int, styles: Styles) -> None:
    """The header and the formulas right of the columns that are read back."""
    for column, name in enumerate(layout.LIVE_COLUMNS, FIRST_COLUMN):
        sheet.write_string(header, column, name, styles.live_head)
    for one in rows:
        found, words = one.found, one.words
        kind = one.place.series.kind
        level = {"rate": styles.live_percent, "percentage": styles.live_percent}.get(kind.word, styles.live_number)
        if kind in ("per population", "snapshot"):
            level = styles.live_decimal
        change = styles.live_points if one.place.series.is_proportion else styles.live_change
        cells: tuple[tuple[str, Cell, Format], ...] = (
            (words.ready(), found.ready, styles.live_word),
            (one.place.year(SENTENCE), found.sentence, styles.live_text),
            (words.to_date(), found.to_date, level),
            (words.last_year(), found.last_year, level),
            (words.variance(), found.variance, change),
            (words.variance_pct(), found.variance_pct, styles.live_share),
            (words.straight_line(), found.straight_line, level),
            (words.rag(), found.rag, styles.live_word),
            (words.length(), found.length, styles.live_text),
        )
        row = one.place.row - 1
        for column, (formula, value, style) in enumerate(cells, FIRST_COLUMN):
            work_out(sheet, row, column, formula, style, value)
        sheet.write_string(row, FIRST_COLUMN + len(cells), one.known.commentary, styles.live_text)
    _colour(sheet, rows, styles)


def _colour(sheet: Worksheet, rows: list[Live], styles: Styles) -> None:
    """Colours beside the words: of the RAG, and of what a row lacks."""
    first, last = rows[0].place.row - 1, rows[-1].place.row - 1
    rag = FIRST_COLUMN + layout.LIVE_COLUMNS.index(layout.RAG)
    for state in ("Red", "Amber", "Green"):
        fill, ink = theme.RAG_COLOURS[state]
        look = styles.look(bg_color=fill, font_color=ink, bold=True)
        rule = {"type": "cell", "criteria": "==", "value": f'"{state}"', "format": look}
        sheet.conditional_format(first, rag, last, rag, rule)
    for word in (said.READY, said.CHECK, said.COMMENT, said.SAY_WHY):
        colour = theme.RAG_COLOURS["Green" if word == said.READY else "Red"][0]
        look = styles.look(font_color=colour, bold=True)
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look}
        sheet.conditional_format(first, FIRST_COLUMN, last, FIRST_COLUMN, rule)


def measures_of(rows: list[Live]) -> dict[str, list[Live]]:
    """The rows of each measure."""
    found: dict[str, list[Live]] = {}
    for one in rows:
        found.setdefault(one.place.series.ref, []).append(one)
    return found


def to_do(ref: str, rows: list[Live]) -> tuple[str, str]:
    """The formula of what a measure still lacks, and what it gives; empty where nothing."""
    formula = '""'
    value = ""
    remarks = {
        said.FILL_IN: f"{ref} to fill in",
        said.SAY_WHY: f"{ref}: say why there is no figure",
        said.CHECK: f"{ref}: check the figure",
        said.COMMENT: f"commentary missing on {ref}, which is Red",
    }
    for one in reversed(rows):
        cell = f"{layout.RETURN_SHEET}!L{one.place.row}"
        remark = '""'
        for word, text in remarks.items():
            remark = f'IF({cell}="{word}","{text}",{remark})'
        formula = f'IF({cell}<>"{said.READY}",{remark},{formula})'
        value = remarks[one.found.ready] if one.found.ready != said.READY else value
    return formula, value


def completeness(form: Form, rows: list[Live], first: int, columns: tuple[str, str, str]) -> tuple[str, str]:
    """The line that says how far the form is: its formula, and what it gives.

    first, columns: where *Year so far* lists the measures: whether ready, what is to do, its running number.
    """
    refs = measures_of(rows)
    last = first + len(refs) - 1
    ready, todo, number = (f"'{layout.YEAR_SHEET}'!${column}${first}:${column}${last}" for column in columns)
    noun = "measure" if len(refs) == 1 else "measures"
    named = "".join(f'&IFERROR("; "&INDEX({todo},MATCH({place},{number},0)),"")' for place in range(1, _MOST_NAMED + 1))
    more = f'&IF(MAX({number})>{_MOST_NAMED},"; and "&MAX({number})-{_MOST_NAMED}&" more","")'
    signed = f'&IF(COUNTA(J6:J8)<3,"{_SIGN_OFF}","")'
    formula = f'SUM({ready})&" of {len(refs)} {noun} ready"{named}{more}{signed}'
    left = [text for text in (to_do(ref, members)[1] for ref, members in refs.items()) if text]
    done = f"{len(refs) - len(left)} of {len(refs)} {noun} ready"
    said_more = f"; and {len(left) - _MOST_NAMED} more" if len(left) > _MOST_NAMED else ""
    is_signed = form.as_at is not None and form.signed_by and form.signed is not None
    value = "".join((done, *(f"; {text}" for text in left[:_MOST_NAMED]), said_more, "" if is_signed else _SIGN_OFF))
    return formula, value
