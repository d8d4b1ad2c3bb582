"""Small numbers stay hidden: whoever reads every publication of a year cannot rule out any number from 1 to 4.

The attacker knows the rules, that a total is the sum of its parts, what was printed in every issue, how it was rounded,
and that a figure without [r] did not change. He asks of each withheld count whether it could be 1, 2, 3 and 4.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.support import Q1, Q2, Q3, Q4, partnership
from xlcsp.domain.benchmarks import Benchmark
from xlcsp.domain.figures import YEAR_TO_DATE, Figure, MonthFigure, Revision, Source
from xlcsp.domain.periods import Month, Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.years import YearOfFigures
from xlcsp.measures.disclosure import has_small_quarter, is_small_pair, relations, spread
from xlcsp.planbook import Master
from xlcsp.report.publication.may_tell import Thing
from xlcsp.report.publication.tables import publication
from xlcsp.report.publication.values import CONFIDENTIAL, NOT_AVAILABLE, Cell, Publication, Share
from xlcsp.report.publication.withhold import WITHHELD, public_report
from xlcsp.report.released import Edition, Notice
from xlcsp.returns.collect import Collection

QUARTERS = (Q1, Q2, Q3, Q4)
MOST = 200  # what the attacker thinks a count may be
KINDS = (("all", "count", 60), ("men", "count", 30), ("women", "count", 24), ("left", "rate", None))
PLAN = tuple(
    {
        "id": name, "ref": "1.1", "measure": "People in treatment", "series": name, "unit": "people",
        "polarity": "lower" if target else "none", "target_rule": "at most" if target else "monitor", "target": target,
        **{f"target_q{number}": target * number / 4 for number in range(1, 5) if target},
        "disclosive": "yes", "kind": kind, "projection": "straight line", "role": "headline",
    }
    for name, kind, target in KINDS
)  # fmt: skip


@dataclass
class Attack:
    """What the attacker knows, as linear constraints on whole numbers."""

    names: dict[object, int] = field(default_factory=dict)
    rows: list[tuple[dict[object, float], float, float]] = field(default_factory=list)

    def knows(self, terms: dict[object, float], low: float, high: float) -> None:
        for name in terms:
            self.names.setdefault(name, len(self.names))
        self.rows.append((terms, low, high))

    def could_be(self, name: object, value: int) -> bool:
        matrix = np.zeros((len(self.rows) + 1, len(self.names)))
        low, high = np.zeros(len(matrix)), np.zeros(len(matrix))
        for place, (terms, least, most) in enumerate([*self.rows, ({name: 1.0}, value, value)]):
            for one, factor in terms.items():
                matrix[place, self.names[one]] += factor
            low[place], high[place] = least, most
        size = len(self.names)
        found = milp(np.zeros(size), constraints=LinearConstraint(matrix, low, high), integrality=np.ones(size),
                     bounds=Bounds(0, MOST))  # fmt: skip
        return bool(found.success)


def master_of(folder: Path, history: dict[str, list[YearOfFigures]]) -> Master:
    """A master whose baselines are last year's totals, as many plans have them."""
    totals = {series: sum(value or 0 for value in years[0].quarters) for series, years in history.items()}
    plan = tuple({**one, "baseline": float(totals[str(one["id"])])} if one["id"] in totals else one for one in PLAN)
    return replace(partnership(folder, plan), history={series: tuple(years) for series, years in history.items()})


def collected(upto: Quarter, figures: dict[str, list[list[Figure]]]) -> Collection:
    """The collection at a quarter: of each series and quarter the last version known by then, the others revised."""
    found = Collection(upto)
    for series, by_quarter in figures.items():
        for versions in by_quarter:
            known = [one for one in versions if one.quarter <= upto and (one.source.quarter or upto) <= upto]
            if known:
                found.figures.setdefault(series, {})[known[-1].quarter] = known[-1]
                found.revisions += [Revision(series, new.quarter, old, new) for old, new in itertools.pairwise(known)]
    return found


def figure(series: str, quarter: Quarter, n: int, m: int | None = None, given: Quarter | None = None) -> Figure:
    source = Source("r.xlsx", "Return", "D4", date(2014, 7, 1), given or quarter)
    return Figure(series, quarter, source, Fraction(n), Fraction(m) if m is not None else None)


def year(start: int, values: list[int], below: list[int] | None = None) -> YearOfFigures:
    tens = tuple(Decimal(value) for value in values)
    under = tuple(Decimal(value) for value in below) if below else (None,) * 4
    return YearOfFigures(start, tens, None, under, None, 4)


def world(seed: int) -> tuple[dict[str, list[list[Figure]]], dict[str, list[YearOfFigures]]]:
    """Random people: a total of two groups and those who left; some figures revised, some given as a year to date."""
    dice = random.Random(seed)
    figures: dict[str, list[list[Figure]]] = {name: [] for name in ("all", "men", "women", "left")}
    for quarter in QUARTERS:
        men, women = dice.choice((0, 2, 3, 6, 9, 14)), dice.choice((0, 1, 4, 7, 11, 30))
        own = {"men": men, "women": women}
        for name, value in own.items():
            figures[name].append([figure(name, quarter, value)])
        figures["all"].append([figure("all", quarter, men + women)])
        below = dice.choice((4, 9, 20, 60))
        figures["left"].append([figure("left", quarter, dice.randint(0, below), below)])
    if dice.random() < 0.5:
        _revise(dice, figures)
    history = {}
    men_before, women_before = ([dice.choice((2, 5, 8, 12)) for _ in range(4)] for _ in range(2))
    for name, values in (
        ("men", men_before),
        ("women", women_before),
        ("all", [a + b for a, b in zip(men_before, women_before, strict=True)]),
    ):  # fmt: skip
        history[name] = [year(2013, values)]
    return figures, history


def _revise(dice: random.Random, figures: dict[str, list[list[Figure]]]) -> None:
    """A later return gives another figure for an earlier quarter of the men, and so of all."""
    index = dice.randrange(3)
    quarter, given = QUARTERS[index], QUARTERS[dice.randrange(index + 1, 4)]
    new = dice.choice((1, 5, 8))
    women = int(figures["women"][index][0].numerator or 0)
    figures["men"][index].append(figure("men", quarter, new, given=given))
    figures["all"][index].append(figure("all", quarter, new + women, given=given))


def printed(master: Master, collection: Collection) -> dict[str, list[tuple[Cell, ...]]]:
    copy = publication(public_report(master, collection))
    return {table.sheet: [dict(zip(table.head, row, strict=True)) for row in table.rows] for table in copy.tables}  # type: ignore[misc]


def read(attack: Attack, tables: dict[str, list[dict[str, Cell]]], issue: Quarter) -> Iterator[object]:  # type: ignore[type-arg]
    """Adds what one issue says; gives back the names of the counts that it withholds."""
    withheld = []
    for row in tables["Figures"]:
        name = (row["Series"], row["Year"], row["Quarter"], issue)
        is_rate = row["Series"] == "left"
        for part, column in (("n", "Figure"), ("m", "Out of")) if is_rate else (("", "Figure"),):
            value, key = row[column], (*name, part)
            attack.knows({key: 1.0}, 0, MOST)
            if isinstance(value, int | float):
                attack.knows({key: 1.0}, value, value)
            elif value == CONFIDENTIAL:
                withheld.append(key)
        if is_rate:
            _read_share(attack, row["Percentage"], (*name, "n"), (*name, "m"))
    for row in tables["Year to date"]:
        if row["Series"] != "left":
            _read_year(attack, row, issue)
    for start in ("2013/14", "2014/15"):
        for quarter in QUARTERS[: issue.number] if start == "2014/15" else QUARTERS:
            one, two, both = ((name, start, quarter.short, issue, "") for name in ("men", "women", "all"))
            attack.knows({both: 1.0, one: -1.0, two: -1.0}, 0, 0)
    yield from withheld


def _read_share(attack: Attack, share: Cell, above: object, below: object) -> None:
    """n is at most m, and n ÷ m reads as printed."""
    attack.knows({below: 1.0, above: -1.0}, 0, MOST)
    if isinstance(share, Share):
        attack.knows({above: 1.0, below: 0.0005 - share}, 0, np.inf)
        attack.knows({above: 1.0, below: -0.0005 - share}, -np.inf, 0)


def _read_year(attack: Attack, row: dict[str, Cell], issue: Quarter) -> None:
    series, number = row["Series"], issue.number
    now = {(series, "2014/15", f"Q{q}", issue, ""): 1.0 for q in range(1, number + 1)}
    last = {(series, "2013/14", f"Q{q}", issue, ""): 1.0 for q in range(1, number + 1)}
    whole = {(series, "2013/14", f"Q{q}", issue, ""): 1.0 for q in range(1, 5)}

    def told(column: str, terms: dict[object, float], slack: float = 0.0, factor: float = 1.0) -> None:
        value = row.get(column)
        if isinstance(value, int | float):
            attack.knows({name: one * factor for name, one in terms.items()}, value - slack, value + slack)

    told("Year to date", now)
    told("Same period last year", last)
    told("Change", {**now, **dict.fromkeys(last, -1.0)})
    told("Projected year end [f]", now, 0.5, 4 / number)  # of counts printed whole
    told("Baseline", whole, 0.5)
    if isinstance(row["Change %"], float):
        for sign, low, high in ((-1, 0, np.inf), (1, -np.inf, 0)):
            share = float(row["Change %"]) + sign * 0.0005
            attack.knows({**now, **dict.fromkeys(last, -(1 + share))}, low, high)
    words = str(row["Target"])
    if words.startswith("at most"):
        target = float(words.split()[2])
        limits = {"Red": (target * number / 4, np.inf), "Green": (0, target * number / 4)}
        if row["RAG"] in limits:
            attack.knows(now, *limits[str(row["RAG"])])


def unchanged(attack: Attack, issues: list[dict[str, list[dict[str, Cell]]]]) -> None:  # type: ignore[type-arg]
    """A figure that a later issue does not mark as revised is the same as in the issue before."""
    for earlier, later, tables in zip(QUARTERS, QUARTERS[1:], issues[1:], strict=False):
        for row in tables["Figures"]:
            for part in ("n", "m") if row["Series"] == "left" else ("",):
                old, new = ((row["Series"], row["Year"], row["Quarter"], when, part) for when in (earlier, later))
                is_same = row["Figure"] != CONFIDENTIAL and "[r]" not in str(row["Status"])
                if old in attack.names and (is_same or row["Year"] == "2013/14"):
                    attack.knows({old: 1.0, new: -1.0}, 0, 0)


def truth(figures: dict[str, list[list[Figure]]], key: tuple[object, ...]) -> int:
    """The true count behind a withheld cell, in the issue."""
    series, _, quarter, issue, part = key
    versions = figures[str(series)][int(str(quarter)[1]) - 1]
    known = [one for one in versions if (one.source.quarter or Q1) <= issue][-1]  # type: ignore[operator]
    return int((known.denominator if part == "m" else known.numerator) or 0)


@pytest.mark.parametrize("seed", range(24))
def test_no_withheld_count_of_1_to_4_can_be_narrowed_down(tmp_path: Path, seed: int) -> None:
    figures, history = world(seed)
    master = master_of(tmp_path, history)
    attack, withheld, issues = Attack(), [], []
    for issue in QUARTERS:
        tables = printed(master, collected(issue, figures))
        withheld += list(read(attack, tables, issue))  # type: ignore[arg-type]
        issues.append(tables)
    unchanged(attack, issues)  # type: ignore[arg-type]
    small = [key for key in withheld if key[1] == "2014/15" and 0 < truth(figures, key) < 5]  # type: ignore[index]
    assert small, "a world without small numbers proves nothing"
    for key in small:
        assert attack.could_be(key, truth(figures, key)), "the attacker must not deceive himself"  # type: ignore[arg-type]
        assert [value for value in (1, 2, 3, 4) if not attack.could_be(key, value)] == [], key


def test_no_small_count_of_a_disclosive_series_is_printed(tmp_path: Path) -> None:
    for seed in range(24):
        figures, history = world(seed)
        for issue in QUARTERS:
            for row in printed(master_of(tmp_path, history), collected(issue, figures))["Figures"]:
                assert not (isinstance(row["Figure"], int) and 0 < row["Figure"] < 5)  # type: ignore[call-overload]


def test_the_attacker_finds_a_count_that_its_total_gives_away() -> None:
    attack = Attack()
    attack.knows({"all": 1.0}, 10, 10)
    attack.knows({"women": 1.0}, 7, 7)
    attack.knows({"all": 1.0, "men": -1.0, "women": -1.0}, 0, 0)
    assert [value for value in range(1, 5) if attack.could_be("men", value)] == [3]


def test_with_a_withheld_quarter_go_year_to_date_projection_change_and_colour(tmp_path: Path) -> None:
    figures = {"men": [[figure("men", Q1, 9)], [figure("men", Q2, 3)]]}
    rows = printed(master_of(tmp_path, {"men": [year(2013, [9, 9, 9, 9])]}), collected(Q2, figures))
    (row,) = [one for one in rows["Year to date"] if one["Series"] == "men"]  # type: ignore[call-overload]
    for column in ("Year to date", "Change", "Change %", "Projected year end [f]", "RAG"):
        assert row[column] == CONFIDENTIAL, column  # type: ignore[call-overload]
    (measure,) = rows["Measures"]
    assert measure["RAG"] == CONFIDENTIAL  # type: ignore[call-overload]


def test_of_each_thing_it_is_decided_whether_it_may_be_told(tmp_path: Path) -> None:
    """A new one that is forgotten where figures are withheld would be asked for first by a rare table."""
    public = public_report(partnership(tmp_path, PLAN[1:3]), collected(Q1, {"men": [[figure("men", Q1, 4)]]}))
    assert set(public.may_tell.hidden) == set(Thing)


@pytest.mark.parametrize("is_disclosive", [True, False])
def test_the_notes_name_a_total_that_is_withheld_for_its_parts(tmp_path: Path, *, is_disclosive: bool) -> None:
    """Of a series on few people they do not: nobody need know which of its numbers are small themselves."""
    total = {**PLAN[0], "disclosive": "yes" if is_disclosive else "no"}
    men, women = (3, 20, 30, 40), (40, 50, 60, 70)
    years = {"men": men, "women": women, "all": tuple(map(sum, zip(men, women, strict=True)))}
    history = {name: (year(2013, list(counts)),) for name, counts in years.items()}
    master = replace(partnership(tmp_path, (total, *PLAN[1:3])), history=history)
    figures = {"men": [[figure("men", Q1, 4)], [figure("men", Q2, 9)]],
               "women": [[figure("women", Q1, 61)], [figure("women", Q2, 62)]],
               "all": [[figure("all", Q1, 65)], [figure("all", Q2, 71)]]}  # fmt: skip
    notes = dict(publication(public_report(master, collected(Q2, figures))).notes)
    assert "Small numbers" in notes
    named = {name: words for name, words in notes.items() if name.startswith("Withheld")}
    told = "Q1 and last year: small numbers of other series could be worked out from a total of them"
    assert set(named) == (set() if is_disclosive else {"Withheld of 1.1, all"})
    assert all(words.startswith(told) for words in named.values())


def test_a_later_year_to_date_goes_with_the_quarter_that_it_holds(tmp_path: Path) -> None:
    to_date = replace(figure("men", Q3, 20), basis=YEAR_TO_DATE)
    figures = {"men": [[figure("men", Q1, 9)], [figure("men", Q2, 3)], [to_date]]}
    rows = printed(master_of(tmp_path, {}), collected(Q3, figures))["Figures"]
    assert [row["Figure"] for row in rows if row["Series"] == "men"] == [9, CONFIDENTIAL, CONFIDENTIAL]  # type: ignore[call-overload]


def test_a_year_to_date_that_was_once_a_small_quarter_more_than_those_before_is_withheld(tmp_path: Path) -> None:
    to_date = replace(figure("men", Q3, 20), basis=YEAR_TO_DATE)
    revised = [figure("men", Q1, 10), figure("men", Q1, 5, given=Q3)]  # 20 less 18 was 2, and is 7 now
    figures = {"men": [revised, [figure("men", Q2, 8)], [to_date]]}
    rows = printed(master_of(tmp_path, {}), collected(Q3, figures))["Figures"]
    assert [row["Figure"] for row in rows if row["Series"] == "men"] == [5, 8, CONFIDENTIAL]  # type: ignore[call-overload]


def test_a_year_with_a_small_count_is_not_printed_as_last_year_nor_its_baseline(tmp_path: Path) -> None:
    figures = {"men": [[figure("men", Q1, 9)]]}
    rows = printed(master_of(tmp_path, {"men": [year(2013, [9, 9, 2, 9])]}), collected(Q1, figures))
    told = [[row[name] for name in ("Year", "Figure", "Status")] for row in rows["Figures"] if row["Series"] == "men"]  # type: ignore[call-overload]
    assert told[:4] == [["2013/14", CONFIDENTIAL, WITHHELD]] * 4  # left out, nobody knew that there are figures
    assert [row[0] for row in told[4:]] == ["2014/15"]
    (row,) = [one for one in rows["Year to date"] if one["Series"] == "men"]  # type: ignore[call-overload]
    assert row["Baseline"] == row["Same period last year"] == CONFIDENTIAL  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("rule", "rag"),
    [
        ({}, "Green"),  # by the plan's own quarters
        ({f"target_q{number}": None for number in range(1, 5)}, CONFIDENTIAL),  # by the shares of earlier years
        ({"judged": "projection"}, CONFIDENTIAL),
        ({"rag_rule": "chance"}, CONFIDENTIAL),
        ({"rag_rule": "improving"}, CONFIDENTIAL),
    ],
)
def test_nothing_that_the_board_sees_by_withheld_years_is_published_otherwise(
    tmp_path: Path, rule: dict[str, str | None], rag: str
) -> None:
    """Worked out without the withheld past, projection and perhaps colour would not be the board's."""
    plan = ({**PLAN[1], "target": 88, "projection": "auto", **{f"target_q{n}": n * 22 for n in range(1, 5)}, **rule},)
    history = {"men": (year(2012, [9, 8, 7, 9]), year(2013, [9, 9, 2, 9]))}
    master = replace(partnership(tmp_path, plan), history=history)
    rows = printed(master, collected(Q1, {"men": [[figure("men", Q1, 9)]]}))
    (row,) = rows["Year to date"]
    names = ("Projected year end [f]", "Likely range from [f]", "Likely range to [f]")
    assert [row[name] for name in names] == [CONFIDENTIAL] * 3  # type: ignore[call-overload]
    assert row["RAG"] == rows["Measures"][0]["RAG"] == rag  # type: ignore[call-overload]


def test_a_comparator_is_c_where_it_is_withheld_and_x_where_there_is_none(tmp_path: Path) -> None:
    figures = {"men": [[figure("men", Q1, 9)]], "women": [[figure("women", Q1, 9)]]}
    master = partnership(tmp_path, PLAN)  # without baselines
    history = {"men": (year(2013, [9, 9, 2, 9]),)}
    rows = printed(replace(master, history=history), collected(Q1, figures))["Year to date"]
    told = {one["Series"]: (one["Same period last year"], one["Change"]) for one in rows}  # type: ignore[call-overload]
    assert told["men"] == (CONFIDENTIAL, CONFIDENTIAL)
    assert told["women"] == (NOT_AVAILABLE, NOT_AVAILABLE)


def test_a_revision_of_a_disclosive_series_tells_neither_figure(tmp_path: Path) -> None:
    figures = {"men": [[figure("men", Q1, 3), figure("men", Q1, 8, given=Q2)], [figure("men", Q2, 9)]]}
    rows = printed(master_of(tmp_path, {}), collected(Q2, figures))
    assert [(row["Old"], row["New"]) for row in rows["Revisions"]] == [(CONFIDENTIAL, CONFIDENTIAL)]  # type: ignore[call-overload]


def test_a_reissue_tells_what_changed_of_each_series_whose_steps_are_published(tmp_path: Path) -> None:
    """Of a measure one series may tell its steps, and another not: the change of the first is published."""
    master = partnership(tmp_path, ({**PLAN[0], "disclosive": "no"}, PLAN[1]))
    figures = {name: [[figure(name, Q1, 31), figure(name, Q1, 33)]] for name in ("all", "men")}
    notices = tuple(Notice("1.1", name, "31", "33", "recount", "correction", "", name) for name in figures)
    copy = publication(public_report(master, collected(Q1, figures), Edition("1.1", "Recount", "1.0", notices)))
    assert dict(copy.cover)["Changed since version 1.0"] == ("1.1, all: 31 is now 33 (correction).",)


def test_a_series_that_may_not_be_published_is_left_out_with_c(tmp_path: Path) -> None:
    plan = ({**PLAN[1], "publishable": "no", "disclosive": "no"},)
    master = partnership(tmp_path, plan)
    rows = printed(master, collected(Q1, {"men": [[figure("men", Q1, 90)]]}))
    assert [row["Figure"] for row in rows["Figures"]] == [CONFIDENTIAL]  # type: ignore[call-overload]
    (row,) = rows["Year to date"]
    assert {row[name] for name in ("Year to date", "Target", "RAG")} == {CONFIDENTIAL}  # type: ignore[call-overload]
    assert rows["Measures"][0]["RAG"] == CONFIDENTIAL  # type: ignore[call-overload]


def test_whatever_is_withheld_the_whole_copy_is_the_same(tmp_path: Path) -> None:
    """A table that prints a figure, a step, a month or a comparator without asking would tell the two apart."""
    hidden = {**PLAN[1], "id": "hidden", "ref": "1.2", "measure": "Hidden", "disclosive": "no", "publishable": "no"}
    master = partnership(tmp_path, (*PLAN, hidden))

    def copy(small: int, other: int) -> Publication:
        """The copy where each number that may not be told follows one of the two; nothing else does."""
        by_month = tuple(
            MonthFigure(Month(2014, month), Fraction(value)) for month, value in ((4, small), (5, 5 - small), (6, 4))
        )
        figures = {
            "men": [
                [figure("men", Q1, other), replace(figure("men", Q1, 9, given=Q2), months=by_month)],
                [figure("men", Q2, small)],
            ],
            "left": [[figure("left", Q1, small, 10)], [figure("left", Q2, 10, 20)]],
            "hidden": [[figure("hidden", Q1, other), figure("hidden", Q1, other + 1, given=Q2)]],
        }
        history = {"men": (year(2013, [9, 9, small, 9]),), "hidden": (year(2013, [other] * 4),)}
        benchmarks = tuple(
            Benchmark(series, "2013/14", date(2014, 3, 31), "England", Decimal(other), publishable=is_open)
            for series, is_open in (("hidden", True), ("men", False))
        )
        known = replace(master, history=history, benchmarks=benchmarks)
        return publication(public_report(known, collected(Q2, figures)))

    assert copy(2, 57) == copy(3, 64)


def test_a_series_that_is_not_disclosive_is_printed_whole(tmp_path: Path) -> None:
    master = partnership(tmp_path, ({**PLAN[1], "disclosive": "no"},))
    rows = printed(master, collected(Q1, {"men": [[figure("men", Q1, 3)]]}))
    assert [row["Figure"] for row in rows["Figures"]] == [3]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("n", "m", "small"),
    [(0, 9, False), (9, 9, False), (3, 9, True), (8, 9, True), (5, 10, False), (0, 4, True), (None, 9, False)],
)
def test_a_pair_is_small_by_n_by_m_or_by_what_is_left(n: int | None, m: int, small: bool) -> None:  # noqa: FBT001
    assert is_small_pair(Fraction(n) if n is not None else None, Fraction(m), 5) is small


def test_a_total_goes_with_its_parts_through_every_total_above_it() -> None:
    values = {name: [Fraction(value)] * 4 for name, value in (("a", 3), ("b", 7), ("t", 10), ("c", 20), ("u", 30))}
    hidden = spread({"a": frozenset({2})}, relations([values]), values)
    assert {name for name, quarters in hidden.items() if 2 in quarters} >= {"a", "t", "u"}


def columns(**values: Sequence[int | None]) -> dict[str, list[Fraction | None]]:
    return {name: [None if one is None else Fraction(one) for one in own] for name, own in values.items()}


def test_a_sum_that_holds_by_chance_in_one_quarter_makes_no_total() -> None:
    this, last = columns(a=[32, 24, 23], b=[17, 15, 16], c=[4, 5, 7]), columns(a=[27, 30], b=[18, 9], c=[3, 6])
    assert relations([this]) == ()
    first = {name: own[2:] for name, own in this.items()}
    assert relations([last, first]) == (), "by the only quarter of this year, and by no other"


@pytest.mark.parametrize(
    "years",
    [
        [columns(t=[10, 12, 14], a=[3, 4, 5], b=[7, 8, 8])],  # a slip in Q3
        [columns(t=[10, 11], a=[3, 4], b=[7, 8])],  # a slip in one of two
        [columns(t=[10], a=[3], b=[7])],
        [columns(t=[30, 30, 30, 30], a=[3, 3, 3, 3], b=[7, 7, 7, 7]), columns(t=[10, 12], a=[3, 4], b=[7, 8])],
        [columns(t=[10, None, 12], a=[3, 4, 5], b=[7, 8, 7]), columns(t=[9], a=[4], b=[6])],
    ],
)
def test_a_total_with_a_slip_or_of_a_new_meaning_remains_one(years: list[dict[str, list[Fraction | None]]]) -> None:
    assert ("t", ("a", "b")) in relations(years)


def test_an_area_is_printed_though_it_was_once_as_many_as_the_others_together(tmp_path: Path) -> None:
    counts = {"all": (32, 24, 23), "men": (17, 15, 20), "women": (8, 5, 3)}
    figures = {name: [[figure(name, *one)] for one in zip(QUARTERS, own, strict=False)] for name, own in counts.items()}
    rows = printed(master_of(tmp_path, {}), collected(Q3, figures))["Figures"]
    assert [row["Figure"] for row in rows if row["Series"] == "all"] == [32, 24, 23]  # type: ignore[call-overload]


def test_a_stated_total_is_small_even_where_the_quarters_are_not_known() -> None:
    series = Series("x", "1.1", "T", "M", "")
    assert has_small_quarter(series, YearOfFigures(2013, (None,) * 4, Decimal(4)), 5)
    assert not has_small_quarter(series, YearOfFigures(2013, (None,) * 4, Decimal(40)), 5)
