"""Running SPARQL: one call for every store that can answer it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import pyoxigraph as ox

from ascn_kg.errors import QuerySyntaxError
from ascn_kg.sparql.guard import guard
from ascn_kg.sparql.mistakes import mistake

#: What a query answers: rows, true or false, or triples.
Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Graphs(NamedTuple):
    """The dataset of a query, given beside its text; it replaces what the text says with FROM.

    Attributes:
        default: IRIs of the graphs whose union is the default graph.
        named: IRIs of the graphs that ``GRAPH`` finds.
    """

    default: Sequence[str] = ()
    named: Sequence[str] = ()


class Engine(Protocol):
    """Anything that answers a SPARQL 1.1 query over the dataset."""

    def query(self, text: str) -> Answer:
        """Run ``text``.

        Raises:
            QuerySyntaxError: ``text`` is no SPARQL query, or one that must not run here.
        """
        ...


class LocalEngine:
    """SPARQL 1.1 on an Oxigraph store; the default graph is the union of the named graphs."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store

    def query(self, text: str, graphs: Graphs | None = None, base: str | None = None) -> Answer:
        """Run ``text``; see `Engine.query`. Nothing is written and nothing is fetched.

        Args:
            text: The query.
            graphs: Its dataset, where it is given beside the text.
            base: What relative IRIs in it are relative to.

        Raises:
            QuerySyntaxError: as in `Engine.query`.
        """
        names_dataset = guard(text)
        try:
            if graphs is None:
                return self.store.query(
                    text, base_iri=base, use_default_graph_as_union=not names_dataset
                )
            return self.store.query(
                text,
                base_iri=base,
                default_graph=[ox.NamedNode(iri) for iri in graphs.default],
                named_graphs=[ox.NamedNode(iri) for iri in graphs.named],
            )
        except SyntaxError as error:
            raise QuerySyntaxError(f"this is not SPARQL 1.1: {mistake(text, error.msg)}") from None
        except (ValueError, RuntimeError) as error:
            raise QuerySyntaxError(f"this query cannot run: {error}") from None
