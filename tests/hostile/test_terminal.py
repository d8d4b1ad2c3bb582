"""Messages reach their reader: fitted to the terminal, without control characters, whether anyone listens or not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import PARTNERSHIP, SERIES, partnership, send
from xlcsp.cli import main
from xlcsp.planbook import Master

ODD = "a\x1b[31mb\x9b5mc\x07"
EVERY_COMMAND = {
    "issue": ("issue",),
    "chase": ("chase",),
    "check": ("check", "--save"),
    "report": ("report", "--docx", "--publish"),
    "refresh": ("refresh",),
    "freeze": ("freeze",),
    "upgrade": ("upgrade",),
    "release": ("release", "--version", "1.0", "--reason", ODD),
    "batch": ("batch", "--workers", "1"),
    "doctor": ("doctor",),
    "new-year": ("new-year",),
}
AS_JSON = {"check": ("check", "--json"), "report": ("report", "--json"), "batch": ("batch", "--json", "--workers", "1")}


@pytest.fixture
def odd(tmp_path: Path) -> Master:
    """A partnership whose folder, whose provider and whose return are named so that a terminal would obey them."""
    series = tuple({**one, "provider": ODD.replace("\x07", "")} for one in SERIES)
    made = partnership(tmp_path / f"2014-15 {ODD}", series, settings={"quarter": "Q1"})
    send(made, provider=made.plan.providers[0], name=f"{ODD}.xlsx")
    return made


@pytest.mark.parametrize("name", EVERY_COMMAND)
def test_no_command_writes_what_a_terminal_obeys(odd: Master, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command, *options = EVERY_COMMAND[name]
    main([command, str(odd.path.parent), *options])
    told = capsys.readouterr()
    assert not {letter for letter in told.out + told.err if letter in "\x1b\x9b\x07"}
    assert told.out + told.err


@pytest.mark.parametrize("name", AS_JSON)
def test_json_holds_them_as_json_writes_them(odd: Master, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command, *options = AS_JSON[name]
    main([command, str(odd.path.parent), *options])
    said = capsys.readouterr().out
    assert not {letter for letter in said if letter in "\x1b\x9b\x07"}
    assert json.loads(said)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_table_fits_the_terminal_or_is_a_list(
    tmp_path: Path, width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    master = partnership(tmp_path, settings={"quarter": "Q1", "partnership": PARTNERSHIP})
    path = send(master)
    (path.parent / "Nothing.xlsx").write_bytes(b"x")
    assert main(["check", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= width
    words = " ".join(" ".join(lines).replace("│", " ").split())
    assert "Police.xlsx" in words
    assert ("State: rejected" in words) == (width < 100)


@pytest.mark.parametrize("width", ["60", "120"])
def test_brackets_are_no_markup(
    tmp_path: Path, width: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    name = "[red]x[/] [link=a]b"
    master = partnership(tmp_path, tuple({**one, "provider": name} for one in SERIES), settings={"quarter": "Q1"})
    send(master, provider=name)
    assert main(["check", str(tmp_path)]) == 0
    assert name in " ".join(capsys.readouterr().out.split())


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and /dev/full of a Unix")
@pytest.mark.parametrize(
    ("command", "to", "code"),
    [
        pytest.param(command, to, code, marks=[pytest.mark.long] * (command != "check" and to in (">&-", "2>&-")))
        for command in ("check", "report", "--help", "issue", "doctor")
        for to, code in (("| true", None), (">&-", None), ("2>&-", None), (">&- 2>&-", None), ("> /dev/full", 2))
    ],
)
def test_who_does_not_listen_stops_no_work(tmp_path: Path, command: str, to: str, code: int | None) -> None:
    master = partnership(tmp_path / "one", settings={"quarter": "Q1"})
    send(master)
    words = command if command == "--help" else f"{command} one"
    program = {**os.environ, "PYTHON": sys.executable}
    shell = f'"$PYTHON" -m xlcsp {words} {to}; exit "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", shell], cwd=tmp_path, capture_output=True, text=True, check=False, env=program)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert done.returncode == (code if code is not None and command != "--help" else done.returncode)
    assert done.returncode in (0, 1, 2)
    if command == "issue" and to != "> /dev/full":
        assert (tmp_path / "one" / "forms" / "2014-15 Q1" / "Police.eml").exists()


def test_an_interrupt_while_the_program_is_loaded_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "argparse.py").write_text("raise KeyboardInterrupt", encoding="utf-8")
    words = [sys.executable, "-c", "import sys\nfrom xlcsp.__main__ import run\nsys.exit(run())"]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path(__file__).parents[2])])}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=paths)
    assert (done.returncode, done.stderr) == (2, "Stopped before anything was done.\n")
