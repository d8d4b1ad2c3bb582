"""Texts that are links: in a cell, a HYPERLINK formula of constant texts."""

from __future__ import annotations

import re
from typing import Self

from xlcsp.errors import Problem

_LONGEST = 255  # characters of a text in a formula, by Excel's own limit
_FORMULA = re.compile(r'=?\s*HYPERLINK\("(?:[^"]|"")*"[,;]\s*"(?:[^"]|"")*"\)', re.IGNORECASE)


class Link(str):
    """A text with a target: a file, relative to the workbook, and a cell in it. As a value it is the text."""

    __slots__ = ("target",)

    target: str

    def __new__(cls, text: str, target: str) -> Self:
        """The text with its target."""
        link = super().__new__(cls, text)
        link.target = target
        return link

    def __reduce__(self) -> tuple[type[Link], tuple[str, str]]:
        """For pickling, so that it reaches another process with its target."""
        return Link, (str(self), self.target)

    @property
    def formula(self) -> str:
        """The formula that shows the text and links to the target, without ``=``."""
        return f"HYPERLINK({_literal(self.target)},{_literal(self)})"


def is_link(formula: str) -> bool:
    """Whether a formula is such a link, which the program wrote and may replace."""
    return _FORMULA.fullmatch(formula) is not None


def linked(text: str, file: str, place: str = "") -> str:
    """The text as a link to the file or a place in it; the plain text if a formula cannot hold it.

    file: from the workbook's folder, with ``/``; empty is the workbook itself. place: ``'Sheet'!A1``.
    """
    target = f"{file}#{place}" if place else file
    fits = max(len(_literal(target)), len(_literal(text))) <= _LONGEST
    return Link(text, target) if text and target and fits and "#" not in file else text


def where(problem: Problem, folder: str, ours: tuple[str, ...]) -> str:
    """The place of a problem as a link. folder: the returns' folder, relative to the workbook.

    Ours: the workbook's own sheets.
    """
    sheet = problem.sheet.replace("'", "''")
    place = f"'{sheet}'!{problem.cell or 'A1'}" if sheet else ""
    if place and problem.sheet in ours:
        return linked(problem.where, "", place)
    if "." not in problem.file.rpartition("/")[2]:  # the place is a folder, or there is none
        return problem.where
    return linked(problem.where, f"{folder}/{problem.file}", place)


def _literal(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
