"""A case for each kind of input that once ended in a traceback, a lost draft, a silent skip or a wrong sentence.

A case is what somebody does (its folder ``one`` beside others), the command that is run, and what is said now. After
each, nothing that was there is changed, nothing half-written is left, and what the command is for has been done or
refused. Variants of each kind stand in the other modules of this folder.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.hostile.campaign import broken, contents, here, hidden
from tests.support import ANSWERS, SERIES, send, write_plan
from xlcsp.files.drafts import draft_of
from xlcsp.master.workbook import Cell
from xlcsp.planbook import read_master

Folder = Callable[[Path], object]


@dataclass(frozen=True)
class Kind:
    """What somebody does, the command, what it says, its exit code, and a file that it makes none the less."""

    what: str
    done: Folder
    call: str
    sentence: str
    code: int = 1
    made: str = ""


def plan(*series: Mapping[str, Cell], contacts: tuple[Mapping[str, Cell], ...] = (), **settings: Cell) -> Folder:
    """A partnership whose series differ from the usual ones in these columns."""

    def done(place: Path) -> None:
        rows = tuple({**SERIES[at], **one} for at, one in enumerate(series or ({},)))
        write_plan(place / "one", rows, settings={"quarter": "Q1", **settings}, contacts=contacts)

    return done


def sent(*more: Folder, **settings: Cell) -> Folder:
    """The usual partnership with its return, and what else was done there."""

    def done(place: Path) -> None:
        send(read_master(write_plan(place / "one", settings={"quarter": "Q1", **settings})))
        for one in more:
            one(place)

    return done


def returned(name: str, make: Callable[[Path], object]) -> Folder:
    return lambda place: make(place / "one" / "returns" / "2014-15 Q1" / name)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(60 * 2**30)


def released(place: Path) -> None:
    assert here("release", str(place / "one"), "--version", "1.0", "--reason", "Board").code == 0


def killed(place: Path) -> None:
    """A draft of a run whose process is gone, in the folder of reports."""
    path = place / "one" / "reports" / "2014-15 Q1.xlsx"
    path.parent.mkdir()
    mark = draft_of(path).name.split(".")[-2]
    path.with_name(f".{path.stem}.{mark[:4]}ffffff{mark[10:]}.xlsx").write_bytes(b"half")


def opened(place: Path) -> None:
    """Somebody has the Word version open."""
    (place / "one" / "reports").mkdir()
    (place / "one" / "reports" / "~$2014-15 Q1.docx").write_bytes(b"x")


def written(place: Path) -> None:
    send(
        read_master(write_plan(place / "one", settings={"quarter": "Q1"})),
        answers={**ANSWERS, "v": replace(ANSWERS["v"], commentary="see _x001B_")},
    )


LONG = "Reduce the number of victims of violence with injury in public places " * 5
CLOSED = tuple({"closed_from": "2014/15 Q3"} for _ in SERIES)
TWO = {"theme_lead": "Head: A"}, {"theme_lead": "Head/ A"}
KINDS = (
    Kind("a unit, series or theme of signs alone", plan({"unit": "%", "series": "–", "theme": "&"}),
         "report one --publish", "2014-15 Q1 publication.ods", made="reports/2014-15 Q1 publication.xlsx"),
    Kind("a text that begins as a formula", plan({"measure": "=SUM(", "unit": "=1+1"}),
         "report one --publish", "2014-15 Q1 publication.ods", made="reports/2014-15 Q1 publication.xlsx"),
    Kind("one output that fails", sent(opened),
         "report one --docx --publish", "2014-15 Q1.docx: it is open on somebody's desk", 2,
         made="reports/2014-15 Q1 publication.ods"),
    Kind("two addresses with Alt+Enter between them",
         plan({"provider": "Po\nlice"}, contacts=({"role": "Po\nlice", "email": "a@b.uk\nc@d.uk"},)),
         "issue one", "Po-lice.xlsx", 0, made="forms/2014-15 Q1/Po-lice.eml"),
    Kind("an address that is none", plan(contacts=({"role": "Police", "email": "ask the office"},)),
         "issue one", 'Contacts!C5: "ask the office" is not an e-mail address', made="forms/2014-15 Q1/Police.eml"),
    Kind("providers whose files would have one name", plan({"provider": "A/B"}, {"provider": "A?B"}),
         "issue one", "A-B (2).xlsx", 0, made="forms/2014-15 Q1/A-B.xlsx"),
    Kind("theme leads whose files would have one name", sent(plan(*TWO)),
         "issue one --comments", "Head- A (2).xlsx", 0, made="forms/2014-15 Q1/comments/Head- A.xlsx"),
    Kind("names that only capitals tell apart", plan({"provider": "Police"}, {"provider": "POLICE."}),
         "check one", '"POLICE." is taken for the provider "Police" of X5. Write both alike'),
    Kind("names that a system or Excel keeps for itself", plan({"provider": "CON", "theme": "History"}),
         "issue one", "CON_.xlsx", 0, made="forms/2014-15 Q1/CON_.xlsx"),
    Kind("a second release of the same version", sent(released),
         "release one --version 1.0 --reason Again", "it is released already and is never changed. Take the next", 2),
    Kind("a draft that a killed run left", sent(killed),
         "report one", "one/reports/2014-15 Q1.xlsx", 0, made="reports/2014-15 Q1.xlsx"),
    Kind("a place where nothing can be written", sent(lambda place: (place / "one" / "reports").write_bytes(b"x")),
         "report one", "reports/2014-15 Q1.xlsx: the folder cannot be written", 2),
    Kind("a return of 60 GB", sent(returned("Huge.xlsx", sparse)),
         "check one", "2014-15 Q1/Huge.xlsx: The file has 61,440 MB; a return has less than"),
    Kind("a pipe, and a link that leads nowhere, among the returns", sent(returned("P.xlsx", os.mkfifo)),
         "check one", "P.xlsx: It is a device or a pipe, not a file. Remove it."),
    Kind("a folder of returns that is none", sent(returned("../2014-15 Q2", lambda path: path.symlink_to("nowhere")),
                                                  quarter="Q2"),
         "check one", "2014-15 Q2: It is a link that leads nowhere, so it is not known which returns there are."),
    Kind("a setting without sense, a year that is none", plan(rounding=400, **{"financial year": "9999/00"}),
         "check one", 'Settings!B6: "9999/00" is not a financial year that figures are kept for. Years go from', 2),
    Kind("a cell with what a terminal obeys", plan({"provider": "a\x9b5mb"}),
         "check one", "no return from a�5mb"),
    Kind("a year whose series are all closed", plan(*CLOSED),
         "new-year one", "Measures: every series is closed by 2015/16, so there is no plan for that year. Nothing", 2),
    Kind("a partnership's name longer than Word's properties", plan(partnership=LONG[:256]),
         "report one --docx", "2014-15 Q1.docx", made="reports/2014-15 Q1.docx"),
    Kind("an escape of Excel written out in a commentary", written,
         "refresh one", "2014-15 Q1.xlsx", 0, made="reports/2014-15 Q1.xlsx"),
)  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and links of a Unix")
@pytest.mark.parametrize(
    "kind",
    [pytest.param(one, id=one.what, marks=[pytest.mark.long] * ("--docx" in one.call)) for one in KINDS],
)
def test_each_kind_is_a_sentence_and_harms_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind) -> None:
    place = tmp_path / "place"
    kind.done(place)
    monkeypatch.chdir(place)
    monkeypatch.setenv("COLUMNS", "250")
    before = contents(place)
    if kind.call.startswith("refresh"):
        del before["one/master.xlsm"]  # which it writes
    said = here(*shlex.split(kind.call))
    words = " ".join((said.err + said.out).split())
    assert kind.sentence in words, words
    assert (said.code, said.is_traceback) == (kind.code, False), words
    assert before.items() <= contents(place).items()
    assert list(broken(place)) == []
    assert hidden(place) == []
    assert not kind.made or (place / "one" / kind.made).is_file()
