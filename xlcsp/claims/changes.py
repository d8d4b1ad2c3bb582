"""Rules for changes: differences, percentages on a base, projections, and comparators."""

from __future__ import annotations

from xlcsp.claims import model
from xlcsp.claims.cell import Cell, Match
from xlcsp.claims.lexer import Token

_COMPARATORS = {base: kind for kind, base in model.COMPARATOR_BASE.items()}


def change(cell: Cell, match: Match) -> None:
    """``Increase of 15 offences on same quarter last year (+6.1%)``, ``6% reduction on last year``."""
    word = match.must("c").direction
    said = match.one("b") or match.one("b2")
    base = model.UNCLEAR if said is None and _goes_on(match) else cell.base(said)
    _amounts(cell, match, word, base)


def _goes_on(match: Match) -> bool:
    """Whether words that name another comparator or a part follow: ``on the previous quarter``, ``in burglary``."""
    after = match.following(2)
    if len(after) < 2:  # noqa: PLR2004 - the text ends
        return False
    is_part = after[0].kind == "i" and after[1].kind not in "qy"
    return is_part or after[0].kind == "v" or after[0].text.lower() in ("than", "from", "since")


def further(cell: Cell, match: Match) -> bool | None:
    """``… and seven on the baseline (11.6%)``: the direction is that of the change before."""
    if not cell.word:
        return False
    _amounts(cell, match, cell.word, cell.base(match.one("b")))
    return None


def _amounts(cell: Cell, match: Match, word: int, base: str) -> None:
    number, share, equals = match.one("n"), match.one("p"), match.one("eq")
    if cell.is_projected(match):
        if share is not None and number is None and base == model.ON_BASELINE:
            _projected_share(cell, share, word)
            return
        base = model.UNCLEAR
    if number is not None:
        cell.add_change(model.CHANGE, number, word, base, unit=match.unit)
    if share is not None:
        is_equals = equals is not None and equals.kind == "="
        cell.add_change(model.PERCENT, share, word, base, equals=is_equals)


def projected_change(cell: Cell, match: Match) -> None:
    """``a projected 5% increase on the baseline``, ``Projected year end reduction = -5%``."""
    equals = match.one("eq")
    is_equals = equals is not None and equals.kind == "="
    direction = match.must("c").direction
    cell.add_change(model.PROJECTION, match.must("p"), direction, model.ON_BASELINE, equals=is_equals)
    cell.word = 0


def projected_number(cell: Cell, match: Match) -> None:
    """``Projected year end 1,126``, ``Projected year end 92 by straight line``."""
    method = (match.words("first") or match.words("method")).lower().replace("-", " ")
    cell.add(model.PROJECTION, match.must("n"), text=method.removeprefix("by "))


def _projected_share(cell: Cell, share: Token, word: int) -> None:
    """``1.6% above the baseline`` after a projected number."""
    cell.add_change(model.PROJECTION, share, word, model.ON_BASELINE)
    cell.word = 0


def likely_range(cell: Cell, match: Match) -> bool | None:
    """``likely 9,886 to 11,504``, ``likely between 80 and 101``."""
    if match.words("likely").lower() != "likely" or match.words("until").lower() not in ("to", "and", "-"):
        return False
    cell.add(model.LIKELY, match.must("low"), text="from")
    cell.add(model.LIKELY, match.must("high"), text="to")
    return None


def equal_to_baseline(cell: Cell, match: Match) -> bool | None:
    """``equal to the baseline``."""
    token = match.must("w")
    if match.words("w").lower() != "equal to":
        return False
    if cell.is_projected(match):
        _projected_equal(cell, token)
    else:
        cell.add(model.POINTS, token, base=model.ON_BASELINE, printed="equal", text="equal")
    return None


def _projected_equal(cell: Cell, token: Token) -> None:
    cell.add(model.PROJECTION, token, base=model.ON_BASELINE, printed="0", text="equal", is_percentage=True)


def points(cell: Cell, match: Match) -> None:
    """``5.7 percentage points below the baseline``."""
    base = cell.base(match.must("b"))
    cell.add_change(model.POINTS, match.must("n"), match.must("e").direction, base)


def no_change(cell: Cell, match: Match) -> None:
    """``no change on the same quarter last year``."""
    token, base = match.must("o"), cell.base(match.must("b"))
    if cell.is_projected(match):
        if base == model.ON_BASELINE:
            _projected_equal(cell, token)
            return
        base = model.UNCLEAR
    cell.add(model.CHANGE, token, base=base, printed="0", text="no change")


def comparator(cell: Cell, match: Match) -> bool | None:
    """``compared to 223 last year (-9%)``. Not after a projection: it is unclear which year that is compared with."""
    if cell.is_projected(match) or _is_of_later_quarters(match):
        return False
    said, year = match.one("b"), match.one("y")
    base = cell.base(said) if said is not None or year is None else _of_period(cell)
    cell.compared = base
    cell.add(_COMPARATORS.get(base, model.LAST_QUARTER), match.must("n"), component=cell.component)
    if year is not None:
        cell.add(model.YEAR, year, quarter=model.WHOLE_YEAR, text=year.text, printed=year.text, unit="last year")
    share = match.one("p")
    if share is not None:
        cell.add_change(model.PERCENT, share, 0, base)
    return None


def _is_of_later_quarters(match: Match) -> bool:
    """``63 across Q3 to Q4 (54 in the same period last year)``: 54 is neither a quarter's figure nor the year's."""
    before = match.tokens[max(0, match.found.start() - 3) : match.found.start()]
    return [one.kind for one in before] == ["q", "w", "q"] and not before[0].text.endswith("1")


def _of_period(cell: Cell) -> str:
    by_period = {model.WHOLE_YEAR: model.ON_TOTAL, model.TO_DATE: model.ON_TO_DATE}
    return by_period.get(cell.period, model.ON_QUARTER)
