"""Proofs on small ontologies made to be hard, exhaustively, and on random ones."""

from __future__ import annotations

from itertools import combinations, islice

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import World, statement, turtle, world

from ascn_kg.explanation.proof import Proof, Step
from ascn_kg.reasoning import infer

#: Ontology and facts of five small datasets.
HARD = {
    "diamonds": (
        """:A rdfs:subClassOf :B , :C . :B rdfs:subClassOf :D . :C rdfs:subClassOf :D .
        :D rdfs:subClassOf :E , :F . :E rdfs:subClassOf :G . :F rdfs:subClassOf :G .
        :p rdfs:subPropertyOf :q , :r . :q rdfs:subPropertyOf :s . :r rdfs:subPropertyOf :s .
        :s rdfs:domain :G .""",
        ":x a :A ; :p :y . :y :q :x . :z a :B , :C .",
    ),
    "long chains": (
        """:p a owl:TransitiveProperty ; rdfs:subPropertyOf :q .
        :way owl:propertyChainAxiom ( :q :q :q ) .
        """
        + " ".join(f":C{i} rdfs:subClassOf :C{i + 1} ." for i in range(12)),
        " ".join(f":n{i} :p :n{i + 1} ." for i in range(6)) + " :n0 a :C0 .",
    ),
    "cycles": (
        """:p a owl:TransitiveProperty , owl:SymmetricProperty . :p owl:inverseOf :q .
        :q rdfs:subPropertyOf :r . :r rdfs:subPropertyOf :q .
        :A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :C rdfs:subClassOf :A .
        :B rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom :A ] .
        :s owl:propertyChainAxiom ( :p :s ) .""",
        ":a :p :b . :b :p :c . :c a :B ; :s 5 .",
    ),
    "equivalence": (
        """:Pilot owl:equivalentClass [ owl:intersectionOf ( :City
            [ owl:onProperty :memberIn ; owl:someValuesFrom :PilotMembership ] ) ] .
        :PilotMembership owl:equivalentClass [ owl:intersectionOf ( :Membership
            [ owl:onProperty :role ; owl:hasValue :pilot ] ) ] .
        :Vanguard owl:equivalentClass :Pilot .
        :Either owl:unionOf ( :Vanguard :Village ) .
        :memberIn owl:inverseOf :member . :part owl:equivalentProperty :member .""",
        ":j a :City . :m a :Membership ; :role :pilot ; :part :j . :v a :Village , :Vanguard .",
    ),
    "two proofs": (
        """:country rdfs:subPropertyOf :in . :city rdfs:subPropertyOf :in0 .
        :in0 rdfs:subPropertyOf :in1 . :in owl:propertyChainAxiom ( :in1 :of ) .
        :of owl:inverseOf :has .""",
        ":m :country :idn ; :city :jkt . :idn :has :jkt .",
    ),
}


@pytest.fixture(scope="module", params=sorted(HARD))
def ontology_and_facts(request: pytest.FixtureRequest) -> tuple[list[ox.Triple], list[ox.Triple]]:
    ontology, facts = HARD[request.param]
    return turtle(ontology), turtle(facts)


def every_proof(closed: World, goal: ox.Triple) -> list[Proof]:
    return list(islice(closed.search.proofs(goal), 300))


def test_every_inferred_triple_has_proofs_that_replay(
    ontology_and_facts: tuple[list[ox.Triple], list[ox.Triple]],
) -> None:
    closed = world(*ontology_and_facts)
    assert len(closed.inferred) >= 5
    for goal in closed.inferred:
        proofs = list(islice(closed.search.proofs(goal), 20))
        smallest = closed.search.smallest(goal)
        assert smallest is not None and proofs, f"no proof of {goal}"
        sizes = [proof.size for proof in proofs]
        assert sizes == sorted(sizes) and sizes[0] == smallest.size
        for proof in (smallest, *proofs):
            assert proof.statement == goal
            assert closed.replay.fault(proof) is None


def test_what_is_left_stands_as_long_as_a_proof_stands(
    ontology_and_facts: tuple[list[ox.Triple], list[ox.Triple]],
) -> None:
    """Without any subset of the facts: exactly that follows which has a proof without them."""
    ontology, facts = ontology_and_facts
    closed = world(ontology, facts)
    grounds = {
        goal: [proof.ground() & set(facts) for proof in every_proof(closed, goal)]
        for goal in closed.inferred
    }
    for size in range(1, min(len(facts), 3) + 1):
        for removed in map(set, combinations(facts, size)):
            left = infer(ontology, [fact for fact in facts if fact not in removed])
            expected = {
                goal
                for goal, several in grounds.items()
                if any(not removed & ground for ground in several)
            }
            assert left - removed == expected


def test_the_smallest_proof_comes_first() -> None:
    closed = world(*map(turtle, HARD["two proofs"]))
    proofs = every_proof(closed, statement(":m :in :idn ."))
    # :city is a kind of :in1 by an axiom that itself takes one step
    assert [proof.size for proof in proofs] == [1, 4]
    assert [proof.rule.name for proof in proofs if proof.rule] == ["prp-spo1", "prp-spo2"]


def test_an_asserted_statement_may_follow_as_well() -> None:
    closed = world(turtle(":A rdfs:subClassOf :B ."), turtle(":x a :A , :B ."))
    proofs = every_proof(closed, statement(":x a :B ."))
    assert [proof.asserted for proof in proofs] == [True, False]
    assert [proof.size for proof in proofs] == [0, 1]


def test_nothing_is_proved_by_itself() -> None:
    closed = world(turtle(":p owl:inverseOf :q ."), turtle(":a :p :b ."))
    assert len(every_proof(closed, statement(":b :q :a ."))) == 1
    assert closed.search.smallest(statement(":a :q :b .")) is None
    assert every_proof(closed, statement(":a :q :b .")) == []


def test_a_step_through_what_no_reader_is_shown() -> None:
    """``:a :p :a`` follows and is hidden; a chain needs it."""
    closed = world(
        turtle(
            ":p a owl:SymmetricProperty , owl:TransitiveProperty ."
            ":r owl:propertyChainAxiom ( :p :q ) ."
        ),
        turtle(":a :p :b . :a :q 7 ."),
    )
    proof = closed.search.smallest(statement(":a :r 7 ."))
    assert proof is not None and closed.replay.fault(proof) is None
    assert statement(":a :p :a .") in {step.statement for step in proof.steps()}


def test_the_checker_refuses_what_does_not_follow() -> None:
    closed = world(turtle(":p owl:inverseOf :q . :A rdfs:subClassOf :B ."), turtle(":a :p :b ."))
    good = closed.search.smallest(statement(":b :q :a ."))
    assert good is not None and good.rule is not None
    (premise,), axioms, rule = good.premises, good.axioms, good.rule
    wrong = statement(":a :q :b .")
    unfounded = Proof(Step(statement(":a :p :c .")))
    invented = type(rule)(
        "prp-inv1", rule.premises, ("x", rule.conclusion[1], "y"), (), rule.axioms
    )
    bad = {
        "the wrong way round": Proof(Step(wrong, rule, (premise.statement,)), (premise,), axioms),
        "an invented fact": unfounded,
        "a premise too few": Proof(Step(good.statement, rule), (), axioms),
        "a premise that is not asserted": Proof(
            Step(statement(":c :q :a ."), rule, (unfounded.statement,)), (unfounded,), axioms
        ),
        "no axiom": Proof(Step(good.statement, rule, (premise.statement,)), (premise,)),
        "a rule that the axiom does not give": Proof(
            Step(wrong, invented, (premise.statement,)), (premise,), axioms
        ),
    }
    assert {name for name, proof in bad.items() if closed.replay.fault(proof) is None} == set()
    assert closed.replay.fault(good) is None


def test_the_checker_refuses_a_circle() -> None:
    closed = world(turtle(":p a owl:SymmetricProperty ."), turtle(":a :p :b ."))
    goal = statement(":b :p :a .")
    proof = closed.search.smallest(goal)
    assert proof is not None and proof.rule is not None
    there = Proof(Step(statement(":a :p :b ."), proof.rule, (goal,)), (proof,), proof.axioms)
    circle = Proof(Step(goal, proof.rule, (there.statement,)), (there,), proof.axioms)
    assert closed.replay.fault(circle) is not None


_NODES = st.sampled_from([f":n{i}" for i in range(5)])
_CLASSES = st.sampled_from([f":C{i}" for i in range(4)])
_PROPERTIES = st.sampled_from([f":p{i}" for i in range(4)])
_AXIOMS = st.one_of(
    st.builds("{} rdfs:subClassOf {} .".format, _CLASSES, _CLASSES),
    st.builds("{} owl:equivalentClass {} .".format, _CLASSES, _CLASSES),
    st.builds("{} rdfs:subPropertyOf {} .".format, _PROPERTIES, _PROPERTIES),
    st.builds("{} owl:inverseOf {} .".format, _PROPERTIES, _PROPERTIES),
    st.builds("{} rdfs:domain {} .".format, _PROPERTIES, _CLASSES),
    st.builds("{} rdfs:range {} .".format, _PROPERTIES, _CLASSES),
    st.builds("{} a owl:TransitiveProperty .".format, _PROPERTIES),
    st.builds("{} a owl:SymmetricProperty .".format, _PROPERTIES),
    st.builds("{} a owl:FunctionalProperty .".format, _PROPERTIES),
    st.builds(
        "{} owl:propertyChainAxiom ( {} {} ) .".format, _PROPERTIES, _PROPERTIES, _PROPERTIES
    ),
    st.builds(
        "{} owl:equivalentClass [ owl:onProperty {} ; owl:someValuesFrom {} ] .".format,
        _CLASSES,
        _PROPERTIES,
        _CLASSES,
    ),
    st.builds(
        "{} owl:equivalentClass [ owl:onProperty {} ; owl:hasValue {} ] .".format,
        _CLASSES,
        _PROPERTIES,
        _NODES,
    ),
    st.builds(
        "{} rdfs:subClassOf [ owl:onProperty {} ; owl:allValuesFrom {} ] .".format,
        _CLASSES,
        _PROPERTIES,
        _CLASSES,
    ),
    st.builds(
        "{} owl:equivalentClass [ owl:intersectionOf ( {} {} ) ] .".format,
        _CLASSES,
        _CLASSES,
        _CLASSES,
    ),
)
_FACTS = st.one_of(
    st.builds("{} {} {} .".format, _NODES, _PROPERTIES, _NODES),
    st.builds("{} a {} .".format, _NODES, _CLASSES),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_AXIOMS, max_size=6), st.lists(_FACTS, max_size=6))
def test_every_inferred_triple_of_a_random_graph_is_proved(
    axioms: list[str], facts: list[str]
) -> None:
    closed = world(turtle(" ".join(axioms)), dict.fromkeys(turtle(" ".join(facts))))
    for goal in closed.inferred:
        proof = closed.search.smallest(goal)
        assert proof is not None, f"no proof of {goal}"
        assert closed.replay.fault(proof) is None
