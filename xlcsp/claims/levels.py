"""Rules for levels: counts, totals, n of m, percentages, baselines, targets, verdicts."""

from __future__ import annotations

import re

from xlcsp.claims import model
from xlcsp.claims.cell import OPENERS, Cell, Match, counted
from xlcsp.claims.lexer import MONTHS, Token

_ONE_OF = re.compile(r"\b(?:only|of (?:which|whom))\b", re.IGNORECASE)
_BEFORE_WHOLE = ("", "the", "all", "these", "those")
_NO_LABELS = ("n", "total", "totals", "average", "mean", "variance", "change", "year end")
_KEEPING = ("maintain", "keep", "achieve", "reach", "sustain")
_STATED = re.compile(r"there (?:were|was)|had|recorded|saw|totalled|total", re.IGNORECASE)
_PAIR_KINDS = {
    model.TO_DATE: ("ytd numerator", "ytd denominator", "ytd pct"),
    model.QUARTER: (model.NUMERATOR, model.DENOMINATOR, model.PERCENT),
    model.WHOLE_YEAR: (model.NUMERATOR, model.DENOMINATOR, model.PERCENT),
}


def verdict(cell: Cell, match: Match) -> None:
    """``Target not achieved``."""
    token = match.must("k")
    text = token.text.lower()
    is_met = not (re.search(r"\bnot\b", text) or text.endswith("missed"))
    cell.add(model.VERDICT, token, quarter=model.WHOLE_YEAR, text="met" if is_met else "not met", printed="verdict")


def per_population(cell: Cell, match: Match) -> None:
    """``0.5 per 1,000 residents``."""
    cell.add(model.POPULATION, match.must("n"))


def n_of_m(cell: Cell, match: Match) -> bool | None:
    """``6 out of 15 repeat victims in Q4 (40%)``."""
    if match.words("the").lower() not in _BEFORE_WHOLE:
        return False
    _pair(cell, match.must("n"), match.must("m"), match.one("p"), match.unit)
    return None


def n_of_those(cell: Cell, match: Match) -> None:
    """``Of the 16 surveys in Q1, 11 of those``."""
    n_of_m(cell, match)


def m_of_which_n(cell: Cell, match: Match) -> bool | None:
    """``7 cases, with only 1 (14%)``."""
    if not _ONE_OF.search(match.words("unit")):
        return False
    n_of_m(cell, match)
    return None


def _pair(cell: Cell, n: Token, m: Token, share: Token | None, unit: str) -> None:
    above, below, percent = _PAIR_KINDS[cell.period]
    cell.add(below, m, unit=unit)
    cell.add(above, n, unit=unit)
    if share is not None:
        cell.add(percent, share, base=model.LEVEL)


def to_date(cell: Cell, match: Match) -> None:
    """``year to date total (April to Sept) of 563 offences``."""
    period_to_date(cell, match)
    cell.add(model.TO_DATE, match.must("n"), unit=match.unit)


def period_to_date(cell: Cell, match: Match) -> None:
    """``year to date (April to Sept)``: what follows is the year to date."""
    cell.period = model.TO_DATE
    months = match.one("m")
    if months is not None:
        cell.add(model.MONTHS, months, text=months.text, printed=months.text)


def whole_year(cell: Cell, match: Match) -> None:
    """``FYE - 1146 offences``, ``Year-end totals calls - 133``."""
    cell.period = model.WHOLE_YEAR
    label = match.words("label")
    component = "" if label.lower() in ("", "total", "figure", "number", "is", "was") else label
    cell.add(model.TO_DATE, match.must("n"), unit=_unit_after(match), component=component)


def period_whole_year(cell: Cell, match: Match) -> None:
    """``For the whole of 2014/15``: what follows is the year."""
    cell.period = model.WHOLE_YEAR
    token = match.one("y")
    if token is not None:
        cell.add(model.YEAR, token, text=token.text, printed=token.text, unit="whole year")


def total_for_year(cell: Cell, match: Match) -> bool | None:
    """``Total of 56 schools for the financial year``."""
    if match.words("total").lower() != "total" or "year" not in match.words("year").lower():
        return False
    cell.period = model.WHOLE_YEAR
    cell.add(model.TO_DATE, match.must("n"), unit=_first_word(match.unit))
    return None


def clipped_total(cell: Cell, match: Match) -> None:
    """``of 990 thefts.`` at the start of a cell: the end of "a year to date total of"."""
    cell.period = model.TO_DATE
    cell.add(model.TO_DATE, match.must("n"), unit=match.unit, text="clipped")


def date_range(cell: Cell, match: Match) -> bool | None:
    """``1.4.2014 - 30.9.2014 = 27``: the year to date, if it begins in April."""
    days = match.must("d")
    first, last = re.findall(r"\d{1,2}\s?[./]\s?(\d{1,2})\s?[./]", days.text)
    if int(first) != 4 or not 1 <= int(last) <= len(MONTHS):  # noqa: PLR2004 - April
        return False
    cell.period = model.TO_DATE
    cell.add(model.MONTHS, days, text=f"apr to {MONTHS[int(last) - 1]}", printed=days.text)
    cell.add(model.TO_DATE, match.must("n"), unit=_unit_after(match))
    return None


def quarter_range(cell: Cell, match: Match) -> bool | None:
    """``27 convictions across Q1 to Q2``, in reports until 0.2.0 ``from Q1 to Q2``."""
    if match.words("from").lower() not in ("from", "across") or match.words("to").lower() != "to":
        return False
    if not match.must("q1").text.endswith("1"):
        return False
    cell.add(model.TO_DATE, match.must("n"), unit=match.unit, quarter=_quarter(cell, match.must("q2")))
    return None


def in_quarter(cell: Cell, match: Match) -> bool | None:
    """``303 offences in Q3``, ``45 offences this quarter``; ``40.5 at the end of Q3`` is a snapshot."""
    if not match.words("in") and not match.must("q").text.lower().startswith("this"):
        return False
    cell.period = model.QUARTER
    quarter = _quarter(cell, match.must("q"))
    is_snapshot = "end" in match.words("in").lower()
    cell.is_rolling = cell.is_rolling or is_snapshot
    kind = model.SNAPSHOT if is_snapshot else cell.level_kind
    cell.add(kind, match.must("n"), unit=match.unit, quarter=quarter, text=_said_further(match))
    return None


def in_year(cell: Cell, match: Match) -> bool | None:
    """``1146 offences in 2014/15``: a count of the year named beside it."""
    if cell.quarter != "Q4":
        return False
    cell.period = model.WHOLE_YEAR
    cell.add(model.TO_DATE, match.must("n"), unit=match.unit, text=match.must("y").text)
    return None


def total_of_year(cell: Cell, match: Match) -> bool | None:
    """``2014/15 total: 134``."""
    return in_year(cell, match) if match.words("total").lower() == "total" else False


def rolling(cell: Cell, match: Match) -> None:
    """``25 repeat victims in the 12 months to Q3``."""
    cell.period, cell.is_rolling = model.QUARTER, True
    cell.add(model.ROLLING, match.must("n"), unit=match.unit)


def quarter_first(cell: Cell, match: Match) -> bool | None:
    """``In Q1 there were 1291 requests``, ``In Q1 - 13 sessions``, ``Q1 = 48``."""
    said = match.words("said")
    if said not in "-=:," and not _STATED.fullmatch(said):
        return False
    cell.period = model.QUARTER
    quarter = _quarter(cell, match.must("q"))
    unit = _first_word(match.unit)
    text = model.MAYBE_PART if unit != match.unit else _said_further(match)
    cell.add(cell.level_kind, match.must("n"), unit=unit, quarter=quarter, text=text)
    return None


def labelled(cell: Cell, match: Match) -> bool | None:
    """``Repeat calls - 29``, ``Revoked: 2``."""
    if match.words("label").lower() in _NO_LABELS:
        return False
    cell.component = match.words("label")
    cell.add(cell.level_kind, match.must("n"), component=cell.component, unit=_unit_after(match))
    return None


def _unit_after(match: Match) -> str:
    """The word after the run, taken as its unit, unless it begins a sentence or the next label."""
    unit, after = (*match.following(2), None, None)[:2]
    if unit is None or unit.kind != "w" or unit.text in OPENERS:
        return ""
    is_label = after is not None and (after.kind in "-:=" or (unit.text[0].isupper() and _continues(after)))
    if is_label:
        return ""
    match.extra = 1
    return unit.text


def _continues(token: Token | None) -> bool:
    """Whether a token continues the words before it, which are then the next label."""
    return token is not None and token.kind == "w" and token.text[0].islower()


def has_been(cell: Cell, match: Match) -> bool | None:
    """``five couples have been added``."""
    if match.words("has").lower() not in ("have", "has") or match.words("been").lower() != "been":
        return False
    unit = match.unit
    cell.add(cell.level_kind, match.must("n"), unit=unit, component=unit)
    return None


def number_alone(cell: Cell, match: Match) -> None:
    """``303`` alone in its cell: the quarter's figure."""
    cell.add(cell.level_kind, match.must("n"))


def whole_cell(cell: Cell, match: Match) -> None:
    """``Court 14 orders`` as the whole cell."""
    cell.add(cell.level_kind, match.must("n"), unit=match.unit, component="", text="period not stated")


def baseline(cell: Cell, match: Match) -> None:
    """``Baseline: (2013/14) 1108 offences``; a number in brackets after it is kept as unexplained."""
    token, other = match.must("n"), match.one("x")
    label = match.words("label").strip(" :;-=")
    base = model.LEVEL if token.kind == "p" else ""
    cell.add(model.BASELINE, token, quarter=model.BASELINE, text=label, base=base)
    if other is not None:
        cell.add(model.BASELINE, other, quarter=model.BASELINE, component="bracketed figure", text="unexplained")


def target(cell: Cell, match: Match) -> None:
    """``target of 90%``, ``Target: at most 60 offences``."""
    on_baseline = "on baseline" if match.one("on") else ""
    rule = on_baseline or match.words("rule").lower()
    cell.add(model.TARGET, match.must("n"), quarter=model.TARGET, text=rule)


def between(cell: Cell, match: Match) -> bool | None:
    """``Target: 30 offences to 40 offences``."""
    if match.words("until").rsplit(" ", 1)[-1].lower() != "to":
        return False
    cell.add(model.TARGET, match.must("n"), quarter=model.TARGET, text="between")
    cell.add(model.TARGET, match.must("to"), quarter=model.TARGET, text="upper")
    return None


def level_to_keep(cell: Cell, match: Match) -> bool | None:
    """``Maintain a 90% level`` in a title."""
    if match.words("verb").lower() not in _KEEPING:
        return False
    cell.add(model.TARGET, match.must("p"), quarter=model.TARGET, text="at least")
    return None


def by_so_much(cell: Cell, match: Match) -> bool | None:
    """``Reduce theft by 5%`` in a title: the target as a change on the baseline."""
    if match.words("by").lower() != "by":
        return False
    cell.add(model.TARGET, match.must("p"), quarter=model.TARGET, text="by")
    return None


def percentage(cell: Cell, match: Match) -> None:
    """A percentage that is not a change is a level; a signed one is a change on something unnamed."""
    token = match.must("p")
    if token.signed:
        cell.add_change(model.PERCENT, token, 0, model.UNCLEAR)
        return
    after = match.words("after") if match.one("after") else ""
    cell.add(model.PERCENT, token, base=model.LEVEL, component=counted(re.sub(r"^\W*(?:of|for|in)?\s*", "", after)))


def year(cell: Cell, match: Match) -> None:
    """``during 2014/15``: the financial year that a text names, and whether what follows is the whole year."""
    token = match.must("y")
    before = match.words("before").lower()
    if before in ("for", "during") and cell.quarter == "Q4":
        cell.period = model.WHOLE_YEAR
    cell.add(model.YEAR, token, quarter=model.WHOLE_YEAR, text=token.text, printed=token.text, unit=before)


def _said_further(match: Match) -> str:
    """MAYBE_PART if the sentence goes on: ``12 offences in Q3 were linked``."""
    after = match.following(1)
    return model.MAYBE_PART if after and after[0].kind in "wi" and after[0].text[0].islower() else ""


def _quarter(cell: Cell, token: Token) -> str:
    """The quarter that a token names; for "this quarter" the cell's own."""
    return f"Q{token.text[-1]}" if token.text[-1].isdigit() else cell.quarter


def _first_word(text: str) -> str:
    return text.split(" ", 1)[0]
