"""What the sources published by a day said.

A claim counts from its ``ascn:reportedOn``, else from the day on which its source is known
(``ascn:knownOn``: its date, else the day it was read), else from the date of the dataset.

Of the facts those stand that a claim supports which counts by then. Where a fact was not known
yet, what was said by then about the same thing and property takes its place: the plan for an
event to come, the first reports that were put right later, the value that was superseded since.
What was rejected stays rejected: our judgement is that of today. Types, names, codes, geometry and
whatever the ontology marks ``ascn:timeless`` are timeless; a record is there when a source of it
is, and a source when it is published. An event is held when a claim that counts reports that, or
its days; it is planned when claims that count only speak of plans.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, TypeAlias

import pyoxigraph as ox

from ascn_kg.build.derivation import bounds
from ascn_kg.build.evidence import as_fact, exempt_properties, records
from ascn_kg.grounding import grounds
from ascn_kg.namespaces import ASCN, BASE, DCTERMS, RDF, graph_iri
from ascn_kg.rdf.terms import Term
from ascn_kg.rdf.triples import Triples

#: A thing with an IRI, or anything else that can have values.
Node: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Triple

_CLAIMS: Final = ox.NamedNode(graph_iri("claims"))
_CONCEPT: Final = BASE + "concept/"
_STATUS: Final = ASCN + "status"
_KNOWN_BY: Final = ox.NamedNode(ASCN + "knownBy")
_ISSUE: Final = ox.NamedNode(_CONCEPT + "day-of-issue")
_DAYS: Final = (ASCN + "startDate", ASCN + "endDate")
_PLANNED: Final = ox.NamedNode(_CONCEPT + "planned")
_HELD: Final = ox.NamedNode(_CONCEPT + "held")
#: What a source may say that is no report of a fact, nor a plan for one.
_EXPRESSED: Final = ox.NamedNode(_CONCEPT + "expressed")
_REJECTED: Final = ox.NamedNode(_CONCEPT + "rejected")

_QUERY: Final = f"""
PREFIX ascn: <{ASCN}> PREFIX dcterms: <{DCTERMS}> PREFIX rdf: <{RDF}>
SELECT ?claim ?subject ?predicate ?object ?modality ?assessment ?reported ?known ?modified {{
  <{BASE}> dcterms:modified ?modified .
  ?claim a ascn:Claim ; rdf:subject ?subject ; rdf:predicate ?predicate ;
    ascn:modality ?modality ; ascn:assessment ?assessment ; ascn:source ?source .
  OPTIONAL {{ ?claim rdf:object ?object }}
  OPTIONAL {{ ?claim ascn:reportedOn ?reported }}
  OPTIONAL {{ ?source ascn:knownOn ?known }}
}}
"""
_SOURCES: Final = f"""
PREFIX ascn: <{ASCN}> PREFIX dcterms: <{DCTERMS}>
SELECT ?source (COALESCE(?known, ?modified) AS ?day) {{
  <{BASE}> dcterms:modified ?modified .
  ?source a ascn:Source .
  OPTIONAL {{ ?source ascn:knownOn ?known }}
}}
"""


@dataclass(frozen=True, slots=True)
class _Claim:
    iri: ox.NamedNode
    fact: tuple[str, str, Term | None]
    modality: ox.NamedNode
    assessment: ox.NamedNode
    day: date

    @property
    def grounds(self) -> bool:
        return grounds(self.modality.value, self.assessment.value)


class Knowledge:
    """The claims of one dataset, each with the day from which on it counts.

    Args:
        ontology: The axioms of the dataset.
        store: The dataset.
    """

    def __init__(self, ontology: Triples, store: ox.Store) -> None:
        self._ontology = ontology
        self._store = store

    @cached_property
    def _claims(self) -> list[_Claim]:
        answer = self._store.query(_QUERY, use_default_graph_as_union=True)
        assert isinstance(answer, ox.QuerySolutions)
        return [_claim(*row) for row in answer]

    @cached_property
    def _sources(self) -> dict[ox.NamedNode, date]:
        answer = self._store.query(_SOURCES, use_default_graph_as_union=True)
        assert isinstance(answer, ox.QuerySolutions)
        return {source: date.fromisoformat(day.value) for source, day in answer}

    def counted(self, day: date) -> tuple[int, int, int]:
        """Return how many sources count by ``day``, how many there are, and how many lack a date.

        Those without a date count from the day on which they were read.
        """
        known = sum(self._is_known(source, day) for source in self._sources)
        dated = self._store.quads_for_pattern(None, _KNOWN_BY, _ISSUE, None)
        return known, len(self._sources), len(self._sources) - sum(1 for _ in dated)

    def facts(self, facts: Triples, day: date) -> list[ox.Triple]:
        """Return what of ``facts`` was known on ``day``, and what was said in place of the rest."""
        said = [claim for claim in self._claims if claim.day <= day]
        absent = {s.value for s in self._sources if not self._is_known(s, day)}
        absent |= self._unknown_records(facts, said, day) | _later_gaps(facts, day)
        supported = {claim.fact for claim in said if claim.grounds}
        timeless = exempt_properties(self._ontology)
        timeless |= self._ontology.marked(ASCN + "timeless", "true")
        kept = [
            triple
            for triple in facts
            if (fact := as_fact(triple))
            and fact[0] not in absent
            and (fact[1] in timeless or fact in supported)
        ]
        return kept + list(_said_instead(facts, kept, said, timeless))

    def _unknown_records(self, facts: Triples, said: Iterable[_Claim], day: date) -> set[str]:
        """Return the records that no claim speaks of and no source states by ``day``."""
        spoken_of = {claim.fact[0] for claim in said}
        return {
            record
            for record in records(facts, self._ontology)
            if record not in spoken_of
            and not any(
                self._is_known(source, day) for source in facts.values(record, DCTERMS + "source")
            )
        }

    def claims(self, day: date) -> Iterator[ox.Quad]:
        """Yield what counts on ``day`` of the graph of claims, conflicts excepted."""
        claims = {claim.iri for claim in self._claims}
        later = {claim.iri for claim in self._claims if claim.day > day}
        for claim in claims - later:
            yield from (quad for quad in self._about(claim) if quad.object not in later)
        stated = self._store.quads_for_pattern(None, ox.NamedNode(ASCN + "source"), None, _CLAIMS)
        for subject, _, source, _ in list(stated):
            if self._is_known(source, day) and subject not in claims:
                yield from self._with_selectors(subject)

    def _with_selectors(self, passage: Node) -> Iterator[ox.Quad]:
        for quad in self._about(passage):
            yield quad
            if quad.predicate.value == ASCN + "locator" and isinstance(quad.object, ox.NamedNode):
                yield from self._about(quad.object)

    def _about(self, thing: Node) -> list[ox.Quad]:
        return list(self._store.quads_for_pattern(thing, None, None, _CLAIMS))

    def _is_known(self, source: object, day: date) -> bool:
        return isinstance(source, ox.NamedNode) and self._sources.get(source, date.max) <= day


def _claim(
    claim: ox.NamedNode,
    subject: ox.NamedNode,
    predicate: ox.NamedNode,
    value: Term | None,
    modality: ox.NamedNode,
    assessment: ox.NamedNode,
    reported: ox.Literal | None,
    known: ox.Literal | None,
    modified: ox.Literal,
) -> _Claim:
    span = bounds((reported or known or modified).value)
    assert span is not None, f"{claim}: its date is no date"
    fact = (subject.value, predicate.value, value)
    return _Claim(claim, fact, modality, assessment, span[1])


def _later_gaps(facts: Triples, day: date) -> set[str]:
    """Return what we began to look for after ``day``."""
    return {
        gap
        for gap, sought in facts.pairs(ASCN + "soughtOn")
        if isinstance(sought, ox.Literal) and sought.value > day.isoformat()
    }


def _said_instead(
    facts: Triples, kept: Iterable[ox.Triple], said: Iterable[_Claim], timeless: frozenset[str]
) -> Iterator[ox.Triple]:
    """Yield what ``said`` puts where something of ``facts`` is not ``kept``."""
    unknown = {fact[:2] for triple in facts if (fact := as_fact(triple))}
    unknown -= {fact[:2] for triple in kept if (fact := as_fact(triple))}
    instead: dict[ox.Triple, None] = {}
    for claim in said:
        subject, predicate, value = claim.fact
        if value is not None and (subject, predicate) in unknown and predicate not in timeless:
            if claim.assessment != _REJECTED and claim.modality != _EXPRESSED:
                triple = ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)
                instead[triple] = None
    yield from instead
    for event, status in _statuses(said).items():
        if (event, _STATUS) in unknown:
            yield ox.Triple(ox.NamedNode(event), ox.NamedNode(_STATUS), status)


def _statuses(said: Iterable[_Claim]) -> dict[str, ox.NamedNode]:
    """Return whether each thing with a day in ``said`` is reported as held, or only planned."""
    found: dict[str, ox.NamedNode] = {}
    for claim in said:
        subject, predicate, _ = claim.fact
        if claim.modality == _PLANNED:
            found.setdefault(subject, _PLANNED)
        elif predicate in _DAYS and claim.grounds:
            found[subject] = _HELD
    return found
