"""The engines that a dataset is put together with: the default ones and the references.

Both sets read, reason and validate; the tests and ``ascn-kg check --engine reference`` hold the
default set to the other one, which is slow and widely known: rdflib, owlrl and pyshacl.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from ascn_kg.rdf.turtle import parse_turtle
from ascn_kg.reasoning import infer
from ascn_kg.resources import InputFile
from ascn_kg.validation import Finding
from ascn_kg.validation.fast import validate


@dataclass(frozen=True)
class Engines:
    """What parses a Turtle file, infers from ontology and facts, validates data under shapes."""

    parse: Callable[[InputFile], Iterable[ox.Triple]]
    infer: Callable[[Iterable[ox.Triple], Iterable[ox.Triple]], set[ox.Triple]]
    validate: Callable[[Iterable[ox.Triple], Iterable[ox.Triple]], list[Finding]]


#: Oxigraph, our rules and pyshifty.
DEFAULT = Engines(parse_turtle, infer, validate)


def reference() -> Engines:
    """Return rdflib, owlrl and pyshacl, which are loaded only now."""
    from ascn_kg.rdf import reference as rdflib
    from ascn_kg.reasoning import reference as owlrl
    from ascn_kg.validation import reference as pyshacl

    return Engines(rdflib.parse_turtle, owlrl.infer, pyshacl.validate)
