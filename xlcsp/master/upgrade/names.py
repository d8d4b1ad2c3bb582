"""The names of cells that formulas and macros use, and the rows and lists that *Settings* lacks."""

from __future__ import annotations

from xlcsp.master.live import table_on
from xlcsp.master.parts import Rule, edit
from xlcsp.master.parts.book import Workbook
from xlcsp.master.parts.markup import Splices
from xlcsp.master.parts.widen import cell_validations, with_cell_validations
from xlcsp.master.tables import row_height
from xlcsp.master.upgrade.step import Step, Target, new_settings, read_content
from xlcsp.planbook.settings import SETTINGS

_OURS = ("csp_", "xlcsp_")
_VERSION = "xlcsp_version"


def with_names(book: Workbook, target: Target) -> Step:
    """Adds the new names, and the version that made the workbook."""
    fresh = target.fresh
    listed = book.root.first("definedNames")
    source = fresh.archive.part(fresh.main)
    present = {node.attributes.get("name", "").casefold(): node for node in book.root.listed("definedNames")}
    splices, new, changes = Splices(book.archive.part(book.main)), b"", []
    for node in fresh.root.listed("definedNames"):
        name = node.attributes.get("name", "")
        old = present.get(name.casefold())
        if not name.startswith(_OURS):
            continue
        if old is None:
            new += source[node.start : node.end]
            changes.append(f"New name {name}.")
        elif name == _VERSION and old.text != node.text:
            splices.put(old.inner, old.close, source[node.inner : node.close])
            changes.append(f"It says that it is of version {node.text.strip(chr(34))}, not {old.text.strip(chr(34))}.")
    if new and listed is not None:
        splices.append(listed, new)
    elif new:
        at = next(node.end for node in book.root.children if node.name == "sheets")
        splices.put(at, at, b"<definedNames>" + new + b"</definedNames>")
    return Step(book.archive.rebuilt({book.main: splices.applied()}), tuple(changes))


def with_settings(book: Workbook, target: Target) -> Step:
    """Adds the new settings, each blank, which means the same as before."""
    rows = new_settings(target.book)
    if not rows or SETTINGS.name not in target.book.sheets:
        return Step()
    rule = Rule(
        ("setting", "meaning"),
        append=True,
        through=target.last_row(SETTINGS),
        height=lambda row: row_height(SETTINGS, row),
    )
    changed = edit(book.file, book.content, tables={SETTINGS.name: rows}, rules={SETTINGS.name: rule})
    return Step(changed, (f"Settings: new rows {', '.join(str(row['setting']) for row in rows)}, blank.",))


def with_choices(book: Workbook, target: Target) -> Step:
    """Adds drop-downs for settings with a few possible words; a cell with somebody's own rule keeps it."""
    if SETTINGS.name not in target.book.sheets:
        return Step()
    fresh = target.fresh
    choices = cell_validations(fresh.archive.part(fresh.sheets[SETTINGS.name]))
    lists = {name: choices[at] for name, at in _values(fresh).items() if at in choices}
    places = {at: lists[name] for name, at in _values(book).items() if name in lists}
    part = book.sheets[SETTINGS.name]
    xml = book.archive.part(part)
    after = with_cell_validations(xml, places)
    changes = ("Settings: the drop-down lists of this version.",) if after != xml else ()
    return Step(book.archive.rebuilt({part: after}), changes)


def _values(book: Workbook) -> dict[str, tuple[int, int]]:
    """The row and column of each setting's value, by the setting's name."""
    table = table_on(read_content(book.file, book.content), SETTINGS)
    if table is None or not {"setting", "value"} <= table.columns.keys():
        return {}
    named = ((table.text(row, "setting"), row) for row in table.numbers)
    return {name.casefold(): (row, table.columns["value"]) for name, row in named if name}
