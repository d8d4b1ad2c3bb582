"""The two texts that xlwings Lite runs: ``main.py`` with all modules that it needs inside, and ``requirements.txt``.

The modules are those that functions, check, issue and rebuild import, found in the sources. Word, PDF and publication
copy are left out: they need compiled libraries or programs that a browser lacks.
"""

from __future__ import annotations

import ast
import base64
import bz2
import functools
import re
import zipfile
from collections.abc import Container, Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path

from xlcsp import __version__
from xlcsp.answers.functions import FUNCTIONS
from xlcsp.files import write as files
from xlcsp.files.packed import ZIP_EPOCH
from xlcsp.forms.guide import CHAPTER
from xlcsp.master.start import BUTTON_CELL

ROOTS = ("xlcsp.excel.udfs", "xlcsp.excel.lite")
TEXTS = (f"handbook/chapters/{CHAPTER}.md",)  # the chapter that forms include
LEFT_OUT = frozenset(f"xlcsp.report.{name}" for name in ("pdf", "pictures", "publication", "word", "word_tables"))
MAIN, REQUIREMENTS = "main.py", "requirements.txt"
_NEEDED = (  # the bounds of pyproject.toml; idna and dnspython come with email-validator
    "xlwings>=0.37.8,<1",
    "openpyxl>=3.1.5,<4",
    "xlsxwriter>=3.3,<4",
    "email-validator>=2.2,<3",
)
_BEGIN, _END = "# --- xlcsp {} {} ---", "# --- end of xlcsp; your own code goes below ---"
_BLOCK = re.compile(r"^# --- xlcsp (\S+) ([0-9a-f]+) ---\n.*?^# --- end of xlcsp\b[^\n]*\n", re.DOTALL | re.MULTILINE)
_PACKAGE = re.compile(r"[<>=!~;\[ @#]")  # the ending of its name
_PIN = re.compile(r"==|!=|~=|@")  # which a person wrote: our own lines give bounds alone
_WIDTH = 116
_SHAPE = "TextBox 1"  # on *Start*, as XlsxWriter names it
_MAIN = '''\
"""# CSP performance

**Rebuild report** reads the returns and fills Figures, Returns, Attention and Start. Import the returns first (menu,
Files); what is made stands there for download.
"""

{begin}
# MIT License, Copyright (c) 2026 The xlcsp authors. Written by xlcsp new --lite, renewed by xlcsp upgrade.
import base64
import bz2
import sys
import tempfile
from pathlib import Path

MODULES = """
{modules}
"""
_package = Path(tempfile.gettempdir(), "xlcsp-{digest}.zip")
if str(_package) not in sys.path:
    _package.write_bytes(bz2.decompress(base64.b64decode(MODULES)))
    sys.path[:] = [str(_package), *(one for one in sys.path if "xlcsp-" not in one)]
    for _name in [one for one in sys.modules if one.partition(".")[0] == "xlcsp"]:
        del sys.modules[_name]

import xlwings as xw
from xlwings import script
from xlcsp.excel.udfs import (
{functions}
)


@script(name="Rebuild report", button="[{shape}]{cell}")
def rebuild_report(book: xw.Book):
    """Reads the returns, fills Figures, Returns, Attention and Start, and makes the report."""
    from xlcsp.excel import lite

    lite.rebuild(book)


@script(name="Check returns")
def check_returns(book: xw.Book):
    """Reads the returns and names every problem with file and cell; makes the Check workbook."""
    from xlcsp.excel import lite

    lite.check(book)


@script(name="Issue forms")
def issue_forms(book: xw.Book):
    """Makes the return forms of the quarter, one for each provider, with drafts of the e-mails."""
    from xlcsp.excel import lite

    lite.issue(book)


{end}
'''


def main_text() -> str:
    """``main.py`` of this version. The same sources give the same text."""
    package, digest = _package()
    letters = base64.b64encode(package).decode()
    return _MAIN.format(
        begin=_BEGIN.format(__version__, digest),
        modules="\n".join(letters[at : at + _WIDTH] for at in range(0, len(letters), _WIDTH)),
        digest=digest,
        functions="\n".join(f"    {name}," for name in sorted(FUNCTIONS)),
        shape=_SHAPE,
        cell=BUTTON_CELL,
        end=_END,
    )


def requirements_text() -> str:
    """``requirements.txt``: libraries of pure Python, and xlwings itself."""
    return "".join(f"{requirement}\n" for requirement in _NEEDED)


def requirements_with(text: str) -> str:
    """``requirements.txt`` with this version's bounds; lines of a person's own and versions they pinned stay."""
    ours = {_package_of(requirement): requirement for requirement in _NEEDED}
    lines = [line if _is_own(line, ours) else ours.get(_package_of(line), line) for line in text.splitlines()]
    named = {_package_of(line) for line in lines}
    return "".join(f"{line}\n" for line in (*lines, *(line for name, line in ours.items() if name not in named)))


def pins(text: str) -> list[str]:
    """The lines of a ``requirements.txt`` in which a person pinned the version of a library that we need."""
    ours = {_package_of(requirement) for requirement in _NEEDED}
    return [
        line.partition("#")[0].strip()
        for line in text.splitlines()
        if _package_of(line) in ours and _is_own(line, ours)
    ]


def _package_of(line: str) -> str:
    return _PACKAGE.split(line.strip())[0].lower().replace("_", "-")


def _is_own(line: str, ours: Container[str]) -> bool:
    return _package_of(line) not in ours or bool(_PIN.search(line))


def code_texts() -> dict[str, str]:
    """Both texts by the names of their files."""
    return {MAIN: main_text(), REQUIREMENTS: requirements_text()}


def write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    """Writes the texts as files in the folder, to be pasted into any workbook that has xlwings Lite."""
    for name, text in texts.items():
        with files.replacing(folder / name) as draft:
            draft.write_bytes(text.encode())


def stale_texts(folder: Path, beside: Path | None = None) -> dict[str, str]:
    """The present version's contents of the folder's files that are out of date; a person's own are left.

    beside: where they are read, if not in that folder: next year's are last year's with what a person wrote in them.
    """
    present = {name: _text_of((beside or folder) / name) for name in (MAIN, REQUIREMENTS)}
    renewed_texts = {MAIN: renewed(present[MAIN])}
    is_ours = made_by(present[MAIN]) is not None
    renewed_texts[REQUIREMENTS] = requirements_with(present[REQUIREMENTS]) if is_ours else present[REQUIREMENTS]
    return {name: text for name, text in renewed_texts.items() if present[name] and text != _text_of(folder / name)}


def _text_of(path: Path) -> str:
    return path.read_bytes().decode(errors="replace") if path.is_file() else ""


def made_by(text: str) -> tuple[str, bool] | None:
    """The version that made a ``main.py``, and whether its code is up to date; None if it is not ours."""
    block = _BLOCK.search(text)
    return (block[1], block[0] == _block(main_text())) if block else None


def renewed(text: str) -> str:
    """A ``main.py`` with its code replaced by this version's; what a person wrote around it stays."""
    new = _block(main_text())
    return _BLOCK.sub(lambda _: new, text, count=1)


def _block(text: str) -> str:
    block = _BLOCK.search(text)
    assert block is not None  # noqa: S101 - the text is this module's own
    return block[0]


@functools.cache
def _package() -> tuple[bytes, str]:
    """The modules as a package to import from, packed as one, and the beginning of its hash.

    bz2 needs a quarter less than zlib, which counts in a workbook.
    """
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as package:
        for place, source in modules().items():
            entry = zipfile.ZipInfo(place, ZIP_EPOCH)
            entry.create_system = 0
            package.writestr(entry, source)
    return bz2.compress(packed.getvalue()), files.sha256(packed.getvalue())[:16]


@functools.cache
def modules() -> dict[str, str]:
    """The sources of all modules that the roots import, at once or later, by their places in the package; and texts."""
    package = resources.files("xlcsp")
    modules = {name: (f"xlcsp/{name}", package.joinpath(name).read_text(encoding="utf-8")) for name in TEXTS}
    pending = list(ROOTS)
    while pending:
        name = pending.pop()
        if name in modules or name in LEFT_OUT:
            continue
        file, place = _file(name)
        if file is None:
            continue  # a name within a module
        source = file.read_text(encoding="utf-8")
        modules[name] = place, source
        pending += [*_imported(source), *([name.rpartition(".")[0]] if "." in name else ())]
    return dict(sorted(modules.values()))


def _file(name: str) -> tuple[Traversable | None, str]:
    """The module's file, and its place in the package."""
    parts = name.split(".") if name.islower() else []  # on Windows the class Reading would be taken for reading.py
    for place in ([*parts[:-1], f"{parts[-1]}.py"], [*parts, "__init__.py"]) if parts else ():
        file = resources.files("xlcsp").joinpath(*place[1:])
        if len(place) > 1 and file.is_file():
            return file, "/".join(place)
    return None, ""


def _imported(source: str) -> Iterator[str]:
    """The modules of xlcsp that the source imports, and the names that it takes from them, which may be modules."""
    pending: list[ast.AST] = [ast.parse(source)]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            pending += node.orelse
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "xlcsp":
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] == "xlcsp")
        else:
            pending += ast.iter_child_nodes(node)
