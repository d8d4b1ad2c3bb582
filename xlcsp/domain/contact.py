"""Who is written to: roles, not names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Contact:
    """A row of *Contacts*: who a provider or theme lead is, and from when to when. Roles, not names.

    email, deputy: as they stand in the cells named.
    """

    role: str
    organisation: str = ""
    email: str = ""
    deputy: str = ""
    start: date | None = None
    end: date | None = None
    email_cell: str = ""
    deputy_cell: str = ""
