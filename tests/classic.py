"""The classic route of xlwings on any machine: its own modules, with a stand-in for pywin32 beneath them.

What Windows alone has is replaced (pywin32 and one DLL); the generator of the VBA wrappers, the conversion of arguments
and results and ``call_udf`` are xlwings' own.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import importlib
import sys
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock


class ComError(Exception):
    """pywin32's com_error."""


class ComTime(dt.datetime):
    """pywin32's date, a datetime."""


def load(name: str) -> tuple[ModuleType, ModuleType]:
    """xlwings.udfs, and the named module of UDFs imported anew with the decorators of the classic route."""
    udfs = _xlwings_udfs()
    import xlwings

    decorators = {"func": udfs.xlfunc, "arg": udfs.xlarg, "ret": udfs.xlret, "script": udfs.xlsub}
    before = {key: getattr(xlwings, key) for key in decorators}
    for key, value in decorators.items():
        setattr(xlwings, key, value)
    try:
        sys.modules.pop(name, None)
        module = importlib.import_module(name)
    finally:
        for key, value in before.items():
            setattr(xlwings, key, value)
    udfs.udf_modules[name] = {"filename": name, "filetime": None, "module": module}
    return udfs, module


def _xlwings_udfs() -> ModuleType:
    if "xlwings.udfs" in sys.modules:
        return sys.modules["xlwings.udfs"]
    _pretend_pywin32()
    real, ctypes.PyDLL = ctypes.PyDLL, MagicMock()  # type: ignore[misc]
    try:
        import xlwings
        import xlwings._xlwindows as windows

        xlwings._xlwindows = windows
        xlwings.engines.add(xlwings.Engine(impl=windows.engine))
        server = _module("xlwings.com_server")
        server.loop = None  # of asynchronous functions, of which there are none
        return importlib.import_module("xlwings.udfs")
    finally:
        ctypes.PyDLL = real  # type: ignore[misc]


def _pretend_pywin32() -> None:
    _module("pywintypes", com_error=ComError, error=OSError, TimeType=ComTime, datetime=ComTime, IID=str)
    _module(
        "pythoncom",
        CoInitialize=lambda *_: None,
        IID_IDispatch="IDispatch",
        TypeIIDs={"IDispatch": type("PyIDispatch", (), {})},
        com_error=ComError,
        ole_error=ComError,
        VT_ERROR=10,
    )
    for name in ("win32api", "win32con", "win32gui", "win32process", "win32event"):
        setattr(_module(name), "__getattr__", lambda _: MagicMock())  # noqa: B010
    _module("win32timezone", TimeZoneInfo=SimpleNamespace(utc=lambda: dt.UTC))
    client = _module(
        "win32com.client",
        CDispatch=type("CDispatch", (), {}),
        CoClassBaseClass=type("CoClassBaseClass", (), {}),
        DispatchBaseClass=type("DispatchBaseClass", (), {}),
        Dispatch=lambda one, *_, **__: one,
        DispatchEx=MagicMock(),
        VARIANT=SimpleNamespace,
    )
    _module("win32com", client=client)
    ctypes.oledll, ctypes.windll = MagicMock(), MagicMock()  # type: ignore[attr-defined]


def _module(name: str, **content: Any) -> ModuleType:
    module = ModuleType(name)
    module.__file__, module.__path__ = name, []
    module.__dict__.update(content)
    sys.modules[name] = module
    return module
