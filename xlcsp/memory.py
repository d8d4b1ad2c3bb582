"""Python's search for circles of objects that nothing else refers to, made rare.

It begins anew with each 700 objects that are made and stay. Workbooks, reports and tables are thousands of objects that
stay until they are written, with hardly a circle among them: looking through them took a tenth of a cold report, a
sixteenth of a batch, an eighth of ``frames.assess`` with 1,500 series (more of more) and a fifth of reading a PDF.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 100_000  # made between two searches: none in a report of the example, so that it takes 0.7 MB more of 47


def search_rarely() -> None:
    """For a process that is ours alone; where it is rarer still, or switched off, it stays so."""
    if 0 < gc.get_threshold()[0] < _OBJECTS:
        gc.set_threshold(_OBJECTS)


@contextmanager
def searched_rarely() -> Iterator[None]:
    """For a function that somebody's program calls; a decorator too."""
    before = gc.get_threshold()
    search_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)


def search_no_more() -> None:
    """For the end of a process, which would else look through all that it still has, twice."""
    gc.freeze()
