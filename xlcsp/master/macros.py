"""The master workbook's macros: ``vbaProject.bin``, which is built from the text in ``macros/``."""

from __future__ import annotations

import functools
from pathlib import Path

from xlcsp.errors import WorkbookError

_NAME = "vbaProject.bin"
_INSTALLED = Path(__file__).with_name(_NAME)  # its place in the wheel
_CHECKOUT = Path(__file__).parents[2] / "macros" / _NAME


@functools.cache
def project() -> bytes:
    """The project as built. Raises WorkbookError if the file is missing."""
    try:
        return (_INSTALLED if _INSTALLED.is_file() else _CHECKOUT).read_bytes()
    except OSError as error:
        raise WorkbookError(f"{error.filename}: the master's macros are missing. Install xlcsp again.") from error
