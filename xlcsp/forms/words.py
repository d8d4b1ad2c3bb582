"""The formulas of the white columns beside a form's row: year to date, variance, RAG, and the sentence."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.kinds import YearRule
from xlcsp.domain.numbers import POUND, is_money
from xlcsp.domain.periods import day
from xlcsp.domain.plan import Series
from xlcsp.domain.years import year_from
from xlcsp.forms import formulas as rows
from xlcsp.forms import layout, to_date
from xlcsp.forms.digits import Digits
from xlcsp.forms.formulas import NONE, Place, quoted
from xlcsp.forms.layout import Known
from xlcsp.forms.limits import Limits, last_year
from xlcsp.forms.rag import rag
from xlcsp.measures.comparators import BREAK_MARK
from xlcsp.measures.judging import EARLY
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact
from xlcsp.measures.rating import RATED

READY, FILL_IN, SAY_WHY, CHECK, COMMENT = "Ready", "Fill in", "Say why", "Check the figure", "Commentary missing"
TO_DATE = "Year to date?"
_LONG = 600  # characters of a commentary for which the report's page has room
_SIGNED = "+{0};-{0};{1}"


@dataclass(frozen=True, slots=True)
class Words:
    """The formulas of one row. target: in words; is_broken: whether last year was recorded differently.

    is_early: whether its RAG rests on one quarter only; is_of_last_year: whether its figure completes last year.
    digits: the decimals of its values.
    """

    at: Place
    known: Known
    limits: Limits | None
    target: str
    is_broken: bool
    is_early: bool
    is_of_last_year: bool
    digits: Digits

    @property
    def series(self) -> Series:
        """The row's series."""
        return self.at.series

    @property
    def ends(self) -> tuple[Fraction | None, ...]:
        """The bounds on the scale of the row's own number: for a percentage 0 to 100."""
        scale = 100 if self.series.kind.is_bare_percentage else 1
        ends = self.limits.ends if self.limits else (None,) * 5
        return tuple(end * scale if end is not None else None for end in ends)

    @property
    def last_year_numbers(self) -> tuple[Fraction | None, Fraction | None]:
        """The same period last year: for a rate n and m, for a percentage 0 to 100."""
        return last_year(self.series, self.at.quarter, self.known)

    @property
    def _none(self) -> str:
        state = self.at.year("state")
        return f"OR({state}={quoted(rows.BLANK)},{state}={quoted(rows.WRONG)})"

    def _unless_none(self, formula: str) -> str:
        return f'IF({self._none},"",{formula})'

    @property
    def _quarters(self) -> tuple[int, int]:
        """How many quarters of the year the series has, and how many of them up to this one."""
        before = self.at.series.quarters_before(self.at.quarter.start)
        return QUARTERS_A_YEAR - before, self.at.quarter.number - before

    def to_date(self) -> str:
        """The year to date, or the value of a level; words if there is none."""
        at, missing = self.at, self.at.year("missing")
        n, m = at.year("sum"), at.year("sum_of")
        if at.series.kind.has_status:
            has = f"{at.year('state')}={quoted(rows.FIGURE)}"
            return self._unless_none(f'IF({has},{at.cell("figure")},"No data")')
        if not at.has_sums:
            value = f"{n}/100" if at.series.is_proportion else n
            if at.series.kind.is_pair:
                value = f'IF({m}>0,{n}/{m},"No data")'
            return self._unless_none(f'IF(ISNUMBER({n}),{value},"No data")')
        value = {
            YearRule.SUM: n,
            YearRule.POOLED: f'IF({m}>0,{n}/{m},"No data")',
            YearRule.RATE: f'IF(IF(ISNUMBER({m}),{m}>0,FALSE),{n}*{self.series.kind.per}/{m},"No data")',
        }[at.series.kind.year]
        return self._unless_none(f'IF({missing}="",{value},"no figure for "&{missing})')

    def last_year(self) -> str:
        """The same period last year."""
        n, m = self.at.year("last_n"), self.at.year("last_m")
        kind = self.series.kind
        value = f"{n}/{m}" if kind.is_pair else f"{n}/100" if kind.is_proportion else n
        if self.at.series.kind.has_status:
            return '""'
        none = BREAK_MARK if self.is_broken else NONE
        return self._unless_none(f"IF(ISNUMBER({n}),{value},{quoted(none)})")

    def variance(self) -> str:
        """Year to date less last year; percentage points for rates and percentages."""
        to_date, last = self.at.cell("to_date"), self.at.cell("last_year")
        if self.at.series.kind.has_status:
            return '""'
        n, m, last_n, last_m = (self.at.year(key) for key in ("sum", "sum_of", "last_n", "last_m"))
        value = f"{n}-{last_n}" if self.series.is_proportion else f"{to_date}-{last}"
        if self.series.kind.is_pair:
            value = f"{'100*' * self.series.is_proportion}({n}*{last_m}-{last_n}*{m})/({m}*{last_m})"
        both = f"AND(ISNUMBER({to_date}),ISNUMBER({last}))"
        return self._unless_none(f"IF({both},{value},{quoted(NONE)})")

    def variance_pct(self) -> str:
        """The variance as a share of last year; 0 where it would read −0.0%."""
        change, last = self.at.cell("variance"), self.at.cell("last_year")
        if self.at.series.kind.has_status:
            return '""'
        share = f"IF(ROUND(1000*{change}/{last},0)=0,0,{change}/{last})"
        value = '"n/a"' if self.at.series.is_proportion else f'IF({last}=0,"n/a",{share})'
        return self._unless_none(f"IF(ISNUMBER({change}),{value},{quoted(NONE)})")

    def straight_line(self) -> str:
        """The year end if the year goes on as it began."""
        series, to_date = self.at.series, self.at.cell("to_date")
        if series.kind.has_status:
            return '""'
        if series.projection == "none" or not self.at.has_sums:
            return self._unless_none(quoted(NONE))
        year, so_far = self._quarters
        scale = f"*{year}/{so_far}" if series.kind.is_cumulative and so_far < year else ""
        return self._unless_none(f"IF(ISNUMBER({to_date}),{to_date}{scale},{quoted(NONE)})")

    def rag(self) -> str:
        """The RAG, if the form can judge what the plan judges.

        None for last year's figure without last year's target.
        """
        if self.is_of_last_year and self.series.target_rule == "to be set":
            return self._unless_none(quoted(NONE))
        return self._unless_none(rag(self.at, self.limits))

    def ready(self) -> str:
        """Whether the row is ready, or what it lacks."""
        state, at = self.at.year("state"), self.at
        blank = f"IF({at.cell('status')}={quoted(layout.NO_FIGURE)},{quoted(SAY_WHY)},{quoted(FILL_IN)})"
        unsaid = f'AND({at.cell("rag")}="Red",{at.cell("commentary")}="")'
        done = f"IF({unsaid},{quoted(COMMENT)},{quoted(READY)})"
        if self.asked():
            done = f'IF({at.year("asked")}<>"",{quoted(TO_DATE)},{done})'
        checked = f"IF({state}={quoted(rows.WRONG)},{quoted(CHECK)},{done})"
        return f"IF({state}={quoted(rows.BLANK)},{blank},{checked})"

    def asked(self) -> str:
        """The question whether the figure is the year to date, if it looks like one."""
        last = year_from(self.known.history, self.at.quarter.start - 1)
        return to_date.asked(self.at, exact(last.quarters[self.at.quarter.number - 1]) if last else None)

    def length(self) -> str:
        """How long the commentary is."""
        cell = self.at.cell("commentary")
        long = f": more than the {_LONG} that the report has room for"
        return f'IF({cell}="","",LEN({cell})&" characters"&IF(LEN({cell})>{_LONG},{quoted(long)},""))'

    def sentence(self) -> str:
        """The row as a sentence."""
        at, state = self.at, self.at.year("state")
        missing, to_date = at.year("missing"), at.cell("to_date")
        gap = f'"No figure for {at.quarter.short}: "&{at.cell("reason")}&"."{self._judged("Red")}'
        if at.series.kind.has_status:
            late = f'IF({at.cell("rag")}="Red",", not achieved: Red","")'
            due = f'&" Due {day(at.series.due)}"&{late}&"."' if at.series.due else ""
            text = f'{at.cell("figure")}&", as stated by you."{due}'
        else:
            level = self.digits.either(*(self._level(places) for places in (self.digits.places, self.digits.more)))
            main = f'{level}&"."{self._line()}{self._judged()}'
            lost = f'"No year to date: no figure for "&{missing}&"."{self._judged()}'
            text = f'IF(ISNUMBER({to_date}),{main},IF({missing}<>"",{lost},"No data."))'
        if at.series.kind.takes_share:
            alone = f'"A percentage alone: no year to date."{self._judged()}'
            text = f"IF({state}={quoted(rows.SHARE)},{alone},{text})"
        text = f"IF({state}={quoted(rows.GAP)},{gap},{text})"
        if self.asked():
            text = f'IF({at.year("asked")}<>"",{at.year("asked")},{text})'
        return f'IF({state}={quoted(rows.BLANK)},"",IF({state}={quoted(rows.WRONG)},{at.year("check")},{text}))'

    def _text(self, number: str, places: int) -> str:
        """A number as text, with its sign of pounds."""
        sign = f"{quoted(POUND)}&" if is_money(self.series.unit) and not self.series.is_proportion else ""
        return f'{sign}TEXT({number},"{_format(places)}")'

    def _level(self, places: int) -> str:
        """``Year to date 866, 58 above a year before (+7.2%)``."""
        n, m = self.at.year("sum"), self.at.year("sum_of")
        start = quoted("Year to date " if self.at.has_sums else "Now ")
        kind = self.series.kind
        if kind.is_part:
            value = f'{self._number(f"{100 * 10**places}*{n}/{m}", places)}&"%"'
        elif kind.is_pair:
            value = self._number(f"{10**places}*{self.at.made_whole(n)}/{self.at.made_whole(m)}", places)
        elif kind.is_per_population:
            value = self._number(f"{self.series.kind.per * 10**places}*{n}/{m}", places)
        elif kind.is_bare_percentage:
            value = f'{self._number(_typed(n, places), places)}&"%"'
        else:
            value = self._number(_typed(n, places), places) if kind.is_measured else f'TEXT({n},"#,##0")'
        return f"{start}&{value}&{self._change(places)}"

    def _number(self, scaled: str, places: int) -> str:
        """A ratio rounded to the decimals shown; it is scaled first, so that halves are exact."""
        return self._text(f"ROUND({scaled},0)/{10**places}", places)

    def _change(self, places: int) -> str:
        """``, 58 above a year before (+7.2%)``; nothing is compared across a break in recording."""
        if self.is_broken:
            return quoted(f", not comparable with a year before {BREAK_MARK}")
        change, last, kind = self.at.cell("variance"), self.at.cell("last_year"), self.at.series.kind
        n, m, last_n, last_m = (self.at.year(key) for key in ("sum", "sum_of", "last_n", "last_m"))
        difference = _typed(change, places) if kind.is_proportion or kind.is_measured else change
        exact_change = rows.whole(change)
        part = f"{rows.whole(change)}/{rows.whole(last)}" if kind.is_measured else f"{change}/{last}"
        if kind.is_pair:
            scale = 10**places * (100 if kind.is_proportion else 1)
            n, m = self.at.made_whole(n), self.at.made_whole(m)
            apart = f"({n}*{last_m}-{last_n}*{m})"
            difference, part = f"{scale}*{apart}/({m}*{last_m})", f"{apart}/({last_n}*{m})"
            exact_change = apart
        whole = f"ROUND({difference},0)"
        text = self._text(f"ABS({whole})/{10**places}", places)
        if kind.is_proportion or kind.is_measured:  # what differs by less than is printed is not the same
            text = f'IF({whole}=0,"less than "&{self._text(f"1/{10**places}", places)},{text})'
        unit = '&" percentage points"' if self.at.series.is_proportion else ""
        side = f'IF({exact_change}>0," above"," below")&" a year before"'
        same = quoted(", the same as a year before")
        words = f'", "&{text}{unit}&{side}{self._share(part, last)}'
        return f'IF(ISNUMBER({change}),IF({exact_change}=0,{same},{words}),"")'

    def _share(self, part: str, last: str) -> str:
        """The change as a share of last year."""
        if self.at.series.is_proportion:
            return ""
        decimals = self.series.decimals
        share = f"ROUND({100 * 10**decimals}*{part},0)/{10**decimals}"
        signed = _SIGNED.format(_format(decimals), f"0{'.' if decimals else ''}{'0' * decimals}")
        return f'&IF({last}=0,""," ("&TEXT({share},"{signed}")&"%)")'

    def _line(self) -> str:
        series, (year, so_far) = self.at.series, self._quarters
        if not series.kind.is_cumulative or series.projection == "none" or so_far == year:
            return ""
        n, m = self.at.year("sum"), self.at.year("sum_of")
        if series.kind.is_per_population:
            places = self.digits.places
            text = self._number(f"{self.series.kind.per * 10**places * year}*{n}/({so_far}*{m})", places)
        else:
            text = self._text(f"ROUND({n}*{year}/{so_far},0)", 0)
        return f'&" Straight-line indication for the year: "&{text}&"."'

    def _judged(self, only: str = "") -> str:
        """The target and the RAG, if there is one."""
        if not self.target:
            return ""
        cell = self.at.cell("rag")
        states = (only,) if only else RATED
        rated = ",".join(f"{cell}={quoted(state)}" for state in states)
        end = f" ({EARLY})." if self.is_early else "."
        return f'&IF(OR({rated}),{quoted(f" {self.target}: ")}&{cell}&{quoted(end)},"")'


def _format(places: int) -> str:
    return f"#,##0{'.' if places else ''}{'0' * places}"


def _typed(value: str, places: int) -> str:
    """A typed decimal (or a difference of two), scaled to the decimals shown."""
    return f"{rows.whole(value)}/{10 ** (rows.EXACT - places)}"
