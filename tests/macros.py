"""``python -m tests.macros [FOLDER]`` writes what is made in ``macros/``: generated text, and the project built of all.

The wrappers are what xlwings' own generator makes; the help of the function wizard is what it would set at an import.
Run it after every change of a macro, of the master's sheets, of a UDF's name, arguments or description, and of the
version of xlwings.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from macros.project import BUILT, FOLDER, built
from tests import classic

UDFS = "xlcsp.excel.udfs"
_LONGEST = 255  # characters of a description, by Excel's MacroOptions
_WIZARD = """Attribute VB_Name = "Wizard"
' The help that the function wizard shows. Generated (python -m tests.macros): changes will be lost.
Option Explicit

Public Sub DescribeFunctions()
{}
End Sub

' A failure is passed over: the wizard then shows the function without its help.
Private Sub Describe(functionName As String, category As String, summary As String, ParamArray meanings() As Variant)
    Dim macroName As String, texts As Variant
    On Error Resume Next
    macroName = "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & functionName
    texts = meanings
    If UBound(texts) < 0 Then
        Application.MacroOptions Macro:=macroName, Description:=summary, Category:=category
    Else
        Application.MacroOptions Macro:=macroName, Description:=summary, Category:=category, ArgumentDescriptions:=texts
    End If
End Sub
"""


class _Workbook:
    """As much of Excel's workbook as an import of UDFs touches; keeps what is imported and set."""

    Name = "master.xlsm"

    def __init__(self) -> None:
        self.wrappers = ""
        self.options: list[tuple[str, dict[str, Any]]] = []
        self.VBProject = self.VBComponents = self.Application = self
        self.Version = "16.0"

    def __call__(self, _: str) -> _Workbook:
        return self

    def Remove(self, _: _Workbook) -> None:  # noqa: N802 - Excel's name
        raise classic.ComError  # nothing has been imported before

    def Import(self, path: str) -> None:  # noqa: N802 - Excel's name
        self.wrappers = Path(path).read_text(encoding="utf-8")

    def MacroOptions(self, macro: str, **options: Any) -> None:  # noqa: N802 - Excel's name
        self.options.append((macro.partition("!")[2], options))


def generated(name: str = UDFS) -> dict[str, str]:
    """The files that are generated, by name: wrappers, wizard's help, and xlwings' own modules."""
    import xlwings

    udfs, _ = classic.load(name)
    workbook = _Workbook()
    udfs.import_udfs(name, workbook)
    theirs = Path(xlwings.__file__).parent
    return {
        "Udfs.bas": workbook.wrappers,
        "Wizard.bas": _WIZARD.format("\n".join(_described(workbook))),
        "xlwings.bas": (theirs / "xlwings.bas").read_text(encoding="utf-8"),
        "Dictionary.cls": (theirs / "addin" / "Dictionary.cls").read_text(encoding="utf-8"),
    }


def _described(workbook: _Workbook) -> Iterator[str]:
    for name, options in workbook.options:
        texts = [name, options["Category"], options["Description"], *(options["ArgumentDescriptions"] or ())]
        yield "    Describe " + ", _\n        ".join(_literal(text) for text in texts)


def _literal(text: str) -> str:
    """A text as VBA writes it: on one line, cut after a whole sentence where xlwings cut it."""
    line = re.sub(r"\s+", " ", text).strip()
    if len(text) >= _LONGEST and ". " in line:
        line = line[: line.rindex(". ") + 1]
    return '"' + line.replace('"', '""') + '"'


if __name__ == "__main__":
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for file, text in generated().items():
        (into / file).write_text(text, encoding="cp1252", newline="\r\n")
    (into / BUILT.name).write_bytes(built())
