"""The outputs besides the workbook: PDF, Word, publication copy. Imported only when one is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

from xlcsp.errors import XlcspError
from xlcsp.files import packed
from xlcsp.files import write as files
from xlcsp.files.drafts import scratch
from xlcsp.planbook import Master
from xlcsp.report.model import Report
from xlcsp.returns.collect import Collection


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which outputs are asked for, in the order in which they are made."""

    docx: bool = False
    publish: bool = False
    pdf: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The fields of the outputs that are asked for."""
        return tuple(each.name for each in fields(self) if getattr(self, each.name))


NOTHING_ELSE = Wanted()


def write_outputs(
    asked: Wanted, report: Report, master: Master, collection: Collection, workbook: Path
) -> tuple[list[Path], list[str]]:
    """Writes the outputs beside the report workbook, under its name; returns the paths and what could not be made.

    If one output fails, the others are still made. PDF makes three files: the pack for the board, its annex, and an
    accessible (tagged) PDF of the Word version.
    """
    written: list[Path] = []
    failed: list[str] = []
    document = workbook.with_suffix(".docx")
    copy = workbook.with_name(f"{workbook.stem} publication")
    outputs: dict[str, tuple[str, Callable[[], list[Path]]]] = {
        "docx": (document.name, lambda: _word(report, document)),
        "publish": (copy.name, lambda: _publication(master, collection, report, copy)),
        "pdf": ("PDF", lambda: _pdfs(report, workbook, document if document in written else None)),
    }
    for name, make in (outputs[field] for field in asked.names):
        try:
            written += make()
        except XlcspError as error:
            failed.append(str(error))
        except OSError as error:
            failed.append(f"{name}: it could not be written. {files.what_stopped(error)}")
        except Exception as error:  # noqa: BLE001 - whatever a library raises, the other outputs are made
            words = f"This is a fault of the program; please report it. {type(error).__name__}: {error}"
            failed.append(f"{name}: it could not be made. {words}")
    return written, failed


def _word(report: Report, document: Path) -> list[Path]:
    from xlcsp.report.word import write_word

    packed.keep_if_edited(document)
    write_word(report, document)
    return [document]


def _publication(master: Master, collection: Collection, report: Report, stem: Path) -> list[Path]:
    from xlcsp.report.publication import write_publication

    return write_publication(master, collection, report.edition, stem, report.released)


def _pdfs(report: Report, workbook: Path, document: Path | None) -> list[Path]:
    from xlcsp.report.pdf import ToPrint, write_pdfs
    from xlcsp.report.sheets import write_parts
    from xlcsp.report.word import write_word

    title, author = f"Performance report {report.quarter}", report.settings.partnership
    with scratch() as folder:
        pack, annex = folder / "pack.xlsx", folder / "annex.xlsx"
        write_parts(report, pack, annex)
        if document is None:
            document = folder / f"{workbook.stem}.docx"
            write_word(report, document)
        beside = [workbook.with_name(f"{workbook.stem} {name}.pdf") for name in ("annex", "accessible")]
        jobs = (
            (pack, workbook.with_suffix(".pdf"), title),
            (annex, beside[0], f"{title}: annex"),
            (document, beside[1], title),
        )
        return write_pdfs([ToPrint(source, to, name, author, report.data_date) for source, to, name in jobs])
