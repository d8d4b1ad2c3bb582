"""The lines of ``xlcsp doctor`` about a master for xlwings Lite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xlcsp.domain.numbers import listed
from xlcsp.errors import XlcspError
from xlcsp.master.lite.bundle import made_by, stale_texts
from xlcsp.master.lite.parts import State, code_of, state_of
from xlcsp.planbook import MASTERS

_RENEW = "Run xlcsp upgrade; it writes a copy beside this one"
_DO = {
    State.OLDER: _RENEW,
    State.LOST: f"{_RENEW}. A program other than Excel left the code out when it saved the workbook",
    State.FOREIGN: "Paste main.py into the pane of xlwings Lite; xlcsp new FOLDER --lite writes it into a folder",
}


def lines(path: Path) -> Iterator[tuple[str, bool, str, str]]:
    """For each check: what was checked, whether it is right, what was found, and what to do."""
    other = next((name for name in MASTERS if name != path.name and (path.parent / name).is_file()), None)
    if other is not None and path.name in MASTERS:
        yield "Master", False, f"{other} lies beside it; a partnership has one master", "Move the other away"
    content = path.read_bytes()
    try:
        state = state_of(path.name, content)
    except XlcspError:  # reported for the workbook
        return
    if state is State.NOT_LITE:
        return
    origin = made_by(code_of(path.name, content).main)
    found = f"{state.value} (xlcsp {origin[0]})" if origin else state.value
    yield "xlwings Lite", state is State.CURRENT, found, _DO.get(state, "")
    stale = stale_texts(path.parent)
    if stale:
        yield (
            "Texts beside it",
            False,
            f"{listed(stale)}: not those of this version",
            "Run xlcsp upgrade, which renews them",
        )
