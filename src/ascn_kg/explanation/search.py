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
#: How many partial proofs are looked at for one more proof.
_PATIENCE = 20_000


class Search:
    """Proofs from the steps that ``steps`` knows."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._smallest: dict[ox.Triple, Proof | None] = {}

    def smallest(self, goal: ox.Triple) -> Proof | None:
        """Return the smallest proof of ``goal``, or None where it does not follow."""
        if goal not in self._smallest:
            self._settle(self._discover(goal))
        return self._smallest[goal]

    def proofs(self, goal: ox.Triple) -> Iterator[Proof]:
        """Yield the proofs of ``goal``, the smallest first.

        In one proof each statement is proved in one way, never by itself. Proofs differ in their
        premises; the axioms behind a rule are always proved in the smallest way.
        """
        order = count()
        waiting: list[tuple[int, int, Mapping[ox.Triple, Step]]] = []

        def wait(chosen: Mapping[ox.Triple, Step]) -> None:
            size = self._size(goal, chosen, {})
            if size is not None:
                heapq.heappush(waiting, (size, next(order), chosen))

        wait({})
        for _ in range(_PATIENCE):
            if not waiting:
                return
            _, _, chosen = heapq.heappop(waiting)
            unproved = next(_unproved(goal, chosen), None)
            if unproved is None:
                yield self._build(goal, chosen, {})
                continue
            for step in self._steps(unproved):
                if not any(_rests_on(need, unproved, chosen) for need in step.needs):
                    wait({**chosen, unproved: step})

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
        steps = [step for several in found.values() for step in several]
        missing = [sum(n not in self._smallest for n in set(step.needs)) for step in steps]
        users: dict[ox.Triple, list[int]] = defaultdict(list)
        for number, step in enumerate(steps):
            for need in set(step.needs):
                users[need].append(number)
        ready = [
            self._entry(number, step)
            for number, step in enumerate(steps)
            if not missing[number] and self._can_use(step)
        ]
        heapq.heapify(ready)
        while ready:
            _, _, number = heapq.heappop(ready)
            statement = steps[number].conclusion
            if statement in self._smallest:
                continue
            self._smallest[statement] = self._proof(steps[number])
            for user in users[statement]:
                missing[user] -= 1
                if not missing[user] and self._can_use(steps[user]):
                    heapq.heappush(ready, self._entry(user, steps[user]))
        for statement in found:
            self._smallest.setdefault(statement, None)

    def _can_use(self, step: Step) -> bool:
        return all(self._smallest[need] is not None for need in step.needs)

    def _entry(self, number: int, step: Step) -> tuple[int, str, int]:
        """Return what orders steps: the size of the proof, then anything that stays the same."""
        size = step.cost + sum(self._settled(need).size for need in step.needs)
        name = step.rule.name if step.rule else ""
        return size, f"{name} {step.premises}", number

    def _settled(self, statement: ox.Triple) -> Proof:
        proof = self._smallest[statement]
        assert proof is not None
        return proof

    def _proof(self, step: Step) -> Proof:
        premises = tuple(self._settled(premise) for premise in step.premises)
        return Proof(step, premises, tuple(self._settled(axiom) for axiom in step.axioms))

    def _size(
        self, goal: ox.Triple, chosen: Mapping[ox.Triple, Step], known: dict[ox.Triple, int | None]
    ) -> int | None:
        """Return the least size of a proof of ``goal`` that takes the ``chosen`` steps."""
        if goal not in known:
            step = chosen.get(goal)
            if step is None:
                proof = self.smallest(goal)
                known[goal] = proof.size if proof else None
            else:
                axioms = (self.smallest(axiom) for axiom in step.axioms)
                sizes = [
                    *(self._size(premise, chosen, known) for premise in step.premises),
                    *(proof.size if proof else None for proof in axioms),
                ]
                whole = [size for size in sizes if size is not None]
                known[goal] = step.cost + sum(whole) if len(whole) == len(sizes) else None
        return known[goal]

    def _build(
        self, goal: ox.Triple, chosen: Mapping[ox.Triple, Step], built: dict[ox.Triple, Proof]
    ) -> Proof:
        if goal not in built:
            step = chosen[goal]
            premises = tuple(self._build(each, chosen, built) for each in step.premises)
            axioms = tuple(self._settled(axiom) for axiom in step.axioms)
            built[goal] = Proof(step, premises, axioms)
        return built[goal]


def _unproved(goal: ox.Triple, chosen: Mapping[ox.Triple, Step]) -> Iterator[ox.Triple]:
    """Yield the statements below ``goal`` that have no chosen step yet."""
    waiting, seen = [goal], set[ox.Triple]()
    while waiting:
        statement = waiting.pop()
        if statement in seen:
            continue
        seen.add(statement)
        if statement in chosen:
            waiting += reversed(chosen[statement].premises)
        else:
            yield statement


def _rests_on(statement: ox.Triple, wanted: ox.Triple, chosen: Mapping[ox.Triple, Step]) -> bool:
    """Return whether the chosen proof of ``statement`` goes through ``wanted``."""
    return statement == wanted or any(
        _rests_on(premise, wanted, chosen)
        for premise in (chosen[statement].premises if statement in chosen else ())
    )
