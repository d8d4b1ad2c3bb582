"""``python -m xlcsp.libreoffice.worker``: answers the cells of LibreOffice, a line of JSON for each line of JSON."""

from __future__ import annotations

import contextlib
import itertools
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

from xlcsp import __version__
from xlcsp.answers.functions import ARGUMENTS, FUNCTIONS
from xlcsp.answers.shapes import Fault, guarded, plain
from xlcsp.domain.numbers import listed, plural
from xlcsp.errors import XlcspError


def answered(name: str, arguments: Sequence[Any]) -> Any:
    """What the cell shows. arguments: ranges as rows of cells; single cells and constants as values."""
    function = FUNCTIONS.get(name)
    if function is None:
        return f"There is no {name.upper()} in xlcsp {__version__}. Run xlcsp libreoffice install."
    names = list(ARGUMENTS[name])
    needed = len(names) - len(function.__defaults__ or ())
    if not needed <= len(arguments) <= len(names):
        needs = f"It needs {listed(names[:needed])}" if needed else "It needs none"
        more = f", and takes {listed(names[needed:])}" if names[needed:] else ""
        return f"{name.upper()} is given {plural(len(arguments), 'argument')}. {needs}{more}."
    doubtful = {at: names[at] for at in range(needed, len(arguments)) if arguments[at] == 0}
    if doubtful:
        return _in_doubt(function, arguments, doubtful)
    return guarded(function)(*arguments)


def _in_doubt(function: Callable[..., Any], arguments: Sequence[Any], doubtful: dict[int, str]) -> Any:
    """Calc gives 0 for an argument left out between others: tries both, and answers where only one makes sense."""
    answers: dict[int, dict[str, Any]] = {}  # by their number of faults: a reading that makes no sense has more
    for values in itertools.product((None, 0), repeat=len(doubtful)):
        values_in_doubt = dict(zip(doubtful, values, strict=True))
        with contextlib.suppress(XlcspError):
            answer = function(*(values_in_doubt.get(at, value) for at, value in enumerate(arguments)))
            faults = sum(isinstance(cell, Fault) for row in answer for cell in row) if isinstance(answer, list) else 0
            shown = plain(answer)
            answers.setdefault(faults, {})[json.dumps(shown)] = shown
    likely = answers[min(answers)] if answers else {}
    if len(likely) > 1:
        return (
            f"{listed(doubtful.values())}: LibreOffice gives 0 for an argument that is left out, and here the two "
            "differ. Where it is left out, name a blank cell; for the 0 of a cell D1 write D1:D1."
        )
    left_out = (None if at in doubtful else value for at, value in enumerate(arguments))
    return next(iter(likely.values())) if likely else guarded(function)(*left_out)


def main() -> None:
    """Answers until LibreOffice closes."""
    for line in sys.stdin:
        sys.stdout.write(f"{json.dumps(answered(*json.loads(line)))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
