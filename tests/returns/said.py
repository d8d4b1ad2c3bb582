"""Partnerships whose every series is one kind of figure, for commentaries that may be right or wrong about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.returns.test_months import months
from tests.support import Q1, Q2, Q3, Q4, partnership, send
from xlcsp.domain.figures import YEAR_TO_DATE
from xlcsp.domain.periods import Quarter
from xlcsp.forms.layout import Answer
from xlcsp.master.workbook import Cell
from xlcsp.returns.collect import collect
from xlcsp.returns.commentary import disagreements
from xlcsp.returns.weigh import odd_figures

YEARS = ("2011/12", "2012/13", "2013/14")
FINANCIAL_YEAR = ("April", "May", "June", "July", "August", "September",
                  "October", "November", "December", "January", "February", "March")  # fmt: skip
LOWER: dict[str, Cell] = {"polarity": "lower", "target_rule": "at most"}
HIGHER: dict[str, Cell] = {"polarity": "higher", "target_rule": "at least"}


@dataclass(frozen=True)
class Told:
    """A series and its figures up to the quarter of the commentary. years: the four quarters of earlier years, newest
    last, n and m of a rate; last_months: last year's twelve months."""

    plan: Mapping[str, Cell]
    answers: Sequence[Answer | None]
    years: Sequence[Sequence[Cell | tuple[Cell, Cell]]] = ()
    last_months: Sequence[Cell] = ()
    benchmarks: Sequence[Mapping[str, Cell]] = ()


def counts(*figures: float) -> list[Answer | None]:
    return [Answer(figure=figure) for figure in figures]


def pairs(*figures: tuple[float, float]) -> list[Answer | None]:
    return [Answer(figure=n, out_of=m) for n, m in figures]


TOLD = {
    "burglary": Told(
        {"measure": "Domestic burglary", "unit": "burglaries", **LOWER, "target": 600, "baseline": 655,
         "target_q1": 145, "target_q2": 290, "target_q3": 450, "target_q4": 600},
        counts(140, 149, 158),
        ((158, 160, 176, 172), (160, 155, 180, 170), (152, 148, 171, 163)),
    ),
    "violence": Told(
        {"measure": "Violence with injury", "unit": "offences", "frequency": "monthly", **LOWER, "target": 410},
        [months(30, 35, 31), months(38, 36, 33), months(34, 29, 41)],
        ((92, 101, 110, 97),),
        (29, 30, 33, 35, 34, 32, 40, 33, 37, 31, 30, 36),
    ),
    "hate": Told(
        {"measure": "Reports of hate crime", "unit": "reports", **HIGHER, "target": 120},
        counts(25, 31, 28),
        ((22, 27, 30, 26),),
    ),
    "grants": Told(
        {"measure": "Grants drawn down", "kind": "amount", "unit": "£", **HIGHER, "target": 50_000},
        counts(12_500, 14_250.5, 11_000),
        ((10_000, 12_000, 13_000, 15_000),),
    ),
    "engaged": Told(
        {"measure": "Clients who engage after assessment", "kind": "rate", "unit": "clients", **HIGHER, "target": 0.8},
        pairs((60, 80), (66, 82), (82, 100)),
        (((55, 78), (60, 80), (63, 84), (58, 80)),),
    ),
    "satisfied": Told(
        {"measure": "Residents satisfied with how we deal with anti-social behaviour", "kind": "percentage",
         "unit": "of residents surveyed", **HIGHER, "target": 0.75, "judged": "latest"},
        [Answer(percentage=share) for share in (71.2, 70.4, 72.9)],
        ((0.68, 0.695, 0.701, 0.7),),
    ),
    "response": Told(
        {"measure": "Average time to answer 101 calls", "kind": "snapshot", "unit": "seconds", **LOWER, "target": 240,
         "judged": "latest"},
        counts(262, 258, 251),
        ((270, 268, 265, 259),),
    ),
    "wait": Told(
        {"measure": "Wait for support", "kind": "ratio", "unit": "days", **LOWER, "target": 14},
        pairs((1230, 100), (1440, 120), (1539, 114)),
        (((1500, 100), (1560, 104), (1650, 110), (1520, 100)),),
    ),
    "hub": Told(
        {"measure": "Victims' hub opened", "kind": "milestone", "polarity": "higher", "target_rule": "at least",
         "due": "2015-03-31"},
        [Answer(milestone="On track"), Answer(milestone="On track"), Answer(milestone="At risk")],
    ),
    "fires": Told(
        {"measure": "Deliberate fires", "unit": "fires", "frequency": "half-yearly", **LOWER, "target": 90},
        [None, Answer(figure=44)],
        ((None, 52, None, 48),),
    ),
    "graffiti": Told(
        {"measure": "Graffiti removed on time", "kind": "rate", "unit": "jobs", **HIGHER, "target": 0.9,
         "rag_rule": "thresholds", "green": 0.9, "amber": 0.85, "judged": "quarter"},
        pairs((75, 82), (76, 84), (70, 80)),
        (((66, 80), (70, 82), (68, 80), (66, 80)),),
    ),
    "entrants": Told(
        {"measure": "First-time entrants to youth justice", "kind": "rolling 12", "unit": "first-time entrants",
         **LOWER,
         "target": 85, "judged": "latest"},
        counts(88, 84, 79),
        ((102, 99, 95, 91),),
        benchmarks=(
            {"period": "2013/14", "comparator": "Most similar group", "value": 92, "rank": 4, "of": 15,
             "source": "YJB"},
        ),
    ),
    "safe": Told(
        {"measure": "Residents who feel safe after dark", "kind": "percentage", "unit": "of residents",
         "frequency": "annual", **HIGHER, "target": 0.65, "judged": "latest"},
        [None, None, None, Answer(percentage=64)],
        ((None, None, None, 0.62), (None, None, None, 0.61), (None, None, None, 0.64)),
    ),
    "homicide": Told(
        {"measure": "Homicide", "unit": "offences", **LOWER, "target": 4}, counts(1, 0, 2), ((1, 2, 1, 1),)
    ),
    "asb": Told(
        {"measure": "Anti-social behaviour", "unit": "incidents", **LOWER, "target": 1600, "baseline": 1660},
        counts(410, 455, 372, 348),
        ((455, 490, 380, 372), (430, 470, 365, 361)),
    ),
    "shop": Told(
        {"measure": "Shoplifting", "unit": "offences", "polarity": "lower", "target_rule": "monitor"},
        counts(98),
        ((85, 97, 101, 92), (91, 104, 110, 95)),
    ),
    "patrol": Told(
        {"measure": "High-visibility patrols", "kind": "amount", "unit": "hours of patrol", **HIGHER, "target": 1200},
        counts(310.5, 296),
        ((280, 300, 290, 310),),
    ),
    "repeat": Told(
        {"measure": "Repeat victims of domestic abuse", "kind": "rate", "unit": "cases", **LOWER, "target": 0.28},
        pairs((24, 96), (27, 90)),
        (((20, 80), (22, 88), (21, 90), (23, 85)),),
    ),
    "treatment": Told(
        {"measure": "Successful completions of drug treatment", "kind": "rolling 12 rate",
         "unit": "people in treatment", **HIGHER, "target": 0.12, "judged": "latest"},
        pairs((58, 500), (60, 505), (64, 512)),
        (((50, 500), (52, 505), (55, 508), (57, 502)),),
        benchmarks=(
            {"period": "2013/14", "comparator": "England", "value": 0.112, "source": "NDTMS"},
            {"period": "2013/14", "comparator": "Most similar group", "value": 0.131, "rank": 9, "of": 15,
             "source": "NDTMS"},
        ),
    ),
    "convictions": Told(
        {"measure": "Convictions of prolific offenders", "kind": "cohort", "unit": "convictions", **LOWER,
         "target": 126,
         "baseline": 140},
        counts(27, 31),
        ((36, 34, 35, 35),),
    ),
    "rate": Told(
        {"measure": "Burglary rate", "kind": "per population", "unit": "burglaries", "population": 62_500, **LOWER,
         "target": 8.5},
        counts(120, 130, 125),
        ((140, 138, 131, 136),),
    ),
    "blazes": Told(
        {"measure": "Deliberate fires", "unit": "fires", "frequency": "half-yearly", **LOWER, "target": 90},
        [None, Answer(figure=44), None, Answer(figure=39)],
        ((None, 52, None, 48),),
    ),
    "vehicle": Told(
        {"measure": "Vehicle crime", "unit": "offences", "frequency": "monthly", **LOWER, "target": 300},
        [months(22, 27, 25)],
        ((78, 80, 85, 77),),
        (26, 24, 28, 26, 27, 27, 30, 28, 27, 25, 24, 28),
    ),
    "caseload": Told(
        {"measure": "Open cases at the quarter's end", "kind": "snapshot", "unit": "cases", **LOWER, "target": 50,
         "judged": "latest"},
        counts(46, 52),
        ((40, 44, 47, 45),),
    ),
    "attendance": Told(
        {"measure": "Attendance at emergency calls", "kind": "ratio", "unit": "minutes", **LOWER, "target": 10},
        pairs((1200, 120), (1140, 120)),
        (((1260, 120), (1224, 120), (1250, 125), (1200, 118)),),
    ),
    "strategy": Told(
        {"measure": "Strategy adopted", "kind": "milestone", "polarity": "higher", "target_rule": "at least",
         "due": "2014-12-31"},
        [Answer(milestone="On track"), Answer(milestone="On track")],
    ),
    "reoffend": Told(
        {"measure": "Reoffences per reoffender", "kind": "ratio", "unit": "reoffences", **LOWER, "target": 3.5},
        pairs((108, 30), (111, 30), (99, 30)),
        (((114, 30), (117, 30), (120, 32), (105, 30)),),
    ),
    "mentoring": Told(
        {"measure": "Young people who start mentoring", "unit": "young people", **HIGHER, "target": 60},
        counts(12, 17, 16),
    ),
    "noise": Told(
        {"measure": "Noise complaints", "unit": "complaints", **LOWER, "target": 5200},
        counts(1204, 1538),
        ((1310, 1612, 1120, 1090),),
    ),
    "abuse": Told(
        {"measure": "Domestic abuse incidents reported to the police", "unit": "incidents", "polarity": "none",
         "target_rule": "monitor"},
        counts(512, 547, 538),
        ((498, 520, 541, 533),),
    ),
    "outcomes": Told(
        {"measure": "Positive outcomes of sexual offences", "kind": "rate", "unit": "offences", **HIGHER,
         "target": 0.15},
        pairs((9, 70), (12, 75), (14, 80), (11, 72)),
        (((8, 64), (9, 70), (10, 72), (9, 68)),),
    ),
    "roads": Told(
        {"measure": "People killed or seriously injured on our roads", "unit": "casualties", **LOWER, "target": 60},
        counts(14, 11, 17, 12),
        ((19, 13, 20, 17), (16, 15, 18, 14)),
    ),
    "parcels": Told(
        {"measure": "Parcels stolen from doorsteps", "unit": "parcels", "polarity": "lower", "target_rule": "below",
         "target": 500},
        [*counts(120), Answer(figure=251, basis=YEAR_TO_DATE), *counts(118, 109)],
        ((131, 128, 125, 121),),
    ),
    "answered": Told(
        {"measure": "Complaints answered within ten working days", "kind": "rate", "unit": "complaints", **HIGHER,
         "target": 0.85},
        pairs((170, 200), (159, 195), (130, 150), (128, 147)),
        (((160, 200), (158, 200), (120, 150), (116, 148)),),
    ),
}  # fmt: skip


def _history(key: str, told: Told) -> list[dict[str, Cell]]:
    rows = []
    for year, quarters in zip(YEARS[-len(told.years) :], told.years, strict=False):
        row: dict[str, Cell] = {"id": key, "year": year}
        for number, quarter in enumerate(quarters, 1):
            if isinstance(quarter, tuple):
                row[f"Q{number}"], row[f"D{number}"] = quarter
            else:
                row[f"Q{number}"] = quarter
        rows.append(row)
    return rows


def _months(key: str, told: Told) -> list[dict[str, Cell]]:
    return [
        {"id": key, "month": f"{name} {2013 + (place > 8)}", "numerator": figure}
        for place, (name, figure) in enumerate(zip(FINANCIAL_YEAR, told.last_months, strict=False))
    ]


class Partnership:
    """A partnership with each of these series, whose returns are in up to the quarter of its commentary."""

    def __init__(self, folder: Path, told: Mapping[str, Told]) -> None:
        series = [{"id": key, "ref": f"1.{place}", **each.plan} for place, (key, each) in enumerate(told.items(), 1)]
        more = {
            "Months": tuple(row for key, each in told.items() for row in _months(key, each)),
            "Benchmarks": tuple({"id": key, **row} for key, each in told.items() for row in each.benchmarks),
        }
        past = tuple(row for key, each in told.items() for row in _history(key, each))
        self.master = partnership(folder, tuple(series), history=past, more=more)
        self.told = told
        for quarter in (Q1, Q2, Q3, Q4):
            due = {
                key: each.answers[quarter.number - 1]
                for key, each in told.items()
                if len(each.answers) >= quarter.number
            }
            given = {key: answer for key, answer in due.items() if answer is not None}
            send(self.master, quarter, given, as_at=quarter.plus(1).last_day)
        self.figures = collect(self.master, Q4).figures

    def questions(self, key: str, commentary: str) -> list[str]:
        """What a check of the quarter asks about a commentary on its figure."""
        quarter = Quarter(2014, len(self.told[key].answers))
        known = {at: figure for at, figure in self.figures[key].items() if at <= quarter}
        figure = known[quarter] = replace(known[quarter], commentary=commentary)
        _, queries = odd_figures(self.master, {key: known}, (), quarter, quarter.plus(1).last_day, {})
        asked = [query.found for query in queries if query.code == "commentary"]
        return [*asked, *(sentence for sentence, _ in disagreements(figure, self.master.plan.by_id[key]))]
