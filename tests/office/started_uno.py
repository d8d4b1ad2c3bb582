"""LibreOffice started for the scripts beside this one, which the system's Python runs."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue

PROGRAM = "/usr/lib/libreoffice/program/soffice.bin"
DISPATCHER = "com.sun.star.frame.DispatchHelper"


def properties(**named):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in named.items())


def started(profile):
    """The program, its desktop once it answers, and what hands on commands."""
    pipe = f"xlcsp{os.getpid()}"
    command = [PROGRAM, "--headless", "--norestore", "--nologo", "--nofirststartwizard"]
    command += [f"-env:UserInstallation={Path(profile).as_uri()}", f"--accept=pipe,name={pipe};urp;"]
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(3):  # the first start with a new profile may end at once, to be started again
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(300):
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            except Exception:
                if process.poll() is not None:
                    break
                time.sleep(0.1)
            else:
                make = context.ServiceManager.createInstanceWithContext
                return process, make("com.sun.star.frame.Desktop", context), make(DISPATCHER, context)
    raise SystemExit("LibreOffice does not answer")
