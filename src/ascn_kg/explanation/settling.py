"""The smallest proofs of many statements at once, settled in the order of size.

Knuth's generalisation of Dijkstra's algorithm: a proof is larger than each of its parts, so the
smallest of all proofs still open is final. Steps of transitive properties are never listed: they
are joined when both their premises are settled, as far as a smallest proof can need them (see
`ascn_kg.explanation.chains`).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from ascn_kg.explanation.chains import Chain, Pair, is_passage
from ascn_kg.explanation.proof import Proof, Step
from ascn_kg.rdf.terms import AnyTerm
from ascn_kg.reasoning.rule import Rule

#: Says of which chains a statement is a pair.
ChainsOf = Callable[[ox.Triple], Iterable[Chain]]
#: By what a pair is settled: the number of a rule that is a passage, or None.
_Passage = int | None
_Joined = dict[AnyTerm, dict[_Passage, set[AnyTerm]]]


@dataclass
class Region:
    """What may take part in the proofs of one goal.

    Attributes:
        depth: Each statement, and how many rules are applied from it up to the goal at least.
        steps: The steps to these statements, those of chains excepted.
        pairs: The statements of each chain.
        bound: The size up to which every proof of the goal is inside; None where all are.
    """

    depth: dict[ox.Triple, int] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    pairs: dict[Chain, dict[Pair, ox.Triple]] = field(default_factory=dict)
    bound: int | None = None

    def tells(self, statement: ox.Triple, size: int) -> bool:
        """Return whether every proof of ``statement`` of at most this size is inside."""
        return self.bound is None or self.depth[statement] + size <= self.bound


class _Join:
    """The transitive steps between settled pairs of one chain."""

    def __init__(self, chain: Chain, statements: Mapping[Pair, ox.Triple]) -> None:
        self.rule = chain.rule
        self._statements = statements
        self._open: dict[AnyTerm, set[AnyTerm]] = defaultdict(set)
        self._open_before: dict[AnyTerm, set[AnyTerm]] = defaultdict(set)
        for first, last in statements:
            self._open[first].add(last)
            self._open_before[last].add(first)
        self._after: _Joined = defaultdict(lambda: defaultdict(set))
        self._direct_before: _Joined = defaultdict(lambda: defaultdict(set))

    def close(self, pair: Pair) -> None:
        """Take note that ``pair`` is settled, and needs no more steps."""
        first, last = pair
        self._open[first].discard(last)
        self._open_before[last].discard(first)

    def steps(self, pair: Pair, passage: _Passage, direct: bool) -> list[Step]:
        """Return the steps from ``pair`` and a pair given before to pairs that are open."""
        first, last = pair
        found: list[Step] = []
        if direct:
            wanted = self._open[first]
            for other, ends in self._after[last].items() if wanted else ():
                if other is None or other != passage:
                    found += [self._step(first, last, end) for end in ends & wanted]
            self._direct_before[last][passage].add(first)
        wanted = self._open_before[last]
        for other, starts in self._direct_before[first].items() if wanted else ():
            if other is None or other != passage:
                found += [self._step(start, first, last) for start in starts & wanted]
        self._after[first][passage].add(last)
        return found

    def _step(self, first: AnyTerm, middle: AnyTerm, last: AnyTerm) -> Step:
        known = self._statements
        premises = known[first, middle], known[middle, last]
        return Step(known[first, last], self.rule, premises)


class Settling:
    """Settles what stands in one region.

    Args:
        region: The statements and steps.
        known: What was settled before; proofs of it are taken as they are.
        chains: Says of which chains a statement is a pair.

    Attributes:
        proofs: The smallest proofs found, in the order of size.
        looked_at: How many steps were looked at.
    """

    def __init__(
        self, region: Region, known: Mapping[ox.Triple, Proof | None], chains: ChainsOf
    ) -> None:
        self.proofs: dict[ox.Triple, Proof] = {}
        self.looked_at = 0
        self._region = region
        self._known = known
        self._chains = chains
        self._best: dict[ox.Triple, tuple[int, bool, Step]] = {}
        self._levels: dict[int, list[ox.Triple]] = defaultdict(list)
        self._sizes: list[int] = []
        self._passages: dict[int, _Passage] = {}
        self._joins = {chain: _Join(chain, pairs) for chain, pairs in region.pairs.items()}
        self._missing: list[int] = []
        self._users: dict[ox.Triple, list[int]] = defaultdict(list)

    def run(self) -> None:
        """Settle everything, or as much as the bound of the region tells about."""
        self._begin()
        limit = self._region.bound
        while self._sizes:
            size = heapq.heappop(self._sizes)
            if limit is not None and size > limit:
                break
            settled = [s for s in self._levels.pop(size) if self._settle(s, size)]
            for statement in settled:
                self._close(statement)
            for statement in settled:
                self._use(statement)

    def _begin(self) -> None:
        old = [
            statement
            for pairs in self._region.pairs.values()
            for statement in pairs.values()
            if self._known.get(statement) is not None
        ]
        for statement in old:
            self._close(statement)
        for statement in old:
            self._join(statement)
        for number, step in enumerate(self._region.steps):
            needs = {need for need in step.needs if need not in self._known}
            self._missing.append(len(needs))
            for need in needs:
                self._users[need].append(number)
            if not needs:
                self._offer(step)

    def _settle(self, statement: ox.Triple, size: int) -> bool:
        """Keep the proof of ``statement``, unless it has one that is smaller."""
        if statement in self.proofs or self._best[statement][0] != size:
            return False
        step = self._best[statement][2]
        needs = [proof for need in step.needs if (proof := self._proof(need))]
        axioms_from = len(step.premises)
        self.proofs[statement] = Proof(step, tuple(needs[:axioms_from]), tuple(needs[axioms_from:]))
        return True

    def _proof(self, statement: ox.Triple) -> Proof | None:
        return self.proofs.get(statement) or self._known.get(statement)

    def _close(self, statement: ox.Triple) -> None:
        for chain in self._chains(statement):
            if chain in self._joins:
                self._joins[chain].close((statement.subject, statement.object))

    def _use(self, statement: ox.Triple) -> None:
        """Offer the steps that only waited for ``statement``."""
        for number in self._users.pop(statement, ()):
            self._missing[number] -= 1
            if not self._missing[number]:
                self._offer(self._region.steps[number])
        self._join(statement)

    def _join(self, statement: ox.Triple) -> None:
        for chain in self._chains(statement):
            proof = self._proof(statement)
            join = self._joins.get(chain)
            if proof is not None and join is not None:
                direct = proof.rule is not chain.rule
                pair = statement.subject, statement.object
                for step in join.steps(pair, self._passage(proof.step), direct):
                    self._offer(step, transitive=True)

    def _passage(self, step: Step) -> _Passage:
        """Return the number of the rule of ``step`` if it passes from one chain to another."""
        rule = step.rule
        if rule is None:
            return None
        if id(rule) not in self._passages:
            passes = is_passage(rule) and any(True for _ in self._chains(step.premises[0]))
            self._passages[id(rule)] = id(rule) if passes else None
        return self._passages[id(rule)]

    def _offer(self, step: Step, *, transitive: bool = False) -> None:
        """Take ``step`` for its conclusion if that has no better one: smaller, else not transitive.

        Of equally good steps that whose text comes first is taken: equal data, equal proofs.
        """
        self.looked_at += 1
        parts = [proof.size for need in step.needs if (proof := self._proof(need))]
        statement = step.conclusion
        if len(parts) < len(step.needs) or statement in self.proofs:
            return
        size = step.cost + sum(parts)
        best = self._best.get(statement)
        if best is None or size < best[0]:
            if size not in self._levels:
                heapq.heappush(self._sizes, size)
            self._levels[size].append(statement)
        elif (size, transitive) > best[:2] or (
            (size, transitive) == best[:2] and _order(best[2]) <= _order(step)
        ):
            return
        self._best[statement] = size, transitive, step


def _order(step: Step) -> str:
    """Return what orders steps to proofs of equal size, so that equal data gives equal proofs."""
    rule: Rule | None = step.rule
    return f"{rule.name if rule else ''} {step.premises}"
