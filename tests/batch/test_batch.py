"""Many partnerships: every report is made, the same as on its own; faults are named once; kills, Ctrl-C, resuming."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.support import opened as opened_by_openpyxl
from xlcsp.batch import CURRENT, FAILED, WRITTEN, Outcome, Task, batch, report_of, tasks
from xlcsp.batch.executors import processes
from xlcsp.cli import main
from xlcsp.files.drafts import draft_of
from xlcsp.sample.make import make, orders

NAME = "2025-26 Q3"
# Ctrl-C reaches it even where whoever started the tests ignores it (nohup, a job in the background).
FROM_A_TERMINAL = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "from xlcsp.cli import main; sys.exit(main())"
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight partnerships with faults in a third of their returns. Tests copy it."""
    root = tmp_path_factory.mktemp("sample")
    faults = [fault for order in orders(root, 8, faulty=1 / 3) for fault in make(order)]
    lines = ["\t".join(fault) for fault in faults]
    (root / "planted.tsv").write_text("\n".join(lines), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def serial(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The bytes of each report and record as made one after the other in this process."""
    root = copied(sample, tmp_path_factory.mktemp("serial"))
    assert all(report_of(task).state == WRITTEN for task in tasks(root))
    return made(root)


def copied(sample: Path, folder: Path) -> Path:
    return Path(shutil.copytree(sample, folder / "root"))


def made(root: Path) -> dict[str, bytes]:
    """All that stands in the folders of reports, drafts and all."""
    found = (path for path in root.glob("*/reports/*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def planted(sample: Path) -> Counter[tuple[str, ...]]:
    lines = (sample / "planted.tsv").read_text(encoding="utf-8").splitlines()
    return Counter(tuple(line.split("\t")) for line in lines)


def ran(*words: str | Path, **more: Any) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", FROM_A_TERMINAL, *map(str, words)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


@pytest.mark.long
def test_every_planted_fault_is_named_once_and_no_other(sample: Path, tmp_path: Path) -> None:
    root = copied(sample, tmp_path)
    run = ran("batch", root, "--workers", "2", "--json")
    out, said = run.communicate(timeout=120)
    told = json.loads(out)
    found = Counter(
        (Path(one["folder"]).name, fault["file"], fault["sheet"], fault["cell"], fault["code"])
        for one in told["partnerships"]
        for fault in one["problems"]
    )
    assert run.returncode == 1
    assert len(planted(sample)) == 24
    assert found == planted(sample)
    for folder, file, _, cell, _ in planted(sample):
        lines = [line for line in said.splitlines() if line.startswith(f"{folder}: {file}") and f"!{cell}:" in line]
        assert len(lines) == 1 or not cell, (folder, file, cell)


def test_reports_of_a_pool_are_those_of_a_serial_run(sample: Path, serial: dict[str, bytes], tmp_path: Path) -> None:
    root = copied(sample, tmp_path)
    with ThreadPoolExecutor(2) as executor:
        outcomes = list(batch(tasks(root), executor))
    assert [one.state for one in outcomes] == [WRITTEN] * 8
    assert made(root) == serial
    assert len(serial) == 16


def test_what_is_up_to_date_is_left_alone_and_what_changed_is_made_again(
    sample: Path, serial: dict[str, bytes], tmp_path: Path
) -> None:
    root = copied(sample, tmp_path)
    wanted = tasks(root)
    for task in wanted:
        report_of(task)
    before = {path: path.stat().st_mtime_ns for path in root.glob("*/reports/*")}
    assert [report_of(task).state for task in wanted] == [CURRENT] * 8
    assert before == {path: path.stat().st_mtime_ns for path in root.glob("*/reports/*")}

    first, second, third, fourth = (Path(task.folder) for task in wanted[:4])
    next((first / "returns").rglob("*.xlsx")).unlink()
    (second / "reports" / f"{NAME}.xlsx").unlink()
    (third / "reports" / f"{NAME}.json").unlink()
    master = opened_by_openpyxl(fourth / "master.xlsm")
    master["Settings"]["D9"] = "changed by the officer"
    master.save(fourth / "master.xlsm")
    states = [report_of(task).state for task in wanted]
    assert states == [WRITTEN] * 4 + [CURRENT] * 4
    same = {name: content for name, content in made(root).items() if not name.startswith((first.name, fourth.name))}
    assert same == {name: serial[name] for name in same}


def test_another_program_makes_all_reports_again(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copied(sample, tmp_path)
    task = tasks(root)[0]
    report_of(task)
    monkeypatch.setattr("xlcsp.batch.task.__version__", "0.0.0")
    from xlcsp.batch.task import program

    program.cache_clear()
    try:
        told = report_of(task)
        assert told.state == FAILED
        assert "a different version" in told.found[0]
        assert report_of(Task(task.folder)).state == WRITTEN
    finally:
        program.cache_clear()


def test_one_bad_partnership_never_stops_the_others(sample: Path, tmp_path: Path) -> None:
    root = copied(sample, tmp_path)
    wanted = tasks(root)
    Path(wanted[0].folder, "master.xlsm").write_bytes(b"no workbook")
    book = opened_by_openpyxl(Path(wanted[1].folder, "master.xlsm"))
    for row in book["Measures"].iter_rows(min_row=2):
        for cell in row:
            cell.value = "none" if cell.value == "lower" else cell.value
    book.save(Path(wanted[1].folder, "master.xlsm"))
    Path(wanted[2].folder, "returns", f"{NAME}.xlsx").write_bytes(b"")
    with ThreadPoolExecutor(1) as executor:
        found = {one.folder: one for one in batch(wanted, executor)}
    states = [found[task.folder].state for task in wanted]
    assert states == [FAILED, FAILED, *[WRITTEN] * 6]
    assert found[wanted[0].folder].found
    assert len(found[wanted[1].folder].problems) > 1  # all faults of the plan


def test_a_draft_that_somebody_edited_is_kept(sample: Path, tmp_path: Path) -> None:
    root = copied(sample, tmp_path)
    task = tasks(root)[0]
    report = Path(report_of(task).report)
    book = opened_by_openpyxl(report)
    book["Summary"]["A1"] = "The officer's own title"
    book.save(report)
    edited = report.read_bytes()
    told = report_of(task)
    assert told.state == WRITTEN
    assert report.with_name(told.kept).read_bytes() == edited


def dies_once(task: Task) -> Outcome:
    """Kills its own worker the first time that it has the chosen partnership, in the midst of a report."""
    mark = Path(task.folder, "died")
    if Path(task.folder).name == os.environ["XLCSP_TEST_VICTIM"] and not mark.exists():
        mark.touch()
        reports = Path(task.folder, "reports")
        reports.mkdir(exist_ok=True)
        draft_of(reports / f"{NAME}.xlsx").write_bytes(b"half a report")
        os.kill(os.getpid(), signal.SIGKILL)
    return report_of(task)


def always_dies(task: Task) -> Outcome:
    if Path(task.folder).name == os.environ["XLCSP_TEST_VICTIM"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return report_of(task)


@pytest.mark.long
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no such signal")
def test_a_killed_workers_task_runs_again(
    sample: Path, serial: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied(sample, tmp_path)
    wanted = tasks(root)
    monkeypatch.setenv("XLCSP_TEST_VICTIM", Path(wanted[2].folder).name)
    outcomes = list(batch(wanted, lambda: processes(2), work=dies_once))
    assert Path(wanted[2].folder, "died").exists()
    assert sorted(one.folder for one in outcomes) == sorted(task.folder for task in wanted)
    assert all(one.state in (WRITTEN, CURRENT) for one in outcomes)
    assert made(root) == serial  # the half-written draft is gone too


@pytest.mark.long
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no such signal")
def test_a_task_that_kills_every_worker_is_named_and_no_other_is_blamed(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied(sample, tmp_path)
    wanted = tasks(root)
    monkeypatch.setenv("XLCSP_TEST_VICTIM", Path(wanted[2].folder).name)
    outcomes = list(batch(wanted, lambda: processes(2), work=always_dies))
    failed = [one.folder for one in outcomes if one.state == FAILED]
    assert failed == [wanted[2].folder]
    assert len(outcomes) == len(wanted)


@pytest.mark.long
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no such signal")
def test_ctrl_c_leaves_no_half_written_file_and_the_next_run_goes_on(
    sample: Path, serial: dict[str, bytes], tmp_path: Path
) -> None:
    root = copied(sample, tmp_path)
    run = ran("batch", root, "--workers", "2", start_new_session=True)
    deadline = time.monotonic() + 60
    while not list(root.glob("*/reports/*.json")) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 2
    assert "Stopped" in said
    assert "Traceback" not in said
    there = made(root)
    assert there
    assert there == {name: serial[name] for name in there}  # no draft, no half report
    assert main(["batch", str(root), "--workers", "1"]) == 1
    assert made(root) == serial


def test_a_folder_without_partnerships_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", str(tmp_path)]) == 2
    assert "master.xlsm" in capsys.readouterr().err


def test_workbooks_within_a_partnership_are_no_partnerships(sample: Path, tmp_path: Path) -> None:
    root = copied(sample, tmp_path)
    sent = next((root / "Adur" / "returns").iterdir()) / "master.xlsm"
    shutil.copyfile(root / "Adur" / "master.xlsm", sent)
    assert len(tasks(root)) == 8


@pytest.mark.long
def test_two_partnerships_never_share_a_report_in_silence(sample: Path, tmp_path: Path) -> None:
    root = copied(sample, tmp_path)
    for task in tasks(root)[:2]:
        path = Path(task.folder, "master.xlsm")
        book = opened_by_openpyxl(path)
        for row in book["Settings"].iter_rows():
            if row[0].value == "reports":
                row[1].value = "../all reports"
        book.save(path)
    run = ran("batch", root, "--workers", "1", "--json")
    out, said = run.communicate(timeout=120)
    states = [one["state"] for one in json.loads(out)["partnerships"]]
    assert states == [FAILED, FAILED, *[WRITTEN] * 6]
    assert said.count("the same file") == 2


def test_what_is_no_quarter_is_wrong_use(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", str(sample), "--quarter", "summer"]) == 2
    assert "summer" in capsys.readouterr().err
