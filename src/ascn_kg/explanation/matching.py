"""Which rules of a table could have given a statement, and from what.

Works backwards over a closed store: the conclusion of a rule is matched with the statement, its
premises with what holds. Some of what holds is in no store, because no reader wants it (see
`ascn_kg.reasoning.inferred`): a premise of that kind is supposed, and the search tells whether it
can be proved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox

from ascn_kg.explanation.proof import Step
from ascn_kg.rdf.terms import AnyTerm
from ascn_kg.reasoning.rule import TYPE, Pattern, Rule, Slot

Bindings = dict[str, AnyTerm]
#: Says of a statement that is not in the store whether it may hold all the same.
Supposition = Callable[[ox.Triple], bool]


class RuleTable:
    """Rules by what they conclude."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._by_conclusion: dict[tuple[Slot | None, Slot | None], list[Rule]] = defaultdict(list)
        for rule in self.rules:
            self._by_conclusion[_kind(rule.conclusion)].append(rule)

    def concluding(self, statement: ox.Triple) -> Iterator[Rule]:
        """Yield the rules whose conclusion may be ``statement``."""
        _, predicate, target = statement
        kinds = dict.fromkeys(((predicate, target), (predicate, None), (None, None)))
        for kind in kinds:
            yield from self._by_conclusion.get(kind, ())


def _kind(pattern: Pattern) -> tuple[Slot | None, Slot | None]:
    _, predicate, target = pattern
    if isinstance(predicate, str):
        return None, None
    return predicate, None if isinstance(target, str) else target


class Matcher:
    """Steps by the rules of a table over a closed store.

    Args:
        table: The rules.
        store: What holds, in any graph.
        suppose: Which statements may hold though the store lacks them.
    """

    def __init__(self, table: RuleTable, store: ox.Store, suppose: Supposition) -> None:
        self.table = table
        self._store = store
        self._suppose = suppose

    def steps(self, statement: ox.Triple) -> Iterator[Step]:
        """Yield every step by a rule to ``statement``; none has it as its own premise."""
        for rule in self.table.concluding(statement):
            bindings = unify(rule.conclusion, statement, {})
            if bindings is None:
                continue
            for solution in self._solutions(rule.premises, bindings):
                premises = tuple(filled(premise, solution) for premise in rule.premises)
                differ = all(solution[one] != solution[other] for one, other in rule.distinct)
                if differ and statement not in premises:
                    yield Step(statement, rule, tuple(p for p in premises if p is not None))

    def _solutions(self, open_: tuple[Pattern, ...], bindings: Bindings) -> Iterator[Bindings]:
        """Yield the ways to bind all variables of the premises ``open_``."""
        if not open_:
            yield bindings
            return
        premise = min(open_, key=lambda pattern: _looseness(pattern, bindings))
        rest = tuple(pattern for pattern in open_ if pattern is not premise)
        for triple in self._matches(premise, bindings):
            bound = unify(premise, triple, bindings)
            if bound is not None:
                yield from self._solutions(rest, bound)

    def known(self, premise: Pattern, bindings: Bindings) -> Iterator[ox.Triple]:
        """Yield what the store holds and fits ``premise``."""
        subject, predicate, target = (_value(slot, bindings) for slot in premise)
        if isinstance(subject, ox.NamedNode | ox.BlankNode | None) and isinstance(
            predicate, ox.NamedNode | None
        ):
            for quad in self._store.quads_for_pattern(subject, predicate, target, None):
                yield quad.triple

    def _matches(self, premise: Pattern, bindings: Bindings) -> Iterator[ox.Triple]:
        """Yield what fits ``premise``: what is known, then the one statement to suppose."""
        yield from self.known(premise, bindings)
        subject, predicate, target = (_value(slot, bindings) for slot in premise)
        supposed = _triple(subject or target, predicate, target or subject)
        if supposed is not None and self._suppose(supposed) and not self._holds(supposed):
            yield supposed

    def _holds(self, triple: ox.Triple) -> bool:
        return any_quad(self._store, triple) is not None


def any_quad(
    store: ox.Store, triple: ox.Triple, graph: ox.NamedNode | None = None
) -> ox.Quad | None:
    """Return ``triple`` with the graph that it stands in, or None where it is in none."""
    found = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, graph)
    return next(iter(found), None)


def unify(pattern: Pattern, triple: ox.Triple, bindings: Bindings) -> Bindings | None:
    """Return ``bindings`` with what makes ``pattern`` into ``triple``, or None."""
    bound = dict(bindings)
    for slot, term in zip(pattern, triple, strict=True):
        wanted = bound.setdefault(slot, term) if isinstance(slot, str) else slot
        if wanted != term:
            return None
    return bound


def _value(slot: Slot, bindings: Bindings) -> AnyTerm | None:
    return bindings.get(slot) if isinstance(slot, str) else slot


def filled(pattern: Pattern, bindings: Bindings) -> ox.Triple | None:
    """Return ``pattern`` as a triple, or None where a variable is free or no triple is made."""
    return _triple(*(_value(slot, bindings) for slot in pattern))


def _triple(
    subject: AnyTerm | None, predicate: AnyTerm | None, target: AnyTerm | None
) -> ox.Triple | None:
    if (
        isinstance(subject, ox.NamedNode | ox.BlankNode)
        and isinstance(predicate, ox.NamedNode)
        and target is not None
    ):
        return ox.Triple(subject, predicate, target)
    return None


def _looseness(pattern: Pattern, bindings: Bindings) -> tuple[int, bool]:
    """Return how little of ``pattern`` is bound; types come last, as not all are in the store."""
    free = sum(_value(slot, bindings) is None for slot in pattern)
    return free, pattern[1] == TYPE
