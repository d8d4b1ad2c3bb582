"""*Performance*: earlier versions' formulas are replaced by this one's; a person's own stay."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_uppercase

from xlcsp.files.cells import address
from xlcsp.master import performance
from xlcsp.master.live import squeezed, stored_values, without_row, worked_out
from xlcsp.master.parts import edit, formulas
from xlcsp.master.parts.archive import refusal
from xlcsp.master.parts.book import Workbook
from xlcsp.master.parts.carry import Carrier
from xlcsp.master.parts.sheet import SheetPart
from xlcsp.master.parts.widen import NewColumn, widened, wider_table
from xlcsp.master.performance import PERFORMANCE
from xlcsp.master.refresh import with_rows
from xlcsp.master.upgrade.columns import lacking, table_of
from xlcsp.master.upgrade.earlier import FORMULAS, digest
from xlcsp.master.upgrade.step import Step, Target, read_content
from xlcsp.measures.numbers import listed

_NAME = PERFORMANCE.name
_NAMED_CELLS = 5


def with_formulas(book: Workbook, target: Target) -> Step:
    """Puts in this version's formulas and new columns; the whole sheet if no formula is left."""
    if _NAME not in book.sheets:
        return Step()
    present = formulas(book.file, book.content, _NAME)
    is_new = _squeezed(formulas_of(book)) == _squeezed(formulas_of(target.fresh))
    if target.last_row(PERFORMANCE) == 0 and not is_new:
        return _renewed(book, target, present)
    return _Formulas(book, target, present).step()


def with_missing_rows(book: Workbook, target: Target) -> Step:
    """Adds a row for each series of the plan that has none, below the existing ones, with this version's values."""
    if not without_row(target.book):
        return Step()
    filled = with_rows(book.file, book.content, read_content(book.file, book.content))
    if not filled.added:
        return Step(kept=(filled.refused,) if filled.refused else ())
    after = read_content(book.file, filled.content)
    values, _ = stored_values(after, formulas(book.file, filled.content, _NAME), {})
    new = {str(number) for number, row in worked_out(after).items() if row["id"] in filled.added}
    values = {at: value for at, value in values.items() if at.lstrip(ascii_uppercase) in new}
    change = f"{_NAME}: a row for {listed(filled.added)}, which had none."
    return Step(edit(book.file, filled.content, cached={_NAME: values}), (change,))


def _renewed(book: Workbook, target: Target, present: Mapping[str, str]) -> Step:
    """Replaces a sheet without series by a new master's, unless somebody typed something there."""
    sheet, table = SheetPart(book, _NAME), table_of(book, PERFORMANCE)
    ours = {name.casefold() for name in PERFORMANCE.columns.headings}
    known = {known_digest for digests in FORMULAS.values() for known_digest in digests} | {
        digest(squeezed(formula)) for formula in formulas_of(target.fresh).values()
    }
    ours_at = {at for at, formula in present.items() if digest(squeezed(formula)) in known}
    foreign = [column for column in table.columns if column.casefold() not in ours]
    typed = [
        (row, column)
        for row, column in sheet.places()
        if row > table.area.top and not sheet.is_blank(row, column) and address(row, column) not in ours_at
    ]
    others = [relation.kind for relation in book.relations(sheet.part) if relation.kind != "table"]
    if foreign or typed or others:
        found = "It has no row for a series, and holds something of your own"
        what = (foreign or [address(*place) for place in typed] or others)[0]
        do = "Move it to a sheet of your own, and run again; the sheet is then made anew"
        raise refusal(book.file, f"{found} ({what})", do=do, sheet=_NAME)
    carrier = Carrier(book, target.fresh)
    carrier.renew(_NAME)
    carrier.finish(book.archive.part(book.main))
    change = f"{_NAME}: made anew with a row for each series; it had none."
    return Step(book.archive.rebuilt(carrier.replaced), (change,))


def _squeezed(formulas_by_name: Mapping[str, str]) -> dict[str, str]:
    return {name: squeezed(formula) for name, formula in formulas_by_name.items()}


def formulas_of(book: Workbook) -> Mapping[str, str]:
    """The formula of each column, from the first row of a master's table."""
    of_sheet, table = formulas(book.file, book.content, _NAME), table_of(book, PERFORMANCE)
    places = ((name, address(table.area.top + 1, table.area.left + at)) for at, name in enumerate(table.columns))
    return {name: of_sheet[at] for name, at in places if at in of_sheet}


class _Formulas:
    def __init__(self, book: Workbook, target: Target, present: Mapping[str, str]) -> None:
        self._there, self._book = present, book
        self._sheet, self._table = SheetPart(self._book, _NAME), table_of(self._book, PERFORMANCE)
        self._wanted = formulas_of(target.fresh)
        self._values = worked_out(target.book)
        self._rows = range(self._table.area.top + 1, self._table.area.bottom + 1)

    def step(self) -> Step:
        changed, own = self._replaced_columns()
        missing = lacking(PERFORMANCE, self._table)
        new = [self._new_column(column.heading, column.width) for column in missing]
        lost = self._lost_columns(own)
        if not changed and not new and not lost:
            return Step(self._book.archive.rebuilt({}), kept=self._own_formulas_kept(own))
        formulas_of = {name: self._wanted[name] for name in {*changed, *lost} if name not in own}
        replaced = {self._table.part: wider_table(self._book, self._table, new, formulas_of)}
        replaced[self._sheet.part] = (
            widened(self._book, self._sheet, self._table, new) if new else self._sheet.changed()
        )
        notes = [f"{_NAME}: this version's formulas in {', '.join(changed)}."] if changed else []
        notes += [f"{_NAME}: new columns {', '.join(column.name for column in new)}."] if new else []
        notes += [f"{_NAME}: new rows take its formulas again."] if lost and not changed else []
        return Step(self._book.archive.rebuilt(replaced), tuple(notes), self._own_formulas_kept(own))

    def _lost_columns(self, own: Mapping[str, list[str]]) -> list[str]:
        """The columns whose formula is missing from the table, as some spreadsheets save it."""
        nodes = self._table.root.listed("tableColumns", "tableColumn")
        named = zip(self._table.columns, nodes, strict=False)
        without = [name for name, node in named if node.first("calculatedColumnFormula") is None]
        return [name for name in without if name in self._wanted and name not in own]

    def _own_formulas_kept(self, own: Mapping[str, list[str]]) -> tuple[str, ...]:
        return tuple(
            f"{_NAME}!{', '.join(cells[:_NAMED_CELLS])}: a formula of your own in the column {name}; it stays as it is."
            for name, cells in own.items()
        )

    def _replaced_columns(self) -> tuple[list[str], dict[str, list[str]]]:
        """The columns in which an earlier formula was replaced, and the cells with somebody's own formula."""
        changed: list[str] = []
        own: dict[str, list[str]] = {}
        for name, formula in self._wanted.items():
            column = self._table.places.get(name.casefold())
            if column is None:
                continue
            for row in self._rows:
                at = address(row, column)
                present = squeezed(self._there.get(at, ""))
                if not present or present == squeezed(formula):
                    continue
                if digest(present) not in FORMULAS.get(name, ()):
                    own.setdefault(name, []).append(at)
                    continue
                value = self._values.get(row, {}).get(name, "")
                self._sheet.write_formula(row, column, formula, value, self._sheet.style(row, column))
                changed.append(name)
        return list(dict.fromkeys(changed)), own

    def _new_column(self, name: str, width: float) -> NewColumn:
        forms = {column.name: column.form for column in performance.COLUMNS}
        places = self._table.places
        alike = [other for other in forms if other.casefold() in places and forms[other] == forms.get(name)]
        values = {row: self._values.get(row, {}).get(name, "") for row in self._rows}
        return NewColumn(name, alike[-1] if alike else "", width, self._wanted.get(name, ""), values)
