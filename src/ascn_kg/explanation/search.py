"""The smallest proof of a statement, and the next ones, found backwards from the statement.

What could take part in a proof of at most so many steps is discovered from the goal back to what
is asserted, and the smallest proofs in there are settled in the order of size, so that cycles end
and nothing is proved by itself. If the goal has no proof of this size, twice as many steps are
allowed. What is settled stays settled: many goals share one search.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Protocol

import pyoxigraph as ox

from ascn_kg.explanation.chains import Chain
from ascn_kg.explanation.proof import Proof, Step
from ascn_kg.explanation.settling import Region, Settling

#: How many times another proof is looked for before the search for more is given up.
_PATIENCE = 500


class Source(Protocol):
    """Where the steps to a statement come from."""

    def asserted(self, statement: ox.Triple) -> bool:
        """Return whether ``statement`` stands without a rule."""
        ...

    def steps(self, statement: ox.Triple) -> Iterable[Step]:
        """Return every step by a rule to ``statement``, those of its chains excepted."""
        ...

    def chains(self, statement: ox.Triple) -> Sequence[Chain]:
        """Return the transitive properties of which ``statement`` is a pair."""
        ...


class Search:
    """Proofs from the steps that ``source`` knows.

    Attributes:
        looked_at: How many steps were looked at so far, the measure of work.
    """

    def __init__(self, source: Source) -> None:
        self.looked_at = 0
        self._source = source if isinstance(source, _Without) else _Kept(source)
        self._smallest: dict[ox.Triple, Proof | None] = {}

    def smallest(self, goal: ox.Triple, at_least: int = 1) -> Proof | None:
        """Return the smallest proof of ``goal``, or None where it does not follow.

        Args:
            goal: What to prove.
            at_least: A number of steps that it takes for certain, to begin with.
        """
        bound = max(at_least, 1)
        while goal not in self._smallest:
            self._settle(self._discover(goal, bound))
            bound *= 2
        return self._smallest[goal]

    def proofs(self, goal: ox.Triple) -> Iterator[Proof]:
        """Yield proofs of ``goal`` that rest on different facts, the smallest first.

        Each is the smallest proof that does without some of what the ones before rest on
        (Reiter's hitting-set tree). Axioms behind rules make no difference.
        """
        order = count()
        waiting: list[tuple[int, int, frozenset[ox.Triple], Proof]] = []
        tried: set[frozenset[ox.Triple]] = set()
        hopeless: list[frozenset[ox.Triple]] = []
        seen: set[frozenset[ox.Triple]] = set()

        def look(without: frozenset[ox.Triple], at_least: int) -> None:
            if without in tried or any(some <= without for some in hopeless):
                return
            tried.add(without)
            search = self._without(without) if without else self
            proof = search.smallest(goal, at_least)
            if proof is None:
                hopeless.append(without)
            else:
                heapq.heappush(waiting, (proof.size, next(order), without, proof))

        look(frozenset(), 1)
        while waiting:
            _, _, without, proof = heapq.heappop(waiting)
            ground = proof.ground(axioms=False)
            if ground not in seen:
                seen.add(ground)
                yield proof
            for fact in sorted(ground, key=str):
                if len(tried) < _PATIENCE:
                    look(without | {fact}, proof.size)

    def _without(self, facts: frozenset[ox.Triple]) -> Search:
        """Return a search that does without ``facts``.

        A smallest proof that does not rest on them stays the smallest, and what has no proof gets
        none, so that the new search starts with these.
        """
        search = Search(_Without(self._source, facts))
        for statement, proof in self._smallest.items():  # in the order of size, parts first
            parts = (*proof.premises, *proof.axioms) if proof else ()
            if statement not in facts and all(part.statement in search._smallest for part in parts):
                search._smallest[statement] = proof
        return search

    def _discover(self, goal: ox.Triple, bound: int) -> Region:
        """Return what can take part in a proof of ``goal`` of at most ``bound`` steps."""
        region = Region({goal: 0})
        layer = [goal]
        depth = 0
        while layer:
            needs: list[ox.Triple] = []
            for statement in layer:
                if self._source.asserted(statement):
                    region.steps.append(Step(statement))
                elif depth < bound:
                    needs += self._expand(statement, region)
                else:
                    region.bound = bound
            layer = [need for need in dict.fromkeys(needs) if self._is_new(need, region)]
            depth += 1
            region.depth |= dict.fromkeys(layer, depth)
        return region

    def _is_new(self, statement: ox.Triple, region: Region) -> bool:
        return statement not in region.depth and statement not in self._smallest

    def _expand(self, statement: ox.Triple, region: Region) -> list[ox.Triple]:
        """Add the steps to ``statement`` to the region; return what they need."""
        steps = list(self._source.steps(statement))
        region.steps += steps
        needs = [need for step in steps for need in step.needs]
        for chain in self._source.chains(statement):
            for axiom in chain.rule.axioms:
                self.smallest(axiom)
            pairs = region.pairs.setdefault(chain, {})
            if (statement.subject, statement.object) not in pairs:
                predicate = statement.predicate
                for pair in chain.within((statement.subject, statement.object)):
                    if pair not in pairs:
                        first, last = pair
                        assert isinstance(first, ox.NamedNode | ox.BlankNode)
                        pairs[pair] = ox.Triple(first, predicate, last)
                        needs.append(pairs[pair])
        return needs

    def _settle(self, region: Region) -> None:
        """Keep the proofs that are certain to be the smallest."""
        settling = Settling(region, self._smallest, self._source.chains)
        settling.run()
        self.looked_at += settling.looked_at
        for statement, proof in settling.proofs.items():
            if region.tells(statement, proof.size):
                self._smallest[statement] = proof
        if region.bound is None:
            for statement in region.depth:
                self._smallest.setdefault(statement, None)


class _Kept:
    """A source that remembers its answers."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._chains: dict[ox.Triple, Sequence[Chain]] = {}
        self._steps: dict[ox.Triple, list[Step]] = {}
        self._asserted: dict[ox.Triple, bool] = {}

    def asserted(self, statement: ox.Triple) -> bool:
        if statement not in self._asserted:
            self._asserted[statement] = self._source.asserted(statement)
        return self._asserted[statement]

    def steps(self, statement: ox.Triple) -> list[Step]:
        if statement not in self._steps:
            self._steps[statement] = list(self._source.steps(statement))
        return self._steps[statement]

    def chains(self, statement: ox.Triple) -> Sequence[Chain]:
        if statement not in self._chains:
            self._chains[statement] = self._source.chains(statement)
        return self._chains[statement]


class _Without:
    """A source without some assertions."""

    def __init__(self, source: Source, facts: frozenset[ox.Triple]) -> None:
        self.steps = source.steps
        self.chains = source.chains
        self._source = source
        self._facts = facts

    def asserted(self, statement: ox.Triple) -> bool:
        return statement not in self._facts and self._source.asserted(statement)
