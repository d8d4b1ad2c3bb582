"""A profile of LibreOffice: where it is; installs the functions in it and removes them, all else keeps its bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xlcsp import __version__
from xlcsp.errors import LockedWorkbook, WorkbookError
from xlcsp.files.write import replacing, rewrite
from xlcsp.libreoffice.basic import MACRO, MARK, NAME, macro_text, module_text

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


_INSTALL = "Close LibreOffice, and run xlcsp libreoffice install"
_VERSION, _PYTHON = (re.compile(rf"^{name} = r?['\"](.*)['\"]$", re.MULTILINE) for name in ("VERSION", "PYTHON"))


def install(profile: Profile, python: str) -> bool:
    """Writes the functions; returns whether anything changed. python: the Python that answers cells.

    Raises WorkbookError where the profile does not exist, is in use, or has other people's files by those names.
    """
    profile.check()
    after = with_entry(profile.modules.read_bytes())
    texts = {profile.macro: macro_text(python), profile.module: module_text()}
    for path in texts:
        _check_ours(path)
    changed = False
    for path, text in texts.items():
        if not path.exists() or path.read_bytes() != text.encode():
            with replacing(path) as draft:
                draft.write_bytes(text.encode())
            changed = True
    return rewrite(profile.modules, lambda _: after) or changed  # last: from now on LibreOffice finds them


def remove(profile: Profile) -> bool:
    """Removes the functions; returns whether there were any. Raises WorkbookError as ``install`` does."""
    profile.check()
    ours = [path for path in (profile.module, profile.macro) if path.exists()]
    for path in ours:
        _check_ours(path)
    changed = rewrite(profile.modules, without_entry)  # first: from now on LibreOffice no longer looks for them
    for path in ours:
        path.unlink()
    for folder in (profile.macro.parent, profile.macro.parent.parent):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    return changed or bool(ours)


def _check_ours(path: Path) -> None:
    """Raises WorkbookError where the file by this name is not ours."""
    if path.exists() and MARK not in path.read_text(encoding="utf-8", errors="replace"):
        raise WorkbookError(f"{path}: this file is not xlcsp's, and nothing was changed. Rename it, and run again.")


def line(profile: Profile) -> tuple[str, bool, str, str]:
    """The line for ``xlcsp doctor``: its name, whether all is well, what was found, what to do."""
    name = "Functions in LibreOffice"
    parts = (profile.macro.is_file(), profile.module.is_file(), profile.is_there and _is_listed(profile))
    if not any(parts):
        return name, True, "not installed; xlcsp libreoffice install adds them", ""
    if not all(parts):
        return name, False, "installed in part", _INSTALL
    text = profile.macro.read_text(encoding="utf-8", errors="replace")
    version, python = (pattern.search(text) for pattern in (_VERSION, _PYTHON))
    made_by, asked = version[1] if version else "an unknown version", python[1].replace("\\\\", "\\") if python else ""
    if made_by != __version__:
        return name, False, f"installed by version {made_by}; this one is {__version__}", _INSTALL
    if not Path(asked).is_file():
        return name, False, f"they ask {asked}, which is not there", _INSTALL
    module = profile.module.read_text(encoding="utf-8", errors="replace")
    is_same = text == macro_text(asked) and module == module_text()
    found = f"version {made_by}, answered by {asked}"
    return name, is_same, found if is_same else f"{found}; their files were changed", _INSTALL


def _is_listed(profile: Profile) -> bool:
    modules = profile.modules.read_bytes()
    return without_entry(modules) != modules
