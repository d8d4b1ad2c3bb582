"""Decides VBA's ``#If`` beforehand, because LibreOffice compiles every branch and fails on those meant for others."""

from __future__ import annotations

import re

WINDOWS = {"vba7": True, "win64": True, "mac": False}  # Excel of today on Windows
_DIRECTIVE = re.compile(r"\s*#(If|ElseIf|Else|End If|Const)\b\s*(.*?)\s*(?:\bThen\b.*)?(?:'.*)?$", re.IGNORECASE)
_TOKEN = re.compile(r'"[^"]*"|<>|=|>=|\d+|\w+')


def resolved(source: str) -> str:
    """The module with the branches that Excel for Windows takes, every line where it was (the others empty)."""
    constants: dict[str, object] = dict(WINDOWS)
    taken: list[bool] = []  # of each open #If: whether a branch of it has been taken
    active: list[bool] = []
    lines = []
    for line in source.split("\r\n"):
        found = _DIRECTIVE.match(line)
        if found is None:
            lines.append(line if all(active) else "")
            continue
        lines.append("")
        word, rest = found[1].lower(), found[2]
        if word == "if":
            holds = all(active) and _holds(rest, constants)
            taken.append(holds)
            active.append(holds)
        elif word in {"elseif", "else"}:
            holds = not taken[-1] and all(active[:-1]) and (word == "else" or _holds(rest, constants))
            taken[-1] |= holds
            active[-1] = holds
        elif word == "end if":
            taken.pop()
            active.pop()
        elif all(active):
            name, _, value = rest.partition("=")
            constants[name.strip().lower()] = _value(value.strip(), constants)
    assert not active, "an #If without its #End If"
    return "\r\n".join(lines)


def _holds(condition: str, constants: dict[str, object]) -> bool:
    """``A``, ``Not A``, ``A = B``, joined by Or: as much as the modules use; anything else is a fault of the test."""
    return any(_single(part.strip(), constants) for part in re.split(r"\bOr\b", condition, flags=re.IGNORECASE))


def _single(condition: str, constants: dict[str, object]) -> bool:
    if condition.lower().startswith("not "):
        return not _single(condition[4:].strip(), constants)
    left, operator, right = (*_TOKEN.findall(condition), "", "")[:3]
    assert " ".join(filter(None, (left, operator, right))) == condition, condition
    if not operator:
        return bool(_value(left, constants))
    if operator == "=":
        return _value(left, constants) == _value(right, constants)
    assert operator == ">=", condition
    return float(str(_value(left, constants) or 0)) >= float(right)


def _value(text: str, constants: dict[str, object]) -> object:
    if text.startswith('"'):
        return text.split('"')[1]
    if text.isdecimal():
        return int(text)
    return {"true": True, "false": False}.get(text.lower(), constants.get(text.lower(), False))
