"""The triple patterns of a SELECT query, level by level, read with rdflib's parser.

A level is one SELECT with its group: the query itself, or a sub-select in it. Property paths and
blank nodes are taken apart into plain patterns over helper variables, so that every triple behind
a solution can be named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, TypeAlias

from pyoxigraph import NamedNode, Variable

from ascn_kg.errors import QuerySyntaxError
from ascn_kg.namespaces import shrink
from ascn_kg.rdf.terms import Term, from_rdflib
from ascn_kg.sparql.tokens import Token, code_tokens

Node: TypeAlias = Term | Variable

#: Prefix of the names of helper variables.
HELPER: Final = "helper__"


@dataclass(frozen=True)
class Pattern:
    """A triple pattern.

    Attributes:
        subject: A term or a variable; so is ``object``.
        predicate: An IRI or a variable, or the text of a path that cannot be taken apart.
        optional: Whether a solution may lack it (OPTIONAL, a branch of UNION or of a path).
    """

    subject: Node
    predicate: Node | str
    object: Node
    optional: bool = False

    @property
    def nodes(self) -> tuple[Node | str, Node | str, Node | str]:
        """Subject, predicate and object."""
        return self.subject, self.predicate, self.object

    def __str__(self) -> str:
        """Return the pattern as SPARQL with the package's own prefixes."""
        return " ".join(shown(node) for node in self.nodes)


@dataclass
class Level:
    """One SELECT of a query.

    Attributes:
        projected: Names of its variables, empty for ``*``.
        head: What stands before its group in a query of its own: the prologue.
        dataset: Its FROM clauses.
        group: The text between the braces of its group.
        patterns: The patterns of its group, those of inner levels left out.
        values: The terms that a VALUES gives a variable.
        inner: The sub-selects in its group.
    """

    projected: tuple[str, ...]
    head: str
    dataset: str
    group: str
    patterns: list[Pattern] = field(default_factory=list)
    values: dict[str, list[Term]] = field(default_factory=dict)
    inner: list[Level] = field(default_factory=list)

    def query(self, form: str, group: str) -> str:
        """Return a query of ``form`` over ``group`` with this level's prologue and dataset."""
        return f"{self.head} {form} {self.dataset} WHERE {{ {group} }}"

    @property
    def levels(self) -> Iterator[Level]:
        """This level and all below it."""
        yield self
        for level in self.inner:
            yield from level.levels


def read_levels(text: str) -> Level | None:
    """Return the outermost SELECT of ``text`` with all below it; None for another query form.

    Raises:
        QuerySyntaxError: rdflib cannot read the query.
    """
    code = code_tokens(text)
    first = next((index for index, token in enumerate(code) if token.form), None)
    if first is None or code[first].form != "SELECT":
        return None
    return _level(text, code, first, text[: code[first].start])


def shown(node: Node | str) -> str:
    """Return ``node`` as people write it in SPARQL."""
    if isinstance(node, NamedNode):
        if node.value.endswith("#type"):
            return "a"
        return shrink(node.value) or str(node)
    if isinstance(node, Variable) and node.value.startswith(HELPER):
        return "[]"
    return str(node)


def _level(text: str, code: list[Token], start: int, head: str) -> Level:
    opening = _next(code, start, "{")
    closing = _closing(code, opening)
    dataset = next((t.start for t in code[start:opening] if t.is_word("FROM")), None)
    level = Level(
        projected=_projected(code[start + 1 : opening]),
        head=head,
        dataset="" if dataset is None else _before_where(text, code[start:opening], dataset),
        group=text[code[opening].end : code[closing].start],
    )
    index = opening + 1
    while index < closing:
        if code[index].form == "SELECT":
            inner = _level(text, code, index, head)
            level.inner.append(inner)
            index = _closing(code, _next(code, index, "{"))
        index += 1
    _fill(level)
    return level


def _before_where(text: str, code: list[Token], start: int) -> str:
    end = next((t.start for t in code if t.is_word("WHERE")), code[-1].end)
    return text[start:end]


def _next(code: list[Token], start: int, brace: str) -> int:
    found = (i for i in range(start, len(code)) if code[i].text == brace)
    return next(found)


def _closing(code: list[Token], opening: int) -> int:
    depth = 0
    for index in range(opening, len(code)):
        depth += {"{": 1, "}": -1}.get(code[index].text, 0)
        if depth == 0:
            return index
    return len(code) - 1


def _projected(code: list[Token]) -> tuple[str, ...]:
    """Return the variables between SELECT and its group; of ``(… AS ?x)`` only ``?x``."""
    names = []
    depth = 0
    for before, token in zip([None, *code], code, strict=False):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        named = before is not None and before.is_word("AS")
        if token.kind == "variable" and (depth == 0 or named):
            names.append(token.text[1:])
    return tuple(names)


def _fill(level: Level) -> None:
    """Read the patterns of ``level`` from its group."""
    from pyparsing import ParseException
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        algebra = translateQuery(parseQuery(level.query("SELECT *", level.group))).algebra
    except (ParseException, Exception) as error:
        raise QuerySyntaxError(f"the patterns of this query cannot be read: {error}") from None
    _Reader(level).read(algebra, optional=False)


class _Reader:
    """Walks the algebra of one level."""

    def __init__(self, level: Level) -> None:
        self._level = level
        self._numbers = count()

    def read(self, node: Any, *, optional: bool) -> None:
        match node.name:
            case "BGP":
                for subject, predicate, value in node.triples:
                    self._pattern(self._node(subject), predicate, self._node(value), optional)
            case "Join" | "Union":
                branch = optional or node.name == "Union"
                self.read(node.p1, optional=branch)
                self.read(node.p2, optional=branch)
            case "LeftJoin":
                self.read(node.p1, optional=optional)
                self.read(node.p2, optional=True)
            case "Minus":
                self.read(node.p1, optional=optional)
            case "ToMultiSet":
                if node.p.name == "values":
                    self._values(node.p.res)
            case _ if node.p is not None:
                self.read(node.p, optional=optional)

    def _values(self, rows: list[dict[Any, Any]]) -> None:
        for row in rows:
            for variable, value in row.items():
                if value != "UNDEF":
                    found = self._level.values.setdefault(str(variable), [])
                    found.append(from_rdflib(value))

    def _node(self, node: Any) -> Node:
        import rdflib

        if isinstance(node, rdflib.Variable):
            return Variable(str(node))
        if isinstance(node, rdflib.BNode):
            return Variable(HELPER + str(node))
        return from_rdflib(node)

    def _pattern(self, subject: Node, path: Any, value: Node, optional: bool) -> None:
        from rdflib import paths

        match path:
            case paths.InvPath():
                self._pattern(value, path.arg, subject, optional)
            case paths.SequencePath():
                for step in path.args[:-1]:
                    middle = Variable(f"{HELPER}{next(self._numbers)}")
                    self._pattern(subject, step, middle, optional)
                    subject = middle
                self._pattern(subject, path.args[-1], value, optional)
            case paths.AlternativePath():
                for each in path.args:
                    self._pattern(subject, each, value, True)
            case paths.MulPath():
                self._repeated(subject, path, value)
            case paths.Path():
                self._add(Pattern(subject, path.n3(), value, optional))
            case _:
                self._add(Pattern(subject, self._node(path), value, optional))

    def _repeated(self, subject: Node, path: Any, value: Node) -> None:
        """Take one step out of the middle of a path that repeats."""
        one, other = (Variable(f"{HELPER}{next(self._numbers)}") for _ in range(2))
        any_number = f"({path.path.n3()})*"
        self._add(Pattern(subject, any_number, one, True))
        self._pattern(one, path.path, other, True)
        self._add(Pattern(other, any_number, value, True))

    def _add(self, pattern: Pattern) -> None:
        self._level.patterns.append(pattern)
