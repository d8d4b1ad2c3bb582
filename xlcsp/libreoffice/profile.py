"""LibreOffice's profile of a person (settings and macros), and the list of modules in its library *Standard*."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xlcsp.errors import LockedWorkbook, WorkbookError
from xlcsp.libreoffice.basic import MACRO, NAME

_LOCK = ".lock"
_START = "Start LibreOffice once, close it, and run again"
_ENTRY = f'<library:element library:name="{NAME}"/>'.encode()
_END = re.compile(rb"(?P<alone>/>)\s*\Z|(?P<end></library:library>)\s*\Z")
_WRITTEN = re.compile(rb"[ \t]*" + _ENTRY.replace(b"/", rb"\s*/") + rb"\r?\n?")
_ALONE = re.compile(rb">(\r?\n)" + _ENTRY.replace(b"/", rb"\s*/") + rb"\r?\n</library:library>")


@dataclass(frozen=True, slots=True)
class Profile:
    """A person's profile, as LibreOffice's ``-env:UserInstallation`` names it."""

    folder: Path

    @property
    def modules(self) -> Path:
        """The list of the library's modules."""
        return self.folder / "user" / "basic" / "Standard" / "script.xlb"

    @property
    def module(self) -> Path:
        """Our Basic module."""
        return self.modules.with_name(f"{NAME}.xba")

    @property
    def macro(self) -> Path:
        """Our Python macro."""
        return self.folder / "user" / "Scripts" / "python" / MACRO

    @property
    def is_there(self) -> bool:
        """Whether LibreOffice has ever been started with it."""
        return self.modules.is_file()

    def check(self) -> None:
        """Raises WorkbookError where it does not exist, or LibreOffice is open with it."""
        if not self.is_there:
            raise WorkbookError(
                f"{self.folder}: LibreOffice has no profile with macros there. {_START}; or name its folder: --profile."
            )
        if (self.folder / _LOCK).exists():
            raise LockedWorkbook(
                f"{self.folder}: LibreOffice is open (lock file {_LOCK}), and nothing was changed. Close it and run "
                "again; if it is not open, delete the lock file."
            )


def usual(platform: str, variables: Mapping[str, str], home: Path) -> Profile:
    """LibreOffice's default profile; its folder has been called 4 since LibreOffice 4."""
    if platform == "win32":
        return Profile(Path(variables.get("APPDATA") or home / "AppData" / "Roaming") / "LibreOffice" / "4")
    if platform == "darwin":
        return Profile(home / "Library" / "Application Support" / "LibreOffice" / "4")
    return Profile(Path(variables.get("XDG_CONFIG_HOME") or home / ".config") / "libreoffice" / "4")


def named(folder: Path) -> Profile:
    """The profile in this folder, or the one whose folder *user* this is."""
    return Profile(folder.parent if folder.name == "user" and not (folder / "user").exists() else folder)


def with_entry(modules: bytes) -> bytes:
    """The list of modules with ours at its end. Raises WorkbookError where the file is not a list of modules."""
    if _WRITTEN.search(modules):
        return modules
    end = _END.search(modules)
    if end is None or b"<library:library" not in modules:
        raise WorkbookError(f"script.xlb: it is not a list of Basic modules. {_START}.")
    line = b"\r\n" if b"\r\n" in modules else b"\n"
    if end["alone"]:  # an empty list; our entry without a blank before it marks that
        new = b">" + line + _ENTRY + line + b"</library:library>"
        return modules[: end.start("alone")] + new + modules[end.end("alone") :]
    return modules[: end.start("end")] + b" " + _ENTRY + line + modules[end.start("end") :]


def without_entry(modules: bytes) -> bytes:
    """The list of modules as it was before ``with_entry``."""
    if _ALONE.search(modules):
        return _ALONE.sub(b"/>", modules)
    return _WRITTEN.sub(b"", modules)
