"""The faults in returns of the sample, of the kinds that officers meet; each planted fault is recorded."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import NamedTuple

from xlcsp.files.packed import SteadyZip
from xlcsp.forms import layout
from xlcsp.forms.columns import RETURN
from xlcsp.forms.layout import Answer, Form
from xlcsp.forms.rows import FIRST_ROW

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
