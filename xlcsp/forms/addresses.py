"""E-mail addresses as people write them into *Contacts*: one or several, with names or without."""

from __future__ import annotations

import re
from email.headerregistry import Address

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
