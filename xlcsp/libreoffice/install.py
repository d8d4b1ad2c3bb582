"""Installs the functions in a profile and removes them; everything else in the profile keeps its bytes."""

from __future__ import annotations

import re
from pathlib import Path

from xlcsp import __version__
from xlcsp.errors import WorkbookError
from xlcsp.files.write import replacing, rewrite
from xlcsp.libreoffice.basic import MARK, macro_text, module_text
from xlcsp.libreoffice.profile import Profile, with_entry, without_entry

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
