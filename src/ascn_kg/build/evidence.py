"""Claims and facts in double entry: the claims that a passage stands for, and what lacks one.

A curator types a claim by hand where a passage, a date, a doubt or a modality matters. For the
rest a passage lists the properties of one thing that it covers (``ascn:about``, ``ascn:covers``),
or a record names its sources (``dcterms:source``), and the build writes the claims.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pyoxigraph as ox

from ascn_kg.grounding import ACCEPTED, REPORTED, grounds
from ascn_kg.namespaces import ASCN, BASE, DCTERMS, RDF, RDFS
from ascn_kg.rdf.terms import Term
from ascn_kg.rdf.triples import Triples

_CLAIM = ASCN + "Claim"
_SOURCE = ASCN + "source"
_PASSAGE = ASCN + "passage"

#: A fact as subject IRI, predicate IRI and value.
Fact = tuple[str, str, Term]


def exempt_properties(ontology: Triples) -> frozenset[str]:
    """Return the properties that the ontology marks ``ascn:needsEvidence false``."""
    return ontology.marked(ASCN + "needsEvidence", "false")


def written_claims(ontology: Triples, facts: Triples, claims: Triples) -> list[ox.Triple]:
    """Return what the build adds to the claims.

    Every claim with a passage gets its passage's source; every fact that a passage covers or that
    a sourced record holds gets a claim of its own, unless the same source already has one for it.
    """
    added = list(_sources_of_claims(claims))
    stated = {
        (*fact, source)
        for fact, claim in claimed_facts(claims)
        for source in _sources(claims, claim)
    }
    exempt = exempt_properties(ontology)
    for fact, source, passage in (
        *_covered(facts, claims, exempt),
        *_recorded(facts, claims, ontology, exempt),
    ):
        if (*fact, source) not in stated:
            stated.add((*fact, source))
            added.extend(_claim(fact, source, passage))
    return added


def claimed_facts(claims: Triples) -> Iterator[tuple[Fact, str]]:
    """Yield the triple of every claim that has one, with the claim's IRI."""
    for claim in claims.instances(_CLAIM):
        subject = claims.value(claim, RDF + "subject")
        predicate = claims.value(claim, RDF + "predicate")
        value = claims.value(claim, RDF + "object")
        if isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode) and value:
            yield (subject.value, predicate.value, value), claim


def facts_without_claim(
    ontology: Triples, facts: Triples, claims: Triples
) -> tuple[int, list[Fact]]:
    """Return how many facts need evidence, and those that no supporting claim states."""
    supported = {fact for fact, claim in claimed_facts(claims) if _supports(claims, claim)}
    exempt = exempt_properties(ontology)
    needing = [
        fact for triple in facts if (fact := as_fact(triple)) is not None and fact[1] not in exempt
    ]
    return len(needing), [fact for fact in needing if fact not in supported]


def _supports(claims: Triples, claim: str) -> bool:
    found = (claims.value(claim, ASCN + name) for name in ("modality", "assessment"))
    return grounds(*(term.value if isinstance(term, ox.NamedNode) else None for term in found))


def as_fact(triple: ox.Triple) -> Fact | None:
    """Return ``triple`` as a fact, or None where it is about something without an IRI."""
    if not isinstance(triple.subject, ox.NamedNode) or isinstance(triple.object, ox.Triple):
        return None
    return triple.subject.value, triple.predicate.value, triple.object


def _sources_of_claims(claims: Triples) -> Iterator[ox.Triple]:
    for claim in claims.instances(_CLAIM):
        if not claims.value(claim, _SOURCE):
            for source in _sources(claims, claim):
                yield ox.Triple(ox.NamedNode(claim), ox.NamedNode(_SOURCE), ox.NamedNode(source))


def _sources(claims: Triples, claim: str) -> list[str]:
    passages = [p.value for p in claims.values(claim, _PASSAGE) if isinstance(p, ox.NamedNode)]
    found = [
        source.value
        for holder in (claim, *passages)
        for source in claims.values(holder, _SOURCE)
        if isinstance(source, ox.NamedNode)
    ]
    return list(dict.fromkeys(found))


def _covered(
    facts: Triples, claims: Triples, exempt: frozenset[str]
) -> Iterator[tuple[Fact, str, str | None]]:
    for passage, thing in claims.pairs(ASCN + "about"):
        source = claims.value(passage, _SOURCE)
        if not isinstance(thing, ox.NamedNode) or not isinstance(source, ox.NamedNode):
            continue
        for predicate in claims.values(passage, ASCN + "covers"):
            if isinstance(predicate, ox.NamedNode) and predicate.value not in exempt:
                for value in facts.values(thing.value, predicate.value):
                    yield (thing.value, predicate.value, value), source.value, passage


def _recorded(
    facts: Triples, claims: Triples, ontology: Triples, exempt: frozenset[str]
) -> Iterator[tuple[Fact, str, str | None]]:
    described = {
        (thing.value, source.value)
        for passage, thing in claims.pairs(ASCN + "about")
        for source in claims.values(passage, _SOURCE)
        if isinstance(thing, ox.NamedNode) and isinstance(source, ox.NamedNode)
    }
    for record in records(facts, ontology):
        for source in facts.values(record, DCTERMS + "source"):
            if not isinstance(source, ox.NamedNode) or (record, source.value) in described:
                continue
            for predicate, values in facts.predicates(record).items():
                if predicate not in exempt:
                    for value in values:
                        yield (record, predicate, value), source.value, None


def records(facts: Triples, ontology: Triples) -> Iterator[str]:
    """Yield the things whose asserted type is a kind of ``ascn:Record``."""
    for kind in (ASCN + "Record", *ontology.subjects(RDFS + "subClassOf", ASCN + "Record")):
        yield from facts.instances(kind)


def _claim(fact: Fact, source: str, passage: str | None) -> Iterator[ox.Triple]:
    subject, predicate, value = fact
    key = f"<{subject}> <{predicate}> {value} <{source}>"
    claim = ox.NamedNode(f"{BASE}claim/{hashlib.sha256(key.encode()).hexdigest()[:16]}")
    parts: list[tuple[str, Term]] = [
        (RDF + "type", ox.NamedNode(_CLAIM)),
        (RDF + "subject", ox.NamedNode(subject)),
        (RDF + "predicate", ox.NamedNode(predicate)),
        (RDF + "object", value),
        (_SOURCE, ox.NamedNode(source)),
        (ASCN + "modality", ox.NamedNode(REPORTED)),
        (ASCN + "assessment", ox.NamedNode(ACCEPTED)),
    ]
    if passage is not None:
        parts.append((_PASSAGE, ox.NamedNode(passage)))
    for name, part in parts:
        yield ox.Triple(claim, ox.NamedNode(name), part)
