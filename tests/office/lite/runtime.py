"""xlwings Lite as far as its public parts allow: a workbook's ``main.py`` in Pyodide, with xlwings' own runtime."""

from __future__ import annotations

import base64
import importlib.util
import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PARTS = Path(__file__).parents[3] / ".ci" / "lite"  # what .ci/lite.sh fetches
_RUN = Path(__file__).with_name("run.mjs")
_LIBRARIES = ("openpyxl", "et_xmlfile", "xlsxwriter", "email_validator", "idna", "dns")  # pure Python: as they are here


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of it. answers: of the calls; books: of each script what it wrote; files: what it left behind."""

    told: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def functions(self) -> dict[str, dict[str, Any]]:
        """The registered functions by name."""
        return {one["id"].lower(): one for one in self.told["meta"]["functions"]}


def run(work: Path, main: str, **job: Any) -> Ran:
    """Runs it. work: a folder for what goes in and out; job: as ``run.mjs`` explains it."""
    question, answer = work / "job.json", work / "out.json"
    folders = [str(Path(str(importlib.util.find_spec(name).origin)).parent) for name in _LIBRARIES]  # type: ignore[union-attr]
    question.write_text(json.dumps({"main": main, "libraries": folders, **job}), encoding="utf-8")
    command = ["node", str(_RUN), str(PARTS), str(question), str(answer)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    told = json.loads(answer.read_text(encoding="utf-8"))
    return Ran(told, {name: base64.b64decode(content) for name, content in told.pop("files").items()})
