"""A small partnership to test with, and returns as providers might send them."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from openpyxl import Workbook, load_workbook

from xlcsp.doctor import Surroundings
from xlcsp.domain.periods import Month, Quarter
from xlcsp.forms.layout import Answer, Revised
from xlcsp.forms.rows import FIRST_ROW
from xlcsp.forms.write import form_content
from xlcsp.master.new import settings_rows
from xlcsp.master.workbook import Cell, Content, write_master
from xlcsp.planbook import Master, read_master
from xlcsp.returns.collect import Collection, collect
from xlcsp.returns.issue import form_for

PARTNERSHIP = "Test Partnership"
Q1, Q2, Q3, Q4 = (Quarter(2014, number) for number in (1, 2, 3, 4))
SERIES: tuple[dict[str, Cell], ...] = (
    {"id": "v", "ref": "1.1", "measure": "Violence", "unit": "offences", "polarity": "lower", "target_rule": "at most",
     "target": 400, "baseline": 420},
    {"id": "r", "ref": "1.2", "measure": "Robbery", "unit": "offences", "polarity": "lower", "target_rule": "below",
     "target": 60},
    {"id": "s", "ref": "1.3", "measure": "Support", "kind": "rate", "unit": "people", "polarity": "higher",
     "target_rule": "at least", "target": 0.5},
    {"id": "t", "ref": "1.4", "measure": "Treatment", "kind": "percentage", "unit": "of clients", "polarity": "higher",
     "target_rule": "above", "target": 0.25, "judged": "latest"},
    {"id": "m", "ref": "1.5", "measure": "Plan adopted", "kind": "milestone", "polarity": "higher",
     "target_rule": "at least"},
)  # fmt: skip
ANSWERS = {
    "v": Answer(figure=100, status="Provided", commentary="Steady."),
    "r": Answer(figure=12, status="Provided"),
    "s": Answer(figure=6, out_of=10, status="Provided"),
    "t": Answer(percentage=30, status="Provided"),
    "m": Answer(milestone="On track", status="Provided"),
}
HERE = Surroundings(
    python=(3, 11, 7), executable="python", platform="linux", variables={}, version_of=lambda _: None,
    program=lambda _: None, has_xlcsp=lambda _: True, home=Path("no", "home"),
)  # fmt: skip
"""A computer on which the doctor has nothing else to look for, and starts no program."""
ROWS = {name: FIRST_ROW + 2 + index for index, name in enumerate(ANSWERS)}  # the sheet's row of each series
MASTERS: dict[str, bytes] = {}  # as written once: the same plan gives the same bytes, and most tests share theirs
FORMS: dict[str, bytes] = {}  # likewise
SETTINGS: dict[str, Cell] = {"partnership": PARTNERSHIP, "financial year": "2014/15", "quarter": "Q4"}
ALL_SETTINGS: dict[str, Cell] = {**{str(row["setting"]): row["value"] for row in settings_rows({}, {})}, **SETTINGS}


def partnership(
    folder: Path,
    series: tuple[Mapping[str, Cell], ...] = SERIES,
    *,
    history: tuple[Mapping[str, Cell], ...] = (),
    corrections: tuple[Mapping[str, Cell], ...] = (),
    peers: tuple[Mapping[str, Cell], ...] = (),
    settings: Mapping[str, Cell | Mapping[str, Cell]] | None = None,
    populations: tuple[Mapping[str, Cell], ...] = (),
    more: Mapping[str, tuple[Mapping[str, Cell], ...]] | None = None,
) -> Master:
    """A master workbook with these series, all of one provider, in the folder."""
    path = write_plan(
        folder,
        series,
        history=history,
        corrections=corrections,
        peers=peers,
        settings=settings,
        populations=populations,
        more=more,
    )
    return read_master(path)


def write_plan(
    folder: Path,
    series: tuple[Mapping[str, Cell], ...] = SERIES,
    *,
    history: tuple[Mapping[str, Cell], ...] = (),
    corrections: tuple[Mapping[str, Cell], ...] = (),
    peers: tuple[Mapping[str, Cell], ...] = (),
    settings: Mapping[str, Cell | Mapping[str, Cell]] | None = None,
    contacts: tuple[Mapping[str, Cell], ...] = (),
    populations: tuple[Mapping[str, Cell], ...] = (),
    more: Mapping[str, tuple[Mapping[str, Cell], ...]] | None = None,
) -> Path:
    """As ``partnership``, without reading it. more: rows of other sheets, by their names."""
    common: dict[str, Cell] = {"theme": "Violence", "provider": "Police", "role": "headline", "kind": "count"}
    values = {**SETTINGS, **(settings or {})}
    tables = {
        "Measures": [{**common, **one} for one in series],
        "History": list(history),
        "Corrections": list(corrections),
        "Peers": list(peers),
        "Populations": list(populations),
        "Contacts": list(contacts),
        "Settings": [
            {"setting": name, **(value if isinstance(value, Mapping) else {"value": value})}
            for name, value in values.items()
        ],
        **{name: list(rows) for name, rows in (more or {}).items()},
    }
    path = folder / "master.xlsm"
    if known := MASTERS.get(repr(tables)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(known)
    else:
        write_master(Content(PARTNERSHIP, date(2014, 3, 31), tables), path)
        MASTERS[repr(tables)] = path.read_bytes()
    return path


def opened(path: Path) -> Workbook:
    """A master as openpyxl opens it, without what that cannot keep: to be spoiled and saved by a test."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # sparklines, which openpyxl says it removes
        return load_workbook(path)


def send(
    master: Master,
    quarter: Quarter = Q1,
    answers: Mapping[str, Answer] = ANSWERS,
    *,
    name: str = "Police.xlsx",
    provider: str = "Police",
    revised: Mapping[tuple[str, Quarter | Month], Revised] | None = None,
    as_at: date | None = date(2014, 7, 10),
    signed: date | None = None,
    into: Quarter | None = None,
    partnership_named: str = "",
) -> Path:
    """Saves a filled return in the partnership's folder; returns its path."""
    known = collect(master, quarter.plus(-1)).figures if quarter.number > 1 else {}
    form = form_for(master, provider, quarter, known, date(2014, 7, 1))
    form = replace(
        form,
        partnership=partnership_named or form.partnership,
        answers=dict(answers),
        revised=dict(revised or {}),
        as_at=as_at,
        signed_by="Lead officer",
        signed=signed or as_at,
    )
    path = master.path.parent / master.settings.returns / (into or quarter).folder / name
    written = repr((form, form.logo and form.logo.content))
    if written not in FORMS:
        FORMS[written] = form_content(form)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(FORMS[written])
    return path


def answers(**changed: Answer) -> dict[str, Answer]:
    """The usual answers with some changed."""
    return {**ANSWERS, **changed}


def edit_part(path: Path, part: str, change: Callable[[str], str]) -> None:
    """Changes the XML of one part of a workbook."""
    with zipfile.ZipFile(path) as package:
        contents = {entry.filename: package.read(entry) for entry in package.infolist()}
    before = contents[part].decode()
    contents[part] = change(before).encode()
    assert contents[part].decode() != before, f"nothing to change in {part}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in contents.items():
            package.writestr(name, content)


def put_xml(path: Path, cell: str, content: str, kind: str = "") -> None:
    """Replaces a cell of the return's sheet by raw XML content."""
    attribute = f' t="{kind}"' if kind else ""
    pattern = re.compile(rf'<c r="{cell}"( s="\d+")?(?: t="\w+")?(?:/>|>.*?</c>)')
    edit_part(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: pattern.sub(lambda found: f'<c r="{cell}"{found[1] or ""}{attribute}>{content}</c>', xml),
    )


def value_of(collection: Collection, series: str, quarter: Quarter = Q1) -> object:
    """The figure that counts, as (numerator, denominator, proportion, milestone)."""
    figure = collection.figures[series][quarter]
    return figure.numerator, figure.denominator, figure.proportion, figure.milestone


def codes(collection: Collection) -> list[str]:
    """The codes of the problems."""
    return [problem.code for problem in collection.problems]
