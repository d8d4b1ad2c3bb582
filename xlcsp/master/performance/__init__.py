"""The sheet *Performance*: for each column the formula that an officer sees, and what it answers, side by side.

The formula is the same in every row, so that it can be filled down. ``value`` answers as Excel would work it out: the
look-ups by the rows that they look up, the functions by ``xlcsp.answers``. LibreOffice's recalculation of every
cell is held against it in the tests.
"""

from xlcsp.master.performance.column import Column
from xlcsp.master.performance.work import COLUMNS, PERFORMANCE, formula, worked_out

__all__ = ["COLUMNS", "PERFORMANCE", "Column", "formula", "worked_out"]
