"""Reports made at random, in the program's own sentences and in published wording, with slips planted in them.

``python -m tests.audit.made 20000`` makes and audits so many reports and slips, and names the first that goes wrong.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.finding import Finding
from xlcsp.audit.judge import audit_page
from xlcsp.audit.page import Line, Page, PrintedMeasure
from xlcsp.audit.read import report_of_text
from xlcsp.domain.figures import Figure, Source
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series, Settings
from xlcsp.domain.years import YearOfFigures
from xlcsp.measures.assess import assess
from xlcsp.measures.comparators import by_quarter
from xlcsp.measures.numbers import rounded, shown
from xlcsp.measures.observed import observe
from xlcsp.measures.verdict import verdict
from xlcsp.report.narrative import quarter_sentence, target_words

YEAR = 2014
MONTHS = ("April to June", "April to September", "April to December", "April to March")
SETTINGS = Settings("Test Partnership", Quarter(YEAR, 4))
COUNTED = ("offences", "incidents", "repeat victims", "people", "requests")


# --- the program's own sentences -----------------------------------------------------------------------------------


def own_measure(rng: Random, ref: str, number: int, method: str = "straight line") -> PrintedMeasure:
    """A measure as the report of quarter ``number`` prints it, of a random kind with random figures."""
    kind = rng.choice(("count", "count", "count", "cohort", "rate", "rolling 12"))
    series = replace(_series(rng, ref, kind), projection=method)
    figures = {}
    for quarter in (Quarter(YEAR, q) for q in range(1, number + 1)):
        n, m = _count(rng), None
        if kind == "rate":
            m = Fraction(rng.randint(1, 400))
            n = Fraction(rng.randint(0, int(m)))
        source = Source("file.xlsx", "Return", "D9", quarter.last_day, quarter)
        figures[quarter] = Figure(series.id, quarter, source, n, m)
    upto = Quarter(YEAR, number)
    history = _history(rng, kind)
    found = assess(observe(series, figures, frozenset(), upto), history, SETTINGS, upto)
    cells = [quarter_sentence(found, one, at) for at, one in enumerate(by_quarter(found.observed, history), 1)]
    last = found.rag if number < 4 else f"{found.rag}\n{verdict(found)}"
    title = f"{series.measure}\n{target_words(series)}".strip()
    return PrintedMeasure(ref, title, (Line("", (cells[0], cells[1], cells[2], cells[3]), last),))


def _series(rng: Random, ref: str, kind: str) -> Series:
    is_lower = kind != "rate"
    share = kind == "rate"
    baseline = Decimal(rng.randint(20, 95)) / 100 if share else Decimal(rng.randint(1, 5000))
    has_baseline = rng.random() < 0.8 or share
    return Series(
        id=ref, ref=ref, theme="Theme", measure="Reduce what is counted" if is_lower else "Increase what is counted",
        name="", kind=kind, unit=rng.choice(COUNTED), polarity="lower" if is_lower else "higher",
        baseline=baseline if has_baseline else None, baseline_label=rng.choice(("", "mean of three years to 2014")),
        target_rule=rng.choice(("at most", "below") if is_lower else ("at least", "above")),
        target=Decimal(rng.randint(20, 95)) / 100 if share else Decimal(rng.randint(1, 5000)),
        judged="projection" if kind in ("count", "cohort") else "latest",
    )  # fmt: skip


def _history(rng: Random, kind: str) -> tuple[YearOfFigures, ...]:
    if kind == "rate" or rng.random() < 0.2:
        return ()
    values = tuple(Decimal(int(_count(rng))) for _ in range(4))
    total = None if kind == "rolling 12" else sum(values, Decimal(0))
    return (YearOfFigures(YEAR - 1, values, total),)


def _count(rng: Random) -> Fraction:
    return Fraction(rng.choice((rng.randint(0, 30), rng.randint(0, 400), rng.randint(200, 20_000))))


# --- the wording of published reports ------------------------------------------------------------------------------


def published_measure(rng: Random, ref: str, number: int) -> PrintedMeasure:
    """A measure in the wording of published reports: counts, or n of m, or an account of orders."""
    make = rng.choice((_published_count, _published_count, _published_count, _published_rate, _published_orders))
    return make(rng, ref, number)


def _pct(value: Fraction) -> str:
    return shown(value, 1).replace(",", "")


def _moved(now: int, before: int, unit: str, against: str, *, after: bool) -> str:
    word = "Increase" if now > before else "Decrease"
    share = Fraction(now - before, before) * 100
    sign = "+" if now > before else ""
    percent = f"({sign}{_pct(share)}%)" if rounded(share, 1) else "(0.0%)"
    if after:
        return f"{word} of {abs(now - before)} {unit} {percent} on {against}"
    return f"{word} of {abs(now - before)} {unit} on {against} {percent}"


def _published_count(rng: Random, ref: str, number: int) -> PrintedMeasure:
    unit = rng.choice(("offences", "incidents", "crimes"))
    now = [rng.randint(150, 4000) for _ in range(4)]
    before = [value + rng.choice((-1, 1)) * rng.randint(1, 140) for value in now]
    baseline = sum(before) + rng.choice((-1, 1)) * rng.randint(1, 90)
    baseline += baseline == sum(now)  # whether reaching it is enough, such a report does not say
    stop = rng.choice((".", ""))
    cells = []
    for q in range(1, number + 1):
        total, last = sum(now[:q]), sum(before[:q])
        first = f"{now[q - 1]} {unit} in Q{q}{stop}"
        if q == 1:
            cells.append(f"{first} {_moved(total, last, unit, 'same quarter last year', after=False)}")
            continue
        if q < 4:
            text = f"{first} That makes a year to date total ({MONTHS[q - 1]}) of {total} {unit}. "
            text += f"{_moved(total, last, unit, 'same time period last year', after=False)}."
            if q == 3:
                change = (Fraction(total * 4, 3) - baseline) / baseline * 100
                word = "increase" if change > 0 else "reduction"
                text += f" A projected {_pct(abs(change))}% {word} on the baseline."
            cells.append(text)
            continue
        verdict_words = "Target achieved" if total < baseline else "Target not achieved"
        cells.append(
            f"{now[3]} {unit} in Q4, compared to {before[3]} last year. FYE - {total:,} {unit} during 2014/15. "
            f"{verdict_words}. This is an "
            f"{_moved(total, last, unit, 'last year', after=True).lower()} and also "
            f"{_moved(total, baseline, unit, 'the baseline', after=True).lower()}."
        )
    return _printed(ref, f"Reduce {unit} Baseline: three year average {baseline} {unit}.", cells)


def _published_rate(rng: Random, ref: str, number: int) -> PrintedMeasure:
    below = [rng.randint(5, 90) for _ in range(4)]
    above = [rng.randint(1, m - 1) for m in below]
    cells = []
    for q in range(number):
        n, m = above[q], below[q]
        share = shown(Fraction(n, m) * 100)
        text = f"{n} out of {m} repeat victims engaged in Q{q + 1} ({share}%)."
        if q == 3:
            whole = Fraction(sum(above), sum(below)) * 100
            text += f" For the whole of 2014/15, {sum(above)} out of {sum(below)} engaged a total of {shown(whole)}%."
        cells.append(text)
    return _printed(ref, "Monitor how many repeat victims engage", cells)


def _published_orders(rng: Random, ref: str, number: int) -> PrintedMeasure:
    cells = []
    for _ in range(number):
        placed = rng.randint(5, 60)
        completed = rng.randint(1, placed - 1)
        revoked = rng.randint(0, placed - completed)
        cells.append(f"Placed: {placed} commencements Completed: {completed} Revoked: {revoked}")
    return _printed(ref, "Monitor the orders made by the court", cells)


def _printed(ref: str, title: str, cells: list[str]) -> PrintedMeasure:
    q1, q2, q3, q4 = [*cells, "", "", "", ""][:4]
    return PrintedMeasure(ref, title, (Line("", (q1, q2, q3, q4)),))


# --- pages ---------------------------------------------------------------------------------------------------------


def made_page(rng: Random, number: int, make: Callable[[Random, str, int], PrintedMeasure], size: int = 4) -> Page:
    """A report of the quarter."""
    return Page(tuple(make(rng, f"{1 + index // 3}.{1 + index % 3}", number) for index in range(size)), "2014/15")


def as_text(page: Page) -> str:
    """The page as tab-separated text, with the cells of a measure wrapped over several lines."""
    head = "\tNo\tPerformance Measure\tQuarter 1\tQuarter 2\tQuarter 3\tQuarter 4\tRAG"
    lines = [f"End of year Report {page.year}", "", head]
    for measure in page.measures:
        line = measure.lines[0]
        texts = [measure.title, *line.cells, line.last]
        pieces = [_wrapped(" ".join(text.split()), 28) for text in texts]
        for index in range(max(len(one) for one in pieces)):
            cells = [one[index] if index < len(one) else "" for one in pieces]
            lines.append("\t".join(["", measure.ref if index == 0 else "", *cells]))
    return "\n".join(lines)


def _wrapped(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


# --- slips ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slip:
    """A planted slip: in which quarter, and the checks of which one must fail."""

    quarter: str
    checks: tuple[str, ...]
    cells: tuple[str, str, str, str]
    last: str


_TOTAL = re.compile(r"(?:Year to date \([^)]*\) |year to date total \([^)]*\) of |Year total |FYE - )([\d,]*\d)(?! of)")
_CHANGE = re.compile(
    r"(?P<word>increase|reduction|decrease)(?P<of> of )(?P<d>[\d,]+)(?P<unit>(?: [a-z]+)*?)(?P<on> on [a-z ]+?)? "
    r"\((?P<p>[+-]?[\d.]+)%\)",
    re.IGNORECASE,
)
_PERCENT_CHECKS = ("PCT_CHANGE", "WRONG_BASE", "STALE_COPY", "PCT_SIGN", "DIFF")


def _swap(text: str, span: tuple[int, int], new: str) -> str:
    return text[: span[0]] + new + text[span[1] :]


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _quarter_of(cells: tuple[str, ...], index: int, place: int) -> str:
    """FY where the words before the place are about the whole year."""
    return "FY" if index == 3 and re.search(r"Year total|FYE|whole of", cells[3][:place]) else f"Q{index + 1}"


def slip_total(rng: Random, measure: PrintedMeasure) -> Slip | None:
    cells = measure.lines[0].cells
    places = [(index, found) for index in range(1, 4) for found in _TOTAL.finditer(cells[index])]
    if not places or "rolling" in measure.title:
        return None
    index, found = rng.choice(places)
    value = _number(found[1])
    wrong = value + rng.choice((-10, 10, -1, 1, 9, 90))
    if wrong < 0 or " of " in cells[index][found.end() : found.end() + 4]:
        return None
    text = _swap(cells[index], found.span(1), str(wrong))
    return _with(measure, index, text, _quarter_of(cells, index, found.end()), ("SUM", "STALE_COPY"))


def _changes(measure: PrintedMeasure) -> list[tuple[int, re.Match[str], Fraction]]:
    """Each change with its percentage unrounded: what the text means by it."""
    found = []
    for index, text in enumerate(measure.lines[0].cells):
        for match in _CHANGE.finditer(text):
            truth = _truth(text, match)
            if truth is not None:
                found.append((index, match, truth))
    return found


def _truth(text: str, match: re.Match[str]) -> Fraction | None:
    """The percentage from the count that stands last before the change."""
    counts = re.findall(
        r"(?:^|Year to date \([^)]*\) |total \([^)]*\) of |Year total |FYE - )([\d,]+)", text[: match.start()]
    )
    if not counts:
        return None
    change = _number(match["d"]) * (1 if match["word"].lower() == "increase" else -1)
    before = _number(counts[-1]) - change
    return Fraction(change * 100, before) if before > 0 else None


def slip_difference(rng: Random, measure: PrintedMeasure) -> Slip | None:
    places = _changes(measure)
    if not places:
        return None
    index, match, _ = rng.choice(places)
    text = measure.lines[0].cells[index]
    for _ in range(20):
        wrong = _number(match["d"]) + rng.choice((-1, 1)) * rng.choice((1, 3, 10, 20, 100))
        changed = _swap(text, match.span("d"), str(wrong))
        again = _CHANGE.match(changed, match.start())
        truth = _truth(changed, again) if wrong > 0 and again else None
        if truth is not None and rounded(truth, 1) != Decimal(match["p"]):
            quarter = _quarter_of(measure.lines[0].cells, index, match.start())
            return _with(measure, index, changed, quarter, _PERCENT_CHECKS)
    return None


def slip_percentage(rng: Random, measure: PrintedMeasure) -> Slip | None:
    places = _changes(measure)
    if not places:
        return None
    index, match, truth = rng.choice(places)
    wrong = rounded(truth, 1) + rng.choice((Decimal("0.1"), Decimal("-0.1"), Decimal(1), Decimal(-1), Decimal(10)))
    return _percent(measure, index, match, wrong)


def slip_truncation(rng: Random, measure: PrintedMeasure) -> Slip | None:
    places = [one for one in _changes(measure) if _cut(one[2]) != rounded(one[2], 1)]
    if not places:
        return None
    index, match, truth = rng.choice(places)
    return _percent(measure, index, match, _cut(truth))


def slip_base(rng: Random, measure: PrintedMeasure) -> Slip | None:
    """The percentage of this year's figure instead of last year's."""
    places = []
    for index, match, truth in _changes(measure):
        other = truth / (1 + truth / 100) if truth > -100 else truth
        if rounded(other, 1) != rounded(truth, 1):
            places.append((index, match, rounded(other, 1)))
    if not places:
        return None
    return _percent(measure, *rng.choice(places))


def _cut(value: Fraction) -> Decimal:
    scaled = abs(value) * 10
    whole = scaled.numerator // scaled.denominator
    return Decimal(-whole if value < 0 else whole).scaleb(-1)


def _percent(measure: PrintedMeasure, index: int, match: re.Match[str], wrong: Decimal) -> Slip:
    sign = match["p"][0] if match["p"][0] in "+-" else ""
    text = _swap(measure.lines[0].cells[index], match.span("p"), f"{wrong:+}" if sign else str(wrong))
    quarter = _quarter_of(measure.lines[0].cells, index, match.start())
    return _with(measure, index, text, quarter, _PERCENT_CHECKS)


def slip_sign(rng: Random, measure: PrintedMeasure) -> Slip | None:
    places = [one for one in _changes(measure) if one[1]["p"][0] in "+-"]
    if not places:
        return None
    index, match, _ = rng.choice(places)
    other = {"+": "-", "-": "+"}[match["p"][0]]
    text = _swap(measure.lines[0].cells[index], match.span("p"), other + match["p"][1:])
    return _with(measure, index, text, _quarter_of(measure.lines[0].cells, index, match.start()), ("PCT_SIGN",))


def slip_word(rng: Random, measure: PrintedMeasure) -> Slip | None:
    places = [one for one in _changes(measure) if one[1]["p"][0] in "+-"]
    if not places:
        return None
    index, match, _ = rng.choice(places)
    other = "reduction" if match["word"].lower() == "increase" else "increase"
    text = _swap(measure.lines[0].cells[index], match.span("word"), other)
    return _with(measure, index, text, _quarter_of(measure.lines[0].cells, index, match.start()), ("PCT_SIGN",))


def slip_months(rng: Random, measure: PrintedMeasure) -> Slip | None:
    cells = measure.lines[0].cells
    places = [(index, found) for index in (1, 2) for found in re.finditer(r"\((April to \w+)\)", cells[index])]
    if not places:
        return None
    index, found = rng.choice(places)
    text = _swap(cells[index], found.span(1), rng.choice([one for one in MONTHS if one != found[1]]))
    return _with(measure, index, text, f"Q{index + 1}", ("PERIOD_LABEL",))


def slip_year(rng: Random, measure: PrintedMeasure) -> Slip | None:
    text = measure.lines[0].cells[3]
    found = re.search(r"(?:during|whole of) (2014/15)", text)
    if found is None:
        return None
    return _with(measure, 3, _swap(text, found.span(1), rng.choice(("2013/14", "2015/15", "2015/16"))), "FY",
                 ("YEAR_LABEL",))  # fmt: skip


def slip_projection(rng: Random, measure: PrintedMeasure) -> Slip | None:
    cells = measure.lines[0].cells
    share = re.compile(r"(?:, |projected )([\d.]+)% (?:above|below|incr|redu)")
    places = ((index, match) for index in range(3) for match in share.finditer(cells[index]))
    found = [(index, match) for index, match in places if "roject" in cells[index][: match.start() + 10]]
    if not found:
        return None
    index, match = rng.choice(found)
    wrong = Decimal(match[1]) + rng.choice((Decimal("0.1"), Decimal(1), Decimal("5.4")))
    return _with(measure, index, _swap(cells[index], match.span(1), str(wrong)), f"Q{index + 1}",
                 ("PROJECTION", "STALE_COPY"))  # fmt: skip


def slip_verdict(_: Random, measure: PrintedMeasure) -> Slip | None:
    line = measure.lines[0]
    for index, text in ((3, line.cells[3]), (4, line.last)):
        found = re.search(r"Target (not )?achieved", text)
        if found is not None:
            other = _swap(text, found.span(), "Target achieved" if found[1] else "Target not achieved")
            if index == 4:
                return Slip("FY", ("VERDICT",), line.cells, other)
            return _with(measure, 3, other, "FY", ("VERDICT",))
    return None


def slip_stale(rng: Random, measure: PrintedMeasure) -> Slip | None:
    """A total or percentage of the quarter before, left standing."""
    cells = measure.lines[0].cells
    places = []
    for pattern in (_TOTAL, re.compile(r"\(([+-]?[\d.]+)%\)")):
        for index in (2, 3):
            old, new = pattern.search(cells[index - 1]), pattern.search(cells[index])
            if old and new and old[1] != new[1] and " of " not in cells[index][new.end() : new.end() + 4]:
                places.append((index, new, old[1]))
    if not places or " out of " in cells[0] or "12 months" in cells[0]:
        return None
    index, found, stale = rng.choice(places)
    quarter = _quarter_of(cells, index, found.end())
    return _with(measure, index, _swap(cells[index], found.span(1), stale), quarter, ("SUM", "RATE", *_PERCENT_CHECKS))


def slip_flow(rng: Random, measure: PrintedMeasure) -> Slip | None:
    cells = measure.lines[0].cells
    index = rng.choice([i for i in range(4) if cells[i]])
    found = re.search(r"Placed: (\d+) .*Revoked: (\d+)", cells[index])
    if found is None:
        return None
    text = _swap(cells[index], found.span(2), str(int(found[1]) + rng.randint(0, 9)))
    return _with(measure, index, text, f"Q{index + 1}", ("FLOW_BALANCE",))


def slip_denominator(rng: Random, measure: PrintedMeasure) -> Slip | None:
    text = measure.lines[0].cells[3]
    found = re.search(r"(?:whole of 2014/15, [\d,]+ out of |Year total [\d,]+ of )([\d,]+)", text)
    if found is None:
        return None
    wrong = _number(found[1]) + rng.choice((1, 2, 5, 10))
    return _with(measure, 3, _swap(text, found.span(1), str(wrong)), "FY", ("DENOMINATOR",))


def slip_twice(rng: Random, measure: PrintedMeasure) -> Slip | None:
    """A quarter's count that no longer agrees with the totals printed of it."""
    cells = measure.lines[0].cells
    found = re.match(r"([\d,]+) \w+ in Q2", cells[1])
    if found is None or not _TOTAL.search(cells[1]):
        return None
    wrong = _number(found[1]) + rng.choice((3, 10, 100))
    return _with(measure, 1, _swap(cells[1], found.span(1), str(wrong)), "Q2", ("SUM",))


def slip_last_year(rng: Random, measure: PrintedMeasure) -> Slip | None:
    """Last year's fourth quarter, which follows from last year's total and its first three quarters."""
    cells = measure.lines[0].cells
    found = re.search(r"\(([\d,]+) in the same quarter|compared to (\d+) last year", cells[3])
    is_chained = all(" on " in cells[index] and "%)" in cells[index] for index in (2, 3)) and "on last year" in cells[3]
    if found is None or not is_chained or "no change" in cells[2] + cells[3]:
        return None
    group = 1 if found[1] else 2
    wrong = _number(found[group]) + rng.choice((-1, 1, 10, 100))
    if wrong < 0:
        return None
    return _with(measure, 3, _swap(cells[3], found.span(group), str(wrong)), "FY", ("DIFF",))


def slip_rate(rng: Random, measure: PrintedMeasure) -> Slip | None:
    cells = measure.lines[0].cells
    share = re.compile(r"[\d,]+ (?:out )?of [\d,]+ ?[a-z ]*(?:Q\d )?\(([\d.]+)%\)")
    places = [(index, found) for index in range(4) for found in [share.match(cells[index])] if found]
    if not places:
        return None
    index, found = rng.choice(places)
    wrong = Decimal(found[1]) + (Decimal("0.1") if "." in found[1] else 1)
    return _with(measure, index, _swap(cells[index], found.span(1), str(wrong)), f"Q{index + 1}", ("RATE",))


def slip_points(rng: Random, measure: PrintedMeasure) -> Slip | None:
    cells = measure.lines[0].cells
    places = [
        (index, found) for index in range(4) for found in re.finditer(r"([\d.]+) percentage points", cells[index])
    ]
    if not places:
        return None
    index, found = rng.choice(places)
    wrong = Decimal(found[1]) + rng.choice((Decimal("0.1"), Decimal(1), Decimal(10)))
    quarter = _quarter_of(cells, index, found.end())
    return _with(measure, index, _swap(cells[index], found.span(1), str(wrong)), quarter, ("DIFF",))


SLIPS: dict[str, Callable[[Random, PrintedMeasure], Slip | None]] = {
    "total": slip_total, "difference": slip_difference, "percentage": slip_percentage, "truncation": slip_truncation,
    "base": slip_base, "sign": slip_sign, "word": slip_word, "months": slip_months, "year": slip_year,
    "projection": slip_projection, "verdict": slip_verdict, "stale": slip_stale, "flow": slip_flow,
    "denominator": slip_denominator, "quarter": slip_twice, "last year": slip_last_year, "rate": slip_rate,
    "points": slip_points,
}  # fmt: skip


RARE = ("points", "denominator", "flow", "rate", "last year", "year", "verdict")


def _with(measure: PrintedMeasure, index: int, text: str, quarter: str, checks: tuple[str, ...]) -> Slip:
    cells = list(measure.lines[0].cells)
    cells[index] = text
    return Slip(quarter, checks, (cells[0], cells[1], cells[2], cells[3]), measure.lines[0].last)


# --- trials --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trial:
    """One report: what was found in it clean, and what with each slip that was planted."""

    page: Page
    clean: list[Finding]
    planted: list[tuple[str, str, Slip, list[Finding]]]

    @property
    def wrongly_found(self) -> list[Finding]:
        """What the clean report is accused of. "No change" cannot be checked where last year is not printed."""
        return [one for one in self.clean if one.status != OK and "no change" not in one.quote]

    @property
    def missed(self) -> list[tuple[str, str, Slip, list[Finding]]]:
        """The slips that were not found."""
        return [one for one in self.planted if not _is_found(one)]

    @property
    def others_accused(self) -> list[tuple[str, Finding]]:
        """Failures in measures where no slip was planted."""
        return [
            (kind, one) for kind, ref, _, found in self.planted for one in found
            if one.status == FAIL and one.measure != ref
        ]  # fmt: skip


def _is_found(planted: tuple[str, str, Slip, list[Finding]]) -> bool:
    _, ref, slip, found = planted
    return any(
        one.status == FAIL and one.measure == ref and one.check in slip.checks and one.quarter == slip.quarter
        for one in found
    )


def trial(seed: int, *, slips: int = 4) -> Trial:
    """A report of the seed, read as a page or as text, and as many slips planted one at a time."""
    rng = Random(seed)
    make = own_measure if seed % 2 else published_measure
    page = made_page(rng, rng.choice((2, 3, 4, 4)), make)
    in_text = rng.random() < 0.3
    planted = []
    kinds = list(SLIPS)
    rng.shuffle(kinds)
    if rng.random() < 0.5:  # those for which few reports have the words come first
        kinds.sort(key=lambda kind: kind not in RARE)
    for kind in kinds:
        if len(planted) == slips:
            break
        index = rng.randrange(len(page.measures))
        measure = page.measures[index]
        slip = SLIPS[kind](rng, measure)
        if slip is None:
            continue
        changed = replace(measure, lines=(Line("", slip.cells, slip.last),))
        wrong = Page((*page.measures[:index], changed, *page.measures[index + 1 :]), page.year)
        planted.append((kind, measure.ref, slip, _audited(wrong, in_text=in_text)))
    return Trial(page, _audited(page, in_text=in_text), planted)


def _audited(page: Page, *, in_text: bool) -> list[Finding]:
    return list(audit_page(report_of_text(as_text(page))[0] if in_text else page).findings)


def main(trials: int) -> int:
    """So many trials; names what goes wrong. Returns the exit code."""
    planted: Counter[str] = Counter()
    wrong = 0
    for seed in range(trials):
        one = trial(seed)
        planted.update(kind for kind, *_ in one.planted)
        for finding in one.wrongly_found:
            wrong += 1
            print(f"seed {seed}: wrongly found: {finding}")
        for kind, ref, slip, found in one.missed:
            wrong += 1
            print(f"seed {seed}: {kind} of {ref} {slip.quarter} missed: {slip.cells} {slip.last!r}")
            print("   ", [f for f in found if f.status == FAIL])
        for kind, finding in one.others_accused:
            wrong += 1
            print(f"seed {seed}: {kind}: another measure accused: {finding}")
        if wrong > 8:
            break
    print(f"{sum(planted.values())} slips in {seed + 1} reports, {wrong} went wrong: {dict(sorted(planted.items()))}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
