"""A Windows Python under Wine for the tests: runs programs, with their exit codes and output, and converts paths."""

from __future__ import annotations

import contextlib
import getpass
import os
import select
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

INSIDE = Path(__file__).parent / "inside"  # scripts that Windows' Python runs
_LONGEST = 1800  # seconds that a program may take: on a busy machine each call of Windows waits for its turn
_SERVES = 7200  # seconds that services run on after the last program
_AS_A_PERSON = ("setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search")


def as_a_person() -> tuple[str, ...]:
    """What a command begins with, so that folders without the right to write hold for root too."""
    return _AS_A_PERSON if os.geteuid() == 0 else ()


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended and what it printed."""

    exit: int
    out: str
    err: str


class RigError(AssertionError):
    """What the rig, and not what it tests, has failed in; or a program of ours that ended ill and did not say why."""


def windows_path(path: Path) -> str:
    """A path of this machine as Windows names it."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


@dataclass(frozen=True, slots=True)
class Rig:
    """The Wine prefix in ``folder``, with Windows' Python where the master's sheet xlwings.conf looks for it."""

    folder: Path

    @property
    def prefix(self) -> Path:
        """Wine's drives and registry."""
        return self.folder / "prefix"

    @property
    def system32(self) -> Path:
        """Windows' own programs and libraries."""
        return self.prefix / "drive_c/windows/system32"

    @property
    def home(self) -> Path:
        r"""%LOCALAPPDATA%\xlcsp: what ``py -m venv`` would have made there."""
        return self.prefix / "drive_c/users" / getpass.getuser() / "AppData/Local/xlcsp"

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the caller's own settings reaches Windows."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "USER", "TMPDIR") if name in os.environ}
        return {
            **kept,
            "WINEPREFIX": str(self.prefix.resolve()),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=;winedbg.exe=d;ucrtbase=n,b",
            "LC_ALL": "C.UTF-8",  # Wine takes the encoding of file names from it
            "NO_COLOR": "1",
            "COLUMNS": "300",
        }

    def start(self) -> None:
        """Starts Windows' services, where they do not run, and lets them run on for a while.

        Started by a program they would keep its pipes, and whoever reads these would wait for them; and each program
        would start them anew.
        """
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        for command in (["wineserver", f"-p{_SERVES}"], ["wine", "wineboot"]):
            whole = [*as_a_person(), *command]
            ran = subprocess.run(whole, env=self.environment, timeout=_LONGEST, check=False, **streams)
        if ran.returncode:  # of wineboot; a wineserver that runs already is well
            raise RigError(f"{' '.join(whole)} ended with {ran.returncode}: Windows' services were not started")

    def command(self, program: str | Path, *arguments: str) -> list[str]:
        """The command line that runs a program of Windows."""
        return [*as_a_person(), "wine", str(program), *arguments]

    def run(self, program: str | Path, *arguments: str, cwd: Path | None = None, longest: float = _LONGEST) -> Ran:
        """Runs a program of Windows. Its streams are pipes: Wine's programs take no file for one.

        What it printed is there when it has ended, not when its pipes have: the desktop that Wine starts for the first
        window keeps them and runs on.
        """
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        command = self.command(program, *arguments)
        until = time.monotonic() + longest
        with subprocess.Popen(command, cwd=cwd or self.folder, env=self.environment, bufsize=0, **pipes) as process:
            assert process.stdin is not None
            process.stdin.close()
            streams = [one for one in (process.stdout, process.stderr) if one is not None]
            told = [b"" for _ in streams]
            for stream in streams:
                os.set_blocking(stream.fileno(), False)
            is_over = False
            while not is_over:
                time.sleep(0.05)
                is_over = process.poll() is not None  # asked before the last look into the pipes
                told = [before + (stream.read() or b"") for before, stream in zip(told, streams, strict=True)]
                if time.monotonic() > until:
                    process.kill()
                    raise RigError(f"{' '.join(command)} had not ended after {longest:.0f} s. It had said: {told}")
        ran = Ran(process.returncode, *(one.decode(errors="replace").replace("\r\n", "\n") for one in told))
        if ran.exit and not ran.out + ran.err:
            raise RigError(f"{' '.join(command)} ended with {ran.exit} and said nothing")
        return ran

    def python(self, *arguments: str, cwd: Path | None = None, longest: float = _LONGEST) -> Ran:
        """Runs Windows' Python."""
        return self.run(self.home / "Scripts/python.exe", *arguments, cwd=cwd, longest=longest)

    def xlcsp(self, *arguments: str, cwd: Path | None = None, longest: float = _LONGEST) -> Ran:
        """Runs xlcsp.exe, the launcher that pip made."""
        return self.run(self.home / "Scripts/xlcsp.exe", *arguments, cwd=cwd, longest=longest)

    @contextlib.contextmanager
    def holding(self, path: Path, share: str) -> Iterator[None]:
        """Another Windows process has the file open while the block runs. share: "nothing" or "reading" (as Excel)."""
        script = windows_path(INSIDE / "hold.py")
        command = self.command(self.home / "Scripts/python.exe", script, windows_path(path), share)
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, env=self.environment, **pipes) as other:  # its input's end is its own
            assert other.stdout is not None
            is_told, _, _ = select.select([other.stdout], [], [], _LONGEST)
            found = other.stdout.readline().decode(errors="replace").strip() if is_told else "nothing was said"
            if found != "held":
                other.kill()
                raise RigError(f"{path} could not be held open by another program: {found or 'it ended'}")
            yield
