"""The report as a Word document for committee papers: real headings and tables, repeated headers, alternative text."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from xlcsp import theme
from xlcsp.domain.periods import day, short_day
from xlcsp.files import packed
from xlcsp.files import write as files
from xlcsp.measures import rating
from xlcsp.measures.numbers import listed
from xlcsp.report import officers, words
from xlcsp.report.figure import MEASURE_SHARE, key_of
from xlcsp.report.model import MeasureReport, Report, ThemeReport
from xlcsp.report.pages import pages
from xlcsp.report.pictures import can_draw
from xlcsp.report.scorecard import line_values, scorecard
from xlcsp.report.summary import COUNTED, COUNTS, counts, summary_lists
from xlcsp.report.word_tables import SMALL, add_charts, add_logo, add_row, keep_with_next, new_table

_NUMBER, _RAG, _ROOM = 1.3, 3.0, 22.4  # centimetres: number, RAG; measure and quarters together
_LONGEST_REASON = 40  # characters of a reason in the narrow cell of the RAG; a longer one stands below the measure
_LONGEST_PROPERTY = 255  # characters that python-docx accepts
_SCORE_WIDTHS = (0.9, 5.5, 2.2, 1.65, 1.75, 2.0, 2.2, 3.1, 1.8, 1.5, 2.05, 2.05)
_WITH_BENCHMARKS = (0.8, 4.9, 1.8, 1.5, 1.6, 1.8, 1.9, 2.6, 1.7, 1.4, 1.8, 1.8, 3.1)
_EXCEPTION_WIDTHS = (1.3, 5.2, 8.6, 8.3, 3.3)
_ACTION_WIDTHS = (1.3, 5.0, 7.9, 4.0, 2.3, 2.3, 1.7, 2.3)
_STATE_WIDTHS = (7.0, *[2.2] * len(COUNTED), 2.4)


def write_word(report: Report, path: Path) -> None:
    """Writes the document whole or not at all. The same report gives the same bytes."""
    document = _document(report)
    content = io.BytesIO()
    document.save(content)
    with files.replacing(path) as draft:
        packed.repacked(content, draft)


def _document(report: Report) -> Any:
    document = docx.Document()
    _set_up(document, report)
    board = report.settings.board_date.get(report.quarter.number)
    if report.settings.logo is not None:
        add_logo(document, report.settings.logo, words.logo_words(report.settings))
    title = document.add_heading(f"{report.settings.partnership}: performance report {report.quarter}", 0)
    title.paragraph_format.space_after = Pt(4)
    meets = f" For the board meeting of {day(board)}." if board else ""
    about = document.add_paragraph(
        f"{report.period}. Data as at {day(report.data_date)}.{meets} {report.edition.mark}."
    )
    about.paragraph_format.space_after = Pt(0)  # so that the scorecard ends on its page
    if report.decisions:
        document.add_heading(words.DECISIONS, 1)
        for text in report.decisions:
            document.add_paragraph(text, style="List Number")
    for name, write in _SECTIONS.items():
        if name != words.ACTIONS or officers.has_actions(report):
            write(document.add_heading(name, 1), document, report)
    shown = pages(report) if can_draw() else ()
    for part in report.themes:
        _theme(document, report, part)
        add_charts(document, [page for page in shown if page.measure in part.measures])
    return document


def _scorecard(heading: Any, document: Any, report: Report) -> None:
    """The scorecard, which a chair reads first: a line for each measure."""
    heading.paragraph_format.space_before = Pt(6)
    card = scorecard(report)
    about = "Each measure with its figures, target, year end, RAG now and before, and the direction of travel."
    widths = _SCORE_WIDTHS if len(card.head) == len(_SCORE_WIDTHS) else _WITH_BENCHMARKS
    table = new_table(document, card.head, widths, words.SCORECARD, about, SMALL)
    for _, scores in card.themes:
        for score in scores:
            states = {card.rag_column: score.rag, card.rag_column + 1: score.previous_rag}
            for line in score.lines:
                add_row(table, line_values(score, line), states=states, size=SMALL)
    _write_small(document, card.key)


def _write_small(document: Any, text: str) -> None:
    """A line below a table."""
    line = document.add_paragraph()
    line.paragraph_format.space_after = Pt(0)
    line.paragraph_format.line_spacing = 1
    line.add_run(text).font.size = Pt(SMALL)


def _summary(_: Any, document: Any, report: Report) -> None:
    document.add_paragraph(words.rag_sentence(report)).paragraph_format.keep_with_next = True
    _states_table(document, report)
    for summary in summary_lists(report):
        document.add_heading(summary.title, 2)
        for ref, text in summary.lines:
            document.add_paragraph(f"{ref}  {text}" if ref else text, style="List Bullet")


def _exceptions(_: Any, document: Any, report: Report) -> None:
    rows = list(officers.exceptions(report))
    if not rows:
        document.add_paragraph(officers.NO_EXCEPTION)
        return
    about = "Every series that is Red, with its figures, the commentary on it, and its theme lead."
    table = new_table(document, officers.EXCEPTION_HEAD, _EXCEPTION_WIDTHS, words.EXCEPTIONS, about)
    for ref, *cells in rows:
        add_row(table, (f"{ref}\n{rating.RED}", *cells), states={0: rating.RED})


def _actions(_: Any, document: Any, report: Report) -> None:
    document.add_paragraph(officers.actions_line(report)).paragraph_format.keep_with_next = True
    about = "What is being done about each measure, by which role, by when, and what is overdue."
    table = new_table(document, officers.ACTIONS_HEAD, _ACTION_WIDTHS, words.ACTIONS, about)
    for row in officers.action_rows(report):
        add_row(table, [short_day(cell) if isinstance(cell, date) else cell or "" for cell in row])


_SECTIONS = {
    words.SCORECARD: _scorecard,
    words.SUMMARY: _summary,
    words.EXCEPTIONS: _exceptions,
    words.ACTIONS: _actions,
}
"""What comes before the themes, in order. The scorecard is first, since it fills the first page."""


def _states_table(document: Any, report: Report) -> None:
    about = "How many measures of each theme have each RAG state."
    table = new_table(document, ("Theme", *COUNTED, "Measures"), _STATE_WIDTHS, COUNTS, about)
    for place, row in enumerate(counts(report)):
        is_last = place == len(report.themes)
        added = add_row(table, [str(cell) for cell in row], bold=is_last)
        if not is_last:
            keep_with_next(added)


def _theme(document: Any, report: Report, theme: ThemeReport) -> None:
    """The theme's measures, up to the report's quarter; later quarters are still empty."""
    document.add_heading(theme.name, 1)
    upto = report.quarter.number
    head = ("No", "Performance measure", *(f"Quarter {number}" for number in range(1, upto + 1)), "RAG")
    measure_width = _ROOM * MEASURE_SHARE[upto]
    widths = (_NUMBER, measure_width, *[(_ROOM - measure_width) / upto] * upto, _RAG)
    about = f"Each measure of {theme.name} with baseline and target, its quarters in sentences, and its RAG."
    table = new_table(document, head, widths, theme.name, about)
    for measure in theme.measures:
        rows = [add_row(table, row, state=state) for row, state in _measure_rows(measure, upto)]
        if len(rows) > 1:
            keep_with_next(rows[0])
    _write_small(document, key_of(theme))
    _comments(document, theme)


def _measure_rows(measure: MeasureReport, upto: int) -> Iterable[tuple[tuple[str, ...], str]]:
    """The rows of a measure, each with the RAG of its last cell; a measure of several series has one for itself."""
    ref, (state, reason) = measure.measure.ref, words.rag_and_reason(measure)
    if len(reason) <= _LONGEST_REASON:
        state, reason = f"{state}\n{reason}".strip(), ""
    is_single = len(measure.series) == 1
    if not is_single:
        yield (ref, f"{measure.measure.name}\n{reason}".strip(), *["–"] * upto, state), measure.rag
    for line in measure.series:
        name = [line.series.title if is_single else line.series.name, line.target]
        if line.outturn is not None:
            name += [f"{line.outturn.title}: {line.outturn.text}", line.outturn.commentary]
        own = line.rag if line.series.role != "context" else ""
        rag, printed = (measure.rag, state) if is_single else (own, own)
        words_below = reason if is_single else ""
        yield (ref, "\n".join(filter(None, (*name, words_below))), *line.sentences[:upto], printed), rag


def _comments(document: Any, theme_report: ThemeReport) -> None:
    """What is said about each measure: commentaries on the quarter's figures, then the theme lead's comment."""
    comments = [(measure, tuple(_said(measure))) for measure in theme_report.measures]
    if not any(lines for _, lines in comments):
        return
    document.add_heading("Commentary", 2)
    for measure, lines in comments:
        if lines:
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{measure.measure.ref} {measure.measure.name}{_of_row(measure)}").bold = True
            for line in lines:
                paragraph.add_run().add_break()
                paragraph.add_run(line)


def _said(measure: MeasureReport) -> Iterable[str]:
    """Who says what, as on the theme's sheet."""
    for line in measure.series:
        if line.commentary:
            yield measure.spoken(line, line.commentary)
    if measure.comment:
        yield measure.comment


def _of_row(measure: MeasureReport) -> str:
    """The quarter that the words are about, where its figure came late."""
    quarters = dict.fromkeys(line.row_quarter for line in measure.series if line.commentary and line.row_quarter)
    return f" ({listed(quarters)})" if quarters else ""


def _set_up(document: Any, report: Report) -> None:
    """A4 landscape, the theme's font and colours, language, footer with page numbers, properties from the data."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.5)
    for name, size, colour in (("Normal", 11, theme.INK), ("Title", 20, theme.BRAND), ("Heading 1", 16, theme.BRAND),
                               ("Heading 2", 13, theme.BRAND), ("Heading 3", 11, theme.BRAND)):  # fmt: skip
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = theme.FONT, Pt(size), RGBColor.from_string(colour)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(kind), theme.FONT)
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    if report.settings.marking:
        for part in (section.header, section.footer):
            line = part.paragraphs[0] if part is section.header else part.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.add_run(report.settings.marking).bold = True
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{report.title}. {report.edition.mark}. Page ")
    _field(footer, "PAGE")
    footer.add_run(" of ")
    _field(footer, "NUMPAGES")
    properties, moment = document.core_properties, files.midnight(report.data_date)
    properties.title = f"Performance report {report.quarter}"
    properties.subject, properties.language = _property(report.settings.partnership), "en-GB"
    properties.author = properties.last_modified_by = files.PROGRAM
    properties.comments, properties.keywords = "", packed.SEAL
    properties.created = properties.modified = moment
    properties.revision = 1


def _property(text: str) -> str:
    return text if len(text) <= _LONGEST_PROPERTY else f"{text[: _LONGEST_PROPERTY - 1]}…"


def _field(paragraph: Any, name: str) -> None:
    """A field that Word fills in: PAGE, NUMPAGES."""
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)  # noqa: SLF001 - python-docx has no name for these
