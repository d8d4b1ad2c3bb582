"""``python -m xlcsp``, and the program ``xlcsp``."""

import sys


def run() -> int:
    """Runs one command; Ctrl-C gives no traceback, even while it is still loading."""
    try:
        from xlcsp.cli import main
    except KeyboardInterrupt:
        sys.stderr.write("Stopped before anything was done.\n")
        return 2
    return main()


if __name__ == "__main__":
    sys.exit(run())
