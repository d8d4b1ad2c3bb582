"""The words with which reports say that something rose or fell, roughly or exactly, and against what."""

from __future__ import annotations

import re
from itertools import takewhile

from xlcsp.claims.prose.tokens import MARK, PERIOD, WORD, Token

UP, DOWN = 1, -1
_LONGEST_UNIT = 5  # words
_UP = re.compile(
    r"increas\w*|ris(?:e|es|en|ing)|rose|up|more|higher|gr[eo]w(?:n|s|ing|th)?|climb\w*|jump\w*|extra|additional|above"
    r"|gain\w*|surge\w*|upturn|uplift|soar\w*|widen\w*|rocket(?:s|ed|ing)|leap(?:s|ed|t)?|swell\w*|cre(?:eps?|pt)|edged|escalat\w*|spiked|mounted|ballooned",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"decreas\w*|reduc\w*|f[ae]ll(?:s|en|ing)?|drop(?!-?out)\w*|declin\w*|down|fewer|less|lower(?:ed)?|below|cuts?|dip(?:s|ped)?|slip(?:s|ped)?|slid(?:es?)?|tumbl\w+|plummet\w*|plung\w+|shr[aiu]nk\w*|sank|narrow\w*|eas(?:es|ed|ing)|diminish\w*|lessen\w*|receded|subsided",
    re.IGNORECASE,
)
NEUTRAL = frozenset((
    "change", "changes", "changed", "difference", "variance", "variation", "movement", "improvement", "deterioration",
    "gap", "margin", "underspend", "overspend", "underspent", "overspent", "shortfall", "surplus", "saving", "loss",
))  # fmt: skip
AFTER_A_NUMBER = re.compile(
    r"increases?|decreases?|reductions?|rises?|falls?|drops?|declines?|jumps?|growth|gain|change|cut|up|down|higher|lower"
    r"|more|fewer|less|uplift|surge|dip|extra|additional|above|below|improvement|deterioration|shortfall|saving"
    r"|quicker|faster|slower|longer|shorter|better|worse|short|shy|adrift",
    re.IGNORECASE,
)
NEEDS_NOTHING = frozenset(("more", "fewer", "less", "extra", "additional"))  # "158 more victims"
FILLERS = frozenset((
    "a", "an", "the", "of", "by", "about", "around", "approximately", "roughly", "some", "circa", "nearly", "almost",
    "just", "over", "under", "only", "further", "net", "total", "overall", "slight", "small", "large", "significant",
    "another", "at", "least", "most", "than", "to", "very", "marginal", "modest", "sharp", "slightly", "minimal",
    "in", "numbers", "number", "recorded", "relative",
))  # fmt: skip
LOOSE = frozenset(("about", "around", "approximately", "roughly", "some", "circa", "just"))
AT_LEAST = frozenset(("over", "above", "exceeding", ">", "≥"))
AT_MOST = frozenset(("under", "nearly", "almost", "below", "<", "≤"))
AGAINST = {
    "target": "target", "targets": "target", "planned": "target",
    "ceiling": "target", "limit": "target", "threshold": "target",
    "baseline": "baseline", "average": "average", "mean": "average",
    "force": "another area", "national": "another area", "nationally": "another area", "median": "average",
    "trajectory": "target", "commitment": "target", "ambition": "target", "profile": "target",
    "forecast": "a forecast", "projection": "a forecast", "projected": "a forecast", "predicted": "a forecast",
}  # fmt: skip
PROJECTED = re.compile(
    r"project|forecast|predict|anticipat|expected|estimat|\baim\b|would|could|will\b|should", re.IGNORECASE
)
CONNECTORS = frozenset((
    "while", "whilst", "whereas", "but", "although", "however", "though", "despite", "where", "because", "since",
    "with", "when", "if",
))  # fmt: skip
GOES_ON = frozenset((
    "exceeding", "exceeded", "missing", "missed", "beating",
    "is", "was", "this", "which", "that", "represents", "representing", "represented", "equates", "equating",
    "equivalent", "equal", "equals", "to", "or", "a", "an", "being", "has", "have", "had", "been", "there", "of",
    "by", "in", "on", "for", "at", "as", "i.e.", "ie", "showing", "shows", "show", "showed", "giving", "making",
    "meaning", "set", "beside", "when", "compared", "year", "date", "reporting", "period", "during", "percentage",
    "per", "and", "figure", "from", "the", "it", "quarter", "months", "baseline", "previous", "prior", "preceding",
    "cohort", "relative", "ending", "ended", "point", "stage", "time", "ago", "now", "same", "corresponding",
    "comparable", "earlier", "before", "previously", "end", "close", "start", "stands", "stood", "standing",
    "amounts", "comes", "came", "equivalent", "upward", "downward", "i.e",
))  # fmt: skip


def direction_of(token: Token) -> int:
    """1 for a word that means more, -1 for one that means less, otherwise 0."""
    if token.kind != WORD:
        return 0
    return UP if _UP.fullmatch(token.text) else DOWN if _DOWN.fullmatch(token.text) else 0


def is_change_word(token: Token) -> bool:
    """Whether the word means more, less or change."""
    return token.kind == WORD and (direction_of(token) != 0 or token.low in NEUTRAL)


def is_filler(token: Token) -> bool:
    """Whether it may come between a word and its number without changing the meaning."""
    return (token.kind == WORD and token.low in FILLERS) or (token.kind == MARK and token.text in ":=~")


def _may_be_counted(token: Token) -> bool:
    return token.kind == WORD and not is_change_word(token) and token.low not in CONNECTORS | GOES_ON


def says_on(between: list[Token]) -> bool:
    """Whether the tokens between two things keep the subject: no new one, no new clause."""
    rest = list(between)
    if len(rest) > 1 and rest[0].text == ";" and (is_change_word(rest[1]) or rest[1].low in ("this", "that", "the")):
        rest = rest[1:]
    if len(rest) > 1 and rest[0].low == "since" and rest[1].kind == PERIOD:
        rest = rest[2:]
    while rest and is_change_word(rest[0]):
        rest.pop(0)
    unit = list(takewhile(_may_be_counted, rest))
    if len(unit) > _LONGEST_UNIT:
        return False
    rest = rest[len(unit) :]
    return all(
        token.kind == PERIOD
        or (token.kind == MARK and token.text in ",()-/:=.+")
        or is_change_word(token)
        or (token.kind == WORD and (token.low in GOES_ON or token.low in FILLERS))
        for token in rest
    ) and not any(token.low in CONNECTORS for token in rest if token.low not in GOES_ON)
