"""A release is final, unchanged and reproducible; a reissue says what changed, why, and to what effect."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support import Q1, Q2, Cell, answers, partnership, send, write_plan
from xlcsp import __version__
from xlcsp.cli import main
from xlcsp.errors import WorkbookError
from xlcsp.forms.layout import Answer
from xlcsp.pipeline import NOTHING_ELSE, make
from xlcsp.pipeline.release import release
from xlcsp.planbook import Master, read_master
from xlcsp.report.build import build_report
from xlcsp.report.compare import compare
from xlcsp.report.sheets import write_report
from xlcsp.returns.collect import collect

CORRECTION: dict[str, Cell] = {
    "id": "r", "year": "2014/15", "quarter": "Q1", "field": "numerator", "old": 12, "new": 40,
    "reason": "typed wrongly", "who": "Performance officer", "date": date(2014, 8, 1),
}  # fmt: skip


def released(master: Master, version: str = "1.0", reason: str = "Board meeting") -> Path:
    return release(make(master, Q1), version, reason, NOTHING_ELSE)[0].parent


@pytest.fixture
def master(tmp_path: Path) -> Master:
    made = partnership(tmp_path, settings={"quarter": "Q1"})
    send(made)
    return made


def corrected(master: Master) -> Master:
    write_plan(master.path.parent, corrections=(CORRECTION,), settings={"quarter": "Q1"})
    return read_master(master.path)


def text_of(path: Path) -> str:
    sheets = load_workbook(path)
    cells = [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    heads = [sheet.oddHeader.right.text for sheet in sheets]
    return "\n".join([*cells, *heads])


def test_a_release_is_no_draft_and_says_its_version(master: Master) -> None:
    folder = released(master)
    (workbook,) = folder.glob("*.xlsx")
    text = text_of(workbook)
    assert "DRAFT" not in text
    assert "Draft" not in text
    assert "Version 1.0: Board meeting" in text


def test_what_was_open_at_the_release_is_told_and_kept_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No number goes out unseen: each query is named, as the problems are, and stands in the release's own record."""
    master = partnership(tmp_path, settings={"quarter": "Q1"})
    send(master, answers=answers(v=Answer(figure=130, status="Provided")))
    queries = [str(one) for one in collect(master, Q1).queries]
    assert queries
    assert main(["release", str(tmp_path), "--version", "1.0", "--reason", "Board"]) == 0
    told = capsys.readouterr().err
    assert [one for one in queries if f"Query: {one}" not in told] == []
    assert f"{'query was' if len(queries) == 1 else 'queries were'} open at this release; release.json lists" in told
    (kept,) = (tmp_path / "reports").rglob("release.json")
    assert json.loads(kept.read_text(encoding="utf-8"))["open"] == {"missing": [], "problems": [], "queries": queries}


def test_it_names_its_inputs_by_their_hashes_and_the_programs_version(master: Master) -> None:
    folder = released(master)
    manifest = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    returned = next((master.path.parent / "returns").rglob("*.xlsx"))
    assert manifest["inputs"] == {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path, root in ((master.path, master.path.parent), (returned, returned.parents[1]))
    }
    assert manifest["program"] == f"xlcsp {__version__}"
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    figures = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    assert [one["quarters"][0] for one in figures["series"]] == [100, 12, 6, 0.3, None]


def test_its_files_are_read_only(master: Master) -> None:
    assert all(path.stat().st_mode & 0o222 == 0 for path in released(master).iterdir())


def test_a_version_is_never_written_twice_nor_one_below_the_last(master: Master) -> None:
    folder = released(master, "1.1")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for version in ("1.1", "1.0"):
        with pytest.raises(WorkbookError, match="Take the next version"):
            released(master, version)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(("version", "reason"), [("one", "x"), ("1", "x"), ("1.0", "  ")])
def test_it_needs_a_version_and_a_reason(master: Master, version: str, reason: str) -> None:
    with pytest.raises(WorkbookError):
        released(master, version, reason)
    assert not (master.path.parent / "reports").exists()


def test_a_reissue_carries_figure_old_new_why_and_the_effect_on_the_rag(master: Master) -> None:
    released(master)
    folder = released(corrected(master), "1.1", "A figure was typed wrongly")
    manifest = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    assert manifest["replaces"] == "1.0"
    assert manifest["notices"] == [
        {"ref": "1.2", "what": "Robbery, 2014/15 Q1", "old": "12", "new": "40", "why": "typed wrongly",
         "kind": "correction of an error", "effect": "RAG from Green to Red"}
    ]  # fmt: skip
    (workbook,) = folder.glob("*.xlsx")
    text = text_of(workbook)
    assert "Changed since version 1.0" in text
    assert "Robbery, 2014/15 Q1: 12 is now 40 (correction of an error: typed wrongly). RAG from Green to Red." in text


def test_a_reissue_names_measure_and_series(tmp_path: Path) -> None:
    plan = {"id": "a", "ref": "3.5", "measure": "Young people new to court", "series": "aged 10 to 17"}
    master = partnership(tmp_path, ({**plan, "polarity": "lower"},))
    released(master)
    send(master, answers=answers(a=Answer(figure=6)))
    folder = released(master, "1.1", "The return came late")
    (notice,) = json.loads((folder / "release.json").read_text(encoding="utf-8"))["notices"]
    assert notice["what"] == "Young people new to court: aged 10 to 17, 2014/15 Q1"


def test_a_correction_is_shown_with_its_reason_and_who_made_it(master: Master, tmp_path: Path) -> None:
    changed = corrected(master)
    write_report(build_report(changed, collect(changed, Q1)), tmp_path / "report.xlsx")
    sheet = load_workbook(tmp_path / "report.xlsx")["Revisions"]
    row = [sheet.cell(5, column).value for column in range(1, 11)]
    assert row[2:6] == ["2014/15 Q1", "12", "40", "typed wrongly (Performance officer)"]
    assert row[8:] == ["correction", None], "no report before held it"


def test_a_percentage_without_numbers_was_printed_and_not_missing(master: Master) -> None:
    """A rate of which the provider gave 86% alone; its numbers came by telephone."""
    send(master, answers=answers(s=Answer(percentage=86)))
    released(master)
    rows: tuple[dict[str, Cell], ...] = tuple(
        {**CORRECTION, "id": "s", "field": field, "old": None, "new": new}
        for field, new in (("figure", 18), ("out of", 21))
    )
    write_plan(master.path.parent, corrections=rows, settings={"quarter": "Q1"})
    folder = released(read_master(master.path), "1.1", "Numbers given")
    (notice,) = json.loads((folder / "release.json").read_text(encoding="utf-8"))["notices"]
    assert (notice["old"], notice["new"], notice["kind"]) == ("86%", "18 of 21 (85.7%)", "correction of an error")


def test_a_newer_return_is_a_scheduled_revision_not_an_error(master: Master) -> None:
    released(master)
    send(master, name="Police v2.xlsx", answers=answers(r=Answer(figure=13)), as_at=date(2014, 7, 20))
    folder = released(master, "1.1", "A later extract")
    (notice,) = json.loads((folder / "release.json").read_text(encoding="utf-8"))["notices"]
    assert (notice["kind"], notice["old"], notice["new"]) == ("scheduled revision", "12", "13")


def test_the_same_release_elsewhere_gives_the_same_bytes(master: Master, tmp_path: Path) -> None:
    twin = partnership(tmp_path / "twin", settings={"quarter": "Q1"})
    send(twin)
    one, other = released(master), released(twin)
    assert {path.name: path.read_bytes() for path in one.iterdir()} == {
        path.name: path.read_bytes() for path in other.iterdir()
    }


def test_release_from_the_command_line(master: Master, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["release", str(master.path.parent), "--version", "1.0", "--reason", "Board"]
    assert main(words) == 0
    assert "release.json" in capsys.readouterr().out
    assert main(words) == 2
    assert "is released already and is never changed" in capsys.readouterr().err


def test_compare_names_each_figure_that_reads_differently(master: Master, tmp_path: Path) -> None:
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    write_report(build_report(master, collect(master, Q1)), old)
    changed = corrected(master)
    write_report(build_report(changed, collect(changed, Q1)), new)
    assert compare(old, old) == []
    told = {(one.ref, one.quarter, one.what): (one.old, one.new) for one in compare(old, new)}
    assert told["1.2", "2014/15 Q1", "Figure"] == ("12", "40")
    assert told["1.2", "", "RAG"] == ("Green", "Red")
    assert {ref for ref, _, _ in told} == {"1.2"}


def test_compare_takes_reports_only(master: Master, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(master.path.parent), "--compare", str(master.path)]) == 2
    assert "Give a report workbook made by xlcsp" in capsys.readouterr().err


def test_compare_in_json_is_a_list_of_changes(master: Master, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(master.path.parent)]) == 0
    draft = master.path.parent / "reports" / "2014-15 Q1.xlsx"
    kept = draft.rename(draft.with_name("kept.xlsx"))
    send(master, Q2, as_at=date(2014, 10, 10))
    capsys.readouterr()
    main(["report", str(master.path.parent), "--quarter", "Q2", "--json", "--compare", str(kept)])
    document = json.loads(capsys.readouterr().out)
    changed = [one for one in document["changes"] if (one["ref"], one["quarter"]) == ("1.1", "2014/15 Q2")]
    assert {one["what"] for one in changed} >= {"Figure", "State"}
