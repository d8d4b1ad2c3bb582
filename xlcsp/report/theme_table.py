"""What the table of a theme's measures has on its sheet and in Word alike."""

from xlcsp.measures.numbers import QUARTERS_A_YEAR

MEASURE_SHARE = {1: 0.4, 2: 0.28, 3: 0.22, QUARTERS_A_YEAR: 0.2}
"""The share of the column with measure, target, source and benchmarks in the room that it has with the quarters.

By the number of quarters; those with which themes are lowest.
"""
MARKS = (
    "[x] no figure   [s] contained in the next figure   [r] revised   [p] provisional   "
    "[e] estimated from a year to date   [b] break in recording"
)
