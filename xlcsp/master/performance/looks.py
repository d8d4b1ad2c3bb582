"""The number formats of *Performance*, each with the condition of its row, so that a row filled down looks right.

A figure looks as in the report: with the series' decimals, pounds with their sign.
"""

from __future__ import annotations

from collections.abc import Iterator

from xlcsp.domain.numbers import MOST_PLACES, POUND, number_format
from xlcsp.master.performance.column import is_one, kinds

Look = tuple[str, str]  # the condition, and the number format where it holds


def looks(form: str, kind: str, decimals: str, unit: str, own: str) -> Iterator[Look]:
    """The formats of a column, the first that applies counting.

    form: the column's. kind, decimals, unit, own: the row's cells of these columns, and that of this one.
    """
    is_share = f"OR({kinds('is_proportion', kind)})"
    is_pounds = f'OR({unit}="{POUND}",MID({unit},1,2)="{POUND} ")'
    if form == "figure":  # n and m are shown as they were given
        is_share, is_pair = is_one("is_bare_percentage", kind), f"OR({kinds('has_denominator', kind)})"
        yield f"AND({is_pair},IF(ISNUMBER({own}),{own}<>INT({own}),FALSE))", "#,##0.0#"
        yield is_pair, "#,##0"
    else:  # a part of a target has decimals also beside figures without any
        has_parts = f"IF(ISNUMBER({own}),{own}<>INT({own}),FALSE)"
        is_whole = f"ISNUMBER({decimals}),{decimals}=0,OR({kinds('takes_decimals', kind)}),NOT({is_pounds})"
        yield f"AND({is_whole},{has_parts})", _signed(form, "#,##0.0")
    for places in range(MOST_PLACES + 1):
        is_so = f"ISNUMBER({decimals}),{decimals}={places}"
        if form == "points":  # a difference that would read −0.0 shows what it is
            tiny = f"IF(ISNUMBER({own}),AND({own}<>0,ABS({own})<{5 / 10 ** (places + 1):f}/IF({is_share},100,1)),FALSE)"
            yield f"AND({is_so},{is_share},{tiny})", _signed(form, "0.0###%", share=True)
            yield f"AND({is_so},{tiny})", _signed(form, "0.0###")
        yield f"AND({is_so},{is_share})", _signed(form, number_format(places, is_share=True), share=True)
        yield f"AND({is_so},{is_pounds})", _signed(form, number_format(places, in_pounds=True))
        if places:
            yield f"AND({is_so})", _signed(form, number_format(places))
    yield is_share, _signed(form, "0.0%", share=True)


def _signed(form: str, shown: str, *, share: bool = False) -> str:
    """The format, of a difference with its sign; that of percentages is in points."""
    if form != "points":
        return shown
    return f'+{shown}" pts";-{shown}" pts";{shown}' if share else f"+{shown};-{shown};{shown}"
