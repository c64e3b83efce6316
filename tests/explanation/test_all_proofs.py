"""Every inferred triple of the shipped graph has a proof that replays down to what is asserted."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from small_worlds import world

from ascn_kg.build.assembly import Assembly, load
from ascn_kg.explanation.proof import Proof
from ascn_kg.explanation.replay import Replay
from ascn_kg.explanation.search import Search
from ascn_kg.explanation.theory import Theory
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import graph_iri
from ascn_kg.reasoning.schema import schema_closure
from ascn_kg.resources import Inputs
from ascn_kg.sparql.engine import LocalEngine

Proofs = dict[ox.Triple, Proof | None]


@pytest.fixture(scope="module")
def assembly(inputs: Inputs) -> Assembly:
    return load(inputs)


@pytest.fixture(scope="module")
def proofs(kg: KnowledgeGraph, assembly: Assembly) -> Proofs:
    """The smallest proof of every inferred triple."""
    assert isinstance(kg.engine, LocalEngine)
    store, graph = kg.engine.store, ox.NamedNode(graph_iri("inferred"))
    search = Search(Theory(assembly.ontology, store).steps)
    inferred = (quad.triple for quad in store.quads_for_pattern(None, None, None, graph))
    return {triple: search.smallest(triple) for triple in sorted(inferred, key=str)}


def test_every_inferred_triple_has_a_proof_that_replays(proofs: Proofs, assembly: Assembly) -> None:
    replay = Replay({*assembly.facts, *schema_closure(assembly.ontology)[0]}.__contains__)
    faults = {
        str(triple): "no proof" if proof is None else fault
        for triple, proof in proofs.items()
        if (fault := proof and replay.fault(proof)) or proof is None
    }
    assert faults == {}
    assert len(proofs) > 3000


@pytest.mark.parametrize("part", range(3))
def test_without_its_premises_nothing_stands_that_has_no_other_proof(
    proofs: Proofs, assembly: Assembly, part: int
) -> None:
    """Take away what a sample of proofs rests on, and close the rest anew."""
    facts = set(assembly.facts)
    sample = {goal: proof for goal, proof in list(proofs.items())[part::79] if proof}
    removed = {fact for proof in sample.values() for fact in proof.ground()} & facts
    left = world(list(assembly.ontology), [fact for fact in assembly.facts if fact not in removed])
    standing = set(left.inferred) & sample.keys()
    for goal in sample:
        other = left.search.smallest(goal)
        assert (other is not None) == (goal in standing)
        if other is not None:
            assert left.replay.fault(other) is None
            assert not removed & other.ground()
    assert len(standing) < len(sample) / 2
