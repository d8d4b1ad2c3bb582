"""``xlcsp doctor``: checks what the button and the functions in cells need; each line is OK or says what to do."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xlcsp import __version__
from xlcsp.domain.numbers import plural
from xlcsp.errors import PlanError, ReturnError, XlcspError
from xlcsp.files import write as files
from xlcsp.files.cells import Book
from xlcsp.files.names import file_names
from xlcsp.files.read import read_book
from xlcsp.files.synced import roots_here
from xlcsp.libreoffice.install import line, usual
from xlcsp.master.lite.health import lines
from xlcsp.master.upgrade.mend import lines as workbook_lines
from xlcsp.master.workbook import INTERPRETERS
from xlcsp.planbook import Master, find_master, read_master
from xlcsp.report.described import described, optional_sheets
from xlcsp.returns.scale import TO_NARROW, wide_tolerance

XLWINGS = "0.37.8"  # the master's macros must be of this version
OLDEST_PYTHON = (3, 11)
CONFIG_SHEET = "xlwings.conf"
UDF_MODULE = "xlcsp.excel.udfs"
_VARIABLE = re.compile(r"%(\w+)%|\$(\w+)")
_PYTHON = re.compile(r"(^|[\\/])pythonw?[\d.]*(\.exe)?$", re.IGNORECASE)
_ASKED = "import importlib.metadata as known, sys; sys.exit(known.version('xlcsp') != sys.argv[1])"
_LONGEST_OPENED = 218  # characters of a path, by Excel's own limit
_LONGEST = 60  # seconds for a Python to start, from a slow network drive too
_ZONE = re.compile(r"ZoneId\s*=\s*([34])")  # Windows' zones: the internet, and sites that are not trusted
_TRUST = (
    "Excel runs the button only where macros are allowed: save the workbook in a trusted location "
    "(File, Options, Trust Center), or enable the content when Excel asks"
)
_ADD_INS = "not needed for a master with macros; a master for xlwings Lite needs it, from the Office store"


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was checked, whether it is right, what was found, and if it is not right, what to do."""

    name: str
    is_well: bool
    found: str
    do: str = ""


def _installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _has_xlcsp(python: str) -> bool:
    """Whether that Python has this version of xlcsp, when started as by Excel: outside this folder."""
    command = [python, "-I", "-c", _ASKED, __version__]
    try:
        return subprocess.run(command, capture_output=True, timeout=_LONGEST, check=False).returncode == 0  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The computer as the checks see it; a test passes another one."""

    python: tuple[int, int, int] = field(default_factory=lambda: (*sys.version_info[:2], sys.version_info[2]))
    executable: str = field(default_factory=lambda: sys.executable)
    platform: str = sys.platform
    variables: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    version_of: Callable[[str], str | None] = _installed
    program: Callable[[str], str | None] = shutil.which
    home: Path = field(default_factory=Path.home)
    has_xlcsp: Callable[[str], bool] = _has_xlcsp


def examine(master: Path | None, here: Surroundings | None = None) -> list[Check]:
    """All checks, including those of a master workbook (or its folder) if one is named."""
    here = here or Surroundings()
    xlcsp, add_ins = Check("xlcsp", True, f"version {__version__}"), Check("Add-in", True, _ADD_INS)
    checks = [_python(here), xlcsp, _xlwings(here), add_ins, *_synced(here)]
    checks += [Check("Macros", True, _TRUST)] if master is None else _of(master, here)
    return [*checks, *_libreoffice(here)]


def _of(master: Path, here: Surroundings) -> Iterator[Check]:
    try:
        path = find_master(master)
        book = read_book(path, is_tolerant=True)
    except (XlcspError, ReturnError) as error:
        yield Check("Master", False, str(error), "Name the master workbook, or mend it")
        return
    yield from _of_master(path, book, here)


def _synced(here: Surroundings) -> Iterator[Check]:
    """Whether the folders exist in which the button looks for a workbook opened from OneDrive."""
    for name, folder in roots_here(here.variables):
        do = f"Sign in to OneDrive on this computer, or correct the variable {name}: the button looks there"
        yield Check("OneDrive", folder.is_dir(), f"{name} names {folder}", do)


def _python(here: Surroundings) -> Check:
    version = ".".join(map(str, here.python))
    found = f"Python {version} ({here.executable})"
    return Check("Python", here.python >= OLDEST_PYTHON, found, "Install Python 3.11 or later, and xlcsp into it")


def _xlwings(here: Surroundings) -> Check:
    version = here.version_of("xlwings")
    if version is None and here.platform not in INTERPRETERS:
        found = "not installed; only Excel on Windows or a Mac needs it, for the button and the functions"
        return Check("xlwings", True, found)
    do = f'Run: "{here.executable}" -m pip install xlwings=={XLWINGS}'
    found = f"version {version}; the workbook's macros are made for {XLWINGS}" if version else "not installed"
    return Check("xlwings", version == XLWINGS, found if version != XLWINGS else f"version {version}", do)


def _libreoffice(here: Surroundings) -> Iterator[Check]:
    found = here.program("soffice") or here.program("libreoffice")
    yield Check("LibreOffice", True, found or "not found; it is needed only for PDF")
    yield Check(*line(usual(here.platform, here.variables, here.home)))


def _of_master(path: Path, book: Book, here: Surroundings) -> Iterator[Check]:
    yield _lock(path)
    plan, master = _plan(path)
    yield plan
    yield from (Check(*line) for line in (*workbook_lines(path), *lines(path)))
    yield from _interpreter(book, here)
    if path.suffix.lower() == ".xlsm":
        yield _macros(path)
    folders = [path.parent]
    if master is not None:
        settings = master.settings
        folders += [path.parent / name for name in (settings.forms, settings.returns, settings.reports)]
        yield from _names(master)
        yield from (Check("Plan", False, f"{query.where}: {query.found}", query.do) for query in master.queries)
        for series in master.plan.series:
            yield Check("Series", True, described(series, settings))
            wide = wide_tolerance(series, settings)
            if wide:
                yield Check("Tolerance", False, f"{series.ref} (Measures!{series.target_cell}): {wide}", TO_NARROW)
        yield from (Check(name, True, words) for name, words in optional_sheets(master))
    for folder in dict.fromkeys(folders):
        yield _writable(folder)


def _names(master: Master) -> Iterator[Check]:
    """The names of the providers' forms, and whether Excel can open them at their paths."""
    names = file_names(master.plan.providers)
    other = ", ".join(f'"{provider}" as {name}.xlsx' for provider, name in names.items() if provider != name)
    words = f"some cannot be file names; their forms are saved as: {other}" if other else "forms are named by them"
    yield Check("Providers", True, words)
    settings = master.settings
    folder = master.path.resolve().parent / settings.forms / settings.quarter.folder
    longest = max((folder / f"{name}.xlsx" for name in names.values()), key=lambda path: len(str(path)))
    length = len(str(longest))
    is_well = length <= _LONGEST_OPENED
    found = f"{'the longest' if is_well else longest} has {length} characters; Excel opens up to {_LONGEST_OPENED}"
    yield Check("Paths", is_well, found, "Move the partnership's folder higher up the drive, or shorten its name")


def _lock(path: Path) -> Check:
    try:
        files.refuse_if_open(path)
    except XlcspError:
        return Check("Open", True, "it is open: the button works, xlcsp refresh waits until it is closed")
    return Check("Open", True, "nobody has it open")


def _plan(path: Path) -> tuple[Check, Master | None]:
    try:
        master = read_master(path)
    except PlanError as error:
        return Check(
            "Plan", False, f"{plural(len(error.faults), 'fault')}; the first: {error.faults[0]}", "Put them right"
        ), None
    except XlcspError as error:
        return Check("Plan", False, str(error), "Put it right"), None
    return Check("Plan", True, f"{len(list(master.plan.series))} series, {master.settings.quarter}"), master


def _interpreter(book: Book, here: Surroundings) -> Iterator[Check]:
    """The Python that Excel starts, as the sheet xlwings.conf names it, and the module of the functions."""
    name = "Interpreter"
    sheet = book.sheets.get(CONFIG_SHEET)
    if sheet is None:
        found = f"the workbook has no sheet {CONFIG_SHEET}; it has no button that would need one"
        yield Check(name, True, found)
        return
    lines = {sheet.text(row, 1).lower(): sheet.text(row, 2) for row in range(1, len(sheet.rows) + 1)}
    yield _module(lines.get("udf modules", ""))
    setting, program, _ = INTERPRETERS.get(here.platform, INTERPRETERS["win32"])
    stated = lines.get(setting.lower(), "")
    do = f"Enter as {setting} on the sheet {CONFIG_SHEET} the path of the {program} where xlcsp is installed"
    if not stated:
        yield Check(name, False, f"{setting} on the sheet {CONFIG_SHEET} is blank", do)
        return
    if here.platform not in INTERPRETERS:
        yield Check(name, True, f"{stated}; run xlcsp doctor on the computer with Excel to see whether it is there")
        return
    known = {key.upper(): value for key, value in here.variables.items()}
    path = _VARIABLE.sub(lambda variable: known.get((variable[1] or variable[2]).upper(), variable[0]), stated)
    yield Check(name, *_python_at(path, do, here))


def _python_at(path: str, do: str, here: Surroundings) -> tuple[bool, str, str]:
    """Whether the Python at that path works, what was found, and what to do."""
    if not Path(path).is_file() and (re.search(r"[\\/]", path) or here.program(path) is None):
        return False, f"there is no {path}", do
    if not _PYTHON.search(path):  # no other program that a workbook names is started
        return False, f"{path} is not Python", do
    if here.has_xlcsp(path):
        return True, path, ""
    found = f"{path} is there, but xlcsp {__version__} is not installed in it"
    return False, found, f"Install xlcsp {__version__} there, as the README says"


def _module(module: str) -> Check:
    """Whether the module named for the functions is the right one."""
    if UDF_MODULE in re.split(r"[;,\s]+", module):
        return Check("Functions", True, f"from {module}")
    found = f"UDF Modules on the sheet {CONFIG_SHEET} is {module or 'blank'}"
    return Check("Functions", False, found, f"Enter {UDF_MODULE} there, or no formula =CSP_… will work")


def _macros(path: Path) -> Check:
    """Whether Windows marks the file as one from the internet, whose macros Excel blocks."""
    try:
        zone = Path(f"{path}:Zone.Identifier").read_text(encoding="utf-8", errors="replace")
    except OSError:
        zone = ""
    if _ZONE.search(zone):
        found = "the file came from the internet or by e-mail, and Excel blocks its macros"
        return Check("Macros", False, found, "In the file's Properties tick Unblock, or move it to a trusted location")
    return Check("Macros", True, _TRUST)


def _writable(folder: Path) -> Check:
    """Whether files can be made in the folder, or in the nearest existing one above it."""
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    why = files.why_unwritable(existing)
    if why:
        do = "Ask for the right to write there, or name another folder in Settings"
        return Check("Folder", False, f"{folder} cannot be written ({why})", do)
    missing = "" if existing == folder else " will be made when it is needed"
    return Check("Folder", True, f"{folder}{missing or ' can be written'}")
