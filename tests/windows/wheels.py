"""The wheels that xlcsp needs on Windows: pyproject's requirements and theirs, in the versions installed here."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PYTHON = "3.13"
EXTRAS = ("parquet", "picture")
_MARKERS = {
    "implementation_name": "cpython", "implementation_version": f"{PYTHON}.0", "os_name": "nt",
    "platform_machine": "AMD64", "platform_python_implementation": "CPython", "platform_release": "10",
    "platform_system": "Windows", "platform_version": "10.0", "python_full_version": f"{PYTHON}.0",
    "python_version": PYTHON, "sys_platform": "win32",
}  # fmt: skip


def required() -> list[str]:
    """What pyproject asks for on Windows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    texts = [*project["dependencies"], *(one for extra in EXTRAS for one in project["optional-dependencies"][extra])]
    return sorted(str(one) for one in _for_windows(texts, ()))


def here() -> list[str]:
    """The versions installed here, so that both systems run the same ones."""
    found = {canonicalize_name(one.name): one.version for one in importlib.metadata.distributions()}
    return sorted(f"{name}=={version}" for name, version in found.items() if name != "xlcsp")


def download(folder: Path) -> list[Path]:
    """Windows' wheels of everything required, pip among them, in the folder."""
    constraints = folder / "constraints.txt"
    constraints.write_text("\n".join(here()) + "\n", encoding="utf-8")
    wanted = [Requirement("pip"), *map(Requirement, required())]
    done: set[str] = set()
    while new := [one for one in wanted if str(one) not in done]:
        _fetch(new, folder, constraints)
        done |= {str(one) for one in new}
        have = {canonicalize_name(path.name.split("-")[0]): path for path in folder.glob("*.whl")}
        wanted = [needed for one in new for needed in _needs(have[canonicalize_name(one.name)], one.extras)]
    return sorted(folder.glob("*.whl"))


def _fetch(wanted: Iterable[Requirement], folder: Path, constraints: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), "-c", str(constraints)]
    command += ["--platform", "win_amd64", "--python-version", PYTHON, "--only-binary=:all:"]
    subprocess.run([*command, *map(str, wanted)], check=True)


def _needs(wheel: Path, extras: Iterable[str]) -> list[Requirement]:
    with zipfile.ZipFile(wheel) as package:
        (name,) = (one for one in package.namelist() if one.count("/") == 1 and one.endswith(".dist-info/METADATA"))
        texts = HeaderParser().parsestr(package.read(name).decode()).get_all("Requires-Dist") or []
    return list(_for_windows(texts, extras))


def _for_windows(texts: Iterable[str], extras: Iterable[str]) -> Iterator[Requirement]:
    for text in texts:
        one = Requirement(text)
        if one.marker is None or any(one.marker.evaluate({**_MARKERS, "extra": extra}) for extra in ("", *extras)):
            one.marker = None
            yield one
