"""Presses the button as ``RunPython`` in macros/xlwings.bas does: button.py MASTER REPORT server|process."""

import os
import subprocess
import sys
from pathlib import Path

import excel

HERE = str(Path(__file__).parent)
COMMAND = "import xlcsp.excel.button as b; b.rebuild()"  # as macros/Report.bas says it


def by_server(workbook, report):
    """Use UDF Server = True, as each master says."""
    stand_in = f"import standin, xlwings._xlwindows as w; w.BOOK_CALLER = standin.workbook({workbook!r}, {report!r})"
    with excel.server(workbook) as server:
        server.Exec(f"import sys; sys.path.insert(0, {HERE!r})")
        server.Exec(stand_in)
        server.Exec(COMMAND)


def by_process(workbook, report):
    """Use UDF Server = False: a process of its own, by ``ExecuteWindows``."""
    interpreter = excel.INTERPRETER
    path = excel.sys_path(workbook).replace("&", "^&").replace("\\", "\\\\")
    name = workbook.rpartition("\\")[2]
    log = Path(os.environ["TEMP"], "xlwings-button.log")
    line = (
        f'cmd.exe /C {interpreter.drive} & cd "{interpreter.parent}" & "{interpreter}" -B -c '
        f'"import xlwings.utils;xlwings.utils.prepare_sys_path(\\"{path}\\"); {COMMAND}" '
        f' --wb="{name}" --from_xl=1 --app="C:\\Office\\Microsoft Excel" --hwnd="1" 2> "{log}" '
    )
    caller = {"PYTHONPATH": str(Path(HERE, "caller")), "STANDIN": f"{workbook}|{report}"}
    done = subprocess.run(
        line, env={**os.environ, **caller}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, check=False
    )
    print(log.read_text(encoding="mbcs"))
    sys.exit(done.returncode)


{"server": by_server, "process": by_process}[sys.argv[3]](sys.argv[1], sys.argv[2])
