"""Every step that could lead to a statement of a dataset.

Put together from what is asserted, the rules about the schema, the rules that the ontology was
compiled to, and what the build computes. Nothing is written down a second time: the rules are the
reasoner's own, the computations the build's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ascn_kg.build.derivation import COMPUTATIONS
from ascn_kg.explanation.matching import Matcher, RuleTable, any_quad
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
        self._axioms = frozenset(axioms)
        rules = RuleTable(compile_rules([*axioms, *derived]))
        schema = ox.Store()
        schema.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in axioms + derived)
        self._schema = Matcher(RuleTable(SCHEMA_RULES), schema, lambda triple: False)
        self.things = Matcher(rules, store, lambda triple: not says_something(triple))

    def steps(self, statement: ox.Triple) -> Iterator[Step]:
        """Yield the steps to ``statement``; where it is asserted, that comes first."""
        if self.asserted(statement):
            yield Step(statement)
        yield from self._schema.steps(statement)
        yield from self.things.steps(statement)
        if any_quad(self._store, statement, _INFERRED):
            yield from self._computed(statement)

    def asserted(self, statement: ox.Triple) -> bool:
        """Return whether the reasoner took ``statement`` as given."""
        return statement in self._axioms or any(
            any_quad(self._store, statement, graph) for graph in _GIVEN
        )

    def _computed(self, statement: ox.Triple) -> Iterator[Step]:
        """Yield the computations of the build that give ``statement``, from the fewest facts."""
        facts = self._facts_behind(statement)
        for name, compute in COMPUTATIONS.items():
            if statement in compute(Triples(facts)):
                needed = list(facts)
                for fact in facts:
                    fewer = [other for other in needed if other != fact]
                    if statement in compute(Triples(fewer)):
                        needed = fewer
                rule = Rule(name, tuple(map(_pattern, needed)), _pattern(statement))
                yield Step(statement, rule, tuple(needed))

    def _facts_behind(self, statement: ox.Triple) -> list[ox.Triple]:
        """Return the facts about the subject; of a computed thing, those of what it belongs to."""
        own = self._facts_about(statement.subject)
        if own:
            return own
        holders = {
            quad.subject
            for quad in self._store.quads_for_pattern(None, None, statement.subject, _INFERRED)
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
