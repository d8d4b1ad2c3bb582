"""Numbers of a sentence that make a sum or a product but for a slip in one of them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from xlcsp.audit.checks import FAIL
from xlcsp.audit.claim import Judged
from xlcsp.audit.finding import as_text
from xlcsp.audit.series import noun
from xlcsp.claims.agreement import is_digit_off
from xlcsp.claims.prose import LEVEL, Quantity, Reading
from xlcsp.claims.prose.quantities import EACH
from xlcsp.claims.prose.spans import YEAR
from xlcsp.claims.prose.tokens import NUMBER

_ADDED_UP = re.compile(
    r"\b(?:total\w*|altogether|in all|all told|sum|combined|making|bringing|taking|leaving|remain\w*|other|rest|balance"
    r"|overall|further|additional|extra|difference|both)\b|\bof (?:the|these|those|which|whom)\b"
    r"|, an? [a-z]+ of £?[\d,]+\.?$",
    re.IGNORECASE,
)
_NOT_ADDED = re.compile(
    r"\b(?:target\w*|average\w*|per|each|every|apiece|mean|median|forecast|expected|planned|budget|would|estimated"
    r"|projected|projection|likely)\b|\d to \d",
    re.IGNORECASE,
)
_SO_MANY_EACH = re.compile(
    r"(?: [a-z-]+){0,2} (?:per|a|an|(?:(?:for|to|at|in) )?(?:each|every)(?: of the [\d,]+)?) (?P<unit>[a-z]+)",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\b(?:total\w*|altogether|in all|all told|making|or|giving)\b", re.IGNORECASE)
_AVERAGE_OF = re.compile(r"\baverage(?: [a-z]+){0,2} of $", re.IGNORECASE)
_SHARED_OUT = re.compile(rf"{_TOTAL.pattern}|averag", re.IGNORECASE)
_YEAR = re.compile(rf"\b{YEAR}\b")
_THREE, _MOST = 3, 6  # numbers
_TELLING = 3, 4  # digits that hardly agree by chance: where words of adding up stand there, and elsewhere
_SMALL = 20  # the whole is at most so many times its smallest part


def equations(reading: Reading, decided: Container[int]) -> Iterator[Judged]:
    """The number by whose digit a sum fails. decided: the places of numbers that findings are about or rest on."""
    numbers = [
        one for one in reading.quantities
        if one.kind == NUMBER and one.decimals == 0 and not one.hedge and one.value > 1 and one.role == LEVEL
    ]  # fmt: skip
    if not _THREE <= len(numbers) <= _MOST or reading.pairs or _NOT_ADDED.search(reading.text):
        return
    if len(set(_YEAR.findall(reading.text))) > 1:  # 2021: 60, 2022: 105, 2023: 168
        return
    is_added = _ADDED_UP.search(reading.text) is not None
    sets = [*combinations(numbers, _THREE), *([tuple(numbers)] if len(numbers) > _THREE else [])]
    ordered = [sorted(each, key=lambda one: one.value) for each in sets]
    exact = {one.at for each in ordered if not _over(each) for one in each}
    for each in ordered:
        is_small = len(each) == _THREE and _SMALL * each[0].value < each[-1].value
        if not is_small and not any(one.at in exact or one.at in decided for one in each):
            found = list(_slip(each, _TELLING[0 if is_added or _is_told_first(reading.text, each) else 1]))
            yield from found[:1]
            if found:
                return


def _is_told_first(text: str, each: Sequence[Quantity]) -> bool:
    """Whether a colon stands between the whole and its parts: 2,341 officers: 1,702 men and 639 women."""
    *parts, whole = each
    return ":" in text[whole.end : min(one.start for one in parts)]


def _over(each: Sequence[Quantity]) -> Fraction:
    """By how much all numbers but the last exceed the last."""
    return sum((one.value for one in each[:-1]), Fraction(0)) - each[-1].value


def _slip(each: Sequence[Quantity], least: int) -> Iterator[Judged]:
    *parts, whole = each
    over = _over(each)
    for one, truth in ((whole, whole.value + over), *((one, one.value - over) for one in reversed(parts))):
        digits = [str(int(value)) for value in (one.value, truth)] if truth > 0 else ["", ""]
        is_swapped = len(each) > _THREE and one is not whole and sorted(digits[0]) == sorted(digits[1])
        is_telling = min(len(text.rstrip("0")) for text in digits) >= (2 if is_swapped else least)
        if is_telling and is_digit_off(*digits):
            words = f"{' + '.join(other.text for other in parts)} is {as_text(whole.value + over)}, not {whole.text}"
            yield Judged(one, "SUM", FAIL, as_text(truth), words, tuple(other for other in each if other is not one))


def products(reading: Reading) -> Iterator[Judged]:
    """``averaged 17 per session over the 46 sessions, a total of 782``: so many each, how many, and the total."""
    numbers = [one for one in reading.quantities if one.kind == NUMBER and one.role in (LEVEL, EACH)]
    if len(numbers) != _THREE or len(reading.quantities) != _THREE or not _SHARED_OUT.search(reading.text):
        return
    for each in numbers:
        said = _SO_MANY_EACH.match(reading.text[each.end :])
        others = [one for one in numbers if one is not each]
        many = [one for one in others if said and noun(said["unit"]) in map(noun, one.unit.split()[:2])]
        if _AVERAGE_OF.search(reading.text[: each.start]) and each.text.startswith("£"):
            many = [one for one in others if not one.text.startswith("£")]
        is_closed = said is not None and re.match(r"[.,;)]|$", reading.text[each.end + said.end() :]) is not None
        if len(many) == 1 and (is_closed or _TOTAL.search(reading.text)):
            total = others[0] if others[1] is many[0] else others[1]
            yield from _product(each, many[0], total, is_rounded="averag" in reading.text)


def _product(each: Quantity, many: Quantity, total: Quantity, *, is_rounded: bool) -> Iterator[Judged]:
    room = Fraction(1, 2 * 10 ** max(each.decimals, 0)) * many.value if is_rounded else Fraction(0)
    truth = each.value * many.value
    if each.hedge or room >= abs(total.value - truth):
        return
    if truth / 2 <= total.value <= truth * 2 and not total.hedge:
        words = f"{many.text} × {each.text} is {as_text(truth)}"
        yield Judged(total, "SUM", FAIL, as_text(truth), words, (many, each))
