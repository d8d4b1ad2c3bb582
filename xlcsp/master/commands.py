"""The commands that a master offers within Excel: on the ribbon tab *CSP performance*, the first five on *Start*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

TAB = "CspPerformance"
_CALLBACK = "RibbonPressed"  # runs the macro that has the pressed control's id for its name


@dataclass(frozen=True, slots=True)
class Command:
    """A command. macro: its Sub, and the id of its control; image: one of Office's own; tip: what it does."""

    macro: str
    label: str
    image: str
    tip: str


OF_EVERY_QUARTER = (
    Command(
        "IssueForms", "Issue forms", "FileNew", "Writes a return form and the draft of an e-mail for each provider"
    ),
    Command("CheckReturns", "Check returns", "Spelling", "Reads the returns; names every problem with its cell"),
    Command(
        "CommentsForms", "Comments forms", "ReviewNewComment", "Writes a form for each theme lead: what is being done"
    ),
    Command("Reminders", "Reminders", "FileSendAsAttachment", "Drafts reminders and questions to providers and leads"),
    Command("RebuildReport", "Rebuild report", "RefreshAll", "Reads the returns, fills Figures and makes the report"),
)
GROUPS: tuple[tuple[str, Sequence[Command]], ...] = (
    ("Quarter", OF_EVERY_QUARTER),
    (
        "Report",
        (
            Command("ReportPdf", "PDF", "FileSaveAsPdfOrXps", "Makes the report, the pack and its annex as PDFs"),
            Command("ReportWord", "Word", "FileSaveAsWordDocx", "Makes the report and its Word version"),
            Command(
                "ReleaseReport",
                "Release",
                "FileMarkAsFinal",
                "Stores the report read-only; version and reason stand on Start",
            ),
        ),
    ),
    (
        "Year",
        (
            Command("NewYear", "New year", "SheetInsert", "Makes next year's folder and master beside this one"),
            Command("Doctor", "Doctor", "FileDocumentInspect", "Looks at what this workbook needs; says what to do"),
        ),
    ),
)


def ribbon() -> bytes:
    """The XML part that describes the tab, for Excel 2010 and later."""
    groups = "".join(
        f'<group id="{TAB}{name}" label="{name}">{"".join(map(_button, commands))}</group>' for name, commands in GROUPS
    )
    tab = f'<tab id="{TAB}" label="CSP performance" insertAfterMso="TabHome">{groups}</tab>'
    start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    namespace = "http://schemas.microsoft.com/office/2009/07/customui"
    return f'{start}<customUI xmlns="{namespace}"><ribbon><tabs>{tab}</tabs></ribbon></customUI>'.encode()


def _button(command: Command) -> str:
    return (
        f'<button id="{command.macro}" label={quoteattr(command.label)} imageMso="{command.image}" size="large" '
        f'screentip={quoteattr(command.label)} supertip={quoteattr(f"{command.tip}.")} onAction="{_CALLBACK}"/>'
    )
