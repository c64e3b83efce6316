"""What a SPARQL text may not contain, decided on tokens before any engine reads it.

Oxigraph follows SERVICE to the network, rdflib opens what FROM names, and neither survives a
query that is nested thousands deep or chained ten thousand parts long. None of that depends on
understanding the query.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Self

from ascn_kg.errors import QueryRefusedError, QuerySyntaxError
from ascn_kg.sparql.tokens import Token, code

#: Deepest nesting of braces, brackets and parentheses; canned queries stay below ten.
MAX_DEPTH: Final = 60
#: Longest run of prefix operators such as ``!!!``.
MAX_OPERATORS: Final = 60
#: Most operators and group keywords in one query: engines turn a chain of them (``?a + ?a + …``,
#: ``UNION``, ``BIND``) into a tree as deep as the chain is long.
MAX_PARTS: Final = 1_000

_OPENING = frozenset("{([")
_CLOSING = frozenset("})]")
_QUOTES = frozenset("\\\"'")
_PREFIX_OPERATORS = frozenset("!+-^")
_OPERATORS = frozenset("!+-^*/|&=<>")
_GROUPS = frozenset("BIND EXISTS FILTER GRAPH LATERAL MINUS OPTIONAL SELECT UNION VALUES".split())
_UPDATES = frozenset("ADD CLEAR COPY CREATE DELETE DROP INSERT LOAD MOVE WITH".split())
_PROLOGUE = frozenset("BASE PREFIX VERSION".split())


class Guarded(str):
    """A text that passed the guard before terms were put into it.

    Attributes:
        names_dataset: What `guard` returned.
    """

    names_dataset: bool

    def __new__(cls, text: str, names_dataset: bool) -> Self:
        """Return ``text`` with the verdict on what it was made of."""
        guarded = super().__new__(cls, text)
        guarded.names_dataset = names_dataset
        return guarded


def guard(text: str, *, takes_service: bool = False) -> bool:
    """Return whether ``text`` names its own dataset (FROM), after refusing what must not run.

    Args:
        text: The query.
        takes_service: Whether SERVICE may stand in it, because it is taken out before it runs.

    Raises:
        QueryRefusedError: ``text`` has SERVICE, is an update, is nested deeper than `MAX_DEPTH` or
            has more than `MAX_PARTS` parts.
        QuerySyntaxError: ``text`` has an escape outside a string, or an unclosed string.
    """
    if isinstance(text, Guarded):
        return text.names_dataset
    return guard_tokens(code(text), takes_service=takes_service)


def guard_tokens(tokens: Iterable[Token], *, takes_service: bool = False) -> bool:
    """Do what `guard` does for a text that is given as its `code_tokens`."""
    depth = run = parts = 0
    names_dataset = begun = False
    for token in tokens:
        if token.kind == "word":
            run = 0
            word = token.text.upper()
            if not begun:
                begun = word not in _PROLOGUE
                _refuse_update(word)
            parts += word in _GROUPS
            names_dataset |= word == "FROM"
            if word == "SERVICE" and not takes_service:
                raise QueryRefusedError(
                    "SERVICE is refused: a query reads this dataset only. Take the SERVICE part "
                    "out, or have its host allowed (allow-service)."
                )
        elif token.kind == "other":
            run = run + 1 if token.text in _PREFIX_OPERATORS else 0
            parts += token.text in _OPERATORS
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
            if token.text in _QUOTES:
                raise QuerySyntaxError(
                    f"this is not SPARQL 1.1: {token.text} at character {token.start + 1} stands "
                    "outside a string or opens one that is not closed."
                )
        else:
            run = 0
            continue
        if depth > MAX_DEPTH or run > MAX_OPERATORS:
            raise QueryRefusedError(
                f"this query is nested deeper than {MAX_DEPTH} levels, which no engine is asked "
                "to run. Write it flatter."
            )
        if parts > MAX_PARTS:
            raise QueryRefusedError(
                f"this query has more than {MAX_PARTS:,} operators and groups, which no engine is "
                "asked to run. Ask for many values with VALUES or IN."
            )
    return names_dataset


def _refuse_update(word: str) -> None:
    """Refuse a text whose first keyword after the prologue, in upper case, is that of an update."""
    if word in _UPDATES:
        raise QueryRefusedError(
            f"{word} is refused: this graph is read only. "
            "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE."
        )
