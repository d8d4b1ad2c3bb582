"""Makes the sample: who sends what, late, twice, faulty or not at all. The same seed gives the same bytes."""

from __future__ import annotations

import csv
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from xlcsp.domain.periods import Quarter
from xlcsp.errors import WorkbookError, XlcspError
from xlcsp.files import write as files
from xlcsp.files.packed import SteadyZip
from xlcsp.forms import layout
from xlcsp.forms.columns import RETURN
from xlcsp.forms.layout import NO_FIGURE, Answer, Form
from xlcsp.forms.rows import FIRST_ROW
from xlcsp.forms.write import write_form
from xlcsp.master.workbook import write_master
from xlcsp.planbook import MASTERS, Master, read_master
from xlcsp.returns.collect import Collection, collect
from xlcsp.returns.counted import Figures
from xlcsp.returns.issue import form_for
from xlcsp.sample.counts import CURRENT, YEAR, Counts, areas
from xlcsp.sample.plan import DUE, PLAN, PROVIDERS, content

_SHEET = "xl/worksheets/sheet1.xml"
_FIRST_CELL = f"{RETURN.letter('figure')}{FIRST_ROW + 2}"
_LOST = 600  # bytes of a file that arrived incomplete


class Fault(NamedTuple):
    """A kind of fault. cell: where the check finds it. before: changes the form; after: the file."""

    cell: str = ""
    before: Callable[[Form], Form] | None = None
    after: Callable[[bytes], bytes] | None = None


class Planted(NamedTuple):
    """A fault that was planted: the partnership's folder, the file within its returns, where and what."""

    folder: str
    file: str
    sheet: str
    cell: str
    code: str


def _first(change: Callable[[Answer], Answer]) -> Callable[[Form], Form]:
    """Changes the answer of the form's first row."""

    def changed(form: Form) -> Form:
        first = form.rows[0][0].id
        return replace(form, answers={**form.answers, first: change(form.answers[first])})

    return changed


def _cell(kind: str, inside: str) -> Callable[[bytes], bytes]:
    """Replaces the first figure's cell in the sheet's XML."""
    pattern = re.compile(rf'<c r="{_FIRST_CELL}"( s="\d+")?(?: t="\w+")?(?:/>|>.*?</c>)')

    def changed(content: bytes) -> bytes:
        package = BytesIO()
        with zipfile.ZipFile(BytesIO(content)) as old, SteadyZip(package, "w") as new:
            for entry in old.infolist():
                part = old.read(entry)
                if entry.filename == _SHEET:
                    xml = pattern.sub(rf'<c r="{_FIRST_CELL}"\1 t="{kind}">{inside}</c>', part.decode(), count=1)
                    part = xml.encode()
                new.writestr(entry.filename, part)
        return package.getvalue()

    return changed


def _other_quarter(form: Form) -> Form:
    return replace(form, quarter=form.quarter.plus(-1))


def _other_partnership(form: Form) -> Form:
    return replace(form, partnership="Elsewhere Community Safety Partnership")


FAULTS = {
    "not a number": Fault(_FIRST_CELL, after=_cell("inlineStr", "<is><t>approx 300</t></is>")),
    "error cell": Fault(_FIRST_CELL, after=_cell("e", "<f>1/0</f><v>#DIV/0!</v>")),
    "negative": Fault(_FIRST_CELL, before=_first(lambda answer: replace(answer, figure=-5))),
    "decimals": Fault(_FIRST_CELL, before=_first(lambda answer: replace(answer, figure=12.5))),
    "blank": Fault(_FIRST_CELL, before=_first(lambda _: Answer())),
    "wrong quarter": Fault(before=_other_quarter),
    "other partnership": Fault(before=_other_partnership),
    "damaged": Fault(after=lambda content: content[:-_LOST]),
}


def planted(folder: str, file: str, code: str) -> Planted:
    """The record of a planted fault."""
    sheet = "" if code == "damaged" else layout.RETURN_SHEET
    return Planted(folder, file, sheet, FAULTS[code].cell, code)


LATE, MISSING, TWICE = 0.04, 0.02, 0.10  # shares of the returns
FAULTY = 0.05
_SAID = (
    "",
    "",
    "No change in recording.",
    "Patrols follow the week's reports.",
    "A joint operation with the council ran in two wards.",
)
_ISSUED_BEFORE, _EXTRACTED_BEFORE, _SIGNED_BEFORE, _LATE_BY = (timedelta(days=days) for days in (18, 7, 2, 6))
_UNSAFE = re.compile(r"[^A-Za-z0-9' -]")


@dataclass(frozen=True, slots=True)
class Sent:
    """The fate of one form: late, missing or sent twice; the code of its fault, if it has one."""

    provider: str
    quarter: Quarter
    state: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A partnership to be made: its folder, its area's counts, what its providers send."""

    folder: Path
    area: str
    counts: Counts
    sent: tuple[Sent, ...]


def orders(root: Path, partnerships: int, *, seed: int = 1, faulty: float = FAULTY) -> list[Order]:
    """The partnerships to be made: as many areas of those with counts, spread evenly over their names.

    faulty: the share of returns with a fault; returns that are late, missing or sent twice come on top. Raises
    XlcspError if there are not enough areas.
    """
    known = areas()
    if not 1 <= partnerships <= len(known):
        raise XlcspError(f"--partnerships {partnerships}: there are counts of {len(known)} areas. Ask for 1 to that.")
    if not 0 <= faulty <= 1 - LATE - MISSING - TWICE:
        raise XlcspError(f"--faulty {faulty} is not a share of the returns. Enter 0.05 for 5%.")
    names = sorted(known)
    chosen = [names[index * len(names) // partnerships] for index in range(partnerships)]
    places = [
        (area, Quarter(YEAR, number), one) for area in chosen for number in range(1, CURRENT + 1) for one in PROVIDERS
    ]
    fates = _fates(len(places), random.Random(seed), faulty)  # noqa: S311 - a sample, repeatable on purpose
    sent: dict[str, list[Sent]] = {area: [] for area in chosen}
    for (area, quarter, provider), (state, fault) in zip(places, fates, strict=True):
        sent[area].append(Sent(provider, quarter, state, fault))
    return [Order(root / _UNSAFE.sub("", area), area, known[area], tuple(sent[area])) for area in chosen]


def _fates(number: int, chance: random.Random, faulty: float) -> list[tuple[str, str]]:
    """The fate of each return, in exact shares, with the kinds of fault in turn."""
    wrong = round(number * faulty)
    kinds = list(FAULTS)
    fates = [("", kinds[index % len(kinds)]) for index in range(wrong)]
    for state, share in (("late", LATE), ("missing", MISSING), ("twice", TWICE)):
        fates += [(state, "")] * round(number * share)
    fates += [("", "")] * (number - len(fates))
    chance.shuffle(fates)
    return fates


def make(order: Order) -> list[Planted]:
    """Makes one partnership's folder, with master and returns; returns the planted faults.

    Raises WorkbookError if the folder already has a master.
    """
    path = order.folder / MASTERS[0]
    if path.exists():
        raise WorkbookError(f"{path}: there is a master already. Nothing was written over. Name another folder.")
    write_master(content(order.area, order.counts), path)
    master = read_master(path)
    faults, known = [], {1: Collection(Quarter(YEAR, 1)).figures}  # what was last reported, by the form's quarter
    for sent in order.sent:
        number = sent.quarter.number
        if number not in known:
            known[number] = collect(master, sent.quarter.plus(-1)).figures
        if sent.state != "missing":
            faults += _send(master, sent, order.counts, known[number])
    return faults


def write_papers(root: Path, faults: Sequence[Planted]) -> None:
    """Writes the table of planted faults, and the sources of the counts."""
    with files.replacing(root / "sample.csv") as draft, draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Planted._fields)
        writer.writerows(faults)
    with files.replacing(root / "SOURCES.md") as draft:
        draft.write_bytes(resources.files("xlcsp.sample").joinpath("SOURCES.md").read_bytes())


def _send(master: Master, sent: Sent, counts: Counts, known: Figures) -> list[Planted]:
    """One return, or the two of a provider that sent it twice."""
    due = DUE[sent.quarter.number]
    form = form_for(master, sent.provider, sent.quarter, known, due - _ISSUED_BEFORE)
    form = replace(
        form,
        as_at=due - _EXTRACTED_BEFORE,
        signed_by=f"{sent.provider} lead officer",
        signed=due + _LATE_BY if sent.state == "late" else due - _SIGNED_BEFORE,
        answers=_answers(counts, sent, master.settings.partnership),
    )
    returns = master.path.parent / master.settings.returns
    name = f"{sent.quarter.folder}/{sent.provider}.xlsx"
    if sent.state == "twice":
        first = replace(form, as_at=due - 2 * _EXTRACTED_BEFORE, signed=due - _EXTRACTED_BEFORE)
        write_form(first, returns / name)
        name = f"{sent.quarter.folder}/{sent.provider} v2.xlsx"
    if not sent.fault:
        write_form(form, returns / name)
        return []
    _write_faulty(form, sent.fault, returns / name)
    return [planted(master.path.parent.name, name, sent.fault)]


def _write_faulty(form: Form, code: str, path: Path) -> None:
    fault = FAULTS[code]
    write_form(fault.before(form) if fault.before else form, path)
    if fault.after:
        spoiled = fault.after(path.read_bytes())
        with files.replacing(path) as draft:
            draft.write_bytes(spoiled)


def _answers(counts: Counts, sent: Sent, partnership: str) -> dict[str, Answer]:
    """The counts of the quarter; if there are none, a gap with its reason."""
    chance = random.Random(f"{partnership} {sent.quarter} {sent.provider}")  # noqa: S311 - repeatable on purpose
    answers = {}
    for line in PLAN:
        count = counts[line.kind].get(sent.quarter)
        comment = chance.choice(_SAID)
        if line.provider != sent.provider:
            continue
        if count is None:
            answers[line.id] = Answer(status=NO_FIGURE, reason="Publication lag")
        else:
            answers[line.id] = Answer(figure=count, status="Provided", commentary=comment)
    return answers
