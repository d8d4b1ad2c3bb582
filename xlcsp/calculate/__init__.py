"""Formulas worked out as a spreadsheet would, so that each rule of a sheet is written once: in its formula.

Forms and *Performance* are written with what their formulas give stored in the cells, for readers that do not
calculate (Protected View, Python). As much of Excel's language is known as these formulas speak; whatever else one says
is refused when it is read. Numbers are exact. (Libraries that calculate workbooks do it in floats, and know neither
tables nor functions of one's own.)
"""

from __future__ import annotations

from xlcsp.calculate.cells import Area, Fault, stored
from xlcsp.calculate.formula import Language, Part

__all__ = ["Area", "Fault", "Language", "Part", "stored"]
