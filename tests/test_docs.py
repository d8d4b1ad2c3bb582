"""The documentation is true: commands have help, examples give what they say, links work."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Example
from xlcsp.cli import main
from xlcsp.measures import MeasureError, chance, project, rag, year_to_date

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHAPTERS = sorted((ROOT / "xlcsp" / "handbook" / "chapters").glob("*.md"))
ANALYSTS = next(path for path in CHAPTERS if "analysts" in path.name).read_text(encoding="utf-8")
COMMANDS = (
    "demo", "new", "issue", "check", "chase", "report", "release", "refresh", "freeze", "new-year", "upgrade", "doctor",
    "guide", "backtest", "audit", "batch", "make-sample", "libreoffice",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented_and_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"xlcsp {command}" in README
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    assert command in capsys.readouterr().out


def test_the_help_lists_just_the_documented_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = re.findall(r"^    ([\w-]+)(?: +\S|$)", capsys.readouterr().out, re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)


def test_there_are_exactly_two_commands_for_a_fresh_machine() -> None:
    marked = re.findall(r"<!-- (\w+) -->\n```sh\n(.+)\n```", README)
    assert [name for name, _ in marked] == ["main", "tests"]
    assert all(command.startswith("python3 -m venv") for _, command in marked)


def test_the_readme_is_read_in_minutes() -> None:
    assert README.count("\n") <= 150


@pytest.mark.parametrize("page", [ROOT / "README.md", *CHAPTERS], ids=lambda page: page.name)
def test_links_and_pictures_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\(([^)# ]+)[^)]*\)", page.read_text(encoding="utf-8")):
        assert target.startswith("http") or (page.parent / target).exists(), target


def test_the_examples_for_analysts_give_what_they_say() -> None:
    assert year_to_date([260, 303, 303, None]) == 866
    assert year_to_date([260, None, 303, None]) is None
    assert round(project([260, 303, 303], method="straight line").value or 0, 2) == 1154.67
    assert rag(0.57, 0.62, "higher", kind="rate") == "Amber"
    past = [[240, 263, 240, 238], [251, 270, 262, 246], [249, 276, 268, 254]]
    end = project([260, 303, 303], past)
    said = re.search(r"# value (\d+), low (\d+), high (\d+)", ANALYSTS)
    assert said is not None
    assert [end.value, end.low, end.high] == [int(number) for number in said.groups()]
    assert f"# {chance([260, 303, 303], 1108, 'lower', past):.2f}: of ending" in ANALYSTS


def test_the_tables_for_analysts_are_what_they_say(tmp_path: Path) -> None:
    block = next(each for each in blocks(ANALYSTS) if "frames" in each)
    with_examples(tmp_path)
    ran = run_block(f"{block}\nprint(frames.assess(own).to_json())", tmp_path)
    row = {name: value["0"] for name, value in json.loads(ran).items()}
    assert f"# {row['quarter']}: {row['ytd']:g} against {row['profile']:g}, {row['rag']}\n" in ANALYSTS


@pytest.mark.long
def test_every_block_of_python_runs(tmp_path: Path, example: Example) -> None:
    with_examples(tmp_path)
    shutil.copytree(example.folder, tmp_path / "region" / "example")
    pages = [README, *(path.read_text(encoding="utf-8") for path in CHAPTERS)]
    found = [block for text in pages for block in blocks(text)]
    assert len(found) >= 4
    for block in found:
        run_block(block, tmp_path)


def with_examples(folder: Path) -> None:
    """The two worked examples, by the names that the chapters give them."""
    built = ROOT / "workbooks"
    shutil.copytree(built, folder / "example", ignore=shutil.ignore_patterns("second", "lite", "reports"))
    shutil.copytree(built / "second", folder / "second", ignore=shutil.ignore_patterns("reports"))


def blocks(text: str) -> list[str]:
    """The examples in Python that a text holds."""
    return re.findall(r"```python\n(.+?)```", text, re.DOTALL)


def run_block(code: str, folder: Path) -> str:
    """What the code prints, run by a Python of its own in the folder; it must not complain."""
    ran = subprocess.run([sys.executable, "-c", code], cwd=folder, check=False, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, ""), code
    return ran.stdout


def test_the_public_names_of_the_contract_are_there() -> None:
    from xlcsp import measures

    contract = ("project", "chance", "rag", "variance", "variance_pct", "year_to_date", "wilson_interval",
                "poisson_interval", "compare_counts", "xmr", "e_test", "funnel_limits")  # fmt: skip
    assert [name for name in contract if not hasattr(measures, name)] == []
    assert issubclass(MeasureError, ValueError)
