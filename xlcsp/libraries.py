"""All workarounds that libraries force on us; none of them is imported here.

Each gives its reason and its measured effect. ``tests/test_libraries.py`` checks that the installed library still has
the fault; a test that fails there shows which workaround can go. openpyxl's charts have neither alternative text nor
words at a line's end, so the report's are written in ``xlcsp.report.sheets.charts``.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from typing import Any


def to_install(part: str) -> str:
    """The command that installs an optional part of xlcsp for this Python, since a computer may have several."""
    return f'Run: "{sys.executable}" -m pip install "xlcsp[{part}]"'


def import_openpyxl_alone() -> None:
    """Imports openpyxl without numpy and Pillow, which it imports if it finds them: 150 of 700 ms of a cold report.

    lxml stays: openpyxl writes other bytes with it, and python-docx always installs it.
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


def order_fonts(font: Any) -> None:
    """Has openpyxl write what a font consists of in the order that the file format asks for; a validator finds fault.

    font: its class ``Font``.
    """
    font.__elements__ = (
        "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign",
        "sz", "color", "name", "family", "charset", "scheme",
    )  # fmt: skip


def take_formulas_as_they_are(sheet: Any) -> None:
    """Spares XlsxWriter's search of each formula for thirty newer functions, which ours do not use.

    It takes 1.7 of the 2 s of a large master, and a third of a form's time. sheet: an XlsxWriter worksheet.
    """
    if hasattr(sheet, "_prepare_formula"):
        sheet._prepare_formula = lambda formula, *_: formula.removeprefix("=")  # noqa: SLF001


def spare_search_for_pyodide() -> None:
    """Answers once that Python is not in a browser; xlwings' server looks that up for each cell, ten times as slow.

    Only on the server's route.
    """
    if os.environ.get("XLWINGS_ON_SERVER") and importlib.util.find_spec("pyodide") is None:
        sys.modules.update(dict.fromkeys(("pyodide", "pyodide.ffi")))  # type: ignore[arg-type]


class _NoText(str):
    """An empty text that is not told by comparing."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return False


_NO_TEXT = _NoText()


def as_result(value: Any) -> Any:
    """A formula's value for XlsxWriter, which stores none for "", as if the formula had never been calculated."""
    return _NO_TEXT if value == "" else value
