"""An explanation in RDF: the proofs as one chain of ``prov:wasDerivedFrom`` (W3C PROV-O).

Each statement is an ``rdf:Statement`` with an IRI made from its triple; it was derived from the
statements that its rule needed, an asserted one from its claims, a claim from its source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ascn_kg.explanation.evidence import Evidence
from ascn_kg.explanation.proof import Proof
from ascn_kg.explanation.words import is_unnamed, sentence
from ascn_kg.namespaces import BASE, PROV, RDF, RDFS
from ascn_kg.rdf.terms import AnyTerm
from ascn_kg.reasoning.rule import TYPE, UNNAMED_CLASS

if TYPE_CHECKING:
    from ascn_kg.explanation.answer import Explanation

_DERIVED = ox.NamedNode(PROV + "wasDerivedFrom")
_GENERATED = ox.NamedNode(PROV + "wasGeneratedBy")
_ATTRIBUTED = ox.NamedNode(PROV + "wasAttributedTo")


def triples(answer: Explanation) -> list[ox.Triple]:
    """Return the proofs of ``answer`` with the claims and sources behind them, sorted."""
    found = {
        triple
        for proof in answer.proofs
        for step in proof.steps()
        for triple in _step(answer, step)
    }
    return sorted(found, key=str)


def _step(answer: Explanation, proof: Proof) -> Iterator[ox.Triple]:
    node = _node(proof.statement)
    yield ox.Triple(node, TYPE, ox.NamedNode(RDF + "Statement"))
    yield ox.Triple(node, TYPE, ox.NamedNode(PROV + "Entity"))
    for name, term in zip(("subject", "predicate", "object"), proof.statement, strict=True):
        yield ox.Triple(node, ox.NamedNode(RDF + name), _shown(term))
    for claim in answer.evidence.get(proof.statement, ()):
        if claim.supports:
            yield ox.Triple(node, _DERIVED, ox.NamedNode(claim.stated_by))
            yield from _claim(claim)
    for need in (*proof.premises, *proof.axioms):
        yield ox.Triple(node, _DERIVED, _node(need.statement))
    yield from _activity(answer, proof, node)


def _activity(answer: Explanation, proof: Proof, node: ox.NamedNode) -> Iterator[ox.Triple]:
    if proof.rule is None:
        return
    needs = [str(need.statement) for need in (*proof.premises, *proof.axioms)]
    step = ox.NamedNode(f"{BASE}proof/step-{_digest(' '.join([str(node), *needs]))}")
    words = sentence(proof.rule, answer.label, answer.language)
    yield ox.Triple(node, _GENERATED, step)
    yield ox.Triple(step, TYPE, ox.NamedNode(PROV + "Activity"))
    yield ox.Triple(step, ox.NamedNode(RDFS + "label"), ox.Literal(proof.rule.name))
    yield ox.Triple(
        step, ox.NamedNode(RDFS + "comment"), ox.Literal(words, language=answer.language)
    )
    for need in (*proof.premises, *proof.axioms):
        yield ox.Triple(step, ox.NamedNode(PROV + "used"), _node(need.statement))


def _claim(claim: Evidence) -> Iterator[ox.Triple]:
    node = ox.NamedNode(claim.stated_by)
    yield ox.Triple(node, TYPE, ox.NamedNode(PROV + "Entity"))
    if claim.source:
        yield ox.Triple(node, _DERIVED, ox.NamedNode(claim.source))
    if claim.speaker:
        yield ox.Triple(node, _ATTRIBUTED, ox.NamedNode(claim.speaker))


def _node(statement: ox.Triple) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}proof/{_digest(str(statement))}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _shown(term: AnyTerm) -> AnyTerm:
    if isinstance(term, ox.NamedNode) and is_unnamed(term):
        return ox.BlankNode(term.value.removeprefix(UNNAMED_CLASS))
    return term
