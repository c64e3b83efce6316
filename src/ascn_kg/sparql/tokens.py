"""SPARQL text as tokens, so that nobody mistakes a string, an IRI or a comment for a keyword.

The scanner needs no SPARQL engine and cannot fail: text that is no SPARQL comes out as tokens of
kind ``other``. Joined, the tokens are the text again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_PATTERN: Final = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<comment>\#[^\r\n]*)
    | (?P<iri><[^\x00-\x20<>"{}|^`\\]*>)
    | (?P<string>\"{3}(?:"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<datatype>\^\^)
    | (?P<language>@[A-Za-z][A-Za-z0-9-]*)
    | (?P<name>(?:_|[^\W\d_](?:[\w.\-·]*[\w\-·])?)?:
        (?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
           (?:[\w.\-·:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)

#: Kinds of tokens that mean nothing.
_BLANK: Final = frozenset({"space", "comment"})
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


class Token(NamedTuple):
    """A piece of SPARQL text.

    Attributes:
        kind: ``space``, ``comment``, ``iri``, ``string``, ``variable``, ``datatype`` (``^^``),
            ``language``, ``name`` (a prefixed name or blank node label), ``word`` (a keyword,
            function or ``a``), ``number``, or ``other`` (one character, braces among them).
        text: The characters.
        start: Offset of the first character in the whole text.
    """

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.start + len(self.text)

    def is_word(self, word: str) -> bool:
        """Return whether this is the keyword ``word`` (upper case) in any case."""
        return self.kind == "word" and self.text.upper() == word

    @property
    def form(self) -> str | None:
        """The query form in upper case where this is the keyword of one, else None."""
        word = self.text.upper()
        return word if self.kind == "word" and word in _FORMS else None


class ValuesBlock(NamedTuple):
    """One ``VALUES ?variable { … }``.

    Attributes:
        variable: Name of the variable.
        begin: Offset of the keyword.
        start: Offset of the text between the braces.
        end: Offset of the closing brace.
    """

    variable: str
    begin: int
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Yield all tokens of ``text``, spaces and comments too."""
    for match in _PATTERN.finditer(text):
        yield Token(match.lastgroup or "other", match.group(), match.start())


def code(text: str) -> Iterator[Token]:
    """Yield the tokens of ``text`` without spaces and comments, as they are needed."""
    for match in _PATTERN.finditer(text):
        kind = match.lastgroup or "other"
        if kind not in _BLANK:
            yield Token(kind, match.group(), match.start())


def code_tokens(text: str) -> list[Token]:
    """Return the tokens of ``text`` without spaces and comments."""
    return list(code(text))


def query_form(text: str) -> str | None:
    """Return the form of the query ``text``, such as ``SELECT``; None where it is no query."""
    return next((token.form for token in tokens(text) if token.form), None)


def values_blocks(code: Sequence[Token]) -> Iterator[ValuesBlock]:
    """Yield every ``VALUES`` of one variable in a text, given as its `code_tokens`.

    ``VALUES (?a ?b) { … }`` is not one of them.
    """
    for index, (keyword, variable, opening) in enumerate(
        zip(code, code[1:], code[2:], strict=False)
    ):
        if keyword.is_word("VALUES") and variable.kind == "variable" and opening.text == "{":
            rest = code[index + 3 :]
            closing = next((token for token in rest if _is_brace(token, "}")), None)
            if closing is not None:
                yield ValuesBlock(variable.text[1:], keyword.start, opening.end, closing.start)


def _is_brace(token: Token, brace: str) -> bool:
    return token.kind == "other" and token.text == brace
