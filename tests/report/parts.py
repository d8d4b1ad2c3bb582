"""Compares workbooks part by part as canonical XML, in which an empty element is the same however it ends."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree.ElementTree import canonicalize

IGNORED = {
    "xl/theme/theme1.xml": "openpyxl's own colour scheme, which no cell uses",
    "docProps/app.xml": "names openpyxl's version",
}
"""Parts that are not compared, with the reason."""
_PICTURE = re.compile(r"word/media/.*\.png")  # matplotlib's versions draw a hair differently
_RULES = ((re.compile(rb"xlcsp [0-9a-f]{64}"), b"xlcsp seal"),)  # the seal changes with an ignored part


def parts(path: Path) -> dict[str, bytes]:
    """The compared parts of a package."""
    with zipfile.ZipFile(path) as package:
        found = {name: package.read(name) for name in package.namelist() if name not in IGNORED}
    found |= {name: b"a picture" for name in found if _PICTURE.fullmatch(name)}
    for pattern, instead in _RULES:
        found = {name: pattern.sub(instead, content) for name, content in found.items()}
    return {name: _canonical(name, content) for name, content in found.items()}


def _canonical(name: str, content: bytes) -> bytes:
    return canonicalize(content).encode() if content and name.endswith((".xml", ".rels")) else content


def differences(one: Path, other: Path) -> list[str]:
    """The parts that are not the same, each with the place of the first difference."""
    left, right = parts(one), parts(other)
    told = [f"{name}: only in one" for name in left.keys() ^ right.keys()]
    for name in sorted(left.keys() & right.keys()):
        if left[name] != right[name]:
            pairs = enumerate(zip(left[name], right[name], strict=False))
            at = next((place for place, (a, b) in pairs if a != b), min(len(left[name]), len(right[name])))
            told.append(f"{name} at {at}: {left[name][at - 40 : at + 60]!r} and {right[name][at - 40 : at + 60]!r}")
    return told
