"""The SPARQL editor: a form that works by itself, with examples and a vocabulary for scripts."""

from __future__ import annotations

from typing import Final

from pyoxigraph import QuerySolutions
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ascn_kg.explorer.language import language_of
from ascn_kg.explorer.page import render
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import PREFIXES, graph_iri, shrink

_START: Final = """\
PREFIX ascn: <https://w3id.org/ascn/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?city ?name ?country WHERE {
  ?city a ascn:PilotCity ; rdfs:label ?name ; ascn:inCountry/rdfs:label ?country .
  FILTER(LANG(?name) = "en" && LANG(?country) = "en")
}
ORDER BY ?country ?name
"""

_TERMS: Final = f"""
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?term ?kind ?label WHERE {{
  GRAPH <{graph_iri("ontology")}> {{ ?term a ?kind ; rdfs:label ?label }}
  FILTER(isIRI(?term) && LANG(?label) = "LANGUAGE")
  FILTER(?kind IN (owl:Class, owl:ObjectProperty, owl:DatatypeProperty, owl:AnnotationProperty))
}}
ORDER BY ?term
"""


def editor_page(kg: KnowledgeGraph, request: Request) -> Response:
    """Return the editor with the query of ``?query=``, or of the canned query ``?name=``."""
    language = language_of(request)
    name = request.query_params.get("name", "")
    text = request.query_params.get("query", "")
    if name in kg.catalog and not text:
        text = kg.catalog[name].text
    examples = [(each, kg.catalog[each].header.title[language]) for each in kg.catalog]
    return render(
        request,
        "editor.html",
        text=text or _START,
        name=name,
        examples=sorted(examples, key=lambda pair: pair[1].casefold()),
    )


def vocabulary(kg: KnowledgeGraph, request: Request) -> Response:
    """Return what the editor completes: prefixes, classes and properties with their labels."""
    answer = kg.engine.query(_TERMS.replace("LANGUAGE", language_of(request)))
    assert isinstance(answer, QuerySolutions)
    terms = [
        {
            "name": name,
            "label": row["label"].value,
            "kind": "class" if row["kind"].value.endswith("#Class") else "property",
        }
        for row in answer
        if (name := shrink(row["term"].value))
    ]
    return JSONResponse(
        {"prefixes": PREFIXES, "terms": terms},
        headers={"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"},
    )
