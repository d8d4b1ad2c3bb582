"""What the parts of the campaign share: a partnership, its commands, and what must never be found afterwards."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import PARTNERSHIP, SERIES, send, write_plan
from xlcsp.cli import main
from xlcsp.planbook import read_master

COMMANDS: dict[str, tuple[str, ...]] = {
    "check": ("check", "--save"),
    "issue": ("issue", "--quarter", "Q2", "--issued", "2014-06-30"),
    "comments": ("issue", "--comments", "--issued", "2014-06-30"),
    "chase": ("chase", "--quarter", "Q2"),
    "report": ("report", "--docx", "--publish"),
    "refresh": ("refresh",),
    "release": ("release", "--version", "1.0", "--reason", "Board", "--docx", "--publish"),
    "freeze": ("freeze",),
    "upgrade": ("upgrade",),
    "batch": ("batch", "--workers", "1"),
    "new-year": ("new-year",),
}
_HELD = 2**30  # bytes
MADE = "2015-16"  # what new-year makes beside the folder


@dataclass
class Count:
    """How many cases, and what was found in them that must not be."""

    cases: int = 0
    tracebacks: int = 0
    lost: int = 0
    silent: int = 0
    orphans: int = 0
    told: list[str] = field(default_factory=list)

    @property
    def found(self) -> int:
        return self.tracebacks + self.lost + self.silent + self.orphans

    def note(self, kind: str, words: str) -> None:
        setattr(self, kind, getattr(self, kind) + 1)
        self.told.append(f"{kind}: {words}")


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def is_traceback(self) -> bool:
        return any(
            words in self.err
            for words in ("Traceback", "Exception ignored", "a fault of the program", "internal error")
        )


def made(folder: Path) -> Path:
    """A partnership with one return, in a folder of its own."""
    series = tuple({**one, "theme_lead": "Head", "disclosive": "yes"} for one in SERIES)
    contacts = ({"role": "Police", "email": "a@b.uk"}, {"role": "Head", "email": "c@d.uk"})
    settings = {"quarter": "Q1", "partnership": PARTNERSHIP}
    send(read_master(write_plan(folder, series, settings=settings, contacts=contacts)))
    return folder


def fresh(template: Path, place: Path) -> Path:
    """The partnership anew, alone in an empty place."""
    emptied(place)
    return Path(shutil.copytree(template, place / "2014-15"))


def emptied(place: Path) -> None:
    """What was released may only be read, its folder too."""
    for path in [place, *place.rglob("*")] if place.exists() else ():
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
    for path in list(place.iterdir()) if place.exists() else ():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    place.mkdir(parents=True, exist_ok=True)


def start(name: str, folder: Path, place: Path | None = None, **more: object) -> subprocess.Popen[str]:
    """The command as a program of its own. place: for what is temporary."""
    command, *options = COMMANDS[name]
    words = [sys.executable, "-m", "xlcsp", command, str(folder), *options]
    more["env"] = {**os.environ, "TMPDIR": str(place or temporary(folder.parent))}
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)  # type: ignore[call-overload]


def ended(run: subprocess.Popen[str]) -> Said:
    out, err = run.communicate()
    return Said(run.returncode, out, err)


def here(*words: str) -> Said:
    """The command in this process, which is ten times faster."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(list(words))
        except SystemExit as error:
            code = int(error.code or 0)
        except BaseException as error:  # noqa: BLE001 - that is what is counted
            code = 3
            err.write(f"Traceback: {type(error).__name__}: {error}")
    said = [one.detach().getvalue().decode("utf-8") for one in (out, err)]  # type: ignore[attr-defined]
    return Said(code, *said)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file that somebody can see, but for those that no memory holds."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".") and path.stat().st_size < _HELD
    }


def broken(folder: Path) -> Iterator[str]:
    """Files that are there and not whole."""
    for name, content in contents(folder).items():
        try:
            if "~$" not in name and name.endswith((".xlsx", ".xlsm", ".ods", ".docx")):
                with zipfile.ZipFile(io.BytesIO(content)) as package:
                    if package.testzip() is not None:
                        yield name
            elif name.endswith(".json"):
                json.loads(content)
            elif name.endswith(".eml") and b"\n\n" not in content.replace(b"\r\n", b"\n"):
                yield name
        except (OSError, ValueError, zipfile.BadZipFile):
            yield name


def hidden(folder: Path) -> list[str]:
    """Drafts and locks that were left, and temporary folders."""
    return sorted([path.name for path in folder.rglob(".*")] + [path.name for path in temporary(folder).iterdir()])


def temporary(folder: Path) -> Path:
    """Where programs that work below the folder write what is temporary: other programs' are none of our orphans."""
    place = folder.with_name(f"{folder.name} temporary")
    place.mkdir(exist_ok=True)
    return place


def looked_at(count: Count, what: str, said: Said, before: dict[str, bytes], folder: Path, *, may: str = "") -> None:
    """Counts what must not be: a traceback, a file that was there and is gone or half, an end without a word.

    before: the files that must be as they were. may: the end of names of those that the command owns.
    """
    count.cases += 1
    if said.is_traceback:
        count.note("tracebacks", f"{what}: {said.err[-300:]}")
    now = contents(folder)
    for name, content in before.items():
        if name not in now or (now[name] != content and not (may and name.endswith(may))):
            count.note("lost", f"{what}: {name}")
    for name in broken(folder):
        count.note("lost", f"{what}: {name} is not whole")
    if said.code not in (0, 1, 2) or (said.code and not (said.out + said.err).strip()):
        count.note("silent", f"{what}: ended with {said.code} and said nothing")
