"""The commands of the ribbon: ``RunPython "import xlcsp.excel.commands as c; c.issue()"``; rebuilding is in ``button``.

Each takes the plan from the open workbook, does what the command line does, and reports the result on *Start*.
*Attention* lists each file that was written, and then what needs attention, with links. The workbook is not saved.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xlcsp.domain.numbers import listed, plural
from xlcsp.domain.periods import Quarter
from xlcsp.errors import WorkbookError
from xlcsp.excel.door import caller, open_beside, sentence_of, tell
from xlcsp.excel.open_book import check_sheets, fill, read_open
from xlcsp.files.cells import Book
from xlcsp.files.links import linked
from xlcsp.files.names import below
from xlcsp.files.synced import path_of
from xlcsp.master.collected import Collected
from xlcsp.master.panel import Row, attention, counts, due_of, needs_attention, shown
from xlcsp.master.start import LINES, Panel, Release, value_beside
from xlcsp.pipeline import Wanted, collected, make, write
from xlcsp.planbook import Master, master_of, read_master
from xlcsp.returns.standing import overdue

_DRAFT = ".eml"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a command. message: for *Start*; rows: for *Attention*; opens: the file that Excel opens."""

    message: str
    rows: Sequence[Row] = ()
    opens: Path | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """The open workbook: its sheets, its plan, and today's date on the officer's computer."""

    book: Any
    contents: Book
    master: Master
    today: date

    @property
    def quarter(self) -> Quarter:
        """The quarter that the commands are about."""
        return self.master.settings.quarter


def issue(book: Any = None) -> None:
    """Issues the forms of the quarter."""
    _run("The forms were not issued, or not all of them.", _issued, book)


def check(book: Any = None) -> None:
    """Checks the returns."""
    _run("The returns were not checked.", _checked, book)


def comments(book: Any = None) -> None:
    """Issues the theme leads' forms for their comments."""
    _run("The forms for comments were not issued, or not all of them.", _commented, book)


def remind(book: Any = None) -> None:
    """Drafts reminders and questions."""
    _run("The reminders were not drafted, or not all of them.", _reminded, book)


def pdf(book: Any = None) -> None:
    """Makes the report and its PDFs."""
    _run("The PDF was not made.", lambda opened: _reported(opened, Wanted(pdf=True)), book)


def word(book: Any = None) -> None:
    """Makes the report and its Word version."""
    _run("The Word version was not made.", lambda opened: _reported(opened, Wanted(docx=True)), book)


def release(book: Any = None) -> None:
    """Releases the report, with the version and reason entered on *Start*."""
    _run("The report was not released.", _released, book)


def new_year(book: Any = None) -> None:
    """Makes next year's folder beside this one."""
    _run("The new year was not begun.", _begun, book)


def doctor(book: Any = None) -> None:
    """Checks what the workbook needs, even if the plan has faults."""
    failed = "The doctor could not run."
    book = book or caller(failed)
    try:
        outcome = _examined(path_of(book))
    except Exception as error:  # noqa: BLE001 - a traceback tells an officer nothing
        tell(book, f"{failed} {sentence_of(error)}")
        return
    try:
        _show(_opened(book), outcome)
    except Exception as error:  # noqa: BLE001 - the same
        ill = "; ".join(f"{row['where']}: {row['what']}" for row in outcome.rows)
        tell(book, f"{outcome.message} {ill or sentence_of(error)}")


def _run(failed: str, act: Callable[[Open], Outcome], book: Any) -> None:
    """Runs the command and reports the result; it raises only if there is no workbook to write to."""
    failure = failed
    if book is None:
        book = caller(failed)
    try:
        opened = _opened(book)
        check_sheets(opened.contents, ("Attention",))
        outcome = act(opened)
        failure = f"{outcome.message} But the sheets of this workbook were left as they were."
        _show(opened, outcome)
    except Exception as error:  # noqa: BLE001 - a traceback tells an officer nothing
        tell(book, f"{failure} {sentence_of(error)}")
    else:
        if outcome.opens is not None:
            open_beside(book, outcome.opens)


def _opened(book: Any) -> Open:
    contents = read_open(book)
    return Open(book, contents, master_of(contents, path_of(book)), date.today())  # noqa: DTZ011 - the officer's day


def _show(opened: Open, outcome: Outcome) -> None:
    """Writes *Attention* and the panel of *Start*, keeping what the panel says of the last rebuild."""
    collection, _ = collected(opened.master, opened.quarter)
    late = overdue(collection.missing, opened.today)
    rows = [*outcome.rows, *due_of(opened.contents), *attention(collection, late, opened.master.settings.returns)]
    start = opened.contents.sheets.get("Start")
    before = {name: value_beside(start.rows, name) for name in LINES} if start else {}
    panel = Panel("", {**before, **counts(collection, late)}, shown(rows))
    fill(opened.book, opened.contents, Collected({"Attention": rows}, panel))
    tell(opened.book, f"{outcome.message} {needs_attention(collection, late)}")


def _row(kind: str, place: str, what: str, do: str = "") -> Row:
    return {"kind": kind, "where": place, "what": what, "do": do or None}


def _file(opened: Open, path: Path, what: str = "") -> Row:
    """A file that was written, as a link."""
    return _row("Written", linked(named := _named(opened, path), named), what)


def _named(opened: Open, path: Path) -> str:
    """The file's path relative to the workbook's folder, if it is in it."""
    return below(path, opened.master.path.parent)


def _sent_out(opened: Open, issued: Iterable[Any], what: str, folder: str) -> Outcome:
    """The result for forms and their drafts."""
    rows, paths, home = [], [], f"{opened.master.path.parent}{os.sep}"
    for form in issued:
        words = form.message.replace(home, "")
        if form.path is not None:
            paths.append(form.path)
            own = "draft of the e-mail" if form.path.suffix == _DRAFT else what
            rows.append(_file(opened, form.path, f"{own}. {words}" if words else own))
        elif words:
            rows.append(_row("Kept" if form.is_kept else "Note", folder, words))
    drafts = sum(path.suffix == _DRAFT for path in paths)
    emails = "1 draft of an e-mail" if drafts == 1 else f"{drafts} drafts of e-mails"
    parts = [plural(len(paths) - drafts, "form")] * (len(paths) > drafts) + [emails] * (drafts > 0)
    written = f"{listed(parts)} written to {folder}" if parts else "no new forms"
    return Outcome(f"{opened.quarter}: {written}.", rows)


def _issued(opened: Open) -> Outcome:
    from xlcsp.pipeline.quarter import issue_forms
    from xlcsp.returns.folder import folder_of

    folder = _named(opened, folder_of(opened.master, opened.quarter))
    return _sent_out(opened, issue_forms(opened.master, opened.quarter, opened.today), "return form", folder)


def _commented(opened: Open) -> Outcome:
    from xlcsp.pipeline.quarter import issue_comments
    from xlcsp.returns.folder import folder_of

    folder = _named(opened, folder_of(opened.master, opened.quarter) / "comments")
    return _sent_out(opened, issue_comments(opened.master, opened.quarter, opened.today), "form for comments", folder)


def _checked(opened: Open) -> Outcome:
    from xlcsp.returns.check_book import check_path, write_check

    path = check_path(opened.master, opened.quarter)
    write_check(opened.master, collected(opened.master, opened.quarter)[0], opened.today, path)
    rows = [_file(opened, path, "all returns, problems and queries with links")]
    return Outcome(f"{opened.quarter}: returns checked.", rows)


def _reminded(opened: Open) -> Outcome:
    from xlcsp.pipeline.quarter import remind as drafted

    drafts = drafted(opened.master, opened.quarter, opened.today)
    nobody = f"nobody is late up to {opened.quarter.short}; no reminder"
    late = plural(len(drafts.late), "reminder") if drafts.late else nobody
    words = f"{opened.quarter}: {late} and {plural(len(drafts.asked), 'e-mail')} with questions drafted."
    emails = (*drafts.late, *drafts.asked)
    return Outcome(words, [_file(opened, email.path, " ".join(email.words.split())) for email in emails])


def _reported(opened: Open, wanted: Wanted) -> Outcome:
    written = write(make(opened.master, opened.quarter), wanted)
    rows = [_file(opened, path) for path in written.files]
    if written.kept:
        rows.append(_file(opened, written.kept, "the draft before, which had been changed by hand"))
    rows += [_row("Failed", "Report", words) for words in written.failed]
    if written.failed:
        return Outcome(f"{opened.quarter}: not everything was made; see below.", rows)
    others = ", ".join(path.name for path in written.files[1:])
    return Outcome(f"{opened.quarter}: report and {others} written.", rows, written.files[1])


def _released(opened: Open) -> Outcome:
    from xlcsp.pipeline.release import release as stored

    cells = opened.contents.sheets["Start"].rows if "Start" in opened.contents.sheets else []
    version, reason, also = (_entered(cells, label) for label in Release)
    if not _is_saved(opened.book) and read_master(opened.master.path) != opened.master:
        raise WorkbookError("The plan was changed and is not saved. Save this workbook (Ctrl+S), and press again.")
    wanted = Wanted(pdf="pdf" in also.lower(), docx="word" in also.lower(), publish="publi" in also.lower())
    files = stored(make(opened.master, opened.quarter), version, reason, wanted)
    return Outcome(f"{opened.quarter}: version {version} released.", [_file(opened, path) for path in files])


def _entered(cells: Sequence[Sequence[Any]], label: Release) -> str:
    """The entry beside a label of *Start*. Raises WorkbookError if it is needed and missing."""
    value = value_beside(cells, label)
    if value is None and label is not Release.ALSO:
        do = f'Enter {label.means} on Start, in the cell to the right of "{label.value}", and press again.'
        raise WorkbookError(f'Start: "{label.value}" is blank or not there. {do}')
    return f"{value:.1f}" if isinstance(value, float | int) else str(value or "").strip()


def _begun(opened: Open) -> Outcome:
    from xlcsp.pipeline.new_year import write_new_year

    is_saved = _is_saved(opened.book)
    if is_saved is False or (is_saved is None and read_master(opened.master.path) != opened.master):
        words = "This workbook has changes that are not saved, and would be missing in the new year."
        raise WorkbookError(f"{words} Save it (Ctrl+S), and press again.")
    path, renewed, collection = write_new_year(opened.master)
    rows = [_row("Written", linked(str(path), path.as_posix()), "the new year's master")]
    rows += [_row("Note", "New year", note) for note in renewed.notes]
    if renewed.retired:
        rows.append(_row("Note", "New year", f"Retired: {', '.join(renewed.retired)}."))
    wrong = len(collection.problems) + len(collection.missing)
    open_words = f" {plural(wrong, 'problem')} of this year stayed open; its history is as it stands." if wrong else ""
    proposed = f"{plural(len(renewed.proposals), 'proposal')} to confirm on its sheet Proposals"
    return Outcome(f"{path.parent.name} was made, with {proposed}.{open_words}", rows)


def _examined(path: Path) -> Outcome:
    from xlcsp.doctor import examine

    ill = [check for check in examine(path) if not check.is_well]
    rows = [_row("Doctor", check.name, check.found, check.do) for check in ill]
    if not ill:
        return Outcome("The doctor found nothing to put right, in the workbook as it was last saved.")
    return Outcome(f"The doctor found {plural(len(ill), 'thing')} to put right; see below.", rows)


def _is_saved(book: Any) -> bool | None:
    """Whether the workbook has no unsaved changes; None if the engine does not know."""
    with contextlib.suppress(Exception):  # only Excel for Windows has this property
        return bool(book.api.Saved)
    return None
