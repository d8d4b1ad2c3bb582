"""What Windows forbids and Linux allows, imitated so that the tests need no Windows machine.

There a file opened to be read alone cannot be synced; ``tempfile`` tries names for ever in a folder without the right
to write (CPython gh-66305); text is written with CRLF; a workbook that Excel has open can be read but not replaced.
"""

from __future__ import annotations

import builtins
import errno
import fcntl
import functools
import io
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support import MASTERS, SERIES, partnership, send, write_plan
from xlcsp.batch import report_of, tasks
from xlcsp.cli import main
from xlcsp.cli.streams import speak_plainly
from xlcsp.doctor import examine
from xlcsp.errors import WorkbookError
from xlcsp.files import write as files
from xlcsp.files.drafts import draft_of
from xlcsp.national.write import write_national
from xlcsp.planbook import Master
from xlcsp.report.pdf import _quoted
from xlcsp.sample.make import make, orders

Forbid = Callable[[Path], None]
open_plainly = functools.partial(open, mode="rb")
_FOR_EVER = 500  # tries of a name


@pytest.fixture
def fsync_as_windows(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """os.fsync as Windows has it: a file that was opened to be read alone is refused. Returns what was synced."""
    synced: list[int] = []
    plain = os.fsync

    def fsync(handle: int) -> None:
        if fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
            raise OSError(errno.EBADF, "Bad file descriptor")
        plain(handle)
        synced.append(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    return synced


@pytest.fixture
def forbid(monkeypatch: pytest.MonkeyPatch) -> Forbid:
    """Takes away the right to make anything in a folder, as Windows does: ``os.access`` says nothing of it."""
    forbidden: list[Path] = []
    tries = []
    make_file, make_folder = os.open, os.mkdir

    def check(name: Any) -> None:
        if Path(os.fspath(name)).parent in forbidden:
            tries.append(name)
            if len(tries) > _FOR_EVER:
                pytest.fail("it would go on for ever")
            raise PermissionError(errno.EACCES, "Permission denied", str(name))

    def open_file(name: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        if flags & os.O_CREAT:
            check(name)
        return make_file(name, flags, *args, **kwargs)

    def mkdir(name: Any, *args: Any, **kwargs: Any) -> None:
        check(name)
        make_folder(name, *args, **kwargs)

    class Windows:
        """The module os as ``tempfile`` sees it on Windows."""

        name = "nt"

        def __getattr__(self, name: str) -> Any:
            return getattr(os, name)

    monkeypatch.setattr(tempfile, "_os", Windows())
    monkeypatch.setattr(os, "open", open_file)
    monkeypatch.setattr(os, "mkdir", mkdir)
    return forbidden.append


@pytest.fixture
def text_mode(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Files opened as text are written with CRLF from the moment it is called, unless the program says otherwise."""
    plain = io.open

    def opened(file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, errors: Any = None,
               newline: Any = None, *args: Any) -> Any:  # fmt: skip
        written = "b" not in mode and any(letter in mode for letter in "wax+")
        line_end = "\r\n" if written and newline is None and "r" not in mode else newline
        return plain(file, mode, buffering, encoding, errors, line_end, *args)

    def start() -> None:
        monkeypatch.setattr(io, "open", opened)
        monkeypatch.setattr(builtins, "open", opened)

    return start


@pytest.fixture
def master(tmp_path: Path) -> Master:
    made = partnership(tmp_path, settings={"quarter": "Q1"})
    send(made)
    return made


def test_a_file_is_synced_through_a_handle_that_may_write(tmp_path: Path, fsync_as_windows: list[int]) -> None:
    target = tmp_path / "report.xlsx"
    with files.replacing(target) as draft:
        draft.write_bytes(b"figures")
    assert target.read_bytes() == b"figures"
    assert fsync_as_windows


def test_a_folder_without_the_right_to_write_is_told_at_once(tmp_path: Path, forbid: Forbid) -> None:
    forbid(tmp_path)
    with (
        pytest.raises(WorkbookError, match=r"report\.xlsx: the folder cannot be written \(Permission denied\)\."),
        files.replacing(tmp_path / "report.xlsx"),
    ):
        pass
    with pytest.raises(WorkbookError, match="cannot be written"), files.new_folder(tmp_path / "v1.0"):
        pass


def test_a_path_that_is_too_long_is_told_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_file = os.open

    def as_windows(name: Any, *args: Any, **kwargs: Any) -> int:
        if len(str(name)) > 259:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", str(name))
        return make_file(name, *args, **kwargs)

    monkeypatch.setattr(os, "open", as_windows)
    longest = tmp_path / f"{'r' * (259 - len(str(draft_of(tmp_path / '.xlsx'))))}.xlsx"  # its draft has 259 characters
    with files.replacing(longest) as draft:
        draft.write_bytes(b"")
    longer = longest.with_name(f"r{longest.name}")
    told = rf"{len(str(longer))} characters, which is too long \(No such.*Choose a shorter folder"
    with pytest.raises(WorkbookError, match=told), files.replacing(longer):
        pass


def test_a_long_path_without_the_right_to_write_is_told_as_that(tmp_path: Path, forbid: Forbid) -> None:
    folder = tmp_path / ("b" * 100) / ("c" * 100)
    folder.mkdir(parents=True)
    forbid(folder)
    with (
        pytest.raises(WorkbookError, match=r"cannot be written \(Permission denied"),
        files.replacing(folder / "a.xlsx"),
    ):
        pass


@pytest.mark.parametrize(
    ("command", "folder"),
    [
        ("report", "reports"),
        ("issue --quarter Q2", "forms/2014-15 Q2"),
        ("release --version 1.0 --reason Board", "reports/2014-15 Q1"),
        ("check --save", "reports"),
        ("refresh", "reports"),
        ("new-year", ".."),
    ],
)  # fmt: skip
def test_each_command_says_in_one_sentence_that_a_folder_cannot_be_written(
    master: Master, command: str, folder: str, forbid: Forbid, capsys: pytest.CaptureFixture[str]
) -> None:
    place = (master.path.parent / folder).resolve()
    place.mkdir(parents=True, exist_ok=True)
    name, *options = command.split()
    forbid(place)
    assert main([name, str(master.path), *options]) == 2
    told = capsys.readouterr().err
    assert "Permission denied" in told
    assert "Traceback" not in told


def test_the_doctor_says_that_a_folder_cannot_be_written(master: Master, forbid: Forbid) -> None:
    reports = master.path.parent / "reports"
    reports.mkdir(exist_ok=True)
    forbid(reports)
    ill = [one for one in examine(master.path) if one.name == "Folder" and not one.is_well]
    assert [one.found for one in ill] == [f"{reports} cannot be written (Permission denied)"]


def test_a_batch_goes_on_past_a_folder_that_cannot_be_written(tmp_path: Path, forbid: Forbid) -> None:
    for order in orders(tmp_path, 2):
        make(order)
    first, second = tasks(tmp_path)
    forbid(Path(first.folder) / "reports")
    (Path(first.folder) / "reports").mkdir(exist_ok=True)
    assert report_of(first).found[0].endswith("the folder cannot be written (Permission denied). Choose another.")
    assert report_of(second).state == "written"


def test_a_failed_release_leaves_nothing_behind_though_its_files_may_only_be_read(tmp_path: Path) -> None:
    def broken() -> None:
        with files.new_folder(tmp_path / "v1.0") as draft:
            (draft / "figures.json").write_bytes(b"{}")
            (draft / "figures.json").chmod(0o444)
            raise WorkbookError("stop")

    with pytest.raises(WorkbookError, match="stop"):
        broken()
    assert list(tmp_path.iterdir()) == []


def made_files(folder: Path) -> dict[str, bytes]:
    """One of each kind of file that is written as text somewhere below us, by its place."""
    order = orders(folder, 3)
    for one in order:
        make(one)
    outcomes = [(task.folder, report_of(task).record) for task in tasks(folder)]
    write_national(folder / "national", outcomes, print)
    own = folder / "own"
    own.mkdir()
    MASTERS.clear()  # its master is written anew
    sent = partnership(own, settings={"quarter": "Q1", "board_date": date(2014, 8, 1)})
    send(sent)
    for command in ("check --save", "issue --quarter Q2 --issued 2014-09-30", "issue --comments --issued 2014-07-20",
                    "report --docx --publish", "release --version 1.0 --reason Board"):  # fmt: skip
        name, *options = command.split()
        assert main([name, str(own), *options]) in (0, 1)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.mark.long
def test_the_files_are_the_same_where_text_is_written_with_other_line_ends(
    tmp_path: Path, text_mode: Callable[[], None]
) -> None:
    before = made_files(tmp_path / "as on Linux")
    text_mode()
    (tmp_path / "probe").write_text("\n")
    assert (tmp_path / "probe").read_bytes() == b"\r\n"
    after = made_files(tmp_path / "as on Windows")
    assert [name for name in before if before[name] != after[name]] == []
    assert {Path(name).suffix for name in before} >= {".xlsx", ".xlsm", ".json", ".docx", ".ods", ".eml", ".parquet"}


def test_a_path_with_a_quote_stays_one_text_to_powershell() -> None:
    """Which takes the curved quotes for quotes too."""
    path = _quoted(Path("/Users/O'Neil/Siobhán’s files/0.xlsx"))
    assert path == "/Users/O''Neil/Siobhán’’s files/0.xlsx"


def test_packages_say_nothing_of_the_system_they_were_made_on(master: Master) -> None:
    assert main(["issue", str(master.path), "--quarter", "Q2", "--issued", "2014-09-30"]) == 0
    form = next((master.path.parent / "forms").rglob("*.xlsx"))
    for path in (form, master.path):
        with zipfile.ZipFile(path) as package:
            told = {(one.create_system, one.external_attr, one.date_time) for one in package.infolist()}
        assert told == {(0, 0o600 << 16, (1980, 1, 1, 0, 0, 0))}


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, bool], None]:
    """Holds a file open as another Windows program does: it cannot be replaced, and without sharing not even read."""
    replaced, unread = [], []
    replace_file, open_file = os.replace, io.open

    def replace(source: Any, target: Any, **kwargs: Any) -> None:
        if Path(target) in replaced:
            raise PermissionError(errno.EACCES, "Access is denied", str(target))
        replace_file(source, target, **kwargs)

    def opened(file: Any, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(file, int) and Path(file) in unread:
            raise PermissionError(errno.EACCES, "Permission denied", str(file))
        return open_file(file, *args, **kwargs)

    def hold(path: Path, is_shared: bool) -> None:  # noqa: FBT001
        replaced.append(path)
        if not is_shared:
            unread.append(path)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(io, "open", opened)
    return hold


@pytest.mark.parametrize("is_shared", [True, False])
def test_issue_over_a_form_that_is_open_says_so_and_goes_on(
    tmp_path: Path, held: Callable[[Path, bool], None], capsys: pytest.CaptureFixture[str], *, is_shared: bool
) -> None:
    providers = ("Health", "Police", "Probation")
    series = tuple({**one, "provider": name} for one, name in zip(SERIES, providers, strict=False))
    write_plan(tmp_path, series, settings={"quarter": "Q1"})
    assert main(["issue", str(tmp_path), "--issued", "2014-06-30"]) == 0
    folder = tmp_path / "forms" / "2014-15 Q1"
    before = (folder / "Police.xlsx").read_bytes()
    (folder / "Probation.xlsx").unlink()
    write_plan(tmp_path, series, settings={"quarter": "Q1", "partnership": "Another"})
    capsys.readouterr()
    held(folder / "Police.xlsx", is_shared)
    assert main(["issue", str(tmp_path), "--issued", "2014-06-30"]) == 1
    told = capsys.readouterr()
    assert [line for line in told.err.splitlines() if line.startswith("Police.xlsx: ")] != []
    assert "Close it and run again." in told.err
    anew = {"Health.xlsx", "Health.eml", "Probation.xlsx", "Probation.eml"}  # the drafts follow their forms
    assert {Path(line).name for line in told.out.splitlines()} == anew
    with open_plainly(folder / "Police.xlsx") as file:
        assert file.read() == before


def test_a_new_folder_is_made_where_it_was_asked_for_though_xlwings_leaves_the_working_folder(tmp_path: Path) -> None:
    """Without pywin32 its import fails on Windows, and leaves it in the folder of the program."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "asked").mkdir()
    (tmp_path / "modules").mkdir()
    away = f"import os\nos.chdir({str(tmp_path / 'elsewhere')!r})\nraise ImportError('pywin32')\n"
    (tmp_path / "modules" / "xlwings.py").write_text(away)
    command = [sys.executable, "-m", "xlcsp", "new", "pk", "--year", "2026/27"]
    paths = os.pathsep.join([str(tmp_path / "modules"), str(Path(__file__).parents[2])])
    subprocess.run(command, cwd=tmp_path / "asked", env={**os.environ, "PYTHONPATH": paths}, check=True)
    assert (tmp_path / "asked" / "pk" / "master.xlsm").is_file()
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    ("encoding", "isatty", "written"),
    [
        ("cp1252", False, "3,616 → 3,606, Café, 69 % – £5".encode()),
        ("cp1252", True, "3,616 -> 3,606, Café, 69 % – £5".encode("cp1252")),
        ("ascii", True, b"3,616 -> 3,606, Cafe, 69 % - GBP 5"),
    ],
)
def test_what_is_printed_is_utf_8_in_a_pipe_and_never_an_escape(
    encoding: str, written: bytes, monkeypatch: pytest.MonkeyPatch, *, isatty: bool
) -> None:
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    stream.isatty = lambda: isatty  # type: ignore[method-assign]
    speak_plainly(stream)
    stream.write("3,616 → 3,606, Café, 69 % – £5")
    stream.flush()
    assert raw.getvalue() == written


def test_the_commands_say_it_so_too() -> None:
    code = "import sys; from xlcsp.cli import main; sys.exit(main(['check', 'Caf\\xe9 \\u2192']))"
    plain = {**os.environ, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    plain.pop("PYTHONIOENCODING", None)
    ran = subprocess.run([sys.executable, "-c", code], env=plain, capture_output=True, check=False)
    assert ran.stderr.decode().startswith("Café → does not exist.")


def test_an_encoding_that_somebody_set_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")
    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    speak_plainly(stream)
    assert stream.encoding == "cp1252"


def test_a_name_that_is_no_text_is_told_without_a_traceback() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    speak_plainly(stream)
    stream.write("Poli\udcffce.xlsx 中")
    stream.flush()
    assert raw.getvalue() == "Poli?ce.xlsx 中".encode()
