"""The one canonical form of a Turtle file, which ``ascn-kg format`` writes."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Quad, Triple

from ascn_kg.errors import TurtleError
from ascn_kg.rdf.terms import canonical_blank_nodes
from ascn_kg.rdf.turtle import parse_turtle
from ascn_kg.rdf.turtle_writer import turtle
from ascn_kg.resources import InputFile


def canonical_turtle(text: str, file: str) -> str:
    """Return the canonical Turtle text of the graph that ``text`` describes.

    Equal graphs give equal texts. Comments and the prefixes of the file are lost: what is worth
    saying stands in the data. ``file`` is the name that errors show.

    Raises:
        TurtleError: ``text`` is no Turtle, or its graph would not survive the rewriting.
    """
    triples = _parse(text, file)
    canonical = turtle(_quads(triples))
    read_back = _quads(_parse(canonical, file))
    if canonical_blank_nodes(read_back) != canonical_blank_nodes(_quads(triples)):
        raise TurtleError(file, None, "cannot be rewritten without loss; the file stays as it is")
    return canonical


def _parse(text: str, file: str) -> list[Triple]:
    return parse_turtle(InputFile(file, file, text.encode()))


def _quads(triples: Iterable[Triple]) -> list[Quad]:
    return [Quad(t.subject, t.predicate, t.object) for t in triples]
