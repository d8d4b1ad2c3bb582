"""What is made of a report besides the workbook: PDF, Word, publication copy. Imported only when one is asked for."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from xlcsp.files import packed
from xlcsp.planbook import Master
from xlcsp.report.model import Report
from xlcsp.returns.collect import Collection


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them are asked for."""

    pdf: bool = False
    docx: bool = False
    publish: bool = False

    @property
    def anything(self) -> bool:
        """Whether anything is."""
        return self.pdf or self.docx or self.publish


NOTHING_ELSE = Wanted()


def write_outputs(wanted: Wanted, report: Report, master: Master, collection: Collection, workbook: Path) -> list[Path]:
    """Makes what is wanted beside the report workbook, under its name; returns the paths.

    PDF makes two: the pages of the workbook, and an accessible (tagged) one of the Word version.
    """
    made: list[Path] = []
    document = workbook.with_suffix(".docx")
    if wanted.docx:
        from xlcsp.report.word import write_word

        packed.keep_if_edited(document)
        write_word(report, document)
        made.append(document)
    if wanted.publish:
        from xlcsp.report.publication import write_publication

        made += write_publication(
            master, collection, report.edition, workbook.with_name(f"{workbook.stem} publication")
        )
    if wanted.pdf:
        made += _pdfs(report, workbook, document if wanted.docx else None)
    return made


def _pdfs(report: Report, workbook: Path, document: Path | None) -> list[Path]:
    from xlcsp.report.pdf import ToPrint, write_pdfs
    from xlcsp.report.word import write_word

    title, author = f"Performance report {report.quarter}", report.settings.partnership
    with tempfile.TemporaryDirectory(prefix="xlcsp-word-") as folder:
        if document is None:
            document = Path(folder) / f"{workbook.stem}.docx"
            write_word(report, document)
        accessible = workbook.with_name(f"{workbook.stem} accessible.pdf")
        targets = ((workbook, workbook.with_suffix(".pdf")), (document, accessible))
        return write_pdfs([ToPrint(source, target, title, author, report.data_date) for source, target in targets])
