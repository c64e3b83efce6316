"""The ontology before its rules run over data: what of it matters, and what follows within it.

The rules are those of OWL 2 RL/RDF about the schema (OWL 2 Profiles, table 9), named as there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ascn_kg.namespaces import OWL, RDF, RDFS
from ascn_kg.reasoning.fixpoint import close
from ascn_kg.reasoning.rule import TYPE, UNNAMED_CLASS, Pattern, Rule

_ANNOTATION_PROPERTY = ox.NamedNode(OWL + "AnnotationProperty")
_ONTOLOGY = ox.NamedNode(OWL + "Ontology")
_READ_ONLY = {RDFS + "label", RDFS + "comment", RDFS + "isDefinedBy", RDFS + "seeAlso"}

_CLASS = ox.NamedNode(OWL + "Class")
_THING = ox.NamedNode(OWL + "Thing")
_NOTHING = ox.NamedNode(OWL + "Nothing")
_SUBCLASS = ox.NamedNode(RDFS + "subClassOf")
_SUBPROPERTY = ox.NamedNode(RDFS + "subPropertyOf")
_SAME_CLASS = ox.NamedNode(OWL + "equivalentClass")
_SAME_PROPERTY = ox.NamedNode(OWL + "equivalentProperty")
_DOMAIN = ox.NamedNode(RDFS + "domain")
_RANGE = ox.NamedNode(RDFS + "range")
_ON = ox.NamedNode(OWL + "onProperty")
_SOME = ox.NamedNode(OWL + "someValuesFrom")
_EVERY = ox.NamedNode(OWL + "allValuesFrom")
_VALUE = ox.NamedNode(OWL + "hasValue")
#: Head of a list -> each of its members; only the rules of this module know it.
_MEMBER = ox.NamedNode("urn:ascn-kg:member")
_INTERSECTION = ox.NamedNode(OWL + "intersectionOf")
_UNION = ox.NamedNode(OWL + "unionOf")
_FIRST = ox.NamedNode(RDF + "first")
_REST = ox.NamedNode(RDF + "rest")

_NARROWER_PROPERTY: Pattern = ("p", _SUBPROPERTY, "q")
_NARROWER: Pattern = ("c", _SUBCLASS, "d")
_WIDER: Pattern = ("d", _SUBCLASS, "c")


def _restrictions(
    kind: ox.NamedNode, filler: str, other_filler: str, other_property: str = "q"
) -> tuple[Pattern, ...]:
    """Return the patterns of two restrictions, ``c`` on ``p`` and ``d`` on another property."""
    return (
        ("c", _ON, "p"),
        ("c", kind, filler),
        ("d", _ON, other_property),
        ("d", kind, other_filler),
    )


#: The rules about the schema; their premises are axioms.
SCHEMA_RULES = (
    Rule("cls-thing", (), (_THING, TYPE, _CLASS)),
    Rule("cls-nothing1", (), (_NOTHING, TYPE, _CLASS)),
    *(
        Rule("scm-cls", (("c", TYPE, _CLASS),), conclusion)
        for conclusion in (
            ("c", _SUBCLASS, "c"),
            ("c", _SAME_CLASS, "c"),
            ("c", _SUBCLASS, _THING),
            (_NOTHING, _SUBCLASS, "c"),
        )
    ),
    *(
        Rule(name, (("p", TYPE, ox.NamedNode(kind)),), ("p", relation, "p"))
        for name, kind in (
            ("scm-op", OWL + "ObjectProperty"),
            ("scm-dp", OWL + "DatatypeProperty"),
            ("scm-op", RDF + "Property"),  # not in the table: a property of either kind
        )
        for relation in (_SUBPROPERTY, _SAME_PROPERTY)
    ),
    Rule("scm-sco", (("a", _SUBCLASS, "b"), ("b", _SUBCLASS, "c")), ("a", _SUBCLASS, "c")),
    Rule("scm-eqc1", (("a", _SAME_CLASS, "b"),), ("a", _SUBCLASS, "b")),
    Rule("scm-eqc1", (("a", _SAME_CLASS, "b"),), ("b", _SUBCLASS, "a")),
    Rule("scm-eqc2", (("a", _SUBCLASS, "b"), ("b", _SUBCLASS, "a")), ("a", _SAME_CLASS, "b")),
    Rule("scm-spo", (("p", _SUBPROPERTY, "q"), ("q", _SUBPROPERTY, "r")), ("p", _SUBPROPERTY, "r")),
    Rule("scm-eqp1", (("p", _SAME_PROPERTY, "q"),), ("p", _SUBPROPERTY, "q")),
    Rule("scm-eqp1", (("p", _SAME_PROPERTY, "q"),), ("q", _SUBPROPERTY, "p")),
    Rule(
        "scm-eqp2", (("p", _SUBPROPERTY, "q"), ("q", _SUBPROPERTY, "p")), ("p", _SAME_PROPERTY, "q")
    ),
    Rule("scm-dom1", (("p", _DOMAIN, "a"), ("a", _SUBCLASS, "b")), ("p", _DOMAIN, "b")),
    Rule("scm-dom2", (("p", _DOMAIN, "a"), ("q", _SUBPROPERTY, "p")), ("q", _DOMAIN, "a")),
    Rule("scm-rng1", (("p", _RANGE, "a"), ("a", _SUBCLASS, "b")), ("p", _RANGE, "b")),
    Rule("scm-rng2", (("p", _RANGE, "a"), ("q", _SUBPROPERTY, "p")), ("q", _RANGE, "a")),
    Rule("scm-hv", (*_restrictions(_VALUE, "v", "v"), _NARROWER_PROPERTY), _NARROWER),
    Rule("scm-svf1", (*_restrictions(_SOME, "a", "b", "p"), ("a", _SUBCLASS, "b")), _NARROWER),
    Rule("scm-svf2", (*_restrictions(_SOME, "a", "a"), _NARROWER_PROPERTY), _NARROWER),
    Rule("scm-avf1", (*_restrictions(_EVERY, "a", "b", "p"), ("a", _SUBCLASS, "b")), _NARROWER),
    Rule("scm-avf2", (*_restrictions(_EVERY, "a", "a"), _NARROWER_PROPERTY), _WIDER),
    Rule("members", (("l", _FIRST, "m"),), ("l", _MEMBER, "m")),
    Rule("members", (("l", _REST, "k"), ("k", _MEMBER, "m")), ("l", _MEMBER, "m")),
    Rule("scm-int", (("c", _INTERSECTION, "l"), ("l", _MEMBER, "m")), ("c", _SUBCLASS, "m")),
    Rule("scm-uni", (("c", _UNION, "l"), ("l", _MEMBER, "m")), ("m", _SUBCLASS, "c")),
)


def closed_schema(ontology: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return the axioms of ``ontology`` and what follows from them; unnamed classes are IRIs."""
    axioms, derived = schema_closure(ontology)
    return [*axioms, *(triple for triple in derived if triple.predicate != _MEMBER)]


def schema_closure(ontology: Iterable[ox.Triple]) -> tuple[list[ox.Triple], list[ox.Triple]]:
    """Return the axioms of ``ontology``, and all that `SCHEMA_RULES` derive from them.

    Unnamed classes are IRIs; members of lists, which only these rules know, are among the latter.
    """
    axioms = list(unnamed_as_iris(without_annotations(ontology)))
    return axioms, list(close(axioms, SCHEMA_RULES))


def unnamed_as_iris(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield ``triples`` with IRIs for blank nodes, so that rules can name unnamed classes."""
    for triple in triples:
        subject, target = triple.subject, triple.object
        if isinstance(subject, ox.BlankNode):
            subject = ox.NamedNode(UNNAMED_CLASS + subject.value)
        if isinstance(target, ox.BlankNode):
            target = ox.NamedNode(UNNAMED_CLASS + target.value)
        yield ox.Triple(subject, triple.predicate, target)


def without_annotations(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return ``triples`` less those whose predicate or subject is for readers only.

    Annotation properties carry no meaning in OWL 2 (section 10 of the Structural Specification),
    so leaving them out changes nothing that is inferred about things.
    """
    known = list(triples)
    annotations = {
        triple.subject.value
        for triple in known
        if triple.predicate == TYPE
        and triple.object == _ANNOTATION_PROPERTY
        and isinstance(triple.subject, ox.NamedNode)
    }
    headers = {t.subject for t in known if t.predicate == TYPE and t.object == _ONTOLOGY}
    skipped = annotations | _READ_ONLY
    return [
        triple
        for triple in known
        if triple.predicate.value not in skipped
        and triple.subject not in headers
        and not (isinstance(triple.subject, ox.NamedNode) and triple.subject.value in annotations)
    ]
