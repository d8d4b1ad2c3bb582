"""How a workbook of xlwings Lite stores a call: Office puts a prefix of its own before the functions of an add-in.

People see and type ``=CSP_RAG(…)``; the file holds ``_xldudf_CSP_RAG(…)``.
"""

from __future__ import annotations

import re

PREFIX = "_xldudf_"
_CALL = re.compile(rf"(?<![\w.])(?:{PREFIX})?(CSP_[A-Z_]+)(?=\()", re.IGNORECASE)


def prefixed(formula: str) -> str:
    """The formula as a workbook of xlwings Lite stores it; LibreOffice writes the names in small letters."""
    return _CALL.sub(lambda call: f"{PREFIX}{call[1].upper()}", formula)


def bare(formula: str) -> str:
    """The formula as people see it, whichever way it is stored; small letters stay."""
    return re.sub(rf"{PREFIX}(?=csp_)", "", formula, flags=re.IGNORECASE)
