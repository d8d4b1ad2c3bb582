"""Addresses as people write them on *Contacts*; an invalid one holds up nobody else's draft."""

from __future__ import annotations

import email
from email.policy import default
from pathlib import Path

import pytest

from tests.support import SERIES, write_plan
from xlcsp.cli import main
from xlcsp.forms.mail import read_addresses
from xlcsp.planbook import read_master


@pytest.mark.parametrize(
    ("text", "to", "wrong"),
    [
        ("a@b.gov.uk", ["a@b.gov.uk"], []),
        ("a@b.uk\nc@d.uk", ["a@b.uk", "c@d.uk"], []),
        ("a@b.uk; c@d.uk, e@f.uk;", ["a@b.uk", "c@d.uk", "e@f.uk"], []),
        ('"Smith, J; CID" <a@b.uk>, c@d.uk', ['"Smith, J; CID" <a@b.uk>', "c@d.uk"], []),
        ("Smith, Jo (CID) <a@b.uk>; c@d.uk", ['"Smith, Jo (CID)" <a@b.uk>', "c@d.uk"], []),
        ("O'Neil <o'neil@x.uk>", ["O'Neil <o'neil@x.uk>"], []),
        ("Mail <a@bücher.de>", ["Mail <a@xn--bcher-kva.de>"], []),
        ('"a b"@x.uk', ['"a b"@x.uk'], []),
        ("ask the office", [], ["ask the office"]),
        ("a@b.uk\nask Jo\nc@", ["a@b.uk"], ["ask Jo", "c@"]),
        ("é@b.uk", [], ["é@b.uk"]),
        ("a@b.uk>\r\nBcc: x@y.uk", [], ["a@b.uk>", "Bcc: x@y.uk"]),
        ("", [], []),
    ],
)
def test_addresses_are_read_as_people_write_them(text: str, to: list[str], wrong: list[str]) -> None:
    found, left = read_addresses(text)
    assert ([str(one) for one in found], left) == (to, wrong)


@pytest.mark.parametrize("command", ["issue", "chase"])
def test_what_is_no_address_is_told_with_its_cell_and_everybody_gets_a_draft(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    providers = ("Fire", "Po\nlice", "Health")
    series = tuple({**one, "provider": name} for one, name in zip(SERIES, providers, strict=False))
    contacts = (
        {"role": "Fire", "email": "ask the office", "deputy": "Jo"},
        {"role": "Po\nlice", "email": "a@b.uk\nc@d.uk", "deputy": "d@e.uk"},
        {"role": "Health", "email": "h@i.uk", "deputy": "none @ all"},
    )
    path = write_plan(tmp_path, series, settings={"quarter": "Q1"}, contacts=contacts)
    first = read_master(path).contacts[0]
    assert main([command, str(tmp_path)]) == 1
    told = capsys.readouterr()
    said = told.err + told.out
    assert f'Contacts!{first.email_cell}: "ask the office" is not an e-mail address' in said
    assert '"none @ all" is not an e-mail address' in said
    drafts = {path.stem.split()[0]: path for path in (tmp_path / "forms").rglob("*.eml")}
    assert set(drafts) == {"Fire", "Po-lice", "Health"}
    message = email.message_from_bytes(drafts["Po-lice"].read_bytes(), policy=default)
    assert (message["To"], message["Cc"]) == ("a@b.uk, c@d.uk", "d@e.uk")
    assert "Po lice" in message["Subject"]
    assert email.message_from_bytes(drafts["Fire"].read_bytes(), policy=default)["To"] is None
