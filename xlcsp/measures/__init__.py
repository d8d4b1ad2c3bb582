"""The arithmetic: pure functions on single values and whole columns, exact where a comparison decides.

None and NaN mean missing; a negative, fractional (in counts), infinite or textual figure raises MeasureError.
"""

from xlcsp.errors import MeasureError
from xlcsp.measures.baseline import baseline, profile
from xlcsp.measures.funnel import FunnelLimits, FunnelPoint, funnel, funnel_limits
from xlcsp.measures.marks import MISSING, SPANNED
from xlcsp.measures.projection import METHODS, Projection, chance, project
from xlcsp.measures.rating import rag, rollup
from xlcsp.measures.significance import (
    Comparison,
    Interval,
    compare_counts,
    e_test,
    exact_interval,
    poisson_interval,
    poisson_test,
    significant,
    wilson_interval,
)
from xlcsp.measures.spc import Xmr, xmr
from xlcsp.measures.travel import run_rate, travel
from xlcsp.measures.variance import variance, variance_pct
from xlcsp.measures.year_to_date import per_population, rate, year_to_date

__all__ = [
    "METHODS",
    "MISSING",
    "SPANNED",
    "Comparison",
    "FunnelLimits",
    "FunnelPoint",
    "Interval",
    "MeasureError",
    "Projection",
    "Xmr",
    "baseline",
    "chance",
    "compare_counts",
    "e_test",
    "exact_interval",
    "funnel",
    "funnel_limits",
    "per_population",
    "poisson_interval",
    "poisson_test",
    "profile",
    "project",
    "rag",
    "rate",
    "rollup",
    "run_rate",
    "significant",
    "travel",
    "variance",
    "variance_pct",
    "wilson_interval",
    "xmr",
    "year_to_date",
]
