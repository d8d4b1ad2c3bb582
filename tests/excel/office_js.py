"""What Office.js sends to xlwings' server route when a cell calls a function."""

from __future__ import annotations

from typing import Any


def question(function: str, arguments: list[Any], version: str) -> dict[str, Any]:
    """The body of the request. version: of xlwings, which must not be imported before its route is chosen."""
    return {
        "client": "Office.js",
        "version": version,
        "caller_address": "[master.xlsm]Performance!A1",
        "session_id": "s",
        "culture_info_name": "en-GB",
        "date_format": "dd/mm/yyyy",
        "runtime": "1.4",
        "func_name": function,
        "args": arguments,
    }
