"""Requests to LibreOffice by UNO, run by the Python that has the module uno; calc.py is its other half.

    python3 calc_uno.py PIPE

Takes one JSON request a line, ``[verb, argument, ...]``, and answers each with one line: ``{"answer": …}``, or
``{"error": …}`` where LibreOffice raised one.
"""

import contextlib
import json
import sys
import time

import uno
from com.sun.star.beans import PropertyValue

ALWAYS_EXECUTE = 4  # com.sun.star.document.MacroExecMode
SCREEN, POSITION_AND_SIZE = (1600, 1000), 15  # of screen.py; com.sun.star.awt.PosSize
ERROR = 4  # com.sun.star.sheet.FormulaResult


def properties(**values):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def connected(pipe, seconds=60):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    give_up = time.monotonic() + seconds
    while True:
        with contextlib.suppress(Exception):
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        if time.monotonic() > give_up:
            raise SystemExit("LibreOffice does not answer")
        time.sleep(0.1)


class Calc:
    """One LibreOffice with at most one document open."""

    def __init__(self, pipe):
        context = connected(pipe)
        self.service = lambda name: context.ServiceManager.createInstanceWithContext(name, context)
        self.desktop = self.service("com.sun.star.frame.Desktop")
        self.document = None

    def open(self, url, hidden):
        arguments = properties(Hidden=hidden, MacroExecutionMode=ALWAYS_EXECUTE)
        self.document = self.desktop.loadComponentFromURL(url, "_blank", 0, arguments)
        return list(self.document.Sheets.ElementNames)

    def close(self):
        self.document.close(True)
        self.document = None

    def save(self, url, kind):
        """Saves a copy; kind: the name of LibreOffice's filter."""
        self.document.storeToURL(url, properties(FilterName=kind))

    def described(self):
        """The functions that the Function Wizard lists."""
        listed = self.service("com.sun.star.sheet.FunctionDescriptions")
        return [one.Value for at in range(listed.Count) for one in listed.getByIndex(at) if one.Name == "Name"]

    def call(self, macro, arguments):
        """The answer of a macro of the document's VBA project, named ``Module.Procedure``."""
        url = f"vnd.sun.star.script:VBAProject.{macro}?language=Basic&location=document"
        answer, _, _ = self.document.getScriptProvider().getScript(url).invoke(tuple(arguments), (), ())
        return answer

    def cells(self, sheet):
        """Each cell that holds something: address, formula (or empty), content, the error that it shows (or empty)."""
        found = self.document.Sheets.getByName(sheet)
        cursor = found.createCursor()
        cursor.gotoEndOfUsedArea(False)
        last = cursor.RangeAddress
        used = found.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)
        errors = {}
        for area in used.queryFormulaCells(ERROR).RangeAddresses:
            for row in range(area.StartRow, area.EndRow + 1):
                for column in range(area.StartColumn, area.EndColumn + 1):
                    errors[row, column] = found.getCellByPosition(column, row).String
        letters = [found.Columns.getByIndex(column).Name for column in range(last.EndColumn + 1)]
        answer = []
        for row, (contents, formulas) in enumerate(zip(used.DataArray, used.FormulaArray)):  # noqa: B905 - as many
            for column, (content, formula) in enumerate(zip(contents, formulas)):  # noqa: B905
                if formula:
                    written = formula if formula.startswith(("=", "{=")) else ""
                    answer.append([f"{letters[column]}{row + 1}", written, content, errors.get((row, column), "")])
        return answer

    def put(self, sheet, address, content):
        cell = self.document.Sheets.getByName(sheet).getCellRangeByName(address)
        if isinstance(content, str):
            cell.String = content
        else:
            cell.Value = content

    def define(self, name, content):
        self.document.NamedRanges.getByName(name).Content = content

    def is_modified(self):
        return self.document.isModified()

    def recalculate(self):
        self.document.calculateAll()

    def show(self, sheet, column=0):
        """Brings a sheet to the front, from a column on; returns the first column beyond what is seen, 0 at the end."""
        controller = self.document.CurrentController
        found = self.document.Sheets.getByName(sheet)
        controller.setActiveSheet(found)
        window = controller.Frame.ContainerWindow
        window.setPosSize(0, 0, *SCREEN, POSITION_AND_SIZE)
        window.toFront()
        panes = [controller.getByIndex(index) for index in range(controller.Count)]
        panes[-1].setFirstVisibleColumn(max(column, panes[-1].getFirstVisibleColumn()))
        cursor = found.createCursor()
        cursor.gotoEndOfUsedArea(False)
        beyond = panes[-1].VisibleRange.EndColumn
        return beyond if beyond < cursor.RangeAddress.EndColumn else 0

    def button(self, label):
        """The middle of the active sheet's button in pixels of the screen, and the macro it calls."""
        controller = self.document.CurrentController
        sheet = controller.ActiveSheet
        for form in range(sheet.DrawPage.Forms.Count):
            models = sheet.DrawPage.Forms.getByIndex(form)
            for index in range(models.Count):
                model = models.getByIndex(index)
                if getattr(model, "Label", None) == label:
                    place = controller.getControl(model).AccessibleContext
                    corner, size = place.LocationOnScreen, place.Size
                    events = [event.ScriptCode for event in models.getScriptEvents(index)]
                    return [corner.X + size.Width // 2, corner.Y + size.Height // 2, events]
        raise LookupError(label)

    def quit(self):
        if self.document is not None:
            self.close()
        with contextlib.suppress(Exception):
            self.desktop.terminate()


def plain(value):
    """A UNO value as JSON has it."""
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float | str) else repr(value)


def main():
    calc = Calc(sys.argv[1])
    for line in sys.stdin:
        verb, *arguments = json.loads(line)
        try:
            said = {"answer": plain(getattr(calc, verb)(*arguments))}
        except Exception as error:  # noqa: BLE001 - every error of UNO goes to the test
            said = {"error": f"{type(error).__name__}: {getattr(error, 'Message', error)}"}
        print(json.dumps(said), flush=True)


main()
