"""Taking a cell apart: the name, and what stands around it (country, area, other names)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ascn_kg.matching.keys import normal

_BRACKETS: Final = re.compile(r"[(\[{（【<«]([^()\[\]{}（）【】<>«»]*)[)\]}）】>»]")
_COMMAS: Final = re.compile(r"\s*[,;|\n\t،，、•·]\s*|\s+[-–—/:]+\s+|\s*//\s*")
_SLASH: Final = re.compile(r"\s*/\s*")
#: What introduces another name of the same thing.
_ALSO: Final = re.compile(
    r"^(?:formerly(?: known as)?|former(?: name)?|previously|also(?: known as)?|a\.?k\.?a\.?|"
    r"ex|née|now|today|alias|dahulu|dulu|d/h|or|officially|old name|called|abbr\.?|short)\b[:. -]*",
    re.IGNORECASE,
)
_POSTAL: Final = re.compile(r"\b[A-Z]{0,2}-?\d{4,6}\b|^\d+$")
_QUOTES: Final = " \t\r\n\u00a0.,;:!?*#\"'`´“”‘’«»„"


@dataclass(frozen=True)
class Parts:
    """A cell taken apart.

    Attributes:
        name: What stands first.
        around: What stands behind commas or dashes: areas and countries, from near to far.
        aside: What stands in brackets: another name, a country or an abbreviation.
    """

    name: str
    around: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()


def parts(text: str) -> Parts:
    """Return the parts of ``text``, each as typed; postal codes and stray marks are dropped.

    >>> parts("Bangkok (BKK), Thailand 10200")
    Parts(name='Bangkok', around=('Thailand',), aside=('BKK',))
    """
    aside = [_ALSO.sub("", found.strip(_QUOTES)) for found in _BRACKETS.findall(text)]
    bare = _BRACKETS.sub(" ", text)
    pieces = [_POSTAL.sub("", piece).strip(_QUOTES) for piece in _COMMAS.split(bare)]
    pieces = [piece for piece in pieces if normal(piece)]
    if not pieces and aside:
        pieces, aside = aside[:1], aside[1:]
    if not pieces:
        return Parts("")
    name, *same = _SLASH.split(pieces[0]) if "/" in pieces[0] else [pieces[0]]
    return Parts(
        name.strip(_QUOTES),
        tuple(_ALSO.sub("", piece) for piece in pieces[1:]),
        tuple(piece for piece in (*same, *aside) if normal(piece)),
    )
