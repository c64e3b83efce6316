"""What the service says about itself in RDF: SPARQL 1.1 Service Description and VoID."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from ascn_kg.export import FORMATS, select
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import BASE, RDF, VOID, XSD
from ascn_kg.web.negotiation import GRAPHS

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS_NS: Final = "http://www.w3.org/ns/formats/"
#: What W3C calls the formats of answers.
_RESULT_FORMATS: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
    "TriG",
    "N-Quads",
)
_GRAPHS: Final = (
    "SELECT ?graph (COUNT(*) AS ?count) { GRAPH ?graph { ?s ?p ?o } } "
    "GROUP BY ?graph ORDER BY ?graph"
)
_CLASSES: Final = "SELECT ?term (COUNT(?s) AS ?count) { ?s a ?term } GROUP BY ?term ORDER BY ?term"
_PROPERTIES: Final = (
    "SELECT ?term (COUNT(*) AS ?count) { ?s ?term ?o } GROUP BY ?term ORDER BY ?term"
)
_DATASET: Final = ox.NamedNode(BASE)
_A: Final = ox.NamedNode(RDF + "type")


@dataclass
class Descriptions:
    """The descriptions of the service over ``kg``; counted once, when first asked for."""

    kg: KnowledgeGraph

    def service(self, origin: str) -> list[ox.Quad]:
        """Return the description of the SPARQL service below ``origin``."""
        return list(self._service(origin))

    def void(self, origin: str) -> list[ox.Quad]:
        """Return the description of the dataset, with how often each class and property occurs."""
        return [*select(self.kg.store, ["metadata"]), *self._partitions, *self._access(origin)]

    def _service(self, origin: str) -> Iterator[ox.Quad]:
        service, described = ox.NamedNode(f"{origin}/sparql"), ox.BlankNode("dataset")
        default = ox.BlankNode("default")
        yield ox.Quad(service, _A, _sd("Service"))
        yield ox.Quad(service, _sd("endpoint"), service)
        yield ox.Quad(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
        yield ox.Quad(service, _sd("feature"), _sd("UnionDefaultGraph"))
        if self.kg.federation:
            yield ox.Quad(service, _sd("feature"), _sd("BasicFederatedQuery"))
        for name in _RESULT_FORMATS:
            yield ox.Quad(service, _sd("resultFormat"), ox.NamedNode(_FORMATS_NS + name))
        yield ox.Quad(service, _sd("defaultDataset"), described)
        yield ox.Quad(described, _A, _sd("Dataset"))
        yield ox.Quad(described, _sd("defaultGraph"), default)
        yield ox.Quad(default, _A, _sd("Graph"))
        yield ox.Quad(default, _void("triples"), _number(len(self.kg.store)))
        for number, (graph, size) in enumerate(self._graphs):
            named, content = ox.BlankNode(f"graph{number}"), ox.BlankNode(f"content{number}")
            yield ox.Quad(described, _sd("namedGraph"), named)
            yield ox.Quad(named, _A, _sd("NamedGraph"))
            yield ox.Quad(named, _sd("name"), graph)
            yield ox.Quad(named, _sd("graph"), content)
            yield ox.Quad(content, _A, _sd("Graph"))
            yield ox.Quad(content, _void("triples"), size)

    @cached_property
    def _graphs(self) -> list[tuple[ox.NamedNode, ox.Literal]]:
        answer = self.kg.engine.query(_GRAPHS)
        assert isinstance(answer, ox.QuerySolutions)
        return [(row["graph"], row["count"]) for row in answer]

    @cached_property
    def _partitions(self) -> list[ox.Quad]:
        return [
            *self._partition("class", "entities", _CLASSES),
            *self._partition("property", "triples", _PROPERTIES),
        ]

    def _partition(self, what: str, counted: str, query: str) -> Iterator[ox.Quad]:
        answer = self.kg.engine.query(query)
        assert isinstance(answer, ox.QuerySolutions)
        for number, row in enumerate(answer):
            part = ox.BlankNode(f"{what}{number}")
            yield ox.Quad(_DATASET, _void(f"{what}Partition"), part)
            yield ox.Quad(part, _void(what), row["term"])
            yield ox.Quad(part, _void(counted), row["count"])

    def _access(self, origin: str) -> Iterator[ox.Quad]:
        yield ox.Quad(_DATASET, _A, _void("Dataset"))
        yield ox.Quad(_DATASET, _void("sparqlEndpoint"), ox.NamedNode(f"{origin}/sparql"))
        yield ox.Quad(_DATASET, _void("uriLookupEndpoint"), ox.NamedNode(f"{origin}/search?q="))
        for name in GRAPHS:
            dump = ox.NamedNode(f"{origin}/export/ascn-kg{FORMATS[name].ending}")
            yield ox.Quad(_DATASET, _void("dataDump"), dump)


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)


def _void(name: str) -> ox.NamedNode:
    return ox.NamedNode(VOID + name)


def _number(count: int) -> ox.Literal:
    return ox.Literal(str(count), datatype=ox.NamedNode(XSD + "integer"))
