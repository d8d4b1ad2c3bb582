"""openpyxl without what it takes along where it finds it."""

from __future__ import annotations

import importlib
import sys


def import_openpyxl_alone() -> None:
    """Imports openpyxl without numpy and pictures, which it takes where it finds them: 150 of 700 ms of a cold report.

    lxml it keeps: through it openpyxl writes other bytes, and python-docx always brings it.
    """
    if "openpyxl" in sys.modules:
        return
    spared = [name for name in ("numpy", "PIL") if name not in sys.modules]
    for name in spared:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        importlib.import_module("openpyxl")
    finally:
        for name in spared:
            del sys.modules[name]
