"""Drafts of e-mails with a form attached, for a person to read and send; nothing is sent from here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from xlcsp.domain.officers import Contact
from xlcsp.domain.periods import Quarter, day
from xlcsp.files import write as files
from xlcsp.files.packed import keep_aside

_SHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_SEAL_LINE = re.compile(rb"^X-Seal: [0-9a-f]+\r?\n")
_POLICY = SMTP.clone(max_line_length=998)  # a subject folded right after its name is shown with a space before it
DRAFT = ".eml"
GREETING = "Dear colleague,"  # roles are kept, no names


@dataclass(frozen=True, slots=True)
class Letter:
    """The content of a draft. contact: the recipient; None if *Contacts* has none, and then the draft has no address.

    marking: the protective marking, which begins the subject and the text. cutoff: the day up to which figures are
    wanted.
    """

    partnership: str
    provider: str
    quarter: Quarter
    due: date | None
    contact: Contact | None
    form: Path | None
    marking: str = ""
    cutoff: date | None = None

    @property
    def to(self) -> list[Address]:
        """The addresses that *Contacts* gives."""
        return read_addresses(self.contact.email)[0] if self.contact else []

    @property
    def copied(self) -> list[Address]:
        """The deputy's addresses, if *Contacts* gives any."""
        return read_addresses(self.contact.deputy)[0] if self.contact and "@" in self.contact.deputy else []

    @property
    def faults(self) -> list[str]:
        """The entries in *Contacts* that are not addresses, with their cells."""
        if self.contact is None:
            return []
        cells = [(self.contact.email_cell, self.contact.email)]
        if "@" in self.contact.deputy:
            cells.append((self.contact.deputy_cell, self.contact.deputy))
        return [
            f'Contacts!{cell}: "{wrong}" is not an e-mail address, so the draft to {self.provider} is without it. '
            "Write addresses as name@place.uk, with a semicolon between two; correct it and run again."
            for cell, text in cells
            for wrong in read_addresses(text)[1]
        ]


def covering(letter: Letter) -> EmailMessage:
    """The draft that a form is issued with."""
    quarter = letter.quarter
    by = f" by {day(letter.due)}" if letter.due else ""
    months = f"{quarter.months} {quarter.last_day.year}"
    drawn = f" Please give the figures as they stood on {day(letter.cutoff)}." if letter.cutoff else ""
    lines = (
        (
            f"The return form for {quarter} ({months}) is attached. Please fill in the yellow cells and send the file "
            f"back{by}.{drawn}"
        ),
        (
            "The form shows at once what your figures mean and what is still to be done. If a figure of an earlier "
            'quarter has changed, enter the new one on the sheet "Earlier quarters". If there is no figure, leave the '
            "cell blank and choose the reason."
        ),
    )
    due = f", due {day(letter.due)}" if letter.due else ""
    return _draft(letter, f"Return form for {quarter}: {letter.provider}{due}", lines)


def comments_covering(letter: Letter) -> EmailMessage:
    """The draft that a theme lead's form is issued with."""
    by = f" by {day(letter.due)}" if letter.due else ""
    lines = (
        (
            f"The form for your comments on {letter.quarter} is attached. It shows each measure with its figures, its "
            "RAG and what the provider says."
        ),
        (
            "Please write into the yellow cells what is being done, above all about what is Red, and send the file "
            f"back{by}. What you write is printed in the report with your role."
        ),
    )
    due = f", due {day(letter.due)}" if letter.due else ""
    return _draft(letter, f"Comments on {letter.quarter}: {letter.provider}{due}", lines)


def comments_reminder(letter: Letter) -> EmailMessage:
    """The draft that reminds a theme lead of the comments."""
    was_due = f"were due on {day(letter.due)}" if letter.due else "are due"
    lines = (
        f"Your comments on {letter.quarter} ({letter.provider}) {was_due} and have not reached us.",
        "Please send them as soon as you can; the form is attached again. Cells with nothing to add may stay blank.",
    )
    return _draft(letter, f"Reminder: comments on {letter.quarter}, {letter.provider}", lines)


def reminder(letter: Letter, unusable: list[str]) -> EmailMessage:
    """The draft of a reminder. unusable: returns that came but could not be used, with the reason."""
    quarter = letter.quarter
    was_due = f"was due on {day(letter.due)}" if letter.due else "is due"
    lines = [f"Your return for {quarter} ({letter.provider}) {was_due} and has not reached us."]
    if unusable:
        lines.append("What we received could not be used:\n" + "\n".join(f"- {text}" for text in unusable))
    lines.append(
        "Please send it as soon as you can; the form is attached again. Where there is no figure yet, send the form "
        "with the reason: a gap with its reason is better than none."
        if letter.form
        else "Please send it as soon as you can. Where there is no figure yet, give the reason."
    )
    return _draft(letter, f"Reminder: return for {quarter}, {letter.provider}", lines)


def _answer_by(by: date | None) -> str:
    return f" Please answer by {day(by)}." if by else ""


def questions(letter: Letter, items: Sequence[str], by: date | None = None) -> EmailMessage:
    """The draft that asks about errors and odd figures in a return, without the form. by: when answers are wanted."""
    lines = (
        f"Thank you for your return for {letter.quarter} ({letter.provider}). Please look at these figures again:",
        "\n".join(f"- {item}" for item in items),
        (
            "If a figure is right, a brief reason is enough. If it is wrong, please send the form again with the "
            f'right one, and add "v2" to the end of its file name.{_answer_by(by)}'
        ),
    )
    return _draft(
        replace(letter, form=None), f"Questions about the return for {letter.quarter}, {letter.provider}", lines
    )


def comments_questions(letter: Letter, items: Sequence[str], by: date | None = None) -> EmailMessage:
    """The draft that asks a theme lead about errors and odd statements in the comments, without the form."""
    lines = (
        f"Thank you for your comments on {letter.quarter} ({letter.provider}). Please look at these again:",
        "\n".join(f"- {item}" for item in items),
        (
            "If what you wrote is right, please say briefly why. If it is not, please send the form again with the "
            f'right words, and add "v2" to the end of its file name.{_answer_by(by)}'
        ),
    )
    subject = f"Questions about the comments on {letter.quarter}, {letter.provider}"
    return _draft(replace(letter, form=None), subject, lines)


def _draft(letter: Letter, subject: str, paragraphs: Sequence[str]) -> EmailMessage:
    """The message: greeting and thanks stand around the paragraphs."""
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = " ".join(f"{letter.marking} {subject}".split())
    if letter.to:
        message["To"] = letter.to
    if letter.copied:
        message["Cc"] = letter.copied
    message["X-Unsent"] = "1"  # mail programs open it as a draft
    text = [letter.marking, GREETING, *paragraphs, f"Thank you.\n{letter.partnership}"]
    message.set_content("\n\n".join(filter(None, text)) + "\n", cte="quoted-printable")
    if letter.form is not None:
        content = letter.form.read_bytes()
        message.add_attachment(content, *_SHEET, filename=letter.form.name)
        message.set_boundary(f"=_{files.sha256(content)[:32]}")  # from the content, not the clock
    return message


def write_draft(message: EmailMessage, path: Path) -> bool:
    """Writes the draft whole or not at all, sealed; returns whether it changed. The same letter gives the same bytes.

    A draft that a person has edited is kept beside it.
    """
    content = _sealed(bytes(message))
    if path.exists():
        if path.read_bytes() == content:
            return False
        if is_edited(path):
            keep_aside(path)
    with files.replacing(path) as draft:
        draft.write_bytes(content)
    return True


def is_edited(path: Path) -> bool:
    """Whether somebody has changed the draft since it was written."""
    content = path.read_bytes()
    return _sealed(_SEAL_LINE.sub(b"", content, count=1)) != content


def _sealed(content: bytes) -> bytes:
    """The message with a header that tells it from any other."""
    return b"X-Seal: " + files.sha256(content).encode() + b"\r\n" + content


_LINES = re.compile(r'[;\r\n](?=(?:[^"]*"[^"]*")*[^"]*$)')  # between addresses, not within a quoted name
_COMMAS = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')
_NAMED = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<address>[^<>]+)>")


def read_addresses(text: str) -> tuple[list[Address], list[str]]:
    """The addresses in a cell, and the parts that are not addresses.

    They are separated by line ends, semicolons or commas.

    A domain with letters other than a to z is returned in the form that mail servers use (IDNA).
    """
    addresses: list[Address] = []
    wrong: list[str] = []
    for line in filter(None, map(str.strip, _LINES.split(text))):
        parts = [line] if _NAMED.fullmatch(line) else filter(None, map(str.strip, _COMMAS.split(line)))
        for part in parts:
            address = _address(part)
            if address is None:
                wrong.append(part)
            else:
                addresses.append(address)
    return addresses, wrong


def _address(text: str) -> Address | None:
    from email_validator import EmailNotValidError, validate_email  # only e-mail drafts need it

    named = _NAMED.fullmatch(text)
    name, address = (named["name"].strip(' "'), named["address"].strip()) if named else ("", text)
    try:
        valid = validate_email(address, check_deliverability=False, globally_deliverable=False, allow_quoted_local=True)
    except EmailNotValidError:
        return None
    if valid.ascii_email is None or valid.ascii_domain is None:  # few servers accept other letters before the @
        return None
    return Address(" ".join(name.split()), valid.local_part.strip('"'), valid.ascii_domain)
