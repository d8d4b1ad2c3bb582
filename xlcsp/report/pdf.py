"""PDF by LibreOffice (on Windows without it, Excel and Word), started once for all files; the same bytes each time."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xlcsp.errors import WorkbookError
from xlcsp.files import write as files
from xlcsp.files.drafts import scratch

_LEAST, _BY_MEGABYTE = 300, 600  # seconds for one start of LibreOffice, and for each megabyte of its files
_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Filter/PDF/Export">
<prop oor:name="UseTaggedPDF" oor:op="fuse"><value>true</value></prop>
<prop oor:name="ExportBookmarks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
_BY_WORD = """
$word = New-Object -ComObject Word.Application
try {{
  $text = $word.Documents.Open('{source}', $false, $true)
  $text.ExportAsFixedFormat('{target}', 17, $false, 0, 0, 1, 1, 0, $true, $true, 1, $true)
  $text.Close($false)
}}
finally {{ $word.Quit() }}
"""  # its last three: with properties, bookmarks from headings, tags
_BY_EXCEL = """
$excel = New-Object -ComObject Excel.Application
$excel.DisplayAlerts = $false
try {{
  $book = $excel.Workbooks.Open('{source}', 0, $true)
  $book.ExportAsFixedFormat(0, '{target}')
  $book.Close($false)
}}
finally {{ $excel.Quit() }}
"""


@dataclass(frozen=True, slots=True)
class ToPrint:
    """A workbook or Word document, the PDF to make from it, and the PDF's properties."""

    source: Path
    target: Path
    title: str
    author: str
    data_date: date


def write_pdfs(jobs: Sequence[ToPrint]) -> list[Path]:
    """Makes the PDFs, each whole or not at all; returns their paths.

    Raises WorkbookError where there is neither LibreOffice nor Excel, or a PDF was not made.
    """
    program = _libreoffice()
    if program is None and sys.platform != "win32":
        raise WorkbookError(
            "PDF: LibreOffice was not found. Install it, or name its program in the environment variable SOFFICE; "
            "the report itself was written."
        )
    with scratch() as folder:
        copies = []
        for number, job in enumerate(jobs):
            copy = folder / f"{number}{job.source.suffix}"  # names of their own: one folder receives all
            shutil.copyfile(job.source, copy)
            copies.append(copy)
        if program is not None:
            _by_libreoffice(program, copies, folder)
        else:
            _by_office(copies, folder)
        for job, copy in zip(jobs, copies, strict=True):
            printed = copy.with_suffix(".pdf")
            if not printed.exists():  # LibreOffice may fail without an error
                raise WorkbookError(
                    f"{job.target.name}: no PDF came out of {job.source.name}. Close LibreOffice; run again."
                )
            with files.replacing(job.target) as draft:
                _normalise(printed, draft, job)
    return [job.target for job in jobs]


def _libreoffice() -> str | None:
    named = os.environ.get("SOFFICE")
    candidates = [named, shutil.which("soffice"), shutil.which("libreoffice"), *_PLACES]
    return next((path for path in candidates if path and Path(path).exists()), None)


def _by_libreoffice(program: str, sources: Sequence[Path], folder: Path) -> None:
    """One start, with a profile of its own, so that an open LibreOffice is not disturbed."""
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS, encoding="utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, "--headless", "--norestore", profile, "--convert-to", "pdf", "--outdir", str(folder)]
    _run([*command, *map(str, sources)], "LibreOffice", sources)


def _by_office(sources: Sequence[Path], folder: Path) -> None:
    """Workbooks through Excel, documents through Word; for Windows."""
    for source in sources:
        name, script = ("Excel", _BY_EXCEL) if source.suffix == ".xlsx" else ("Word", _BY_WORD)
        command = script.format(source=_quoted(source), target=_quoted(folder / f"{source.stem}.pdf"))
        _run(["powershell", "-NoProfile", "-NonInteractive", "-Command", command], name, [source])


def _quoted(path: Path) -> str:
    """The path for PowerShell's single quotes, with each of the five characters it takes for one doubled (O'Neil)."""
    return re.sub("['‘’‚‛]", r"\g<0>\g<0>", str(path))


def _run(command: list[str], name: str, sources: Sequence[Path]) -> None:
    """Runs the command, with a time limit by file size; ends all its processes at the limit, or when we are stopped."""
    longest = _LEAST + _BY_MEGABYTE * sum(source.stat().st_size for source in sources) // 2**20
    own = sys.platform != "win32"  # a group of its own: soffice starts another program, which would keep running
    try:
        program = subprocess.Popen(  # noqa: S603 - of our own making
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=own,
        )
    except OSError as error:
        raise WorkbookError(f"PDF: {name} did not start ({error.strerror}). Repair it, then run again.") from error
    try:
        out, err = program.communicate(timeout=longest)
    except subprocess.TimeoutExpired as error:
        raise WorkbookError(
            f"PDF: {name} did not finish within {longest // 60} minutes. Close other programs and run again."
        ) from error
    finally:
        _stop(program)
    if program.returncode:
        rows = (err or out).strip().splitlines()
        raise WorkbookError(f"PDF: {name} failed ({rows[-1] if rows else program.returncode}). Close it and run again.")


def _stop(program: subprocess.Popen[str]) -> None:
    if program.poll() is not None:
        return
    if sys.platform == "win32":
        program.kill()
    else:
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()


def _normalise(printed: Path, target: Path, job: ToPrint) -> None:
    """Sets title, language, dates of the data and an id from the content; removes a false claim to be tagged."""
    import pikepdf

    with pikepdf.open(printed) as pdf:
        root = pdf.Root
        if not _is_tagged(root):  # Calc marks a PDF as tagged that has no tags, or only a heap of paragraphs
            for key in ("/MarkInfo", "/StructTreeRoot"):
                if key in root:
                    del root[key]
        root.Lang = pikepdf.String("en-GB")
        root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        stamp = f"D:{job.data_date:%Y%m%d}000000Z"
        for key in list(pdf.docinfo):
            del pdf.docinfo[key]
        for key, value in (("/Title", job.title), ("/Author", job.author), ("/Creator", files.PROGRAM),
                           ("/CreationDate", stamp), ("/ModDate", stamp)):  # fmt: skip
            pdf.docinfo[key] = value
        for key in ("/DocChecksum", "/ID"):
            if key in pdf.trailer:
                del pdf.trailer[key]
        if "/Metadata" in root:
            del root.Metadata
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about:
            about["dc:title"], about["dc:language"] = job.title, ["en-GB"]
            about["dc:creator"] = [job.author]
        pdf.save(target, deterministic_id=True, compress_streams=True)


def _is_tagged(root: Any) -> bool:
    """Whether the PDF has a structure: a document element that holds the others."""
    import pikepdf

    tree = root.get("/StructTreeRoot")
    children = tree.get("/K") if tree is not None else None
    if isinstance(children, pikepdf.Array):
        children = children[0] if len(children) == 1 else None
    return isinstance(children, pikepdf.Dictionary) and str(children.get("/S", "")) == "/Document"
