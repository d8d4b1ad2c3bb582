"""The people to write to: roles, not names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Contact:
    """A row of *Contacts*: a provider's or theme lead's role and address, and from when to when they hold.

    email, deputy: as entered; their cells are named for messages.
    """

    role: str
    organisation: str = ""
    email: str = ""
    deputy: str = ""
    start: date | None = None
    end: date | None = None
    email_cell: str = ""
    deputy_cell: str = ""
