"""The closure of the facts under an ontology, by rules that the ontology was compiled to."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from ascn_kg.reasoning.fixpoint import close
from ascn_kg.reasoning.inferred import reader_triples
from ascn_kg.reasoning.rules import compile_rules
from ascn_kg.reasoning.schema import closed_schema


def infer(ontology: Iterable[ox.Triple], facts: Iterable[ox.Triple]) -> set[ox.Triple]:
    """Return what follows from ``facts`` under ``ontology`` by OWL 2 RL and a reader wants.

    The ontology is closed first; the rules it compiles to then run over it and the facts.
    """
    axioms, things = list(ontology), list(facts)
    schema = closed_schema(axioms)
    derived = close([*schema, *things], compile_rules(schema))
    return reader_triples([*schema, *derived], {*axioms, *things})
