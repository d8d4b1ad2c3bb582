"""The formulas of a form's RAG: the figure compared with the bounds on *Year so far*."""

from __future__ import annotations

from fractions import Fraction

from xlcsp.domain.plan import ACHIEVED_STATUS, ALONE, MILESTONES
from xlcsp.forms import limits as bounds
from xlcsp.forms.formulas import FIGURE, NONE, SHARE, TO_DATE, Place, before, either, quoted
from xlcsp.forms.limits import Limits
from xlcsp.forms.stored import serial


def rag(at: Place, limits: Limits | None) -> str:
    """The RAG if the form can judge; a dash if only the report can."""
    series, has = at.series, f"{at.year('state')}={quoted(FIGURE)}"
    if series.target_rule in ("monitor", "to be set"):
        return '"Monitor"'
    if series.kind.has_status:
        return f'IF({has},{_of_milestone(at)},"No data")'
    if limits is None:
        return quoted(NONE)
    return _rag_latest(at, limits, has) if limits.basis == bounds.LATEST else _rag_to_date(at, limits)


def _of_milestone(at: Place) -> str:
    """The RAG of its status.

    Red if it was due before the quarter's end, or the end of the form's data, and is not achieved.
    """
    is_good, is_near = (_is_status(at.cell("figure"), state) for state in ("Green", "Amber"))
    by_status, due = f'IF({is_good},"Green",IF({is_near},"Amber","Red"))', at.series.due
    if due is None:
        return by_status
    is_past = "TRUE" if due < at.quarter.last_day else f"IF(ISNUMBER({at.as_at}),{at.as_at}>{serial(due)},FALSE)"
    return f'IF(AND({at.cell("figure")}<>{quoted(ACHIEVED_STATUS)},{is_past}),"Red",{by_status})'


def _is_status(cell: str, state: str) -> str:
    return either([f"{cell}={quoted(word)}" for word, means in MILESTONES.items() if means == state])


def _rag_to_date(at: Place, limits: Limits) -> str:
    """The RAG of the year to date; a count is also Red if it already exceeds the year's target."""
    n, m, missing = at.year("sum"), at.year("sum_of"), at.year("missing")
    if at.series.kind.is_pair:
        compared = _compared(at, limits, at.made_whole(n), at.made_whole(m))
        return f'IF({missing}="",IF({m}>0,{compared},"No data"),"No data")'
    if at.series.kind.is_per_population:
        is_known = f'IF({missing}="",IF(ISNUMBER({m}),{m}>0,FALSE),FALSE)'
        return f'IF({is_known},{_compared(at, limits, f"{n}*{at.series.kind.per}", m)},"No data")'
    none = f'IF(N({n})>{float(limits.passed):.15g},"Red","No data")' if limits.passed is not None else '"No data"'
    return f'IF({missing}="",{_compared(at, limits, n)},{none})'


def _rag_latest(at: Place, limits: Limits, has: str) -> str:
    """The RAG of the row's own value."""
    if not at.is_pair and not at.has_sums:
        return f'IF({has},{_compared(at, limits, at.year("sum"))},"No data")'
    n, m = _own(at)
    if at.series.judged == ALONE:  # a year to date with a quarter missing before it has no quarter of its own
        has = f'IF({has},NOT(AND({at.cell("basis")}{TO_DATE},{before(at).missing}<>"")),FALSE)'
    if not at.is_pair:
        return f'IF({has},{_compared(at, limits, n)},"No data")'
    above = f"{n}*{at.series.kind.per}" if at.series.kind.is_per_population else at.made_whole(n)
    own = f'IF({m}>0,{_compared(at, limits, above, at.made_whole(m))},"No data")'
    share = '"No data"'
    if at.series.kind.takes_share:
        alone = f"ROUND({at.cell('percentage')}*1000000,0)", "100000000"  # a typed decimal made whole
        share = f'IF({at.year("state")}={quoted(SHARE)},{_compared(at, limits, *alone)},"No data")'
    return f"IF({has},{own},{share})"


def _own(at: Place) -> tuple[str, str]:
    """The quarter's own figure and denominator, also if the year to date was entered."""
    d, e = at.cell("figure"), at.cell("out_of")
    if not at.has_sums:
        return d, e
    is_to_date, sums_before = f"{at.cell('basis')}{TO_DATE}", before(at)
    n = f"IF({is_to_date},{d}-({sums_before.n}),{d})"
    return n, f"IF({is_to_date},{e}-({sums_before.m}),{e})" if at.series.kind.is_pair else e


def _compared(at: Place, limits: Limits, n: str, m: str = "") -> str:
    """Red, Amber or Green by comparing whole numbers: n × scale against bound × scale × m."""
    scale = 10 ** bounds.places(limits.ends) if at.is_pair else 1

    def against(column: str, sign: str) -> str:
        bound = at.year(column)
        if not m:
            return f"{n}{sign}{bound}"
        return f"{n}*{scale}{sign}ROUND({bound}*{scale},0)*{m}"

    def inside(ends: tuple[Fraction | None, Fraction | None], low: str, high: str) -> str:
        parts = [against(low, ">=")] if ends[0] is not None else []
        parts += [against(high, "<=")] if ends[1] is not None else []
        return f"AND({','.join(parts)})"

    near = f'IF({inside(limits.amber, "amber_from", "amber_to")},"Amber","Red")'
    text = f'IF({inside(limits.green, "green_from", "green_to")},"Green",{near})'
    return f'IF({against("edge", "=")},"Amber",{text})' if limits.edge is not None else text
