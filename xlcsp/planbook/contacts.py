"""The sheet *Contacts*: who sends returns and who comments, with their addresses."""

from __future__ import annotations

from xlcsp.domain.contact import Contact
from xlcsp.files.cells import Book
from xlcsp.files.table import Faults
from xlcsp.planbook.table import rows

COLUMNS = ("role", "organisation", "email", "deputy")


def read_contacts(book: Book, faults: Faults) -> tuple[Contact, ...]:
    """The rows of the sheet, which may be absent."""
    return tuple(
        Contact(
            role=row.text("role"),
            organisation=row.text("organisation"),
            email=row.text("email"),
            deputy=row.text("deputy"),
            start=row.day("from"),
            end=row.day("to"),
            email_cell=row.cell("email"),
            deputy_cell=row.cell("deputy"),
        )
        for row in rows(book, "Contacts", COLUMNS, faults, optional=True)
    )
