"""The functions of xlcsp for cells: asks the Python where xlcsp is installed. Written by xlcsp libreoffice install.

LibreOffice's own Python runs this (3.8 or later, without xlcsp). Whatever goes wrong, the cell shows a sentence, and
no cell waits longer than a minute.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
import time
from typing import Any

VERSION = ""
PYTHON = ""
MODULE = "xlcsp.libreoffice.worker"
LONGEST = 60  # seconds for an answer; for the first, Python may have to load from a slow network drive
PAUSE = 30  # seconds without a new attempt after there was no answer
_NOT_ITS = ("PYTHON", "__PYVENV")  # variables of LibreOffice's Python that would mislead another


class NoAnswer(Exception):
    """Why there is no answer, as a sentence."""


class Worker:
    """The process that runs xlcsp in its own Python: one line of answer for each line sent."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - written here by the one that is asked
            [PYTHON, "-I", "-m", MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if not name.startswith(_NOT_ITS)},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.asked: queue.Queue[bytes] = queue.Queue()
        self.answered: queue.Queue[bytes] = queue.Queue()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self) -> None:
        """Sends and reads in a thread of its own, so that LibreOffice does not wait for ever."""
        try:
            with self.process as process:
                questions, answers, line = process.stdin, process.stdout, b"-"
                while line and questions and answers:
                    questions.write(self.asked.get() + b"\n")
                    questions.flush()
                    line = answers.readline()
                    self.answered.put(line)
        except OSError:
            self.answered.put(b"")

    def ask(self, line: bytes) -> bytes:
        """The answer; empty where the process has ended."""
        self.asked.put(line)
        try:
            return self.answered.get(timeout=LONGEST)
        except queue.Empty:
            self.process.kill()
            raise NoAnswer(
                f"xlcsp has not answered for {LONGEST} seconds. Save, and recalculate with Ctrl+Shift+F9."
            ) from None


kept: dict[str, Any] = {}  # the worker; or why there is none, and when to try again


def answer(name: str, arguments: Any) -> Any:
    """What a cell shows: a number, a text, or rows of them. arguments: as Basic gives them, ranges as rows."""
    try:
        return shown(json.loads(asked(json.dumps([name, arguments]).encode())))
    except NoAnswer as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - a cell would show no more than Err:504
        return f"Not worked out ({type(error).__name__}): {error}"


def asked(line: bytes) -> bytes:
    """The worker's answer as it comes. If there was none, the next cells get the reason at once."""
    if time.monotonic() < kept.get("until", 0):
        raise NoAnswer(kept["why"])
    try:
        return of_worker(line)
    except NoAnswer as error:
        kept.clear()
        kept.update(why=str(error), until=time.monotonic() + PAUSE)
        raise


def of_worker(line: bytes) -> bytes:
    """Asks the worker; starts a new one where there is none, or the last one has ended."""
    was_there = "worker" in kept
    answer = worker().ask(line)
    if not answer and was_there:
        kept.clear()
        answer = worker().ask(line)
    if not answer:
        raise NoAnswer(f"xlcsp does not run in {PYTHON}. Install it there, then run xlcsp libreoffice install.")
    return answer


def worker() -> Worker:
    """The worker, started if there is none."""
    if "worker" not in kept:
        try:
            kept["worker"] = Worker()
        except OSError:
            words = f"There is no Python at {PYTHON}. Install xlcsp, then run xlcsp libreoffice install."
            raise NoAnswer(words) from None
    running: Worker = kept["worker"]
    return running


def shown(value: Any) -> Any:
    """The answer as a value for Basic."""
    if isinstance(value, list):
        return tuple(tuple(shown(cell) for cell in row) for row in value)
    return "" if value is None else float(value) if isinstance(value, int) else value


g_exportedScripts = (answer,)  # noqa: N816 - LibreOffice's name
