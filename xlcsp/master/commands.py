"""The commands that a master offers within Excel: on its tab of the ribbon, the first five on *Start*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from xlcsp.master.parts.book import Workbook
from xlcsp.master.parts.removal import ended

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


_PART, _ROOT = "customUI/customUI14.xml", "_rels/.rels"
_TYPE = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"


def ribbon_of(book: Workbook) -> str:
    """The part that describes the workbook's ribbon for Excel 2010 and later; empty if there is none."""
    package = book.parsed(_ROOT).all("Relationship")
    types = {node.attributes.get("Id"): node.attributes.get("Type") for node in package}
    return next((relation.target for relation in book.relations("") if types[relation.id] == _TYPE), "")


def with_ribbon(book: Workbook, xml: bytes, replaced: dict[str, bytes]) -> dict[str, bytes]:
    """Puts the description into the package; returns the part if it is new.

    replaced: the parts that changed so far; those that change here are added to them.
    """
    existing = ribbon_of(book)
    if existing:
        replaced[existing] = xml
        return {}
    relation = f'<Relationship Id="rIdRibbon" Type="{_TYPE}" Target="{_PART}"/>'
    replaced[_ROOT] = ended(book.archive.part(_ROOT), relation)
    return {_PART: xml}
