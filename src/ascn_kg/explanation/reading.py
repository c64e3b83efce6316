"""A proof as a person reads it: without bookkeeping.

OWL defines a class through classes without a name ("whatever has a pilot membership"). A proof
goes through each of them; a reading makes one step of it, "by definition". So with a rule that
is applied to its own result, as along a chain.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from ascn_kg.explanation.proof import Proof
from ascn_kg.explanation.words import Label, definition, is_unnamed, named_class, sentence


@dataclass(frozen=True)
class Reading:
    """One readable step.

    Attributes:
        statement: What holds.
        because: Why, as a sentence; "" where the statement is asserted.
        rules: Names of the rules that this step takes together.
        premises: What it follows from.
    """

    statement: ox.Triple
    because: str = ""
    rules: tuple[str, ...] = ()
    premises: tuple[Reading, ...] = ()


def read(proof: Proof, label: Label, language: str) -> Reading:
    """Return ``proof`` with each passage through unnamed classes as one step."""
    if proof.rule is None:
        return Reading(proof.statement)
    premises, rules = _visible(proof)
    if set(rules) == {proof.rule.name}:
        because = sentence(proof.rule, label, language)
    else:
        about = [named_class(each) for each in (proof.statement, *(p.statement for p in premises))]
        because = definition(next(filter(None, about), None), label, language)
    return Reading(
        statement=proof.statement,
        because=because,
        rules=tuple(dict.fromkeys(rules)),
        premises=tuple(read(premise, label, language) for premise in premises),
    )


def _visible(proof: Proof) -> tuple[list[Proof], list[str]]:
    """Return the nearest premises worth a line, and the rules on the way to them."""
    assert proof.rule is not None
    premises: list[Proof] = []
    rules = [proof.rule.name]
    for premise in proof.premises:
        unnamed = _is_unnamed(premise.statement)
        if premise.rule is not None and (unnamed or premise.rule == proof.rule):
            inner, names = _visible(premise)
            premises += inner
            rules += names
        elif not unnamed:
            premises.append(premise)
    return premises, rules


def _is_unnamed(statement: ox.Triple) -> bool:
    return is_unnamed(statement.subject) or is_unnamed(statement.object)
