"""A person at LibreOffice Calc, who types into cells and saves; run by the system's Python, which has its UNO bridge.

    /usr/bin/python3 tests/office/person_uno.py PROFILE < jobs.json > answers.json

A job: {"path", "type": [["Return", "D14", "1,291"], ...], "save": [path, filter], "read": [["Return", "L14"], ...]}.
Without "save" what was typed is saved in its place. Its answer: what the cells that are read show. Text is typed as
with a British keyboard: Calc makes numbers, percentages and dates of it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from started_uno import properties, started

LOCALE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>en-GB</value></prop></item></oor:items>
"""


def done(desktop, dispatcher, job):
    """What a job asks for."""
    document = desktop.loadComponentFromURL(Path(job["path"]).resolve().as_uri(), "_blank", 0, properties(Hidden=False))
    try:
        controller = document.CurrentController
        for name, cell, text in job.get("type", []):
            sheet = document.Sheets.getByName(name)
            controller.setActiveSheet(sheet)
            controller.select(sheet.getCellRangeByName(cell))
            dispatcher.executeDispatch(controller.Frame, ".uno:EnterString", "", 0, properties(StringName=str(text)))
        document.calculateAll()
        shown = [document.Sheets.getByName(name).getCellRangeByName(cell).String for name, cell in job.get("read", [])]
        if job.get("save"):
            path, kind = job["save"]
            document.storeToURL(Path(path).resolve().as_uri(), properties(FilterName=kind))
        elif job.get("type"):
            document.store()
        return shown
    finally:
        document.close(True)


def main():
    user = Path(sys.argv[1], "user")
    user.mkdir(parents=True, exist_ok=True)
    settings = user / "registrymodifications.xcu"
    if not settings.exists():
        settings.write_text(LOCALE, encoding="utf-8")
    jobs = json.load(sys.stdin)
    process, desktop, dispatcher = started(sys.argv[1])
    try:
        answers = [done(desktop, dispatcher, job) for job in jobs]
    finally:
        try:
            desktop.terminate()
        except Exception:
            process.kill()
        process.wait(30)
    json.dump(answers, sys.stdout)


main()
