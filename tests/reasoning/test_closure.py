"""The compiled rules give what owlrl gives, rule by rule and on random graphs.

That both agree on the shipped facts is tested with the other engines, in ``tests/build``.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ascn_kg.reasoning import compile_rules, contradictions, infer, reference

PROLOGUE = """
PREFIX : <https://example.org/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


def turtle(text: str) -> list[ox.Triple]:
    """Return the triples of ``text`` under the prologue."""
    return [quad.triple for quad in ox.parse(PROLOGUE + text, format=ox.RdfFormat.TURTLE)]


#: Ontology, facts, and a triple that must follow: one case for each rule that we compile.
RULES = {
    "cax-sco": (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", ":x a :A .", ":x a :C ."),
    "cax-eqc": (":A owl:equivalentClass :B .", ":x a :B .", ":x a :A ."),
    "prp-spo1": (":p rdfs:subPropertyOf :q .", ":x :p 5 .", ":x :q 5 ."),
    "prp-eqp": (":p owl:equivalentProperty :q .", ":x :q :y .", ":x :p :y ."),
    "prp-dom": (":p rdfs:domain :A .", ":x :p 5 .", ":x a :A ."),
    "prp-rng": (":p rdfs:range :A .", ":x :p :y .", ":y a :A ."),
    "prp-inv": (":p owl:inverseOf :q .", ":x :q :y .", ":y :p :x ."),
    "prp-symp": (":p a owl:SymmetricProperty .", ":x :p :y .", ":y :p :x ."),
    "prp-trp": (
        ":p a owl:TransitiveProperty .",
        ":a :p :b . :b :p :c . :c :p :d .",
        ":a :p :d .",
    ),
    "prp-spo2": (
        ":p owl:propertyChainAxiom ( :q :r :s ) .",
        ":a :q :b . :b :r :c . :c :s 7 .",
        ":a :p 7 .",
    ),
    "prp-fp": (":p a owl:FunctionalProperty .", ":x :p :y , :z .", ":y owl:sameAs :z ."),
    "prp-ifp": (
        ":p a owl:InverseFunctionalProperty .",
        ":x :p :z . :y :p :z .",
        ":x owl:sameAs :y .",
    ),
    "eq-rep": ("", ":x owl:sameAs :y . :x :p :o . :s :p :x .", ":s :p :y ."),
    "cls-int1": (
        ":C owl:equivalentClass [ owl:intersectionOf ( :A :B ) ] .",
        ":x a :A , :B .",
        ":x a :C .",
    ),
    "cls-int2": (
        "[] owl:intersectionOf ( :A :B ) ; owl:equivalentClass :C .",
        ":x a :C .",
        ":x a :B .",
    ),
    "cls-uni": (":C owl:unionOf ( :A :B ) .", ":x a :B .", ":x a :C ."),
    "cls-hv1": (
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:hasValue :v ] .",
        ":x a :C .",
        ":x :p :v .",
    ),
    "cls-hv2": (
        "[ owl:onProperty :p ; owl:hasValue :v ] rdfs:subClassOf :C .",
        ":x :p :v .",
        ":x a :C .",
    ),
    "cls-svf1": (
        ":C owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom :D ] .",
        ":x :p :y . :y a :D .",
        ":x a :C .",
    ),
    "cls-svf2": (
        ":C owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom owl:Thing ] .",
        ":x :p :y .",
        ":x a :C .",
    ),
    "cls-avf": (
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom :D ] .",
        ":x a :C ; :p :y .",
        ":y a :D .",
    ),
}

_PROPERTY_PAIR = ":p rdfs:subPropertyOf :q ."
_CLASS_PAIR = ":A rdfs:subClassOf :B . :A a owl:Class . :B a owl:Class ."


def _restricted(kind: str, filler: str, other_filler: str, other_property: str) -> str:
    """Return the axioms of two classes, each equal to a restriction."""
    return f"""
        :C owl:equivalentClass [ owl:onProperty :p ; {kind} {filler} ] .
        :D owl:equivalentClass [ owl:onProperty {other_property} ; {kind} {other_filler} ] ."""


_SOME, _EVERY = "owl:someValuesFrom", "owl:allValuesFrom"
#: Axioms, and an axiom that must follow: one case for each rule about the schema.
SCHEMA_RULES = {
    "scm-sco": (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", ":A rdfs:subClassOf :C ."),
    "scm-eqc1": (":A owl:equivalentClass :B .", ":B rdfs:subClassOf :A ."),
    "scm-eqc2": (
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :C rdfs:subClassOf :A .",
        ":A owl:equivalentClass :C .",
    ),
    "scm-spo": (
        ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r .",
        ":p rdfs:subPropertyOf :r .",
    ),
    "scm-eqp1": (":p owl:equivalentProperty :q .", ":q rdfs:subPropertyOf :p ."),
    "scm-eqp2": (
        ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :p .",
        ":p owl:equivalentProperty :q .",
    ),
    "scm-dom1": (_CLASS_PAIR + ":p rdfs:domain :A .", ":p rdfs:domain :B ."),
    "scm-dom2": (_PROPERTY_PAIR + ":q rdfs:domain :A .", ":p rdfs:domain :A ."),
    "scm-rng1": (_CLASS_PAIR + ":p rdfs:range :A .", ":p rdfs:range :B ."),
    "scm-rng2": (_PROPERTY_PAIR + ":q rdfs:range :A .", ":p rdfs:range :A ."),
    "scm-hv": (
        _PROPERTY_PAIR + _restricted("owl:hasValue", "5", "5", ":q"),
        ":C rdfs:subClassOf :D .",
    ),
    "scm-svf1": (_CLASS_PAIR + _restricted(_SOME, ":A", ":B", ":p"), ":C rdfs:subClassOf :D ."),
    "scm-svf2": (_PROPERTY_PAIR + _restricted(_SOME, ":A", ":A", ":q"), ":C rdfs:subClassOf :D ."),
    "scm-svf1-same": (
        ":A a owl:Class ." + _restricted(_SOME, ":A", ":A", ":p"),
        ":C owl:equivalentClass :D .",
    ),
    "scm-avf1": (_CLASS_PAIR + _restricted(_EVERY, ":A", ":B", ":p"), ":C rdfs:subClassOf :D ."),
    "scm-avf2": (_PROPERTY_PAIR + _restricted(_EVERY, ":A", ":A", ":q"), ":D rdfs:subClassOf :C ."),
    "scm-int": (":C owl:intersectionOf ( :A :B ) .", ":C rdfs:subClassOf :B ."),
    "scm-uni": (":C owl:unionOf ( :A :B ) .", ":B rdfs:subClassOf :C ."),
}


@pytest.mark.parametrize("name", SCHEMA_RULES)
def test_an_axiom_follows_as_with_owlrl(name: str) -> None:
    ontology, wanted = (turtle(text) for text in SCHEMA_RULES[name])
    inferred = infer(ontology, [])
    assert set(wanted) <= inferred
    assert inferred == reference.infer(ontology, [])


@pytest.mark.parametrize("name", RULES)
def test_a_rule_derives_what_owlrl_derives(name: str) -> None:
    ontology, facts, wanted = (turtle(text) for text in RULES[name])
    inferred = infer(ontology, facts)
    assert set(wanted) <= inferred
    assert inferred == reference.infer(ontology, facts)


def test_a_rule_is_named_as_the_specification_names_it() -> None:
    rules = compile_rules(turtle(":p owl:propertyChainAxiom ( :q :r ) ."))
    chain = next(rule for rule in rules if rule.name == "prp-spo2")
    assert [premise[0] for premise in chain.premises] == ["v0", "v1"]


def test_what_says_nothing_is_left_out() -> None:
    inferred = infer(
        turtle(":A rdfs:subClassOf owl:Thing . :p a owl:ObjectProperty ; rdfs:range xsd:string ."),
        turtle(':x a :A ; :p "text" .'),
    )
    assert inferred == set()


def test_labels_of_terms_do_not_slow_or_change_the_closure() -> None:
    ontology = turtle(
        ':A rdfs:subClassOf :B ; rdfs:label "a"@en ; :note "n" . :note a owl:AnnotationProperty .'
    )
    assert infer(ontology, turtle(":x a :A .")) == set(turtle(":x a :B ."))


CONTRADICTIONS = {
    "cax-dw": (":A owl:disjointWith :B .", ":x a :A , :B ."),
    "cax-adc": (
        "[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) .",
        ":x a :A , :C .",
    ),
    "prp-irp": (":p a owl:IrreflexiveProperty .", ":x :p :x ."),
    "prp-asyp": (":p a owl:AsymmetricProperty .", ":x :p :y . :y :p :x ."),
    "prp-pdw": (":p owl:propertyDisjointWith :q .", ":x :p :y ; :q :y ."),
    "eq-diff1": ("", ":x owl:sameAs :y ; owl:differentFrom :y ."),
    "cls-nothing2": ("", ":x a owl:Nothing ."),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_is_named(name: str) -> None:
    ontology, facts = (turtle(text) for text in CONTRADICTIONS[name])
    problems = list(contradictions(ontology, facts, infer(ontology, facts)))
    assert {problem.rule for problem in problems} == {name}
    assert all(problem.thing.startswith("https://example.org/") for problem in problems)


def test_consistent_data_has_no_contradiction() -> None:
    ontology, facts = turtle(":A owl:disjointWith :B ."), turtle(":x a :A . :y a :B .")
    assert list(contradictions(ontology, facts, ())) == []


_NODES = st.sampled_from([f":n{i}" for i in range(6)])
_CLASSES = st.sampled_from([f":C{i}" for i in range(4)])
_PROPERTIES = st.sampled_from([f":p{i}" for i in range(4)])
_AXIOMS = st.one_of(
    st.builds("{} rdfs:subClassOf {} .".format, _CLASSES, _CLASSES),
    st.builds("{} rdfs:subPropertyOf {} .".format, _PROPERTIES, _PROPERTIES),
    st.builds("{} owl:inverseOf {} .".format, _PROPERTIES, _PROPERTIES),
    st.builds("{} rdfs:domain {} .".format, _PROPERTIES, _CLASSES),
    st.builds("{} rdfs:range {} .".format, _PROPERTIES, _CLASSES),
    st.builds("{} a owl:TransitiveProperty .".format, _PROPERTIES),
    st.builds("{} a owl:SymmetricProperty .".format, _PROPERTIES),
    st.builds(
        "{} owl:propertyChainAxiom ( {} {} ) .".format, _PROPERTIES, _PROPERTIES, _PROPERTIES
    ),
    st.builds(
        "{} owl:equivalentClass [ a owl:Restriction ; owl:onProperty {} ; "
        "owl:someValuesFrom {} ] .".format,
        _CLASSES,
        _PROPERTIES,
        _CLASSES,
    ),
)
_SCHEMA = st.one_of(
    st.builds("{} a owl:Class .".format, _CLASSES),
    st.builds("{} a owl:ObjectProperty .".format, _PROPERTIES),
    st.builds("{} owl:equivalentClass {} .".format, _CLASSES, _CLASSES),
    st.builds("{} owl:equivalentProperty {} .".format, _PROPERTIES, _PROPERTIES),
    st.builds("{} owl:unionOf ( {} {} ) .".format, _CLASSES, _CLASSES, _CLASSES),
    st.builds(
        "{} owl:equivalentClass [ owl:intersectionOf ( {} {} ) ] .".format,
        _CLASSES,
        _CLASSES,
        _CLASSES,
    ),
    st.builds(
        "{} rdfs:subClassOf [ owl:onProperty {} ; owl:allValuesFrom {} ] .".format,
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
)
_FACTS = st.one_of(
    st.builds("{} {} {} .".format, _NODES, _PROPERTIES, _NODES),
    st.builds("{} a {} .".format, _NODES, _CLASSES),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_AXIOMS | _SCHEMA, max_size=8), st.lists(_FACTS, max_size=8))
def test_random_graphs_close_as_with_owlrl(axioms: list[str], facts: list[str]) -> None:
    ontology, things = turtle(" ".join(axioms)), turtle(" ".join(facts))
    assert infer(ontology, things) == reference.infer(ontology, things)
