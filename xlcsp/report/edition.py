"""Whether a report is a draft or a release, and what a reissue changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xlcsp.domain.periods import Quarter
from xlcsp.planbook import Master


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reissue changed: the old and new figure, the reason, and the effect on the measure's RAG.

    kind: ``scheduled revision``, ``supplied late`` or ``correction of an error``. effect: empty where the RAG stayed.
    series: its id.
    """

    ref: str
    what: str
    old: str
    new: str
    why: str
    kind: str
    effect: str
    series: str


@dataclass(frozen=True, slots=True)
class Edition:
    """Whether the report is a draft (no version) or a release, why it was made, and what a reissue changed."""

    version: str = ""
    reason: str = ""
    replaces: str = ""
    notices: tuple[Notice, ...] = ()

    @property
    def mark(self) -> str:
        """The mark on each page: DRAFT, or the version."""
        return f"Version {self.version}" if self.version else "DRAFT"


DRAFT = Edition()


def report_path(master: Master, quarter: Quarter) -> Path:
    """The path of the draft report of a quarter."""
    return master.path.parent / master.settings.reports / f"{quarter.folder}.xlsx"
