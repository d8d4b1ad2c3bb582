"""The interval of a rate covers as many year ends as it says, for rates that vary as rates usually do."""

from __future__ import annotations

import numpy as np
import pytest

from xlcsp.measures import project

SERIES = 400


def made(rng: np.random.Generator, *, varies: float, size: int, years: int) -> tuple[list[list[int]], list[list[int]]]:
    """Numerators and denominators by year, beta-binomial: their variance is ``varies`` times that of chance."""
    share = rng.beta(4, 4)
    below = 1 + rng.poisson(size, (years, 4))
    if varies == 1:
        return rng.binomial(below, share).tolist(), below.tolist()
    spread = (below - 1) / (varies - 1) - 1
    shares = rng.beta(np.maximum(share * spread, 1e-3), np.maximum((1 - share) * spread, 1e-3))
    return rng.binomial(below, shares).tolist(), below.tolist()


def inside(*, varies: float, size: int, years: int, due: int) -> float:
    rng, held = np.random.default_rng(size + due), 0
    for _ in range(SERIES):
        above, below = made(rng, varies=varies, size=size, years=years + 1)
        later = [None] * (4 - due)
        found = project([*above[-1][:due], *later], above[:-1], kind="rate", denominators=[*below[-1][:due], *later],
                        history_denominators=below[:-1])  # fmt: skip
        held += found.low <= sum(above[-1]) / sum(below[-1]) <= found.high
    return held / SERIES


@pytest.mark.parametrize("size", [20, 300])
@pytest.mark.parametrize("due", [1, 2, 3])
@pytest.mark.parametrize("years", [0, 3])
def test_eight_in_ten_lie_within_the_interval(size: int, due: int, years: int) -> None:
    assert 0.75 <= inside(varies=1.5, size=size, years=years, due=due) <= 0.85


def test_a_series_that_varies_more_has_a_wider_interval_once_its_past_shows_it() -> None:
    known, unknown = (inside(varies=3, size=60, years=years, due=2) for years in (8, 0))
    assert known > unknown + 0.03
    assert inside(varies=1, size=60, years=0, due=2) > 0.8  # wider than needed until it is known to be steady
