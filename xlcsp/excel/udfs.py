"""The functions for cells as Excel calls them: those of ``xlcsp.answers.functions``, but they never raise.

``macros/Udfs.bas`` is generated from this module; a test fails when it is out of date.
"""

from __future__ import annotations

from xlcsp.answers import functions
from xlcsp.answers.functions import ARGUMENTS, Function
from xlcsp.answers.shapes import guarded
from xlcsp.libraries import spare_search_for_pyodide

try:
    import xlwings as xw
except ImportError:  # without Excel the functions are plain Python
    xw = None

spare_search_for_pyodide()


def udf(function: Function) -> Function:
    """The function as Excel's, with the function wizard's help."""
    call = guarded(function)
    if xw is None:
        return call
    for name, words in reversed(ARGUMENTS[function.__name__].items()):
        call = xw.arg(name, ndim=2, err_to_str=True, doc=words)(call)
    return xw.func(category="CSP performance")(call)  # type: ignore[no-any-return]


csp_ytd = udf(functions.csp_ytd)
csp_rate = udf(functions.csp_rate)
csp_variance = udf(functions.csp_variance)
csp_variance_pct = udf(functions.csp_variance_pct)
csp_baseline = udf(functions.csp_baseline)
csp_profile = udf(functions.csp_profile)
csp_projection = udf(functions.csp_projection)
csp_projection_low = udf(functions.csp_projection_low)
csp_projection_high = udf(functions.csp_projection_high)
csp_chance = udf(functions.csp_chance)
csp_rag = udf(functions.csp_rag)
csp_rollup = udf(functions.csp_rollup)
csp_travel = udf(functions.csp_travel)
csp_significant = udf(functions.csp_significant)
csp_run_rate = udf(functions.csp_run_rate)
csp_narrative = udf(functions.csp_narrative)
csp_target = udf(functions.csp_target)
csp_version = udf(functions.csp_version)

UDFS = {name: globals()[name] for name in functions.FUNCTIONS}  # KeyError if its line above is missing
