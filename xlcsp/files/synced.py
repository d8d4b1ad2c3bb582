"""Where an open workbook is on this computer: for OneDrive and SharePoint, Excel gives a web address instead."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from xlcsp.errors import WorkbookError

ROOTS = ("OneDriveCommercial", "OneDriveConsumer", "OneDrive")  # environment variables of the client that syncs
_PERSONAL, _CONSUMER = ("-my.sharepoint.com", "d.docs.live.net")
_LIBRARIES = ("documents", "shared documents")


def path_of(book: Any, environment: Mapping[str, str] | None = None) -> Path:
    """The workbook's path. Raises WorkbookError, with a sentence for the officer, if it is not on this computer."""
    full = _full_name(book)
    if full.lower().startswith(("http://", "https://")):
        return _synced(str(book.name), full, os.environ if environment is None else environment)
    path = Path(full)
    if not path.is_absolute() or not path.parent.is_dir():
        raise WorkbookError(
            f"{book.name}: it is not in a folder that this computer knows. Save it in one, and press again."
        )
    return path


def _full_name(book: Any) -> str:
    """The name that xlwings gives; if its look-up of OneDrive fails, the one that Excel gives."""
    try:
        return str(book.fullname)
    except Exception as error:  # noqa: BLE001 - xlwings meets errors of many kinds there
        try:
            return str(book.api.FullName)
        except Exception:  # noqa: BLE001 - the first error says more
            raise WorkbookError(_nowhere(str(book.name))) from error


def _synced(name: str, address: str, environment: Mapping[str, str]) -> Path:
    found = {path.resolve() for path in _candidates(address, environment) if path.is_file()}
    if len(found) != 1:
        raise WorkbookError(_nowhere(name))
    return found.pop()


def _nowhere(name: str) -> str:
    return (
        f"{name}: it is open from OneDrive or SharePoint, and its synced folder was not found on this computer. "
        "Open it from the folder that OneDrive syncs (in File Explorer), and press again."
    )


def _candidates(address: str, environment: Mapping[str, str]) -> Iterator[Path]:
    """Where a sync client would have put the file: below its own folder, or that of a team's site beside it."""
    split = urlsplit(address)
    host = (split.hostname or "").lower()
    parts = [unquote(part) for part in split.path.split("/") if part]
    roots = [Path(environment[name]) for name in ROOTS if environment.get(name)]
    if host == _CONSUMER:
        yield from (root.joinpath(*parts[1:]) for root in roots)
        return
    library = next((at for at, part in enumerate(parts) if part.lower() in _LIBRARIES), None)
    if library is None:
        return
    inside = parts[library + 1 :]
    if host.endswith(_PERSONAL):
        yield from (root.joinpath(*inside) for root in roots)
        return
    site = parts[1] if len(parts) > 1 else ""
    for folder in _of_site(roots, site):
        yield from (folder.joinpath(*inside[at:]) for at in range(len(inside)))


def _of_site(roots: list[Path], site: str) -> Iterator[Path]:
    """The folders of a team's site: ``Organisation/Site - Library`` beside OneDrive's own, or a shortcut within it."""
    homes = {home for root in roots for home in (root.parent, root) if home.is_dir()}
    inner = (folder for home in sorted(homes) for folder in sorted(home.iterdir()) if folder.is_dir())
    for folder in inner:
        for place in (folder, *(deeper for deeper in sorted(folder.iterdir()) if deeper.is_dir())):
            if place.name.lower().startswith(f"{site.lower()} - "):
                yield place


def roots_here(environment: Mapping[str, str]) -> list[tuple[str, Path]]:
    """The folders that OneDrive says it syncs into."""
    return [(name, Path(environment[name])) for name in ROOTS if environment.get(name)]
