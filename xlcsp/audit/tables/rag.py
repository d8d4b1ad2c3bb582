"""A RAG, its figure and target, judged by the rule that the document prints for its colours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.finding import Finding, as_text
from xlcsp.audit.tables.cells import Number, number_of
from xlcsp.audit.tables.columns import LEVEL, RAG, RATE, TARGET, Column
from xlcsp.audit.tables.table import PrintedTable, Row
from xlcsp.claims.agreement import percent

_COLOURS = ("Green", "Amber", "Red")
BAND = re.compile(
    r"\b(?P<colour>green|amber|yellow|red)\b\s*"
    r"(?:(?:[:=(–—-]|is\b|means\b|if\b|where\b|when\b|indicates\b)+\s*|(?=(?:below|under|above|over|[<>≤≥]) ?\d|\d))"
    r"(?P<words>[^.;\n|]{3,120}?(?:\d\.\d[^.;\n|]{0,60})?)(?=[.;\n|)]|,?\s*\b(?:green|amber|yellow|red)\b|$)",
    re.IGNORECASE,
)
_SHARE = r"(?P<share>\d+(?:\.\d+)?)\s?(?:%|per\s?cent|percentage points|points|pp)"
_BEYOND = re.compile(
    rf"\b(?:more|greater|over|worse|above)\b(?:\s+than)?(?:\s+by)?\s+(?:by\s+)?(?:more than\s+)?{_SHARE}", re.IGNORECASE
)
_WITHIN = re.compile(
    rf"\b(?:within|up to|no more than|not more than|less than|under|by less than)\s+(?:a margin of\s+)?{_SHARE}",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"\b(?:between\s+)?\d+(?:\.\d+)?\s?%?\s?(?:-|–|to|and)\s?{_SHARE}", re.IGNORECASE)
_ABSOLUTE = re.compile(
    r"\d\s?%?\s?(?:\+|(?:or|and) (?:more|above|over|higher|greater|less|below|under|fewer))|\bat (?:least|most) \d"
    r"|[≥≤<>]=?\s?\d",
    re.IGNORECASE,
)
_TARGET = re.compile(r"\btargets?\b|\bplan\b|\bprofile\b", re.IGNORECASE)
_NOT_MET = re.compile(r"\bnot\b|\bmissed\b|\bbelow\b|\bworse\b|\boff\b|\boutside\b|\bbehind\b", re.IGNORECASE)
_POINTS = re.compile(r"\bpoints?\b|\bpp\b", re.IGNORECASE)
_IS_NOW = re.compile(
    r"\b(?:actual|current|this|latest|now|to date|ytd|performance|outturn|result|value)\b", re.IGNORECASE
)
_WAY = re.compile(
    r"\b(?P<higher>higher|bigger|increase|maximise|high|more|up)\b|\b(?P<lower>lower|smaller|decrease|reduce|minimise|low|less|fewer|down)\b",
    re.IGNORECASE,
)
_IN_TIME = re.compile(
    r"\b(?:answered|attended|completed|closed|resolved|processed|decided|determined|dealt with|responded to|reached)"
    r" (?:with)?in\b|\bwithin (?:target|time|standard)|\bon time\b",
    re.IGNORECASE,
)
_WAYS = re.compile(r"polarity|good (?:is|performance)|better|aim|desired", re.IGNORECASE)
_TOLERANCE = re.compile(
    r"(?:amber )?tolerance(?: \(?[^)]{1,20}\)?)?|(?:amber|allowed) (?:margin|variance)", re.IGNORECASE
)
_MOST = Fraction(3, 5)  # share of the decided rows that keep a rule which was read rightly
_FEW = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """The shortfall, as a percentage of the target or in points or units, up to which a figure is Green, or Amber.

    green: None if only Amber or Red is explained.
    """

    green: Fraction | None
    amber: Fraction
    in_points: bool = False
    in_units: bool = False


def rule_of(texts: Iterable[str]) -> Rule | None:
    """The rule that a document prints for its colours; None if it prints none, or two that differ."""
    found = [rule for text in texts if "reen" in text.lower() and (rule := _rule(text)) is not None]
    return (
        found[0] if found and all((one.green, one.amber) == (found[0].green, found[0].amber) for one in found) else None
    )


def check_rag(table: PrintedTable, rule: Rule | None) -> Iterator[Finding]:
    """Judges each colour by its row's figure and target, under every reading that headings and words leave open."""
    judged = next((column for column in table.of(RAG) if any(colour_of(row, column) for row in table.rows)), None)
    own = next((column for column in table.columns if _TOLERANCE.fullmatch(column.heading)), None)
    targets = [one for one in table.of(TARGET) if one is not own]
    levels = [one for one in figures_of_now(table) if one is not own]
    if judged is None or len(targets) != 1 or not levels:
        return
    found = [
        _of_row(table, row, judged, targets[0], levels, of_row)
        for row in table.rows
        if colour_of(row, judged) and (of_row := _tolerance(row, own) or rule) is not None
    ]
    decided = [one for one in found if one.status in (OK, FAIL)]
    right = sum(one.status == OK for one in decided)
    is_theirs = len(decided) <= _FEW or right >= _MOST * len(decided)
    for one in found:
        if one.status != FAIL or is_theirs:
            yield one


def _tolerance(row: Row, column: Column | None) -> Rule | None:
    """Green at the target or better, Amber within the row's own tolerance, in the figure's unit or as a percentage."""
    number = number_of(row.cells[column.index].lstrip("±+/- ")) if column is not None else None
    is_share = number is not None and number.is_percentage
    return Rule(Fraction(0), abs(number.value), in_units=not is_share) if number is not None else None


def _rule(text: str) -> Rule | None:
    limits: dict[str, tuple[Fraction | None, Fraction | None]] = {}  # by colour: the limits it is within and beyond
    for band in BAND.finditer(text):
        words = band["words"]
        colour = "amber" if band["colour"].lower() == "yellow" else band["colour"].lower()
        if _ABSOLUTE.search(words) and not _TARGET.search(words):
            return None  # bands of the figure itself
        if not _TARGET.search(words) and not _RANGE.search(words) and not _BEYOND.search(words):
            continue
        if beyond := _BEYOND.search(words):
            limits[colour] = (None, Fraction(beyond["share"]))
        elif within := _WITHIN.search(words) or _RANGE.search(words):
            limits[colour] = (Fraction(within["share"]), None)
        elif colour == "green" and not _NOT_MET.search(words):
            limits[colour] = (Fraction(0), None)
        else:
            limits.setdefault(colour, (None, None))
    green = limits.get("green", (None, None))[0]
    amber = limits.get("amber", (None, None))[0]
    red = limits.get("red", (None, None))[1]
    amber = amber if amber is not None else red
    if amber is None or amber < (green or 0) or (red is not None and red != amber):
        return None
    return Rule(green, amber, in_points=_POINTS.search(text) is not None)


def figures_of_now(table: PrintedTable) -> list[Column]:
    """The figures that a colour may be about: those named as this year's; otherwise the latest; otherwise all."""
    levels = table.of(LEVEL, RATE)
    named = [one for one in levels if _IS_NOW.search(one.heading)]
    dated = [one for one in levels if one.order is not None]
    latest = [one for one in dated if one.order == max(other.order for other in dated if other.order)] if dated else []
    shares = [one for one in levels if _are_shares(table, one)]
    is_of_shares = len(shares) == 1 and all(_are_shares(table, one) for one in table.of(TARGET))
    return named or latest or (levels if len(levels) <= _FEW else shares if is_of_shares else [])


def _are_shares(table: PrintedTable, column: Column) -> bool:
    return all(number.is_percentage for _, number in table.values(column))


def colour_of(row: Row, column: Column) -> str:
    """The colour that a cell names, in full or by its initial; empty for another cell."""
    cell = row.cells[column.index].strip(" ●■▲▼*()[]").lower() if column.index < len(row.cells) else ""
    return next((one for one in _COLOURS if cell in (one.lower(), one[0].lower())), "")


def _of_row(
    table: PrintedTable, row: Row, judged: Column, target: Column, levels: Sequence[Column], rule: Rule
) -> Finding:
    colour, cell = colour_of(row, judged), row.cells[target.index] if target.index < len(row.cells) else ""
    bound = number_of(cell.lstrip("≥≤<> "))
    numbers = [row.numbers[one.index] for one in levels if one.index in row.numbers]
    cells = [(row, one) for one in (target, *levels)]
    if bound is None or not numbers or not bound.value:
        why = "figure and target are not both printed as numbers"
        return table.finding(row, "RAG", UNVERIFIABLE, colour, "", why, *cells)
    ways = ways_of(table, row, cell)
    printed, possible = (
        {found for number in numbers for way in ways for found in _colours(number, bound, way, rule, slack=slack)}
        for slack in (False, True)
    )
    said = _words(numbers[0], bound, cell, rule)
    names = " or ".join(one for one in _COLOURS if one in printed)
    if colour not in possible:
        return table.finding(row, "RAG", FAIL, colour, names, said, *cells)
    if printed != {colour}:
        why = f"it depends on whether higher or lower is better, or on how the limit is meant: {said}"
        return table.finding(row, "RAG", UNVERIFIABLE, colour, names, why, *cells)
    return table.finding(row, "RAG", OK, colour, names, said, *cells)


def _words(number: Number, bound: Number, target: str, rule: Rule) -> str:
    if rule.in_units:
        off = as_text(abs(number.value - bound.value))
        return f"{number.text} is {off} from the target {target}; the tolerance is {as_text(rule.amber)}"
    gap = as_text(abs(percent(number.value - bound.value, bound.value)))
    green = f"Green is within {as_text(rule.green)}%, " if rule.green else ""
    return f"{number.text} is {gap}% from the target {target}; {green}Amber is within {as_text(rule.amber)}%"


def ways_of(table: PrintedTable, row: Row, target: str) -> tuple[int, ...]:
    """1 if higher is better, −1 if lower is; both if neither a column nor the target says."""
    cells = [row.cells[one.index] for one in table.columns if _WAYS.search(one.heading) and one.index < len(row.cells)]
    found = {1 if one["higher"] else -1 for cell in cells for one in _WAY.finditer(cell)}
    if len(found) == 1:
        return tuple(found)
    headings = [one.heading for one in figures_of_now(table)]
    if _IN_TIME.search(row.label) or any(map(_IN_TIME.search, headings)):
        return (1,)
    if found := {1 if mark in "≥>" else -1 for mark in target.strip()[:1] if mark in "≥>≤<"}:
        return tuple(found)
    return (1, -1)


def _colours(number: Number, bound: Number, way: int, rule: Rule, *, slack: bool) -> set[str]:
    """The colours that the rule allows for a figure, given its rounding and limits that are met exactly."""
    is_percentage = number.is_percentage or bound.is_percentage
    found = set()
    for step in (-number.slack, Fraction(0), number.slack) if slack else (Fraction(0),):
        value = number.value + step
        short = way * (bound.value - value)
        relative, is_in_units = 100 * short / abs(bound.value), is_percentage or rule.in_units
        for missed in [relative] * (not (rule.in_points or rule.in_units)) + [short] * is_in_units:
            green = rule.green or Fraction(0)
            found.add("Green" if missed <= green else "Amber" if missed <= rule.amber else "Red")
            found |= {"Green"} if slack and rule.green is None and missed <= rule.amber else set()
            found |= {"Amber"} if rule.green and missed == rule.green else set()
            found |= {"Red"} if missed == rule.amber and rule.amber != green else set()
    return found
