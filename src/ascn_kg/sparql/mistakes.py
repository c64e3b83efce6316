"""What is wrong with a text that is no SPARQL, in words for whoever wrote it.

The engine names a place and everything that its grammar would take there, ranges of characters
among it; people need the place, what stands there, and the words and marks that fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from ascn_kg.namespaces import PREFIXES
from ascn_kg.sparql.tokens import code_tokens, query_form

_PLACED: Final = r"(?s)error at (\d+):(\d+): expected (?:one of )?(.*)"
#: One thing that the grammar takes: a range of characters, a mark in quotes, or words.
_TAKEN: Final = r"""\s*(\[[^\]]*\]|"(?:[^"\\]|\\.)*"|[^,"\[][^,]*)(?:,|\Z)"""
_NO_IRI: Final = "IRI parsing failed"
_UNBOUND: Final = "The SELECT contains a variable that is unbound"
#: How many fitting words and marks are named.
_NAMED: Final = 8


def mistake(text: str, found: str) -> str:
    """Return what is wrong with ``text``.

    Args:
        text: What is no SPARQL 1.1.
        found: What the engine says of it.
    """
    placed = re.fullmatch(_PLACED, found)
    if placed is None:
        return found
    if query_form(text) is None:
        return "it has no SELECT, ASK, CONSTRUCT or DESCRIBE."
    line, column, taken = int(placed[1]), int(placed[2]), re.findall(_TAKEN, placed[3])
    undeclared = next(_undeclared(text), None)
    if undeclared is not None:
        return _without_prefix(undeclared)
    if _UNBOUND in taken:
        return "SELECT has a variable that is neither in GROUP BY nor inside an aggregate."
    if _NO_IRI in taken:
        return f"the IRI before character {column} of line {line} is relative, or no IRI."
    place = f"line {line}, character {column}: {_standing(text, line, column)}"
    fitting = [each for each in taken if not each.startswith("[")]
    if not fitting:
        return f"{place} where it does not belong."
    several = "one of " if len(fitting) > 1 else ""
    more = ", …" if len(fitting) > _NAMED else ""
    return f"{place} where {several}{', '.join(fitting[:_NAMED])}{more} is expected."


def _undeclared(text: str) -> Iterator[str]:
    """Yield the prefixes that names of ``text`` have and nothing declares."""
    code = code_tokens(text)
    declared = {name.text for keyword, name in pairwise(code) if keyword.is_word("PREFIX")}
    for before, token in pairwise(code):
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and prefix != "_" and before.text != "<":
            if f"{prefix}:" not in declared:
                yield prefix


def _without_prefix(prefix: str) -> str:
    meant = PREFIXES.get(prefix, "…")
    return f"the prefix {prefix}: is not declared. Begin with PREFIX {prefix}: <{meant}>."


def _standing(text: str, line: int, column: int) -> str:
    """Return what stands at a place of ``text``, which begins at line and column 1."""
    at, *after = text.split("\n")[line - 1 :] or [""]
    word = re.search(r"\S{1,30}", "\n".join([at[column - 1 :], *after]))
    return f"“{word[0]}” stands" if word else "the text ends"
