"""``xlcsp upgrade``: what an earlier version's master lacks is added, all else is byte for byte as it was.

The target is a new master: its sheets, columns, formulas, drop-downs, macros and names. Columns are added at the right
end of the tables that people keep; whole sheets of the program come from a new master.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlcsp.errors import PlanError
from xlcsp.master.lite.parts import is_lite
from xlcsp.master.parts.archive import refusal
from xlcsp.master.parts.book import Workbook, opened
from xlcsp.master.upgrade.code import with_code
from xlcsp.master.upgrade.columns import with_columns, with_ranges, with_text_identifiers
from xlcsp.master.upgrade.macros import with_macros, with_tab
from xlcsp.master.upgrade.names import with_choices, with_names, with_settings
from xlcsp.master.upgrade.performance import with_formulas, with_missing_rows
from xlcsp.master.upgrade.sheets import with_guide, with_sheets
from xlcsp.master.upgrade.step import Step, Target, read_content, target_of
from xlcsp.planbook import Master
from xlcsp.planbook.master import master_of

__all__ = ["Upgraded", "carried_out", "upgraded"]

Make = Callable[[Workbook, Target], Step]
_STEPS: tuple[Make, ...] = (
    with_ranges, with_columns, with_text_identifiers, with_formulas, with_guide, with_sheets, with_missing_rows,
    with_macros, with_tab, with_code, with_names, with_settings, with_choices,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The upgraded workbook. changes: what is new in it. kept: what stays as it was, and why."""

    content: bytes
    changes: Sequence[str]
    kept: Sequence[str]


def upgraded(path: Path, content: bytes) -> Upgraded:
    """The master's content as this version would have made it; the same content if nothing is due.

    Raises WouldLoseParts if anything that a person owns would be lost, WorkbookError if the file cannot be read.
    """
    return carried_out(path, content, _STEPS)


def carried_out(path: Path, content: bytes, steps: Sequence[Make]) -> Upgraded:
    """The master's content after these steps."""
    target = target_of(path.name, read_content(path.name, content), is_lite=is_lite(path.name, content))
    changes: list[str] = []
    notes: list[str] = []
    after = content
    for make in steps:
        step: Step = make(opened(path.name, after), target)
        after = after if step.content is None else step.content
        changes += step.changes
        notes += step.kept
    _check_same(path, content, after)
    return Upgraded(after, changes, notes)


def _check_same(path: Path, before: bytes, after: bytes) -> None:
    """Checks that the plan reads as before: the last safety net."""
    try:
        old = master_of(read_content(path.name, before), path)
    except PlanError:
        return  # it has faults, which the check reports; they are not ours to mend
    if _contents(old) != _contents(master_of(read_content(path.name, after), path)):
        raise refusal(
            path.name, "The plan would read differently after the upgrade", do="Send the file to the maintainers"
        )


def _contents(master: Master) -> tuple[object, ...]:
    return (
        master.plan, master.settings, master.history, master.corrections, master.contacts, master.peers,
        master.benchmarks, master.overrides, master.actions,
    )  # fmt: skip
