"""How much the search for proofs looks at, counted in steps, and that it still finds the smallest.

The smallest sizes are those of an exhaustive calculation forwards: every rule over all that holds,
again and again until no size gets smaller.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import World, closed_world, statement, turtle, world

from ascn_kg.explanation.matching import Bindings, filled, unify
from ascn_kg.reasoning import compile_rules
from ascn_kg.reasoning.rule import Pattern, Rule
from ascn_kg.reasoning.schema import SCHEMA_RULES, schema_closure

_SERIES = """
:next rdfs:subPropertyOf :before .
:before a owl:TransitiveProperty ; owl:inverseOf :after .
:after a owl:TransitiveProperty .
"""


def _goal(first: int, last: int) -> ox.Triple:
    return statement(f":n{first} :before :n{last} .")


def _links(length: int) -> str:
    return " ".join(f":n{i} :next :n{i + 1} ." for i in range(length))


def _proved(closed: World, goal: ox.Triple, size: int) -> int:
    """Return how many steps were looked at to prove ``goal`` in ``size`` steps."""
    proof = closed.search.smallest(goal)
    assert proof is not None and proof.size == size
    assert closed.replay.fault(proof) is None
    return closed.search.looked_at


@pytest.mark.parametrize("length", [10, 30, 60])
def test_the_work_for_a_chain_with_an_inverse_grows_with_its_pairs(length: int) -> None:
    closed = world(turtle(_SERIES), turtle(_links(length)))
    looked_at = _proved(closed, _goal(0, length), 2 * length - 1)
    assert looked_at <= 10 * length**2


def test_a_chain_of_three_hundred_links() -> None:
    length = 300
    pairs = combinations(range(length + 1), 2)
    inferred = turtle(" ".join(f":n{i} :before :n{j} ." for i, j in pairs))
    ontology = turtle(":next rdfs:subPropertyOf :before . :before a owl:TransitiveProperty .")
    closed = closed_world(ontology, turtle(_links(length)), inferred)
    assert _proved(closed, _goal(0, length), 2 * length - 1) <= 3 * length**2


@pytest.mark.parametrize("size", [8, 16, 32])
def test_the_work_for_a_dense_closure_grows_with_its_pairs(size: int) -> None:
    """Everything but the goal is stated; any of the things between gives it."""
    pairs = [(i, j) for i, j in combinations(range(size), 2) if (i, j) != (0, size - 1)]
    facts = " ".join(f":n{i} :next :n{j} ." for i, j in pairs)
    closed = world(turtle(_SERIES), turtle(facts))
    looked_at = _proved(closed, _goal(0, size - 1), 3)
    assert looked_at <= 10 * size**2


def test_a_chain_of_both_directions_passes_to_the_inverse_once() -> None:
    """Ten links are stated backwards: their chain is turned round as a whole."""
    backward = " ".join(f":n{i + 1} :after :n{i} ." for i in range(10))
    forward = " ".join(f":n{i} :before :n{i + 1} ." for i in range(10, 20))
    closed = world(turtle(_SERIES), turtle(backward + forward))
    _proved(closed, _goal(0, 20), 9 + 1 + 1 + 9)


def test_without_a_link_a_chain_is_not_proved() -> None:
    closed = world(turtle(_SERIES), turtle(_links(30)))
    assert len(list(closed.search.proofs(_goal(0, 30)))) == 1


def _smallest_sizes(ontology: list[ox.Triple], facts: list[ox.Triple]) -> dict[ox.Triple, int]:
    """Return the size of the smallest proof of all that follows, from the facts on."""
    axioms, derived = schema_closure(ontology)
    rules = [*SCHEMA_RULES, *compile_rules([*axioms, *derived])]
    sizes = dict.fromkeys([*axioms, *facts], 0)
    changed = True
    while changed:
        changed = False
        by_predicate: dict[object, list[ox.Triple]] = {}
        for triple in sizes:
            by_predicate.setdefault(triple.predicate, []).append(triple)
        for rule in rules:
            for conclusion, size in list(_given(rule, sizes, by_predicate)):
                if size < sizes.get(conclusion, size + 1):
                    sizes[conclusion] = size
                    changed = True
    return sizes


def _given(
    rule: Rule, sizes: dict[ox.Triple, int], by_predicate: dict[object, list[ox.Triple]]
) -> Iterator[tuple[ox.Triple, int]]:
    """Yield what ``rule`` gives, with the size of the proof."""
    if any(axiom not in sizes for axiom in rule.axioms):
        return
    cost = 1 + sum(sizes[axiom] for axiom in rule.axioms)

    def matches(premises: tuple[Pattern, ...], bound: Bindings, size: int) -> Iterator[None]:
        if not premises:
            conclusion = filled(rule.conclusion, bound)
            if conclusion and all(bound[one] != bound[other] for one, other in rule.distinct):
                found.append((conclusion, size))
            return
        predicate = premises[0][1]
        known = sizes if isinstance(predicate, str) else by_predicate.get(predicate, ())
        for triple in list(known):
            more = unify(premises[0], triple, bound)
            if more is not None:
                yield from matches(premises[1:], more, size + sizes[triple])

    found: list[tuple[ox.Triple, int]] = []
    list(matches(rule.premises, {}, cost))
    yield from found


_NODES = st.sampled_from([f":n{i}" for i in range(5)])
_PROPERTIES = st.sampled_from([":p", ":q", ":r"])
_AXIOMS = st.one_of(
    st.builds("{} a owl:TransitiveProperty .".format, _PROPERTIES),
    st.builds("{} a owl:SymmetricProperty .".format, _PROPERTIES),
    st.builds("{} owl:inverseOf {} .".format, _PROPERTIES, _PROPERTIES),
    st.builds("{} rdfs:subPropertyOf {} .".format, _PROPERTIES, _PROPERTIES),
    st.builds("{} owl:equivalentProperty {} .".format, _PROPERTIES, _PROPERTIES),
    st.builds(
        "{} owl:propertyChainAxiom ( {} {} ) .".format, _PROPERTIES, _PROPERTIES, _PROPERTIES
    ),
    st.builds("{} rdfs:domain :C0 .".format, _PROPERTIES),
    st.sampled_from([f":C{i} rdfs:subClassOf :C{j} ." for i in range(4) for j in range(4)]),
)
_FACTS = st.builds("{} {} {} .".format, _NODES, _PROPERTIES, _NODES)


@settings(max_examples=60, deadline=None)
@given(st.lists(_AXIOMS, min_size=1, max_size=5), st.lists(_FACTS, min_size=2, max_size=7))
def test_the_smallest_proof_is_as_small_as_an_exhaustive_search_finds(
    axioms: list[str], facts: list[str]
) -> None:
    ontology, known = turtle(" ".join(axioms)), list(dict.fromkeys(turtle(" ".join(facts))))
    closed = world(ontology, known)
    sizes = _smallest_sizes(ontology, known)
    for goal in closed.inferred:
        proof = closed.search.smallest(goal)
        assert proof is not None and proof.size == sizes[goal], f"{goal}"
