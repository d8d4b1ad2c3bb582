"""The sheet *Contacts*: who sends returns and who comments, with their addresses."""

from __future__ import annotations

from xlcsp.domain.officers import Contact
from xlcsp.files.cells import Book
from xlcsp.files.columns import Columns
from xlcsp.files.table import Faults
from xlcsp.planbook.sheet_of import SheetOf, column
from xlcsp.planbook.table import rows

CONTACTS = SheetOf(
    "Contacts",
    "Who sends returns and who writes comments: a row for each provider and theme lead of Measures. Roles, no names.",
    Columns(
        column(
            "role", 26,
            tell="The provider or theme lead as it is spelt in Measures: choose it from the list. A role, no person.",
        ),
        column("organisation", 28, tell="Where the role sits, if that is not clear."),
        column("email", 42, tell="One address, or several with a semicolon between them."),
        column("deputy", 28, tell="An address that gets a copy of each e-mail, or who stands in."),
        column("from", 13, "day", tell="From which day; blank: always.", needed=False),
        column("to", 13, "day", tell="Up to which day; blank: until further notice.", needed=False),
    ),
)  # fmt: skip


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
        for row in rows(book, CONTACTS.name, CONTACTS.columns.needed, faults, optional=True)
    )
