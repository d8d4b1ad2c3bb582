"""What earlier versions wrote into a master, by which the program's own formulas and macros are told from a person's.

Each is the beginning of the SHA-256 of a formula of *Performance* or of a module's text, written as ``digest`` does.
Whoever changes a formula or a macro of a released version adds what it was.
"""

from __future__ import annotations

import hashlib

_LENGTH = 16
_NOT_CODE = ("attribute ", "rem attribute ", "option vbasupport", "option classmodule")  # the last two: LibreOffice's


def digest(text: str) -> str:
    """The beginning of the text's SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def code(text: str) -> str:
    """A module's text as it is compared: without what editors and LibreOffice add, and without regard to capitals."""
    lines = (line.strip().casefold() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(_NOT_CODE))


FORMULAS: dict[str, tuple[str, ...]] = {
    "ref": ("6e749d1215b84cd1",),
    "measure": ("777de77a08bd1e86",),
    "role": ("d17b1432ebbd2f8b",),
    "kind": ("b651f54349b06f02",),
    "polarity": ("f24e2e7d996565c7",),
    "Q1": ("9ae0f6302be460db",),
    "Q2": ("054c700e6fcb534e",),
    "Q3": ("41bcbd37a2b8f8a4",),
    "Q4": ("a6bf46362e6231d7",),
    "of Q1": ("aec1269a7b4a693e",),
    "of Q2": ("5ce317f96fbe3548",),
    "of Q3": ("2d0616c2953b7a6f",),
    "of Q4": ("21214c384b22c963",),
    "year to date": ("bb9790ed68a0cfca",),
    "last year": ("aced7f7d066ae68f",),
    "variance": ("2233c5419c7ff548",),
    "variance %": ("04d70acf7d1514dc",),
    "target": ("91847acd0ddc7073",),
    "target to date": ("f373f25d8e72c6c1",),
    "projection": ("86554523475236b6",),
    "low": ("d2aabad505e064ef",),
    "high": ("f9782e9ecccf7703",),
    "chance": ("289dcc75b780df2c",),
    "state": ("7b9e625e5381ddb2",),
    "quarter": ("d69f80a8b1bee591",),
    "rule": ("7173c907a892de6f",),
    "RAG": ("4ecc0dd0561e16f7",),
    "on quarter before": ("150fbc099e8b0d86",),
    "on last year": ("7596338ac8d7b11c",),
    "variation": ("ae107ca351ed1730",),
    "run rate": ("564c97e79b8217fc",),
    "narrative": ("4ee1a0810fe4df50",),
    "measure RAG": ("f5a514e012f678b8",),
    "last year Q1": ("4ac33a1cf9bcab5f",),
    "last year Q2": ("ef4d1fb3382c1d34",),
    "last year Q3": ("563745f778ed604b",),
    "last year Q4": ("5d0002968a297f2a",),
    "this year Q1": ("5900d9aad8545635",),
    "this year Q2": ("b0e0ea5963a242bc",),
    "this year Q3": ("813f8c82b841a3ec",),
    "this year Q4": ("a128c037a5fdca5f",),
    "headline RAG": ("42e3f25e79b658f5",),
    "first": ("0f3baf2142e6bea7",),
    "rows": ("18b27105a9631140",),
    "plan row": ("13740c62adb37ede",),
    "row": ("75c2a5903e6c7e4b",),
}
MODULES: dict[str, tuple[str, ...]] = {
    "ThisWorkbook": ("aef5d9a08c072403",),
    "Report": ("253d3d74c16dd58a",),
    "VersionCheck": ("087564df4da1f3b9",),
    "Wizard": ("6ca82f0c0263ea3b",),
    "xlwings_udfs": ("439b7b1dff3c7453",),
    "xlwings": ("f70e468454375926",),
    "Dictionary": ("86aef7153d04cbc9",),
}
SETTINGS = (
    "partnership",
    "financial year",
    "quarter",
    "forms",
    "returns",
    "reports",
    "return_due",
    "comments_due",
    "data_cutoff",
    "board_date",
    "rag rule",
    "tolerance",
    "rounding",
    "query_step",
    "disclosure threshold",
    "pct_min_base",
)  # where one of them is missing, a person took it away
