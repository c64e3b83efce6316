"""One rule says which claims ground a fact, for the build, for proofs and for rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pyoxigraph as ox
import pytest

from ascn_kg.explanation.evidence import Evidence, claims_of
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.grounding import grounds
from ascn_kg.namespaces import ASCN, BASE, RDF
from ascn_kg.results.table import Table

_MODALITIES = ("reported", "planned", "expressed")
_ASSESSMENTS = ("accepted", "unchecked", "imprecise", "disputed", "rejected", "superseded")
#: What grounds: whatever is accepted, and what is reported and not refuted.
_GROUNDS = {
    *product(_MODALITIES, ["accepted"]),
    *product(["reported"], ["unchecked", "imprecise", "disputed"]),
}


@pytest.mark.parametrize(("modality", "assessment"), list(product(_MODALITIES, _ASSESSMENTS)))
def test_a_claim_grounds_unless_it_is_refuted_or_a_mere_plan(
    modality: str, assessment: str
) -> None:
    found = grounds(f"{BASE}concept/{modality}", f"{BASE}concept/{assessment}")
    assert found is ((modality, assessment) in _GROUNDS)


def test_a_claim_without_either_grounds_nothing_and_a_record_does() -> None:
    assert not grounds(None, None)
    assert Evidence(f"{BASE}membership/x", source=f"{BASE}source/y").supports


def _plans(kg: KnowledgeGraph) -> Iterator[tuple[str, ox.Triple]]:
    """Yield claims of plans that nobody accepted, with what they state."""
    found = kg.sparql(
        f"""SELECT ?claim ?s ?p ?o {{ ?claim <{ASCN}modality> <{BASE}concept/planned> ;
        <{ASCN}assessment> <{BASE}concept/unchecked> ;
        <{RDF}subject> ?s ; <{RDF}predicate> ?p ; <{RDF}object> ?o }}"""
    )
    assert isinstance(found, Table)
    for claim, subject, predicate, value in found.rows:
        assert isinstance(claim, ox.NamedNode) and isinstance(subject, ox.NamedNode)
        assert isinstance(predicate, ox.NamedNode) and value is not None
        yield claim.value, ox.Triple(subject, predicate, value)


def test_a_plan_that_nobody_accepted_is_shown_in_a_proof_and_is_no_ground(
    kg: KnowledgeGraph,
) -> None:
    plans = list(_plans(kg))
    assert plans
    for claim, stated in plans:
        (found,) = (each for each in claims_of(kg.engine, stated) if each.stated_by == claim)
        assert not found.supports
