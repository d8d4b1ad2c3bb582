"""Code asks a kind of series what it does: its word appears in the domain and at the doors, never in comparisons."""

import ast
import copy
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import xlcsp
from xlcsp.domain.kinds import KIND_WORDS, KINDS, Kind, kind_of, kind_per
from xlcsp.domain.plan import Series
from xlcsp.errors import MeasureError

PACKAGE = Path(xlcsp.__file__).parent
NOT_ASKED = {"domain"}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] not in NOT_ASKED)
OTHER_MEANINGS = {"count", "rate", "percentage"}  # words of forms, JSON and cells too: only beside the word kind
IN_FORMULA = re.compile(r"kind\]?\)?(?:=|<>)\"\w")


def words_of(node: ast.AST) -> set[str]:
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def speaks_of_kind(node: ast.AST) -> bool:
    names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    names |= {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
    return any("kind" in name for name in names | words_of(node))


def comparisons(tree: ast.AST) -> Iterator[int]:
    """The lines on which a kind is compared with a word, looked up by one, or sought among several."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            found = words_of(node) & set(KIND_WORDS)
            if found - OTHER_MEANINGS or (found and speaks_of_kind(node)):
                yield node.lineno
        elif isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict):
            held = node.keys if isinstance(node, ast.Dict) else node.elts
            values = [one.value if isinstance(one, ast.Constant) else None for one in held]
            if (
                values
                and set(values) <= set(KIND_WORDS)
                and (len(values) > 1 or speaks_of_kind(node) or isinstance(node, ast.Dict))
            ):
                yield node.lineno
        elif isinstance(node, ast.MatchValue):
            if words_of(node) & set(KIND_WORDS):
                yield node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and IN_FORMULA.search(node.value):
            yield node.lineno


def test_no_module_outside_the_domain_compares_a_kind_with_a_word() -> None:
    trees = ((path, ast.parse(path.read_text(encoding="utf-8"))) for path in MODULES)
    assert [f"{path}:{line}" for path, tree in trees for line in comparisons(tree)] == []


@pytest.mark.parametrize("line", [
    'x = series.kind == "rate"', 'x = kind in ("count", "cohort")', 'x = {"rate": 1}.get(kind, 2)',
    'x = one["kind"] != "count"', 'x = word(kind) == "milestone"', 'SUMMED = ("count", "cohort")',
    'match kind:\n    case "rate":\n        pass', "x = 'IF([@kind]=\"rate\",1,0)'",
])  # fmt: skip
def test_such_a_comparison_would_be_found(line: str) -> None:
    assert list(comparisons(ast.parse(line)))


@pytest.mark.parametrize("word", ["", "Count", "ratee", "counts"])
def test_an_unknown_kind_raises(word: str) -> None:
    with pytest.raises(MeasureError, match=r"is not a kind of series\. It is one of: count"):
        kind_of(word)
    with pytest.raises(MeasureError):
        Series("s", "1.1", "T", "M", "", kind=word)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_there_is_one_instance_of_each_kind(kind: Kind) -> None:
    assert kind_of(kind.word) is kind
    assert pickle.loads(pickle.dumps(kind)) is kind  # noqa: S301 - its own
    assert copy.deepcopy(kind) is kind
    assert Series("s", "1.1", "T", "M", "", kind=kind.word).kind is kind  # type: ignore[arg-type]


def test_a_rate_per_dwellings_stays_one_in_another_process() -> None:
    """Partnerships are worked on in several processes."""
    kind = kind_per(kind_of("per population"), 10_000, "dwellings")
    assert pickle.loads(pickle.dumps(kind)) is kind  # noqa: S301 - its own
