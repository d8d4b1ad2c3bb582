"""The master workbook's macros: the VBA that stands as text in ``macros/``."""

from __future__ import annotations

from pathlib import Path

from xlcsp.errors import WorkbookError
from xlcsp.master.vba_project import Module, module_from_text

_INSTALLED = Path(__file__).with_name("vba")  # where the wheel puts macros/
_CHECKOUT = Path(__file__).parents[2] / "macros"
FILES = (
    "ThisWorkbook.cls",
    "Report.bas",
    "VersionCheck.bas",
    "Wizard.bas",
    "Udfs.bas",
    "xlwings.bas",
    "Dictionary.cls",
)


def macro_modules() -> tuple[Module, ...]:
    """The modules of the VBA project, without those of the sheets. Raises WorkbookError where a file is missing."""
    folder = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    try:
        return tuple(module_from_text((folder / name).read_bytes().decode("cp1252")) for name in FILES)
    except OSError as error:
        message = f"{error.filename}: the text of a macro is missing. Install xlcsp again."
        raise WorkbookError(message) from error
