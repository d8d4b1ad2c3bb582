"""The parts of the campaign: names × outputs, kills, full disks, races of all pairs, sizes."""

from __future__ import annotations

import itertools
import os
import random
import resource
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.hostile.big import big_plan
from tests.hostile.campaign import (
    COMMANDS,
    Count,
    Said,
    contents,
    emptied,
    ended,
    fresh,
    here,
    hidden,
    looked_at,
    made,
    start,
)
from tests.support import SERIES, send, write_plan
from xlcsp.errors import PlanError
from xlcsp.planbook import read_master

NAMES = (
    "%", "£", "–", "&", "#", "=1+1", "=SUM(", "@x", "+44", "-1", "[a](b)", "$$a$$", "http://x.y", "a\nb", "c\td",
    "_x001B_", "العربية", "👮", "👮" * 60, "<b>&amp;", "'x'", '"y"', "]]>", "x" * 300, "https://" + "x" * 3000,
    "mailto:a@b", "CON", "nul.txt", "COM1", "History", "Summary", "Cover", "Results", "A/B", "A\\B", "a:b", "*?",
    "..", "...", ".", " .x. ", "~$x", "-rf", "--help", "Cafe\u0301", "ﬁ", "İ", "ß", "\u202egpj.exe", "\u200b",
    "Zo\u00ad\u00ad", "1", "1.0", "TRUE", "#N/A", "#REF!", "2014/15", "{=1}", "%s %d {0} {name}", "${HOME}",
    "$(id)", "`id`", "'; DROP TABLE", "%0a", "\\x00", "&#10;", "&[Page]&P", "|", "[x]", "[s]", "n/a",
)  # fmt: skip
COLUMNS = ("theme", "measure", "series", "unit", "baseline_label", "note", "theme_lead", "provider", "break_reason")
ANEW = (
    "demo {work}/demo", "new {work}/new", "make-sample {work}/sample --partnerships 1",
    "backtest {past} --picture {work}/errors.png",
)  # fmt: skip
PAST = "series,year,quarter,count\n" + "".join(
    f"a,{year},{quarter},{100 + year % 7}\n" for year in range(2009, 2015) for quarter in (1, 2, 3, 4)
)
OWNED = ".xlsm"  # refresh writes the master, and nothing else that was there
Told = Callable[[str], None]


def names(place: Path, rounds: int, tell: Told) -> Count:
    """Each odd text in all columns of the plan and as the partnership, through every command; then all in one plan."""
    count = Count()
    texts = NAMES[:: max(1, len(NAMES) // rounds)] if rounds < len(NAMES) else NAMES
    plans = [(one,) for one in texts] + [texts]
    for plan in plans:
        tell(f"names: {plan[0]!r}")
        emptied(place)
        folder = place / "2014-15"
        series = [
            {**SERIES[0], "id": f"a{number}", "ref": f"1.{number}", **dict.fromkeys(COLUMNS, text)}
            for number, text in enumerate(plan)
        ]
        path = write_plan(folder, tuple(series), settings={"quarter": "Q1", "partnership": plan[0]})
        try:
            master = read_master(path)
        except PlanError as error:
            count.cases += 1
            if not str(error).strip():
                count.note("silent", repr(plan))
            continue
        for number, provider in enumerate(master.plan.providers):
            send(master, provider=provider, name=f"{number}.xlsx", answers={})
        before = contents(place)
        for name, (command, *options) in COMMANDS.items():
            said = here(command, str(folder), *options)
            looked_at(count, f"{plan[0]!r} {name}", said, before, place, may=OWNED)
            if said.code == 2:
                count.note("silent", f"{plan[0]!r} {name}: {said.err[-300:]}")
        forms = len(list((folder / "forms" / "2014-15 Q2").glob("*.xlsx")))
        if forms != len(master.plan.providers):
            count.note("silent", f"{plan[0]!r}: {forms} forms for {len(master.plan.providers)} providers")
    return count


def kills(place: Path, rounds: int, tell: Told) -> Count:
    """Each command killed at many moments: what was there is whole, and the next run clears what was left."""
    count, chance = Count(), random.Random(1)
    template = made(place / "template" / "2014-15")
    work = place / "work"
    for name in COMMANDS:
        folder = fresh(template, work)
        begun = time.monotonic()
        ended(start(name, folder))
        lasts = time.monotonic() - begun
        for number in range(rounds):
            tell(f"kills: {name} {number + 1}")
            folder = fresh(template, work)
            before = contents(work)
            run = start(name, folder)
            time.sleep(lasts * (0.3 + 0.7 * chance.random()))
            run.send_signal(signal.SIGKILL if number % 3 else signal.SIGINT)
            killed = ended(run)
            looked_at(count, f"{name} killed", Said(0, "", killed.err), before, work, may=OWNED)
            said = ended(start(name, folder))
            again = name in ("release", "comments", "new-year") and said.code in (1, 2)  # it was done already
            looked_at(
                count, f"{name} after", Said(1 if again else said.code, said.out, said.err), before, work, may=OWNED
            )
            if left := hidden(work):
                count.note("orphans", f"{name}: {left}")
    return count


def races(place: Path, rounds: int, tell: Told) -> Count:
    """All pairs of commands at once, each also with itself."""
    count = Count()
    template = made(place / "template" / "2014-15")
    work = place / "work"
    fine = ("released already", "exists already", "saved it in the meantime", "is writing into this folder")
    for number, (one, other) in itertools.product(range(rounds), itertools.combinations_with_replacement(COMMANDS, 2)):
        tell(f"races: {one} and {other} {number + 1}")
        folder = fresh(template, work)
        before = contents(work)
        for name, said in [(name, ended(run)) for name, run in [(name, start(name, folder)) for name in (one, other)]]:
            looked_at(count, f"{name} of {one} and {other}", said, before, work, may=OWNED)
            if said.code == 2 and not any(words in said.err for words in fine):
                count.note("silent", f"{name} of {one} and {other}: {said.err[-300:]}")
        if left := hidden(work):
            count.note("orphans", f"{one} and {other}: {left}")
    return count


def disks(place: Path, rounds: int, tell: Told) -> Count:
    """Each command on a disk with little room: what cannot be written is named, what was there stays."""
    count = Count()
    template = made(place / "template" / "2014-15")
    used = sum(-(-len(content) // 4096) * 4 for content in contents(template).values()) + 40  # kilobytes
    for room, name in itertools.product((0, 4, 12, 30, 80, 200)[:rounds], COMMANDS):
        tell(f"disks: {name} with {room} kilobytes")
        with _small(place / "work", used + room) as limit:
            folder = fresh(template, place / "work")
            _fill(place / "work", room)
            before = contents(place / "work")
            said = ended(start(name, folder, place / "work", preexec_fn=limit))  # what is temporary has no room either
            looked_at(count, f"{name} with {room} kB", said, before, place / "work", may=OWNED)
            left = [one for one in hidden(place / "work") if not one.startswith("xlcsp-")]
            if left:
                count.note("orphans", f"{name} with {room} kB: {left}")
    for room, call in itertools.product((4, 60, 300)[:rounds], ANEW):
        tell(f"disks: {call} with {room} kilobytes")
        _made_anew(place / "work", room, call, count)
    return count


def _made_anew(work: Path, room: int, call: str, count: Count) -> None:
    """What a command makes from nothing on a disk with little room, and again with more where it may be made again."""
    emptied(work)
    (work.parent / "past.csv").write_text(PAST, encoding="utf-8")
    words = [sys.executable, "-m", "xlcsp", *shlex.split(call.format(work=work, past=work.parent / "past.csv"))]
    with _small(work, room) as limit:
        for more in (False, True):
            if more and os.path.ismount(work):
                subprocess.run(["mount", "-o", "remount,size=50m", str(work)], check=True)
            pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
            said = ended(subprocess.Popen(words, preexec_fn=None if more else limit, **pipes))  # type: ignore[call-overload]  # noqa: PLW1509 - no threads
            looked_at(count, f"{call} with {room} kB", said, {}, work)
            if said.code == 2 and more and not any(one in said.err for one in ("is not empty", "a master already")):
                count.note("silent", f"{call} again: {said.err[-300:]}")
            if left := [path.name for path in work.rglob(".*")]:
                count.note("orphans", f"{call} with {room} kB: {left}")


def sizes(place: Path, rounds: int, tell: Told) -> Count:
    """Plans from one series to far more than a partnership has, through every command."""
    count = Count()
    plans = ((1, 1, 1, 1), (5, 5, 5, 2), (60, 20, 10, 5), (250, 60, 30, 10), (500, 120, 60, 10))[:rounds]
    for series, measures, providers, years in plans:
        emptied(place)
        folder = place / "2014-15"
        master = big_plan(folder, series=series, measures=measures, providers=providers, years=years)
        before = contents(place)
        for name, (command, *options) in COMMANDS.items():
            tell(f"sizes: {series} series, {name}")
            said = here(command, str(folder), *[("Q4" if one == "Q2" else one) for one in options])
            looked_at(count, f"{name} of {series}", said, before, place, may=OWNED)
            if said.code == 2:
                count.note("silent", f"{name} of {series}: {said.err[-300:]}")
        forms = len(list((folder / "forms" / "2014-15 Q4").glob("*.xlsx")))
        if forms != len(master.plan.providers):
            count.note("silent", f"{series} series: {forms} forms for {len(master.plan.providers)} providers")
    return count


COURSES = {"names": names, "kills": kills, "races": races, "disks": disks, "sizes": sizes}


@contextmanager
def _small(folder: Path, kilobytes: int) -> Iterator[Callable[[], None] | None]:
    """A disk of that size where the machine allows, else a limit on each file; what the program's process is to do."""
    folder.mkdir(parents=True, exist_ok=True)
    size = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    is_mounted = not subprocess.run(size, capture_output=True, check=False).returncode
    try:
        yield None if is_mounted else _limited
    finally:
        if is_mounted:
            subprocess.run(["umount", str(folder)], check=True)


def _limited() -> None:
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # Python would leave its compiled modules cut off
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, resource.RLIM_INFINITY))


def _fill(folder: Path, room: int) -> None:
    """Takes what is free but for so many kilobytes."""
    if os.path.ismount(folder):
        free = os.statvfs(folder)
        (folder / "taken").write_bytes(b"\0" * max(0, free.f_bavail * free.f_frsize - room * 1024))


def place_for() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="hostile-", ignore_cleanup_errors=True)
