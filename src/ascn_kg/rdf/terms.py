"""Terms and quads of pyoxigraph as rdflib's, and back.

Inside the package every term is a pyoxigraph term. rdflib is imported only by the functions that
hand rdflib objects out, so that a query answered as CSV never pays for it.

The conversion loses nothing that RDF 1.1 knows: lexical forms stay as they are (``"1.50"`` is not
made ``"1.5"``), ``xsd:string`` is a plain literal in rdflib, and blank nodes keep their labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    Triple,
)

from ascn_kg.errors import DataError
from ascn_kg.namespaces import PREFIXES, XSD

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

#: A subject or object of RDF 1.1.
Term: TypeAlias = NamedNode | BlankNode | Literal
#: What pyoxigraph may hold in a triple: also the triple terms of RDF 1.2.
AnyTerm: TypeAlias = Term | Triple

_XSD_STRING: Final = XSD + "string"


def to_rdflib(term: AnyTerm) -> rdflib.URIRef | rdflib.BNode | rdflib.Literal:
    """Return ``term`` as an rdflib term.

    Raises:
        DataError: the term is of RDF 1.2 (a triple term, a base direction), unknown to rdflib.
    """
    import rdflib

    match term:
        case NamedNode():
            return rdflib.URIRef(term.value)
        case BlankNode():
            return rdflib.BNode(term.value)
        case Literal(language=str() as language, direction=None):
            return rdflib.Literal(term.value, lang=language)
        case Literal(direction=None):
            if term.datatype.value == _XSD_STRING:
                return rdflib.Literal(term.value)
            datatype = rdflib.URIRef(term.datatype.value)
            return rdflib.Literal(term.value, datatype=datatype, normalize=False)
    raise DataError(f"{term} is a term of RDF 1.2, which rdflib cannot hold")


def from_rdflib(node: Node) -> Term:
    """Return the rdflib term ``node`` as a pyoxigraph term.

    Raises:
        DataError: ``node`` is no RDF term, or its IRI or label is malformed.
    """
    import rdflib

    try:
        match node:
            case rdflib.URIRef():
                return NamedNode(str(node))
            case rdflib.BNode():
                return BlankNode(str(node))
            case rdflib.Literal(language=str() as language):
                return Literal(str(node), language=language)
            case rdflib.Literal(datatype=None):
                return Literal(str(node))
            case rdflib.Literal():
                return Literal(str(node), datatype=NamedNode(str(node.datatype)))
    except ValueError as error:
        raise DataError(f"{node!r} is no well-formed RDF term: {error}") from error
    raise DataError(f"{node!r} is no RDF term")


def to_graph(triples: Iterable[Triple | Quad]) -> rdflib.Graph:
    """Return a new rdflib graph of ``triples``; graph names of quads are left out.

    Raises:
        DataError: a term is of RDF 1.2.
    """
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    bind_prefixes(graph)
    for triple in triples:
        graph.add(_triple_to_rdflib(triple))
    return graph


def to_dataset(quads: Iterable[Quad]) -> rdflib.Dataset:
    """Return a new rdflib dataset of ``quads``; its default graph is the union of all graphs.

    Raises:
        DataError: a term is of RDF 1.2.
    """
    import rdflib

    dataset = rdflib.Dataset(default_union=True)
    bind_prefixes(dataset)
    graphs: dict[NamedNode | BlankNode | DefaultGraph, rdflib.Graph] = {}
    for quad in quads:
        name = quad.graph_name
        if name not in graphs:
            graphs[name] = (
                dataset.default_graph
                if isinstance(name, DefaultGraph)
                else dataset.graph(to_rdflib(name))
            )
        graphs[name].add(_triple_to_rdflib(quad))
    return dataset


def from_graph(source: rdflib.Graph) -> Iterator[Quad]:
    """Yield the quads of an rdflib dataset, or of a graph (into the default graph).

    Raises:
        DataError: a term is not one of RDF (rdflib takes any text as an IRI).
    """
    import rdflib

    if not isinstance(source, rdflib.Dataset):
        for s, p, o in source:
            yield _quad(s, p, o, DefaultGraph())
        return
    unnamed = source.default_graph.identifier
    for s, p, o, g in source.quads():
        name = DefaultGraph() if g is None or g == unnamed else from_rdflib(g)
        yield _quad(s, p, o, name)


def canonical_blank_nodes(quads: Iterable[Quad]) -> list[Quad]:
    """Return ``quads`` without duplicates, sorted, their blank nodes renamed by RDFC-1.0."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(dataset, key=str)


def bind_prefixes(graph: rdflib.Graph) -> None:
    """Bind the package's own prefixes in ``graph``, over any other prefix of the same name."""
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, override=True, replace=True)


def _triple_to_rdflib(triple: Triple | Quad) -> tuple[Node, Node, Node]:
    return to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)


def _quad(s: Node, p: Node, o: Node, name: Term | DefaultGraph) -> Quad:
    subject, predicate, obj = from_rdflib(s), from_rdflib(p), from_rdflib(o)
    if isinstance(subject, Literal) or not isinstance(predicate, NamedNode):
        raise DataError(f"{subject} {predicate} {obj} is no RDF triple")
    if isinstance(name, Literal):
        raise DataError(f"{name} cannot name a graph")
    return Quad(subject, predicate, obj, name)
