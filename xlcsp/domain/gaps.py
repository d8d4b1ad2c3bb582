"""Why there is no figure: the reasons that a form offers, and how a report tells them.

An entry of ``GAP_REASONS`` is a reason: the drop-down of the forms, the sentences of the reports and, where it has the
words, the checker of reports follow from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlcsp.domain.wording import in_sentence


@dataclass(frozen=True, slots=True)
class GapReason:
    """A reason for a gap.

    words: as providers choose it. mid_sentence: within a sentence, where that is more than a small first letter. heard:
    a pattern of the words by which the checker understands it in other people's reports.
    """

    words: str
    mid_sentence: str = ""
    heard: str = ""

    @property
    def in_sentence(self) -> str:
        """As it stands within a sentence: ``staff change``."""
        return self.mid_sentence or in_sentence(self.words)


GAP_REASONS = (
    GapReason("Not reported"),
    GapReason("Awaiting provider"),
    GapReason("Staff change", heard=r"\bstaff\b|changes within (?:the )?team|post (?:is|was) vacant|vacancy"),
    GapReason("Provider changed"),
    GapReason(
        "National system closed",
        heard=r"clos(?:ed|ure) of the system|system (?:is|was|has been) closed|national .{0,40}system",
    ),
    GapReason("System error", heard=r"\berror in\b|system error|system fault"),
    GapReason("Publication lag", heard=r"\bpublish(?:ed)?\b|publication"),
    GapReason("Awaiting meeting", heard=r"\bmeeting\b"),
    GapReason("Law changed", heard=r"legislation|\blaw\b|no longer (?:exist|being issued)"),
    GapReason("Baseline not set"),
    GapReason("Other (say which in the commentary)", mid_sentence="other reason"),
)
REASON_WORDS = tuple(reason.words for reason in GAP_REASONS)
_TOLD = {reason.words: reason.in_sentence for reason in GAP_REASONS}


def reason_in_sentence(reason: str) -> str:
    """A reason as it stands within a sentence: one of the list, or a provider's own words."""
    return _TOLD.get(reason) or in_sentence(reason)
