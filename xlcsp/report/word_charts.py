"""The pictures of the Word version: the charts of a theme's measures and the logo, each with alternative text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx.shared import Pt

from xlcsp.domain.logo import Logo
from xlcsp.report.pages import Page
from xlcsp.report.pictures import picture
from xlcsp.report.plots.of_page import control_plot, plots
from xlcsp.report.plots.plot import Plot

_BESIDE = 2
_LOGO = (200.0, 50.0)  # points, at most
_WIDTH, _HEIGHT = 346.0, 132.0  # points: two side by side on a landscape page, and three rows of them on one


def add_charts(document: Any, shown: Sequence[Page]) -> None:
    """A heading for each page's measure, and its charts side by side, all on one page.

    A chart with none beside it takes the whole width.
    """
    drawn = [(page, rows) for page in shown if (rows := _of(page))]
    if drawn:
        document.add_heading("Charts", 2)
    for page, rows in drawn:
        document.add_heading(f"{page.series.ref} {page.title}", 3)
        for row in rows:
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.paragraph_format.keep_with_next = row is not rows[-1]
            for plot in row:
                _add(paragraph, plot, _WIDTH * _BESIDE / len(row))


def _of(page: Page) -> list[Sequence[Plot]]:
    """The charts in rows of two; a single chart has the control chart beside it."""
    drawn = [*plots(page), *([control_plot(page, page.control)] if page.control else [])]
    return [drawn[start : start + _BESIDE] for start in range(0, len(drawn), _BESIDE)]


def _add(paragraph: Any, plot: Plot, width: float) -> None:
    """The picture, with its title and a description for people who cannot see it."""
    png = io.BytesIO(picture(plot, width, _HEIGHT))
    shape = paragraph.add_run().add_picture(png, width=Pt(width), height=Pt(_HEIGHT))
    about = shape._inline.docPr  # noqa: SLF001 - python-docx has no name for these
    about.set("title", plot.title)
    about.set("descr", plot.alt_text)


def add_logo(document: Any, logo: Logo, description: str) -> None:
    """The partnership's logo in a line of its own."""
    wide, high = logo.within(*_LOGO)
    shape = document.add_paragraph().add_run().add_picture(io.BytesIO(logo.content), width=Pt(wide), height=Pt(high))
    shape._inline.docPr.set("descr", description)  # noqa: SLF001 - the same
