"""The SERVICE patterns of a query, each with the patterns that its solutions are joined with.

Found on tokens, as the guard does, so that the text around them stays what it was. What stands
before a SERVICE in its group, and before its group in the groups around it, is its *context*: a
solution of the SERVICE that is compatible with no solution of the context can be left out without
a change of the answer (SPARQL 1.1 Query, section 18.2.2.6). Therefore the context ends

- at OPTIONAL, MINUS and EXISTS, which look at the group around them and no further: what is further
  out may not take solutions away from them;
- at a sub-select, whose variables are its own.

A FILTER sees variables that are bound only later in its group. It is part of the context where all
its variables are bound already, and passes elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ascn_kg.errors import QuerySyntaxError
from ascn_kg.sparql.tokens import Token, code_tokens

_BRACKETS = {"{": "}", "(": ")", "[": "]"}


@dataclass(frozen=True)
class Service:
    """One SERVICE pattern that stands in no other.

    Attributes:
        start: Offset of its first character in the query; ``end`` is that behind its last.
        silent: Whether a failure is one empty solution.
        endpoint: The token that names the endpoint.
        pattern: The text between its braces.
        context: Patterns that its solutions are joined with, as a group; "" where there are none.
        is_inner: Whether groups around its own are part of the context.
        certain: Variables that every solution of the pattern binds.
        joined: Variables that every solution of the patterns before it in its own group binds.
    """

    start: int
    end: int
    silent: bool
    endpoint: Token
    pattern: str
    context: str
    is_inner: bool
    certain: frozenset[str]
    joined: frozenset[str]


@dataclass(frozen=True)
class Frame:
    """What stands around a query's groups: its prologue and its dataset clauses."""

    prologue: str
    dataset: str

    def query(self, form: str, group: str) -> str:
        """Return a query of ``form`` over ``group`` with the same prefixes and dataset."""
        return f"{self.prologue}\n{form}\n{self.dataset}\nWHERE {{\n{group}\n}}"


def frame_of(text: str) -> Frame:
    """Return what stands around the groups of the query ``text``.

    Raises:
        QuerySyntaxError: it is no query.
    """
    code = code_tokens(text)
    first = next((index for index, token in enumerate(code) if token.form), None)
    if first is None:
        raise QuerySyntaxError("this is not SPARQL 1.1: no SELECT, ASK, CONSTRUCT or DESCRIBE.")
    dataset = []
    for token, after, following in zip(
        code[first:], code[first + 1 :], code[first + 2 :], strict=False
    ):
        if token.text == "{":
            break
        if token.is_word("FROM"):
            dataset.append(
                f"FROM NAMED {following.text}" if after.is_word("NAMED") else f"FROM {after.text}"
            )
    return Frame(text[: code[first].start], "\n".join(dataset))


def has_service(text: str) -> bool:
    """Return whether SERVICE stands in the query ``text`` as a keyword."""
    return "service" in text.lower() and any(t.is_word("SERVICE") for t in code_tokens(text))


def services(text: str) -> Iterator[Service]:
    """Yield the SERVICE patterns of the query ``text`` in their order, none that is in another.

    Raises:
        QuerySyntaxError: a bracket is not closed, or SERVICE is not followed by an endpoint and a
            group.
    """
    reader = _Reader(text)
    index = 0
    while index < len(reader.code):
        if reader.code[index].text == "{":
            yield from reader.group(index, _Around())
            index = reader.closing(index)
        index += 1


def without_services(text: str) -> str:
    """Return the query ``text`` with an empty group in the place of each SERVICE."""
    for service in reversed(list(services(text))):
        text = f"{text[: service.start]}{{}}{text[service.end :]}"
    return text


def at_endpoint(text: str, endpoint: str) -> str:
    """Return the query ``text`` with each SERVICE asking ``endpoint``, an IRI as SPARQL has it."""
    for service in reversed(list(services(text))):
        text = f"{text[: service.endpoint.start]}{endpoint}{text[service.endpoint.end :]}"
    return text


@dataclass(frozen=True)
class _Around:
    """What a group finds around it.

    Attributes:
        opened: The context so far, with groups that are not closed yet.
        closing: What closes them.
        graph: The GRAPH clause that holds, or "".
        is_inner: Whether the context has to do with groups further out.
    """

    opened: str = ""
    closing: str = ""
    graph: str = ""
    is_inner: bool = False


@dataclass
class _Before:
    """What stands in a group before the place where the reader is.

    Attributes:
        patterns: The patterns as text.
        bound: Variables that every solution of them binds.
        is_plain: Whether they only join; OPTIONAL, MINUS and BIND do more.
    """

    patterns: list[str] = field(default_factory=list)
    bound: set[str] = field(default_factory=set)
    is_plain: bool = True

    def within(self, around: _Around) -> str:
        """Return the whole context at this place."""
        if not self.patterns and not around.opened:
            return ""
        return f"{around.opened}\n{self.group(around)}\n}}{around.closing}"

    def group(self, around: _Around) -> str:
        """Return the patterns as a group that is not closed yet."""
        return "\n".join([f"{around.graph} {{", *self.patterns])

    def joined(self, around: _Around, graph: str | None = None) -> _Around:
        """Return what a group finds that is joined with the patterns."""
        opened = f"{around.opened}\n{self.group(around)}"
        inner = around.graph if graph is None else graph
        return _Around(opened, "}" + around.closing, inner, is_inner=True)

    def seen(self, around: _Around) -> _Around:
        """Return what a group of OPTIONAL, MINUS or EXISTS finds."""
        return _Around(self.group(around), "}", around.graph, is_inner=True)


class _Reader:
    """Walks through the groups of one query."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.code = code_tokens(text)

    def group(self, opening: int, around: _Around) -> Iterator[Service]:
        """Yield the services of the group that the brace at ``opening`` begins."""
        end = self.closing(opening)
        if self.code[opening + 1].form == "SELECT":
            for index in self.braces(opening + 1, end):
                yield from self.group(index, _Around(graph=around.graph))
            return
        before = _Before()
        index = opening + 1
        while index < end:
            last = self.last(index)
            yield from self._services(index, last, before, around)
            self._pass(index, last, before)
            index = last + 1

    def last(self, index: int) -> int:
        """Return the number of the last token of the element that begins with ``index``."""
        word = self.code[index].text.upper() if self.code[index].kind == "word" else ""
        if word in ("FILTER", "BIND", "OPTIONAL", "MINUS", "GRAPH", "VALUES", "SERVICE", "LATERAL"):
            start = index + 1
            if word == "VALUES" and self._token(start).text == "(":
                start = self.closing(start) + 1
            return self.closing(self._next_bracket(start))
        if self.code[index].text == "{":
            last = self.closing(index)
            while self._token(last + 1).is_word("UNION"):
                last = self.closing(self._next_bracket(last + 2))
            return last
        return self._end_of_triples(index)

    def _services(
        self, index: int, last: int, before: _Before, around: _Around
    ) -> Iterator[Service]:
        token = self.code[index]
        if token.is_word("SERVICE"):
            yield self._service(index, last, before, around)
            return
        if token.is_word("GRAPH"):
            graph = f"GRAPH {self._token(index + 1).text}"
            inner = before.joined(around, graph)
        elif token.text == "{":
            inner = before.joined(around)
        elif token.is_word("LATERAL"):
            inner = _Around(graph=around.graph, is_inner=True)
        else:
            inner = before.seen(around)
        if not token.is_word("VALUES"):
            for brace in self.braces(index, last):
                yield from self.group(brace, inner)

    def _service(self, index: int, last: int, before: _Before, around: _Around) -> Service:
        silent = self._token(index + 1).is_word("SILENT")
        endpoint = self._token(index + 2 if silent else index + 1)
        opening = index + 3 if silent else index + 2
        if self._token(opening).text != "{":
            raise QuerySyntaxError(
                "this is not SPARQL 1.1: SERVICE is followed by the IRI of an endpoint and a group."
            )
        return Service(
            start=self.code[index].start,
            end=self.code[last].end,
            silent=silent,
            endpoint=endpoint,
            pattern=self.text[self.code[opening].end : self.code[last].start],
            context=before.within(around),
            is_inner=around.is_inner,
            certain=frozenset(self._bound(opening)),
            joined=frozenset(before.bound),
        )

    def _bound(self, opening: int) -> set[str]:
        """Return the variables that the plain patterns of a group bind."""
        before = _Before()
        index, end = opening + 1, self.closing(opening)
        if self.code[index].form != "SELECT":
            while index < end and before.is_plain:
                last = self.last(index)
                self._pass(index, last, before)
                index = last + 1
        return before.bound

    def _pass(self, index: int, last: int, before: _Before) -> None:
        """Add the element from ``index`` to ``last`` to what stands before."""
        token, element = self.code[index], self.code[index : last + 1]
        text = self.text[token.start : element[-1].end]
        if token.is_word("FILTER"):
            before.patterns.append(_where_bound(text, element))
            return
        before.patterns.append(text)
        if any(token.is_word(word) for word in ("OPTIONAL", "MINUS", "BIND", "LATERAL")):
            before.is_plain = False
        is_triples = token.kind != "word" or not _is_keyword(token)
        has_values = token.is_word("VALUES") and not any(t.is_word("UNDEF") for t in element)
        if before.is_plain and token.text != "{" and (is_triples or has_values):
            before.bound.update(t.text[1:] for t in element if t.kind == "variable")

    def _end_of_triples(self, index: int) -> int:
        """Return the last token before the next keyword, group or end of the group."""
        last = index
        while True:
            if self.code[last].text in _BRACKETS and self.code[last].text != "{":
                last = self.closing(last)
            following = self._token(last + 1)
            if following.text == "{" and self._token(last + 2).text == "|":
                last = self.closing(last + 1)  # an annotation of RDF 1.2
            elif following.text in "{}" or _is_keyword(following):
                return last
            else:
                last += 1

    def braces(self, index: int, last: int) -> Iterator[int]:
        """Yield the outermost braces from ``index`` to ``last``, in parentheses too."""
        while index <= last:
            if self.code[index].text == "{":
                yield index
                index = self.closing(index)
            index += 1

    def closing(self, opening: int) -> int:
        """Return the number of the token that closes the bracket at ``opening``."""
        expected: list[str] = []
        for index in range(opening, len(self.code)):
            token = self.code[index]
            if token.kind != "other":
                continue
            if token.text in _BRACKETS:
                expected.append(_BRACKETS[token.text])
            elif token.text in _BRACKETS.values():
                if expected.pop() != token.text:
                    break
                if not expected:
                    return index
        raise QuerySyntaxError(
            f"this is not SPARQL 1.1: the {self.code[opening].text} at character "
            f"{self.code[opening].start + 1} is not closed."
        )

    def _next_bracket(self, index: int) -> int:
        while self._token(index).text not in ("{", "("):
            if self._token(index).text == "}":
                raise QuerySyntaxError(
                    f"this is not SPARQL 1.1: {self._token(index).text} at character "
                    f"{self._token(index).start + 1} comes too early."
                )
            index += 1
        return index

    def _token(self, index: int) -> Token:
        if index < len(self.code):
            return self.code[index]
        raise QuerySyntaxError("this is not SPARQL 1.1: the query ends too early.")


_KEYWORDS = frozenset("BIND FILTER GRAPH LATERAL MINUS OPTIONAL SERVICE UNION VALUES".split())


def _is_keyword(token: Token) -> bool:
    return token.kind == "word" and token.text.upper() in _KEYWORDS


def _where_bound(text: str, element: list[Token]) -> str:
    """Return a FILTER that passes what lacks one of its variables; one with patterns passes all."""
    if any(token.text == "{" for token in element):
        return "{}"
    names = dict.fromkeys(t.text for t in element if t.kind == "variable")
    unbound = "".join(f"!BOUND({name}) || " for name in names)
    return f"FILTER({unbound}({text[len('FILTER') :]}))"
