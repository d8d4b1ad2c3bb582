"""The functions in a real browser, without Excel: a page with xlwings' own script and Pyodide, served locally."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

from tests.office.lite.runtime import PARTS

_PAGE = Path(__file__).with_name("page.html")
_LONGEST = 300  # seconds on a busy machine


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *args: Any, job: bytes, told: Queue[dict[str, Any]], **kwargs: Any) -> None:
        self._job, self._told = job, told
        super().__init__(*args, directory=str(PARTS), **kwargs)

    def do_GET(self) -> None:
        own = {"/": ("text/html", _PAGE.read_bytes()), "/job.json": ("application/json", self._job)}.get(self.path)
        if own is None:
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", own[0])
        self.end_headers()
        self.wfile.write(own[1])

    def do_POST(self) -> None:
        self._told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


def answered(work: Path, main: str, calls: list[Any]) -> dict[str, Any]:
    """What the page answers in headless Chromium. work: an empty folder for its profile."""
    told: Queue[dict[str, Any]] = Queue()
    wheels = [f"/wheels/{path.name}" for path in sorted((PARTS / "wheels").glob("*.whl"))]
    job = json.dumps({"main": main, "calls": calls, "wheels": wheels}).encode()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, job=job, told=told)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        command = [str(shutil.which("chromium")), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
        command += [f"--user-data-dir={work}", f"http://127.0.0.1:{server.server_port}/"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as browser:
            try:
                return told.get(timeout=_LONGEST)
            finally:
                browser.terminate()
                server.shutdown()
