"""Commands run at once, and runs that were killed: nothing is lost, remains are cleared, who waits is told why."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support import partnership, send
from xlcsp.errors import LockedWorkbook
from xlcsp.files import drafts
from xlcsp.files import write as files
from xlcsp.files.alone import LOCK, alone
from xlcsp.planbook import Master

COMMANDS = {
    "report": ["report"],
    "refresh": ["refresh"],
    "release": ["release", "--version", "1.0", "--reason", "Board"],
    "issue": ["issue", "--issued", "2014-06-30"],
    "chase": ["chase"],
    "batch": ["batch", "--workers", "1"],
}


@pytest.fixture
def master(tmp_path: Path) -> Master:
    made = partnership(tmp_path / "place", settings={"quarter": "Q1"})
    send(made)
    return made


def start(name: str, folder: Path, *more: str) -> subprocess.Popen[str]:
    command, *options = COMMANDS[name]
    words = [sys.executable, "-m", "xlcsp", command, str(folder), *options, *more]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob(".*"))


def a_process_that_is_gone() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    return gone.pid


def left(path: Path) -> Path:
    """A draft of a process that is gone, of this computer."""
    mark = drafts.draft_of(path).name.split(".")[-2 if path.suffix else -1]
    other = f"{mark[:4]}{a_process_that_is_gone():06x}{mark[10:]}"
    return path.with_name(f".{path.stem}.{other}{path.suffix}")


def test_drafts_are_swept_when_their_writer_is_gone_and_nothing_else(tmp_path: Path) -> None:
    others = [tmp_path / name for name in (".notes.xlsx", ".2014-15 Q2.0123abcd.xlsx", "2014-15 Q3.xlsx")]
    for path in others:
        path.write_bytes(b"")
    live = files.replacing(tmp_path / "2014-15 Q3.xlsx")
    draft = live.__enter__()
    left(tmp_path / "master.xlsm").write_bytes(b"half")
    folder = left(tmp_path / "v1")
    folder.mkdir()
    (folder / "figures.json").write_bytes(b"")
    with files.replacing(tmp_path / "new.json"):
        pass
    assert sorted(tmp_path.iterdir()) == sorted([*others, draft, tmp_path / "new.json"])
    live.__exit__(None, None, None)


def test_a_draft_of_another_computer_is_swept_by_its_age(tmp_path: Path) -> None:
    mark = "ffff" if drafts.draft_of(tmp_path / "a").name.split(".")[-1][:4] != "ffff" else "0000"
    young, old = (tmp_path / f".a.{mark}00000{number}00.xlsx" for number in (1, 2))
    for path in (young, old):
        path.write_bytes(b"")
    os.utime(old, (time.time() - 3600,) * 2)
    drafts.sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [young]


def test_a_killed_run_s_temporary_folder_is_cleared_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with drafts.scratch() as folder:
        mark = folder.name.split("-")[1]
    gone = tmp_path / f"xlcsp-{mark[:4]}{a_process_that_is_gone():06x}00-abc"
    gone.mkdir()
    (gone / "0.xlsx").write_bytes(b"")
    with drafts.scratch() as one, drafts.scratch() as other:
        assert sorted(tmp_path.iterdir()) == sorted([one, other])
    assert not list(tmp_path.iterdir())


def test_who_waits_is_told_who_writes_there(tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom xlcsp.files.alone import alone\n"
        "with alone(Path(sys.argv[1])):\n  print('held', flush=True)\n  time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(LockedWorkbook, match=rf"the xlcsp of .* \(process {holder.pid}\) is writing into this"):
            alone(tmp_path, 0.2).__enter__()
        holder.kill()
    with alone(tmp_path, 0.2), alone(tmp_path, 0.2):
        assert (tmp_path / LOCK).exists()
    assert not list(tmp_path.iterdir())


def test_a_lock_that_is_a_link_writes_into_nothing(tmp_path: Path) -> None:
    (tmp_path / "master.xlsm").write_bytes(b"plan")
    (tmp_path / LOCK).symlink_to("master.xlsm")
    with alone(tmp_path):
        assert (tmp_path / "master.xlsm").read_bytes() == b"plan"
        assert not (tmp_path / LOCK).is_symlink()
    assert [path.name for path in tmp_path.iterdir()] == ["master.xlsm"]


def test_of_two_releases_at_once_the_later_has_the_notice_or_is_refused(master: Master) -> None:
    folder = master.path.parent
    first, second = start("release", folder), start("release", folder)
    said = [run.communicate()[1] for run in (first, second)]
    assert sorted((first.returncode, second.returncode)) == [0, 2]
    assert "it is released already and is never changed. Take the next version." in "".join(said)
    released = folder / "reports" / "2014-15 Q1" / "v1.0"
    assert not stat.S_IMODE(released.stat().st_mode) & 0o222
    assert all(not stat.S_IMODE(path.stat().st_mode) & 0o222 for path in released.iterdir())
    assert hidden(folder) == []


@pytest.mark.long
def test_a_report_that_is_made_at_once_with_another_loses_no_draft(master: Master) -> None:
    folder = master.path.parent
    runs = [start(name, folder) for name in ("report", "batch", "batch")]
    for run in runs:
        said = run.communicate()[1]
        assert "Traceback" not in said
        assert run.returncode in (0, 1), said
    names = sorted(path.name for path in (folder / "reports").iterdir())
    assert names == ["2014-15 Q1.json", "2014-15 Q1.xlsx"]
    assert hidden(folder) == []


def test_the_workers_of_a_killed_batch_end_with_it(tmp_path: Path) -> None:
    code = (
        "import time\n"
        "from xlcsp.batch.executors import processes\n"
        "if __name__ == '__main__':\n"
        "    with processes(2) as pool:\n"
        "        print(*{pool.submit(os.getpid).result() for _ in range(4)}, flush=True)\n"
        "        time.sleep(600)\n"
    )
    program = tmp_path / "killed.py"
    program.write_text(f"import os\n{code}", encoding="utf-8")
    paths = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    parent = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True, env=paths)
    assert parent.stdout is not None
    workers = parent.stdout.readline().split()
    assert workers
    parent.kill()
    rest, _ = parent.communicate(timeout=60)  # ends only when the last that holds the pipe has gone
    assert rest == ""
