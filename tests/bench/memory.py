"""The peak memory of checking returns in a process of its own: ``python -m tests.bench.memory FOLDER QUARTER``."""

from __future__ import annotations

import re
import resource
import sys
from pathlib import Path


def most_memory() -> float:
    """The most memory that this process has used, in MB; ``ru_maxrss`` would tell of the one that started it, too."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Checks the returns in the folder; prints how many there are, and the most memory that was used, in MB."""
    from xlcsp.domain.periods import Quarter
    from xlcsp.planbook import read_master
    from xlcsp.returns.collect import collect

    master = read_master(Path(sys.argv[1]))
    found = collect(master, Quarter(2014, int(sys.argv[2])))
    print(len(found.receipts), most_memory())


if __name__ == "__main__":
    main()
