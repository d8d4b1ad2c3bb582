"""The plan, its history and settings, read from a master workbook. All faults are reported at once.

To add a column to the sheet *Measures*: a field with its default in ``domain.plan.Series``, and one entry in
``MEASURES`` (``columns.py``): ``PlanColumn("unit_one", "unit_one", 15, help="…")``, with ``choices`` and ``usual`` if
its cells are words of a list, with ``form`` if they are numbers (``form_of`` if these are percentages in some rows),
with ``read`` if they are neither. Width, drop-down, help, look and reading follow from it; an entry without its field
is refused as soon as a plan is read. A master without the column is read as if it were blank.

To add a row to *Settings*: a field with its default in ``domain.plan.Settings``, and one entry in ``ROWS``
(``settings.py``).

To add a column to another sheet: an entry in the ``SheetOf`` at the head of its module (``column("…",
needed=False)``, which earlier masters may lack; ``xlcsp upgrade`` adds it), and what the reader below makes of it.
"""

from xlcsp.planbook.master import MASTERS, Master, find_master, master_of, read_master

__all__ = ["MASTERS", "Master", "find_master", "master_of", "read_master"]
