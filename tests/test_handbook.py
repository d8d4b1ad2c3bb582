"""The handbook is complete and true: what it names exists, what it shows runs, every message is explained."""

from __future__ import annotations

import argparse
import ast
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests import architecture, pictures
from tests.batch.clusters import cluster
from xlcsp import __version__
from xlcsp.cli import COMMANDS, main
from xlcsp.cli.guide import inserted
from xlcsp.handbook import chapters
from xlcsp.handbook.page import page
from xlcsp.libreoffice.install import Profile, with_entry

ROOT = Path(__file__).parents[1]
_COMMANDS = argparse.ArgumentParser().add_subparsers()
for _each in COMMANDS:
    _each.add(_COMMANDS)
PARSERS: dict[str, argparse.ArgumentParser] = dict(_COMMANDS.choices)
CHAPTERS = "\n".join(chapters())
REPORTING = {"Problem", "Refused", "Reading", "problem", "query", "fault", "add", "told_of",
             "_problem", "_query", "_about", "_add", "_record"}  # fmt: skip


class _Page(HTMLParser):
    """What stands in the page: addresses, links, pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.pictures: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a":
            self.links.append(str(given["href"]))
        if tag == "img":
            self.pictures.append(given)


def test_the_page_needs_nothing_beside_it() -> None:
    shown = _Page()
    shown.feed(page(dict(inserted(PARSERS))))
    assert len(shown.ids) == len(set(shown.ids))
    assert [link for link in shown.links if link[1:] not in shown.ids or not link.startswith("#")] == []
    assert len(shown.pictures) >= 8
    assert all(str(picture["src"]).startswith("data:image/png;base64,") for picture in shown.pictures)
    assert all(picture["alt"] for picture in shown.pictures)


def test_no_column_of_a_table_is_narrower_than_its_longest_word() -> None:
    """With ``anywhere`` every letter may end a line: a narrow column had "a numbe" and "r"."""
    assert "overflow-wrap: anywhere" not in page(dict(inserted(PARSERS)))


def test_a_long_command_is_printed_to_its_end() -> None:
    """On screen it scrolls; on paper ``release … --reason "Board`` ended at the page's edge."""
    printed = page(dict(inserted(PARSERS))).partition("@media print {")[2].partition("</style>")[0]
    assert "pre { white-space: pre-wrap; }" in printed


def test_a_chapter_that_asks_for_what_nobody_gives_is_refused() -> None:
    given = dict(inserted(PARSERS))
    with pytest.raises(KeyError, match="kinds"):
        page({name: words for name, words in given.items() if name != "kinds"})


def test_guide_writes_over_an_older_handbook_and_over_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, notes = tmp_path / "guide.html", tmp_path / "notes.html"
    assert main(["guide", str(target)]) == 0
    first = target.read_bytes()
    assert main(["guide", str(target)]) == 0
    assert target.read_bytes() == first
    notes.write_text("<title>Notes</title>", encoding="utf-8")
    assert main(["guide", str(notes)]) == 2
    assert notes.read_text(encoding="utf-8") == "<title>Notes</title>"
    assert "Give another name" in capsys.readouterr().err


def test_files_that_the_handbook_names_are_there() -> None:
    named = set(re.findall(r"`((?:xlcsp|tests|macros|workbooks)/[\w/.]+)`", CHAPTERS))
    assert len(named) > 10
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_picture_is_made_by_a_command_and_shown() -> None:
    there = {path.name for path in (ROOT / "xlcsp" / "handbook" / "pictures").iterdir()}
    text = CHAPTERS + (ROOT / "README.md").read_text(encoding="utf-8")
    assert there == {*pictures.PAGES, architecture.PICTURE.name} == set(re.findall(r"pictures/([\w-]+\.png)", text))


def test_every_code_of_a_problem_is_explained() -> None:
    used = {code for path in (ROOT / "xlcsp").rglob("*.py") for code in _codes(ast.parse(path.read_text("utf-8")))}
    explained = set(re.findall(r"^\| ([a-z][\w -]*) \|", CHAPTERS, re.MULTILINE))
    assert {"error cell", "unreadable folder", "encrypted", "old format", "plan"} <= used
    assert sorted(used - explained) == []


def _codes(tree: ast.Module) -> Iterator[str]:
    """The codes that a module gives its problems: named ``code``, or in a call of what makes one."""
    kept = {
        str(node.targets[0].id): node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            at = {"Problem": 3, "Refused": 0, "_query": 2, "_problem": 2}.get(called, 1)
            given = [each.value for each in node.keywords if each.arg == "code"]
            given += node.args[at : at + 1] if called in REPORTING - {"fault", "add"} else []
            for value in given:
                yield from _constants(value, kept)
        elif isinstance(node, ast.FunctionDef):
            for name, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
                if name.arg == "code" and default is not None:
                    yield from _constants(default, kept)


def _constants(value: ast.expr, kept: dict[str, ast.expr]) -> Iterator[str]:
    """The texts that an expression may be; of a tuple its first."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and re.fullmatch(r"[a-z][\w -]*", value.value):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _constants(value.body, kept)
        yield from _constants(value.orelse, kept)
    elif isinstance(value, ast.Starred):
        yield from _constants(value.value, kept)
    elif isinstance(value, ast.Name) and value.id in kept:
        yield from _constants(kept[value.id], kept)
    elif isinstance(value, ast.Tuple):
        yield from _constants(value.elts[0], kept)


def test_every_option_of_a_command_has_an_example() -> None:
    for name, parser in PARSERS.items():
        shown = " ".join(parser.get_default("examples"))
        options = {option for action in parser._actions for option in action.option_strings[-1:]} - {"--help"}
        assert [option for option in sorted(options) if option not in shown.split()] == [], name


@pytest.mark.long
def test_every_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "tests" / "audit" / "styles" / "quarters.txt", "report.txt")
    counts = [f"Burglary,{year},{at},{90 + year % 7 + at}" for year in range(2015, 2025) for at in range(1, 5)]
    Path("figures.csv").write_text("\n".join(["series,year,quarter,count", *counts]), encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    for folder in (Path("profile"), Path("settings", "libreoffice", "4")):
        Profile(folder).modules.parent.mkdir(parents=True)
        Profile(folder).modules.write_bytes(with_entry(b"<library:library/>"))
    first = ("demo", "make-sample")  # which make what the others read
    with cluster(tmp_path, 1) as running:
        for name, parser in sorted(PARSERS.items(), key=lambda each: each[0] not in first):
            for example in parser.get_default("examples"):
                words = shlex.split(example.replace("tcp://127.0.0.1:8786", running.address))
                assert words[0] == name
                assert main(words) in {0, 1}, example


def test_every_package_has_its_reason_and_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[<>=!~;\[ ]", each)[0] for each in project["dependencies"]}
    explained = set(re.findall(r"^\| ([\w-]+) \| [\w. -]*(?:MIT|BSD|MPL|Apache|Unlicense)", CHAPTERS, re.MULTILINE))
    assert needed == explained


def test_the_versions_of_the_tests_are_those_of_all_that_they_need() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    names = {re.split(r"[<>=!~;\[ ]", each)[0].lower() for each in needed} - {"xlcsp"}
    held = (ROOT / "tests" / "constraints.txt").read_text(encoding="utf-8").lower()
    assert sorted(names - set(re.findall(r"^([\w.-]+)==", held, re.MULTILINE))) == []


def test_the_wheel_that_is_named_is_this_version_s() -> None:
    named = set(re.findall(r"xlcsp-([\d.]+)-py3", CHAPTERS))
    assert named == {__version__}


def test_the_picture_of_the_packages_has_all_of_them() -> None:
    packages = {
        f"xlcsp.{path.stem}"
        for path in (ROOT / "xlcsp").iterdir()
        if (path.is_dir() and (path / "__init__.py").exists())
        or (path.suffix == ".py" and not path.stem.startswith("__"))
    }
    assert {package for row in architecture.layers() for package in row} == packages
