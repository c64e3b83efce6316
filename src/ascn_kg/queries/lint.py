"""The rules for a canned query file that its header alone cannot show.

They keep a query portable: one that follows them gives the same rows in every SPARQL engine,
bound or unbound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from ascn_kg.errors import ParameterError, QuerySyntaxError, UnknownThingError
from ascn_kg.namespaces import expand
from ascn_kg.queries.header import Header
from ascn_kg.queries.parameters import ENDPOINT, Parameter, Value
from ascn_kg.sparql.services import services, without_services
from ascn_kg.sparql.tokens import Token, code_tokens, values_blocks

_STEM: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def faults(name: str, form: str, header: Header, text: str) -> Iterator[str]:
    """Yield what is wrong with the query ``text`` of the file ``name`` under ``header``."""
    if not _STEM.fullmatch(name):
        yield "the file name is not in kebab case (lower-case-words.rq)"
    if "lang" not in header.parameters:
        yield "every query has the parameter lang"
    code = code_tokens(text)
    if any(token.is_word("FROM") for token in code):
        yield "FROM reaches outside the dataset; a canned query does not"
    try:
        yield from _endpoint_faults(header, text)
        answer = Store().query(without_services(text))
    except (QuerySyntaxError, SyntaxError) as error:
        yield f"the query is no SPARQL: {error}"
        return
    if isinstance(answer, QuerySolutions):
        yield from _column_faults(header, [variable.value for variable in answer.variables])
    if form == "SELECT" and not _is_ordered(code):
        yield "a SELECT ends in ORDER BY, so that its answer is stable"
    yield from _parameter_faults(header, code, text)


def _endpoint_faults(header: Header, text: str) -> Iterator[str]:
    """Yield what is wrong with the SERVICE patterns: they ask the default of one parameter."""
    allowed = [p.default for p in header.parameters.values() if p.type == ENDPOINT]
    asked = {service.endpoint.text for service in services(text)}
    wanted = {f"<{endpoint}>" for default in allowed for endpoint in default}
    if len(allowed) > 1 or asked != wanted:
        yield (
            f"SERVICE asks {', '.join(sorted(asked)) or 'nothing'}; it asks the default of the one "
            f"parameter of type {ENDPOINT}, which is {', '.join(sorted(wanted)) or 'missing'}"
        )


def _column_faults(header: Header, projected: list[str]) -> Iterator[str]:
    described = list(header.columns)
    if described != projected:
        yield (
            f"the header describes the columns {', '.join(described)}; "
            f"the query gives {', '.join(projected)}"
        )


def _is_ordered(code: list[Token]) -> bool:
    last_brace = max(index for index, token in enumerate(code) if token.text == "}")
    return any(token.is_word("ORDER") for token in code[last_brace + 1 :])


def _parameter_faults(header: Header, code: list[Token], text: str) -> Iterator[str]:
    by_variable = {parameter.variable: parameter for parameter in header.parameters.values()}
    blocks = list(values_blocks(code))
    prologue = text[: next(token.start for token in code if token.form)]
    for variable, parameter in by_variable.items():
        written = [text[b.start : b.end] for b in blocks if b.variable == variable]
        if not written:
            yield f"parameter {parameter.name} stands nowhere as VALUES ?{variable} {{ … }}"
        for block in dict.fromkeys(written):
            yield from _default_faults(parameter, block, prologue)
    for block_ in blocks:
        undefined = text[block_.start : block_.end].strip().upper() == "UNDEF"
        if undefined and block_.variable not in by_variable:
            yield f"VALUES ?{block_.variable} {{ UNDEF }} has no parameter in the header"
    for variable, line in _unscoped(code, set(by_variable), text):
        yield (
            f"line {line} of the query: ?{variable} is used in an expression or sub-select "
            f"before a VALUES ?{variable} {{ … }} of the same group; engines differ there"
        )


def _default_faults(parameter: Parameter, block: str, prologue: str) -> Iterator[str]:
    try:
        default = parameter.parse(parameter.default, _IdsOnly()) if parameter.default else None
    except (ParameterError, UnknownThingError) as error:
        yield f"the default does not fit: {error}"
        return
    if _terms(block, prologue) != default:
        shown = " ".join(map(str, default)) if default else "UNDEF"
        yield f"parameter {parameter.name}: the header says {shown}, the query says {block.strip()}"


def _terms(block: str, prologue: str) -> list[Value] | None:
    """Return the terms of a data block, or None for ``UNDEF``."""
    answer = Store().query(f"{prologue} SELECT ?value WHERE {{ VALUES ?value {{ {block} }} }}")
    if not isinstance(answer, QuerySolutions):
        return None
    values = [row["value"] for row in answer]
    return None if None in values else [v for v in values if isinstance(v, NamedNode | Literal)]


class _IdsOnly:
    """A resolver that takes ids as they are: defaults name things by id."""

    def resolve(self, text: str, kind: str | None = None) -> str:
        iri = expand(text)
        if iri is None:
            raise UnknownThingError(text)
        return iri


@dataclass
class _Group:
    """An open pair of braces.

    Attributes:
        kind: ``shell`` around a whole sub-select, ``select`` for its pattern, ``exists`` behind
            EXISTS, ``optional`` behind OPTIONAL, else ``plain``.
        around: The variables that a VALUES of the group around this one has filled so far.
        filled: The variables that a VALUES of this group has filled so far.
        parentheses: How many parentheses are open in this group.
        binds: Whether the outermost of them belongs to a BIND.
    """

    kind: str
    around: set[str]
    filled: set[str] = field(default_factory=set)
    parentheses: int = 0
    binds: bool = False

    def needs(self, variable: str) -> bool:
        """Return whether ``variable`` may not be used here, for lack of a VALUES.

        A triple pattern joins with the groups around it, and EXISTS sees their variables. But an
        expression in a group of its own does not, nor does a sub-select. The filter of an OPTIONAL
        is the condition of its join (SPARQL 1.1, 18.2.2.6): it sees the group around, too.
        """
        if variable in self.filled:
            return False
        if self.kind == "optional" and not self.binds:
            return self.parentheses > 0 and variable not in self.around
        is_expression = self.kind in ("plain", "optional") and self.parentheses > 0
        return self.kind == "select" or is_expression

    def open(self, before: Token | None) -> None:
        """Open a parenthesis behind the token ``before``."""
        if not self.parentheses:
            self.binds = before is not None and before.is_word("BIND")
        self.parentheses += 1


def _unscoped(code: list[Token], variables: set[str], text: str) -> Iterator[tuple[str, int]]:
    """Yield variable and line of each use in a group that lacks the VALUES it needs."""
    stack: list[_Group] = []
    for before, token, after in zip([None, *code], code, [*code[1:], None], strict=False):
        if token.kind == "other" and token.text == "{":
            around = stack[-1].filled if stack else set()
            stack.append(_Group(_kind(stack, before, after), around))
        elif token.kind == "other" and token.text == "}":
            stack.pop()
        elif token.kind == "other" and token.text == "(" and stack:
            stack[-1].open(before)
        elif token.kind == "other" and token.text == ")" and stack:
            stack[-1].parentheses -= 1
        elif token.kind == "variable" and token.text[1:] in variables and stack:
            variable = token.text[1:]
            if before is not None and before.is_word("VALUES"):
                stack[-1].filled.add(variable)
            elif stack[-1].needs(variable):
                stack[-1].filled.add(variable)
                yield variable, text.count("\n", 0, token.start) + 1


def _kind(stack: list[_Group], before: Token | None, after: Token | None) -> str:
    if after is not None and after.is_word("SELECT"):
        return "shell"
    for word in ("EXISTS", "OPTIONAL"):
        if before is not None and before.is_word(word):
            return word.lower()
    return "select" if stack and stack[-1].kind == "shell" else "plain"
