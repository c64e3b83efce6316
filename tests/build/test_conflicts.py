"""Conflicts between claims: who takes part, how values compare, how it stands."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from turtle_for_tests import triples

from ascn_kg.build.conflicts import find_conflicts
from ascn_kg.namespaces import ASCN, BASE
from ascn_kg.rdf.triples import Triples

ONTOLOGY = """
ascn:startDate ascn:oneValued true ; ascn:comparison "date" .
ascn:theme ascn:oneValued true ; ascn:comparison "text" .
ascn:value ascn:oneValued true ; ascn:comparison "number" .
ascn:width ascn:oneValued true ; ascn:comparison "number" ; ascn:tolerance 0.1 .
ascn:inCountry ascn:oneValued true ; ascn:comparison "exact" .
ascn:goal rdfs:label "goal"@en .
"""
CONFLICT = f"{BASE}conflict/meeting-m-"


def claims(prop: str, *sides: tuple[str, str, str]) -> str:
    """Return claims on ``meeting:m prop`` as Turtle: value, assessment, modality for each."""
    return "\n".join(
        f"""claim:c{number} a ascn:Claim ; rdf:subject meeting:m ; rdf:predicate {prop} ;
        rdf:object {value} ; ascn:assessment concept:{assessment} ;
        ascn:modality concept:{modality} ."""
        for number, (value, assessment, modality) in enumerate(sides)
    )


def conflicts(text: str, facts: str = "") -> Triples:
    return Triples(find_conflicts(triples(ONTOLOGY), triples(facts), triples(text)))


@pytest.mark.parametrize(
    ("prop", "left", "right"),
    [
        ("ascn:startDate", '"2018"^^xsd:gYear', '"2018-04-28"^^xsd:date'),
        ("ascn:theme", '"Resilient and Innovative ASEAN"', '"resilient and innovative"@en'),
        ("ascn:startDate", '"2018-04"^^xsd:gYearMonth', '"2018-04-27"^^xsd:date'),
        ("ascn:theme", '"Résilient  & Innovative!"', '"resilient, innovative"@en'),
        ("ascn:value", "26", "26.0"),
        ("ascn:width", "1.5", "1.6"),
        ("ascn:inCountry", "country:idn", "country:idn"),
        ("ascn:goal", "goal:a", "goal:b"),
    ],
)
def test_values_that_agree_are_no_conflict(prop: str, left: str, right: str) -> None:
    text = claims(prop, (left, "accepted", "reported"), (right, "accepted", "reported"))
    assert conflicts(text).instances(ASCN + "Conflict") == []


@pytest.mark.parametrize(
    ("prop", "left", "right", "kind"),
    [
        ("ascn:startDate", '"2018-04-27"^^xsd:date', '"2018-04-28"^^xsd:date', "conflict-date"),
        ("ascn:theme", '"Building resilience"', '"Resilient"', "conflict-wording"),
        ("ascn:startDate", '"2018-0"', '"2018-04-28"^^xsd:date', "conflict-date"),
        ("ascn:theme", '"One"', '"Oneness"', "conflict-wording"),
        ("ascn:value", "10", "11", "conflict-number"),
        ("ascn:width", "1.5", "1.61", "conflict-number"),
        ("ascn:inCountry", "country:idn", "country:sgp", "conflict-identity"),
    ],
)
def test_values_that_differ_are_a_conflict(prop: str, left: str, right: str, kind: str) -> None:
    text = claims(prop, (left, "accepted", "reported"), (right, "disputed", "reported"))
    found = conflicts(text)
    (conflict,) = found.instances(ASCN + "Conflict")
    assert conflict.startswith(CONFLICT)
    assert found.value(conflict, ASCN + "conflictKind") == ox.NamedNode(f"{BASE}concept/{kind}")
    assert len(found.values(conflict, ASCN + "competing")) == 2
    assert found.value(conflict, ASCN + "resolution") == ox.NamedNode(BASE + "concept/open")
    assert found.label(conflict, "en")
    assert found.label(conflict, "id")


def test_it_is_resolved_when_the_standing_value_is_accepted_and_the_others_found_wanting() -> None:
    text = claims("ascn:value", ("10", "accepted", "reported"), ("11", "rejected", "reported"))
    found = conflicts(text, "meeting:m ascn:value 10 .")
    (conflict,) = found.instances(ASCN + "Conflict")
    assert found.value(conflict, ASCN + "resolution") == ox.NamedNode(BASE + "concept/resolved")
    assert found.value(conflict, ASCN + "preferred") == ox.NamedNode(BASE + "claim/c0")


def test_every_accepted_claim_that_agrees_with_what_stands_is_preferred() -> None:
    text = claims(
        "ascn:startDate",
        ('"2018-04-27"^^xsd:date', "accepted", "reported"),
        ('"2018"^^xsd:gYear', "accepted", "reported"),
        ('"2018-04-25"^^xsd:date', "disputed", "reported"),
    )
    found = conflicts(text, 'meeting:m ascn:startDate "2018-04-27"^^xsd:date .')
    (conflict,) = found.instances(ASCN + "Conflict")
    assert found.values(conflict, ASCN + "preferred") == [
        ox.NamedNode(BASE + "claim/c0"),
        ox.NamedNode(BASE + "claim/c1"),
    ]


def test_it_stays_open_while_both_sides_are_accepted() -> None:
    text = claims("ascn:value", ("10", "accepted", "reported"), ("11", "accepted", "reported"))
    found = conflicts(text, "meeting:m ascn:value 10 .")
    (conflict,) = found.instances(ASCN + "Conflict")
    assert found.value(conflict, ASCN + "resolution") == ox.NamedNode(BASE + "concept/open")


def test_plans_and_outdated_claims_take_no_part() -> None:
    text = claims(
        "ascn:value",
        ("10", "accepted", "reported"),
        ("11", "superseded", "reported"),
        ("12", "accepted", "planned"),
    )
    assert conflicts(text).instances(ASCN + "Conflict") == []


def test_a_disputed_plan_takes_part() -> None:
    text = claims("ascn:value", ("10", "accepted", "reported"), ("12", "disputed", "planned"))
    assert len(conflicts(text).instances(ASCN + "Conflict")) == 1


def test_claims_on_a_property_with_several_values_differ_when_somebody_says_so() -> None:
    text = claims(
        "ascn:goal", ("goal:a", "accepted", "reported"), ("goal:b", "superseded", "planned")
    )
    text += "claim:c1 ascn:differsFrom claim:c0 ."
    found = conflicts(text, "meeting:m ascn:goal goal:a , goal:c .")
    (conflict,) = found.instances(ASCN + "Conflict")
    assert found.values(conflict, ASCN + "competing") == [
        ox.NamedNode(BASE + "claim/c0"),
        ox.NamedNode(BASE + "claim/c1"),
    ]
    assert found.value(conflict, ASCN + "resolution") == ox.NamedNode(BASE + "concept/resolved")
    assert found.value(conflict, ASCN + "preferred") == ox.NamedNode(BASE + "claim/c0")


def test_a_declared_difference_joins_what_the_values_show() -> None:
    text = claims(
        "ascn:value",
        ("10", "disputed", "reported"),
        ("11", "disputed", "reported"),
        ("12", "unchecked", "planned"),
    )
    text += "claim:c2 ascn:differsFrom claim:c0 ."
    found = conflicts(text, "meeting:m ascn:value 10 .")
    (conflict,) = found.instances(ASCN + "Conflict")
    assert len(found.values(conflict, ASCN + "competing")) == 3
    assert found.value(conflict, ASCN + "resolution") == ox.NamedNode(BASE + "concept/open")


def test_a_text_agrees_with_the_thing_that_has_it_as_a_name() -> None:
    text = claims("ascn:inCountry", ("country:vnm", "accepted", "reported"))
    text += """claim:c1 a ascn:Claim ; rdf:subject meeting:m ; rdf:predicate ascn:inCountry ;
        ascn:objectText "VIET NAM" ; ascn:assessment concept:accepted ;
        ascn:modality concept:reported ."""
    named = 'country:vnm rdfs:label "Vietnam"@en ; skos:altLabel "Việt-Nam" .'
    assert conflicts(text, named).instances(ASCN + "Conflict") == []
    assert len(conflicts(text).instances(ASCN + "Conflict")) == 1


def test_a_coarser_date_is_no_difference_even_where_somebody_says_so() -> None:
    text = claims(
        "ascn:startDate",
        ('"2018"^^xsd:gYear', "accepted", "reported"),
        ('"2018-04-27"^^xsd:date', "accepted", "reported"),
    )
    text += "claim:c1 ascn:differsFrom claim:c0 ."
    assert conflicts(text).instances(ASCN + "Conflict") == []


@pytest.mark.parametrize(
    ("assessment", "stands"), [("imprecise", "resolved"), ("disputed", "open")]
)
def test_a_claim_found_wanting_is_in_conflict_with_what_corrects_it(
    assessment: str, stands: str
) -> None:
    text = claims("ascn:goal", ("goal:a", assessment, "reported"))
    text += "claim:c0 ascn:correctedBy goal:b ."
    found = conflicts(text)
    (conflict,) = found.instances(ASCN + "Conflict")
    assert found.value(conflict, ASCN + "correctedBy") == ox.NamedNode(BASE + "goal/b")
    assert found.value(conflict, ASCN + "resolution") == ox.NamedNode(f"{BASE}concept/{stands}")
    assert found.values(conflict, ASCN + "preferred") == []


def test_the_claim_that_corrects_another_is_preferred() -> None:
    text = claims(
        "ascn:goal", ("goal:a", "imprecise", "reported"), ("goal:b", "accepted", "reported")
    )
    text += "claim:c0 ascn:correctedBy claim:c1 ."
    found = conflicts(text)
    (conflict,) = found.instances(ASCN + "Conflict")
    assert len(found.values(conflict, ASCN + "competing")) == 2
    assert found.values(conflict, ASCN + "preferred") == [ox.NamedNode(BASE + "claim/c1")]
