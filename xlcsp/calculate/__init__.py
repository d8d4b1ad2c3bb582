"""Evaluates formulas as a spreadsheet does, so that each rule of a sheet is written only once, in its formula.

Forms and *Performance* are written with their formulas' results stored in the cells, for readers that do not calculate
(Protected View, Python). Only the part of Excel's language that these formulas use is supported; anything else is
refused when a formula is parsed. Numbers are exact. (Libraries that calculate workbooks use floats, and support neither
tables nor custom functions.)
"""

from __future__ import annotations

from xlcsp.calculate.cells import Area, Fault, stored
from xlcsp.calculate.formula import Language, Part

__all__ = ["Area", "Fault", "Language", "Part", "stored"]
