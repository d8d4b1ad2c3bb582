"""``python -m xlcsp``, and the program ``xlcsp``."""

import sys

from xlcsp.errors import was_stopped
from xlcsp.memory import search_no_more, search_rarely


def run() -> int:
    """Runs one command; Ctrl-C gives no traceback, even while it is still loading."""
    search_rarely()
    try:
        from xlcsp.cli import main
    except (KeyboardInterrupt, RuntimeError) as error:
        if not was_stopped(error):
            raise
        sys.stderr.write("Stopped before anything was done.\n")
        return 2
    try:
        return main()
    finally:
        search_no_more()


if __name__ == "__main__":
    sys.exit(run())
