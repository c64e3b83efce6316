"""The answer to "why?": whether a statement holds, its proofs, its claims, or what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, TextIO

import pyoxigraph as ox

from ascn_kg.explanation.absence import Misses, NearMiss
from ascn_kg.explanation.evidence import Evidence, claims_of, evidence_of
from ascn_kg.explanation.matching import any_quad
from ascn_kg.explanation.proof import Proof, Step
from ascn_kg.explanation.reading import Reading, read
from ascn_kg.explanation.search import Search
from ascn_kg.explanation.theory import Theory
from ascn_kg.namespaces import ASCN, compact, graph_iri
from ascn_kg.reasoning.inferred import says_something
from ascn_kg.sparql.engine import Engine
from ascn_kg.things.labels import labels

if TYPE_CHECKING:
    import rdflib

_INFERRED = ox.NamedNode(graph_iri("inferred"))
_ONE_VALUED = ox.NamedNode(ASCN + "oneValued")


@dataclass(frozen=True)
class Explanation:
    """Why a statement holds, or why not; texts are in ``language`` where there are any.

    Attributes:
        statement: What was asked about.
        language: ``en`` or ``id``.
        holds: Whether it holds.
        proofs: Its proofs, the smallest first; as many as were asked for, if there are so many.
        evidence: What each asserted statement of the proofs rests on: claims, or a record.
        claims: The claims that state the statement itself, whatever became of them.
        instead: The values that hold where this one does not, with a property of one value.
        missing: The rule that would give the statement and lacks least, where it does not hold.
        names: Labels by IRI.
    """

    statement: ox.Triple
    language: str
    holds: bool
    proofs: tuple[Proof, ...] = ()
    evidence: Mapping[ox.Triple, tuple[Evidence, ...]] = field(default_factory=dict)
    claims: tuple[Evidence, ...] = ()
    instead: tuple[ox.Triple, ...] = ()
    missing: NearMiss | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def label(self, iri: str) -> str:
        """Return how the thing or term ``iri`` is called."""
        return self.names.get(iri) or compact(iri)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The proofs as people read them."""
        return tuple(read(proof, self.label, self.language) for proof in self.proofs)

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as plain data for JSON, with the proofs in full."""
        from ascn_kg.explanation.plain import as_dict

        return as_dict(self)

    def to_rdf(self) -> rdflib.Graph:
        """Return the proofs as a graph in PROV-O: each statement derived from what it rests on."""
        from ascn_kg.rdf.terms import to_graph

        return to_graph(self.triples())

    def triples(self) -> list[ox.Triple]:
        """Return what `to_rdf` does as triples of pyoxigraph, sorted."""
        from ascn_kg.explanation.prov import triples

        return triples(self)

    def print(self, stream: TextIO) -> None:
        """Write the explanation as a tree for people, as wide as the terminal of ``stream``."""
        from ascn_kg.explanation.tree import render, width_of

        stream.write(render(self, width_of(stream)))

    def __str__(self) -> str:
        """Return the explanation as a tree for people."""
        from ascn_kg.explanation.tree import render

        return render(self)


class Explainer:
    """Explains statements of one dataset; questions share what was found before.

    Args:
        engine: Answers queries over the dataset.
        store: The dataset.
        theory: The steps to its statements.
    """

    def __init__(self, engine: Engine, store: ox.Store, theory: Theory) -> None:
        self._engine = engine
        self._store = store
        self._theory = theory
        self._search = Search(theory.steps)

    def explain(self, statement: ox.Triple, proofs: int, language: str) -> Explanation:
        """Return why ``statement`` holds, with up to ``proofs`` proofs, or why it does not."""
        found = tuple(islice(self._proofs(statement), proofs))
        holds = bool(found) or self._stands(statement)
        ground = {fact for proof in found for fact in proof.ground()}
        said = {fact: evidence_of(self._engine, fact) for fact in ground if says_something(fact)}
        answer = Explanation(
            statement=statement,
            language=language,
            holds=holds,
            proofs=found,
            evidence=said,
            claims=claims_of(self._engine, statement),
            instead=() if holds else tuple(self._instead(statement)),
            missing=None if holds else Misses(self._theory.things).nearest(statement),
        )
        return replace(answer, names=labels(self._engine, set(_mentioned(answer)), language))

    def _proofs(self, statement: ox.Triple) -> Iterator[Proof]:
        stands = self._stands(statement)
        if (stands or not says_something(statement)) and self._search.smallest(statement):
            yield from self._search.proofs(statement)
        elif stands and not self._stands(statement, _INFERRED):
            yield Proof(Step(statement))  # in a graph that is not reasoned over, such as claims

    def _stands(self, statement: ox.Triple, graph: ox.NamedNode | None = None) -> bool:
        return any_quad(self._store, statement, graph) is not None

    def _instead(self, statement: ox.Triple) -> Iterator[ox.Triple]:
        """Yield what stands in place of ``statement`` with a property of one value."""
        subject, predicate, _ = statement
        marked = self._store.quads_for_pattern(predicate, _ONE_VALUED, None, None)
        if any(getattr(quad.object, "value", "") == "true" for quad in marked):
            for quad in self._store.quads_for_pattern(subject, predicate, None, None):
                yield quad.triple


def _mentioned(answer: Explanation) -> Iterator[str]:
    """Yield every IRI in ``answer`` that may have a label to show."""
    rules = [step.rule for proof in answer.proofs for step in proof.steps() if step.rule]
    statements = [step.statement for proof in answer.proofs for step in proof.steps()]
    patterns: list[Iterable[object]] = [answer.statement, *statements, *answer.instead]
    if answer.missing:
        rules.append(answer.missing.rule)
        patterns += [*answer.missing.held, *answer.missing.missing]
    patterns += [pattern for rule in rules for pattern in (*rule.premises, rule.conclusion)]
    for pattern in patterns:
        yield from (term.value for term in pattern if isinstance(term, ox.NamedNode))
    for claims in (answer.claims, *answer.evidence.values()):
        for claim in claims:
            yield from claim.things()
