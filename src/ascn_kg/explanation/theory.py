"""Every step that could lead to a statement of a dataset.

Put together from what is asserted, the rules about the schema, the rules that the ontology was
compiled to, and what the build computes. Nothing is written down a second time: the rules are the
reasoner's own, the computations the build's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ascn_kg.build.derivation import COMPUTATIONS
from ascn_kg.explanation.chains import Chain
from ascn_kg.explanation.matching import Matcher, RuleTable
from ascn_kg.explanation.proof import Step
from ascn_kg.namespaces import graph_iri
from ascn_kg.rdf.triples import Triples
from ascn_kg.reasoning import compile_rules
from ascn_kg.reasoning.inferred import says_something
from ascn_kg.reasoning.rule import Rule
from ascn_kg.reasoning.schema import SCHEMA_RULES, schema_closure

#: The graphs whose statements the reasoner takes as given.
_GIVEN = tuple(ox.NamedNode(graph_iri(name)) for name in ("facts", "ontology"))
_FACTS = _GIVEN[0]
_INFERRED = ox.NamedNode(graph_iri("inferred"))
#: Facts, and what each computation makes of them.
_Computed = tuple[list[ox.Triple], dict[str, frozenset[ox.Triple]]]


class Theory:
    """The steps to any statement of one dataset.

    Args:
        ontology: The axioms that the dataset was reasoned with.
        store: The dataset.

    Attributes:
        things: The steps by the rules that the ontology was compiled to.
    """

    def __init__(self, ontology: Iterable[ox.Triple], store: ox.Store) -> None:
        axioms, derived = schema_closure(ontology)
        self._store = store
        self._computed_of: dict[object, _Computed] = {}
        self._axioms = frozenset(axioms)
        rules = RuleTable(compile_rules([*axioms, *derived]))
        schema = ox.Store()
        schema.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in axioms + derived)
        self._schema = Matcher(RuleTable(SCHEMA_RULES), schema, lambda triple: False)
        self.things = Matcher(rules, store, lambda triple: not says_something(triple))

    def steps(self, statement: ox.Triple) -> Iterator[Step]:
        """Yield every step by a rule to ``statement``, those of its chains excepted."""
        yield from self._schema.steps(statement)
        yield from self.things.steps(statement)
        yield from self._computed(statement)

    def asserted(self, statement: ox.Triple) -> bool:
        """Return whether the reasoner took ``statement`` as given."""
        return statement in self._axioms or not self._graphs(statement).isdisjoint(_GIVEN)

    def _graphs(self, statement: ox.Triple) -> set[object]:
        """Return the graphs that hold ``statement``."""
        subject, predicate, target = statement
        found = self._store.quads_for_pattern(subject, predicate, target, None)
        return {quad.graph_name for quad in found}

    def chains(self, statement: ox.Triple) -> list[Chain]:
        """Return the transitive properties of which ``statement`` is a pair."""
        found = (matcher.chain(statement) for matcher in (self._schema, self.things))
        return [chain for chain in found if chain is not None]

    def _computed(self, statement: ox.Triple) -> Iterator[Step]:
        """Yield the computations of the build that give ``statement``, from the fewest facts."""
        thing = statement.subject
        if thing not in self._computed_of:
            self._computed_of[thing] = self._all_computed(thing)
        facts, given = self._computed_of[thing]
        for name, compute in COMPUTATIONS.items():
            if statement in given[name]:
                needed = list(facts)
                for fact in facts:
                    fewer = [other for other in needed if other != fact]
                    if statement in compute(Triples(fewer)):
                        needed = fewer
                rule = Rule(name, tuple(map(_pattern, needed)), _pattern(statement))
                yield Step(statement, rule, tuple(needed))

    def _all_computed(self, thing: object) -> _Computed:
        """Return the facts behind ``thing``, and what each computation makes of them."""
        facts = self._facts_behind(thing)
        known = Triples(facts)
        return facts, {name: frozenset(compute(known)) for name, compute in COMPUTATIONS.items()}

    def _facts_behind(self, thing: object) -> list[ox.Triple]:
        """Return the facts about ``thing``; of a computed thing, those of what it belongs to."""
        if not isinstance(thing, ox.NamedNode):
            return []
        own = self._facts_about(thing)
        if own:
            return own
        holders = {
            quad.subject for quad in self._store.quads_for_pattern(None, None, thing, _INFERRED)
        }
        return [fact for holder in sorted(holders, key=str) for fact in self._facts_about(holder)]

    def _facts_about(self, thing: object) -> list[ox.Triple]:
        if not isinstance(thing, ox.NamedNode):
            return []
        quads = self._store.quads_for_pattern(thing, None, None, _FACTS)
        return sorted((quad.triple for quad in quads), key=str)


def _pattern(triple: ox.Triple) -> tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]:
    subject, predicate, target = triple
    assert isinstance(subject, ox.NamedNode) and isinstance(target, ox.NamedNode | ox.Literal)
    return subject, predicate, target
