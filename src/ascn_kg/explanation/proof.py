"""A proof: a statement, the rule that gives it, and the proofs of what the rule needs.

A proof is a tree. Its size is the number of times a rule is applied in it, those for axioms of the
ontology included; what is asserted costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from ascn_kg.reasoning.rule import Rule


@dataclass(frozen=True)
class Step:
    """One application of a rule; ``rule`` is None for what is asserted.

    Attributes:
        conclusion: What follows.
        rule: The rule, or None.
        premises: What the rule needs, in the order of its own premises.
    """

    conclusion: ox.Triple
    rule: Rule | None = None
    premises: tuple[ox.Triple, ...] = ()

    @property
    def cost(self) -> int:
        """How much this step adds to the size of a proof."""
        return 0 if self.rule is None else 1

    @property
    def axioms(self) -> tuple[ox.Triple, ...]:
        """The axioms behind the rule."""
        return self.rule.axioms if self.rule else ()

    @property
    def needs(self) -> tuple[ox.Triple, ...]:
        """All that has to hold: premises, then axioms."""
        return (*self.premises, *self.axioms)


@dataclass(frozen=True, eq=False)
class Proof:
    """A step with a proof of everything that it needs.

    Attributes:
        step: The last step.
        premises: Proofs of its premises, in their order.
        axioms: Proofs of the axioms behind its rule.
        size: How many rules are applied in the whole tree.
    """

    step: Step
    premises: tuple[Proof, ...] = ()
    axioms: tuple[Proof, ...] = ()
    size: int = field(init=False)

    def __post_init__(self) -> None:
        parts = sum(part.size for part in (*self.premises, *self.axioms))
        object.__setattr__(self, "size", self.step.cost + parts)

    @property
    def statement(self) -> ox.Triple:
        """What is proved."""
        return self.step.conclusion

    @property
    def rule(self) -> Rule | None:
        """The rule of the last step; None where the statement is asserted."""
        return self.step.rule

    @property
    def asserted(self) -> bool:
        """Whether the statement needs no rule."""
        return self.step.rule is None

    def steps(self, *, axioms: bool = True) -> Iterator[Proof]:
        """Yield this proof and all proofs inside, each statement once.

        Args:
            axioms: Whether to go into the proofs of axioms, or into those of premises only.
        """
        seen: set[ox.Triple] = set()
        waiting = [self]
        while waiting:
            proof = waiting.pop()
            if proof.statement not in seen:
                seen.add(proof.statement)
                yield proof
                waiting += reversed((*proof.premises, *(proof.axioms if axioms else ())))

    def ground(self, *, axioms: bool = True) -> frozenset[ox.Triple]:
        """Return the asserted statements that this rests on, with or without axioms of rules."""
        steps = self.steps(axioms=axioms)
        return frozenset(proof.statement for proof in steps if proof.asserted)
