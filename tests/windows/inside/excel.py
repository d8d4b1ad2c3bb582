"""What Excel's VBA does to reach Python: the same DLL and command line (``XLPyCommand`` of macros/xlwings.bas)."""

import contextlib
import ctypes
import os
from pathlib import Path

import pythoncom
import win32com.client

INTERPRETER = Path(os.path.expandvars(r"%LOCALAPPDATA%\xlcsp\Scripts\pythonw.exe"))  # as on the sheet xlwings.conf
DLL = "xlwings64-0.37.8.dll"  # the name is in macros/xlwings.bas


class _Variant(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_ushort),
        ("reserved", ctypes.c_ushort * 3),
        ("value", ctypes.c_void_p),
        ("more", ctypes.c_void_p),
    )


@contextlib.contextmanager
def server(workbook):
    """xlwings' COM server, as ``XLPy`` gives it to a workbook of that full name; ended as ``KillPy`` does."""
    pythoncom.CoInitialize()
    activate = _library().XLPyDLLActivateAuto
    activate.restype = ctypes.c_long
    command = _command(workbook).encode("mbcs")
    found = _Variant()
    if activate(ctypes.byref(found), command, 1) != 0:
        raise OSError(ctypes.wstring_at(found.value))
    wrap = ctypes.PyDLL(pythoncom.__file__).PyCom_PyObjectFromIUnknown
    wrap.restype = ctypes.py_object
    dispatch = (ctypes.c_byte * 16)()
    ctypes.oledll.ole32.CLSIDFromString("{00020400-0000-0000-C000-000000000046}", dispatch)
    try:
        yield win32com.client.Dispatch(wrap(ctypes.c_void_p(found.value), dispatch, True))
    finally:
        activate(ctypes.byref(_Variant()), command, -1)


def _library():
    """From the interpreter's folder or the one above, as ``XLPyLoadDLL`` looks for it."""
    for folder in (INTERPRETER.parent, INTERPRETER.parent.parent):
        if (folder / DLL).exists():
            return ctypes.WinDLL(str(folder / DLL))
    raise FileNotFoundError(DLL)


def _command(workbook):
    path = sys_path(workbook).replace("\\", "\\\\").replace("'", "\\'").replace("&", "^&")
    tail = (
        ' -B -c "import sys, os;import xlwings.utils;'
        f'xlwings.utils.prepare_sys_path(\\"{path}\\");import xlwings; xlwings.serve(\'$(CLSID)\')"'
    )
    return f'cmd.exe  /K ""{INTERPRETER}"{tail}"'


def sys_path(workbook):
    """What ``prepare_sys_path`` is given: ADD_WORKBOOK_TO_PYTHONPATH, the workbook twice, no setting of OneDrive."""
    return f"False;{workbook};{workbook};;;;"
