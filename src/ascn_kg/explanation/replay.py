"""A checker of proofs that knows nothing of how they are found.

It replays each step: the premises and the conclusion must be the rule's own patterns with the
variables filled in, the rule must be what its axioms alone compile to, and what no rule gives must
be asserted.
"""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox

from ascn_kg.build.derivation import COMPUTATIONS
from ascn_kg.explanation.proof import Proof
from ascn_kg.rdf.triples import Triples
from ascn_kg.reasoning import compile_rules
from ascn_kg.reasoning.rule import Rule
from ascn_kg.reasoning.schema import SCHEMA_RULES


class Replay:
    """Checks proofs; a step once checked is not checked again.

    Args:
        asserted: Says whether a statement may stand without a rule.
    """

    def __init__(self, asserted: Callable[[ox.Triple], bool]) -> None:
        self._asserted = asserted
        self._known_rules: set[tuple[Rule, tuple[ox.Triple, ...]]] = set()
        self._accepted: set[int] = set()
        self._kept: list[Proof] = []

    def fault(self, proof: Proof) -> str | None:
        """Return what is wrong with ``proof``, or None where it is right."""
        return self._fault(proof, ())

    def _fault(self, proof: Proof, above: tuple[ox.Triple, ...]) -> str | None:
        if proof.statement in above:
            return f"{proof.statement} is proved by itself"
        if id(proof) in self._accepted:
            return None
        fault = self._step_fault(proof)
        path = (*above, proof.statement)
        for part in (*proof.premises, *proof.axioms):
            fault = fault or self._fault(part, path)
        if fault is None:
            self._accepted.add(id(proof))
            self._kept.append(proof)
        return fault

    def _step_fault(self, proof: Proof) -> str | None:
        rule, statement = proof.rule, proof.statement
        if rule is None:
            known = not proof.premises and self._asserted(statement)
            return None if known else f"{statement} is not asserted"
        premises = [part.statement for part in proof.premises]
        if tuple(part.statement for part in proof.axioms) != rule.axioms:
            return f"{statement}: the axioms of {rule.name} are not proved"
        if rule.name in COMPUTATIONS:
            given = statement in COMPUTATIONS[rule.name](Triples(premises))
            return None if given else f"{statement} is not computed by {rule.name}"
        if not self._is_rule(rule):
            return f"{statement}: no axiom gives this rule {rule.name}"
        if not _fits(rule, premises, statement):
            return f"{statement} does not follow by {rule.name} from {premises}"
        return None

    def _is_rule(self, rule: Rule) -> bool:
        key = rule, rule.axioms
        if key not in self._known_rules and (
            rule in SCHEMA_RULES or rule in compile_rules(rule.axioms)
        ):
            self._known_rules.add(key)
        return key in self._known_rules


def _fits(rule: Rule, premises: list[ox.Triple], conclusion: ox.Triple) -> bool:
    """Return whether one filling of the variables makes the rule into these statements."""
    patterns = (*rule.premises, rule.conclusion)
    statements = (*premises, conclusion)
    if len(patterns) != len(statements):
        return False
    filled: dict[str, object] = {}
    for pattern, statement in zip(patterns, statements, strict=True):
        for slot, term in zip(pattern, statement, strict=True):
            wanted = filled.setdefault(slot, term) if isinstance(slot, str) else slot
            if wanted != term:
                return False
    return all(filled[one] != filled[other] for one, other in rule.distinct)
