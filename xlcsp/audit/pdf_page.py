"""A page of a PDF as pdfplumber reads it; of each character only what text and tables need, at a third of the time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from pdfminer.layout import LTPage
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import stream_value
from pdfminer.psparser import PSKeyword, keyword_name
from pdfminer.utils import Matrix, apply_matrix_rect
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent

from xlcsp.audit.pdf_tokens import tokens

_SPELT = str.maketrans({"*": "_a", '"': "_w", "'": "_q"})  # as pdfminer names the methods of operators


class PlainPage(Page):  # type: ignore[misc]
    """A page whose characters have a place, a size and a text, but no colours, tags or names of layers."""

    @cached_property
    def layout(self) -> LTPage:
        """The page's characters, lines and pictures."""
        device = _Device(self)
        _Interpreter(self.pdf.rsrcmgr, device).process_page(self.page_obj)
        found: LTPage = device.get_result()
        return found

    def process_object(self, obj: Any) -> dict[str, Any]:
        """One character, line or picture of the page, with its place from the page's upper left corner."""
        return obj if isinstance(obj, dict) else super().process_object(obj)


class _Interpreter(PDFPageInterpreter):
    """Carries out what a page's content says, as pdfminer does, its tokens found at once."""

    def execute(self, streams: Sequence[object]) -> None:
        """All operators of a page, or of a part that it contains."""
        own = [stream_value(one) for one in streams]
        found = tokens(b"\n".join(one.get_data() for one in own))
        if found is None or any(one.objid is None or one.objid in self.parent_stream_ids for one in own):
            super().execute(streams)
            return
        self.stream_ids = {one.objid for one in own if one.objid is not None}
        for token in found:
            if not isinstance(token, PSKeyword):
                self.push(token)
                continue
            method = getattr(self, f"do_{keyword_name(token).translate(_SPELT)}", None)
            if method is None:
                continue
            count = method.__func__.__code__.co_argcount - 1
            operands = self.pop(count) if count else []
            if len(operands) == count:
                method(*operands)


class _Device(PDFPageAggregatorWithMarkedContent):  # type: ignore[misc]
    """Keeps a character as pdfplumber's record of it, instead of an object from which that is made."""

    def __init__(self, page: PlainPage) -> None:
        super().__init__(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
        self._number, self._height, self._doctop = page.page_number, page.height, page.initial_doctop
        self._right, self._down = page.mediabox[:2]

    def render_char(
        self, matrix: Matrix, font: PDFFont, fontsize: float, scaling: float, rise: float, cid: int, *colours: Any
    ) -> float:
        """Adds a character, and returns how far the next one is from it."""
        if font.is_vertical():
            return super().render_char(matrix, font, fontsize, scaling, rise, cid, *colours)  # type: ignore[no-any-return]
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = self.handle_undefined_char(font, cid)
        advance, low = font.char_width(cid) * fontsize * scaling, font.get_descent() * fontsize + rise
        a, b, c, d, _, _ = matrix
        x0, y0, x1, y1 = apply_matrix_rect(matrix, (0, low, advance, low + fontsize))
        top = self._height - y1 + self._down
        self.cur_item.add({
            "object_type": "char", "page_number": self._number, "text": text, "fontname": font.fontname,
            "size": y1 - y0, "upright": a * d * scaling > 0 and b * c <= 0, "matrix": matrix, "width": x1 - x0,
            "height": y1 - y0, "x0": x0 + self._right, "x1": x1 + self._right, "y0": y0, "y1": y1,
            "top": top, "bottom": self._height - y0 + self._down, "doctop": self._doctop + top,
        })  # fmt: skip
        return advance


def plain(page: Page) -> PlainPage:
    """The same page, read plainly."""
    return PlainPage(page.pdf, page.page_obj, page.page_number, page.initial_doctop)
