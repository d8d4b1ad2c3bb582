"""What officers add, as pages print it: states beside the computed ones."""

from __future__ import annotations

from collections.abc import Iterator

from xlcsp.report.model import MeasureReport


def added_by_officers(measure: MeasureReport) -> Iterator[str]:
    """The lines that a measure's page and the exceptions have of it."""
    if measure.override is not None:
        yield f"{measure.override.words}."
