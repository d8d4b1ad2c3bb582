"""A master workbook with its macros as LibreOffice can run them: everything else in it stays as it was built."""

from __future__ import annotations

import re
import shutil
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from macros.project import Module, macro_modules, module_from_text, vba_project
from tests.office.conditional import resolved
from xlcsp.libreoffice.basic import MACRO, macro_text

DOUBLE = Path(__file__).parent / "double"
ROOT = Path(__file__).parents[2]
PROJECT = "xl/vbaProject.bin"
_EXCEL, _CALC = (
    '#Const App = "Microsoft Excel"',
    '#Const App = "LibreOffice Calc"',
)  # xlwings: "Adjust when outside Excel"
_ENUM = re.compile(r"= VBA\.vb(Binary|Text|Database)Compare")  # of which Calc takes only the number
_CALLER = 'XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), "BOOK_CALLER", ThisWorkbook'
_COMPARE = {"Binary": "0", "Text": "1", "Database": "2"}


def for_calc(master: Path, target: Path, modules: Sequence[Module]) -> Path:
    """A copy of the master with these modules for its VBA project; its sheets keep theirs."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(master) as package, zipfile.ZipFile(target, "w") as copy:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        found = (re.search(rb'<sheetPr[^>]* codeName="(\w+)"', package.read(name)) for name in sheets)
        code_names = [one[1].decode() for one in found if one]
        assert len(code_names) == len(sheets), "a sheet without a code name has no module"
        for name in package.namelist():
            copy.writestr(name, vba_project(modules, code_names) if name == PROJECT else package.read(name))
    return target


def as_compiled_by_excel() -> list[Module]:
    """The shipped modules, with the branches that Excel for Windows compiles."""
    shipped = [replace(one, source=resolved(one.source)) for one in macro_modules()]
    return [replace(one, source=_ENUM.sub(lambda name: "= " + _COMPARE[name[1]], one.source)) for one in shipped]


def with_double() -> list[Module]:
    """The shipped modules, with the double in the place of xlwings' own.

    The wrappers are compiled as for another office than Excel: in Calc, Application.Caller is never a Range. Its Basic
    cannot define methods named Module and SetAttr, by which the button says whose it is.
    """
    shipped = [one for one in macro_modules() if one.name not in {"xlwings", "Dictionary"}]
    outside = [replace(one, source=resolved(one.source.replace(_EXCEL, _CALC).replace(_CALLER, ""))) for one in shipped]
    return outside + [module_from_text((DOUBLE / name).read_text()) for name in ("xlwings.bas", "Bridge.cls")]


def install_bridge(folder: Path) -> dict[str, str]:
    """Puts the double's Python macro, and that of the functions in cells, into the profile in this folder.

    Returns the environment that the first needs.

    The key is that of the remote engine for use that is not commercial, such as this test.
    """
    scripts = folder / "profile" / "user" / "Scripts" / "python"
    scripts.mkdir(parents=True)
    shutil.copy(DOUBLE / "bridge.py", scripts)
    (scripts / MACRO).write_text(macro_text(sys.executable), encoding="utf-8")
    return {"XLCSP_TEST_PYTHON": sys.executable, "XLCSP_TEST_ROOT": str(ROOT), "XLWINGS_LICENSE_KEY": "noncommercial"}
