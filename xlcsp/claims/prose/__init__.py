"""Reads what free prose claims in numbers: levels, changes, shares, and what each is compared with.

    reading = read_sentence("Damage fell from 312 to 287 (8%).")
    reading.pairs[0].current.value, reading.pairs[0].previous.value  # 287, 312
    reading.changes[0].value                                        # 8, a percentage

Nothing is judged here, and only what is certain is bound: the base of a change is given only if the sentence itself
says it.
"""

from xlcsp.claims.prose.pairs import Pair
from xlcsp.claims.prose.quantities import CHANGE, LEVEL, SHARE, Quantity
from xlcsp.claims.prose.reading import Reading, read_sentence
from xlcsp.claims.prose.wholes import Whole

__all__ = ["CHANGE", "LEVEL", "SHARE", "Pair", "Quantity", "Reading", "Whole", "read_sentence"]
