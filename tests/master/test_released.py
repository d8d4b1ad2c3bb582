"""Each release records its formulas and macros, so that later versions can tell them from a person's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xlcsp import __version__
from xlcsp.master.upgrade.earlier import releases
from xlcsp.master.upgrade.released import digests_of, of_this_version

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
DO = "run: python -m xlcsp.master.upgrade.released"


def sections() -> dict[str, str]:
    """The sections of the changelog: of each version, and [Unreleased]."""
    parts = re.split(r"^## \[([^\]]+)\].*$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("version", ["b69be13", "7b4590f"])
def test_an_earlier_version_is_known_by_what_its_master_holds(version: str) -> None:
    assert digests_of((FIXTURES / f"master_{version}.xlsm").read_bytes()) == releases()[version]


def test_every_release_is_known() -> None:
    """A version has a section in the changelog once it is released."""
    assert [one for one in sections() if one != "Unreleased" and one not in releases()] == [], DO


def test_what_is_released_is_what_is_known() -> None:
    """While nothing stands under [Unreleased], this version is the one that is released."""
    if not sections()["Unreleased"].strip():
        assert releases().get(__version__) == of_this_version(), DO


def test_this_version_s_master_can_be_told() -> None:
    found = of_this_version()
    assert set(found) == {"formulas", "modules", "sheets"}
    assert {"RAG", "narrative", "judged"} <= set(found["formulas"])
    assert "Wizard" in found["modules"]
    assert found["formulas"]["RAG"] != releases()["b69be13"]["formulas"]["RAG"]
