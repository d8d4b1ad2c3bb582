"""What the sheets of a package share: texts and number formats, by their index as it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlcsp.files.cells import CellError, Value
from xlcsp.files.formats import Format

_INDEXES = tuple(map(str, range(4096)))  # of texts kept by index; a larger number would take more memory
_WHOLE = re.compile(r"\s*\d{1,9}\s*", re.ASCII)


class Styles(dict[str | None, Format | None]):
    """The number formats of cells, by the style's index as written; None for plain numbers."""

    def __init__(self, formats: Sequence[Format | None], *, since_1904: bool = False) -> None:
        super().__init__({str(number): look for number, look in enumerate(formats or (None,))})
        self[None] = formats[0] if formats else None
        self._formats, self.since_1904 = formats, since_1904

    def __missing__(self, written: str | None) -> Format | None:
        """Raises LookupError if there is no such style."""
        if not _WHOLE.fullmatch(written or ""):
            raise LookupError
        return self._formats[int(written or 0)]


class Texts(dict[str | None, Value]):
    """The shared texts, by index as written; None for blank ones."""

    def __init__(self, texts: Sequence[str | None] = ()) -> None:
        super().__init__(zip(_INDEXES, texts, strict=False))
        self._texts = texts

    def __missing__(self, index: str | None) -> Value:
        """Raises LookupError for an invalid index, which must not be read as the first text."""
        at = int(index) if index and _WHOLE.fullmatch(index) else -1
        if 0 <= at < len(self._texts):
            return self._texts[at]
        return CellError("a text that is not in the file") if index and not index.isspace() else None
