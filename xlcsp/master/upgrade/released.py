"""``python -m xlcsp.master.upgrade.released``: records what this version writes, for later ones."""

from __future__ import annotations

import json
import sys
from datetime import date

from xlcsp import __version__
from xlcsp.master.live import squeezed
from xlcsp.master.macros import code_of, vba_modules
from xlcsp.master.parts.book import opened
from xlcsp.master.sheets import GUIDE
from xlcsp.master.upgrade.earlier import RELEASES, Digests, digest, releases
from xlcsp.master.upgrade.performance import formulas_of
from xlcsp.master.upgrade.sheets import guide_digest
from xlcsp.master.workbook import Content, master_bytes

_NAME = "master.xlsm"


def digests_of(content: bytes) -> Digests:
    """The digests of a master: the formulas of *Performance* by column, its modules, and *Guide*."""
    book = opened(_NAME, content)
    project = book.part_called("vbaProject")
    return {
        "formulas": {name: digest(squeezed(text)) for name, text in formulas_of(book).items()},
        "modules": {name: digest(text) for name, text in code_of(vba_modules(book.archive.part(project))).items()},
        **({"sheets": {GUIDE.name: guide_digest(book)}} if GUIDE.name in book.sheets else {}),
    }


def of_this_version() -> Digests:
    """The digests of this version's master."""
    series = {"id": "x", "ref": "1.1", "theme": "Theme", "measure": "Measure", "provider": "Police"}
    return digests_of(master_bytes(Content("Partnership", date(2000, 1, 1), {"Measures": [series]}), _NAME))


def leave_behind() -> None:
    """Adds this version to the releases, or updates its entry."""
    known = {**releases(), __version__: of_this_version()}
    RELEASES.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    leave_behind()
    sys.stderr.write(f"{RELEASES.name} knows version {__version__}.\n")
