"""``kg.why``: how statements are named, what is answered, in both languages and in every form."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from ascn_kg.build.derivation import COMPUTATIONS
from ascn_kg.errors import AmbiguousNameError, UnknownPropertyError, UnknownThingError, UsageError
from ascn_kg.explanation.words import sentence
from ascn_kg.graph import KnowledgeGraph, load
from ascn_kg.namespaces import ASCN, BASE, PROV, RDF, XSD
from ascn_kg.reasoning import compile_rules
from ascn_kg.reasoning.rule import Rule
from ascn_kg.reasoning.schema import SCHEMA_RULES

ROOT = Path(__file__).resolve().parents[2]
SUMMIT = "meeting/asean-summit-43"


@pytest.mark.parametrize("subject", [SUMMIT, "meeting:asean-summit-43", f"{BASE}{SUMMIT}"])
@pytest.mark.parametrize("predicate", ["ascn:hostCountry", "host country", "hostCountry"])
@pytest.mark.parametrize("value", ["country:idn", "Indonesia", "country/idn"])
def test_a_statement_is_named_as_people_like(
    kg: KnowledgeGraph, subject: str, predicate: str, value: str
) -> None:
    answer = kg.why(subject, predicate, value)
    assert answer.holds
    assert answer.statement == ox.Triple(
        ox.NamedNode(BASE + SUMMIT),
        ox.NamedNode(ASCN + "hostCountry"),
        ox.NamedNode(BASE + "country/idn"),
    )


def test_labels_in_indonesian_name_a_statement(kg: KnowledgeGraph) -> None:
    answer = kg.why("KTT ASEAN ke-43", "negara tuan rumah", "Indonesia", language="id")
    assert answer.holds and str(answer).startswith("Ya. KTT ASEAN ke-43")


@pytest.mark.parametrize(
    "value",
    ["2018-04-27", date(2018, 4, 27), '"2018-04-27"^^xsd:date', f'"2018-04-27"^^<{XSD}date>'],
)
def test_a_literal_is_text_or_a_python_value(kg: KnowledgeGraph, value: object) -> None:
    answer = kg.why("meeting/asean-summit-32", "start date", value)
    assert answer.holds and answer.proofs[0].asserted
    assert {claim.stated_by for claim in answer.claims} >= {BASE + "claim/s1-12-1"}


def test_a_literal_of_another_type_is_another_statement(kg: KnowledgeGraph) -> None:
    assert not kg.why("meeting/asean-summit-32", "start date", '"2018-04-27"').holds
    assert kg.why("city/jakarta", "rdfs:label", '"Jakarta"@en').holds
    assert not kg.why("city/jakarta", "rdfs:label", '"Jakarta"@fr').holds


def test_an_inferred_statement_is_followed_to_claims(kg: KnowledgeGraph) -> None:
    answer = kg.why(SUMMIT, "host country", "Indonesia")
    (proof,) = answer.proofs
    assert proof.rule is not None and proof.rule.name == "prp-spo2" and proof.size == 2
    host = ox.Triple(
        ox.NamedNode(BASE + SUMMIT),
        ox.NamedNode(ASCN + "hostCity"),
        ox.NamedNode(BASE + "city/jakarta"),
    )
    (claim,) = (c for c in answer.evidence[host] if c.stated_by == BASE + "claim/s3-27-1")
    assert (claim.source, claim.date) == (BASE + "source/s3", "2025-06")
    assert claim.speaker == BASE + "organization/karisma-post"
    assert claim.span == (1449, 1491) and claim.sha256 and len(claim.sha256) == 64
    assert claim.assessment == BASE + "concept/accepted"
    assert claim.modality == BASE + "concept/reported"


def test_the_tree_reads_without_unnamed_classes(kg: KnowledgeGraph) -> None:
    answer = kg.why("Jakarta", "a", "pilot city")
    text = str(answer)
    assert "because that is the definition of “pilot city” (cax-sco, cls-int1, cls-svf1)" in text
    assert "because “member in” is the inverse of “member” (prp-inv2)" in text
    assert "unnamed" not in text
    full = json.dumps(answer.to_dict())
    assert "cls-int1" in full and "unnamed-class" in full


def test_other_proofs_follow_the_smallest(kg: KnowledgeGraph) -> None:
    answer = kg.why(SUMMIT, "host country", "Indonesia", proofs=5)
    sizes = [proof.size for proof in answer.proofs]
    assert len(sizes) >= 2 and sizes == sorted(sizes)
    assert len({proof.ground(axioms=False) for proof in answer.proofs}) == len(sizes)
    assert "Proof 1 (2 steps)" in str(answer)


def test_a_record_stands_for_what_needs_no_claim(kg: KnowledgeGraph) -> None:
    record = "record/membership-jakarta-ascn"
    answer = kg.why(record, "org:member", "Jakarta")
    ((evidence, *_),) = answer.evidence.values()
    assert evidence.stated_by == BASE + record
    assert evidence.source == BASE + "source/concept-note"


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "rule"),
    [
        ("record/membership-jakarta-ascn", "sinceLatest", "2018-04-28", "date-bounds"),
        ("city/jakarta#geometry", "geo:asWKT", "POINT(106.84513 -6.21462)", "geometry"),
        ("capital city", "rdfs:subClassOf", "place", "scm-sco"),
    ],
)
def test_what_is_computed_and_what_follows_in_the_ontology_has_a_proof(
    kg: KnowledgeGraph, subject: str, predicate: str, value: str, rule: str
) -> None:
    subject = BASE + subject if "#" in subject else subject
    answer = kg.why(subject, predicate, value)
    assert answer.holds
    assert answer.proofs[0].rule is not None and answer.proofs[0].rule.name == rule
    assert rule in str(answer)


def test_a_statement_outside_the_facts_is_simply_stated(kg: KnowledgeGraph) -> None:
    answer = kg.why("claim/s1-12-1", "rdf:subject", "meeting/asean-summit-32")
    assert answer.holds and answer.proofs[0].asserted


def test_no_with_the_rejected_claim_and_what_holds_instead(kg: KnowledgeGraph) -> None:
    answer = kg.why("record/age-asean-2018", "ascn:value", 51)
    assert not answer.holds and answer.proofs == ()
    assert [claim.stated_by for claim in answer.claims] == [BASE + "claim/s0-22-1"]
    assert [str(triple.object.value) for triple in answer.instead] == ["50"]  # type: ignore[union-attr]
    assert "rejected" in str(answer) and "50 years old" in str(answer)


def test_no_with_what_is_missing_for_a_rule(kg: KnowledgeGraph) -> None:
    answer = kg.why(SUMMIT, "host country", "Malaysia")
    assert not answer.holds and answer.missing is not None
    assert answer.missing.rule.name == "prp-spo2"
    text = str(answer)
    assert "there is: 43rd ASEAN Summit — held in — Jakarta" in text
    assert "there is not: Jakarta — in country — Malaysia" in text
    pilot = kg.why("city/singapore", "a", "founding member state")
    assert "there is not" in str(pilot)


def test_no_with_nothing_near(kg: KnowledgeGraph) -> None:
    answer = kg.why("city/jakarta", "skos:broader", "country/mys")
    assert not answer.holds and answer.missing is None
    assert "no rule of the ontology would give it" in str(answer)


def test_every_answer_has_an_indonesian_form(kg: KnowledgeGraph) -> None:
    for subject, predicate, value in (
        (SUMMIT, "host country", "Malaysia"),
        ("record/age-asean-2018", "ascn:value", "51"),
        ("Jakarta", "a", "pilot city"),
        ("city/jakarta", "ascn:inCountry", "Malaysia"),
    ):
        text = str(kg.why(subject, predicate, value, proofs=2, language="id"))
        assert re.match(r"(Ya|Tidak)\. ", text)
        assert not re.search(r"\b(because|there is|stated here|says|reported|see)\b", text)


def test_a_name_that_names_nothing_is_told_with_the_nearest(kg: KnowledgeGraph) -> None:
    with pytest.raises(UnknownThingError, match="city/jakarta"):
        kg.why("Jakrta", "a", "city")
    with pytest.raises(UnknownPropertyError, match="ascn:hostCountry"):
        kg.why("Jakarta", "hostcontry", "Indonesia")
    with pytest.raises(UnknownThingError, match="Indonesia"):
        kg.why(SUMMIT, "host country", "Indonesa")
    with pytest.raises(AmbiguousNameError, match="country/sgp"):
        kg.why("Singapore", "a", "city")
    with pytest.raises(UsageError, match="datatype"):
        kg.why("Jakarta", "label", '"x"^^nonsense')


def test_json_can_be_written_and_read_back(kg: KnowledgeGraph) -> None:
    plain = json.loads(json.dumps(kg.why(SUMMIT, "host country", "Indonesia").to_dict()))
    assert plain["holds"] and plain["proofs"][0]["size"] == 2
    first, second = plain["proofs"][0]["premises"]
    assert first["rule"] == "prp-spo1" and second["asserted"]
    assert second["claims"][0]["source"]["label"]


def test_rdf_is_one_chain_down_to_the_sources(kg: KnowledgeGraph) -> None:
    graph = kg.why(SUMMIT, "host country", "Indonesia").to_rdf()
    derived = rdflib.URIRef(PROV + "wasDerivedFrom")
    (goal,) = graph.subjects(rdflib.URIRef(RDF + "predicate"), rdflib.URIRef(ASCN + "hostCountry"))
    reached = set(graph.transitive_objects(goal, derived))
    assert rdflib.URIRef(BASE + "claim/s3-27-1") in reached
    assert rdflib.URIRef(BASE + "source/s3") in reached
    statements = set(graph.subjects(rdflib.RDF.type, rdflib.RDF.Statement))
    assert statements <= reached


def test_equal_data_gives_equal_answers(kg: KnowledgeGraph) -> None:
    once, again = (load().why("Jakarta", "a", "pilot city", proofs=3) for _ in range(2))
    assert once.to_dict() == again.to_dict()
    assert once.triples() == again.triples()


def test_own_facts_are_explained_by_an_own_ontology(facts_copy: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(ROOT / "ontology", tmp_path / "ontology"))
    path = own / "ascn.ttl"
    text = path.read_text("utf-8")
    assert text.count("owl:hasValue concept:pilot ;") == 1
    path.write_text(text.replace("concept:pilot ;", "concept:smart-city ;"), "utf-8")
    kg = load(ontology=own, facts=facts_copy, cache=False)
    answer = kg.why("Jakarta", "a", "pilot city")
    assert not answer.holds
    assert answer.missing


def _every_rule() -> list[Rule]:
    axioms = """
    PREFIX : <https://example.org/> PREFIX owl: <http://www.w3.org/2002/07/owl#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    :A rdfs:subClassOf :B ; owl:equivalentClass :C ; owl:intersectionOf ( :D :E ) ;
      owl:unionOf ( :D :E ) .
    :R owl:onProperty :p ; owl:hasValue 5 ; owl:someValuesFrom :B ; owl:allValuesFrom :B .
    :S owl:onProperty :p ; owl:someValuesFrom owl:Thing .
    :p rdfs:subPropertyOf :q ; owl:equivalentProperty :r ; rdfs:domain :A ; rdfs:range :B ;
      owl:inverseOf :s ; owl:propertyChainAxiom ( :q :r ) ; a owl:SymmetricProperty ,
      owl:TransitiveProperty , owl:FunctionalProperty , owl:InverseFunctionalProperty .
    """
    triples = (quad.triple for quad in ox.parse(axioms, format=ox.RdfFormat.TURTLE))
    computed = [Rule(name, (("x", "p", "y"),), ("x", "p", "y")) for name in COMPUTATIONS]
    return [*compile_rules(triples), *SCHEMA_RULES, *computed]


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_rule_is_said_in_words(language: str) -> None:
    rules = _every_rule()
    assert len({rule.name for rule in rules}) > 40
    for rule in rules:
        words = sentence(rule, lambda iri: iri.rpartition("/")[2], language)
        assert len(words.split()) > 2 and "{" not in words
        by_definition = "defini" in words
        assert by_definition == (rule.name.startswith("cls-") and bool(rule.axioms))
    different = {
        rule.name: sentence(rule, str, "en") != sentence(rule, str, "id") for rule in rules
    }
    assert all(different.values())
