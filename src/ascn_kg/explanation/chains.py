"""Transitive properties: what they relate, and which of their steps a smallest proof can need.

Over a chain of n links a transitive property relates n² / 2 pairs, each with as many ways to part
it in two as it is long. Two theorems spare the search almost all of these n³ steps. Axioms of
transitivity are asserted, so every transitive step costs one, on top of its two premises.

**Normal form.** A pair has a smallest proof that is no transitive step of this property, or it is
the transitive step from a pair of the first kind (call it *direct*) and another pair.
Proof: take a smallest proof of (x, z) that ends in the transitive step. The transitive steps at
its root make a binary tree over pairs (x, y₁), (y₁, y₂) … (yₖ, z), whose proofs end otherwise.
Every bracketing of this row takes k transitive steps over the same proofs, so they are all of
equal size, and we may take the one that splits off (x, y₁). What it needs in between, (y₁, z), is
no other pair than those and not (x, z) itself: a smaller proof of (x, z) would stand inside. Both
parts are smallest proofs, else the whole would not be. As the proof of (x, y₁) may be of any other
kind, from a sub-property or from an inverse that is transitive in turn, mixtures are covered.

**Passages.** Let a rule pass from pairs of a transitive property q to pairs of p, of the same two
things in this or in the other order: sub-property, inverse, symmetry. A transitive step of p from
two pairs whose smallest proofs both end in this same rule is part of no smallest proof.
Proof: say the rule with its axioms costs u > 0, and the pairs of q behind the two cost a and b.
The step makes a proof of size 1 + (u + a) + (u + b). To take the transitive step in q and then to
pass once makes one of u + (1 + a + b), which is less by u.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from ascn_kg.rdf.terms import AnyTerm
from ascn_kg.reasoning.rule import Rule

#: Two things that a property relates, in its direction.
Pair = tuple[AnyTerm, AnyTerm]


@dataclass(frozen=True, eq=False)
class Chain:
    """A transitive property and all that it relates.

    Attributes:
        rule: The rule that makes it transitive.
        after: To which things each thing is related.
        before: Which things are related to each thing.
    """

    rule: Rule
    after: dict[AnyTerm, set[AnyTerm]] = field(default_factory=lambda: defaultdict(set))
    before: dict[AnyTerm, set[AnyTerm]] = field(default_factory=lambda: defaultdict(set))

    def add(self, pair: Pair) -> None:
        """Take in what the property relates."""
        first, last = pair
        self.after[first].add(last)
        self.before[last].add(first)

    def relates(self, pair: Pair) -> bool:
        """Return whether the property is known to relate the two, which are two things."""
        first, last = pair
        return first != last and last in self.after.get(first, ())

    def within(self, pair: Pair) -> Iterator[Pair]:
        """Yield the pairs that transitive steps to ``pair`` can take, and those to these in turn.

        What lies between two things that lie between x and z lies between x and z itself.
        """
        first, last = pair
        between = self.after[first] & self.before[last]
        for one in between | {first}:
            for other in self.after[one] & (between | {last}):
                if one != other:
                    yield one, other


def is_transitive(rule: Rule) -> bool:
    """Return whether ``rule`` says of one property that it is transitive."""
    if len(rule.premises) != 2 or rule.distinct:
        return False
    (a, first, b), (c, second, d) = rule.premises
    ends = len({a, b, d}) == 3 and all(isinstance(end, str) for end in (a, b, d))
    return (
        ends and b == c and first == second and not isinstance(first, str)
    ) and rule.conclusion == (a, first, d)


def is_passage(rule: Rule) -> bool:
    """Return whether ``rule`` passes from one property to another of the same two things."""
    if len(rule.premises) != 1:
        return False
    ((a, premise, b),), (c, conclusion, d) = rule.premises, rule.conclusion
    named = isinstance(premise, ox.NamedNode) and isinstance(conclusion, ox.NamedNode)
    two = isinstance(a, str) and isinstance(b, str) and a != b
    return named and two and {a, b} == {c, d}


def chain_of(rule: Rule, triples: Iterable[ox.Triple]) -> Chain:
    """Return the chain of ``rule`` over ``triples``."""
    chain = Chain(rule)
    for triple in triples:
        chain.add((triple.subject, triple.object))
    return chain
