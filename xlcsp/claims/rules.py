"""The rules by which claims are read. Each is small and has a name; ``lexer`` explains the letters of the kinds."""

from __future__ import annotations

import re

from xlcsp.claims import changes, levels, outturns
from xlcsp.claims.cell import Action, Rule

_ON = "(?:v?(?P<b>[slb]))?"
_SHARE = r"(?:\((?P<p>p)\))?"
_LEVELS: tuple[tuple[str, str, Action], ...] = (
    ("verdict", "(?P<k>k)", levels.verdict),
    ("per population", "(?P<n>n)P", levels.per_population),
    ("of the m, n of those", r"f?w(?P<m>n)(?P<unit>w{0,6})(?:iq)?,(?P<n>n)fw", levels.n_of_those),
    ("count in a year", "(?P<n>n)(?P<unit>w{0,5})i(?P<y>y)", levels.in_year),
    ("count in a year", "(?P<y>y)(?P<total>w)[-:=]?(?P<n>n)", levels.total_of_year),
    ("outturn", r"^(?P<n>[np])(?P<unit>w{0,5})\((?P<parts>q:[np](?:[a,]q:[np])*)\)", outturns.outturn),
    ("n divided by m", r"(?P<n>n)(?P<divided>w)f(?P<m>n)", outturns.divided),
    ("n of m (p)", r"(?P<n>n)[fu](?P<the>w?)(?P<m>n)(?P<unit>w{0,8})(?:iq)?\((?P<p>p)\)", levels.n_of_m),
    ("n of m, a total of p", r"(?P<n>n)[fu](?P<the>w?)(?P<m>n)(?P<unit>w{0,5})f(?P<p>p)", levels.n_of_m),
    ("n of m", r"(?P<n>n)[fu](?P<the>w?)(?P<m>n)(?P<unit>w{0,4})", levels.n_of_m),
    ("m, only n (p)", r"(?P<m>n)(?P<unit>[wfi,]{1,9})(?P<n>n)\((?P<p>p)\)", levels.m_of_which_n),
    ("year to date amount", r"T(?P<label>w{0,2})(?:\((?P<m>m)\))?f?[-:=]?(?P<n>n)(?![fu]n|P)(?P<unit>w{0,3})",
     levels.to_date),
    ("year to date", r"T(?:w{0,2}\((?P<m>m)\))?", levels.period_to_date),
    ("whole year amount", r"F(?P<label>w{0,3})f?[-:=]?(?P<n>n)(?![fu]n|P)", levels.whole_year),
    ("whole year", "F(?P<y>y)?", levels.period_whole_year),
    ("total for the year", r"(?P<total>w)f(?P<n>n)(?P<unit>w{0,6})i(?P<year>w{1,3})", levels.total_for_year),
    ("end of a clipped total", r"^f(?P<n>n)(?P<unit>w{1,3})\.", levels.clipped_total),
    ("dates amount", r"(?P<d>d)[=:]?(?P<n>n)", levels.date_range),
    ("quarters amount", r"(?P<n>n)(?P<unit>w{0,4}?)(?P<from>w)(?P<q1>q)(?P<to>w)(?P<q2>q)", levels.quarter_range),
    ("has been", r"(?P<n>n)(?P<unit>w{1,3}?)(?P<has>w)(?P<been>w)", levels.has_been),
    ("count in a quarter", r"(?P<n>n)(?P<unit>(?:f(?:w{1,3}i(?=w))?)?w{0,5})(?P<in>i?)(?P<q>q)", levels.in_quarter),
    ("rolling, count", r"(?P<r>r)w{0,2}[-:=,]?(?P<n>n)(?![zhP]|[fu]n)(?P<unit>w{0,3})", levels.rolling),
    ("rolling count", r"(?P<n>n)(?P<unit>(?:f(?:w{1,3}i(?=w))?)?w{0,5}?)i?(?P<r>r)q?", levels.rolling),
    ("quarter, count", r"(?P<q>q)(?P<said>[-=:,]|w{1,2})(?P<n>n)(?![zhP]|[fu]n)(?P<unit>w{0,2})", levels.quarter_first),
    ("label and count", r"(?P<label>(?:w|fw|iw){1,7})[-:=](?P<n>n)", levels.labelled),
    ("a number alone", r"^(?P<n>n)\.?$", levels.number_alone),
    ("the whole cell", r"^(?P<label>w{0,3})(?P<n>n)(?P<unit>w{1,3})\.?$", levels.whole_cell),
    ("equal to the baseline", r"(?P<w>ww)b", changes.equal_to_baseline),
)  # fmt: skip
_CHANGES: tuple[tuple[str, str, Action], ...] = (
    ("projected change", f"j(?P<p>p)(?P<c>c){_ON}", changes.projected_change),
    ("projected change of", f"j(?:w{{0,3}})(?P<c>c)(?P<eq>[f=:]?)(?P<p>p){_ON}", changes.projected_change),
    ("projected number", r"jw{0,3}(?P<first>M?)[-:=f]?(?P<n>n)(?:w{0,2}(?P<method>M))?", changes.projected_number),
    ("likely range", r"(?P<likely>w)w{0,2}[:=]?(?P<low>[np])(?P<until>[wa-])(?P<high>[np])", changes.likely_range),
    ("change of n", rf"(?P<c>c)[f=:]?(?P<n>n)(?!z)(?P<unit>w{{0,4}}){_ON}{_SHARE}(?:v?(?P<b2>[slb]))?", changes.change),
    ("change of p", rf"(?P<c>c)(?P<eq>[f=:v]?)(?P<p>p){_ON}", changes.change),
    ("p change", rf"(?P<p>p)(?P<c>c){_ON}", changes.change),
    ("and n", rf"a(?P<n>n)(?P<unit>w{{0,4}})v(?P<b>[slb]){_SHARE}", changes.further),
    ("and n (p)", rf"a(?P<n>n)(?P<unit>w{{0,4}}){_SHARE}v(?P<b>[slb])", changes.further),
    ("and p", "a(?P<p>p)v(?P<b>[slb])", changes.further),
    ("n fewer", rf"(?P<n>n)(?P<c>h)(?P<unit>w{{0,3}}){_ON}{_SHARE}", changes.change),
    ("p above or below", "(?P<p>p)(?P<c>e)(?P<b>[bsl])", changes.change),
    ("points", "(?P<n>n)z(?P<e>e)(?P<b>[bsl])", changes.points),
    ("no change", "(?P<o>o)v?(?P<b>[slb])", changes.no_change),
    ("compared to n", rf"v(?:w?)(?P<n>n)(?P<unit>w{{0,3}})i?(?P<b>[sl]){_SHARE}", changes.comparator),
    ("n in the same period", r"\((?P<n>n)i?(?P<b>[sl])\)", changes.comparator),
    ("last year's total of n", "f(?P<b>l)f(?P<n>n)", changes.comparator),
    ("compared to n in year", rf"v(?:w?)(?P<n>n)(?P<unit>w{{0,3}})i(?P<y>y){_SHARE}", changes.comparator),
)
_BASELINE = (
    "baseline",
    r"(?<![ve])b(?P<label>[;:]?(?:[wy():,\-=ifr](?!T)){0,12}?)(?P<n>[np])(?:w{0,2}\((?P<x>n)\))?",
    levels.baseline,
)
_BETWEEN = ("target from to", r"t[:f]?(?P<rule>[wef]{0,3})(?P<n>[np])(?P<until>[wfi]{1,6})(?P<to>[np])", levels.between)
_TARGET = ("target", r"t[:f]?(?P<rule>[wef]{0,3})(?P<n>[np])(?P<on>vb)?", levels.target)
_LAST: tuple[tuple[str, str, Action], ...] = (
    ("percentage", r"(?P<p>p)(?P<after>[fi-]?w{1,5})?", levels.percentage),
    ("financial year", "(?P<before>[wifF]?)(?P<y>y)", levels.year),
)

_IN_TITLES: tuple[tuple[str, str, Action], ...] = (
    ("by so much", "(?P<by>f)(?P<p>p)", levels.by_so_much),
    ("level to keep", "(?P<verb>w)w{0,2}(?P<p>p)", levels.level_to_keep),
)


def _rules(*groups: tuple[tuple[str, str, Action], ...]) -> tuple[Rule, ...]:
    return tuple(Rule(name, re.compile(pattern), act) for group in groups for name, pattern, act in group)


RULES = _rules((_BASELINE, _BETWEEN, _TARGET), _CHANGES, _LEVELS, _LAST)
TITLE_RULES = _rules((_BASELINE, _BETWEEN, _TARGET), _IN_TITLES)
