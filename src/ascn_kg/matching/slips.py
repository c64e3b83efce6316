"""Slips of the pen: how many letters of a name may be wrong, and in which scripts."""

from __future__ import annotations

from typing import Final

from ascn_kg.matching.keys import is_latin, normal

#: Arabic, Tamil, Thai with Lao, Burmese, Khmer.
_ALPHABETS: Final = (
    ("\u0600", "\u06ff"),
    ("\u0b80", "\u0bff"),
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
)


def tolerance(form: str) -> int:
    """Return how many letters may be wrong in a squeezed name."""
    length = len(form)
    if not form.isascii():
        return 1 if length >= (5 if _is_arabic(form) else 7) else 0
    return 0 if length < 5 else 1 if length < 8 else 2


def may_slip(form: str) -> bool:
    """Return whether slips are looked for: not in Chinese, Japanese, Korean or Cyrillic."""
    return is_latin(form) or all(any(a <= ch <= b for a, b in _ALPHABETS) for ch in form)


def few_slips_a_word(text: str, name: str) -> bool:
    """Return whether no word is too different: Jakarta Bay is no slip for Jakarta Raya."""
    from rapidfuzz.distance import OSA

    words, others = normal(text).split(), normal(name).split()
    return len(words) != len(others) or all(
        OSA.distance(word, other) <= (2 if min(len(word), len(other)) > 3 else 1)
        for word, other in zip(words, others, strict=True)
    )


def _is_arabic(form: str) -> bool:
    return all("\u0600" <= letter <= "\u06ff" for letter in form)
