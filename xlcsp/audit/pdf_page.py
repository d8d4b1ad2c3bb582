"""A page of a PDF as pdfplumber reads it; of each character only what text and tables need, at half of the time."""

from __future__ import annotations

from typing import Any

from pdfplumber.page import LTChar, Page


class PlainPage(Page):  # type: ignore[misc]
    """A page whose characters have a place, a size and a text, but no colours, tags or names of layers."""

    def process_object(self, obj: Any) -> dict[str, Any]:
        """One character, line or picture of the page, with its place from the page's upper left corner."""
        if not isinstance(obj, LTChar):
            return super().process_object(obj)  # type: ignore[no-any-return]
        right, down = self.mediabox[:2]
        top = self.height - obj.y1 + down
        return {
            "object_type": "char", "page_number": self.page_number, "text": obj.get_text(), "fontname": obj.fontname,
            "size": obj.size, "upright": obj.upright, "matrix": obj.matrix, "width": obj.width, "height": obj.height,
            "x0": obj.x0 + right, "x1": obj.x1 + right, "y0": obj.y0, "y1": obj.y1,
            "top": top, "bottom": self.height - obj.y0 + down, "doctop": self.initial_doctop + top,
        }  # fmt: skip


def plain(page: Page) -> PlainPage:
    """The same page, read plainly."""
    return PlainPage(page.pdf, page.page_obj, page.page_number, page.initial_doctop)
