"""The sheets of a master workbook as values: plan, history, corrections, contacts, settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from xlcsp.domain.areas import PeerFigure
from xlcsp.domain.benchmarks import Benchmark
from xlcsp.domain.contact import Contact
from xlcsp.domain.figures import Correction
from xlcsp.domain.numbers import percentage
from xlcsp.domain.officers import Action, Override
from xlcsp.domain.periods import PeriodError, Quarter, parse_quarter
from xlcsp.domain.plan import IN_POINTS, QUERY_STEP, RATE_TOLERANCES, Plan, Settings, plan_of
from xlcsp.domain.years import History
from xlcsp.errors import PlanError, Problem, ReturnError, WorkbookError
from xlcsp.files.cells import Book
from xlcsp.files.read import read_book
from xlcsp.files.table import Faults
from xlcsp.measures import rag_rules
from xlcsp.planbook.actions import ACTIONS, read_actions
from xlcsp.planbook.benchmarks import BENCHMARKS, against_benchmark, read_benchmarks
from xlcsp.planbook.board import read_decisions, read_marking
from xlcsp.planbook.columns import MEASURES
from xlcsp.planbook.contacts import CONTACTS, read_contacts
from xlcsp.planbook.corrections import CORRECTIONS, read_corrections
from xlcsp.planbook.history import read_history
from xlcsp.planbook.logo import read_logo
from xlcsp.planbook.months import MONTHS, with_months
from xlcsp.planbook.names import as_first_written
from xlcsp.planbook.overrides import OVERRIDES, read_overrides
from xlcsp.planbook.peers import PEERS, read_peers
from xlcsp.planbook.populations import POPULATIONS, held_against, read_populations, with_residents
from xlcsp.planbook.series import check_series, numbered_refs, read_series
from xlcsp.planbook.table import PlanRow, rows

RULES = ("rag rule", "tolerance", "tolerance of rates", "rounding")  # settings that decide what a figure means
NEEDED = ("Measures", "History", "Settings")
SHEETS = (  # a person's own sheets are not read
    *NEEDED,
    *(of.name for of in (CORRECTIONS, CONTACTS, PEERS, POPULATIONS, BENCHMARKS, MONTHS, OVERRIDES, ACTIONS)),
)
MASTERS = ("master.xlsm", "master.xlsx")
DATES = ("return_due", "comments_due", "data_cutoff", "board_date")
_MOST_DECIMALS, _MOST_PEOPLE, _LARGEST_STEP = 6, 10_000, 100  # of settings
FOLDERS = ("forms", "returns", "reports")


@dataclass(frozen=True, slots=True)
class Master:
    """The contents of a master workbook. queries: anything in the plan that is worth a question."""

    path: Path
    plan: Plan
    history: History
    settings: Settings
    corrections: tuple[Correction, ...]
    contacts: tuple[Contact, ...]
    peers: tuple[PeerFigure, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    overrides: tuple[Override, ...] = ()
    actions: tuple[Action, ...] = ()
    queries: tuple[Problem, ...] = ()


def find_master(path: Path) -> Path:
    """The master workbook at a path: the file itself, or the one in the folder.

    Raises WorkbookError if there is none, or more than one.
    """
    if path.is_file():
        return path
    found = [path / name for name in MASTERS if (path / name).is_file()]
    if not found:
        looked = f"{path} holds no {' or '.join(MASTERS)}" if path.is_dir() else f"{path} does not exist"
        raise WorkbookError(f"{looked}. Name the master workbook or its folder; xlcsp demo makes an example.")
    if len(found) > 1:
        raise WorkbookError(
            f"{path} holds both {' and '.join(MASTERS)}, and only one of them is the partnership's master. "
            "Move the other to another folder, or name the file that is meant."
        )
    return found[0]


def read_master(path: Path) -> Master:
    """The master workbook's plan, history, corrections, contacts and settings. It is only read.

    Raises WorkbookError if it cannot be read, PlanError with all faults if the plan is not usable.
    """
    path = find_master(path)
    try:
        book = read_book(path, only=SHEETS)
        if any(name not in book.sheets for name in NEEDED):
            book = read_book(path, is_tolerant=True)  # so that what is missing is reported with the other faults
    except ReturnError as error:
        is_other = error.problem.code in ("wrong format", "not a workbook")
        do = "Name the partnership's master workbook or its folder" if is_other else error.problem.do
        raise WorkbookError(f"{error.problem.where}: {error.problem.found}. {do}.") from error
    return master_of(book, path)


def master_of(book: Book, path: Path) -> Master:
    """As ``read_master``, from cells already read: from the file, or from the workbook open in Excel."""
    faults = Faults(path.name)
    settings = _settings(book, faults, path.parent)
    plan = list(rows(book, "Measures", MEASURES.needed, faults))
    spelled, queries = as_first_written(plan)
    populations, start = read_populations(book, faults), settings.quarter.start if settings else 0
    series = [held_against(read_series(row, spelled), row, populations, start) for row in plan]
    check_series(series, faults)
    known = {one.id: one.kind for one in series}
    benchmarks = read_benchmarks(book, known, faults)
    if settings:
        at = settings.quarter
        series = [against_benchmark(one, row, benchmarks, at) for one, row in zip(series, plan, strict=True)]
    history, retired = read_history(book, known, faults)
    history = with_months(book, history, known, start, faults, retired=retired)
    history |= {one.id: with_residents(one, history[one.id], populations) for one in series if one.id in history}
    corrections = read_corrections(book, known, faults)
    contacts = read_contacts(book, faults)
    peers = read_peers(book, known, faults)
    refs = {one.ref for one in series}
    overrides = read_overrides(book, refs, start, faults)
    actions = read_actions(book, refs, faults)
    if faults.found or settings is None:
        raise PlanError(faults.found)
    return Master(
        path,
        plan_of(series),
        history,
        settings,
        corrections,
        contacts,
        peers,
        benchmarks,
        overrides,
        actions,
        (*queries, *numbered_refs(plan, path.name)),
    )


def _settings(book: Book, faults: Faults, folder: Path) -> Settings | None:
    found = {row.text("setting").lower(): row for row in rows(book, "Settings", ("setting", "value"), faults)}
    if not found:
        return None
    for name in ("partnership", "financial year", "quarter"):
        if name not in found or not found[name].text("value"):
            cell = found[name].cell("value") if name in found else ""
            faults.add("Settings", cell, f'The setting "{name}" is missing', do="Enter it")
    quarter = _current_quarter(found)
    if quarter is None:
        return None
    faults.start = quarter.start
    dates = {name: _dates(found[name], quarter) if name in found else {} for name in DATES}
    folders = {name: found[name].text("value") if name in found else "" for name in FOLDERS}
    step = _proportion(found, "query_step", 0.5, lambda value: 0 < value <= _LARGEST_STEP)
    settings = Settings(
        partnership=found["partnership"].text("value") if "partnership" in found else "",
        quarter=quarter,
        forms=folders["forms"] or "forms",
        returns=folders["returns"] or "returns",
        reports=folders["reports"] or "reports",
        return_due=dates["return_due"],
        comments_due=dates["comments_due"],
        data_cutoff=dates["data_cutoff"],
        board_date=dates["board_date"],
        disclosure_threshold=_whole(found, "disclosure threshold", 5, _MOST_PEOPLE),
        pct_min_base=_whole(found, "pct_min_base", 50, _MOST_PEOPLE),
        query_step=step if step is not None else QUERY_STEP,
        marking=read_marking(found),
        decisions=read_decisions(found),
        logo=read_logo(found, folder),
    )
    return with_rules(settings, found)


def with_rules(settings: Settings, found: Mapping[str, PlanRow]) -> Settings:
    """The settings with the rating and rounding rules that the rows give, by their names in lower case."""
    rule, rates = found.get("rag rule"), found.get("tolerance of rates")
    return replace(
        settings,
        rag_rule=rule.word("value", rag_rules.NAMES, rag_rules.USUAL.name) if rule else rag_rules.USUAL.name,
        tolerance=_proportion(found, "tolerance", 0.05, lambda value: 0 <= value < 1),
        rate_tolerance=rates.word("value", RATE_TOLERANCES, IN_POINTS) if rates else IN_POINTS,
        decimals=_whole(found, "rounding", 1, _MOST_DECIMALS),
    )


def _proportion(
    found: Mapping[str, PlanRow], name: str, example: float, is_one: Callable[[Decimal], bool]
) -> Decimal | None:
    value = found[name].number_or_none("value") if name in found else None
    if value is not None and not is_one(value):
        what, allowed = name.removeprefix("query_"), f"It is a proportion: {percentage(example)} is {example}"
        found[name].fault("value", f"{value} is not a {what}", allowed, f"Enter {example}")
    return value


def _whole(found: Mapping[str, PlanRow], name: str, default: int, most: int) -> int:
    value = found[name].whole("value", default) if name in found else default
    if value > most:
        found[name].fault("value", f"{value:,} is too large", f"It is at most {most:,}", f"Enter {default}")
    return value


def _current_quarter(found: dict[str, PlanRow]) -> Quarter | None:
    if "quarter" not in found or "financial year" not in found:
        return None
    start = found["financial year"].year("value")
    if start is None:
        return None
    text = found["quarter"].text("value")
    try:
        return parse_quarter(f"Q{text}" if text.isdigit() else text, start)
    except PeriodError as error:
        found["quarter"].fault("value", str(error))
        return None


def _dates(row: PlanRow, quarter: Quarter) -> dict[int, date]:
    days = {number: row.day(f"q{number}") for number in range(1, 5)}
    if row.value("value") is not None:
        days[quarter.number] = row.day("value")
    return {number: day for number, day in days.items() if day is not None}
