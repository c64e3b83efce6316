"""An ontology as a table of named rules.

Each axiom becomes one or more rules of OWL 2 RL/RDF (OWL 2 Profiles, tables 4 to 8), named as the
specification names them. The table drives the closure and is what an explanation reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ascn_kg.namespaces import OWL, RDF, RDFS, XSD
from ascn_kg.reasoning.rule import TYPE, Pattern, Rule, Slot
from ascn_kg.reasoning.schema import unnamed_as_iris

_THING = ox.NamedNode(OWL + "Thing")
_SAME_AS = ox.NamedNode(OWL + "sameAs")


def compile_rules(schema: Iterable[ox.Triple]) -> list[Rule]:
    """Return the rules that ``schema`` entails for data, without repetition.

    Args:
        schema: The closed ontology (`closed_schema`): what the axioms entail among themselves is
            in it, so that each rule can be read on its own.
    """
    axioms = _Axioms(schema)
    compilers = (
        _hierarchy_rules,
        _domain_and_range_rules,
        _property_rules,
        _chain_rules,
        _boolean_class_rules,
        _restriction_rules,
        _identity_rules,
    )
    return list(dict.fromkeys(rule for compiler in compilers for rule in compiler(axioms)))


class _Axioms:
    """The schema by predicate, in a stable order, with unnamed classes as IRIs."""

    def __init__(self, schema: Iterable[ox.Triple]) -> None:
        self._by_predicate: dict[str, list[tuple[ox.NamedNode, Slot]]] = {}
        for triple in sorted(unnamed_as_iris(schema), key=str):
            if isinstance(triple.subject, ox.NamedNode) and not isinstance(
                triple.object, ox.BlankNode | ox.Triple
            ):
                pairs = self._by_predicate.setdefault(triple.predicate.value, [])
                pairs.append((triple.subject, triple.object))

    def pairs(self, predicate: str) -> Iterator[tuple[ox.NamedNode, ox.NamedNode]]:
        """Yield subject and object of every axiom with ``predicate`` whose object is a name."""
        for subject, target in self._by_predicate.get(predicate, ()):
            if isinstance(target, ox.NamedNode):
                yield subject, target

    def value(self, subject: ox.NamedNode, predicate: str) -> Slot | None:
        for found, target in self._by_predicate.get(predicate, ()):
            if found == subject:
                return target
        return None

    def values(self, predicate: str) -> Iterator[tuple[ox.NamedNode, Slot]]:
        yield from self._by_predicate.get(predicate, ())

    def instances(self, kind: str) -> Iterator[ox.NamedNode]:
        for subject, target in self.pairs(RDF + "type"):
            if target.value == OWL + kind:
                yield subject

    def members(self, head: ox.NamedNode) -> list[Slot]:
        """Return the members of the RDF list that starts at ``head``."""
        found: list[Slot] = []
        node: Slot | None = head
        while isinstance(node, ox.NamedNode) and node.value != RDF + "nil":
            first = self.value(node, RDF + "first")
            if first is None:
                break
            found.append(first)
            node = self.value(node, RDF + "rest")
        return found


def _is_language_term(term: Slot) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith((OWL, RDF, RDFS, XSD))


def _hierarchy_rules(axioms: _Axioms) -> Iterator[Rule]:
    for name, predicate in (
        ("cax-sco", RDFS + "subClassOf"),
        ("cax-eqc1", OWL + "equivalentClass"),
    ):
        for sub, sup in axioms.pairs(predicate):
            if sub != sup and not _is_language_term(sub) and sup != _THING:
                yield Rule(name, (("x", TYPE, sub),), ("x", TYPE, sup))
    for name, predicate in (
        ("prp-spo1", RDFS + "subPropertyOf"),
        ("prp-eqp1", OWL + "equivalentProperty"),
    ):
        for sub, sup in axioms.pairs(predicate):
            if sub != sup and not _is_language_term(sub):
                yield Rule(name, (("x", sub, "y"),), ("x", sup, "y"))


def _domain_and_range_rules(axioms: _Axioms) -> Iterator[Rule]:
    for prop, kind in axioms.pairs(RDFS + "domain"):
        if not _is_language_term(kind):
            yield Rule("prp-dom", (("x", prop, "y"),), ("x", TYPE, kind))
    for prop, kind in axioms.pairs(RDFS + "range"):
        if not _is_language_term(kind):
            yield Rule("prp-rng", (("x", prop, "y"),), ("y", TYPE, kind))


def _property_rules(axioms: _Axioms) -> Iterator[Rule]:
    for prop, inverse in axioms.pairs(OWL + "inverseOf"):
        yield Rule("prp-inv1", (("x", prop, "y"),), ("y", inverse, "x"))
        yield Rule("prp-inv2", (("x", inverse, "y"),), ("y", prop, "x"))
    for prop in axioms.instances("SymmetricProperty"):
        yield Rule("prp-symp", (("x", prop, "y"),), ("y", prop, "x"))
    for prop in axioms.instances("TransitiveProperty"):
        yield Rule("prp-trp", (("x", prop, "y"), ("y", prop, "z")), ("x", prop, "z"))
    for prop in axioms.instances("FunctionalProperty"):
        yield Rule(
            "prp-fp", (("x", prop, "y"), ("x", prop, "z")), ("y", _SAME_AS, "z"), (("y", "z"),)
        )
    for prop in axioms.instances("InverseFunctionalProperty"):
        yield Rule(
            "prp-ifp", (("x", prop, "z"), ("y", prop, "z")), ("x", _SAME_AS, "y"), (("x", "y"),)
        )


def _chain_rules(axioms: _Axioms) -> Iterator[Rule]:
    for prop, head in axioms.pairs(OWL + "propertyChainAxiom"):
        links = axioms.members(head)
        steps: list[Pattern] = [(f"v{i}", link, f"v{i + 1}") for i, link in enumerate(links)]
        yield Rule("prp-spo2", tuple(steps), ("v0", prop, f"v{len(links)}"))


def _boolean_class_rules(axioms: _Axioms) -> Iterator[Rule]:
    for kind, head in axioms.pairs(OWL + "intersectionOf"):
        parts = axioms.members(head)
        wanted: list[Pattern] = [("x", TYPE, part) for part in parts]
        yield Rule("cls-int1", tuple(wanted), ("x", TYPE, kind))
        for part in parts:
            yield Rule("cls-int2", (("x", TYPE, kind),), ("x", TYPE, part))
    for kind, head in axioms.pairs(OWL + "unionOf"):
        for part in axioms.members(head):
            yield Rule("cls-uni", (("x", TYPE, part),), ("x", TYPE, kind))


def _restriction_rules(axioms: _Axioms) -> Iterator[Rule]:
    for kind, prop in axioms.pairs(OWL + "onProperty"):
        value = axioms.value(kind, OWL + "hasValue")
        if value is not None:
            yield Rule("cls-hv1", (("x", TYPE, kind),), ("x", prop, value))
            yield Rule("cls-hv2", (("x", prop, value),), ("x", TYPE, kind))
        some = axioms.value(kind, OWL + "someValuesFrom")
        if some == _THING:
            yield Rule("cls-svf2", (("x", prop, "y"),), ("x", TYPE, kind))
        elif some is not None:
            yield Rule("cls-svf1", (("x", prop, "y"), ("y", TYPE, some)), ("x", TYPE, kind))
        every = axioms.value(kind, OWL + "allValuesFrom")
        if every is not None and not _is_language_term(every):
            yield Rule("cls-avf", (("x", TYPE, kind), ("x", prop, "y")), ("y", TYPE, every))


def _identity_rules(axioms: _Axioms) -> Iterator[Rule]:
    yield Rule("eq-sym", (("x", _SAME_AS, "y"),), ("y", _SAME_AS, "x"))
    yield Rule("eq-trans", (("x", _SAME_AS, "y"), ("y", _SAME_AS, "z")), ("x", _SAME_AS, "z"))
    yield Rule("eq-rep-s", (("x", _SAME_AS, "y"), ("x", "p", "o")), ("y", "p", "o"))
    yield Rule("eq-rep-o", (("x", _SAME_AS, "y"), ("s", "p", "x")), ("s", "p", "y"))
