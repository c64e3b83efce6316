"""What a SPARQL text may not contain, decided on tokens before any engine reads it.

Oxigraph follows SERVICE to the network, rdflib opens what FROM names, and neither survives a
query that is nested thousands deep. None of that depends on understanding the query.
"""

from __future__ import annotations

from ascn_kg.errors import QuerySyntaxError
from ascn_kg.sparql.tokens import code_tokens

#: Deepest nesting of braces, brackets and parentheses; canned queries stay below ten.
MAX_DEPTH = 60
#: Longest run of prefix operators such as ``!!!``.
MAX_OPERATORS = 60

_OPENING = frozenset("{([")
_CLOSING = frozenset("})]")
_OPERATORS = frozenset("!+-^")


def guard(text: str) -> bool:
    """Return whether ``text`` names its own dataset (FROM), after refusing what must not run.

    Raises:
        QuerySyntaxError: ``text`` has SERVICE, an escape outside a string, an unclosed string, or
            is nested deeper than `MAX_DEPTH`.
    """
    depth = run = 0
    names_dataset = False
    for token in code_tokens(text):
        run = run + 1 if token.text in _OPERATORS else 0
        if token.text in _OPENING:
            depth += 1
        elif token.text in _CLOSING:
            depth -= 1
        elif token.kind == "other" and token.text in "\\\"'":
            raise QuerySyntaxError(
                f"this is not SPARQL 1.1: {token.text} at character {token.start + 1} stands "
                "outside a string or opens one that is not closed."
            )
        elif token.is_word("SERVICE"):
            raise QuerySyntaxError(
                "SERVICE is refused: a query reads this dataset only. Take the SERVICE part out."
            )
        elif token.is_word("FROM"):
            names_dataset = True
        if depth > MAX_DEPTH or run > MAX_OPERATORS:
            raise QuerySyntaxError(
                f"this query is nested deeper than {MAX_DEPTH} levels, which no engine is asked "
                "to run. Write it flatter."
            )
    return names_dataset
