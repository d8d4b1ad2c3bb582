"""Proof that a change of the code changed nothing that a user sees.

``python -m tests.proof`` makes, by the command line alone, the worked example, a national sample and what the kept
partnership gives, and hashes every file, of packages every part, and all that was printed.
``python -m tests.proof --against REV`` does the same with the code of another commit and names each difference.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
PUBLISHED = ROOT.parent / "shared" / "data" / "published_report_2014_15.txt"
KEPT = HERE / "fixtures" / "partnership_b69be13"
SHOWN = 60  # differences that are printed
RATE = re.compile(r"[\d.]+/s \d:\d\d:\d\d")  # how fast it went
# What may differ between two runs: a hash of the code itself, and the time of day that *Start* tells.
CODE, STAMP = b'"made_from"', b", by xlcsp refresh"
PASSING = re.compile(CODE + rb': ?"[0-9a-f]{64}"|[0-9]{2}:[0-9]{2}' + STAMP)
Hashes = dict[str, str]  # of a file, and of its parts as "file: part"


@dataclass(frozen=True)
class Tree:
    """A revision's code, and the folder that its outputs go to."""

    code: Path
    outputs: Path

    def run(self, lane: str, *arguments: str) -> None:
        """One command in the lane's folder; what it says is kept as a file. It may find problems, but not fail."""
        folder = self.outputs / lane
        module, _, name = self._door.partition(":")
        done = subprocess.run(
            [sys.executable, "-P", "-c", f"import sys; from {module} import {name}; sys.exit({name}())", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(self.code), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "120"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in (0, 1) or "Traceback" in done.stderr:
            sys.exit(f"xlcsp {' '.join(arguments)} with {self.code}: exit code {done.returncode}\n{done.stderr}")
        said = folder / "said"
        said.mkdir(exist_ok=True)
        text = f"exit code {done.returncode}\n{done.stdout}\n{RATE.sub('', done.stderr)}".replace(str(folder), "FOLDER")
        name = " ".join(one.replace(os.sep, "-") for one in arguments if str(ROOT) not in one)
        (said / f"{name}.txt").write_text(text)

    @property
    def _door(self) -> str:
        """The module and function of the command line, which that revision's own project file names."""
        project = tomllib.loads((self.code / "pyproject.toml").read_text())["project"]
        return str(project["scripts"]["xlcsp"])


def example(tree: Tree) -> None:
    """The worked example: forms, returns, reports in every form, a release and a reissue, next year's folder."""
    (tree.outputs / "example").mkdir()
    run = lambda *arguments: tree.run("example", *arguments)  # noqa: E731  (seven lines of the same beginning)
    run("demo", "year")
    for quarter in ("Q1", "Q2", "Q3", "Q4"):
        run("check", "year", "--quarter", quarter, "--json", "--save")
        run("report", "year", "--quarter", quarter, "--publish", "--docx", "--json")
    run("release", "year", "--quarter", "Q4", "--version", "1.0", "--reason", "Board", "--publish", "--docx")
    run("report", "year", "--quarter", "Q3", "--compare", "year/reports/2014-15 Q4.xlsx")
    run("issue", "year", "--quarter", "Q4", "--comments")
    run("refresh", "year")
    run("freeze", "year")
    run("new-year", "year")


def second(tree: Tree) -> None:
    """The second worked example: its reports in every form, and on to the next year."""
    (tree.outputs / "second").mkdir()
    run = lambda *arguments: tree.run("second", *arguments)  # noqa: E731  (the same)
    run("demo", "year", "--second")
    run("check", "year", "--json", "--save")
    run("report", "year", "--publish", "--docx", "--json")
    run("refresh", "year")
    run("new-year", "year")


def kept(tree: Tree) -> None:
    """The partnership in mid-year that an earlier version left: judged alike, released on, gone on to Q3."""
    folder = tree.outputs / "kept" / "castlemere"
    shutil.copytree(KEPT, folder)
    run = lambda *arguments: tree.run("kept", *arguments)  # noqa: E731  (the same)
    for quarter in ("Q1", "Q2"):
        run("check", "castlemere", "--quarter", quarter, "--json", "--save")
        run("report", "castlemere", "--quarter", quarter, "--json", "--publish", "--docx")
    run("release", "castlemere", "--quarter", "Q2", "--version", "1.2", "--reason", "Late returns")
    run("issue", "castlemere", "--quarter", "Q3")
    run("refresh", "castlemere")
    run("freeze", "castlemere")


def sample(tree: Tree) -> None:
    """Thirty partnerships, their reports and the roll-up."""
    (tree.outputs / "sample").mkdir()
    tree.run("sample", "make-sample", "national", "--partnerships", "30")
    tree.run("sample", "batch", "national", "--workers", "1", "--json")


def audits(tree: Tree) -> None:
    """The published report, claim by claim; and a new partnership's folder."""
    (tree.outputs / "audit").mkdir()
    if PUBLISHED.exists():
        files = ("--workbook", "findings.xlsx", "--figures", "figures.xlsx")
        tree.run("audit", "audit", str(PUBLISHED), "--json", *files)
    tree.run("audit", "new", "fresh")


LANES: tuple[Callable[[Tree], None], ...] = (sample, example, second, kept, audits)  # the longest first


def hashes(folder: Path) -> Hashes:
    """Of each file below the folder, and of each part of those that are packages."""
    found: Hashes = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = path.relative_to(folder).as_posix()
        content = path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as package:
                parts = {entry: package.read(entry) for entry in package.infolist()}
            if any(STAMP in part for part in parts.values()):  # then all but what the parts hold
                content = repr([(one.filename, one.date_time, one.compress_type, one.extra) for one in parts]).encode()
            found |= {f"{name}: {entry.filename}": digest(part) for entry, part in parts.items()}
        found[name] = digest(content)
    return found


def digest(content: bytes) -> str:
    """The hash of what does not pass."""
    lasting = PASSING.sub(b"", content) if CODE in content or STAMP in content else content
    return hashlib.sha256(lasting).hexdigest()


def differences(ours: Hashes, theirs: Hashes) -> list[str]:
    """What differs, by file, and of a package by part; last the packages whose parts are all equal."""
    found = []
    for name in sorted({*ours, *theirs}):
        if name not in theirs:
            found.append(f"{name}: new")
        elif name not in ours:
            found.append(f"{name}: gone")
        elif ours[name] != theirs[name]:
            found.append(f"{name}: differs")
    inner = {line.partition(": ")[0] for line in found if line.count(": ") > 1}
    packages = {name.partition(": ")[0] for name in ours if ": " in name}
    repacked = [line for line in found if (name := line.rpartition(": ")[0]) in packages and name not in inner]
    told = [line for line in found if line not in repacked and line.rpartition(": ")[0] not in inner]
    return told + [f"{line}, though its parts are equal (order, dates or packing)" for line in repacked]


@contextmanager
def worktree(revision: str, folder: Path) -> Iterator[Path]:
    """That commit's files, as git keeps them beside ours."""
    subprocess.run(["git", "worktree", "add", "--quiet", "--detach", folder, revision], cwd=ROOT, check=True)
    try:
        yield folder
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", folder], cwd=ROOT, check=True)


def made(trees: list[Tree]) -> list[Hashes]:
    """Runs every lane with every tree, as many at a time as there are processors."""
    for tree in trees:
        tree.outputs.mkdir(parents=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running: list[Future[None]] = [pool.submit(lane, tree) for lane in LANES for tree in trees]
        for one in running:
            one.result()
    return [hashes(tree.outputs) for tree in trees]


def remembered(revision: str) -> Path:
    """Where git's folder keeps that commit's hashes: of today, as some outputs are dated, and of this very proof."""
    asked = [("rev-parse", f"{revision}^{{commit}}"), ("rev-parse", "--git-common-dir")]
    commit, git = (subprocess.run(["git", *one], cwd=ROOT, check=True, capture_output=True, text=True) for one in asked)
    inputs = [Path(__file__), *sorted(one for one in KEPT.rglob("*") if one.is_file())]
    key = hashlib.sha256(f"{commit.stdout} {date.today()} {PUBLISHED.exists()}".encode())  # noqa: DTZ011
    for path in inputs:
        key.update(path.read_bytes())
    return ROOT / git.stdout.strip() / f"proof-{key.hexdigest()[:16]}.json"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.proof", description=__doc__.splitlines()[0])
    parser.add_argument("--against", metavar="REV", help="compare with the outputs of another commit's code")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the outputs in this new folder, to look into")
    chosen = parser.parse_args()
    memory = remembered(chosen.against) if chosen.against else None
    with ExitStack() as stack:
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        outputs = chosen.keep.resolve() if chosen.keep else temporary / "outputs"
        trees = [Tree(ROOT, outputs / "ours")]
        if memory and (chosen.keep or not memory.exists()):
            trees.append(Tree(stack.enter_context(worktree(chosen.against, temporary / "code")), outputs / "theirs"))
        ours, *others = made(trees)
    if memory is None:
        return told(ours)
    if others:
        memory.write_text(json.dumps(others[0]))
    return told(ours, json.loads(memory.read_text()))


def told(ours: Hashes, theirs: Hashes | None = None) -> int:
    """Prints what was found; the exit code."""
    parts = sum(": " in name for name in ours)
    counted = f"{len(ours) - parts} files, {parts} parts"
    if theirs is None:
        for name, value in ours.items():
            print(f"{value[:16]}  {name}")
        print(counted)
        return 0
    different = differences(ours, theirs)
    print("\n".join(different[:SHOWN]))
    if len(different) > SHOWN:
        print(f"… and {len(different) - SHOWN} more")
    print(f"{len(different)} differences in {counted}" if different else f"equal: {counted}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
