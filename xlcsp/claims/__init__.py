"""What a sentence of a report or commentary claims: counts, changes, percentages on a base, projections, verdicts.

A cell's text is cut into tokens (``lexer``), small named rules (``rules``) read claims from runs of tokens, and a
number that no rule takes is reported as not read. Nothing is guessed, and nothing is judged here.
"""

from xlcsp.claims.gaps import Gap, find_gaps, sentences
from xlcsp.claims.model import Claim
from xlcsp.claims.reading import CellReading, read_cell, read_title

__all__ = ["CellReading", "Claim", "Gap", "find_gaps", "read_cell", "read_title", "sentences"]
