"""A stand-in for Excel's Application and Workbook beneath xlwings: the master's cells, and what is written to them."""

import datetime as dt
import decimal
import json
import re
from pathlib import Path

import pywintypes

from xlcsp.files.cells import CellError
from xlcsp.files.read import read_book
from xlcsp.master.sheets import COLLECTED

ERRORS = {"#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036, "#N/A": 2042}
AUTOMATIC = -4105


class Thing:
    """An object of Excel: what it has; anything else is unknown, as COM says it."""

    def __init__(self, **known):
        self.__dict__.update(known)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise pywintypes.com_error(-2147352570, f"Unknown name: {name}", None, None)


class Several(Thing):
    """A collection of Excel's."""

    def __init__(self, things):
        super().__init__(things=things, Count=len(things))

    def __iter__(self):
        return iter(self.things.values())

    def __call__(self, key):
        if key not in self.things:
            raise pywintypes.com_error(-2147352567, "Exception occurred.", None, None)
        return self.things[key]

    Item = __call__


class Range(Thing):
    """A block of cells, of the sheet's grid."""

    def __init__(self, sheet, row, column, rows=1, columns=1):
        super().__init__(Worksheet=sheet, Row=row, Column=column, Count=rows * columns, Application=sheet.Application)
        self.Rows = Thing(Count=rows, AutoFit=lambda: None)
        self.Columns = Thing(Count=columns)

    def __call__(self, row, column):
        return Range(self.Worksheet, self.Row + row - 1, self.Column + column - 1)

    def Address(self, *_):
        last = f"{_letters(self.Column + self.Columns.Count - 1)}{self.Row + self.Rows.Count - 1}"
        return f"{_letters(self.Column)}{self.Row}:{last}"

    GetAddress = Address

    @property
    def places(self):
        return [
            [(row, column) for column in range(self.Column, self.Column + self.Columns.Count)]
            for row in range(self.Row, self.Row + self.Rows.Count)
        ]

    @property
    def Value(self):
        found = tuple(tuple(self.Worksheet.grid.get(place) for place in line) for line in self.places)
        return found if self.Count > 1 else found[0][0]

    @Value.setter
    def Value(self, given):
        rows = given if isinstance(given, list | tuple) else [[given]]
        for places, values in zip(self.places, rows, strict=True):
            for place, value in zip(places, values, strict=True):
                self.Worksheet.grid[place] = value[1:] if isinstance(value, str) and value[:1] == "'" else value

    @property
    def Formula(self):
        values = self.Value if self.Count > 1 else ((self.Value,),)
        texts = tuple(tuple("" if one is None else str(one) for one in line) for line in values)
        return texts if self.Count > 1 else texts[0][0]


class Sheet(Thing):
    """A worksheet with its tables."""

    def __init__(self, application, name, rows):
        grid = {(r, c): _com(one) for r, line in enumerate(rows, 1) for c, one in enumerate(line, 1) if one is not None}
        super().__init__(Application=application, Name=name, grid=grid, Activate=lambda: None)
        of = next((one for one in COLLECTED if one.name == name), None)
        size = (max(len(rows), 5) - 3, len(of.columns)) if of else ()
        table = Thing(Name=f"t{name}", Parent=self, Range=Range(self, 4, 1, *size))
        table.Resize = lambda area: table.__dict__.update(Range=area)
        self.ListObjects = Several({table.Name: table} if of else {})

    @property
    def UsedRange(self):
        return Range(self, 1, 1, *(max(place[axis] for place in self.grid) for axis in (0, 1)))

    def Cells(self, row, column):
        return Range(self, row, column)

    def Range(self, first, last=None):
        if isinstance(first, str):
            corners = re.findall(r"\$?([A-Z]+)\$?(\d+)", first)
            first, *others = (Range(self, int(row), _number(letters)) for letters, row in corners)
            last = others[0] if others else None
        last = last or first
        return Range(self, first.Row, first.Column, last.Row - first.Row + 1, last.Column - first.Column + 1)


def workbook(full, report):
    """The workbook of that full name, open in Excel; what becomes of it is written to the report at the end."""
    application = Thing(
        Version="16.0", Name="Microsoft Excel", Hwnd=1, Path="C:\\Office", Calculation=AUTOMATIC, ScreenUpdating=True
    )
    sheets = {name: Sheet(application, name, one.rows) for name, one in read_book(Path(full)).sheets.items()}
    message = sheets["Start"].Cells(4, 2)
    book = Thing(Application=application, FullName=full, Name=full.rpartition("\\")[2], Worksheets=Several(sheets))
    book.Sheets = book.Worksheets
    book.Names = Several({"xlcsp_message": Thing(Name="xlcsp_message", RefersToRange=message)})
    for one in sheets.values():
        one.Parent = book
    opened = []

    def tell():
        figures = sheets["Figures"]
        told = {"message": message.Value, "opened": opened, "figures": figures.ListObjects("tFigures").Range.Value}
        told["calculation"] = application.Calculation
        Path(report).write_text(json.dumps(told, default=str), encoding="utf-8")

    application.Calculate = tell
    application.Workbooks = Several({book.Name: book})
    application.Workbooks.Open = lambda path, *_, **__: (opened.append(path), tell(), book)[-1]
    sheets["Start"].Activate = tell
    return book


def _com(value):
    """A cell as COM gives it: errors as numbers, dates with a time, numbers of the plan in currency as decimals."""
    if isinstance(value, CellError):
        return ERRORS[str(value)] - 0x7FF60000
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return decimal.Decimal(str(value)) if value == 1100 else float(value)
    return value


def _number(letters):
    total = 0
    for letter in letters:
        total = total * 26 + ord(letter) - 64
    return total


def _letters(column):
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
