"""A dataset as it stands at a moment: chosen from a whole one, and reasoned over anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import pyoxigraph as ox

from ascn_kg.build.conflicts import find_conflicts
from ascn_kg.build.derivation import derive
from ascn_kg.cache import in_memory
from ascn_kg.namespaces import ASCN, DCTERMS, GRAPH_NAMES, RDF, XSD, graph_iri
from ascn_kg.rdf.triples import Triples
from ascn_kg.reasoning import infer
from ascn_kg.summary import Summary
from ascn_kg.temporal.knowledge import Knowledge
from ascn_kg.temporal.moment import Moment
from ascn_kg.temporal.validity import holding

_GRAPHS: Final = {name: ox.NamedNode(graph_iri(name)) for name in GRAPH_NAMES}
_TIMELESS: Final = ("ontology", "links", "queries")
_TYPE: Final = ox.NamedNode(RDF + "type")
_MODIFIED: Final = ox.NamedNode(DCTERMS + "modified")


class Views:
    """The views of one dataset at moments; what was made last is kept, `KEPT` of them.

    Args:
        ontology: The axioms that the dataset was reasoned with.
        store: The dataset.
        summary: Its figures.
    """

    #: How many views stay in memory.
    KEPT: Final = 8

    def __init__(self, ontology: Triples, store: ox.Store, summary: Summary) -> None:
        self._ontology = ontology
        self._store = store
        self._summary = summary
        self._knowledge = Knowledge(ontology, store)
        self._kept: dict[Moment, tuple[ox.Store, Summary]] = {}

    def at(self, moment: Moment) -> tuple[ox.Store, Summary]:
        """Return the dataset at ``moment``, with its figures; its digest names the moment too."""
        view = self._kept.pop(moment, None) or self._made(moment)
        self._kept[moment] = view
        if len(self._kept) > self.KEPT:
            del self._kept[next(iter(self._kept))]
        return view

    def sources(self, day: date) -> tuple[int, int, int]:
        """Return how many sources count by ``day``, how many there are, how many lack a date."""
        return self._knowledge.counted(day)

    def _made(self, moment: Moment) -> tuple[ox.Store, Summary]:
        facts = Triples(self._graph("facts"))
        if moment.known_at:
            facts = Triples(self._knowledge.facts(facts, moment.known_at))
        computed = derive(facts)
        if moment.as_of:
            held, computed = holding(facts, computed, self._ontology, moment.as_of)
            facts = Triples(held)
        inferred = infer(self._ontology, [*facts, *computed])
        inferred.update(computed)
        parts: dict[str, Iterable[ox.Triple]] = {
            **{name: self._graph(name) for name in _TIMELESS},
            "facts": dict.fromkeys(facts),
            "inferred": inferred.difference(facts),
            "metadata": self._metadata(moment),
        }
        quads = [_quad(triple, name) for name, part in parts.items() for triple in part]
        claims = list(self._claims(moment, [*facts, *inferred]))
        summary = self._figures(moment, facts, claims, inferred, len(quads) + len(claims))
        return in_memory([*quads, *claims]), summary

    def _graph(self, name: str) -> list[ox.Triple]:
        quads = self._store.quads_for_pattern(None, None, None, _GRAPHS[name])
        return [quad.triple for quad in quads]

    def _metadata(self, moment: Moment) -> Iterator[ox.Triple]:
        """Yield the description of the dataset, dated to the day on which everything holds."""
        for triple in self._graph("metadata"):
            if moment.as_of and triple.predicate == _MODIFIED:
                day = ox.Literal(moment.as_of.isoformat(), datatype=ox.NamedNode(XSD + "date"))
                yield ox.Triple(triple.subject, _MODIFIED, day)
            else:
                yield triple

    def _claims(self, moment: Moment, standing: list[ox.Triple]) -> Iterator[ox.Quad]:
        if not moment.known_at:
            yield from self._store.quads_for_pattern(None, None, None, _GRAPHS["claims"])
            return
        known = list(self._knowledge.claims(moment.known_at))
        yield from known
        for triple in find_conflicts(self._ontology, Triples(standing), self._competing(known)):
            yield _quad(triple, "claims")

    def _competing(self, known: Iterable[ox.Quad]) -> Triples:
        """Return those of the ``known`` claims that take part in a conflict of the whole."""
        sides = self._store.quads_for_pattern(
            None, ox.NamedNode(ASCN + "competing"), None, _GRAPHS["claims"]
        )
        competing = {quad.object for quad in sides}
        return Triples(quad.triple for quad in known if quad.subject in competing)

    def _figures(
        self,
        moment: Moment,
        facts: Triples,
        claims: list[ox.Quad],
        inferred: set[ox.Triple],
        quads: int,
    ) -> Summary:
        name = f"{self._summary.digest}\0{moment.as_of or ''}\0{moment.known_at or ''}"
        kinds = Triples(quad.triple for quad in claims if quad.predicate == _TYPE)
        return self._summary._replace(
            digest=hashlib.sha256(name.encode()).hexdigest(),
            facts=len(facts),
            claims=len(kinds.instances(ASCN + "Claim")),
            conflicts=len(kinds.instances(ASCN + "Conflict")),
            sources=len(facts.instances(ASCN + "Source")),
            inferred=len(inferred),
            quads=quads,
        )


def _quad(triple: ox.Triple, graph: str) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, _GRAPHS[graph])
