"""The handbook's picture of the packages, drawn from pyproject.toml and the imports: ``python -m tests.architecture``.

A band for each layer that the linter holds, from the doors at the top to the ground.
"""

from __future__ import annotations

import importlib
import re
import textwrap
import tomllib
from pathlib import Path

import grimp
import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "xlcsp" / "handbook" / "pictures" / "architecture.png"
WIDTH, STEP = 11.0, 0.38  # of the picture and of a row, in inches
COLUMNS = (0.15, 1.2, 6.3)
mpl.rcParams["font.sans-serif"] = ["Carlito", "DejaVu Sans"]


def layers() -> list[list[str]]:
    """The packages, layer by layer from the top."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(each for each in settings["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    return [[name.strip() for name in row.split(":")] for row in contract["layers"]]


def imports(packages: set[str]) -> set[tuple[str, str]]:
    """Which package imports which."""
    graph = grimp.build_graph("xlcsp")
    for package in packages:
        if graph.find_children(package):
            graph.squash_module(package)
    return {
        (package, other)
        for package in packages
        for other in graph.find_modules_directly_imported_by(package)
        if other in packages and other != package
    }


def draw(path: Path) -> None:
    """Writes the picture: a band for each layer, and in it each package with what it is and what it uses."""
    rows = layers()
    used = imports({package for row in rows for package in row})
    lines = sum(map(len, rows))
    picture = Figure(figsize=(WIDTH, STEP * (lines + 1)), dpi=100)
    axes = picture.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(STEP * (lines + 1), 0))
    axes.axis("off")
    for x, heading in zip(COLUMNS, ("package", "what it is", "imports directly"), strict=True):
        axes.text(x, STEP / 2, heading, va="center", weight="bold", fontsize=11)
    at = 1
    for level, row in enumerate(rows):
        shade = "#dbe5f3" if level % 2 else "#f3f6fb"
        axes.add_patch(Rectangle((0, STEP * at), WIDTH, STEP * len(row), facecolor=shade))
        for package in row:
            below = sorted(other.removeprefix("xlcsp.") for source, other in used if source == package)
            for x, words in zip(COLUMNS, (package, purpose(package), ", ".join(below)), strict=True):
                lined = textwrap.fill(words.removeprefix("xlcsp."), 72)
                axes.text(x, STEP * (at + 0.5), lined, va="center", fontsize=10, linespacing=1.1)
            at += 1
    picture.savefig(path, metadata={"Software": None})


def purpose(package: str) -> str:
    """The first sentence of its docstring."""
    told = importlib.import_module(package).__doc__ or ""
    return " ".join(re.split(r"\.\s", told.strip(), maxsplit=1)[0].split()).replace("``", "").rstrip(".")


if __name__ == "__main__":
    draw(PICTURE)
    print(PICTURE)
