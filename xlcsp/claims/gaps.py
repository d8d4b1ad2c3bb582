"""Finds where a text says that there is no figure, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xlcsp.domain.gaps import GAP_REASONS

PROVIDER, SEE_EARLIER = "provider", "see an earlier quarter"
_NO_FIGURE = re.compile(
    r"unavailable|not (?:currently |yet )?available|no (?:further )?update\b|no (?:data|figure|status|return)\b"
    r"|unable to (?:report|provide)|cannot be reported|to be updated|to provide (?:a |an |further )*update"
    r"|not (?:been |being )?(?:received|provided|supplied|submitted)|awaiting|please refer to q"
    r"|no longer (?:be(?:ing)? )?(?:monitored|issued|recorded|collected|exists?)",
    re.IGNORECASE,
)
_CONTAINED = re.compile(r"contained in the (?:year to date|figure)", re.IGNORECASE)
_GIVEN = re.compile(r"no (?:figure|status) for q[1-4][^:]*:\s*(?P<reason>[^.]+)", re.IGNORECASE)
_REASONS = (
    *((one.in_sentence, one.heard) for one in GAP_REASONS if one.heard),
    ("procedure changed", r"procedure"),
    (SEE_EARLIER, r"refer to q[1-4]|same (?:update )?as q[1-4]"),
    (PROVIDER, r"to provide|awaiting|provider|to be (?:provided|supplied)"),
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A sentence that says there is no figure. reason: one of a few phrases; ``no reason given`` if there is none."""

    quote: str
    reason: str


def find_gaps(text: str) -> list[Gap]:
    """The sentences of a cell that say there is no figure: one for each reason, or the first if none gives a reason.

    A cell that only names the year to date that contains its figure has no gap.
    """
    said = [one for one in sentences(text) if _NO_FIGURE.search(one) and not _CONTAINED.search(one)]
    found: dict[str, Gap] = {}
    for sentence in said:
        given = _GIVEN.search(sentence)
        reason = given["reason"].strip() if given else _reason(sentence)
        if reason:
            found.setdefault(reason, Gap(sentence, reason))
    if said and not found:
        return [Gap(said[0], _reason(text) or "no reason given")]
    return list(found.values())


def sentences(text: str) -> list[str]:
    """The text split after full stops that end a sentence."""
    parts = re.split(r"(?<=[.!?])(?<!\bvs\.)(?<!\bi\.e\.)(?<!\be\.g\.)(?<!\bapprox\.)\s+(?=[A-Z(\[0-9])", text.strip())
    return [part.strip() for part in parts if part.strip()]


def _reason(text: str) -> str:
    return next((name for name, pattern in _REASONS if re.search(pattern, text, re.IGNORECASE)), "")
