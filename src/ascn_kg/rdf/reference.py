"""The reference parser of Turtle, rdflib's."""

from __future__ import annotations

import rdflib
from pyoxigraph import Triple

from ascn_kg.errors import TurtleError
from ascn_kg.rdf.terms import from_graph
from ascn_kg.resources import InputFile


def parse_turtle(file: InputFile) -> list[Triple]:
    """Return the triples of ``file`` as rdflib reads them, in no certain order.

    rdflib would rewrite literals that are not in canonical form; it is kept from that meanwhile.

    Raises:
        TurtleError: the file is no Turtle; names the file and, where rdflib knows it, the line.
    """
    graph = rdflib.Graph(bind_namespaces="none")
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        graph.parse(data=file.data, format="turtle")
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lines", None)
        raise TurtleError(file.path, None if line is None else line + 1, str(error)) from None
    finally:
        rdflib.NORMALIZE_LITERALS = before
    return [quad.triple for quad in from_graph(graph)]
