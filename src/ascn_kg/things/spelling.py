"""Comparing names as people type them: what counts as equal, and how like two names are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, partial
from typing import Final

#: Letters that Unicode does not decompose, as people type them without a special keyboard.
_PLAIN_LETTERS: Final = str.maketrans("\u0111\u00f8\u0142\u0131\u2018\u2019", "doli''")
_LATIN_MARKS: Final = re.compile(r"[\u0300-\u036f]")
_GAPS: Final = re.compile(r"[\s_\u002d\u2010-\u2015]+")
#: The least length of a text that is looked for inside a word.
_LEAST_PART: Final = 3


def fold(text: str) -> str:
    """Return ``text`` without what people leave out when they type a name.

    Marks are dropped from Latin letters only: in Thai or Khmer they are vowels.
    """
    caseless = unicodedata.normalize("NFKD", text.casefold()).casefold()
    decomposed = unicodedata.normalize("NFKD", caseless)
    plain = _LATIN_MARKS.sub("", decomposed).translate(_PLAIN_LETTERS)
    return _GAPS.sub(" ", unicodedata.normalize("NFC", plain)).strip()


def likeness(wanted: str) -> Callable[[str], float]:
    """Return what tells how well a folded name fits the folded text ``wanted``, from 0 to 100.

    Either the whole is nearly the same, or every word of ``wanted`` is like a word of the name;
    what the name holds besides costs little. Only equal texts give 100.
    """
    from rapidfuzz import fuzz

    words = [
        (len(word), cache(partial(_word_similarity, fuzz.ratio, word))) for word in wanted.split()
    ]
    letters = sum(length for length, _ in words)

    def score(name: str) -> float:
        if wanted == name:
            return 100.0
        others = name.split() or [""]
        fits = sum(length * max(map(like, others)) for length, like in words) / letters
        surplus = max(0, len(name) - len(wanted))
        return min(99.0, max(fuzz.ratio(wanted, name), fits - min(9.0, surplus / 5)))

    return score


def _word_similarity(ratio: Callable[[str, str], float], word: str, other: str) -> float:
    if len(word) >= _LEAST_PART and other.startswith(word):
        return 97.0
    if len(word) >= _LEAST_PART and word in other:
        return 85.0
    return ratio(word, other)
