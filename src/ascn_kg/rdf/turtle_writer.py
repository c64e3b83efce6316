"""Turtle and TriG of a set of quads: one text for one graph.

The layout is that of rdflib's longturtle (one value per line, a full stop of its own), and the text
depends on nothing but the graph: not on the order of the input, the hash seed or blank node labels.
Subjects and properties stand in the order of their IRIs, ``a`` and ``rdfs:label`` first, values in
the order of their text. A blank node stands where it is used; it has a label only where it is used
twice, in two graphs or in a circle. Lexical forms are written as they are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Final

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
)

from ascn_kg.namespaces import PREFIXES, RDF, RDFS, XSD, shrink
from ascn_kg.rdf.terms import AnyTerm, canonical_blank_nodes

_TYPE: Final = NamedNode(RDF + "type")
_LABEL: Final = NamedNode(RDFS + "label")
_FIRST: Final = NamedNode(RDF + "first")
_REST: Final = NamedNode(RDF + "rest")
_NIL: Final = NamedNode(RDF + "nil")

_INDENT: Final = "    "
#: Deeper blank nodes get a label, so that no graph is too deep for a parser.
_DEEPEST: Final = 20
#: A list is written on one line while its items are shorter than this together.
_LIST_WIDTH: Final = 72

#: Literals that Turtle writes without quotes.
_BARE: Final = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def turtle(quads: Iterable[Quad]) -> str:
    """Return the Turtle document of the union of all graphs in ``quads``."""
    union = canonical_blank_nodes(Quad(q.subject, q.predicate, q.object) for q in quads)
    names = _Names()
    blocks = list(_Blocks(union, names).texts())
    return _document(names, blocks)


def trig(quads: Iterable[Quad]) -> str:
    """Return the TriG document of ``quads``: the default graph, then the named ones by name."""
    graphs: dict[str, list[Quad]] = defaultdict(list)
    graph_of: dict[BlankNode, str] = {}
    labelled: set[BlankNode] = set()
    for quad in canonical_blank_nodes(quads):
        name = quad.graph_name
        key = "" if isinstance(name, DefaultGraph) else str(name)
        graphs[key].append(quad)
        if isinstance(name, BlankNode):
            labelled.add(name)
        for term in (quad.subject, quad.object):
            if isinstance(term, BlankNode) and graph_of.setdefault(term, key) != key:
                labelled.add(term)
    names = _Names()
    parts: list[str] = []
    for key, content in sorted(graphs.items()):
        blocks = list(_Blocks(content, names, labelled).texts())
        title = names.of(content[0].graph_name)
        parts += [f"{title} {{\n\n" + "\n".join(blocks) + "}\n"] if key else blocks
    return _document(names, parts)


def _document(names: _Names, parts: list[str]) -> str:
    head = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in sorted(names.used))
    return "\n".join([head, *parts] if head else parts)


class _Names:
    """Writes IRIs and literals, and remembers which prefixes they needed."""

    def __init__(self) -> None:
        self.used: set[str] = set()
        self._texts: dict[NamedNode, str] = {}

    def of(self, term: AnyTerm | DefaultGraph) -> str:
        """Return the Turtle text of one term."""
        if isinstance(term, NamedNode):
            return self._iri(term)
        if isinstance(term, Literal):
            return self._literal(term)
        return str(term)

    def _iri(self, iri: NamedNode) -> str:
        text = self._texts.get(iri)
        if text is None:
            short = shrink(iri.value)
            if short is not None:
                self.used.add(short.partition(":")[0])
            text = self._texts[iri] = short or str(iri)
        return text

    def _literal(self, literal: Literal) -> str:
        datatype = literal.datatype
        bare = _BARE.get(datatype.value)
        if bare and bare.fullmatch(literal.value):
            return literal.value
        quoted = _quoted(literal.value)
        if literal.language is not None:
            direction = f"--{literal.direction}" if literal.direction else ""
            return f"{quoted}@{literal.language}{direction}"
        return quoted if datatype.value == XSD + "string" else f"{quoted}^^{self._iri(datatype)}"


def _quoted(text: str) -> str:
    """Return ``text`` in quotes; in three where it has lines, so that they stay readable."""
    text = text.replace("\\", "\\\\")
    if "\n" in text:
        text = text.replace('"""', r"\"\"\"")
        text = text[:-1] + r"\"" if text.endswith('"') else text
        quote = '"""'
    else:
        text = text.replace('"', r"\"").replace("\t", r"\t")
        quote = '"'
    text = text.replace("\r", r"\r")
    return quote + _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04X}", text) + quote


class _Blocks:
    """The blocks of one graph: one for each subject that does not stand inside another."""

    def __init__(
        self, quads: Collection[Quad], names: _Names, labelled: Collection[BlankNode] = ()
    ) -> None:
        self._names = names
        self._values: dict[AnyTerm, dict[NamedNode, list[AnyTerm]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._users: dict[AnyTerm, list[Quad]] = defaultdict(list)
        for quad in quads:
            self._values[quad.subject][quad.predicate].append(quad.object)
            if isinstance(quad.object, BlankNode):
                self._users[quad.object].append(quad)
        self._once: set[AnyTerm] = {
            node for node, users in self._users.items() if len(users) == 1 and node not in labelled
        }
        self._lists = self._find_lists()
        self._inline = self._find_inline()
        self._labelled = labelled

    def texts(self) -> Iterator[str]:
        """Yield the text of each block, in order."""
        subjects = [subject for subject in self._values if subject not in self._inline]
        named = {subject.value: subject for subject in subjects if isinstance(subject, NamedNode)}
        yield from (self._block(subject) for _, subject in sorted(named.items()))
        yield from sorted(self._block(s) for s in subjects if not isinstance(s, NamedNode))

    def _block(self, subject: AnyTerm) -> str:
        nameless = (
            isinstance(subject, BlankNode)
            and subject not in self._users
            and subject not in self._labelled
        )
        title = "[]" if nameless else self._names.of(subject)
        return f"{title}\n{self._properties(subject, _INDENT)}.\n"

    def _properties(self, subject: AnyTerm, indent: str) -> str:
        values = self._values[subject]
        lines: list[str] = []
        for prop in sorted(values, key=lambda iri: (iri != _TYPE, iri != _LABEL, iri.value)):
            name = "a" if prop == _TYPE else self._names.of(prop)
            if len(values[prop]) == 1:
                lines.append(f"{indent}{name} {self._value(values[prop][0], indent)} ;\n")
                continue
            deeper = indent + _INDENT
            texts = [(_rank(term), self._value(term, deeper)) for term in values[prop]]
            joined = f" ,\n{deeper}".join(text for _, text in sorted(texts))
            lines.append(f"{indent}{name}\n{deeper}{joined} ;\n")
        return "".join(lines)

    def _value(self, term: AnyTerm, indent: str) -> str:
        if term not in self._inline:
            return "()" if term == _NIL else self._names.of(term)
        deeper = indent + _INDENT
        cells = self._lists.get(term)
        if cells is not None:
            items = [self._value(self._values[cell][_FIRST][0], deeper) for cell in cells]
            if sum(map(len, items)) < _LIST_WIDTH and not any("\n" in item for item in items):
                return f"( {' '.join(items)} )"
            return "(\n" + "".join(f"{deeper}{item}\n" for item in items) + f"{indent})"
        if not self._values.get(term):
            return "[]"
        return f"[\n{self._properties(term, deeper)}{indent}]"

    def _find_lists(self) -> dict[AnyTerm, list[AnyTerm]]:
        """Return the cells of each well-formed list, by its head; walks back from every end."""
        lists: dict[AnyTerm, list[AnyTerm]] = {}
        for last in [node for node in self._once if self._is_cell(node, _NIL)]:
            cells: list[AnyTerm] = [last]
            before = self._user(last)
            while before in self._once and self._is_cell(before, cells[0]):
                cells.insert(0, before)
                before = self._user(before)
            lists[cells[0]] = cells
        return lists

    def _user(self, node: AnyTerm) -> AnyTerm:
        return self._users[node][0].subject

    def _is_cell(self, node: AnyTerm, rest: AnyTerm) -> bool:
        values = self._values.get(node, {})
        return (
            values.keys() == {_FIRST, _REST}
            and len(values[_FIRST]) == 1
            and values[_REST] == [rest]
        )

    def _find_inline(self) -> set[AnyTerm]:
        """Return the blank nodes that stand inside another block: no circles, not too deep."""
        inline: set[AnyTerm] = set()
        waiting = [(subject, 0) for subject in self._values if subject not in self._once]
        while waiting:
            node, depth = waiting.pop()
            for value in self._inner(node, node in inline):
                if value in self._once and depth < _DEEPEST:
                    inline.update(self._lists.get(value, [value]))
                    waiting.append((value, depth + 1))
        return inline

    def _inner(self, node: AnyTerm, inline: bool) -> Iterator[AnyTerm]:
        """Yield what is written inside ``node``: the items of a list, else all its values."""
        if inline and node in self._lists:
            yield from (self._values[cell][_FIRST][0] for cell in self._lists[node])
        else:
            yield from chain.from_iterable(self._values.get(node, {}).values())


def _rank(term: AnyTerm) -> tuple[int, str, str, str]:
    """Order values: IRIs, then literals by language, type and text, then blank nodes."""
    if isinstance(term, NamedNode):
        return (0, term.value, "", "")
    if isinstance(term, Literal):
        return (1, term.language or "", term.datatype.value, term.value)
    return (2, "", "", "")
