"""The reference parser of Turtle, rdflib's."""

from __future__ import annotations

import re

import rdflib
from pyoxigraph import Triple

from ascn_kg.errors import TurtleError
from ascn_kg.rdf.terms import from_graph
from ascn_kg.resources import InputFile

_BAD_SYNTAX = re.compile(r"Bad syntax \((.+)\) at \^")


def parse_turtle(file: InputFile) -> list[Triple]:
    """Return the triples of ``file`` as rdflib reads them, in no certain order.

    rdflib would rewrite literals that are not in canonical form; it is kept from that meanwhile.
    Whole numbers without quotes it rewrites all the same.

    Raises:
        TurtleError: the file is no Turtle; names the file (rdflib miscounts the lines).
    """
    graph = rdflib.Graph(bind_namespaces="none")
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        graph.parse(data=file.data, format="turtle")
    except (SyntaxError, ValueError) as error:
        found = _BAD_SYNTAX.search(str(error))
        raise TurtleError(file.path, None, found[1] if found else str(error)) from None
    finally:
        rdflib.NORMALIZE_LITERALS = before
    return [quad.triple for quad in from_graph(graph)]
