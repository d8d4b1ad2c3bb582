"""The structure that the next features live in: no circles, small modules, imports where they belong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from grimp import build_graph

PACKAGE = Path(__file__).parents[1] / "xlcsp"
LONGEST = 300  # lines of a module


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


def test_the_parsers_of_all_commands_load_nothing_of_ours_but_the_errors() -> None:
    """What a command needs is imported when it runs."""
    code = "import sys, xlcsp.cli\nprint(*(name for name in sys.modules if name.startswith('xlcsp.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {name for name in done.stdout.split() if not name.startswith("xlcsp.cli")} == {"xlcsp.errors"}
