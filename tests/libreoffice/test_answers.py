"""The answers to LibreOffice's cells; if there is no answer, a sentence says so and nobody waits."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from xlcsp import __version__
from xlcsp.answers.functions import FUNCTIONS
from xlcsp.answers.shapes import guarded
from xlcsp.libreoffice import macro
from xlcsp.libreoffice.worker import answered


@pytest.fixture
def asked_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The macro as it is installed, with this Python."""
    monkeypatch.setattr(macro, "PYTHON", sys.executable)
    macro.kept.clear()
    yield monkeypatch
    if "worker" in macro.kept:
        _forget(macro.kept["worker"])
    macro.kept.clear()


def _end(worker: macro.Worker) -> None:
    worker.process.kill()
    worker.process.wait()


def _forget(worker: macro.Worker) -> None:
    _end(worker)
    worker.asked.put(b"")
    worker.thread.join()


def python(folder: Path, text: str) -> str:
    """A program that is asked in the place of Python."""
    path = folder / "python"
    path.write_text(f"#!{sys.executable}\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_one_worker_answers_all_cells(asked_of: pytest.MonkeyPatch) -> None:
    assert asked_of
    assert macro.answer("csp_version", ()) == __version__
    first = macro.kept["worker"]
    assert macro.answer("csp_ytd", (((260.0, "[x]", 303.0, None),),)) == "Q1 and Q3 only"
    assert macro.answer("csp_ytd", (((1.0, 2.0, 3.0, 4.0), (1.0, None, None, None)),)) == ((10.0,), (1.0,))
    assert macro.kept["worker"] is first


def test_a_worker_that_ended_is_started_again(asked_of: pytest.MonkeyPatch) -> None:
    assert asked_of
    macro.answer("csp_version", ())
    _end(macro.kept["worker"])
    assert macro.answer("csp_version", ()) == __version__


def test_a_python_that_is_not_there_is_named(asked_of: pytest.MonkeyPatch) -> None:
    asked_of.setattr(macro, "PYTHON", "/no/such/python")
    assert macro.answer("csp_version", ()).startswith("There is no Python at /no/such/python. Install xlcsp")


@pytest.mark.skipif(sys.platform == "win32", reason="programs are no texts there")
def test_a_python_without_xlcsp_is_named(asked_of: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked_of.setattr(macro, "PYTHON", python(tmp_path, "raise SystemExit(1)"))
    assert macro.answer("csp_version", ()).startswith(f"xlcsp does not run in {tmp_path / 'python'}. Install it there")


@pytest.mark.skipif(sys.platform == "win32", reason="programs are no texts there")
def test_nobody_waits_twice_for_a_worker_that_does_not_answer(asked_of: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked_of.setattr(macro, "PYTHON", python(tmp_path, "import time; time.sleep(600)"))
    asked_of.setattr(macro, "LONGEST", 0.2)
    assert "has not answered for 0.2 seconds" in macro.answer("csp_version", ())
    asked_of.setattr(macro, "PYTHON", sys.executable)
    asked_of.setattr(macro, "LONGEST", 60)
    assert "has not answered for 0.2 seconds" in macro.answer("csp_version", ())
    asked_of.setitem(macro.kept, "until", time.monotonic())
    assert macro.answer("csp_version", ()) == __version__


def test_what_is_no_call_is_told_in_a_sentence() -> None:
    assert answered("csp_new", []) == f"There is no CSP_NEW in xlcsp {__version__}. Run xlcsp libreoffice install."
    assert answered("csp_variance", [1]) == "CSP_VARIANCE is given 1 argument. It needs actual and comparator."
    assert answered("csp_version", [1]) == "CSP_VERSION is given 1 argument. It needs none."
    assert answered("csp_ytd", []).endswith("It needs quarters, and takes kind and denominators.")
    assert answered("csp_ytd", [[[-3, 1, 2, 3]]]) == guarded(FUNCTIONS["csp_ytd"])([[-3, 1, 2, 3]])


def test_an_argument_left_out_which_calc_gives_as_0_is_left_out_where_that_is_clear() -> None:
    quarters = [[260, 303, 303, None]]
    assert answered("csp_ytd", [quarters, 0]) == 866  # 0 is no kind
    rows = [[260, 303, 303, None], [1, 2, -3, 4]]
    assert answered("csp_ytd", [rows, 0, 0]) == guarded(FUNCTIONS["csp_ytd"])(rows)  # nor is it of a row
    assert answered("csp_rag", [80, 100, "lower", 0, 0, 0, "count"]) == "Green"  # within any tolerance
    assert answered("csp_rag", [0.9, 100, "lower", 0, "chance"]) == "Green"  # which has no tolerance


def test_where_0_and_left_out_differ_neither_is_guessed() -> None:
    assert answered("csp_rag", [104, 100, "lower", [[0]]]) == "Red"
    assert answered("csp_rag", [104, 100, "lower", None]) == answered("csp_rag", [104, 100, "lower"]) == "Amber"
    assert answered("csp_rag", [104, 100, "lower", 0, 0, 0, "count"]).startswith(
        "tolerance, rule and same_period_last_year: LibreOffice gives 0 for an argument that is left out"
    )
