"""The inputs from which a difference and its percentage are recomputed, and findings about them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from xlcsp.audit.finding import Finding
from xlcsp.audit.series import Said, Series
from xlcsp.claims import model as kinds
from xlcsp.measures.numbers import rounded


@dataclass(frozen=True, slots=True)
class Compared:
    """A difference and its percentage (either may be absent) with the figures to recompute them from.

    actuals: candidates for this year's figure, the printed one first. before: the comparator, if known independently of
    the difference.
    """

    series: Series
    change: Said | None
    share: Said | None
    actuals: list[Fraction]
    before: Fraction | None

    def finding(self, check: str, status: str, said: Said, recomputed: str, reason: str = "") -> Finding:
        """A finding about one of the two claims."""
        ref, printed = self.series.measure.ref, said.claim.printed
        return Finding(ref, said.claim.quarter, check, status, said.quote, printed, recomputed, reason)


def baseline_said(series: Series) -> Said | None:
    """The printed baseline, without a number in brackets after it."""
    found = [said for said in series.of(kinds.BASELINE, kinds.BASELINE) if said.claim.text != "unexplained"]
    return found[0] if found else None


def baseline_of(series: Series) -> Fraction | None:
    """The printed baseline's value."""
    said = baseline_said(series)
    return said.claim.value if said else None


def about(series: Series, said: Said, check: str, status: str, recomputed: str, reason: str = "") -> Finding:
    """A finding about one claim."""
    claim = said.claim
    return Finding(series.measure.ref, claim.quarter, check, status, said.quote, claim.printed, recomputed, reason)


def projection_of(actual: Fraction, quarter: str) -> Fraction:
    """The straight-line projection: year to date × 4 ÷ quarters so far."""
    return actual * 4 / int(quarter[1])


def rounds_to(value: Fraction, said: Said) -> bool:
    """Whether a value rounds to what is printed."""
    return Fraction(rounded(value, said.claim.decimals)) == said.claim.value
