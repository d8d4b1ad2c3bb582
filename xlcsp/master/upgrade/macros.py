"""The master's macros: earlier versions' are replaced by this one's; if a person has added any, all stay."""

from __future__ import annotations

from xlcsp.errors import WorkbookError
from xlcsp.master.macros import project
from xlcsp.master.parts.book import Workbook, opened
from xlcsp.master.parts.markup import Splices
from xlcsp.master.parts.removal import mended
from xlcsp.master.upgrade.button import with_button
from xlcsp.master.upgrade.earlier import MODULES, digest
from xlcsp.master.upgrade.step import Step, Target
from xlcsp.master.vba_reading import code_of, vba_modules
from xlcsp.master.workbook import code_name

_SIGNATURE = "vbaProjectSignature"  # and those that end in Agile and V3
_EXPORT = "Export it (Alt+F11, File, Export), remove it, run again, and import it into the upgraded workbook"


def with_macros(file: str, content: bytes, target: Target) -> Step:
    """Puts in this version's macros, and the names by which they find the sheets."""
    book = opened(file, content)
    part = book.part_called("vbaProject")
    if not part:
        return Step(content)
    ours = code_of(vba_modules(project()))
    try:
        modules = vba_modules(book.archive.part(part))
    except WorkbookError as error:
        return Step(content, kept=(f"The macros stay as they are. {error}",))
    present = code_of(modules)
    foreign = [
        name for name, text in present.items() if text != ours.get(name) and digest(text) not in MODULES.get(name, ())
    ]
    if foreign:
        words = f"The macros stay as they are: {', '.join(foreign)} is not the program's. {_EXPORT}."
        return Step(content, kept=(words,))
    fresh = opened(file, target.fresh)
    replaced, is_new = _with_code_names(book, fresh), not ours.items() <= present.items()
    sheets = {code_name(sheet) for sheet in book.sheets if sheet in fresh.sheets}
    if not replaced and not is_new and sheets <= set(modules):
        return Step(content)
    changes = ["The macros and the functions' help are this version's."] if is_new else []
    changes += ["The macros find the sheets again."] if replaced else []
    added = with_button(book, fresh, replaced) if replaced else {}
    if added:
        changes.append("Start: its buttons are there again.")
    replaced[part] = project()  # Excel itself makes the empty modules of a person's own sheets
    signatures = {relation.target for relation in book.relations(part) if relation.kind.startswith(_SIGNATURE)}
    if signatures:  # of the old macros: Excel would call it invalid
        replaced |= mended(book, signatures)
        changes.append("The macros are no longer signed. Sign them again (Alt+F11, Tools, Digital Signature).")
    return Step(book.archive.rebuilt(replaced, signatures, added), tuple(changes))


def _with_code_names(book: Workbook, fresh: Workbook) -> dict[str, bytes]:
    """The parts that lacked a name by which macros find them. made: a new master."""
    replaced: dict[str, bytes] = {}
    for sheet, part in book.sheets.items():
        root, splices = book.parsed(part), Splices(book.archive.part(part))
        node, name = root.first("sheetPr"), code_name(sheet)
        if sheet not in fresh.sheets or (node is not None and node.attributes.get("codeName")):
            continue
        if node is None:
            splices.put(root.inner, root.inner, f'<sheetPr codeName="{name}"/>'.encode())
        else:
            splices.set(node, codeName=name)
        replaced[part] = splices.applied()
    own, splices = book.root.first("workbookPr"), Splices(book.archive.part(book.main))
    if own is not None and "codeName" not in own.attributes:
        splices.set(own, codeName="ThisWorkbook")
        replaced[book.main] = splices.applied()
    return replaced
