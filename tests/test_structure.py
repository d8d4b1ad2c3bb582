"""The structure that new features rely on: no circles, small modules, imports where they belong."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from grimp import build_graph

from xlcsp.measures.rating import RATED, STATES

PACKAGE = Path(__file__).parents[1] / "xlcsp"
LONGEST = 300  # lines of a module
LONGEST_BODY = 40  # lines of a function, from below its docstring


def circles(imports: dict[str, set[str]]) -> Iterator[list[str]]:
    """A circle of modules that import each other, if there is one. ``TYPE_CHECKING`` counts: it is knowledge too."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        yield error.args[1]


def test_no_module_imports_itself_round_about() -> None:
    graph = build_graph("xlcsp")
    assert not list(circles({one: graph.find_modules_directly_imported_by(one) for one in graph.modules}))


def test_a_circle_would_be_found() -> None:
    assert list(circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}))


def test_no_module_is_longer_than_can_be_read_at_once() -> None:
    lengths = {str(path.relative_to(PACKAGE)): path.read_text().count("\n") for path in PACKAGE.rglob("*.py")}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def long_functions(source: str) -> Iterator[tuple[str, int]]:
    """The functions whose bodies are longer than can be read at once, with their lines."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1 if len(node.body) > 1 and ast.get_docstring(node) else 0]
            length = (node.end_lineno or 0) - first.lineno + 1
            if length > LONGEST_BODY:
                yield node.name, length


def test_no_function_is_longer_than_can_be_read_at_once() -> None:
    found = {path.relative_to(PACKAGE): list(long_functions(path.read_text())) for path in PACKAGE.rglob("*.py")}
    assert {str(name): functions for name, functions in found.items() if functions} == {}


def test_a_long_function_would_be_found() -> None:
    lines = "\n".join(["    1"] * LONGEST_BODY)
    assert list(long_functions(f'def f():\n    """Words."""\n{lines}\n    1')) == [("f", LONGEST_BODY + 1)]
    assert list(long_functions(f'def f():\n    """Words."""\n{lines}')) == []


def test_the_parsers_of_all_commands_load_nothing_of_ours_but_the_errors() -> None:
    """What a command needs is imported when it runs."""
    code = "import sys, xlcsp.cli\nprint(*(name for name in sys.modules if name.startswith('xlcsp.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {name for name in done.stdout.split() if not name.startswith("xlcsp.cli")} == {"xlcsp.errors"}


def hand_made_cases(source: str) -> Iterator[str]:
    """Where the first letter of a text is made small or large by hand, and what is left of it put behind."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr | ast.BinOp):
            whole = ast.unparse(node)
            firsts = re.findall(r"([\w.]+)\[(?:0|:1)\]\.(?:lower|upper)\(\)", whole)
            yield from (name for name in firsts if f"{name}[1:]" in whole)


def test_a_first_letter_is_made_small_or_large_in_one_place() -> None:
    """``IT failure`` became "iT failure" where nine places did it."""
    spared = {"domain/wording.py", "cli/common.py"}  # a parser loads nothing of ours
    found = {str(path.relative_to(PACKAGE)): list(hand_made_cases(path.read_text())) for path in PACKAGE.rglob("*.py")}
    assert {name: texts for name, texts in found.items() if texts and name not in spared} == {}


def test_such_a_letter_would_be_found() -> None:
    written = ('f"{a.b[0].lower()}{a.b[1:]}"', "x[:1].upper() + x[1:]", "x[0].lower()", "x[1:]")
    assert [list(hand_made_cases(each)) for each in written] == [["a.b"], ["x"], [], []]


WRITERS = {  # of files, formulas and addresses, where no person reads the number; and the version of a release
    "calculate/cells.py", "files/written.py", "forms/rag.py", "forms/to_date.py", "master/parts/as_text.py",
    "master/parts/sheet.py", "master/parts/widen.py", "national/table.py", "report/publication/ods.py",
    "report/sheets/charts.py", "excel/commands.py",
}  # fmt: skip


def formatted_numbers(source: str) -> Iterator[str]:
    """Where a number with decimals is turned into text by hand: rounded otherwise than by Excel, without its minus."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = ast.unparse(node.format_spec)[2:-1]
            if "%B" not in spec and re.search(r"\.\S*[f%g]$|^,?[g%]$", spec):
                yield ast.unparse(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "format":
            yield ast.unparse(node)


def test_a_figure_becomes_text_in_one_place() -> None:
    spared = {*WRITERS, "domain/numbers.py"}
    found = {
        name: list(formatted_numbers(path.read_text()))
        for path in PACKAGE.rglob("*.py")
        if (name := path.relative_to(PACKAGE).as_posix()) not in spared
    }
    assert {name: places for name, places in found.items() if places} == {}


@pytest.mark.parametrize("written", ['f"{x:,.1f}"', 'f"{x:.{d}%}"', 'f"{x:g}"', 'format(x, ".1f")'])
def test_a_figure_formatted_by_hand_would_be_found(written: str) -> None:
    assert list(formatted_numbers(written))
    assert not list(formatted_numbers('f"{day:%d %B %Y}{count:,}{place:02d}"'))


_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b|\b(?=[0-9A-F]*[A-F])[0-9A-F]{6}\b")


def colours(source: str) -> Iterator[str]:
    """The colours that stand in texts of the code."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _COLOUR.findall(node.value)


def test_a_colour_stands_in_the_theme_alone() -> None:
    texts = {str(path.relative_to(PACKAGE)): path.read_text() for path in PACKAGE.rglob("*.py")}
    found = {name: list(colours(text)) for name, text in texts.items() if name != "theme.py"}
    assert {name: names for name, names in found.items() if names} == {}


def test_such_a_colour_would_be_found() -> None:
    assert list(colours("""a = "color: #1f3864; background: #fff"\nb = "D4351C"\nc = f'<x val="FFFFFF"/>'""")) == [
        "#1f3864", "#fff", "D4351C", "FFFFFF",
    ]  # fmt: skip


def lists_of_states(source: str) -> Iterator[tuple[str, ...]]:
    """The lists of RAG states that are written out."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            words = tuple(one.value for one in node.elts if isinstance(one, ast.Constant) and one.value in STATES)
            if len(words) >= len(RATED):
                yield words


def test_the_rag_states_are_listed_in_one_place() -> None:
    """Four lists of them differed in their order."""
    spared = {"measures/rating.py", "audit/tables/rag.py"}  # the words that other people's reports use
    texts = {path.relative_to(PACKAGE).as_posix(): path.read_text() for path in PACKAGE.rglob("*.py")}
    found = {name: list(lists_of_states(text)) for name, text in texts.items() if name not in spared}
    assert {name: states for name, states in found.items() if states} == {}


def test_such_a_list_would_be_found() -> None:
    assert list(lists_of_states('a = ("Red", "Amber", "Green")')) == [("Red", "Amber", "Green")]
    assert list(lists_of_states("a = (RED, AMBER, GREEN)")) == []


ASKS_OUTSIDE = frozenset(
    {
        "environ", "exists", "getcwd", "getenv", "getmtime", "glob", "is_dir", "is_file", "iterdir", "now", "open",
        "read_bytes", "read_text", "rglob", "stat", "time", "today",
    }
)  # fmt: skip
OF_THE_PROGRAM = {"project", "modules", "program"}  # its own files, which are the same as long as it runs


def caches_of_what_changes(source: str) -> Iterator[str]:
    """The functions whose answers are kept although a file, a folder or the clock may change them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and any("cache" in ast.unparse(one) for one in node.decorator_list):
            names = {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
            names |= {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            if names & ASKS_OUTSIDE:
                yield node.name


def test_what_is_kept_in_a_cache_follows_from_its_arguments_alone() -> None:
    found = [name for path in PACKAGE.rglob("*.py") for name in caches_of_what_changes(path.read_text())]
    assert sorted(found) == sorted(OF_THE_PROGRAM)


def test_a_cache_that_goes_stale_would_be_found() -> None:
    source = "@functools.lru_cache(maxsize=4)\ndef f(path):\n    return path.read_bytes()\n"
    assert list(caches_of_what_changes(source)) == ["f"]
    assert list(caches_of_what_changes(source.partition("\n")[2])) == []
