"""A column of *Performance*, in short.

In the formulas ``[@x]`` is the row's own cell, ``M(x)`` the series' cell in *Measures*, ``F(x)`` in *Figures*, ``C(x)``
in *Comparators*; ``ITS_KIND`` is the row's kind as a function takes it, ``KIND(x)`` are the conditions, for OR, that x
is true of the row's kind, ``NO_KIND(x)`` the one that it is not. No argument is skipped: "" is passed for one that is
left out, which LibreOffice would pass as 0.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from xlcsp.domain.kinds import KINDS
from xlcsp.master.sheets import YEARS_KEPT

_WORDS = ("role", "kind", "polarity", "rule", "target_rule", "judged", "rag_rule", "projection")
_SPECIAL = {
    "YEARS": f"INDEX(tComparators[[Y-{YEARS_KEPT} Q1]:[Y-1 Q4]],[@row],0)",
    "OF_YEARS": f"INDEX(tComparators[[of Y-{YEARS_KEPT} Q1]:[of Y-1 Q4]],[@row],0)",
    "LAST_YEAR": "INDEX(tComparators[[last year Q1]:[last year Q4]],[@row],0)",
    "ITS_KIND": 'IF(M(per)="",[@kind],[@kind]&" "&M(per))',
    "DECIMALS": "IF(OR(KIND(is_proportion)),2,0)+N([@decimals])",
    "CHECKED": 'IFERROR(IF(INDEX(tComparators[id],MATCH([@id]&"",tFigures[id],0))=[@id]&"",'
    'MATCH([@id]&"",tFigures[id],0),0),0)',
}
_TABLES = {"M": ("tMeasures", "plan row"), "F": ("tFigures", "row"), "C": ("tComparators", "row")}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its width, its form (text, number, percent), and its formula."""

    name: str
    width: float
    form: str
    short: str

    @property
    def formula(self) -> str:
        """The formula as stored in the file; empty for a column without one."""
        return _written_out(self.short)


@functools.cache
def _written_out(short: str) -> str:
    text = re.sub(r"\b(ITS_KIND|OF_YEARS|YEARS|LAST_YEAR|DECIMALS|CHECKED)\b", lambda word: _SPECIAL[word[0]], short)
    text = re.sub(r"\bKIND\(([^()]+)\)", lambda call: kinds(call[1]), text)
    text = re.sub(r"\bNO_KIND\(([^()]+)\)", lambda call: is_none(call[1]), text)
    text = re.sub(r"\b([MFC])\(([^()]+)\)", lambda call: _looked_up(call[1], call[2]), text)
    text = re.sub(r"\[@(\[[^\]]+\]:\[[^\]]+\])\]", r"tPerformance[[#This Row],\1]", text)
    text = f'IF([@id]="","",{text})' if text else ""
    return "=" + re.sub(r"\[@([^\]]+)\]", r"tPerformance[[#This Row],[\1]]", text) if text else ""


def _looked_up(table: str, name: str) -> str:
    """The series' cell; a word of the plan without surrounding spaces."""
    cell = f"INDEX({_TABLES[table][0]}[{name}],[@{_TABLES[table][1]}])"
    return f"TRIM({cell})" if table == "M" and name in _WORDS else cell


def kinds(says: str, cell: str = "[@kind]") -> str:
    """The conditions that the cell names a kind of which this is so: ``is_level``, ``not has_chance``."""
    *negated, name = says.split()
    return ",".join(f'{cell}="{kind}"' for kind in KINDS if getattr(kind, name) != bool(negated))


def is_one(says: str, cell: str = "[@kind]") -> str:
    """The same as one condition."""
    conditions = kinds(says, cell)
    return f"OR({conditions})" if "," in conditions else conditions


def is_none(says: str, cell: str = "[@kind]") -> str:
    """The one condition that the cell names no such kind."""
    conditions = kinds(says, cell)
    return f"NOT(OR({conditions}))" if "," in conditions else conditions.replace("=", "<>")


def looked_up(name: str, width: float, form: str, source: str, otherwise: str = "") -> Column:
    """A cell copied from another sheet: blank stays blank, and a missing series gives ``otherwise``."""
    place = "plan row" if source[0] == "M" else "row"
    return Column(name, width, form, f'IF([@{place}]=0,"{otherwise}",IF({source}="","",{source}))')


def with_default(name: str, width: float, default: str) -> Column:
    """A word copied from *Measures*; the default if it is blank there."""
    return Column(name, width, "text", f'IF([@plan row]=0,"",IF(M({name})="","{default}",M({name})))')


def looked_up_twice(name: str) -> Column:
    """A cell of *Comparators* if part of the year has its own value; otherwise that of the plan."""
    of = f'IF(M({name})="","",M({name}))'
    return Column(name, 10, "share", f'IF([@plan row]=0,"",IF([@row]=0,{of},IF(C({name})="",{of},C({name}))))')
