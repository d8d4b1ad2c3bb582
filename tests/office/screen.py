"""A virtual screen with a mouse, and pictures of it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

SIZE = "1600x1000x24"


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """A display of Xvfb, by its name (``:217``)."""
    display = f":{100 + os.getpid() % 30_000}"  # a server that is ending elsewhere may still hold a low number
    command = ["Xvfb", display, "-screen", "0", SIZE, "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await_server(display)
        yield display
    finally:
        server.terminate()
        server.wait()


def click(display: str, x: int, y: int) -> None:
    """A real click of the left button."""
    _xdotool(display, "mousemove", str(x), str(y), "click", "1")


def picture(display: str, path: Path) -> None:
    """Saves what the screen shows."""
    subprocess.run(["import", "-display", display, "-window", "root", str(path)], check=True)


def _await_server(display: str) -> None:
    for _ in range(100):
        if _xdotool(display, "getdisplaygeometry", check=False):
            return
        time.sleep(0.1)
    raise RuntimeError(f"Xvfb does not answer on display {display}")


def _xdotool(display: str, *arguments: str, check: bool = True) -> bool:
    surroundings = {**os.environ, "DISPLAY": display}
    done = subprocess.run(["xdotool", *arguments], env=surroundings, capture_output=True, check=check)
    return done.returncode == 0
