"""Makes the whole worked example: its files, with the quarters checked and reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from xlcsp.demo.example import add_comments, build, content
from xlcsp.demo.story import FIRST, Story
from xlcsp.domain.numbers import plural
from xlcsp.errors import WorkbookError
from xlcsp.files.drafts import scratch
from xlcsp.files.write import replacing
from xlcsp.master.collected import collected
from xlcsp.master.lite.bundle import code_texts, write_texts
from xlcsp.master.start import LITE_STEPS
from xlcsp.master.workbook import write_master
from xlcsp.pipeline import make as worked_out
from xlcsp.pipeline import write
from xlcsp.planbook import MASTERS
from xlcsp.report.model import Report

LITE = "lite"  # the folder of the master for xlwings Lite, since a folder has only one master


def place(folder: Path, say: Callable[[str], None], story: Story = FIRST) -> list[Report]:
    """Makes the example in the folder; a file that a person changed there is not overwritten.

    Raises WorkbookError if the folder has other files of the same names.
    """
    with scratch() as scratch_folder:
        reports = make(scratch_folder, say, story)
        _place(scratch_folder, folder)
    return reports


def make(folder: Path, say: Callable[[str], None] = lambda _: None, story: Story = FIRST) -> list[Report]:
    """The example's files, with its reports; the same bytes every time."""
    master = build(story, folder, say)
    reports = []
    for quarter in story.quarters:
        result = worked_out(master, quarter)
        if add_comments(story, master, result.report):
            result = worked_out(master, quarter)
        collection = result.collection
        if collection.problems or collection.missing:
            problems = "\n".join(str(problem) for problem in collection.problems)
            raise WorkbookError(f"The example does not check, which is a fault of this program:\n{problems}")
        write(result)
        say(f"{quarter}: checked, no problems, {plural(len(collection.queries), 'query', 'queries')}; report written")
        reports.append(result.report)
    _fill_in(folder, reports[-1], story)
    return reports


def _fill_in(folder: Path, report: Report, story: Story) -> None:
    """Writes the master as after the last rebuild, and the same for xlwings Lite."""
    name = f"{report.settings.reports}/{report.quarter.folder}.xlsx"
    whole = replace(content(story), collected=collected(report, "as delivered with the example", name))
    write_master(whole, folder / MASTERS[0])
    if story.has_lite:
        write_master(replace(whole, steps=(*LITE_STEPS, story.about), is_lite=True), folder / LITE / MASTERS[1])
        write_texts(folder / LITE, code_texts())


def _place(scratch_folder: Path, folder: Path) -> None:
    """Copies the files that are missing; refuses, before copying any, if an existing one differs."""
    files = sorted(path for path in scratch_folder.rglob("*") if path.is_file())
    targets = [(path, folder / path.relative_to(scratch_folder)) for path in files]
    for path, target in targets:
        if target.exists() and (not target.is_file() or target.read_bytes() != path.read_bytes()):
            raise WorkbookError(
                f"{target}: it exists and is not the example's. Nothing was written. Name another folder."
            )
    for path, target in targets:
        if not target.exists():
            with replacing(target) as draft:
                draft.write_bytes(path.read_bytes())
