"""Claims that the build writes, and facts that lack one."""

from __future__ import annotations

import pyoxigraph as ox
from turtle_for_tests import triples

from ascn_kg.build.evidence import facts_without_claim, written_claims
from ascn_kg.namespaces import ASCN, BASE, RDF
from ascn_kg.rdf.triples import Triples

ONTOLOGY = """
ascn:Membership rdfs:subClassOf ascn:Record .
rdf:type ascn:needsEvidence false .
dcterms:source ascn:needsEvidence false .
"""


def written(facts: str, claims: str) -> Triples:
    return Triples(written_claims(triples(ONTOLOGY), triples(facts), triples(claims)))


def test_a_passage_stands_for_a_claim_of_each_covered_value() -> None:
    found = written(
        "city:x a ascn:City ; ascn:inCountry country:idn ; skos:altLabel 'a' , 'b' ; "
        "ascn:theme 't' .",
        "passage:p ascn:source source:s ; ascn:about city:x ; "
        "ascn:covers skos:altLabel , ascn:inCountry , rdf:type .",
    )
    claims = found.instances(ASCN + "Claim")
    assert len(claims) == 3
    assert {str(found.value(claim, RDF + "object")) for claim in claims} == {
        '"a"',
        '"b"',
        f"<{BASE}country/idn>",
    }
    for claim in claims:
        assert found.value(claim, ASCN + "source") == ox.NamedNode(BASE + "source/s")
        assert found.value(claim, ASCN + "passage") == ox.NamedNode(BASE + "passage/p")


def test_the_id_of_a_written_claim_depends_on_its_content_alone() -> None:
    passage = "ascn:source source:s ; ascn:about city:x ; ascn:covers ascn:inCountry ."
    one = written("city:x ascn:inCountry country:idn .", f"passage:p {passage}")
    other = written("city:x ascn:inCountry country:idn .", f"passage:q {passage}")
    assert one.instances(ASCN + "Claim") == other.instances(ASCN + "Claim")


def test_a_claim_by_hand_is_not_written_again() -> None:
    found = written(
        "city:x ascn:inCountry country:idn .",
        """claim:c a ascn:Claim ; ascn:passage passage:q ; rdf:subject city:x ;
             rdf:predicate ascn:inCountry ; rdf:object country:idn .
           passage:q ascn:source source:s .
           passage:p ascn:source source:s ; ascn:about city:x ; ascn:covers ascn:inCountry .""",
    )
    assert found.instances(ASCN + "Claim") == []
    assert found.value(BASE + "claim/c", ASCN + "source") == ox.NamedNode(BASE + "source/s")


def test_a_record_is_claimed_by_its_sources() -> None:
    found = written(
        "record:m a ascn:Membership ; org:role concept:pilot ; "
        "dcterms:source source:s , source:t .",
        "",
    )
    sources = {str(found.value(c, ASCN + "source")) for c in found.instances(ASCN + "Claim")}
    assert sources == {f"<{BASE}source/s>", f"<{BASE}source/t>"}


def test_a_passage_about_a_record_says_what_its_source_states() -> None:
    found = written(
        "record:m a ascn:Membership ; org:role concept:pilot ; ascn:since '2018' ; "
        "dcterms:source source:s .",
        "passage:p ascn:source source:s ; ascn:about record:m ; ascn:covers org:role .",
    )
    assert len(found.instances(ASCN + "Claim")) == 1


def test_a_fact_needs_a_claim_that_is_not_rejected() -> None:
    claim = """claim:c a ascn:Claim ; ascn:source source:s ; rdf:subject city:x ;
        rdf:predicate ascn:theme ; rdf:object 't' ; ascn:assessment concept:{} ;
        ascn:modality concept:{} ."""
    ontology, facts = triples(ONTOLOGY), triples("city:x a ascn:City ; ascn:theme 't' .")
    for assessment in ("accepted", "unchecked", "imprecise", "disputed"):
        given = triples(claim.format(assessment, "reported"))
        assert facts_without_claim(ontology, facts, given)[1] == []
    for assessment in ("rejected", "superseded"):
        given = triples(claim.format(assessment, "reported"))
        needed, missing = facts_without_claim(ontology, facts, given)
        assert needed == 1
        assert [fact[1] for fact in missing] == [ASCN + "theme"]


def test_a_plan_grounds_a_fact_only_when_it_was_confirmed() -> None:
    claim = """claim:c a ascn:Claim ; ascn:source source:s ; rdf:subject city:x ;
        rdf:predicate ascn:theme ; rdf:object 't' ; ascn:assessment concept:{} ;
        ascn:modality concept:planned ."""
    ontology, facts = triples(ONTOLOGY), triples("city:x ascn:theme 't' .")
    assert facts_without_claim(ontology, facts, triples(claim.format("accepted")))[1] == []
    assert len(facts_without_claim(ontology, facts, triples(claim.format("unchecked")))[1]) == 1
