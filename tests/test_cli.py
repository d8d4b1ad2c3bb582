"""The command line: its exit codes, its messages, what it writes and what it never overwrites."""

from __future__ import annotations

import contextlib
import json
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.support import Q1, answers, partnership, send
from xlcsp import __version__
from xlcsp.cli import main
from xlcsp.errors import was_stopped
from xlcsp.forms.layout import Answer

PAST = {"quarter": "Q1", "return_due": date(2014, 7, 18)}


def run(*words: str | Path) -> int:
    return main([str(word) for word in words])


def test_help_answers_at_once_without_the_heavy_libraries() -> None:
    code = (
        "import sys\nfrom xlcsp.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted(name for name in sys.modules if name in "
        "{'pandas', 'openpyxl', 'numpy', 'scipy', 'xlsxwriter', 'rich', 'xlwings'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")
    assert "report" in done.stdout


def test_the_way_of_the_report_needs_neither_pandas_nor_scipy(tmp_path: Path) -> None:
    master = partnership(tmp_path, settings=PAST)
    send(master)
    code = (
        f"import sys\nfrom xlcsp.cli import main\nmain(['report', {str(tmp_path)!r}])\n"
        "print(sorted(name for name in sys.modules if name in {'pandas', 'numpy', 'scipy', 'xlwings', 'rich'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("--version")
    assert capsys.readouterr().out == f"xlcsp {__version__}\n"


def test_wrong_use_exits_2() -> None:
    with pytest.raises(SystemExit) as caught:
        run("reprot")
    assert caught.value.code == 2


def test_an_unreadable_master_exits_2_with_one_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("report", tmp_path) == 2
    assert "Name the master workbook or its folder" in capsys.readouterr().err
    (tmp_path / "master.xlsm").write_bytes(b"no workbook")
    assert run("check", tmp_path) == 2
    assert "not an Excel workbook" in capsys.readouterr().err


@pytest.mark.parametrize("quarter", ["Q5", "soon", "2013/14 Q1", "2014/16 Q1"])
def test_a_quarter_that_is_none_of_the_years_exits_2(tmp_path: Path, quarter: str) -> None:
    partnership(tmp_path)
    assert run("check", tmp_path, "--quarter", quarter) == 2


def test_check_and_report_of_good_returns_exit_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    master = partnership(tmp_path, settings=PAST)
    send(master)
    assert run("check", master.path) == 0
    assert run("report", tmp_path) == 0
    assert capsys.readouterr().out.endswith(f"{tmp_path / 'reports' / '2014-15 Q1.xlsx'}\n")
    assert (tmp_path / "reports" / "2014-15 Q1.xlsx").exists()


def test_a_gap_with_its_reason_exits_0(tmp_path: Path) -> None:
    master = partnership(tmp_path, settings=PAST)
    send(master, answers=answers(v=Answer(status="No figure", reason="Staff change")))
    assert run("check", tmp_path) == 0


def test_a_problem_exits_1_names_file_and_cell_and_the_report_is_still_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    master = partnership(tmp_path, settings=PAST)
    send(master, answers=answers(v=Answer(figure="approx 300")))  # type: ignore[arg-type]
    for command in ("check", "report"):
        assert run(command, tmp_path) == 1
        said = capsys.readouterr().err
        assert (
            '2014-15 Q1/Police.xlsx, Return!D14: 1.1 Violence: "approx 300" is not a whole number. '
            "Enter the count only; put remarks in the commentary (column J)." in said
        )
    assert (tmp_path / "reports" / "2014-15 Q1.xlsx").exists()


def test_a_return_missing_after_its_due_date_exits_1_before_it_0(tmp_path: Path) -> None:
    partnership(tmp_path, settings=PAST)
    assert run("check", tmp_path) == 1
    assert run("report", tmp_path) == 1
    partnership(tmp_path, settings={"quarter": "Q1", "return_due": date(2999, 1, 1)})
    assert run("check", tmp_path) == 0


def test_check_json_is_one_document_of_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    master = partnership(tmp_path, settings=PAST)
    send(master, answers=answers(v=Answer(figure=-3)))
    assert run("check", tmp_path, "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert {"returns", "problems", "queries", "missing"} <= set(found)
    (problem,) = found["problems"]
    assert {"file", "sheet", "cell", "code", "found", "allowed", "do"} <= set(problem)
    assert (problem["sheet"], problem["cell"], problem["code"]) == ("Return", "D14", "negative")


def test_report_json_is_one_document_of_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    master = partnership(tmp_path, settings=PAST)
    send(master, answers=answers(r=Answer(status="No figure", reason="Staff change")))
    assert run("report", tmp_path, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert {"quarter", "series", "measures", "files"} <= set(found)
    violence, robbery = found["series"][:2]
    assert {"ref", "series", "quarters", "ytd", "projection", "low", "high", "chance", "rag"} <= set(violence)
    assert violence["quarters"] == [100, None, None, None]
    assert (robbery["quarters"], robbery["ytd"], robbery["rag"]) == (["[x]", None, None, None], None, "No data")
    assert {"ref", "rag", "verdict", "reason"} <= set(found["measures"][0])
    assert found["files"] == [str(tmp_path / "reports" / "2014-15 Q1.xlsx")]


def test_a_file_name_with_brackets_is_printed_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    master = partnership(tmp_path, settings=PAST)
    send(master, name="[b]P[x].xlsx")
    assert run("check", tmp_path) == 0
    assert "[b]P[x].xlsx" in capsys.readouterr().out


def test_issue_writes_forms_once_and_never_over_one_that_is_there(tmp_path: Path) -> None:
    partnership(tmp_path, settings=PAST)
    form = tmp_path / "forms" / "2014-15 Q1" / "Police.xlsx"
    assert run("issue", tmp_path, "--issued", "2014-06-30") == 0
    first = form.read_bytes()
    form.write_bytes(b"filled")
    assert run("issue", tmp_path, "--issued", "2014-06-30") == 1
    assert form.read_bytes() == b"filled"
    form.unlink()
    assert run("issue", tmp_path, "--issued", "2014-06-30") == 0
    assert form.read_bytes() == first


def test_an_issued_form_returned_blank_asks_for_every_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    master = partnership(tmp_path, settings=PAST)
    run("issue", tmp_path, "--issued", "2014-06-30")
    returned = tmp_path / "returns" / "2014-15 Q1"
    returned.mkdir(parents=True)
    (tmp_path / "forms" / "2014-15 Q1" / "Police.xlsx").rename(returned / "Police.xlsx")
    capsys.readouterr()
    assert run("check", tmp_path, "--json") == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert sorted(problem["code"] for problem in problems) == ["blank"] * len(list(master.plan.series)) + [
        "no as-at date"
    ]


def test_a_report_that_is_open_is_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    master = partnership(tmp_path, settings=PAST)
    send(master)
    run("report", tmp_path)
    path = tmp_path / "reports" / "2014-15 Q1.xlsx"
    before = path.read_bytes()
    path.with_name("~$2014-15 Q1.xlsx").write_bytes(b"x")
    assert run("report", tmp_path) == 2
    assert "open on somebody's desk" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_draft_that_somebody_edited_is_kept(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    master = partnership(tmp_path, settings=PAST)
    send(master)
    run("report", tmp_path)
    path = tmp_path / "reports" / "2014-15 Q1.xlsx"
    book = load_workbook(path)
    book["Summary"]["A40"].value = "The chair's note"
    book.save(path)
    edited = path.read_bytes()
    assert run("report", tmp_path) == 0
    assert path.with_name("2014-15 Q1 (edited 1).xlsx").read_bytes() == edited
    assert path.read_bytes() != edited
    assert run("report", tmp_path) == 0
    assert len(list(path.parent.iterdir())) == 2


def test_a_copied_partnership_folder_works(tmp_path: Path) -> None:
    master = partnership(tmp_path / "one", settings=PAST)
    send(master)
    (tmp_path / "one").rename(tmp_path / "zwei – Prüfung")
    assert run("report", tmp_path / "zwei – Prüfung") == 0


@pytest.mark.long
def test_demo_makes_four_reports_and_exits_0_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("demo", tmp_path / "example") == 0
    said = capsys.readouterr().out
    assert "2.1" in said
    assert "1,146" in said
    assert len(list((tmp_path / "example" / "reports").glob("*.xlsx"))) == 4
    assert run("demo", tmp_path / "example") == 0
    assert run("report", tmp_path / "example") == 0


@pytest.mark.long
def test_demo_never_overwrites_what_is_not_its_own(tmp_path: Path) -> None:
    mine = tmp_path / "master.xlsm"
    mine.write_bytes(b"my own master")
    assert run("demo", tmp_path) == 2
    assert mine.read_bytes() == b"my own master"
    assert list(tmp_path.iterdir()) == [mine]


def test_a_failed_run_leaves_what_was_there_before(tmp_path: Path) -> None:
    master = partnership(tmp_path, settings=PAST)
    send(master)
    (tmp_path / "reports").write_bytes(b"a file where the folder should be")
    assert run("report", tmp_path) == 2
    assert (tmp_path / "reports").read_bytes() == b"a file where the folder should be"
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".")]
    assert Q1.folder == "2014-15 Q1"


def test_new_prints_a_command_that_works_with_blanks_in_the_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "Castle & Mere's Partnership"
    assert run("new", folder) == 0
    line = capsys.readouterr().err.partition("then run ")[2].rstrip(".\n")
    assert shlex.split(line) == ["xlcsp", "issue", str(folder)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["new", ""], "it is empty. Name a file or folder."),  # it made a master in the current folder
        (["demo", "file.txt"], '"file.txt" is a file. Name a folder.'),  # a minute's work was thrown away
        (["new", "file.txt"], '"file.txt" is a file. Name a folder.'),
        (["release", ".", "--quarter", "", "--version", "1.0", "--reason", "Board"], "it is empty. Give it a value"),
        (["upgrade", "file.xlsx"], "Name the partnership's master workbook or its folder."),
    ],
)
def test_an_argument_that_names_nothing_is_refused_at_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("file.txt", "file.xlsx"):
        Path(name).write_text("no folder")
    with contextlib.suppress(SystemExit):
        assert run(*words) == 2
    assert told in capsys.readouterr().err
    assert len([*tmp_path.iterdir()]) == 2


def test_an_interrupt_in_the_midst_of_making_a_class_is_one() -> None:
    """Python 3.11 tells it as a RuntimeError, which was printed with its traceback."""

    class Interrupted:
        def __set_name__(self, owner: type, name: str) -> None:
            raise KeyboardInterrupt

    with pytest.raises((KeyboardInterrupt, RuntimeError)) as caught:
        type("Place", (), {"months": Interrupted()})
    assert was_stopped(caught.value)
    assert not was_stopped(RuntimeError("a fault"))
