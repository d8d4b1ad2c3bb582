"""The formulas of what stands beside a form's row: year to date, variance, indication, and the sentence."""

from __future__ import annotations

from dataclasses import dataclass

from xlcsp.forms import entered, layout
from xlcsp.forms import formulas as rows
from xlcsp.forms import indicate as said
from xlcsp.forms.formulas import Place, quoted
from xlcsp.forms.limits import Limits
from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.measures.year_to_date import PER_POPULATION

_EXACT = 6  # decimals to which a typed decimal is made whole, so that a half is a half
_SIGNED = "+{0};-{0};{1}"


@dataclass(frozen=True, slots=True)
class Words:
    """The formulas of one row. target: in words; is_broken: whether last year was recorded differently."""

    at: Place
    limits: Limits | None
    target: str
    decimals: int
    is_broken: bool
    is_early: bool

    @property
    def _none(self) -> str:
        state = self.at.year(rows.STATE)
        return f"OR({state}={quoted(entered.BLANK)},{state}={quoted(entered.WRONG)})"

    def _unless_none(self, formula: str) -> str:
        return f'IF({self._none},"",{formula})'

    def to_date(self) -> str:
        """The year to date; of a level its value; words where there is none."""
        at, missing = self.at, self.at.year(rows.MISSING)
        n, m = at.year(rows.SUM), at.year(rows.SUM_OF)
        if at.series.kind == "milestone":
            has = f"{at.year(rows.STATE)}={quoted(entered.FIGURE)}"
            return self._unless_none(f'IF({has},{at.cell(rows.FIGURE)},"No data")')
        if not at.has_sums:
            value = f"{n}/100" if at.series.kind == "percentage" else n
            return self._unless_none(f'IF(ISNUMBER({n}),{value},"No data")')
        value = {
            "rate": f'IF({m}>0,{n}/{m},"No data")',
            "per population": f'IF(IF(ISNUMBER({m}),{m}>0,FALSE),{n}*{PER_POPULATION}/{m},"No data")',
        }.get(at.series.kind.word, n)
        return self._unless_none(f'IF({missing}="",{value},"no figure for "&{missing})')

    def last_year(self) -> str:
        """The same period last year."""
        n, m = self.at.year(rows.LAST_N), self.at.year(rows.LAST_M)
        value = {"rate": f"{n}/{m}", "percentage": f"{n}/100"}.get(self.at.series.kind.word, n)
        if self.at.series.kind == "milestone":
            return '""'
        return self._unless_none(f"IF(ISNUMBER({n}),{value},{quoted(said.NONE)})")

    def variance(self) -> str:
        """Year to date less last year; percentage points for rates and percentages."""
        to_date, last = self.at.cell(rows.TO_DATE), self.at.cell(rows.LAST)
        if self.at.series.kind == "milestone":
            return '""'
        n, m, last_n, last_m = (self.at.year(one) for one in (rows.SUM, rows.SUM_OF, rows.LAST_N, rows.LAST_M))
        value = {
            "rate": f"100*({n}*{last_m}-{last_n}*{m})/({m}*{last_m})",
            "percentage": f"{n}-{last_n}",
        }.get(self.at.series.kind.word, f"{to_date}-{last}")
        both = f"AND(ISNUMBER({to_date}),ISNUMBER({last}))"
        return self._unless_none(f"IF({both},{value},{quoted(said.NONE)})")

    def variance_pct(self) -> str:
        """The variance as a share of last year."""
        change, last = self.at.cell(rows.VARIANCE), self.at.cell(rows.LAST)
        if self.at.series.kind == "milestone":
            return '""'
        value = '"n/a"' if self.at.series.is_proportion else f'IF({last}=0,"n/a",{change}/{last})'
        return self._unless_none(f"IF(ISNUMBER({change}),{value},{quoted(said.NONE)})")

    def straight_line(self) -> str:
        """The year end if the year goes on as it began."""
        series, to_date = self.at.series, self.at.cell(rows.TO_DATE)
        if series.kind == "milestone":
            return '""'
        if series.projection == "none" or not self.at.has_sums:
            return self._unless_none(quoted(said.NONE))
        number = self.at.quarter.number
        scale = f"*{QUARTERS_A_YEAR}/{number}" if series.is_cumulative and number < QUARTERS_A_YEAR else ""
        return self._unless_none(f"IF(ISNUMBER({to_date}),{to_date}{scale},{quoted(said.NONE)})")

    def rag(self) -> str:
        """The RAG, where the form can judge what the plan judges."""
        return self._unless_none(rows.rag(self.at, self.limits))

    def ready(self) -> str:
        """Whether the row is ready, or what it lacks."""
        state, at = self.at.year(rows.STATE), self.at
        blank = f"IF({at.cell(rows.STATUS)}={quoted(layout.NO_FIGURE)},{quoted(said.SAY_WHY)},{quoted(said.FILL_IN)})"
        unsaid = f'AND({at.cell(rows.RAG)}="Red",{at.cell(rows.COMMENTARY)}="")'
        done = f"IF({unsaid},{quoted(said.COMMENT)},{quoted(said.READY)})"
        checked = f"IF({state}={quoted(entered.WRONG)},{quoted(said.CHECK)},{done})"
        return f"IF({state}={quoted(entered.BLANK)},{blank},{checked})"

    def length(self) -> str:
        """How long the commentary is."""
        cell = self.at.cell(rows.COMMENTARY)
        long = f": more than the {said.LONG} that the report has room for"
        return f'IF({cell}="","",LEN({cell})&" characters"&IF(LEN({cell})>{said.LONG},{quoted(long)},""))'

    def sentence(self) -> str:
        """What the row says, in words."""
        at, state = self.at, self.at.year(rows.STATE)
        missing, to_date = at.year(rows.MISSING), at.cell(rows.TO_DATE)
        gap = f'"No figure for {at.quarter.short}: "&{at.cell(rows.REASON)}&"."{self._judged("Red")}'
        if at.series.kind == "milestone":
            text = f'{at.cell(rows.FIGURE)}&", as stated by you."'
        else:
            main = f'{self._level()}&"."{self._line()}{self._judged()}'
            lost = f'"No year to date: no figure for "&{missing}&"."{self._judged()}'
            text = f'IF(ISNUMBER({to_date}),{main},IF({missing}<>"",{lost},"No data."))'
        if at.series.kind == "rate":
            alone = f'"A percentage alone: no year to date."{self._judged()}'
            text = f"IF({state}={quoted(entered.SHARE)},{alone},{text})"
        text = f"IF({state}={quoted(entered.GAP)},{gap},{text})"
        return (
            f'IF({state}={quoted(entered.BLANK)},"",IF({state}={quoted(entered.WRONG)},{at.year(rows.CHECK)},{text}))'
        )

    def _format(self, decimals: int | None = None) -> str:
        places = self.decimals if decimals is None else decimals
        return f"#,##0{'.' if places else ''}{'0' * places}"

    def _scaled(self, ratio: str) -> str:
        """A ratio rounded to the decimals shown: the ratio comes scaled, so that a half is a half."""
        return f"ROUND({ratio},0)/{10**self.decimals}"

    def _typed(self, value: str) -> str:
        """A typed decimal (or a difference of two), scaled to the decimals shown."""
        return f"ROUND({value}*{10**_EXACT},0)/{10 ** (_EXACT - self.decimals)}"

    def _level(self) -> str:
        """``Year to date 866, 58 above a year before (+7.2%)``."""
        n, m = self.at.year(rows.SUM), self.at.year(rows.SUM_OF)
        start = quoted("Year to date " if self.at.has_sums else "Now ")
        value = {
            "rate": f'TEXT({self._scaled(f"{100 * 10**self.decimals}*{n}/{m}")},"{self._format()}")&"%"',
            "per population": self._number(f"{PER_POPULATION * 10**self.decimals}*{n}/{m}"),
            "percentage": f'TEXT({self._scaled(self._typed(n))},"{self._format()}")&"%"',
            "snapshot": f'IF({n}=INT({n}),TEXT({n},"#,##0"),{self._number(self._typed(n))})',
        }.get(self.at.series.kind.word, f'TEXT({n},"#,##0")')
        return f"{start}&{value}&{self._change()}"

    def _number(self, scaled: str) -> str:
        return f'TEXT({self._scaled(scaled)},"{self._format()}")'

    def _change(self) -> str:
        """``, 58 above a year before (+7.2%)``."""
        change, last, kind = self.at.cell(rows.VARIANCE), self.at.cell(rows.LAST), self.at.series.kind
        n, m, last_n, last_m = (self.at.year(one) for one in (rows.SUM, rows.SUM_OF, rows.LAST_N, rows.LAST_M))
        if kind == "rate":
            difference = f"{100 * 10**self.decimals}*({n}*{last_m}-{last_n}*{m})/({m}*{last_m})"
        elif kind in ("percentage", "snapshot", "per population"):
            difference = self._typed(change)
        else:
            difference = change
        whole = f"ROUND({difference},0)"
        is_decimal = kind in ("rate", "percentage", "snapshot", "per population")
        shown = f"ABS({whole})/{10**self.decimals}" if is_decimal else f"ABS({whole})"
        text = f'TEXT({shown},"{self._format(None if is_decimal else 0)}")'
        unit = '&" percentage points"' if self.at.series.is_proportion else ""
        mark = " [b]" if self.is_broken else ""
        side = f'IF({whole}>0," above"," below")&" a year before"'
        same = quoted(f", the same as a year before{mark}")
        told = f'", "&{text}{unit}&{side}{self._share(change, last)}&{quoted(mark)}'
        return f'IF(ISNUMBER({change}),IF({whole}=0,{same},{told}),"")'

    def _share(self, change: str, last: str) -> str:
        if self.at.series.is_proportion:
            return ""
        share = f"ROUND({100 * 10**self.decimals}*{change}/{last},0)/{10**self.decimals}"
        signed = _SIGNED.format(self._format(), f"0{'.' if self.decimals else ''}{'0' * self.decimals}")
        return f'&IF({last}=0,""," ("&TEXT({share},"{signed}")&"%)")'

    def _line(self) -> str:
        series, number = self.at.series, self.at.quarter.number
        if not series.is_cumulative or series.projection == "none" or number == QUARTERS_A_YEAR:
            return ""
        n, m = self.at.year(rows.SUM), self.at.year(rows.SUM_OF)
        if series.kind == "per population":
            text = self._number(f"{PER_POPULATION * 10**self.decimals * QUARTERS_A_YEAR}*{n}/({number}*{m})")
        else:
            text = f'TEXT(ROUND({n}*{QUARTERS_A_YEAR}/{number},0),"#,##0")'
        return f'&" Straight-line indication for the year: "&{text}&"."'

    def _judged(self, only: str = "") -> str:
        """The target and the RAG, where there is one."""
        if not self.target:
            return ""
        cell = self.at.cell(rows.RAG)
        states = (only,) if only else ("Red", "Amber", "Green")
        rated = ",".join(f"{cell}={quoted(state)}" for state in states)
        end = " (early indication)." if self.is_early else "."
        return f'&IF(OR({rated}),{quoted(f" {self.target}: ")}&{cell}&{quoted(end)},"")'
