"""A rule of inference: triple patterns that must hold, and the triple that then holds too."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyoxigraph as ox

from ascn_kg.namespaces import RDF

TYPE = ox.NamedNode(RDF + "type")
#: Namespace that stands for unnamed classes while rules run; no reader sees it.
UNNAMED_CLASS = "urn:ascn-kg:unnamed-class:"

#: A term, or the name of a variable.
Slot = ox.NamedNode | ox.Literal | str
Pattern = tuple[Slot, Slot, Slot]


@dataclass(frozen=True)
class Rule:
    """If every premise holds, so does the conclusion.

    Attributes:
        name: Name in the specification, for example ``prp-spo2``.
        premises: Triple patterns over things; variables are plain strings.
        conclusion: One triple pattern over the variables of the premises.
        distinct: Pairs of variables that must differ.
        axioms: The axioms that it was compiled from; they do not tell two rules apart.
    """

    name: str
    premises: tuple[Pattern, ...]
    conclusion: Pattern
    distinct: tuple[tuple[str, str], ...] = ()
    axioms: tuple[ox.Triple, ...] = field(default=(), compare=False)
