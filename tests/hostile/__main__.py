"""The long campaign: ``python -m tests.hostile`` (about an hour), or ``python -m tests.hostile races --rounds 1``.

It attacks xlcsp as hostile or unlucky users would, and counts what must not be: tracebacks, lost or half-written files,
silent skips (an end without a word, a form or series that is missing), and drafts that are left after the next run.
The exit code is 1 while any is found.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.hostile.courses import COURSES, place_for

ROUNDS = {"names": 100, "kills": 30, "races": 3, "disks": 6, "sizes": 5}

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("courses", nargs="*", choices=[*COURSES, []], help="default: all")
parser.add_argument("--rounds", type=int, help="how often, or how many of them")
given = parser.parse_args()
found = 0
for name in given.courses or COURSES:
    with place_for() as place:
        count = COURSES[name](
            Path(place),
            given.rounds or ROUNDS[name],
            lambda words: print(f"\r\033[K{words[:100]}", end="", file=sys.stderr),
        )
    print(f"\r\033[K{name}: {count.cases} cases; tracebacks {count.tracebacks}, lost or half-written {count.lost}, "
          f"silent {count.silent}, orphans {count.orphans}", flush=True)  # fmt: skip
    for words in count.told[:20]:
        print(f"  {words}")
    found += count.found
sys.exit(1 if found else 0)
