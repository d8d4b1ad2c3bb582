"""The functions for cells work without numpy, scipy and pandas, as in a browser or on a locked computer."""

from __future__ import annotations

import json
import subprocess
import sys

from xlcsp import measures as of
from xlcsp.excel import udfs

THREE = [[260, 303, 303, None]]
_PAST = [[300, 290, 288, 200], [310, 280, 290, 210], [305, 285, 291, 205], [301, 282, 299, 207], [303, 281, 300, 208]]
_BESIDE = [[one for year in _PAST for one in year]] * 2
_BELOW = [[50, 60, 70, None]]
EXAMPLES: dict[str, list[tuple[object, ...]]] = {
    "csp_ytd": [(THREE,), (THREE * 2,), ([[30, 40, 50, None]], "rate", _BELOW)],
    "csp_rate": [([[25, "x", 30]], [[40, 20, 50]])],
    "csp_variance": [(866, 878), ([[866], [5]], [[878], [None]])],
    "csp_variance_pct": [(866, 878), ([[866], [5]], [[878], [0]])],
    "csp_baseline": [(_PAST,)],
    "csp_profile": [(1108, 3, _PAST), ([[100], [200]], [[1], [2]])],
    "csp_projection": [
        *((THREE, _PAST, method) for method in of.METHODS),
        (THREE * 2, _BESIDE),
        ([[30, 40, 50, None]], None, None, "rate", _BELOW),
    ],
    "csp_projection_low": [
        (THREE, _PAST, 0.95),
        (THREE * 2, _BESIDE),
        ([[30, 40, 50, None]], None, None, "rate", _BELOW),
    ],
    "csp_projection_high": [(THREE, _PAST, 0.95), (THREE * 2, _BESIDE)],
    "csp_chance": [(THREE, 1108, "lower", _PAST), (THREE * 2, [[1108], [1200]], "higher", _BESIDE)],
    "csp_rag": [(1155, 1108, "lower"), ([[0.57], [0.6]], 0.62, "higher", None, None, None, "rate")],
    "csp_rollup": [([["Green"], ["Amber"]],)],
    "csp_travel": [(303, 288, "lower"), ([[303], [1]], [[288], [None]], "lower")],
    "csp_significant": [(303, 288, _PAST), (303, 188), ([[9_000], [1]], [[8_000], [1]])],
    "csp_run_rate": [(THREE, 1108, "lower"), (THREE * 2, [[1108], [800]], "lower")],
    "csp_narrative": [(THREE, [[300, 290, 288, 200]], "offences", "lower", 1108, 1100, 1154.67)],
    "csp_target": [(60, "below"), ([[60], [5]], [["below"], ["above"]])],
    "csp_version": [()],
}


def test_no_function_for_cells_needs_numpy_scipy_or_pandas() -> None:
    assert set(EXAMPLES) == set(udfs.UDFS)
    program = (
        "import json, sys\nsys.modules.update(dict.fromkeys(('numpy', 'scipy', 'pandas', 'xlwings')))\n"
        "from xlcsp.excel import udfs\nasked = json.load(sys.stdin)\n"
        "print(json.dumps({name: [getattr(udfs, name)(*one) for one in asked[name]] for name in asked}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(EXAMPLES), capture_output=True, text=True, check=True
    )
    expected = {name: [getattr(udfs, name)(*one) for one in given] for name, given in EXAMPLES.items()}
    assert json.loads(done.stdout) == expected
    assert "Not worked out" not in done.stdout
