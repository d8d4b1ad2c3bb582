"""Compares two folders byte for byte."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

_STAMP = b", by xlcsp refresh"
_CLOCK = re.compile(rb"[0-9]{2}:[0-9]{2}" + _STAMP)  # the time of day that *Start* tells: Windows comes to it later


def differences(left: Path, right: Path) -> list[str]:
    """What stands in one folder alone or differs, named; of packages the parts that differ."""
    ours, theirs = _files(left), _files(right)
    found = [f"{name}: in one folder alone" for name in sorted(ours.keys() ^ theirs.keys())]
    for name in sorted(ours.keys() & theirs.keys()):
        one, other = ours[name].read_bytes(), theirs[name].read_bytes()
        if one != other and (how := _how(ours[name], theirs[name])):
            found.append(f"{name}: {how}")
    return found


def _files(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def _how(one: Path, other: Path) -> str:
    if not (zipfile.is_zipfile(one) and zipfile.is_zipfile(other)):
        return _first(one.read_bytes(), other.read_bytes())
    ours, theirs = _parts(one), _parts(other)
    parts = [name for name in sorted(ours.keys() | theirs.keys()) if ours.get(name) != theirs.get(name)]
    if not parts:
        return "" if any(_STAMP in part for part in ours.values()) else "the same parts, packed differently"
    return f"{', '.join(parts)}; {_first(ours.get(parts[0], b''), theirs.get(parts[0], b''))}"


def _parts(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as opened:
        return {entry.filename: _CLOCK.sub(_STAMP, opened.read(entry)) for entry in opened.infolist()}


def _first(one: bytes, other: bytes) -> str:
    if one.replace(b"\r\n", b"\n") == other.replace(b"\r\n", b"\n"):
        return "line ends alone"
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"first at {at}: {one[max(0, at - 40) : at + 40]!r}, {other[max(0, at - 40) : at + 40]!r}"
