"""The same tasks on a dask cluster of separate processes, one of which is killed during the run."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.batch.clusters import cluster
from xlcsp.batch import report_of, tasks
from xlcsp.cli import main
from xlcsp.sample.make import make, orders


def reports(root: Path) -> dict[str, bytes]:
    found = (path for path in root.glob("*/reports/*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no such signal")
@pytest.mark.long
def test_with_a_worker_killed_all_reports_are_those_of_the_serial_run(tmp_path: Path) -> None:
    root, alone = tmp_path / "root", tmp_path / "serial"
    for order in orders(root, 12, faulty=0.05):
        make(order)
    shutil.copytree(root, alone)
    for task in tasks(alone):
        report_of(task)
    (tmp_path / "dask").mkdir()
    with cluster(tmp_path / "dask", 2) as running:
        words = [sys.executable, "-m", "xlcsp", "batch", str(root), "--scheduler", running.address, "--json"]
        batch = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 60
        while not reports(root) and batch.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        running.workers[0].kill()
        running.workers[0].wait()
        there_when_killed = len(list(root.glob("*/reports/*.xlsx")))
        out, said = batch.communicate(timeout=180)
    assert batch.returncode in (0, 1), said
    assert there_when_killed < 12  # it was in the midst
    told = json.loads(out)
    assert [one["state"] for one in told["partnerships"]] == ["written"] * 12, said
    assert reports(root) == reports(alone)
    assert len(reports(root)) == 24


@pytest.mark.long
def test_a_scheduler_that_does_not_answer_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(orders(tmp_path, 1)[0])
    code = (
        f"import xlcsp.batch.executors as e\ne._PATIENCE = 1\nfrom xlcsp.cli import main\n"
        f"raise SystemExit(main(['batch', {str(tmp_path)!r}, '--scheduler', 'tcp://127.0.0.1:9']))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "no scheduler answers there" in done.stderr
    assert "Traceback" not in done.stderr
    assert main(["batch", str(tmp_path), "--workers", "0"]) == 2
    assert "--workers 0" in capsys.readouterr().err
