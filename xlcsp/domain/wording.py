"""The first letter of a text: large where it begins a sentence, small within one."""

from __future__ import annotations


def sentence_case(text: str) -> str:
    """The text as a sentence begins."""
    return f"{text[:1].upper()}{text[1:]}"


def in_sentence(text: str) -> str:
    """The text as it stands within a sentence: ``staff change``, ``IT failure``, ``I was away``."""
    is_kept = not text[1:2].islower() and text[:2] != "A "
    return text if is_kept else f"{text[:1].lower()}{text[1:]}"
