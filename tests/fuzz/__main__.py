"""The long run: ``python -m tests.fuzz --count 100000 --seed 1``."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from tests.fuzz.run import run


def main() -> None:
    """Prints how often each message came."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--count", type=int, default=20_000, help="how many files")
    given = parser.parse_args()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        outcomes = run(Path(folder), iter(range(given.seed, given.seed + given.count)))
    for code, count in outcomes.most_common():
        print(f"{count:8,}  {code}")
    print(f"{given.count:,} files in {time.perf_counter() - start:.0f} s: no traceback, no hang, no wrong number.")


main()
