"""The months of a monthly series in a form: their cells, the quarter that they make, and what is wrong with them.

The rule of ``domain.months``, written as formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from xlcsp.domain.kinds import Kind
from xlcsp.domain.months import MONTHS, adds_up
from xlcsp.domain.plan import Series
from xlcsp.forms.layout import PLACES

Test = Callable[[str], str]
NOT_WHOLE = "A month's figure is not a whole number of 0 or more."
NOT_NUMBER = "A month's figure is not a number of 0 or more."
NOT_SHARE = "A month's percentage is not a number from 0 to 100."
HALF = "Enter both for each month: the figure, and out of how many."
TOO_MANY = "A month's figure is more than it is out of."
MISSING = "A month is missing: enter all three, or choose why there is no figure."


def asks_below(series: Series) -> bool:
    """Whether a month's denominator is asked for."""
    return series.kind.has_denominator and series.residents is None


class Cells:
    """The cells of a row's months. cell: the address of one by its column's key."""

    def __init__(self, series: Series, cell: Callable[[str], str]) -> None:
        self.kind, self.reason = series.kind, cell("reason")
        self.above = [cell(f"month_{place}") for place in PLACES]
        self.below = [cell(f"month_{place}_of") for place in PLACES] if asks_below(series) else []

    @property
    def all(self) -> str:
        """All of them, as arguments."""
        return ",".join([*self.above, *self.below])

    @property
    def filled(self) -> str:
        """How many are filled in."""
        return f"COUNTA({self.all})"

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.above) + len(self.below)


def is_filled(cells: Cells) -> str:
    """The condition that the months have a figure: all three, or any if no reason for a gap is given beside them."""
    return f'IF({cells.reason}="",{cells.filled}>0,{cells.filled}={cells.count})'


def total(cells: Cells) -> str:
    """The formula of the quarter's own cell: the figure that its months make, or how many months there are."""
    added, _ = adds_up(cells.kind)
    if cells.below:
        pairs = zip(cells.above, cells.below, strict=True)
        count = "+".join(f"IF(COUNT({above},{below})=2,1,0)" for above, below in pairs)
    else:
        count = f"COUNT({','.join(cells.above)})"
    part = f'IF({cells.filled}=0,"",{count}&" of {MONTHS} months")'
    return f"IF(COUNT({cells.all})={cells.count},{_of_quarter(cells.above, is_added=added)},{part})"


def total_below(cells: Cells) -> str:
    """The formula of the quarter's denominator."""
    _, added = adds_up(cells.kind)
    return f'IF(COUNT({cells.all})={cells.count},{_of_quarter(cells.below, is_added=added)},"")'


def from_months(kind: Kind, months: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """An earlier quarter's figure and denominator, made from its months."""
    above, below = [n for n, _ in months], [n for _, n in months if n]
    added, added_below = adds_up(kind)
    is_known = f"COUNT({','.join([*above, *below])})={len(above) + len(below)}"
    n = f'IF({is_known},{_of_quarter(above, is_added=added)},"[x]")'
    return n, f'IF({is_known},{_of_quarter(below, is_added=added_below)},"[x]")' if below else ""


def _of_quarter(cells: Sequence[str], *, is_added: bool) -> str:
    return "+".join(cells) if is_added else cells[-1]


def faults(cells: Cells, is_whole: Test, is_number: Test, is_share: Test) -> Iterator[tuple[str, str]]:
    """What is wrong with the months, worst first. is_whole and so on: conditions of a cell."""
    kind = cells.kind
    pairs = list(zip(cells.above, cells.below, strict=False))
    if kind.is_bare_percentage:
        is_right, words = is_share, NOT_SHARE
    elif kind.takes_decimals or (not kind.is_counted and not kind.is_pair):
        is_right, words = is_number, NOT_NUMBER
    else:
        is_right, words = is_whole, NOT_WHOLE
    each = ",".join(f'IF({cell}="",TRUE,{is_right(cell)})' for cell in (*cells.above, *cells.below))
    yield f"NOT(AND({each}))", words
    if pairs:
        half = ",".join(f'({above}="")<>({below}="")' for above, below in pairs)
        yield f"OR({half})", HALF
    if kind.is_part:
        many = ",".join(f"IF(COUNT({above},{below})=2,{above}>{below},FALSE)" for above, below in pairs)
        yield f"OR({many})", TOO_MANY
    yield f"{cells.filled}<{cells.count}", MISSING
