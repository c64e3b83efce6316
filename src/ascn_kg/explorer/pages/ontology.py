"""The page of the ontology: every class and property, each at the place that its IRI names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import QuerySolutions
from starlette.requests import Request
from starlette.responses import Response

from ascn_kg.explorer.language import language_of
from ascn_kg.explorer.page import render
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import ASCN, compact, graph_iri

_QUERY: Final = f"""
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?term ?class ?label ?definition WHERE {{
  GRAPH <{graph_iri("ontology")}> {{
    ?term a ?kind ; rdfs:label ?label .
    FILTER(?kind IN (owl:Class, owl:ObjectProperty, owl:DatatypeProperty, owl:AnnotationProperty))
    FILTER(STRSTARTS(STR(?term), "{ASCN}"))
    OPTIONAL {{ ?term skos:definition|rdfs:comment ?definition
      FILTER(LANG(?definition) = LANG(?label)) }}
    FILTER(LANG(?label) = "LANGUAGE")
  }}
  BIND(?kind = owl:Class AS ?class)
}}
ORDER BY DESC(?class) LCASE(?label)
"""


@dataclass(frozen=True)
class Term:
    """A class or property of the ontology."""

    anchor: str
    id: str
    label: str
    definition: str


def ontology_page(kg: KnowledgeGraph, request: Request) -> Response:
    """Return the page of all terms, classes before properties."""
    answer = kg.engine.query(_QUERY.replace("LANGUAGE", language_of(request)))
    assert isinstance(answer, QuerySolutions)
    classes: dict[str, Term] = {}
    properties: dict[str, Term] = {}
    for row in answer:
        iri = row["term"].value
        definition = row["definition"]
        term = Term(
            anchor=iri.removeprefix(ASCN),
            id=compact(iri),
            label=row["label"].value,
            definition=definition.value if definition else "",
        )
        (classes if row["class"].value == "true" else properties)[iri] = term
    return render(
        request,
        "ontology.html",
        ontology=ASCN.removesuffix("#"),
        classes=list(classes.values()),
        properties=list(properties.values()),
    )
