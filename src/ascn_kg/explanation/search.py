"""The smallest proof of a statement, and the next ones, found backwards from the statement.

All that could take part in a proof is discovered from the goal back to what is asserted; then the
smallest proof of each statement found is settled in the order of size (Knuth's generalisation of
Dijkstra's algorithm), so that cycles end and nothing is proved by itself. What is settled stays
settled: many goals share one search.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count

import pyoxigraph as ox

from ascn_kg.explanation.proof import Proof, Step

#: Every step that ends in a statement; what is asserted comes first.
Steps = Callable[[ox.Triple], Iterable[Step]]
#: How many times another proof is looked for before the search for more is given up.
_PATIENCE = 500


class Search:
    """Proofs from the steps that ``steps`` knows."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._known_steps: dict[ox.Triple, list[Step]] = {}
        self._smallest: dict[ox.Triple, Proof | None] = {}

    def smallest(self, goal: ox.Triple) -> Proof | None:
        """Return the smallest proof of ``goal``, or None where it does not follow."""
        if goal not in self._smallest:
            self._settle(self._discover(goal))
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

        def look(without: frozenset[ox.Triple]) -> None:
            if without in tried or any(some <= without for some in hopeless):
                return
            tried.add(without)
            search = Search(self._doing_without(without)) if without else self
            proof = search.smallest(goal)
            if proof is None:
                hopeless.append(without)
            else:
                heapq.heappush(waiting, (proof.size, next(order), without, proof))

        look(frozenset())
        while waiting:
            _, _, without, proof = heapq.heappop(waiting)
            ground = proof.ground(axioms=False)
            if ground not in seen:
                seen.add(ground)
                yield proof
            for fact in sorted(ground, key=str):
                if len(tried) < _PATIENCE:
                    look(without | {fact})

    def _doing_without(self, facts: frozenset[ox.Triple]) -> Steps:
        """Return the known steps, less the assertions of ``facts``."""

        def steps(statement: ox.Triple) -> Iterable[Step]:
            if statement not in self._known_steps:
                self._known_steps[statement] = list(self._steps(statement))
            known = self._known_steps[statement]
            return known if statement not in facts else [step for step in known if step.rule]

        return steps

    def _discover(self, goal: ox.Triple) -> dict[ox.Triple, list[Step]]:
        """Return the steps to ``goal`` and to all they need, as far as it is not yet settled."""
        found: dict[ox.Triple, list[Step]] = {}
        waiting = [goal]
        while waiting:
            statement = waiting.pop()
            if statement in found or statement in self._smallest:
                continue
            found[statement] = list(self._cheapest(statement))
            waiting += (need for step in found[statement] for need in step.needs)
        return found

    def _cheapest(self, statement: ox.Triple) -> Iterator[Step]:
        """Yield the steps to ``statement``: one is enough where it costs nothing."""
        for step in self._steps(statement):
            yield step
            if not step.cost:
                return

    def _settle(self, found: Mapping[ox.Triple, list[Step]]) -> None:
        """Settle the smallest proof of each statement of ``found``, from these steps to them."""
        steps = [step for several in found.values() for step in several]
        missing = [sum(need not in self._smallest for need in set(step.needs)) for step in steps]
        users: dict[ox.Triple, list[int]] = defaultdict(list)
        for number, step in enumerate(steps):
            for need in set(step.needs):
                users[need].append(number)
        ready: list[tuple[int, str, int]] = []

        def wait_if_ready(number: int) -> None:
            proof = None if missing[number] else self._proof(steps[number])
            if proof is not None:
                heapq.heappush(ready, (proof.size, _order(proof.step), number))

        for number in range(len(steps)):
            wait_if_ready(number)
        while ready:
            _, _, number = heapq.heappop(ready)
            statement = steps[number].conclusion
            if statement not in self._smallest:
                self._smallest[statement] = self._proof(steps[number])
                for user in users[statement]:
                    missing[user] -= 1
                    wait_if_ready(user)
        for statement in found:
            self._smallest.setdefault(statement, None)

    def _proof(self, step: Step) -> Proof | None:
        """Return the proof that ends in ``step``, or None where a need of it does not follow."""
        parts = [proof for need in step.needs if (proof := self._smallest[need]) is not None]
        if len(parts) < len(step.needs):
            return None
        axioms_from = len(step.premises)
        return Proof(step, tuple(parts[:axioms_from]), tuple(parts[axioms_from:]))


def _order(step: Step) -> str:
    """Return what orders steps to proofs of equal size, so that equal data gives equal proofs."""
    return f"{step.rule.name if step.rule else ''} {step.premises}"
