"""The sheets of a master workbook as values: plan, history, corrections, contacts, settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xlcsp.domain.areas import PeerFigure
from xlcsp.domain.benchmarks import Benchmark
from xlcsp.domain.figures import Correction
from xlcsp.domain.officers import Action, Contact, Override
from xlcsp.domain.plan import Plan, Settings, plan_of
from xlcsp.domain.years import History
from xlcsp.errors import PlanError, Problem, ReturnError, WorkbookError
from xlcsp.files.cells import Book
from xlcsp.files.read import read_book
from xlcsp.files.table import Faults
from xlcsp.planbook.actions import ACTIONS, read_actions
from xlcsp.planbook.benchmarks import BENCHMARKS, against_benchmark, read_benchmarks
from xlcsp.planbook.columns import MEASURES
from xlcsp.planbook.contacts import CONTACTS, read_contacts
from xlcsp.planbook.corrections import CORRECTIONS, read_corrections
from xlcsp.planbook.history import HISTORY, read_history
from xlcsp.planbook.months import MONTHS, with_months
from xlcsp.planbook.names import as_first_written
from xlcsp.planbook.overrides import OVERRIDES, read_overrides
from xlcsp.planbook.peers import PEERS, read_peers, unclear_areas
from xlcsp.planbook.populations import POPULATIONS, held_against, read_populations, with_residents
from xlcsp.planbook.series import check_series, numbered_refs, old_baselines, read_series
from xlcsp.planbook.settings import SETTINGS, read_settings
from xlcsp.planbook.table import rows

NEEDED = ("Measures", HISTORY.name, SETTINGS.name)
SHEETS = (  # a person's own sheets are not read
    *NEEDED,
    *(layout.name for layout in (CORRECTIONS, CONTACTS, PEERS, POPULATIONS, BENCHMARKS, MONTHS, OVERRIDES, ACTIONS)),
)
MASTERS = ("master.xlsm", "master.xlsx")


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
    masters = [path / name for name in MASTERS if (path / name).is_file()]
    if not masters:
        looked = f"{path} holds no {' or '.join(MASTERS)}" if path.is_dir() else f"{path} does not exist"
        raise WorkbookError(f"{looked}. Name the master workbook or its folder; xlcsp demo makes an example.")
    if len(masters) > 1:
        raise WorkbookError(
            f"{path} holds both {' and '.join(MASTERS)}, and only one of them is the partnership's master. "
            "Move the other to another folder, or name the file that is meant."
        )
    return masters[0]


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
        raise unreadable(error) from error
    return master_of(book, path)


def unreadable(error: ReturnError) -> WorkbookError:
    """Why a master workbook cannot be read, and what to do."""
    is_other = error.problem.code in ("wrong format", "not a workbook")
    do = "Name the partnership's master workbook or its folder" if is_other else error.problem.do
    return WorkbookError(f"{error.problem.where}: {error.problem.found}. {do}.")


def master_of(book: Book, path: Path) -> Master:
    """As ``read_master``, from cells already read: from the file, or from the workbook open in Excel."""
    faults = Faults(path.name)
    settings = read_settings(book, faults, path.parent)
    plan = list(rows(book, "Measures", MEASURES.needed, faults))
    spelled, queries = as_first_written(plan)
    populations, start = read_populations(book, faults), settings.quarter.start if settings else 0
    decimals = settings.decimals if settings else 1
    series = [held_against(read_series(row, spelled, decimals), row, populations, start) for row in plan]
    check_series(series, faults)
    known = {each.id: each.kind for each in series}
    benchmarks = read_benchmarks(book, known, faults)
    if settings:
        at = settings.quarter
        series = [against_benchmark(each, row, benchmarks, at) for each, row in zip(series, plan, strict=True)]
    history, retired = read_history(book, known, faults)
    history = with_months(book, history, known, start, faults, retired=retired)
    history |= {each.id: with_residents(each, history[each.id], populations) for each in series if each.id in history}
    corrections = read_corrections(book, known, faults)
    contacts = read_contacts(book, faults)
    peers = read_peers(book, known, faults)
    refs = {each.ref for each in series}
    overrides = read_overrides(book, refs, start, faults)
    actions = read_actions(book, refs, faults)
    if faults.found or settings is None:
        raise PlanError(faults.found)
    queries += [*numbered_refs(plan, path.name), *old_baselines(plan, series, path.name)]
    queries += unclear_areas(peers, settings.partnership, path.name)
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
        tuple(queries),
    )
