"""The Basic module with a function for each of ``xlcsp.answers.functions``, and the macro that they call.

Both are generated from the functions' own table. Calc's Function Wizard shows no help for Basic functions, so it is in
comments above each function, and in the handbook.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator
from importlib import resources
from xml.sax.saxutils import escape

from xlcsp import __version__
from xlcsp.answers.functions import ARGUMENTS, FUNCTIONS

NAME = "xlcsp"  # of the module in the library
MACRO = "xlcsp_functions.py"
MARK = "Written by xlcsp libreoffice install"
_WIDTH = 110
_MODULE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="{name}" script:language="StarBasic">
{source}
</script:module>
"""
_HEAD = f"""\
' The functions of xlcsp {__version__} for cells. {MARK}, and taken out by xlcsp libreoffice remove.
' What is changed here is lost when it is run again.
Option Explicit
Option Compatible ' for ParamArray: which arguments are there is known by their number
Global xlcspScript As Object
"""
_FUNCTION = """\
Public Function {upper}(ParamArray given())
    {upper} = XlcspAnswer("{name}", given)
End Function
"""
_ANSWER = f"""\
Private Function XlcspAnswer(functionName As String, given)
    Dim row As Long, column As Long, indexes(), changed(), factory As Object, answer, block()
    On Error GoTo Failed
    If IsNull(xlcspScript) Then ' finding it takes longer than most answers
        factory = CreateUnoService("com.sun.star.script.provider.MasterScriptProviderFactory")
        xlcspScript = factory.createScriptProvider("").getScript( _
            "vnd.sun.star.script:{MACRO}$answer?language=Python&location=user")
    End If
    answer = xlcspScript.invoke(Array(functionName, given), indexes, changed)
    If IsArray(answer) Then
        ReDim block(UBound(answer), UBound(answer(0)))
        For row = 0 To UBound(answer)
            For column = 0 To UBound(answer(0))
                block(row, column) = answer(row)(column)
            Next
        Next
        XlcspAnswer = block
    Else
        XlcspAnswer = answer
    End If
    Exit Function
Failed:
    xlcspScript = Nothing
    XlcspAnswer = "The functions' part in Python could not be run. Run xlcsp libreoffice install. If this stays, " & _
        "LibreOffice lacks its own Python (on Debian and Ubuntu: libreoffice-script-provider-python)."
End Function
"""


def module_text() -> str:
    """The text of the Basic module in the library."""
    source = "\n".join([_HEAD, *("\n".join(_lines(name)) for name in FUNCTIONS), _ANSWER])
    return _MODULE.format(name=NAME, source=escape(source).rstrip())


def _lines(name: str) -> Iterator[str]:
    """A function with its help above it."""
    function, words = FUNCTIONS[name], ARGUMENTS[name]
    needed = len(words) - len(function.__defaults__ or ())
    shown = [word if at < needed else f"[{word}]" for at, word in enumerate(words)]
    yield from _comment(f"{name.upper()}({', '.join(shown)})", "    ")
    for part in (inspect.getdoc(function) or "").split("\n\n"):
        yield from _comment(" ".join(part.split()))
    for argument, words_of in words.items():
        yield from _comment(f"  {argument}: {words_of}", "    ")
    yield _FUNCTION.format(upper=name.upper(), name=name)


def _comment(text: str, further: str = "") -> list[str]:
    return [f"' {line}" for line in textwrap.wrap(text, _WIDTH, subsequent_indent=further)]


def macro_text(python: str) -> str:
    """The text of the macro in the profile. python: the Python that answers."""
    text = resources.files("xlcsp.libreoffice").joinpath("macro.py").read_text(encoding="utf-8")
    for name, value in (("VERSION", __version__), ("PYTHON", python)):
        text = text.replace(f'{name} = ""', f"{name} = {value!r}", 1)
    return text
