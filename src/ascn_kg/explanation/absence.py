"""Why a statement does not hold: the nearest reason.

In this order: claims that say it and were not borne out; another value of a property that has
only one; the rule that would give it and lacks least.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from ascn_kg.explanation.matching import Bindings, Matcher, filled, unify
from ascn_kg.explanation.words import is_unnamed
from ascn_kg.reasoning.rule import TYPE, Pattern, Rule

#: How many definitions within definitions are looked into.
_DEPTH = 6


@dataclass(frozen=True)
class NearMiss:
    """A rule that would give the statement.

    Attributes:
        rule: The rule.
        held: Its premises that hold.
        missing: Those that do not; a slot that is a string stands for anything.
    """

    rule: Rule
    held: tuple[ox.Triple, ...]
    missing: tuple[Pattern, ...]

    @property
    def distance(self) -> tuple[bool, int, int, int, str]:
        """What orders misses: with nothing in its favour last, then by what is missing."""
        free = sum(isinstance(slot, str) for pattern in self.missing for slot in pattern)
        shown = f"{self.rule.name} {self.held} {self.missing}"
        return not self.held, len(self.missing), free, -len(self.held), shown


class Misses:
    """Finds what is missing for a statement that does not hold."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    def nearest(self, statement: ox.Triple) -> NearMiss | None:
        """Return the rule that lacks least to give ``statement``, or None where none could."""
        found = (miss for miss in self._misses(statement, _DEPTH) if miss.missing)
        return min(found, key=lambda miss: miss.distance, default=None)

    def _misses(self, statement: ox.Triple, depth: int) -> Iterator[NearMiss]:
        for rule in self._matcher.table.concluding(statement):
            bindings = unify(rule.conclusion, statement, {})
            if bindings is not None and rule.axioms and depth:
                for held, missing in self._split(rule.premises, bindings, depth):
                    yield NearMiss(rule, held, missing)

    def _split(
        self, premises: tuple[Pattern, ...], bindings: Bindings, depth: int
    ) -> Iterator[tuple[tuple[ox.Triple, ...], tuple[Pattern, ...]]]:
        """Yield ways to divide ``premises`` into what holds and what is missing."""
        if not premises:
            yield (), ()
            return
        premise, rest = premises[0], premises[1:]
        for held, missing, bound in self._tried(premise, bindings, depth):
            for more_held, more_missing in self._split(rest, bound, depth):
                yield (*held, *more_held), (*missing, *more_missing)

    def _tried(
        self, premise: Pattern, bindings: Bindings, depth: int
    ) -> Iterator[tuple[tuple[ox.Triple, ...], tuple[Pattern, ...], Bindings]]:
        known = filled(premise, bindings)
        if known is not None and is_unnamed(known.object) and known.predicate == TYPE:
            parts = min(self._misses(known, depth - 1), key=lambda m: m.distance, default=None)
            if parts is not None:
                yield parts.held, parts.missing, bindings
            return
        if any(isinstance(slot, str) and slot in bindings for slot in premise):
            for triple in self._matcher.known(premise, bindings):
                bound = unify(premise, triple, bindings)
                if bound is not None:
                    yield (triple,), (), bound
        yield (), (_bound(premise, bindings),), bindings


def _bound(pattern: Pattern, bindings: Bindings) -> Pattern:
    subject, predicate, target = (
        bindings.get(slot, slot) if isinstance(slot, str) else slot for slot in pattern
    )
    return subject, predicate, target  # type: ignore[return-value]
