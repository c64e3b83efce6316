"""The text of a canned query with places for terms."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from ascn_kg.errors import ParameterError
from ascn_kg.queries.parameters import Value, written
from ascn_kg.sparql.guard import Guarded, guard_tokens
from ascn_kg.sparql.tokens import Token, ValuesBlock, code_tokens, values_blocks


class Template:
    """A query text whose ``VALUES ?x { … }`` can be filled; it is read and guarded once.

    Terms cannot change what the guard found: they are neither keywords nor nested. A variable that
    always has one value, and is used in expressions only, gives way to that value: no engine has to
    find out that it is a constant. A ``VALUES ?x { UNDEF }`` that nothing fills goes: one row that
    binds nothing changes no join (SPARQL 1.1, 18.5), and engines differ in what they make of it.

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
        code = code_tokens(text)
        blocks = list(values_blocks(code))
        removable = set(_removable(blocks, code))
        staying = {block.variable for block in blocks if block not in removable}
        self._variables = frozenset(block.variable for block in blocks)
        self._constants = {
            variable: terms
            for variable, terms in (defaults or {}).items()
            if variable not in staying and _is_in_expressions_only(variable, code)
        }
        self._slots = tuple(_slots(text, code, blocks, self._constants, removable))
        names_dataset = guard_tokens(code, takes_service=takes_service)
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
            if slot.takes(every):
                pieces += [self._text[done : slot.start], slot.filled(every)]
                done = slot.end
        text = "".join([*pieces, self._text[done:]])
        return text if self._verdict is None else Guarded(text, self._verdict)


class _Slot(NamedTuple):
    """A place in a text that terms take: a data block, a constant, or a clause that goes.

    A clause that is ``idle`` goes where its variable has no terms, another where it has some.
    """

    kind: str
    variable: str
    start: int
    end: int

    def takes(self, values: Container[str]) -> bool:
        return (self.variable in values) is not (self.kind == "idle")

    def filled(self, values: Mapping[str, Sequence[Value]]) -> str:
        if self.kind in ("clause", "idle"):
            return ""
        terms = values[self.variable]
        if not terms:
            raise ParameterError(f"?{self.variable} has no value to be bound to.")
        if self.kind == "constant":
            return written(terms[0])
        return f" {' '.join(map(written, dict.fromkeys(terms)))} "


def _slots(
    text: str,
    code: Iterable[Token],
    blocks: Iterable[ValuesBlock],
    constants: Container[str],
    removable: Container[ValuesBlock],
) -> Iterator[_Slot]:
    """Yield the slots of ``text`` in their order."""
    beginning = {block.begin: block for block in blocks}
    inside = 0
    for token in code:
        block = beginning.get(token.start)
        if block is not None:
            inside = block.end
            clause = block.variable, block.begin, block.end + 1
            if block.variable in constants:
                yield _Slot("clause", *clause)
                continue
            if block in removable and _is_undef(text[block.start : block.end]):
                yield _Slot("idle", *clause)
            yield _Slot("block", block.variable, block.start, block.end)
        elif token.kind == "variable" and token.start > inside and token.text[1:] in constants:
            yield _Slot("constant", token.text[1:], token.start, token.end)


def _removable(blocks: Iterable[ValuesBlock], code: Sequence[Token]) -> Iterator[ValuesBlock]:
    """Yield the blocks that can go: no triples before them need a period, and none is behind.

    ``SELECT *`` has a column for each variable of a block; there all stay.
    """
    if any(_selects_all(before, token) for before, token in pairwise(code)):
        return
    index = {token.start: number for number, token in enumerate(code)}
    ends = set(_ends_without_period(code))
    for block in blocks:
        before, after = index[block.begin] - 1, index[block.end] + 1
        follows_period = after < len(code) and code[after].text == "."
        if before in ends and not follows_period:
            yield block


def _selects_all(before: Token, token: Token) -> bool:
    return token.text == "*" and any(map(before.is_word, ("SELECT", "DISTINCT", "REDUCED")))


def _ends_without_period(code: Sequence[Token]) -> Iterator[int]:
    """Yield the places of tokens that triples may follow: a brace, a period, a whole expression."""
    is_expression: list[bool] = []
    for number, token in enumerate(code):
        if token.text == "(":
            word = code[number - 1]
            is_expression.append(word.is_word("BIND") or word.is_word("FILTER"))
        if token.text in ("{", "}", ".") or (
            token.text == ")" and is_expression and is_expression.pop()
        ):
            yield number


def _is_undef(data: str) -> bool:
    """Return whether ``data`` is one row that binds nothing."""
    return [token.text.upper() for token in code_tokens(data)] == ["UNDEF"]


def _is_in_expressions_only(variable: str, code: Sequence[Token]) -> bool:
    """Return whether each use of ``variable`` is in parentheses and none gives it a value."""
    depth = 0
    is_row = False
    for before, token in zip([None, *code], code, strict=False):
        if token.kind == "other" and token.text in "()":
            depth += 1 if token.text == "(" else -1
            is_row = token.text == "(" and before is not None and before.is_word("VALUES")
        elif token.kind == "variable" and token.text[1:] == variable and before is not None:
            is_set = is_row or before.is_word("AS")
            if is_set or not (depth or before.is_word("VALUES")):
                return False
    return True
