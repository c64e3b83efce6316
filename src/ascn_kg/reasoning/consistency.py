"""Contradictions: the rules of OWL 2 RL whose conclusion is *false*, as queries beside the rules.

Names as in OWL 2 Profiles, tables 4 to 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ascn_kg.namespaces import PREFIXES, compact
from ascn_kg.problems import Problem

_QUERIES = {
    "cax-dw": "SELECT ?x ?a ?b { ?a owl:disjointWith ?b . ?x a ?a , ?b }",
    "cax-adc": """SELECT ?x ?a ?b { ?d a owl:AllDisjointClasses ; owl:members ?l .
        ?l rdf:rest*/rdf:first ?a . ?l rdf:rest*/rdf:first ?b . FILTER(STR(?a) < STR(?b))
        ?x a ?a , ?b }""",
    "cls-nothing2": "SELECT ?x ?a ?b { ?x a owl:Nothing BIND(owl:Nothing AS ?a) }",
    "prp-irp": """SELECT ?x ?a ?b { ?a a owl:IrreflexiveProperty . ?x ?a ?x BIND(?x AS ?b) }""",
    "prp-asyp": """SELECT ?x ?a ?b { ?a a owl:AsymmetricProperty . ?x ?a ?b . ?b ?a ?x }""",
    "prp-pdw": """SELECT ?x ?a ?b { ?a owl:propertyDisjointWith ?b . ?x ?a ?y ; ?b ?y }""",
    "eq-diff1": """SELECT ?x ?a ?b { ?x owl:sameAs ?a ; owl:differentFrom ?a BIND(?a AS ?b) }""",
}
_PROLOGUE = " ".join(f"PREFIX {p}: <{PREFIXES[p]}>" for p in ("owl", "rdf"))


def contradictions(
    ontology: Iterable[ox.Triple], facts: Iterable[ox.Triple], inferred: Iterable[ox.Triple]
) -> Iterator[Problem]:
    """Yield one problem for each contradiction in the closed graph."""
    store = ox.Store()
    store.bulk_extend(
        ox.Quad(triple.subject, triple.predicate, triple.object)
        for triples in (ontology, facts, inferred)
        for triple in triples
    )
    for rule, query in _QUERIES.items():
        solutions = store.query(f"{_PROLOGUE} {query} ORDER BY ?x ?a ?b")
        assert isinstance(solutions, ox.QuerySolutions)
        for solution in solutions:
            thing, first, second = (getattr(solution[i], "value", "") for i in range(3))
            yield Problem(
                location=None,
                thing=thing,
                rule=rule,
                message="this contradicts the ontology: the two cannot both hold. Correct the "
                "type or the value that is wrong.",
                message_id="hal ini bertentangan dengan ontologi: keduanya tidak dapat berlaku "
                "bersamaan. Perbaiki tipe atau nilai yang salah.",
                detail=f"{compact(first)} and {compact(second)}" if second else compact(first),
            )
