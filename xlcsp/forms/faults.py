"""What is wrong with the entry of a form's row, as formulas: what cannot be read, and what contradicts itself."""

from __future__ import annotations

from xlcsp.domain.plan import MILESTONES
from xlcsp.forms import formulas as rows
from xlcsp.forms import layout, months

NOT_WHOLE = "The figure is not a whole number of 0 or more."
NOT_NUMBER = "The figure is not a number of 0 or more."
NOT_SHARE = "The percentage is not a number from 0 to 100."
TEXT = "This is text, not a number: type the number alone, or you will be asked about it."
BELOW_ONE = "Less than 1%? Type 69 for 69%, without the % sign. If it is less than 1%, you will be asked to confirm it."
NOT_STATUS = "The status is not in the list."
HALF = "Enter both: the figure, and out of how many."
TOO_MANY = "The figure is more than it is out of."
STATED_NONE = "There is a figure, but the status says that there is none."
ZERO_AND_REASON = "There is a 0 and a reason for no figure: remove one."
SHARETO_DATE = "A percentage of the year to date needs its numbers."
NOT_HELD = "The year to date is less than the quarters before it."


def wrong(at: rows.Place) -> str:
    """The formula of what is wrong with the entry; empty if nothing is."""
    conditions = [*_unreadable(at), *_contradicting(at)]
    text = '""'
    for condition, words in reversed(conditions):
        text = f"IF({condition},{rows.quoted(words)},{text})"
    return f'IF({rows.is_filled(at)},{text},"")'


def _unreadable(at: rows.Place) -> list[tuple[str, str]]:
    d, e, f = at.cell("figure"), at.cell("out_of"), at.cell("percentage")
    kind = at.series.kind
    if at.series.is_monthly:
        cells = months.Cells(at.series, at.cell)
        below = [(is_below_one(*cells.above), BELOW_ONE)] if kind.is_bare_percentage else []
        given = months.faults(cells, rows.is_whole, rows.is_number, lambda cell: rows.is_number(cell, 100))
        return [(is_text(*cells.above, *cells.below), TEXT), *given, *below]
    if kind.has_status:
        words = ",".join(f"{d}={rows.quoted(word)}" for word in MILESTONES)
        return [(f"NOT(OR({words}))", NOT_STATUS)]
    if kind.is_bare_percentage:
        return [(is_text(f), TEXT), (f"NOT({rows.is_number(f, 100)})", NOT_SHARE), (is_below_one(f), BELOW_ONE)]
    if not at.is_pair:
        is_right, words = (rows.is_whole, NOT_WHOLE) if kind.is_counted else (rows.is_number, NOT_NUMBER)
        return [(is_text(d), TEXT), (f"NOT({is_right(d)})", words)]
    half = (f'({d}="")<>({e}="")', HALF)
    is_right, words = (rows.is_number, NOT_NUMBER) if kind.takes_decimals else (rows.is_whole, NOT_WHOLE)
    entered = (d, e, f) if kind.takes_share else (d, e)
    faults = [(is_text(*entered), TEXT), half, (f'IF({d}="",FALSE,NOT(AND({is_right(d)},{is_right(e)})))', words)]
    if kind.is_part:
        faults.append((f'IF({d}="",FALSE,{d}>{e})', TOO_MANY))
    if kind.takes_share:
        faults.append((f'IF({f}="",FALSE,NOT({rows.is_number(f, 100)}))', NOT_SHARE))
        faults.append((is_below_one(f), BELOW_ONE))
    return faults


def _contradicting(at: rows.Place) -> list[tuple[str, str]]:
    d, e, f = at.cell("figure"), at.cell("out_of"), at.cell("percentage")
    kind, is_to_date = at.series.kind, f"{at.cell('basis')}{rows.TO_DATE}"
    is_zero = "FALSE" if kind.has_status else f"{at.own}=0"
    if kind.takes_share:
        is_zero = f'IF({d}="",{f}=0,{is_zero})'
    faults = [
        (f"{at.cell('status')}={rows.quoted(layout.NO_FIGURE)}", STATED_NONE),
        (f'AND({at.cell("reason")}<>"",{is_zero})', ZERO_AND_REASON),
    ]
    if kind.takes_share:
        faults.append((f'AND({d}="",{is_to_date})', SHARETO_DATE))
    if at.has_sums and at.earlier:
        sums = rows.before(at)
        less = f"{d}<{sums.n}"
        if kind.is_pair:
            less += f",{e}<{sums.m}" + (f",{d}-({sums.n})>{e}-({sums.m})" if kind.is_part else "")
            less = f"OR({less})"
        faults.append((f"AND({is_to_date},{less})", NOT_HELD))
    return faults


def is_text(*cells: str) -> str:
    """The condition that one of the cells has text. The reader takes some of it, such as 41 250, and asks."""
    return rows.either([f"ISTEXT({cell})" for cell in cells])


def is_below_one(*cells: str) -> str:
    """The condition that a percentage is above 0 and below 1, as of 69% where the % sign was typed, too."""
    return rows.either([f"IF(ISNUMBER({cell}),AND({cell}>0,{cell}<1),FALSE)" for cell in cells])
