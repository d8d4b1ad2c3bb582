"""The code of a master for xlwings Lite: replaced by this version's, or restored if it was lost."""

from __future__ import annotations

from xlcsp.master.lite.bundle import pins
from xlcsp.master.lite.parts import State, as_lite, code_of, renewed_code, state_of
from xlcsp.master.parts.book import Workbook
from xlcsp.master.upgrade.step import Step, Target
from xlcsp.measures.numbers import listed

_PASTE = "Paste main.py into it, which xlcsp new FOLDER --lite writes into a folder"


def with_code(book: Workbook, target: Target) -> Step:
    """Renews the code. A person's own ``main.py`` and other add-ins stay as they are."""
    file, content = book.file, book.content
    state = state_of(file, content)
    if state is State.LOST:
        words = "The code of xlwings Lite is there again."
        return Step(as_lite(file, content, target.partnership), (words,))
    if state is State.OLDER:
        pinned = pins(code_of(file, content).requirements)
        stays = f" In its requirements.txt your {listed(pinned)} stayed." if pinned else ""
        return Step(renewed_code(file, content), (f"The code of xlwings Lite is this version's.{stays}",))
    if state is State.FOREIGN:
        return Step(kept=(f"The code of xlwings Lite is not the program's; it stays as it is. {_PASTE}.",))
    return Step()
