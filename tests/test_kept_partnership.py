"""A partnership left by version b69be13 still works: it is read, judged alike, released, and taken to Q3."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xlcsp.cli import main
from xlcsp.domain.periods import Quarter
from xlcsp.files.cells import address
from xlcsp.files.read import read_book
from xlcsp.forms.layout import Answer
from xlcsp.forms.write import write_form
from xlcsp.master.parts import edit
from xlcsp.master.parts.book import opened
from xlcsp.pipeline import make
from xlcsp.planbook import Master, read_master
from xlcsp.returns.collect import collect
from xlcsp.returns.issue import form_for
from xlcsp.returns.weigh import ASK_FOR_WORDS, ASK_WHY, TO_JUDGE

FIXTURES = Path(__file__).parent / "fixtures"
KEPT = FIXTURES / "partnership_b69be13"
TOLD = FIXTURES / "told_by_b69be13"  # what that version said of it, but for the paths of the files it wrote


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KEPT, tmp_path / "castlemere"))


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


ASKED_SINCE = {  # quarter, code, cell
    ("Q2", "commentary", "J19"),  # "Fell 6%" of a figure that fell by 4.7%
    ("Q1", "order of size", "O8"),  # a target per 100,000 beside figures per 1,000, which was Green
    ("Q2", "order of size", "O8"),
    ("Q1", "unit and per", "O8"),  # and whose unit says so, where the figures are per 1,000
    ("Q2", "unit and per", "O8"),
    ("Q1", "ref as number", "B6"),  # 19 refs that are numbers: nobody knows whether 1.1 was 1.10
    ("Q2", "ref as number", "B6"),
    ("Q2", "percentage alone", "F14"),  # 61% without numbers: No data, and nobody was told to ask for them
}

IN_TIME = {  # a first return that came in time is not late because a correction was asked for
    ("Q1", "Public Health v2.xlsx"): "a revision of 20 July 2026; first received in time",
    ("Q2", "Castlemere Police v2.xlsx"): "a revision of 22 October 2026; first received in time",
    ("Q2", "Council Community Safety Team v2.xlsx"): "a revision of 23 October 2026; first received in time",
}
# it was blank, and the provider was asked by e-mail
JUDGED = 'Nothing needs doing if the reason given explains it: "two offences recorded late"'
ANSWERED = {
    ("Probation Service.xlsx", "no as-at date"),  # it was sent again with its date
    ("Public Health.xlsx", "red without commentary"),  # the theme lead comments on it
}
EXPLAINED = {("Youth Justice Service", "2026/27 Q2")}  # Corrections says of each of its figures why there is none
WITHIN_ITS_CHART = {
    ("Q2", "control limits", "D17")
}  # the query's limits are the chart's now, and there 104 lies within
STEADY = {("Q2", "MARAC")}  # 24.74% after 24.75%: what differs by nothing that is printed is no change for the worse
PRINTED = {"profile", "chance", "needed"}  # ASBPOL: 5% less than 4,209.5 is judged as it is printed, at most 4,000
BY_STATUS = {"rag": "Green", "reason": "as stated by the lead"}  # CCTV, a milestone: though no target_rule is given


UNTRAVELLED = {("No data", "n/a"), ("No data", "Not due")}  # a milestone has no direction; a late figure none yet
NO_YEAR_END = {"IOM": {"projection": None, "projection_method": "none", "projection_why": "not projected"}}  # closes
EARLY = {("Q2", "4.2")}  # a colour of the figure of one quarter, which came in the second


PASSED = re.compile(r" Projected year end .*?\.(?= |$)")  # of an earlier quarter it is told no more


LEAST = re.compile(r"less than [\d.]+ percentage points (?:above|below)")  # "equal to" is what is equal


def is_only_longer(then: str, now: str) -> bool:
    """Whether a sentence says what it said, and more: percentages and rates are told with last year and year end."""
    words = iter(re.sub(r"[,.:()]", "", now).split())
    return all(word in words for word in re.sub(r"[,.:()]", "", then).split())


def as_printed(then: dict[str, Any], now: dict[str, Any]) -> None:
    """Puts in what a series says on purpose otherwise.

    A whole target, a milestone judged by its status, and no year end of a quarter that has passed.
    """
    if "sentences" in then:
        told = zip(then["sentences"], now["sentences"], strict=True)
        then["sentences"] = [old if "Projected" in new else PASSED.sub("", old) for old, new in told]
        pairs = zip(then["sentences"], now["sentences"], strict=True)
        then["sentences"] = [old.replace("equal to", found[0]) if (found := LEAST.search(new)) else old
                             for old, new in pairs]  # fmt: skip
        if now["kind"] not in ("count", "milestone"):
            pairs = zip(then["sentences"], now["sentences"], strict=True)
            then["sentences"] = [new if is_only_longer(old, new) else old for old, new in pairs]
    if now["id"] == "ASBPOL":
        then |= {name: now[name] for name in PRINTED & set(then)}
        assert now["needed"].startswith("To stay within 4,000,")
    if now["id"] == "CCTV":
        then["rag"] = BY_STATUS["rag"]
    then |= NO_YEAR_END.get(then["id"], {})
    if then.get("ytd_text") == "No data" and not any(now["quarters"]):
        then["ytd_text"] = "Not due"
    if "travel" in then:
        pairs = zip(then["travel"], now["travel"], strict=True)
        then["travel"] = [new if (old, new) in UNTRAVELLED else old for old, new in pairs]


REWORDED = (
    (r"outside the control limits (?=[\d,.]+ to)", "outside the range expected from normal variation, "),
    (r"Ask what happened; say it in the commentary", ASK_WHY),
    (r"Ask for the commentary\b", ASK_FOR_WORDS),  # they say where it goes
    (r"(?<=\d) %", "%"),
    (r"(?<=a year to date of )1846", "1,846"),
    (r"% residents surveyed", "% of residents surveyed"),
    (r" per 100,000 population aged 10-17(?= in Q| per 1,000)", ""),  # the plan's rate is per 1,000
    (r"(\d) earlier year\(s\)", r"\1 earlier years"),
    (
        r"the (two|three) quarters left may hold no more than ([\d,.]+) each",
        r"the \1 remaining quarters must average \2 or fewer",
    ),
    (
        r"the (two|three) quarters left must bring at least ([\d,.]+) each",
        r"the \1 remaining quarters must average \2 or more",
    ),
    (r"is exceeded already, whatever the quarters left hold", "has already been exceeded"),
    (r"is met already", "has already been met"),
    (r"% less than in the same part", "% fewer than in the same part"),
    (r"that is as many as in", "that is about as many as in"),
    (r"(?<=people at the end of Q[123], )(a reduction of \d+ \(\S+%\)) on the same period", r"\1 on the same quarter"),
    (r", given without numbers(?=\. No year to date)", ""),
    (r"Q1 with numbers only", "only the percentage is known for Q2, not how many out of how many"),
    (r"Q2 given as a percentage without numbers", "only the percentage is known for Q2, not how many out of how many"),
)


def reworded(text: str) -> str:
    """What was told then in the words of today."""
    for then, now in REWORDED:
        text = re.sub(then, now, text)
    return text


def as_told_now(then: dict[str, Any]) -> dict[str, Any]:
    """What was told then, with what is told differently on purpose."""
    for told in {"problems", "queries"} & set(then):
        then[told] = [one for one in then[told] if (one["file"].split("/")[-1], one["code"]) not in ANSWERED]
    for one in then.get("queries", ()):
        one["do"] = JUDGED if one["code"] == "earlier quarter changed" and not one["do"] else one["do"]
    for one in then.get("returns", ()):
        folder, _, name = one["file"].partition("/")
        note = IN_TIME.get((folder[-2:], name))
        if note:
            first = name.replace(" v2", "")
            one |= {"state": "received", "note": f"{note} ({folder}/{first})"}
    for one in then.get("series", ()):
        if (then["quarter"][-2:], one["id"]) in STEADY:
            one["travel"][1] = "Steady"
        one["sentences"] = [text.replace("(-", "(−") for text in one["sentences"]]  # no line breaks after it
    return then


def differences(then: Any, now: Any, where: str = "") -> Iterator[str]:
    """What was told then and is not told now. More may be told."""
    if isinstance(then, dict) and isinstance(now, dict):
        for name, value in then.items():
            yield from differences(value, now.get(name, "nothing"), f"{where} {name}")
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for number, (value, other) in enumerate(zip(then, now, strict=True)):
            name = value.get("id", number) if isinstance(value, dict) else number
            yield from differences(value, other, f"{where} {name}")
    elif then != now:
        yield f"{where}: {then!r} → {now!r}"


def is_overdue_by_now(missing: dict[str, str]) -> bool:
    """On a clock that runs."""
    return date.fromisoformat(missing["due"]) < date.today()  # noqa: DTZ011 - as the command line takes it


@pytest.mark.parametrize("quarter", ["Q1", "Q2"])
@pytest.mark.parametrize("command", ["check", "report"])
def test_it_is_checked_and_reported_as_that_version_did(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str, quarter: str
) -> None:
    then = as_told_now(json.loads(reworded((TOLD / f"{command} {quarter}.json").read_text(encoding="utf-8"))))
    if "missing" in then:
        held = [one for one in then["missing"] if (one["provider"], one["quarter"]) not in EXPLAINED]
        then["missing"] = [one for one in held if is_overdue_by_now(one)]
    faulty = bool(then["problems"] or then.get("missing"))
    assert main([command, str(folder), "--quarter", quarter, "--json"]) == int(faulty)
    now = json.loads(capsys.readouterr().out)
    if "queries" in then:
        then["queries"] = [
            one for one in then["queries"] if (quarter, one["code"], one["cell"]) not in WITHIN_ITS_CHART
        ]
        told = [one for one in (*then["queries"], *now["queries"]) if one["code"] == "control limits"]
        for one in told:  # by the limits that are printed on the chart, and seasonally adjusted
            one["found"] = one["found"].partition("normal variation")[0]
            one["do"] = ASK_WHY if one["do"] == TO_JUDGE else one["do"]  # a provider is not asked for what it gave
    for one, other in zip(then.get("series", ()), now.get("series", ()), strict=True):
        as_printed(one, other)
    for measure in then.get("measures", ()):
        if measure["ref"] == "5.3":
            measure.update(BY_STATUS)
        if (quarter, measure["ref"]) in EARLY:
            measure["reason"] = "early indication"
    since = [one for one in now.get("queries", ()) if (quarter, one["code"], one["cell"]) in ASKED_SINCE]
    if "queries" in now:
        assert {(quarter, one["code"], one["cell"]) for one in since} == {
            one for one in ASKED_SINCE if one[0] == quarter
        }
        now["queries"] = [one for one in now["queries"] if one not in since]
    assert list(differences(then, now)) == []


def test_a_third_version_is_released_beside_the_two_that_stay(folder: Path) -> None:
    """The same returns: its figures are those of 1.1, and its notice names no change."""
    before = files(folder)
    words = ["--quarter", "Q2", "--version", "1.2", "--reason", "Chart mended"]
    assert main(["release", str(folder), *words]) == 1  # the returns have problems, which are told again
    after = files(folder)
    reports = "reports/2026-27 Q2"
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {
        f"{reports}/v1.2/2026-27 Q2 v1.2.xlsx",
        f"{reports}/v1.2/figures.json",
        f"{reports}/v1.2/release.json",
    }
    told = json.loads(after[f"{reports}/v1.2/release.json"])
    assert told["replaces"] == "1.1"
    assert told["notices"] == []
    older, newer = (
        as_told_now(json.loads(reworded(after[f"{reports}/v1.{number}/figures.json"].decode()))) for number in (1, 2)
    )
    for one, other in zip(older["series"], newer["series"], strict=True):
        as_printed(one, other)
    assert list(differences(older["series"], newer["series"])) == []
    assert main(["release", str(folder), *words]) == 2  # a version is never written again


def test_its_master_is_refreshed_and_goes_on_to_q3(folder: Path) -> None:
    """Forms of six providers, over none that was issued; the plan reads as before."""
    before, plan = files(folder), read_master(folder)
    assert main(["refresh", str(folder)]) == 1
    assert read_master(folder).plan == plan.plan
    assert main(["issue", str(folder), "--quarter", "Q3"]) == 0
    after = files(folder)
    forms = [
        name for name in set(after) - set(before) if name.startswith("forms/2026-27 Q3/") and name.endswith("xlsx")
    ]
    assert len(forms) == len({one.provider for one in plan.plan.series}) == 6
    assert {name for name in before if before[name] != after[name]} == {"master.xlsm", "reports/2026-27 Q2.xlsx"}


def test_its_new_year_holds_every_year_of_history_in_its_table(folder: Path) -> None:
    """The spreadsheet that saved it kept the range of a table of one row; a table is what stands in it."""
    before = read_master(folder)
    assert main(["new-year", str(folder)]) == 1  # returns are missing
    new = folder.with_name("castlemere 2027-28")
    after = read_master(new)
    assert {name: years[: len(before.history[name])] for name, years in after.history.items()} == {
        name: years for name, years in before.history.items() if name in after.history
    }
    assert {years[-1].start for years in after.history.values()} == {2026}
    assert after.corrections == ()
    book = opened("master.xlsm", (new / "master.xlsm").read_bytes())
    areas = {one.name: one.area for name in ("History", "Measures") for one in book.tables(name)}
    rows = read_book(new / "master.xlsm", only=("History", "Measures")).sheets
    assert {name: len(rows[name[1:]].rows) for name in areas} == {name: one.bottom for name, one in areas.items()}


@pytest.mark.long
def test_with_a_series_that_comes_later_it_is_taken_into_the_next_year(folder: Path) -> None:
    """Upgraded, a lag entered, to the year's end and on: the last figure is asked for, and completes the year."""
    path = folder / "master.xlsm"
    assert main(["upgrade", str(folder)]) == 0
    (upgraded,) = [one for one in folder.glob("*.xlsm") if one != path]
    plan = read_book(upgraded).sheets["Measures"]
    heads = [plan.text(4, column) for column in range(1, len(plan.rows[3]) + 1)]
    row = next(row for row in range(5, len(plan.rows) + 1) if plan.text(row, 1) == "MARAC")
    cell = {address(row, heads.index("lag_quarters") + 1): 1}
    path.write_bytes(edit(path.name, upgraded.read_bytes(), cells={"Measures": cell}))
    master = read_master(folder)
    provider = next(one.provider for one in master.plan.series if one.id == "MARAC")
    for number in (3, 4):
        assert send_back(master, Quarter(2026, number), provider)["MARAC"] == Quarter(2026, number - 1)
    assert main(["new-year", str(folder)]) == 1  # other returns are missing
    new = read_master(folder.with_name("castlemere 2027-28"))
    assert new.history["MARAC"][-1].quarters[3] is None
    assert new.history["MARAC"][-1].target_rule
    assert send_back(new, Quarter(2027, 1), provider)["MARAC"] == Quarter(2026, 4)
    report = make(new, Quarter(2027, 1)).report
    (late,) = [one for one in report.series if one.series.id == "MARAC"]
    assert late.rag == "Not due"
    assert late.history[-1].quarters[3] is not None
    assert late.outturn is not None
    assert late.outturn.title == "2026/27 outturn"


def send_back(master: Master, at: Quarter, provider: str) -> dict[str, Quarter]:
    """The provider's form of that quarter, with a figure in each row; returns the quarter that each row is of."""
    known = collect(master, at.plus(-1)).figures if at.number > 1 else {}
    form = form_for(master, provider, at, known, date(2026, 7, 1))
    given = {
        series.id: Answer(figure=30, out_of=100 if series.kind.has_denominator else None, status="Provided")
        for series, _ in form.rows
    }
    filled = replace(form, answers=given, as_at=at.last_day, signed_by="Lead", signed=at.last_day)
    write_form(filled, master.path.parent / "returns" / at.folder / f"{provider}.xlsx")
    return {series.id: own for series, own in form.rows}
