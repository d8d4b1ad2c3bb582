"""The rule by which a quarter's figure looks like the year to date, for a form's own formulas and for the check.

The rule is written as a formula; ``quarter_within`` evaluates the same formula.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from xlcsp.domain.numbers import listed, shown
from xlcsp.forms.formulas import FIGURE, TO_DATE, Place, quoted
from xlcsp.forms.layout import CONFIRMED_BASIS, TO_DATE_BASIS

if TYPE_CHECKING:  # hardly a figure needs the rule to be worked out
    from xlcsp.calculate import Part

LEAST = 20  # size of a usual quarter: smaller figures vary too much
# far from the usual quarter, and what the quarter would be lies at least twice as near to it
_RULE = (
    "AND({usual}>=" + str(LEAST) + "*{per},2*{per}*{value}>=3*{usual},{value}>={before},"
    "2*ABS({per}*({value}-({before}))-{usual})<ABS({per}*{value}-{usual}))"
)
LIKE, ASKED = " looks like the year to date", "Is this the year to date? The quarter would be "
DO = f'If it is, choose "{TO_DATE_BASIS}" as its basis; if not, "{CONFIRMED_BASIS}".'
_PLACES = 2  # decimals of a figure that is not whole


def quarter_within(value: Fraction, earlier: Sequence[Fraction | None], usual: Fraction | None) -> Fraction | None:
    """The quarter's own figure if the given one were the year to date; None if it does not look like one.

    earlier: the figures of the quarters before it, all of which must be known. usual: the same quarter last year; if it
    is None, the mean of the earlier quarters is used.
    """
    known = [value for value in earlier if value is not None]
    if not known or len(known) < len(earlier):
        return None
    before = sum(known, Fraction(0))
    if value < before:  # the rule gives the same; nearly all figures are lower, and this is quicker
        return None
    base = (before, len(known)) if usual is None else (usual, 1)
    is_like = _read()({"value": value, "before": before, "usual": base[0], "per": Fraction(base[1])})
    return value - before if is_like else None


@functools.cache
def _read() -> Part:
    from xlcsp.calculate import Language

    return Language(r"\{[a-z]+\}", lambda text: lambda known: known[text[1:-1]]).read(_RULE)


def question(value: Fraction, earlier: Sequence[Fraction], quarter: Fraction) -> tuple[str, str]:
    """What was found and what to ask about a figure that looks like the year to date."""
    return f"{_written(value)} after {listed(map(_written, earlier))}{LIKE}", f"{ASKED}{_written(quarter)}"


def _written(value: Fraction) -> str:
    return shown(value, 0 if value.denominator == 1 else _PLACES)


def asked(at: Place, usual: Fraction | None) -> str:
    """The formula of the question about the row's own figure; empty if there can be none. usual: as above."""
    kind, numbers = at.series.kind, range(1, at.quarter.number)
    figures = [at.earlier[number][1] for number in numbers if number in at.earlier]
    if at.series.is_monthly:  # its months have no basis to choose
        return ""
    spans = any(figure is not None and figure.is_to_date for figure in figures)
    if not at.has_sums or not numbers or len(figures) < len(numbers) or spans:
        return ""
    value, cells = at.cell("figure"), [at.quarter_cells(number)[0] for number in numbers]
    count, rule = [*cells], _of(value, cells, usual)
    if kind.is_pair:
        below = [at.quarter_cells(number)[1] for number in numbers]
        count, rule = [*cells, *below], f"AND({rule},{_of(at.cell('out_of'), below, None)})"
    quarter = f"{value}-({'+'.join(cells)})"
    words = f'{_text(at, value)}&" after "&{_joined([_text(at, cell) for cell in cells])}'
    words += f"&{quoted(f'{LIKE}. {ASKED}')}&{_text(at, quarter)}&{quoted(f'. {DO}')}"
    is_known = f"COUNT({','.join(count)})={len(count)}"
    basis = at.cell("basis")
    is_unanswered = f"NOT(OR({basis}{TO_DATE},{basis}={quoted(CONFIRMED_BASIS)}))"
    is_own = f"AND({at.year('state')}={quoted(FIGURE)},{is_unanswered},{is_known})"
    return f'IF({is_own},IF({rule},{words},""),"")'


def _of(value: str, earlier: Sequence[str], usual: Fraction | None) -> str:
    """The rule for these cells."""
    before = "+".join(earlier)
    base, per = (f"({before})", len(earlier)) if usual is None else (f"{float(usual):.15g}", 1)
    return _RULE.format(value=value, before=before, usual=base, per=per)


def _text(at: Place, value: str) -> str:
    """The number in words, as ``_written`` does it."""
    whole = f'TEXT({value},"#,##0")'
    if not at.series.kind.takes_decimals:
        return whole
    return f'IF({value}=INT({value}),{whole},TEXT({value},"#,##0.{"0" * _PLACES}"))'


def _joined(parts: Sequence[str]) -> str:
    *head, last = parts
    return '&", "&'.join(head) + (f'&" and "&{last}' if head else last)
