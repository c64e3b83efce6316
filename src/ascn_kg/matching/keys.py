"""The forms in which names are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from ascn_kg.things.spelling import fold

_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_APOSTROPHE: Final = re.compile("['`´ʻʼ‘’]")
_FULL_STOP_IN_INITIALS: Final = re.compile(r"\b(\w)\.(?=\w\b)")
#: Latin letters that fold leaves whole, as people type them.
_LETTERS: Final = str.maketrans({"ə": "e", "æ": "ae", "œ": "oe", "ß": "ss", "ŋ": "ng"})
#: Arabic letters that writers of its languages exchange, and marks that they leave out.
#: Chinese characters of place names of the region, traditional to simplified.
_SIMPLIFIED: Final = str.maketrans(
    "內亞晉達萬馬邁寶灣羅緬國東來龍門蘭檳蓮華蘇濱湯順興寧廣慶島縣區鄉爾維頓倫貢",
    "内亚晋达万马迈宝湾罗缅国东来龙门兰槟莲华苏滨汤顺兴宁广庆岛县区乡尔维顿伦贡",
)
#: The sound v in katakana, which older spellings write as b.
_KATAKANA: Final = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ"))
_ARABIC: Final = str.maketrans(
    {
        **dict.fromkeys("\u06cc\u0649\u0626", "\u064a"),
        **dict.fromkeys("\u06a9", "\u0643"),
        **dict.fromkeys("\u06c1\u06be\u06c0\u0629", "\u0647"),
        **dict.fromkeys("\u0622\u0623\u0625\u0671", "\u0627"),
        **dict.fromkeys("\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652", None),
    }
)


@lru_cache(16_384)
def normal(text: str) -> str:
    """Return ``text`` in words as they are compared: no case, accents, marks or invisible signs.

    >>> normal("T.P. Hồ Chí Minh ")
    'tp ho chi minh'
    """
    visible = _INVISIBLE.sub("", text)
    joined = _FULL_STOP_IN_INITIALS.sub(r"\1", _APOSTROPHE.sub("", fold(visible)))
    marked = "".join(
        ch if unicodedata.category(ch)[0] in "LMN" or ch.isspace() else " " for ch in joined
    )
    plain = marked if marked.isascii() else _plain(marked)
    return " ".join(plain.split())


def _plain(text: str) -> str:
    for letters in (_LETTERS, _ARABIC, _SIMPLIFIED):
        text = text.translate(letters)
    for sound, older in _KATAKANA if "ヴ" in text else ():
        text = text.replace(sound, older)
    return text


def squeezed(text: str) -> str:
    """Return `normal` without spaces: people write Chiang Mai and Chiangmai."""
    return normal(text).replace(" ", "")


def is_latin(text: str) -> bool:
    """Return whether all letters of ``text`` are Latin."""
    return all(unicodedata.name(ch, "").startswith("LATIN") for ch in text if ch.isalpha()) and any(
        ch.isalpha() for ch in text
    )
