"""The project's Python at the other end of the double: one question a line of standard input, one answer a line."""

from __future__ import annotations

import json
import sys
from typing import Any

from tests import classic

MISSING = -2147352572  # what COM gives for an argument left out


def call_udf(module: str, function: str, arguments: list[Any]) -> Any:
    """What xlwings' server answers: its own conversion code, a row or a single value taken out of its block."""
    udfs, _ = _loaded(module)
    block = udfs.call_udf(module, function, tuple(map(_from_cells, arguments)))
    return block[0][0] if len(block) == len(block[0]) == 1 else block


def _from_cells(value: Any) -> Any:
    if value == "(left out)":
        return MISSING
    return tuple(map(tuple, value)) if isinstance(value, list) else value


_modules: dict[str, Any] = {}


def _loaded(name: str) -> Any:
    if name not in _modules:
        _modules[name] = classic.load(name)
    return _modules[name]


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(call_udf(*json.loads(line))), flush=True)
