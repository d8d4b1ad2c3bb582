"""The native formulas of a form's row: no macros, no Python, and functions that every spreadsheet has.

Each gives what ``xlcsp.forms.indicate`` works out. Percentages and rounding are made of whole numbers, so that a half
is a half; text is compared as text. Addresses are those of one row of the sheets *Return* and *Year so far*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain import figures as kept
from xlcsp.domain.figures import Figure
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import MILESTONES, Series
from xlcsp.forms import entered, layout
from xlcsp.forms import indicate as said
from xlcsp.forms import limits as bounds
from xlcsp.forms.limits import Limits
from xlcsp.measures.year_to_date import PER_POPULATION

EARLIER = f"'{layout.EARLIER_SHEET}'!"
YEAR = f"'{layout.YEAR_SHEET}'!"
_TO_DATE = f'="{layout.TO_DATE_BASIS}"'


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: its row on *Return*, on *Year so far*, and of its earlier quarters."""

    series: Series
    quarter: Quarter
    row: int
    year_row: int
    earlier: Mapping[int, tuple[int, Figure | None]]

    @property
    def is_pair(self) -> bool:
        """Whether the figure is given out of something."""
        return self.series.kind in ("rate", "per population")

    @property
    def has_sums(self) -> bool:
        """Whether its quarters are added up."""
        return self.series.is_cumulative or self.series.kind == "rate"

    def cell(self, column: str) -> str:
        """A cell of the row on *Return*."""
        return f"{layout.RETURN_SHEET}!{column}{self.row}"

    def year(self, column: str) -> str:
        """A cell of the row on *Year so far*."""
        return f"{YEAR}{column}{self.year_row}"


FIGURE, OUT_OF, PERCENT, BASIS, STATUS, REASON, COMMENTARY = "D", "E", "F", "G", "H", "I", "J"
TO_DATE, LAST, VARIANCE, VARIANCE_PCT, LINE, RAG = "N", "O", "P", "Q", "R", "S"
SUM, SUM_OF, MISSING, LAST_N, LAST_M = "L", "M", "N", "O", "P"
GREEN_FROM, GREEN_TO, AMBER_FROM, AMBER_TO, EDGE = "Q", "R", "S", "T", "U"
CHECK, STATE, SENTENCE = "V", "W", "AC"


def held_columns(number: int) -> tuple[str, str]:
    """The columns of a quarter's figure and of what it is out of, on *Year so far*."""
    return "DFHJ"[number - 1], "EGIK"[number - 1]


def quoted(text: str) -> str:
    """A text inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def is_whole(cell: str) -> str:
    """Whether the cell holds a whole number of 0 or more."""
    return f"IF(ISNUMBER({cell}),AND({cell}>=0,{cell}=INT({cell})),FALSE)"


def is_number(cell: str, most: int | None = None) -> str:
    """Whether the cell holds a number of 0 or more (and at most ``most``)."""
    limit = f",{cell}<={most}" if most is not None else ""
    return f"IF(ISNUMBER({cell}),AND({cell}>=0{limit}),FALSE)"


def is_filled(at: Place) -> str:
    """Whether any of the row's open cells of figures is filled."""
    d, e, f = at.cell(FIGURE), at.cell(OUT_OF), at.cell(PERCENT)
    used = {"rate": (d, e, f), "per population": (d, e), "percentage": (f,)}.get(at.series.kind.word, (d,))
    filled = ",".join(f'{cell}<>""' for cell in used)
    return f"OR({filled})"


def earlier_held(at: Place, number: int) -> tuple[str, str]:
    """An earlier quarter's figure and what it is out of: the revised one where there is one, else the last reported."""
    row, kind = at.earlier[number][0], at.series.kind
    last, last_of, last_share, new, new_of, new_share = (f"{EARLIER}{column}{row}" for column in "EFGHIJ")
    if at.is_pair:
        fits = f",{new}<={new_of}" if kind == "rate" else ""
        taken = (
            f"IF(AND(ISNUMBER({new}),ISNUMBER({new_of})),"
            f"AND({new}>=0,{new}=INT({new}),{new_of}>=0,{new_of}=INT({new_of}){fits}),FALSE)"
        )
        known = f"AND(ISNUMBER({last}),ISNUMBER({last_of}))"
        return (
            f'IF({taken},{new},IF({known},{last},"[x]"))',
            f'IF({taken},{new_of},IF({known},{last_of},"[x]"))',
        )
    if kind == "milestone":
        return f'IF({new}<>"",{new},IF({last}={quoted(layout.NOT_REPORTED)},"[x]",{last}))', ""
    if kind == "percentage":
        old = f'IF(ISNUMBER({last_share}),{last_share},"[x]")'
        return f"IF({is_number(new_share, 100)},{new_share},{old})", ""
    taken = is_number(new) if kind == "snapshot" else is_whole(new)
    return f'IF({taken},{new},IF(ISNUMBER({last}),{last},"[x]"))', ""


@dataclass(frozen=True, slots=True)
class Before:
    """What the quarters before this one add up to, as expressions: numerator, denominator, and which are missing."""

    n: str = "0"
    m: str = "0"
    missing: str = '""'


def before(at: Place) -> Before:
    """The sums before the row's quarter. A year to date of an earlier quarter holds those before it."""
    found = Before()
    if not at.has_sums:
        return found
    for number, (_, figure) in sorted(at.earlier.items()):
        columns = held_columns(number)
        n, m = at.year(columns[0]), at.year(columns[1])
        lost = f'{found.missing}&", Q{number}"'
        if figure is None or figure.basis != kept.YEAR_TO_DATE:
            missing = f'{found.missing}&IF(ISNUMBER({n}),"",", Q{number}")'
            found = Before(f"{found.n}+N({n})", f"{found.m}+N({m})", missing)
            continue
        holds = f"{n}>={found.n}"
        if at.series.kind == "rate":
            holds = f"AND({holds},{m}>={found.m},{n}-({found.n})<={m}-({found.m}))"
        holds = f"IF(ISNUMBER({n}),{holds},FALSE)"
        found = Before(f"IF({holds},{n},{found.n})", f"IF({holds},{m},{found.m})", f'IF({holds},"",{lost})')
    return found


def wrong(at: Place) -> str:
    """What is wrong with what was entered; empty where nothing is."""
    conditions = [*_unreadable(at), *_contradicting(at)]
    text = '""'
    for condition, words in reversed(conditions):
        text = f"IF({condition},{quoted(words)},{text})"
    return f'IF({is_filled(at)},{text},"")'


def _unreadable(at: Place) -> list[tuple[str, str]]:
    d, e, f = at.cell(FIGURE), at.cell(OUT_OF), at.cell(PERCENT)
    kind = at.series.kind
    if kind == "milestone":
        words = ",".join(f"{d}={quoted(word)}" for word in MILESTONES)
        return [(f"NOT(OR({words}))", entered.NOT_STATUS)]
    if kind == "percentage":
        return [(f"NOT({is_number(f, 100)})", entered.NOT_SHARE)]
    if not at.is_pair:
        is_read = is_number(d) if kind == "snapshot" else is_whole(d)
        return [(f"NOT({is_read})", entered.NOT_NUMBER if kind == "snapshot" else entered.NOT_WHOLE)]
    half = (f'({d}="")<>({e}="")', entered.HALF)
    whole = (f'IF({d}="",FALSE,NOT(AND({is_whole(d)},{is_whole(e)})))', entered.NOT_WHOLE)
    if kind != "rate":
        return [half, whole]
    share = (f'IF({f}="",FALSE,NOT({is_number(f, 100)}))', entered.NOT_SHARE)
    return [half, whole, (f'IF({d}="",FALSE,{d}>{e})', entered.TOO_MANY), share]


def _contradicting(at: Place) -> list[tuple[str, str]]:
    d, e, f = at.cell(FIGURE), at.cell(OUT_OF), at.cell(PERCENT)
    kind, is_to_date = at.series.kind, f"{at.cell(BASIS)}{_TO_DATE}"
    first = {"percentage": f"{f}=0", "rate": f'IF({d}="",{f}=0,{d}=0)', "milestone": "FALSE"}.get(kind.word, f"{d}=0")
    found = [
        (f"{at.cell(STATUS)}={quoted(layout.NO_FIGURE)}", entered.STATED_NONE),
        (f'AND({at.cell(REASON)}<>"",{first})', entered.ZERO_AND_REASON),
    ]
    if kind == "rate":
        found.append((f'AND({d}="",{is_to_date})', entered.SHARE_TO_DATE))
    if at.has_sums and at.earlier:
        sums = before(at)
        less = f"{d}<{sums.n}"
        if kind == "rate":
            less = f"OR({less},{e}<{sums.m},{d}-({sums.n})>{e}-({sums.m}))"
        found.append((f"AND({is_to_date},{less})", entered.NOT_HELD))
    return found


def state(at: Place) -> str:
    """What the row holds: blank, gap, wrong, figure or percentage alone."""
    held = quoted(entered.FIGURE)
    if at.series.kind == "rate":
        held = f'IF({at.cell(FIGURE)}="",{quoted(entered.SHARE)},{held})'
    empty = f'IF({at.cell(REASON)}<>"",{quoted(entered.GAP)},{quoted(entered.BLANK)})'
    return f'IF({is_filled(at)},IF({at.year(CHECK)}<>"",{quoted(entered.WRONG)},{held}),{empty})'


def own_held(at: Place) -> tuple[str, str]:
    """The row's own figure and what it is out of, on *Year so far*."""
    at_state = at.year(STATE)
    none = f"OR({at_state}={quoted(entered.BLANK)},{at_state}={quoted(entered.WRONG)})"
    cell = at.cell(PERCENT if at.series.kind == "percentage" else FIGURE)
    has = f"{at_state}={quoted(entered.FIGURE)}"
    below = f'IF({none},"",IF({has},{at.cell(OUT_OF)},"[x]"))' if at.is_pair else ""
    return f'IF({none},"",IF({has},{cell},"[x]"))', below


def sums(at: Place) -> tuple[str, str, str]:
    """The year to date: numerator, denominator, and the quarters that are missing."""
    has = f"{at.year(STATE)}={quoted(entered.FIGURE)}"
    if not at.has_sums:
        cell = at.cell(PERCENT if at.series.kind == "percentage" else FIGURE)
        return ('""' if at.series.kind == "milestone" else f'IF({has},{cell},"")'), "", '""'
    found, is_to_date = before(at), f"{at.cell(BASIS)}{_TO_DATE}"
    n = f"IF({has},IF({is_to_date},{at.cell(FIGURE)},{found.n}+{at.cell(FIGURE)}),{found.n})"
    m = ""
    if at.series.kind == "rate":
        m = f"IF({has},IF({is_to_date},{at.cell(OUT_OF)},{found.m}+{at.cell(OUT_OF)}),{found.m})"
    elif at.series.kind == "per population":
        m = f'IF({has},{at.cell(OUT_OF)},"")'
    said_none = f"OR({at.year(STATE)}={quoted(entered.GAP)},{at.year(STATE)}={quoted(entered.SHARE)})"
    lost = f'IF({said_none},{found.missing}&", Q{at.quarter.number}",{found.missing})'
    return n, m, f'MID(IF({has},IF({is_to_date},"",{found.missing}),{lost}),3,20)'


def rag(at: Place, found: Limits | None) -> str:
    """The RAG where the form can judge; a dash where only the report can."""
    series, has = at.series, f"{at.year(STATE)}={quoted(entered.FIGURE)}"
    if series.target_rule in ("monitor", "to be set"):
        return '"Monitor"'
    if series.kind == "milestone":
        d = at.cell(FIGURE)
        good = f'OR({d}="On track",{d}="Achieved")'
        return f'IF({has},IF({good},"Green",IF({d}="At risk","Amber","Red")),"No data")'
    if found is None:
        return quoted(said.NONE)
    return _rag_latest(at, found, has) if found.basis == bounds.LATEST else _rag_to_date(at, found)


def _rag_to_date(at: Place, found: Limits) -> str:
    """The RAG of the year to date; of a count Red too where what there is exceeds the year's target already."""
    n, m, missing = at.year(SUM), at.year(SUM_OF), at.year(MISSING)
    if at.series.kind == "rate":
        return f'IF({missing}="",IF({m}>0,{_compared(at, found, n, m)},"No data"),"No data")'
    if at.series.kind == "per population":
        is_known = f'IF({missing}="",IF(ISNUMBER({m}),{m}>0,FALSE),FALSE)'
        return f'IF({is_known},{_compared(at, found, f"{n}*{PER_POPULATION}", m)},"No data")'
    none = f'IF({n}>{float(found.passed):.15g},"Red","No data")' if found.passed is not None else '"No data"'
    return f'IF({missing}="",{_compared(at, found, n)},{none})'


def _rag_latest(at: Place, found: Limits, has: str) -> str:
    """The RAG of the row's own value."""
    if not at.is_pair:
        return f'IF({has},{_compared(at, found, at.year(SUM))},"No data")'
    d, e, is_to_date = at.cell(FIGURE), at.cell(OUT_OF), f"{at.cell(BASIS)}{_TO_DATE}"
    sums_before = before(at)
    n = f"IF({is_to_date},{d}-({sums_before.n}),{d})"
    m = f"IF({is_to_date},{e}-({sums_before.m}),{e})" if at.series.kind == "rate" else e
    if at.series.kind == "per population":
        n = f"{n}*{PER_POPULATION}"
    own = f'IF({m}>0,{_compared(at, found, n, m)},"No data")'
    share = '"No data"'
    if at.series.kind == "rate":
        alone = f"ROUND({at.cell(PERCENT)}*1000000,0)", "100000000"  # a typed decimal made whole
        share = f'IF({at.year(STATE)}={quoted(entered.SHARE)},{_compared(at, found, *alone)},"No data")'
    return f"IF({has},{own},{share})"


def _compared(at: Place, found: Limits, n: str, m: str = "") -> str:
    """Red, Amber or Green by comparing whole numbers: n × scale against bound × scale × m."""
    scale = 10 ** bounds.places(found.ends) if at.is_pair else 1

    def against(column: str, sign: str) -> str:
        bound = at.year(column)
        if not m:
            return f"{n}{sign}{bound}"
        return f"{n}*{scale}{sign}ROUND({bound}*{scale},0)*{m}"

    def inside(ends: tuple[Fraction | None, Fraction | None], low: str, high: str) -> str:
        parts = [against(low, ">=")] if ends[0] is not None else []
        parts += [against(high, "<=")] if ends[1] is not None else []
        return f"AND({','.join(parts)})"

    near = f'IF({inside(found.amber, AMBER_FROM, AMBER_TO)},"Amber","Red")'
    text = f'IF({inside(found.green, GREEN_FROM, GREEN_TO)},"Green",{near})'
    return f'IF({against(EDGE, "=")},"Amber",{text})' if found.edge is not None else text
