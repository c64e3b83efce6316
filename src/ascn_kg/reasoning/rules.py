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
_FIRST = ox.NamedNode(RDF + "first")
_REST = ox.NamedNode(RDF + "rest")


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

    def list_from(self, head: ox.NamedNode) -> tuple[ox.Triple, ...]:
        """Return the triples of the RDF list that starts at ``head``, in its order."""
        found: list[ox.Triple] = []
        node: Slot | None = head
        while isinstance(node, ox.NamedNode) and node.value != RDF + "nil":
            first, rest = self.value(node, _FIRST.value), self.value(node, _REST.value)
            if first is None or rest is None:
                break
            found += [_axiom(node, _FIRST.value, first), _axiom(node, _REST.value, rest)]
            node = rest
        return tuple(found)


def _axiom(subject: ox.NamedNode, predicate: str, target: Slot) -> ox.Triple:
    assert not isinstance(target, str)
    return ox.Triple(subject, ox.NamedNode(predicate), target)


def _members(listed: Iterable[ox.Triple]) -> list[Slot]:
    """Return the members of a list that `_Axioms.list_from` gave."""
    return [
        triple.object
        for triple in listed
        if triple.predicate == _FIRST and isinstance(triple.object, ox.NamedNode | ox.Literal)
    ]


def _is_language_term(term: Slot) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith((OWL, RDF, RDFS, XSD))


def _hierarchy_rules(axioms: _Axioms) -> Iterator[Rule]:
    for name, predicate in (
        ("cax-sco", RDFS + "subClassOf"),
        ("cax-eqc1", OWL + "equivalentClass"),
    ):
        for sub, sup in axioms.pairs(predicate):
            if sub != sup and not _is_language_term(sub) and sup != _THING:
                why = (_axiom(sub, predicate, sup),)
                yield Rule(name, (("x", TYPE, sub),), ("x", TYPE, sup), axioms=why)
    for name, predicate in (
        ("prp-spo1", RDFS + "subPropertyOf"),
        ("prp-eqp1", OWL + "equivalentProperty"),
    ):
        for sub, sup in axioms.pairs(predicate):
            if sub != sup and not _is_language_term(sub):
                why = (_axiom(sub, predicate, sup),)
                yield Rule(name, (("x", sub, "y"),), ("x", sup, "y"), axioms=why)


def _domain_and_range_rules(axioms: _Axioms) -> Iterator[Rule]:
    for name, predicate, end in (
        ("prp-dom", RDFS + "domain", "x"),
        ("prp-rng", RDFS + "range", "y"),
    ):
        for prop, kind in axioms.pairs(predicate):
            if not _is_language_term(kind):
                why = (_axiom(prop, predicate, kind),)
                yield Rule(name, (("x", prop, "y"),), (end, TYPE, kind), axioms=why)


def _property_rules(axioms: _Axioms) -> Iterator[Rule]:
    for prop, inverse in axioms.pairs(OWL + "inverseOf"):
        why = (_axiom(prop, OWL + "inverseOf", inverse),)
        yield Rule("prp-inv1", (("x", prop, "y"),), ("y", inverse, "x"), axioms=why)
        yield Rule("prp-inv2", (("x", inverse, "y"),), ("y", prop, "x"), axioms=why)
    for prop in axioms.instances("SymmetricProperty"):
        why = (_axiom(prop, RDF + "type", ox.NamedNode(OWL + "SymmetricProperty")),)
        yield Rule("prp-symp", (("x", prop, "y"),), ("y", prop, "x"), axioms=why)
    for prop in axioms.instances("TransitiveProperty"):
        why = (_axiom(prop, RDF + "type", ox.NamedNode(OWL + "TransitiveProperty")),)
        steps: tuple[Pattern, ...] = (("x", prop, "y"), ("y", prop, "z"))
        yield Rule("prp-trp", steps, ("x", prop, "z"), axioms=why)
    for prop in axioms.instances("FunctionalProperty"):
        why = (_axiom(prop, RDF + "type", ox.NamedNode(OWL + "FunctionalProperty")),)
        values: tuple[Pattern, ...] = (("x", prop, "y"), ("x", prop, "z"))
        yield Rule("prp-fp", values, ("y", _SAME_AS, "z"), (("y", "z"),), why)
    for prop in axioms.instances("InverseFunctionalProperty"):
        why = (_axiom(prop, RDF + "type", ox.NamedNode(OWL + "InverseFunctionalProperty")),)
        holders: tuple[Pattern, ...] = (("x", prop, "z"), ("y", prop, "z"))
        yield Rule("prp-ifp", holders, ("x", _SAME_AS, "y"), (("x", "y"),), why)


def _chain_rules(axioms: _Axioms) -> Iterator[Rule]:
    for prop, head in axioms.pairs(OWL + "propertyChainAxiom"):
        listed = axioms.list_from(head)
        links = _members(listed)
        steps: list[Pattern] = [(f"v{i}", link, f"v{i + 1}") for i, link in enumerate(links)]
        why = (_axiom(prop, OWL + "propertyChainAxiom", head), *listed)
        yield Rule("prp-spo2", tuple(steps), ("v0", prop, f"v{len(links)}"), axioms=why)


def _boolean_class_rules(axioms: _Axioms) -> Iterator[Rule]:
    for kind, head in axioms.pairs(OWL + "intersectionOf"):
        listed = axioms.list_from(head)
        parts = _members(listed)
        why = (_axiom(kind, OWL + "intersectionOf", head), *listed)
        wanted: list[Pattern] = [("x", TYPE, part) for part in parts]
        yield Rule("cls-int1", tuple(wanted), ("x", TYPE, kind), axioms=why)
        for part in parts:
            yield Rule("cls-int2", (("x", TYPE, kind),), ("x", TYPE, part), axioms=why)
    for kind, head in axioms.pairs(OWL + "unionOf"):
        listed = axioms.list_from(head)
        why = (_axiom(kind, OWL + "unionOf", head), *listed)
        for part in _members(listed):
            yield Rule("cls-uni", (("x", TYPE, part),), ("x", TYPE, kind), axioms=why)


def _restriction_rules(axioms: _Axioms) -> Iterator[Rule]:
    for kind, prop in axioms.pairs(OWL + "onProperty"):
        on = _axiom(kind, OWL + "onProperty", prop)
        value = axioms.value(kind, OWL + "hasValue")
        if value is not None:
            why = (on, _axiom(kind, OWL + "hasValue", value))
            yield Rule("cls-hv1", (("x", TYPE, kind),), ("x", prop, value), axioms=why)
            yield Rule("cls-hv2", (("x", prop, value),), ("x", TYPE, kind), axioms=why)
        some = axioms.value(kind, OWL + "someValuesFrom")
        if some is not None:
            why = (on, _axiom(kind, OWL + "someValuesFrom", some))
            yield from _some_values_rule(kind, prop, some, why)
        every = axioms.value(kind, OWL + "allValuesFrom")
        if every is not None and not _is_language_term(every):
            why = (on, _axiom(kind, OWL + "allValuesFrom", every))
            held: tuple[Pattern, ...] = (("x", TYPE, kind), ("x", prop, "y"))
            yield Rule("cls-avf", held, ("y", TYPE, every), axioms=why)


def _some_values_rule(
    kind: ox.NamedNode, prop: ox.NamedNode, some: Slot, why: tuple[ox.Triple, ...]
) -> Iterator[Rule]:
    if some == _THING:
        yield Rule("cls-svf2", (("x", prop, "y"),), ("x", TYPE, kind), axioms=why)
    else:
        held: tuple[Pattern, ...] = (("x", prop, "y"), ("y", TYPE, some))
        yield Rule("cls-svf1", held, ("x", TYPE, kind), axioms=why)


def _identity_rules(axioms: _Axioms) -> Iterator[Rule]:
    yield Rule("eq-sym", (("x", _SAME_AS, "y"),), ("y", _SAME_AS, "x"))
    yield Rule("eq-trans", (("x", _SAME_AS, "y"), ("y", _SAME_AS, "z")), ("x", _SAME_AS, "z"))
    yield Rule("eq-rep-s", (("x", _SAME_AS, "y"), ("x", "p", "o")), ("y", "p", "o"))
    yield Rule("eq-rep-o", (("x", _SAME_AS, "y"), ("s", "p", "x")), ("s", "p", "y"))
