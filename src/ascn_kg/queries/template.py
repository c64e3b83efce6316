"""The text of a canned query with places for terms."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from ascn_kg.errors import ParameterError
from ascn_kg.queries.parameters import Value, written
from ascn_kg.sparql.guard import Guarded, guard
from ascn_kg.sparql.tokens import code_tokens, values_blocks


class Template:
    """A query text whose ``VALUES ?x { … }`` can be filled; it is read and guarded once.

    Terms cannot change what the guard found: they are neither keywords nor nested. A variable that
    always has one value, and is used in expressions only, gives way to that value: no engine has to
    find out that it is a constant.

    Args:
        text: The query.
        defaults: The terms of variables that are to give way; the text holds the same.
        takes_service: Whether SERVICE may stand in it, because it is taken out before it runs.

    Raises:
        QueryRefusedError: the text has what must not run; see `ascn_kg.sparql.guard`.
        QuerySyntaxError: the text is no SPARQL.
    """

    def __init__(
        self,
        text: str,
        defaults: Mapping[str, Sequence[Value]] | None = None,
        *,
        takes_service: bool = False,
    ) -> None:
        self._text = text
        self._variables = frozenset(block.variable for block in values_blocks(text))
        self._constants = {
            variable: terms
            for variable, terms in (defaults or {}).items()
            if _is_in_expressions_only(variable, text)
        }
        self._slots = tuple(_slots(text, self._constants))
        names_dataset = guard(text, takes_service=takes_service)
        self._verdict = None if takes_service else names_dataset

    def bind(self, values: Mapping[str, Sequence[Value]]) -> str:
        """Return the text with every ``VALUES ?x { … }`` of ``values``' variables filled.

        Only the text between those braces changes; strings, IRIs and comments that look like a
        VALUES clause stay as they are.

        Raises:
            ParameterError: a variable has no terms, or no ``VALUES`` clause in the query.
        """
        for variable in values:
            if variable not in self._variables:
                raise ParameterError(f"the query has no `VALUES ?{variable} {{ … }}` to fill.")
        every = {**self._constants, **values}
        pieces: list[str] = []
        done = 0
        for slot in self._slots:
            if slot.variable in every:
                pieces += [self._text[done : slot.start], slot.filled(every[slot.variable])]
                done = slot.end
        text = "".join([*pieces, self._text[done:]])
        return text if self._verdict is None else Guarded(text, self._verdict)


class _Slot(NamedTuple):
    """A place in a text that terms take: a data block, a constant, or a clause that goes."""

    kind: str
    variable: str
    start: int
    end: int

    def filled(self, terms: Sequence[Value]) -> str:
        if not terms:
            raise ParameterError(f"?{self.variable} has no value to be bound to.")
        if self.kind == "constant":
            return written(terms[0])
        return f" {' '.join(map(written, dict.fromkeys(terms)))} " if self.kind == "block" else ""


def _slots(text: str, constants: Container[str]) -> Iterator[_Slot]:
    """Yield the slots of ``text`` in their order."""
    blocks = {block.begin: block for block in values_blocks(text)}
    inside = 0
    for token in code_tokens(text):
        block = blocks.get(token.start)
        if block is not None:
            inside = block.end
            if block.variable in constants:
                yield _Slot("clause", block.variable, block.begin, block.end + 1)
            else:
                yield _Slot("block", block.variable, block.start, block.end)
        elif token.kind == "variable" and token.start > inside and token.text[1:] in constants:
            yield _Slot("constant", token.text[1:], token.start, token.end)


def _is_in_expressions_only(variable: str, text: str) -> bool:
    """Return whether each use of ``variable`` is in parentheses and none gives it a value."""
    depth = 0
    is_row = False
    code = code_tokens(text)
    for before, token in zip([None, *code], code, strict=False):
        if token.kind == "other" and token.text in "()":
            depth += 1 if token.text == "(" else -1
            is_row = token.text == "(" and before is not None and before.is_word("VALUES")
        elif token.kind == "variable" and token.text[1:] == variable and before is not None:
            is_set = is_row or before.is_word("AS")
            if is_set or not (depth or before.is_word("VALUES")):
                return False
    return True
